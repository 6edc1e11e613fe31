/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory a control group may use. */

#include "config.h"

#include "vmp-cgroup-limit.h"

#include <fcntl.h>
#include <string.h>
#include <unistd.h>

#include "vmp-number-parser.h"
#include "vmp-process-private.h"

static gint64
read_one (VmpProcRoot *root,
          const char  *path,
          VmpBuffer   *buffer)
{
  g_autofree char *file = g_strconcat ("fs/cgroup", path, "/memory.max", NULL);
  int fd = vmp_proc_root_open_sys (root, file, O_RDONLY);
  gint64 limit_bytes = VMP_MISSING;

  if (fd < 0)
    return VMP_MISSING;
  if (vmp_buffer_read_fd (buffer, fd) != 0)
    limit_bytes = VMP_MISSING;
  else if (g_str_has_prefix (buffer->data, "max"))
    limit_bytes = G_MAXINT64;
  else if (!vmp_number_parse (buffer->data, buffer->len, &limit_bytes, NULL))
    limit_bytes = VMP_MISSING;
  close (fd);
  return limit_bytes;
}

gint64
vmp_cgroup_read_limit (VmpProcRoot *root,
                       const char  *path,
                       VmpBuffer   *buffer)
{
  g_autofree char *at = g_strdup (path);
  gint64 least_bytes = VMP_MISSING;
  char *slash;

  /* Groups outside of our namespace are named by dots, and are not shown. */
  if (path[0] != '/' || strstr (path, "/..") != NULL)
    return VMP_MISSING;
  for (;;)
    {
      gint64 limit_bytes = read_one (root, at, buffer);

      if (limit_bytes != VMP_MISSING)
        least_bytes = least_bytes == VMP_MISSING ? limit_bytes : MIN (least_bytes, limit_bytes);
      slash = strrchr (at, '/');
      if (slash == NULL)
        return least_bytes;
      *slash = '\0';
    }
}
