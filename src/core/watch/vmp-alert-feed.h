/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a machine: lists of its processes and events go in, alerts come out. For the command line and the window alike. */
#pragma once

#include "core/alert/vmp-alert-crowd.h"
#include "vmp-alert-deep.h"

G_BEGIN_DECLS

/* One thread; reads nothing itself. */
typedef struct _VmpAlertFeed VmpAlertFeed;

/* @interval_nsec: between two lists. @funcs (borrowed) and @func get @user_data. */
VmpAlertFeed    *vmp_alert_feed_new           (VmpAlertSet *set, gint64 interval_nsec, const VmpAlertDeepFuncs *funcs,
                                               VmpAlertFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_alert_feed_free          (VmpAlertFeed *self);
/* Rules concern only those that match. @filter is borrowed and has to outlive it. */
void             vmp_alert_feed_set_filter    (VmpAlertFeed *self, const VmpAlertScope *filter);
/* Other rules from now on; see vmp_alert_watcher_set_rules(). */
void             vmp_alert_feed_set_rules     (VmpAlertFeed *self, VmpAlertSet *set);
/* What lists have to hold for the rules, VmpProcessColumns; FALSE if no rule is on. */
gboolean         vmp_alert_feed_get_columns   (VmpAlertFeed *self, guint *out_columns);
/* Whoever is measured by itself is judged at each of its samples, not with the next list only; trees and the machine are with lists. */
void             vmp_alert_feed_consume       (VmpAlertFeed *self, VmpBatch *batch);
void             vmp_alert_feed_consume_list  (VmpAlertFeed *self, VmpProcessList *list);
/* Lists since the rules were set: what a first reading can not tell yet is not unknown. */
guint64          vmp_alert_feed_get_n_lists   (VmpAlertFeed *self);
/* A copy of what is known of programs now, for a worker that keeps it; NULL if no rule needs that. Owned. */
VmpAlertLearned *vmp_alert_feed_learn         (VmpAlertFeed *self) G_GNUC_WARN_UNUSED_RESULT;
/* Borrowed. */
VmpAlertWatcher *vmp_alert_feed_get_watcher   (VmpAlertFeed *self);
/* The moment of a time (CLOCK_BOOTTIME), for what happens between lists. */
VmpAlertClock    vmp_alert_feed_make_clock    (VmpAlertFeed *self, gint64 time_nsec);
/* Of all that it concerns: no alert of the rule @id before @until_nsec (CLOCK_BOOTTIME). @pid 0: of the machine; whoever has it if
 * @start_time_ticks is 0. FALSE if there is no such process, or the rule does not concern it. */
gboolean         vmp_alert_feed_mute          (VmpAlertFeed *self, const char *id, gint32 pid, guint64 start_time_ticks,
                                               gint64 until_nsec);

/* A zombie has no memory and does nothing any more: it has ended. Kernel threads have none either. */
gboolean         vmp_alert_feed_has_memory    (const VmpProcessRow *row);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertFeed, vmp_alert_feed_free)

G_END_DECLS
