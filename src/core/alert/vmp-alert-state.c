/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one rule for one process (or tree, or the machine), and the one function that carries it on. */

#include "config.h"

#include "vmp-alert-state.h"

/* A clock that went back is another boot's: what it said then says nothing now. */
static gboolean
cools_down (const VmpAlertState *self,
            const VmpAlertRule  *rule,
            gint64               now_nsec)
{
  return self->told_nsec != VMP_MISSING && now_nsec >= self->told_nsec && now_nsec - self->told_nsec < rule->cooldown_nsec;
}

static gboolean
is_held_back (const VmpAlertState *self,
              const VmpAlertRule  *rule,
              const VmpAlertClock *clock)
{
  return cools_down (self, rule, clock->boottime_nsec) || clock->boottime_nsec < self->muted_until_nsec ||
         vmp_alert_rule_is_muted (rule, clock->realtime_usec) || vmp_alert_rule_is_quiet (rule, clock->minute);
}

static void
begin (VmpAlertState       *self,
       const VmpAlertClock *clock)
{
  self->phase = VMP_ALERT_PENDING;
  self->held_nsec = 0;
  self->since_nsec = clock->boottime_nsec;
}

/* The conditions hold: for how long now? */
static void
count (VmpAlertState       *self,
       const VmpAlertRule  *rule,
       const VmpAlertClock *clock,
       gboolean             was_unknown)
{
  gint64 step_nsec = clock->awake_nsec - self->last_awake_nsec;

  if (self->phase == VMP_ALERT_IDLE || step_nsec < 0 || step_nsec > MAX (rule->for_nsec, clock->max_step_nsec))
    begin (self, clock);
  else if (!was_unknown && step_nsec <= clock->max_step_nsec)
    self->held_nsec += step_nsec;
}

VmpAlertOutcome
vmp_alert_state_step (VmpAlertState       *self,
                      const VmpAlertRule  *rule,
                      VmpAlertTruth        truth,
                      const VmpAlertClock *clock)
{
  gboolean was_unknown = self->unknown != 0;

  if (truth == VMP_ALERT_UNKNOWN || truth == VMP_ALERT_LEARNING)
    {
      self->unknown = truth;
      return VMP_ALERT_NOTHING;
    }
  self->unknown = 0;
  if (self->phase == VMP_ALERT_FIRING)
    {
      self->last_awake_nsec = clock->awake_nsec;
      if (truth != VMP_ALERT_FALSE)
        return VMP_ALERT_NOTHING;
      self->phase = VMP_ALERT_IDLE;
      return VMP_ALERT_RESOLVED;
    }
  if (truth != VMP_ALERT_TRUE)
    {
      self->phase = VMP_ALERT_IDLE;
      return VMP_ALERT_NOTHING;
    }
  count (self, rule, clock, was_unknown);
  self->last_awake_nsec = clock->awake_nsec;
  if (self->held_nsec < rule->for_nsec)
    return VMP_ALERT_NOTHING;
  if (is_held_back (self, rule, clock))
    {
      self->phase = VMP_ALERT_HELD_BACK;
      return VMP_ALERT_NOTHING;
    }
  self->phase = VMP_ALERT_FIRING;
  self->told_nsec = clock->boottime_nsec;
  return VMP_ALERT_FIRED;
}

VmpAlertOutcome
vmp_alert_state_end (VmpAlertState *self)
{
  gboolean was_firing = self->phase == VMP_ALERT_FIRING;
  gint64 told_nsec = self->told_nsec, muted_until_nsec = self->muted_until_nsec;

  *self = (VmpAlertState) VMP_ALERT_STATE_INIT;
  self->told_nsec = told_nsec;
  self->muted_until_nsec = muted_until_nsec;
  return was_firing ? VMP_ALERT_ENDED : VMP_ALERT_NOTHING;
}
