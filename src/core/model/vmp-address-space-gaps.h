/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What lies between the mappings of an address space: where room is left, and how broken up it is. */
#pragma once

#include "vmp-address-space.h"

G_BEGIN_DECLS

/* Classes of gaps by size: up to 4 KiB, 64 KiB, 1 MiB, 16 MiB, 1 GiB, and larger. */
#define VMP_N_GAP_CLASSES 6

typedef struct
{
  guint   n;
  guint64 bytes;
} VmpGapClass;

/* Of the gaps between the first and the last mapping; the page of the kernel that lies above all programs (vsyscall) counts for
 * nothing, and neither does the room below and above. */
typedef struct
{
  guint       n;
  guint64     bytes;
  guint64     largest_addr;     /* where it begins */
  guint64     largest_bytes;    /* 0: there is no gap */
  VmpGapClass classes[VMP_N_GAP_CLASSES];
} VmpAddressSpaceGaps;

void    vmp_address_space_gaps_find          (const VmpAddressSpace *space,
                                              VmpAddressSpaceGaps   *out);
/* The largest size of a class, bytes; G_MAXUINT64 for the last. */
guint64 vmp_address_space_gaps_get_limit     (guint                  gap_class);

G_END_DECLS
