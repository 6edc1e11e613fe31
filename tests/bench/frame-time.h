/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the frames of a window cost the main loop. */
#pragma once

#include <gtk/gtk.h>

typedef struct
{
  GtkWidget *window;
  gint64     begin_nsec;
  gint64     frame_nsec;    /* processor time of the last frame */
  guint      n_frames;
} FrameTime;

/* Processor time of this thread. */
gint64 cpu_nsec         (void);
/* Times the frames of @window, which is shown already, from now on. */
void   frame_time_watch (FrameTime *self, GtkWidget *window);
/* Has a frame drawn and waits for it. */
void   frame_time_wait  (FrameTime *self);
/* Prints median, 95th of 100 and longest of @n times; sorts them. */
void   report_times     (const char *what, gint64 *nsec, guint n);
