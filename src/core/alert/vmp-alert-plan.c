/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A set of rules made ready for being gone through quickly: what many rules ask for is found once. */

#include "config.h"

#include "vmp-alert-plan.h"

int
vmp_alert_plan_find_trail (const VmpAlertPlan  *self,
                           const VmpAlertTrail *trail)
{
  for (guint i = 0; i < self->n_trails; i++)
    if (self->trails[i].metric == trail->metric && self->trails[i].is_baseline == trail->is_baseline &&
        self->trails[i].window_nsec == trail->window_nsec)
      return i;
  return -1;
}

/* The trail that a condition needs, or -1. */
static int
need_trail (VmpAlertPlan            *self,
            const VmpAlertCondition *condition)
{
  VmpAlertTrail trail = {
    condition->metric,
    condition->derived == VMP_ALERT_UNUSUAL || condition->base == VMP_ALERT_OF_BASELINE,
    condition->window_nsec,
  };
  int found;

  if (condition->derived != VMP_ALERT_SLOPE && !trail.is_baseline)
    return -1;
  found = vmp_alert_plan_find_trail (self, &trail);
  if (found >= 0)
    return found;
  self->trails[self->n_trails] = trail;
  return self->n_trails++;
}

static guint32
need_signal (VmpAlertPlan            *self,
             const VmpAlertCondition *condition)
{
  for (guint i = 0; i < self->n_signals; i++)
    {
      const VmpAlertSignal *signal = &self->signals[i];

      if (signal->metric == condition->metric && signal->derived == condition->derived && signal->base == condition->base &&
          signal->window_nsec == condition->window_nsec)
        return i;
    }
  self->signals[self->n_signals] = (VmpAlertSignal) {
    condition->metric, condition->derived, condition->base, condition->window_nsec, need_trail (self, condition),
  };
  return self->n_signals++;
}

static void
add_rule (VmpAlertPlan       *self,
          guint               i,
          const VmpAlertRule *rule)
{
  const VmpAlertCondition *first = &rule->conditions[0];
  double sign = first->comparison <= VMP_ALERT_AT_LEAST ? 1 : -1;

  for (guint k = 0; k < rule->n_conditions; k++)
    self->by_rule[i][k] = need_signal (self, &rule->conditions[k]);
  self->quick[i] = (VmpAlertQuick) { sign, sign * first->limit - first->hysteresis, self->by_rule[i][0] };
}

VmpAlertPlan *
vmp_alert_plan_new (VmpAlertSet *set)
{
  VmpAlertPlan *self = g_new0 (VmpAlertPlan, 1);
  guint n = vmp_alert_set_get_n (set), most = n * VMP_ALERT_MAX_CONDITIONS;

  self->set = vmp_alert_set_ref (set);
  self->n_rules = n;
  self->trails = g_new0 (VmpAlertTrail, most);
  self->signals = g_new0 (VmpAlertSignal, most);
  self->quick = g_new0 (VmpAlertQuick, n);
  self->by_rule = g_malloc0_n (n, sizeof *self->by_rule);
  for (guint i = 0; i < n; i++)
    add_rule (self, i, vmp_alert_set_get (set, i));
  return self;
}

void
vmp_alert_plan_free (VmpAlertPlan *self)
{
  vmp_alert_set_unref (self->set);
  g_free (self->trails);
  g_free (self->signals);
  g_free (self->quick);
  g_free (self->by_rule);
  g_free (self);
}
