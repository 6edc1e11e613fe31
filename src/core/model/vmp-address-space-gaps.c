/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies between the mappings of an address space: where room is left, and how broken up it is. */

#include "config.h"

#include "vmp-address-space-gaps.h"

/* The upper half of all addresses is the kernel's, on every 64-bit machine. */
#define KERNEL_ADDR (G_GUINT64_CONSTANT (1) << 63)

static const guint64 limits[VMP_N_GAP_CLASSES] = {
  G_GUINT64_CONSTANT (4096),           G_GUINT64_CONSTANT (65536),         G_GUINT64_CONSTANT (1048576),
  G_GUINT64_CONSTANT (16) * 1048576,   G_GUINT64_CONSTANT (1024) * 1048576, G_MAXUINT64,
};

static void
add_gap (VmpAddressSpaceGaps *self,
         guint64              addr,
         guint64              bytes)
{
  guint gap_class = 0;

  while (bytes > limits[gap_class])
    gap_class++;
  self->n++;
  self->bytes += bytes;
  self->classes[gap_class].n++;
  self->classes[gap_class].bytes += bytes;
  if (bytes > self->largest_bytes)
    {
      self->largest_addr = addr;
      self->largest_bytes = bytes;
    }
}

void
vmp_address_space_gaps_find (const VmpAddressSpace *space,
                             VmpAddressSpaceGaps   *out)
{
  guint n = vmp_address_space_get_n (space);

  *out = (VmpAddressSpaceGaps) { 0 };
  for (guint i = 1; i < n; i++)
    {
      const VmpMapping *before = vmp_address_space_get (space, i - 1), *mapping = vmp_address_space_get (space, i);

      if (mapping->start_addr >= KERNEL_ADDR)
        return;
      if (before->end_addr < mapping->start_addr)
        add_gap (out, before->end_addr, mapping->start_addr - before->end_addr);
    }
}

guint64
vmp_address_space_gaps_get_limit (guint gap_class)
{
  g_assert (gap_class < VMP_N_GAP_CLASSES);
  return limits[gap_class];
}
