/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp run --runs: the same command several times, each run kept, and how much they differ. */

#include "config.h"

#include "vmp-cli-run.h"

#include <errno.h>
#include <fcntl.h>
#include <math.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/engine/vmp-own-program.h"
#include "core/kernel/vmp-error.h"
#include "core/model/vmp-format.h"
#include "vmp-cli-json.h"
#include "vmp-cli-median.h"
#include "vmp-cli-table.h"
#include "vmp-cli.h"

/* Where a figure is in the summary of a run. */
typedef struct
{
  const char *object, *member;    /* object NULL: of the whole */
  const char *key;                /* in the JSON of all runs */
  const char *label;              /* N_(); NULL: that of the metric */
  VmpUnit     unit;
  double      scale;
} Figure;

static const Figure figures[] = {
  { NULL, "elapsed_ns", "elapsed_ns", N_("Elapsed"), VMP_UNIT_NSEC, 1 },
  { "rusage", "user_seconds", "user_ns", N_("CPU time, user"), VMP_UNIT_NSEC, 1e9 },
  { "rusage", "system_seconds", "system_ns", N_("CPU time, system"), VMP_UNIT_NSEC, 1e9 },
  { "rusage", "max_rss_bytes", "max_rss_bytes", N_("Largest resident memory"), VMP_UNIT_BYTES, 1 },
  { "peaks", "rss-anon", "rss-anon", NULL, VMP_UNIT_BYTES, 1 },
  { "peaks", "rss-file", "rss-file", NULL, VMP_UNIT_BYTES, 1 },
  { "peaks", "pss", "pss", NULL, VMP_UNIT_BYTES, 1 },
  { "peaks", "uss", "uss", NULL, VMP_UNIT_BYTES, 1 },
  { "peaks", "heap", "heap", NULL, VMP_UNIT_BYTES, 1 },
  { "peaks", "swap", "swap", NULL, VMP_UNIT_BYTES, 1 },
  { "peaks", "vsize", "vsize", NULL, VMP_UNIT_BYTES, 1 },
  { "peaks", "threads", "threads", NULL, VMP_UNIT_COUNT, 1 },
  { "tree", "pss_peak_bytes", "tree_pss_peak_bytes", N_("Highest sum of proportional memory"), VMP_UNIT_BYTES, 1 },
  { "rusage", "minor_faults", "minor_faults", N_("Minor faults"), VMP_UNIT_COUNT, 1 },
  { "rusage", "major_faults", "major_faults", N_("Major faults"), VMP_UNIT_COUNT, 1 },
};

typedef struct
{
  const VmpCliRunOptions *options;
  char                  **command;
  char                   *program;      /* owned: this one */
  char                   *summary;      /* owned: path of a run's summary */
  GPtrArray              *recordings;   /* owned paths */
  GArray                 *values[G_N_ELEMENTS (figures)];   /* of gint64, one a run; VMP_MISSING */
  guint                   n_done;
} Repeat;

static volatile pid_t current;

/* The terminal's keys reach the run by themselves, and we must survive them to report; what is sent to us alone is passed on. */
static void
pass_cb (int number)
{
  pid_t pid = current;

  if (pid > 0 && (number == SIGTERM || number == SIGHUP))
    kill (pid, number);
}

static void
take_signals (void)
{
  static const int signals[] = { SIGINT, SIGQUIT, SIGTERM, SIGHUP };
  struct sigaction action = { .sa_handler = pass_cb, .sa_flags = SA_RESTART };

  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      struct sigaction old;

      if (sigaction (signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction (signals[i], &action, NULL);
    }
}

/* --- one run --- */

/* "build.vmp" becomes "build-3.vmp". Owned. */
static char *
dup_numbered (const char *path,
              guint       run)
{
  const char *name = strrchr (path, '/') != NULL ? strrchr (path, '/') + 1 : path;
  const char *dot = strrchr (name, '.');
  int len = dot != NULL && dot != name ? (int) (dot - path) : (int) strlen (path);

  return g_strdup_printf ("%.*s-%u%s", len, path, run, path + len);
}

static void
add_option (GPtrArray  *arguments,
            const char *option,
            const char *value)
{
  if (value == NULL)
    return;
  g_ptr_array_add (arguments, g_strdup (option));
  g_ptr_array_add (arguments, g_strdup (value));
}

static void
add_flag (GPtrArray  *arguments,
          const char *option,
          gboolean    value)
{
  if (value)
    g_ptr_array_add (arguments, g_strdup (option));
}

static GPtrArray *
make_arguments (Repeat     *self,
                const char *recording)
{
  const VmpCliRunOptions *options = self->options;
  GPtrArray *arguments = g_ptr_array_new_with_free_func (g_free);

  g_ptr_array_add (arguments, g_strdup (self->program));
  add_flag (arguments, "run", TRUE);
  add_flag (arguments, "--json", TRUE);
  add_option (arguments, "--output", self->summary);
  add_option (arguments, "--interval", options->interval);
  add_option (arguments, "--rate", options->rate);
  add_option (arguments, "--record", recording);
  add_option (arguments, "--maps", options->recorder.maps);
  add_option (arguments, "--stage-regex", options->stage_regex);
  add_flag (arguments, "--stage-processes", options->stage_processes);
  add_flag (arguments, "--children", options->children);
  add_flag (arguments, "--untraced", options->untraced);
  add_flag (arguments, "--no-names", options->no_names);
  add_flag (arguments, "--force", options->recorder.force);
  add_flag (arguments, "--with-command-line", options->recorder.with_command_line);
  add_option (arguments, "--rules", options->recorder.rules);
  add_flag (arguments, "--own-rules", options->recorder.own_rules);
  add_flag (arguments, "--", TRUE);
  for (char **at = self->command; *at != NULL; at++)
    add_flag (arguments, *at, TRUE);
  g_ptr_array_add (arguments, NULL);
  return arguments;
}

static gboolean
spawn (GPtrArray  *arguments,
       int        *out_status,
       GError    **error)
{
  g_autoptr (GError) local = NULL;
  GPid pid;

  if (!g_spawn_async_with_fds (NULL, (char **) arguments->pdata, NULL, G_SPAWN_DO_NOT_REAP_CHILD | G_SPAWN_CHILD_INHERITS_STDIN,
                               NULL, NULL, &pid, -1, -1, -1, &local))
    return vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
  current = pid;
  while (waitpid (pid, out_status, 0) < 0 && errno == EINTR)
    ;
  current = 0;
  return TRUE;
}

static gint64
read_figure (JsonObject   *root,
             const Figure *figure)
{
  JsonNode *node;

  if (figure->object != NULL)
    {
      node = json_object_get_member (root, figure->object);
      root = node != NULL && JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
    }
  node = root != NULL ? json_object_get_member (root, figure->member) : NULL;
  return node != NULL && JSON_NODE_HOLDS_VALUE (node) ? llround (json_node_get_double (node) * figure->scale) : VMP_MISSING;
}

static gboolean
read_summary (Repeat  *self,
              GError **error)
{
  g_autoptr (JsonParser) parser = json_parser_new ();
  g_autoptr (GError) local = NULL;
  JsonNode *root;

  if (!json_parser_load_from_file (parser, self->summary, &local))
    return vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
  root = json_parser_get_root (parser);
  if (root == NULL || !JSON_NODE_HOLDS_OBJECT (root))
    return vmp_error_set (error, VMP_ERROR_CORRUPT, "%s", self->summary);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      gint64 value = read_figure (json_node_get_object (root), &figures[i]);

      g_array_append_val (self->values[i], value);
    }
  self->n_done++;
  return TRUE;
}

static gboolean
run_once (Repeat  *self,
          guint    run,
          int     *out_status,
          GError **error)
{
  g_autofree char *recording = self->options->record != NULL ? dup_numbered (self->options->record, run) : NULL;
  g_autoptr (GPtrArray) arguments = make_arguments (self, recording);

  if (!spawn (arguments, out_status, error))
    return FALSE;
  if (*out_status != 0)
    return TRUE;
  if (recording != NULL)
    g_ptr_array_add (self->recordings, g_steal_pointer (&recording));
  return read_summary (self, error);
}

/* --- telling --- */

static const char *
get_label (const Figure *figure)
{
  const VmpMetric *metric = figure->label == NULL ? vmp_metric_lookup (figure->key) : NULL;

  return metric != NULL ? _(metric->label) : _(figure->label);
}

static void
print_text (Repeat       *self,
            VmpCliOutput *out)
{
  g_autoptr (VmpCliTable) table = vmp_cli_table_new ();
  const char *const titles[] = { _("Median"), "±", _("Lowest"), _("Highest") };

  vmp_cli_table_add_column (table, _("Figure"), VMP_CLI_ALIGN_LEFT);
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    vmp_cli_table_add_column (table, titles[i], VMP_CLI_ALIGN_RIGHT);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    {
      VmpCliSpread spread;
      const gint64 *numbers = &spread.median;
      char text[VMP_FORMAT_SIZE];

      if (!vmp_cli_spread_find (self->values[i], &spread))
        continue;
      vmp_cli_table_add_cell (table, get_label (&figures[i]));
      for (guint k = 0; k < G_N_ELEMENTS (titles); k++)
        vmp_cli_table_add_cell (table, vmp_format_value (text, figures[i].unit, numbers[k], VMP_UNITS_IEC));
    }
  vmp_cli_output_append (out, "\n", 1);
  vmp_cli_output_printf (out, g_dngettext (NULL, "%u run; ± is the median distance from the median", "%u runs; ± is the median distance from the median",
                                           self->n_done), self->n_done);
  vmp_cli_output_append (out, "\n", 1);
  vmp_cli_table_print (table, out, TRUE, 0);
}

static void
add_figure (JsonBuilder  *builder,
            const Figure *figure,
            GArray       *values)
{
  VmpCliSpread spread;

  if (!vmp_cli_spread_find (values, &spread))
    return;
  json_builder_set_member_name (builder, figure->key);
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "median", spread.median);
  vmp_report_json_add_number (builder, "mad", spread.mad);
  vmp_report_json_add_number (builder, "min", spread.min);
  vmp_report_json_add_number (builder, "max", spread.max);
  json_builder_set_member_name (builder, "values");
  json_builder_begin_array (builder);
  for (guint i = 0; i < values->len; i++)
    json_builder_add_int_value (builder, g_array_index (values, gint64, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
print_json (Repeat       *self,
            VmpCliOutput *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "runs", self->n_done);
  json_builder_set_member_name (builder, "recordings");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->recordings->len; i++)
    json_builder_add_string_value (builder, g_ptr_array_index (self->recordings, i));
  json_builder_end_array (builder);
  json_builder_set_member_name (builder, "figures");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    add_figure (builder, &figures[i], self->values[i]);
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  vmp_cli_json_print (builder, VMP_CLI_JSON_PRETTY, out);
}

static int
tell (Repeat *self,
      int     fd)
{
  VmpCliOutput out;
  int status;

  if (self->n_done == 0 || (self->options->quiet && self->options->output == NULL && !self->options->json))
    return VMP_CLI_DONE;
  vmp_cli_output_init (&out, fd);
  if (self->options->json)
    print_json (self, &out);
  else
    print_text (self, &out);
  status = vmp_cli_output_finish (&out);
  return status;
}

static gboolean
run_all (Repeat  *self,
         guint    n_runs,
         int     *out_status,
         GError **error)
{
  for (guint i = 1; i <= n_runs; i++)
    {
      if (!run_once (self, i, out_status, error))
        return FALSE;
      if (*out_status == 0)
        continue;
      vmp_cli_say (_("run %u failed; no more are made"), i);
      return TRUE;
    }
  return TRUE;
}

static void
repeat_clear (Repeat     *self,
              const char *folder)
{
  if (self->summary != NULL)
    g_unlink (self->summary);
  if (folder != NULL)
    g_rmdir (folder);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    g_array_unref (self->values[i]);
  g_ptr_array_unref (self->recordings);
  g_free (self->program);
  g_free (self->summary);
}

int
vmp_cli_run_repeat (const VmpCliVerb       *verb,
                    const VmpCliRunOptions *options,
                    guint                   n_runs,
                    char                  **command,
                    int                     fd)
{
  g_autoptr (GError) error = NULL, local = NULL;
  Repeat self = { options, command, vmp_own_program_find ("vmp", "VMP_CLI", "../cli", &error) };
  g_autofree char *folder = self.program != NULL ? g_dir_make_tmp ("vmp-runs-XXXXXX", &local) : NULL;
  int status = 0, told = VMP_CLI_DONE;

  self.recordings = g_ptr_array_new_with_free_func (g_free);
  for (guint i = 0; i < G_N_ELEMENTS (figures); i++)
    self.values[i] = g_array_new (FALSE, FALSE, sizeof (gint64));
  if (local != NULL)
    vmp_error_set (&error, VMP_ERROR_IO, "%s", local->message);
  if (folder != NULL)
    {
      self.summary = g_build_filename (folder, "summary.json", NULL);
      take_signals ();
      if (run_all (&self, n_runs, &status, &error))
        told = tell (&self, fd);
    }
  repeat_clear (&self, folder);
  if (error != NULL)
    return vmp_cli_fail (verb, error);
  return status == 0 ? told : vmp_cli_run_end_like (status);
}
