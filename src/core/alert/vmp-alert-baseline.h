/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is usual for a value, learned while it is watched: median and median deviation, newer readings counting more. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VMP_ALERT_BASELINE_SLOTS 512

/* From how many deviations on a change is one: in 10,000 series of a day without a change 34 alarms are false, and a step of five
 * deviations is found with the third sample in 99 of 100 cases (bench-alert-baseline). */
#define VMP_ALERT_UNUSUAL_LIMIT 3.4
/* Nothing is said before the confidence is so high: about half of the window. */
#define VMP_ALERT_ENOUGH_CONFIDENCE 0.8

/* A plain struct of fixed size (2 KiB). */
typedef struct
{
  gint64  slot_nsec;
  gint64  slot;             /* which is being filled: time ÷ slot_nsec; G_MININT64: put aside, or new */
  gint64  last_nsec;        /* of the last reading */
  gint64  observed_nsec;    /* how long it was watched, pauses left out; at most the window */
  gint64  grace_nsec;       /* how long it is not judged yet, unless it comes near to what is usual before */
  gint64  computed_slot;    /* when median and deviation were last found */
  guint32 random;
  guint32 n_in_slot;
  float   pending;          /* one reading of this slot, each as likely */
  float   values[VMP_ALERT_BASELINE_SLOTS];   /* by slot modulo; put aside: oldest first. NaN where nothing was read */
  float   recent[3];        /* the last three readings in deviations, for deciding */
  guint   n_recent;
  double  smallest;         /* differences below it are nothing: of the unit of the value */
  /* results */
  double  median, deviation;  /* NaN at first; the deviation is that of a normal distribution (1.4826 MAD), never 0 */
  double  confidence;         /* 0 to 1 */
  double  unusual;            /* how many deviations the last three readings are away, signed; NaN before there is enough */
} VmpAlertBaseline;

/* @smallest: what is no difference at all (one page, one thread…). */
void vmp_alert_baseline_init (VmpAlertBaseline *self, gint64 window_nsec, double smallest, guint32 seed);
/* @awake_nsec: a clock that stands still while the machine sleeps. @value: NaN if it could not be read.
 * @max_step_nsec: readings further apart have a pause between them. Allocates nothing. */
void vmp_alert_baseline_add  (VmpAlertBaseline *self, gint64 awake_nsec, gint64 max_step_nsec, double value);
/* Until the next reading, which may be of another process of the program and by another clock, no time passes for what was learned. That
 * process gets a while to come near to what is usual before anything is said of it: programs are small when they begin. */
void vmp_alert_baseline_put_aside (VmpAlertBaseline *self);
/* What is learned, of one that was put aside, for keeping: readings oldest first. */
void vmp_alert_baseline_export (const VmpAlertBaseline *self, float values[VMP_ALERT_BASELINE_SLOTS], gint64 *out_slot_nsec,
                                gint64 *out_observed_nsec);
/* One put aside, of what was kept. FALSE if that can not be. */
gboolean vmp_alert_baseline_import (VmpAlertBaseline *self, const float values[VMP_ALERT_BASELINE_SLOTS], gint64 slot_nsec,
                                    gint64 observed_nsec);

G_END_DECLS
