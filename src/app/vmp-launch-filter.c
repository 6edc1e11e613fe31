/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes what a program writes to a terminal fit to be shown as plain text. */

#include "config.h"

#include "vmp-launch-filter.h"

#include <string.h>

#define ESCAPE 0x1b
#define BELL 0x07
#define BACKSPACE 0x08

/* The result of g_utf8_get_char_validated() for a character that is cut off. */
#define IS_PARTIAL(c) ((c) == (gunichar) -2)

static void
append_char (VmpLaunchFilter *self, const char *bytes, gsize n_bytes, GString *out)
{
  if (self->column >= VMP_LAUNCH_FILTER_MAX_LINE)
    {
      g_string_append_c (out, '\n');
      self->column = 0;
    }
  g_string_append_len (out, bytes, n_bytes);
  self->column++;
}

static void
append_hex (VmpLaunchFilter *self, guchar byte, GString *out)
{
  static const char digits[] = "0123456789abcdef";
  const char text[] = { '\\', 'x', digits[byte >> 4], digits[byte & 15] };

  for (guint i = 0; i < sizeof text; i++)
    append_char (self, text + i, 1, out);
}

static void
append_newline (VmpLaunchFilter *self, GString *out)
{
  g_string_append_c (out, '\n');
  self->column = 0;
}

/* A progress line that is written over and over becomes a line each time; "\r\n" is one end of a line. */
static void
settle_return (VmpLaunchFilter *self, guchar next, GString *out)
{
  if (!self->returned || next == '\r')
    return;
  self->returned = FALSE;
  if (next != '\n' && self->column > 0)
    append_newline (self, out);
}

static void
append_control (VmpLaunchFilter *self, guchar byte, GString *out)
{
  switch (byte)
    {
    case '\n':
      append_newline (self, out);
      break;
    case '\t':
      append_char (self, "\t", 1, out);
      break;
    case '\r':
      self->returned = TRUE;
      break;
    case ESCAPE:
      self->mode = VMP_LAUNCH_FILTER_ESCAPE;
      self->n_sequence = 0;
      break;
    case BELL:
    case BACKSPACE:
      break;
    default:
      append_hex (self, byte, out);
    }
}

static void
begin_sequence (VmpLaunchFilter *self, guchar byte)
{
  if (byte == '[')
    self->mode = VMP_LAUNCH_FILTER_CONTROL;
  else if (byte == ']' || byte == 'P' || byte == 'X' || byte == '^' || byte == '_')
    self->mode = VMP_LAUNCH_FILTER_STRING;
  else if (byte >= 0x20 && byte <= 0x2f)
    self->mode = VMP_LAUNCH_FILTER_INTERMEDIATE;
  else
    self->mode = VMP_LAUNCH_FILTER_TEXT;
}

/* One byte of an escape sequence. FALSE if it does not belong to it. */
static gboolean
skip_sequence (VmpLaunchFilter *self, guchar byte)
{
  gboolean belongs = byte != '\n' && ++self->n_sequence <= VMP_LAUNCH_FILTER_MAX_SEQUENCE;

  if (!belongs)
    {
      self->mode = VMP_LAUNCH_FILTER_TEXT;
      return FALSE;
    }
  switch (self->mode)
    {
    case VMP_LAUNCH_FILTER_ESCAPE:
      begin_sequence (self, byte);
      break;
    case VMP_LAUNCH_FILTER_INTERMEDIATE:
      if (byte < 0x20 || byte > 0x2f)
        self->mode = VMP_LAUNCH_FILTER_TEXT;
      break;
    case VMP_LAUNCH_FILTER_CONTROL:
      if (byte >= 0x40 || byte < 0x20)
        self->mode = byte == ESCAPE ? VMP_LAUNCH_FILTER_ESCAPE : VMP_LAUNCH_FILTER_TEXT;
      break;
    case VMP_LAUNCH_FILTER_STRING:
      if (byte == BELL)
        self->mode = VMP_LAUNCH_FILTER_TEXT;
      else if (byte == ESCAPE)
        self->mode = VMP_LAUNCH_FILTER_STRING_ESCAPE;
      break;
    case VMP_LAUNCH_FILTER_STRING_ESCAPE:
    case VMP_LAUNCH_FILTER_TEXT:
    default:
      /* ESC \ ends the string; any other sequence ends it too and begins itself. */
      self->mode = VMP_LAUNCH_FILTER_TEXT;
      if (byte != '\\')
        begin_sequence (self, byte);
    }
  return TRUE;
}

/* As in names of processes: characters that would reorder the text around them, or end a paragraph. */
static gboolean
is_harmful (gunichar c)
{
  return (c >= 0x7f && c < 0xa0) || (c >= 0x202a && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) || c == 0x2028 || c == 0x2029;
}

static void
append_bytes_as_hex (VmpLaunchFilter *self, const char *bytes, gsize n, GString *out)
{
  for (gsize i = 0; i < n; i++)
    append_hex (self, bytes[i], out);
}

/* The character at @bytes, or the one byte that is none. Returns how many bytes it was, 0 if its rest is missing. */
static gsize
append_wide (VmpLaunchFilter *self, const char *bytes, gsize n_bytes, GString *out)
{
  gunichar c = g_utf8_get_char_validated (bytes, n_bytes);
  gsize n;

  if (IS_PARTIAL (c))
    return 0;
  if (c == (gunichar) -1)
    {
      append_hex (self, *bytes, out);
      return 1;
    }
  n = g_utf8_skip[(guchar) *bytes];
  if (is_harmful (c))
    append_bytes_as_hex (self, bytes, n, out);
  else
    append_char (self, bytes, n, out);
  return n;
}

/* Printable ASCII in one go: most of what programs write. */
static gsize
append_plain (VmpLaunchFilter *self, const char *bytes, gsize n_bytes, GString *out)
{
  gsize room, n = 0;

  if (self->column >= VMP_LAUNCH_FILTER_MAX_LINE)
    append_newline (self, out);
  room = MIN (n_bytes, VMP_LAUNCH_FILTER_MAX_LINE - self->column);
  while (n < room && (guchar) bytes[n] >= 0x20 && (guchar) bytes[n] < 0x7f)
    n++;
  g_string_append_len (out, bytes, n);
  self->column += n;
  return n;
}

/* Completes the character that was cut off. Returns how many of @bytes it took. */
static gsize
complete_part (VmpLaunchFilter *self, const char *bytes, gsize n_bytes, GString *out)
{
  gsize taken = 0;

  while (self->n_part > 0 && taken < n_bytes)
    {
      gsize n;

      self->part[self->n_part++] = bytes[taken++];
      n = append_wide (self, self->part, self->n_part, out);
      if (n == 0)
        continue;
      /* Not a character after all: what follows its first byte is looked at anew. */
      if (n < self->n_part)
        {
          char rest[sizeof self->part];
          gsize n_rest = self->n_part - n;

          memcpy (rest, self->part + n, n_rest);
          self->n_part = 0;
          vmp_launch_filter_append (self, rest, n_rest, out);
          continue;
        }
      self->n_part = 0;
    }
  return taken;
}

void
vmp_launch_filter_append (VmpLaunchFilter *self, const char *bytes, gsize n_bytes, GString *out)
{
  gsize i = complete_part (self, bytes, n_bytes, out);

  while (i < n_bytes)
    {
      guchar byte = bytes[i];
      gsize n;

      if (self->mode != VMP_LAUNCH_FILTER_TEXT && skip_sequence (self, byte))
        {
          i++;
          continue;
        }
      settle_return (self, byte, out);
      if (byte < 0x20 || byte == 0x7f)
        {
          append_control (self, byte, out);
          i++;
          continue;
        }
      n = byte < 0x80 ? append_plain (self, bytes + i, n_bytes - i, out) : append_wide (self, bytes + i, n_bytes - i, out);
      if (n == 0)
        {
          self->n_part = n_bytes - i;
          memcpy (self->part, bytes + i, self->n_part);
          return;
        }
      i += n;
    }
}

void
vmp_launch_filter_finish (VmpLaunchFilter *self, GString *out)
{
  append_bytes_as_hex (self, self->part, self->n_part, out);
  *self = (VmpLaunchFilter) VMP_LAUNCH_FILTER_INIT;
}
