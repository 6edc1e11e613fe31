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

/* The program that runs in the process, as far as it can be seen, to notice an exec. */
typedef struct
{
  /* bound to the address space: reads nothing once that is gone; -1 where not permitted */
  int      maps_fd;
  char     comm[VMP_COMM_SIZE];
  guint64  start_code_addr;   /* 1 or 0 when hidden */
  guint64  exe_device, exe_inode;
  gint64   vm_exe_bytes;      /* of status, which everyone may read; missing until it was read */
  gint64   vm_peak_bytes;
  gboolean status_differs;    /* status spoke of another program */
} VmpProcessImage;

struct _VmpProcess
{
  VmpProcRoot     *root;            /* owned */
  int              dir_fd;          /* O_PATH */
  int              pidfd;           /* -1 in a captured tree */
  int              held_fds[VMP_N_HELD];
  gint32           pid;
  /* of a process whose leader has ended: the thread that is looked through; 0: none yet */
  gint32           live_tid;
  VmpProcessKind   kind;
  gint64           uid;
  guint64          start_time_ticks;
  char             last_comm[VMP_COMM_SIZE];  /* of the last stat */
  guint64          last_start_code_addr;
  gboolean         without_scan;  /* as if the kernel had no PAGEMAP_SCAN */
  VmpProcessImage  image;
  gsize            size_hints[VMP_N_PROCESS_FILES];   /* how long the files were last */
  guint            n_mappings;      /* that were read last */
  VmpBuffer        long_text;       /* where 8 KiB were not enough: a user in thousands of groups */
  char             text[8192];      /* of the held file read last */
};

/* A captured tree says "NAME.denied" for a file that could not be read. */
gboolean vmp_process_is_captured_denial (VmpProcess *self, const char *name);
/* Opens a file of the process's folder as it is; -1 with errno set. */
int      vmp_process_open_own    (VmpProcess *self, const char *name);
/* The same, but through a live thread where the leader has ended. */
int      vmp_process_open_live   (VmpProcess *self, const char *name);
/* Sets @error for a failed system call on a file of the process. Always FALSE. */
gboolean vmp_process_fail        (VmpProcess *self, GError **error, int errsv, const char *name);
gboolean vmp_process_fail_no_memory (VmpProcess *self, GError **error);
/* The same for a file of mappings: without an address space the kernel says ESRCH, or gives no text
 * (@errsv 0). */
gboolean vmp_process_fail_memory (VmpProcess *self, GError **error, int errsv, const char *name);
gboolean vmp_process_has_memory  (VmpProcess *self);
/* Closes held descriptors but that of stat, and forgets denials. */
void     vmp_process_drop_held   (VmpProcess *self);
void     vmp_buffer_reserve      (VmpBuffer *self, gsize capacity);
/* Replaces the buffer's content with all that can be read. 0, or an errno. */
int      vmp_buffer_read_fd      (VmpBuffer *self, int fd);

void     vmp_process_image_clear  (VmpProcess *self);
/* Remembers the program that runs now; stat must have been read. */
void     vmp_process_image_note   (VmpProcess *self);
/* Compares with a status that was just read. */
void     vmp_process_image_status (VmpProcess *self, const VmpStatus *status);

G_END_DECLS
