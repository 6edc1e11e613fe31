/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses what `pmap -X` and `pmap -XX` print: smaps as a table. */
#pragma once

#include "vmp-smaps-parser.h"

G_BEGIN_DECLS

#define VMP_PMAP_PARSER_COLUMNS 48

/* A cursor over the text; lives on the stack, allocates nothing. Its fields are its own. */
typedef struct
{
  const char *at, *end;
  guint64     line_number;                        /* of the line at @at */
  guint       n_columns;                          /* of numbers, behind those that every line of maps has */
  gint8       columns[VMP_PMAP_PARSER_COLUMNS];   /* which of VmpSmapsSizes' numbers; -1: one that is not known */
  gsize       flags_end;                          /* where the column of flags ends; 0: there is none */
  gboolean    ended;                              /* the sums were reached */
} VmpPmapParser;

/* Reads the first lines: a process ("12:   command") and the titles. FALSE with VMP_ERROR_CORRUPT. @out_pid: nullable. */
gboolean vmp_pmap_parser_init (VmpPmapParser *self, const char *data, gsize len, gint32 *out_pid, GError **error);
/* TRUE and *out filled for the next mapping; FALSE at the end (@error unset) or at a malformed line (@error set, with the line
 * number; *out untouched). What has no column is missing. */
gboolean vmp_pmap_parser_next (VmpPmapParser *self, VmpSmapsEntry *out, GError **error);

G_END_DECLS
