/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of "key value" lines, matched with a hint: the kernel keeps the order of its keys. */

#include "config.h"

#include "vmp-key-table.h"

#include "vmp-cursor.h"
#include "vmp-error.h"

#define BIT(n) (G_GUINT64_CONSTANT (1) << (n))

static inline guint8
hash (const char *text)
{
  return (guint8) ((guchar) text[0] * 5 + (guchar) text[1] * 3 + (guchar) text[2]);
}

static void
table_prepare (VmpKeyTable *self)
{
  if (!g_once_init_enter (&self->ready))
    return;
  g_assert (self->n_keys <= VMP_KEY_TABLE_MAX);
  for (guint i = 0; i < self->n_keys; i++)
    {
      guint8 h = hash (self->keys[i].text);
      gsize len = MIN (self->keys[i].len, VMP_KEY_WORDS_LEN);

      self->filter[h >> 6] |= BIT (h & 63);
      memcpy (self->words[i], self->keys[i].text, len);
      memset (self->masks[i], 0xff, len);
    }
  g_once_init_leave (&self->ready, 1);
}

static inline gboolean
table_matches (const VmpKeyTable *self,
               guint              i,
               VmpCursor          text)
{
  const VmpKey *key = &self->keys[i];
  gsize left = text.end - text.at;
  guint64 words[2];

  if (left < VMP_KEY_WORDS_LEN)
    return left >= key->len && memcmp (text.at, key->text, key->len) == 0;
  memcpy (words, text.at, sizeof words);
  if (((words[0] ^ self->words[i][0]) & self->masks[i][0]) != 0
      || ((words[1] ^ self->words[i][1]) & self->masks[i][1]) != 0)
    return FALSE;
  return key->len <= VMP_KEY_WORDS_LEN
         || (left >= key->len && memcmp (text.at, key->text, key->len) == 0);
}

/* The row that @text stands before, or n_keys. @hint: the row that is expected. */
static inline guint
table_find (const VmpKeyTable *self,
            guint              hint,
            VmpCursor          text)
{
  guint i = self->n_keys;

  if (hint < i && table_matches (self, hint, text))
    return hint;
  /* Most lines that are not used are told by this. */
  if (text.end - text.at < 3
      || (self->filter[hash (text.at) >> 6] & BIT (hash (text.at) & 63)) == 0)
    return i;
  for (i = 0; i < self->n_keys && !table_matches (self, i, text); i++)
    ;
  return i;
}

static gboolean
read_value (VmpCursor *text,
            gint64    *out)
{
  gint64 value;

  vmp_cursor_skip_blanks (text);
  if (!vmp_cursor_read_i64 (text, &value))
    return FALSE;
  if (text->end - text->at >= 3 && memcmp (text->at, " kB", 3) == 0)
    {
      if (value > G_MAXINT64 / 1024 || value < 0)
        return FALSE;
      value *= 1024;
      text->at += 3;
    }
  *out = value;
  return TRUE;
}

/* The first two of the numbers in the line. */
static gboolean
read_first_two (VmpCursor *text,
                gint64     out[2])
{
  gint64 rest;

  for (guint i = 0; i < 2; i++)
    {
      vmp_cursor_skip_blanks (text);
      if (!vmp_cursor_read_i64 (text, &out[i]))
        return FALSE;
    }
  do
    vmp_cursor_skip_blanks (text);
  while (vmp_cursor_read_i64 (text, &rest));
  return TRUE;
}

/* The last of the numbers in the line. */
static gboolean
read_last (VmpCursor *text,
           gint64    *out)
{
  gint64 value = VMP_MISSING;

  do
    vmp_cursor_skip_blanks (text);
  while (vmp_cursor_read_i64 (text, &value));
  *out = value;
  return value != VMP_MISSING;
}

static gboolean
read_sum (VmpCursor *text,
          gint64    *out)
{
  gint64 value;

  if (!read_value (text, &value))
    return FALSE;
  if (*out == VMP_MISSING)
    *out = value;
  else if (__builtin_add_overflow (*out, value, out))
    return FALSE;
  return TRUE;
}

static gboolean
read_key (const VmpKey *key,
          VmpCursor    *text,
          gint64       *out)
{
  gboolean read;

  switch ((VmpKeyKind) key->kind)
    {
    case VMP_KEY_FIRST_TWO:
      read = read_first_two (text, out);
      break;
    case VMP_KEY_LAST:
      read = read_last (text, out);
      break;
    case VMP_KEY_SUM:
      read = read_sum (text, out);
      break;
    case VMP_KEY_VALUE:
    default:
      read = read_value (text, out);
    }
  return read && vmp_cursor_skip_line_end (text);
}

gboolean
vmp_key_table_parse (VmpKeyTable  *self,
                     const char   *data,
                     gsize         len,
                     gpointer      out,
                     gsize         out_size,
                     GError      **error)
{
  guint64 all = self->n_keys == VMP_KEY_TABLE_MAX ? G_MAXUINT64 : BIT (self->n_keys) - 1;
  guint64 seen = 0;
  guint line_number = 1, hint = 0;
  VmpCursor text = { data, data + len };
  VmpCursor line;

  table_prepare (self);
  vmp_key_table_clear (out, out_size);
  /* Behind the last known key there is nothing to look for. */
  for (; text.at < text.end && seen != all; line_number++)
    {
      guint i = table_find (self, hint, text);

      if (i == self->n_keys)
        {
          vmp_cursor_next_line (&text, &line);
          continue;
        }
      text.at += self->keys[i].len;
      if (!read_key (&self->keys[i], &text, &G_STRUCT_MEMBER (gint64, out, self->keys[i].offset)))
        return vmp_error_set (error, VMP_ERROR_CORRUPT,
                              "%s line %u: no proper number behind \"%s\"", self->what, line_number,
                              self->keys[i].text);
      hint = i + 1;
      seen |= BIT (i);
    }
  return TRUE;
}
