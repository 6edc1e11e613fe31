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

typedef enum
{
  VMP_ALERT_NOTE,
  VMP_ALERT_WARNING,
  VMP_ALERT_CRITICAL,
  VMP_ALERT_N_SEVERITIES
} VmpAlertSeverity;

/* What is made of the measured value. */
typedef enum
{
  VMP_ALERT_VALUE,
  VMP_ALERT_SLOPE,        /* how much it grows a minute, over a window */
  VMP_ALERT_UNUSUAL,      /* how many robust deviations it is away from its baseline */
  VMP_ALERT_N_DERIVED
} VmpAlertDerived;

/* What it is a share of. */
typedef enum
{
  VMP_ALERT_OF_NOTHING,
  VMP_ALERT_OF_RAM,
  VMP_ALERT_OF_CGROUP_LIMIT,
  VMP_ALERT_OF_BASELINE,  /* of what is usual for it */
  VMP_ALERT_N_BASES
} VmpAlertBase;

typedef enum
{
  VMP_ALERT_ABOVE,
  VMP_ALERT_AT_LEAST,
  VMP_ALERT_BELOW,
  VMP_ALERT_AT_MOST,
  VMP_ALERT_N_COMPARISONS
} VmpAlertComparison;

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

typedef enum
{
  VMP_ALERT_SCOPE_PROCESS,  /* each process that matches, for itself */
  VMP_ALERT_SCOPE_TREE,     /* each that matches together with all its descendants, added up */
  VMP_ALERT_SCOPE_MACHINE,
  VMP_ALERT_N_SCOPES
} VmpAlertScopeKind;

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
} VmpAlertRule;

VmpAlertRule *vmp_alert_rule_new   (const char *id) G_GNUC_WARN_UNUSED_RESULT;
void          vmp_alert_rule_free  (VmpAlertRule *self);
/* Same in all that decides when it fires (not in its texts, nor in where it stands). */
gboolean      vmp_alert_rule_equal (const VmpAlertRule *a, const VmpAlertRule *b);
/* Does it make sense as a whole? FALSE with VMP_ERROR_CORRUPT saying what does not. */
gboolean      vmp_alert_rule_check (const VmpAlertRule *self, GError **error);
/* Is a moment within its quiet hours? @minute: of the day, -1 where not known. */
gboolean      vmp_alert_rule_is_quiet (const VmpAlertRule *self, int minute);
VmpAlertUnit  vmp_alert_condition_get_unit (const VmpAlertCondition *self);

/* Stable words of rules files; static. The lookups give -1 for a word that is none. */
const char   *vmp_alert_severity_get_key   (VmpAlertSeverity value);
const char   *vmp_alert_derived_get_key    (VmpAlertDerived value);
const char   *vmp_alert_base_get_key       (VmpAlertBase value);
const char   *vmp_alert_comparison_get_key (VmpAlertComparison value);
const char   *vmp_alert_scope_get_key      (VmpAlertScopeKind value);
int           vmp_alert_severity_lookup    (const char *key);
int           vmp_alert_derived_lookup     (const char *key);
int           vmp_alert_base_lookup        (const char *key);
int           vmp_alert_comparison_lookup  (const char *key);
int           vmp_alert_scope_lookup       (const char *key);

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
