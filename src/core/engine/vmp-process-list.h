/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All processes of a host at one moment: an immutable array, and the lister that makes the next one cheaply. */
#pragma once

#include "core/kernel/vmp-process.h"
#include "core/kernel/vmp-system-reader.h"
#include "core/model/vmp-sample.h"

G_BEGIN_DECLS

/* What rows hold beyond name, pid, parent, uid, state, threads, rss, vsize, faults, cpu time: each costs reads. */
typedef enum
{
  VMP_PROCESS_COLUMN_NONE    = 0,
  VMP_PROCESS_COLUMN_STATUS  = 1 << 0,  /* status: peak, anon/file/shmem, swap, page tables... */
  VMP_PROCESS_COLUMN_ROLLUP  = 1 << 1,  /* smaps_rollup: pss, uss... (walks page tables: at the observer budget) */
  VMP_PROCESS_COLUMN_CGROUP  = 1 << 2,  /* a read of each process that is new, and now and then */
  VMP_PROCESS_COLUMN_NO_COMMAND = 1 << 3, /* leave out command and exe, which cost two reads of every process that is new */
  VMP_PROCESS_COLUMN_LIMIT   = 1 << 4,  /* with CGROUP: what the group may use, read every few seconds */
  VMP_PROCESS_COLUMN_MACHINE = 1 << 5,  /* not of rows: meminfo and pressure of the machine, once a listing */
} VmpProcessColumns;

/* A lister that keeps files open leaves out the rollup of what has more than this resident: reading would hold it up for long. */
#define VMP_PROCESS_ROLLUP_LONGEST_RSS_BYTES (G_GINT64_CONSTANT (2) * 1024 * 1024 * 1024)

/* One process. Strings are shared between snapshots by reference count, escaped for showing. */
typedef struct
{
  gint32      pid, ppid;
  guint64     start_time_ticks;
  gint64      uid;
  char        state;              /* of stat */
  guint8      kind;               /* VmpProcessKind */
  guint8      denied;             /* TRUE if what needs rights (pss, maps, ...) may not be read; only known when tried */
  gint64      threads;
  GRefString *name;               /* comm */
  GRefString *command;            /* escaped command line, "" if none */
  GRefString *exe;                /* NULL if not permitted */
  GRefString *cgroup;             /* NULL unless asked for */
  /* VMP_MISSING where not read or not there: */
  gint64      rss_bytes, vsize_bytes;
  gint64      minor_faults, major_faults;
  gint64      cpu_nsec;
  gint64      rss_peak_bytes, rss_anon_bytes, rss_file_bytes, rss_shmem_bytes, swap_bytes, page_tables_bytes, stack_bytes, data_bytes;
  gint64      pss_bytes, uss_bytes, swap_pss_bytes;
  gint64      cgroup_limit_bytes; /* G_MAXINT64 where there is none */
} VmpProcessRow;

/* The whole machine's memory when the list was made. */
typedef struct
{
  gboolean    has_meminfo, has_pressure;
  VmpMeminfo  meminfo;
  VmpPressure pressure;           /* of memory */
} VmpMachineMemory;

typedef struct _VmpProcessList VmpProcessList;   /* immutable, atomically ref-counted */

VmpProcessList      *vmp_process_list_ref      (VmpProcessList *self);
void                 vmp_process_list_unref    (VmpProcessList *self);
/* Rows ascending by pid. */
const VmpProcessRow *vmp_process_list_get_rows (VmpProcessList *self, guint *out_n);
gint64               vmp_process_list_get_time (VmpProcessList *self);   /* CLOCK_BOOTTIME nsec */
gint64               vmp_process_list_get_cost (VmpProcessList *self);   /* nsec spent reading it */
/* NULL unless it was asked for. Borrowed. */
const VmpMachineMemory *vmp_process_list_get_machine (VmpProcessList *self);
/* The row of a pid, or NULL. Binary search. */
const VmpProcessRow *vmp_process_list_find     (VmpProcessList *self, gint32 pid);
/* The value of a metric in a row, VMP_MISSING where the list has no such metric. */
gint64               vmp_process_row_get_value (const VmpProcessRow *row, VmpMetricId id);
/* Which columns a list needs for a metric, added to *columns; FALSE if lists do not have it. */
gboolean             vmp_process_list_add_columns (VmpMetricId id, guint *columns);

/* Lists again and again: keeps descriptors held open (as RLIMIT_NOFILE allows, which it raises to the hard limit), reads command
 * line, exe and owner only at start and exec. One thread. */
typedef struct _VmpProcessLister VmpProcessLister;

VmpProcessLister    *vmp_process_lister_new    (VmpProcRoot *root) G_GNUC_WARN_UNUSED_RESULT;
void                 vmp_process_lister_free   (VmpProcessLister *self);
/* keep_open: FALSE for a single listing (the command line), where holding descriptors would only cost. Then every rollup that is
 * asked for is read at once; else a slice of them at each listing, and none of a target so large that it would be held up for long. */
void                 vmp_process_lister_set_keep_open (VmpProcessLister *self, gboolean keep_open);
/* Returns: (transfer full): NULL with @error only if the process folder itself can't be listed. */
VmpProcessList      *vmp_process_lister_list   (VmpProcessLister *self, guint columns, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpProcessList, vmp_process_list_unref)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpProcessLister, vmp_process_lister_free)

G_END_DECLS
