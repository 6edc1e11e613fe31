/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes /proc/PID/pagemap. */

#include "config.h"

#include "vmp-pagemap.h"

#define BIT(n) (G_GUINT64_CONSTANT (1) << (n))

static guint32
bits_of (guint64 entry)
{
  guint32 bits = 0;

  /* Guards have the bit of swapped pages too, but are not. */
  if (entry & BIT (58))
    return VMP_PAGE_GUARD;
  if (entry & BIT (63))
    bits |= VMP_PAGE_PRESENT;
  if (entry & BIT (62))
    bits |= VMP_PAGE_SWAPPED;
  if (bits == 0)
    return 0;
  if (entry & BIT (61))
    bits |= VMP_PAGE_FILE;
  if (entry & BIT (55))
    bits |= VMP_PAGE_SOFT_DIRTY;
  return bits;
}

gboolean
vmp_pagemap_decode (const guint64  *entries,
                    gsize           n,
                    guint64         start_addr,
                    guint64         page_size,
                    VmpPageRunFunc  func,
                    gpointer        data)
{
  gsize i = 0;

  while (i < n)
    {
      guint32 bits = bits_of (entries[i]);
      VmpPageRun run = { start_addr + i * page_size, 0, bits };

      for (; i < n && run.n_pages < G_MAXUINT32 && bits_of (entries[i]) == bits; i++)
        run.n_pages++;
      if (bits != 0 && !func (&run, data))
        return FALSE;
    }
  return TRUE;
}
