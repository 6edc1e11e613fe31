/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/task/TID/syscall. */

#include "config.h"

#include "vmp-syscall-parser.h"

#include "vmp-cursor.h"

/* " 0x7f12", at most @max of them; how many there were. */
static guint
read_words (VmpCursor *cursor,
            guint64   *out,
            guint      max)
{
  guint n = 0;

  while (n < max && vmp_cursor_skip_char (cursor, ' '))
    {
      if (!vmp_cursor_skip_char (cursor, '0') || !vmp_cursor_skip_char (cursor, 'x')
          || !vmp_cursor_read_hex (cursor, &out[n]))
        return 0;
      n++;
    }
  return n;
}

guint64
vmp_syscall_parse_stack_pointer (const char *data,
                                 gsize       len)
{
  VmpCursor cursor = { data, data + len };
  guint64 words[8];
  gint64 number;
  guint n;

  if (!vmp_cursor_read_i64 (&cursor, &number))
    return 0;
  n = read_words (&cursor, words, G_N_ELEMENTS (words));
  /* Six arguments lead where there is a system call. */
  if (n != (number < 0 ? 2u : 8u) && n != 8)
    return 0;
  if (cursor.at < cursor.end && *cursor.at != '\n')
    return 0;
  return words[n - 2];
}
