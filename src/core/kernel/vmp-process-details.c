/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is read of a process less often: rollup, names, threads, children, and whether it executed another program. */

#include "config.h"

#include "vmp-process-private.h"

#include "vmp-cursor.h"
#include "vmp-error.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <sys/stat.h>
#include <unistd.h>

/* Adds every size of @entry to @sum; a key that an entry lacks is missing from the sum. */
static void
add_sizes (VmpSmapsSizes       *sum,
           const VmpSmapsSizes *entry)
{
  gint64 *to = (gint64 *) sum;
  const gint64 *from = (const gint64 *) entry;

  for (gsize i = 0; i < sizeof *sum / sizeof *to; i++)
    to[i] = vmp_value_add (to[i], from[i]);
}

/* What smaps_rollup would say, for kernels before 4.14. */
static gboolean
sum_smaps (VmpProcess     *self,
           VmpBuffer      *buffer,
           VmpSmapsSizes  *out,
           GError        **error)
{
  g_autoptr (GError) local = NULL;
  VmpMapsParser parser;
  VmpSmapsEntry entry;
  VmpSmapsSizes sum = { 0 };

  if (!vmp_process_read_file (self, VMP_PROCESS_FILE_SMAPS, buffer, error))
    return FALSE;
  vmp_maps_parser_init (&parser, buffer->data, buffer->len);
  while (vmp_maps_parser_next_smaps (&parser, &entry, &local))
    add_sizes (&sum, &entry.sizes);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return FALSE;
    }
  /* Not sums: pages sizes, and keys which only the rollup has. */
  sum.kernel_page_size = sum.mmu_page_size = sum.thp_eligible = sum.protection_key = VMP_MISSING;
  *out = sum;
  return TRUE;
}

gboolean
vmp_process_read_rollup (VmpProcess     *self,
                         VmpBuffer      *buffer,
                         VmpSmapsSizes  *out,
                         GError        **error)
{
  g_autoptr (GError) local = NULL;

  if (vmp_process_read_file (self, VMP_PROCESS_FILE_SMAPS_ROLLUP, buffer, &local))
    return vmp_smaps_rollup_parse (buffer->data, buffer->len, out, error);
  if (g_error_matches (local, VMP_ERROR, VMP_ERROR_UNSUPPORTED) && self->kind != VMP_PROCESS_KERNEL_THREAD
      && self->kind != VMP_PROCESS_ZOMBIE)
    return sum_smaps (self, buffer, out, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

char *
vmp_process_dup_exe (VmpProcess  *self,
                     GError     **error)
{
  char path[4097];
  gssize n = readlinkat (self->dir_fd, "exe", path, sizeof path - 1);

  if (n < 0)
    {
      vmp_process_fail (self, error, errno, "exe");
      return NULL;
    }
  return vmp_text_escape (path, n);
}

char *
vmp_process_dup_command (VmpProcess  *self,
                         VmpBuffer   *buffer,
                         GError     **error)
{
  if (!vmp_process_read_file (self, VMP_PROCESS_FILE_CMDLINE, buffer, error))
    return NULL;
  while (buffer->len > 0 && buffer->data[buffer->len - 1] == '\0')
    buffer->len--;
  for (gsize i = 0; i < buffer->len; i++)
    if (buffer->data[i] == '\0')
      buffer->data[i] = ' ';
  return vmp_text_escape (buffer->data, buffer->len);
}

static int
compare_pids (gconstpointer a,
              gconstpointer b)
{
  gint32 x = *(const gint32 *) a, y = *(const gint32 *) b;

  return (x > y) - (x < y);
}

/* Appends every entry of the folder behind @fd (taken) that is a number. */
static gboolean
list_numbers (int         fd,
              GArray     *out,
              GError    **error,
              const char *what)
{
  DIR *folder = fd >= 0 ? fdopendir (fd) : NULL;
  guint first = out->len;
  struct dirent *entry;

  if (folder == NULL)
    {
      int errsv = errno;

      if (fd >= 0)
        close (fd);
      return vmp_error_set_errno (error, errsv, what);
    }
  while ((entry = readdir (folder)) != NULL)
    {
      VmpCursor name = { entry->d_name, entry->d_name + strlen (entry->d_name) };
      guint64 number;

      if (vmp_cursor_read_u64 (&name, &number) && name.at == name.end && number <= G_MAXINT32)
        {
          gint32 pid = (gint32) number;

          g_array_append_val (out, pid);
        }
    }
  closedir (folder);
  if (out->len > first)
    qsort (&g_array_index (out, gint32, first), out->len - first, sizeof (gint32), compare_pids);
  return TRUE;
}

gboolean
vmp_proc_root_list_pids (VmpProcRoot  *root,
                         GArray       *pids,
                         GError      **error)
{
  return list_numbers (vmp_proc_root_open_proc (root, ".", O_RDONLY | O_DIRECTORY), pids, error, "process list");
}

gboolean
vmp_process_list_threads (VmpProcess  *self,
                          GArray      *tids,
                          GError     **error)
{
  return list_numbers (openat (self->dir_fd, "task", O_RDONLY | O_DIRECTORY | O_CLOEXEC), tids, error, "task list");
}

/* One thread's children: "12 13 ". */
static void
append_children (VmpProcess *self,
                 gint32      tid,
                 GArray     *pids)
{
  char path[48];
  char text[4096];
  int fd;
  gssize n;

  g_snprintf (path, sizeof path, "task/%d/children", tid);
  fd = openat (self->dir_fd, path, O_RDONLY | O_CLOEXEC);
  if (fd < 0)
    return;
  while ((n = read (fd, text, sizeof text)) > 0)
    {
      VmpCursor cursor = { text, text + n };
      guint64 pid;

      /* A pid cut by the end of the buffer is read again with the rest. */
      if (n == sizeof text && text[n - 1] != ' ')
        {
          const char *space = memrchr (text, ' ', n);

          if (space == NULL)
            break;
          cursor.end = space + 1;
          lseek (fd, (off_t) (cursor.end - text) - n, SEEK_CUR);
        }
      while (vmp_cursor_read_u64 (&cursor, &pid) && pid <= G_MAXINT32)
        {
          gint32 child = (gint32) pid;

          g_array_append_val (pids, child);
          vmp_cursor_skip_blanks (&cursor);
        }
    }
  close (fd);
}

gboolean
vmp_process_list_children (VmpProcess  *self,
                           GArray      *pids,
                           GError     **error)
{
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));

  if (!vmp_process_list_threads (self, tids, error))
    return FALSE;
  for (guint i = 0; i < tids->len; i++)
    append_children (self, g_array_index (tids, gint32, i), pids);
  return TRUE;
}

static gint64
read_vm_peak (VmpProcess *self)
{
  VmpStatus status;

  return vmp_process_read_status (self, &status, NULL) ? status.vm_peak_bytes : VMP_MISSING;
}

/* Remembers which program runs now. */
void
vmp_process_note_image (VmpProcess    *self,
                        const VmpStat *stat)
{
  struct stat exe;

  if (self->maps_fd >= 0)
    close (self->maps_fd);
  self->maps_fd = stat->state == 'Z' ? -1 : openat (self->dir_fd, "maps", O_RDONLY | O_CLOEXEC);
  self->image_start_code = stat->start_code_addr;
  self->image_exe_device = self->image_exe_inode = 0;
  if (fstatat (self->dir_fd, "exe", &exe, 0) == 0)
    {
      self->image_exe_device = exe.st_dev;
      self->image_exe_inode = exe.st_ino;
    }
  self->image_vm_peak_bytes = read_vm_peak (self);
}

/* Is the address space that maps_fd is bound to still there? */
static gboolean
maps_turned_empty (VmpProcess *self)
{
  char byte;

  return pread (self->maps_fd, &byte, 1, 0) == 0;
}

static gboolean
image_looks_new (VmpProcess    *self,
                 const VmpStat *stat)
{
  gint64 peak = read_vm_peak (self);
  gboolean fell = peak != VMP_MISSING && self->image_vm_peak_bytes != VMP_MISSING && peak < self->image_vm_peak_bytes;
  struct stat exe;

  self->image_vm_peak_bytes = peak;
  if (fell || stat->start_code_addr != self->image_start_code)
    return TRUE;
  return fstatat (self->dir_fd, "exe", &exe, 0) == 0 && self->image_exe_inode != 0
         && (exe.st_ino != self->image_exe_inode || exe.st_dev != self->image_exe_device);
}

gboolean
vmp_process_check_exec (VmpProcess *self)
{
  VmpStat stat;

  if (!vmp_process_read_stat (self, &stat, NULL) || self->kind != VMP_PROCESS_USER)
    return FALSE;
  if (self->maps_fd >= 0 ? !maps_turned_empty (self) : !image_looks_new (self, &stat))
    return FALSE;
  vmp_process_drop_held (self);
  vmp_process_note_image (self, &stat);
  return TRUE;
}
