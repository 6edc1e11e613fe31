/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a step of the waterfall is drawn: a bar that is divided into parts, on any cairo context. */
#include "config.h"

#include "vmp-waterfall-paint.h"

#include <math.h>

#include "vmp-chart-raster.h"
#include "vmp-palette.h"

#define SLOPE_ALPHA 0.10
#define SLOPE_LINE_ALPHA 0.4
#define EDGE_WIDTH 1.0

/* What is kept from step to step has one colour throughout; what drops out has that of its kind. A metric of VMP_N_METRICS is
 * drawn in the colour of text: it is no memory. */
static const struct { VmpMetricId metric; VmpFill fill; } styles[VMP_WATERFALL_N_PARTS] = {
  [VMP_WATERFALL_PART_TOUCHED] = { VMP_METRIC_RSS_ANON, VMP_FILL_SOLID },
  [VMP_WATERFALL_PART_UNTOUCHED] = { VMP_N_METRICS, VMP_FILL_NONE },
  [VMP_WATERFALL_PART_RESIDENT] = { VMP_METRIC_RSS_ANON, VMP_FILL_SOLID },
  [VMP_WATERFALL_PART_SWAPPED] = { VMP_METRIC_SWAP, VMP_FILL_HATCH },
  [VMP_WATERFALL_PART_HUGETLB] = { VMP_METRIC_HUGETLB, VMP_FILL_DOTS },
  [VMP_WATERFALL_PART_PRIVATE_DIRTY] = { VMP_METRIC_RSS_ANON, VMP_FILL_SOLID },
  [VMP_WATERFALL_PART_PRIVATE_CLEAN] = { VMP_METRIC_RSS_FILE, VMP_FILL_SOLID },
  [VMP_WATERFALL_PART_SHARED_CLEAN] = { VMP_METRIC_RSS_FILE, VMP_FILL_HATCH },
  [VMP_WATERFALL_PART_SHARED_DIRTY] = { VMP_METRIC_RSS_SHMEM, VMP_FILL_DOTS },
  [VMP_WATERFALL_PART_ANON] = { VMP_METRIC_RSS_ANON, VMP_FILL_SOLID },
  [VMP_WATERFALL_PART_FILE] = { VMP_METRIC_RSS_FILE, VMP_FILL_HATCH },
  [VMP_WATERFALL_PART_SHMEM] = { VMP_METRIC_RSS_SHMEM, VMP_FILL_DOTS },
  [VMP_WATERFALL_PART_DIFFERENCE] = { VMP_N_METRICS, VMP_FILL_HATCH },
  [VMP_WATERFALL_PART_HEAP] = { VMP_METRIC_RSS_ANON, VMP_FILL_SOLID },
  [VMP_WATERFALL_PART_STACK] = { VMP_METRIC_RSS_SHMEM, VMP_FILL_HATCH },
  [VMP_WATERFALL_PART_THREAD_STACKS] = { VMP_METRIC_RSS_SHMEM, VMP_FILL_DOTS },
  [VMP_WATERFALL_PART_OTHER] = { VMP_METRIC_HUGETLB, VMP_FILL_SOLID },
};

static guint32
get_color (VmpWaterfallPartId part,
           gboolean           dark)
{
  if (styles[part].metric == VMP_N_METRICS)
    return dark ? 0xc0bfbc : 0x5e5c64;
  return vmp_palette_get_metric_color (styles[part].metric, dark);
}

static void
set_color (cairo_t *cr,
           guint32  color,
           double   alpha)
{
  cairo_set_source_rgba (cr, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0, (color & 255) / 255.0, alpha);
}

static guint
count_shown (const VmpWaterfallStep *step)
{
  guint n = 0;

  for (guint i = 0; i < step->n_parts; i++)
    n += step->parts[i].value_bytes > 0;
  return n;
}

/* Those that would be too narrow get the least width, the others share what is left; several rounds, for that may make
 * another one too narrow. */
static void
find_widths (const VmpWaterfallStep *step,
             double                  width,
             double                  widths[VMP_WATERFALL_MOST_PARTS])
{
  double left = width, bytes = (double) step->value_bytes, least = MIN (VMP_WATERFALL_LEAST_WIDTH, width / step->n_parts);
  gboolean again = TRUE;

  for (guint i = 0; i < step->n_parts; i++)
    widths[i] = 0;
  while (again)
    {
      again = FALSE;
      for (guint i = 0; i < step->n_parts; i++)
        {
          double value = (double) step->parts[i].value_bytes;

          if (value <= 0 || widths[i] > 0 || value * left >= least * bytes)
            continue;
          widths[i] = least;
          left -= least;
          bytes -= value;
          again = TRUE;
        }
    }
  for (guint i = 0; i < step->n_parts; i++)
    if (step->parts[i].value_bytes > 0 && widths[i] <= 0)
      widths[i] = left * (double) step->parts[i].value_bytes / bytes;
}

guint
vmp_waterfall_layout (const VmpWaterfallStep *step,
                      double                  width,
                      VmpWaterfallSegment     segments[VMP_WATERFALL_MOST_PARTS])
{
  double widths[VMP_WATERFALL_MOST_PARTS], at = 0;
  guint n = 0;

  if (!step->is_divided || count_shown (step) == 0 || width <= 0)
    return 0;
  find_widths (step, width, widths);
  for (guint i = 0; i < step->n_parts; i++)
    {
      if (widths[i] <= 0)
        continue;
      segments[n++] = (VmpWaterfallSegment) { i, at, at + widths[i] };
      at += widths[i];
    }
  segments[n - 1].end = width;
  return n;
}

int
vmp_waterfall_find_part (const VmpWaterfallStep *step,
                         const VmpWaterfallLook *look,
                         double                  x)
{
  VmpWaterfallSegment segments[VMP_WATERFALL_MOST_PARTS];
  guint n = vmp_waterfall_layout (step, look->width, segments);
  double at = look->mirrored ? look->width - x : x;

  for (guint i = 0; i < n; i++)
    if (at >= segments[i].begin && at < segments[i].end)
      return (int) segments[i].part;
  return -1;
}

/* @begin and @end in drawing coordinates. */
static void
fill_part (cairo_t                *cr,
           VmpWaterfallPartId      part,
           const VmpWaterfallLook *look,
           double                  begin,
           double                  end)
{
  int first = (int) lround (begin * look->scale), last = (int) lround (end * look->scale);
  int columns = MAX (last - first, 1), rows = MAX ((int) lround (look->height * look->scale), 1);
  g_autofree VmpChartSpan *spans = g_new (VmpChartSpan, columns);
  VmpChartRaster raster;
  VmpChartPaint paint;

  vmp_chart_paint_init (&paint, get_color (part, look->dark), styles[part].fill, VMP_DASH_SOLID, look->contrast,
                        (int) lround (look->scale));
  vmp_chart_raster_init (&raster, columns, rows);
  for (int i = 0; i < columns; i++)
    spans[i] = (VmpChartSpan) { 0, rows };
  vmp_chart_raster_area (&raster, &paint, spans, (guint) columns);
  cairo_surface_mark_dirty (raster.surface);
  cairo_surface_set_device_scale (raster.surface, look->scale, look->scale);
  cairo_set_source_surface (cr, raster.surface, first / look->scale, 0);
  cairo_paint (cr);
  vmp_chart_raster_clear (&raster);
}

/* A frame inside of the part, so that neighbours of one colour stay apart. */
static void
frame_part (cairo_t                *cr,
            VmpWaterfallPartId      part,
            const VmpWaterfallLook *look,
            double                  begin,
            double                  end,
            double                  line)
{
  static const double dashes[] = { 4, 3 };
  gboolean is_empty = styles[part].metric == VMP_N_METRICS && styles[part].fill == VMP_FILL_NONE;

  cairo_save (cr);
  cairo_set_line_width (cr, line);
  if (is_empty)
    cairo_set_dash (cr, dashes, G_N_ELEMENTS (dashes), 0);
  set_color (cr, get_color (part, look->dark), 1);
  cairo_rectangle (cr, begin + line / 2, line / 2, MAX (end - begin - line, 0.1), look->height - line);
  cairo_stroke (cr);
  cairo_restore (cr);
}

static void
draw_part (cairo_t                   *cr,
           const VmpWaterfallStep    *step,
           const VmpWaterfallLook    *look,
           const VmpWaterfallSegment *segment,
           gboolean                   is_marked)
{
  VmpWaterfallPartId part = step->parts[segment->part].id;
  double gap = segment->end < look->width ? 1 : 0;
  double begin = segment->begin, end = segment->end - gap;

  if (look->mirrored)
    {
      begin = look->width - segment->end + gap;
      end = look->width - segment->begin;
    }
  if (styles[part].fill != VMP_FILL_NONE)
    fill_part (cr, part, look, begin, end);
  frame_part (cr, part, look, begin, end, is_marked ? 3 * EDGE_WIDTH : look->contrast ? 2 * EDGE_WIDTH : EDGE_WIDTH);
}

void
vmp_waterfall_draw_bar (cairo_t                *cr,
                        const VmpWaterfallStep *step,
                        const VmpWaterfallLook *look,
                        int                     marked)
{
  VmpWaterfallSegment segments[VMP_WATERFALL_MOST_PARTS];
  guint n = vmp_waterfall_layout (step, look->width, segments);

  for (guint i = 0; i < n; i++)
    draw_part (cr, step, look, &segments[i], (int) segments[i].part == marked);
  if (n == 0)
    frame_part (cr, VMP_WATERFALL_PART_UNTOUCHED, look, 0, look->width, EDGE_WIDTH);
}

void
vmp_waterfall_draw_slopes (cairo_t                *cr,
                           const VmpWaterfallStep *step,
                           const VmpWaterfallLook *look)
{
  VmpWaterfallSegment segments[VMP_WATERFALL_MOST_PARTS];
  const VmpWaterfallPart *kept = vmp_waterfall_step_get_kept (step);
  double from, corner, edge = EDGE_WIDTH / 2;
  guint32 color = get_color (VMP_WATERFALL_PART_RESIDENT, look->dark);

  if (kept == NULL || kept->value_bytes <= 0 || vmp_waterfall_layout (step, look->width, segments) == 0)
    return;
  /* What is kept begins where reading begins, so one of the two slopes is upright. */
  from = look->mirrored ? look->width - segments[0].end + edge : segments[0].end - edge;
  corner = look->mirrored ? edge : look->width - edge;
  cairo_save (cr);
  cairo_move_to (cr, look->mirrored ? look->width - edge : edge, 0);
  cairo_line_to (cr, from, 0);
  cairo_curve_to (cr, from, look->height * 0.6, corner, look->height * 0.4, corner, look->height);
  cairo_line_to (cr, look->mirrored ? look->width - edge : edge, look->height);
  cairo_close_path (cr);
  if (look->contrast)
    cairo_new_path (cr);
  set_color (cr, color, SLOPE_ALPHA);
  cairo_fill (cr);
  cairo_move_to (cr, from, 0);
  cairo_curve_to (cr, from, look->height * 0.6, corner, look->height * 0.4, corner, look->height);
  cairo_move_to (cr, look->mirrored ? look->width - edge : edge, 0);
  cairo_line_to (cr, look->mirrored ? look->width - edge : edge, look->height);
  set_color (cr, color, look->contrast ? 1 : SLOPE_LINE_ALPHA);
  cairo_set_line_width (cr, EDGE_WIDTH);
  cairo_stroke (cr);
  cairo_restore (cr);
}

void
vmp_waterfall_draw_sample (cairo_t                *cr,
                           VmpWaterfallPartId      part,
                           const VmpWaterfallLook *look)
{
  if (styles[part].fill != VMP_FILL_NONE)
    fill_part (cr, part, look, 0, look->width);
  frame_part (cr, part, look, 0, look->width, EDGE_WIDTH);
}
