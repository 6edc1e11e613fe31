/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The inside of the watcher, which is in two files: subjects that come and go, and judging their samples. */
#pragma once

#include "vmp-alert-plan.h"
#include "vmp-alert-watcher.h"

G_BEGIN_DECLS

struct _VmpAlertSubject
{
  VmpAlertScopeKind  kind;
  VmpAlertIdentity   identity;    /* owns its texts */
  guint              n;           /* rules that concern it; arrays by place */
  guint32           *rules;       /* owned, ascending */
  guint8            *busy;        /* owned: anything but idle and known */
  VmpAlertState     *states;      /* owned */
  guint8            *needs;       /* owned, by signal */
  gpointer          *trails;      /* owned, by trail: VmpAlertSlope or VmpAlertBaseline; NULL where no rule needs it */
};

struct _VmpAlertWatcher
{
  VmpAlertPlan   *plan;           /* owned */
  VmpAlertFunc    func;
  gpointer        user_data;
  double          ram_bytes;
  GHashTable     *subjects;       /* owned, a set that owns VmpAlertSubject */
  VmpAlertCounts *counts;         /* owned, by rule */
  double         *values;         /* owned, by signal: of the subject in hand */
  guint8         *silences;       /* owned, by signal: VmpAlertTruth of a value that is NaN */
  GHashTable     *told;           /* owned: "rule\nprogram" -> gint64, when an ended process of it was told last */
  VmpAlertLearned *learned;       /* owned: of programs, running or not */
};

/* Notes of a rule (by its place in the set) that a subject says nothing (@silence: VmpAlertTruth; 0: it says something), or no more. */
void vmp_alert_watcher_count_silence (VmpAlertWatcher *self, guint rule, guint8 silence, int by);
/* Tells what became of the rule at @place of @subject. @values: by signal; NULL at an end. */
void vmp_alert_watcher_notify        (VmpAlertWatcher *self, VmpAlertSubject *subject, guint place, VmpAlertOutcome outcome,
                                      const VmpAlertClock *clock, const double *values);

G_END_DECLS
