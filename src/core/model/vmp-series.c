/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series' storage: appending, thinning, and what it knows of itself. */

#include "config.h"

#include "vmp-series-private.h"

/* Gaps are rare; beyond this many the oldest are forgotten rather than memory spent. */
#define MOST_GAPS 4096

VmpSeries *
vmp_series_new (gsize max_bytes)
{
  VmpSeries *self = g_new0 (VmpSeries, 1);

  self->max_bytes = max_bytes;
  self->bytes = sizeof *self;
  return self;
}

void
vmp_series_free (VmpSeries *self)
{
  for (guint i = 0; i < VMP_SERIES_LEVELS; i++)
    g_clear_pointer (&self->levels[i].chunks, g_ptr_array_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  g_free (self);
}

static gsize
chunk_bytes (guint level)
{
  return level == 0 ? sizeof (VmpSeriesPoints) : VMP_SERIES_CHUNK_NODES * sizeof (VmpSeriesNode);
}

/* The share of the bound that a level may fill: half for full detail, half of the rest for each coarser one. */
static gsize
level_bound (const VmpSeries *self,
             guint            level)
{
  return MAX (self->max_bytes >> (level + 1), 2 * chunk_bytes (level));
}

/* Drops the level's oldest chunk if it is over its share: its points stay as nodes of the next level. */
static void
thin_level (VmpSeries *self,
            guint      level)
{
  VmpSeriesLevel *l = &self->levels[level];
  guint held = l->chunks->len - l->first_chunk;

  if (self->max_bytes == 0 || level + 1 == VMP_SERIES_LEVELS || held * chunk_bytes (level) <= level_bound (self, level))
    return;
  g_clear_pointer (&g_ptr_array_index (l->chunks, l->first_chunk), g_free);
  l->first_chunk++;
  self->bytes -= chunk_bytes (level);
}

/* The chunk that the next node of @level goes into. */
static gpointer
tail_chunk (VmpSeries *self,
            guint      level)
{
  VmpSeriesLevel *l = &self->levels[level];

  if (l->n_nodes % vmp_series_chunk_nodes (level) == 0)
    {
      if (l->chunks == NULL)
        l->chunks = g_ptr_array_new_with_free_func (g_free);
      g_ptr_array_add (l->chunks, g_malloc (chunk_bytes (level)));
      self->bytes += chunk_bytes (level);
      thin_level (self, level);
    }
  return g_ptr_array_index (l->chunks, l->chunks->len - 1);
}

static void
append_to_level (VmpSeries *self,
                 guint      level,
                 gint64     time_nsec,
                 gint64     value)
{
  VmpSeriesLevel *l = &self->levels[level];
  VmpSeriesNode *open = &l->open;

  if (l->open_points == 0)
    *open = (VmpSeriesNode) { time_nsec, time_nsec, value, value, value, value };
  open->end_nsec = time_nsec;
  open->last = value;
  open->min = MIN (open->min, value);
  open->max = MAX (open->max, value);
  if (++l->open_points < vmp_series_level_width (level))
    return;
  ((VmpSeriesNode *) tail_chunk (self, level))[l->n_nodes % VMP_SERIES_CHUNK_NODES] = *open;
  l->n_nodes++;
  l->open_points = 0;
}

static void
close_gap (VmpSeries *self,
           gint64     time_nsec)
{
  VmpSeriesGap *gap;

  if (self->gaps == NULL || self->gaps->len == 0)
    return;
  gap = &g_array_index (self->gaps, VmpSeriesGap, self->gaps->len - 1);
  if (gap->end_nsec == G_MAXINT64)
    gap->end_nsec = time_nsec;
}

gboolean
vmp_series_append (VmpSeries *self,
                   gint64     time_nsec,
                   gint64     value)
{
  VmpSeriesLevel *raw = &self->levels[0];
  VmpSeriesPoints *points;
  guint at;

  if (value == VMP_MISSING || (self->n_points > 0 && time_nsec < self->last_nsec))
    return FALSE;
  points = tail_chunk (self, 0);
  at = raw->n_nodes % VMP_SERIES_CHUNK_POINTS;
  points->times[at] = time_nsec;
  points->values[at] = value;
  raw->n_nodes++;
  for (guint level = 1; level < VMP_SERIES_LEVELS; level++)
    append_to_level (self, level, time_nsec, value);
  close_gap (self, time_nsec);
  if (self->n_points++ == 0)
    self->first_nsec = time_nsec;
  if (self->n_points == 1 || value > self->peak_value)
    {
      self->peak_value = value;
      self->peak_nsec = time_nsec;
    }
  self->last_nsec = time_nsec;
  self->last_value = value;
  return TRUE;
}

void
vmp_series_append_gap (VmpSeries *self,
                       gint64     begin_nsec)
{
  VmpSeriesGap gap = { MAX (begin_nsec, self->last_nsec), G_MAXINT64 };

  if (self->n_points == 0)
    return;
  if (self->gaps == NULL)
    self->gaps = g_array_new (FALSE, FALSE, sizeof (VmpSeriesGap));
  if (self->gaps->len > 0 && g_array_index (self->gaps, VmpSeriesGap, self->gaps->len - 1).end_nsec == G_MAXINT64)
    return;
  if (self->gaps->len == MOST_GAPS)
    g_array_remove_range (self->gaps, 0, MOST_GAPS / 2);
  g_array_append_val (self->gaps, gap);
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
  *out_first_nsec = self->first_nsec;
  *out_last_nsec = self->last_nsec;
  return TRUE;
}

gsize
vmp_series_get_bytes (VmpSeries *self)
{
  gsize bytes = self->bytes;

  for (guint i = 0; i < VMP_SERIES_LEVELS; i++)
    if (self->levels[i].chunks != NULL)
      bytes += self->levels[i].chunks->len * sizeof (gpointer);
  return bytes + (self->gaps != NULL ? self->gaps->len * sizeof (VmpSeriesGap) : 0);
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
