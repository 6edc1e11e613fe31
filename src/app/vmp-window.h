/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window: processes at the side, the chosen one beside them. */
#pragma once

#include <adwaita.h>

#include "models/vmp-alert-record.h"
#include "vmp-launch.h"
#include "vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_WINDOW (vmp_window_get_type ())
G_DECLARE_FINAL_TYPE (VmpWindow, vmp_window, VMP, WINDOW, AdwApplicationWindow)

VmpWindow *vmp_window_new          (GtkApplication *application,
                                    VmpMonitor     *monitor,
                                    GSettings      *settings);
/* One for a tab that moves out of another window. */
VmpWindow *vmp_window_new_without_tab (GtkApplication *application,
                                    VmpMonitor     *monitor,
                                    GSettings      *settings);
/* Watches and shows a process in the current tab; start time 0 for whoever has the pid now. */
void       vmp_window_show_process (VmpWindow      *self,
                                    gint32          pid,
                                    guint64         start_time_ticks);
/* What the user wants a new window to show: nothing, or the program watched last if it runs. */
void       vmp_window_show_start_page (VmpWindow   *self);
/* The same as vmp_window_show_process() in a new tab, or in the current one if that is empty. */
void       vmp_window_open_tab     (VmpWindow      *self,
                                    gint32          pid,
                                    guint64         start_time_ticks);
/* Shows a program that was launched, with its output, in the tab that is open if that is empty, else in a new one. */
void       vmp_window_show_launch  (VmpWindow      *self,
                                    VmpLaunch      *launch);
/* Opens a recording, in the tab that is open if that is empty, else in a new one; in the tab that has it, if there is one. */
void       vmp_window_show_recording (VmpWindow    *self,
                                    const char     *path);
/* Shows the process of an alert at the time when it began, in a tab of its own if the current one shows another; the alerts if it
 * is of the machine. */
void       vmp_window_show_alert   (VmpWindow      *self,
                                    VmpAlertRecord *record);
/* The launched program that is shown, or NULL. Borrowed. */
VmpLaunch *vmp_window_get_launch   (VmpWindow      *self);
VmpMonitor *vmp_window_get_monitor (VmpWindow      *self);
/* The pages that a process has, NULL if there is no tab. Borrowed. */
AdwViewStack *vmp_window_get_pages (VmpWindow      *self);
/* Says that the processes of the computer are out of sight, as in a flatpak. */
void       vmp_window_set_sandboxed (VmpWindow     *self,
                                    gboolean        sandboxed);

G_END_DECLS
