/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recognises heaps and stacks among the mappings of a process. */

#include "config.h"

#include "vmp-heap-finder.h"

#include <string.h>

/* glibc reserves the heaps of its arenas in pieces of HEAP_MAX_SIZE, aligned to that. */
#define ARENA_ALIGNMENT (G_GUINT64_CONSTANT (64) * 1024 * 1024)

/* Names that allocators give to their mappings (prctl PR_SET_VMA_ANON_NAME) begin like this. */
static const char *const allocator_names[] = {
  "[heap]",
  "[anon: glibc: malloc",
  "[anon: glibc: loader malloc",
  "[anon:jemalloc_pg",
  "[anon:mimalloc",
  "[anon:scudo:",
  "[anon:libc_malloc",
};

static const char *const thread_stack_names[] = {
  "[anon: glibc: pthread stack",
  "[anon: glibc: pthread user stack",
  "[anon:stack_and_tls",
};

static gboolean
name_begins (const VmpMapsLine *line,
             const char *const *prefixes,
             guint              n_prefixes)
{
  for (guint i = 0; i < n_prefixes; i++)
    {
      gsize len = strlen (prefixes[i]);

      if (line->name_len >= len && memcmp (line->name, prefixes[i], len) == 0)
        return TRUE;
    }

  return FALSE;
}

static gboolean
is_unnamed (const VmpMapsLine *line,
            const char        *permissions)
{
  return line->name_len == 0 && line->inode == 0 && strcmp (line->permissions, permissions) == 0;
}

static gint64
or_zero (gint64 value)
{
  return value == VMP_MISSING ? 0 : value;
}

/* An arena's heap is a rw-p head and, up to the next multiple of 64 MiB, its ---p rest. Flags do not tell: glibc 2.36 mapped
 * it without reserving (nr), 2.41 does not. */
static gboolean
may_be_arena (const VmpMapsLine *line)
{
  return is_unnamed (line, "rw-p") && line->start_addr % ARENA_ALIGNMENT == 0;
}

static gboolean
completes_arena (const VmpHeapFinder *self,
                 const VmpMapsLine   *line)
{
  return line->start_addr == self->candidate_end_addr &&
         line->end_addr % ARENA_ALIGNMENT == 0 &&
         line->end_addr - line->start_addr < ARENA_ALIGNMENT &&
         is_unnamed (line, "---p");
}

/* A head that fills its piece has no rest to know it by: it is believed if the process has arenas at all. */
static void
settle_candidate (VmpHeapFinder     *self,
                  const VmpMapsLine *next)
{
  if (self->candidate_end_addr == 0)
    return;

  if (self->candidate_end_addr % ARENA_ALIGNMENT == 0)
    {
      self->full_resident_bytes += self->candidate_resident_bytes;
      self->full_size_bytes += self->candidate_size_bytes;
      self->full_dirty_bytes += self->candidate_dirty_bytes;
    }
  else if (next != NULL && completes_arena (self, next))
    {
      self->arenas_n++;
      self->heap_resident_bytes += self->candidate_resident_bytes;
      self->heap_size_bytes += self->candidate_size_bytes;
      self->heap_dirty_bytes += self->candidate_dirty_bytes;
    }
  self->candidate_end_addr = 0;
}

/* Stacks mapped with MAP_STACK are kept from huge pages (nh, since 6.7) and lie above their guard: a ---p mapping, or since
 * glibc 2.42 pages inside the mapping (gu). */
static gboolean
is_thread_stack (const VmpHeapFinder *self,
                 const VmpSmapsEntry *entry)
{
  const VmpMapsLine *line = &entry->line;

  if (name_begins (line, thread_stack_names, G_N_ELEMENTS (thread_stack_names)))
    return TRUE;
  if (!is_unnamed (line, "rw-p") || !vmp_smaps_entry_has_flag (entry, "nh"))
    return FALSE;

  return (self->last_is_guard && self->last_end_addr == line->start_addr) ||
         vmp_smaps_entry_has_flag (entry, "gu");
}

static void
classify (VmpHeapFinder       *self,
          const VmpSmapsEntry *entry)
{
  const VmpMapsLine *line = &entry->line;
  gint64 resident_bytes = or_zero (entry->sizes.rss);
  gint64 dirty_bytes = or_zero (entry->sizes.private_dirty);
  gint64 size_bytes = line->end_addr - line->start_addr;

  /* What is only reserved (---p) is no heap yet, whatever its name. */
  if (name_begins (line, allocator_names, G_N_ELEMENTS (allocator_names)))
    {
      if (line->permissions[0] == '-' && line->permissions[1] == '-')
        return;

      self->heap_resident_bytes += resident_bytes;
      self->heap_size_bytes += size_bytes;
      self->heap_dirty_bytes += dirty_bytes;
    }
  else if (line->name_len == strlen ("[stack]") && memcmp (line->name, "[stack]", line->name_len) == 0)
    {
      self->stack_resident_bytes += resident_bytes;
      self->stack_dirty_bytes += dirty_bytes;
    }
  else if (is_thread_stack (self, entry))
    {
      self->thread_stacks_resident_bytes += resident_bytes;
      self->thread_stacks_dirty_bytes += dirty_bytes;
    }
  else if (may_be_arena (line))
    {
      self->candidate_end_addr = line->end_addr;
      self->candidate_resident_bytes = resident_bytes;
      self->candidate_size_bytes = size_bytes;
      self->candidate_dirty_bytes = dirty_bytes;
    }
}

void
vmp_heap_finder_init (VmpHeapFinder *self)
{
  *self = (VmpHeapFinder) { 0 };
}

void
vmp_heap_finder_add (VmpHeapFinder       *self,
                     const VmpSmapsEntry *entry)
{
  const VmpMapsLine *line = &entry->line;

  /* The map changed while it was read, and the kernel went back: what overlaps was counted already. */
  if (line->start_addr < self->last_end_addr)
    return;

  settle_candidate (self, line);
  classify (self, entry);
  self->mappings_n++;
  self->last_end_addr = line->end_addr;
  self->last_is_guard = is_unnamed (line, "---p");
}

void
vmp_heap_finder_finish (VmpHeapFinder *self)
{
  settle_candidate (self, NULL);
  if (self->arenas_n == 0)
    return;

  self->heap_resident_bytes += self->full_resident_bytes;
  self->heap_size_bytes += self->full_size_bytes;
  self->heap_dirty_bytes += self->full_dirty_bytes;
}
