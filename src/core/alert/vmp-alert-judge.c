/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One sample of one process: the numbers that rules are about, and what rules say of them. Allocates nothing. */

#include "config.h"

#include <math.h>

#include "vmp-alert-slope.h"
#include "vmp-alert-watcher-private.h"

void
vmp_alert_watcher_count_silence (VmpAlertWatcher *self,
                                 guint            rule,
                                 guint8           silence,
                                 int              by)
{
  if (silence == VMP_ALERT_UNKNOWN)
    self->counts[rule].n_unknown += by;
  else if (silence == VMP_ALERT_LEARNING)
    self->counts[rule].n_learning += by;
}

void
vmp_alert_watcher_notify (VmpAlertWatcher     *self,
                          VmpAlertSubject     *subject,
                          guint                place,
                          VmpAlertOutcome      outcome,
                          const VmpAlertClock *clock,
                          const double        *values)
{
  guint rule = subject->rules[place];
  VmpAlertNotice notice = {
    outcome, vmp_alert_set_get (self->plan->set, rule), subject, &subject->identity,
    clock->boottime_nsec, subject->states[place].since_nsec, { NAN, NAN, NAN }, NULL,
  };

  for (guint k = 0; values != NULL && k < notice.rule->n_conditions; k++)
    {
      guint32 signal = self->plan->by_rule[rule][k];
      int trail = self->plan->signals[signal].trail;

      notice.values[k] = values[signal];
      if (trail >= 0 && self->plan->trails[trail].is_baseline && notice.baseline == NULL)
        notice.baseline = subject->trails[trail];
    }
  self->func (&notice, self->user_data);
}

static double
share (double value,
       double whole)
{
  return whole > 0 ? value / whole * 100 : NAN;
}

static double
find_value (VmpAlertWatcher      *self,
            VmpAlertSubject      *subject,
            const VmpAlertSignal *signal,
            double                raw,
            gint64                cgroup_limit_bytes)
{
  gpointer trail = signal->trail >= 0 ? subject->trails[signal->trail] : NULL;
  const VmpAlertBaseline *baseline = trail;
  double value = raw;

  if (signal->derived == VMP_ALERT_UNUSUAL)
    return isnan (raw) ? NAN : baseline->unusual;
  if (signal->base == VMP_ALERT_OF_BASELINE)
    return baseline->confidence >= VMP_ALERT_ENOUGH_CONFIDENCE ? share (raw, baseline->median) : NAN;
  if (signal->derived == VMP_ALERT_SLOPE)
    value = isnan (raw) ? NAN : ((const VmpAlertSlope *) trail)->per_minute;
  if (signal->base == VMP_ALERT_OF_RAM)
    return share (value, self->ram_bytes);
  if (signal->base == VMP_ALERT_OF_CGROUP_LIMIT)
    return cgroup_limit_bytes != VMP_MISSING ? share (value, cgroup_limit_bytes) : NAN;
  return value;
}

static void
find_values (VmpAlertWatcher     *self,
             VmpAlertSubject     *subject,
             const gint64        *values,
             gint64               cgroup_limit_bytes,
             const VmpAlertClock *clock)
{
  const VmpAlertPlan *plan = self->plan;

  for (guint i = 0; i < plan->n_trails; i++)
    {
      const VmpAlertTrail *trail = &plan->trails[i];
      double raw;

      if (subject->trails[i] == NULL)
        continue;
      raw = vmp_alert_metric_convert (trail->metric, values[trail->metric]);
      if (trail->is_baseline)
        vmp_alert_baseline_add (subject->trails[i], clock->awake_nsec, clock->max_step_nsec, raw);
      else
        vmp_alert_slope_add (subject->trails[i], clock->awake_nsec, raw);
    }
  for (guint i = 0; i < plan->n_signals; i++)
    {
      const VmpAlertSignal *signal = &plan->signals[i];
      gboolean is_known;
      double raw;

      if (!subject->needs[i])
        continue;
      raw = vmp_alert_metric_convert (signal->metric, values[signal->metric]);
      self->values[i] = find_value (self, subject, signal, raw, cgroup_limit_bytes);
      is_known = !isnan (raw) && (signal->base != VMP_ALERT_OF_RAM || !isnan (self->ram_bytes)) &&
                 (signal->base != VMP_ALERT_OF_CGROUP_LIMIT || cgroup_limit_bytes != VMP_MISSING);
      self->silences[i] = signal->trail >= 0 && is_known ? VMP_ALERT_LEARNING : VMP_ALERT_UNKNOWN;
    }
}

/* All conditions have to hold: one that surely does not settles it, else one of which nothing is known. */
static VmpAlertTruth
judge (VmpAlertWatcher    *self,
       guint               rule_index,
       const VmpAlertRule *rule)
{
  VmpAlertTruth truth = VMP_ALERT_TRUE, silence = VMP_ALERT_FALSE;

  for (guint k = 0; k < rule->n_conditions; k++)
    {
      guint32 signal = self->plan->by_rule[rule_index][k];
      VmpAlertTruth one = vmp_alert_condition_judge (&rule->conditions[k], self->values[signal]);

      if (one == VMP_ALERT_FALSE)
        return VMP_ALERT_FALSE;
      if (one == VMP_ALERT_BETWEEN)
        truth = VMP_ALERT_BETWEEN;
      else if (one == VMP_ALERT_UNKNOWN)
        silence = MAX (silence, self->silences[signal]);
    }
  return silence != VMP_ALERT_FALSE ? silence : truth;
}

static void
step_rule (VmpAlertWatcher     *self,
           VmpAlertSubject     *subject,
           guint                place,
           const VmpAlertClock *clock)
{
  guint rule_index = subject->rules[place];
  const VmpAlertRule *rule = vmp_alert_set_get (self->plan->set, rule_index);
  VmpAlertState *state = &subject->states[place];
  guint8 silence = state->unknown;
  VmpAlertOutcome outcome = vmp_alert_state_step (state, rule, judge (self, rule_index, rule), clock);

  if (silence != state->unknown)
    {
      vmp_alert_watcher_count_silence (self, rule_index, silence, -1);
      vmp_alert_watcher_count_silence (self, rule_index, state->unknown, 1);
    }
  subject->busy[place] = state->phase != VMP_ALERT_IDLE || state->unknown != 0;
  if (outcome != VMP_ALERT_NOTHING)
    vmp_alert_watcher_notify (self, subject, place, outcome, clock, self->values);
}

void
vmp_alert_watcher_step (VmpAlertWatcher     *self,
                        VmpAlertSubject     *subject,
                        const gint64         values[VMP_ALERT_N_METRICS],
                        gint64               cgroup_limit_bytes,
                        const VmpAlertClock *clock)
{
  const VmpAlertQuick *quick = self->plan->quick;
  const double *found = self->values;

  find_values (self, subject, values, cgroup_limit_bytes, clock);
  for (guint i = 0; i < subject->n; i++)
    {
      const VmpAlertQuick *q = &quick[subject->rules[i]];

      /* Nothing is less than NaN, so that what is not known goes the long way. */
      if (!subject->busy[i] && q->sign * found[q->signal] < q->clear)
        continue;
      step_rule (self, subject, i, clock);
    }
}
