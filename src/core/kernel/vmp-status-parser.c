/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/status and /proc/PID/io. */

#include "config.h"

#include "vmp-status-parser.h"

#include "vmp-key-table.h"

/* In the order of the kernel's fs/proc/array.c and task_mmu.c. */
static const VmpKey status_keys[] = {
  VMP_KEY ("TracerPid:", VALUE, VmpStatus, tracer_pid),
  VMP_KEY ("Uid:", FIRST_TWO, VmpStatus, uid_real),
  VMP_KEY ("NSpid:", LAST, VmpStatus, ns_pid),
  VMP_KEY ("Kthread:", VALUE, VmpStatus, kthread),
  VMP_KEY ("VmPeak:", VALUE, VmpStatus, vm_peak_bytes),
  VMP_KEY ("VmSize:", VALUE, VmpStatus, vm_size_bytes),
  VMP_KEY ("VmLck:", VALUE, VmpStatus, vm_lck_bytes),
  VMP_KEY ("VmPin:", VALUE, VmpStatus, vm_pin_bytes),
  VMP_KEY ("VmHWM:", VALUE, VmpStatus, vm_hwm_bytes),
  VMP_KEY ("VmRSS:", VALUE, VmpStatus, vm_rss_bytes),
  VMP_KEY ("RssAnon:", VALUE, VmpStatus, rss_anon_bytes),
  VMP_KEY ("RssFile:", VALUE, VmpStatus, rss_file_bytes),
  VMP_KEY ("RssShmem:", VALUE, VmpStatus, rss_shmem_bytes),
  VMP_KEY ("VmData:", VALUE, VmpStatus, vm_data_bytes),
  VMP_KEY ("VmStk:", VALUE, VmpStatus, vm_stk_bytes),
  VMP_KEY ("VmExe:", VALUE, VmpStatus, vm_exe_bytes),
  VMP_KEY ("VmLib:", VALUE, VmpStatus, vm_lib_bytes),
  VMP_KEY ("VmPTE:", VALUE, VmpStatus, vm_pte_bytes),
  VMP_KEY ("VmSwap:", VALUE, VmpStatus, vm_swap_bytes),
  VMP_KEY ("HugetlbPages:", VALUE, VmpStatus, hugetlb_bytes),
  VMP_KEY ("THP_enabled:", VALUE, VmpStatus, thp_enabled),
  VMP_KEY ("Threads:", VALUE, VmpStatus, threads),
};

static const VmpKey io_keys[] = {
  VMP_KEY ("rchar:", VALUE, VmpIo, rchar_bytes),
  VMP_KEY ("wchar:", VALUE, VmpIo, wchar_bytes),
  VMP_KEY ("read_bytes:", VALUE, VmpIo, read_bytes),
  VMP_KEY ("write_bytes:", VALUE, VmpIo, write_bytes),
};

static VmpKeyTable status_table = VMP_KEY_TABLE_INIT (status_keys, "status");
static VmpKeyTable io_table = VMP_KEY_TABLE_INIT (io_keys, "io");

G_STATIC_ASSERT (G_STRUCT_OFFSET (VmpStatus, uid_effective)
                 == G_STRUCT_OFFSET (VmpStatus, uid_real) + sizeof (gint64));

gboolean
vmp_status_parse (const char  *data,
                  gsize        len,
                  VmpStatus   *out,
                  GError     **error)
{
  VmpStatus status;

  if (!vmp_key_table_parse (&status_table, data, len, &status, sizeof status, error))
    return FALSE;
  *out = status;
  return TRUE;
}

gboolean
vmp_io_parse (const char  *data,
              gsize        len,
              VmpIo       *out,
              GError     **error)
{
  VmpIo io;

  if (!vmp_key_table_parse (&io_table, data, len, &io, sizeof io, error))
    return FALSE;
  *out = io;
  return TRUE;
}
