/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixel columns of areas and lines, written straight into a cairo image: a path of thousands of rectangles costs far more. */
#include "config.h"

#include "vmp-chart-raster.h"

#include <string.h>

/* Shares of 255. A pattern's ground is lighter than a solid fill, its strokes are stronger. */
#define ALPHA_SOLID   90
#define ALPHA_GROUND  46
#define ALPHA_STROKE  150
#define ALPHA_OPAQUE  255

#define CACHE_LINE 64

static const cairo_user_data_key_t memory_key;

/* Columns that are filled together: a cache line of pixels. */
#define BLOCK 16

/* Length of a dash, of the break behind it and, if there is one, of a second dash; then the period, in pixels. */
static const struct { guint on, off, again, period; } dashes[] = {
  [VMP_DASH_SOLID] = { 1, 0, 0, 1 },
  [VMP_DASH_DASHED] = { 6, 4, 0, 10 },
  [VMP_DASH_DOTTED] = { 2, 3, 0, 5 },
  [VMP_DASH_LONG_SHORT] = { 10, 3, 3, 19 },
};

gboolean
vmp_chart_dash_is_break (VmpDash dash,
                         guint   phase,
                         guint   scale)
{
  guint at = phase / scale % dashes[dash].period;
  guint again = dashes[dash].on + dashes[dash].off;

  return at >= dashes[dash].on && (at < again || at >= again + dashes[dash].again);
}

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

  /* In high contrast nothing is translucent: a pattern is full strokes on the bare card. */
  if (contrast)
    {
      ground = fill == VMP_FILL_SOLID ? ALPHA_OPAQUE : 0;
      stroke = ALPHA_OPAQUE;
    }
  self->dash = dash;
  self->line = premultiply (color, ALPHA_OPAQUE);
  for (guint row = 0; row < VMP_CHART_TILE; row++)
    {
      for (guint column = 0; column < VMP_CHART_TILE; column++)
        self->tile[row][column] = premultiply (color, is_stroke (fill, column, row, period) ? stroke : ground);
      memcpy (&self->tile[row][VMP_CHART_TILE], self->tile[row], VMP_CHART_TILE * sizeof (guint32));
    }
}

/* An odd number of cache lines: else the rows of a column fall on few places of the cache, and drive each other out. */
static int
get_stride (int width)
{
  int lines = (width * (int) sizeof (guint32) + CACHE_LINE - 1) / CACHE_LINE;

  return (lines | 1) * CACHE_LINE;
}

void
vmp_chart_raster_init (VmpChartRaster *self,
                       int             width,
                       int             height)
{
  int stride = get_stride (width);

  gsize n_bytes = (gsize) stride * (gsize) MAX (height, 1);
  guchar *memory = g_aligned_alloc (1, n_bytes, CACHE_LINE);

  memset (memory, 0, n_bytes);
  self->surface = cairo_image_surface_create_for_data (memory, CAIRO_FORMAT_ARGB32, width, height, stride);
  /* What records the drawing paints with it later. */
  cairo_surface_set_user_data (self->surface, &memory_key, memory, g_aligned_free);
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

/* The span of pixel column @x, clipped to the image. */
static VmpChartSpan
get_span (const VmpChartRaster *self,
          const VmpChartSpan   *spans,
          guint                 n,
          int                   x)
{
  guint column = (guint) (self->mirrored ? self->width - 1 - x : x);

  if (column >= n)
    return (VmpChartSpan) { 0, 0 };
  return (VmpChartSpan) { MAX (spans[column].begin, 0), MIN (spans[column].end, self->height) };
}

static inline guint32 *
get_pixel (VmpChartRaster *self,
           int             x,
           int             row)
{
  return self->pixels + (gsize) row * (gsize) self->stride + x;
}

/* Column of the pattern, or of the dashes, at pixel column @x: it moves with the data. */
static guint
get_phase (const VmpChartRaster *self,
           int                   x)
{
  return self->mirrored ? (guint) x - (guint) (self->width - 1) - self->phase : self->phase + (guint) x;
}

/* A few neighbouring columns: rows that all of them have are written along the row, as going down a wide image column by
 * column misses the cache at every pixel. */
static void
fill_block (VmpChartRaster      *self,
            const VmpChartPaint *paint,
            const VmpChartSpan  *spans,
            int                  x,
            int                  n)
{
  guint phase = get_phase (self, x) % VMP_CHART_TILE;
  VmpChartSpan common = { 0, self->height };

  for (int i = 0; i < n; i++)
    common = (VmpChartSpan) { MAX (common.begin, spans[i].begin), MIN (common.end, spans[i].end) };
  if (n < BLOCK || common.end < common.begin)
    common = (VmpChartSpan) { G_MAXINT, G_MAXINT };
  for (int row = common.begin; row < common.end; row++)
    memcpy (get_pixel (self, x, row), &paint->tile[row % VMP_CHART_TILE][phase], BLOCK * sizeof (guint32));
  for (int i = 0; i < n; i++)
    {
      for (int row = spans[i].begin; row < MIN (spans[i].end, common.begin); row++)
        *get_pixel (self, x + i, row) = paint->tile[row % VMP_CHART_TILE][phase + (guint) i];
      for (int row = MAX (spans[i].begin, common.end); row < spans[i].end; row++)
        *get_pixel (self, x + i, row) = paint->tile[row % VMP_CHART_TILE][phase + (guint) i];
    }
}

void
vmp_chart_raster_area (VmpChartRaster      *self,
                       const VmpChartPaint *paint,
                       const VmpChartSpan  *spans,
                       guint                n)
{
  for (int x = 0; x < self->width; x += BLOCK)
    {
      int length = MIN (BLOCK, self->width - x);
      VmpChartSpan block[BLOCK];

      for (int i = 0; i < length; i++)
        block[i] = get_span (self, spans, n, x + i);
      fill_block (self, paint, block, x, length);
    }
}

void
vmp_chart_raster_line (VmpChartRaster      *self,
                       const VmpChartPaint *paint,
                       const VmpChartSpan  *spans,
                       guint                n)
{
  for (int x = 0; x < self->width; x++)
    {
      VmpChartSpan span = get_span (self, spans, n, x);
      guint32 *pixel;

      if (span.begin >= span.end || vmp_chart_dash_is_break (paint->dash, get_phase (self, x), (guint) MAX (self->scale, 1)))
        continue;
      pixel = get_pixel (self, x, span.begin);
      for (int row = span.begin; row < span.end; row++, pixel += self->stride)
        *pixel = paint->line;
    }
}
