/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer of limits: from where on a rule tells. */
#include "config.h"

#include "vmp-chart-layers.h"

#include <glib/gi18n.h>
#include <math.h>

#define NEAR_PIXELS 6
#define LIGHT 0xc01c28
#define DARK 0xff7b63
#define HANDLE_SIZE 8

static gboolean
is_in_sight (const VmpChartFrame *frame,
             double               y)
{
  return y >= frame->plot_y - 1 && y <= frame->plot_y + frame->plot_height + 1;
}

/* Above the line, or below where there is no room. */
static void
draw_label (cairo_t             *cr,
            const VmpChartFrame *frame,
            const VmpChartLimit *limit,
            double               y)
{
  char value[VMP_FORMAT_SIZE];
  g_autofree char *text = NULL;
  g_autoptr (PangoLayout) layout = NULL;
  int width, height;

  vmp_format_value (value, frame->unit, limit->value, frame->units);
  /* Translators: said at a line in a graph, from where on a rule tells; %s is an amount. */
  text = g_strdup_printf (_("Alert at %s"), value);
  layout = vmp_chart_frame_create_text (frame, text);
  pango_layout_get_pixel_size (layout, &width, &height);
  y = y - height - 1 >= frame->plot_y ? y - height - 1 : y + 1;
  cairo_move_to (cr, frame->rtl ? frame->plot_x + frame->plot_width - width - HANDLE_SIZE : frame->plot_x + HANDLE_SIZE, y);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_limit (cairo_t             *cr,
            const VmpChartFrame *frame,
            const VmpChartLimit *limit,
            gboolean             moved)
{
  static const double dash[] = { 6, 3 };
  double y = vmp_chart_frame_get_y (frame, limit->value);

  if (!is_in_sight (frame, y))
    return;
  y = floor (y) + 0.5;
  vmp_chart_frame_set_source (frame, cr, frame->dark ? DARK : LIGHT, moved || frame->high_contrast ? 1 : 0.8);
  cairo_set_line_width (cr, moved || frame->high_contrast ? 2 : 1);
  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_move_to (cr, frame->plot_x, y);
  cairo_rel_line_to (cr, frame->plot_width, 0);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  cairo_rectangle (cr, frame->rtl ? frame->plot_x : frame->plot_x + frame->plot_width - HANDLE_SIZE, y - HANDLE_SIZE / 2, HANDLE_SIZE, HANDLE_SIZE);
  cairo_fill (cr);
  draw_label (cr, frame, limit, y);
}

void
vmp_chart_limits_draw (cairo_t             *cr,
                       const VmpChartFrame *frame,
                       GArray              *limits,
                       int                  moved)
{
  for (guint i = 0; frame->top > 0 && i < limits->len; i++)
    draw_limit (cr, frame, &g_array_index (limits, VmpChartLimit, i), (int) i == moved);
}

int
vmp_chart_limits_find (const VmpChartFrame *frame,
                       GArray              *limits,
                       double               y)
{
  for (guint i = 0; frame->top > 0 && i < limits->len; i++)
    {
      double at = vmp_chart_frame_get_y (frame, g_array_index (limits, VmpChartLimit, i).value);

      if (is_in_sight (frame, at) && fabs (at - y) <= NEAR_PIXELS)
        return i;
    }
  return -1;
}

gint64
vmp_chart_limits_get_value (const VmpChartFrame *frame,
                            double               y)
{
  double share = (frame->plot_y + frame->plot_height - y) / MAX (frame->plot_height, 1);

  return (gint64) (CLAMP (share, 0, 1) * frame->top);
}
