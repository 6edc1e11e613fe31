/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series as pixel columns: what is known, held or a gap in each; pure, no drawing. */
#include "config.h"

#include "vmp-chart-columns.h"

/* The value that reaches into the window from outside, on the side where @hold looks for it. */
static gint64
value_before (VmpSeries    *series,
              gint64        begin_nsec,
              gint64        end_nsec,
              VmpChartHold  hold)
{
  VmpSeriesCell after;
  gint64 time, first, last, value;

  if (hold == VMP_CHART_HOLD_UNTIL_NEXT)
    return vmp_series_get_at (series, begin_nsec - 1, &time, &value) ? value : VMP_MISSING;
  if (!vmp_series_get_range (series, &first, &last) || last < end_nsec)
    return VMP_MISSING;
  vmp_series_query_one (series, end_nsec, last + 1, &after);
  return after.gap ? VMP_MISSING : after.first;
}

static void
set_measured (VmpChartColumn      *column,
              const VmpSeriesCell *cell,
              gint64               held)
{
  column->state = VMP_CHART_COLUMN_VALUE;
  column->low = held == VMP_MISSING ? cell->min : MIN (cell->min, held);
  column->high = held == VMP_MISSING ? cell->max : MAX (cell->max, held);
  column->last = cell->last;
}

static void
set_held (VmpChartColumn *column,
          gint64          held)
{
  column->state = VMP_CHART_COLUMN_VALUE;
  column->low = column->high = column->last = held;
}

static void
set_nothing (VmpChartColumn      *column,
             VmpChartColumnState  state)
{
  column->state = state;
  column->low = column->high = column->last = VMP_MISSING;
}

gint64
vmp_chart_columns_fill (VmpSeries           *series,
                        gint64               begin_nsec,
                        gint64               cell_nsec,
                        gint64               until_nsec,
                        VmpChartHold         hold,
                        const VmpSeriesCell *cells,
                        VmpChartColumn      *columns,
                        guint                n)
{
  gint64 end_nsec = begin_nsec + cell_nsec * n;
  gboolean forward = hold == VMP_CHART_HOLD_UNTIL_NEXT;
  gint64 held = value_before (series, begin_nsec, end_nsec, hold);
  gint64 first_nsec = G_MAXINT64, last_nsec;
  gint64 highest = VMP_MISSING;

  vmp_series_get_range (series, &first_nsec, &last_nsec);
  for (guint i = 0; i < n; i++)
    {
      guint at = forward ? i : n - 1 - i;
      gint64 cell_begin = begin_nsec + cell_nsec * at;
      gboolean outside = cell_begin > until_nsec || cell_begin + cell_nsec <= first_nsec;

      /* A coarse cell may have a range without a point that is counted in it. */
      if (cells[at].min != VMP_MISSING)
        {
          set_measured (&columns[at], &cells[at], held);
          held = forward ? cells[at].last : cells[at].first;
          highest = MAX (highest, columns[at].high);
          continue;
        }
      if (cells[at].gap)
        held = VMP_MISSING;
      if (outside)
        set_nothing (&columns[at], VMP_CHART_COLUMN_EMPTY);
      else if (held == VMP_MISSING)
        set_nothing (&columns[at], cells[at].gap ? VMP_CHART_COLUMN_GAP : VMP_CHART_COLUMN_EMPTY);
      else
        set_held (&columns[at], held);
      highest = MAX (highest, columns[at].high);
    }
  return highest;
}

static gboolean
all_known (VmpChartColumn **bands,
           guint            n_bands,
           guint            at,
           gint64          *out_sum)
{
  gint64 sum = 0;

  for (guint i = 0; i < n_bands; i++)
    {
      if (bands[i][at].state != VMP_CHART_COLUMN_VALUE)
        return FALSE;
      sum += bands[i][at].high;
    }
  *out_sum = sum;
  return TRUE;
}

static void
stack_column (VmpChartColumn **bands,
              guint            n_bands,
              guint            at,
              double           factor)
{
  double bottom = 0;

  for (guint i = 0; i < n_bands; i++)
    {
      double top = bottom + (double) bands[i][at].high * factor;

      bands[i][at].low = (gint64) (bottom + 0.5);
      bands[i][at].high = (gint64) (top + 0.5);
      bottom = top;
    }
}

void
vmp_chart_columns_stack (const VmpChartColumn  *total,
                         VmpChartColumn       **bands,
                         guint                  n_bands,
                         guint                  n)
{
  for (guint at = 0; at < n; at++)
    {
      gint64 sum;
      double factor = 1;

      if (!all_known (bands, n_bands, at, &sum))
        {
          for (guint i = 0; i < n_bands; i++)
            set_nothing (&bands[i][at], bands[i][at].state == VMP_CHART_COLUMN_VALUE
                                          ? VMP_CHART_COLUMN_GAP : bands[i][at].state);
          continue;
        }
      if (total != NULL && total[at].state == VMP_CHART_COLUMN_VALUE && sum > 0)
        factor = (double) total[at].high / (double) sum;
      stack_column (bands, n_bands, at, factor);
    }
}
