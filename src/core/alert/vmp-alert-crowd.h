/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All processes of a machine, list by list: who is new, who ended, who belongs to whose tree. */
#pragma once

#include "vmp-alert-watcher.h"

G_BEGIN_DECLS

/* One thread. */
typedef struct _VmpAlertCrowd VmpAlertCrowd;

/* @watcher is borrowed and has to outlive it. */
VmpAlertCrowd *vmp_alert_crowd_new     (VmpAlertWatcher *watcher) G_GNUC_WARN_UNUSED_RESULT;
/* The subjects stay in the watcher, which frees them. */
void           vmp_alert_crowd_free    (VmpAlertCrowd *self);

/* Rules concern only those that match; others still count in trees. NULL: all. @filter is borrowed and has to outlive it. */
void           vmp_alert_crowd_set_filter (VmpAlertCrowd *self, const VmpAlertScope *filter);
/* One list: begin, each process once, end. A process that was in the list before and is not in this one has ended. While nobody comes
 * or goes nothing is allocated. */
void           vmp_alert_crowd_begin   (VmpAlertCrowd *self, const VmpAlertClock *clock);
void           vmp_alert_crowd_add     (VmpAlertCrowd *self, const VmpAlertIdentity *identity,
                                        const gint64 values[VMP_ALERT_N_METRICS], gint64 cgroup_limit_bytes);
/* A sample of one process, between lists. Nothing if it is not in the lists, or no rule concerns it. */
void           vmp_alert_crowd_step    (VmpAlertCrowd *self, gint32 pid, guint64 start_time_ticks,
                                        const gint64 values[VMP_ALERT_N_METRICS], const VmpAlertClock *clock);
/* Trees are judged here, when all their members are known. */
void           vmp_alert_crowd_end     (VmpAlertCrowd *self);
/* The values of the machine, at any time; processes' are not looked at. */
void           vmp_alert_crowd_add_machine (VmpAlertCrowd *self, const gint64 values[VMP_ALERT_N_METRICS],
                                            const VmpAlertClock *clock);
/* Call it after the watcher got other rules: who was of no concern may be now. */
void           vmp_alert_crowd_note_rules (VmpAlertCrowd *self);
/* No alert of the rule @id before @until_nsec: of the process or its tree; of the machine where @pid is 0. FALSE if there is none that
 * the rule concerns. */
gboolean       vmp_alert_crowd_mute    (VmpAlertCrowd *self, const char *id, gint32 pid, guint64 start_time_ticks,
                                        gint64 until_nsec);
/* How many processes a rule concerns. */
guint          vmp_alert_crowd_count   (VmpAlertCrowd *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertCrowd, vmp_alert_crowd_free)

G_END_DECLS
