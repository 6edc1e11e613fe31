/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notices that a process executed another program: pid, start time and fault counters do not
 * tell. */

#include "config.h"

#include "vmp-process-private.h"

#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#define HIDDEN_ADDR 1 /* what stat says of addresses that the reader may not know; or 0 */

void
vmp_process_image_clear (VmpProcess *self)
{
  if (self->image.maps_fd >= 0)
    close (self->image.maps_fd);
  self->image =
      (VmpProcessImage){ .maps_fd = -1, .vm_exe_bytes = VMP_MISSING, .vm_peak_bytes = VMP_MISSING };
}

gboolean
vmp_process_get_exe_file (VmpProcess *self,
                          guint64    *out_device,
                          guint64    *out_inode)
{
  struct stat exe;

  /* A captured tree has a copy, if anything. */
  if (!vmp_proc_root_is_live (self->root) || fstatat (self->dir_fd, "exe", &exe, 0) != 0)
    return FALSE;
  *out_device = exe.st_dev;
  *out_inode = exe.st_ino;
  return TRUE;
}

void
vmp_process_image_note (VmpProcess *self)
{
  VmpProcessImage *image = &self->image;

  vmp_process_image_clear (self);
  memcpy (image->comm, self->last_comm, sizeof image->comm);
  image->start_code_addr = self->last_start_code_addr;
  if (!vmp_process_has_memory (self) || !vmp_proc_root_is_live (self->root))
    return;
  image->maps_fd = vmp_process_open_live (self, "maps");
  vmp_process_get_exe_file (self, &image->exe_device, &image->exe_inode);
}

void
vmp_process_image_status (VmpProcess      *self,
                          const VmpStatus *status)
{
  VmpProcessImage *image = &self->image;

  if (status->vm_exe_bytes == VMP_MISSING || status->vm_peak_bytes == VMP_MISSING)
    return;
  /* One program's text does not change its size, nor does its peak fall. */
  if (image->vm_exe_bytes != VMP_MISSING
      && (status->vm_exe_bytes != image->vm_exe_bytes
          || status->vm_peak_bytes < image->vm_peak_bytes))
    image->status_differs = TRUE;
  image->vm_exe_bytes = status->vm_exe_bytes;
  image->vm_peak_bytes = status->vm_peak_bytes;
}

/* The address space that maps_fd is bound to is gone. That is an exec only if the process has
 * another one, and is not just ending. */
static gboolean
has_new_address_space (VmpProcess *self)
{
  VmpStat stat;
  VmpStatm statm;

  return vmp_process_read_stat (self, &stat, NULL) && self->kind == VMP_PROCESS_USER
         && vmp_process_read_statm (self, &statm, NULL);
}

/* A name changes by exec or by prctl(); only exec changes the file as well. */
static gboolean
is_renamed_by_exec (VmpProcess *self)
{
  guint64 device, inode;

  if (strcmp (self->last_comm, self->image.comm) == 0)
    return FALSE;
  memcpy (self->image.comm, self->last_comm, sizeof self->last_comm);
  return vmp_process_get_exe_file (self, &device, &inode) && self->image.exe_inode != 0
         && (device != self->image.exe_device || inode != self->image.exe_inode);
}

static gboolean
executed (VmpProcess *self)
{
  const VmpProcessImage *image = &self->image;
  VmpStatus status;
  char byte;

  if (image->maps_fd >= 0 && pread (image->maps_fd, &byte, 1, 0) == 0)
    return has_new_address_space (self);
  /* A vforked child borrows its parent's address space, which lives on after the child's exec. */
  if (image->start_code_addr > HIDDEN_ADDR && self->last_start_code_addr > HIDDEN_ADDR
      && self->last_start_code_addr != image->start_code_addr)
    return TRUE;
  if (is_renamed_by_exec (self))
    return TRUE;
  /* Of another user's process only status can tell. */
  if (image->maps_fd < 0)
    vmp_process_read_status (self, &status, NULL);
  return image->status_differs;
}

gboolean
vmp_process_check_exec (VmpProcess *self)
{
  struct stat folder;
  VmpStat stat;

  if (!vmp_process_has_memory (self) || !vmp_proc_root_is_live (self->root) || !executed (self))
    return FALSE;
  /* What was refused may be allowed now, and the other way round; a set-uid program has another
   * owner. */
  vmp_process_drop_held (self);
  if (!vmp_process_read_stat (self, &stat, NULL))
    return FALSE;
  if (fstat (self->dir_fd, &folder) == 0)
    self->uid = folder.st_uid;
  vmp_process_image_note (self);
  return TRUE;
}
