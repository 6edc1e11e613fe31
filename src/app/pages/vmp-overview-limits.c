/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Limits of rules as lines in the graphs of the overview, and rules that are made there. */
#include "config.h"

#include "vmp-overview-graphs-private.h"

#include <math.h>

#include "../widgets/vmp-chart-layers.h"
#include "report/vmp-alert-text.h"

static void
clear_limit (gpointer data)
{
  VmpChartLimit *limit = data;

  g_free (limit->rule);
  g_free (limit->title);
}

/* Only what is as simple as a line: one value of this process that must not be passed. */
static gboolean
is_line (const VmpAlertRule   *rule,
         const VmpProcessInfo *info)
{
  const VmpAlertIdentity identity = {
    info->identity.pid, info->parent_pid, info->identity.start_time_ticks, info->uid, info->name, info->exe, NULL,
  };

  return rule->enabled && rule->scope.kind == VMP_ALERT_SCOPE_PROCESS && rule->n_conditions == 1 &&
         rule->conditions[0].derived == VMP_ALERT_VALUE && rule->conditions[0].base == VMP_ALERT_OF_NOTHING &&
         vmp_alert_scope_matches (&rule->scope, &identity);
}

/* In the unit of graphs: rates are thousandths a second. */
static gint64
to_graph (const VmpAlertCondition *condition)
{
  double factor = vmp_alert_metric_get_unit (condition->metric) == VMP_ALERT_UNIT_PER_SECOND ? 1000 : 1;

  return (gint64) CLAMP (condition->limit * factor, 0, 9e18);
}

void
vmp_overview_graphs_set_limits (VmpOverviewGraphs    *self,
                                VmpAlertService      *service,
                                const VmpProcessInfo *info)
{
  VmpAlertSet *set = service != NULL ? vmp_alert_service_get_rules (service) : NULL;

  for (guint graph = 0; graph < vmp_overview_graphs_get_n (self); graph++)
    {
      VmpChart *chart = vmp_overview_graphs_get_chart (self, graph);
      GArray *limits = g_array_new (FALSE, TRUE, sizeof (VmpChartLimit));

      g_array_set_clear_func (limits, clear_limit);
      for (guint i = 0; set != NULL && info != NULL && i < vmp_alert_set_get_n (set); i++)
        {
          const VmpAlertRule *rule = vmp_alert_set_get (set, i);
          VmpChartLimit limit = { 0 };

          if (!is_line (rule, info) || !vmp_chart_has_metric (chart, rule->conditions[0].metric))
            continue;
          limit.rule = g_strdup (rule->id);
          limit.title = g_strdup (vmp_alert_text_translate (rule->title));
          limit.value = to_graph (&rule->conditions[0]);
          g_array_append_val (limits, limit);
        }
      vmp_chart_take_limits (chart, limits);
    }
}

void
vmp_overview_limits_move (VmpAlertService *service,
                          const char      *id,
                          gint64           value)
{
  const VmpAlertRule *rule = service != NULL ? vmp_alert_service_find_rule (service, id) : NULL;
  VmpAlertRule *copy;

  if (rule == NULL || !vmp_alert_service_can_change (service))
    return;
  copy = vmp_alert_rule_copy (rule);
  copy->conditions[0].limit = vmp_alert_metric_convert (copy->conditions[0].metric, value);
  vmp_alert_service_take_rule (service, copy);
}
