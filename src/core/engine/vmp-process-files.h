/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of many processes, read with as few system calls as possible. */
#pragma once

#include "core/kernel/vmp-process.h"

G_BEGIN_DECLS

/* Small files that are read again and again. */
typedef enum
{
  VMP_SMALL_FILE_STAT,
  VMP_SMALL_FILE_STATM,
  VMP_SMALL_FILE_STATUS,
  VMP_N_SMALL_FILES
} VmpSmallFile;

/* One process's descriptors that are kept open; -1 where none is. */
typedef struct
{
  gint32 pid;
  int    fds[VMP_N_SMALL_FILES];
} VmpHeldFiles;

#define VMP_HELD_FILES_INIT(p) { (p), { -1, -1, -1 } }

typedef struct
{
  int       folder_fd;    /* O_PATH: of all processes */
  int       loadavg_fd;   /* -1 where there is none */
  int       spare_fd;     /* given up for a moment when the program has no descriptor left */
  gboolean  starved;      /* that happened: descriptors should be given back */
  gboolean  keep_open;
  guint     fds_left;     /* how many more may be kept open */
  VmpBuffer buffer;       /* of long files */
  char      text[8192];   /* of the small file that was read last */
} VmpProcessFiles;

void        vmp_process_files_init          (VmpProcessFiles *self, VmpProcRoot *root);
void        vmp_process_files_clear         (VmpProcessFiles *self);
/* Raises the soft limit of descriptors to the hard one when it comes to be %TRUE. */
void        vmp_process_files_set_keep_open (VmpProcessFiles *self, gboolean keep_open);
/* Closes what is held of one process. */
void        vmp_process_files_release       (VmpProcessFiles *self, VmpHeldFiles *held);

/* The pid that was given away last, from loadavg: while it stays the same no process came. VMP_MISSING if not known. */
gint64      vmp_process_files_load_last_pid (VmpProcessFiles *self);
/* Reads into self->text. Returns the length, or -1 if the process ended. */
gssize      vmp_process_files_read_small    (VmpProcessFiles *self, VmpHeldFiles *held, VmpSmallFile file);
/* Reads smaps_rollup. FALSE with *out_denied if it is not permitted, or if there is none. */
gboolean    vmp_process_files_read_rollup   (VmpProcessFiles *self, gint32 pid, VmpSmapsSizes *out, gboolean *out_denied);
/* What only a start or an exec changes, escaped for showing: new references. */
GRefString *vmp_process_files_dup_command   (VmpProcessFiles *self, gint32 pid);   /* "" if none */
GRefString *vmp_process_files_dup_exe       (VmpProcessFiles *self, gint32 pid);   /* NULL if not permitted */
GRefString *vmp_process_files_dup_cgroup    (VmpProcessFiles *self, gint32 pid);   /* NULL if none; of the memory controller */
/* The effective user id, VMP_MISSING if the process ended. */
gint64      vmp_process_files_load_owner    (VmpProcessFiles *self, gint32 pid);
/* Any text from outside, escaped. */
GRefString *vmp_process_files_dup_text      (const char *text, gsize len);

G_END_DECLS
