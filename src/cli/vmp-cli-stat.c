/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp stat: every number about one process, once or again and again. */

#include "config.h"

#include "vmp-cli-stat.h"

#include <string.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-error.h"

/* What a line of a watch shows unless told: all of it costs next to nothing. */
#define WATCH_METRICS "rss,rss-anon,rss-file,rss-shmem,swap,threads,minor-fault-rate,major-fault-rate"
#define DEFAULT_INTERVAL "1s"

VmpProbe *
vmp_cli_stat_open (VmpProcRoot  *root,
                   gint32        pid,
                   GError      **error)
{
  g_autoptr (GError) local = NULL;
  VmpProcess *process = vmp_process_open (root, pid, &local);

  if (process != NULL)
    return vmp_probe_new (root, process);
  if (g_error_matches (local, VMP_ERROR, VMP_ERROR_GONE))
    vmp_error_set (error, VMP_ERROR_GONE, _("no process %d; 'vmp ps' lists those that run"), pid);
  else if (g_error_matches (local, VMP_ERROR, VMP_ERROR_DENIED))
    vmp_error_set (error, VMP_ERROR_DENIED, _("process %d is not shown to you; run as its owner or as root"), pid);
  else
    g_propagate_error (error, g_steal_pointer (&local));
  return NULL;
}

void
vmp_cli_stat_describe (VmpProcess           *process,
                       const VmpProcessInfo *info,
                       VmpCliProcess        *out)
{
  VmpStat stat = { .state = 'X', .num_threads = VMP_MISSING, .ppid = info->parent_pid };

  vmp_process_read_stat (process, &stat, NULL);
  *out = (VmpCliProcess) {
    .pid = info->identity.pid,
    .ppid = stat.ppid,
    .start_time_ticks = info->identity.start_time_ticks,
    .name = info->name,
    .command = info->command,
    .uid = info->uid,
    .state = stat.state,
    .threads = stat.num_threads,
    .kind = vmp_process_get_kind (process),
  };
}

guint
vmp_cli_stat_get_tiers (const VmpCliStatOptions *options)
{
  /* Tier 0 always: it tells whether the process is still there. */
  guint tiers = 1u << VMP_TIER_0;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (options->chosen[i])
        tiers |= 1u << vmp_metric_get (i)->tier;
    }
  return tiers;
}

static void
release (GRefString *string)
{
  if (string != NULL)
    g_ref_string_release (string);
}

void
vmp_cli_stat_clear_info (VmpProcessInfo *info)
{
  release (info->name);
  release (info->command);
  release (info->exe);
  memset (info, 0, sizeof *info);
}

/* The command line as typed. */
typedef struct
{
  char *interval, *count, *metrics, *units;     /* owned; NULL if not given */
  gboolean watch, explain, exact, json;
} Typed;

static void
typed_clear (Typed *self)
{
  g_free (self->interval);
  g_free (self->count);
  g_free (self->metrics);
  g_free (self->units);
}

static gboolean
is_watch (const Typed *typed)
{
  return typed->watch || typed->interval != NULL || typed->count != NULL;
}

static gboolean
understand_metrics (const Typed        *typed,
                    VmpCliStatOptions  *out,
                    GError            **error)
{
  /* A table has room for a few; JSON and a single reading for all. */
  const char *keys = is_watch (typed) && !typed->json ? WATCH_METRICS : NULL;

  out->ids = g_array_new (FALSE, FALSE, sizeof (VmpMetricId));
  out->by_user = typed->metrics != NULL;
  if (out->by_user)
    keys = typed->metrics;
  if (keys != NULL && !vmp_cli_parse_metrics (keys, out->ids, error))
    return FALSE;
  for (VmpMetricId id = 0; keys == NULL && id < VMP_N_METRICS; id++)
    g_array_append_val (out->ids, id);
  for (guint i = 0; i < out->ids->len; i++)
    out->chosen[g_array_index (out->ids, VmpMetricId, i)] = TRUE;
  return TRUE;
}

static gboolean
understand_pid (int                 argc,
                char              **argv,
                VmpCliStatOptions  *out,
                GError            **error)
{
  if (argc == 2)
    return vmp_cli_parse_pid (argv[1], &out->pid, error);
  if (argc < 2)
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                 _("no process id given; 'vmp ps' lists the processes with theirs"));
  else
    g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("unexpected '%s'; one process at a time"), argv[2]);
  return FALSE;
}

static gboolean
understand (const Typed        *typed,
            int                 argc,
            char              **argv,
            VmpCliStatOptions  *out,
            GError            **error)
{
  const char *interval = typed->interval != NULL ? typed->interval : DEFAULT_INTERVAL;
  int units = VMP_UNITS_IEC;

  if (!understand_pid (argc, argv, out, error) ||
      !understand_metrics (typed, out, error) ||
      !vmp_cli_parse_interval (interval, &out->interval_nsec, error))
    return FALSE;
  if (typed->count != NULL && !vmp_cli_parse_count ("--count", typed->count, &out->count, error))
    return FALSE;
  if (typed->units != NULL && !vmp_cli_parse_units (typed->units, &units, error))
    return FALSE;
  out->explain = typed->explain;
  out->json = typed->json;
  out->numbers = (VmpCliNumbers) { units, typed->exact };
  return TRUE;
}

static int
carry_out (const VmpCliVerb  *verb,
           const Typed       *typed,
           int                argc,
           char             **argv)
{
  g_autoptr (GError) error = NULL;
  VmpCliStatOptions options = { 0 };
  int status;

  if (!understand (typed, argc, argv, &options, &error))
    status = vmp_cli_fail (verb, error);
  else if (is_watch (typed))
    status = vmp_cli_stat_watch (verb, &options);
  else
    status = vmp_cli_stat_once (verb, &options);
  g_clear_pointer (&options.ids, g_array_unref);
  return status;
}

static int
run (const VmpCliVerb  *verb,
     int                argc,
     char             **argv)
{
  Typed typed = { NULL };
  const GOptionEntry entries[] = {
    { "watch", 'w', 0, G_OPTION_ARG_NONE, &typed.watch, N_("Print a line a second until the process ends"), NULL },
    { "interval", 'i', 0, G_OPTION_ARG_FILENAME, &typed.interval, N_("Watch at this interval, 1ms to 60s: 0.5s, 100ms, 2"), N_("TIME") },
    { "count", 'n', 0, G_OPTION_ARG_FILENAME, &typed.count, N_("Watch for this many lines"), N_("N") },
    { "metrics", 'm', 0, G_OPTION_ARG_FILENAME, &typed.metrics, N_("These only, see 'vmp metrics': rss,pss,heap"), N_("KEY,…") },
    { "explain", 'e', 0, G_OPTION_ARG_NONE, &typed.explain, N_("Say where each number comes from and what it means"), NULL },
    { "bytes", 'b', 0, G_OPTION_ARG_NONE, &typed.exact, N_("Exact numbers: bytes, nanoseconds"), NULL },
    { "units", 0, 0, G_OPTION_ARG_FILENAME, &typed.units, N_("Units of 1024 (iec) or 1000 (si)"), N_("iec|si") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &typed.json, N_("Print JSON; when watching an object a line"), NULL },
    G_OPTION_ENTRY_NULL
  };
  int status;

  if (vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    status = carry_out (verb, &typed, argc, argv);
  typed_clear (&typed);
  return status;
}

const VmpCliVerb vmp_cli_verb_stat = {
  .name = "stat",
  .parameters = N_("PID"),
  .summary = N_("Show every number about one process, once or again and again"),
  .notes = /* xgettext:no-c-format */ N_("A single reading walks the page tables of the process and says how long that took. While watching,\n"
              "metrics of tier 1 and 2 are read as often as costs the process 1 % of its time at most.\n"
              "\n"
              "Examples:\n"
              "  vmp stat 1234                              all of it, grouped\n"
              "  vmp stat 1234 --explain --metrics rss,pss  what the two are and where they come from\n"
              "  vmp stat 1234 --interval 100ms --count 50  five seconds, ten lines a second\n"
              "  vmp stat 1234 --json                       for programs"),
  .run = run,
};
