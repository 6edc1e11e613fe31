/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of a series' entries in columns, with the minimum and maximum of every 16 and 128 of them. */

#include "config.h"

#include "vmp-series-block.h"

#include <string.h>

#define N_POINT_COLUMNS 2
#define N_SPAN_COLUMNS 7

/* Most series are short: a first block begins with this many entries and doubles. */
#define FIRST_POINTS 64
#define FIRST_SPANS 16

/* Entries that a node of each level stands for. */
#define LEVEL_1 16
#define LEVEL_2 128

static guint
n_columns (const VmpSeriesBlock *self)
{
  return self->generation == 0 ? N_POINT_COLUMNS : N_SPAN_COLUMNS;
}

static gsize
n_words (const VmpSeriesBlock *self)
{
  return (gsize) self->capacity * n_columns (self) + 2 * (self->capacity / LEVEL_1 + self->capacity / LEVEL_2);
}

/* The minima of a level; its maxima lie behind them. */
static gint64 *
level_minima (const VmpSeriesBlock *self,
              guint                 level)
{
  gint64 *level_1 = self->data + (gsize) self->capacity * n_columns (self);

  return level == LEVEL_1 ? level_1 : level_1 + 2 * (self->capacity / LEVEL_1);
}

static gint64 *
level_maxima (const VmpSeriesBlock *self,
              guint                 level)
{
  return level_minima (self, level) + self->capacity / level;
}

void
vmp_series_block_init (VmpSeriesBlock *self,
                       guint           generation,
                       gboolean        start_small)
{
  *self = (VmpSeriesBlock) { .generation = generation };
  self->capacity = vmp_series_block_get_size (self);
  if (start_small)
    self->capacity = generation == 0 ? FIRST_POINTS : FIRST_SPANS;
  self->data = g_new (gint64, n_words (self));
}

void
vmp_series_block_clear (VmpSeriesBlock *self)
{
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->gaps, g_free);
}

gsize
vmp_series_block_get_bytes (const VmpSeriesBlock *self)
{
  return n_words (self) * sizeof *self->data + self->gaps_capacity * sizeof *self->gaps;
}

static void
copy_levels (VmpSeriesBlock       *self,
             const VmpSeriesBlock *from,
             guint                 level)
{
  gsize len = from->count / level * sizeof *self->data;

  memcpy (level_minima (self, level), level_minima (from, level), len);
  memcpy (level_maxima (self, level), level_maxima (from, level), len);
}

static void
grow (VmpSeriesBlock *self)
{
  VmpSeriesBlock old = *self;

  self->capacity *= 2;
  self->data = g_new (gint64, n_words (self));
  for (guint i = 0; i < n_columns (self); i++)
    memcpy (self->data + (gsize) i * self->capacity, old.data + (gsize) i * old.capacity, old.count * sizeof *old.data);
  copy_levels (self, &old, LEVEL_1);
  copy_levels (self, &old, LEVEL_2);
  g_free (old.data);
}

static void
fold (const gint64 *minima,
      const gint64 *maxima,
      guint         from,
      guint         to,
      gint64       *min,
      gint64       *max)
{
  gint64 lowest = *min, highest = *max;

  for (guint i = from; i < to; i++)
    {
      lowest = MIN (lowest, minima[i]);
      highest = MAX (highest, maxima[i]);
    }
  *min = lowest;
  *max = highest;
}

static void
fold_entries (const VmpSeriesBlock *self,
              guint                 from,
              guint                 to,
              gint64               *min,
              gint64               *max)
{
  fold (vmp_series_block_get_column (self, VMP_SERIES_MIN), vmp_series_block_get_column (self, VMP_SERIES_MAX),
        from, to, min, max);
}

static void
fold_level (const VmpSeriesBlock *self,
            guint                 level,
            guint                 from,
            guint                 to,
            gint64               *min,
            gint64               *max)
{
  fold (level_minima (self, level), level_maxima (self, level), from / level, to / level, min, max);
}

/* Entries at the edges, nodes of 16 further in, nodes of 128 in the middle. */
void
vmp_series_block_fold (const VmpSeriesBlock *self,
                       guint                 from,
                       guint                 to,
                       gint64               *min,
                       gint64               *max)
{
  guint from_1 = (from + LEVEL_1 - 1) / LEVEL_1 * LEVEL_1, to_1 = to / LEVEL_1 * LEVEL_1;
  guint from_2 = (from + LEVEL_2 - 1) / LEVEL_2 * LEVEL_2, to_2 = to / LEVEL_2 * LEVEL_2;

  if (from_1 >= to_1)
    {
      fold_entries (self, from, to, min, max);
      return;
    }
  fold_entries (self, from, from_1, min, max);
  fold_entries (self, to_1, to, min, max);
  if (from_2 >= to_2)
    {
      fold_level (self, LEVEL_1, from_1, to_1, min, max);
      return;
    }
  fold_level (self, LEVEL_1, from_1, from_2, min, max);
  fold_level (self, LEVEL_2, from_2, to_2, min, max);
  fold_level (self, LEVEL_1, to_2, to_1, min, max);
}

static void
close_node (VmpSeriesBlock *self,
            guint           level)
{
  guint node = self->count / level - 1;
  gint64 min = G_MAXINT64, max = G_MININT64;

  fold_entries (self, node * level, self->count, &min, &max);
  level_minima (self, level)[node] = min;
  level_maxima (self, level)[node] = max;
}

/* Counts in the entry that was written behind the last, and closes the nodes that it fills. */
static void
entry_added (VmpSeriesBlock      *self,
             const VmpSeriesSpan *span)
{
  if (self->count == 0)
    {
      self->begin_nsec = span->begin_nsec;
      self->first = span->first;
      self->min = span->min;
      self->max = span->max;
    }
  self->end_nsec = span->end_nsec;
  self->last = span->last;
  self->min = MIN (self->min, span->min);
  self->max = MAX (self->max, span->max);
  self->n_points += span->count & ~VMP_SERIES_GAP_FLAG;
  self->has_inner_gap |= (span->count & VMP_SERIES_GAP_FLAG) != 0;
  self->count++;
  if (self->count % LEVEL_1 == 0)
    close_node (self, LEVEL_1);
  if (self->count % LEVEL_2 == 0)
    close_node (self, LEVEL_2);
}

void
vmp_series_block_add_point (VmpSeriesBlock *self,
                            gint64          time_nsec,
                            gint64          value)
{
  const VmpSeriesSpan span = { time_nsec, time_nsec, value, value, value, value, 1 };

  if (self->count == self->capacity)
    grow (self);
  self->data[self->count] = time_nsec;
  self->data[self->capacity + self->count] = value;
  entry_added (self, &span);
}

void
vmp_series_block_add_span (VmpSeriesBlock      *self,
                           const VmpSeriesSpan *span)
{
  const gint64 fields[N_SPAN_COLUMNS] = {
    [VMP_SERIES_BEGIN] = span->begin_nsec, [VMP_SERIES_END] = span->end_nsec, [VMP_SERIES_MIN] = span->min,
    [VMP_SERIES_MAX] = span->max, [VMP_SERIES_FIRST] = span->first, [VMP_SERIES_LAST] = span->last,
    [VMP_SERIES_COUNT] = span->count,
  };

  if (self->count == self->capacity)
    grow (self);
  for (guint i = 0; i < N_SPAN_COLUMNS; i++)
    self->data[(gsize) i * self->capacity + self->count] = fields[i];
  entry_added (self, span);
}

void
vmp_series_block_add_gap (VmpSeriesBlock *self,
                          gint64          begin_nsec,
                          gint64          end_nsec)
{
  if (self->n_gaps == self->gaps_capacity)
    {
      self->gaps_capacity = MAX (4, 2 * self->gaps_capacity);
      self->gaps = g_renew (VmpSeriesGap, self->gaps, self->gaps_capacity);
    }
  self->gaps[self->n_gaps++] = (VmpSeriesGap) { begin_nsec, end_nsec };
}

static guint
search_time (const gint64 *times,
             guint         from,
             guint         to,
             gint64        time_nsec)
{
  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (times[middle] < time_nsec)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

/* Where @time_nsec would be among entries at even distances. By the head alone: touching the ends of the column would cost
 * more than the whole search. */
static guint
guess_index (const VmpSeriesBlock *self,
             guint                 from,
             gint64                time_nsec)
{
  double share = ((double) time_nsec - self->begin_nsec) / ((double) self->end_nsec - self->begin_nsec);

  return CLAMP ((guint) (share * (self->count - 1)), from, self->count - 1u);
}

void
vmp_series_block_prefetch (const VmpSeriesBlock *self,
                           gint64                time_nsec)
{
  guint at = time_nsec > self->begin_nsec ? guess_index (self, 0, MIN (time_nsec, self->end_nsec)) : 0;

  if (self->begin_nsec == self->end_nsec)
    return;
  __builtin_prefetch (vmp_series_block_get_column (self, VMP_SERIES_BEGIN) + at);
  __builtin_prefetch (vmp_series_block_get_column (self, VMP_SERIES_MIN) + at);
  __builtin_prefetch (vmp_series_block_get_column (self, VMP_SERIES_MAX) + at);
  __builtin_prefetch (level_minima (self, LEVEL_1) + at / LEVEL_1);
  __builtin_prefetch (level_maxima (self, LEVEL_1) + at / LEVEL_1);
  __builtin_prefetch (level_minima (self, LEVEL_2));
}

guint
vmp_series_block_find_time (const VmpSeriesBlock *self,
                            VmpSeriesColumn       column,
                            guint                 from,
                            gint64                time_nsec)
{
  const gint64 *times = vmp_series_block_get_column (self, column);
  guint n = self->count, guess, step = 4;

  if (time_nsec <= self->begin_nsec || from >= n)
    return from;
  if (time_nsec > self->end_nsec)
    return n;

  /* In ever larger steps away from the guess, until the time is passed. */
  guess = guess_index (self, from, time_nsec);
  if (times[guess] < time_nsec)
    {
      for (from = guess + 1; from + step < n && times[from + step - 1] < time_nsec; step *= 2)
        from += step;
      return search_time (times, from, MIN (from + step, n), time_nsec);
    }
  for (n = guess; n > from + step && times[n - step] >= time_nsec; step *= 2)
    n -= step;
  return search_time (times, n > from + step ? n - step : from, n, time_nsec);
}

/* Index of the first gap that ends after @time_nsec. */
static guint
find_gap (const VmpSeriesBlock *self,
          gint64                time_nsec)
{
  guint from = 0, to = self->n_gaps;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (self->gaps[middle].end_nsec <= time_nsec)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

gboolean
vmp_series_block_has_gap (const VmpSeriesBlock *self,
                          gint64                begin_nsec,
                          gint64                end_nsec)
{
  guint i = find_gap (self, begin_nsec);

  return i < self->n_gaps && self->gaps[i].begin_nsec < end_nsec;
}

void
vmp_series_block_get_span (const VmpSeriesBlock *self,
                           guint                 index,
                           VmpSeriesSpan        *out)
{
  guint to = MIN (index + VMP_SERIES_FAN, self->count);

  out->begin_nsec = vmp_series_block_get_column (self, VMP_SERIES_BEGIN)[index];
  out->end_nsec = vmp_series_block_get_column (self, VMP_SERIES_END)[to - 1];
  out->first = vmp_series_block_get_column (self, VMP_SERIES_FIRST)[index];
  out->last = vmp_series_block_get_column (self, VMP_SERIES_LAST)[to - 1];
  out->min = G_MAXINT64;
  out->max = G_MININT64;
  fold_entries (self, index, to, &out->min, &out->max);
  out->count = self->generation == 0 ? to - index : 0;
  for (guint i = index; self->generation > 0 && i < to; i++)
    {
      gint64 count = vmp_series_block_get_column (self, VMP_SERIES_COUNT)[i];

      out->count = ((out->count | count) & VMP_SERIES_GAP_FLAG) |
                   ((out->count & ~VMP_SERIES_GAP_FLAG) + (count & ~VMP_SERIES_GAP_FLAG));
    }
  /* A gap before its first entry stays outside; one that ends at a further entry is swallowed. */
  if (vmp_series_block_has_gap (self, out->begin_nsec, out->end_nsec))
    out->count |= VMP_SERIES_GAP_FLAG;
}
