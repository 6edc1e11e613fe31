/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Waits until a program runs that was watched before. */
#pragma once

#include "../vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_WAITER (vmp_process_waiter_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessWaiter, vmp_process_waiter, VMP, PROCESS_WAITER, GObject)

/**
 * VmpProcessWaiter::found:
 * @pid: process id
 * @start_time_ticks: its start time
 *
 * A process of that program runs. Emitted once.
 */

/**
 * vmp_process_waiter_new:
 * @exe: (nullable): path of the executable; NULL or "" if it is not known, then the name decides
 * @name: name of the process
 * @started_after_nsec: only a process that started at this CLOCK_BOOTTIME or later
 *
 * Asks the monitor for lists of processes, from the main loop on and until it is let go of.
 */
VmpProcessWaiter *vmp_process_waiter_new  (VmpMonitor     *monitor,
                                           const char     *exe,
                                           const char     *name,
                                           gint64          started_after_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* The newest process of @list that fits, or NULL. Pure; borrowed from the list. */
const VmpProcessRow *vmp_process_waiter_find (VmpProcessList *list,
                                           const char     *exe,
                                           const char     *name,
                                           gint64          started_after_nsec);

G_END_DECLS
