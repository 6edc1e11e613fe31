/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a stream of events alone, live or recorded: no list of processes, so nothing of the machine, and of trees and control
 * groups what the stream tells. */
#pragma once

#include "core/alert/vmp-alert-watcher.h"
#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* One thread; reads nothing itself. */
typedef struct _VmpAlertStream VmpAlertStream;

/* Why nothing can be said about a rule. */
typedef enum
{
  VMP_ALERT_LACKS_NOTHING,
  VMP_ALERT_LACKS_MACHINE,      /* nothing is known of the machine as a whole */
  VMP_ALERT_LACKS_CHILDREN,     /* nor of children */
  VMP_ALERT_LACKS_CGROUP,       /* nor of the control group, or its limit */
} VmpAlertLack;

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
/* Children are in the stream, with the FORK events that say whose they are: so trees can be judged. Before anything is consumed. */
void            vmp_alert_stream_follow_trees (VmpAlertStream *self);
/* The control group of the first process (and so of its children) and its limit, as long as nothing else is known of them; NULL and
 * VMP_MISSING if that is not known either. Before anything is consumed. */
void            vmp_alert_stream_set_cgroup (VmpAlertStream *self, const char *cgroup, gint64 limit_bytes);
void            vmp_alert_stream_consume    (VmpAlertStream *self, const VmpEvent *event);
/* Number of the process whose event is consumed at the moment, for @func. */
guint32         vmp_alert_stream_get_target (VmpAlertStream *self);
/* What the stream has to hold for the rule, and does not. */
VmpAlertLack    vmp_alert_stream_find_lack  (const VmpAlertStream *self, const VmpAlertRule *rule);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertStream, vmp_alert_stream_free)

G_END_DECLS
