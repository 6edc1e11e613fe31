/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How single pages are drawn: what they are, column of pixels by column. */
#include "config.h"

#include "vmp-map-page-paint.h"

#include <math.h>

VmpPageClass
vmp_page_class_of_bits (guint32 bits)
{
  if (bits & VMP_PAGE_GUARD)
    return VMP_PAGE_CLASS_GUARD;
  if (bits & VMP_PAGE_SWAPPED)
    return VMP_PAGE_CLASS_SWAPPED;
  if (!(bits & VMP_PAGE_PRESENT))
    return VMP_N_PAGE_CLASSES;
  if (bits & VMP_PAGE_ZERO)
    return VMP_PAGE_CLASS_ZERO;
  return bits & VMP_PAGE_FILE ? VMP_PAGE_CLASS_FILE : VMP_PAGE_CLASS_OWN;
}

/* Adds what runs from *at on have of the range; *at becomes the first run that reaches to its end. */
static void
add_range (const VmpPageStates *states, guint *at, guint64 start_addr, guint64 end_addr, guint64 bytes[VMP_N_PAGE_CLASSES])
{
  guint n;
  const VmpPageRun *runs = vmp_page_states_get_runs (states, &n);
  guint64 page_size = vmp_page_states_get_page_size (states);

  for (; *at < n && runs[*at].start_addr < end_addr; (*at)++)
    {
      const VmpPageRun *run = &runs[*at];
      guint64 run_end = run->start_addr + run->n_pages * page_size;
      VmpPageClass page_class = vmp_page_class_of_bits (run->bits);

      if (page_class < VMP_N_PAGE_CLASSES && run_end > start_addr)
        bytes[page_class] += MIN (run_end, end_addr) - MAX (run->start_addr, start_addr);
      /* The range that comes next may be the same page. */
      if (run_end >= end_addr)
        return;
    }
}

void
vmp_page_classes_sum (const VmpPageStates *states, guint64 start_addr, guint64 end_addr, guint64 bytes[VMP_N_PAGE_CLASSES])
{
  guint at = vmp_page_states_find (states, start_addr);

  for (guint i = 0; i < VMP_N_PAGE_CLASSES; i++)
    bytes[i] = 0;
  add_range (states, &at, start_addr, end_addr, bytes);
}

/* What is in memory lies at the bottom, what is not above it. */
static void
stack_column (const guint64 bytes[VMP_N_PAGE_CLASSES], double whole, int height, VmpChartSpan *spans[VMP_N_PAGE_CLASSES],
              guint column)
{
  double below = 0;

  for (guint i = 0; i < VMP_N_PAGE_CLASSES; i++)
    {
      double above = below + (double) bytes[i];

      spans[i][column] = (VmpChartSpan) {
        height - (int) lround (MIN (above / whole, 1) * height), height - (int) lround (MIN (below / whole, 1) * height),
      };
      below = above;
    }
}

static void
init_paint (VmpChartPaint *paint, VmpPageClass page_class, guint32 color, gboolean contrast, int scale)
{
  static const VmpFill fills[VMP_N_PAGE_CLASSES] = {
    [VMP_PAGE_CLASS_OWN] = VMP_FILL_SOLID, [VMP_PAGE_CLASS_FILE] = VMP_FILL_HATCH, [VMP_PAGE_CLASS_ZERO] = VMP_FILL_NONE,
    [VMP_PAGE_CLASS_SWAPPED] = VMP_FILL_DOTS, [VMP_PAGE_CLASS_GUARD] = VMP_FILL_NONE,
  };

  vmp_chart_paint_init (paint, color, fills[page_class], VMP_DASH_SOLID, contrast, scale);
}

/* The class alone. A page of zeros has but a line low in it, and a guard one in the middle, on what lies below. */
static void
paint_class (VmpChartRaster *raster, VmpPageClass page_class, VmpChartSpan *spans, guint n, guint32 color, gboolean contrast)
{
  int line = MAX (raster->scale, 1);
  VmpChartPaint paint;

  init_paint (&paint, page_class, color, contrast, raster->scale);
  if (page_class != VMP_PAGE_CLASS_ZERO && page_class != VMP_PAGE_CLASS_GUARD)
    {
      vmp_chart_raster_area (raster, &paint, spans, n);
      return;
    }
  for (guint i = 0; i < n; i++)
    {
      VmpChartSpan *span = &spans[i];
      int height = span->end - span->begin;
      int at = span->end - (page_class == VMP_PAGE_CLASS_ZERO ? height / 4 : height / 2) - line;

      if (span->end > span->begin)
        *span = (VmpChartSpan) { MAX (at, span->begin), MIN (at + 2 * line, span->end) };
    }
  vmp_chart_raster_line (raster, &paint, spans, n);
}

void
vmp_map_pages_paint (VmpChartRaster *raster, const VmpPageStates *states, guint64 start_addr, guint64 end_addr, guint begin,
                     guint n, guint32 color, gboolean contrast)
{
  guint64 page_size = vmp_page_states_get_page_size (states);
  double step = (double) (end_addr - start_addr) / n;
  guint width = begin + n, at = vmp_page_states_find (states, start_addr);
  g_autofree VmpChartSpan *all = g_new0 (VmpChartSpan, (gsize) width * VMP_N_PAGE_CLASSES);
  VmpChartSpan *spans[VMP_N_PAGE_CLASSES];

  for (guint i = 0; i < VMP_N_PAGE_CLASSES; i++)
    spans[i] = all + (gsize) i * width;
  for (guint i = 0; i < n; i++)
    {
      /* Whole pages: a column that shows part of one shows what it is. */
      guint64 from = (start_addr + (guint64) (i * step)) / page_size * page_size;
      guint64 to = MAX ((start_addr + (guint64) ((i + 1) * step)) / page_size * page_size, from + page_size);
      guint64 bytes[VMP_N_PAGE_CLASSES] = { 0 };

      add_range (states, &at, from, to, bytes);
      stack_column (bytes, (double) (to - from), raster->height, spans, begin + i);
    }
  for (guint i = 0; i < VMP_N_PAGE_CLASSES; i++)
    paint_class (raster, i, spans[i], width, color, contrast);
}

void
vmp_map_pages_paint_sample (VmpChartRaster *raster, VmpPageClass page_class, guint32 color, gboolean contrast)
{
  guint n = (guint) MAX (raster->width, 0);
  g_autofree VmpChartSpan *spans = g_new (VmpChartSpan, n + 1);

  for (guint i = 0; i < n; i++)
    spans[i] = (VmpChartSpan) { 0, raster->height };
  paint_class (raster, page_class, spans, n, color, contrast);
}
