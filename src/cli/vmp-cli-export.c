/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp export: the samples of a recording for other programs. */

#include "config.h"

#include "vmp-cli.h"

#include <math.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/store/vmp-recording.h"
#include "vmp-cli-json.h"
#include "vmp-cli-openmetrics.h"

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)
/* More is written before it is read. */
#define FLUSH_BYTES (64 * 1024)

typedef struct
{
  char    *format, *from, *to, *metrics;    /* owned; NULL if not given */
} Options;

typedef struct
{
  VmpRecording *recording;    /* owned */
  gboolean      is_csv, is_openmetrics;
  gboolean      chosen[VMP_N_METRICS];
  gint64        anchor_nsec;
  GHashTable   *pids;         /* target -> pid */
  JsonBuilder  *builder;      /* owned */
  VmpCliOutput  out;
} Export;

/* By the clock of the machine where it was recorded, as it was then; UTC. */
static char *
dup_time (const Export *self,
          gint64        time_nsec)
{
  gint64 usec = (self->anchor_nsec + time_nsec) / 1000;
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (usec / 1000000);
  g_autofree char *text = seconds != NULL ? g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S") : NULL;

  return text != NULL ? g_strdup_printf ("%s.%06dZ", text, (int) (usec % 1000000)) : g_strdup ("");
}

static void
print_titles (Export *self)
{
  vmp_cli_output_append (&self->out, "time,boottime_ns,target,pid", -1);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (self->chosen[i])
      vmp_cli_output_printf (&self->out, ",%s", vmp_metric_get (i)->key);
  vmp_cli_output_append (&self->out, "\n", 1);
}

static void
print_csv (Export         *self,
           const VmpEvent *event)
{
  g_autofree char *time = dup_time (self, event->time_nsec);
  int pid = GPOINTER_TO_INT (g_hash_table_lookup (self->pids, GUINT_TO_POINTER (event->target)));

  vmp_cli_output_printf (&self->out, "%s,%" G_GINT64_FORMAT ",%u,%d", time, event->time_nsec, event->target, pid);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      gint64 value = event->sample.values[i];
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      if (!self->chosen[i])
        continue;
      if (value == VMP_MISSING)
        vmp_cli_output_append (&self->out, ",", 1);
      else if (vmp_metric_get (i)->unit == VMP_UNIT_COUNT_PER_SECOND)
        vmp_cli_output_printf (&self->out, ",%s", g_ascii_dtostr (number, sizeof number, value / 1000.0));
      else
        vmp_cli_output_printf (&self->out, ",%" G_GINT64_FORMAT, value);
    }
  vmp_cli_output_append (&self->out, "\n", 1);
}

static void
begin_json (Export         *self,
            const VmpEvent *event)
{
  g_autofree char *time = dup_time (self, event->time_nsec);
  int pid = GPOINTER_TO_INT (g_hash_table_lookup (self->pids, GUINT_TO_POINTER (event->target)));

  json_builder_begin_object (self->builder);
  json_builder_set_member_name (self->builder, "time");
  json_builder_begin_object (self->builder);
  vmp_report_json_add_number (self->builder, "boottime_ns", event->time_nsec);
  json_builder_set_member_name (self->builder, "realtime");
  json_builder_add_string_value (self->builder, time);
  json_builder_end_object (self->builder);
  vmp_report_json_add_number (self->builder, "target", event->target);
  vmp_report_json_add_number (self->builder, "pid", pid);
}

static void
print_json (Export         *self,
            const VmpEvent *event)
{
  begin_json (self, event);
  vmp_cli_json_add_metrics (self->builder, "metrics", event->sample.values, self->chosen);
  vmp_cli_json_add_missing (self->builder, &event->sample, self->chosen);
  json_builder_end_object (self->builder);
  vmp_cli_json_print (self->builder, VMP_CLI_JSON_LINE, &self->out);
}

static void
add_amount (JsonBuilder *builder,
            const char  *name,
            double       amount)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (amount))
    json_builder_add_double_value (builder, amount);
  else
    json_builder_add_null_value (builder);
}

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *text)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

/* Beside the samples: an alert that began, or is over. Of the machine where no process is named. */
static void
print_alert (Export         *self,
             const VmpEvent *event)
{
  const VmpAlertFact *fact = &event->alert;

  begin_json (self, event);
  json_builder_set_member_name (self->builder, "alert");
  json_builder_begin_object (self->builder);
  add_text (self->builder, "rule", fact->rule);
  add_text (self->builder, "title", fact->title);
  add_text (self->builder, "severity", vmp_alert_severity_get_key (fact->severity));
  add_text (self->builder, "stage", vmp_alert_stage_get_key (fact->stage));
  add_text (self->builder, "metric", fact->metric);
  add_text (self->builder, "derived", vmp_alert_derived_get_key (fact->derived));
  add_text (self->builder, "of", vmp_alert_base_get_key (fact->base));
  add_text (self->builder, "is", vmp_alert_comparison_get_key (fact->comparison));
  add_text (self->builder, "unit", vmp_alert_unit_get_key (fact->unit));
  vmp_report_json_add_number (self->builder, "since_boottime_ns", fact->since_nsec);
  add_amount (self->builder, "limit", fact->limit);
  add_amount (self->builder, "value", fact->value);
  json_builder_end_object (self->builder);
  json_builder_end_object (self->builder);
  vmp_cli_json_print (self->builder, VMP_CLI_JSON_LINE, &self->out);
}

/* What somebody wrote about a moment or a stretch of time. */
static void
print_note (Export         *self,
            const VmpEvent *event)
{
  begin_json (self, event);
  json_builder_set_member_name (self->builder, "note");
  json_builder_begin_object (self->builder);
  add_text (self->builder, "text", event->note.text);
  vmp_report_json_add_number (self->builder, "end_boottime_ns", event->note.end_nsec);
  json_builder_end_object (self->builder);
  json_builder_end_object (self->builder);
  vmp_cli_json_print (self->builder, VMP_CLI_JSON_LINE, &self->out);
}

static gboolean
export_cb (VmpBatch *batch,
           gpointer  user_data)
{
  Export *self = user_data;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (events[i].type == VMP_EVENT_START)
        g_hash_table_insert (self->pids, GUINT_TO_POINTER (events[i].target), GINT_TO_POINTER (events[i].process.identity.pid));
      else if (events[i].type == VMP_EVENT_SAMPLE && self->is_csv)
        print_csv (self, &events[i]);
      else if (events[i].type == VMP_EVENT_SAMPLE)
        print_json (self, &events[i]);
      else if (events[i].type == VMP_EVENT_ALERT && !self->is_csv)
        print_alert (self, &events[i]);
      else if (events[i].type == VMP_EVENT_NOTE && !self->is_csv)
        print_note (self, &events[i]);
    }
  return self->out.text->len < FLUSH_BYTES || vmp_cli_output_flush (&self->out);
}

static gboolean
understand (Export        *self,
            const Options *options,
            GError       **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (VmpMetricId));

  self->is_csv = options->format == NULL || g_str_equal (options->format, "csv");
  self->is_openmetrics = g_strcmp0 (options->format, "openmetrics") == 0;
  if (!self->is_csv && !self->is_openmetrics && !g_str_equal (options->format, "jsonl"))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("formats are 'csv', 'jsonl' and 'openmetrics', not '%s'"), options->format);
      return FALSE;
    }
  if (options->metrics != NULL && !vmp_cli_parse_metrics (options->metrics, ids, error))
    return FALSE;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    self->chosen[i] = options->metrics == NULL;
  for (guint i = 0; i < ids->len; i++)
    self->chosen[g_array_index (ids, VmpMetricId, i)] = TRUE;
  return TRUE;
}

static void
say_problems (VmpRecording *recording)
{
  const char *const *problems = vmp_recording_get_problems (recording);

  for (guint i = 0; problems[i] != NULL; i++)
    vmp_cli_say ("%s", problems[i]);
}

static int
export (Export *self,
        gint64  from_nsec,
        gint64  to_nsec)
{
  int status;

  self->anchor_nsec = vmp_recording_get_anchor (self->recording);
  self->pids = g_hash_table_new (NULL, NULL);
  self->builder = json_builder_new ();
  vmp_cli_output_init (&self->out, STDOUT_FILENO);
  if (self->is_csv)
    print_titles (self);
  if (self->is_openmetrics)
    vmp_cli_openmetrics_print (self->recording, self->chosen, from_nsec, to_nsec, &self->out);
  else
    vmp_recording_replay (self->recording, from_nsec, to_nsec, export_cb, self);
  status = vmp_cli_output_finish (&self->out);
  say_problems (self->recording);
  if (vmp_recording_get_problems (self->recording)[0] != NULL)
    status = VMP_CLI_FAILED;
  g_object_unref (self->builder);
  g_hash_table_unref (self->pids);
  return status;
}

static int
run_export (const VmpCliVerb *verb,
            const Options    *options,
            int               argc,
            char            **argv)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = NULL;
  gint64 from_nsec = G_MININT64, to_nsec = G_MAXINT64, begin_nsec = 0, end_nsec;
  Export self = { 0 };

  if (argc != 2)
    g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("which recording? For example: vmp export file.vmp"));
  if (error != NULL || !understand (&self, options, &error) || (recording = vmp_recording_open (argv[1], &error)) == NULL)
    return vmp_cli_fail (verb, error);
  self.recording = recording;
  vmp_recording_get_range (recording, &begin_nsec, &end_nsec);
  if (!vmp_cli_parse_moment ("--from", options->from, begin_nsec, &from_nsec, &error) ||
      !vmp_cli_parse_moment ("--to", options->to, begin_nsec, &to_nsec, &error))
    return vmp_cli_fail (verb, error);
  return export (&self, from_nsec, to_nsec);
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format, N_("csv (a line a sample), jsonl (an object a line) or openmetrics"), N_("FORMAT") },
    { "metrics", 'm', 0, G_OPTION_ARG_STRING, &options.metrics, N_("Only these, between commas"), N_("KEYS") },
    { "from", 0, 0, G_OPTION_ARG_STRING, &options.from, N_("Begin so many seconds after the recording does"), N_("SECONDS") },
    { "to", 0, 0, G_OPTION_ARG_STRING, &options.to, N_("End there"), N_("SECONDS") },
    G_OPTION_ENTRY_NULL
  };
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  status = run_export (verb, &options, argc, argv);
  g_free (options.format);
  g_free (options.metrics);
  g_free (options.from);
  g_free (options.to);
  return status;
}

const VmpCliVerb vmp_cli_verb_export = {
  .name = "export",
  .parameters = N_("FILE"),
  .summary = N_("Print the samples of a recording for other programs"),
  .notes = N_("Alerts that fired while it was recorded, and notes, are lines of jsonl too.\n"
              "What can't be read of a damaged recording is left out and told on standard error; the exit status is 1 then.\n"
              "\n"
              "Examples:\n"
              "  vmp export server.vmp > server.csv\n"
              "  vmp export server.vmp --format jsonl --metrics rss,pss --from 10 --to 20"),
  .run = run,
};
