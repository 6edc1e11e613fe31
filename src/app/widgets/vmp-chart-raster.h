/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pixel columns of areas and lines, written straight into a cairo image: a path of thousands of rectangles costs far more. */
#pragma once

#include <cairo.h>

#include "core/model/vmp-metric.h"

G_BEGIN_DECLS

/* Side of the square that fill patterns repeat in; a power of two. */
#define VMP_CHART_TILE 32

/* How one series is painted: pixels are premultiplied ARGB. */
typedef struct
{
  guint32 line;                                       /* opaque */
  guint32 tile[VMP_CHART_TILE][2 * VMP_CHART_TILE];   /* [row][column] of the fill; twice, to be copied from any column */
  VmpDash dash;
} VmpChartPaint;

/* A stretch of rows in one column, from the top; empty if end <= begin. */
typedef struct
{
  int begin, end;
} VmpChartSpan;

typedef struct
{
  cairo_surface_t *surface;   /* owned */
  guint32         *pixels;
  int              width, height, stride;   /* in pixels */
  int              scale;     /* device pixels a pixel, for dashes */
  gboolean         mirrored;  /* the first column is at the right */
  guint            phase;     /* pattern column of the first column, so that patterns move with their data */
} VmpChartRaster;

/* @color is 0xRRGGBB; @contrast makes patterns stand out; @scale is device pixels a pixel, rounded. */
void vmp_chart_paint_init   (VmpChartPaint *self, guint32 color, VmpFill fill, VmpDash dash, gboolean contrast, int scale);

/* Whether a line is broken at pixel @phase of its length; @scale is device pixels a pixel. */
gboolean vmp_chart_dash_is_break (VmpDash dash, guint phase, guint scale);

/* A clear image of @width x @height device pixels. Cleared with vmp_chart_raster_clear(). */
void vmp_chart_raster_init  (VmpChartRaster *self, int width, int height);
void vmp_chart_raster_clear (VmpChartRaster *self);
/* Fills one span a column with the paint's pattern; spans are clipped to the image. */
void vmp_chart_raster_area  (VmpChartRaster *self, const VmpChartPaint *paint, const VmpChartSpan *spans, guint n);
/* The same with the paint's line colour and dash. */
void vmp_chart_raster_line  (VmpChartRaster *self, const VmpChartPaint *paint, const VmpChartSpan *spans, guint n);

/* The same as paths, for pictures that are scaled later: a pixel of the image is a unit of @cr. The image need not be there. */
void vmp_chart_vector_area  (cairo_t *cr, const VmpChartRaster *self, const VmpChartPaint *paint, const VmpChartSpan *spans, guint n);
void vmp_chart_vector_line  (cairo_t *cr, const VmpChartRaster *self, const VmpChartPaint *paint, const VmpChartSpan *spans, guint n);

G_END_DECLS
