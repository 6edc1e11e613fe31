/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/status and /proc/PID/io. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* The keys of /proc/PID/status that are used; kB are bytes here. A key that is absent is
 * VMP_MISSING (so is the Vm* block of kernel threads and zombies). */
typedef struct
{
  gint64 uid_real, uid_effective;
  gint64 vm_peak_bytes, vm_size_bytes, vm_lck_bytes, vm_pin_bytes, vm_hwm_bytes, vm_rss_bytes;
  gint64 rss_anon_bytes, rss_file_bytes, rss_shmem_bytes;
  gint64 vm_data_bytes, vm_stk_bytes, vm_exe_bytes, vm_lib_bytes, vm_pte_bytes, vm_swap_bytes;
  gint64 hugetlb_bytes;
  gint64 threads;
  gint64 ns_pid;        /* innermost pid */
  gint64 tracer_pid;
  gint64 kthread;       /* 6.9+, else missing */
  gint64 thp_enabled;
} VmpStatus;

/* /proc/PID/io, bytes. */
typedef struct
{
  gint64 rchar_bytes, wchar_bytes;
  gint64 read_bytes, write_bytes;   /* from and to block devices, with mmap faults and swap-in */
} VmpIo;

/* Parse one whole file: unknown keys are skipped, absent ones are VMP_MISSING, a malformed number
 * of a known key is VMP_ERROR_CORRUPT with its line. *out is untouched on failure. No allocation on
 * success. */
gboolean vmp_status_parse (const char *data, gsize len, VmpStatus *out, GError **error);
gboolean vmp_io_parse     (const char *data, gsize len, VmpIo     *out, GError **error);

G_END_DECLS
