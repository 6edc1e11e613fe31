/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The process's struct, shared by the files that make it up. */
#pragma once

#include "vmp-process.h"

G_BEGIN_DECLS

/* Files whose descriptors stay open: they follow the task over exec. */
typedef enum
{
  VMP_HELD_STAT,
  VMP_HELD_STATM,
  VMP_HELD_STATUS,
  VMP_HELD_IO,
  VMP_N_HELD
} VmpHeld;

#define VMP_HELD_DENIED (-2)  /* in held_fds: the kernel refused, do not ask again before an exec */

struct _VmpProcess
{
  VmpProcRoot    *root;             /* owned */
  int             dir_fd;           /* O_PATH */
  int             pidfd;            /* -1 in a captured tree */
  int             held_fds[VMP_N_HELD];
  int             maps_fd;          /* bound to the address space: reads nothing after an exec */
  gint32          pid;
  VmpProcessKind  kind;
  gint64          uid;
  guint64         start_time_ticks;
  /* The program image that was last seen, to notice an exec. */
  guint64         image_start_code;
  guint64         image_exe_device, image_exe_inode;
  gint64          image_vm_peak_bytes;
  char            text[8192];       /* of the held file read last */
};

int      vmp_process_open_file  (VmpProcess *self, const char *name);
gboolean vmp_process_fail       (VmpProcess *self, GError **error, int errsv, const char *name);
void     vmp_process_drop_held  (VmpProcess *self);
void     vmp_process_note_image (VmpProcess *self, const VmpStat *stat);

G_END_DECLS
