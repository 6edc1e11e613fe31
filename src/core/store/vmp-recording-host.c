/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording says of the machine that it was made on. */

#include "config.h"

#include "vmp-recording-host.h"

#include <fcntl.h>
#include <string.h>
#include <sys/utsname.h>
#include <unistd.h>

#include "core/kernel/vmp-system-reader.h"

#define HUGE_PAGES_FILE "kernel/mm/transparent_hugepage/enabled"

/* The word in brackets is the one that holds: "always [madvise] never". */
static void
load_huge_pages (VmpRecordingWriter *self,
                 VmpProcRoot        *root)
{
  int fd = vmp_proc_root_open_sys (root, HUGE_PAGES_FILE, O_RDONLY);
  char text[100];
  ssize_t len = fd >= 0 ? read (fd, text, sizeof text - 1) : -1;
  char *begin, *end;

  if (fd >= 0)
    close (fd);
  text[MAX (len, 0)] = '\0';
  begin = strchr (text, '[');
  end = begin != NULL ? strchr (begin, ']') : NULL;
  if (end == NULL)
    return;
  *end = '\0';
  vmp_recording_writer_set_text (self, "host.transparent_huge_pages", begin + 1);
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
  load_huge_pages (self, root);
}
