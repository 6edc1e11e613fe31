/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a strip of an address space, and samples of mapping types, are drawn on any cairo context. */
#include "config.h"

#include "vmp-map-strip-paint.h"

#include <math.h>

#include "core/kernel/vmp-process.h"
#include "core/model/vmp-format.h"
#include "vmp-chart-frame.h"
#include "vmp-chart-raster.h"
#include "vmp-map-page-paint.h"
#include "vmp-palette.h"

/* Shares of 255. What is reserved but not resident is seen, faintly. */
#define ALPHA_RESERVED 30
#define ALPHA_RESERVED_CONTRAST 0
#define ALPHA_RULED 50
#define ALPHA_RULE 140
#define RULED_PERIOD 4
/* How much of the card lies over what is not wanted. */
#define DIM_ALPHA 0.78

#define LEAST_LABEL_WIDTH 40
#define LABEL_MARGIN 4
#define LEAST_SEPARATED_WIDTH 4
#define LEAST_PAGE_WIDTH VMP_MAP_STRIP_LEAST_PAGE_WIDTH
#define FOLD_WIDTH 5.0
#define LEAST_FOLD_WIDTH 9

typedef struct
{
  VmpChartPaint fill;
  VmpChartPaint ground;
} TypePaint;

double
vmp_map_strip_get_x (const VmpMapStripView *view, const VmpMapStripLook *look, double at)
{
  double x = (at - view->from) / (view->to - view->from) * look->width;

  return look->mirrored ? look->width - x : x;
}

double
vmp_map_strip_get_place (const VmpMapStripView *view, const VmpMapStripLook *look, double x)
{
  if (look->mirrored)
    x = look->width - x;
  return view->from + x / look->width * (view->to - view->from);
}

static void
set_color (cairo_t *cr, guint32 color, double alpha)
{
  cairo_set_source_rgba (cr, (color >> 16 & 255) / 255.0, (color >> 8 & 255) / 255.0, (color & 255) / 255.0, alpha);
}

static guint32
premultiply (guint32 color, guint32 alpha)
{
  return alpha << 24 | ((color >> 16 & 255) * alpha / 255) << 16 | ((color >> 8 & 255) * alpha / 255) << 8
         | (color & 255) * alpha / 255;
}

static void
fill_tile (VmpChartPaint *paint, guint32 color, guint32 alpha)
{
  for (guint row = 0; row < VMP_CHART_TILE; row++)
    for (guint column = 0; column < 2 * VMP_CHART_TILE; column++)
      paint->tile[row][column] = premultiply (color, alpha);
}

/* What has no fill in a graph would look like a gap here: it is ruled. */
static void
rule_tile (VmpChartPaint *paint, guint32 color, const VmpMapStripLook *look, int scale)
{
  fill_tile (paint, color, look->contrast ? 0 : ALPHA_RULED);
  for (guint row = 0; row < VMP_CHART_TILE; row++)
    for (guint column = 0; column < 2 * VMP_CHART_TILE; column++)
      if (row % (guint) (RULED_PERIOD * scale) < (guint) scale)
        paint->tile[row][column] = premultiply (color, look->contrast ? 255 : ALPHA_RULE);
}

static void
init_paint (TypePaint *self, VmpMappingType type, const VmpMapStripLook *look)
{
  guint32 color = vmp_palette_get_mapping_color (type, look->dark);
  VmpFill fill = vmp_mapping_type_get (type)->fill;
  int scale = MAX ((int) lround (look->scale), 1);

  vmp_chart_paint_init (&self->fill, color, fill, VMP_DASH_SOLID, look->contrast, scale);
  self->ground = self->fill;
  if (fill == VMP_FILL_NONE)
    rule_tile (&self->fill, color, look, scale);
  fill_tile (&self->ground, color, look->contrast ? ALPHA_RESERVED_CONTRAST : ALPHA_RESERVED);
}

/* Ground over the whole height, fill from the bottom as high as it is resident, a line on top of that. */
static void
paint_type (VmpChartRaster *raster, VmpMappingType type, const VmpMapStripColumn *columns, guint n, VmpChartSpan *spans,
            const VmpMapStripLook *look)
{
  int line = MAX ((int) lround (2 * look->scale), 1);
  TypePaint paint;

  init_paint (&paint, type, look);
  for (guint i = 0; i < n; i++)
    spans[i] = (VmpChartSpan) { 0, columns[i].is_gap || columns[i].type != type ? 0 : raster->height };
  vmp_chart_raster_area (raster, &paint.ground, spans, n);
  for (guint i = 0; i < n; i++)
    if (columns[i].is_paged)
      spans[i].end = 0;
  for (guint i = 0; i < n; i++)
    if (spans[i].end > 0)
      spans[i].begin = raster->height - (int) lround (columns[i].share * raster->height);
  vmp_chart_raster_area (raster, &paint.fill, spans, n);
  for (guint i = 0; i < n; i++)
    {
      if (spans[i].end == 0)
        continue;
      /* What is not resident at all has a line at the bottom, so that its colour is seen; one page of many is more than that. */
      spans[i].begin = CLAMP (spans[i].begin, 0, raster->height - line * (columns[i].share > 0 ? 2 : 1));
      spans[i].end = spans[i].begin + line;
    }
  vmp_chart_raster_line (raster, &paint.fill, spans, n);
}

/* Whether what is known of pages is to be seen of @segment. */
static gboolean
is_paged (const VmpMapStripLayout *layout, const VmpMapStripView *view, const VmpMapStripLook *look, guint index)
{
  const VmpMapStripSegment *segment = &layout->segments[index];
  double page = vmp_map_strip_layout_get_page (layout, index) * look->width / (view->to - view->from);

  return view->pages != NULL && segment->mapping != VMP_MAP_STRIP_GAP && page >= LEAST_PAGE_WIDTH
         && vmp_page_states_get_start_addr (view->pages) <= segment->end_addr
         && vmp_page_states_get_end_addr (view->pages) >= segment->start_addr;
}

static void
mark_paged (const VmpMapStripLayout *layout, const VmpMapStripView *view, const VmpMapStripLook *look,
            VmpMapStripColumn *columns, guint n)
{
  for (guint i = 0; i < n; i++)
    {
      gboolean same = i > 0 && columns[i].segment == columns[i - 1].segment;

      columns[i].is_paged = (guint8) (same ? columns[i - 1].is_paged : is_paged (layout, view, look, columns[i].segment));
    }
}

/* The pages of a segment, which has columns @begin to @end. */
static void
paint_segment_pages (VmpChartRaster *raster, const VmpMapStripLayout *layout, const VmpMapStripView *view,
                     const VmpMapStripLook *look, guint index, guint begin, guint end, guint n)
{
  const VmpMapStripSegment *segment = &layout->segments[index];
  double step = (view->to - view->from) / n;
  double share = (view->from + begin * step - segment->at) / (segment[1].at - segment->at);
  double end_share = (view->from + end * step - segment->at) / (segment[1].at - segment->at);
  double size = (double) (segment->end_addr - segment->start_addr);
  guint64 from = segment->start_addr + (guint64) (CLAMP (share, 0, 1) * size);
  guint64 to = segment->start_addr + (guint64) (CLAMP (end_share, 0, 1) * size);

  if (to > from)
    vmp_map_pages_paint (raster, view->pages, from, to, begin, end - begin,
                         vmp_palette_get_mapping_color (segment->type, look->dark), look->contrast);
}

static void
paint_all_pages (VmpChartRaster *raster, const VmpMapStripLayout *layout, const VmpMapStripView *view,
                 const VmpMapStripLook *look, const VmpMapStripColumn *columns, guint n)
{
  guint begin = 0;

  for (guint i = 1; i <= n; i++)
    {
      if (i < n && columns[i].segment == columns[begin].segment)
        continue;
      if (columns[begin].is_paged)
        paint_segment_pages (raster, layout, view, look, columns[begin].segment, begin, i, n);
      begin = i;
    }
}

/* @layout and @view are NULL for a sample. */
static void
paint_columns (cairo_t *cr, const VmpMapStripColumn *columns, guint n, const VmpMapStripLook *look,
               const VmpMapStripLayout *layout, const VmpMapStripView *view)
{
  g_autofree VmpChartSpan *spans = g_new (VmpChartSpan, n);
  VmpChartRaster raster;
  guint32 types = 0;

  for (guint i = 0; i < n; i++)
    types |= columns[i].is_gap ? 0 : 1u << columns[i].type;
  vmp_chart_raster_init (&raster, (int) n, MAX ((int) lround (look->height * look->scale), 1));
  raster.scale = MAX ((int) lround (look->scale), 1);
  raster.mirrored = look->mirrored;
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    if (types & 1u << type)
      paint_type (&raster, type, columns, n, spans, look);
  if (view != NULL && view->pages != NULL)
    paint_all_pages (&raster, layout, view, look, columns, n);
  cairo_surface_mark_dirty (raster.surface);
  cairo_surface_set_device_scale (raster.surface, look->scale, look->scale);
  cairo_set_source_surface (cr, raster.surface, 0, 0);
  cairo_paint (cr);
  vmp_chart_raster_clear (&raster);
}

/* A rectangle over columns @begin to @end. */
static void
add_columns (cairo_t *cr, guint begin, guint end, const VmpMapStripLook *look)
{
  double x = begin / look->scale, width = (end - begin) / look->scale;

  cairo_rectangle (cr, look->mirrored ? look->width - x - width : x, 0, width, look->height);
}

static void
paint_dim (cairo_t *cr, const VmpMapStripColumn *columns, guint n, const VmpMapStripLook *look)
{
  guint begin = 0;

  for (guint i = 0; i <= n; i++)
    {
      if (i < n && columns[i].is_dim)
        continue;
      if (i > begin)
        add_columns (cr, begin, i, look);
      begin = i + 1;
    }
  set_color (cr, look->background, DIM_ALPHA);
  cairo_fill (cr);
}

/* Between segments that are wide enough to be told apart there is a hair of the card. */
static void
paint_edges (cairo_t *cr, const VmpMapStripColumn *columns, guint n, const VmpMapStripLook *look)
{
  guint least = (guint) lround (LEAST_SEPARATED_WIDTH * look->scale), last = 0;

  for (guint i = 1; i <= n; i++)
    {
      if (i < n && !columns[i].is_edge)
        continue;
      if (i - last >= least && last > 0)
        add_columns (cr, last, last + 1, look);
      last = i;
    }
  set_color (cr, look->background, 1);
  cairo_fill (cr);
}

static PangoLayout *
create_text (const VmpMapStripLook *look, const char *text)
{
  VmpChartFrame frame = { .pango = look->pango, .texts = look->texts };

  return vmp_chart_frame_create_text (&frame, text);
}

/* The zigzag of a fold in the middle of a gap, from top to bottom. */
static void
paint_fold (cairo_t *cr, double middle, const VmpMapStripLook *look, double top, double bottom)
{
  cairo_move_to (cr, middle, top);
  for (double y = top; y < bottom; y += FOLD_WIDTH * 2)
    {
      cairo_line_to (cr, middle - FOLD_WIDTH / 2, MIN (y + FOLD_WIDTH / 2, bottom));
      cairo_line_to (cr, middle + FOLD_WIDTH / 2, MIN (y + FOLD_WIDTH * 1.5, bottom));
    }
  set_color (cr, look->foreground, look->contrast ? 1 : 0.45);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

static void
paint_gap (cairo_t *cr, const VmpMapStripSegment *segment, double left, double width, const VmpMapStripLook *look)
{
  g_autoptr (PangoLayout) layout = NULL;
  char text[VMP_FORMAT_SIZE];
  double middle = left + width / 2;
  int w, h;

  if (width < LEAST_FOLD_WIDTH)
    return;
  if (look->pango == NULL)
    {
      paint_fold (cr, middle, look, 2, look->height - 2);
      return;
    }
  vmp_format_bytes (text, (gint64) MIN (segment->end_addr - segment->start_addr, (guint64) G_MAXINT64), VMP_UNITS_IEC);
  layout = create_text (look, text);
  pango_layout_get_pixel_size (layout, &w, &h);
  if (w + 2 * LABEL_MARGIN > width)
    {
      paint_fold (cr, middle, look, 2, look->height - 2);
      return;
    }
  paint_fold (cr, middle, look, 2, look->height / 2 - h / 2.0 - 1);
  paint_fold (cr, middle, look, look->height / 2 + h / 2.0 + 1, look->height - 2);
  set_color (cr, look->foreground, look->contrast ? 1 : 0.75);
  cairo_move_to (cr, middle - w / 2.0, look->height / 2 - h / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static char *
dup_label (const VmpMapStripLayout *layout, const VmpMapStripSegment *segment)
{
  const char *name = vmp_address_space_get_name (layout->space, vmp_address_space_get (layout->space, segment->mapping));
  const char *slash = strrchr (name, '/');

  if (name[0] == '/' && slash[1] != '\0')
    name = slash + 1;
  return vmp_text_escape (name, strlen (name));
}

/* Names of mappings that have room for one lie at the top, on a plate of the card's colour. */
static void
paint_label (cairo_t *cr, const VmpMapStripLayout *layout, const VmpMapStripSegment *segment, double left, double width,
             const VmpMapStripLook *look)
{
  g_autofree char *label = NULL;
  g_autoptr (PangoLayout) text = NULL;
  int w, h;

  if (width < LEAST_LABEL_WIDTH || look->pango == NULL)
    return;
  label = dup_label (layout, segment);
  if (*label == '\0')
    return;
  text = create_text (look, label);
  pango_layout_get_pixel_size (text, &w, &h);
  if (w + 4 * LABEL_MARGIN > width)
    return;
  set_color (cr, look->background, look->contrast ? 1 : 0.8);
  cairo_rectangle (cr, left + LABEL_MARGIN, LABEL_MARGIN, w + 2 * LABEL_MARGIN, h);
  cairo_fill (cr);
  set_color (cr, look->foreground, look->contrast ? 1 : 0.9);
  cairo_move_to (cr, left + 2 * LABEL_MARGIN, LABEL_MARGIN);
  pango_cairo_show_layout (cr, text);
}

/* Lines between pages, where there is room for them. */
static void
paint_pages (cairo_t *cr, const VmpMapStripLayout *layout, guint index, double left, double width,
             const VmpMapStripLook *look, double pixels_per_unit)
{
  double page = vmp_map_strip_layout_get_page (layout, index) * pixels_per_unit;
  double visible_left = MAX (left, 0), visible_right = MIN (left + width, look->width);

  if (page < LEAST_PAGE_WIDTH)
    return;
  for (double x = left + ceil ((visible_left - left) / page) * page; x < visible_right; x += page)
    {
      cairo_move_to (cr, floor (x) + 0.5, 0);
      cairo_line_to (cr, floor (x) + 0.5, look->height);
    }
  set_color (cr, look->background, 0.7);
  cairo_set_line_width (cr, 1);
  cairo_stroke (cr);
}

/* All segments that are wide enough to have something of their own: as few as the width has room for. */
static void
paint_wide (cairo_t *cr, const VmpMapStripLayout *layout, const VmpMapStripView *view, const VmpMapStripColumn *columns,
            guint n, const VmpMapStripLook *look)
{
  double pixels_per_unit = look->width / (view->to - view->from);
  guint last = G_MAXUINT;

  for (guint i = 0; i < n; i++)
    {
      const VmpMapStripSegment *segment = &layout->segments[columns[i].segment];
      double width = (segment[1].at - segment->at) * pixels_per_unit, x, left;

      if (columns[i].segment == last || width < LEAST_FOLD_WIDTH)
        continue;
      last = columns[i].segment;
      x = vmp_map_strip_get_x (view, look, segment->at);
      left = look->mirrored ? x - width : x;
      /* What is wider than the strip has its label where it can be seen. */
      if (segment->mapping == VMP_MAP_STRIP_GAP)
        paint_gap (cr, segment, MAX (left, 0), MIN (left + width, look->width) - MAX (left, 0), look);
      else
        {
          paint_pages (cr, layout, last, left, width, look, pixels_per_unit);
          if (!columns[i].is_dim)
            paint_label (cr, layout, segment, MAX (left, 0), MIN (left + width, look->width) - MAX (left, 0), look);
        }
    }
}

static void
paint_selected (cairo_t *cr, const VmpMapStripLayout *layout, const VmpMapStripView *view, const VmpMapStripLook *look)
{
  guint index = vmp_map_strip_layout_find_addr (layout, view->selected_addr);
  double begin = vmp_map_strip_get_x (view, look, layout->segments[index].at);
  double end = vmp_map_strip_get_x (view, look, layout->segments[index + 1].at);
  double left = MIN (begin, end), right = MAX (begin, end);

  /* Never too narrow to be seen. */
  if (right - left < 4)
    {
      left = (left + right) / 2 - 2;
      right = left + 4;
    }
  left = MAX (left, -4);
  right = MIN (right, look->width + 4);
  if (right <= left)
    return;
  cairo_rectangle (cr, left + 1, 1, right - left - 2, look->height - 2);
  cairo_set_line_width (cr, 2);
  set_color (cr, look->accent, 1);
  cairo_stroke (cr);
}

static void
paint_cursor (cairo_t *cr, const VmpMapStripLayout *layout, const VmpMapStripView *view, const VmpMapStripLook *look)
{
  double x = vmp_map_strip_get_x (view, look, vmp_map_strip_layout_get_place (layout, view->cursor_addr));

  cairo_move_to (cr, floor (x) + 0.5, 0);
  cairo_line_to (cr, floor (x) + 0.5, look->height);
  cairo_set_line_width (cr, look->contrast ? 2 : 1);
  set_color (cr, look->foreground, 1);
  cairo_stroke (cr);
}

void
vmp_map_strip_draw (cairo_t *cr, const VmpMapStripLayout *layout, const VmpMapStripView *view, const VmpMapStripLook *look)
{
  guint n = (guint) MAX (lround (look->width * look->scale), 1);
  g_autofree VmpMapStripColumn *columns = NULL;

  if (layout == NULL || layout->n_segments == 0 || view->to <= view->from)
    return;
  columns = g_new (VmpMapStripColumn, n);
  vmp_map_strip_layout_get_columns (layout, view->from, view->to, view->places, columns, n);
  cairo_save (cr);
  cairo_rectangle (cr, 0, 0, look->width, look->height);
  cairo_clip (cr);
  if (view->pages != NULL)
    mark_paged (layout, view, look, columns, n);
  paint_columns (cr, columns, n, look, layout, view);
  if (view->places != NULL)
    paint_dim (cr, columns, n, look);
  paint_edges (cr, columns, n, look);
  paint_wide (cr, layout, view, columns, n, look);
  if (view->selected_addr != 0)
    paint_selected (cr, layout, view, look);
  if (view->cursor_addr != 0)
    paint_cursor (cr, layout, view, look);
  cairo_restore (cr);
}

void
vmp_map_strip_draw_sample (cairo_t *cr, VmpMappingType type, double width, double height, double share,
                           const VmpMapStripLook *look)
{
  guint n = (guint) MAX (lround (width * look->scale), 1);
  g_autofree VmpMapStripColumn *columns = g_new0 (VmpMapStripColumn, n);
  VmpMapStripLook sample = *look;

  sample.width = width;
  sample.height = height;
  for (guint i = 0; i < n; i++)
    {
      columns[i].type = type;
      columns[i].share = (float) share;
    }
  paint_columns (cr, columns, n, &sample, NULL, NULL);
}
