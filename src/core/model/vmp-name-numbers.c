/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for names, so that names of two address spaces are compared once. */

#include "config.h"

#include "vmp-name-numbers.h"

#include <string.h>

/* The one with number 1 is the first of the array. */
typedef struct
{
  const char *text;     /* borrowed, not terminated */
  guint32     len, hash;
} Name;

static guint32
hash_name (const char *text,
           gsize       len)
{
  guint64 hash = len;
  guint64 word;

  for (; len >= sizeof word; text += sizeof word, len -= sizeof word)
    {
      memcpy (&word, text, sizeof word);
      hash = vmp_hash_mix (hash, word);
    }
  word = 0;
  memcpy (&word, text, len);
  return (guint32) (vmp_hash_mix (hash, word) >> 32);
}

static void
grow (VmpNameNumbers *self)
{
  self->n_slots = MAX (self->n_slots * 4, 256);
  g_free (self->slots);
  self->slots = g_new0 (guint32, self->n_slots);
  for (guint i = 0; i < self->names->len; i++)
    {
      guint at = g_array_index (self->names, Name, i).hash & (self->n_slots - 1);

      while (self->slots[at] != 0)
        at = (at + 1) & (self->n_slots - 1);
      self->slots[at] = i + 1;
    }
}

guint32
vmp_name_numbers_get (VmpNameNumbers *self,
                      const char     *text)
{
  Name name = { .text = text, .len = strlen (text) };
  guint at;

  if (g_str_has_suffix (text, " (deleted)"))
    name.len -= strlen (" (deleted)");
  if (name.len == 0)
    return 0;
  if (self->names == NULL)
    self->names = g_array_new (FALSE, FALSE, sizeof (Name));
  if (self->names->len * 2 >= self->n_slots)
    grow (self);
  name.hash = hash_name (text, name.len);
  for (at = name.hash & (self->n_slots - 1); self->slots[at] != 0; at = (at + 1) & (self->n_slots - 1))
    {
      const Name *known = &g_array_index (self->names, Name, self->slots[at] - 1);

      if (known->hash == name.hash && known->len == name.len && memcmp (known->text, text, name.len) == 0)
        return self->slots[at];
    }
  g_array_append_val (self->names, name);
  self->slots[at] = self->names->len;
  return self->slots[at];
}

guint
vmp_name_numbers_get_n (const VmpNameNumbers *self)
{
  return self->names != NULL ? self->names->len : 0;
}

void
vmp_name_numbers_clear (VmpNameNumbers *self)
{
  g_clear_pointer (&self->names, g_array_unref);
  g_clear_pointer (&self->slots, g_free);
  self->n_slots = 0;
}
