/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A snapshot of an address space beside the ones before it: what changed, and how resident sizes went. */
#include "config.h"

#include "vmp-mapping-trail.h"

#include <math.h>
#include <string.h>

#define NONE G_MAXUINT32

static gboolean
is_same (const VmpAddressSpace *old_space, const VmpMapping *old, const VmpAddressSpace *space, const VmpMapping *mapping)
{
  return old->inode == mapping->inode && old->device_major == mapping->device_major
         && old->device_minor == mapping->device_minor
         && strcmp (vmp_address_space_get_name (old_space, old), vmp_address_space_get_name (space, mapping)) == 0;
}

static VmpMappingChange
find_change (const VmpMapping *old, const VmpMapping *mapping)
{
  gint64 old_rss = vmp_mapping_get_size (old, VMP_MAPPING_RSS), rss = vmp_mapping_get_size (mapping, VMP_MAPPING_RSS);
  gint64 delta = old_rss == VMP_MISSING || rss == VMP_MISSING ? 0 : rss - old_rss;

  gboolean by_size = delta == 0;

  if (by_size)
    delta = (gint64) ((mapping->end_addr - mapping->start_addr) - (old->end_addr - old->start_addr));
  return (VmpMappingChange) {
    delta, delta == 0 ? VMP_MAPPING_CHANGE_NONE : delta > 0 ? VMP_MAPPING_CHANGE_GROWN : VMP_MAPPING_CHANGE_SHRUNK,
    (guint8) by_size,
  };
}

/* A mapping is the one that began there before, or that ended there: stacks grow down. */
static void
match (VmpMappingTrail *self, const VmpMappingTrail *previous)
{
  guint n = vmp_address_space_get_n (self->space), i = 0, j = 0;

  while (i < self->n_previous && j < n)
    {
      const VmpMapping *old = vmp_address_space_get (previous->space, i);
      const VmpMapping *mapping = vmp_address_space_get (self->space, j);

      if (old->start_addr == mapping->start_addr || old->end_addr == mapping->end_addr)
        {
          if (is_same (previous->space, old, self->space, mapping))
            self->from_previous[i] = j;
          i++;
          j++;
        }
      else if (old->start_addr < mapping->start_addr)
        i++;
      else
        j++;
    }
}

static void
follow (VmpMappingTrail *self, const VmpMappingTrail *previous)
{
  const gsize length = VMP_MAPPING_TRAIL_LENGTH;

  for (guint i = 0; i < self->n_previous; i++)
    {
      guint32 to = self->from_previous[i];

      if (to == NONE)
        {
          self->n_gone++;
          continue;
        }
      self->changes[to] = find_change (vmp_address_space_get (previous->space, i), vmp_address_space_get (self->space, to));
      memcpy (self->history_kib + to * length, previous->history_kib + i * length + 1, (length - 1) * sizeof (guint32));
    }
}

static void
clear (gpointer data)
{
  VmpMappingTrail *self = data;

  vmp_address_space_unref (self->space);
  g_free (self->changes);
  g_free (self->history_kib);
  g_free (self->from_previous);
}

VmpMappingTrail *
vmp_mapping_trail_new (VmpAddressSpace *space, gint64 time_nsec, const VmpMappingTrail *previous)
{
  VmpMappingTrail *self = g_atomic_rc_box_new0 (VmpMappingTrail);
  guint n = vmp_address_space_get_n (space);

  self->space = vmp_address_space_ref (space);
  self->time_nsec = time_nsec;
  self->n_previous = previous != NULL ? vmp_address_space_get_n (previous->space) : 0;
  self->changes = g_new0 (VmpMappingChange, n + 1);
  self->history_kib = g_new (guint32, (gsize) n * VMP_MAPPING_TRAIL_LENGTH + 1);
  self->from_previous = g_new (guint32, self->n_previous + 1);
  memset (self->history_kib, 0xff, (gsize) n * VMP_MAPPING_TRAIL_LENGTH * sizeof (guint32));
  memset (self->from_previous, 0xff, self->n_previous * sizeof (guint32));
  /* Everything is new, until it is found; at the first look nothing is. */
  for (guint i = 0; i < n && previous != NULL; i++)
    {
      gint64 rss = vmp_mapping_get_size (vmp_address_space_get (space, i), VMP_MAPPING_RSS);

      self->changes[i] = (VmpMappingChange) { rss == VMP_MISSING ? 0 : rss, VMP_MAPPING_CHANGE_NEW, FALSE };
    }
  if (previous != NULL)
    {
      match (self, previous);
      follow (self, previous);
    }
  for (guint i = 0; i < n; i++)
    {
      self->n_changed += self->changes[i].kind != VMP_MAPPING_CHANGE_NONE;
      self->history_kib[(gsize) (i + 1) * VMP_MAPPING_TRAIL_LENGTH - 1] =
        vmp_address_space_get (space, i)->sizes_kib[VMP_MAPPING_RSS];
    }
  return self;
}

VmpMappingTrail *
vmp_mapping_trail_ref (VmpMappingTrail *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
vmp_mapping_trail_unref (VmpMappingTrail *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

void
vmp_mapping_trail_get_history (const VmpMappingTrail *self, guint index, float values[VMP_MAPPING_TRAIL_LENGTH])
{
  const guint32 *kib = self->history_kib + (gsize) index * VMP_MAPPING_TRAIL_LENGTH;

  g_assert (index < vmp_address_space_get_n (self->space));
  for (guint i = 0; i < VMP_MAPPING_TRAIL_LENGTH; i++)
    values[i] = kib[i] == NONE ? NAN : (float) kib[i] * 1024;
}
