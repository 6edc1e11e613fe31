/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pictures of a document: lines over time with their lowest and highest values, and bars. */

#include "config.h"

#include "vmp-report-picture.h"

#include <math.h>

#define WIDTH VMP_REPORT_PICTURE_WIDTH
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

/* --- scales --- */

typedef struct
{
  const VmpReportBlock  *block;
  const VmpReportCanvas *canvas;
  gpointer               data;        /* of the canvas */
  gint64                 max;         /* of values */
  gint64                 step;        /* between ticks */
} Picture;

static double
get_y (const Picture *self,
       gint64         value)
{
  return TOP + (HEIGHT - TOP - BOTTOM) * (1 - (double) value / (double) self->max);
}

static double
get_x (const Picture *self,
       gint64         time_nsec)
{
  double length = self->block->end_nsec - self->block->begin_nsec;

  return LEFT + (WIDTH - LEFT - RIGHT) * (double) (time_nsec - self->block->begin_nsec) / length;
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

/* A damaged file may claim any amount. */
static void
choose_scale (Picture *self,
              gint64   max)
{
  max = CLAMP (max, 1, G_MAXINT64 / 4);
  self->step = MAX (choose_step (max, self->block->unit == VMP_UNIT_BYTES ? 1024 : 10), 1);
  self->max = (max + self->step - 1) / self->step * self->step;
}

static void
draw_axis (const Picture *self)
{
  for (gint64 value = 0; value <= self->max; value += self->step)
    {
      char text[VMP_FORMAT_SIZE];
      double y = get_y (self, value);

      self->canvas->line (self->data, value == 0 ? VMP_REPORT_STROKE_AXIS : VMP_REPORT_STROKE_GRID, LEFT, y, WIDTH - RIGHT, y);
      self->canvas->text (self->data, LEFT - 6, y + 4, VMP_REPORT_ANCHOR_END,
                          vmp_format_value (text, self->block->unit, value, VMP_UNITS_IEC));
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
draw_time_axis (const Picture *self)
{
  double seconds = (double) (self->block->end_nsec - self->block->begin_nsec) / 1e9, step = choose_time_step (seconds);

  for (double at = 0; at <= seconds; at += step)
    {
      char text[VMP_FORMAT_SIZE];
      double x = get_x (self, self->block->begin_nsec + (gint64) (at * 1e9));

      self->canvas->line (self->data, VMP_REPORT_STROKE_GRID, x, TOP, x, HEIGHT - BOTTOM);
      if (x < WIDTH - 40)
        self->canvas->text (self->data, x, HEIGHT - BOTTOM + 16, at == 0 ? VMP_REPORT_ANCHOR_START : VMP_REPORT_ANCHOR_MIDDLE,
                            at == 0 ? "0" : vmp_format_duration (text, (gint64) (at * 1e9 + 0.5)));
    }
}

/* Bands under the lines, every other one shaded, each with its name where there is room. */
static void
draw_stages (const Picture *self)
{
  for (guint i = 0; self->block->stages != NULL && i < self->block->stages->len; i++)
    {
      const VmpReportStage *stage = &g_array_index (self->block->stages, VmpReportStage, i);
      double x = get_x (self, stage->begin_nsec);
      const VmpReportRect rect = { x, TOP, MAX (get_x (self, stage->end_nsec) - x, 0), HEIGHT - TOP - BOTTOM };

      self->canvas->stage (self->data, &rect, i % 2 == 0, stage->name);
      self->canvas->line (self->data, VMP_REPORT_STROKE_MARK, x, TOP - 10, x, HEIGHT - BOTTOM);
      if (rect.width > 7.0 * g_utf8_strlen (stage->name, -1))
        self->canvas->text (self->data, x + 4, TOP - 4, VMP_REPORT_ANCHOR_START, stage->name);
    }
}

/* --- lines --- */

/* From the lowest to the highest of each cell that had more than one value. */
static void
draw_bands (const Picture       *self,
            const VmpReportLine *line)
{
  VmpReportRect rects[VMP_REPORT_CELLS];
  double half = (double) (WIDTH - LEFT - RIGHT) / VMP_REPORT_CELLS / 2;
  guint n = 0;

  for (guint i = 0; i < VMP_REPORT_CELLS; i++)
    {
      double top = line->cells[i].n > 0 ? get_y (self, line->cells[i].max) : 0;
      double bottom = line->cells[i].n > 0 ? get_y (self, line->cells[i].min) : 0;

      if (bottom - top >= 1)
        rects[n++] = (VmpReportRect) { get_cell_x (i) - half, top, half * 2, bottom - top };
    }
  self->canvas->bands (self->data, &line->color, rects, n);
}

/* The last value of each cell, carried on over cells without one; broken where a gap is. */
static void
draw_line (const Picture       *self,
           const VmpReportLine *line)
{
  VmpReportPoint points[VMP_REPORT_CELLS];
  gboolean is_open = FALSE;
  guint n = 0;

  for (guint i = 0; i < VMP_REPORT_CELLS; i++)
    {
      if (line->cells[i].n == 0)
        {
          is_open = is_open && !line->cells[i].gap;
          continue;
        }
      points[n++] = (VmpReportPoint) { get_cell_x (i), get_y (self, line->cells[i].last), !is_open };
      is_open = TRUE;
    }
  self->canvas->path (self->data, &line->color, line->dash, points, n, line->label);
}

static void
draw_legend (const Picture *self)
{
  double x = LEFT, y = HEIGHT + LEGEND - 8;

  for (guint i = 0; i < self->block->parts->len; i++)
    {
      const VmpReportLine *line = &g_array_index (self->block->parts, VmpReportLine, i);
      const VmpReportPoint points[] = { { x, y - 4, TRUE }, { x + 28, y - 4, FALSE } };

      self->canvas->path (self->data, &line->color, line->dash, points, G_N_ELEMENTS (points), NULL);
      self->canvas->text (self->data, x + 34, y, VMP_REPORT_ANCHOR_START, line->label);
      x += 34 + 8.0 * g_utf8_strlen (line->label, -1) + 20;
    }
}

static gint64
find_max (const VmpReportBlock *block)
{
  gint64 max = 0;

  for (guint i = 0; i < block->parts->len; i++)
    {
      const VmpSeriesCell *cells = g_array_index (block->parts, VmpReportLine, i).cells;

      for (guint k = 0; k < VMP_REPORT_CELLS; k++)
        if (cells[k].n > 0)
          max = MAX (max, cells[k].max);
    }
  return max;
}

static void
draw_graph (Picture *self)
{
  choose_scale (self, find_max (self->block));
  draw_stages (self);
  draw_axis (self);
  draw_time_axis (self);
  for (guint i = 0; i < self->block->parts->len; i++)
    {
      draw_bands (self, &g_array_index (self->block->parts, VmpReportLine, i));
      draw_line (self, &g_array_index (self->block->parts, VmpReportLine, i));
    }
  draw_legend (self);
}

/* --- bars --- */

static void
draw_bars (const Picture *self)
{
  GArray *bars = self->block->parts;
  gint64 max = 1;

  for (guint i = 0; i < bars->len; i++)
    max = MAX (max, g_array_index (bars, VmpReportBar, i).bytes);
  for (guint i = 0; i < bars->len; i++)
    {
      const VmpReportBar *bar = &g_array_index (bars, VmpReportBar, i);
      double width = (double) (WIDTH - BAR_LEFT - BAR_RIGHT) * bar->bytes / max, y = i * BAR_HEIGHT + 4;
      const VmpReportRect rect = { BAR_LEFT, y, MAX (width, 1), BAR_HEIGHT - 4 };
      char text[VMP_FORMAT_SIZE];

      self->canvas->text (self->data, BAR_LEFT - 8, y + 15, VMP_REPORT_ANCHOR_END, bar->label);
      self->canvas->bar (self->data, &bar->color, &rect);
      self->canvas->text (self->data, BAR_LEFT + width + 8, y + 15, VMP_REPORT_ANCHOR_START,
                          vmp_format_bytes (text, bar->bytes, VMP_UNITS_IEC));
    }
}

double
vmp_report_picture_get_height (const VmpReportBlock *block)
{
  return block->kind == VMP_REPORT_GRAPH ? HEIGHT + LEGEND : block->parts->len * BAR_HEIGHT + 8;
}

void
vmp_report_picture_draw (const VmpReportBlock  *block,
                         const VmpReportCanvas *canvas,
                         gpointer               data)
{
  Picture self = { block, canvas, data, 1, 1 };

  if (block->kind == VMP_REPORT_GRAPH)
    draw_graph (&self);
  else
    draw_bars (&self);
}
