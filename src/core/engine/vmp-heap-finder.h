/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recognises heaps and stacks among the mappings of a process. */
#pragma once

#include "core/kernel/vmp-smaps-parser.h"

G_BEGIN_DECLS

/* Lives on the stack; fed with the entries of smaps in order. All sizes in bytes. */
typedef struct
{
  /* results, complete after vmp_heap_finder_finish() */
  gint64   heap_resident_bytes;
  gint64   heap_size_bytes;
  gint64   stack_resident_bytes;
  gint64   thread_stacks_resident_bytes;
  gint64   heap_dirty_bytes;            /* Private_Dirty of the same mappings */
  gint64   stack_dirty_bytes;
  gint64   thread_stacks_dirty_bytes;
  gint64   mappings_n;

  /* what the next entry must be seen for */
  guint64  last_end_addr;
  gboolean last_is_guard;       /* the last entry was an unnamed ---p */
  guint64  candidate_end_addr;  /* end of what may be the head of a malloc arena; 0: none */
  gint64   candidate_resident_bytes;
  gint64   candidate_size_bytes;
  gint64   candidate_dirty_bytes;
  gint64   arenas_n;            /* recognised by their rests */
  gint64   full_resident_bytes; /* of heads that fill their pieces */
  gint64   full_size_bytes;
  gint64   full_dirty_bytes;
} VmpHeapFinder;

void vmp_heap_finder_init   (VmpHeapFinder       *self);
void vmp_heap_finder_add    (VmpHeapFinder       *self,
                             const VmpSmapsEntry *entry);
/* After the last entry. */
void vmp_heap_finder_finish (VmpHeapFinder       *self);

G_END_DECLS
