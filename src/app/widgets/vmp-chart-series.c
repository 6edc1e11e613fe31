/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer of areas, bands and lines: spans of device pixels, written into one image. */
#include "config.h"

#include "vmp-chart-layers.h"
#include "vmp-chart-raster.h"

#include <math.h>

/* Thickness of a line in logical pixels. */
#define LINE_WIDTH 2

/* Of the picture behind paths in high contrast: opaque ARGB. */
#define GROUND_LIGHT 0xffffffff
#define GROUND_DARK  0xff36363a

typedef struct
{
  const VmpChartFrame *frame;
  VmpChartRaster       raster;
  VmpChartSpan        *spans;   /* scratch, one a column */
  cairo_t             *vector;  /* draw paths on it instead of the image; NULL: the image */
  int                  top;     /* row of the plot where the image begins: above it is nothing */
  int                  bottom;  /* row of value 0, counted like top */
  int                  line;    /* thickness in device pixels */
  double               rows_per_unit;
} Painter;

static inline int
row_of (const Painter *self,
        gint64         value)
{
  return self->bottom - self->top - (int) ((double) value * self->rows_per_unit + 0.5);
}

/* Lines lie on their value: at 0 they are wholly above the axis. */
static void
spans_of_line (Painter              *self,
               const VmpChartColumn *columns,
               guint                 n)
{
  for (guint i = 0; i < n; i++)
    {
      if (columns[i].state == VMP_CHART_COLUMN_VALUE)
        self->spans[i] = (VmpChartSpan) { row_of (self, columns[i].high) - self->line, row_of (self, columns[i].low) };
      else
        self->spans[i] = (VmpChartSpan) { 0, 0 };
    }
}

static void
spans_of_area (Painter              *self,
               const VmpChartColumn *columns,
               guint                 n)
{
  for (guint i = 0; i < n; i++)
    {
      if (columns[i].state == VMP_CHART_COLUMN_VALUE)
        self->spans[i] = (VmpChartSpan) { row_of (self, columns[i].high), row_of (self, 0) };
      else
        self->spans[i] = (VmpChartSpan) { 0, 0 };
    }
}

static void
spans_of_band (Painter              *self,
               const VmpChartColumn *columns,
               guint                 n)
{
  for (guint i = 0; i < n; i++)
    {
      if (columns[i].state == VMP_CHART_COLUMN_VALUE)
        self->spans[i] = (VmpChartSpan) { row_of (self, columns[i].high), row_of (self, columns[i].low) };
      else
        self->spans[i] = (VmpChartSpan) { 0, 0 };
    }
}

/* The upper edge of a band, inside it and joined to the column before. */
static void
spans_of_edge (Painter              *self,
               const VmpChartColumn *columns,
               guint                 n)
{
  int before = G_MAXINT;

  for (guint i = 0; i < n; i++)
    {
      gboolean has_value = columns[i].state == VMP_CHART_COLUMN_VALUE;
      int row = has_value ? row_of (self, columns[i].high) : 0;

      if (!has_value || row == row_of (self, columns[i].low))
        {
          self->spans[i] = (VmpChartSpan) { 0, 0 };
          before = G_MAXINT;
          continue;
        }
      self->spans[i] = (VmpChartSpan) { row, row + self->line };
      if (before != G_MAXINT)
        self->spans[i] = (VmpChartSpan) { MIN (row, before), MAX (row, before) + self->line };
      before = row;
    }
}

static void
fill_area (Painter             *self,
           const VmpChartPaint *paint,
           guint                n)
{
  if (self->vector != NULL)
    vmp_chart_vector_area (self->vector, &self->raster, paint, self->spans, n);
  else
    vmp_chart_raster_area (&self->raster, paint, self->spans, n);
}

static void
fill_line (Painter             *self,
           const VmpChartPaint *paint,
           guint                n)
{
  if (self->vector != NULL)
    vmp_chart_vector_line (self->vector, &self->raster, paint, self->spans, n);
  else
    vmp_chart_raster_line (&self->raster, paint, self->spans, n);
}

/* Where areas are opaque, a broken line lies on a strip of the ground, or its breaks would be lost in them. */
static void
clear_below_line (Painter             *self,
                  const VmpChartPaint *line,
                  guint                n)
{
  VmpChartPaint ground = *line;
  int margin = MAX (1, self->line / 2);

  if (!self->frame->high_contrast || line->dash == VMP_DASH_SOLID)
    return;
  ground.dash = VMP_DASH_SOLID;
  ground.line = 0;
  /* Paths cannot take away what is there. */
  if (self->vector != NULL)
    ground.line = self->frame->dark ? GROUND_DARK : GROUND_LIGHT;
  for (guint i = 0; i < n; i++)
    if (self->spans[i].begin < self->spans[i].end)
      self->spans[i] = (VmpChartSpan) { self->spans[i].begin - margin, self->spans[i].end + margin };
  fill_line (self, &ground, n);
  for (guint i = 0; i < n; i++)
    if (self->spans[i].begin < self->spans[i].end)
      self->spans[i] = (VmpChartSpan) { self->spans[i].begin + margin, self->spans[i].end - margin };
}

static void
draw_series (Painter            *self,
             const VmpChartPlot *plot,
             guint               i)
{
  const VmpMetric *metric = vmp_metric_get (plot->series[i].metric);
  const VmpChartFrame *frame = self->frame;
  const VmpChartColumn *columns = plot->columns[i];
  VmpChartPaint paint;

  vmp_chart_paint_init (&paint, vmp_chart_plot_get_color (plot, i, frame->dark), metric->fill, vmp_chart_plot_get_dash (plot, i),
                        frame->high_contrast, (int) lround (frame->scale));
  if (plot->series[i].role == VMP_CHART_ROLE_BAND)
    {
      spans_of_band (self, columns, plot->n_columns);
      fill_area (self, &paint, plot->n_columns);
      /* In high contrast edges are as strong as text. */
      if (frame->high_contrast)
        paint.line = 0xff000000 | frame->foreground;
      spans_of_edge (self, columns, plot->n_columns);
    }
  else
    {
      if (plot->series[i].role == VMP_CHART_ROLE_AREA)
        {
          spans_of_area (self, columns, plot->n_columns);
          fill_area (self, &paint, plot->n_columns);
        }
      spans_of_line (self, columns, plot->n_columns);
      clear_below_line (self, &paint, plot->n_columns);
    }
  fill_line (self, &paint, plot->n_columns);
}

/* FALSE if there is nothing to draw. */
static gboolean
painter_init (Painter             *self,
              const VmpChartFrame *frame,
              const VmpChartPlot  *plot,
              cairo_t             *vector)
{
  double height = frame->plot_height * frame->scale;

  if (plot->max == VMP_MISSING || frame->top <= 0)
    return FALSE;
  *self = (Painter) { .frame = frame, .vector = vector };
  self->line = MAX (1, (int) lround (LINE_WIDTH * frame->scale));
  self->bottom = (int) lround (height);
  self->rows_per_unit = height / frame->top;
  self->top = self->bottom - self->line - (int) ((double) plot->max * self->rows_per_unit + 0.5);
  self->top = MAX (self->top, -self->line);
  if (vector != NULL)
    self->raster = (VmpChartRaster) { .width = (int) plot->n_columns, .height = self->bottom - self->top };
  else
    vmp_chart_raster_init (&self->raster, (int) plot->n_columns, self->bottom - self->top);
  self->raster.scale = (int) lround (frame->scale);
  self->raster.mirrored = frame->rtl;
  self->raster.phase = (guint) (frame->begin_nsec / frame->cell_nsec);
  self->spans = g_new (VmpChartSpan, plot->n_columns);
  return TRUE;
}

static void
draw_all (Painter            *self,
          const VmpChartPlot *plot)
{
  for (guint i = 0; i < plot->n_series; i++)
    {
      if (vmp_chart_plot_is_visible (plot, i))
        draw_series (self, plot, i);
    }
  g_clear_pointer (&self->spans, g_free);
}

void
vmp_chart_series_draw (cairo_t             *cr,
                       const VmpChartFrame *frame,
                       const VmpChartPlot  *plot)
{
  Painter painter;

  if (!painter_init (&painter, frame, plot, NULL))
    return;
  draw_all (&painter, plot);
  cairo_surface_mark_dirty (painter.raster.surface);
  cairo_surface_set_device_scale (painter.raster.surface, frame->scale, frame->scale);
  cairo_set_source_surface (cr, painter.raster.surface, frame->plot_x, frame->plot_y + painter.top / frame->scale);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  vmp_chart_raster_clear (&painter.raster);
}

void
vmp_chart_series_draw_paths (cairo_t             *cr,
                             const VmpChartFrame *frame,
                             const VmpChartPlot  *plot)
{
  Painter painter;

  if (!painter_init (&painter, frame, plot, cr))
    return;
  cairo_save (cr);
  cairo_translate (cr, frame->plot_x, frame->plot_y + painter.top / frame->scale);
  cairo_scale (cr, 1 / frame->scale, 1 / frame->scale);
  draw_all (&painter, plot);
  cairo_restore (cr);
}
