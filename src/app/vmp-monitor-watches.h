/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a monitor's host measures for whom: watched processes with their users, followed children, wishes for mappings. */
#pragma once

#include "core/engine/vmp-host.h"
#include "core/model/vmp-session.h"

G_BEGIN_DECLS

typedef struct _VmpMonitorWatches VmpMonitorWatches;

/* @host and @session are borrowed and outlive it; without a host nothing is watched, but wishes are kept. */
VmpMonitorWatches *vmp_monitor_watches_new             (VmpHost               *host,
                                                        VmpSession            *session) G_GNUC_WARN_UNUSED_RESULT;
void               vmp_monitor_watches_free            (VmpMonitorWatches     *self);

/* One more user of the process. Returns: its target's number. */
guint32            vmp_monitor_watches_add             (VmpMonitorWatches     *self,
                                                        gint32                 pid,
                                                        guint64                start_time_ticks,
                                                        const VmpWatchOptions *options);
/* One more user of a target; FALSE if it is not watched. */
gboolean           vmp_monitor_watches_keep            (VmpMonitorWatches     *self,
                                                        guint32                target);
/* One user less. The last one takes what is known of it and of its children along. */
void               vmp_monitor_watches_remove          (VmpMonitorWatches     *self,
                                                        guint32                target);
gboolean           vmp_monitor_watches_contains        (VmpMonitorWatches     *self,
                                                        guint32                target);
/* Interval and budget of all, as in @options. */
void               vmp_monitor_watches_set_pace        (VmpMonitorWatches     *self,
                                                        const VmpWatchOptions *options);

void               vmp_monitor_watches_follow_children (VmpMonitorWatches     *self,
                                                        guint32                target);
/* Children that the host began to measure with their parents. Beyond some hundreds that have ended the oldest are forgotten. */
void               vmp_monitor_watches_note_children   (VmpMonitorWatches     *self,
                                                        VmpBatch              *batch);
/* Those of @target and theirs, over however many generations, in the order they came; also those that have ended. */
GArray            *vmp_monitor_watches_list_children   (VmpMonitorWatches     *self,
                                                        guint32                target) G_GNUC_WARN_UNUSED_RESULT;

/* @owner wants the mappings of @target every @interval_nsec. Returns: whether it didn't before. */
gboolean           vmp_monitor_watches_request_maps    (VmpMonitorWatches     *self,
                                                        guint32                target,
                                                        gpointer               owner,
                                                        gint64                 interval_nsec);
void               vmp_monitor_watches_withdraw_maps   (VmpMonitorWatches     *self,
                                                        guint32                target,
                                                        gpointer               owner);
gboolean           vmp_monitor_watches_wants_maps      (VmpMonitorWatches     *self,
                                                        guint32                target);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMonitorWatches, vmp_monitor_watches_free)

G_END_DECLS
