/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many rules over many processes: who is concerned by which rule, what rules need of the past, and the states. */
#pragma once

#include "vmp-alert-learned.h"
#include "vmp-alert-state.h"

G_BEGIN_DECLS

/* One process, tree or machine as rules see it. */
typedef struct _VmpAlertSubject VmpAlertSubject;
/* One thread. */
typedef struct _VmpAlertWatcher VmpAlertWatcher;

/* What rules ask of a process. Texts as they are shown (escaped); NULL where not known. All zero for the machine. */
typedef struct
{
  gint32      pid, ppid;
  guint64     start_time_ticks;
  gint64      uid;
  const char *name, *exe, *cgroup;
} VmpAlertIdentity;

/* All borrowed for the call. */
typedef struct
{
  VmpAlertOutcome         outcome;    /* not NOTHING */
  const VmpAlertRule     *rule;
  VmpAlertSubject        *subject;
  const VmpAlertIdentity *identity;
  gint64                  time_nsec;  /* CLOCK_BOOTTIME */
  gint64                  since_nsec; /* when the conditions began to hold */
  double                  values[VMP_ALERT_MAX_CONDITIONS];   /* NaN where not known; all NaN at an end */
  const VmpAlertBaseline *baseline;   /* of the first condition that has one; NULL if none has */
} VmpAlertNotice;

typedef void (*VmpAlertFunc) (const VmpAlertNotice *notice, gpointer user_data);

/* How many a rule concerns, and of how many of them it can say nothing now. */
typedef struct
{
  guint n_subjects;
  guint n_unknown;    /* something could not be read */
  guint n_learning;   /* a slope or baseline needs more time */
} VmpAlertCounts;

VmpAlertWatcher    *vmp_alert_watcher_new          (VmpAlertSet *set, VmpAlertFunc func, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Frees the subjects that are left too, silently. */
void                vmp_alert_watcher_free         (VmpAlertWatcher *self);
/* Other rules from now on. States and what was learned are kept for rules that are the same; @clock: of WITHDRAWN. */
void                vmp_alert_watcher_set_rules    (VmpAlertWatcher *self, VmpAlertSet *set, const VmpAlertClock *clock);
VmpAlertSet        *vmp_alert_watcher_get_rules    (VmpAlertWatcher *self);
/* Of @rule (by its place in the set). */
void                vmp_alert_watcher_get_counts   (VmpAlertWatcher *self, guint rule, VmpAlertCounts *out);
/* What RAM is 100 % of; NaN until it is known. */
void                vmp_alert_watcher_set_ram      (VmpAlertWatcher *self, double bytes);

/* What is known of programs, as it was when the last process of each ended; borrowed. */
VmpAlertLearned    *vmp_alert_watcher_get_learned  (VmpAlertWatcher *self);
/* Adds to that what was learned of the processes that run. @now_sec: since 1970. */
void                vmp_alert_watcher_learn        (VmpAlertWatcher *self, gint64 now_sec);
/* Of programs that nothing was seen of yet, what was learned before holds from now on. */
void                vmp_alert_watcher_teach        (VmpAlertWatcher *self, const VmpAlertLearned *learned);
/* Does any rule need them? */
gboolean            vmp_alert_watcher_has_baselines (VmpAlertWatcher *self);

/* Does @scope (of its kind) include it? */
gboolean            vmp_alert_scope_matches        (const VmpAlertScope *scope, const VmpAlertIdentity *identity);
/* Does any rule that is on concern it? */
gboolean            vmp_alert_watcher_concerns     (VmpAlertWatcher *self, VmpAlertScopeKind kind, const VmpAlertIdentity *identity);
/* Sets @needed[m] for the metrics that rules of @kind need of @identity (NULL: of anybody). */
void                vmp_alert_watcher_find_metrics (VmpAlertWatcher *self, VmpAlertScopeKind kind, const VmpAlertIdentity *identity,
                                                    gboolean needed[VMP_ALERT_N_METRICS]);

/* From now on there is this one. Owned by the watcher. A process of a program that was there before goes on with its cooldown
 * and with what was learned. */
VmpAlertSubject    *vmp_alert_watcher_add          (VmpAlertWatcher *self, VmpAlertScopeKind kind, const VmpAlertIdentity *identity);
/* The same program has another name, owner or control group. One that runs another program is removed, and added anew. */
void                vmp_alert_watcher_change       (VmpAlertWatcher *self, VmpAlertSubject *subject, const VmpAlertIdentity *identity,
                                                    const VmpAlertClock *clock);
/* It ended. */
void                vmp_alert_watcher_remove       (VmpAlertWatcher *self, VmpAlertSubject *subject, const VmpAlertClock *clock);
/* No alert of the rule @id for @subject before @until_nsec (CLOCK_BOOTTIME). FALSE if the rule does not concern it. */
gboolean            vmp_alert_watcher_mute         (VmpAlertWatcher *self, VmpAlertSubject *subject, const char *id, gint64 until_nsec);
/* A sample: @values by metric (VMP_MISSING where not read), @cgroup_limit_bytes or VMP_MISSING. Allocates nothing. */
void                vmp_alert_watcher_step         (VmpAlertWatcher *self, VmpAlertSubject *subject,
                                                    const gint64 values[VMP_ALERT_N_METRICS], gint64 cgroup_limit_bytes,
                                                    const VmpAlertClock *clock);

const VmpAlertIdentity *vmp_alert_subject_get_identity (const VmpAlertSubject *self);
VmpAlertScopeKind       vmp_alert_subject_get_kind     (const VmpAlertSubject *self);
/* The state of the rule @id, or NULL if it does not concern @subject. Borrowed. */
const VmpAlertState    *vmp_alert_watcher_get_state    (VmpAlertWatcher *self, const VmpAlertSubject *subject, const char *id);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertWatcher, vmp_alert_watcher_free)

G_END_DECLS
