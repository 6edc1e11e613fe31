/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer of areas, bands and lines: spans of device pixels, written into one image. */
#include "config.h"

#include "vmp-chart-layers.h"
#include "vmp-chart-raster.h"
#include "vmp-palette.h"

#include <math.h>

/* Thickness of a line in logical pixels. */
#define LINE_WIDTH 2

typedef struct
{
  const VmpChartFrame *frame;
  VmpChartRaster       raster;
  VmpChartSpan        *spans;   /* scratch, one a column */
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
draw_series (Painter            *self,
             const VmpChartPlot *plot,
             guint               i)
{
  const VmpMetric *metric = vmp_metric_get (plot->series[i].metric);
  const VmpChartFrame *frame = self->frame;
  const VmpChartColumn *columns = plot->columns[i];
  VmpChartPaint paint;

  vmp_chart_paint_init (&paint, vmp_palette_get_metric_color (metric->id, frame->dark), metric->fill, metric->dash,
                        frame->high_contrast, (int) lround (frame->scale));
  if (plot->series[i].role == VMP_CHART_ROLE_BAND)
    {
      spans_of_band (self, columns, plot->n_columns);
      vmp_chart_raster_area (&self->raster, &paint, self->spans, plot->n_columns);
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
          vmp_chart_raster_area (&self->raster, &paint, self->spans, plot->n_columns);
        }
      spans_of_line (self, columns, plot->n_columns);
    }
  vmp_chart_raster_line (&self->raster, &paint, self->spans, plot->n_columns);
}

void
vmp_chart_series_draw (cairo_t             *cr,
                       const VmpChartFrame *frame,
                       const VmpChartPlot  *plot)
{
  Painter painter = { .frame = frame };
  double height = frame->plot_height * frame->scale;

  if (plot->max == VMP_MISSING || frame->top <= 0)
    return;
  painter.line = MAX (1, (int) lround (LINE_WIDTH * frame->scale));
  painter.bottom = (int) lround (height);
  painter.rows_per_unit = height / frame->top;
  painter.top = painter.bottom - painter.line - (int) ((double) plot->max * painter.rows_per_unit + 0.5);
  painter.top = MAX (painter.top, -painter.line);
  vmp_chart_raster_init (&painter.raster, (int) plot->n_columns, painter.bottom - painter.top);
  painter.raster.scale = (int) lround (frame->scale);
  painter.raster.mirrored = frame->rtl;
  painter.raster.phase = (guint) (frame->begin_nsec / frame->cell_nsec);
  painter.spans = g_new (VmpChartSpan, plot->n_columns);

  for (guint i = 0; i < plot->n_series; i++)
    {
      if (vmp_chart_plot_is_visible (plot, i))
        draw_series (&painter, plot, i);
    }
  cairo_surface_mark_dirty (painter.raster.surface);
  cairo_surface_set_device_scale (painter.raster.surface, frame->scale, frame->scale);
  cairo_set_source_surface (cr, painter.raster.surface, frame->plot_x, frame->plot_y + painter.top / frame->scale);
  cairo_pattern_set_filter (cairo_get_source (cr), CAIRO_FILTER_NEAREST);
  cairo_paint (cr);
  vmp_chart_raster_clear (&painter.raster);
  g_free (painter.spans);
}
