/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Threads and children of a process, and the list of all processes. */

#include "config.h"

#include "vmp-process-private.h"

#include "vmp-cursor.h"
#include "vmp-error.h"
#include "vmp-mountinfo-parser.h"
#include "vmp-syscall-parser.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <unistd.h>

static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint32 x = *(const gint32 *) a, y = *(const gint32 *) b;

  return (x > y) - (x < y);
}

/* Appends what the folder @fd (taken) has of entries that are numbers, ascending. 0, or an
 * errno. */
static int
list_numbers (int     fd,
              GArray *out)
{
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  guint first = out->len;
  gboolean sorted = TRUE;
  struct dirent *entry;

  if (folder == NULL)
    {
      int errsv = errno;

      if (fd >= 0)
        close (fd);
      return errsv;
    }
  while ((entry = readdir (folder)) != NULL)
    {
      VmpCursor name = { entry->d_name, entry->d_name + strlen (entry->d_name) };
      guint64 number;
      gint32 id;

      if (!vmp_cursor_read_u64 (&name, &number) || name.at != name.end || number > G_MAXINT32)
        continue;
      id = (gint32) number;
      sorted = sorted && (out->len == first || g_array_index (out, gint32, out->len - 1) < id);
      g_array_append_val (out, id);
    }
  closedir (folder);
  if (!sorted)
    qsort (&g_array_index (out, gint32, first), out->len - first, sizeof (gint32), compare_ids);
  return 0;
}

gboolean
vmp_proc_root_list_pids (VmpProcRoot  *root,
                         GArray       *pids,
                         GError      **error)
{
  int errsv = list_numbers (vmp_proc_root_open_proc (root, ".", O_RDONLY | O_DIRECTORY), pids);

  return errsv == 0 || vmp_error_set_errno (error, errsv, "list of processes");
}

gboolean
vmp_process_list_threads (VmpProcess  *self,
                          GArray      *tids,
                          GError     **error)
{
  int errsv =
      list_numbers (openat (self->dir_fd, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC), tids);

  return errsv == 0 || vmp_process_fail (self, error, errsv, "task");
}

/* Reads a small file of a thread. Its length, or -1 with errno set. */
static gssize
read_thread_file (VmpProcess *self,
                  gint32      tid,
                  const char *name,
                  char       *out,
                  gsize       size)
{
  char path[48];
  gssize n;
  int fd;

  g_snprintf (path, sizeof path, "task/%d/%s", tid, name);
  fd = openat (self->dir_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return -1;
  n = read (fd, out, size - 1);
  close (fd);
  if (n >= 0)
    out[n] = '\0';
  return n;
}

gboolean
vmp_process_read_thread_name (VmpProcess *self,
                              gint32      tid,
                              char       *out)
{
  gssize n = read_thread_file (self, tid, "comm", out, VMP_COMM_SIZE);

  if (n > 0 && out[n - 1] == '\n')
    out[n - 1] = '\0';
  return n > 0;
}

gboolean
vmp_process_read_stack_pointer (VmpProcess *self,
                                gint32      tid,
                                guint64    *out_addr)
{
  char text[256];
  gssize n = read_thread_file (self, tid, "syscall", text, sizeof text);

  *out_addr = n > 0 ? vmp_syscall_parse_stack_pointer (text, n) : 0;
  return n >= 0 || errno == ENOENT || errno == ESRCH;
}

/* Pids with a blank behind each; what is left of @cursor is the begin of one that goes on in the
 * next read. */
static void
take_pids (VmpCursor *cursor,
           GArray    *pids)
{
  for (;;)
    {
      VmpCursor copy = *cursor;
      guint64 number;
      gint32 pid;

      if (!vmp_cursor_read_u64 (&copy, &number) || !vmp_cursor_skip_char (&copy, ' ')
          || number > G_MAXINT32)
        return;
      pid = (gint32) number;
      g_array_append_val (pids, pid);
      *cursor = copy;
    }
}

/* The children that one thread forked: "12 13 ". FALSE if there is no such file. */
static gboolean
append_children (VmpProcess *self,
                 gint32      tid,
                 GArray     *pids)
{
  char path[48], text[4096];
  gsize left = 0;
  gssize n;
  int fd;

  g_snprintf (path, sizeof path, "task/%d/children", tid);
  fd = openat (self->dir_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return FALSE;
  while ((n = read (fd, text + left, sizeof text - left)) > 0)
    {
      VmpCursor cursor = { text, text + left + n };

      take_pids (&cursor, pids);
      left = cursor.end - cursor.at;
      if (left == sizeof text)
        break;
      memmove (text, cursor.at, left);
    }
  close (fd);
  return TRUE;
}

gboolean
vmp_process_list_children (VmpProcess  *self,
                           GArray      *pids,
                           GError     **error)
{
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));
  gboolean any = FALSE;

  if (!vmp_process_list_threads (self, tids, error))
    return FALSE;
  for (guint i = 0; i < tids->len; i++)
    any |= append_children (self, g_array_index (tids, gint32, i), pids);
  /* Threads may end meanwhile, but not all of them have no such file. */
  return any || vmp_process_fail (self, error, ENOENT, "children");
}

static gboolean
has_device (const GArray *devices,
            guint64       device)
{
  for (guint i = 0; i < devices->len; i++)
    {
      if (g_array_index (devices, guint64, i) == device)
        return TRUE;
    }
  return FALSE;
}

gboolean
vmp_process_list_memory_devices (VmpProcess *self,
                                 VmpBuffer  *buffer,
                                 GArray     *devices)
{
  const char *at, *end;
  VmpMount mount;

  if (!vmp_process_read_file (self, VMP_PROCESS_FILE_MOUNTINFO, buffer, NULL))
    return FALSE;
  at = buffer->data;
  end = at + buffer->len;
  while (vmp_mountinfo_next (&at, end, &mount))
    {
      guint64 device = (guint64) mount.device_major << 32 | mount.device_minor;

      if (vmp_mount_is_memory (&mount) && !has_device (devices, device))
        g_array_append_val (devices, device);
    }
  return TRUE;
}
