/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the waterfall says in words: shares, parts, and why something is not there. */
#include "config.h"

#include "vmp-waterfall-text.h"

#include <glib/gi18n.h>

#include "vmp-chart-text.h"

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)

char *
vmp_waterfall_text_dup_share (gint64 value_bytes,
                              gint64 whole_bytes)
{
  double percent;

  if (value_bytes == VMP_MISSING || whole_bytes == VMP_MISSING || whole_bytes == 0)
    return g_strdup ("–");
  percent = 100.0 * (double) value_bytes / (double) whole_bytes;
  if (value_bytes > 0 && percent < 0.1)
    return g_strdup (_("< 0.1 %"));
  /* What is not all must not look like all. */
  if (value_bytes < whole_bytes && percent > 99.9)
    return g_strdup (_("> 99.9 %"));
  /* Translators: a share of a whole. */
  return g_strdup_printf (_("%.1f %%"), percent);
}

char *
vmp_waterfall_text_dup_part (const VmpWaterfallStep *step,
                             guint                   part,
                             VmpUnits                units)
{
  const VmpWaterfallPart *p = &step->parts[part];
  g_autofree char *share = vmp_waterfall_text_dup_share (p->value_bytes, step->value_bytes);
  char buffer[VMP_FORMAT_SIZE];

  /* Translators: a part of memory, its size, and its share of the whole: "Resident 612 MiB, 7.4 %". */
  return g_strdup_printf (_("%s %s, %s"), _(vmp_waterfall_part_get_info (p->id)->label),
                          vmp_format_bytes (buffer, p->value_bytes, units), share);
}

char *
vmp_waterfall_text_dup_summary (const VmpWaterfallStep *step,
                                VmpUnits                units)
{
  GString *text = g_string_new (NULL);
  char buffer[VMP_FORMAT_SIZE];

  g_string_append (text, vmp_format_bytes (buffer, step->value_bytes, units));
  for (guint i = 0; i < step->n_parts; i++)
    {
      g_autofree char *part = vmp_waterfall_text_dup_part (step, i, units);

      g_string_append_printf (text, "; %s", part);
    }
  return g_string_free_and_steal (text);
}

/* The metric that is to blame where the step is not whole. */
static VmpMetricId
find_missing_metric (const VmpWaterfallStep *step)
{
  VmpMetricId own = vmp_waterfall_step_get_info (step->id)->metric;

  for (guint i = 0; step->value_bytes != VMP_MISSING && i < step->n_parts; i++)
    {
      VmpMetricId metric = vmp_waterfall_part_get_info (step->parts[i].id)->metric;

      if (step->parts[i].reason != VMP_REASON_NONE && metric != VMP_N_METRICS)
        return metric;
    }
  if (step->id == VMP_WATERFALL_RESIDENT && step->value_bytes != VMP_MISSING)
    return VMP_METRIC_PRIVATE_DIRTY;
  return step->id == VMP_WATERFALL_TOUCHED ? VMP_METRIC_RSS : own;
}

char *
vmp_waterfall_text_dup_remark (const VmpWaterfallStep *step,
                               VmpTarget              *target,
                               VmpUnits                units)
{
  g_autofree char *reason = NULL;
  char buffer[VMP_FORMAT_SIZE];

  if (step->reason != VMP_REASON_NONE)
    reason = target != NULL ? vmp_chart_text_dup_reason (target, find_missing_metric (step)) : NULL;
  if (step->value_bytes == VMP_MISSING || (step->reason != VMP_REASON_NONE && !step->is_divided))
    return reason != NULL ? g_steal_pointer (&reason) : g_strdup (_("Not read yet"));
  if (step->reason != VMP_REASON_NONE && reason != NULL)
    /* Translators: %s is why, such as "Not permitted: the process belongs to another user or is protected". */
    return g_strdup_printf (_("Divided by kind only. %s"), reason);
  if (step->cut_bytes > 0)
    /* Translators: %s is an amount of memory. */
    return g_strdup_printf (_("Read at different moments: the parts had grown by %s, which the largest of them is shown without."),
                            vmp_format_bytes (buffer, step->cut_bytes, units));
  if (step->mixed_moments)
    return g_strdup (_("Some of the parts were read at another moment than the whole."));
  return NULL;
}

char *
vmp_waterfall_text_dup_moment (gint64 time_nsec,
                               gint64 newest_nsec,
                               gint64 anchor_nsec)
{
  g_autoptr (GDateTime) time = NULL;
  g_autofree char *clock = NULL;
  char age[VMP_FORMAT_SIZE];

  if (time_nsec == VMP_MISSING)
    return g_strdup (_("Not read yet"));
  time = g_date_time_new_from_unix_local ((anchor_nsec + time_nsec) / NSEC_PER_SEC);
  clock = time != NULL ? g_date_time_format (time, "%H:%M:%S") : g_strdup ("–");
  if (newest_nsec - time_nsec < NSEC_PER_SEC)
    /* Translators: %s is a time of day. */
    return g_strdup_printf (_("As read at %s"), clock);
  /* Translators: a time of day, then a length of time. */
  return g_strdup_printf (_("As read at %s, %s before the newest values"), clock,
                          vmp_format_duration (age, (newest_nsec - time_nsec) / NSEC_PER_SEC * NSEC_PER_SEC));
}
