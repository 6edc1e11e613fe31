/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picker with N made-up processes (2,000) whose values all change at each of 200 updates, with small graphs, icons and watched
 * processes, as a list, a tree and groups: how long the main loop is busy with an update, with the frame after it, and with the
 * frames while it is scrolled. Under tools/run-gui, with GSETTINGS_SCHEMA_DIR. */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "app/models/vmp-watch-list.h"
#include "app/vmp-picker.h"
#include "../display/fake-host.h"
#include "../display/fake-processes.h"
#include "../display/find-widget.h"
#include "frame-time.h"

#define N_UPDATES 200
#define N_WARM_UP 5
#define N_WATCHED 5
#define SCROLL_PIXELS 130

static const char *const programs[] = {
  "/usr/bin/gnome-shell", "/usr/bin/postgres", "/usr/bin/firefox", "/usr/bin/bash", "/usr/bin/sshd", "/usr/bin/python3.13",
};

static VmpProcessList *
make_list (guint n)
{
  g_autofree FakeProcess *processes = g_new0 (FakeProcess, n);

  for (guint i = 0; i < n; i++)
    processes[i] = (FakeProcess) {
      (gint32) i + 1, i % 3 ? "postgres" : "gnome-shell", "/usr/lib/some/program --with arguments", i % 5,
      g_random_int_range (1, G_MAXINT32), VMP_PROCESS_USER,
      .ppid = (gint32) i / 8, .exe = programs[i % G_N_ELEMENTS (programs)],
    };
  return fake_processes_new (processes, n);
}

/* Down, and from the end on at the top again, so that there always is a frame. */
static void
scroll_on (GtkAdjustment *scroll, guint step)
{
  double most = gtk_adjustment_get_upper (scroll) - gtk_adjustment_get_page_size (scroll);
  guint n_steps = MAX (1, (guint) (most / SCROLL_PIXELS));

  gtk_adjustment_set_value (scroll, (step % n_steps + 1) * SCROLL_PIXELS);
}

static void
measure (FakeHost *host, FrameTime *frame, guint n, GtkAdjustment *scroll)
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
      if (scroll != NULL)
        scroll_on (scroll, (guint) (i + N_WARM_UP));
      frame_time_wait (frame);
      if (i >= 0)
        frames[i] = frame->frame_nsec;
    }
  report_times ("update", updates, N_UPDATES);
  report_times (scroll != NULL ? "scroll" : "frame", frames, N_UPDATES);
}

/* A frame that only scrolls. */
static void
measure_scroll (FrameTime *frame, GtkAdjustment *scroll)
{
  static gint64 frames[N_UPDATES];

  for (guint i = 0; i < N_UPDATES; i++)
    {
      scroll_on (scroll, i);
      frame_time_wait (frame);
      frames[i] = frame->frame_nsec;
    }
  report_times ("scroll", frames, N_UPDATES);
}

static void
measure_arrangement (FakeHost *host, FrameTime *frame, guint n, VmpPicker *picker, const char *arrangement)
{
  GtkWidget *view = find_widget (GTK_WIDGET (picker), GTK_TYPE_LIST_VIEW);
  GtkAdjustment *scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));

  g_print ("%s\n", arrangement);
  g_object_set (picker, "arrangement", arrangement, NULL);
  gtk_adjustment_set_value (scroll, 0);
  measure (host, frame, n, NULL);
  measure_scroll (frame, scroll);
  g_print ("updated at each step of scrolling\n");
  measure (host, frame, n, scroll);
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 2000;
  FakeHost *host;
  VmpMonitor *monitor;
  VmpPicker *picker;
  GtkWidget *window;
  FrameTime frame;

  adw_init ();
  monitor = fake_host_new_monitor (&host);
  picker = g_object_new (VMP_TYPE_PICKER, NULL);
  vmp_picker_set_monitor (picker, monitor);
  window = gtk_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 320, 900);
  gtk_window_set_child (GTK_WINDOW (window), GTK_WIDGET (picker));
  gtk_window_present (GTK_WINDOW (window));
  frame_time_watch (&frame, window);
  for (gint32 pid = 1; pid <= N_WATCHED; pid++)
    vmp_watch_list_add (vmp_watch_list_get (monitor), pid, 10 * (guint64) pid);
  measure_arrangement (host, &frame, n, picker, "list");
  measure_arrangement (host, &frame, n, picker, "tree");
  measure_arrangement (host, &frame, n, picker, "applications");
  gtk_window_destroy (GTK_WINDOW (window));
  g_object_unref (monitor);
  return 0;
}
