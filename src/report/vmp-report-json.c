/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as JSON: the numbers, in bytes, nanoseconds and counts. */

#include "config.h"

#include "vmp-report-json.h"
#include "vmp-report.h"

#include <math.h>

#include "core/store/vmp-event-facts.h"

void
vmp_report_json_add_text (JsonBuilder *builder,
                          const char  *name,
                          const char  *text)
{
  json_builder_set_member_name (builder, name);
  if (text == NULL)
    json_builder_add_null_value (builder);
  else
    json_builder_add_string_value (builder, text);
}

void
vmp_report_json_add_amount (JsonBuilder *builder,
                            const char  *name,
                            double       amount)
{
  json_builder_set_member_name (builder, name);
  if (isfinite (amount))
    json_builder_add_double_value (builder, amount);
  else
    json_builder_add_null_value (builder);
}

void
vmp_report_json_add_number (JsonBuilder *builder,
                            const char  *name,
                            gint64       value)
{
  json_builder_set_member_name (builder, name);
  if (value == VMP_MISSING)
    json_builder_add_null_value (builder);
  else
    json_builder_add_int_value (builder, value);
}

void
vmp_report_json_add_metrics (JsonBuilder    *builder,
                          const char     *member,
                          const gint64    values[VMP_N_METRICS],
                          const gboolean  chosen[VMP_N_METRICS])
{
  json_builder_set_member_name (builder, member);
  json_builder_begin_object (builder);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      const VmpMetric *metric = vmp_metric_get (i);

      if (values[i] == VMP_MISSING || (chosen != NULL && !chosen[i]))
        continue;
      json_builder_set_member_name (builder, metric->key);
      if (metric->unit == VMP_UNIT_COUNT_PER_SECOND)
        json_builder_add_double_value (builder, values[i] / 1000.0);
      else
        json_builder_add_int_value (builder, values[i]);
    }
  json_builder_end_object (builder);
}

void
vmp_report_json_add_missing (JsonBuilder     *builder,
                          const VmpSample *sample,
                          const gboolean   chosen[VMP_N_METRICS])
{
  json_builder_set_member_name (builder, "missing");
  json_builder_begin_object (builder);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (sample->values[i] != VMP_MISSING || (chosen != NULL && !chosen[i]))
        continue;
      json_builder_set_member_name (builder, vmp_metric_get (i)->key);
      json_builder_add_string_value (builder, vmp_reason_to_key (sample->reasons[i]));
    }
  json_builder_end_object (builder);
}

char *
vmp_report_json_end (JsonBuilder *builder)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, TRUE);

  return g_strconcat (text, "\n", NULL);
}

static void
begin_member (JsonBuilder *builder,
              const char  *name,
              gboolean     is_array)
{
  json_builder_set_member_name (builder, name);
  if (is_array)
    json_builder_begin_array (builder);
  else
    json_builder_begin_object (builder);
}

static void
add_metrics (JsonBuilder               *builder,
             const VmpRecordingSummary *sums,
             const gint64              *peak_nsec)
{
  begin_member (builder, "metrics", FALSE);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (sums[i].n == 0)
        continue;
      begin_member (builder, vmp_metric_get (i)->key, FALSE);
      vmp_report_json_add_number (builder, "values", sums[i].n);
      vmp_report_json_add_number (builder, "first", sums[i].first);
      vmp_report_json_add_number (builder, "last", sums[i].last);
      vmp_report_json_add_number (builder, "min", sums[i].min);
      vmp_report_json_add_number (builder, "max", sums[i].max);
      if (peak_nsec != NULL)
        vmp_report_json_add_number (builder, "max_boottime_ns", peak_nsec[i]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
}

static void
add_facts (JsonBuilder  *builder,
           VmpRecording *recording)
{
  const char *const *keys = vmp_recording_get_keys (recording);

  begin_member (builder, "recording", FALSE);
  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (vmp_recording_get_text (recording, keys[i]) != NULL)
        vmp_report_json_add_text (builder, keys[i], vmp_recording_get_text (recording, keys[i]));
      else
        vmp_report_json_add_number (builder, keys[i], vmp_recording_get_number (recording, keys[i]));
    }
  json_builder_end_object (builder);
}

static void
add_usage (JsonBuilder     *builder,
           const VmpRusage *usage)
{
  begin_member (builder, "usage", FALSE);
  vmp_report_json_add_number (builder, "user_ns", usage->user_nsec);
  vmp_report_json_add_number (builder, "system_ns", usage->system_nsec);
  vmp_report_json_add_number (builder, "max_rss", usage->max_rss_bytes);
  vmp_report_json_add_number (builder, "minor_faults", usage->minor_faults);
  vmp_report_json_add_number (builder, "major_faults", usage->major_faults);
  json_builder_end_object (builder);
}

static void
add_process (JsonBuilder            *builder,
             const VmpReportProcess *process)
{
  vmp_report_json_add_number (builder, "target", process->target);
  vmp_report_json_add_number (builder, "pid", process->pid);
  vmp_report_json_add_number (builder, "ppid", process->parent_pid);
  vmp_report_json_add_text (builder, "name", process->name);
  vmp_report_json_add_text (builder, "exe", process->exe);
  vmp_report_json_add_text (builder, "command", process->command);
  vmp_report_json_add_number (builder, "begin_boottime_ns", process->begin_nsec);
  vmp_report_json_add_number (builder, "end_boottime_ns", process->end_nsec);
  json_builder_set_member_name (builder, "ended");
  json_builder_add_boolean_value (builder, process->has_ended);
  vmp_report_json_add_number (builder, "status", process->status);
  if (process->has_ended)
    add_usage (builder, &process->rusage);
  vmp_report_json_add_number (builder, "rss_max", vmp_value_max (process->rss.max, process->rss_mark.max));
  vmp_report_json_add_number (builder, "pss_max", process->pss.max);
  vmp_report_json_add_number (builder, "observer_locked_ns", process->has_cost ? process->cost.locked_nsec : VMP_MISSING);
  vmp_report_json_add_number (builder, "observer_total_ns", process->has_cost ? process->cost.total_nsec : VMP_MISSING);
  vmp_report_json_add_number (builder, "observer_watched_ns", process->has_cost ? process->cost.watched_nsec : VMP_MISSING);
}

static void
add_processes (JsonBuilder     *builder,
               const VmpReport *self)
{
  begin_member (builder, "processes", TRUE);
  for (guint i = 0; i < self->processes->len; i++)
    {
      json_builder_begin_object (builder);
      add_process (builder, &g_array_index (self->processes, VmpReportProcess, i));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_growth (JsonBuilder          *builder,
            const VmpReportStage *stage)
{
  if (!stage->has_growth)
    return;
  begin_member (builder, "growth", FALSE);
  vmp_report_json_add_number (builder, "begin_snapshot_boottime_ns", stage->snapshot_nsec[0]);
  vmp_report_json_add_number (builder, "end_snapshot_boottime_ns", stage->snapshot_nsec[1]);
  begin_member (builder, "types", FALSE);
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      if (stage->rss_bytes[0][i] == 0 && stage->rss_bytes[1][i] == 0 && stage->swap_bytes[0][i] == 0 && stage->swap_bytes[1][i] == 0)
        continue;
      begin_member (builder, vmp_mapping_type_get (i)->key, FALSE);
      vmp_report_json_add_number (builder, "rss_begin", stage->rss_bytes[0][i]);
      vmp_report_json_add_number (builder, "rss_end", stage->rss_bytes[1][i]);
      vmp_report_json_add_number (builder, "rss_growth", vmp_report_stage_get_growth (stage, i));
      vmp_report_json_add_number (builder, "swap_begin", stage->swap_bytes[0][i]);
      vmp_report_json_add_number (builder, "swap_end", stage->swap_bytes[1][i]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  json_builder_end_object (builder);
}

static void
add_stages (JsonBuilder     *builder,
            const VmpReport *self)
{
  begin_member (builder, "stages", TRUE);
  for (guint i = 0; i < self->stages->len; i++)
    {
      const VmpReportStage *stage = &g_array_index (self->stages, VmpReportStage, i);

      json_builder_begin_object (builder);
      vmp_report_json_add_text (builder, "name", stage->name);
      vmp_report_json_add_number (builder, "begin_boottime_ns", stage->begin_nsec);
      vmp_report_json_add_number (builder, "end_boottime_ns", stage->end_nsec);
      add_metrics (builder, stage->sums, NULL);
      add_growth (builder, stage);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_alerts (JsonBuilder     *builder,
            const VmpReport *self)
{
  begin_member (builder, "alerts", TRUE);
  for (guint i = 0; i < self->alerts->len; i++)
    {
      const VmpReportAlert *alert = &g_array_index (self->alerts, VmpReportAlert, i);
      const VmpAlertFact *fact = &alert->fact;

      json_builder_begin_object (builder);
      vmp_report_json_add_text (builder, "rule", fact->rule);
      vmp_report_json_add_text (builder, "title", fact->title);
      vmp_report_json_add_number (builder, "target", alert->target != 0 ? (gint64) alert->target : VMP_MISSING);
      vmp_report_json_add_text (builder, "severity", vmp_alert_severity_get_key (fact->severity));
      vmp_report_json_add_text (builder, "stage", vmp_alert_stage_get_key (alert->stage));
      vmp_report_json_add_number (builder, "begin_boottime_ns", alert->begin_nsec);
      vmp_report_json_add_number (builder, "end_boottime_ns", alert->end_nsec);
      vmp_report_json_add_text (builder, "metric", fact->metric);
      vmp_report_json_add_text (builder, "derived", vmp_alert_derived_get_key (fact->derived));
      vmp_report_json_add_text (builder, "of", vmp_alert_base_get_key (fact->base));
      vmp_report_json_add_text (builder, "is", vmp_alert_comparison_get_key (fact->comparison));
      vmp_report_json_add_text (builder, "unit", vmp_alert_unit_get_key (fact->unit));
      vmp_report_json_add_amount (builder, "limit", fact->limit);
      vmp_report_json_add_amount (builder, "value", fact->value);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_notes (JsonBuilder     *builder,
           const VmpReport *self)
{
  begin_member (builder, "notes", TRUE);
  for (guint i = 0; i < self->notes->len; i++)
    {
      const VmpReportNote *note = &g_array_index (self->notes, VmpReportNote, i);

      json_builder_begin_object (builder);
      vmp_report_json_add_text (builder, "text", note->text);
      vmp_report_json_add_number (builder, "target", note->target);
      vmp_report_json_add_number (builder, "begin_boottime_ns", note->begin_nsec);
      vmp_report_json_add_number (builder, "end_boottime_ns", note->end_nsec);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_changes (JsonBuilder     *builder,
             const VmpReport *self)
{
  begin_member (builder, "suggested_changes", TRUE);
  for (guint i = 0; i < self->changes->len; i++)
    {
      const VmpReportChange *change = &g_array_index (self->changes, VmpReportChange, i);

      json_builder_begin_object (builder);
      vmp_report_json_add_text (builder, "metric", vmp_metric_get (VMP_METRIC_RSS)->key);
      vmp_report_json_add_number (builder, "boottime_ns", change->time_nsec);
      vmp_report_json_add_number (builder, "before", change->before_bytes);
      vmp_report_json_add_number (builder, "after", change->after_bytes);
      vmp_report_json_add_number (builder, "growth_before_per_minute", change->before_per_minute);
      vmp_report_json_add_number (builder, "growth_after_per_minute", change->after_per_minute);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_map (JsonBuilder     *builder,
         const VmpReport *self)
{
  if (self->peak_space == NULL)
    return;
  begin_member (builder, "map_near_peak", FALSE);
  vmp_report_json_add_number (builder, "boottime_ns", self->peak_space_nsec);
  begin_member (builder, "types", FALSE);
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (self->peak_space, i);

      if (sum->mappings_n == 0)
        continue;
      begin_member (builder, vmp_mapping_type_get (i)->key, FALSE);
      vmp_report_json_add_number (builder, "mappings", sum->mappings_n);
      vmp_report_json_add_number (builder, "size", sum->size_bytes);
      vmp_report_json_add_number (builder, "rss", sum->sizes_bytes[VMP_MAPPING_RSS]);
      vmp_report_json_add_number (builder, "pss", sum->sizes_bytes[VMP_MAPPING_PSS]);
      vmp_report_json_add_number (builder, "swap", sum->sizes_bytes[VMP_MAPPING_SWAP]);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  begin_member (builder, "growers", TRUE);
  for (guint i = 0; i < self->growers->len; i++)
    {
      const VmpReportGrower *grower = &g_array_index (self->growers, VmpReportGrower, i);

      json_builder_begin_object (builder);
      vmp_report_json_add_text (builder, "name", grower->name);
      vmp_report_json_add_number (builder, "first_rss", grower->first_bytes);
      vmp_report_json_add_number (builder, "peak_rss", grower->peak_bytes);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  json_builder_end_object (builder);
}

static void
add_gaps (JsonBuilder     *builder,
          const VmpReport *self)
{
  begin_member (builder, "gaps", FALSE);
  for (guint i = 0; i < G_N_ELEMENTS (self->gaps); i++)
    {
      if (self->gaps[i].n == 0)
        continue;
      begin_member (builder, vmp_gap_reason_to_key (i), FALSE);
      vmp_report_json_add_number (builder, "count", self->gaps[i].n);
      vmp_report_json_add_number (builder, "total_ns", self->gaps[i].total_nsec);
      vmp_report_json_add_number (builder, "longest_ns", self->gaps[i].longest_nsec);
      json_builder_end_object (builder);
    }
  json_builder_end_object (builder);
  begin_member (builder, "problems", TRUE);
  for (guint i = 0; vmp_recording_get_problems (self->recording)[i] != NULL; i++)
    json_builder_add_string_value (builder, vmp_recording_get_problems (self->recording)[i]);
  json_builder_end_array (builder);
}

char *
vmp_report_to_json (const VmpReport *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_facts (builder, self->recording);
  json_builder_set_member_name (builder, "finished");
  json_builder_add_boolean_value (builder, vmp_recording_is_finished (self->recording));
  vmp_report_json_add_number (builder, "begin_boottime_ns", self->begin_nsec);
  vmp_report_json_add_number (builder, "end_boottime_ns", self->end_nsec);
  vmp_report_json_add_number (builder, "realtime_at_boot_ns", self->anchor_nsec != 0 ? self->anchor_nsec : VMP_MISSING);
  begin_member (builder, "process", FALSE);
  add_process (builder, vmp_report_get_main (self));
  add_metrics (builder, self->sums, self->peak_nsec);
  vmp_report_json_add_number (builder, "rss_peak", vmp_report_get_peak (self, VMP_METRIC_RSS));
  json_builder_end_object (builder);
  add_processes (builder, self);
  add_stages (builder, self);
  add_changes (builder, self);
  add_alerts (builder, self);
  add_notes (builder, self);
  add_map (builder, self);
  add_gaps (builder, self);
  json_builder_end_object (builder);
  return vmp_report_json_end (builder);
}
