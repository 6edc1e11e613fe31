/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the kernel's files are: the live system, or a captured tree. The only place that names
 * them. */

#include "config.h"

#include "vmp-proc-root.h"

#include "vmp-error.h"
#include "vmp-key-table.h"

#include <errno.h>
#include <fcntl.h>
#include <time.h>
#include <unistd.h>

#define BOOT_ID_LEN 36

struct _VmpProcRoot
{
  gatomicrefcount ref_count;
  int             proc_fd;
  int             sys_fd;             /* -1 where a captured tree has none */
  gboolean        live;
  gint64          page_size_bytes;
  gint64          clock_ticks;
  gint64          boottime_nsec;      /* of a captured tree */
  char            boot_id[BOOT_ID_LEN + 1];
};

static int
open_folder (const char *prefix,
             const char *name)
{
  g_autofree char *path = g_strconcat (prefix != NULL ? prefix : "", name, NULL);

  return open (path, O_DIRECTORY | O_RDONLY | O_CLOEXEC);
}

static gint64
clock_boottime_nsec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_BOOTTIME, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

typedef struct
{
  gint64 page_size_bytes, clock_ticks, boottime_nsec;
} Facts;

static const VmpKey facts_keys[] = {
  VMP_KEY ("page_size_bytes ", VALUE, Facts, page_size_bytes),
  VMP_KEY ("clock_ticks ", VALUE, Facts, clock_ticks),
  VMP_KEY ("boottime_nsec ", VALUE, Facts, boottime_nsec),
};

static VmpKeyTable facts_table = VMP_KEY_TABLE_INIT (facts_keys, "facts");

/* Facts about the system on which a tree was captured; what it does not say is taken from this
 * one. */
static gboolean
read_facts (VmpProcRoot  *self,
            const char   *prefix,
            GError      **error)
{
  g_autofree char *path = g_build_filename (prefix, "facts", NULL);
  g_autofree char *text = NULL;
  gsize len;
  Facts facts;

  if (!g_file_get_contents (path, &text, &len, NULL))
    return TRUE;
  if (!vmp_key_table_parse (&facts_table, text, len, &facts, sizeof facts, error))
    return FALSE;
  if (facts.page_size_bytes != VMP_MISSING)
    self->page_size_bytes = facts.page_size_bytes;
  if (facts.clock_ticks != VMP_MISSING)
    self->clock_ticks = facts.clock_ticks;
  if (facts.boottime_nsec != VMP_MISSING)
    self->boottime_nsec = facts.boottime_nsec;
  return self->page_size_bytes > 0 && self->clock_ticks > 0
         ? TRUE
         : vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: sizes must be above 0", path);
}

static void
read_boot_id (VmpProcRoot *self)
{
  int fd = vmp_proc_root_open_proc (self, "sys/kernel/random/boot_id", O_RDONLY);
  gssize n;

  if (fd < 0)
    return;
  n = read (fd, self->boot_id, BOOT_ID_LEN);
  self->boot_id[MAX (n, 0)] = '\0';
  close (fd);
}

VmpProcRoot *
vmp_proc_root_new (const char  *prefix,
                   GError     **error)
{
  g_autoptr (VmpProcRoot) self = g_new0 (VmpProcRoot, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->live = prefix == NULL;
  self->page_size_bytes = sysconf (_SC_PAGESIZE);
  self->clock_ticks = sysconf (_SC_CLK_TCK);
  self->proc_fd = self->sys_fd = -1;
  self->proc_fd = open_folder (prefix, "/proc");
  if (self->proc_fd < 0)
    {
      g_autofree char *what = g_strconcat (prefix != NULL ? prefix : "", "/proc", NULL);

      vmp_error_set_errno (error, errno, what);
      return NULL;
    }
  self->sys_fd = open_folder (prefix, "/sys");
  self->boottime_nsec = clock_boottime_nsec ();
  if (prefix != NULL && !read_facts (self, prefix, error))
    return NULL;
  read_boot_id (self);
  return g_steal_pointer (&self);
}

VmpProcRoot *
vmp_proc_root_ref (VmpProcRoot *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmp_proc_root_unref (VmpProcRoot *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  if (self->proc_fd >= 0)
    close (self->proc_fd);
  if (self->sys_fd >= 0)
    close (self->sys_fd);
  g_free (self);
}

int
vmp_proc_root_open_proc (VmpProcRoot *self,
                         const char  *path,
                         int          flags)
{
  return openat (self->proc_fd, path, flags | O_CLOEXEC);
}

int
vmp_proc_root_open_sys (VmpProcRoot *self,
                        const char  *path,
                        int          flags)
{
  if (self->sys_fd < 0)
    {
      errno = ENOENT;
      return -1;
    }
  return openat (self->sys_fd, path, flags | O_CLOEXEC);
}

gboolean
vmp_proc_root_is_live (VmpProcRoot *self)
{
  return self->live;
}

gint64
vmp_proc_root_get_page_size_bytes (VmpProcRoot *self)
{
  return self->page_size_bytes;
}

gint64
vmp_proc_root_get_clock_ticks (VmpProcRoot *self)
{
  return self->clock_ticks;
}

gint64
vmp_proc_root_get_boottime_nsec (VmpProcRoot *self)
{
  return self->live ? clock_boottime_nsec () : self->boottime_nsec;
}

const char *
vmp_proc_root_get_boot_id (VmpProcRoot *self)
{
  return self->boot_id;
}
