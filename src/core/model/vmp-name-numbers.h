/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers for names, so that names of two address spaces are compared once. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Lives on the stack; { 0 } is empty. */
typedef struct
{
  GArray  *names;       /* owned */
  guint32 *slots;       /* owned; numbers by hash, 0: free */
  guint    n_slots;     /* a power of two */
} VmpNameNumbers;

/* The number of @text, from 1 on; 0 of the empty one. A file that was deleted meanwhile has the number that it had. @text is
 * borrowed until the end. */
guint32 vmp_name_numbers_get   (VmpNameNumbers *self, const char *text);
/* How many there are. */
guint   vmp_name_numbers_get_n (const VmpNameNumbers *self);
void    vmp_name_numbers_clear (VmpNameNumbers *self);

/* Numbers that differ in any bit get hashes that do in half of theirs. */
static inline guint64
vmp_hash_mix (guint64 hash,
     guint64 more)
{
  hash = (hash ^ more) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15);
  return hash ^ hash >> 29;
}

G_END_DECLS
