/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar: all processes, to search, sort and choose from. */
#pragma once

#include <adwaita.h>

#include "vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_PICKER (vmp_picker_get_type ())
G_DECLARE_FINAL_TYPE (VmpPicker, vmp_picker, VMP, PICKER, AdwBin)

/**
 * VmpPicker::chosen:
 * @pid: process id
 * @start_time_ticks: its start time
 *
 * The user chose a process, maybe the one that was chosen before.
 */

/* Lists what @monitor sees, while the picker is on the screen. */
void vmp_picker_set_monitor    (VmpPicker  *self,
                                VmpMonitor *monitor);
/* Marks a process as the chosen one; pid 0 for none. Does not emit "chosen". */
void vmp_picker_select         (VmpPicker  *self,
                                gint32      pid,
                                guint64     start_time_ticks);
/* Keys typed anywhere in @widget go into the search. */
void vmp_picker_capture_keys   (VmpPicker  *self,
                                GtkWidget  *widget);
void vmp_picker_focus_search   (VmpPicker  *self);
/* For binding to settings: "sort", "order", "own-only", "kernel-threads". */
void vmp_picker_bind_settings  (VmpPicker  *self,
                                GSettings  *settings);

G_END_DECLS
