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

/* A run of decimal digits; FALSE if there is none or it overflows. */
static inline gboolean
vmp_cursor_read_u64 (VmpCursor *self,
                     guint64   *out)
{
  const char *at = self->at;
  guint64 value = 0;

  while (at < self->end && (guchar) (*at - '0') <= 9)
    {
      guint digit = *at - '0';

      if (value > (G_MAXUINT64 - digit) / 10)
        return FALSE;
      value = value * 10 + digit;
      at++;
    }
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

/* A run of at most 16 hexadecimal digits. */
static inline gboolean
vmp_cursor_read_hex (VmpCursor *self,
                     guint64   *out)
{
  const char *at = self->at;
  guint64 value = 0;

  for (; at < self->end; at++)
    {
      int digit = g_ascii_xdigit_value (*at);

      if (digit < 0)
        break;
      if (value >> 60 != 0)
        return FALSE;
      value = value << 4 | (guint) digit;
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
