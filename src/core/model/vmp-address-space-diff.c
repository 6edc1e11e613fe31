/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed from one address space to another: of one process at two times, or of two processes. */

#include "config.h"

#include "vmp-address-space-diff.h"

struct _VmpAddressSpaceDiff
{
  VmpAddressSpace *before, *after;    /* owned */
  VmpDiffRow      *rows;              /* owned */
  guint            n_rows;
  guint            counts[VMP_N_DIFF_KINDS][VMP_N_MAPPING_TYPES + 1];
};

static guint64
size_of (const VmpAddressSpace *space,
         guint                  first,
         guint                  n)
{
  guint64 size_bytes = 0;

  for (guint i = first; i < first + n; i++)
    size_bytes += vmp_address_space_get (space, i)->end_addr - vmp_address_space_get (space, i)->start_addr;
  return size_bytes;
}

static gint64
memory_of (const VmpAddressSpace *space,
           guint                  first,
           guint                  n,
           VmpMappingSize         size)
{
  gint64 sum_bytes = 0;

  for (guint i = first; i < first + n; i++)
    sum_bytes = vmp_value_add (sum_bytes, vmp_mapping_get_size (vmp_address_space_get (space, i), size));
  return sum_bytes;
}

static gint64
difference (gint64 after,
            gint64 before)
{
  return after == VMP_MISSING || before == VMP_MISSING ? VMP_MISSING : after - before;
}

gint64
vmp_address_space_diff_get_size_change (const VmpAddressSpaceDiff *self,
                                        const VmpDiffRow          *row)
{
  return (gint64) (size_of (self->after, row->after, row->n_after) - size_of (self->before, row->before, row->n_before));
}

gint64
vmp_address_space_diff_get_change (const VmpAddressSpaceDiff *self,
                                   const VmpDiffRow          *row,
                                   VmpMappingSize             size)
{
  return difference (memory_of (self->after, row->after, row->n_after, size),
                     memory_of (self->before, row->before, row->n_before, size));
}

/* Resident and swapped; what is missing does not count. */
static gint64
get_memory_change (const VmpAddressSpaceDiff *self,
                   const VmpDiffRow          *row)
{
  gint64 resident = vmp_address_space_diff_get_change (self, row, VMP_MAPPING_RSS);
  gint64 swapped = vmp_address_space_diff_get_change (self, row, VMP_MAPPING_SWAP);

  return (resident == VMP_MISSING ? 0 : resident) + (swapped == VMP_MISSING ? 0 : swapped);
}

static VmpDiffKind
find_kind (const VmpAddressSpaceDiff *self,
           const VmpDiffRow          *row)
{
  gint64 change;

  if (row->n_before == 0)
    return VMP_DIFF_NEW;
  if (row->n_after == 0)
    return VMP_DIFF_GONE;
  if (row->n_after > 1)
    return VMP_DIFF_SPLIT;
  if (row->n_before > 1)
    return VMP_DIFF_MERGED;
  change = vmp_address_space_diff_get_size_change (self, row);
  if (change == 0)
    change = get_memory_change (self, row);
  if (change != 0)
    return change > 0 ? VMP_DIFF_GROWN : VMP_DIFF_SHRUNK;
  return row->moved ? VMP_DIFF_MOVED : VMP_DIFF_UNCHANGED;
}

/* TRUE if the two sides have no address in common. */
static gboolean
is_elsewhere (const VmpAddressSpaceDiff *self,
              const VmpDiffRow          *row)
{
  const VmpMapping *first_before, *last_before, *first_after, *last_after;

  if (row->n_before == 0 || row->n_after == 0)
    return FALSE;
  first_before = vmp_address_space_get (self->before, row->before);
  last_before = vmp_address_space_get (self->before, row->before + row->n_before - 1);
  first_after = vmp_address_space_get (self->after, row->after);
  last_after = vmp_address_space_get (self->after, row->after + row->n_after - 1);
  return first_after->start_addr >= last_before->end_addr || last_after->end_addr <= first_before->start_addr;
}

static void
add_row (VmpAddressSpaceDiff *self,
         VmpDiffRow           row,
         VmpDiffSubject       subject)
{
  const VmpMapping *mapping = row.n_after > 0 ? vmp_address_space_get (self->after, row.after)
                                              : vmp_address_space_get (self->before, row.before);

  row.type = mapping->type;
  row.moved = subject == VMP_DIFF_ONE_PROCESS && is_elsewhere (self, &row);
  row.kind = find_kind (self, &row);
  self->rows[self->n_rows++] = row;
  self->counts[row.kind][row.type]++;
  self->counts[row.kind][VMP_N_MAPPING_TYPES]++;
}

static void
make_rows (VmpAddressSpaceDiff *self,
           VmpDiffSubject       subject)
{
  guint n_before = vmp_address_space_get_n (self->before);
  guint n_after = vmp_address_space_get_n (self->after);
  g_autofree VmpDiffMatch *matches = g_new0 (VmpDiffMatch, n_after);
  g_autofree guint8 *taken = g_new0 (guint8, n_before);

  vmp_mappings_match (self->before, self->after, subject, matches, taken);
  self->rows = g_new (VmpDiffRow, n_before + n_after);
  for (guint i = 0; i < n_after; i++)
    {
      const VmpDiffMatch *match = &matches[i];

      if (match->n_before == 0)
        add_row (self, (VmpDiffRow) { .after = i, .n_after = 1 }, subject);
      else if (match->n_after > 0)
        add_row (self, (VmpDiffRow) { match->before, match->n_before, i, match->n_after }, subject);
    }
  for (guint i = 0; i < n_before; i++)
    {
      if (!taken[i])
        add_row (self, (VmpDiffRow) { .before = i, .n_before = 1 }, subject);
    }
  self->rows = g_renew (VmpDiffRow, self->rows, self->n_rows);
}

VmpAddressSpaceDiff *
vmp_address_space_diff_new (VmpAddressSpace *before,
                            VmpAddressSpace *after,
                            VmpDiffSubject   subject)
{
  VmpAddressSpaceDiff *self = g_atomic_rc_box_new0 (VmpAddressSpaceDiff);

  self->before = vmp_address_space_ref (before);
  self->after = vmp_address_space_ref (after);
  make_rows (self, subject);
  return self;
}

VmpAddressSpaceDiff *
vmp_address_space_diff_ref (VmpAddressSpaceDiff *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  VmpAddressSpaceDiff *self = data;

  vmp_address_space_unref (self->before);
  vmp_address_space_unref (self->after);
  g_free (self->rows);
}

void
vmp_address_space_diff_unref (VmpAddressSpaceDiff *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

VmpAddressSpace *
vmp_address_space_diff_get_before (const VmpAddressSpaceDiff *self)
{
  return self->before;
}

VmpAddressSpace *
vmp_address_space_diff_get_after (const VmpAddressSpaceDiff *self)
{
  return self->after;
}

guint
vmp_address_space_diff_get_n (const VmpAddressSpaceDiff *self)
{
  return self->n_rows;
}

const VmpDiffRow *
vmp_address_space_diff_get (const VmpAddressSpaceDiff *self,
                            guint                      index)
{
  g_assert (index < self->n_rows);
  return &self->rows[index];
}

guint
vmp_address_space_diff_count (const VmpAddressSpaceDiff *self,
                              VmpDiffKind                kind,
                              VmpMappingType             type)
{
  g_assert (kind < VMP_N_DIFF_KINDS && type <= VMP_N_MAPPING_TYPES);
  return self->counts[kind][type];
}

void
vmp_address_space_diff_get_sum (const VmpAddressSpaceDiff *self,
                                VmpMappingType             type,
                                VmpMappingSum             *out)
{
  const VmpMappingSum *before = vmp_address_space_get_sum (self->before, type);
  const VmpMappingSum *after = vmp_address_space_get_sum (self->after, type);

  out->mappings_n = after->mappings_n - before->mappings_n;
  /* Sums of damaged texts may be of any length: wraps instead of overflowing. */
  out->size_bytes = (gint64) ((guint64) after->size_bytes - (guint64) before->size_bytes);
  out->largest_bytes = (gint64) ((guint64) after->largest_bytes - (guint64) before->largest_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    out->sizes_bytes[i] = difference (after->sizes_bytes[i], before->sizes_bytes[i]);
}

const char *
vmp_diff_kind_to_key (VmpDiffKind kind)
{
  static const char *const keys[VMP_N_DIFF_KINDS] = {
    "unchanged", "new", "gone", "grown", "shrunk", "moved", "split", "merged",
  };

  g_assert (kind < VMP_N_DIFF_KINDS);
  return keys[kind];
}
