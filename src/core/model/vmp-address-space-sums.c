/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sums of an address space, by type and in all. */

#include "config.h"

#include "vmp-address-space-private.h"

static void
tally_to_sum (const VmpTally *tally,
              gboolean        has_sizes,
              VmpMappingSum  *sum)
{
  sum->mappings_n = (gint64) tally->mappings_n;
  sum->size_bytes = (gint64) tally->size_bytes;
  sum->largest_bytes = (gint64) tally->largest_bytes;
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      gboolean missing = tally->missing[i] != 0 || (tally->mappings_n > 0 && !has_sizes);

      sum->sizes_bytes[i] = missing ? VMP_MISSING : (gint64) (tally->sizes_kib[i] * 1024);
    }
}

static void
add_sums (VmpMappingSum       *to,
          const VmpMappingSum *from)
{
  to->mappings_n += from->mappings_n;
  to->size_bytes = (gint64) ((guint64) to->size_bytes + (guint64) from->size_bytes);
  to->largest_bytes = MAX (to->largest_bytes, from->largest_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    to->sizes_bytes[i] = vmp_value_add (to->sizes_bytes[i], from->sizes_bytes[i]);
}

void
vmp_address_space_take_tallies (VmpAddressSpace *space,
                                const VmpTally  *tallies,
                                gboolean         has_sizes)
{
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      tally_to_sum (&tallies[type], has_sizes, &space->sums[type]);
      add_sums (&space->sums[VMP_N_MAPPING_TYPES], &space->sums[type]);
    }
}
