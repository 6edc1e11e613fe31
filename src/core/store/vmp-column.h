/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A column of whole numbers as few bytes, from which any one of them, and SQL, can be read. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* The most numbers of one column. */
#define VMP_COLUMN_MAX 1024

/* A head of fixed size, big-endian: coding (1 byte), width (1), shift (1), base (8), start (8). Then the numbers, each as
 * an unsigned u of @width bytes (0 to 8):
 *
 *   coding 0: value = base + (u << shift)
 *   coding 1: value = the one before (of the first: start) + base + (u << shift)
 *
 * So a column that is always the same, or that grows evenly, is its head alone. */
#define VMP_COLUMN_HEAD_BYTES 19

/* Appends the @n @values, whichever coding is shorter. */
void     vmp_column_append (GByteArray   *to,
                            const gint64 *values,
                            guint         n);
/**
 * vmp_column_read:
 * @data: at a column
 * @len: bytes from there on
 * @n: how many numbers it is to have: the head does not say
 *
 * Returns: bytes it took; 0 if there is no column of @n numbers
 */
gsize    vmp_column_read   (const guint8 *data,
                            gsize         len,
                            guint         n,
                            gint64       *out);

G_END_DECLS
