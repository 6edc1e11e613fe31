/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Areas and lines as paths: slower than pixels, but sharp at every size. */
#include "config.h"

#include "vmp-chart-raster.h"

/* Where column @i begins, and where it ends. */
static int
get_left (const VmpChartRaster *self,
          guint                 i)
{
  return self->mirrored ? self->width - (int) i : (int) i;
}

static gboolean
is_drawn (const VmpChartRaster *self,
          const VmpChartSpan   *spans,
          VmpDash               dash,
          guint                 i)
{
  return spans[i].begin < spans[i].end && !vmp_chart_dash_is_break (dash, self->phase + i, (guint) MAX (self->scale, 1));
}

/* One outline a run of columns: along their upper ends and back along the lower ones. */
static void
path_run (cairo_t              *cr,
          const VmpChartRaster *self,
          const VmpChartSpan   *spans,
          guint                 from,
          guint                 to)
{
  cairo_move_to (cr, get_left (self, from), MAX (spans[from].begin, 0));
  for (guint i = from; i < to; i++)
    {
      cairo_line_to (cr, get_left (self, i), MAX (spans[i].begin, 0));
      cairo_line_to (cr, get_left (self, i + 1), MAX (spans[i].begin, 0));
    }
  for (guint i = to; i > from; i--)
    {
      cairo_line_to (cr, get_left (self, i), MIN (spans[i - 1].end, self->height));
      cairo_line_to (cr, get_left (self, i - 1), MIN (spans[i - 1].end, self->height));
    }
  cairo_close_path (cr);
}

static void
path_spans (cairo_t              *cr,
            const VmpChartRaster *self,
            const VmpChartSpan   *spans,
            guint                 n,
            VmpDash               dash)
{
  guint from = 0;

  for (guint i = 0; i <= n; i++)
    {
      if (i < n && is_drawn (self, spans, dash, i))
        continue;
      if (i > from)
        path_run (cr, self, spans, from, i);
      from = i + 1;
    }
}

void
vmp_chart_vector_area (cairo_t              *cr,
                       const VmpChartRaster *self,
                       const VmpChartPaint  *paint,
                       const VmpChartSpan   *spans,
                       guint                 n)
{
  /* Cairo does not change what it is given to paint with. */
  cairo_surface_t *tile = cairo_image_surface_create_for_data ((guchar *) (guintptr) paint->tile, CAIRO_FORMAT_ARGB32,
                                                               VMP_CHART_TILE, VMP_CHART_TILE,
                                                               2 * VMP_CHART_TILE * (int) sizeof (guint32));

  cairo_set_source_surface (cr, tile, 0, 0);
  cairo_pattern_set_extend (cairo_get_source (cr), CAIRO_EXTEND_REPEAT);
  path_spans (cr, self, spans, n, VMP_DASH_SOLID);
  cairo_fill (cr);
  /* A picture of paths is written when it is finished, after the paint has gone: then this makes a copy. */
  cairo_surface_finish (tile);
  cairo_surface_destroy (tile);
}

void
vmp_chart_vector_line (cairo_t              *cr,
                       const VmpChartRaster *self,
                       const VmpChartPaint  *paint,
                       const VmpChartSpan   *spans,
                       guint                 n)
{
  cairo_set_source_rgb (cr, (paint->line >> 16 & 0xff) / 255.0, (paint->line >> 8 & 0xff) / 255.0, (paint->line & 0xff) / 255.0);
  path_spans (cr, self, spans, n, paint->dash);
  cairo_fill (cr);
}
