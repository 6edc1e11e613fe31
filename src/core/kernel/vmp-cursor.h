/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Allocation-free steps over (pointer, end), shared by the parsers of this room. */
#pragma once

#include "vmp-value.h"

#include <string.h>

G_BEGIN_DECLS

typedef struct
{
  const char *at, *end;
} VmpCursor;

static inline void
vmp_cursor_skip_blanks (VmpCursor *self)
{
  while (self->at < self->end && (*self->at == ' ' || *self->at == '\t'))
    self->at++;
}

/* Consumes @c if it is next. */
static inline gboolean
vmp_cursor_skip_char (VmpCursor *self,
                      char       c)
{
  if (self->at >= self->end || *self->at != c)
    return FALSE;
  self->at++;
  return TRUE;
}

/* Consumes the end of a line, blanks before it included. The end of the text is one, too. */
static inline gboolean
vmp_cursor_skip_line_end (VmpCursor *self)
{
  VmpCursor copy = *self;

  vmp_cursor_skip_blanks (&copy);
  if (copy.at < copy.end && !vmp_cursor_skip_char (&copy, '\n'))
    return FALSE;
  *self = copy;
  return TRUE;
}

/* A run of decimal digits; FALSE if there is none or it overflows. */
static inline gboolean
vmp_cursor_read_u64 (VmpCursor *self,
                     guint64   *out)
{
  const char *at = self->at;
  /* 19 digits cannot overflow */
  const char *safe_end = self->end - at > 19 ? at + 19 : self->end;
  guint64 value = 0;

  for (; at < safe_end && (guchar) (*at - '0') <= 9; at++)
    value = value * 10 + (guchar) (*at - '0');
  for (; at < self->end && (guchar) (*at - '0') <= 9; at++)
    if (__builtin_mul_overflow (value, 10, &value)
        || __builtin_add_overflow (value, (guchar) (*at - '0'), &value))
      return FALSE;
  if (at == self->at)
    return FALSE;
  self->at = at;
  *out = value;
  return TRUE;
}

/* The same with an optional '-', within gint64. */
static inline gboolean
vmp_cursor_read_i64 (VmpCursor *self,
                     gint64    *out)
{
  VmpCursor copy = *self;
  gboolean negative = vmp_cursor_skip_char (&copy, '-');
  guint64 value;

  if (!vmp_cursor_read_u64 (&copy, &value) || value > G_MAXINT64)
    return FALSE;
  *self = copy;
  *out = negative ? -(gint64) value : (gint64) value;
  return TRUE;
}

/* The value of a hexadecimal digit, more than 15 of anything else; without a branch, as digits
 * follow no pattern. */
static inline guint
vmp_cursor_hex_digit (char c)
{
  guint digit = (guchar) c - '0', letter = ((guchar) c | 0x20) - 'a';

  return letter < 6 ? letter + 10 : digit < 10 ? digit : 16;
}

/* Eight lower-case hexadecimal digits at once: TRUE, or FALSE and *out untouched if they are not. */
static inline gboolean
vmp_cursor_take_8_hex (const char *at,
                       guint64    *out)
{
  const guint64 ones = G_GUINT64_CONSTANT (0x0101010101010101);
  guint64 x, letters, nibbles;

  memcpy (&x, at, sizeof x);
  x = GUINT64_FROM_LE (x);
  /* 1 in each byte that may be a letter; without it, 'a' to 'f' become 1 to 6. */
  letters = x >> 6 & ones;
  nibbles = (x & ones * 0x0f) + letters * 9;
  /* The bytes must be what their nibbles are written as, letters exactly where those exceed 9. */
  if (x != nibbles + ones * '0' + letters * ('a' - '0' - 10) || (nibbles & ones * 0xf0) != 0
      || ((nibbles + ones * 6) >> 4 & ones) != letters)
    return FALSE;
  x = (nibbles << 4 | nibbles >> 8) & G_GUINT64_CONSTANT (0x00ff00ff00ff00ff);
  x = (x << 8 | x >> 16) & G_GUINT64_CONSTANT (0x0000ffff0000ffff);
  *out = (x << 16 | x >> 32) & G_MAXUINT32;
  return TRUE;
}

/* A run of hexadecimal digits; FALSE if there is none or it overflows. */
static inline gboolean
vmp_cursor_read_hex (VmpCursor *self,
                     guint64   *out)
{
  const char *at = self->at;
  guint64 value = 0;
  guint digit;

  if (self->end - at >= 8 && vmp_cursor_take_8_hex (at, &value))
    at += 8;
  for (; at < self->end && (digit = vmp_cursor_hex_digit (*at)) < 16; at++)
    {
      if (value >> 60 != 0)
        return FALSE;
      value = value << 4 | digit;
    }
  if (at == self->at)
    return FALSE;
  self->at = at;
  *out = value;
  return TRUE;
}

/* Cuts the next line off into *line (without its end); FALSE at the end of the text. */
static inline gboolean
vmp_cursor_next_line (VmpCursor *self,
                      VmpCursor *line)
{
  const char *newline;

  if (self->at >= self->end)
    return FALSE;
  newline = memchr (self->at, '\n', self->end - self->at);
  line->at = self->at;
  line->end = newline != NULL ? newline : self->end;
  self->at = newline != NULL ? newline + 1 : self->end;
  return TRUE;
}

G_END_DECLS
