/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The content: the pages of the chosen process, or why there are none. */
#pragma once

#include <adwaita.h>

#include "vmp-launch.h"
#include "vmp-monitor.h"
#include "vmp-replay.h"

G_BEGIN_DECLS

#define VMP_TYPE_TARGET_VIEW (vmp_target_view_get_type ())
G_DECLARE_FINAL_TYPE (VmpTargetView, vmp_target_view, VMP, TARGET_VIEW, AdwBin)

/**
 * VmpTargetView::identified:
 * @pid: process id
 * @start_time_ticks: its start time
 *
 * The shown process was found, and this is which it is.
 */

void    vmp_target_view_set_monitor  (VmpTargetView       *self,
                                      VmpMonitor          *monitor);
/* Watches and shows a process; start time 0 for whoever has the pid now, pid 0 for none. */
void    vmp_target_view_show_process (VmpTargetView       *self,
                                      gint32               pid,
                                      guint64              start_time_ticks);
/* Shows a launched program: its output, and the other pages once it is a process. */
void    vmp_target_view_show_launch  (VmpTargetView       *self,
                                      VmpLaunch           *launch);
/* The launched program that is shown, or NULL. Borrowed. */
VmpLaunch *vmp_target_view_get_launch (VmpTargetView      *self);
/* Opens a recording and shows it in the place of what was shown. */
void    vmp_target_view_show_recording (VmpTargetView     *self,
                                      const char          *path);
/* The recording that is shown, maybe not open yet; NULL: a process that runs, or nothing. Borrowed. */
VmpReplay *vmp_target_view_get_replay (VmpTargetView      *self);
/* Which process is shown: FALSE, and nothing set, if there is none or nobody knows yet. */
gboolean vmp_target_view_get_process (VmpTargetView      *self,
                                      gint32             *out_pid,
                                      guint64            *out_start_time_ticks);
/* Neither a process nor a launched program nor a recording was ever asked for. */
gboolean vmp_target_view_is_empty     (VmpTargetView     *self);
gboolean vmp_target_view_has_ended    (VmpTargetView     *self);
/* It shows a process that is not measured now. */
gboolean vmp_target_view_is_paused    (VmpTargetView     *self);
/* It ended, and is shown again as soon as it starts. */
gboolean vmp_target_view_is_waiting   (VmpTargetView     *self);
/* The pages; whether there are several to choose from now; and whether the view has to offer that choice at its bottom. */
AdwViewStack *vmp_target_view_get_pages (VmpTargetView   *self);
gboolean vmp_target_view_get_switchable (VmpTargetView   *self);
void    vmp_target_view_set_narrow    (VmpTargetView     *self,
                                       gboolean           narrow);
/* It shows a process that is measured here and now. */
gboolean vmp_target_view_is_live      (VmpTargetView     *self);
/* What this tab records goes on until the process ends, whatever it shows by then (property "recording"). */
gboolean vmp_target_view_is_recording (VmpTargetView     *self);
/* Begins to record what is shown, to a file that is replaced or, with NULL, to a new one in the folder of recordings. */
void    vmp_target_view_record        (VmpTargetView     *self,
                                       const char        *path);
void    vmp_target_view_stop_recording (VmpTargetView    *self);
/* Shows the graphs of a moment (CLOCK_BOOTTIME). */
void    vmp_target_view_show_time    (VmpTargetView       *self,
                                      gint64               time_nsec);
/* The file of a recording of what is shown, which this tab has made; NULL: there is none that is whole. */
const char *vmp_target_view_get_saved_path (VmpTargetView *self);
/* The shown process was ended by *out_signal, and nothing recorded it. TRUE once. */
gboolean vmp_target_view_take_death   (VmpTargetView     *self,
                                       int               *out_signal);
/* The number of the watched target, 0 for none. */
guint32 vmp_target_view_get_target   (VmpTargetView       *self);

G_END_DECLS
