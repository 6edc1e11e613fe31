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

/* A file of which a part is executable. */
typedef struct
{
  guint64 device, inode;
} Image;

typedef struct
{
  const char                 *text;
  const VmpAddressSpaceFacts *facts;
  GArray                     *images;         /* owned; of Image, sorted */
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
collect_images (Work             *work,
                const VmpMapping *mappings,
                guint             n)
{
  work->images = g_array_new (FALSE, FALSE, sizeof (Image));
  for (guint i = 0; i < n; i++)
    {
      Image image = image_of (&mappings[i]);

      if (image.inode != 0 && mappings[i].permissions[2] == 'x')
        g_array_append_val (work->images, image);
    }
  g_array_sort (work->images, compare_images);
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
  const guint64 device = image_of (mapping).device;

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

void
vmp_mappings_classify (VmpMapping                 *mappings,
                       guint                       n,
                       const char                 *text,
                       const VmpAddressSpaceFacts *facts)
{
  Work work = { .text = text, .facts = facts };

  collect_images (&work, mappings, n);
  for (guint i = 0; i < n; i++)
    classify_one (&work, &mappings[i]);
  g_array_unref (work.images);
  vmp_mappings_infer (mappings, n, text, facts);
}
