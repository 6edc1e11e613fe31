/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address space beside one that was marked before: what each mapping became, and what is gone. */
#include "config.h"

#include "vmp-mapping-comparison.h"

static VmpMappingChangeKind
to_kind (guint8 kind)
{
  static const VmpMappingChangeKind kinds[VMP_N_DIFF_KINDS] = {
    [VMP_DIFF_UNCHANGED] = VMP_MAPPING_CHANGE_NONE, [VMP_DIFF_NEW] = VMP_MAPPING_CHANGE_NEW,
    [VMP_DIFF_GONE] = VMP_MAPPING_CHANGE_GONE,      [VMP_DIFF_GROWN] = VMP_MAPPING_CHANGE_GROWN,
    [VMP_DIFF_SHRUNK] = VMP_MAPPING_CHANGE_SHRUNK,  [VMP_DIFF_MOVED] = VMP_MAPPING_CHANGE_MOVED,
    [VMP_DIFF_SPLIT] = VMP_MAPPING_CHANGE_SPLIT,    [VMP_DIFF_MERGED] = VMP_MAPPING_CHANGE_MERGED,
  };

  return kinds[kind];
}

/* Of resident memory; of the size where that alone changed. */
static VmpMappingChange
find_change (const VmpAddressSpaceDiff *diff, const VmpDiffRow *row)
{
  gint64 rss = vmp_address_space_diff_get_change (diff, row, VMP_MAPPING_RSS);
  /* What takes fewer addresses has shrunk, even if more of them are in memory now. */
  gboolean contrary = (row->kind == VMP_DIFF_GROWN && rss < 0) || (row->kind == VMP_DIFF_SHRUNK && rss > 0);
  gboolean by_size = rss == VMP_MISSING || rss == 0 || contrary;

  return (VmpMappingChange) {
    .delta_bytes = by_size ? vmp_address_space_diff_get_size_change (diff, row) : rss,
    .kind = (guint8) to_kind (row->kind),
    .is_size = (guint8) by_size,
  };
}

static void
add_row (VmpMappingComparison *self, const VmpDiffRow *row, guint n_now)
{
  VmpMappingChange change = find_change (self->diff, row);

  if (row->n_after == 0)
    for (guint i = 0; i < row->n_before; i++)
      {
        self->gone[self->n_gone] = row->before + i;
        self->changes[n_now + self->n_gone++] = change;
        change.delta_bytes = 0;
      }
  /* What a row that became several took more is told once. */
  for (guint i = 0; i < row->n_after; i++)
    {
      self->changes[row->after + i] = change;
      change.delta_bytes = 0;
    }
}

VmpMappingComparison *
vmp_mapping_comparison_new (VmpAddressSpace *mark, gint64 mark_nsec, VmpAddressSpace *space)
{
  VmpMappingComparison *self = g_atomic_rc_box_new0 (VmpMappingComparison);
  guint n_now = vmp_address_space_get_n (space), n_before = vmp_address_space_get_n (mark), n;

  self->diff = vmp_address_space_diff_new (mark, space, VMP_DIFF_ONE_PROCESS);
  self->mark_nsec = mark_nsec;
  self->changes = g_new0 (VmpMappingChange, (gsize) n_now + n_before + 1);
  self->gone = g_new (guint32, n_before + 1);
  n = vmp_address_space_diff_get_n (self->diff);
  for (guint i = 0; i < n; i++)
    add_row (self, vmp_address_space_diff_get (self->diff, i), n_now);
  return self;
}

VmpMappingComparison *
vmp_mapping_comparison_ref (VmpMappingComparison *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  VmpMappingComparison *self = data;

  vmp_address_space_diff_unref (self->diff);
  g_free (self->changes);
  g_free (self->gone);
}

void
vmp_mapping_comparison_unref (VmpMappingComparison *self)
{
  g_atomic_rc_box_release_full (self, clear);
}
