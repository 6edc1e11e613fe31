/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Memory of mappings, given back and taken again. */

#include "config.h"

#include "vmp-address-space-private.h"

/* Less is had from the heap as cheaply. */
#define LEAST_KEPT_BYTES (1024 * 1024)
#define MOST_KEPT_BYTES (32 * 1024 * 1024)

/* In the memory that is kept, at its begin. */
typedef struct
{
  guint capacity;
} Spare;

static Spare *spare;    /* atomic; owned */

VmpMapping *
vmp_mappings_take (guint  n,
                   guint *out_capacity)
{
  Spare *kept = (gsize) n * sizeof (VmpMapping) >= LEAST_KEPT_BYTES ? g_atomic_pointer_exchange (&spare, NULL) : NULL;

  if (kept != NULL && kept->capacity >= n && kept->capacity <= n + n / 16)
    {
      *out_capacity = kept->capacity;
      return (VmpMapping *) (gpointer) kept;
    }
  g_free (kept);
  *out_capacity = n;
  return g_new (VmpMapping, n);
}

void
vmp_mappings_give (VmpMapping *mappings,
                   guint       capacity)
{
  gsize bytes = (gsize) capacity * sizeof (VmpMapping);
  Spare *kept = (Spare *) (gpointer) mappings;

  if (mappings == NULL)
    return;
  if (bytes >= LEAST_KEPT_BYTES && bytes <= MOST_KEPT_BYTES)
    {
      kept->capacity = capacity;
      kept = g_atomic_pointer_exchange (&spare, kept);
    }
  g_free (kept);
}
