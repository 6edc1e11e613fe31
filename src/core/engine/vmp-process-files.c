/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of many processes, read with as few system calls as possible. */

#include "config.h"

#include "vmp-process-files.h"

#include "core/kernel/vmp-cursor.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

/* Descriptors that are left for everything else in the program. */
#define SPARE_DESCRIPTORS 256
#define MOST_DESCRIPTORS (1 << 20)
#define PATH_SIZE 48

static const char *const small_names[VMP_N_SMALL_FILES] = { "stat", "statm", "status" };

void
vmp_process_files_init (VmpProcessFiles *self,
                        VmpProcRoot     *root)
{
  *self = (VmpProcessFiles) {
    .folder_fd = vmp_proc_root_open_proc (root, ".", O_PATH | O_DIRECTORY),
    .loadavg_fd = vmp_proc_root_open_proc (root, "loadavg", O_RDONLY),
  };
  self->spare_fd = fcntl (self->folder_fd, F_DUPFD_CLOEXEC, 0);
}

static void
close_fd (int fd)
{
  if (fd >= 0)
    close (fd);
}

void
vmp_process_files_clear (VmpProcessFiles *self)
{
  vmp_buffer_clear (&self->buffer);
  close_fd (self->folder_fd);
  close_fd (self->loadavg_fd);
  close_fd (self->spare_fd);
}

/* Two descriptors a process are more than the usual soft limit of 1,024 allows; the hard one is ours to use. */
static guint
raise_descriptor_limit (void)
{
  struct rlimit limit;

  if (getrlimit (RLIMIT_NOFILE, &limit) != 0)
    return 0;
  if (limit.rlim_cur < limit.rlim_max)
    {
      limit.rlim_cur = limit.rlim_max;
      setrlimit (RLIMIT_NOFILE, &limit);
      getrlimit (RLIMIT_NOFILE, &limit);
    }

  return limit.rlim_cur > SPARE_DESCRIPTORS ? MIN (limit.rlim_cur - SPARE_DESCRIPTORS, MOST_DESCRIPTORS) : 0;
}

void
vmp_process_files_set_keep_open (VmpProcessFiles *self,
                                 gboolean         keep_open)
{
  if (keep_open && !self->keep_open)
    self->fds_left = raise_descriptor_limit ();
  self->keep_open = keep_open;
}

void
vmp_process_files_release (VmpProcessFiles *self,
                           VmpHeldFiles    *held)
{
  for (guint i = 0; i < VMP_N_SMALL_FILES; i++)
    {
      if (held->fds[i] < 0)
        continue;
      close (held->fds[i]);
      held->fds[i] = -1;
      self->fds_left++;
    }
}

/* "12/stat"; written by hand, as this is done for every file of every process. */
static const char *
build_path (char        path[PATH_SIZE],
            gint32      pid,
            const char *name)
{
  char *at = path + 12;
  guint32 left = pid;

  g_strlcpy (at, name, PATH_SIZE - 12);
  *--at = '/';
  do
    *--at = '0' + left % 10;
  while ((left /= 10) != 0);

  return at;
}

static int
open_file (VmpProcessFiles *self,
           gint32           pid,
           const char      *name)
{
  char buffer[PATH_SIZE];
  const char *path = build_path (buffer, pid, name);
  int fd = openat (self->folder_fd, path, O_RDONLY | O_CLOEXEC);

  if (fd >= 0 || (errno != EMFILE && errno != ENFILE))
    return fd;

  self->starved = TRUE;
  self->fds_left = 0;
  close_fd (self->spare_fd);
  self->spare_fd = -1;

  return openat (self->folder_fd, path, O_RDONLY | O_CLOEXEC);
}

static void
close_file (VmpProcessFiles *self,
            int              fd)
{
  close (fd);
  if (self->spare_fd < 0)
    self->spare_fd = fcntl (self->folder_fd, F_DUPFD_CLOEXEC, 0);
}

/* "0.20 0.18 0.12 1/80 11206" */
gint64
vmp_process_files_load_last_pid (VmpProcessFiles *self)
{
  gssize n = self->loadavg_fd >= 0 ? pread (self->loadavg_fd, self->text, sizeof self->text, 0) : -1;
  const char *space = n > 0 ? memrchr (self->text, ' ', n) : NULL;
  VmpCursor cursor;
  gint64 pid;

  if (space == NULL)
    return VMP_MISSING;

  cursor = (VmpCursor) { space + 1, self->text + n };

  return vmp_cursor_read_i64 (&cursor, &pid) ? pid : VMP_MISSING;
}

static gssize
read_by_opening (VmpProcessFiles *self,
                 VmpHeldFiles    *held,
                 VmpSmallFile     file)
{
  int fd = open_file (self, held->pid, small_names[file]);
  gssize n;

  if (fd < 0)
    return -1;

  n = read (fd, self->text, sizeof self->text);
  if (n > 0 && self->keep_open && self->fds_left > 0)
    {
      held->fds[file] = fd;
      self->fds_left--;
    }
  else
    close_file (self, fd);

  return n > 0 ? n : -1;
}

gssize
vmp_process_files_read_small (VmpProcessFiles *self,
                              VmpHeldFiles    *held,
                              VmpSmallFile     file)
{
  gssize n;

  if (held->fds[file] < 0)
    return read_by_opening (self, held, file);

  n = pread (held->fds[file], self->text, sizeof self->text, 0);
  if (n > 0)
    return n;

  /* The process ended; another may have its pid now. */
  vmp_process_files_release (self, held);

  return file == VMP_SMALL_FILE_STAT ? read_by_opening (self, held, file) : -1;
}

/* Reads a file of any length into self->buffer, with a terminating zero. */
static gboolean
read_long (VmpProcessFiles *self,
           gint32           pid,
           const char      *name)
{
  VmpBuffer *buffer = &self->buffer;
  int fd = open_file (self, pid, name);
  gssize n;

  if (fd < 0)
    return FALSE;

  buffer->len = 0;
  do
    {
      if (buffer->capacity - buffer->len < 4096)
        {
          buffer->capacity = buffer->capacity * 2 + 8192;
          buffer->data = g_realloc (buffer->data, buffer->capacity);
        }
      n = read (fd, buffer->data + buffer->len, buffer->capacity - buffer->len - 1);
      buffer->len += MAX (n, 0);
    }
  while (n > 0);
  close_file (self, fd);
  buffer->data[buffer->len] = '\0';

  return n == 0;
}

static gboolean
is_plain (const char *text,
          gsize       len)
{
  for (gsize i = 0; i < len; i++)
    if (!g_ascii_isprint (text[i]) || text[i] == '\\')
      return FALSE;

  return TRUE;
}

GRefString *
vmp_process_files_dup_text (const char *text,
                            gsize       len)
{
  g_autofree char *escaped = NULL;

  if (is_plain (text, len))
    return g_ref_string_new_len (text, len);

  escaped = vmp_text_escape (text, len);

  return g_ref_string_new (escaped);
}

GRefString *
vmp_process_files_dup_command (VmpProcessFiles *self,
                               gint32           pid)
{
  VmpBuffer *buffer = &self->buffer;

  if (!read_long (self, pid, "cmdline"))
    return g_ref_string_new ("");

  while (buffer->len > 0 && buffer->data[buffer->len - 1] == '\0')
    buffer->len--;
  for (gsize i = 0; i < buffer->len; i++)
    if (buffer->data[i] == '\0')
      buffer->data[i] = ' ';

  return vmp_process_files_dup_text (buffer->data, buffer->len);
}

GRefString *
vmp_process_files_dup_exe (VmpProcessFiles *self,
                           gint32           pid)
{
  char path[PATH_SIZE], target[4097];
  gssize n = readlinkat (self->folder_fd, build_path (path, pid, "exe"), target, sizeof target - 1);

  return n > 0 ? vmp_process_files_dup_text (target, n) : NULL;
}

/* "4:memory:/path" of the old hierarchy, else "0::/path" of the unified one. */
GRefString *
vmp_process_files_dup_cgroup (VmpProcessFiles *self,
                              gint32           pid)
{
  const char *found = NULL;
  gboolean found_memory = FALSE;

  if (!read_long (self, pid, "cgroup"))
    return NULL;

  for (const char *line = self->buffer.data; *line != '\0' && !found_memory;)
    {
      const char *end = strchrnul (line, '\n');
      const char *controllers = memchr (line, ':', end - line);
      const char *path = controllers != NULL ? memchr (controllers + 1, ':', end - controllers - 1) : NULL;

      found_memory = path != NULL && memmem (controllers, path + 1 - controllers, ":memory:", 8) != NULL;
      if (found_memory || (path != NULL && line[0] == '0' && found == NULL))
        found = path + 1;
      line = *end != '\0' ? end + 1 : end;
    }

  return found != NULL ? vmp_process_files_dup_text (found, strchrnul (found, '\n') - found) : NULL;
}

/* The folder belongs to the effective user even where its files are root's, as those of undumpable processes are. */
gint64
vmp_process_files_load_owner (VmpProcessFiles *self,
                              gint32           pid)
{
  struct stat owner;
  char path[PATH_SIZE];

  return fstatat (self->folder_fd, build_path (path, pid, ""), &owner, 0) == 0 ? (gint64) owner.st_uid : VMP_MISSING;
}

gboolean
vmp_process_files_read_rollup (VmpProcessFiles *self,
                               gint32           pid,
                               VmpSmapsSizes   *out,
                               gboolean        *out_denied)
{
  int fd = open_file (self, pid, "smaps_rollup");
  gssize n;

  *out_denied = fd < 0 && errno == EACCES;
  if (fd < 0)
    return FALSE;

  n = read (fd, self->text, sizeof self->text);
  close_file (self, fd);

  return n > 0 && vmp_smaps_rollup_parse (self->text, n, out, NULL);
}
