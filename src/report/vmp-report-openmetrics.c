/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as OpenMetrics text, for Prometheus and what reads its files. */

#include "config.h"

#include "vmp-report-samples-private.h"

#include "core/store/vmp-recording-query.h"

#include <string.h>

typedef struct
{
  VmpSamplesOutput *out;
  gint64        anchor_nsec;
  GHashTable   *labels;         /* target -> owned text */
  VmpMetricId   id;
  char         *family;         /* borrowed, of the metric at hand */
  const char   *target_labels;  /* likewise */
} Print;

static void
append_label (GString    *to,
              const char *name,
              const char *value)
{
  g_string_append_printf (to, "%s%s=\"", to->len > 0 ? "," : "", name);
  for (; *value != '\0'; value++)
    {
      if (*value == '\n')
        g_string_append (to, "\\n");
      else
        g_string_append_printf (to, "%s%c", *value == '"' || *value == '\\' ? "\\" : "", *value);
    }
  g_string_append_c (to, '"');
}

/* A process is told by what it was when it came: a label that changes is another series. */
static void
start_cb (const VmpEvent *event,
          gpointer        user_data)
{
  Print *self = user_data;
  GString *labels = g_string_new (NULL);
  g_autofree char *pid = g_strdup_printf ("%d", event->process.identity.pid);
  g_autofree char *target = g_strdup_printf ("%u", event->target);

  append_label (labels, "pid", pid);
  append_label (labels, "target", target);
  append_label (labels, "name", event->process.name);
  g_hash_table_insert (self->labels, GUINT_TO_POINTER (event->target), g_string_free (labels, FALSE));
}

/* "vmp_minor_faults", "vmp_rss_bytes", "vmp_cpu_time_seconds": the unit is the end of the name. */
static char *
dup_family (const VmpMetric *metric)
{
  const char *suffix = metric->unit == VMP_UNIT_BYTES ? "_bytes" : metric->unit == VMP_UNIT_NSEC ? "_seconds" : "";
  char *family = g_strconcat ("vmp_", metric->key, g_str_has_suffix (metric->key, "-bytes") ? "" : suffix, NULL);

  return g_strdelimit (family, "-", '_');
}

static void
print_head (const Print *self)
{
  const VmpMetric *metric = vmp_metric_get (self->id);
  GString *help = g_string_new (NULL);

  g_string_append_printf (self->out->text, "# TYPE %s %s\n", self->family, metric->kind == VMP_KIND_COUNTER ? "counter" : "gauge");
  if (metric->unit == VMP_UNIT_BYTES || metric->unit == VMP_UNIT_NSEC)
    g_string_append_printf (self->out->text, "# UNIT %s %s\n", self->family, metric->unit == VMP_UNIT_BYTES ? "bytes" : "seconds");
  for (const char *at = metric->explanation; *at != '\0'; at++)
    g_string_append_printf (help, "%s%c", *at == '"' || *at == '\\' ? "\\" : "", *at);
  g_string_append_printf (self->out->text, "# HELP %s %s\n", self->family, help->str);
  g_string_free (help, TRUE);
}

static gboolean
value_cb (gint64   time_nsec,
          gint64   value,
          gpointer user_data)
{
  const Print *self = user_data;
  const VmpMetric *metric = vmp_metric_get (self->id);
  gint64 usec = (self->anchor_nsec + time_nsec) / 1000;
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  if (metric->unit == VMP_UNIT_NSEC)
    g_ascii_formatd (number, sizeof number, "%.9g", (double) value / 1e9);
  else if (metric->unit == VMP_UNIT_COUNT_PER_SECOND)
    g_ascii_formatd (number, sizeof number, "%.9g", (double) value / 1e3);
  else
    g_snprintf (number, sizeof number, "%" G_GINT64_FORMAT, value);
  g_string_append_printf (self->out->text, "%s%s{%s} %s %" G_GINT64_FORMAT ".%06d\n", self->family,
                         metric->kind == VMP_KIND_COUNTER ? "_total" : "", self->target_labels, number, usec / 1000000,
                         (int) (usec % 1000000));
  return vmp_samples_output_flush (self->out, FALSE);
}

/* Lines of a family stand together, and in it those of a process. */
static void
print_family (Print *self)
{
  guint n;
  const guint32 *targets = vmp_recording_get_targets (self->out->recording, &n);
  g_autofree char *family = dup_family (vmp_metric_get (self->id));

  self->family = family;
  print_head (self);
  for (guint i = 0; i < n && !self->out->is_over; i++)
    {
      self->target_labels = g_hash_table_lookup (self->labels, GUINT_TO_POINTER (targets[i]));
      if (self->target_labels != NULL)
        vmp_recording_read_values (self->out->recording, targets[i], self->id, self->out->options->from_nsec,
                                   self->out->options->to_nsec, value_cb, self);
    }
}

void
vmp_samples_write_openmetrics (VmpSamplesOutput *out)
{
  Print self = { .out = out, .anchor_nsec = vmp_recording_get_anchor (out->recording) };

  self.labels = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  vmp_recording_read_events (out->recording, 1u << VMP_EVENT_START, start_cb, &self);
  for (self.id = 0; self.id < VMP_N_METRICS && !out->is_over; self.id++)
    {
      out->share = (double) self.id / VMP_N_METRICS;
      if (out->options->chosen[self.id])
        print_family (&self);
    }
  g_string_append (out->text, "# EOF\n");
  g_hash_table_unref (self.labels);
}
