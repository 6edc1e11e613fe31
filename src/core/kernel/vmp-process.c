/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One process, held open so that a reused pid is never mistaken for it. */

#include "config.h"

#include "vmp-process-private.h"

#include "vmp-cursor.h"
#include "vmp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Files that are held open and read by pread: their text fits in one read. */
static const char *const held_names[VMP_N_HELD] = { "stat", "statm", "status", "io" };

static const char *const file_names[VMP_N_PROCESS_FILES] = {
  [VMP_PROCESS_FILE_MAPS] = "maps",           [VMP_PROCESS_FILE_SMAPS] = "smaps",
  [VMP_PROCESS_FILE_SMAPS_ROLLUP] = "smaps_rollup", [VMP_PROCESS_FILE_CMDLINE] = "cmdline",
  [VMP_PROCESS_FILE_COMM] = "comm",           [VMP_PROCESS_FILE_CGROUP] = "cgroup",
  [VMP_PROCESS_FILE_LIMITS] = "limits",       [VMP_PROCESS_FILE_OOM_SCORE] = "oom_score",
  [VMP_PROCESS_FILE_ENVIRON] = "environ",     [VMP_PROCESS_FILE_AUXV] = "auxv",
};

gboolean
vmp_process_fail (VmpProcess  *self,
                  GError     **error,
                  int          errsv,
                  const char  *name)
{
  char what[64];

  /* Nobody wants to know: then a denial that is met at every tick costs nothing. */
  if (error == NULL)
    return FALSE;
  g_snprintf (what, sizeof what, "pid %d: %s", self->pid, name);
  /* A file that is missing from a living process is one that this kernel does not have. */
  if (errsv == ENOENT && faccessat (self->dir_fd, "stat", F_OK, 0) == 0)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "%s: not provided by this kernel", what);
  return vmp_error_set_errno (error, errsv, what);
}

static int
open_pidfd (VmpProcRoot *root,
            gint32       pid)
{
  return vmp_proc_root_is_live (root) ? (int) syscall (SYS_pidfd_open, pid, 0) : -1;
}

VmpProcess *
vmp_process_open (VmpProcRoot  *root,
                  gint32        pid,
                  GError      **error)
{
  g_autoptr (VmpProcess) self = g_new0 (VmpProcess, 1);
  char name[16];
  VmpStat stat;
  struct stat folder;

  self->root = vmp_proc_root_ref (root);
  self->pid = pid;
  self->pidfd = self->maps_fd = -1;
  for (guint i = 0; i < VMP_N_HELD; i++)
    self->held_fds[i] = -1;
  g_snprintf (name, sizeof name, "%d", pid);
  self->dir_fd = vmp_proc_root_open_proc (root, name, O_PATH | O_DIRECTORY);
  if (self->dir_fd < 0)
    {
      vmp_error_set_errno (error, errno, name);
      return NULL;
    }
  self->pidfd = open_pidfd (root, pid);
  if (!vmp_process_read_stat (self, &stat, error))
    return NULL;
  self->start_time_ticks = stat.start_time_ticks;
  self->uid = fstat (self->dir_fd, &folder) == 0 ? (gint64) folder.st_uid : VMP_MISSING;
  vmp_process_note_image (self, &stat);
  return g_steal_pointer (&self);
}

void
vmp_process_close (VmpProcess *self)
{
  for (guint i = 0; i < VMP_N_HELD; i++)
    if (self->held_fds[i] >= 0)
      close (self->held_fds[i]);
  if (self->maps_fd >= 0)
    close (self->maps_fd);
  if (self->pidfd >= 0)
    close (self->pidfd);
  if (self->dir_fd >= 0)
    close (self->dir_fd);
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

int
vmp_process_get_dir_fd (VmpProcess *self)
{
  return self->dir_fd;
}

/* A living thread other than the leader: "task/TID", or FALSE. */
static gboolean
find_live_thread (VmpProcess *self,
                  char        path[32])
{
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));

  if (!vmp_process_list_threads (self, tids, NULL))
    return FALSE;
  for (guint i = 0; i < tids->len; i++)
    if (g_array_index (tids, gint32, i) != self->pid)
      {
        g_snprintf (path, 32, "task/%d", g_array_index (tids, gint32, i));
        return TRUE;
      }
  return FALSE;
}

/* Opens a file of the process, or of a live thread where the leader has ended: the leader's show no memory then. */
int
vmp_process_open_file (VmpProcess *self,
                       const char *name)
{
  char thread[32], path[64];

  if (self->kind == VMP_PROCESS_LEADER_EXITED && find_live_thread (self, thread))
    {
      g_snprintf (path, sizeof path, "%s/%s", thread, name);
      return openat (self->dir_fd, path, O_RDONLY | O_CLOEXEC);
    }
  return openat (self->dir_fd, name, O_RDONLY | O_CLOEXEC);
}

/* Reads a held file whole into self->text. Returns its length, or -1 with @error. */
static gssize
read_held (VmpProcess  *self,
           VmpHeld      held,
           GError     **error)
{
  int *fd = &self->held_fds[held];
  gssize n;

  if (*fd == VMP_HELD_DENIED)
    {
      vmp_process_fail (self, error, EACCES, held_names[held]);
      return -1;
    }
  if (*fd < 0)
    {
      /* stat of the leader stays the whole group's, counters and all. */
      *fd = held == VMP_HELD_STAT ? openat (self->dir_fd, held_names[held], O_RDONLY | O_CLOEXEC)
                                  : vmp_process_open_file (self, held_names[held]);
      if (*fd < 0)
        {
          int errsv = errno;

          /* Asking again at every tick would cost more than all the reads that work. */
          *fd = errsv == EACCES ? VMP_HELD_DENIED : -1;
          vmp_process_fail (self, error, errsv, held_names[held]);
          return -1;
        }
    }
  n = pread (*fd, self->text, sizeof self->text, 0);
  if (n >= 0)
    return n;
  vmp_process_fail (self, error, errno, held_names[held]);
  if (errno == EACCES)
    {
      close (*fd);
      *fd = VMP_HELD_DENIED;
    }
  return -1;
}

/* Forgets descriptors that belong to the ended leader, or denials that an exec may have lifted. */
void
vmp_process_drop_held (VmpProcess *self)
{
  for (guint i = VMP_HELD_STATM; i < VMP_N_HELD; i++)
    {
      if (self->held_fds[i] >= 0)
        close (self->held_fds[i]);
      self->held_fds[i] = -1;
    }
}

static VmpProcessKind
kind_from_stat (const VmpStat *stat)
{
  if (vmp_stat_is_kernel_thread (stat))
    return VMP_PROCESS_KERNEL_THREAD;
  if (stat->state != 'Z' && stat->state != 'X')
    return VMP_PROCESS_USER;
  return stat->num_threads > 1 ? VMP_PROCESS_LEADER_EXITED : VMP_PROCESS_ZOMBIE;
}

gboolean
vmp_process_read_stat (VmpProcess  *self,
                       VmpStat     *out,
                       GError     **error)
{
  gssize n = read_held (self, VMP_HELD_STAT, error);
  VmpProcessKind kind;

  if (n < 0 || !vmp_stat_parse (self->text, n, out, error))
    return FALSE;
  kind = kind_from_stat (out);
  if (kind != self->kind)
    {
      self->kind = kind;
      vmp_process_drop_held (self);
    }
  return TRUE;
}

gboolean
vmp_process_read_statm (VmpProcess  *self,
                        VmpStatm    *out,
                        GError     **error)
{
  gssize n = read_held (self, VMP_HELD_STATM, error);

  return n >= 0 && vmp_statm_parse (self->text, n, out, error);
}

gboolean
vmp_process_read_status (VmpProcess  *self,
                         VmpStatus   *out,
                         GError     **error)
{
  gssize n = read_held (self, VMP_HELD_STATUS, error);

  return n >= 0 && vmp_status_parse (self->text, n, out, error);
}

gboolean
vmp_process_read_io (VmpProcess  *self,
                     VmpIo       *out,
                     GError     **error)
{
  gssize n = read_held (self, VMP_HELD_IO, error);

  return n >= 0 && vmp_io_parse (self->text, n, out, error);
}

void
vmp_buffer_clear (VmpBuffer *self)
{
  g_clear_pointer (&self->data, g_free);
  self->len = self->capacity = 0;
}

static void
buffer_reserve (VmpBuffer *self,
                gsize      capacity)
{
  if (self->capacity >= capacity)
    return;
  self->capacity = MAX (capacity, self->capacity * 2);
  self->data = g_realloc (self->data, self->capacity);
}

/* The kernel gives maps and smaps in pieces of about 4 KiB whatever is asked for: read until the end. */
static int
read_whole (int        fd,
            VmpBuffer *buffer)
{
  buffer->len = 0;
  for (;;)
    {
      gssize n;

      buffer_reserve (buffer, buffer->len + 16384 + 1);
      n = read (fd, buffer->data + buffer->len, buffer->capacity - buffer->len - 1);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      if (n == 0)
        break;
      buffer->len += n;
    }
  buffer->data[buffer->len] = '\0';
  return 0;
}

static gboolean
has_address_space (VmpProcess     *self,
                   VmpProcessFile  file)
{
  if (file > VMP_PROCESS_FILE_SMAPS_ROLLUP)
    return TRUE;
  return self->kind == VMP_PROCESS_USER || self->kind == VMP_PROCESS_LEADER_EXITED;
}

gboolean
vmp_process_read_file (VmpProcess      *self,
                       VmpProcessFile   file,
                       VmpBuffer       *buffer,
                       GError         **error)
{
  const char *name = file_names[file];
  int fd, errsv;

  if (!has_address_space (self, file))
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "pid %d has no address space", self->pid);
  fd = vmp_process_open_file (self, name);
  if (fd < 0)
    return vmp_process_fail (self, error, errno, name);
  errsv = read_whole (fd, buffer);
  close (fd);
  return errsv == 0 || vmp_process_fail (self, error, errsv, name);
}
