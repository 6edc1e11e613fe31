/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tells what a run measured: as text for people, as JSON for programs. */

#include "config.h"

#include "vmp-cli-run.h"

#include <string.h>
#include <sys/wait.h>

#include <glib/gi18n.h>

#include "core/model/vmp-format.h"
#include "vmp-cli-json.h"
#include "vmp-cli-table.h"

/* What a run is judged by, in the order of the summary. */
static const VmpMetricId peak_ids[] = {
  VMP_METRIC_RSS,          VMP_METRIC_RSS_ANON,      VMP_METRIC_RSS_FILE,   VMP_METRIC_RSS_SHMEM,
  VMP_METRIC_PSS,          VMP_METRIC_USS,           VMP_METRIC_HEAP,       VMP_METRIC_STACK,
  VMP_METRIC_THREAD_STACKS, VMP_METRIC_SWAP,         VMP_METRIC_PAGE_TABLES, VMP_METRIC_VSIZE,
  VMP_METRIC_THREADS,      VMP_METRIC_MAPPINGS,
};

gint64
vmp_cli_run_get_peak (const VmpCliRunResult *result,
                      VmpMetricId            id)
{
  gint64 peak = result->target != NULL ? vmp_target_get_peak (result->target, id, NULL) : VMP_MISSING;

  if (id == VMP_METRIC_RSS || id == VMP_METRIC_RSS_PEAK)
    peak = vmp_value_max (peak, vmp_launcher_get_final_rss_peak_bytes (result->launcher));
  if (id == VMP_METRIC_VSIZE || id == VMP_METRIC_VSIZE_PEAK)
    peak = vmp_value_max (peak, vmp_launcher_get_final_vsize_peak_bytes (result->launcher));
  return peak;
}

static const char *
bytes (char   *buffer,
       gint64  value)
{
  return vmp_format_bytes (buffer, value, VMP_UNITS_IEC);
}

static void
print_end (const VmpCliRunResult *result,
           VmpCliOutput          *out)
{
  int status = vmp_launcher_get_status (result->launcher);
  char elapsed[VMP_FORMAT_SIZE];

  vmp_format_duration (elapsed, result->elapsed_nsec);
  if (WIFSIGNALED (status))
    vmp_cli_output_printf (out, _("Killed by signal %d (%s) after %s"), WTERMSIG (status), strsignal (WTERMSIG (status)),
                           elapsed);
  else
    vmp_cli_output_printf (out, _("Exit status %d after %s"), WEXITSTATUS (status), elapsed);
  vmp_cli_output_append (out, "\n", 1);
}

static void
print_usage (const VmpRusage *usage,
             VmpCliOutput    *out)
{
  char user[VMP_FORMAT_SIZE], system[VMP_FORMAT_SIZE], rss[VMP_FORMAT_SIZE], minor[VMP_FORMAT_SIZE], major[VMP_FORMAT_SIZE];

  vmp_cli_output_printf (out, _("CPU time %s user, %s system; largest resident %s; %s minor and %s major faults"),
                         vmp_format_duration (user, usage->user_nsec), vmp_format_duration (system, usage->system_nsec),
                         bytes (rss, usage->max_rss_bytes),
                         vmp_format_value (minor, VMP_UNIT_COUNT, usage->minor_faults, VMP_UNITS_IEC),
                         vmp_format_value (major, VMP_UNIT_COUNT, usage->major_faults, VMP_UNITS_IEC));
  vmp_cli_output_append (out, "\n", 1);
}

/* The kernel keeps these marks itself, and they were read at the very end; others may have been higher between two readings. */
static gboolean
is_exact_peak (const VmpCliRunResult *result,
               VmpMetricId            id)
{
  switch (id)
    {
    case VMP_METRIC_RSS:
    case VMP_METRIC_RSS_PEAK:
      return vmp_launcher_get_final_rss_peak_bytes (result->launcher) != VMP_MISSING;
    case VMP_METRIC_VSIZE:
    case VMP_METRIC_VSIZE_PEAK:
      return vmp_launcher_get_final_vsize_peak_bytes (result->launcher) != VMP_MISSING;
    default:
      return FALSE;
    }
}

static guint
count_readings (const VmpCliRunResult *result,
                VmpMetricId            id)
{
  VmpSeries *series = result->target != NULL ? vmp_target_get_series (result->target, id) : NULL;

  return series != NULL ? (guint) MIN (vmp_series_get_length (series), G_MAXUINT) : 0;
}

static char *
dup_certainty (const VmpCliRunResult *result,
               VmpMetricId            id)
{
  guint n = count_readings (result, id);

  if (is_exact_peak (result, id))
    return g_strdup (_("exact"));
  return g_strdup_printf (g_dngettext (NULL, "in %u reading", "in %u readings", n), n);
}

static void
print_peaks (const VmpCliRunResult *result,
             VmpCliOutput          *out)
{
  g_autoptr (VmpCliTable) table = vmp_cli_table_new ();

  vmp_cli_table_add_column (table, _("Highest"), VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, "", VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "", VMP_CLI_ALIGN_LEFT);
  for (guint i = 0; i < G_N_ELEMENTS (peak_ids); i++)
    {
      const VmpMetric *metric = vmp_metric_get (peak_ids[i]);
      g_autofree char *certainty = dup_certainty (result, peak_ids[i]);
      gint64 peak = vmp_cli_run_get_peak (result, peak_ids[i]);
      char value[VMP_FORMAT_SIZE];

      if (peak == VMP_MISSING)
        continue;
      vmp_cli_table_add_cell (table, _(metric->label));
      vmp_cli_table_add_cell (table, vmp_format_value (value, metric->unit, peak, VMP_UNITS_IEC));
      vmp_cli_table_add_cell (table, certainty);
    }
  vmp_cli_table_print (table, out, TRUE, 0);
}

/* What the figures do not cover, or what measuring changed. */
static void
print_tracing (const VmpCliRunResult *result,
               VmpCliOutput          *out)
{
  VmpLaunchTracing tracing = vmp_launcher_get_tracing (result->launcher);
  const char *text = NULL;

  if (tracing == VMP_LAUNCH_PRIVILEGED)
    text = _("Its file gives it privileges, which tracing would take away: watched from just after its start, not from its first instruction.");
  else if (tracing == VMP_LAUNCH_FORBIDDEN)
    text = _("This system does not allow tracing: watched from just after its start, not from its first instruction.");
  else if (result->lost_privileges)
    text = _("It turned into a program with privileges and did not get them, because it was traced; 'vmp run --untraced' does not.");
  if (text != NULL)
    vmp_cli_output_printf (out, "%s\n", text);
}

static void
print_children (const VmpCliRunResult *result,
                VmpCliOutput          *out)
{
  char pss[VMP_FORMAT_SIZE];

  if (!result->with_children)
    return;
  vmp_cli_output_printf (out, g_dngettext (NULL, "Followed %u child; highest sum of proportional memory %s",
                                           "Followed %u children; highest sum of proportional memory %s", result->n_children),
                         result->n_children, bytes (pss, result->tree_pss_peak_bytes));
  vmp_cli_output_append (out, "\n", 1);
}

void
vmp_cli_run_print_text (const VmpCliRunResult *result,
                        VmpCliOutput          *out)
{
  const VmpProcessInfo *info = result->target != NULL ? vmp_target_get_info (result->target) : NULL;

  vmp_cli_output_append (out, "\n", 1);
  if (info != NULL)
    vmp_cli_output_printf (out, "%s (%d)\n", *info->command != '\0' ? info->command : info->name, info->identity.pid);
  print_end (result, out);
  print_usage (vmp_launcher_get_rusage (result->launcher), out);
  print_tracing (result, out);
  print_peaks (result, out);
  print_children (result, out);
}

static void
add_process (const VmpCliRunResult *result,
             JsonBuilder           *builder)
{
  const VmpProcessInfo *info = result->target != NULL ? vmp_target_get_info (result->target) : NULL;
  VmpCliUsers *users = vmp_cli_users_new ();
  VmpCliProcess process = { .pid = vmp_launcher_get_pid (result->launcher), .uid = VMP_MISSING, .state = 'X',
                            .name = "", .command = "", .threads = VMP_MISSING };

  if (info != NULL)
    {
      process.ppid = info->parent_pid;
      process.start_time_ticks = info->identity.start_time_ticks;
      process.name = info->name;
      process.command = info->command;
      process.uid = info->uid;
      process.kind = info->kind;
      process.threads = vmp_target_get_value (result->target, VMP_METRIC_THREADS, NULL, NULL);
    }
  vmp_cli_json_add_process (builder, &process, users);
  g_hash_table_unref (users);
}

/* The newest values, each with why it is missing. */
static void
collect_sample (const VmpCliRunResult *result,
                VmpSample             *sample)
{
  vmp_sample_init (sample, 0, VMP_REASON_GONE);
  for (guint i = 0; result->target != NULL && i < VMP_N_METRICS; i++)
    {
      VmpReason reason;
      gint64 time_nsec;
      gint64 value = vmp_target_get_value (result->target, i, &time_nsec, &reason);

      if (value != VMP_MISSING)
        vmp_sample_set (sample, i, value);
      else
        vmp_sample_set_missing (sample, i, reason);
      sample->time_nsec = MAX (sample->time_nsec, time_nsec);
    }
}

static void
add_exit (int          status,
          JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "exit");
  json_builder_begin_object (builder);
  if (WIFSIGNALED (status))
    {
      vmp_report_json_add_number (builder, "signal", WTERMSIG (status));
      json_builder_set_member_name (builder, "core_dumped");
      json_builder_add_boolean_value (builder, WCOREDUMP (status));
    }
  else
    {
      vmp_report_json_add_number (builder, "status", WEXITSTATUS (status));
    }
  json_builder_end_object (builder);
}

static void
add_usage (const VmpRusage *usage,
           JsonBuilder     *builder)
{
  json_builder_set_member_name (builder, "rusage");
  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "user_seconds");
  json_builder_add_double_value (builder, usage->user_nsec / 1e9);
  json_builder_set_member_name (builder, "system_seconds");
  json_builder_add_double_value (builder, usage->system_nsec / 1e9);
  vmp_report_json_add_number (builder, "max_rss_bytes", usage->max_rss_bytes);
  vmp_report_json_add_number (builder, "minor_faults", usage->minor_faults);
  vmp_report_json_add_number (builder, "major_faults", usage->major_faults);
  vmp_report_json_add_number (builder, "in_blocks_512b", usage->in_blocks);
  vmp_report_json_add_number (builder, "out_blocks_512b", usage->out_blocks);
  vmp_report_json_add_number (builder, "voluntary_context_switches", usage->voluntary_switches);
  vmp_report_json_add_number (builder, "involuntary_context_switches", usage->involuntary_switches);
  json_builder_end_object (builder);
}

/* From when on it was watched, what its environment was changed by, and whether that changed what it could do. */
static void
add_tracing (const VmpCliRunResult *result,
             JsonBuilder           *builder)
{
  static const char *const keys[] = {
    [VMP_LAUNCH_IS_TRACED] = "first-instruction",
    [VMP_LAUNCH_PRIVILEGED] = "after-exec-privileged",
    [VMP_LAUNCH_FORBIDDEN] = "after-exec-forbidden",
  };

  json_builder_set_member_name (builder, "measured_from");
  json_builder_add_string_value (builder, keys[vmp_launcher_get_tracing (result->launcher)]);
  json_builder_set_member_name (builder, "names_memory");
  json_builder_add_boolean_value (builder, vmp_launcher_names_memory (result->launcher));
  json_builder_set_member_name (builder, "lost_privileges");
  json_builder_add_boolean_value (builder, result->lost_privileges);
}

static void
add_children (const VmpCliRunResult *result,
              JsonBuilder           *builder)
{
  if (!result->with_children)
    return;
  json_builder_set_member_name (builder, "tree");
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "children", result->n_children);
  vmp_report_json_add_number (builder, "pss_peak_bytes", result->tree_pss_peak_bytes);
  vmp_report_json_add_number (builder, "rss_peak_bytes_upper_bound", result->tree_rss_peak_bytes);
  json_builder_end_object (builder);
}

static void
add_certainty (const VmpCliRunResult *result,
               JsonBuilder           *builder)
{
  json_builder_set_member_name (builder, "peaks_exact");
  json_builder_begin_array (builder);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (is_exact_peak (result, i))
      json_builder_add_string_value (builder, vmp_metric_get (i)->key);
  json_builder_end_array (builder);
  vmp_report_json_add_number (builder, "readings", count_readings (result, VMP_METRIC_MINOR_FAULTS));
}

void
vmp_cli_run_print_json (const VmpCliRunResult *result,
                        VmpCliOutput          *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  gboolean chosen[VMP_N_METRICS];
  gint64 peaks[VMP_N_METRICS];
  VmpSample sample;

  collect_sample (result, &sample);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      chosen[i] = TRUE;
      peaks[i] = vmp_metric_get (i)->kind == VMP_KIND_COUNTER ? VMP_MISSING : vmp_cli_run_get_peak (result, i);
    }
  json_builder_begin_object (builder);
  add_process (result, builder);
  vmp_cli_json_add_time (builder, sample.time_nsec);
  vmp_report_json_add_metrics (builder, "metrics", sample.values, chosen);
  vmp_report_json_add_missing (builder, &sample, chosen);
  vmp_cli_json_add_observer (builder, result->target != NULL ? vmp_target_get_observer (result->target) : NULL);
  add_exit (vmp_launcher_get_status (result->launcher), builder);
  add_usage (vmp_launcher_get_rusage (result->launcher), builder);
  vmp_report_json_add_metrics (builder, "peaks", peaks, chosen);
  add_certainty (result, builder);
  add_children (result, builder);
  add_tracing (result, builder);
  vmp_report_json_add_number (builder, "elapsed_ns", result->elapsed_nsec);
  json_builder_end_object (builder);
  vmp_cli_json_print (builder, VMP_CLI_JSON_PRETTY, out);
}
