/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows: its series and their columns for the time window. */
#include "config.h"

#include "vmp-chart-plot.h"

#include <string.h>

#include "vmp-palette.h"

/* A reading that is late by more than this many intervals is taken to have stopped. */
#define LATE_INTERVALS 3
#define LEAST_HOLD_NSEC G_GINT64_CONSTANT (2000000000)

void
vmp_chart_plot_init (VmpChartPlot         *self,
                     const VmpChartSeries *series,
                     guint                 n_series)
{
  *self = (VmpChartPlot) { .max = VMP_MISSING };
  self->n_series = MIN (n_series, VMP_CHART_MAX_SERIES);
  for (guint i = 0; i < self->n_series; i++)
    self->series[i] = series[i];
}

void
vmp_chart_plot_clear (VmpChartPlot *self)
{
  for (guint i = 0; i < self->n_series; i++)
    {
      g_clear_pointer (&self->columns[i], g_free);
      g_clear_pointer (&self->cells[i], g_free);
    }
  self->n_columns = 0;
  vmp_chart_plot_reset (self);
}

void
vmp_chart_plot_reset (VmpChartPlot *self)
{
  self->target = NULL;
  self->cell_nsec = 0;
}

gboolean
vmp_chart_plot_is_visible (const VmpChartPlot *self,
                           guint               i)
{
  return self->present[i] && !self->hidden[i];
}

guint32
vmp_chart_plot_get_color (const VmpChartPlot *self,
                          guint               i,
                          gboolean            dark)
{
  return self->compared ? vmp_palette_get_compare_color (dark) : vmp_palette_get_metric_color (self->series[i].metric, dark);
}

VmpDash
vmp_chart_plot_get_dash (const VmpChartPlot *self,
                         guint               i)
{
  return self->compared ? VMP_DASH_LONG_SHORT : vmp_metric_get (self->series[i].metric)->dash;
}

gboolean
vmp_chart_plot_set_hidden (VmpChartPlot *self,
                           VmpMetricId   metric,
                           gboolean      hidden)
{
  gboolean changed = FALSE;

  for (guint i = 0; i < self->n_series; i++)
    {
      if (self->series[i].metric != metric || self->hidden[i] == hidden)
        continue;
      self->hidden[i] = hidden;
      changed = TRUE;
    }
  return changed;
}

VmpChartHold
vmp_chart_hold_of (VmpMetricId metric)
{
  return vmp_metric_get (metric)->unit == VMP_UNIT_COUNT_PER_SECOND ? VMP_CHART_HOLD_SINCE_LAST : VMP_CHART_HOLD_UNTIL_NEXT;
}

gboolean
vmp_chart_target_get_range (VmpTarget *target,
                            gint64    *out_first_nsec,
                            gint64    *out_last_nsec)
{
  gboolean any = FALSE;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      VmpSeries *series = vmp_target_get_series (target, i);
      gint64 first, last;

      if (series == NULL || !vmp_series_get_range (series, &first, &last))
        continue;
      *out_first_nsec = any ? MIN (*out_first_nsec, first) : first;
      *out_last_nsec = any ? MAX (*out_last_nsec, last) : last;
      any = TRUE;
    }
  return any;
}

gint64
vmp_chart_target_get_until (VmpTarget   *target,
                            VmpMetricId  metric)
{
  VmpSeries *series = vmp_target_get_series (target, metric);
  const VmpObserverCost *cost = vmp_target_get_observer (target);
  gint64 interval = cost != NULL ? cost->tiers[vmp_metric_get (metric)->tier].interval_nsec : 0;
  gint64 first, last;

  if (series == NULL || !vmp_series_get_range (series, &first, &last))
    return G_MININT64;
  return last + MAX (LATE_INTERVALS * interval, LEAST_HOLD_NSEC);
}

gint64
vmp_chart_target_get_value (VmpTarget   *target,
                            VmpMetricId  metric,
                            gint64       time_nsec)
{
  VmpSeries *series = vmp_target_get_series (target, metric);
  gint64 first, last, at, value;
  VmpSeriesCell after;

  if (series == NULL || !vmp_series_get_range (series, &first, &last))
    return VMP_MISSING;
  if (vmp_chart_hold_of (metric) == VMP_CHART_HOLD_UNTIL_NEXT)
    {
      if (time_nsec > vmp_chart_target_get_until (target, metric) || !vmp_series_get_at (series, time_nsec, &at, &value))
        return VMP_MISSING;
      return value;
    }
  if (time_nsec < first || time_nsec > last)
    return VMP_MISSING;
  if (vmp_series_get_at (series, time_nsec, &at, &value) && at == time_nsec)
    return value;
  vmp_series_query_one (series, time_nsec, last + 1, &after);
  return vmp_series_get_at (series, time_nsec, &at, &value) ? after.first : VMP_MISSING;
}

static void
resize (VmpChartPlot *self,
        guint         n_columns)
{
  if (self->n_columns == n_columns)
    return;
  vmp_chart_plot_reset (self);
  self->n_columns = n_columns;
  for (guint i = 0; i < self->n_series; i++)
    {
      self->cells[i] = g_renew (VmpSeriesCell, self->cells[i], n_columns);
      self->columns[i] = g_renew (VmpChartColumn, self->columns[i], n_columns);
    }
}

/* Moves the cells of series @i to where @begin_nsec is the first, as far as they are known. Returns how many are. */
static guint
keep_cells (VmpChartPlot *self,
            guint         i,
            gint64        begin_nsec)
{
  gint64 shift = (begin_nsec - self->begin_nsec) / self->cell_nsec;
  gint64 known = (self->known_nsec[i] - begin_nsec) / self->cell_nsec;

  if (begin_nsec < self->begin_nsec || shift >= self->n_columns || known <= 0)
    return 0;
  if (shift > 0)
    memmove (self->cells[i], self->cells[i] + shift, (self->n_columns - (gsize) shift) * sizeof (VmpSeriesCell));
  return (guint) MIN (known, self->n_columns - shift);
}

static void
load_cells (VmpChartPlot *self,
            guint         i,
            VmpSeries    *series,
            gint64        begin_nsec,
            gint64        cell_nsec,
            gboolean      same_grid)
{
  guint kept = same_grid && self->present[i] ? keep_cells (self, i, begin_nsec) : 0;
  gint64 first;

  vmp_series_query_drawn (series, begin_nsec + cell_nsec * kept, begin_nsec + cell_nsec * self->n_columns,
                          self->cells[i] + kept, self->n_columns - kept);
  if (!vmp_series_get_range (series, &first, &self->known_nsec[i]))
    self->known_nsec[i] = G_MININT64;
}

/* All bands take part, whether hidden or not: what is hidden is left out only when it is known how high it is. */
static void
stack_bands (VmpChartPlot *self)
{
  VmpChartColumn *bands[VMP_CHART_MAX_SERIES];
  const VmpChartColumn *total = NULL;
  guint n_bands = 0;

  for (guint i = 0; i < self->n_series; i++)
    {
      if (self->series[i].role == VMP_CHART_ROLE_TOTAL && self->present[i])
        total = self->columns[i];
      else if (self->series[i].role == VMP_CHART_ROLE_BAND && self->present[i])
        bands[n_bands++] = self->columns[i];
    }
  if (n_bands > 0)
    vmp_chart_columns_stack (total, bands, n_bands, self->n_columns);
}

/* Lets the bands above a hidden one down to where it began. */
static void
close_hidden_bands (VmpChartPlot *self)
{
  for (guint i = 0; i < self->n_series; i++)
    {
      if (self->series[i].role != VMP_CHART_ROLE_BAND || !self->present[i] || !self->hidden[i])
        continue;
      for (guint above = i + 1; above < self->n_series; above++)
        {
          if (self->series[above].role != VMP_CHART_ROLE_BAND || !self->present[above])
            continue;
          for (guint at = 0; at < self->n_columns; at++)
            {
              gint64 height = self->columns[i][at].high - self->columns[i][at].low;

              if (self->columns[above][at].state != VMP_CHART_COLUMN_VALUE)
                continue;
              self->columns[above][at].low -= height;
              self->columns[above][at].high -= height;
            }
        }
    }
}

void
vmp_chart_plot_load (VmpChartPlot *self,
                     VmpTarget    *target,
                     gint64        begin_nsec,
                     gint64        cell_nsec,
                     guint         n_columns)
{
  gint64 first_nsec = 0, last_nsec = 0;
  gboolean same_grid;

  resize (self, n_columns);
  same_grid = target != NULL && self->target == target && self->cell_nsec == cell_nsec
              && self->revision == vmp_target_get_revision (target) && (begin_nsec - self->begin_nsec) % cell_nsec == 0;
  self->max = VMP_MISSING;
  if (target != NULL)
    vmp_chart_target_get_range (target, &first_nsec, &last_nsec);
  for (guint i = 0; i < self->n_series; i++)
    {
      VmpMetricId metric = self->series[i].metric;
      VmpSeries *series = target != NULL ? vmp_target_get_series (target, metric) : NULL;
      gint64 max;

      if (series != NULL && vmp_series_get_length (series) > 0)
        load_cells (self, i, series, begin_nsec, cell_nsec, same_grid);
      self->present[i] = series != NULL && vmp_series_get_length (series) > 0;
      if (!self->present[i])
        continue;
      max = vmp_chart_columns_fill (series, begin_nsec, cell_nsec,
                                    MIN (last_nsec, vmp_chart_target_get_until (target, metric)),
                                    vmp_chart_hold_of (metric), self->cells[i], self->columns[i], n_columns);
      /* Bands alone say nothing of the height of their pile. */
      if (self->series[i].role != VMP_CHART_ROLE_BAND && !self->hidden[i])
        self->max = MAX (self->max, max);
    }
  self->target = target;
  self->revision = target != NULL ? vmp_target_get_revision (target) : 0;
  self->begin_nsec = begin_nsec;
  self->cell_nsec = cell_nsec;
  stack_bands (self);
  close_hidden_bands (self);
  for (guint i = 0; i < self->n_series; i++)
    {
      if (self->series[i].role != VMP_CHART_ROLE_BAND || !vmp_chart_plot_is_visible (self, i))
        continue;
      for (guint at = 0; at < n_columns; at++)
        self->max = MAX (self->max, self->columns[i][at].high);
    }
}

static inline guint64
mix (guint64 digest,
     guint64 value)
{
  digest = (digest ^ value) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return digest ^ digest >> 32;
}

guint64
vmp_chart_plot_get_digest (const VmpChartPlot *self)
{
  guint64 digest = mix ((guint64) self->begin_nsec, (guint64) self->cell_nsec);

  for (guint i = 0; i < self->n_series; i++)
    {
      digest = mix (digest, vmp_chart_plot_is_visible (self, i));
      if (!vmp_chart_plot_is_visible (self, i))
        continue;
      for (guint at = 0; at < self->n_columns; at++)
        {
          digest = mix (digest, (guint64) self->columns[i][at].low + self->columns[i][at].state);
          digest = mix (digest, (guint64) self->columns[i][at].high);
        }
    }
  return digest;
}
