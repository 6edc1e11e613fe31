/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every reading that a chart shows, as comma-separated values for other programs; pure. */
#include "config.h"

#include "vmp-chart-table.h"

#include <string.h>

#define SEC G_GINT64_CONSTANT (1000000000)

struct _VmpChartCsv
{
  VmpChartTable  *table;      /* with series of its own */
  VmpChartPeriod  period;     /* with a reference of its zone */
};

/* Each column with its entry that is next, so that no series is asked twice. */
typedef struct
{
  const VmpChartTable  *table;
  const VmpChartPeriod *period;
  gint64                begin_nsec[VMP_CHART_TABLE_MAX_COLUMNS];
  gint64                end_nsec[VMP_CHART_TABLE_MAX_COLUMNS];
  VmpSeriesCell         cells[VMP_CHART_TABLE_MAX_COLUMNS];
  gboolean              is_thinned;   /* rows are stretches: three values a series */
  GString              *text;
} Writer;

static VmpSeries *
get_series (const Writer *self,
            guint         i)
{
  return g_array_index (self->table->columns, VmpChartTableColumn, i).series;
}

static void
advance (Writer *self,
         guint   i,
         gint64  time_nsec)
{
  if (!vmp_series_get_next (get_series (self, i), time_nsec, &self->begin_nsec[i], &self->end_nsec[i], &self->cells[i]))
    self->begin_nsec[i] = self->end_nsec[i] = G_MAXINT64;
}

static void
rewind_all (Writer *self)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    advance (self, i, self->period->begin_nsec);
}

static gint64
get_next_time (const Writer *self)
{
  gint64 next = G_MAXINT64;

  for (guint i = 0; i < self->table->columns->len; i++)
    next = MIN (next, self->begin_nsec[i]);
  return next;
}

/* Thinned detail is the oldest, so the first entries tell. */
static gboolean
begins_thinned (const Writer *self)
{
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      if (self->begin_nsec[i] <= self->period->end_nsec && self->end_nsec[i] > self->begin_nsec[i])
        return TRUE;
    }
  return FALSE;
}

/* A field that may hold anything: quoted, with quotes doubled. Line breaks would be seen by those who read line by line. */
static void
append_quoted (GString    *text,
               const char *field)
{
  g_string_append_c (text, '"');
  for (const char *at = field; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, g_ascii_iscntrl (*at) ? ' ' : *at);
    }
  g_string_append_c (text, '"');
}

static void
append_header (Writer *self)
{
  g_string_append (self->text, self->is_thinned ? "time,until" : "time");
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      const char *key = g_array_index (self->table->columns, VmpChartTableColumn, i).key;
      static const char *const suffixes[] = { "", " lowest", " highest" };

      for (guint k = 0; k < (self->is_thinned ? G_N_ELEMENTS (suffixes) : 1); k++)
        {
          g_autofree char *field = g_strconcat (key, suffixes[k], NULL);

          g_string_append_c (self->text, ',');
          append_quoted (self->text, field);
        }
    }
  g_string_append (self->text, "\r\n");
}

/* "2026-11-26T05:06:19.123+01:00". By hand, as there may be hundreds of thousands. */
static void
append_time (Writer *self,
             gint64  time_nsec)
{
  gint64 wall = time_nsec + self->period->anchor_nsec;
  gint64 offset = vmp_chart_utc_offset (self->period->zone, wall) / SEC;
  time_t local = (time_t) (wall / SEC + offset);
  struct tm fields;
  char buffer[64];

  gmtime_r (&local, &fields);
  strftime (buffer, sizeof buffer, "%Y-%m-%dT%H:%M:%S", &fields);
  g_string_append_printf (self->text, "%s.%03d%c%02d:%02d", buffer, (int) (wall % SEC / 1000000), offset < 0 ? '-' : '+',
                          (int) (ABS (offset) / 3600), (int) (ABS (offset) / 60 % 60));
}

/* A decimal point in every language. */
static void
append_value (GString *text,
              VmpUnit  unit,
              gint64   value)
{
  char digits[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append_c (text, ',');
  if (value == VMP_MISSING)
    return;
  if (unit == VMP_UNIT_COUNT_PER_SECOND)
    g_string_append (text, g_ascii_formatd (digits, sizeof digits, "%.3f", (double) value / 1000));
  else
    g_string_append_printf (text, "%" G_GINT64_FORMAT, value);
}

static void
append_row (Writer *self,
            gint64  time_nsec)
{
  gint64 until = time_nsec;

  append_time (self, time_nsec);
  for (guint i = 0; i < self->table->columns->len; i++)
    until = self->begin_nsec[i] == time_nsec ? MAX (until, self->end_nsec[i]) : until;
  if (self->is_thinned)
    {
      g_string_append_c (self->text, ',');
      append_time (self, until);
    }
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      VmpUnit unit = g_array_index (self->table->columns, VmpChartTableColumn, i).metric->unit;
      gboolean is_here = self->begin_nsec[i] == time_nsec;

      append_value (self->text, unit, is_here ? self->cells[i].last : VMP_MISSING);
      if (self->is_thinned)
        {
          append_value (self->text, unit, is_here ? self->cells[i].min : VMP_MISSING);
          append_value (self->text, unit, is_here ? self->cells[i].max : VMP_MISSING);
        }
      if (is_here)
        advance (self, i, time_nsec + 1);
    }
  g_string_append (self->text, "\r\n");
}

VmpChartCsv *
vmp_chart_csv_new (const VmpChartContent *content,
                   const VmpChartPeriod  *period)
{
  VmpChartCsv *self = g_new0 (VmpChartCsv, 1);

  self->table = vmp_chart_table_new (content, period, 1);
  self->table->owns_series = TRUE;
  for (guint i = 0; i < self->table->columns->len; i++)
    {
      VmpChartTableColumn *column = &g_array_index (self->table->columns, VmpChartTableColumn, i);

      column->series = vmp_series_dup_range (column->series, period->begin_nsec, period->end_nsec);
    }
  self->period = *period;
  self->period.zone = g_time_zone_ref (period->zone);
  return self;
}

void
vmp_chart_csv_free (VmpChartCsv *self)
{
  vmp_chart_table_free (self->table);
  g_time_zone_unref (self->period.zone);
  g_free (self);
}

char *
vmp_chart_csv_write (VmpChartCsv *self,
                     gsize       *out_length)
{
  Writer writer = { .table = self->table, .period = &self->period, .text = g_string_new (NULL) };

  rewind_all (&writer);
  writer.is_thinned = begins_thinned (&writer);
  append_header (&writer);
  for (gint64 time = get_next_time (&writer); time <= self->period.end_nsec && time != G_MAXINT64; time = get_next_time (&writer))
    append_row (&writer, time);
  *out_length = writer.text->len;
  return g_string_free (writer.text, FALSE);
}
