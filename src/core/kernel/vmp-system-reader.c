/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the kernel says of the whole machine's memory. */

#include "config.h"

#include "vmp-system-reader.h"

#include "vmp-error.h"
#include "vmp-number-parser.h"
#include "vmp-process-private.h"

#include <errno.h>
#include <fcntl.h>
#include <unistd.h>

static gboolean
read_file (VmpProcRoot  *root,
           const char   *name,
           VmpBuffer    *buffer,
           GError      **error)
{
  int fd = vmp_proc_root_open_proc (root, name, O_RDONLY);
  int errsv = errno;

  if (fd >= 0)
    {
      errsv = vmp_buffer_read_fd (buffer, fd);
      close (fd);
      if (errsv == 0)
        return TRUE;
    }
  if (errsv == ENOENT)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "%s: not provided by this kernel", name);
  return vmp_error_set_errno (error, errsv, name);
}

gboolean
vmp_system_read_meminfo (VmpProcRoot  *root,
                         VmpBuffer    *buffer,
                         VmpMeminfo   *out,
                         GError      **error)
{
  return read_file (root, "meminfo", buffer, error)
         && vmp_meminfo_parse (buffer->data, buffer->len, out, error);
}

gboolean
vmp_system_read_vmstat (VmpProcRoot  *root,
                        VmpBuffer    *buffer,
                        VmpVmstat    *out,
                        GError      **error)
{
  return read_file (root, "vmstat", buffer, error)
         && vmp_vmstat_parse (buffer->data, buffer->len, out, error);
}

gboolean
vmp_system_read_pressure (VmpProcRoot      *root,
                          VmpPressureKind   kind,
                          VmpBuffer        *buffer,
                          VmpPressure      *out,
                          GError          **error)
{
  static const char *const names[] = { "pressure/memory", "pressure/io", "pressure/cpu" };

  return read_file (root, names[kind], buffer, error)
         && vmp_pressure_parse (buffer->data, buffer->len, out, error);
}

gboolean
vmp_system_read_max_mappings (VmpProcRoot  *root,
                              VmpBuffer    *buffer,
                              gint64       *out,
                              GError      **error)
{
  return read_file (root, "sys/vm/max_map_count", buffer, error)
         && vmp_number_parse (buffer->data, buffer->len, out, error);
}
