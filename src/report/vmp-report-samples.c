/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of a recording as text for other programs. */

#include "config.h"

#include "vmp-report-samples-private.h"

#include "vmp-report-json.h"

/* More is handed over before it is gathered. */
#define FLUSH_BYTES (64 * 1024)

typedef struct
{
  VmpSamplesOutput *out;
  gint64            anchor_nsec, begin_nsec, length_nsec;
  GHashTable       *pids;       /* target -> pid */
  JsonBuilder      *builder;    /* owned */
} Samples;

static void
print_object (Samples *self)
{
  g_autoptr (JsonNode) root = json_builder_get_root (self->builder);
  g_autofree char *text = json_to_string (root, FALSE);

  g_string_append (self->out->text, text);
  g_string_append_c (self->out->text, '\n');
  json_builder_reset (self->builder);
}

/* By the clock of the machine where it was recorded, as it was then; UTC. */
static char *
dup_time (const Samples *self,
          gint64        time_nsec)
{
  gint64 usec = (self->anchor_nsec + time_nsec) / 1000;
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (usec / 1000000);
  g_autofree char *text = seconds != NULL ? g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S") : NULL;

  return text != NULL ? g_strdup_printf ("%s.%06dZ", text, (int) (usec % 1000000)) : g_strdup ("");
}

static void
print_titles (Samples *self)
{
  g_string_append (self->out->text, "time,boottime_ns,target,pid");
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (self->out->options->chosen[i])
      g_string_append_printf (self->out->text, ",%s", vmp_metric_get (i)->key);
  g_string_append_c (self->out->text, '\n');
}

static void
print_csv (Samples        *self,
           const VmpEvent *event)
{
  g_autofree char *time = dup_time (self, event->time_nsec);
  int pid = GPOINTER_TO_INT (g_hash_table_lookup (self->pids, GUINT_TO_POINTER (event->target)));

  g_string_append_printf (self->out->text, "%s,%" G_GINT64_FORMAT ",%u,%d", time, event->time_nsec, event->target, pid);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      gint64 value = event->sample.values[i];
      char number[G_ASCII_DTOSTR_BUF_SIZE];

      if (!self->out->options->chosen[i])
        continue;
      if (value == VMP_MISSING)
        g_string_append_c (self->out->text, ',');
      else if (vmp_metric_get (i)->unit == VMP_UNIT_COUNT_PER_SECOND)
        g_string_append_printf (self->out->text, ",%s", g_ascii_dtostr (number, sizeof number, value / 1000.0));
      else
        g_string_append_printf (self->out->text, ",%" G_GINT64_FORMAT, value);
    }
  g_string_append_c (self->out->text, '\n');
}

static void
begin_json (Samples        *self,
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
print_json (Samples        *self,
            const VmpEvent *event)
{
  begin_json (self, event);
  vmp_report_json_add_metrics (self->builder, "metrics", event->sample.values, self->out->options->chosen);
  vmp_report_json_add_missing (self->builder, &event->sample, self->out->options->chosen);
  json_builder_end_object (self->builder);
  print_object (self);
}

/* Beside the samples: an alert that began, or is over. Of the machine where no process is named. */
static void
print_alert (Samples        *self,
             const VmpEvent *event)
{
  const VmpAlertFact *fact = &event->alert;

  begin_json (self, event);
  json_builder_set_member_name (self->builder, "alert");
  json_builder_begin_object (self->builder);
  vmp_report_json_add_text (self->builder, "rule", fact->rule);
  vmp_report_json_add_text (self->builder, "title", fact->title);
  vmp_report_json_add_text (self->builder, "severity", vmp_alert_severity_get_key (fact->severity));
  vmp_report_json_add_text (self->builder, "stage", vmp_alert_stage_get_key (fact->stage));
  vmp_report_json_add_text (self->builder, "metric", fact->metric);
  vmp_report_json_add_text (self->builder, "derived", vmp_alert_derived_get_key (fact->derived));
  vmp_report_json_add_text (self->builder, "of", vmp_alert_base_get_key (fact->base));
  vmp_report_json_add_text (self->builder, "is", vmp_alert_comparison_get_key (fact->comparison));
  vmp_report_json_add_text (self->builder, "unit", vmp_alert_unit_get_key (fact->unit));
  vmp_report_json_add_number (self->builder, "since_boottime_ns", fact->since_nsec);
  vmp_report_json_add_amount (self->builder, "limit", fact->limit);
  vmp_report_json_add_amount (self->builder, "value", fact->value);
  json_builder_end_object (self->builder);
  json_builder_end_object (self->builder);
  print_object (self);
}

/* What somebody wrote about a moment or a stretch of time. */
static void
print_note (Samples        *self,
            const VmpEvent *event)
{
  begin_json (self, event);
  json_builder_set_member_name (self->builder, "note");
  json_builder_begin_object (self->builder);
  vmp_report_json_add_text (self->builder, "text", event->note.text);
  vmp_report_json_add_number (self->builder, "end_boottime_ns", event->note.end_nsec);
  json_builder_end_object (self->builder);
  json_builder_end_object (self->builder);
  print_object (self);
}

/* In a recording that is replayed in order, how far it is. */
static gboolean
batch_cb (VmpBatch *batch,
          gpointer  user_data)
{
  Samples *self = user_data;
  gboolean is_csv = self->out->options->format == VMP_SAMPLES_CSV;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      self->out->share = CLAMP ((double) (events[i].time_nsec - self->begin_nsec) / (double) self->length_nsec, self->out->share, 1);
      if (events[i].type == VMP_EVENT_START)
        g_hash_table_insert (self->pids, GUINT_TO_POINTER (events[i].target), GINT_TO_POINTER (events[i].process.identity.pid));
      else if (events[i].type == VMP_EVENT_SAMPLE && is_csv)
        print_csv (self, &events[i]);
      else if (events[i].type == VMP_EVENT_SAMPLE)
        print_json (self, &events[i]);
      else if (events[i].type == VMP_EVENT_ALERT && !is_csv)
        print_alert (self, &events[i]);
      else if (events[i].type == VMP_EVENT_NOTE && !is_csv)
        print_note (self, &events[i]);
    }
  return vmp_samples_output_flush (self->out, FALSE);
}

gboolean
vmp_samples_output_flush (VmpSamplesOutput *self,
                          gboolean          all)
{
  if (self->is_over || (self->text->len < FLUSH_BYTES && !all))
    return !self->is_over;
  self->is_over = !self->func (self->text->str, self->text->len, self->share, self->user_data);
  g_string_truncate (self->text, 0);
  return !self->is_over;
}

static void
write_in_order (VmpSamplesOutput *out)
{
  Samples self = { .out = out, .anchor_nsec = vmp_recording_get_anchor (out->recording) };
  gint64 begin_nsec = 0, end_nsec = 0;

  vmp_recording_get_range (out->recording, &begin_nsec, &end_nsec);
  self.begin_nsec = MAX (begin_nsec, out->options->from_nsec);
  self.length_nsec = MAX (MIN (end_nsec, out->options->to_nsec) - self.begin_nsec, 1);
  self.pids = g_hash_table_new (NULL, NULL);
  self.builder = json_builder_new ();
  if (out->options->format == VMP_SAMPLES_CSV)
    print_titles (&self);
  vmp_recording_replay (out->recording, out->options->from_nsec, out->options->to_nsec, batch_cb, &self);
  g_object_unref (self.builder);
  g_hash_table_unref (self.pids);
}

gboolean
vmp_report_write_samples (VmpRecording            *recording,
                          const VmpSamplesOptions *options,
                          VmpSamplesFunc           func,
                          gpointer                 user_data)
{
  VmpSamplesOutput out = { recording, options, func, user_data, g_string_sized_new (FLUSH_BYTES * 2), 0, FALSE };

  if (options->format == VMP_SAMPLES_OPENMETRICS)
    vmp_samples_write_openmetrics (&out);
  else
    write_in_order (&out);
  vmp_samples_output_flush (&out, TRUE);
  g_string_free (out.text, TRUE);
  return !out.is_over;
}
