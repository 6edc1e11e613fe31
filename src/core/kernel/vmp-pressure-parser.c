/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses pressure stall information: "some avg10=0.00 avg60=0.01 avg300=0.00 total=15510774". */

#include "config.h"

#include "vmp-pressure-parser.h"

#include "vmp-cursor.h"
#include "vmp-error.h"
#include "vmp-key-table.h"

static gboolean
skip_text (VmpCursor  *line,
           const char *text)
{
  gsize len = strlen (text);

  if ((gsize) (line->end - line->at) < len || memcmp (line->at, text, len) != 0)
    return FALSE;
  line->at += len;
  return TRUE;
}

/* "12.34" as 1234. */
static gboolean
read_hundredths (VmpCursor *line,
                 gint64    *out)
{
  VmpCursor digits;
  guint64 whole, rest;

  if (!vmp_cursor_read_u64 (line, &whole) || whole > 1000000 || !vmp_cursor_skip_char (line, '.'))
    return FALSE;
  digits = *line;
  if (!vmp_cursor_read_u64 (line, &rest) || line->at - digits.at != 2)
    return FALSE;
  *out = (gint64) (whole * 100 + rest);
  return TRUE;
}

static gboolean
read_total (VmpCursor *line,
            gint64    *out)
{
  gint64 value;

  if (!vmp_cursor_read_i64 (line, &value) || value < 0)
    return FALSE;
  *out = value;
  return TRUE;
}

/* The pairs behind the name of a line. */
static gboolean
read_pairs (VmpCursor        line,
            VmpPressureLine *out)
{
  while (line.at < line.end)
    {
      gboolean good = TRUE;

      if (skip_text (&line, "avg10="))
        good = read_hundredths (&line, &out->avg10);
      else if (skip_text (&line, "avg60="))
        good = read_hundredths (&line, &out->avg60);
      else if (skip_text (&line, "avg300="))
        good = read_hundredths (&line, &out->avg300);
      else if (skip_text (&line, "total="))
        good = read_total (&line, &out->total_usec);
      else
        while (line.at < line.end && *line.at != ' ')
          line.at++;
      if (!good || (line.at < line.end && *line.at != ' '))
        return FALSE;
      vmp_cursor_skip_blanks (&line);
    }
  return TRUE;
}

gboolean
vmp_pressure_parse (const char   *data,
                    gsize         len,
                    VmpPressure  *out,
                    GError      **error)
{
  VmpCursor text = { data, data + len };
  VmpCursor line = text;
  VmpPressure pressure;

  vmp_key_table_clear (&pressure, sizeof pressure);
  for (guint number = 1; vmp_cursor_next_line (&text, &line); number++)
    {
      gboolean good = TRUE;

      if (skip_text (&line, "some "))
        good = read_pairs (line, &pressure.some);
      else if (skip_text (&line, "full "))
        good = read_pairs (line, &pressure.full);
      if (!good)
        return vmp_error_set (error, VMP_ERROR_CORRUPT, "pressure line %u: a number is malformed",
                              number);
    }
  *out = pressure;
  return TRUE;
}
