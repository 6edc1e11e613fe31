/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A small list of processes to search and choose one from, for a popover. */
#pragma once

#include <adwaita.h>

#include "../vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_CHOOSER (vmp_process_chooser_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessChooser, vmp_process_chooser, VMP, PROCESS_CHOOSER, AdwBin)

/**
 * VmpProcessChooser::chosen:
 * @pid: process id
 * @start_time_ticks: its start time
 *
 * The user chose a process.
 */

/* Whose processes are listed; it is asked only while the list is to be seen. */
void vmp_process_chooser_set_monitor (VmpProcessChooser *self,
                                      VmpMonitor        *monitor);

G_END_DECLS
