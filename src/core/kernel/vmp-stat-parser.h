/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/stat and /proc/PID/statm. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

#define VMP_COMM_SIZE 64 /* 15 bytes for programs; kernel workers show more */

/* Fields of /proc/PID/stat, numbered as in proc(5). Raw units of the kernel are in the names. */
typedef struct
{
  gint32  pid;                  /* 1 */
  char    comm[VMP_COMM_SIZE];  /* 2, raw bytes: may hold ')' or a newline */
  char    state;                /* 3 */
  gint32  ppid;                 /* 4 */
  gint32  pgrp;                 /* 5 */
  gint32  session;              /* 6 */
  guint32 flags;                /* 9, PF_KTHREAD 0x200000 */
  gint64  minflt;               /* 10, whole thread group, survives exec */
  gint64  cminflt;              /* 11, waited-for descendants */
  gint64  majflt;               /* 12 */
  gint64  cmajflt;              /* 13 */
  gint64  utime_ticks;          /* 14 */
  gint64  stime_ticks;          /* 15 */
  gint64  num_threads;          /* 20 */
  guint64 start_time_ticks;     /* 22, since boot */
  gint64  vsize_bytes;          /* 23 */
  gint64  rss_pages;            /* 24, stale by up to a batch per CPU: prefer statm */
  guint64 start_code_addr;      /* 26, 1 or 0 when hidden */
  guint64 start_stack_addr;     /* 28, 0 when hidden */
  gint64  blkio_delay_ticks;    /* 42, 0 unless kernel.task_delayacct=1 */
  guint64 start_brk_addr;       /* 47, 0 when hidden */
} VmpStat;

/* Fields of /proc/PID/statm, pages. */
typedef struct
{
  gint64 size_pages;
  gint64 resident_pages;
  gint64 shared_pages;  /* file + shmem resident, not "shared with others" */
  gint64 text_pages;
  gint64 data_pages;    /* data + stack, virtual */
} VmpStatm;

/* Parse one whole file. FALSE with VMP_ERROR_CORRUPT; *out is untouched then. Never allocate on
 * success. */
gboolean vmp_stat_parse  (const char *data, gsize len, VmpStat  *out, GError **error);
gboolean vmp_statm_parse (const char *data, gsize len, VmpStatm *out, GError **error);

static inline gboolean
vmp_stat_is_kernel_thread (const VmpStat *stat)
{
  return (stat->flags & 0x00200000u) != 0;
}

G_END_DECLS
