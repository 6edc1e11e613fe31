/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording says of the machine that it was made on. */

#include "config.h"

#include "vmp-recording-host.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/kernel/vmp-cgroup-limit.h"
#include "core/kernel/vmp-cgroup-parser.h"
#include "core/kernel/vmp-system-reader.h"

/* The beginning of a small file, ended by a zero; empty if it can't be read. Closes @fd. */
static void
read_small (int    fd,
            char  *text,
            gsize  size)
{
  ssize_t len = fd >= 0 ? read (fd, text, size - 1) : -1;

  if (fd >= 0)
    close (fd);
  text[MAX (len, 0)] = '\0';
}

/* The word in brackets is the one that holds: "always [madvise] never". */
static void
load_choice (VmpRecordingWriter *self,
             VmpProcRoot        *root,
             const char         *file,
             const char         *key)
{
  char text[200], *begin, *end;

  read_small (vmp_proc_root_open_sys (root, file, O_RDONLY), text, sizeof text);
  begin = strchr (text, '[');
  end = begin != NULL ? strchr (begin, ']') : NULL;
  if (end == NULL)
    return;
  *end = '\0';
  vmp_recording_writer_set_text (self, key, begin + 1);
}

static void
load_number (VmpRecordingWriter *self,
             VmpProcRoot        *root,
             const char         *file,
             const char         *key)
{
  char text[40], *end;
  gint64 number;

  read_small (vmp_proc_root_open_proc (root, file, O_RDONLY), text, sizeof text);
  number = g_ascii_strtoll (text, &end, 10);
  if (end != text)
    vmp_recording_writer_set_number (self, key, number);
}

/* What the recorder may do, as 64 bits in hexadecimal digits: CapEff of its status. */
static void
load_capabilities (VmpRecordingWriter *self,
                   VmpProcRoot        *root)
{
  char text[8192], *line;

  read_small (vmp_proc_root_open_proc (root, "self/status", O_RDONLY), text, sizeof text);
  line = strstr (text, "\nCapEff:");
  if (line == NULL)
    return;
  line = g_strstrip (line + strlen ("\nCapEff:"));
  line[strspn (line, "0123456789abcdef")] = '\0';
  if (*line != '\0')
    vmp_recording_writer_set_text (self, "recorder_capabilities", line);
}

void
vmp_recording_writer_load_process (VmpRecordingWriter *self,
                                   VmpProcRoot        *root,
                                   gint32              pid)
{
  g_autofree char *file = pid != 0 ? g_strdup_printf ("%d/cgroup", pid) : g_strdup ("self/cgroup");
  g_autofree char *path = NULL, *escaped = NULL;
  VmpBuffer buffer = { 0 };
  char text[8192];
  VmpCgroup cgroup;
  gint64 limit_bytes;

  read_small (vmp_proc_root_open_proc (root, file, O_RDONLY), text, sizeof text);
  if (*text == '\0' || !vmp_cgroup_parse (text, strlen (text), &cgroup, NULL) ||
      (cgroup.memory_path == NULL && cgroup.unified_path == NULL))
    return;
  /* Where memory is accounted in a tree of version 1, the unified one says nothing about it. */
  path = cgroup.memory_path != NULL ? g_strndup (cgroup.memory_path, cgroup.memory_len) :
         g_strndup (cgroup.unified_path, cgroup.unified_len);
  escaped = vmp_text_escape (path, strlen (path));
  vmp_recording_writer_set_text (self, "cgroup", escaped);
  limit_bytes = vmp_cgroup_read_limit (root, path, &buffer);
  if (limit_bytes != VMP_MISSING)
    vmp_recording_writer_set_number (self, "cgroup_limit_bytes", limit_bytes);
  vmp_buffer_clear (&buffer);
}

void
vmp_recording_writer_load_host (VmpRecordingWriter *self,
                                VmpProcRoot        *root)
{
  VmpBuffer buffer = { 0 };
  VmpMeminfo meminfo;
  struct utsname name;

  if (uname (&name) == 0)
    {
      vmp_recording_writer_set_text (self, "host.name", name.nodename);
      vmp_recording_writer_set_text (self, "host.kernel", name.release);
      vmp_recording_writer_set_text (self, "host.machine", name.machine);
    }
  vmp_recording_writer_set_number (self, "host.page_size_bytes", vmp_proc_root_get_page_size_bytes (root));
  vmp_recording_writer_set_number (self, "host.processors", sysconf (_SC_NPROCESSORS_ONLN));
  if (vmp_system_read_meminfo (root, &buffer, &meminfo, NULL))
    {
      vmp_recording_writer_set_number (self, "host.memory_bytes", meminfo.total);
      vmp_recording_writer_set_number (self, "host.swap_bytes", meminfo.swap_total);
    }
  vmp_buffer_clear (&buffer);
  load_number (self, root, "sys/vm/swappiness", "host.swappiness");
  load_number (self, root, "sys/vm/overcommit_memory", "host.overcommit");
  load_choice (self, root, "kernel/mm/transparent_hugepage/enabled", "host.transparent_huge_pages");
  load_choice (self, root, "kernel/mm/transparent_hugepage/defrag", "host.transparent_huge_pages_defrag");
  load_choice (self, root, "kernel/mm/transparent_hugepage/shmem_enabled", "host.transparent_huge_pages_shmem");
  load_capabilities (self, root);
}
