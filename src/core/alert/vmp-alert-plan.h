/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of rules made ready for being gone through quickly: what many rules ask for is found once. For the watcher alone. */
#pragma once

#include "vmp-alert-rule.h"

G_BEGIN_DECLS

/* What is kept of the past of a metric: a VmpAlertSlope or a VmpAlertBaseline. */
typedef struct
{
  guint16  metric;
  gboolean is_baseline;
  gint64   window_nsec;
} VmpAlertTrail;

/* One number that conditions are about. */
typedef struct
{
  guint16 metric;
  guint8  derived, base;
  gint64  window_nsec;
  int     trail;          /* index, -1: none */
} VmpAlertSignal;

/* The first condition of a rule, so that most samples are dismissed by one comparison. */
typedef struct
{
  double  sign;           /* -1: below */
  double  clear;          /* sign × value less than this: surely not */
  guint32 signal;
} VmpAlertQuick;

typedef struct
{
  VmpAlertSet    *set;        /* owned */
  guint           n_rules, n_signals, n_trails;
  VmpAlertTrail  *trails;     /* owned */
  VmpAlertSignal *signals;    /* owned */
  VmpAlertQuick  *quick;      /* owned, by rule */
  guint32       (*by_rule)[VMP_ALERT_MAX_CONDITIONS];   /* owned: signals of the conditions */
} VmpAlertPlan;

VmpAlertPlan *vmp_alert_plan_new       (VmpAlertSet *set) G_GNUC_WARN_UNUSED_RESULT;
void          vmp_alert_plan_free      (VmpAlertPlan *self);
/* The index of the same trail in @self, or -1. */
int           vmp_alert_plan_find_trail (const VmpAlertPlan *self, const VmpAlertTrail *trail);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertPlan, vmp_alert_plan_free)

G_END_DECLS
