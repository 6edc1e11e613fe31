/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Concludes from its shape and its neighbours what a mapping is that says nothing itself. */

#include "config.h"

#include "vmp-address-space-private.h"

#include "core/kernel/vmp-cursor.h"

#include <stdlib.h>
#include <string.h>

#define MIB (G_GUINT64_CONSTANT (1024) * 1024)
#define GIB (MIB * 1024)
/* glibc reserves the heaps of its arenas in pieces of HEAP_MAX_SIZE, aligned to that. */
#define ARENA_ALIGNMENT (64 * MIB)
#define ARENA_ALIGNMENT_32 MIB
/* Larger regions without access below a stack are something else that ends there. */
#define LARGEST_GUARD_BYTES MIB
/* A stack pointer says less of a mapping that is larger: languages with stacks of their own put them into the heap. */
#define LARGEST_PLAIN_STACK_BYTES (64 * MIB)
#define LEAST_GUEST_BYTES (32 * MIB)

static gboolean
has_flag (const VmpMapping *mapping,
          VmpFlagBits       bits)
{
  return (mapping->flag_bits & bits) != 0;
}

static gboolean
is_unnamed (const VmpMapping *mapping)
{
  return mapping->name_at == 0 && mapping->inode == 0 && mapping->permissions[3] == 'p';
}

/* Private memory without a name that can be read and written, and nothing yet. */
static gboolean
is_open (const VmpMapping *mapping)
{
  return mapping->type == VMP_MAPPING_PRIVATE_DATA && is_unnamed (mapping) && memcmp (mapping->permissions, "rw-", 3) == 0;
}

static gboolean
is_reserved (const VmpMapping *mapping)
{
  return is_unnamed (mapping) && vmp_mapping_allows_nothing (mapping);
}

static guint64
get_bytes (const VmpMapping *mapping)
{
  return mapping->end_addr - mapping->start_addr;
}

static void
set (VmpMapping     *mapping,
     VmpMappingType  type,
     VmpMappingRule  rule)
{
  mapping->type = type;
  mapping->rule = rule;
}

/* --- stacks --- */

static int
compare_pointers (gconstpointer a,
                  gconstpointer b)
{
  const VmpThread *one = a, *other = b;

  return (one->stack_pointer_addr > other->stack_pointer_addr) - (one->stack_pointer_addr < other->stack_pointer_addr);
}

static void
collect_pointers (VmpInference *work)
{
  work->pointers = g_array_new (FALSE, FALSE, sizeof (VmpThread));
  for (guint i = 0; i < work->facts->n_threads; i++)
    {
      if (work->facts->threads[i].stack_pointer_addr != 0)
        g_array_append_val (work->pointers, work->facts->threads[i]);
    }
  g_array_sort (work->pointers, compare_pointers);
}

/* The thread whose stack pointer lies in @mapping; 0 if none does. */
static gint32
find_thread (const VmpInference *work,
             const VmpMapping *mapping)
{
  guint low = 0, high = work->pointers->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (work->pointers, VmpThread, middle).stack_pointer_addr < mapping->start_addr)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == work->pointers->len
      || g_array_index (work->pointers, VmpThread, low).stack_pointer_addr >= mapping->end_addr)
    return 0;
  return g_array_index (work->pointers, VmpThread, low).tid;
}

/* The number in "[anon: glibc: pthread stack: 12]", or "[stack:12]" of kernels before 4.5; 0 if the name has none. */
static gint32
thread_of_name (const char *name)
{
  static const char *const prefixes[] = {
    "[anon: glibc: pthread stack: ", "[anon: glibc: pthread user stack: ", "[stack:",
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      VmpCursor digits;
      guint64 tid;

      if (!g_str_has_prefix (name, prefixes[i]))
        continue;
      digits = (VmpCursor) { name + strlen (prefixes[i]), name + strlen (name) };
      if (vmp_cursor_read_u64 (&digits, &tid) && tid <= G_MAXINT32 && vmp_cursor_skip_char (&digits, ']'))
        return (gint32) tid;
    }
  return 0;
}

static void
find_owner (const VmpInference *work,
            VmpMapping *mapping)
{
  if (mapping->type == VMP_MAPPING_MAIN_STACK)
    mapping->tid = work->facts->pid;
  else if (mapping->type == VMP_MAPPING_THREAD_STACK)
    {
      mapping->tid = thread_of_name (work->text + mapping->name_at);
      if (mapping->tid == 0)
        mapping->tid = find_thread (work, mapping);
    }
}

static void
infer_stack (const VmpInference *work,
             VmpMapping *mapping,
             VmpMapping *below)
{
  gboolean guarded = below != NULL && is_reserved (below) && below->end_addr == mapping->start_addr &&
                     get_bytes (below) <= LARGEST_GUARD_BYTES;
  gboolean advised = has_flag (mapping, VMP_FLAG_NH), guards_within = has_flag (mapping, VMP_FLAG_GU);
  /* Stacks of programs that ask for it are executable. */
  gboolean open = is_open (mapping) || (mapping->type == VMP_MAPPING_GENERATED_CODE && is_unnamed (mapping) &&
                                        memcmp (mapping->permissions, "rwx", 3) == 0);

  if (open && find_thread (work, mapping) != 0 &&
      (advised || guarded || guards_within || get_bytes (mapping) <= LARGEST_PLAIN_STACK_BYTES))
    set (mapping, VMP_MAPPING_THREAD_STACK, VMP_RULE_STACK_POINTER);
  else if (open && advised && (guarded || guards_within))
    set (mapping, VMP_MAPPING_THREAD_STACK, VMP_RULE_STACK_SHAPE);
  if (guarded && (mapping->type == VMP_MAPPING_THREAD_STACK || mapping->type == VMP_MAPPING_MAIN_STACK))
    set (below, VMP_MAPPING_GUARD, VMP_RULE_BELOW_STACK);
}

/* --- heaps --- */

/* An arena's heap is a rw-p head and, up to the next multiple of 64 MiB, its ---p rest. Heads of several pieces may have
 * grown together, and the rest with a guard that lies behind it. */
static void
infer_arena (VmpInference *work,
             VmpMapping *mapping,
             VmpMapping *above)
{
  const guint64 within = work->arena_alignment - 1;
  guint64 boundary = (mapping->end_addr + within) & ~within;

  if ((mapping->start_addr & within) != 0 || (mapping->end_addr & within) == 0 || !is_open (mapping))
    return;
  if (above == NULL || above->start_addr != mapping->end_addr || !is_reserved (above) || above->end_addr < boundary ||
      above->end_addr - boundary > LARGEST_GUARD_BYTES / 16)
    return;
  work->has_arena = TRUE;
  set (mapping, VMP_MAPPING_MALLOC_ARENA, VMP_RULE_ARENA_SHAPE);
  set (above, VMP_MAPPING_RESERVED, VMP_RULE_ARENA_REST);
}

/* A head that fills its piece has no rest to know it by: it is believed if the process has arenas at all. */
static void
note_full_arena (VmpInference *work,
                 guint         index)
{
  const VmpMapping *mapping = &work->mappings[index];

  if (((mapping->start_addr | mapping->end_addr) & (work->arena_alignment - 1)) == 0 && is_open (mapping))
    g_array_append_val (work->full_arenas, index);
}

/* Go asks for its heap at these addresses, far below where the kernel puts what may lie anywhere. */
static gboolean
is_go_address (guint64 addr)
{
  static const guint64 hints[] = { G_GUINT64_CONSTANT (0xc000000000), G_GUINT64_CONSTANT (0x4000000000) };

  for (guint i = 0; i < G_N_ELEMENTS (hints); i++)
    {
      if (addr >= hints[i] && addr < hints[i] + 64 * GIB)
        return TRUE;
    }
  return FALSE;
}

static void
infer_go (VmpMapping *mapping)
{
  if (!is_go_address (mapping->start_addr) || !is_unnamed (mapping))
    return;
  if (is_open (mapping))
    set (mapping, VMP_MAPPING_MANAGED_HEAP, VMP_RULE_GO_HEAP);
}

/* --- the others --- */

static void
infer_bss (VmpMapping       *mapping,
           const VmpMapping *below)
{
  if (!is_open (mapping) || below == NULL)
    return;
  if (below->end_addr != mapping->start_addr || below->image == 0 || below->type == VMP_MAPPING_IMAGE_BSS ||
      below->permissions[1] != 'w')
    return;
  mapping->image = below->image;
  set (mapping, VMP_MAPPING_IMAGE_BSS, VMP_RULE_FOLLOWS_IMAGE);
}

static gboolean
runs_guests (const VmpAddressSpaceFacts *facts)
{
  static const char *const names[] = { "qemu-system-", "qemu-kvm", "kvm", "firecracker", "cloud-hypervisor", "crosvm" };
  const char *slash = facts->exe_path != NULL ? strrchr (facts->exe_path, '/') : NULL;

  for (guint i = 0; slash != NULL && i < G_N_ELEMENTS (names); i++)
    {
      if (g_str_has_prefix (slash + 1, names[i]))
        return TRUE;
    }
  return FALSE;
}

static gboolean
can_be_guest (const VmpMapping *mapping)
{
  return (mapping->type == VMP_MAPPING_PRIVATE_DATA || mapping->type == VMP_MAPPING_SHARED_MEMORY) &&
         mapping->permissions[1] == 'w' && get_bytes (mapping) >= LEAST_GUEST_BYTES;
}

/* The memory of a guest is the largest region; hypervisors keep it from their children ("dc"), which tells it from what else
 * is large. */
static void
infer_guest (VmpMapping *mappings,
             guint       n)
{
  VmpMapping *largest = NULL;

  for (guint i = 0; i < n; i++)
    {
      VmpMapping *mapping = &mappings[i];
      gboolean kept = has_flag (mapping, VMP_FLAG_DC);

      if (!can_be_guest (mapping))
        continue;
      if (largest == NULL || kept > has_flag (largest, VMP_FLAG_DC) ||
          (kept == has_flag (largest, VMP_FLAG_DC) && get_bytes (mapping) > get_bytes (largest)))
        largest = mapping;
    }
  if (largest != NULL)
    set (largest, VMP_MAPPING_GUEST_MEMORY, VMP_RULE_GUEST_SIZE);
}

void
vmp_inference_init (VmpInference    *self,
                    VmpAddressSpace *space)
{
  gboolean is_32_bit = space->n_mappings > 0 && space->mappings[space->n_mappings - 1].end_addr <= 4 * GIB;

  *self = (VmpInference) {
    .mappings = space->mappings, .n = space->n_mappings, .text = space->text->str, .facts = &space->facts,
    .full_arenas = g_array_new (FALSE, FALSE, sizeof (guint)),
    .arena_alignment = is_32_bit ? ARENA_ALIGNMENT_32 : ARENA_ALIGNMENT,
  };
  collect_pointers (self);
}

void
vmp_inference_ask (VmpInference *self,
                   guint         index)
{
  VmpMapping *mapping = &self->mappings[index];
  VmpMapping *below = index > 0 ? mapping - 1 : NULL;
  VmpMapping *above = index + 1 < self->n ? mapping + 1 : NULL;

  if (mapping->type != VMP_MAPPING_PRIVATE_DATA && mapping->type != VMP_MAPPING_GENERATED_CODE && !vmp_mapping_is_stack (mapping))
    return;
  infer_bss (mapping, below);
  infer_go (mapping);
  infer_stack (self, mapping, below);
  infer_arena (self, mapping, above);
  note_full_arena (self, index);
  find_owner (self, mapping);
}

gboolean
vmp_inference_finish (VmpInference *self)
{
  gboolean changed = self->has_arena && self->full_arenas->len > 0;

  for (guint i = 0; self->has_arena && i < self->full_arenas->len; i++)
    {
      VmpMapping *mapping = &self->mappings[g_array_index (self->full_arenas, guint, i)];

      if (mapping->type == VMP_MAPPING_PRIVATE_DATA)
        set (mapping, VMP_MAPPING_MALLOC_ARENA, VMP_RULE_ARENA_FULL);
    }
  if (runs_guests (self->facts))
    {
      infer_guest (self->mappings, self->n);
      changed = TRUE;
    }
  g_array_unref (self->pointers);
  g_array_unref (self->full_arenas);
  return changed;
}
