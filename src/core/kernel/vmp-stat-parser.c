/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/PID/stat and /proc/PID/statm. */

#include "config.h"

#include "vmp-stat-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"

#define FIRST_FIELD 4    /* the first number behind the state */
#define FEWEST_FIELDS 42 /* what 2.6.18 had; later kernels only append */
#define LAST_FIELD 47    /* the last that is used */

static gboolean
corrupt (GError     **error,
         const char  *what)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "stat line 1: %s", what);
}

/* The name stands between the first '(' and the last ')': it may hold either, and a newline. */
static gboolean
read_name (VmpCursor *cursor,
           VmpStat   *stat)
{
  const char *close;
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

/* Fields that are used, as bits by their number in proc(5). */
#define BIT(n) (G_GUINT64_CONSTANT (1) << (n))
#define USED_FIELDS                                                                             \
  (BIT (4) | BIT (5) | BIT (6) | BIT (9) | BIT (10) | BIT (11) | BIT (12) | BIT (13) | BIT (14) \
   | BIT (15) | BIT (20) | BIT (22) | BIT (23) | BIT (24) | BIT (26) | BIT (28) | BIT (42)      \
   | BIT (47))

static inline void
skip_field (VmpCursor *cursor)
{
  while (cursor->at < cursor->end && *cursor->at != ' ')
    cursor->at++;
}

/* Reads the used ones of the fields up to LAST_FIELD, each with a space before it; returns one more
 * than the number of the last field that was there. Only addresses and limits need all 64 bits. */
static inline guint
read_fields (VmpCursor *cursor,
             guint64    field[LAST_FIELD + 1])
{
  guint i;

  for (i = FIRST_FIELD; i <= LAST_FIELD && vmp_cursor_skip_char (cursor, ' '); i++)
    {
      /* The group and session of a task that is nearly gone are -1. */
      if ((USED_FIELDS & BIT (i)) == 0 || (i < 7 && cursor->at < cursor->end && *cursor->at == '-'))
        skip_field (cursor);
      else if (!vmp_cursor_read_u64 (cursor, &field[i]))
        break;
    }
  return i;
}

/* Counters and sizes are signed here and must not have become negative on the way. */
static gboolean
fields_fit (const guint64 *field)
{
  static const guint8 counters[] = { 10, 11, 12, 13, 14, 15, 20, 23, 24, 42 };

  for (guint i = 0; i < G_N_ELEMENTS (counters); i++)
    if (field[counters[i]] > G_MAXINT64)
      return FALSE;
  return field[4] <= G_MAXINT32 && field[9] <= G_MAXUINT32;
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
  guint64 field[LAST_FIELD + 1] = { [5] = G_MAXUINT64, [6] = G_MAXUINT64 };
  VmpStat stat = { 0 };
  guint64 pid;

  if (!vmp_cursor_read_u64 (&cursor, &pid) || pid > G_MAXINT32
      || !vmp_cursor_skip_char (&cursor, ' '))
    return corrupt (error, "no process id");
  stat.pid = (gint32) pid;
  if (!read_name (&cursor, &stat))
    return corrupt (error, "no name in parentheses");
  if (!vmp_cursor_skip_char (&cursor, ' ') || cursor.at == cursor.end
      || !g_ascii_isalpha (*cursor.at))
    return corrupt (error, "no state letter");
  stat.state = *cursor.at++;
  if (read_fields (&cursor, field) <= FEWEST_FIELDS)
    return corrupt (error, "too few numbers");
  if (!fields_fit (field))
    return corrupt (error, "a number is out of its range");
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
      if (!vmp_cursor_read_i64 (&cursor, &field[i]) || field[i] < 0)
        return vmp_error_set (error, VMP_ERROR_CORRUPT,
                              "statm line 1: number %u is missing or out of its range", i + 1);
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
