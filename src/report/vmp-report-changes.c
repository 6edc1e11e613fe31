/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the graph of resident memory changes its way, as a suggestion of stages that nobody marked. */

#include "config.h"

#include "vmp-report-private.h"

#include "core/analysis/vmp-change-points.h"

G_STATIC_ASSERT (VMP_REPORT_CELLS <= VMP_CHANGE_MAX_VALUES);

/* A cell without a value has the one before it. Returns how many cells there are from the first value on. */
static guint
read_cells (const VmpSeriesCell *cells,
            double              *values,
            guint               *out_first)
{
  guint n = 0;

  for (guint i = 0; i < VMP_REPORT_CELLS; i++)
    {
      if (n == 0 && cells[i].n == 0)
        continue;
      if (n == 0)
        *out_first = i;
      values[n] = cells[i].n > 0 ? (double) cells[i].last : values[n - 1];
      n++;
    }
  return n;
}

/* Graphs of few readings have the same one in many cells. */
static gboolean
has_enough (const VmpSeriesCell *cells)
{
  guint n = 0;

  for (guint i = 0; i < VMP_REPORT_CELLS; i++)
    n += cells[i].n > 0;
  return n >= VMP_REPORT_CELLS / 8;
}

void
vmp_report_find_changes (VmpReport *self)
{
  const VmpSeriesCell *cells = self->cells[VMP_METRIC_RSS];
  double values[VMP_REPORT_CELLS], cell_nsec = (double) (self->end_nsec - self->begin_nsec) / VMP_REPORT_CELLS;
  g_autoptr (GArray) points = NULL;
  guint first = 0, n;

  if (cells == NULL || !has_enough (cells))
    return;
  n = read_cells (cells, values, &first);
  points = vmp_change_points_find (values, n);
  for (guint i = 0; i < points->len; i++)
    {
      const VmpChangePoint *point = &g_array_index (points, VmpChangePoint, i);
      const VmpReportChange change = {
        self->begin_nsec + (gint64) ((first + point->index) * cell_nsec),
        (gint64) CLAMP (point->before, 0, 9e18), (gint64) CLAMP (point->after, 0, 9e18),
        (gint64) CLAMP (point->slope_before / cell_nsec * 60e9, -9e18, 9e18),
        (gint64) CLAMP (point->slope_after / cell_nsec * 60e9, -9e18, 9e18),
      };

      g_array_append_val (self->changes, change);
    }
}
