/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a report: lines over time with their lowest and highest values, and bars of mapping types. */

#include "config.h"

#include "vmp-report-document.h"

#include <math.h>

#include <glib/gi18n.h>

#include "core/model/vmp-format.h"

/* Of a picture, in units of its own. */
#define WIDTH 960
#define HEIGHT 260
#define LEFT 84
#define RIGHT 12
#define TOP 26
#define BOTTOM 28
#define LEGEND 22
#define BAR_HEIGHT 22
#define BAR_LEFT 230
#define BAR_RIGHT 110
#define MAX_TICKS 6

void
vmp_report_append_escaped (GString    *to,
                           const char *text)
{
  g_autofree char *escaped = g_markup_escape_text (text, -1);

  g_string_append (to, escaped);
}

void
vmp_report_append_colors (GString  *css,
                          gboolean  is_dark)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    g_string_append_printf (css, ".m%u{--c:#%06x}", i,
                            is_dark ? vmp_metric_get (i)->color_dark : vmp_metric_get (i)->color_light);
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    g_string_append_printf (css, ".t%u{--c:#%06x}", i,
                            is_dark ? vmp_mapping_type_get (i)->color_dark : vmp_mapping_type_get (i)->color_light);
  g_string_append_c (css, '\n');
}

/* With a point whatever the locale, and no more digits than a picture needs. */
static void
append_number (GString *svg,
               double   number)
{
  char text[G_ASCII_DTOSTR_BUF_SIZE];

  g_string_append (svg, g_ascii_formatd (text, sizeof text, "%.1f", number));
}

static void
append_text (GString    *svg,
             double      x,
             double      y,
             const char *anchor,
             const char *text)
{
  g_string_append (svg, "<text x=\"");
  append_number (svg, x);
  g_string_append (svg, "\" y=\"");
  append_number (svg, y);
  g_string_append_printf (svg, "\" text-anchor=\"%s\">", anchor);
  vmp_report_append_escaped (svg, text);
  g_string_append (svg, "</text>");
}

static void
append_line (GString    *svg,
             const char *class,
             double      x1,
             double      y1,
             double      x2,
             double      y2)
{
  const double numbers[] = { x1, y1, x2, y2 };
  static const char *const names[] = { "x1", "y1", "x2", "y2" };

  g_string_append_printf (svg, "<line class=\"%s\"", class);
  for (guint i = 0; i < 4; i++)
    {
      g_string_append_printf (svg, " %s=\"", names[i]);
      append_number (svg, numbers[i]);
      g_string_append_c (svg, '"');
    }
  g_string_append (svg, "/>");
}

/* --- scales --- */

typedef struct
{
  const VmpReport *report;
  gint64           max;         /* of values */
  gint64           step;        /* between ticks */
  VmpUnit          unit;
} Scale;

static double
get_y (const Scale *scale,
       gint64       value)
{
  return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (double) value / (double) scale->max);
}

static double
get_x (const Scale *scale,
       gint64       time_nsec)
{
  double length = scale->report->end_nsec - scale->report->begin_nsec;

  return LEFT + (WIDTH - LEFT - RIGHT) * (double) (time_nsec - scale->report->begin_nsec) / length;
}

static double
get_cell_x (guint cell)
{
  return LEFT + (WIDTH - LEFT - RIGHT) * (cell + 0.5) / VMP_REPORT_CELLS;
}

/* The smallest of @steps (times a power of @base) that makes few enough ticks. */
static double
choose_step (double max,
             double base)
{
  static const double tens[] = { 1, 2, 5 }, twos[] = { 1, 2, 4, 8, 16, 32, 64, 128, 256, 512 };
  const double *steps = base == 10 ? tens : twos;
  guint n = base == 10 ? G_N_ELEMENTS (tens) : G_N_ELEMENTS (twos);

  for (double power = 1; power < 1e19; power *= base)
    for (guint i = 0; i < n; i++)
      if (max / (steps[i] * power) <= MAX_TICKS)
        return steps[i] * power;
  return max;
}

static void
scale_init (Scale           *self,
            const VmpReport *report,
            gint64           max,
            VmpUnit          unit)
{
  self->report = report;
  self->unit = unit;
  /* A damaged file may claim any amount. */
  max = CLAMP (max, 1, G_MAXINT64 / 4);
  self->step = MAX (choose_step (max, unit == VMP_UNIT_BYTES ? 1024 : 10), 1);
  self->max = (max + self->step - 1) / self->step * self->step;
}

static void
append_axis (GString     *svg,
             const Scale *scale)
{
  for (gint64 value = 0; value <= scale->max; value += scale->step)
    {
      char text[VMP_FORMAT_SIZE];
      double y = get_y (scale, value);

      append_line (svg, value == 0 ? "axis" : "grid", LEFT, y, WIDTH - RIGHT, y);
      append_text (svg, LEFT - 6, y + 4, "end", vmp_format_value (text, scale->unit, value, VMP_UNITS_IEC));
    }
}

/* In seconds, minutes or hours as the length is. */
static double
choose_time_step (double seconds)
{
  static const double steps[] = { 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400 };

  if (seconds <= 60 * MAX_TICKS / 2.0)
    return choose_step (seconds * 1000, 10) / 1000;
  for (guint i = 0; i < G_N_ELEMENTS (steps); i++)
    if (seconds / steps[i] <= MAX_TICKS + 2)
      return steps[i];
  return choose_step (seconds / 86400, 10) * 86400;
}

static void
append_time_axis (GString     *svg,
                  const Scale *scale)
{
  double seconds = (double) (scale->report->end_nsec - scale->report->begin_nsec) / 1e9, step = choose_time_step (seconds);

  for (double at = 0; at <= seconds; at += step)
    {
      char text[VMP_FORMAT_SIZE];
      double x = get_x (scale, scale->report->begin_nsec + (gint64) (at * 1e9));

      append_line (svg, "grid", x, TOP, x, HEIGHT - BOTTOM);
      if (x < WIDTH - 40)
        append_text (svg, x, HEIGHT - BOTTOM + 16, at == 0 ? "start" : "middle",
                     at == 0 ? "0" : vmp_format_duration (text, (gint64) (at * 1e9 + 0.5)));
    }
}

/* Bands under the lines, every other one shaded, each with its name where there is room. */
static void
append_stages (GString     *svg,
               const Scale *scale)
{
  for (guint i = 0; i < scale->report->stages->len; i++)
    {
      const VmpReportStage *stage = &g_array_index (scale->report->stages, VmpReportStage, i);
      double x = get_x (scale, stage->begin_nsec), width = get_x (scale, stage->end_nsec) - x;

      g_string_append_printf (svg, "<rect class=\"stage%u\" y=\"%d\" height=\"%d\" x=\"", i % 2, TOP, HEIGHT - TOP - BOTTOM);
      append_number (svg, x);
      g_string_append (svg, "\" width=\"");
      append_number (svg, MAX (width, 0));
      g_string_append (svg, "\"><title>");
      vmp_report_append_escaped (svg, stage->name);
      g_string_append (svg, "</title></rect>");
      append_line (svg, "mark", x, TOP - 10, x, HEIGHT - BOTTOM);
      if (width > 7.0 * g_utf8_strlen (stage->name, -1))
        append_text (svg, x + 4, TOP - 4, "start", stage->name);
    }
}

/* --- lines --- */

/* Where another line of the graph has the metric's colour and dash, one of no metric. */
static const char *
get_dash (const VmpReportGraph *graph,
          guint                 index)
{
  static const char *const dashes[] = {
    [VMP_DASH_SOLID] = "", [VMP_DASH_DASHED] = " stroke-dasharray=\"8 4\"", [VMP_DASH_DOTTED] = " stroke-dasharray=\"2 3\"",
    [VMP_DASH_LONG_SHORT] = " stroke-dasharray=\"10 3 3 3\"",
  };

  const VmpMetric *metric = vmp_metric_get (graph->ids[index]);

  for (guint i = 0; i < index; i++)
    {
      const VmpMetric *before = vmp_metric_get (graph->ids[i]);

      if (before->dash == metric->dash && before->color_light == metric->color_light)
        return dashes[VMP_DASH_LONG_SHORT];
    }
  return dashes[metric->dash];
}

static const VmpSeriesCell *
get_cells (const VmpReport      *self,
           const VmpReportGraph *graph,
           VmpMetricId           id)
{
  if (!graph->is_tree)
    return self->cells[id];
  return id == VMP_METRIC_RSS ? self->tree_rss : self->tree_pss;
}

/* The last value of each cell, carried on over cells without one; broken where a gap is. */
static void
append_path (GString             *svg,
             const Scale         *scale,
             const VmpSeriesCell *cells)
{
  gboolean is_open = FALSE;

  for (guint i = 0; i < VMP_REPORT_CELLS; i++)
    {
      if (cells[i].n == 0)
        {
          is_open = is_open && !cells[i].gap;
          continue;
        }
      g_string_append_c (svg, is_open ? 'L' : 'M');
      append_number (svg, get_cell_x (i));
      g_string_append_c (svg, ' ');
      append_number (svg, get_y (scale, cells[i].last));
      is_open = TRUE;
    }
}

/* From the lowest to the highest of each cell that had more than one value. */
static void
append_band (GString             *svg,
             const Scale         *scale,
             const VmpSeriesCell *cells)
{
  double half = (double) (WIDTH - LEFT - RIGHT) / VMP_REPORT_CELLS / 2;

  for (guint i = 0; i < VMP_REPORT_CELLS; i++)
    {
      double top = cells[i].n > 0 ? get_y (scale, cells[i].max) : 0, bottom = cells[i].n > 0 ? get_y (scale, cells[i].min) : 0;

      if (bottom - top < 1)
        continue;
      g_string_append_c (svg, 'M');
      append_number (svg, get_cell_x (i) - half);
      g_string_append_c (svg, ' ');
      append_number (svg, top);
      g_string_append_c (svg, 'h');
      append_number (svg, half * 2);
      g_string_append_c (svg, 'V');
      append_number (svg, bottom);
      g_string_append_c (svg, 'h');
      append_number (svg, -half * 2);
      g_string_append_c (svg, 'z');
    }
}

static void
append_series (GString              *svg,
               const Scale          *scale,
               const VmpReportGraph *graph,
               guint                 index,
               const VmpSeriesCell  *cells)
{
  VmpMetricId id = graph->ids[index];

  g_string_append_printf (svg, "<path class=\"band m%u\" d=\"", id);
  append_band (svg, scale, cells);
  g_string_append_printf (svg, "\"/><path class=\"line m%u\"%s d=\"", id, get_dash (graph, index));
  append_path (svg, scale, cells);
  g_string_append (svg, "\"><title>");
  vmp_report_append_escaped (svg, _(vmp_metric_get (id)->label));
  g_string_append (svg, "</title></path>");
}

static void
append_legend (GString              *svg,
               const VmpReport      *self,
               const VmpReportGraph *graph)
{
  double x = LEFT;

  for (guint i = 0; i < graph->n_ids; i++)
    {
      const char *label = _(vmp_metric_get (graph->ids[i])->label);
      double y = HEIGHT + LEGEND - 8;

      if (get_cells (self, graph, graph->ids[i]) == NULL)
        continue;
      g_string_append_printf (svg, "<path class=\"line m%u\"%s d=\"M", graph->ids[i], get_dash (graph, i));
      append_number (svg, x);
      g_string_append_c (svg, ' ');
      append_number (svg, y - 4);
      g_string_append (svg, "h28\"/>");
      append_text (svg, x + 34, y, "start", label);
      x += 34 + 8.0 * g_utf8_strlen (label, -1) + 20;
    }
}

static gint64
find_max (const VmpReport      *self,
          const VmpReportGraph *graph)
{
  gint64 max = 0;

  for (guint i = 0; i < graph->n_ids; i++)
    {
      const VmpSeriesCell *cells = get_cells (self, graph, graph->ids[i]);

      for (guint k = 0; cells != NULL && k < VMP_REPORT_CELLS; k++)
        if (cells[k].n > 0)
          max = MAX (max, cells[k].max);
    }
  return max;
}

/* Says what a picture is to whoever does not see it. */
static void
append_head (GString    *svg,
             const char *text,
             guint       id,
             guint       height)
{
  g_string_append_printf (svg, "<svg viewBox=\"0 0 %d %u\" role=\"img\" aria-labelledby=\"g%u\"><title id=\"g%u\">", WIDTH, height, id, id);
  vmp_report_append_escaped (svg, text);
  g_string_append (svg, "</title>");
}

void
vmp_report_append_graph (GString              *svg,
                         const VmpReport      *self,
                         const VmpReportBlock *block,
                         guint                 id)
{
  const VmpReportGraph *graph = block->graph;
  Scale scale;

  scale_init (&scale, self, find_max (self, graph), graph->is_rate ? VMP_UNIT_COUNT_PER_SECOND : VMP_UNIT_BYTES);
  append_head (svg, block->text, id, HEIGHT + LEGEND);
  append_stages (svg, &scale);
  append_axis (svg, &scale);
  append_time_axis (svg, &scale);
  for (guint i = 0; i < graph->n_ids; i++)
    {
      const VmpSeriesCell *cells = get_cells (self, graph, graph->ids[i]);

      if (cells != NULL)
        append_series (svg, &scale, graph, i, cells);
    }
  append_legend (svg, self, graph);
  g_string_append (svg, "</svg>\n");
}

/* --- bars --- */

void
vmp_report_append_types (GString              *svg,
                         const VmpReport      *self,
                         const VmpReportBlock *block,
                         guint                 id)
{
  gint64 max = 1;
  guint n = 0;

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      gint64 bytes = vmp_address_space_get_sum (self->peak_space, i)->sizes_bytes[VMP_MAPPING_RSS];

      max = MAX (max, bytes);
      n += bytes > 0;
    }
  append_head (svg, block->text, id, n * BAR_HEIGHT + 8);
  n = 0;
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      gint64 bytes = vmp_address_space_get_sum (self->peak_space, i)->sizes_bytes[VMP_MAPPING_RSS];
      double width = (double) (WIDTH - BAR_LEFT - BAR_RIGHT) * bytes / max, y = n * BAR_HEIGHT + 4;
      char text[VMP_FORMAT_SIZE];

      if (bytes <= 0)
        continue;
      append_text (svg, BAR_LEFT - 8, y + 15, "end", _(vmp_mapping_type_get (i)->label));
      g_string_append_printf (svg, "<rect class=\"bar t%u\" x=\"%d\" height=\"%d\" y=\"", i, BAR_LEFT, BAR_HEIGHT - 4);
      append_number (svg, y);
      g_string_append (svg, "\" width=\"");
      append_number (svg, MAX (width, 1));
      g_string_append (svg, "\"/>");
      append_text (svg, BAR_LEFT + width + 8, y + 15, "start", vmp_format_bytes (text, bytes, VMP_UNITS_IEC));
      n++;
    }
  g_string_append (svg, "</svg>\n");
}
