/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides what each mapping of an address space is. */

#include "config.h"

#include "vmp-address-space-private.h"

#include "core/kernel/vmp-cursor.h"

#include <string.h>

/* glibc reserves the heaps of its arenas in pieces of HEAP_MAX_SIZE, aligned to that. */
#define ARENA_ALIGNMENT (G_GUINT64_CONSTANT (64) * 1024 * 1024)
/* Larger regions without access below a stack are something else that ends there. */
#define LARGEST_GUARD_BYTES (1024 * 1024)

/* First match wins. */
typedef struct
{
  const char     *prefix;
  VmpMappingType  type;
  VmpMappingRule  rule;
} NameRule;

#define KERNEL(prefix, id) { prefix, VMP_MAPPING_##id, VMP_RULE_KERNEL_NAME }
#define NAMED(prefix, id) { prefix, VMP_MAPPING_##id, VMP_RULE_PROGRAM_NAME }
#define PATH(prefix, id) { prefix, VMP_MAPPING_##id, VMP_RULE_PATH }

static const NameRule name_rules[] = {
  KERNEL ("[heap]", MAIN_HEAP), KERNEL ("[stack]", MAIN_STACK),
  KERNEL ("[vdso]", KERNEL_GATE), KERNEL ("[vvar", KERNEL_GATE), KERNEL ("[vsyscall]", KERNEL_GATE),
  KERNEL ("[vectors]", KERNEL_GATE), KERNEL ("[sigpage]", KERNEL_GATE), KERNEL ("[uprobes]", KERNEL_GATE),
  NAMED ("[anon: glibc: malloc arena]", MALLOC_ARENA), NAMED ("[anon: glibc: malloc", MALLOC_BLOCK),
  NAMED ("[anon: glibc: loader malloc", MALLOC_BLOCK), NAMED ("[anon:libc_malloc", MALLOC_BLOCK),
  NAMED ("[anon: glibc: pthread", THREAD_STACK), NAMED ("[anon: glibc: unused stack", THREAD_STACK),
  NAMED ("[anon:stack_and_tls", THREAD_STACK),
  NAMED ("[anon:jemalloc", OTHER_ALLOCATOR), NAMED ("[anon:mimalloc", OTHER_ALLOCATOR),
  NAMED ("[anon:scudo:", OTHER_ALLOCATOR), NAMED ("[anon:Heap Layer", OTHER_ALLOCATOR),
  NAMED ("[anon: Go:", MANAGED_HEAP), NAMED ("[anon:OCaml:", MANAGED_HEAP), NAMED ("[anon: OCaml:", MANAGED_HEAP),
  NAMED ("[anon:js-gc-heap", MANAGED_HEAP), NAMED ("[anon:v8", MANAGED_HEAP),
  NAMED ("[anon:Zend", MANAGED_HEAP), NAMED ("[anon:cpython:", MANAGED_HEAP),
  NAMED ("[anon_shmem:", SHARED_MEMORY),
  PATH ("/dev/dri/", GRAPHICS), PATH ("/dev/nvidia", GRAPHICS), PATH ("/drm mm object", GRAPHICS),
  PATH ("/dmabuf:", GRAPHICS), PATH ("anon_inode:i915", GRAPHICS), PATH ("anon_inode:dmabuf", GRAPHICS),
  PATH ("/anon_hugepage", HUGE_TLB),
  PATH ("/dev/shm/", SHARED_MEMORY), PATH ("/SYSV", SHARED_MEMORY), PATH ("/memfd:", SHARED_MEMORY),
  PATH ("/dev/zero", SHARED_MEMORY), PATH ("anon_inode:", DEVICE), PATH ("/secretmem", DEVICE), PATH ("[aio]", DEVICE),
  PATH ("/[aio]", DEVICE), PATH ("/dev/", DEVICE),
};

/* A file of which a part is executable. */
typedef struct
{
  guint64 device, inode;
} Image;

typedef struct
{
  VmpMapping                 *mappings;
  guint                       n;
  const char                 *text;
  const VmpAddressSpaceFacts *facts;
  GArray                     *images;   /* owned; of Image, sorted */
  GArray                     *pointers; /* owned; of VmpThread, those with a known stack pointer, sorted by it */
  gboolean                    has_arena;
} Work;

static gboolean
has_flag (const VmpMapping *mapping,
          VmpFlagBits       bits)
{
  return (mapping->flag_bits & bits) != 0;
}

static gboolean
allows_nothing (const VmpMapping *mapping)
{
  return memcmp (mapping->permissions, "---", 3) == 0;
}

static gboolean
is_unnamed (const VmpMapping *mapping,
            const char       *permissions)
{
  return mapping->name_at == 0 && mapping->inode == 0 && strcmp (mapping->permissions, permissions) == 0;
}

static void
set (VmpMapping     *mapping,
     VmpMappingType  type,
     VmpMappingRule  rule)
{
  mapping->type = type;
  mapping->rule = rule;
}

static const NameRule *
find_name_rule (const char *name)
{
  for (guint i = 0; name[0] != '\0' && i < G_N_ELEMENTS (name_rules); i++)
    {
      if (g_str_has_prefix (name, name_rules[i].prefix))
        return &name_rules[i];
    }
  return NULL;
}

static int
compare_images (gconstpointer a,
                gconstpointer b)
{
  const Image *one = a, *other = b;

  if (one->device != other->device)
    return one->device < other->device ? -1 : 1;
  return (one->inode > other->inode) - (one->inode < other->inode);
}

static Image
image_of (const VmpMapping *mapping)
{
  return (Image) { (guint64) mapping->device_major << 32 | mapping->device_minor, mapping->inode };
}

static void
collect_images (Work *work)
{
  work->images = g_array_new (FALSE, FALSE, sizeof (Image));
  for (guint i = 0; i < work->n; i++)
    {
      Image image = image_of (&work->mappings[i]);

      if (image.inode != 0 && work->mappings[i].permissions[2] == 'x')
        g_array_append_val (work->images, image);
    }
  g_array_sort (work->images, compare_images);
}

static gboolean
is_exe (const Work       *work,
        const VmpMapping *mapping)
{
  const VmpAddressSpaceFacts *facts = work->facts;

  if (facts->exe_inode == 0)
    return facts->exe_path != NULL && strcmp (facts->exe_path, work->text + mapping->name_at) == 0;
  if (facts->exe_inode != mapping->inode)
    return FALSE;
  if (facts->exe_device_major == mapping->device_major && facts->exe_device_minor == mapping->device_minor)
    return TRUE;
  return facts->exe_path != NULL && strcmp (facts->exe_path, work->text + mapping->name_at) == 0;
}

/* The first of equal images, so that all parts of a file have the same number; 0 if it is none. */
static guint32
find_image (const Work       *work,
            const VmpMapping *mapping)
{
  Image image = image_of (mapping);
  guint low = 0, high = work->images->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_images (&g_array_index (work->images, Image, middle), &image) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == work->images->len || compare_images (&g_array_index (work->images, Image, low), &image) != 0)
    return 0;
  return low + 1;
}

static void
classify_file (const Work *work,
               VmpMapping *mapping)
{
  guint32 image = find_image (work, mapping);

  if (image != 0 || is_exe (work, mapping))
    {
      gboolean exe = is_exe (work, mapping);

      mapping->image = image != 0 ? image : work->images->len + 1;
      set (mapping, exe ? VMP_MAPPING_PROGRAM_IMAGE : VMP_MAPPING_LIBRARY_IMAGE,
           exe ? VMP_RULE_EXE_FILE : VMP_RULE_EXECUTABLE_FILE);
    }
  else
    set (mapping, mapping->permissions[3] == 's' ? VMP_MAPPING_FILE_SHARED : VMP_MAPPING_FILE_PRIVATE, VMP_RULE_FILE);
}

static void
classify_named (VmpMapping     *mapping,
                const NameRule *rule)
{
  gboolean program = rule->rule == VMP_RULE_PROGRAM_NAME;
  gboolean executable = mapping->permissions[2] == 'x';

  set (mapping, rule->type, rule->rule);
  if (program && allows_nothing (mapping))
    set (mapping, rule->type == VMP_MAPPING_THREAD_STACK ? VMP_MAPPING_GUARD : VMP_MAPPING_RESERVED, VMP_RULE_RESERVED_NAME);
  else if (executable && (rule->type == VMP_MAPPING_SHARED_MEMORY || rule->type == VMP_MAPPING_MANAGED_HEAP))
    set (mapping, VMP_MAPPING_GENERATED_CODE, VMP_RULE_EXECUTABLE_MEMORY);
}

/* By the mapping alone. */
static void
classify_one (const Work *work,
              VmpMapping *mapping)
{
  const char *name = work->text + mapping->name_at;
  const NameRule *rule = find_name_rule (name);

  if (has_flag (mapping, VMP_FLAG_HT))
    set (mapping, VMP_MAPPING_HUGE_TLB, VMP_RULE_KERNEL_FLAGS);
  else if (rule != NULL)
    classify_named (mapping, rule);
  else if (has_flag (mapping, VMP_FLAG_IO) || has_flag (mapping, VMP_FLAG_PF))
    set (mapping, VMP_MAPPING_DEVICE, VMP_RULE_KERNEL_FLAGS);
  else if (mapping->inode != 0 || name[0] == '/')
    classify_file (work, mapping);
  else if (mapping->permissions[2] == 'x')
    set (mapping, VMP_MAPPING_GENERATED_CODE, VMP_RULE_EXECUTABLE_MEMORY);
  else if (allows_nothing (mapping))
    set (mapping, VMP_MAPPING_RESERVED, VMP_RULE_NO_ACCESS);
  else if (mapping->permissions[3] == 's')
    set (mapping, VMP_MAPPING_SHARED_MEMORY, VMP_RULE_KERNEL_FLAGS);
  else
    set (mapping, VMP_MAPPING_PRIVATE_DATA, name[0] != '\0' ? VMP_RULE_PROGRAM_NAME : VMP_RULE_NOTHING_ELSE);
}

static int
compare_pointers (gconstpointer a,
                  gconstpointer b)
{
  const VmpThread *one = a, *other = b;

  return (one->stack_pointer_addr > other->stack_pointer_addr) - (one->stack_pointer_addr < other->stack_pointer_addr);
}

static void
collect_pointers (Work *work)
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
find_thread (const Work       *work,
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

/* The number in "[anon: glibc: pthread stack: 12]"; 0 if the name has none. */
static gint32
thread_of_name (const char *name)
{
  static const char *const prefixes[] = { "[anon: glibc: pthread stack: ", "[anon: glibc: pthread user stack: " };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      VmpCursor digits = { name + strlen (prefixes[i]), name + strlen (name) };
      guint64 tid;

      if (!g_str_has_prefix (name, prefixes[i]))
        continue;
      if (vmp_cursor_read_u64 (&digits, &tid) && tid <= G_MAXINT32 && vmp_cursor_skip_char (&digits, ']'))
        return (gint32) tid;
    }
  return 0;
}

static void
find_owner (const Work *work,
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
infer_stack (const Work *work,
             VmpMapping *mapping,
             VmpMapping *below)
{
  gboolean guarded = below != NULL && is_unnamed (below, "---p") && below->end_addr == mapping->start_addr &&
                     below->end_addr - below->start_addr <= LARGEST_GUARD_BYTES;
  gboolean advised = has_flag (mapping, VMP_FLAG_NH);

  if (mapping->type == VMP_MAPPING_PRIVATE_DATA && is_unnamed (mapping, "rw-p"))
    {
      if (find_thread (work, mapping) != 0)
        set (mapping, VMP_MAPPING_THREAD_STACK, VMP_RULE_STACK_POINTER);
      else if (advised && (guarded || has_flag (mapping, VMP_FLAG_GU)))
        set (mapping, VMP_MAPPING_THREAD_STACK, VMP_RULE_STACK_SHAPE);
    }
  if (guarded && (mapping->type == VMP_MAPPING_THREAD_STACK || mapping->type == VMP_MAPPING_MAIN_STACK))
    set (below, VMP_MAPPING_GUARD, VMP_RULE_BELOW_STACK);
}

/* An arena's heap is a rw-p head and, up to the next multiple of 64 MiB, its ---p rest. Heads of several pieces may have
 * grown together. */
static void
infer_arena (Work       *work,
             VmpMapping *mapping,
             VmpMapping *above)
{
  if (mapping->type != VMP_MAPPING_PRIVATE_DATA || !is_unnamed (mapping, "rw-p") ||
      mapping->start_addr % ARENA_ALIGNMENT != 0)
    return;
  if (above == NULL || above->start_addr != mapping->end_addr || !is_unnamed (above, "---p") ||
      above->end_addr % ARENA_ALIGNMENT != 0 || above->end_addr - above->start_addr >= ARENA_ALIGNMENT)
    return;
  work->has_arena = TRUE;
  set (mapping, VMP_MAPPING_MALLOC_ARENA, VMP_RULE_ARENA_SHAPE);
  set (above, VMP_MAPPING_RESERVED, VMP_RULE_ARENA_REST);
}

/* A head that fills its piece has no rest to know it by: it is believed if the process has arenas at all. */
static void
infer_full_arena (const Work *work,
                  VmpMapping *mapping)
{
  if (work->has_arena && mapping->type == VMP_MAPPING_PRIVATE_DATA && is_unnamed (mapping, "rw-p") &&
      mapping->start_addr % ARENA_ALIGNMENT == 0 && mapping->end_addr % ARENA_ALIGNMENT == 0)
    set (mapping, VMP_MAPPING_MALLOC_ARENA, VMP_RULE_ARENA_FULL);
}

static void
infer_bss (VmpMapping       *mapping,
           const VmpMapping *below)
{
  if (mapping->type != VMP_MAPPING_PRIVATE_DATA || !is_unnamed (mapping, "rw-p") || below == NULL)
    return;
  if (below->end_addr != mapping->start_addr || below->image == 0 || below->type == VMP_MAPPING_IMAGE_BSS ||
      below->permissions[1] != 'w')
    return;
  mapping->image = below->image;
  set (mapping, VMP_MAPPING_IMAGE_BSS, VMP_RULE_FOLLOWS_IMAGE);
}

void
vmp_mappings_classify (VmpMapping                 *mappings,
                       guint                       n,
                       const char                 *text,
                       const VmpAddressSpaceFacts *facts)
{
  Work work = { mappings, n, text, facts };

  collect_images (&work);
  collect_pointers (&work);
  for (guint i = 0; i < n; i++)
    classify_one (&work, &mappings[i]);
  for (guint i = 0; i < n; i++)
    {
      VmpMapping *below = i > 0 ? &mappings[i - 1] : NULL;

      infer_bss (&mappings[i], below);
      infer_stack (&work, &mappings[i], below);
      infer_arena (&work, &mappings[i], i + 1 < n ? &mappings[i + 1] : NULL);
    }
  for (guint i = 0; i < n; i++)
    {
      infer_full_arena (&work, &mappings[i]);
      find_owner (&work, &mappings[i]);
    }
  g_array_unref (work.images);
  g_array_unref (work.pointers);
}
