/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a series, answered at the cost of their pixels and not of its points. */

#include "config.h"

#include "vmp-series-private.h"

/* Borders of cells lie far apart in memory; each is asked for this many cells ahead. */
#define SCOUT_CELLS 8

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
    at.index = vmp_series_block_find_time (&self->blocks[at.block], VMP_SERIES_END, 0, time_nsec);
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
  for (guint i = from; i < to; i++)
    {
      gint64 count = vmp_series_block_get (block, VMP_SERIES_COUNT, i);

      cell_count (cell, count & ~VMP_SERIES_GAP_FLAG);
      cell->gap |= (count & VMP_SERIES_GAP_FLAG) != 0;
    }
}

/* Adds all of @block, of which only the head is touched. */
static void
cell_add_block (VmpSeriesCell        *cell,
                const VmpSeriesBlock *block)
{
  if (cell->n == 0)
    {
      cell->first = block->first;
      cell->min = block->min;
      cell->max = block->max;
    }
  cell->last = block->last;
  cell->min = MIN (cell->min, block->min);
  cell->max = MAX (cell->max, block->max);
  cell->gap |= block->has_inner_gap;
  cell_count (cell, block->n_points);
}

/* Adds the entries [from, to) of @block, at least one. Counting the points that spans stand for means to look at each. */
static void
cell_add (VmpSeriesCell        *cell,
          const VmpSeriesBlock *block,
          guint                 from,
          guint                 to,
          gboolean              guess_count)
{
  if (from == 0 && to == block->count)
    {
      cell_add_block (cell, block);
      return;
    }
  if (cell->n == 0)
    {
      cell->first = vmp_series_block_get (block, VMP_SERIES_FIRST, from);
      cell->min = G_MAXINT64;
      cell->max = G_MININT64;
    }
  cell->last = vmp_series_block_get (block, VMP_SERIES_LAST, to - 1);
  vmp_series_block_fold (block, from, to, &cell->min, &cell->max);
  if (block->generation == 0 || (guess_count && !block->has_inner_gap))
    cell_count (cell, to - from);
  else
    cell_count_spans (cell, block, from, to);
}

/* Does entry @index reach @time_nsec? Points don't, where all are known to begin before it. */
static gboolean
reaches (const VmpSeriesBlock *block,
         guint                 index,
         gint64                time_nsec)
{
  return block->generation > 0 && vmp_series_block_get (block, VMP_SERIES_END, index) >= time_nsec;
}

/* Fills in the cell [begin, end) from the first entry that ends in it or later; returns the same for the next cell. */
static Position
fill_cell (const VmpSeries *self,
           Position         at,
           gint64           begin_nsec,
           gint64           end_nsec,
           gint64           tolerance_nsec,
           VmpSeriesCell   *cell)
{
  *cell = (VmpSeriesCell) { VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, 0, FALSE };
  for (; at.block < self->n_blocks; at = (Position) { at.block + 1, 0 })
    {
      const VmpSeriesBlock *block = &self->blocks[at.block];
      guint to = end_nsec > block->end_nsec
                   ? block->count
                   : vmp_series_block_find_border (block, at.index, end_nsec, tolerance_nsec);

      if (block->n_gaps > 0 && !cell->gap)
        cell->gap = vmp_series_block_has_gap (block, begin_nsec, end_nsec);
      if (to > at.index)
        cell_add (cell, block, at.index, to, tolerance_nsec > 0);
      /* A span that a border cuts shows on both sides of it. */
      if (to > at.index && reaches (block, to - 1, end_nsec + tolerance_nsec))
        return (Position) { at.block, to - 1 };
      if (to < block->count)
        return (Position) { at.block, to };
    }
  cell->gap |= self->gap_is_open && self->open_gap_nsec < end_nsec && begin_nsec < end_nsec;
  return at;
}

/* The equal stretches of a query. */
typedef struct
{
  guint64 begin_nsec;
  guint64 whole_nsec, rest_nsec;    /* of span ÷ n, so that span × i can't overflow */
  guint   n;
} Grid;

static void
grid_init (Grid   *self,
           gint64  begin_nsec,
           gint64  end_nsec,
           guint   n)
{
  guint64 span_nsec = end_nsec > begin_nsec ? (guint64) end_nsec - (guint64) begin_nsec : 0;

  *self = (Grid) { begin_nsec, span_nsec / n, span_nsec % n, n };
}

/* Where cell @i ends. */
static gint64
grid_get_end (const Grid *self,
              guint       i)
{
  return self->begin_nsec + self->whole_nsec * (i + 1) + self->rest_nsec * (i + 1) / self->n;
}

/* The block of the border behind @border_nsec's cell, its memory asked for if it is another one than @block. */
static guint
scout (const VmpSeries *self,
       guint            block,
       gint64           border_nsec,
       gint64           tolerance_nsec)
{
  guint found = block;

  while (found < self->n_blocks && self->blocks[found].end_nsec < border_nsec)
    found++;
  if (found != block && found < self->n_blocks)
    vmp_series_block_prefetch (&self->blocks[found], border_nsec, tolerance_nsec);
  return found;
}

static void
query (VmpSeries     *self,
       gint64         begin_nsec,
       gint64         end_nsec,
       gint64         tolerance_nsec,
       VmpSeriesCell *cells,
       guint          n_cells)
{
  Position at = { self->n_blocks, 0 };
  gint64 from_nsec = begin_nsec;
  guint scouted = 0;
  Grid grid;

  if (n_cells == 0)
    return;
  grid_init (&grid, begin_nsec, end_nsec, n_cells);
  if (end_nsec > begin_nsec)
    at = find_position (self, begin_nsec);
  scouted = at.block;

  for (guint i = 0; i < n_cells; i++)
    {
      gint64 to_nsec = grid_get_end (&grid, i);

      if (i + SCOUT_CELLS < n_cells)
        scouted = scout (self, scouted, grid_get_end (&grid, i + SCOUT_CELLS), tolerance_nsec);
      at = fill_cell (self, at, from_nsec, to_nsec, tolerance_nsec, &cells[i]);
      from_nsec = to_nsec;
    }
}

void
vmp_series_query (VmpSeries     *self,
                  gint64         begin_nsec,
                  gint64         end_nsec,
                  VmpSeriesCell *cells,
                  guint          n_cells)
{
  query (self, begin_nsec, end_nsec, 0, cells, n_cells);
}

void
vmp_series_query_drawn (VmpSeries     *self,
                        gint64         begin_nsec,
                        gint64         end_nsec,
                        VmpSeriesCell *cells,
                        guint          n_cells)
{
  query (self, begin_nsec, end_nsec, n_cells > 0 ? (end_nsec - begin_nsec) / n_cells / VMP_SERIES_DRAWN_SHARE : 0, cells, n_cells);
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
  gint64 begin_nsec = vmp_series_block_get (block, VMP_SERIES_BEGIN, at.index);
  gint64 end_nsec = vmp_series_block_get (block, VMP_SERIES_END, at.index);
  Position next = at.index + 1 < block->count ? (Position) { at.block, at.index + 1 } : (Position) { at.block + 1, 0 };

  if (time_nsec > end_nsec && is_in_gap (self, next, time_nsec))
    return FALSE;
  if (time_nsec >= end_nsec)
    {
      *out_time_nsec = end_nsec;
      *out_value = vmp_series_block_get (block, VMP_SERIES_LAST, at.index);
      return TRUE;
    }
  if (time_nsec > begin_nsec &&
      (vmp_series_block_get (block, VMP_SERIES_COUNT, at.index) & VMP_SERIES_GAP_FLAG) != 0)
    return FALSE;
  *out_time_nsec = begin_nsec;
  *out_value = vmp_series_block_get (block, VMP_SERIES_FIRST, at.index);
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
      if (vmp_series_block_get (&self->blocks[at.block], VMP_SERIES_BEGIN, at.index) <= time_nsec)
        return get_entry_at (self, at, time_nsec, out_time_nsec, out_value);
      if (at.index > 0)
        return get_entry_at (self, (Position) { at.block, at.index - 1 }, time_nsec, out_time_nsec, out_value);
      at.block--;
    }
  at.index = self->blocks[at.block].count - 1;
  return get_entry_at (self, at, time_nsec, out_time_nsec, out_value);
}

gboolean
vmp_series_get_next (VmpSeries     *self,
                     gint64         time_nsec,
                     gint64        *out_begin_nsec,
                     gint64        *out_end_nsec,
                     VmpSeriesCell *out_cell)
{
  Position at = find_position (self, time_nsec);
  const VmpSeriesBlock *block;

  /* A span may have begun before. */
  if (at.block < self->n_blocks && vmp_series_block_get (&self->blocks[at.block], VMP_SERIES_BEGIN, at.index) < time_nsec)
    at = at.index + 1u < self->blocks[at.block].count ? (Position) { at.block, at.index + 1 }
                                                      : (Position) { at.block + 1, 0 };
  if (at.block >= self->n_blocks)
    return FALSE;
  block = &self->blocks[at.block];
  *out_begin_nsec = vmp_series_block_get (block, VMP_SERIES_BEGIN, at.index);
  *out_end_nsec = vmp_series_block_get (block, VMP_SERIES_END, at.index);
  *out_cell = (VmpSeriesCell) { VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, 0, FALSE };
  cell_add (out_cell, block, at.index, at.index + 1, FALSE);
  return TRUE;
}
