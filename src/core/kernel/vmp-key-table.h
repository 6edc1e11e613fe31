/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Files of "key value" lines: one table of the known keys for each file. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* What stands behind a key. */
typedef enum
{
  VMP_KEY_VALUE,      /* a number; " kB" behind it makes it bytes */
  VMP_KEY_FIRST_TWO,  /* the first two of several numbers, into two fields in a row */
  VMP_KEY_LAST,       /* the last of one or more numbers */
  VMP_KEY_SUM,        /* a number that is added to what other keys put into the field */
} VmpKeyKind;

/* One known key. */
typedef struct
{
  const char *text;     /* with the ':' or ' ' that ends it */
  guint8      len;
  guint8      kind;     /* VmpKeyKind */
  guint16     offset;   /* of the gint64 in the struct that is filled */
} VmpKey;

#define VMP_KEY(name, kind, type, field) \
  { name, sizeof (name) - 1, VMP_KEY_##kind, G_STRUCT_OFFSET (type, field) }
#define VMP_KEY_TABLE_MAX 64
#define VMP_KEY_WORDS_LEN 16

/* The known keys of one file, at least three bytes each and best in the order in which the kernel
 * writes them; static. What follows n_keys is made at the first use, in any thread, and constant
 * from then on. */
typedef struct
{
  const VmpKey *keys;
  guint         n_keys;
  const char   *what;     /* the file, for errors */
  gsize         ready;
  guint64       filter[4];                    /* bits of the hashes of the keys' first bytes */
  guint64       words[VMP_KEY_TABLE_MAX][2];  /* the keys' first bytes, to be compared at once */
  guint64       masks[VMP_KEY_TABLE_MAX][2];
} VmpKeyTable;

#define VMP_KEY_TABLE_INIT(keys, what) \
  { keys, G_N_ELEMENTS (keys), what, 0, { 0 }, { { 0 } }, { { 0 } } }

/**
 * vmp_key_table_parse:
 * @out: a struct of nothing but gint64
 *
 * Fills @out from text of one key a line. Unknown keys are skipped, fields of absent ones become
 * VMP_MISSING. Allocates nothing.
 *
 * Returns: FALSE with VMP_ERROR_CORRUPT, which names the line, at a known key without a proper
 *   number; @out is then half filled, so callers hand in a struct of their own
 */
gboolean vmp_key_table_parse (VmpKeyTable  *self,
                              const char   *data,
                              gsize         len,
                              gpointer      out,
                              gsize         out_size,
                              GError      **error);

/* Every gint64 of a struct that holds nothing else becomes missing. */
static inline void
vmp_key_table_clear (gpointer out,
                     gsize    size)
{
  gint64 *values = out;

  for (gsize i = 0; i < size / sizeof *values; i++)
    values[i] = VMP_MISSING;
}

G_END_DECLS
