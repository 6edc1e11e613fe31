/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/vmstat. */

#include "config.h"

#include "vmp-vmstat-parser.h"

#include "vmp-key-table.h"

/* In the order of the kernel's mm/vmstat.c. */
static const VmpKey keys[] = {
  VMP_KEY ("workingset_refault_anon ", VALUE, VmpVmstat, workingset_refault_anon),
  VMP_KEY ("workingset_refault_file ", VALUE, VmpVmstat, workingset_refault_file),
  VMP_KEY ("pgpgin ", VALUE, VmpVmstat, pgpgin_kib),
  VMP_KEY ("pgpgout ", VALUE, VmpVmstat, pgpgout_kib),
  VMP_KEY ("pswpin ", VALUE, VmpVmstat, pswpin),
  VMP_KEY ("pswpout ", VALUE, VmpVmstat, pswpout),
  VMP_KEY ("allocstall_dma ", SUM, VmpVmstat, allocstall),
  VMP_KEY ("allocstall_dma32 ", SUM, VmpVmstat, allocstall),
  VMP_KEY ("allocstall_normal ", SUM, VmpVmstat, allocstall),
  VMP_KEY ("allocstall_movable ", SUM, VmpVmstat, allocstall),
  VMP_KEY ("allocstall_device ", SUM, VmpVmstat, allocstall),
  VMP_KEY ("pgfault ", VALUE, VmpVmstat, pgfault),
  VMP_KEY ("pgmajfault ", VALUE, VmpVmstat, pgmajfault),
  VMP_KEY ("pgsteal_kswapd ", VALUE, VmpVmstat, pgsteal_kswapd),
  VMP_KEY ("pgsteal_direct ", VALUE, VmpVmstat, pgsteal_direct),
  VMP_KEY ("pgscan_kswapd ", VALUE, VmpVmstat, pgscan_kswapd),
  VMP_KEY ("pgscan_direct ", VALUE, VmpVmstat, pgscan_direct),
  VMP_KEY ("pgscan_direct_throttle ", VALUE, VmpVmstat, pgscan_direct_throttle),
  VMP_KEY ("oom_kill ", VALUE, VmpVmstat, oom_kill),
  VMP_KEY ("compact_stall ", VALUE, VmpVmstat, compact_stall),
  VMP_KEY ("compact_fail ", VALUE, VmpVmstat, compact_fail),
  VMP_KEY ("compact_success ", VALUE, VmpVmstat, compact_success),
  VMP_KEY ("thp_fault_alloc ", VALUE, VmpVmstat, thp_fault_alloc),
  VMP_KEY ("thp_fault_fallback ", VALUE, VmpVmstat, thp_fault_fallback),
  VMP_KEY ("thp_collapse_alloc ", VALUE, VmpVmstat, thp_collapse_alloc),
  VMP_KEY ("thp_split_page ", VALUE, VmpVmstat, thp_split_page),
  VMP_KEY ("thp_swpout ", VALUE, VmpVmstat, thp_swpout),
  VMP_KEY ("swap_ra ", VALUE, VmpVmstat, swap_ra),
  VMP_KEY ("swap_ra_hit ", VALUE, VmpVmstat, swap_ra_hit),
  VMP_KEY ("swpin_zero ", VALUE, VmpVmstat, swpin_zero),
  VMP_KEY ("swpout_zero ", VALUE, VmpVmstat, swpout_zero),
  VMP_KEY ("zswpin ", VALUE, VmpVmstat, zswpin),
  VMP_KEY ("zswpout ", VALUE, VmpVmstat, zswpout),
  VMP_KEY ("zswpwb ", VALUE, VmpVmstat, zswpwb),
};

static VmpKeyTable table = VMP_KEY_TABLE_INIT (keys, "vmstat");

gboolean
vmp_vmstat_parse (const char  *data,
                  gsize        len,
                  VmpVmstat   *out,
                  GError     **error)
{
  VmpVmstat vmstat;

  if (!vmp_key_table_parse (&table, data, len, &vmstat, sizeof vmstat, error))
    return FALSE;
  *out = vmstat;
  return TRUE;
}
