/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where mappings lie on a strip that shows a whole address space: large ones wider, gaps folded. */
#include "config.h"

#include "vmp-map-strip-layout.h"

#include <math.h>

#define PAGE_BYTES 4096.0

/* A mapping of a page is one unit wide, one of 1 GiB about 60: all can be seen, and large ones look large. */
#define WIDTH_POWER 0.33
/* What takes no memory is not to take the room either. */
#define MOST_EMPTY_UNITS 6.0

/* Gaps are folded: only how large about can be seen. The largest few have room for a label. */
#define SMALL_GAP_BYTES 1048576.0
#define SMALL_GAP_UNITS 0.5
#define GAP_UNITS 2.0
#define LARGE_GAP_BYTES 1073741824.0
#define LARGE_GAP_SHARE 0.05
#define MOST_LARGE_GAPS 4

static double
measure_mapping (const VmpMapping *mapping)
{
  double pages = (double) (mapping->end_addr - mapping->start_addr) / PAGE_BYTES;
  double units = pow (MAX (pages, 1), WIDTH_POWER);

  if (mapping->type == VMP_MAPPING_RESERVED || mapping->type == VMP_MAPPING_GUARD)
    units = MIN (units, MOST_EMPTY_UNITS);
  return units;
}

static void
add_mapping (GArray *segments, const VmpMapping *mapping, guint index)
{
  gint64 rss = vmp_mapping_get_size (mapping, VMP_MAPPING_RSS);
  double size = (double) (mapping->end_addr - mapping->start_addr);
  VmpMapStripSegment segment = {
    mapping->start_addr, mapping->end_addr, measure_mapping (mapping),
    rss == VMP_MISSING ? -1 : (float) MIN ((double) rss / size, 1), index, mapping->type,
  };

  g_array_append_val (segments, segment);
}

static void
add_gap (GArray *segments, guint64 start_addr, guint64 end_addr)
{
  double size = (double) (end_addr - start_addr);
  VmpMapStripSegment segment = {
    start_addr, end_addr, size < SMALL_GAP_BYTES ? SMALL_GAP_UNITS : GAP_UNITS, 0, VMP_MAP_STRIP_GAP, 0,
  };

  g_array_append_val (segments, segment);
}

static double
get_gap_bytes (const VmpMapStripSegment *segment)
{
  return segment->mapping == VMP_MAP_STRIP_GAP ? (double) (segment->end_addr - segment->start_addr) : 0;
}

/* So many of the largest gaps are widened; returns the units that they have more. */
static void
widen_gaps (GArray *segments, double total)
{
  double least = LARGE_GAP_BYTES, largest[MOST_LARGE_GAPS] = { 0 };

  for (guint i = 0; i < segments->len; i++)
    {
      double bytes = get_gap_bytes (&g_array_index (segments, VmpMapStripSegment, i));

      for (guint j = 0; j < MOST_LARGE_GAPS; j++)
        if (bytes > largest[j])
          {
            double swapped = largest[j];

            largest[j] = bytes;
            bytes = swapped;
          }
    }
  least = MAX (least, largest[MOST_LARGE_GAPS - 1]);
  for (guint i = 0; i < segments->len; i++)
    {
      VmpMapStripSegment *segment = &g_array_index (segments, VmpMapStripSegment, i);

      if (get_gap_bytes (segment) >= least)
        segment->at = MAX (total * LARGE_GAP_SHARE, GAP_UNITS);
    }
}

/* Until here "at" is how wide each is. */
static double
place (GArray *segments)
{
  double at = 0;

  for (guint i = 0; i < segments->len; i++)
    {
      VmpMapStripSegment *segment = &g_array_index (segments, VmpMapStripSegment, i);
      double units = segment->at;

      segment->at = at;
      at += units;
    }
  return at;
}

VmpMapStripLayout *
vmp_map_strip_layout_new (VmpAddressSpace *space)
{
  VmpMapStripLayout *self = g_atomic_rc_box_new0 (VmpMapStripLayout);
  guint n = vmp_address_space_get_n (space);
  GArray *segments = g_array_sized_new (FALSE, FALSE, sizeof (VmpMapStripSegment), n + n / 4 + 2);
  VmpMapStripSegment end = { .mapping = VMP_MAP_STRIP_GAP };
  double total = 0;

  for (guint i = 0; i < n; i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);
      const VmpMapping *before = i > 0 ? vmp_address_space_get (space, i - 1) : NULL;

      if (before != NULL && before->end_addr < mapping->start_addr)
        add_gap (segments, before->end_addr, mapping->start_addr);
      add_mapping (segments, mapping, i);
      end.start_addr = end.end_addr = mapping->end_addr;
    }
  for (guint i = 0; i < segments->len; i++)
    total += g_array_index (segments, VmpMapStripSegment, i).at;
  widen_gaps (segments, total);
  self->space = vmp_address_space_ref (space);
  self->n_segments = segments->len;
  self->total = end.at = place (segments);
  g_array_append_val (segments, end);
  self->segments = (VmpMapStripSegment *) (gpointer) g_array_free (segments, FALSE);
  return self;
}

VmpMapStripLayout *
vmp_map_strip_layout_ref (VmpMapStripLayout *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  VmpMapStripLayout *self = data;

  vmp_address_space_unref (self->space);
  g_free (self->segments);
}

void
vmp_map_strip_layout_unref (VmpMapStripLayout *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint
vmp_map_strip_layout_find (const VmpMapStripLayout *self, double at)
{
  guint low = 0, high = self->n_segments;

  g_assert (self->n_segments > 0);
  /* The last one that begins at or before it. */
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->segments[middle].at <= at)
        low = middle;
      else
        high = middle;
    }
  return low;
}

guint
vmp_map_strip_layout_find_addr (const VmpMapStripLayout *self, guint64 addr)
{
  guint low = 0, high = self->n_segments;

  g_assert (self->n_segments > 0);
  while (high - low > 1)
    {
      guint middle = low + (high - low) / 2;

      if (self->segments[middle].start_addr <= addr)
        low = middle;
      else
        high = middle;
    }
  return low;
}

guint64
vmp_map_strip_layout_get_addr (const VmpMapStripLayout *self, double at)
{
  const VmpMapStripSegment *segment = &self->segments[vmp_map_strip_layout_find (self, at)];
  double share = (at - segment->at) / (segment[1].at - segment->at);
  guint64 size = segment->end_addr - segment->start_addr;
  guint64 offset = (guint64) (CLAMP (share, 0, 1) * (double) size);

  return segment->start_addr + MIN (offset, size - 1);
}

double
vmp_map_strip_layout_get_place (const VmpMapStripLayout *self, guint64 addr)
{
  const VmpMapStripSegment *segment = &self->segments[vmp_map_strip_layout_find_addr (self, addr)];
  double share;

  if (addr <= segment->start_addr)
    return segment->at;
  share = (double) (addr - segment->start_addr) / (double) (segment->end_addr - segment->start_addr);
  return segment->at + MIN (share, 1) * (segment[1].at - segment->at);
}

double
vmp_map_strip_layout_get_page (const VmpMapStripLayout *self, guint segment)
{
  const VmpMapStripSegment *one = &self->segments[segment];

  return (one[1].at - one->at) * PAGE_BYTES / (double) (one->end_addr - one->start_addr);
}

/* What the segments from *at on have of the stretch up to @end; *at becomes the last one that does. */
static VmpMapStripColumn
sum_column (const VmpMapStripLayout *self, guint *at, double begin, double end, const guint32 *places)
{
  double units[VMP_N_MAPPING_TYPES + 1] = { 0 }, resident[VMP_N_MAPPING_TYPES + 1] = { 0 }, most = -1, widest = -1;
  VmpMapStripColumn column = { .segment = *at, .is_dim = TRUE };
  guint i = *at, best = VMP_N_MAPPING_TYPES;

  for (; i < self->n_segments; i++)
    {
      const VmpMapStripSegment *segment = &self->segments[i];
      double width = MIN (segment[1].at, end) - MAX (segment->at, begin);
      guint type = segment->mapping == VMP_MAP_STRIP_GAP ? VMP_N_MAPPING_TYPES : segment->type;

      if (segment->at >= end)
        break;
      column.is_edge |= segment->at >= begin;
      units[type] += width;
      resident[type] += width * MAX (segment->share, 0);
      if (type < VMP_N_MAPPING_TYPES && (places == NULL || places[segment->mapping] != G_MAXUINT32))
        column.is_dim = FALSE;
      if (units[type] > most)
        {
          most = units[type];
          /* The column is that segment of its type that is widest in it. */
          if (type != best || width > widest)
            {
              column.segment = i;
              widest = width;
            }
          best = type;
        }
      if (segment[1].at >= end)
        break;
    }
  *at = MIN (i, self->n_segments - 1);
  column.is_gap = best == VMP_N_MAPPING_TYPES;
  column.type = column.is_gap ? 0 : best;
  column.share = most > 0 && !column.is_gap ? (float) MIN (resident[best] / units[best], 1) : 0;
  return column;
}

void
vmp_map_strip_layout_get_columns (const VmpMapStripLayout *self, double from, double to, const guint32 *places,
                                  VmpMapStripColumn *columns, guint n)
{
  guint at = vmp_map_strip_layout_find (self, from);
  double step = (to - from) / n;

  for (guint i = 0; i < n; i++)
    columns[i] = sum_column (self, &at, from + i * step, i + 1 < n ? from + (i + 1) * step : to, places);
}
