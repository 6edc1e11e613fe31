/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A run of a series' entries, with the minimum and maximum of every 16 and 128 of them. */

#include "config.h"

#include "vmp-series-block.h"

#include <string.h>

/* Most series are short: a first block begins with this many entries and doubles. */
#define FIRST_POINTS 64
#define FIRST_SPANS 16

/* Most quantities of most processes never change, and those of a tier are read at the same times: so full blocks of one value
 * keep nothing but their times, which are shared with the blocks that were filled just before. */
#define RECENT_TIMES 8

typedef struct
{
  gint64 *times[RECENT_TIMES];  /* each a reference of a column, or NULL */
  guint   next;
} RecentTimes;

static void
recent_times_free (gpointer data)
{
  RecentTimes *self = data;

  for (guint i = 0; i < RECENT_TIMES; i++)
    g_clear_pointer (&self->times[i], g_atomic_rc_box_release);
  g_free (self);
}

static GPrivate recent_times = G_PRIVATE_INIT (recent_times_free);

static gboolean
times_are_of (const gint64         *times,
              const VmpSeriesBlock *block)
{
  for (guint i = 0; i < VMP_SERIES_BLOCK_POINTS; i++)
    {
      if (times[i] != block->data[VMP_SERIES_POINT_WIDTH * i])
        return FALSE;
    }
  return TRUE;
}

/* The times of a full block of points as a column: a reference, to be released. */
static gint64 *
get_times (const VmpSeriesBlock *block)
{
  RecentTimes *recent = g_private_get (&recent_times);
  gint64 *times;

  if (recent == NULL)
    {
      recent = g_new0 (RecentTimes, 1);
      g_private_set (&recent_times, recent);
    }
  for (guint i = 0; i < RECENT_TIMES; i++)
    {
      if (recent->times[i] != NULL && times_are_of (recent->times[i], block))
        return g_atomic_rc_box_acquire (recent->times[i]);
    }
  times = g_atomic_rc_box_alloc (VMP_SERIES_BLOCK_POINTS * sizeof *times);
  for (guint i = 0; i < VMP_SERIES_BLOCK_POINTS; i++)
    times[i] = block->data[VMP_SERIES_POINT_WIDTH * i];
  g_clear_pointer (&recent->times[recent->next], g_atomic_rc_box_release);
  recent->times[recent->next] = g_atomic_rc_box_acquire (times);
  recent->next = (recent->next + 1) % RECENT_TIMES;
  return times;
}

/* The nodes of a level, each its minimum and its maximum. */
static gint64 *
get_level (const VmpSeriesBlock *self,
           guint                 level)
{
  gint64 *level_1 = self->data + (gsize) self->capacity * vmp_series_block_get_width (self);

  return level == VMP_SERIES_LEVEL_1 ? level_1 : level_1 + 2 * (self->capacity / VMP_SERIES_LEVEL_1);
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
  self->data = g_new (gint64, vmp_series_block_get_n_words (self));
}

void
vmp_series_block_clear (VmpSeriesBlock *self)
{
  if (self->is_constant)
    g_clear_pointer (&self->data, g_atomic_rc_box_release);
  g_clear_pointer (&self->data, g_free);
  g_clear_pointer (&self->gaps, g_free);
}

void
vmp_series_block_copy (VmpSeriesBlock       *self,
                       const VmpSeriesBlock *from)
{
  *self = *from;
  if (from->is_constant)
    self->data = g_atomic_rc_box_acquire (from->data);
  else
    self->data = g_memdup2 (from->data, vmp_series_block_get_n_words (from) * sizeof *from->data);
  self->gaps = g_memdup2 (from->gaps, from->gaps_capacity * sizeof *from->gaps);
}

static void
grow (VmpSeriesBlock *self)
{
  VmpSeriesBlock old = *self;

  self->capacity *= 2;
  self->data = g_new (gint64, vmp_series_block_get_n_words (self));
  memcpy (self->data, old.data, (gsize) old.count * vmp_series_block_get_width (self) * sizeof *self->data);
  memcpy (get_level (self, VMP_SERIES_LEVEL_1), get_level (&old, VMP_SERIES_LEVEL_1), old.count / VMP_SERIES_LEVEL_1 * 2 * sizeof *self->data);
  memcpy (get_level (self, VMP_SERIES_LEVEL_2), get_level (&old, VMP_SERIES_LEVEL_2), old.count / VMP_SERIES_LEVEL_2 * 2 * sizeof *self->data);
  g_free (old.data);
}

/* Widens by @n rows of @width words, whose lowest and highest values begin at @minima and @maxima. */
static inline void
fold (const gint64 *minima,
      const gint64 *maxima,
      guint         width,
      guint         n,
      gint64       *min,
      gint64       *max)
{
  gint64 lowest = *min, highest = *max;

  for (gsize i = 0; i < (gsize) n * width; i += width)
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
  const gint64 *at;

  if (self->is_constant)
    {
      if (from < to)
        fold (&self->min, &self->max, 1, 1, min, max);
      return;
    }
  at = self->data + (gsize) from * vmp_series_block_get_width (self);
  if (self->generation == 0)
    fold (at + 1, at + 1, VMP_SERIES_POINT_WIDTH, to - from, min, max);
  else
    fold (at + VMP_SERIES_MIN, at + VMP_SERIES_MAX, VMP_SERIES_SPAN_WIDTH, to - from, min, max);
}

static void
fold_level (const VmpSeriesBlock *self,
            guint                 level,
            guint                 from,
            guint                 to,
            gint64               *min,
            gint64               *max)
{
  const gint64 *at = get_level (self, level) + 2 * (from / level);

  fold (at, at + 1, 2, (to - from) / level, min, max);
}

/* Entries at the edges, nodes of 16 further in, nodes of 128 in the middle. */
void
vmp_series_block_fold (const VmpSeriesBlock *self,
                       guint                 from,
                       guint                 to,
                       gint64               *min,
                       gint64               *max)
{
  guint from_1 = (from + VMP_SERIES_LEVEL_1 - 1) / VMP_SERIES_LEVEL_1 * VMP_SERIES_LEVEL_1, to_1 = to / VMP_SERIES_LEVEL_1 * VMP_SERIES_LEVEL_1;
  guint from_2 = (from + VMP_SERIES_LEVEL_2 - 1) / VMP_SERIES_LEVEL_2 * VMP_SERIES_LEVEL_2, to_2 = to / VMP_SERIES_LEVEL_2 * VMP_SERIES_LEVEL_2;

  if (from_1 >= to_1 || self->is_constant)
    {
      fold_entries (self, from, to, min, max);
      return;
    }
  fold_entries (self, from, from_1, min, max);
  fold_entries (self, to_1, to, min, max);
  if (from_2 >= to_2)
    {
      fold_level (self, VMP_SERIES_LEVEL_1, from_1, to_1, min, max);
      return;
    }
  fold_level (self, VMP_SERIES_LEVEL_1, from_1, from_2, min, max);
  fold_level (self, VMP_SERIES_LEVEL_2, from_2, to_2, min, max);
  fold_level (self, VMP_SERIES_LEVEL_1, to_2, to_1, min, max);
}

static void
close_node (VmpSeriesBlock *self,
            guint           level)
{
  guint node = self->count / level - 1;
  gint64 min = G_MAXINT64, max = G_MININT64;

  fold_entries (self, node * level, self->count, &min, &max);
  get_level (self, level)[2 * node] = min;
  get_level (self, level)[2 * node + 1] = max;
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
  if (self->count % VMP_SERIES_LEVEL_1 == 0)
    close_node (self, VMP_SERIES_LEVEL_1);
  if (self->count % VMP_SERIES_LEVEL_2 == 0)
    close_node (self, VMP_SERIES_LEVEL_2);
}

static void
drop_values (VmpSeriesBlock *self)
{
  gint64 *times = get_times (self);

  g_free (self->data);
  self->data = times;
  self->is_constant = TRUE;
}

void
vmp_series_block_add_point (VmpSeriesBlock *self,
                            gint64          time_nsec,
                            gint64          value)
{
  const VmpSeriesSpan span = { time_nsec, time_nsec, value, value, value, value, 1 };

  if (self->count == self->capacity)
    grow (self);
  self->data[VMP_SERIES_POINT_WIDTH * self->count] = time_nsec;
  self->data[VMP_SERIES_POINT_WIDTH * self->count + 1] = value;
  entry_added (self, &span);
  if (vmp_series_block_is_full (self) && self->min == self->max)
    drop_values (self);
}

void
vmp_series_block_add_span (VmpSeriesBlock      *self,
                           const VmpSeriesSpan *span)
{
  const gint64 fields[VMP_SERIES_SPAN_WIDTH] = {
    [VMP_SERIES_BEGIN] = span->begin_nsec, [VMP_SERIES_END] = span->end_nsec, [VMP_SERIES_MIN] = span->min,
    [VMP_SERIES_MAX] = span->max, [VMP_SERIES_FIRST] = span->first, [VMP_SERIES_LAST] = span->last,
    [VMP_SERIES_COUNT] = span->count,
  };

  if (self->count == self->capacity)
    grow (self);
  memcpy (self->data + (gsize) VMP_SERIES_SPAN_WIDTH * self->count, fields, sizeof fields);
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
search_time (const VmpSeriesBlock *self,
             VmpSeriesField        field,
             guint                 from,
             guint                 to,
             gint64                time_nsec)
{
  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (vmp_series_block_get (self, field, middle) < time_nsec)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

/* Where @time_nsec would be among entries at even distances. By the head alone: touching the first and last entry would cost
 * more than the whole search. */
static guint
guess_index (const VmpSeriesBlock *self,
             guint                 from,
             gint64                time_nsec)
{
  double share = ((double) time_nsec - self->begin_nsec) / ((double) self->end_nsec - self->begin_nsec);

  return CLAMP ((guint) (share * (self->count - 1)), from, self->count - 1u);
}

/* Entries that the nodes stand for whose borders lie at most @tolerance_nsec apart from any time; 1 if there are none. */
static guint
get_level_within (const VmpSeriesBlock *self,
                  gint64                tolerance_nsec)
{
  gint64 two_nsec = 2 * (tolerance_nsec / MAX ((self->end_nsec - self->begin_nsec) / self->count, 1));

  return two_nsec >= VMP_SERIES_LEVEL_2 ? VMP_SERIES_LEVEL_2 : two_nsec >= VMP_SERIES_LEVEL_1 ? VMP_SERIES_LEVEL_1 : 1;
}

void
vmp_series_block_prefetch (const VmpSeriesBlock *self,
                           gint64                time_nsec,
                           gint64                tolerance_nsec)
{
  guint at = time_nsec > self->begin_nsec ? guess_index (self, 0, MIN (time_nsec, self->end_nsec)) : 0;
  guint level = get_level_within (self, tolerance_nsec);

  if (self->begin_nsec == self->end_nsec || self->is_constant)
    return;
  if (level > 1)
    {
      at = MIN ((at + level / 2) / level * level, self->count - 1u);
      __builtin_prefetch (self->data + (gsize) MAX (at, 1) * vmp_series_block_get_width (self) - 1);
    }
  __builtin_prefetch (self->data + (gsize) at * vmp_series_block_get_width (self));
  if (level < VMP_SERIES_LEVEL_2)
    __builtin_prefetch (get_level (self, VMP_SERIES_LEVEL_1) + at / VMP_SERIES_LEVEL_1 * 2);
  __builtin_prefetch (get_level (self, VMP_SERIES_LEVEL_2) + at / VMP_SERIES_LEVEL_2 * 2);
}

guint
vmp_series_block_find_time (const VmpSeriesBlock *self,
                            VmpSeriesField        field,
                            guint                 from,
                            gint64                time_nsec)
{
  guint n = self->count, guess, step = 4;

  if (time_nsec <= self->begin_nsec || from >= n)
    return from;
  if (time_nsec > self->end_nsec)
    return n;

  /* In ever larger steps away from the guess, until the time is passed. */
  guess = guess_index (self, from, time_nsec);
  if (vmp_series_block_get (self, field, guess) < time_nsec)
    {
      for (from = guess + 1; from + step < n && vmp_series_block_get (self, field, from + step - 1) < time_nsec; step *= 2)
        from += step;
      return search_time (self, field, from, MIN (from + step, n), time_nsec);
    }
  for (n = guess; n > from + step && vmp_series_block_get (self, field, n - step) >= time_nsec; step *= 2)
    n -= step;
  return search_time (self, field, n > from + step ? n - step : from, n, time_nsec);
}

guint
vmp_series_block_find_border (const VmpSeriesBlock *self,
                              guint                 from,
                              gint64                time_nsec,
                              gint64                tolerance_nsec)
{
  guint level, index;

  if (tolerance_nsec == 0 || self->n_gaps > 0 || time_nsec <= self->begin_nsec || time_nsec > self->end_nsec)
    return vmp_series_block_find_time (self, VMP_SERIES_BEGIN, from, time_nsec);
  /* It is the same everywhere. */
  if (self->is_constant)
    return guess_index (self, from, time_nsec);
  level = get_level_within (self, tolerance_nsec);
  index = (guess_index (self, from, time_nsec) + level / 2) / level * level;
  if (level > 1 && index >= from && index < self->count
      && ABS (vmp_series_block_get (self, VMP_SERIES_BEGIN, index) - time_nsec) <= tolerance_nsec)
    return index;
  return vmp_series_block_find_time (self, VMP_SERIES_BEGIN, from, time_nsec);
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

  out->begin_nsec = vmp_series_block_get (self, VMP_SERIES_BEGIN, index);
  out->end_nsec = vmp_series_block_get (self, VMP_SERIES_END, to - 1);
  out->first = vmp_series_block_get (self, VMP_SERIES_FIRST, index);
  out->last = vmp_series_block_get (self, VMP_SERIES_LAST, to - 1);
  out->min = G_MAXINT64;
  out->max = G_MININT64;
  fold_entries (self, index, to, &out->min, &out->max);
  out->count = self->generation == 0 ? to - index : 0;
  for (guint i = index; self->generation > 0 && i < to; i++)
    {
      gint64 count = vmp_series_block_get (self, VMP_SERIES_COUNT, i);

      out->count = ((out->count | count) & VMP_SERIES_GAP_FLAG) |
                   ((out->count & ~VMP_SERIES_GAP_FLAG) + (count & ~VMP_SERIES_GAP_FLAG));
    }
  /* A gap before its first entry stays outside; one that ends at a further entry is swallowed. */
  if (vmp_series_block_has_gap (self, out->begin_nsec, out->end_nsec))
    out->count |= VMP_SERIES_GAP_FLAG;
}
