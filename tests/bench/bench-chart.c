/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times the redraw of a chart of 1,600 x 300 pixels, from a minute to 30 days at 10 Hz, beside bare pixels. */
#include "config.h"

#include <math.h>
#include <time.h>

#include "app/widgets/vmp-chart-layers.h"

#define SEC       G_GINT64_CONSTANT (1000000000)
#define STEP      (SEC / 10)
#define WIDTH     1600
#define HEIGHT    300
#define REPEATS   101
#define MIB       G_GINT64_CONSTANT (1048576)

static const struct { const char *name; gint64 span_nsec; } lengths[] = {
  { "1 min", 60 * SEC }, { "1 h", 3600 * SEC }, { "6 h", 6 * 3600 * SEC },
  { "1 day", 86400 * SEC }, { "30 days", 30 * 86400 * SEC },
};

static const VmpChartSeries resident[] = {
  { VMP_METRIC_RSS, VMP_CHART_ROLE_TOTAL }, { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_BAND },
  { VMP_METRIC_RSS_FILE, VMP_CHART_ROLE_BAND }, { VMP_METRIC_RSS_SHMEM, VMP_CHART_ROLE_BAND },
  { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE },
};

static const VmpChartSeries single[] = { { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_AREA } };

typedef enum
{
  SERIES,       /* areas and lines for a window that was not shown before */
  ALL,          /* the same with grid, texts and marks */
  FOLLOWING,    /* all, for a window that moved with its data */
} Redraw;

/* Of this thread alone, so that a busy machine does not count. */
static gint64
now_usec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return (gint64) now.tv_sec * G_USEC_PER_SEC + now.tv_nsec / 1000;
}

static int
compare (gconstpointer a,
         gconstpointer b)
{
  return (*(const gint64 *) a > *(const gint64 *) b) - (*(const gint64 *) a < *(const gint64 *) b);
}

static void
fill_sample (VmpSample *sample,
             gint64     time_nsec,
             gboolean   noisy)
{
  double wave = sin ((double) time_nsec / (double) (977 * SEC));
  gint64 base = (gint64) ((400 + 100 * wave) * MIB);
  gint64 anon = noisy ? g_random_int_range (0, 600) * MIB : base;
  gint64 file = noisy ? g_random_int_range (0, 200) * MIB : 150 * MIB;

  vmp_sample_init (sample, time_nsec, VMP_REASON_NOT_DUE);
  vmp_sample_set (sample, VMP_METRIC_RSS, anon + file + 40 * MIB);
  vmp_sample_set (sample, VMP_METRIC_RSS_ANON, anon);
  vmp_sample_set (sample, VMP_METRIC_RSS_FILE, file);
  vmp_sample_set (sample, VMP_METRIC_RSS_SHMEM, 40 * MIB);
  vmp_sample_set (sample, VMP_METRIC_SWAP, 10 * MIB);
}

static void
feed (VmpSession *session,
      gint64      from_nsec,
      gint64      to_nsec,
      gboolean    noisy)
{
  while (from_nsec < to_nsec)
    {
      GArray *events = g_array_sized_new (FALSE, FALSE, sizeof (VmpEvent), 4096);
      g_autoptr (VmpBatch) batch = NULL;

      for (guint i = 0; i < 4096 && from_nsec < to_nsec; i++, from_nsec += STEP)
        {
          VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = 1, .time_nsec = from_nsec };

          fill_sample (&event.sample, from_nsec, noisy);
          g_array_append_val (events, event);
        }
      batch = vmp_batch_new_take (events);
      vmp_session_consume (session, batch);
    }
}

static void
start (VmpSession *session)
{
  VmpEvent event = { .type = VMP_EVENT_START, .target = 1 };
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;

  event.process.name = g_ref_string_new ("bench");
  event.process.command = g_ref_string_new ("bench");
  g_array_append_val (events, event);
  batch = vmp_batch_new_take (events);
  vmp_session_consume (session, batch);
}

/* What a redraw does: ask the session, lay out, draw areas and lines, and with @axes also grid and texts. */
static void
redraw (cairo_t       *cr,
        VmpChartFrame *frame,
        VmpChartPlot  *plot,
        VmpTarget     *target,
        gint64         end_nsec,
        gint64         span_nsec,
        gboolean       axes)
{
  vmp_chart_frame_set_window (frame, end_nsec - span_nsec, end_nsec);
  vmp_chart_plot_load (plot, target, frame->begin_nsec, frame->cell_nsec, frame->n_columns);
  vmp_chart_scale_init (&frame->values, plot->max, 6, VMP_UNIT_BYTES, VMP_UNITS_IEC);
  frame->top = (double) frame->values.top;
  if (axes)
    {
      vmp_chart_axes_draw (cr, frame);
      vmp_chart_marks_draw (cr, frame, plot, target);
    }
  vmp_chart_series_draw (cr, frame, plot);
}

static double
time_redraw (VmpChartFrame        *frame,
             VmpTarget            *target,
             const VmpChartSeries *series,
             guint                 n_series,
             gint64                end_nsec,
             gint64                span_nsec,
             Redraw                kind)
{
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  gint64 usec[REPEATS];
  VmpChartPlot plot;

  vmp_chart_plot_init (&plot, series, n_series);
  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 before = now_usec ();

      if (kind != FOLLOWING)
        vmp_chart_plot_reset (&plot);
      redraw (cr, frame, &plot, target, end_nsec, span_nsec, kind != SERIES);
      cairo_surface_flush (surface);
      usec[i] = now_usec () - before;
    }
  qsort (usec, REPEATS, sizeof usec[0], compare);
  vmp_chart_plot_clear (&plot);
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return (double) usec[REPEATS / 2] / 1000;
}

/* The floor: the same columns as bare pixels of an image, without asking, patterns, or painting. */
static double
time_pixels (gboolean noisy)
{
  guint32 *pixels = g_new0 (guint32, WIDTH * HEIGHT);
  gint64 usec[REPEATS];

  for (guint i = 0; i < REPEATS; i++)
    {
      gint64 before = now_usec ();

      for (int x = 0; x < WIDTH; x++)
        {
          int top = noisy ? (x * 7919) % HEIGHT / 2 : 100 + x % 3;
          int bottom = noisy ? HEIGHT - (x * 104729) % HEIGHT / 2 : top + 2;

          for (int y = top; y < bottom; y++)
            pixels[y * WIDTH + x] = 0xff1a5fb4;
        }
      usec[i] = now_usec () - before;
    }
  qsort (usec, REPEATS, sizeof usec[0], compare);
  g_free (pixels);
  return (double) usec[REPEATS / 2] / 1000;
}

/* @only: one of the lengths, NULL for all. */
static void
run (gboolean    noisy,
     const char *only)
{
  g_autoptr (VmpSession) session = vmp_session_new ();
  g_autoptr (GTimeZone) zone = g_time_zone_new_local ();
  PangoContext *pango = pango_font_map_create_context (pango_cairo_font_map_get_default ());
  VmpChartFrame frame = { .width = WIDTH, .height = HEIGHT, .plot_width = WIDTH, .plot_height = HEIGHT, .scale = 1,
                          .zone = zone, .pango = pango, .unit = VMP_UNIT_BYTES };
  VmpTarget *target;
  gint64 fed = 0;

  start (session);
  target = vmp_session_find_target (session, 1);
  for (guint i = 0; i < G_N_ELEMENTS (lengths); i++)
    {
      gint64 end = lengths[i].span_nsec;

      if (only != NULL && !g_str_equal (only, lengths[i].name))
        continue;

      feed (session, fed, end, noisy);
      fed = end;
      g_print ("%-6s %-8s  area %5.2f ms   stack of 3 with swap %5.2f ms   with axes and marks %5.2f ms   following %5.2f ms\n",
               noisy ? "noisy" : "smooth", lengths[i].name,
               time_redraw (&frame, target, single, G_N_ELEMENTS (single), end, end, SERIES),
               time_redraw (&frame, target, resident, G_N_ELEMENTS (resident), end, end, SERIES),
               time_redraw (&frame, target, resident, G_N_ELEMENTS (resident), end, end, ALL),
               time_redraw (&frame, target, resident, G_N_ELEMENTS (resident), end, end, FOLLOWING));
    }
  g_print ("%-6s bare pixels %5.2f ms\n", noisy ? "noisy" : "smooth", time_pixels (noisy));
  g_object_unref (pango);
}

int
main (int   argc,
      char *argv[])
{
  const char *only = argc > 1 ? argv[1] : NULL;

  g_random_set_seed (1);
  g_print ("Redraw of %d x %d pixels from 10 Hz, processor time, median of %d\n", WIDTH, HEIGHT, REPEATS);
  run (FALSE, only);
  run (TRUE, only);
  return 0;
}
