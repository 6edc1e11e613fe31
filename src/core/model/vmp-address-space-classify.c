/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides what each mapping of an address space is, as far as it says so itself. */

#include "config.h"

#include "vmp-address-space-private.h"

#include <string.h>

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

/* Of names in brackets. */
static const NameRule bracket_rules[] = {
  /* the kernel's own */
  KERNEL ("[heap]", MAIN_HEAP), KERNEL ("[stack]", MAIN_STACK), KERNEL ("[stack:", THREAD_STACK),
  KERNEL ("[vdso]", KERNEL_GATE), KERNEL ("[vvar", KERNEL_GATE), KERNEL ("[vsyscall]", KERNEL_GATE),
  KERNEL ("[vectors]", KERNEL_GATE), KERNEL ("[sigpage]", KERNEL_GATE), KERNEL ("[uprobes]", KERNEL_GATE),
  PATH ("[aio]", DEVICE),
  /* C libraries */
  NAMED ("[anon: glibc: malloc arena]", MALLOC_ARENA), NAMED ("[anon: glibc: malloc", MALLOC_BLOCK),
  NAMED ("[anon: glibc: loader malloc", MALLOC_BLOCK), NAMED ("[anon:libc_malloc", MALLOC_BLOCK),
  NAMED ("[anon: glibc: pthread", THREAD_STACK), NAMED ("[anon: glibc: unused stack", THREAD_STACK),
  NAMED ("[anon:stack_and_tls", THREAD_STACK), NAMED ("[anon:thread stack guard", THREAD_STACK),
  /* allocators */
  NAMED ("[anon:jemalloc", OTHER_ALLOCATOR), NAMED ("[anon:mimalloc", OTHER_ALLOCATOR),
  NAMED ("[anon:scudo:", OTHER_ALLOCATOR), NAMED ("[anon:GWP-ASan", OTHER_ALLOCATOR),
  NAMED ("[anon:tcmalloc", OTHER_ALLOCATOR), NAMED ("[anon:partition_alloc", OTHER_ALLOCATOR),
  NAMED ("[anon:Heap Layer", OTHER_ALLOCATOR),
  /* machine code that runtimes make */
  NAMED ("[anon:cpython:jit", GENERATED_CODE), NAMED ("[anon:js-executable-memory", GENERATED_CODE),
  NAMED ("[anon:zend_huge_code_pages", GENERATED_CODE),
  /* objects of runtimes */
  NAMED ("[anon: Go:", MANAGED_HEAP), NAMED ("[anon:OCaml:", MANAGED_HEAP), NAMED ("[anon: OCaml:", MANAGED_HEAP),
  NAMED ("[anon:js-gc-heap", MANAGED_HEAP), NAMED ("[anon:v8", MANAGED_HEAP), NAMED ("[anon:blink_gc", MANAGED_HEAP),
  NAMED ("[anon:zend_", MANAGED_HEAP), NAMED ("[anon:cpython:", MANAGED_HEAP), NAMED ("[anon:dalvik-", MANAGED_HEAP),
  NAMED ("[anon_shmem:", SHARED_MEMORY),
};

/* Of the others. */
static const NameRule path_rules[] = {
  PATH ("/dev/dri/", GRAPHICS), PATH ("/dev/nvidia", GRAPHICS), PATH ("/dev/kfd", GRAPHICS), PATH ("/dev/mali", GRAPHICS),
  PATH ("/dev/kgsl", GRAPHICS), PATH ("/drm mm object", GRAPHICS), PATH ("/i915 (deleted)", GRAPHICS),
  PATH ("/dmabuf:", GRAPHICS), PATH ("anon_inode:i915", GRAPHICS), PATH ("anon_inode:dmabuf", GRAPHICS),
  PATH ("/anon_hugepage", HUGE_TLB), PATH ("/dev/hugepages/", HUGE_TLB),
  PATH ("/dev/shm/", SHARED_MEMORY), PATH ("/SYSV", SHARED_MEMORY),
  /* what .NET writes machine code through, and where the JVM's ZGC has its objects */
  NAMED ("/memfd:doublemapper", GENERATED_CODE), NAMED ("/memfd:java_heap", MANAGED_HEAP),
  PATH ("/memfd:", SHARED_MEMORY), PATH ("/dev/zero", SHARED_MEMORY),
  PATH ("anon_inode:", DEVICE), PATH ("socket:", DEVICE), PATH ("/secretmem", DEVICE), PATH ("/[aio]", DEVICE),
  PATH ("/dev/", DEVICE),
};

typedef struct
{
  const char                 *text;
  const VmpAddressSpaceFacts *facts;
  const GArray               *images;         /* of VmpImage, sorted */
  guint32                     rule_name_at;   /* the name that was looked up last, and its rule */
  const NameRule             *rule;           /* nullable */
} Work;

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
  const NameRule *rules = name[0] == '[' ? bracket_rules : path_rules;
  guint n = name[0] == '[' ? G_N_ELEMENTS (bracket_rules) : G_N_ELEMENTS (path_rules);

  for (guint i = 0; name[0] != '\0' && i < n; i++)
    {
      if (g_str_has_prefix (name, rules[i].prefix))
        return &rules[i];
    }
  return NULL;
}

/* The rule of the name of @mapping, NULL for none; neighbours often have the same name. */
static const NameRule *
get_name_rule (Work             *work,
               const VmpMapping *mapping)
{
  if (mapping->name_at == 0)
    return NULL;
  if (mapping->name_at != work->rule_name_at)
    {
      work->rule = find_name_rule (work->text + mapping->name_at);
      work->rule_name_at = mapping->name_at;
    }
  return work->rule;
}

static int
compare_images (gconstpointer a,
                gconstpointer b)
{
  const VmpImage *one = a, *other = b;

  if (one->device != other->device)
    return one->device < other->device ? -1 : 1;
  return (one->inode > other->inode) - (one->inode < other->inode);
}

static gboolean
is_exe (const Work       *work,
        const VmpMapping *mapping)
{
  const VmpAddressSpaceFacts *facts = work->facts;

  if (mapping->inode == 0)
    return FALSE;
  if (facts->exe_inode == mapping->inode && facts->exe_device_major == mapping->device_major &&
      facts->exe_device_minor == mapping->device_minor)
    return TRUE;
  /* Some file systems have other devices and inodes in maps than stat() tells. */
  return facts->exe_path != NULL && strcmp (facts->exe_path, work->text + mapping->name_at) == 0;
}

/* Libraries of other systems' formats, and archives of classes, are read without being executable. */
static gboolean
has_image_name (const char *name)
{
  static const char *const ends[] = { ".dll", ".DLL", ".exe", ".jsa", ".so" };
  const char *dot = strrchr (name, '.');

  for (guint i = 0; dot != NULL && i < G_N_ELEMENTS (ends); i++)
    {
      if (strcmp (dot, ends[i]) == 0)
        return TRUE;
    }
  return FALSE;
}

static gboolean
is_in_memory (const Work       *work,
              const VmpMapping *mapping)
{
  const guint64 device = vmp_mapping_get_image (mapping).device;

  for (guint i = 0; i < work->facts->n_memory_devices; i++)
    {
      if (work->facts->memory_devices[i] == device)
        return TRUE;
    }
  return FALSE;
}

/* The first of equal images, so that all parts of a file have the same number; 0 if it is none. */
static guint32
find_image (const Work       *work,
            const VmpMapping *mapping)
{
  VmpImage image = vmp_mapping_get_image (mapping);
  guint low = 0, high = work->images->len;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (compare_images (&g_array_index (work->images, VmpImage, middle), &image) < 0)
        low = middle + 1;
      else
        high = middle;
    }
  if (low == work->images->len || compare_images (&g_array_index (work->images, VmpImage, low), &image) != 0)
    return 0;
  return low + 1;
}

static void
classify_file (const Work *work,
               VmpMapping *mapping)
{
  guint32 image = find_image (work, mapping);
  gboolean exe = is_exe (work, mapping);
  gboolean shared = mapping->permissions[3] == 's';

  if (image != 0 || exe)
    {
      mapping->image = image != 0 ? image : work->images->len + 1;
      set (mapping, exe ? VMP_MAPPING_PROGRAM_IMAGE : VMP_MAPPING_LIBRARY_IMAGE,
           exe ? VMP_RULE_EXE_FILE : VMP_RULE_EXECUTABLE_FILE);
    }
  else if (shared && is_in_memory (work, mapping))
    set (mapping, VMP_MAPPING_SHARED_MEMORY, VMP_RULE_MEMORY_FILE);
  else if (has_image_name (work->text + mapping->name_at))
    set (mapping, VMP_MAPPING_LIBRARY_IMAGE, VMP_RULE_IMAGE_NAME);
  else
    set (mapping, shared ? VMP_MAPPING_FILE_SHARED : VMP_MAPPING_FILE_PRIVATE, VMP_RULE_FILE);
}

static void
classify_named (const Work     *work,
                VmpMapping     *mapping,
                const NameRule *rule)
{
  gboolean program = rule->rule == VMP_RULE_PROGRAM_NAME;
  gboolean executable = mapping->permissions[2] == 'x';

  set (mapping, rule->type, rule->rule);
  if (program && vmp_mapping_allows_nothing (mapping))
    set (mapping, rule->type == VMP_MAPPING_THREAD_STACK ? VMP_MAPPING_GUARD : VMP_MAPPING_RESERVED, VMP_RULE_RESERVED_NAME);
  else if (rule->type == VMP_MAPPING_SHARED_MEMORY && is_exe (work, mapping))
    classify_file (work, mapping);
  else if (executable && (rule->type == VMP_MAPPING_SHARED_MEMORY || rule->type == VMP_MAPPING_MANAGED_HEAP))
    set (mapping, VMP_MAPPING_GENERATED_CODE, VMP_RULE_EXECUTABLE_MEMORY);
  else if (rule->type == VMP_MAPPING_SHARED_MEMORY && mapping->permissions[3] == 'p' &&
           g_str_has_prefix (rule->prefix, "/dev/zero"))
    set (mapping, VMP_MAPPING_PRIVATE_DATA, VMP_RULE_PATH);
}

/* By the mapping alone. */
static void
classify_one (Work       *work,
              VmpMapping *mapping)
{
  const NameRule *rule = get_name_rule (work, mapping);

  if ((mapping->flag_bits & VMP_FLAG_HT) != 0)
    set (mapping, VMP_MAPPING_HUGE_TLB, VMP_RULE_KERNEL_FLAGS);
  else if (rule != NULL)
    classify_named (work, mapping, rule);
  else if ((mapping->flag_bits & (VMP_FLAG_IO | VMP_FLAG_PF)) != 0)
    set (mapping, VMP_MAPPING_DEVICE, VMP_RULE_KERNEL_FLAGS);
  else if (mapping->inode != 0 || work->text[mapping->name_at] == '/')
    classify_file (work, mapping);
  else if (mapping->permissions[2] == 'x')
    set (mapping, VMP_MAPPING_GENERATED_CODE, VMP_RULE_EXECUTABLE_MEMORY);
  else if (vmp_mapping_allows_nothing (mapping))
    set (mapping, VMP_MAPPING_RESERVED, VMP_RULE_NO_ACCESS);
  else if (mapping->permissions[3] == 's')
    set (mapping, VMP_MAPPING_SHARED_MEMORY, VMP_RULE_KERNEL_FLAGS);
  else
    set (mapping, VMP_MAPPING_PRIVATE_DATA, mapping->name_at != 0 ? VMP_RULE_PROGRAM_NAME : VMP_RULE_NOTHING_ELSE);
}

static void
sum_up (VmpAddressSpace *space,
        VmpTally        *tallies,
        gboolean         has_sizes)
{
  memset (tallies, 0, VMP_N_MAPPING_TYPES * sizeof *tallies);
  for (guint i = 0; i < space->n_mappings; i++)
    vmp_tallies_add (tallies, &space->mappings[i], has_sizes);
}

void
vmp_address_space_classify (VmpAddressSpace *space,
                            GArray          *images,
                            gboolean         has_sizes)
{
  const guint n = space->n_mappings;
  Work work = { .text = space->text->str, .facts = &space->facts, .images = images };
  g_autoptr (GArray) stacks = g_array_new (FALSE, FALSE, sizeof (guint));
  VmpTally tallies[VMP_N_MAPPING_TYPES] = { 0 };
  VmpInference inference;

  g_array_sort (images, compare_images);
  vmp_inference_init (&inference, space);
  /* Each is classified before its lower neighbour is asked and counted after its upper one was, which may have said what it is:
   * so each is looked at while it is in the cache, once. */
  for (guint i = 0; i <= n; i++)
    {
      if (i < n)
        classify_one (&work, &space->mappings[i]);
      if (i > 0)
        {
          vmp_inference_ask (&inference, i - 1);
          if (vmp_mapping_is_stack (&space->mappings[i - 1]))
            {
              guint stack = i - 1;

              g_array_append_val (stacks, stack);
            }
        }
      if (i > 1)
        vmp_tallies_add (tallies, &space->mappings[i - 2], has_sizes);
    }
  if (n > 0)
    vmp_tallies_add (tallies, &space->mappings[n - 1], has_sizes);
  if (vmp_inference_finish (&inference))
    sum_up (space, tallies, has_sizes);
  vmp_address_space_take_tallies (space, tallies, has_sizes);
  vmp_address_space_take_stacks (space, stacks);
}
