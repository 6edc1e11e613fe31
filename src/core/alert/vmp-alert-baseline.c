/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is usual for a value, learned while it is watched: median and median deviation, newer readings counting more. */

#include "config.h"

#include "vmp-alert-baseline.h"

#include <math.h>
#include <string.h>

#define SLOTS VMP_ALERT_BASELINE_SLOTS
/* Median and deviation change slowly: they are found anew so often a window. */
#define SLOTS_A_RESULT 8
/* A reading as old as a third of the window counts 1/e. */
#define DECAYS_A_WINDOW 3.0
#define MAD_TO_DEVIATION 1.4826
/* A change by less than that share of the usual value is none, however quiet it was. */
#define LEAST_SHARE 0.01
#define ENOUGH_READINGS 100.0
/* A new process of a program gets so much of the window to come near to what is usual, before it is judged. */
#define GRACES_A_WINDOW 8
/* Longer windows are not read of a file. */
#define MOST_SLOT_NSEC (G_GINT64_CONSTANT (8) * 24 * 3600 * 1000000000 / SLOTS)
/* Each of three readings that are far away has to be; one alone is a spike. */
#define LEAST_OF_THREE 2.4

typedef struct
{
  float value, weight;
} Weighted;

static void
forget (VmpAlertBaseline *self)
{
  for (guint i = 0; i < SLOTS; i++)
    self->values[i] = NAN;
  self->n_in_slot = 0;
  self->observed_nsec = 0;
  self->computed_slot = G_MININT64;
  self->n_recent = 0;
  self->median = self->deviation = self->unusual = NAN;
  self->confidence = 0;
}

static void
forget_recent (VmpAlertBaseline *self)
{
  self->n_recent = 0;
  self->unusual = NAN;
}

void
vmp_alert_baseline_init (VmpAlertBaseline *self,
                         gint64            window_nsec,
                         double            smallest,
                         guint32           seed)
{
  self->slot_nsec = MAX (window_nsec / SLOTS, 1);
  self->slot = G_MININT64;
  self->last_nsec = G_MININT64;
  self->random = seed | 1;
  self->smallest = smallest;
  self->grace_nsec = 0;
  forget (self);
}

static guint32
next_random (VmpAlertBaseline *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 17;
  self->random ^= self->random << 5;
  return self->random;
}

static inline void
swap (Weighted *a,
      Weighted *b)
{
  Weighted held = *a;

  *a = *b;
  *b = held;
}

/* The value below which half of the weight is. Reorders @items: quickselect by weight. */
static float
find_median (Weighted *items,
             guint     n)
{
  double half = 0, below = 0;
  guint begin = 0, end = n;

  for (guint i = 0; i < n; i++)
    half += items[i].weight;
  half /= 2;
  while (end - begin > 1)
    {
      float pivot = items[begin + (end - begin) / 2].value;
      guint less = begin, at = begin, more = end;
      double less_weight = 0, equal_weight = 0;

      while (at < more)
        if (items[at].value < pivot)
          {
            less_weight += items[at].weight;
            swap (&items[less++], &items[at++]);
          }
        else if (items[at].value > pivot)
          swap (&items[at], &items[--more]);
        else
          equal_weight += items[at++].weight;
      if (below + less_weight > half)
        end = less;
      else if (below + less_weight + equal_weight >= half || more == end)
        return pivot;
      else
        {
          below += less_weight + equal_weight;
          begin = more;
        }
    }
  return items[begin].value;
}

/* Weights by age; the same for all. */
static const float *
get_weights (void)
{
  static float weights[SLOTS];
  static gsize once;

  if (g_once_init_enter (&once))
    {
      for (guint i = 0; i < SLOTS; i++)
        weights[i] = exp (-DECAYS_A_WINDOW * i / SLOTS);
      g_once_init_leave (&once, 1);
    }
  return weights;
}

static void
find_confidence (VmpAlertBaseline *self,
                 guint             n)
{
  double window_nsec = (double) self->slot_nsec * SLOTS;
  double covered = MIN (self->observed_nsec / window_nsec, 1);
  double share = (1 - exp (-DECAYS_A_WINDOW * covered)) / (1 - exp (-DECAYS_A_WINDOW));

  self->confidence = share * MIN (n / ENOUGH_READINGS, 1);
}

static void
find_results (VmpAlertBaseline *self)
{
  const float *weights = get_weights ();
  Weighted items[SLOTS];
  guint n = 0;

  self->computed_slot = self->slot;
  for (guint age = 0; age < SLOTS; age++)
    {
      float value = self->values[(self->slot - 1 - age) & (SLOTS - 1)];

      if (!isnan (value))
        items[n++] = (Weighted) { value, weights[age] };
    }
  find_confidence (self, n);
  if (n == 0)
    return;
  self->median = find_median (items, n);
  for (guint i = 0; i < n; i++)
    items[i].value = fabsf (items[i].value - (float) self->median);
  self->deviation = MAX (MAD_TO_DEVIATION * find_median (items, n),
                         MAX (LEAST_SHARE * fabs (self->median), self->smallest));
}

static void
close_slot (VmpAlertBaseline *self,
            gint64            next)
{
  self->values[self->slot & (SLOTS - 1)] = self->n_in_slot > 0 ? self->pending : NAN;
  for (gint64 i = 1; i <= MIN (next - self->slot - 1, SLOTS); i++)
    self->values[(self->slot + i) & (SLOTS - 1)] = NAN;
  self->slot = next;
  self->n_in_slot = 0;
  if (self->computed_slot == G_MININT64 || next - self->computed_slot >= SLOTS_A_RESULT)
    find_results (self);
}

/* Readings of another process: is it like the ones before by now? */
static gboolean
is_in_grace (VmpAlertBaseline *self,
             float             z)
{
  if (self->grace_nsec > 0 && fabsf (z) <= VMP_ALERT_UNUSUAL_LIMIT)
    self->grace_nsec = 0;
  return self->grace_nsec > 0;
}

/* Three readings on the same side: their mean is a surer sign than any of them, but for a spike among them. */
static void
judge (VmpAlertBaseline *self,
       double            value)
{
  float z = (value - self->median) / self->deviation;
  float a, b, least, mean;

  if (is_in_grace (self, z))
    {
      forget_recent (self);
      return;
    }
  self->recent[self->n_recent % 3] = z;
  self->n_recent = self->n_recent < 3 ? self->n_recent + 1 : 3 + (self->n_recent + 1) % 3;
  if (self->n_recent < 3 || self->confidence < VMP_ALERT_ENOUGH_CONFIDENCE)
    {
      self->unusual = NAN;
      return;
    }
  a = MIN (self->recent[0], MIN (self->recent[1], self->recent[2]));
  b = MAX (self->recent[0], MAX (self->recent[1], self->recent[2]));
  mean = (self->recent[0] + self->recent[1] + self->recent[2]) / 3;
  if (a <= 0 && b >= 0)
    {
      self->unusual = 0;
      return;
    }
  least = LEAST_OF_THREE * (a > 0 ? a : -b);
  self->unusual = a > 0 ? MIN (mean, least) : MAX (mean, -least);
}

/* Readings by age become readings by time, the newest of them just before @slot. */
static void
take_up (VmpAlertBaseline *self,
         gint64            slot)
{
  float values[SLOTS];

  memcpy (values, self->values, sizeof values);
  for (guint i = 0; i < SLOTS; i++)
    self->values[(slot + i) & (SLOTS - 1)] = values[i];
  self->slot = slot;
  self->n_in_slot = 0;
  self->computed_slot = slot;
}

void
vmp_alert_baseline_put_aside (VmpAlertBaseline *self)
{
  float values[SLOTS];

  if (self->slot != G_MININT64)
    {
      close_slot (self, self->slot + 1);
      memcpy (values, self->values, sizeof values);
      for (guint i = 0; i < SLOTS; i++)
        self->values[i] = values[(self->slot + i) & (SLOTS - 1)];
    }
  self->slot = self->last_nsec = G_MININT64;
  self->n_in_slot = 0;
  self->grace_nsec = self->slot_nsec * SLOTS / GRACES_A_WINDOW;
  forget_recent (self);
}

void
vmp_alert_baseline_export (const VmpAlertBaseline *self,
                           float                   values[SLOTS],
                           gint64                 *out_slot_nsec,
                           gint64                 *out_observed_nsec)
{
  g_return_if_fail (self->slot == G_MININT64);

  memcpy (values, self->values, sizeof self->values);
  *out_slot_nsec = self->slot_nsec;
  *out_observed_nsec = self->observed_nsec;
}

gboolean
vmp_alert_baseline_import (VmpAlertBaseline *self,
                           const float       values[SLOTS],
                           gint64            slot_nsec,
                           gint64            observed_nsec)
{
  guint n = 0;

  if (slot_nsec < 1 || slot_nsec > MOST_SLOT_NSEC || observed_nsec < 0 || observed_nsec > slot_nsec * SLOTS)
    return FALSE;
  vmp_alert_baseline_init (self, slot_nsec * SLOTS, 1, 1);
  for (guint i = 0; i < SLOTS; i++)
    {
      self->values[i] = isfinite (values[i]) ? values[i] : NAN;
      n += isfinite (values[i]) != 0;
    }
  if (n == 0)
    return FALSE;
  self->observed_nsec = observed_nsec;
  /* Slot 0 and slot SLOTS have the same place: the readings are those before it. */
  self->slot = SLOTS;
  find_results (self);
  self->n_in_slot = 0;
  self->slot = G_MININT64;
  vmp_alert_baseline_put_aside (self);
  return TRUE;
}

void
vmp_alert_baseline_add (VmpAlertBaseline *self,
                        gint64            awake_nsec,
                        gint64            max_step_nsec,
                        double            value)
{
  gint64 slot = awake_nsec / self->slot_nsec, step_nsec;

  if (isnan (value))
    {
      forget_recent (self);
      return;
    }
  if (self->slot == G_MININT64 && self->observed_nsec > 0)
    take_up (self, slot);
  else if (self->slot == G_MININT64 || slot < self->slot || slot - self->slot > SLOTS)
    {
      forget (self);
      self->slot = slot;
    }
  else if (slot > self->slot)
    close_slot (self, slot);
  step_nsec = self->last_nsec != G_MININT64 ? awake_nsec - self->last_nsec : 0;
  if (step_nsec > 0 && step_nsec <= max_step_nsec)
    {
      self->observed_nsec = MIN (self->observed_nsec + step_nsec, self->slot_nsec * SLOTS);
      self->grace_nsec = MAX (self->grace_nsec - step_nsec, 0);
    }
  self->last_nsec = awake_nsec;
  if (!isnan (self->median))
    judge (self, value);
  self->n_in_slot++;
  if (self->n_in_slot == 1 || next_random (self) % self->n_in_slot == 0)
    self->pending = value;
}
