/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/mountinfo: "36 35 98:0 /mnt1 /mnt2 rw,noatime master:1 - ext3 /dev/root rw". */

#include "config.h"

#include "vmp-mountinfo-parser.h"

#include "vmp-cursor.h"

static gboolean
skip_word (VmpCursor *line)
{
  const char *blank = memchr (line->at, ' ', line->end - line->at);

  if (blank == NULL)
    return FALSE;
  line->at = blank + 1;
  return TRUE;
}

static gboolean
read_line (VmpCursor  line,
           VmpMount  *out)
{
  guint64 major, minor;
  const char *blank;

  if (!skip_word (&line) || !skip_word (&line) || !vmp_cursor_read_u64 (&line, &major) || !vmp_cursor_skip_char (&line, ':')
      || !vmp_cursor_read_u64 (&line, &minor) || major > G_MAXUINT32 || minor > G_MAXUINT32)
    return FALSE;
  /* Optional fields end at a lone '-'; blanks in paths are written as \040. */
  while (skip_word (&line))
    {
      if (line.end - line.at < 2 || line.at[0] != '-' || line.at[1] != ' ')
        continue;
      line.at += 2;
      blank = memchr (line.at, ' ', line.end - line.at);
      *out = (VmpMount) { (guint32) major, (guint32) minor, line.at, (blank != NULL ? blank : line.end) - line.at };
      return TRUE;
    }
  return FALSE;
}

gboolean
vmp_mountinfo_next (const char **at,
                    const char  *end,
                    VmpMount    *out)
{
  VmpCursor text = { *at, end }, line;

  while (vmp_cursor_next_line (&text, &line))
    {
      *at = text.at;
      if (read_line (line, out))
        return TRUE;
    }
  return FALSE;
}

gboolean
vmp_mount_is_memory (const VmpMount *mount)
{
  return mount->type_len == 5 && (memcmp (mount->type, "tmpfs", 5) == 0 || memcmp (mount->type, "ramfs", 5) == 0);
}
