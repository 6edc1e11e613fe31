/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast a value grows, over a window: by the slopes between parts of the window (after Theil and Sen). */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

#define VMP_ALERT_SLOPE_PARTS 16

/* A plain struct of fixed size. The slope is the lesser of that over the window and that over its newer half: steps, and warm-ups that
 * are over, are none. A sawtooth shorter than a part, which is the mean of its samples, does not count either. */
typedef struct
{
  gint64 part_nsec;
  gint64 part;                            /* which is being filled: time ÷ part_nsec */
  double means[VMP_ALERT_SLOPE_PARTS];    /* of the parts before it, by part modulo; NaN where nothing was read */
  double sum;
  guint  count;
  double per_minute;                      /* NaN until three quarters of the window are known */
} VmpAlertSlope;

void vmp_alert_slope_init (VmpAlertSlope *self, gint64 window_nsec);
/* @awake_nsec: a clock that stands still while the machine sleeps. @value: NaN if it could not be read. */
void vmp_alert_slope_add  (VmpAlertSlope *self, gint64 awake_nsec, double value);

G_END_DECLS
