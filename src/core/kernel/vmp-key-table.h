/* SPDX-License-Identifier: GPL-3.0-or-later */
/* "Key:   123 kB" lines: one table of keys for each file, matched with a hint, as the kernel keeps their order. */
#pragma once

#include "vmp-cursor.h"

G_BEGIN_DECLS

/* One known key. */
typedef struct
{
  const char *key;          /* with its ':' */
  guint8      len;
  guint16     offset;       /* of the gint64 in the struct that is filled */
} VmpKey;

#define VMP_KEY(name, type, field) { name ":", sizeof (name ":") - 1, G_STRUCT_OFFSET (type, field) }

/**
 * vmp_key_table_find:
 * @hint: (inout): row where to start looking; set to the row behind the match
 *
 * Finds the key that @line begins with and moves @line behind it. Returns the row, or NULL.
 */
static inline const VmpKey *
vmp_key_table_find (const VmpKey *keys,
                    guint         n_keys,
                    VmpCursor    *line,
                    guint        *hint)
{
  gsize len = line->end - line->at;

  for (guint tried = 0, i = *hint; tried < n_keys; tried++, i++)
    {
      const VmpKey *key;

      if (i >= n_keys)
        i = 0;
      key = &keys[i];
      if (len < key->len || memcmp (line->at, key->key, key->len) != 0)
        continue;
      line->at += key->len;
      *hint = i + 1;
      return key;
    }
  return NULL;
}

/* A number with an optional " kB" behind it, which makes it bytes; nothing else may follow. */
static inline gboolean
vmp_key_read_value (VmpCursor *line,
                    gint64    *out)
{
  gint64 value;

  vmp_cursor_skip_blanks (line);
  if (!vmp_cursor_read_i64 (line, &value))
    return FALSE;
  vmp_cursor_skip_blanks (line);
  if (line->end - line->at == 2 && line->at[0] == 'k' && line->at[1] == 'B')
    {
      if (value > G_MAXINT64 / 1024 || value < 0)
        return FALSE;
      value *= 1024;
      line->at += 2;
    }
  if (line->at != line->end)
    return FALSE;
  *out = value;
  return TRUE;
}

/* Every gint64 of a struct that holds nothing else becomes missing. */
static inline void
vmp_key_clear (gpointer out,
               gsize    size)
{
  gint64 *values = out;

  for (gsize i = 0; i < size / sizeof *values; i++)
    values[i] = VMP_MISSING;
}

G_END_DECLS
