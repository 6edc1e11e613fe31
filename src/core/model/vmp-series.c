/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One metric over time: appending, and thinning the oldest detail when memory is used up. */

#include "config.h"

#include "vmp-series-private.h"

#include <string.h>

/* A bound below this could not hold a block of each generation. */
#define LEAST_MAX_BYTES (128 * 1024)

/* Enough for 16^16 points. */
#define MAX_GENERATIONS 16

VmpSeries *
vmp_series_new (gsize max_bytes)
{
  VmpSeries *self = g_new0 (VmpSeries, 1);

  self->max_bytes = max_bytes == 0 ? G_MAXSIZE : MAX (max_bytes, LEAST_MAX_BYTES);
  return self;
}

void
vmp_series_free (VmpSeries *self)
{
  for (guint i = 0; i < self->n_blocks; i++)
    vmp_series_block_clear (&self->blocks[i]);
  g_free (self->blocks);
  g_free (self);
}

VmpSeries *
vmp_series_dup_range (VmpSeries *self,
                      gint64     begin_nsec,
                      gint64     end_nsec)
{
  VmpSeries *copy = g_memdup2 (self, sizeof *self);

  copy->blocks = g_new (VmpSeriesBlock, self->n_blocks);
  copy->blocks_capacity = self->n_blocks;
  copy->n_blocks = 0;
  copy->block_bytes = 0;
  for (guint i = 0; i < self->n_blocks; i++)
    {
      const VmpSeriesBlock *block = &self->blocks[i];

      if (block->end_nsec < begin_nsec || block->begin_nsec > end_nsec)
        continue;
      vmp_series_block_copy (&copy->blocks[copy->n_blocks++], block);
      copy->block_bytes += vmp_series_block_get_bytes (block);
    }
  if (copy->n_blocks == 0)
    copy->n_points = 0;
  return copy;
}

gsize
vmp_series_get_bytes (VmpSeries *self)
{
  return sizeof *self + self->block_bytes + self->blocks_capacity * sizeof *self->blocks;
}

static VmpSeriesBlock *
insert_block (VmpSeries *self,
              guint      at,
              guint      generation)
{
  VmpSeriesBlock *block;

  if (self->n_blocks == self->blocks_capacity)
    {
      self->blocks_capacity = MAX (4, self->blocks_capacity + self->blocks_capacity / 2);
      self->blocks = g_renew (VmpSeriesBlock, self->blocks, self->blocks_capacity);
    }
  block = &self->blocks[at];
  memmove (block + 1, block, (self->n_blocks - at) * sizeof *block);
  self->n_blocks++;
  vmp_series_block_init (block, generation, generation > 0 || at == 0);
  self->block_bytes += vmp_series_block_get_bytes (block);
  return block;
}

static void
remove_block (VmpSeries *self,
              guint      at)
{
  VmpSeriesBlock *block = &self->blocks[at];

  self->block_bytes -= vmp_series_block_get_bytes (block);
  vmp_series_block_clear (block);
  self->n_blocks--;
  memmove (block, block + 1, (self->n_blocks - at) * sizeof *block);
}

/* The oldest full block of the generation that uses most memory; n_blocks if there is none. So each generation gets about
 * the same memory, and each reaches about 16 times as far back as the one before. */
static guint
choose_block_to_thin (const VmpSeries *self)
{
  gsize bytes[MAX_GENERATIONS] = { 0 };
  guint oldest[MAX_GENERATIONS];
  guint best = MAX_GENERATIONS;

  for (guint i = self->n_blocks; i > 0; i--)
    {
      const VmpSeriesBlock *block = &self->blocks[i - 1];

      bytes[block->generation] += vmp_series_block_get_bytes (block);
      if (vmp_series_block_is_full (block) && block->generation + 1 < MAX_GENERATIONS)
        {
          oldest[block->generation] = i - 1;
          if (best == MAX_GENERATIONS || bytes[block->generation] > bytes[best])
            best = block->generation;
        }
    }
  return best == MAX_GENERATIONS ? self->n_blocks : oldest[best];
}

/* Replaces block @at by spans at the end of the generation before it. */
static void
thin_block (VmpSeries *self,
            guint      at)
{
  guint generation = self->blocks[at].generation + 1;
  guint gap = 0;

  for (guint i = 0; i < self->blocks[at].count; i += VMP_SERIES_FAN)
    {
      VmpSeriesBlock *to = at > 0 ? &self->blocks[at - 1] : NULL;
      const VmpSeriesBlock *from;
      VmpSeriesSpan span;

      if (to == NULL || to->generation != generation || vmp_series_block_is_full (to))
        to = insert_block (self, at++, generation);
      from = &self->blocks[at];
      vmp_series_block_get_span (from, i, &span);
      self->block_bytes -= vmp_series_block_get_bytes (to);
      for (; gap < from->n_gaps && from->gaps[gap].end_nsec <= span.end_nsec; gap++)
        {
          if (from->gaps[gap].end_nsec <= span.begin_nsec)
            vmp_series_block_add_gap (to, from->gaps[gap].begin_nsec, from->gaps[gap].end_nsec);
        }
      vmp_series_block_add_span (to, &span);
      self->block_bytes += vmp_series_block_get_bytes (to);
    }
  remove_block (self, at);
}

static void
keep_bound (VmpSeries *self)
{
  while (vmp_series_get_bytes (self) > self->max_bytes)
    {
      guint at = choose_block_to_thin (self);

      if (at == self->n_blocks)
        return;
      thin_block (self, at);
    }
}

static VmpSeriesBlock *
get_tail (VmpSeries *self,
          guint      generation)
{
  VmpSeriesBlock *tail = self->n_blocks > 0 ? &self->blocks[self->n_blocks - 1] : NULL;

  if (tail != NULL && tail->generation == generation && !vmp_series_block_is_full (tail))
    return tail;
  return insert_block (self, self->n_blocks, generation);
}

/* The gap that is open ends here, at an entry of @tail that comes next. */
static void
close_gap (VmpSeries      *self,
           VmpSeriesBlock *tail,
           gint64          time_nsec)
{
  if (self->gap_is_open && self->open_gap_nsec < time_nsec)
    vmp_series_block_add_gap (tail, self->open_gap_nsec, time_nsec);
  self->gap_is_open = FALSE;
}

static void
note_peak (VmpSeries *self,
           gint64     time_nsec,
           gint64     value)
{
  if (self->n_points > 0 && value <= self->peak_value)
    return;
  self->peak_nsec = time_nsec;
  self->peak_value = value;
}

gboolean
vmp_series_append (VmpSeries *self,
                   gint64     time_nsec,
                   gint64     value)
{
  VmpSeriesBlock *tail;
  gsize bytes;

  if (vmp_value_is_missing (value) || (self->n_points > 0 && time_nsec < self->last_nsec))
    return FALSE;

  tail = get_tail (self, 0);
  bytes = vmp_series_block_get_bytes (tail);
  close_gap (self, tail, time_nsec);
  vmp_series_block_add_point (tail, time_nsec, value);
  self->block_bytes += vmp_series_block_get_bytes (tail) - bytes;

  note_peak (self, time_nsec, value);
  self->n_points++;
  self->last_nsec = time_nsec;
  self->last_value = value;
  keep_bound (self);
  return TRUE;
}

gboolean
vmp_series_append_span (VmpSeries           *self,
                        gint64               begin_nsec,
                        gint64               end_nsec,
                        const VmpSeriesCell *cell)
{
  const VmpSeriesSpan span = {
    begin_nsec, end_nsec, cell->min, cell->max, cell->first, cell->last, cell->n | (cell->gap ? VMP_SERIES_GAP_FLAG : 0),
  };
  VmpSeriesBlock *tail;
  gsize bytes;

  if (cell->n == 0 || end_nsec < begin_nsec || (self->n_points > 0 && begin_nsec < self->last_nsec))
    return FALSE;

  tail = get_tail (self, 1);
  bytes = vmp_series_block_get_bytes (tail);
  close_gap (self, tail, begin_nsec);
  vmp_series_block_add_span (tail, &span);
  self->block_bytes += vmp_series_block_get_bytes (tail) - bytes;

  note_peak (self, begin_nsec, cell->max);
  self->n_points += cell->n;
  self->last_nsec = end_nsec;
  self->last_value = cell->last;
  keep_bound (self);
  return TRUE;
}

void
vmp_series_set_peak_time (VmpSeries *self,
                          gint64     time_nsec)
{
  self->peak_nsec = time_nsec;
}

void
vmp_series_append_gap (VmpSeries *self,
                       gint64     begin_nsec)
{
  if (self->gap_is_open)
    return;
  self->gap_is_open = TRUE;
  self->open_gap_nsec = self->n_points > 0 ? MAX (begin_nsec, self->last_nsec) : begin_nsec;
}

guint64
vmp_series_get_length (VmpSeries *self)
{
  return self->n_points;
}

gboolean
vmp_series_get_range (VmpSeries *self,
                      gint64    *out_first_nsec,
                      gint64    *out_last_nsec)
{
  if (self->n_points == 0)
    return FALSE;
  *out_first_nsec = self->blocks[0].begin_nsec;
  *out_last_nsec = self->last_nsec;
  return TRUE;
}

gboolean
vmp_series_get_last (VmpSeries *self,
                     gint64    *out_time_nsec,
                     gint64    *out_value)
{
  if (self->n_points == 0)
    return FALSE;
  *out_time_nsec = self->last_nsec;
  *out_value = self->last_value;
  return TRUE;
}

gboolean
vmp_series_get_peak (VmpSeries *self,
                     gint64    *out_time_nsec,
                     gint64    *out_value)
{
  if (self->n_points == 0)
    return FALSE;
  *out_time_nsec = self->peak_nsec;
  *out_value = self->peak_value;
  return TRUE;
}

/* --- sums --- */

void
vmp_series_cells_add_up (VmpSeriesCell       *sums,
                         const VmpSeriesCell *cells,
                         guint                n,
                         gint64               begin_nsec,
                         gint64               end_nsec,
                         gint64               until_nsec)
{
  double cell_nsec = (double) (end_nsec - begin_nsec) / n;
  gint64 value = VMP_MISSING;

  for (guint k = 0; k < n; k++)
    {
      gint64 time_nsec = begin_nsec + (gint64) (cell_nsec * (k + 1));

      if (cells[k].n > 0)
        value = cells[k].last;
      if (value == VMP_MISSING || (time_nsec > until_nsec && cells[k].n == 0))
        continue;
      /* A damaged file may claim any amount. */
      sums[k].last = (sums[k].n > 0 ? sums[k].last : 0) + MIN (value, G_MAXINT64 / 1024);
      sums[k].min = sums[k].max = sums[k].first = sums[k].last;
      sums[k].n = 1;
    }
}

gint64
vmp_series_cells_get_max (const VmpSeriesCell *cells,
                          guint                n)
{
  gint64 highest = VMP_MISSING;

  for (guint k = 0; k < n; k++)
    if (cells[k].n > 0)
      highest = vmp_value_max (highest, cells[k].max);
  return highest;
}
