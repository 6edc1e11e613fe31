/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixel columns of areas and lines, written straight into a cairo image: a path of thousands of rectangles costs far more. */
#include "config.h"

#include "vmp-chart-raster.h"

/* Shares of 255. A pattern's ground is lighter than a solid fill, its strokes are stronger. */
#define ALPHA_SOLID   90
#define ALPHA_GROUND  46
#define ALPHA_STROKE  150
#define ALPHA_OPAQUE  255

/* Lengths of a dash and of its period, in pixels. */
static const struct { guint on, period; } dashes[] = {
  [VMP_DASH_SOLID] = { 1, 1 },
  [VMP_DASH_DASHED] = { 6, 10 },
  [VMP_DASH_DOTTED] = { 2, 5 },
};

static guint32
premultiply (guint32 color,
             guint32 alpha)
{
  guint32 red = ((color >> 16) & 0xff) * alpha / 255;
  guint32 green = ((color >> 8) & 0xff) * alpha / 255;
  guint32 blue = (color & 0xff) * alpha / 255;

  return alpha << 24 | red << 16 | green << 8 | blue;
}

/* Whether the pattern has a stroke here; @period is 8 pixels in device pixels. */
static gboolean
is_stroke (VmpFill fill,
           guint   column,
           guint   row,
           guint   period)
{
  if (fill == VMP_FILL_HATCH)
    return (column + row) % period < period / 4;
  if (fill == VMP_FILL_DOTS)
    return column % (period / 2) < period / 4 && row % (period / 2) < period / 4
           && (column / (period / 2) + row / (period / 2)) % 2 == 0;
  return FALSE;
}

void
vmp_chart_paint_init (VmpChartPaint *self,
                      guint32        color,
                      VmpFill        fill,
                      VmpDash        dash,
                      gboolean       contrast,
                      int            scale)
{
  guint period = scale <= 1 ? 8 : scale == 2 ? 16 : VMP_CHART_TILE;
  guint32 ground = fill == VMP_FILL_NONE ? 0 : fill == VMP_FILL_SOLID ? ALPHA_SOLID : ALPHA_GROUND;
  guint32 stroke = ALPHA_STROKE;

  /* In high contrast a pattern is full strokes on the bare card. */
  if (contrast)
    {
      ground = fill == VMP_FILL_SOLID ? ALPHA_SOLID : 0;
      stroke = ALPHA_OPAQUE;
    }
  self->dash = dash;
  self->line = premultiply (color, ALPHA_OPAQUE);
  for (guint column = 0; column < VMP_CHART_TILE; column++)
    {
      for (guint row = 0; row < VMP_CHART_TILE; row++)
        self->tile[column][row] = premultiply (color, is_stroke (fill, column, row, period) ? stroke : ground);
    }
}

void
vmp_chart_raster_init (VmpChartRaster *self,
                       int             width,
                       int             height)
{
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  self->pixels = (guint32 *) (gpointer) cairo_image_surface_get_data (self->surface);
  self->width = self->pixels != NULL ? width : 0;
  self->height = self->pixels != NULL ? height : 0;
  self->stride = cairo_image_surface_get_stride (self->surface) / (int) sizeof (guint32);
  self->scale = 1;
  self->mirrored = FALSE;
  self->phase = 0;
  cairo_surface_flush (self->surface);
}

void
vmp_chart_raster_clear (VmpChartRaster *self)
{
  g_clear_pointer (&self->surface, cairo_surface_destroy);
  self->pixels = NULL;
  self->width = self->height = 0;
}

/* First pixel of the clipped span, or NULL if nothing of it is inside. */
static guint32 *
clip_span (VmpChartRaster *self,
           guint           column,
           VmpChartSpan   *span)
{
  int x = self->mirrored ? self->width - 1 - (int) column : (int) column;

  span->begin = MAX (span->begin, 0);
  span->end = MIN (span->end, self->height);
  if (x < 0 || x >= self->width || span->begin >= span->end)
    return NULL;
  return self->pixels + (gsize) span->begin * (gsize) self->stride + x;
}

void
vmp_chart_raster_area (VmpChartRaster      *self,
                       const VmpChartPaint *paint,
                       const VmpChartSpan  *spans,
                       guint                n)
{
  for (guint column = 0; column < n; column++)
    {
      const guint32 *tile = paint->tile[(self->phase + column) % VMP_CHART_TILE];
      VmpChartSpan span = spans[column];
      guint32 *pixel = clip_span (self, column, &span);

      if (pixel == NULL)
        continue;
      for (int row = span.begin; row < span.end; row++, pixel += self->stride)
        *pixel = tile[row % VMP_CHART_TILE];
    }
}

void
vmp_chart_raster_line (VmpChartRaster      *self,
                       const VmpChartPaint *paint,
                       const VmpChartSpan  *spans,
                       guint                n)
{
  guint on = dashes[paint->dash].on * (guint) self->scale;
  guint period = dashes[paint->dash].period * (guint) self->scale;

  for (guint column = 0; column < n; column++)
    {
      VmpChartSpan span = spans[column];
      guint32 *pixel = (self->phase + column) % period < on ? clip_span (self, column, &span) : NULL;

      if (pixel == NULL)
        continue;
      for (int row = span.begin; row < span.end; row++, pixel += self->stride)
        *pixel = paint->line;
    }
}
