/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process, held open so that a reused pid is never mistaken for it: opening, and the files that
 * stay open. */

#include "config.h"

#include "vmp-process-private.h"

#include "vmp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

static const char *const held_names[VMP_N_HELD] = { "stat", "statm", "status", "io" };

gboolean
vmp_process_fail (VmpProcess  *self,
                  GError     **error,
                  int          errsv,
                  const char  *name)
{
  char what[64];

  /* Nobody wants to know: then a failure that is met at every tick costs nothing. */
  if (error == NULL)
    return FALSE;
  g_snprintf (what, sizeof what, "pid %d: %s", self->pid, name);
  /* A file that is missing from a living process is one that this kernel does not have. */
  if (errsv == ENOENT && faccessat (self->dir_fd, "stat", F_OK, 0) == 0)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "%s: not provided by this kernel", what);
  return vmp_error_set_errno (error, errsv, what);
}

gboolean
vmp_process_fail_no_memory (VmpProcess  *self,
                            GError     **error)
{
  return error == NULL ? FALSE
                       : vmp_error_set (error, VMP_ERROR_UNSUPPORTED,
                                        "pid %d: has no address space", self->pid);
}

gboolean
vmp_process_is_captured_denial (VmpProcess *self,
                                const char *name)
{
  char marker[64];

  if (vmp_proc_root_is_live (self->root))
    return FALSE;
  g_snprintf (marker, sizeof marker, "%s.denied", name);
  return faccessat (self->dir_fd, marker, F_OK, 0) == 0;
}

int
vmp_process_open_own (VmpProcess *self,
                      const char *name)
{
  int fd = openat (self->dir_fd, name, O_RDONLY | O_CLOEXEC);

  if (fd < 0 && errno == ENOENT)
    errno = vmp_process_is_captured_denial (self, name) ? EACCES : ENOENT;
  return fd;
}

/* A thread that lives on after the leader: the leader's own files show no memory. FALSE if there is
 * none. */
static gboolean
find_live_thread (VmpProcess *self)
{
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));

  if (!vmp_process_list_threads (self, tids, NULL))
    return FALSE;
  for (guint i = 0; i < tids->len; i++)
    if (g_array_index (tids, gint32, i) != self->pid)
      {
        self->live_tid = g_array_index (tids, gint32, i);
        return TRUE;
      }
  return FALSE;
}

int
vmp_process_open_live (VmpProcess *self,
                       const char *name)
{
  if (self->kind != VMP_PROCESS_LEADER_EXITED)
    return vmp_process_open_own (self, name);
  /* Twice, as the thread that was looked through may have ended too. */
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      char path[64];
      int fd;

      if (self->live_tid == 0 && !find_live_thread (self))
        break;
      g_snprintf (path, sizeof path, "task/%d/%s", self->live_tid, name);
      fd = vmp_process_open_own (self, path);
      if (fd >= 0 || (errno != ENOENT && errno != ESRCH))
        return fd;
      self->live_tid = 0;
    }
  return vmp_process_open_own (self, name);
}

/* Longer than the text in the struct: status of a user in thousands of groups. */
static gssize
pread_long (VmpProcess  *self,
            int          fd,
            const char **out_text)
{
  gssize n;

  do
    {
      vmp_buffer_reserve (&self->long_text,
                          MAX (self->long_text.capacity * 2, 4 * sizeof self->text));
      n = pread (fd, self->long_text.data, self->long_text.capacity, 0);
    }
  while (n == (gssize) self->long_text.capacity && n < 1 << 24);
  *out_text = self->long_text.data;
  return n;
}

/* One attempt at a held file; its length, or -1 with errno set. */
static gssize
try_held (VmpProcess  *self,
          VmpHeld      held,
          const char **out_text)
{
  int *fd = &self->held_fds[held];
  gssize n = -1;

  if (*fd == VMP_HELD_DENIED)
    {
      errno = EACCES;
      return -1;
    }
  /* stat of an ended leader still has the counters of the whole group. */
  if (*fd < 0)
    *fd = held == VMP_HELD_STAT ? vmp_process_open_own (self, held_names[held])
                                : vmp_process_open_live (self, held_names[held]);
  if (*fd >= 0)
    n = pread (*fd, self->text, sizeof self->text, 0);
  *out_text = self->text;
  if (n == sizeof self->text)
    n = pread_long (self, *fd, out_text);
  if (n < 0 && errno == EACCES)
    {
      /* Asking again at every tick would cost more than all the reads that work. */
      if (*fd >= 0)
        close (*fd);
      *fd = VMP_HELD_DENIED;
      errno = EACCES;
    }
  return n;
}

/* Reads a held file whole. Returns its length, or -1 with @error. */
static gssize
read_held (VmpProcess  *self,
           VmpHeld      held,
           const char **out_text,
           GError     **error)
{
  gssize n = try_held (self, held, out_text);

  /* The thread that was looked through has ended: there may be another. */
  if (n < 0 && errno == ESRCH && held != VMP_HELD_STAT && self->live_tid != 0)
    {
      vmp_process_drop_held (self);
      n = try_held (self, held, out_text);
    }
  if (n < 0)
    vmp_process_fail (self, error, errno, held_names[held]);
  return n;
}

void
vmp_process_drop_held (VmpProcess *self)
{
  for (guint i = VMP_HELD_STATM; i < VMP_N_HELD; i++)
    {
      if (self->held_fds[i] >= 0)
        close (self->held_fds[i]);
      self->held_fds[i] = -1;
    }
  self->live_tid = 0;
}

VmpProcessKind
vmp_process_kind_from_stat (const VmpStat *stat)
{
  if (vmp_stat_is_kernel_thread (stat))
    return VMP_PROCESS_KERNEL_THREAD;
  if (stat->state != 'Z' && stat->state != 'X')
    return VMP_PROCESS_USER;
  return stat->num_threads > 1 ? VMP_PROCESS_LEADER_EXITED : VMP_PROCESS_ZOMBIE;
}

/* The leader has ended and shows neither sizes nor addresses any more; a live thread does. */
static void
complete_from_live_thread (VmpProcess *self,
                           VmpStat    *stat)
{
  int fd = vmp_process_open_live (self, "stat");
  gssize n = fd >= 0 ? pread (fd, self->text, sizeof self->text, 0) : -1;
  VmpStat thread;

  if (fd >= 0)
    close (fd);
  if (n < 0 || !vmp_stat_parse (self->text, n, &thread, NULL))
    return;
  stat->vsize_bytes = thread.vsize_bytes;
  stat->rss_pages = thread.rss_pages;
  stat->start_code_addr = thread.start_code_addr;
  stat->start_stack_addr = thread.start_stack_addr;
  stat->start_brk_addr = thread.start_brk_addr;
}

gboolean
vmp_process_read_stat (VmpProcess  *self,
                       VmpStat     *out,
                       GError     **error)
{
  const char *text;
  gssize n = read_held (self, VMP_HELD_STAT, &text, error);
  VmpProcessKind kind;
  VmpStat stat;

  if (n < 0 || !vmp_stat_parse (text, n, &stat, error))
    return FALSE;
  kind = vmp_process_kind_from_stat (&stat);
  if (kind != self->kind)
    {
      self->kind = kind;
      vmp_process_drop_held (self);
    }
  if (kind == VMP_PROCESS_LEADER_EXITED)
    complete_from_live_thread (self, &stat);
  memcpy (self->last_comm, stat.comm, sizeof stat.comm);
  self->last_start_code_addr = stat.start_code_addr;
  *out = stat;
  return TRUE;
}

gboolean
vmp_process_has_memory (VmpProcess *self)
{
  return self->kind == VMP_PROCESS_USER || self->kind == VMP_PROCESS_LEADER_EXITED;
}

/* A process that showed no memory: TRUE if that is because its leader has ended meanwhile, and
 * asking again will help. */
static gboolean
leader_just_ended (VmpProcess *self)
{
  VmpProcessKind before = self->kind;
  VmpStat stat;

  return before == VMP_PROCESS_USER && vmp_process_read_stat (self, &stat, NULL)
         && self->kind == VMP_PROCESS_LEADER_EXITED;
}

gboolean
vmp_process_read_statm (VmpProcess  *self,
                        VmpStatm    *out,
                        GError     **error)
{
  VmpStatm statm;
  const char *text;
  gssize n;

  do
    {
      n = read_held (self, VMP_HELD_STATM, &text, error);
      if (n < 0 || !vmp_statm_parse (text, n, &statm, error))
        return FALSE;
    }
  while (statm.size_pages == 0 && leader_just_ended (self));
  if (statm.size_pages == 0)
    return vmp_process_fail_no_memory (self, error);
  *out = statm;
  return TRUE;
}

gboolean
vmp_process_read_status (VmpProcess  *self,
                         VmpStatus   *out,
                         GError     **error)
{
  VmpStatus status;
  const char *text;
  gssize n;

  do
    {
      n = read_held (self, VMP_HELD_STATUS, &text, error);
      if (n < 0 || !vmp_status_parse (text, n, &status, error))
        return FALSE;
    }
  while (status.vm_size_bytes == VMP_MISSING && leader_just_ended (self));
  vmp_process_image_status (self, &status);
  *out = status;
  return TRUE;
}

gboolean
vmp_process_read_io (VmpProcess  *self,
                     VmpIo       *out,
                     GError     **error)
{
  const char *text;
  gssize n = read_held (self, VMP_HELD_IO, &text, error);

  return n >= 0 && vmp_io_parse (text, n, out, error);
}

/* FALSE with @error if @pid is a thread of a process and not a process. */
static gboolean
open_pidfd (VmpProcess  *self,
            GError     **error)
{
  if (!vmp_proc_root_is_live (self->root))
    return TRUE;
  self->pidfd = (int) syscall (SYS_pidfd_open, self->pid, 0);
  /* Kernels differ in how they say it. Any other failure only means that there will be no
   * descriptor to poll. */
  if (self->pidfd >= 0 || (errno != EINVAL && errno != ENOENT)
      || faccessat (self->dir_fd, "stat", F_OK, 0) != 0)
    return TRUE;
  return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "pid %d is a thread, not a process",
                        self->pid);
}

/* The folder's owner on the live system; who captured a tree owns all of it, so there status
 * tells. */
static gint64
find_uid (VmpProcess *self)
{
  struct stat folder;
  VmpStatus status;

  if (vmp_proc_root_is_live (self->root))
    return fstat (self->dir_fd, &folder) == 0 ? (gint64) folder.st_uid : VMP_MISSING;
  return vmp_process_read_status (self, &status, NULL) ? status.uid_effective : VMP_MISSING;
}

VmpProcess *
vmp_process_open (VmpProcRoot  *root,
                  gint32        pid,
                  GError      **error)
{
  g_autoptr (VmpProcess) self = g_new0 (VmpProcess, 1);
  char name[24];
  VmpStat stat;

  self->root = vmp_proc_root_ref (root);
  self->pid = pid;
  self->pidfd = self->image.maps_fd = -1;
  for (guint i = 0; i < VMP_N_HELD; i++)
    self->held_fds[i] = -1;
  g_snprintf (name, sizeof name, "%d", pid);
  self->dir_fd = vmp_proc_root_open_proc (root, name, O_PATH | O_DIRECTORY);
  if (self->dir_fd < 0)
    {
      g_snprintf (name, sizeof name, "pid %d", pid);
      vmp_error_set_errno (error, errno, name);
      return NULL;
    }
  /* The folder first: if stat can be read through it afterwards, the pid was not reused before the
   * pidfd was opened. */
  if (!open_pidfd (self, error) || !vmp_process_read_stat (self, &stat, error))
    return NULL;
  self->start_time_ticks = stat.start_time_ticks;
  self->uid = find_uid (self);
  vmp_process_image_note (self);
  return g_steal_pointer (&self);
}

void
vmp_process_close (VmpProcess *self)
{
  vmp_process_drop_held (self);
  if (self->held_fds[VMP_HELD_STAT] >= 0)
    close (self->held_fds[VMP_HELD_STAT]);
  vmp_process_image_clear (self);
  if (self->pidfd >= 0)
    close (self->pidfd);
  if (self->dir_fd >= 0)
    close (self->dir_fd);
  vmp_buffer_clear (&self->long_text);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

gint32
vmp_process_get_pid (VmpProcess *self)
{
  return self->pid;
}

guint64
vmp_process_get_start_time_ticks (VmpProcess *self)
{
  return self->start_time_ticks;
}

gint64
vmp_process_get_uid (VmpProcess *self)
{
  return self->uid;
}

VmpProcessKind
vmp_process_get_kind (VmpProcess *self)
{
  return self->kind;
}

int
vmp_process_get_pidfd (VmpProcess *self)
{
  return self->pidfd;
}

gint64
vmp_process_get_page_size_bytes (VmpProcess *self)
{
  return vmp_proc_root_get_page_size_bytes (self->root);
}

int
vmp_process_get_dir_fd (VmpProcess *self)
{
  return self->dir_fd;
}
