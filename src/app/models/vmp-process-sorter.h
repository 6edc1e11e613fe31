/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts numbers of things by a value, a text, or the place where they stood. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

typedef struct
{
  gint64      value;
  const char *text;     /* compared instead of the value unless NULL */
  guint32     index;    /* decides where all else is equal */
} VmpSortKey;

/* A value that is VMP_MISSING comes last either way. */
void vmp_sort_keys (VmpSortKey *keys,
                    guint       n,
                    gboolean    descending);

G_END_DECLS
