/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picker with N made-up processes (2,000) whose values all change at each of 200 updates: how long the main loop is busy with an
 * update, and with the frame after it. Under tools/run-gui. */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>
#include <time.h>

#include "app/vmp-picker.h"
#include "../display/fake-host.h"
#include "../display/fake-processes.h"

#define N_UPDATES 200
#define N_WARM_UP 5

typedef struct
{
  gint64 cpu_begin_nsec;
  gint64 frame_nsec;
  guint  n_frames;
} Frame;

static gint64
cpu_nsec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_THREAD_CPUTIME_ID, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

static void
before_paint_cb (GdkFrameClock *clock, Frame *frame)
{
  frame->cpu_begin_nsec = cpu_nsec ();
}

static void
after_paint_cb (GdkFrameClock *clock, Frame *frame)
{
  frame->frame_nsec = cpu_nsec () - frame->cpu_begin_nsec;
  frame->n_frames++;
}

static VmpProcessList *
make_list (guint n)
{
  g_autofree FakeProcess *processes = g_new0 (FakeProcess, n);

  for (guint i = 0; i < n; i++)
    processes[i] = (FakeProcess) {
      (gint32) i + 1, i % 3 ? "postgres" : "gnome-shell", "/usr/lib/some/program --with arguments", i % 5,
      g_random_int_range (1, G_MAXINT32), VMP_PROCESS_USER,
    };
  return fake_processes_new (processes, n);
}

static int
compare (gconstpointer a, gconstpointer b)
{
  gint64 one = *(const gint64 *) a, two = *(const gint64 *) b;

  return one < two ? -1 : one > two;
}

static void
report (const char *what, gint64 *nsec)
{
  qsort (nsec, N_UPDATES, sizeof *nsec, compare);
  g_print ("%-8s p50 %6.2f ms   p95 %6.2f ms   max %6.2f ms\n", what, nsec[N_UPDATES / 2] / 1e6,
           nsec[N_UPDATES * 95 / 100] / 1e6, nsec[N_UPDATES - 1] / 1e6);
}

static void
wait_for_frame (Frame *frame)
{
  guint n = frame->n_frames;

  while (frame->n_frames == n)
    g_main_context_iteration (NULL, TRUE);
}

static void
measure (FakeHost *host, Frame *frame, guint n)
{
  static gint64 updates[N_UPDATES], frames[N_UPDATES];

  for (int i = -N_WARM_UP; i < N_UPDATES; i++)
    {
      VmpProcessList *list = make_list (n);
      gint64 begin;

      fake_host_settle ();
      fake_host_list (host, list);
      begin = cpu_nsec ();
      g_main_context_iteration (NULL, FALSE);
      if (i >= 0)
        updates[i] = cpu_nsec () - begin;
      wait_for_frame (frame);
      if (i >= 0)
        frames[i] = frame->frame_nsec;
    }
  report ("update", updates);
  report ("frame", frames);
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 2000;
  FakeHost *host;
  VmpMonitor *monitor;
  VmpPicker *picker;
  GtkWidget *window;
  Frame frame = { 0 };
  GdkFrameClock *clock;

  adw_init ();
  monitor = fake_host_new_monitor (&host);
  picker = g_object_new (VMP_TYPE_PICKER, NULL);
  vmp_picker_set_monitor (picker, monitor);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 320, 900);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (picker));
  gtk_window_present (GTK_WINDOW (window));
  clock = gtk_widget_get_frame_clock (window);
  g_signal_connect (clock, "before-paint", G_CALLBACK (before_paint_cb), &frame);
  g_signal_connect_after (clock, "after-paint", G_CALLBACK (after_paint_cb), &frame);
  measure (host, &frame, n);
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (monitor);
  return 0;
}
