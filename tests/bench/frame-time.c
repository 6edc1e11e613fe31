/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times the frames of a window by its frame clock. */
#include "config.h"

#include "frame-time.h"

#include <stdlib.h>
#include <time.h>

gint64
cpu_nsec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
before_paint_cb (GdkFrameClock *clock, FrameTime *self)
{
  self->begin_nsec = cpu_nsec ();
}

static void
after_paint_cb (GdkFrameClock *clock, FrameTime *self)
{
  self->frame_nsec = cpu_nsec () - self->begin_nsec;
  self->n_frames++;
}

void
frame_time_watch (FrameTime *self, GtkWidget *window)
{
  GdkFrameClock *clock = gtk_widget_get_frame_clock (window);

  *self = (FrameTime) { .window = window };
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), self);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), self);
}

void
frame_time_wait (FrameTime *self)
{
  guint n = self->n_frames;

  gtk_widget_queue_draw (self->window);
  while (self->n_frames == n)
    g_main_context_iteration (NULL, TRUE);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, two = *(const gint64 *) b;

  return one < two ? -1 : one > two;
}

void
report_times (const char *what, gint64 *nsec, guint n)
{
  qsort (nsec, n, sizeof *nsec, compare);
  g_print ("%-32s p50 %7.2f ms   p95 %7.2f ms   max %7.2f ms\n", what, nsec[n / 2] / 1e6, nsec[n * 95 / 100] / 1e6,
           nsec[n - 1] / 1e6);
}
