/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/cgroup: "0::/path", "4:memory:/path", "3:cpu,cpuacct:/path". */

#include "config.h"

#include "vmp-cgroup-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"

/* Is "memory" one of the names between commas? */
static gboolean
has_memory (VmpCursor controllers)
{
  while (controllers.at < controllers.end)
    {
      const char *comma = memchr (controllers.at, ',', controllers.end - controllers.at);
      const char *end = comma != NULL ? comma : controllers.end;

      if (end - controllers.at == 6 && memcmp (controllers.at, "memory", 6) == 0)
        return TRUE;
      controllers.at = comma != NULL ? comma + 1 : controllers.end;
    }
  return FALSE;
}

static gboolean
read_line (VmpCursor  line,
           VmpCgroup *out)
{
  guint64 hierarchy;
  const char *colon;
  VmpCursor controllers;

  if (!vmp_cursor_read_u64 (&line, &hierarchy) || !vmp_cursor_skip_char (&line, ':'))
    return FALSE;
  /* A named tree may have ':' in its path, but not in its name. */
  colon = memchr (line.at, ':', line.end - line.at);
  if (colon == NULL || colon + 1 == line.end || colon[1] != '/')
    return FALSE;
  controllers = (VmpCursor) { line.at, colon };
  if (hierarchy == 0 && controllers.at == controllers.end)
    {
      out->unified_path = colon + 1;
      out->unified_len = line.end - out->unified_path;
    }
  else if (has_memory (controllers))
    {
      out->memory_path = colon + 1;
      out->memory_len = line.end - out->memory_path;
    }
  return TRUE;
}

gboolean
vmp_cgroup_parse (const char  *data,
                  gsize        len,
                  VmpCgroup   *out,
                  GError     **error)
{
  VmpCursor text = { data, data + len };
  VmpCursor line = text;
  VmpCgroup cgroup = { 0 };

  for (guint number = 1; vmp_cursor_next_line (&text, &line); number++)
    if (!read_line (line, &cgroup))
      return vmp_error_set (error, VMP_ERROR_CORRUPT,
                            "cgroup line %u: not \"id:controllers:/path\"", number);
  *out = cgroup;
  return TRUE;
}
