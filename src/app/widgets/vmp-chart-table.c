/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows as numbers: a table for those who cannot see it, and as text to take along; pure. */
#include "config.h"

#include "vmp-chart-table.h"

#include <glib/gi18n.h>

#include "core/model/vmp-stage.h"
#include "vmp-chart-text.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define DAY (86400 * SEC)

/* Of the text; more nobody reads. */
#define TEXT_ROWS 200

static void
clear_column (gpointer data)
{
  VmpChartTableColumn *column = data;

  g_free (column->name);
  g_free (column->key);
}

static const char *
unit_key (VmpUnit unit)
{
  switch (unit)
    {
    case VMP_UNIT_BYTES:
      return "bytes";
    case VMP_UNIT_COUNT_PER_SECOND:
      return "per second";
    case VMP_UNIT_NSEC:
      return "ns";
    case VMP_UNIT_COUNT:
    default:
      return "count";
    }
}

static char *
dup_key (const VmpChartPlot *plot,
         VmpTarget          *target,
         const VmpMetric    *metric)
{
  const VmpProcessInfo *info = vmp_target_get_info (target);

  if (!plot->compared || info == NULL)
    return g_strdup_printf ("%s (%s)", metric->key, unit_key (metric->unit));
  return g_strdup_printf ("%s of %s %d (%s)", metric->key, info->name, info->identity.pid, unit_key (metric->unit));
}

static void
add_columns (GArray             *columns,
             const VmpChartPlot *plot,
             VmpTarget          *target)
{
  for (guint i = 0; target != NULL && i < plot->n_series && columns->len < VMP_CHART_TABLE_MAX_COLUMNS; i++)
    {
      const VmpMetric *metric = vmp_metric_get (plot->series[i].metric);
      VmpChartTableColumn column = { .metric = metric, .series = vmp_target_get_series (target, metric->id) };

      if (plot->hidden[i] || column.series == NULL)
        continue;
      column.name = vmp_chart_text_dup_name (plot, target, metric);
      column.key = dup_key (plot, target, metric);
      g_array_append_val (columns, column);
    }
}

static VmpChartTableRow *
add_row (VmpChartTable *self,
         gint64         begin_nsec)
{
  VmpChartTableRow row = { .begin_nsec = begin_nsec };

  for (guint i = 0; i < VMP_CHART_TABLE_MAX_COLUMNS; i++)
    row.min[i] = row.max[i] = VMP_MISSING;
  g_array_append_val (self->rows, row);
  return &g_array_index (self->rows, VmpChartTableRow, self->rows->len - 1);
}

/* The time of the first entry of any column at or after @time_nsec; FALSE if it is beyond @end_nsec. */
static gboolean
find_next (const VmpChartTable *self,
           gint64               time_nsec,
           gint64               end_nsec,
           gint64              *out_nsec)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->columns->len; i++)
    {
      gint64 begin, end;
      VmpSeriesCell cell;

      if (vmp_series_get_next (g_array_index (self->columns, VmpChartTableColumn, i).series, time_nsec, &begin, &end, &cell))
        next = MIN (next, begin);
    }
  *out_nsec = next;
  return next <= end_nsec;
}

/* FALSE if there are more than @max_rows readings, or readings of which only a summary is left. */
static gboolean
fill_exact (VmpChartTable        *self,
            const VmpChartPeriod *period,
            guint                 max_rows)
{
  gint64 time;

  for (time = period->begin_nsec; find_next (self, time, period->end_nsec, &time); time++)
    {
      VmpChartTableRow *row;

      if (self->rows->len >= max_rows)
        return FALSE;
      row = add_row (self, time);
      for (guint i = 0; i < self->columns->len; i++)
        {
          gint64 begin, end;
          VmpSeriesCell cell;

          if (!vmp_series_get_next (g_array_index (self->columns, VmpChartTableColumn, i).series, time, &begin, &end, &cell)
              || begin != time)
            continue;
          if (end > begin)
            return FALSE;
          row->min[i] = row->max[i] = cell.last;
        }
    }
  return TRUE;
}

static void
fill_stretches (VmpChartTable        *self,
                const VmpChartPeriod *period,
                guint                 n)
{
  g_autofree VmpSeriesCell *cells = g_new (VmpSeriesCell, n);
  gint64 end_nsec = period->end_nsec + 1;

  for (guint i = 0; i < n; i++)
    add_row (self, period->begin_nsec + (gint64) ((double) (end_nsec - period->begin_nsec) / n * i));
  for (guint i = 0; i < self->columns->len; i++)
    {
      vmp_series_query (g_array_index (self->columns, VmpChartTableColumn, i).series, period->begin_nsec, end_nsec, cells, n);
      for (guint at = 0; at < n; at++)
        {
          g_array_index (self->rows, VmpChartTableRow, at).min[i] = cells[at].min;
          g_array_index (self->rows, VmpChartTableRow, at).max[i] = cells[at].max;
        }
    }
}

static GArray *
list_stages (VmpTarget *target)
{
  guint n = 0;
  const VmpEvent *marks = target != NULL ? vmp_target_get_marks (target, &n) : NULL;

  return vmp_stage_list (marks, n, G_MAXINT64);
}

VmpChartTable *
vmp_chart_table_new (const VmpChartContent *content,
                     const VmpChartPeriod  *period,
                     guint                  max_rows)
{
  VmpChartTable *self = g_new0 (VmpChartTable, 1);

  self->columns = g_array_new (FALSE, FALSE, sizeof (VmpChartTableColumn));
  g_array_set_clear_func (self->columns, clear_column);
  self->rows = g_array_new (FALSE, FALSE, sizeof (VmpChartTableRow));
  add_columns (self->columns, content->plot, content->target);
  if (content->compared != NULL)
    add_columns (self->columns, content->compared_plot, content->compared);
  self->stages = list_stages (content->target);
  self->is_exact = fill_exact (self, period, max_rows);
  if (!self->is_exact)
    {
      g_array_set_size (self->rows, 0);
      fill_stretches (self, period, max_rows);
    }
  return self;
}

void
vmp_chart_table_free (VmpChartTable *self)
{
  for (guint i = 0; self->owns_series && i < self->columns->len; i++)
    vmp_series_free (g_array_index (self->columns, VmpChartTableColumn, i).series);
  g_array_unref (self->columns);
  g_array_unref (self->rows);
  g_array_unref (self->stages);
  g_free (self);
}

const char *
vmp_chart_table_get_stage (const VmpChartTable *self,
                           guint                row)
{
  const VmpStage *stage = vmp_stage_find (self->stages, g_array_index (self->rows, VmpChartTableRow, row).begin_nsec);

  return stage != NULL ? stage->name : NULL;
}

static char *
dup_clock (gint64                time_nsec,
           const VmpChartPeriod *period)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc ((time_nsec + period->anchor_nsec) / SEC);
  g_autoptr (GDateTime) local = utc != NULL ? g_date_time_to_timezone (utc, period->zone) : NULL;
  int msec = (int) ((time_nsec + period->anchor_nsec) % SEC / 1000000);
  g_autofree char *text = NULL;

  if (local == NULL)
    return g_strdup ("");
  text = g_date_time_format (local, period->end_nsec - period->begin_nsec > DAY ? "%F %H:%M:%S" : "%H:%M:%S");
  return g_strdup_printf ("%s.%03d", text, msec);
}

char *
vmp_chart_table_dup_time (const VmpChartTable  *self,
                          guint                 row,
                          const VmpChartPeriod *period)
{
  return dup_clock (g_array_index (self->rows, VmpChartTableRow, row).begin_nsec, period);
}

char *
vmp_chart_table_dup_cell (const VmpChartTable *self,
                          guint                row,
                          guint                column,
                          VmpUnits             units)
{
  const VmpChartTableRow *values = &g_array_index (self->rows, VmpChartTableRow, row);
  VmpUnit unit = g_array_index (self->columns, VmpChartTableColumn, column).metric->unit;
  char low[VMP_FORMAT_SIZE], high[VMP_FORMAT_SIZE];

  vmp_format_value (low, unit, values->min[column], units);
  vmp_format_value (high, unit, values->max[column], units);
  if (g_str_equal (low, high))
    return g_strdup (high);
  /* Translators: lowest and highest value of a stretch of time: "600 MiB – 612 MiB". */
  return g_strdup_printf (_("%s – %s"), low, high);
}

static void
append_marks (GString              *text,
              const VmpChartContent *content,
              const VmpChartPeriod *period)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (content->target, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *what = vmp_chart_text_dup_mark (&marks[i], period->anchor_nsec, period->zone, period->units);
      g_autofree char *when = dup_clock (marks[i].time_nsec, period);

      if (marks[i].time_nsec >= period->begin_nsec && marks[i].time_nsec <= period->end_nsec && *what != '\0')
        g_string_append_printf (text, "%s\t%s\n", when, what);
    }
}

static void
append_rows (GString              *text,
             const VmpChartTable  *table,
             const VmpChartPeriod *period)
{
  g_string_append (text, _("Time"));
  for (guint i = 0; i < table->columns->len; i++)
    g_string_append_printf (text, "\t%s", g_array_index (table->columns, VmpChartTableColumn, i).name);
  if (table->stages->len > 0)
    g_string_append_printf (text, "\t%s", _("Stage"));
  for (guint row = 0; row < table->rows->len; row++)
    {
      g_autofree char *time = vmp_chart_table_dup_time (table, row, period);

      g_string_append_printf (text, "\n%s", time);
      for (guint i = 0; i < table->columns->len; i++)
        {
          g_autofree char *cell = vmp_chart_table_dup_cell (table, row, i, period->units);

          g_string_append_printf (text, "\t%s", cell);
        }
      if (table->stages->len > 0)
        g_string_append_printf (text, "\t%s", vmp_chart_table_get_stage (table, row) != NULL ? vmp_chart_table_get_stage (table, row) : "");
    }
  g_string_append_c (text, '\n');
}

char *
vmp_chart_table_dup_text (const VmpChartContent *content,
                          const VmpChartPeriod  *period,
                          const char            *title)
{
  g_autoptr (VmpChartTable) table = vmp_chart_table_new (content, period, TEXT_ROWS);
  g_autofree char *summary = vmp_chart_text_dup_summary (content, period->units);
  g_autofree char *process = vmp_chart_text_dup_process (content->target);
  GString *text = g_string_new (NULL);

  /* Translators: title of a graph and the process it shows: "Resident memory: firefox (2011)". */
  g_string_append_printf (text, _("%s: %s"), title, process);
  g_string_append_printf (text, "\n%s\n\n", summary);
  if (content->target != NULL)
    append_marks (text, content, period);
  append_rows (text, table, period);
  return g_string_free (text, FALSE);
}
