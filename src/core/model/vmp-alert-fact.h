/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an alert says of itself, in recordings and on the wire, and the words that rules are made of. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* All of these are stored by number: append only. */
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

typedef enum
{
  VMP_ALERT_UNIT_BYTES,
  VMP_ALERT_UNIT_COUNT,
  VMP_ALERT_UNIT_PER_SECOND,
  VMP_ALERT_UNIT_NSEC,
  VMP_ALERT_UNIT_PERCENT,
  VMP_ALERT_UNIT_DEVIATIONS,
  VMP_ALERT_UNIT_FACTOR_PERCENT,    /* percent of the usual value */
  VMP_ALERT_N_UNITS
} VmpAlertUnit;

typedef enum
{
  VMP_ALERT_SCOPE_PROCESS,  /* each process that matches, for itself */
  VMP_ALERT_SCOPE_TREE,     /* each that matches together with all its descendants, added up */
  VMP_ALERT_SCOPE_MACHINE,
  VMP_ALERT_N_SCOPES
} VmpAlertScopeKind;

/* What became of an alert. */
typedef enum
{
  VMP_ALERT_STAGE_BEGAN,
  VMP_ALERT_STAGE_RESOLVED,   /* its conditions do not hold any more */
  VMP_ALERT_STAGE_ENDED,      /* the process ended, or runs another program */
  VMP_ALERT_STAGE_WITHDRAWN,  /* the rule was changed, removed or switched off */
  VMP_ALERT_N_STAGES
} VmpAlertStage;

/* Strings are owned (atomically ref-counted) and escaped where they are from outside. Of a rule with several conditions the first
 * is told. */
typedef struct
{
  GRefString *rule, *title;   /* the rule's id, and its name for people */
  GRefString *metric;         /* the condition's: a key of vmp_alert_metric_lookup() */
  guint8      severity;       /* VmpAlertSeverity */
  guint8      stage;          /* VmpAlertStage */
  guint8      scope;          /* VmpAlertScopeKind */
  guint8      derived, base, comparison, unit;
  gint64      since_nsec;     /* CLOCK_BOOTTIME when the conditions began to hold */
  double      value, limit;   /* in @unit (a slope: that a minute); the value is NaN where it is not known */
} VmpAlertFact;

/* Stable words of rules files and recordings; static. The lookups give -1 for a word that is none. */
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
const char   *vmp_alert_stage_get_key      (VmpAlertStage value);
int           vmp_alert_stage_lookup       (const char *key);
/* "bytes", "percent"...: stable, in JSON. Static. */
const char   *vmp_alert_unit_get_key       (VmpAlertUnit unit);

G_END_DECLS
