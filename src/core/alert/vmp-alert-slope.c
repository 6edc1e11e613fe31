/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How fast a value grows, over a window: by the slopes between parts of the window (after Theil and Sen). */

#include "config.h"

#include "vmp-alert-slope.h"

#include <math.h>
#include <stdlib.h>

#define PARTS VMP_ALERT_SLOPE_PARTS
#define NSEC_PER_MINUTE 6e10

static void
forget (VmpAlertSlope *self)
{
  for (guint i = 0; i < PARTS; i++)
    self->means[i] = NAN;
  self->sum = 0;
  self->count = 0;
  self->per_minute = NAN;
}

void
vmp_alert_slope_init (VmpAlertSlope *self,
                      gint64         window_nsec)
{
  self->part_nsec = MAX (window_nsec / PARTS, 1);
  self->part = G_MININT64;
  forget (self);
}

static int
compare_doubles (const void *a,
                 const void *b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

/* What three fifths of the slopes between two parts are at least: the median would be moved by a single step in the middle. Of the
 * @n_parts that end with @last; NaN if less than three quarters of them are known. */
static double
find_slope (const VmpAlertSlope *self,
            gint64               last,
            guint                n_parts)
{
  double slopes[PARTS * (PARTS - 1) / 2];
  guint n = 0, n_known = 0;
  double lower, upper;

  for (guint i = 0; i < n_parts; i++)
    {
      double y = self->means[(last - i) & (PARTS - 1)];

      n_known += !isnan (y);
      for (guint j = i + 1; !isnan (y) && j < n_parts; j++)
        {
          double x = self->means[(last - j) & (PARTS - 1)];

          if (!isnan (x))
            slopes[n++] = (y - x) / (j - i);
        }
    }
  if (n_known * 4 < n_parts * 3)
    return NAN;
  qsort (slopes, n, sizeof *slopes, compare_doubles);
  lower = slopes[n * 2 / 5];
  upper = slopes[n - 1 - n * 2 / 5];
  return (lower > 0 ? lower : upper < 0 ? upper : 0) * (NSEC_PER_MINUTE / self->part_nsec);
}

/* What grew and has stopped does not grow: its newer half is even. */
static double
find_lesser (const VmpAlertSlope *self,
             gint64               last)
{
  double all = find_slope (self, last, PARTS), newer = find_slope (self, last, PARTS / 2);

  if (isnan (all) || isnan (newer))
    return NAN;
  if ((all > 0) != (newer > 0))
    return 0;
  return fabs (all) < fabs (newer) ? all : newer;
}

static void
close_part (VmpAlertSlope *self,
            gint64         next)
{
  gint64 skipped = next - self->part - 1;

  self->means[self->part & (PARTS - 1)] = self->count > 0 ? self->sum / self->count : NAN;
  for (gint64 i = 1; i <= MIN (skipped, PARTS); i++)
    self->means[(self->part + i) & (PARTS - 1)] = NAN;
  self->part = next;
  self->sum = 0;
  self->count = 0;
  self->per_minute = find_lesser (self, next - 1);
}

void
vmp_alert_slope_add (VmpAlertSlope *self,
                     gint64         awake_nsec,
                     double         value)
{
  gint64 part = awake_nsec / self->part_nsec;

  if (self->part == G_MININT64 || part < self->part || part - self->part > 2 * PARTS)
    {
      forget (self);
      self->part = part;
    }
  else if (part > self->part)
    close_part (self, part);
  if (!isnan (value))
    {
      self->sum += value;
      self->count++;
    }
}
