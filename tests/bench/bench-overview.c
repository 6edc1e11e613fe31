/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Overview page with an hour of readings at 10 Hz: what a frame costs the main loop while its graphs move at every frame, as they do while one
 * pans or zooms, and while they follow new readings; and how many frames a second come. Under tools/run-gui, with GSETTINGS_SCHEMA_DIR. */

#include "config.h"

#include <adwaita.h>
#include <string.h>

#include "app/pages/vmp-overview-page.h"
#include "app/widgets/vmp-chart-private.h"
#include "../display/find-widget.h"
#include "../unit/chart/chart-feed.h"
#include "frame-time.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define MIB G_GINT64_CONSTANT (1048576)
#define INTERVAL_NSEC (SEC / 10)
#define N_READINGS 36000
#define N_FRAMES 300
/* A display has this long for a frame at 60 Hz. */
#define FRAME_NSEC (SEC / 60)

static gint64
feed (VmpSession *session, gint64 time_nsec)
{
  static gint64 rss_bytes = 500 * MIB;

  rss_bytes = CLAMP (rss_bytes + g_random_int_range (-4 * (gint32) MIB, 4 * (gint32) MIB), 10 * MIB, 2000 * MIB);
  chart_feed_sample (session, time_nsec, rss_bytes);
  return time_nsec + INTERVAL_NSEC;
}

static void
measure (FrameTime *frame, VmpSession *session, VmpChartView *view, gint64 *time_nsec, const char *what)
{
  static gint64 frames[N_FRAMES];
  gint64 begin = g_get_monotonic_time (), span = vmp_chart_view_get_span (view);
  guint n_late = 0;

  for (guint i = 0; i < N_FRAMES; i++)
    {
      if (g_str_equal (what, "follow"))
        *time_nsec = feed (session, *time_nsec);
      else if (g_str_equal (what, "pan"))
        vmp_chart_view_pan (view, (i < N_FRAMES / 2 ? -1 : 1) * MAX (span, SEC) / 60);
      else
        vmp_chart_view_zoom (view, i % 60 < 30 ? 1.05 : 1 / 1.05, *time_nsec - 1000 * SEC);
      frame_time_wait (frame);
      frames[i] = frame->frame_nsec;
      n_late += frames[i] > FRAME_NSEC;
    }
  g_print ("%.0f frames a second, %u of %u longer than a sixtieth; ", N_FRAMES * 1e6 / (double) (g_get_monotonic_time () - begin),
           n_late, N_FRAMES);
  report_times (what, frames, N_FRAMES);
}

int
main (int argc, char *argv[])
{
  static const struct { const char *name; gint64 span_nsec; } spans[] = { { "1 min", 60 * SEC }, { "15 min", 900 * SEC }, { "all", 0 } };
  g_autoptr (VmpMonitor) monitor = NULL;
  VmpSession *session;
  VmpOverviewPage *page;
  VmpChartView *view;
  GtkWidget *window;
  FrameTime frame;
  gint64 time_nsec = 100 * SEC;

  adw_init ();
  monitor = vmp_monitor_new_for_host (NULL);
  session = vmp_monitor_get_session (monitor);
  page = vmp_overview_page_new ();
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1180, 780);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (page));
  vmp_overview_page_set_target (page, monitor, 1);
  gtk_window_present (GTK_WINDOW (window));
  chart_feed_start (session, time_nsec);
  for (guint i = 0; i < N_READINGS; i++)
    time_nsec = feed (session, time_nsec);
  frame_time_watch (&frame, window);
  frame_time_wait (&frame);
  view = VMP_CHART (find_widget (GTK_WIDGET (page), VMP_TYPE_CHART))->view;
  for (guint i = 0; i < G_N_ELEMENTS (spans); i++)
    {
      g_print ("%s\n", spans[i].name);
      vmp_chart_view_set_span (view, spans[i].span_nsec);
      measure (&frame, session, view, &time_nsec, "follow");
      measure (&frame, session, view, &time_nsec, "pan");
      measure (&frame, session, view, &time_nsec, "zoom");
      vmp_chart_view_reset (view);
    }
  gtk_window_destroy (GTK_WINDOW (window));
  return 0;
}
