/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a stream of events alone, live or recorded: no list of processes, so nothing of the machine, of trees and control
 * groups. */
#pragma once

#include "core/alert/vmp-alert-watcher.h"
#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* One thread; reads nothing itself. */
typedef struct _VmpAlertStream VmpAlertStream;

/**
 * vmp_alert_stream_new:
 * @filter: (nullable): only processes that match; borrowed, has to outlive it
 * @interval_nsec: between two samples; VMP_MISSING if it is not known
 * @anchor_nsec: wall clock at CLOCK_BOOTTIME 0, for quiet hours; 0 if it is not known
 * @func: is told while an event is consumed
 */
VmpAlertStream *vmp_alert_stream_new        (VmpAlertSet *set, const VmpAlertScope *filter, gint64 interval_nsec, gint64 anchor_nsec,
                                             VmpAlertFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void            vmp_alert_stream_free       (VmpAlertStream *self);
/* What RAM is 100 % of; VMP_MISSING if it is not known. */
void            vmp_alert_stream_set_ram    (VmpAlertStream *self, gint64 bytes);
void            vmp_alert_stream_consume    (VmpAlertStream *self, const VmpEvent *event);
/* Number of the process whose event is consumed at the moment, for @func. */
guint32         vmp_alert_stream_get_target (VmpAlertStream *self);
/* FALSE if events alone can't say anything about the rule. */
gboolean        vmp_alert_stream_can_watch  (const VmpAlertRule *rule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertStream, vmp_alert_stream_free)

G_END_DECLS
