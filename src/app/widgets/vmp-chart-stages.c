/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer of the stages: bands of alternating shade with a line where each begins and its name above. */
#include "config.h"

#include "vmp-chart-layers.h"

#include <math.h>

#include "core/model/vmp-stage.h"

#define SHADE_ALPHA 0.07
#define LINE_ALPHA  0.45
#define NAME_ALPHA  0.85
/* Behind the flag of the mark. */
#define NAME_MARGIN 11

/* A narrower band is a line, and has no room for a name. */
#define LEAST_BAND 3
#define LEAST_NAME 28

/* Where the last stage ends: with the process, or with what is shown. */
static gint64
get_end (const VmpChartFrame *frame,
         VmpTarget           *target)
{
  const VmpEvent *exit = vmp_target_get_exit (target);

  return exit != NULL ? exit->time_nsec : vmp_chart_frame_get_end (frame);
}

static void
draw_name (cairo_t             *cr,
           const VmpChartFrame *frame,
           const char          *name,
           double               left,
           double               width)
{
  VmpChartFrame plain = *frame;
  g_autoptr (PangoLayout) layout = NULL;
  int height;

  if (width < LEAST_NAME)
    return;
  /* Not of those that are shared: this one is cut to its band. */
  plain.texts = NULL;
  layout = vmp_chart_frame_create_text (&plain, name);
  pango_layout_set_ellipsize (layout, PANGO_ELLIPSIZE_END);
  pango_layout_set_width (layout, (int) (width - NAME_MARGIN) * PANGO_SCALE);
  pango_layout_set_single_paragraph_mode (layout, TRUE);
  pango_layout_get_pixel_size (layout, NULL, &height);
  vmp_chart_frame_set_source (frame, cr, frame->foreground, NAME_ALPHA);
  cairo_move_to (cr, left + NAME_MARGIN, frame->plot_y - height);
  pango_cairo_show_layout (cr, layout);
}

static void
draw_band (cairo_t             *cr,
           const VmpChartFrame *frame,
           const VmpStage      *stage,
           gboolean             shaded)
{
  gint64 begin = MAX (stage->begin_nsec, frame->begin_nsec);
  gint64 end = MIN (stage->end_nsec, vmp_chart_frame_get_end (frame));
  double x1 = vmp_chart_frame_get_x (frame, begin), x2 = vmp_chart_frame_get_x (frame, end);
  double left = MIN (x1, x2), width = fabs (x2 - x1);
  double at = (floor (x1 * frame->scale) + 0.5) / frame->scale;

  if (shaded && width >= LEAST_BAND)
    {
      vmp_chart_frame_set_source (frame, cr, frame->foreground, frame->high_contrast ? 2 * SHADE_ALPHA : SHADE_ALPHA);
      cairo_rectangle (cr, left, frame->plot_y, width, frame->plot_height);
      cairo_fill (cr);
    }
  if (stage->begin_nsec >= frame->begin_nsec)
    {
      vmp_chart_frame_set_source (frame, cr, frame->foreground, frame->high_contrast ? 1 : LINE_ALPHA);
      cairo_move_to (cr, at, frame->plot_y);
      cairo_line_to (cr, at, frame->plot_y + frame->plot_height);
      cairo_stroke (cr);
    }
  draw_name (cr, frame, stage->name, left, width);
}

void
vmp_chart_stages_draw (cairo_t             *cr,
                       const VmpChartFrame *frame,
                       VmpTarget           *target)
{
  g_autoptr (GArray) stages = NULL;
  guint n;
  const VmpEvent *marks;

  if (target == NULL)
    return;
  marks = vmp_target_get_marks (target, &n);
  stages = vmp_stage_list (marks, n, get_end (frame, target));
  cairo_set_line_width (cr, frame->high_contrast ? 2 : 1);
  for (guint i = 0; i < stages->len; i++)
    {
      const VmpStage *stage = &g_array_index (stages, VmpStage, i);

      if (stage->end_nsec > frame->begin_nsec && stage->begin_nsec < vmp_chart_frame_get_end (frame))
        draw_band (cr, frame, stage, i % 2 == 0);
    }
}
