/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Layer of gaps, events of the process's life and the peak. */
#include "config.h"

#include "vmp-chart-layers.h"

#include <glib/gi18n.h>
#include <math.h>

#define SYMBOL_SIZE   7.0
#define MARK_ALPHA    0.6
#define GAP_ALPHA     0.10
#define NEAR_PIXELS   6
#define PEAK_GAP    8

/* A gap narrower than this is seen as missing columns only. */
#define GAP_LEAST     6

static double
snap (const VmpChartFrame *frame,
      double               position)
{
  return (floor (position * frame->scale) + 0.5) / frame->scale;
}

/* Slanted strokes between two columns: the chart's way to say that nothing is known. */
static void
draw_gap (cairo_t             *cr,
          const VmpChartFrame *frame,
          guint                from,
          guint                to)
{
  double x1 = vmp_chart_frame_get_x (frame, frame->begin_nsec + frame->cell_nsec * from);
  double x2 = vmp_chart_frame_get_x (frame, frame->begin_nsec + frame->cell_nsec * to);
  double left = MIN (x1, x2), width = fabs (x2 - x1);

  if (width * frame->scale < 1)
    return;
  cairo_save (cr);
  cairo_rectangle (cr, left, frame->plot_y, width, frame->plot_height);
  cairo_clip (cr);
  vmp_chart_frame_set_source (frame, cr, frame->foreground, GAP_ALPHA);
  if (width < GAP_LEAST)
    cairo_paint (cr);
  for (double x = left - frame->plot_height; width >= GAP_LEAST && x < left + width; x += 12)
    {
      cairo_move_to (cr, x, frame->plot_y + frame->plot_height);
      cairo_rel_line_to (cr, frame->plot_height, -frame->plot_height);
    }
  cairo_stroke (cr);
  cairo_restore (cr);
}

static gboolean
is_gap (const VmpChartPlot *plot,
        guint               at)
{
  gboolean gap = FALSE;

  for (guint i = 0; i < plot->n_series; i++)
    {
      if (!vmp_chart_plot_is_visible (plot, i))
        continue;
      if (plot->columns[i][at].state == VMP_CHART_COLUMN_VALUE)
        return FALSE;
      gap = gap || plot->columns[i][at].state == VMP_CHART_COLUMN_GAP;
    }
  return gap;
}

static void
draw_gaps (cairo_t             *cr,
           const VmpChartFrame *frame,
           const VmpChartPlot  *plot)
{
  guint from = 0;

  for (guint at = 0; at <= plot->n_columns; at++)
    {
      if (at < plot->n_columns && is_gap (plot, at))
        continue;
      if (at > from)
        draw_gap (cr, frame, from, at);
      from = at + 1;
    }
}

static void
path_cross (cairo_t *cr, double x, double y)
{
  double half = SYMBOL_SIZE / 2;

  cairo_move_to (cr, x - half, y - half);
  cairo_line_to (cr, x + half, y + half);
  cairo_move_to (cr, x + half, y - half);
  cairo_line_to (cr, x - half, y + half);
  cairo_stroke (cr);
}

static void
path_triangle (cairo_t *cr, double x, double y)
{
  double half = SYMBOL_SIZE / 2;

  cairo_move_to (cr, x - half, y - half);
  cairo_line_to (cr, x + half, y);
  cairo_line_to (cr, x - half, y + half);
  cairo_close_path (cr);
  cairo_fill (cr);
}

static void
path_branch (cairo_t *cr, double x, double y)
{
  double half = SYMBOL_SIZE / 2;

  cairo_move_to (cr, x, y + half);
  cairo_line_to (cr, x, y);
  cairo_line_to (cr, x - half, y - half);
  cairo_move_to (cr, x, y);
  cairo_line_to (cr, x + half, y - half);
  cairo_stroke (cr);
}

static void
path_flag (cairo_t *cr, double x, double y)
{
  cairo_rectangle (cr, x, y - SYMBOL_SIZE / 2, SYMBOL_SIZE, SYMBOL_SIZE * 0.7);
  cairo_fill (cr);
}

/* A bell: seen from afar it is neither a flag nor a triangle. */
static void
path_bell (cairo_t *cr, double x, double y)
{
  double half = SYMBOL_SIZE / 2;

  cairo_arc (cr, x, y - half * 0.2, half * 0.8, G_PI, 2 * G_PI);
  cairo_line_to (cr, x + half, y + half * 0.7);
  cairo_line_to (cr, x - half, y + half * 0.7);
  cairo_close_path (cr);
  cairo_fill (cr);
  cairo_arc (cr, x, y + half * 0.9, half * 0.35, 0, 2 * G_PI);
  cairo_fill (cr);
}

/* A sheet with a corner turned down. */
static void
path_sheet (cairo_t *cr, double x, double y)
{
  double half = SYMBOL_SIZE / 2, corner = SYMBOL_SIZE * 0.4;

  cairo_move_to (cr, x - half, y - half);
  cairo_line_to (cr, x + half - corner, y - half);
  cairo_line_to (cr, x + half, y - half + corner);
  cairo_line_to (cr, x + half, y + half);
  cairo_line_to (cr, x - half, y + half);
  cairo_close_path (cr);
  cairo_stroke (cr);
  cairo_move_to (cr, x - half + 2, y + 0.5);
  cairo_rel_line_to (cr, SYMBOL_SIZE - 4, 0);
  cairo_stroke (cr);
}

/* The symbol of an event: a program begins, branches off, ends, or somebody named the moment, or wrote about it. */
static void (*symbol_of (VmpEventType type)) (cairo_t *, double, double)
{
  switch (type)
    {
    case VMP_EVENT_EXEC:
      return path_triangle;
    case VMP_EVENT_FORK:
      return path_branch;
    case VMP_EVENT_EXIT:
      return path_cross;
    case VMP_EVENT_MARK:
      return path_flag;
    case VMP_EVENT_NOTE:
      return path_sheet;
    case VMP_EVENT_ALERT:
      return path_bell;
    case VMP_EVENT_SAMPLE:
    case VMP_EVENT_START:
    case VMP_EVENT_GAP:
    case VMP_EVENT_OBSERVER:
    case VMP_EVENT_ADDRESS_SPACE:
    case VMP_EVENT_PAGE_STATES:
    default:
      return NULL;
    }
}

static void
draw_event (cairo_t             *cr,
            const VmpChartFrame *frame,
            const VmpEvent      *event,
            double               x)
{
  static const double dash[] = { 2, 3 };

  cairo_set_dash (cr, dash, G_N_ELEMENTS (dash), 0);
  cairo_move_to (cr, snap (frame, x), frame->plot_y);
  cairo_line_to (cr, snap (frame, x), frame->plot_y + frame->plot_height);
  cairo_stroke (cr);
  cairo_set_dash (cr, NULL, 0, 0);
  symbol_of (event->type) (cr, snap (frame, x), frame->plot_y - SYMBOL_SIZE / 2 - 2);
}

/* First mark at or after @time_nsec. */
static guint
find_mark (const VmpEvent *marks,
           guint           n,
           gint64          time_nsec)
{
  guint low = 0;

  while (low < n)
    {
      guint middle = low + (n - low) / 2;

      if (marks[middle].time_nsec < time_nsec)
        low = middle + 1;
      else
        n = middle;
    }
  return low;
}

static void
draw_events (cairo_t             *cr,
             const VmpChartFrame *frame,
             VmpTarget           *target)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);
  gint64 end = vmp_chart_frame_get_end (frame);
  double before = -G_MAXDOUBLE;

  vmp_chart_frame_set_source (frame, cr, frame->foreground, MARK_ALPHA);
  for (guint i = find_mark (marks, n, frame->begin_nsec); i < n && marks[i].time_nsec <= end; i++)
    {
      double x = vmp_chart_frame_get_x (frame, marks[i].time_nsec);

      /* A process that forks all the time must not become a fence. */
      if (symbol_of (marks[i].type) == NULL || (fabs (x - before) < SYMBOL_SIZE && marks[i].type != VMP_EVENT_EXIT))
        continue;
      draw_event (cr, frame, &marks[i], x);
      before = x;
    }
}

const VmpEvent *
vmp_chart_marks_find (const VmpChartFrame *frame,
                      VmpTarget           *target,
                      gint64               time_nsec)
{
  gint64 near_nsec = (gint64) (NEAR_PIXELS * frame->scale * (double) frame->cell_nsec);
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);
  guint first = find_mark (marks, n, time_nsec - near_nsec);

  for (guint i = first; i < n && marks[i].time_nsec <= time_nsec + near_nsec; i++)
    {
      if (symbol_of (marks[i].type) != NULL)
        return &marks[i];
    }
  for (guint i = find_mark (marks, n, time_nsec); i < n; i++)
    {
      if (marks[i].type == VMP_EVENT_GAP)
        return marks[i].gap.begin_nsec <= time_nsec ? &marks[i] : NULL;
    }
  return NULL;
}

/* Above the graph are the names of stages, if there are any. */
static double
get_free_top (const VmpChartFrame *frame, VmpTarget *target)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);

  for (guint i = 0; i < n; i++)
    {
      if (marks[i].type == VMP_EVENT_MARK)
        return frame->plot_y;
    }
  return 0;
}

/* Beside the mark at @x if there is room, not above @top, with its words if there is room for them. */
static void
draw_peak_text (cairo_t             *cr,
                const VmpChartFrame *frame,
                const char          *value,
                double               x,
                double               y,
                double               top)
{
  double end = frame->plot_x + frame->plot_width;
  double room = MAX (x - frame->plot_x, end - x) - PEAK_GAP;
  /* Translators: marks the highest value in a graph, which the kernel's own peak may exceed; %s is an amount, "655 MiB". */
  g_autofree char *text = g_strdup_printf (_("Highest seen %s"), value);
  g_autoptr (PangoLayout) layout = vmp_chart_frame_create_text (frame, text);
  int width, height;

  pango_layout_get_pixel_size (layout, &width, &height);
  if (width > room)
    {
      g_object_unref (layout);
      layout = vmp_chart_frame_create_text (frame, value);
      pango_layout_get_pixel_size (layout, &width, &height);
    }
  x += x + PEAK_GAP + width > end ? -PEAK_GAP - width : PEAK_GAP;
  cairo_move_to (cr, MAX (x, frame->plot_x), MAX (top, y - height + 2));
  pango_cairo_show_layout (cr, layout);
}

static void
draw_peak (cairo_t             *cr,
           const VmpChartFrame *frame,
           const VmpMetric     *metric,
           VmpTarget           *target)
{
  VmpSeries *series = vmp_target_get_series (target, metric->id);
  char value_text[VMP_FORMAT_SIZE];
  gint64 time, value;
  double x, y;

  if (series == NULL || !vmp_series_get_peak (series, &time, &value) || value <= 0
      || time < frame->begin_nsec || time > vmp_chart_frame_get_end (frame))
    return;
  x = vmp_chart_frame_get_x (frame, time);
  y = vmp_chart_frame_get_y (frame, value) - 3;
  vmp_chart_frame_set_source (frame, cr, frame->foreground, 0.8);
  cairo_move_to (cr, x, y);
  cairo_rel_line_to (cr, -4, -5);
  cairo_rel_line_to (cr, 8, 0);
  cairo_close_path (cr);
  cairo_fill (cr);
  draw_peak_text (cr, frame, vmp_format_value (value_text, metric->unit, value, frame->units), x, y,
                  get_free_top (frame, target));
}

void
vmp_chart_marks_draw (cairo_t             *cr,
                      const VmpChartFrame *frame,
                      const VmpChartPlot  *plot,
                      VmpTarget           *target)
{
  cairo_set_line_width (cr, frame->high_contrast ? 2 : 1);
  draw_gaps (cr, frame, plot);
  if (target == NULL)
    return;
  draw_events (cr, frame, target);
  /* The first series is the chart's subject. */
  if (plot->n_series > 0 && vmp_chart_plot_is_visible (plot, 0))
    draw_peak (cr, frame, vmp_metric_get (plot->series[0].metric), target);
}
