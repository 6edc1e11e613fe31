/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the kernel's files are: the live system, or a captured tree. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct _VmpProcRoot VmpProcRoot;

/**
 * vmp_proc_root_new:
 * @prefix: (nullable): a folder with `proc/` and `sys/` below it, or %NULL for the live system
 *
 * A captured tree may have a file `facts` beside proc/ with `page_size_bytes`, `clock_ticks` and
 * `boottime_nsec` lines; without it those of this system hold.
 *
 * Returns: (transfer full) (nullable): an atomically ref-counted root, safe in any thread; %NULL
 *   with @error
 */
VmpProcRoot *vmp_proc_root_new                  (const char   *prefix,
                                                 GError      **error) G_GNUC_WARN_UNUSED_RESULT;
VmpProcRoot *vmp_proc_root_ref                  (VmpProcRoot  *self);
void         vmp_proc_root_unref                (VmpProcRoot  *self);

/* Opens a path relative to the proc (sys) folder: an owned descriptor, or -1 with errno set.
 * O_CLOEXEC is added. */
int          vmp_proc_root_open_proc            (VmpProcRoot  *self,
                                                 const char   *path,
                                                 int           flags);
int          vmp_proc_root_open_sys             (VmpProcRoot  *self,
                                                 const char   *path,
                                                 int           flags);
/* TRUE if this is the running system (so that pids mean something: pidfd, signals). */
gboolean     vmp_proc_root_is_live              (VmpProcRoot  *self);
/* sysconf (_SC_PAGESIZE) or the captured system's. */
gint64       vmp_proc_root_get_page_size_bytes  (VmpProcRoot  *self);
/* sysconf (_SC_CLK_TCK) or the captured system's. */
gint64       vmp_proc_root_get_clock_ticks      (VmpProcRoot  *self);
/* CLOCK_BOOTTIME now, nanoseconds; a captured tree's is the moment of capture. */
gint64       vmp_proc_root_get_boottime_nsec    (VmpProcRoot  *self);
/* /proc/sys/kernel/random/boot_id as text, "" if unreadable. Borrowed. */
const char  *vmp_proc_root_get_boot_id          (VmpProcRoot  *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpProcRoot, vmp_proc_root_unref)

G_END_DECLS
