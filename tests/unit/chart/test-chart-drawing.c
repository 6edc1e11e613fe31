/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the layers on an image: known series give known pixels. */
#include "config.h"

#include "app/widgets/vmp-chart-layers.h"
#include "app/widgets/vmp-chart-raster.h"
#include "chart-feed.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define WIDTH 60
#define HEIGHT 100

/* What every test draws into: one column a second, a row a hundredth of the top. */
typedef struct
{
  VmpSession      *session;
  VmpTarget       *target;
  VmpChartPlot     plot;
  VmpChartFrame    frame;
  cairo_surface_t *surface;
  cairo_t         *cr;
} Canvas;

static void
canvas_init (Canvas               *self,
             const VmpChartSeries *series,
             guint                 n_series)
{
  *self = (Canvas) { 0 };
  self->session = vmp_session_new ();
  chart_feed_start (self->session, SEC);
  self->target = vmp_session_find_target (self->session, 1);
  vmp_chart_plot_init (&self->plot, series, n_series);
  self->frame = (VmpChartFrame) { .width = WIDTH, .height = HEIGHT, .plot_width = WIDTH, .plot_height = HEIGHT, .scale = 1,
                                  .top = 1000, .values = { 1000, 100 } };
  vmp_chart_frame_set_window (&self->frame, 0, WIDTH * SEC);
  self->surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  self->cr = cairo_create (self->surface);
}

static void
canvas_clear (Canvas *self)
{
  cairo_destroy (self->cr);
  cairo_surface_destroy (self->surface);
  vmp_chart_plot_clear (&self->plot);
  vmp_session_free (self->session);
}

static void
canvas_draw (Canvas *self)
{
  vmp_chart_plot_load (&self->plot, self->target, self->frame.begin_nsec, self->frame.cell_nsec, self->frame.n_columns);
  vmp_chart_series_draw (self->cr, &self->frame, &self->plot);
  cairo_surface_flush (self->surface);
}

static guint32
pixel (Canvas *self,
       int     x,
       int     y)
{
  const guchar *data = cairo_image_surface_get_data (self->surface);
  guint32 value;

  memcpy (&value, data + y * cairo_image_surface_get_stride (self->surface) + x * 4, sizeof value);
  return value;
}

/* Half of what is fed is anonymous. */
static const VmpChartSeries anonymous[] = { { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_AREA } };

static void
test_spike (void)
{
  Canvas canvas;
  guint32 line;

  canvas_init (&canvas, anonymous, 1);
  for (int i = 10; i < 40; i++)
    chart_feed_sample (canvas.session, i * SEC, i == 25 ? 1800 : 200);
  canvas_draw (&canvas);
  line = 0xff000000 | vmp_metric_get (VMP_METRIC_RSS_ANON)->color_light;

  /* The spike is seen in its own column and in the one that leads down again. */
  g_assert_cmphex (pixel (&canvas, 24, 50), ==, 0);
  g_assert_cmphex (pixel (&canvas, 25, 50), ==, line);
  g_assert_cmphex (pixel (&canvas, 25, 9), ==, line);
  g_assert_cmphex (pixel (&canvas, 25, 7), ==, 0);
  g_assert_cmphex (pixel (&canvas, 27, 50), ==, 0);
  /* Elsewhere the line lies on its value, and the area is under it. */
  g_assert_cmphex (pixel (&canvas, 15, 89), ==, line);
  g_assert_cmphex (pixel (&canvas, 15, 87), ==, 0);
  g_assert_cmphex (pixel (&canvas, 15, 95), !=, 0);
  g_assert_cmphex (pixel (&canvas, 15, 95), !=, line);
  /* Nothing before the first and after the last value. */
  g_assert_cmphex (pixel (&canvas, 5, 95), ==, 0);
  g_assert_cmphex (pixel (&canvas, 50, 95), ==, 0);
  canvas_clear (&canvas);
}

static void
test_gap (void)
{
  VmpEvent gap = { .type = VMP_EVENT_GAP, .target = 1, .time_nsec = 30 * SEC };
  Canvas canvas;

  canvas_init (&canvas, anonymous, 1);
  for (int i = 0; i < 20; i++)
    chart_feed_sample (canvas.session, i * SEC, 1000);
  gap.gap.begin_nsec = 20 * SEC;
  gap.gap.reason = VMP_GAP_SUSPEND;
  chart_feed_event (canvas.session, &gap);
  for (int i = 30; i < 60; i++)
    chart_feed_sample (canvas.session, i * SEC, 1000);
  canvas_draw (&canvas);
  for (int y = 0; y < HEIGHT; y++)
    {
      for (int x = 21; x < 30; x++)
        g_assert_cmphex (pixel (&canvas, x, y), ==, 0);
    }
  g_assert_cmphex (pixel (&canvas, 19, 80), !=, 0);
  g_assert_cmphex (pixel (&canvas, 31, 80), !=, 0);

  /* The layer of marks shows the gap as such, and finds the reason. */
  vmp_chart_marks_draw (canvas.cr, &canvas.frame, &canvas.plot, NULL);
  cairo_surface_flush (canvas.surface);
  {
    gboolean any = FALSE;

    for (int x = 21; x < 30; x++)
      any = any || pixel (&canvas, x, 80) != 0;
    g_assert_true (any);
  }
  g_assert_cmpint (vmp_chart_marks_find (&canvas.frame, canvas.target, 25 * SEC)->gap.reason, ==, VMP_GAP_SUSPEND);
  g_assert_null (vmp_chart_marks_find (&canvas.frame, canvas.target, 45 * SEC));
  canvas_clear (&canvas);
}

/* Time runs to the left where text does. */
static void
test_mirrored (void)
{
  Canvas canvas;

  canvas_init (&canvas, anonymous, 1);
  canvas.frame.rtl = TRUE;
  for (int i = 0; i < 20; i++)
    chart_feed_sample (canvas.session, i * SEC, 1000);
  canvas_draw (&canvas);
  g_assert_cmphex (pixel (&canvas, 5, 80), ==, 0);
  g_assert_cmphex (pixel (&canvas, WIDTH - 5, 80), !=, 0);
  canvas_clear (&canvas);
}

/* GTK records what is drawn and paints it when the chart has long forgotten its image. */
static void
test_recorded (void)
{
  cairo_surface_t *recording = cairo_recording_surface_create (CAIRO_CONTENT_COLOR_ALPHA, NULL);
  cairo_t *cr = cairo_create (recording);
  guint32 drawn[HEIGHT];
  Canvas canvas;

  canvas_init (&canvas, anonymous, 1);
  for (int i = 0; i < 40; i++)
    chart_feed_sample (canvas.session, i * SEC, 1000);
  vmp_chart_plot_load (&canvas.plot, canvas.target, canvas.frame.begin_nsec, canvas.frame.cell_nsec, canvas.frame.n_columns);
  vmp_chart_series_draw (cr, &canvas.frame, &canvas.plot);
  vmp_chart_series_draw (canvas.cr, &canvas.frame, &canvas.plot);
  cairo_surface_flush (canvas.surface);
  for (int y = 0; y < HEIGHT; y++)
    drawn[y] = pixel (&canvas, 20, y);
  g_assert_cmphex (drawn[80], !=, 0);
  cairo_set_operator (canvas.cr, CAIRO_OPERATOR_SOURCE);
  cairo_set_source_surface (canvas.cr, recording, 0, 0);
  cairo_paint (canvas.cr);
  cairo_surface_flush (canvas.surface);
  for (int y = 0; y < HEIGHT; y++)
    g_assert_cmphex (pixel (&canvas, 20, y), ==, drawn[y]);
  cairo_destroy (cr);
  cairo_surface_destroy (recording);
  canvas_clear (&canvas);
}

/* In high contrast a broken line is not lost in the opaque area below it. */
static void
test_contrast (void)
{
  static const VmpChartSeries both[] = { { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_AREA }, { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE } };
  Canvas canvas;
  guint n_bare = 0, n_line = 0;

  canvas_init (&canvas, both, G_N_ELEMENTS (both));
  canvas.frame.high_contrast = TRUE;
  for (int i = 0; i < WIDTH; i++)
    chart_feed_sample (canvas.session, i * SEC, 1600);
  canvas_draw (&canvas);
  for (int x = 10; x < 50; x++)
    {
      n_bare += pixel (&canvas, x, 79) == 0;
      n_line += pixel (&canvas, x, 79) == (0xff000000 | vmp_metric_get (VMP_METRIC_SWAP)->color_light);
      g_assert_cmphex (pixel (&canvas, x, 77), ==, 0);
      g_assert_cmphex (pixel (&canvas, x, 60), !=, 0);
    }
  g_assert_cmpuint (n_bare, >, 5);
  g_assert_cmpuint (n_line, >, 5);
  g_assert_cmpuint (n_bare + n_line, ==, 40);
  canvas_clear (&canvas);
}

/* Without a value nothing is drawn: a missing series is not 0. */
static void
test_missing (void)
{
  static const VmpChartSeries pss[] = { { VMP_METRIC_PSS, VMP_CHART_ROLE_AREA } };
  Canvas canvas;

  canvas_init (&canvas, pss, 1);
  chart_feed_sample (canvas.session, 5 * SEC, 500);
  canvas_draw (&canvas);
  for (int y = 0; y < HEIGHT; y++)
    {
      for (int x = 0; x < WIDTH; x++)
        g_assert_cmphex (pixel (&canvas, x, y), ==, 0);
    }
  canvas_clear (&canvas);
}

/* Fills are told apart without colour; in high contrast their strokes are full. */
static void
test_patterns (void)
{
  static const VmpFill fills[] = { VMP_FILL_SOLID, VMP_FILL_HATCH, VMP_FILL_DOTS, VMP_FILL_NONE };
  int strokes[G_N_ELEMENTS (fills)] = { 0 };

  for (guint i = 0; i < G_N_ELEMENTS (fills); i++)
    {
      VmpChartPaint paint;

      vmp_chart_paint_init (&paint, 0x1a5fb4, fills[i], VMP_DASH_SOLID, TRUE, 1);
      for (int at = 0; at < VMP_CHART_TILE * VMP_CHART_TILE; at++)
        {
          guint32 value = paint.tile[at / VMP_CHART_TILE][at % VMP_CHART_TILE];

          g_assert_true (i == 0 || value == 0 || value == 0xff1a5fb4);
          strokes[i] += value != 0;
        }
    }
  g_assert_cmpint (strokes[0], ==, VMP_CHART_TILE * VMP_CHART_TILE);
  g_assert_cmpint (strokes[1], >, strokes[2]);
  g_assert_cmpint (strokes[2], >, 0);
  g_assert_cmpint (strokes[3], ==, 0);
}

static void
test_dash (void)
{
  static const VmpChartSeries swap[] = { { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE } };
  Canvas canvas;
  int on = 0;

  canvas_init (&canvas, swap, 1);
  for (int i = 0; i < WIDTH; i++)
    chart_feed_sample (canvas.session, i * SEC, 4000);
  canvas_draw (&canvas);
  for (int x = 0; x < WIDTH; x++)
    on += pixel (&canvas, x, 49) != 0;
  g_assert_cmpint (vmp_metric_get (VMP_METRIC_SWAP)->dash, ==, VMP_DASH_DASHED);
  g_assert_cmpint (on, ==, WIDTH * 6 / 10);
  canvas_clear (&canvas);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/drawing/spike", test_spike);
  g_test_add_func ("/chart/drawing/gap", test_gap);
  g_test_add_func ("/chart/drawing/mirrored", test_mirrored);
  g_test_add_func ("/chart/drawing/missing", test_missing);
  g_test_add_func ("/chart/drawing/patterns", test_patterns);
  g_test_add_func ("/chart/drawing/dash", test_dash);
  g_test_add_func ("/chart/drawing/recorded", test_recorded);
  g_test_add_func ("/chart/drawing/contrast", test_contrast);
  return g_test_run ();
}
