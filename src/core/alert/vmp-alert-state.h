/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The state of one rule for one process (or tree, or the machine), and the one function that carries it on. */
#pragma once

#include "vmp-alert-rule.h"

G_BEGIN_DECLS

/* When a sample was taken. All clocks come from outside, so that tests and recordings bring their own. */
typedef struct
{
  gint64 boottime_nsec;   /* CLOCK_BOOTTIME */
  gint64 awake_nsec;      /* CLOCK_MONOTONIC: stands still while the machine sleeps */
  gint64 max_step_nsec;   /* samples further apart have a pause between them, in which nothing is known */
  int    minute;          /* of the day, local time, for quiet hours; -1: not known */
  gint64 realtime_usec;   /* wall clock, since 1970, for what is kept and for mutes; 0: not known */
} VmpAlertClock;

/* What a sample says of the rule's conditions. */
typedef enum
{
  VMP_ALERT_FALSE,
  VMP_ALERT_BETWEEN,      /* not beyond the limit any more, but not back behind the hysteresis either */
  VMP_ALERT_TRUE,
  VMP_ALERT_LEARNING,     /* not known yet: a slope or baseline needs more time */
  VMP_ALERT_UNKNOWN,      /* could not be read */
} VmpAlertTruth;

typedef enum
{
  VMP_ALERT_IDLE,
  VMP_ALERT_PENDING,      /* the conditions hold, not long enough yet */
  VMP_ALERT_HELD_BACK,    /* long enough, but it was told a short while ago, is muted, or it is quiet hours */
  VMP_ALERT_FIRING,       /* told, and not over */
} VmpAlertPhase;

typedef enum
{
  VMP_ALERT_NOTHING,
  VMP_ALERT_FIRED,
  VMP_ALERT_RESOLVED,
  VMP_ALERT_ENDED,        /* it was firing when the process ended */
  VMP_ALERT_WITHDRAWN,    /* it was firing when the rule was changed, removed or switched off */
} VmpAlertOutcome;

/* A plain struct. */
typedef struct
{
  gint64 last_awake_nsec;   /* of the last sample that was known; of no meaning while idle */
  gint64 held_nsec;         /* how long the conditions have held, in time that was seen */
  gint64 since_nsec;        /* CLOCK_BOOTTIME when they began to */
  gint64 told_nsec;         /* CLOCK_BOOTTIME of the last alert; VMP_MISSING if there was none */
  gint64 muted_until_nsec;  /* CLOCK_BOOTTIME; VMP_MISSING if it is not muted */
  guint8 phase;             /* VmpAlertPhase */
  guint8 unknown;           /* VMP_ALERT_LEARNING or _UNKNOWN while the last sample said nothing, else 0 */
} VmpAlertState;

#define VMP_ALERT_STATE_INIT { 0, 0, 0, VMP_MISSING, VMP_MISSING, VMP_ALERT_IDLE, 0 }

/* What @value (NaN: unknown) says of one condition. */
static inline VmpAlertTruth
vmp_alert_condition_judge (const VmpAlertCondition *self,
                           double                   value)
{
  double over;
  gboolean beyond;

  if (G_UNLIKELY (value != value))
    return VMP_ALERT_UNKNOWN;
  over = self->comparison <= VMP_ALERT_AT_LEAST ? value - self->limit : self->limit - value;
  beyond = self->comparison == VMP_ALERT_AT_LEAST || self->comparison == VMP_ALERT_AT_MOST ? over >= 0 : over > 0;
  if (beyond)
    return VMP_ALERT_TRUE;
  return over > -self->hysteresis ? VMP_ALERT_BETWEEN : VMP_ALERT_FALSE;
}

/**
 * vmp_alert_state_step:
 *
 * Carries @self on by one sample. Depends on nothing but its arguments.
 *
 * A sample that says nothing changes nothing: the time up to the next one that does is not counted, and after a silence longer than
 * the rule's own time the time begins anew. What fires goes on firing.
 */
VmpAlertOutcome vmp_alert_state_step (VmpAlertState       *self,
                                      const VmpAlertRule  *rule,
                                      VmpAlertTruth        truth,
                                      const VmpAlertClock *clock);
/* The process ended: ENDED if it was firing. What is left of the state is only when it was told last. */
VmpAlertOutcome vmp_alert_state_end  (VmpAlertState       *self);

G_END_DECLS
