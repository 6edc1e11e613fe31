/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a series, answered at the cost of their pixels and not of its points. */

#include "config.h"

#include "vmp-series-private.h"

/* An entry; behind the last one: block n_blocks, index 0. */
typedef struct
{
  guint block;
  guint index;
} Position;

/* The first entry that ends at or after @time_nsec. */
static Position
find_position (const VmpSeries *self,
               gint64           time_nsec)
{
  Position at = { 0, 0 };
  guint to = self->n_blocks;

  while (at.block < to)
    {
      guint middle = at.block + (to - at.block) / 2;

      if (self->blocks[middle].end_nsec < time_nsec)
        at.block = middle + 1;
      else
        to = middle;
    }
  if (at.block < self->n_blocks)
    {
      const VmpSeriesBlock *block = &self->blocks[at.block];

      at.index = vmp_series_find_time (vmp_series_block_get_column (block, VMP_SERIES_END), 0, block->count, time_nsec);
    }
  return at;
}

static void
cell_count (VmpSeriesCell *cell,
            guint64        n)
{
  cell->n = MIN (cell->n + n, G_MAXUINT32);
}

static void
cell_count_spans (VmpSeriesCell        *cell,
                  const VmpSeriesBlock *block,
                  guint                 from,
                  guint                 to)
{
  const gint64 *counts = vmp_series_block_get_column (block, VMP_SERIES_COUNT);

  for (guint i = from; i < to; i++)
    {
      cell_count (cell, counts[i] & ~VMP_SERIES_GAP_FLAG);
      cell->gap |= (counts[i] & VMP_SERIES_GAP_FLAG) != 0;
    }
}

/* Adds the entries [from, to) of @block, at least one. */
static void
cell_add (VmpSeriesCell        *cell,
          const VmpSeriesBlock *block,
          guint                 from,
          guint                 to)
{
  if (cell->n == 0)
    {
      cell->first = vmp_series_block_get_column (block, VMP_SERIES_FIRST)[from];
      cell->min = G_MAXINT64;
      cell->max = G_MININT64;
    }
  cell->last = vmp_series_block_get_column (block, VMP_SERIES_LAST)[to - 1];

  if (from == 0 && to == block->count)
    {
      cell->min = MIN (cell->min, block->min);
      cell->max = MAX (cell->max, block->max);
      cell->gap |= block->has_inner_gap;
      cell_count (cell, block->n_points);
      return;
    }
  vmp_series_block_fold (block, from, to, &cell->min, &cell->max);
  if (block->generation == 0)
    cell_count (cell, to - from);
  else
    cell_count_spans (cell, block, from, to);
}

/* Index of the first entry from @from on that begins at @end_nsec or later. */
static guint
find_end (const VmpSeriesBlock *block,
          guint                 from,
          gint64                end_nsec)
{
  const gint64 *begins = vmp_series_block_get_column (block, VMP_SERIES_BEGIN);

  /* What mostly holds, where cells are far smaller or far larger than the distance of entries. */
  if (begins[from] >= end_nsec)
    return from;
  if (begins[block->count - 1] < end_nsec)
    return block->count;
  return vmp_series_find_time (begins, from + 1, block->count, end_nsec);
}

/* Fills in the cell [begin, end) from the first entry that ends in it or later; returns the same for the next cell. */
static Position
fill_cell (const VmpSeries *self,
           Position         at,
           gint64           begin_nsec,
           gint64           end_nsec,
           VmpSeriesCell   *cell)
{
  *cell = (VmpSeriesCell) { VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, 0, FALSE };
  for (; at.block < self->n_blocks; at = (Position) { at.block + 1, 0 })
    {
      const VmpSeriesBlock *block = &self->blocks[at.block];
      guint to = find_end (block, at.index, end_nsec);

      if (block->n_gaps > 0 && !cell->gap)
        cell->gap = vmp_series_block_has_gap (block, begin_nsec, end_nsec);
      if (to > at.index)
        cell_add (cell, block, at.index, to);
      /* A span that a border cuts shows on both sides of it. */
      if (to > at.index && vmp_series_block_get_column (block, VMP_SERIES_END)[to - 1] >= end_nsec)
        return (Position) { at.block, to - 1 };
      if (to < block->count)
        return (Position) { at.block, to };
    }
  cell->gap |= self->gap_is_open && self->open_gap_nsec < end_nsec && begin_nsec < end_nsec;
  return at;
}

void
vmp_series_query (VmpSeries     *self,
                  gint64         begin_nsec,
                  gint64         end_nsec,
                  VmpSeriesCell *cells,
                  guint          n_cells)
{
  guint64 span_nsec = end_nsec > begin_nsec ? (guint64) end_nsec - (guint64) begin_nsec : 0;
  guint64 whole, rest;
  gint64 from_nsec = begin_nsec;
  Position at = find_position (self, begin_nsec);

  if (n_cells == 0)
    return;
  if (span_nsec == 0)
    at = (Position) { self->n_blocks, 0 };
  /* Border i lies at span × i ÷ n, computed so that it can't overflow. */
  whole = span_nsec / n_cells;
  rest = span_nsec % n_cells;
  for (guint i = 0; i < n_cells; i++)
    {
      gint64 to_nsec = (guint64) begin_nsec + whole * (i + 1) + rest * (i + 1) / n_cells;

      at = fill_cell (self, at, from_nsec, to_nsec, &cells[i]);
      from_nsec = to_nsec;
    }
}

void
vmp_series_query_one (VmpSeries     *self,
                      gint64         begin_nsec,
                      gint64         end_nsec,
                      VmpSeriesCell *cell)
{
  vmp_series_query (self, begin_nsec, end_nsec, cell, 1);
}

/* Is nothing known of @time_nsec, which lies behind the entry before @next? */
static gboolean
is_in_gap (const VmpSeries *self,
           Position         next,
           gint64           time_nsec)
{
  if (next.block == self->n_blocks)
    return self->gap_is_open && self->open_gap_nsec <= time_nsec;
  return vmp_series_block_has_gap (&self->blocks[next.block], time_nsec, time_nsec + 1);
}

/* The point of @block's entry @index that is nearest before @time_nsec, as far as its detail is still there. */
static gboolean
get_entry_at (const VmpSeries *self,
              Position         at,
              gint64           time_nsec,
              gint64          *out_time_nsec,
              gint64          *out_value)
{
  const VmpSeriesBlock *block = &self->blocks[at.block];
  gint64 begin_nsec = vmp_series_block_get_column (block, VMP_SERIES_BEGIN)[at.index];
  gint64 end_nsec = vmp_series_block_get_column (block, VMP_SERIES_END)[at.index];
  Position next = at.index + 1 < block->count ? (Position) { at.block, at.index + 1 } : (Position) { at.block + 1, 0 };

  if (time_nsec > end_nsec && is_in_gap (self, next, time_nsec))
    return FALSE;
  if (time_nsec >= end_nsec)
    {
      *out_time_nsec = end_nsec;
      *out_value = vmp_series_block_get_column (block, VMP_SERIES_LAST)[at.index];
      return TRUE;
    }
  if (time_nsec > begin_nsec &&
      (vmp_series_block_get_column (block, VMP_SERIES_COUNT)[at.index] & VMP_SERIES_GAP_FLAG) != 0)
    return FALSE;
  *out_time_nsec = begin_nsec;
  *out_value = vmp_series_block_get_column (block, VMP_SERIES_FIRST)[at.index];
  return TRUE;
}

gboolean
vmp_series_get_at (VmpSeries *self,
                   gint64     time_nsec,
                   gint64    *out_time_nsec,
                   gint64    *out_value)
{
  Position at;

  if (self->n_points == 0 || time_nsec < self->blocks[0].begin_nsec)
    return FALSE;

  /* The last entry that begins at or before the time: of several at one time the last. */
  at.block = self->n_blocks - 1;
  if (time_nsec < self->last_nsec)
    {
      at = find_position (self, time_nsec + 1);
      if (vmp_series_block_get_column (&self->blocks[at.block], VMP_SERIES_BEGIN)[at.index] <= time_nsec)
        return get_entry_at (self, at, time_nsec, out_time_nsec, out_value);
      if (at.index > 0)
        return get_entry_at (self, (Position) { at.block, at.index - 1 }, time_nsec, out_time_nsec, out_value);
      at.block--;
    }
  at.index = self->blocks[at.block].count - 1;
  return get_entry_at (self, at, time_nsec, out_time_nsec, out_value);
}
