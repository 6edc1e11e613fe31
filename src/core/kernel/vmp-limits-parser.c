/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/limits: "Max stack size            8388608              unlimited". */

#include "config.h"

#include "vmp-limits-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"
#include "vmp-key-table.h"

static const char *const names[VMP_N_LIMITS] = {
  [VMP_LIMIT_ADDRESS_SPACE] = "Max address space ",
  [VMP_LIMIT_DATA] = "Max data size ",
  [VMP_LIMIT_STACK] = "Max stack size ",
  [VMP_LIMIT_CORE_FILE] = "Max core file size ",
  [VMP_LIMIT_RESIDENT_SET] = "Max resident set ",
  [VMP_LIMIT_LOCKED_MEMORY] = "Max locked memory ",
  [VMP_LIMIT_PROCESSES] = "Max processes ",
  [VMP_LIMIT_OPEN_FILES] = "Max open files ",
};

/* The row that @line begins with, which it is moved behind; or VMP_N_LIMITS. */
static guint
find_row (VmpCursor *line)
{
  for (guint i = 0; i < VMP_N_LIMITS; i++)
    {
      gsize len = strlen (names[i]);

      if ((gsize) (line->end - line->at) < len || memcmp (line->at, names[i], len) != 0)
        continue;
      line->at += len;
      return i;
    }
  return VMP_N_LIMITS;
}

static gboolean
read_limit (VmpCursor *line,
            gint64    *out)
{
  static const char unlimited[] = "unlimited";
  guint64 value;

  vmp_cursor_skip_blanks (line);
  if (line->end - line->at >= (gssize) sizeof unlimited - 1
      && memcmp (line->at, unlimited, sizeof unlimited - 1) == 0)
    {
      line->at += sizeof unlimited - 1;
      value = VMP_LIMIT_UNLIMITED;
    }
  else if (!vmp_cursor_read_u64 (line, &value))
    {
      return FALSE;
    }
  if (line->at < line->end && *line->at != ' ')
    return FALSE;
  /* Limits are unsigned: beyond 63 bits they are as good as none. */
  *out = (gint64) MIN (value, (guint64) VMP_LIMIT_UNLIMITED);
  return TRUE;
}

gboolean
vmp_limits_parse (const char  *data,
                  gsize        len,
                  VmpLimits   *out,
                  GError     **error)
{
  VmpCursor text = { data, data + len };
  VmpCursor line = text;
  VmpLimits limits;

  vmp_key_table_clear (&limits, sizeof limits);
  for (guint number = 1; vmp_cursor_next_line (&text, &line); number++)
    {
      guint row = find_row (&line);

      if (row < VMP_N_LIMITS
          && (!read_limit (&line, &limits.soft[row]) || !read_limit (&line, &limits.hard[row])))
        return vmp_error_set (error, VMP_ERROR_CORRUPT,
                              "limits line %u: no two limits behind \"%s\"", number, names[row]);
    }
  *out = limits;
  return TRUE;
}
