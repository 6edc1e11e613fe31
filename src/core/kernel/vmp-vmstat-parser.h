/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/vmstat. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* Events since boot, named as the kernel names them; VMP_MISSING where this kernel does not count
 * them. */
typedef struct
{
  gint64 pgpgin_kib, pgpgout_kib;           /* from and to block devices, KiB */
  gint64 pswpin, pswpout;                   /* pages */
  gint64 swpin_zero, swpout_zero;           /* pages that were all zero: not written since 6.12 */
  gint64 zswpin, zswpout, zswpwb;           /* pages of the compressed swap cache */
  /* pages read ahead from swap, and those that were used */
  gint64 swap_ra, swap_ra_hit;
  gint64 pgfault, pgmajfault;               /* faults, failed ones as well */
  /* pages that came back soon after they were reclaimed */
  gint64 workingset_refault_anon, workingset_refault_file;
  gint64 allocstall;                        /* allocations that had to reclaim, all zones */
  gint64 pgscan_kswapd, pgscan_direct, pgscan_direct_throttle;
  gint64 pgsteal_kswapd, pgsteal_direct;    /* pages */
  gint64 compact_stall, compact_fail, compact_success;
  gint64 thp_fault_alloc, thp_fault_fallback, thp_collapse_alloc, thp_split_page, thp_swpout;
  gint64 oom_kill;
} VmpVmstat;

/* Parses one whole file: unknown names are skipped. FALSE with VMP_ERROR_CORRUPT, which names the
 * line; *out is untouched then. Allocates nothing. */
gboolean vmp_vmstat_parse (const char *data, gsize len, VmpVmstat *out, GError **error);

G_END_DECLS
