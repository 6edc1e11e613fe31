/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stable words of rules and alerts. */

#include "config.h"

#include "vmp-alert-fact.h"

#include <string.h>

static const char *const severity_keys[VMP_ALERT_N_SEVERITIES] = { "note", "warning", "critical" };
static const char *const derived_keys[VMP_ALERT_N_DERIVED] = { "value", "slope", "unusual" };
static const char *const base_keys[VMP_ALERT_N_BASES] = { "nothing", "ram", "cgroup-limit", "baseline" };
static const char *const comparison_keys[VMP_ALERT_N_COMPARISONS] = { "above", "at-least", "below", "at-most" };
static const char *const stage_keys[VMP_ALERT_N_STAGES] = { "began", "resolved", "ended", "withdrawn" };
static const char *const scope_keys[VMP_ALERT_N_SCOPES] = { "process", "tree", "machine" };

#define WORDS(stem, Type) \
  const char * \
  vmp_alert_##stem##_get_key (Type value) \
  { \
    g_return_val_if_fail ((guint) value < G_N_ELEMENTS (stem##_keys), NULL); \
    return stem##_keys[value]; \
  } \
  int \
  vmp_alert_##stem##_lookup (const char *key) \
  { \
    for (guint i = 0; i < G_N_ELEMENTS (stem##_keys); i++) \
      if (strcmp (stem##_keys[i], key) == 0) \
        return i; \
    return -1; \
  }

WORDS (severity, VmpAlertSeverity)
WORDS (derived, VmpAlertDerived)
WORDS (base, VmpAlertBase)
WORDS (comparison, VmpAlertComparison)
WORDS (scope, VmpAlertScopeKind)
WORDS (stage, VmpAlertStage)

const char *
vmp_alert_unit_get_key (VmpAlertUnit unit)
{
  switch (unit)
    {
    case VMP_ALERT_UNIT_BYTES:
      return "bytes";
    case VMP_ALERT_UNIT_PER_SECOND:
      return "count-per-second";
    case VMP_ALERT_UNIT_NSEC:
      return "nanoseconds";
    case VMP_ALERT_UNIT_PERCENT:
      return "percent";
    case VMP_ALERT_UNIT_DEVIATIONS:
      return "deviations";
    case VMP_ALERT_UNIT_FACTOR_PERCENT:
      return "percent-of-usual";
    case VMP_ALERT_UNIT_COUNT:
    default:
      return "count";
    }
}
