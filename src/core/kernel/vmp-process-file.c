/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Whole files of a process, opened for each reading: mappings, names, limits. */

#include "config.h"

#include "vmp-process-private.h"

#include "vmp-error.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* 16 times the smaps of a process with as many mappings as the kernel allows by default. */
#define LONGEST_FILE (G_GUINT64_CONSTANT (1) << 30)
#define READ_LEN 16384

typedef struct
{
  const char *name;
  gboolean    is_memory;  /* comes from the address space: a kernel thread has none */
} ProcessFile;

static const ProcessFile files[VMP_N_PROCESS_FILES] = {
  [VMP_PROCESS_FILE_MAPS] = { "maps", TRUE },
  [VMP_PROCESS_FILE_SMAPS] = { "smaps", TRUE },
  [VMP_PROCESS_FILE_SMAPS_ROLLUP] = { "smaps_rollup", TRUE },
  [VMP_PROCESS_FILE_CMDLINE] = { "cmdline", FALSE },
  [VMP_PROCESS_FILE_COMM] = { "comm", FALSE },
  [VMP_PROCESS_FILE_CGROUP] = { "cgroup", FALSE },
  [VMP_PROCESS_FILE_LIMITS] = { "limits", FALSE },
  [VMP_PROCESS_FILE_OOM_SCORE] = { "oom_score", FALSE },
  [VMP_PROCESS_FILE_ENVIRON] = { "environ", FALSE },
  [VMP_PROCESS_FILE_AUXV] = { "auxv", FALSE },
  [VMP_PROCESS_FILE_MOUNTINFO] = { "mountinfo", FALSE },
};

void
vmp_buffer_clear (VmpBuffer *self)
{
  g_clear_pointer (&self->data, g_free);
  self->len = self->capacity = 0;
}

void
vmp_buffer_reserve (VmpBuffer *self,
                    gsize      capacity)
{
  if (self->capacity >= capacity)
    return;
  self->capacity = MAX (capacity, self->capacity * 2);
  self->data = g_realloc (self->data, self->capacity);
}

/* The kernel gives maps and smaps in pieces of about 4 KiB whatever is asked for. */
int
vmp_buffer_read_fd (VmpBuffer *buffer,
                    int        fd)
{
  buffer->len = 0;
  for (;;)
    {
      gssize n;

      vmp_buffer_reserve (buffer, buffer->len + READ_LEN + 1);
      n = read (fd, buffer->data + buffer->len, buffer->capacity - buffer->len - 1);
      if (n < 0 && errno == EINTR)
        continue;
      if (n < 0)
        return errno;
      if (n == 0)
        break;
      buffer->len += n;
      if (buffer->len > LONGEST_FILE)
        return EFBIG;
    }
  buffer->data[buffer->len] = '\0';
  return 0;
}

/* cmdline, environ and auxv of an ended leader are empty, but not refused: only a live thread has
 * them. */
static int
open_file (VmpProcess     *self,
           VmpProcessFile  file)
{
  if (file == VMP_PROCESS_FILE_COMM)
    return vmp_process_open_own (self, files[file].name);
  return vmp_process_open_live (self, files[file].name);
}

gboolean
vmp_process_fail_memory (VmpProcess  *self,
                         GError     **error,
                         int          errsv,
                         const char  *name)
{
  VmpStat stat;

  if (errsv != 0 && errsv != ESRCH)
    return vmp_process_fail (self, error, errsv, name);
  if (!vmp_process_read_stat (self, &stat, error))
    return FALSE;
  return vmp_process_fail_no_memory (self, error);
}

gboolean
vmp_process_read_file (VmpProcess      *self,
                       VmpProcessFile   file,
                       VmpBuffer       *buffer,
                       GError         **error)
{
  const ProcessFile *f = &files[file];
  int fd, errsv;

  if (f->is_memory && !vmp_process_has_memory (self))
    return vmp_process_fail_no_memory (self, error);
  fd = open_file (self, file);
  errsv = errno;
  if (fd >= 0)
    {
      vmp_buffer_reserve (buffer, self->size_hints[file] + READ_LEN + 1);
      errsv = vmp_buffer_read_fd (buffer, fd);
      close (fd);
    }
  if (fd >= 0 && errsv == 0 && (buffer->len > 0 || !f->is_memory))
    {
      self->size_hints[file] = buffer->len;
      return TRUE;
    }
  if (errsv == EFBIG)
    return vmp_error_set (error, VMP_ERROR_TOO_BIG, "pid %d: %s is too long", self->pid, f->name);
  return f->is_memory ? vmp_process_fail_memory (self, error, errsv, f->name)
                      : vmp_process_fail (self, error, errsv, f->name);
}

char *
vmp_process_dup_exe (VmpProcess  *self,
                     GError     **error)
{
  char path[4097];
  char name[40] = "exe";
  gssize n;

  if (self->live_tid != 0)
    g_snprintf (name, sizeof name, "task/%d/exe", self->live_tid);
  n = readlinkat (self->dir_fd, name, path, sizeof path - 1);
  if (n < 0)
    {
      int errsv = errno == ENOENT && vmp_process_is_captured_denial (self, name) ? EACCES : errno;

      /* Kernel threads and zombies have no program. */
      if (errsv == ENOENT && !vmp_process_has_memory (self))
        vmp_process_fail_no_memory (self, error);
      else
        vmp_process_fail (self, error, errsv, "exe");
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
