/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer of the grid, the values and the clock times. */
#include "config.h"

#include "vmp-chart-layers.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define GRID_ALPHA    0.12
#define AXIS_ALPHA    0.35
#define TEXT_ALPHA    0.70
#define GAP_PIXELS    6
#define LABEL_GAP     24

/* However large the text is, so that a label or two are wholly in sight. */
#define LEAST_TIMES 3

/* Below this there are ticks between the seconds. */
#define SHORT_SPAN_NSEC G_GINT64_CONSTANT (10000000000)

/* As wide as any label gets: three digits, a point and the longest unit. */
static const char widest_label[] = "8.88 MiB";

static void
measure (PangoContext *pango,
         const char   *text,
         int          *out_width,
         int          *out_height)
{
  VmpChartFrame frame = { .pango = pango };
  g_autoptr (PangoLayout) layout = vmp_chart_frame_create_text (&frame, text);

  pango_layout_get_pixel_size (layout, out_width, out_height);
}

int
vmp_chart_axes_get_gutter (PangoContext *pango)
{
  int width, height;

  measure (pango, widest_label, &width, &height);
  return width + GAP_PIXELS;
}

int
vmp_chart_axes_get_footer (PangoContext *pango)
{
  int width, height;

  measure (pango, widest_label, &width, &height);
  return height + GAP_PIXELS;
}

/* Lines lie on pixels, whatever the scale. */
static double
snap (const VmpChartFrame *frame,
      double               position)
{
  return (floor (position * frame->scale) + 0.5) / frame->scale;
}

/* Round values need no ".0". */
static void
trim_zeros (char *text)
{
  const char *point = localeconv ()->decimal_point;
  char *at = strstr (text, point);
  char *end;

  if (at == NULL)
    return;
  for (end = at + strlen (point); *end == '0'; end++)
    ;
  if (!g_ascii_isdigit (*end))
    memmove (at, end, strlen (end) + 1);
}

static void
draw_value (cairo_t             *cr,
            const VmpChartFrame *frame,
            gint64               value)
{
  char buffer[VMP_FORMAT_SIZE];
  g_autoptr (PangoLayout) layout = NULL;
  double y = vmp_chart_frame_get_y (frame, value);
  int width, height;
  double x;

  vmp_chart_frame_set_source (frame, cr, frame->foreground, value == 0 ? AXIS_ALPHA : GRID_ALPHA);
  cairo_move_to (cr, frame->plot_x, snap (frame, y));
  cairo_rel_line_to (cr, frame->plot_width, 0);
  cairo_stroke (cr);

  vmp_format_value (buffer, frame->unit, value, frame->units);
  trim_zeros (buffer);
  layout = vmp_chart_frame_create_text (frame, value == 0 ? "0" : buffer);
  pango_layout_get_pixel_size (layout, &width, &height);
  x = frame->rtl ? frame->plot_x + frame->plot_width + GAP_PIXELS : frame->plot_x - GAP_PIXELS - width;
  vmp_chart_frame_set_source (frame, cr, frame->foreground, TEXT_ALPHA);
  cairo_move_to (cr, x, y - height / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_values (cairo_t             *cr,
             const VmpChartFrame *frame)
{
  /* While the axis grows or shrinks its lines move, and some are above the top. */
  for (gint64 value = 0; (double) value <= frame->top * 1.001; value += frame->values.step)
    draw_value (cr, frame, value);
}

/* @labelled_x: where the last label is; one that would run into it is left out. */
static void
draw_time (cairo_t             *cr,
           const VmpChartFrame *frame,
           gint64               wall_nsec,
           gint64               step_nsec,
           double              *labelled_x)
{
  char buffer[VMP_CHART_LABEL_SIZE];
  double x = vmp_chart_frame_get_x (frame, wall_nsec - frame->anchor_nsec);
  double bottom = frame->plot_y + frame->plot_height;
  g_autoptr (PangoLayout) layout = NULL;
  int width, height;

  vmp_chart_frame_set_source (frame, cr, frame->foreground, GRID_ALPHA);
  cairo_move_to (cr, snap (frame, x), frame->plot_y);
  cairo_line_to (cr, snap (frame, x), bottom + GAP_PIXELS / 2.0);
  cairo_stroke (cr);

  layout = vmp_chart_frame_create_text (frame, vmp_chart_time_format (buffer, wall_nsec, step_nsec, frame->zone));
  pango_layout_get_pixel_size (layout, &width, &height);
  if (x - width / 2.0 < 0 || x + width / 2.0 > frame->width || fabs (x - *labelled_x) < width + GAP_PIXELS)
    return;
  *labelled_x = x;
  vmp_chart_frame_set_source (frame, cr, frame->foreground, TEXT_ALPHA);
  cairo_move_to (cr, round (x - width / 2.0), bottom + GAP_PIXELS / 2.0);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_times (cairo_t             *cr,
            const VmpChartFrame *frame)
{
  gint64 begin = frame->begin_nsec + frame->anchor_nsec;
  gint64 end = vmp_chart_frame_get_end (frame) + frame->anchor_nsec;
  double labelled_x = -G_MAXDOUBLE;
  int width, height;
  gint64 step;

  measure (frame->pango, end - begin < SHORT_SPAN_NSEC ? "00:00:00.000" : "00:00:00", &width, &height);
  step = vmp_chart_time_step (end - begin, (guint) MAX (LEAST_TIMES, frame->plot_width / (width + LABEL_GAP)));
  for (gint64 wall = vmp_chart_time_first (begin, step, vmp_chart_utc_offset (frame->zone, begin)); wall <= end; wall += step)
    draw_time (cr, frame, wall, step, &labelled_x);
}

void
vmp_chart_axes_draw (cairo_t             *cr,
                     const VmpChartFrame *frame)
{
  cairo_set_line_width (cr, 1 / frame->scale);
  if (frame->top > 0)
    draw_values (cr, frame);
  draw_times (cr, frame);
}
