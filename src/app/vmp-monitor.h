/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The service that measures for all windows: owns the host and the session, and says when something changed. */
#pragma once

#include <glib-object.h>

#include "core/engine/vmp-host.h"
#include "core/model/vmp-session.h"

G_BEGIN_DECLS

#define VMP_TYPE_MONITOR (vmp_monitor_get_type ())
G_DECLARE_FINAL_TYPE (VmpMonitor, vmp_monitor, VMP, MONITOR, GObject)

/**
 * VmpMonitor::target-changed:
 * @target: the target's number
 * @event_mask: a bit (1 << VmpEventType) for each type of event that came
 *
 * Emitted in the main thread, at most once a target and hand-over (so never more often than once a frame).
 */

/**
 * VmpMonitor::processes-changed:
 *
 * There is a newer list of processes.
 */

/**
 * VmpMonitor::page-states:
 * @target: the target's number
 * @request: the number that vmp_monitor_request_pages() gave
 * @states: (type gpointer) (nullable): a VmpPageStates, borrowed
 * @reason: a VmpReason: why there are none
 *
 * A request is answered.
 */

/**
 * VmpMonitor::batch:
 * @batch: (type gpointer): a VmpBatch, borrowed; take a reference to keep it
 *
 * All that came, of all targets, after the session has consumed it: for whoever records or watches by rules.
 */

/**
 * VmpMonitor::maps-wanted:
 * @target: the target's number
 *
 * Somebody began to ask for its mappings: for whoever has them where there is no host.
 */

/* Measures this machine. Returns: (transfer full) */
VmpMonitor     *vmp_monitor_new                (VmpProcRoot *root) G_GNUC_WARN_UNUSED_RESULT;
/* Measures by @host (taken), whose wake function is to be vmp_monitor_wake(); NULL: only the session is there. */
VmpMonitor     *vmp_monitor_new_for_host       (VmpHost     *host) G_GNUC_WARN_UNUSED_RESULT;
/* Measures nothing: its session is filled from a recording. */
VmpMonitor     *vmp_monitor_new_for_recording  (void) G_GNUC_WARN_UNUSED_RESULT;
/* Says that the host has something to take. Any thread. */
void            vmp_monitor_wake               (gpointer     monitor);

/* Takes in events that no host measured: marks of the user, a recording that is replayed. As if the host had handed them over. */
void            vmp_monitor_consume            (VmpMonitor  *self,
                                                VmpBatch    *batch);

/* Borrowed; main thread only. */
VmpSession     *vmp_monitor_get_session        (VmpMonitor  *self);
/* The newest list, borrowed; NULL before the first one and after the last request was withdrawn for long. */
VmpProcessList *vmp_monitor_get_process_list   (VmpMonitor  *self);

/* Asks, in the name of @owner (any pointer), for a list of all processes once a second with these VmpProcessColumns;
 * asking again replaces. What all owners ask for is combined; without any the listing stops. */
void            vmp_monitor_request_processes  (VmpMonitor  *self,
                                                gpointer     owner,
                                                guint        columns);
void            vmp_monitor_withdraw_processes (VmpMonitor  *self,
                                                gpointer     owner);

/**
 * vmp_monitor_watch:
 * @start_time_ticks: which process that had the pid, or 0 for whoever has it now
 *
 * Starts measuring a process, or counts one user more where it is measured already.
 *
 * Returns: the number of the target, for vmp_session_find_target(), which finds it from the START event on; never 0
 */
guint32         vmp_monitor_watch              (VmpMonitor  *self,
                                                gint32       pid,
                                                guint64      start_time_ticks);
/* One user more of a target that is measured already; FALSE if it is not. */
gboolean        vmp_monitor_keep               (VmpMonitor  *self,
                                                guint32      target);
/* From now on the children of @target are measured too, each as a target of its own (FORK, START) that goes with it. */
void            vmp_monitor_follow_children    (VmpMonitor  *self,
                                                guint32      target);
/* Numbers (guint32) of the children of @target that are or were measured so, and of theirs, in the order they came. */
GArray         *vmp_monitor_list_children      (VmpMonitor  *self,
                                                guint32      target) G_GNUC_WARN_UNUSED_RESULT;
/* One user less; after the last the measuring ends and the session forgets the target. */
void            vmp_monitor_unwatch            (VmpMonitor  *self,
                                                guint32      target);
/* Asks, in the name of @owner, for the mappings of @target (an ADDRESS_SPACE event) at once and then every @interval_nsec; asking again
 * replaces. The shortest interval that an owner asked for holds, as far as the observer budget allows. */
void            vmp_monitor_request_maps       (VmpMonitor  *self,
                                                guint32      target,
                                                gpointer     owner,
                                                gint64       interval_nsec);
void            vmp_monitor_withdraw_maps      (VmpMonitor  *self,
                                                guint32      target,
                                                gpointer     owner);
/* Whether anybody asks for them. */
gboolean        vmp_monitor_wants_maps         (VmpMonitor  *self,
                                                guint32      target);
/* FALSE for a recording: it does not go on by itself, and nothing can be asked for. */
gboolean        vmp_monitor_is_live            (VmpMonitor  *self);
/* Asks what the pages of @target from @start_addr to @end_addr are. Returns a number, which the signal "page-states" tells with
 * the answer; 0 if the target is not measured (any more). */
guint32         vmp_monitor_request_pages      (VmpMonitor  *self,
                                                guint32      target,
                                                guint64      start_addr,
                                                guint64      end_addr);
/* Nobody waits for it any more; an answer may still come. 0 does nothing. */
void            vmp_monitor_cancel_pages       (VmpMonitor  *self,
                                                guint32      request);
/* Reads all of @target now, whatever the observer budget says. */
void            vmp_monitor_refresh            (VmpMonitor  *self,
                                                guint32      target);
/* While paused nothing is read, of any process and for any window, and the time is a gap (property "paused"). */
void            vmp_monitor_set_paused         (VmpMonitor  *self,
                                                gboolean     paused);
gboolean        vmp_monitor_get_paused         (VmpMonitor  *self);

G_END_DECLS
