/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The controllers that bars have in common. */
#include "config.h"

#include "vmp-bar-input.h"

void
vmp_bar_input_add (GtkWidget *bar,
                   GCallback  key_pressed,
                   GCallback  motion,
                   GCallback  leave,
                   GCallback  released)
{
  GtkEventController *keys = gtk_event_controller_key_new ();
  GtkEventController *pointer = gtk_event_controller_motion_new ();
  GtkEventController *focus = gtk_event_controller_focus_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (keys, "key-pressed", key_pressed, bar);
  g_signal_connect_swapped (pointer, "motion", motion, bar);
  g_signal_connect_swapped (pointer, "leave", leave, bar);
  g_signal_connect_swapped (focus, "leave", leave, bar);
  g_signal_connect_swapped (click, "released", released, bar);
  gtk_widget_add_controller (bar, keys);
  gtk_widget_add_controller (bar, pointer);
  gtk_widget_add_controller (bar, focus);
  gtk_widget_add_controller (bar, GTK_EVENT_CONTROLLER (click));
}
