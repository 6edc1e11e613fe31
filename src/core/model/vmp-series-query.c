/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Questions to a series: what each stretch of time held, at a cost of its pixels and not of its points. */

#include "config.h"

#include "vmp-series-private.h"

/* A level is fine enough if a cell holds at least this many of its nodes: then a border misplaces a quarter cell at most. */
#define NODES_A_CELL 4

/* Where the walk over ascending nodes has got to. */
typedef struct
{
  VmpSeriesCell *cells;
  guint          n_cells;
  gint64         begin_nsec;
  guint64        span_nsec;
  guint          at;          /* current cell */
  gint64         at_end_nsec; /* where it ends */
} Walk;

static gint64
cell_end (const Walk *walk,
          guint       i)
{
  return walk->begin_nsec + (gint64) (((unsigned __int128) walk->span_nsec * (i + 1)) / walk->n_cells);
}

static void
cell_merge (VmpSeriesCell       *cell,
            const VmpSeriesNode *node,
            guint64              n)
{
  if (cell->n == 0 && cell->min == VMP_MISSING)
    {
      cell->min = node->min;
      cell->max = node->max;
      cell->first = node->first;
    }
  cell->min = MIN (cell->min, node->min);
  cell->max = MAX (cell->max, node->max);
  cell->last = node->last;
  cell->n = (guint32) MIN ((guint64) cell->n + n, G_MAXUINT32);
}

/* Adds a node to every cell it reaches into; its points are counted in the first. Nodes come in time order. */
static void
walk_add (Walk                *walk,
          const VmpSeriesNode *node,
          guint64              n)
{
  while (node->begin_nsec >= walk->at_end_nsec)
    walk->at_end_nsec = cell_end (walk, ++walk->at);
  cell_merge (&walk->cells[walk->at], node, n);
  for (guint i = walk->at; i + 1 < walk->n_cells && node->end_nsec >= cell_end (walk, i); i++)
    cell_merge (&walk->cells[i + 1], node, 0);
}

/* Reads node @i of @level; behind the complete ones comes the open one. */
static void
get_node (const VmpSeries *self,
          guint            level,
          guint64          i,
          VmpSeriesNode   *out)
{
  const VmpSeriesLevel *l = &self->levels[level];

  if (level > 0 && i == l->n_nodes)
    *out = l->open;
  else if (level > 0)
    *out = ((VmpSeriesNode *) g_ptr_array_index (l->chunks, i / VMP_SERIES_CHUNK_NODES))[i % VMP_SERIES_CHUNK_NODES];
  else
    {
      const VmpSeriesPoints *points = g_ptr_array_index (l->chunks, i / VMP_SERIES_CHUNK_POINTS);
      gint64 time = points->times[i % VMP_SERIES_CHUNK_POINTS], value = points->values[i % VMP_SERIES_CHUNK_POINTS];

      *out = (VmpSeriesNode) { time, time, value, value, value, value };
    }
}

/* Number behind the last node of @level, the open one included. */
static guint64
level_end (const VmpSeries *self,
           guint            level)
{
  const VmpSeriesLevel *l = &self->levels[level];

  return l->n_nodes + (level > 0 && l->open_points > 0);
}

/* First node of @level whose last point is at or after @time_nsec. */
static guint64
find_node (const VmpSeries *self,
           guint            level,
           gint64           time_nsec)
{
  guint64 low = vmp_series_level_first (&self->levels[level], level), high = level_end (self, level);

  while (low < high)
    {
      guint64 middle = low + (high - low) / 2;
      VmpSeriesNode node;

      get_node (self, level, middle, &node);
      if (node.end_nsec < time_nsec)
        low = middle + 1;
      else
        high = middle;
    }
  return low;
}

/* How many points node @i of @level stands for. */
static guint64
node_points (const VmpSeries *self,
             guint            level,
             guint64          i)
{
  return level > 0 && i == self->levels[level].n_nodes ? self->levels[level].open_points : vmp_series_level_width (level);
}

/* Full detail, a chunk at a time: the hot loop of short spans. */
static void
walk_points (const VmpSeries *self,
             Walk            *walk,
             guint64          from,
             gint64           end_nsec)
{
  const VmpSeriesLevel *raw = &self->levels[0];

  for (guint64 i = from; i < raw->n_nodes; i++)
    {
      VmpSeriesNode node;

      get_node (self, 0, i, &node);
      if (node.begin_nsec >= end_nsec)
        return;
      while (node.begin_nsec >= walk->at_end_nsec)
        walk->at_end_nsec = cell_end (walk, ++walk->at);
      cell_merge (&walk->cells[walk->at], &node, 1);
    }
}

/* Nodes of @level that touch [walk's begin, end); older times that the level has dropped come from the next one. */
static void
walk_level (const VmpSeries *self,
            Walk            *walk,
            guint            level,
            gint64           begin_nsec,
            gint64           end_nsec)
{
  const VmpSeriesLevel *l = &self->levels[level];
  guint64 first = vmp_series_level_first (l, level);
  guint64 i;

  if (first > 0 && first < level_end (self, level))
    {
      VmpSeriesNode oldest;

      get_node (self, level, first, &oldest);
      if (begin_nsec < oldest.begin_nsec)
        {
          walk_level (self, walk, level + 1, begin_nsec, MIN (end_nsec, oldest.begin_nsec));
          begin_nsec = oldest.begin_nsec;
        }
    }
  i = find_node (self, level, begin_nsec);
  if (level == 0)
    {
      walk_points (self, walk, i, end_nsec);
      return;
    }
  for (; i < level_end (self, level); i++)
    {
      VmpSeriesNode node;

      get_node (self, level, i, &node);
      if (node.begin_nsec >= end_nsec)
        return;
      /* A node that begins before the first cell, or ends behind the last, counts where it lies inside. */
      node.begin_nsec = MAX (node.begin_nsec, begin_nsec);
      walk_add (walk, &node, node_points (self, level, i));
    }
}

/* The coarsest level with enough nodes a cell. */
static guint
choose_level (const VmpSeries *self,
              gint64           begin_nsec,
              gint64           end_nsec,
              guint            n_cells)
{
  for (guint level = VMP_SERIES_LEVELS - 1; level > 0; level--)
    {
      guint64 nodes = find_node (self, level, end_nsec) - find_node (self, level, begin_nsec);

      if (nodes >= (guint64) n_cells * NODES_A_CELL)
        return level;
    }
  return 0;
}

static void
mark_gaps (const VmpSeries *self,
           const Walk      *walk)
{
  guint cell = 0;

  if (self->gaps == NULL)
    return;
  for (guint i = 0; i < self->gaps->len; i++)
    {
      const VmpSeriesGap *gap = &g_array_index (self->gaps, VmpSeriesGap, i);

      /* A cell that holds the last point before the gap is not in it. */
      while (cell < walk->n_cells && cell_end (walk, cell) <= gap->begin_nsec)
        cell++;
      for (guint c = cell; c < walk->n_cells && (c == 0 ? walk->begin_nsec : cell_end (walk, c - 1)) < gap->end_nsec; c++)
        walk->cells[c].gap = TRUE;
    }
}

void
vmp_series_query (VmpSeries     *self,
                  gint64         begin_nsec,
                  gint64         end_nsec,
                  VmpSeriesCell *cells,
                  guint          n_cells)
{
  Walk walk = { cells, n_cells, begin_nsec, (guint64) end_nsec - (guint64) begin_nsec, 0, 0 };

  for (guint i = 0; i < n_cells; i++)
    cells[i] = (VmpSeriesCell) { VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, 0, FALSE };
  if (n_cells == 0 || end_nsec <= begin_nsec || self->n_points == 0)
    return;
  walk.at_end_nsec = cell_end (&walk, 0);
  walk_level (self, &walk, choose_level (self, begin_nsec, end_nsec, n_cells), begin_nsec, end_nsec);
  mark_gaps (self, &walk);
}

void
vmp_series_query_one (VmpSeries     *self,
                      gint64         begin_nsec,
                      gint64         end_nsec,
                      VmpSeriesCell *cell)
{
  vmp_series_query (self, begin_nsec, end_nsec, cell, 1);
}

/* Does a gap lie between the two times? */
static gboolean
gap_between (const VmpSeries *self,
             gint64           from_nsec,
             gint64           to_nsec)
{
  for (guint i = self->gaps != NULL ? self->gaps->len : 0; i > 0; i--)
    {
      const VmpSeriesGap *gap = &g_array_index (self->gaps, VmpSeriesGap, i - 1);

      if (gap->begin_nsec < to_nsec && gap->end_nsec > from_nsec)
        return TRUE;
      if (gap->end_nsec <= from_nsec)
        return FALSE;
    }
  return FALSE;
}

gboolean
vmp_series_get_at (VmpSeries *self,
                   gint64     time_nsec,
                   gint64    *out_time_nsec,
                   gint64    *out_value)
{
  if (self->n_points == 0 || time_nsec < self->first_nsec)
    return FALSE;
  for (guint level = 0; level < VMP_SERIES_LEVELS; level++)
    {
      guint64 first = vmp_series_level_first (&self->levels[level], level);
      /* The first node that ends behind the time; the one before it ends at or before. */
      guint64 i = time_nsec == G_MAXINT64 ? level_end (self, level) : find_node (self, level, time_nsec + 1);
      VmpSeriesNode node;

      if (i == first)
        continue;
      get_node (self, level, i - 1, &node);
      if (gap_between (self, node.end_nsec, time_nsec))
        return FALSE;
      *out_time_nsec = node.end_nsec;
      *out_value = node.last;
      return TRUE;
    }
  return FALSE;
}
