/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a graph changes its way: steps, and bends of its slope. */

#include "config.h"

#include "vmp-change-points.h"

#include <math.h>
#include <string.h>

/* A line has at least so many readings, and one part of so many of all: what is shorter is no stage. */
#define MIN_LENGTH 5
#define MIN_PARTS 40
/* Fewer tell nothing. */
#define MIN_VALUES 20
/* A break is dearer than this many times the logarithm of the number of readings, in variances of the noise: three numbers more are
 * chosen for it, each of which fits some noise. */
#define BREAK_COST 9.0
/* A break that is smaller is none to the eye. */
#define MIN_SHARE 0.05
/* Noise is at least this share of the range: values that are rounded have none of their own. */
#define MIN_NOISE_SHARE 0.002
/* Median of absolute values of normal noise times this is its standard deviation. */
#define MAD_FACTOR 1.4826
/* So many deviations from its neighbours a reading sticks out. */
#define OUTLIER 6.0

typedef struct
{
  guint   n;
  double *values;                               /* owned */
  double *sums, *index_sums, *square_sums;      /* owned; of the first i values, of i * value, of value^2 */
  double  range, variance;
  guint   min_length;                           /* of a line */
} Search;

typedef struct
{
  double level, slope;      /* at the first index, per index */
} Line;

static int
compare_doubles (gconstpointer a,
                 gconstpointer b)
{
  double x = *(const double *) a, y = *(const double *) b;

  return (x > y) - (x < y);
}

static double
find_median (double *values,
             guint   n)
{
  qsort (values, n, sizeof *values, compare_doubles);
  return n % 2 == 1 ? values[n / 2] : (values[n / 2 - 1] + values[n / 2]) / 2;
}

/* Standard deviation of the noise: of second differences, which neither levels nor slopes are part of. */
static double
estimate_noise (const double *values,
                guint         n)
{
  g_autofree double *differences = g_new (double, n - 2);

  for (guint i = 0; i + 2 < n; i++)
    differences[i] = fabs (values[i] - 2 * values[i + 1] + values[i + 2]);
  return MAD_FACTOR * find_median (differences, n - 2) / sqrt (6);
}

/* A spike of a reading or two is no stage: it takes the middle of its neighbours. */
static void
remove_outliers (Search *self,
                 double  noise)
{
  g_autofree double *smooth = g_new (double, self->n);

  for (guint i = 0; i < self->n; i++)
    {
      guint from = i >= 3 ? i - 3 : 0, to = MIN (i + 4, self->n);
      double around[7];

      memcpy (around, self->values + from, (to - from) * sizeof *around);
      smooth[i] = find_median (around, to - from);
    }
  for (guint i = 0; i < self->n; i++)
    if (fabs (self->values[i] - smooth[i]) > OUTLIER * noise)
      self->values[i] = smooth[i];
}

static void
add_up (Search *self)
{
  self->sums = g_new0 (double, self->n + 1);
  self->index_sums = g_new0 (double, self->n + 1);
  self->square_sums = g_new0 (double, self->n + 1);
  for (guint i = 0; i < self->n; i++)
    {
      self->sums[i + 1] = self->sums[i] + self->values[i];
      self->index_sums[i + 1] = self->index_sums[i] + i * self->values[i];
      self->square_sums[i + 1] = self->square_sums[i] + self->values[i] * self->values[i];
    }
}

/* The line of least squares through readings @from to before @to, and the squares that it leaves. */
static double
fit (const Search *self,
     guint         from,
     guint         to,
     Line         *out)
{
  double n = to - from, sum = self->sums[to] - self->sums[from];
  double middle = (n - 1) / 2, spread = n * (n * n - 1) / 12;
  double product = self->index_sums[to] - self->index_sums[from] - (from + middle) * sum;
  double slope = spread > 0 ? product / spread : 0;
  double left = self->square_sums[to] - self->square_sums[from] - sum * sum / n - slope * product;

  if (out != NULL)
    *out = (Line) { sum / n - slope * middle, slope };
  return MAX (left, 0);
}

/* The best breaks at this price each: of all ways to cut the first i readings the cheapest, for i one after the other. Into @ends: for
 * each i where its last line begins. */
static void
partition (const Search *self,
           double        price,
           guint        *begins)
{
  g_autofree double *costs = g_new (double, self->n + 1);

  costs[0] = -price;
  for (guint i = 1; i <= self->n; i++)
    {
      costs[i] = HUGE_VAL;
      begins[i] = 0;
      for (guint k = 0; k + self->min_length <= i; k++)
        {
          double cost = costs[k] + fit (self, k, i, NULL) + price;

          if (cost < costs[i])
            {
              costs[i] = cost;
              begins[i] = k;
            }
        }
    }
}

/* How much the lines differ: in level at the break, or by what their slopes make of the shorter one. */
static double
measure_break (const Search *self,
               guint         from,
               guint         at,
               guint         to,
               VmpChangePoint *out)
{
  Line before, after;
  double bend;

  fit (self, from, at, &before);
  fit (self, at, to, &after);
  *out = (VmpChangePoint) { at, before.level + before.slope * (at - from - 0.5), after.level - after.slope * 0.5, before.slope, after.slope };
  bend = fabs (after.slope - before.slope) * MIN (at - from, to - at);
  return MAX (fabs (out->after - out->before), bend);
}

/* Breaks of the partition, those left out that are too small. */
static GArray *
list_breaks (const Search *self,
             const guint  *begins)
{
  GArray *cuts = g_array_new (FALSE, FALSE, sizeof (guint));
  GArray *points = g_array_new (FALSE, FALSE, sizeof (VmpChangePoint));
  guint from = 0;

  for (guint at = begins[self->n]; at > 0; at = begins[at])
    g_array_prepend_val (cuts, at);
  for (guint i = 0; i < cuts->len; i++)
    {
      guint at = g_array_index (cuts, guint, i), to = i + 1 < cuts->len ? g_array_index (cuts, guint, i + 1) : self->n;
      VmpChangePoint point;

      if (measure_break (self, from, at, to, &point) < MIN_SHARE * self->range)
        continue;
      g_array_append_val (points, point);
      from = at;
    }
  g_array_unref (cuts);
  return points;
}

static GArray *
search (const Search *self)
{
  g_autofree guint *begins = g_new (guint, self->n + 1);
  double price = BREAK_COST * log (self->n) * self->variance;
  GArray *points;

  for (;;)
    {
      partition (self, price, begins);
      points = list_breaks (self, begins);
      if (points->len <= VMP_CHANGE_MAX_POINTS)
        return points;
      g_array_unref (points);
      price *= 2;
    }
}

GArray *
vmp_change_points_find (const double *values,
                        guint         n)
{
  Search self = { .n = n };
  double min = HUGE_VAL, max = -HUGE_VAL, noise;
  GArray *points;

  g_return_val_if_fail (n <= VMP_CHANGE_MAX_VALUES, NULL);
  for (guint i = 0; i < n; i++)
    {
      min = MIN (min, values[i]);
      max = MAX (max, values[i]);
    }
  if (n < MIN_VALUES || !(max > min))
    return g_array_new (FALSE, FALSE, sizeof (VmpChangePoint));
  self.values = g_new (double, n);
  /* Small numbers, so that squares are exact enough. */
  for (guint i = 0; i < n; i++)
    self.values[i] = (values[i] - min) / (max - min);
  noise = MAX (estimate_noise (self.values, n), MIN_NOISE_SHARE);
  remove_outliers (&self, noise);
  self.range = 1;
  self.min_length = MAX (MIN_LENGTH, n / MIN_PARTS);
  self.variance = noise * noise;
  add_up (&self);
  points = search (&self);
  for (guint i = 0; i < points->len; i++)
    {
      VmpChangePoint *point = &g_array_index (points, VmpChangePoint, i);

      point->before = min + point->before * (max - min);
      point->after = min + point->after * (max - min);
      point->slope_before *= max - min;
      point->slope_after *= max - min;
    }
  g_free (self.values);
  g_free (self.sums);
  g_free (self.index_sums);
  g_free (self.square_sums);
  return points;
}
