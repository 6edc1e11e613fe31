/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses files that hold one number. */

#include "config.h"

#include "vmp-number-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"

gboolean
vmp_number_parse (const char  *data,
                  gsize        len,
                  gint64      *out,
                  GError     **error)
{
  VmpCursor cursor = { data, data + len };
  gint64 value;

  if (!vmp_cursor_read_i64 (&cursor, &value) || !vmp_cursor_skip_line_end (&cursor)
      || cursor.at != cursor.end)
    return vmp_error_set (error, VMP_ERROR_CORRUPT, "line 1: not one number");
  *out = value;
  return TRUE;
}
