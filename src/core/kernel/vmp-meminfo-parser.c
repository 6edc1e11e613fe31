/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/meminfo. */

#include "config.h"

#include "vmp-meminfo-parser.h"

#include "vmp-key-table.h"

/* In the order of the kernel's fs/proc/meminfo.c. */
static const VmpKey keys[] = {
  VMP_KEY ("MemTotal:", VALUE, VmpMeminfo, total),
  VMP_KEY ("MemFree:", VALUE, VmpMeminfo, free),
  VMP_KEY ("MemAvailable:", VALUE, VmpMeminfo, available),
  VMP_KEY ("Buffers:", VALUE, VmpMeminfo, buffers),
  VMP_KEY ("Cached:", VALUE, VmpMeminfo, cached),
  VMP_KEY ("SwapCached:", VALUE, VmpMeminfo, swap_cached),
  VMP_KEY ("Active:", VALUE, VmpMeminfo, active),
  VMP_KEY ("Inactive:", VALUE, VmpMeminfo, inactive),
  VMP_KEY ("Active(anon):", VALUE, VmpMeminfo, active_anon),
  VMP_KEY ("Inactive(anon):", VALUE, VmpMeminfo, inactive_anon),
  VMP_KEY ("Active(file):", VALUE, VmpMeminfo, active_file),
  VMP_KEY ("Inactive(file):", VALUE, VmpMeminfo, inactive_file),
  VMP_KEY ("Unevictable:", VALUE, VmpMeminfo, unevictable),
  VMP_KEY ("Mlocked:", VALUE, VmpMeminfo, locked),
  VMP_KEY ("SwapTotal:", VALUE, VmpMeminfo, swap_total),
  VMP_KEY ("SwapFree:", VALUE, VmpMeminfo, swap_free),
  VMP_KEY ("Zswap:", VALUE, VmpMeminfo, zswap),
  VMP_KEY ("Zswapped:", VALUE, VmpMeminfo, zswapped),
  VMP_KEY ("Dirty:", VALUE, VmpMeminfo, dirty),
  VMP_KEY ("Writeback:", VALUE, VmpMeminfo, writeback),
  VMP_KEY ("AnonPages:", VALUE, VmpMeminfo, anon_pages),
  VMP_KEY ("Mapped:", VALUE, VmpMeminfo, mapped),
  VMP_KEY ("Shmem:", VALUE, VmpMeminfo, shmem),
  VMP_KEY ("Slab:", VALUE, VmpMeminfo, slab),
  VMP_KEY ("SReclaimable:", VALUE, VmpMeminfo, slab_reclaimable),
  VMP_KEY ("SUnreclaim:", VALUE, VmpMeminfo, slab_unreclaimable),
  VMP_KEY ("KernelStack:", VALUE, VmpMeminfo, kernel_stack),
  VMP_KEY ("PageTables:", VALUE, VmpMeminfo, page_tables),
  VMP_KEY ("SecPageTables:", VALUE, VmpMeminfo, sec_page_tables),
  VMP_KEY ("CommitLimit:", VALUE, VmpMeminfo, commit_limit),
  VMP_KEY ("Committed_AS:", VALUE, VmpMeminfo, committed),
  VMP_KEY ("VmallocUsed:", VALUE, VmpMeminfo, vmalloc_used),
  VMP_KEY ("Percpu:", VALUE, VmpMeminfo, percpu),
  VMP_KEY ("HardwareCorrupted:", VALUE, VmpMeminfo, hardware_corrupted),
  VMP_KEY ("AnonHugePages:", VALUE, VmpMeminfo, anon_huge_pages),
  VMP_KEY ("ShmemHugePages:", VALUE, VmpMeminfo, shmem_huge_pages),
  VMP_KEY ("FileHugePages:", VALUE, VmpMeminfo, file_huge_pages),
  VMP_KEY ("HugePages_Total:", VALUE, VmpMeminfo, huge_pages_total),
  VMP_KEY ("HugePages_Free:", VALUE, VmpMeminfo, huge_pages_free),
  VMP_KEY ("HugePages_Rsvd:", VALUE, VmpMeminfo, huge_pages_reserved),
  VMP_KEY ("Hugepagesize:", VALUE, VmpMeminfo, huge_page_size),
  VMP_KEY ("Hugetlb:", VALUE, VmpMeminfo, hugetlb),
};

static VmpKeyTable table = VMP_KEY_TABLE_INIT (keys, "meminfo");

gboolean
vmp_meminfo_parse (const char  *data,
                   gsize        len,
                   VmpMeminfo  *out,
                   GError     **error)
{
  VmpMeminfo meminfo;

  if (!vmp_key_table_parse (&table, data, len, &meminfo, sizeof meminfo, error))
    return FALSE;
  *out = meminfo;
  return TRUE;
}
