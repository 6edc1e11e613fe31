/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process of this system, held open so that a reused pid is never mistaken for it. */
#pragma once

#include "vmp-pagemap.h"
#include "vmp-proc-root.h"
#include "vmp-smaps-parser.h"
#include "vmp-stat-parser.h"
#include "vmp-status-parser.h"

G_BEGIN_DECLS

typedef struct _VmpProcess VmpProcess;

/* A growable buffer for whole files, reused between reads so that a steady state allocates
 * nothing. */
typedef struct
{
  char *data;       /* owned; always has a terminating zero behind len */
  gsize len;
  gsize capacity;
} VmpBuffer;

#define VMP_BUFFER_INIT { NULL, 0, 0 }
void vmp_buffer_clear (VmpBuffer *self);

/* What a process is, as far as its memory goes. */
typedef enum
{
  VMP_PROCESS_USER,           /* an ordinary process */
  VMP_PROCESS_KERNEL_THREAD,
  VMP_PROCESS_ZOMBIE,         /* ended, not reaped: no memory */
  /* main thread ended, others live: files are read through a live thread */
  VMP_PROCESS_LEADER_EXITED,
} VmpProcessKind;

/* What @stat says the process is: kernel thread by its flags, the others by state and number of threads. */
VmpProcessKind vmp_process_kind_from_stat (const VmpStat *stat);

/* Files of /proc/PID that are read as text into a buffer. */
typedef enum
{
  VMP_PROCESS_FILE_MAPS,
  VMP_PROCESS_FILE_SMAPS,
  VMP_PROCESS_FILE_SMAPS_ROLLUP,
  VMP_PROCESS_FILE_CMDLINE,
  VMP_PROCESS_FILE_COMM,
  VMP_PROCESS_FILE_CGROUP,
  VMP_PROCESS_FILE_LIMITS,
  VMP_PROCESS_FILE_OOM_SCORE,
  VMP_PROCESS_FILE_ENVIRON,
  VMP_PROCESS_FILE_AUXV,
  VMP_PROCESS_FILE_MOUNTINFO,
  VMP_N_PROCESS_FILES
} VmpProcessFile;

/**
 * vmp_process_open:
 *
 * Opens an O_PATH descriptor of the process's folder, a pidfd where the root is live, and reads
 * stat once for its start time. Not thread safe: one thread uses a VmpProcess at a time.
 *
 * Returns: (transfer full) (nullable): the process; %NULL with VMP_ERROR_GONE, DENIED or IO, or
 *   UNSUPPORTED if @pid is that of a thread
 */
VmpProcess     *vmp_process_open                 (VmpProcRoot *root, gint32 pid,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
void            vmp_process_close                (VmpProcess *self);

gint32          vmp_process_get_pid              (VmpProcess *self);
guint64         vmp_process_get_start_time_ticks (VmpProcess *self);
/* Effective uid, from the owner of the process's folder at open and after an exec. (The files in
 * the folder of a process that is not dumpable are root's.) */
gint64          vmp_process_get_uid              (VmpProcess *self);
/* From the last stat that was read. */
VmpProcessKind  vmp_process_get_kind             (VmpProcess *self);
/* A descriptor that polls readable when the process ends, or -1. Borrowed. */
int             vmp_process_get_pidfd            (VmpProcess *self);
/* Of the system that it runs on. */
gint64          vmp_process_get_page_size_bytes  (VmpProcess *self);
/* The O_PATH descriptor of its folder, for openat(). Borrowed. */
int             vmp_process_get_dir_fd           (VmpProcess *self);

/* Tier 0: descriptors held open (opened at first use) and read by pread from 0; no allocation. A
 * process that ended gives VMP_ERROR_GONE, one that may not be read VMP_ERROR_DENIED; *out is
 * untouched then. A denial is remembered until the next exec. Where there is no address space
 * (kernel thread, zombie, a process about to end) read_statm gives VMP_ERROR_UNSUPPORTED and the Vm
 * and Rss fields of read_status are missing. */
gboolean        vmp_process_read_stat            (VmpProcess *self, VmpStat   *out, GError **error);
gboolean        vmp_process_read_statm           (VmpProcess *self, VmpStatm  *out, GError **error);
gboolean        vmp_process_read_status          (VmpProcess *self, VmpStatus *out, GError **error);
gboolean        vmp_process_read_io              (VmpProcess *self, VmpIo     *out, GError **error);

/* Opens, reads whole into @buffer (replacing what it held) and closes. For a LEADER_EXITED process
 * a live thread's file is read. Kernel threads, zombies and processes about to end give
 * VMP_ERROR_UNSUPPORTED for maps, smaps and smaps_rollup. */
gboolean        vmp_process_read_file            (VmpProcess *self, VmpProcessFile file,
                                                  VmpBuffer *buffer, GError **error);
/* One entry of smaps. Its name and flags are only valid during the call. */
typedef void (*VmpSmapsFunc) (const VmpSmapsEntry *entry, gpointer data);

/* Parses smaps while it is read and calls @func for each mapping in order, so that text of any
 * length takes 64 KiB of @buffer (which holds nothing of use afterwards). Errors as of
 * vmp_process_read_file(); @func may have been called by then. */
gboolean        vmp_process_foreach_mapping      (VmpProcess *self, VmpBuffer *buffer,
                                                  VmpSmapsFunc func, gpointer data,
                                                  GError **error);
/* The same for maps, which costs the process nothing: all sizes are missing, and flags empty. */
gboolean        vmp_process_foreach_mapping_head (VmpProcess *self, VmpBuffer *buffer,
                                                  VmpSmapsFunc func, gpointer data,
                                                  GError **error);

/* How many mappings the last of these two found: about as many as the next will; 0 before the first. */
guint           vmp_process_get_n_mappings       (VmpProcess *self);

/* A range of addresses, whole pages, and the lowest page in it that was touched. */
typedef struct
{
  guint64 start_addr, end_addr;
  guint64 touched_addr;           /* end_addr: none; 0: not known */
} VmpTouchedRange;

/* Finds the lowest page of each range that is in memory or in swap, by the page tables. FALSE if
 * they may not be read. */
gboolean        vmp_process_find_touched         (VmpProcess *self, VmpTouchedRange *ranges, guint n);

/* How pages were looked at, and which VmpPageBits can be told from that; the others are not known. */
typedef struct
{
  VmpPageSource source;
  guint32       known_bits;
} VmpPageReading;

/* Asked now and then: FALSE to stop. */
typedef gboolean (*VmpPageStepFunc) (gpointer data);

/* Calls @func for runs of pages from @start_addr to @end_addr (multiples of the page size) in order; pages that were never
 * touched are in none. TRUE also if it was stopped by @func or @step (nullable). Errors as of vmp_process_read_file(), and TOO_BIG
 * where an old kernel would have to be asked page by page. */
gboolean        vmp_process_foreach_page_run     (VmpProcess *self, guint64 start_addr, guint64 end_addr,
                                                  VmpPageRunFunc func, VmpPageStepFunc step, gpointer data,
                                                  VmpPageReading *out, GError **error);
/* For tests: as if the kernel had no PAGEMAP_SCAN. */
void            vmp_process_set_without_scan     (VmpProcess *self, gboolean without_scan);
/* Reads and parses smaps_rollup; where the kernel has none (before 4.14) sums smaps. */
gboolean        vmp_process_read_rollup          (VmpProcess *self, VmpBuffer *buffer,
                                                  VmpSmapsSizes *out, GError **error);
/* The program's path by the exe link, "(deleted)" and all, escaped for showing; owned, or NULL with
 * @error: UNSUPPORTED for kernel threads and zombies. */
char           *vmp_process_dup_exe              (VmpProcess *self,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Arguments joined for reading: spaces between, control characters and invalid UTF-8 escaped as
 * \xNN; "" for a kernel thread or zombie. Owned, never NULL without @error. */
char           *vmp_process_dup_command          (VmpProcess *self, VmpBuffer *buffer,
                                                  GError **error) G_GNUC_WARN_UNUSED_RESULT;
/* Thread ids, ascending, appended to @tids (of gint32). */
gboolean        vmp_process_list_threads         (VmpProcess *self, GArray *tids, GError **error);
/* The thread's name (comm as it is) to @out, of VMP_COMM_SIZE bytes. FALSE if there is no such thread (any more). */
gboolean        vmp_process_read_thread_name     (VmpProcess *self, gint32 tid, char *out);
/* Where a thread's stack was when it entered the kernel; 0 if it runs, or is gone. FALSE if the
 * kernel does not tell us of this process: asking for other threads is in vain. */
gboolean        vmp_process_read_stack_pointer   (VmpProcess *self, gint32 tid,
                                                  guint64 *out_addr);
/* Device and inode of the program's file now. FALSE if not permitted. */
gboolean        vmp_process_get_exe_file         (VmpProcess *self, guint64 *out_device,
                                                  guint64 *out_inode);
/* Appends the devices (major << 32 | minor) of file systems that live in memory, as the process sees
 * them, to @devices (of guint64). */
gboolean        vmp_process_list_memory_devices  (VmpProcess *self, VmpBuffer *buffer, GArray *devices);
/* Pids of children of all its threads (task/TID/children), appended to @pids (of gint32).
 * UNSUPPORTED where the kernel has no such file. */
gboolean        vmp_process_list_children        (VmpProcess *self, GArray *pids, GError **error);
/* TRUE once after the process executed another program since the last call: by a held maps
 * descriptor that turned empty where permitted, and by what the last vmp_process_read_stat() and
 * vmp_process_read_status() said. Costs one small read. */
gboolean        vmp_process_check_exec           (VmpProcess *self);

/* All pids of the root, ascending, appended to @pids (of gint32). */
gboolean        vmp_proc_root_list_pids          (VmpProcRoot *root, GArray *pids, GError **error);

/* Text from outside made printable: valid UTF-8 kept, control characters and stray bytes as \n, \t,
 * \\, \xNN. Owned. */
char           *vmp_text_escape                  (const char *text,
                                                  gsize len) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpProcess, vmp_process_close)

G_END_DECLS
