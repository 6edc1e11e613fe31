/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/stat and /proc/PID/statm. */

#include "config.h"

#include "vmp-stat-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"

/* The fields after the name, by number; unsigned ones that exceed gint64 (rsslim, addresses) are kept as guint64. */
#define FIRST_FIELD 4
#define LAST_FIELD 52
#define FEWEST_FIELDS 44 /* what 2.6 had: later kernels only append */

static gboolean
corrupt (GError     **error,
         const char  *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "stat line 1: %s", what);
}

/* Any field: negative numbers wrap, as the kernel's own types do. */
static gboolean
read_field (VmpCursor *cursor,
            guint64   *out)
{
  gint64 value;

  vmp_cursor_skip_blanks (cursor);
  if (cursor->at < cursor->end && *cursor->at == '-')
    {
      if (!vmp_cursor_read_i64 (cursor, &value))
        return FALSE;
      *out = (guint64) value;
      return TRUE;
    }
  return vmp_cursor_read_u64 (cursor, out);
}

/* The name stands between the first '(' and the last ')': it may hold either, and a newline. */
static gboolean
read_name (VmpCursor *cursor,
           VmpStat   *stat)
{
  const char *close = NULL;
  gsize len;

  if (!vmp_cursor_skip_char (cursor, '('))
    return FALSE;
  close = memrchr (cursor->at, ')', cursor->end - cursor->at);
  if (close == NULL)
    return FALSE;
  len = MIN ((gsize) (close - cursor->at), sizeof stat->comm - 1);
  memcpy (stat->comm, cursor->at, len);
  stat->comm[len] = '\0';
  cursor->at = close + 1;
  return TRUE;
}

static void
assign_fields (VmpStat       *stat,
               const guint64 *field)
{
  stat->ppid = (gint32) field[4];
  stat->pgrp = (gint32) field[5];
  stat->session = (gint32) field[6];
  stat->flags = (guint32) field[9];
  stat->minflt = (gint64) field[10];
  stat->cminflt = (gint64) field[11];
  stat->majflt = (gint64) field[12];
  stat->cmajflt = (gint64) field[13];
  stat->utime_ticks = (gint64) field[14];
  stat->stime_ticks = (gint64) field[15];
  stat->num_threads = (gint64) field[20];
  stat->start_time_ticks = field[22];
  stat->vsize_bytes = (gint64) field[23];
  stat->rss_pages = (gint64) field[24];
  stat->start_code_addr = field[26];
  stat->start_stack_addr = field[28];
  stat->blkio_delay_ticks = (gint64) field[42];
  stat->start_brk_addr = field[47];
}

gboolean
vmp_stat_parse (const char  *data,
                gsize        len,
                VmpStat     *out,
                GError     **error)
{
  VmpCursor cursor = { data, data + len };
  VmpStat stat = { 0 };
  guint64 field[LAST_FIELD + 1] = { 0 };
  guint64 pid;
  guint i = FIRST_FIELD;

  if (!vmp_cursor_read_u64 (&cursor, &pid) || pid > G_MAXINT32)
    return corrupt (error, "no process id");
  stat.pid = (gint32) pid;
  vmp_cursor_skip_blanks (&cursor);
  if (!read_name (&cursor, &stat))
    return corrupt (error, "no name in parentheses");
  vmp_cursor_skip_blanks (&cursor);
  if (cursor.at >= cursor.end || !g_ascii_isalpha (*cursor.at))
    return corrupt (error, "no state letter");
  stat.state = *cursor.at++;
  while (i <= LAST_FIELD && read_field (&cursor, &field[i]))
    i++;
  if (i <= FEWEST_FIELDS)
    return corrupt (error, "too few fields");
  assign_fields (&stat, field);
  *out = stat;
  return TRUE;
}

gboolean
vmp_statm_parse (const char  *data,
                 gsize        len,
                 VmpStatm    *out,
                 GError     **error)
{
  VmpCursor cursor = { data, data + len };
  gint64 field[6];

  for (guint i = 0; i < G_N_ELEMENTS (field); i++)
    {
      vmp_cursor_skip_blanks (&cursor);
      if (!vmp_cursor_read_i64 (&cursor, &field[i]))
        return vmp_error_set (error, VMP_ERROR_CORRUPT, "statm line 1: field %u is no number", i + 1);
    }
  *out = (VmpStatm) {
    .size_pages = field[0],
    .resident_pages = field[1],
    .shared_pages = field[2],
    .text_pages = field[3],
    .data_pages = field[5],
  };
  return TRUE;
}
