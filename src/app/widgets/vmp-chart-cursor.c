/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer of the cursor and its read-out. */
#include "config.h"

#include "vmp-chart-layers.h"

#include <math.h>

#define PADDING       8
#define DISTANCE      10
#define SWATCH_WIDTH  14
#define RADIUS        6
#define HANDLE        5

static void
path_rounded (cairo_t *cr,
              double   x,
              double   y,
              double   width,
              double   height)
{
  cairo_new_sub_path (cr);
  cairo_arc (cr, x + width - RADIUS, y + RADIUS, RADIUS, -G_PI / 2, 0);
  cairo_arc (cr, x + width - RADIUS, y + height - RADIUS, RADIUS, 0, G_PI / 2);
  cairo_arc (cr, x + RADIUS, y + height - RADIUS, RADIUS, G_PI / 2, G_PI);
  cairo_arc (cr, x + RADIUS, y + RADIUS, RADIUS, G_PI, 3 * G_PI / 2);
  cairo_close_path (cr);
}

/* Short enough that two periods fit into a swatch. */
void
vmp_chart_dash_set (cairo_t *cr,
                    VmpDash  dash)
{
  static const double dashed[] = { 4, 3 }, dotted[] = { 2, 2 }, long_short[] = { 6, 2, 2, 2 };

  cairo_set_dash (cr, NULL, 0, 0);
  if (dash == VMP_DASH_DASHED)
    cairo_set_dash (cr, dashed, G_N_ELEMENTS (dashed), 0);
  else if (dash == VMP_DASH_DOTTED)
    cairo_set_dash (cr, dotted, G_N_ELEMENTS (dotted), 0);
  else if (dash == VMP_DASH_LONG_SHORT)
    cairo_set_dash (cr, long_short, G_N_ELEMENTS (long_short), 0);
}

static void
draw_swatch (cairo_t               *cr,
             const VmpChartFrame   *frame,
             const VmpChartReadout *line,
             double                 x,
             double                 y)
{
  vmp_chart_dash_set (cr, line->dash);
  cairo_set_line_width (cr, 3);
  vmp_chart_frame_set_source (frame, cr, line->color, 1);
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, SWATCH_WIDTH, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
}

static void
draw_readout (cairo_t             *cr,
              const VmpChartFrame *frame,
              double               cursor_x,
              GArray              *readout)
{
  g_autoptr (GPtrArray) layouts = g_ptr_array_new_with_free_func (g_object_unref);
  int width = 0, line_height = 0;
  double x, y, box_width, box_height;

  for (guint i = 0; i < readout->len; i++)
    {
      PangoLayout *layout = vmp_chart_frame_create_text (frame, g_array_index (readout, VmpChartReadout, i).text);
      int w, h;

      g_ptr_array_add (layouts, layout);
      pango_layout_get_pixel_size (layout, &w, &h);
      width = MAX (width, w + (g_array_index (readout, VmpChartReadout, i).has_swatch ? SWATCH_WIDTH + PADDING : 0));
      line_height = MAX (line_height, h);
    }
  box_width = width + 2 * PADDING;
  box_height = line_height * (int) readout->len + PADDING;
  x = cursor_x + DISTANCE + box_width > frame->width ? cursor_x - DISTANCE - box_width : cursor_x + DISTANCE;
  x = CLAMP (x, 0, MAX (0, frame->width - box_width));
  y = frame->plot_y + 4;

  path_rounded (cr, x, y, box_width, box_height);
  vmp_chart_frame_set_source (frame, cr, frame->dark ? 0x242428 : 0xffffff, 0.97);
  cairo_fill_preserve (cr);
  cairo_set_line_width (cr, 1);
  vmp_chart_frame_set_source (frame, cr, frame->foreground, 0.25);
  cairo_stroke (cr);
  for (guint i = 0; i < readout->len; i++)
    {
      const VmpChartReadout *line = &g_array_index (readout, VmpChartReadout, i);
      double line_y = y + PADDING / 2.0 + line_height * (int) i;

      if (line->has_swatch)
        draw_swatch (cr, frame, line, x + PADDING, line_y + line_height / 2.0);
      vmp_chart_frame_set_source (frame, cr, frame->foreground, 1);
      cairo_move_to (cr, x + PADDING + (line->has_swatch ? SWATCH_WIDTH + PADDING : 0), line_y);
      pango_cairo_show_layout (cr, layouts->pdata[i]);
    }
}

void
vmp_chart_cursor_draw (cairo_t             *cr,
                       const VmpChartFrame *frame,
                       gint64               time_nsec,
                       GArray              *readout)
{
  double x = vmp_chart_frame_get_x (frame, time_nsec);

  if (x < frame->plot_x - 1 || x > frame->plot_x + frame->plot_width + 1)
    return;
  cairo_set_line_width (cr, frame->high_contrast ? 2 : 1);
  vmp_chart_frame_set_source (frame, cr, frame->foreground, 0.8);
  cairo_move_to (cr, (floor (x * frame->scale) + 0.5) / frame->scale, frame->plot_y);
  cairo_rel_line_to (cr, 0, frame->plot_height);
  cairo_stroke (cr);
  if (readout->len > 0)
    draw_readout (cr, frame, x, readout);
}

/* Unlike the cursor it stays: a line with a handle at its top. */
void
vmp_chart_cursor_draw_moment (cairo_t             *cr,
                              const VmpChartFrame *frame,
                              gint64               time_nsec)
{
  double x = vmp_chart_frame_get_x (frame, time_nsec);

  if (x < frame->plot_x - 1 || x > frame->plot_x + frame->plot_width + 1)
    return;
  x = (floor (x * frame->scale) + 0.5) / frame->scale;
  cairo_set_line_width (cr, 2);
  vmp_chart_frame_set_source (frame, cr, frame->foreground, 1);
  cairo_move_to (cr, x, frame->plot_y);
  cairo_rel_line_to (cr, 0, frame->plot_height);
  cairo_stroke (cr);
  cairo_move_to (cr, x - HANDLE, frame->plot_y - HANDLE);
  cairo_rel_line_to (cr, 2 * HANDLE, 0);
  cairo_rel_line_to (cr, -HANDLE, 1.5 * HANDLE);
  cairo_close_path (cr);
  cairo_fill (cr);
}
