/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the watcher tells as an event: for graphs, recordings and the flight recorder. */

#include "config.h"

#include "vmp-alert-notice.h"

#include "core/kernel/vmp-process.h"
#include "vmp-alert-metric.h"

#include <string.h>

VmpAlertStage
vmp_alert_notice_get_stage (const VmpAlertNotice *notice)
{
  switch (notice->outcome)
    {
    case VMP_ALERT_RESOLVED:
      return VMP_ALERT_STAGE_RESOLVED;
    case VMP_ALERT_ENDED:
      return VMP_ALERT_STAGE_ENDED;
    case VMP_ALERT_WITHDRAWN:
      return VMP_ALERT_STAGE_WITHDRAWN;
    case VMP_ALERT_NOTHING:
    case VMP_ALERT_FIRED:
    default:
      return VMP_ALERT_STAGE_BEGAN;
    }
}

/* A rule comes from a file that anybody may have written. */
static GRefString *
ref_safe (const char *text)
{
  g_autofree char *safe = vmp_text_escape (text, strlen (text));

  return g_ref_string_new (safe);
}

void
vmp_alert_notice_make_event (const VmpAlertNotice *notice,
                             guint32               target,
                             VmpEvent             *out)
{
  const VmpAlertRule *rule = notice->rule;
  const VmpAlertCondition *condition = &rule->conditions[0];

  *out = (VmpEvent) { VMP_EVENT_ALERT, target, notice->time_nsec };
  out->alert = (VmpAlertFact) {
    .rule = ref_safe (rule->id), .title = ref_safe (rule->title),
    .metric = g_ref_string_new (vmp_alert_metric_get_key (condition->metric)),
    .severity = rule->severity, .stage = vmp_alert_notice_get_stage (notice), .scope = rule->scope.kind,
    .derived = condition->derived, .base = condition->base, .comparison = condition->comparison,
    .unit = vmp_alert_condition_get_unit (condition), .since_nsec = CLAMP (notice->since_nsec, 0, notice->time_nsec),
    .value = notice->values[0], .limit = condition->limit,
  };
}
