/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule: what is looked at, from where on it is an alert, for how long, of whom, and when people want to hear of it. */
#pragma once

#include "vmp-alert-metric.h"

G_BEGIN_DECLS

#define VMP_ALERT_MAX_CONDITIONS 3
#define VMP_ALERT_MIN_WINDOW_NSEC G_GINT64_CONSTANT (1000000000)
#define VMP_ALERT_MAX_TIME_NSEC (G_GINT64_CONSTANT (7 * 24 * 3600) * 1000000000)
/* The time over which a slope, and a baseline, is taken unless the rule says otherwise. */
#define VMP_ALERT_SLOPE_WINDOW_NSEC (G_GINT64_CONSTANT (600) * 1000000000)
#define VMP_ALERT_BASELINE_WINDOW_NSEC (G_GINT64_CONSTANT (3600) * 1000000000)

typedef struct
{
  guint16 metric;         /* VmpMetricId or VmpAlertMachineMetric */
  guint8  derived;        /* VmpAlertDerived */
  guint8  base;           /* VmpAlertBase */
  guint8  comparison;     /* VmpAlertComparison */
  gint64  window_nsec;    /* of slope and baseline; else 0 */
  double  limit;          /* in the unit of vmp_alert_condition_get_unit() (a slope: that a minute) */
  double  hysteresis;     /* ends only so far on the other side of the limit; >= 0, same unit */
} VmpAlertCondition;

/* Whom a rule is about: all that is given has to match. Texts may hold * and ?. */
typedef struct
{
  VmpAlertScopeKind kind;
  gint32   pid;                 /* 0: any */
  guint64  start_time_ticks;    /* with pid: of this process alone, not of whoever has its number later; 0: any */
  gint64   uid;                 /* VMP_MISSING: any */
  char    *user;                /* owned: how uid was written; NULL: any */
  char    *name, *exe, *cgroup; /* owned; NULL: any */
} VmpAlertScope;

/* Immutable once it is in a set. All strings owned. */
typedef struct
{
  char              *id;              /* unique in its set */
  char              *title;
  char              *explanation;     /* "" if there is none */
  gboolean           enabled;
  VmpAlertSeverity   severity;
  VmpAlertScope      scope;
  VmpAlertCondition  conditions[VMP_ALERT_MAX_CONDITIONS];  /* all have to hold */
  guint              n_conditions;
  gint64             for_nsec;        /* so long without interruption, sleep of the machine not counted */
  gint64             cooldown_nsec;   /* told at most this often of one program */
  gint16             quiet_begin, quiet_end;  /* minutes of the day, local time; -1: no quiet hours. May go over midnight */
  gint64             muted_until_usec;        /* wall clock, since 1970: told to nobody before; 0: it is not muted */
} VmpAlertRule;

VmpAlertRule *vmp_alert_rule_new   (const char *id) G_GNUC_WARN_UNUSED_RESULT;
VmpAlertRule *vmp_alert_rule_copy  (const VmpAlertRule *self) G_GNUC_WARN_UNUSED_RESULT;
void          vmp_alert_rule_free  (VmpAlertRule *self);
/* Same in all that decides when it fires (not in its texts, nor in where it stands, nor until when it is muted). */
gboolean      vmp_alert_rule_equal (const VmpAlertRule *a, const VmpAlertRule *b);
/* Does it make sense as a whole? FALSE with VMP_ERROR_CORRUPT saying what does not, in a text that is marked for translation. */
gboolean      vmp_alert_rule_check (const VmpAlertRule *self, GError **error);
/* Is it muted at that moment? @realtime_usec: wall clock, since 1970; 0 where not known, as then (in a recording) a mute says nothing. */
gboolean      vmp_alert_rule_is_muted (const VmpAlertRule *self, gint64 realtime_usec);
/* Is a moment within its quiet hours? @minute: of the day, -1 where not known. */
gboolean      vmp_alert_rule_is_quiet (const VmpAlertRule *self, int minute);
VmpAlertUnit  vmp_alert_condition_get_unit (const VmpAlertCondition *self);

/* Rules in their order, atomically ref-counted; not changed any more once it is shared. */
typedef struct _VmpAlertSet VmpAlertSet;

VmpAlertSet        *vmp_alert_set_new     (void) G_GNUC_WARN_UNUSED_RESULT;
VmpAlertSet        *vmp_alert_set_ref     (VmpAlertSet *self);
void                vmp_alert_set_unref   (VmpAlertSet *self);
/* Takes @rule, which has been checked. FALSE (and @rule is freed) if one of that id is there. */
gboolean            vmp_alert_set_take    (VmpAlertSet *self, VmpAlertRule *rule);
guint               vmp_alert_set_get_n   (const VmpAlertSet *self);
const VmpAlertRule *vmp_alert_set_get     (const VmpAlertSet *self, guint i);
/* The ready-made rules. Titles and explanations are marked for translation. */
VmpAlertSet        *vmp_alert_set_new_ready_made (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertRule, vmp_alert_rule_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertSet, vmp_alert_set_unref)

G_END_DECLS
