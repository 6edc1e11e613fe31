/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What charts and numbers say in words: read-outs, summaries, reasons. */
#include "config.h"

#include "vmp-chart-text.h"

#include <glib/gi18n.h>
#include <sys/wait.h>

#include "core/model/vmp-stage.h"
#include "report/vmp-alert-text.h"

#define SEC G_GINT64_CONSTANT (1000000000)

/* Before so long a share would be noise. */
#define LEAST_WATCHED_NSEC (2 * SEC)

/* What the budget has slowed down comes at an interval that can be named. */
static char *
dup_slow_reason (VmpTarget   *target,
                 VmpMetricId  metric)
{
  const VmpObserverCost *cost = vmp_target_get_observer (target);
  const VmpTierCost *tier = cost != NULL ? &cost->tiers[vmp_metric_get (metric)->tier] : NULL;
  char buffer[VMP_FORMAT_SIZE];

  if (tier == NULL || tier->interval_nsec == 0)
    return g_strdup (_("Not read, so that looking does not slow the process down"));
  /* Translators: %s is a length of time, such as "5 s". */
  return g_strdup_printf (_("Read every %s, so that looking does not slow the process down; not read yet"),
                          vmp_format_duration (buffer, tier->interval_nsec));
}

char *
vmp_chart_text_dup_reason (VmpTarget   *target,
                           VmpMetricId  metric)
{
  VmpReason reason;

  if (vmp_target_get_value (target, metric, NULL, &reason) != VMP_MISSING)
    return NULL;
  switch (reason)
    {
    case VMP_REASON_NOT_DUE:
      return g_strdup (_("Not read yet"));
    case VMP_REASON_BUDGET:
      return dup_slow_reason (target, metric);
    case VMP_REASON_DENIED:
      return g_strdup (_("Not permitted: the process belongs to another user or is protected"));
    case VMP_REASON_GONE:
      return g_strdup (_("The process has ended"));
    case VMP_REASON_UNSUPPORTED:
      return g_strdup (_("This kernel does not tell it"));
    case VMP_REASON_NO_MEMORY:
      return g_strdup (_("The process has no memory of its own"));
    case VMP_REASON_TORN:
      return g_strdup (_("It changed faster than it could be read"));
    case VMP_REASON_NONE:
    case VMP_REASON_FAILED:
    case VMP_N_REASONS:
    default:
      return g_strdup (_("It could not be read"));
    }
}

char *
vmp_chart_text_dup_process (VmpTarget *target)
{
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;

  if (info == NULL)
    return g_strdup ("");
  /* Translators: name of a program and number of its process: "firefox (2011)". */
  return g_strdup_printf (_("%s (%d)"), info->name, info->identity.pid);
}

char *
vmp_chart_text_dup_name (const VmpChartPlot *plot,
                         VmpTarget          *target,
                         const VmpMetric    *metric)
{
  g_autofree char *process = NULL;

  if (!plot->compared)
    return g_strdup (_(metric->label));
  process = vmp_chart_text_dup_process (target);
  /* Translators: a quantity and the process it is of, where two are compared: "Resident of firefox (2011)". */
  return g_strdup_printf (_("%s of %s"), _(metric->label), process);
}

static const char *
gap_reason (guint8 reason)
{
  switch ((VmpGapReason) reason)
    {
    case VMP_GAP_SUSPEND:
      return _("The computer slept");
    case VMP_GAP_LATE:
      return _("The computer was too busy to measure");
    case VMP_GAP_PAUSED:
      return _("Measuring was paused");
    case VMP_GAP_BUDGET:
      return _("Detail was skipped, so that looking does not slow the process down");
    case VMP_GAP_DENIED:
      return _("Reading was not permitted");
    case VMP_GAP_STOPPED:
      return _("Measuring was stopped");
    default:
      return _("Nothing was measured");
    }
}

static char *
dup_exit (gint64 status)
{
  if (status == VMP_MISSING)
    return g_strdup (_("The process ended"));
  if (WIFSIGNALED ((int) status))
    /* Translators: %d is the number of a signal, such as 9. */
    return g_strdup_printf (_("The process was ended by signal %d"), WTERMSIG ((int) status));
  return g_strdup_printf (_("The process ended with status %d"), WEXITSTATUS ((int) status));
}

static char *
dup_alert (const VmpAlertFact *fact,
           VmpUnits            units)
{
  const char *title = vmp_alert_text_translate (fact->title);
  g_autofree char *value = NULL;

  if (fact->stage != VMP_ALERT_STAGE_BEGAN)
    /* Translators: an alert ended; its title, and why: "A process grows: is over". */
    return g_strdup_printf (_("%s: %s"), title, vmp_alert_text_get_stage (fact->stage));
  value = vmp_alert_text_dup_amount (fact->unit, fact->derived, fact->base, fact->value, units);
  /* Translators: title of a rule that was broken, and the value then. */
  return g_strdup_printf (_("Alert: %s (%s)"), title, value);
}

char *
vmp_chart_text_dup_mark (const VmpEvent *event,
                         gint64          anchor_nsec,
                         GTimeZone      *zone,
                         VmpUnits        units)
{
  char begin[VMP_CHART_LABEL_SIZE], end[VMP_CHART_LABEL_SIZE];

  switch (event->type)
    {
    case VMP_EVENT_EXEC:
      /* Translators: %s is the name of a program. */
      return g_strdup_printf (_("Runs %s from here on"), event->process.name);
    case VMP_EVENT_FORK:
      return g_strdup_printf (_("Started process %d"), event->fork.child_pid);
    case VMP_EVENT_EXIT:
      return dup_exit (event->exit.status);
    case VMP_EVENT_MARK:
      return g_strdup (event->mark.name);
    case VMP_EVENT_NOTE:
      /* Translators: what somebody wrote about a moment in a graph */
      return g_strdup_printf (_("Note: %s"), event->note.text);
    case VMP_EVENT_ALERT:
      return dup_alert (&event->alert, units);
    case VMP_EVENT_GAP:
      vmp_chart_time_format (begin, event->gap.begin_nsec + anchor_nsec, SEC, zone);
      vmp_chart_time_format (end, event->time_nsec + anchor_nsec, SEC, zone);
      /* Translators: a reason, such as "The computer slept", and two clock times. */
      return g_strdup_printf (_("%s from %s to %s"), gap_reason (event->gap.reason), begin, end);
    case VMP_EVENT_SAMPLE:
    case VMP_EVENT_START:
    case VMP_EVENT_OBSERVER:
    case VMP_EVENT_ADDRESS_SPACE:
    case VMP_EVENT_PAGE_STATES:
    default:
      return g_strdup ("");
    }
}

char *
vmp_chart_text_dup_stage (VmpTarget *target,
                          gint64     time_nsec)
{
  guint n = 0;
  const VmpEvent *marks = target != NULL ? vmp_target_get_marks (target, &n) : NULL;
  const VmpEvent *exit = target != NULL ? vmp_target_get_exit (target) : NULL;
  g_autoptr (GArray) stages = vmp_stage_list (marks, n, exit != NULL ? exit->time_nsec : G_MAXINT64);
  const VmpStage *stage = vmp_stage_find (stages, time_nsec);

  /* Translators: name that the user or the program gave to a stretch of time */
  return stage != NULL ? g_strdup_printf (_("Stage “%s”"), stage->name) : NULL;
}

static void
clear_readout (gpointer data)
{
  g_free (((VmpChartReadout *) data)->text);
}

static void
add_line (GArray *readout,
          char   *text)
{
  VmpChartReadout line = { .text = text };

  g_array_append_val (readout, line);
}

static void
add_values (GArray              *readout,
            const VmpChartFrame *frame,
            const VmpChartPlot  *plot,
            VmpTarget           *target,
            gint64               time_nsec)
{
  char value_text[VMP_FORMAT_SIZE];

  for (guint i = 0; i < plot->n_series; i++)
    {
      const VmpMetric *metric = vmp_metric_get (plot->series[i].metric);
      gint64 value = vmp_chart_target_get_value (target, metric->id, time_nsec);
      VmpChartReadout line = { .has_swatch = TRUE, .dash = vmp_chart_plot_get_dash (plot, i) };
      g_autofree char *name = NULL;

      if (!vmp_chart_plot_is_visible (plot, i) || value == VMP_MISSING)
        continue;
      name = vmp_chart_text_dup_name (plot, target, metric);
      line.color = vmp_chart_plot_get_color (plot, i, frame->dark);
      line.text = g_strdup_printf ("%s  %s", name, vmp_format_value (value_text, metric->unit, value, frame->units));
      g_array_append_val (readout, line);
    }
}

GArray *
vmp_chart_text_new_readout (const VmpChartFrame   *frame,
                            const VmpChartContent *content,
                            gint64                 time_nsec)
{
  GArray *readout = g_array_new (FALSE, FALSE, sizeof (VmpChartReadout));
  char time_text[VMP_CHART_LABEL_SIZE];
  const VmpEvent *mark = vmp_chart_marks_find (frame, content->target, time_nsec);
  g_autofree char *stage = NULL;

  g_array_set_clear_func (readout, clear_readout);
  vmp_chart_time_format (time_text, time_nsec + frame->anchor_nsec, frame->cell_nsec < SEC / 100 ? SEC / 10 : SEC, frame->zone);
  add_line (readout, g_strdup (time_text));
  if (mark != NULL)
    add_line (readout, vmp_chart_text_dup_mark (mark, frame->anchor_nsec, frame->zone, frame->units));
  stage = vmp_chart_text_dup_stage (content->target, time_nsec);
  if (stage != NULL)
    add_line (readout, g_steal_pointer (&stage));
  add_values (readout, frame, content->plot, content->target, time_nsec);
  if (content->compared != NULL)
    add_values (readout, frame, content->compared_plot, content->compared, time_nsec);
  return readout;
}

char *
vmp_chart_text_dup_readout (GArray *readout)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < readout->len; i++)
    {
      if (i > 0)
        g_string_append (text, "; ");
      g_string_append (text, g_array_index (readout, VmpChartReadout, i).text);
    }
  return g_string_free (text, FALSE);
}

static void
append_values (GString            *text,
               const VmpChartPlot *plot,
               VmpTarget          *target,
               VmpUnits            units)
{
  for (guint i = 0; target != NULL && i < plot->n_series; i++)
    {
      const VmpMetric *metric = vmp_metric_get (plot->series[i].metric);
      gint64 value = vmp_target_get_value (target, metric->id, NULL, NULL);
      gint64 peak = vmp_target_get_peak (target, metric->id, NULL);
      char now_text[VMP_FORMAT_SIZE], peak_text[VMP_FORMAT_SIZE];
      g_autofree char *name = NULL;

      if (!vmp_chart_plot_is_visible (plot, i) || value == VMP_MISSING)
        continue;
      name = vmp_chart_text_dup_name (plot, target, metric);
      vmp_format_value (now_text, metric->unit, value, units);
      vmp_format_value (peak_text, metric->unit, peak, units);
      if (text->len > 0)
        g_string_append (text, "; ");
      /* Translators: a quantity, its value now and its highest value: "Resident 612 MiB, at most 655 MiB". */
      g_string_append_printf (text, _("%s %s, at most %s"), name, now_text, peak_text);
    }
}

/* Of the newest value. */
static void
append_stage (GString   *text,
              VmpTarget *target)
{
  gint64 time_nsec = 0;
  g_autofree char *stage = NULL;

  if (target != NULL && vmp_target_get_value (target, VMP_METRIC_RSS, &time_nsec, NULL) != VMP_MISSING)
    stage = vmp_chart_text_dup_stage (target, time_nsec);
  if (stage != NULL)
    g_string_append_printf (text, "; %s", stage);
}

char *
vmp_chart_text_dup_summary (const VmpChartContent *content,
                            VmpUnits               units)
{
  GString *text = g_string_new (NULL);

  append_values (text, content->plot, content->target, units);
  if (content->compared != NULL)
    append_values (text, content->compared_plot, content->compared, units);
  if (text->len == 0)
    g_string_append (text, _("No values yet"));
  append_stage (text, content->target);
  return g_string_free (text, FALSE);
}

char *
vmp_chart_text_dup_cost (const VmpObserverCost *cost)
{
  double percent;

  if (cost == NULL || cost->watched_nsec < LEAST_WATCHED_NSEC)
    return NULL;
  percent = 100.0 * (double) cost->locked_nsec / (double) cost->watched_nsec;
  if (percent < 0.1)
    return g_strdup (/* xgettext:no-c-format */ _("Looking costs less than 0.1 % of this process"));
  /* Translators: for which share of the time the watched process is held up by being watched. */
  return g_strdup_printf (_("Looking costs %.1f %% of this process"), percent);
}

static char *
dup_tier (const VmpTierCost *tier,
          const char        *name)
{
  char interval[VMP_FORMAT_SIZE], last[VMP_FORMAT_SIZE];

  if (tier->interval_nsec == 0)
    /* Translators: %s says what is read, such as "Counters". */
    return g_strdup_printf (_("%s: off"), name);
  vmp_format_duration (interval, tier->interval_nsec);
  vmp_format_duration (last, tier->last_cost_nsec);
  if (tier->last_cost_nsec == VMP_MISSING)
    return g_strdup_printf (_("%s: every %s"), name, interval);
  if (tier->slowed)
    /* Translators: what is read, how often, and how long the last reading took. */
    return g_strdup_printf (_("%s: every %s, slowed down, took %s"), name, interval, last);
  return g_strdup_printf (_("%s: every %s, took %s"), name, interval, last);
}

char *
vmp_chart_text_dup_tiers (const VmpObserverCost *cost)
{
  static const char *const names[] = { N_("Counters"), N_("Totals of all mappings"), N_("Each mapping"), N_("Each page") };
  char locked[VMP_FORMAT_SIZE], total[VMP_FORMAT_SIZE], watched[VMP_FORMAT_SIZE];
  GString *text = g_string_new (NULL);

  if (cost == NULL)
    return g_string_free (text, FALSE);
  vmp_format_duration (locked, cost->locked_nsec);
  vmp_format_duration (watched, cost->watched_nsec);
  vmp_format_duration (total, cost->total_nsec);
  /* Translators: three lengths of time. */
  g_string_append_printf (text, _("Reading took %s of %s, and held up the process's own memory calls for up to %s."),
                          total, watched, locked);
  for (guint i = 0; i < MIN (G_N_ELEMENTS (names), VMP_TIER_3); i++)
    {
      g_autofree char *line = dup_tier (&cost->tiers[i], _(names[i]));

      g_string_append_printf (text, "\n%s", line);
    }
  return g_string_free (text, FALSE);
}
