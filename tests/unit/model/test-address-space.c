/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What each mapping is taken for, and that types are a partition of the whole. */

#include "config.h"

#include "core/model/vmp-address-space.h"

#include <string.h>

/* One case: text of maps with a flags line where wanted; the types of its mappings in order. */
typedef struct
{
  const char *name;
  const char *text;
  const char *keys;     /* type/rule of each mapping */
} Case;

#define SIZE "Size: 4 kB\nRss: 4 kB\n"

static const Case cases[] = {
  { "program", "1000-2000 r--p 00000000 08:01 7 /bin/x\n2000-3000 r-xp 00001000 08:01 7 /bin/x\n"
               "3000-4000 rw-p 00002000 08:01 7 /bin/x\n4000-5000 rw-p 00000000 00:00 0\n"
               "5000-6000 rw-p 00000000 00:00 0 [heap]\n",
    "program-image/exe-file program-image/exe-file program-image/exe-file image-bss/follows-image main-heap/kernel-name" },
  { "library", "1000-2000 r-xp 00000000 08:01 9 /lib/l.so (deleted)\n3000-4000 r--p 00002000 08:01 9 /lib/l.so (deleted)\n",
    "library-image/executable-file library-image/executable-file" },
  { "files", "1000-2000 r--p 00000000 08:01 3 /a\\012b\n2000-3000 rw-s 00000000 08:01 4 /c <b>\n", "file-private/file file-shared/file" },
  { "shared", "1000-2000 rw-s 0 00:01 3 /dev/zero (deleted)\n2000-3000 rw-s 0 00:01 4 /memfd:n (deleted)\n"
              "3000-4000 rw-s 0 00:01 5 /SYSV00000000 (deleted)\n4000-5000 r-xs 0 00:01 6 /memfd:doublemapper (deleted)\n",
    "shared-memory/path shared-memory/path shared-memory/path generated-code/program-name" },
  { "glibc-names", "1000-2000 rw-p 0 00:00 0 [anon: glibc: malloc]\n2000-3000 rw-p 0 00:00 0 [anon: glibc: malloc arena]\n"
                   "3000-4000 ---p 0 00:00 0 [anon: glibc: malloc arena]\n"
                   "4000-5000 rw-p 0 00:00 0 [anon: glibc: pthread stack: 12]\n",
    "malloc-block/program-name malloc-arena/program-name reserved/reserved-name thread-stack/program-name" },
  { "glibc-rest", "1000-2000 rw-p 0 00:00 0 [anon: glibc: loader malloc]\n2000-3000 rw-p 0 00:00 0 [anon: glibc: pthread user stack: 13]\n"
                  "3000-4000 ---p 0 00:00 0 [anon: glibc: pthread stack: 12]\n4000-5000 rw-p 0 00:00 0 [anon: glibc: unused stack]\n"
                  "5000-6000 rw-p 0 00:00 0 [anon: glibc: fopen]\n",
    "malloc-block/program-name thread-stack/program-name guard/reserved-name thread-stack/program-name private-data/program-name" },
  { "go-names", "c000000000-c000400000 rw-p 0 00:00 0 [anon: Go: heap]\nc000400000-c004000000 ---p 0 00:00 0 [anon: Go: heap reservation]\n"
                "7f0000000000-7f0000001000 rw-p 0 00:00 0 [anon: Go: page summary]\n"
                "7f0000001000-7f0000002000 rw-p 0 00:00 0 [anon: Go: allspans array]\n",
    "managed-heap/program-name reserved/reserved-name managed-heap/program-name managed-heap/program-name" },
  { "runtime-names", "1000-2000 rw-p 0 00:00 0 [anon:OCaml: minor heap]\n2000-3000 rw-p 0 00:00 0 [anon:zend_alloc]\n"
                     "3000-4000 r-xp 0 00:00 0 [anon:zend_huge_code_pages]\n4000-5000 rw-p 0 00:00 0 [anon:v8]\n"
                     "5000-6000 rwxp 0 00:00 0 [anon:v8]\n6000-7000 rw-p 0 00:00 0 [anon:js-gc-heap]\n"
                     "7000-8000 r-xp 0 00:00 0 [anon:js-executable-memory]\n8000-9000 rw-p 0 00:00 0 [anon:cpython:obmalloc]\n"
                     "9000-a000 r-xp 0 00:00 0 [anon:cpython:jit]\n",
    "managed-heap/program-name managed-heap/program-name generated-code/program-name managed-heap/program-name "
    "generated-code/executable-memory managed-heap/program-name generated-code/program-name managed-heap/program-name "
    "generated-code/program-name" },
  { "allocator-names", "1000-2000 rw-p 0 00:00 0 [anon:jemalloc_pg_overcommit]\n2000-3000 rw-p 0 00:00 0 [anon:scudo:primary]\n"
                       "3000-4000 rw-p 0 00:00 0 [anon:partition_alloc]\n4000-5000 rw-p 0 00:00 0 [anon:tcmalloc_region_NORMAL]\n"
                       "5000-6000 rw-p 0 00:00 0 [anon:Heap Layer]\n6000-7000 ---p 0 00:00 0 [anon:scudo:primary]\n",
    "other-allocator/program-name other-allocator/program-name other-allocator/program-name other-allocator/program-name "
    "other-allocator/program-name reserved/reserved-name" },
  { "runtime-files", "1000-2000 rw-s 0 00:01 3 /memfd:doublemapper (deleted)\n2000-3000 rw-s 0 00:01 4 /memfd:java_heap (deleted)\n"
                     "3000-4000 r--p 0 08:01 5 /usr/lib/jvm/classes.jsa\n4000-5000 r--s 0 08:01 6 /usr/lib/jvm/modules\n"
                     "5000-6000 r--p 0 08:01 9 /usr/lib/dotnet/System.Private.CoreLib.dll\n",
    "generated-code/program-name managed-heap/program-name library-image/image-name file-shared/file library-image/image-name" },
  { "other-names", "1000-2000 rw-p 0 00:00 0 [anon: Go: heap]\n2000-3000 rw-p 0 00:00 0 [anon:jemalloc_pg]\n"
                   "3000-4000 rw-p 0 00:00 0 [anon:mimalloc]\n4000-5000 rw-p 0 00:00 0 [anon:mine]\n",
    "managed-heap/program-name other-allocator/program-name other-allocator/program-name private-data/program-name" },
  { "arena", "7f0000000000-7f0000021000 rw-p 0 00:00 0\n7f0000021000-7f0004000000 ---p 0 00:00 0\n",
    "malloc-arena/arena-shape reserved/arena-rest" },
  { "no-arena", "7f0000000000-7f0000021000 rw-p 0 00:00 0\n7f0000022000-7f0004000000 ---p 0 00:00 0\n",
    "private-data/nothing-else reserved/no-access" },
  { "arena-and-guard", "7f0000000000-7f0000021000 rw-p 0 00:00 0\n7f0000021000-7f0004001000 ---p 0 00:00 0\n",
    "malloc-arena/arena-shape reserved/arena-rest" },
  { "arena-32-bit", "f7000000-f7021000 rw-p 0 00:00 0\nf7021000-f7100000 ---p 0 00:00 0\n", "malloc-arena/arena-shape reserved/arena-rest" },
  { "arena-64-bit", "7f0000100000-7f0000121000 rw-p 0 00:00 0\n7f0000121000-7f0000200000 ---p 0 00:00 0\n",
    "private-data/nothing-else reserved/no-access" },
  /* looks like an arena, and a stack pointer lies in it */
  { "go", "c000000000-c000400000 rw-p 0 00:00 0\nc000400000-c004000000 ---p 0 00:00 0\n", "managed-heap/go-heap reserved/no-access" },
  { "executable-stack", "1000-2000 ---p 00000000 00:00 0\n" SIZE "VmFlags: mr mw me nh\n"
                        "2000-3000 rwxp 00000000 00:00 0\n" SIZE "VmFlags: rd wr ex mr nh\n",
    "guard/below-stack thread-stack/stack-shape" },
  { "guards-within", "2000-3000 rw-p 00000000 00:00 0\n" SIZE "VmFlags: rd wr mr nh gu\n", "thread-stack/stack-shape" },
  { "old-stack-name", "2000-3000 rw-p 0 00:00 0 [stack:17]\n", "thread-stack/kernel-name" },
  { "pointer-in-heap", "b000-7f0000000000 rw-p 0 00:00 0\n", "private-data/nothing-else" },
  { "memory-files", "1000-2000 rw-s 0 00:2a 3 /run/x\n2000-3000 r--p 0 00:2a 3 /run/x\n3000-4000 rw-p 0 00:05 4 /dev/zero\n"
                    "4000-5000 r-xs 0 00:2a 7 /run/y\n",
    "shared-memory/memory-file file-private/file private-data/path library-image/executable-file" },
  { "stack", "1000-2000 ---p 00000000 00:00 0\n" SIZE "VmFlags: mr mw me nh\n"
             "2000-9000 rw-p 00000000 00:00 0\n" SIZE "VmFlags: rd wr mr nh zq\n",
    "guard/below-stack thread-stack/stack-shape" },
  { "stack-pointer", "1000-2000 rw-p 0 00:00 0\nb000-c000 rw-p 0 00:00 0\n", "private-data/nothing-else thread-stack/stack-pointer" },
  { "flags", "1000-2000 rw-p 00000000 00:00 0\n" SIZE "VmFlags: rd wr ht\n2000-3000 rw-s 00000000 00:05 9 /x\n" SIZE "VmFlags: io pf\n",
    "huge-tlb/kernel-flags device/kernel-flags" },
  { "special", "1000-2000 rw-s 0 00:05 9 /dev/dri/card0\n2000-3000 rw-s 0 00:05 9 anon_inode:[perf_event]\n"
               "3000-4000 rwxp 0 00:00 0\n7ff000-800000 r-xp 0 00:00 0 [vdso]\n900000-901000 rw-p 0 00:00 0 [stack]\n",
    "graphics/path device/path generated-code/executable-memory kernel-gate/kernel-name main-stack/kernel-name" },
};

static void
test_types (gconstpointer data)
{
  static const VmpThread threads[] = { { 12, "worker", 0xbff0 }, { 13, "go", 0xc000200000 } };
  static const guint64 memory_devices[] = { 0x2a };
  const VmpAddressSpaceFacts facts = {
    .exe_inode = 7, .exe_device_major = 8, .exe_device_minor = 1, .threads = threads, .n_threads = 2,
    .memory_devices = memory_devices, .n_memory_devices = 1,
  };
  const Case *one = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (one->text, strlen (one->text), &facts, &error);
  g_autoptr (GString) keys = g_string_new (NULL);

  g_assert_no_error (error);
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      g_string_append_printf (keys, "%s%s/%s", i > 0 ? " " : "", vmp_mapping_type_get (mapping->type)->key,
                              vmp_mapping_rule_get (mapping->rule)->key);
    }
  g_assert_cmpstr (keys->str, ==, one->keys);
}

/* Only programs that run virtual machines have guests, in the largest of what they keep from their children. */
static void
test_guest (void)
{
  const char *text = "7f0000000000-7f0010000000 rw-p 00000000 00:00 0\nVmFlags: rd wr dc hg mg\n"
                     "7f0020000000-7f0050000000 rw-p 00000000 00:00 0\nVmFlags: rd wr\n"
                     "7f0060000000-7f0062000000 rw-p 00000000 00:00 0\nVmFlags: rd wr dc hg mg\n";
  static const char *const paths[] = { "/usr/bin/qemu-system-x86_64", "/usr/bin/qemu-x86_64" };

  for (guint i = 0; i < G_N_ELEMENTS (paths); i++)
    {
      const VmpAddressSpaceFacts facts = { .exe_path = paths[i] };
      g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();
      g_autoptr (VmpAddressSpace) space = NULL;
      VmpMapsParser parser;
      VmpSmapsEntry entry;

      vmp_maps_parser_init (&parser, text, strlen (text));
      while (vmp_maps_parser_next_smaps (&parser, &entry, NULL))
        vmp_address_space_builder_add (builder, &entry);
      space = vmp_address_space_builder_finish (g_steal_pointer (&builder), &facts);
      g_assert_cmpint (vmp_address_space_get_sum (space, VMP_MAPPING_GUEST_MEMORY)->size_bytes, ==, i == 0 ? 0x10000000 : 0);
    }
}

/* Parts of one file are one image, its bss too; another file is another. */
static void
test_images (void)
{
  const char *text = "1000-2000 r--p 0 08:01 7 /bin/x\n2000-3000 r-xp 1000 08:01 7 /bin/x\n3000-4000 rw-p 2000 08:01 7 /bin/x\n"
                     "4000-5000 rw-p 0 00:00 0\n7000-8000 r-xp 0 08:01 8 /lib/l.so\n8000-9000 ---p 1000 08:01 8 /lib/l.so\n"
                     "9000-a000 rw-p 0 00:00 0\na000-b000 r--p 0 08:01 9 /data\n";
  static const guint expected[] = { 1, 1, 1, 1, 2, 2, 0, 0 };
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (text, strlen (text), NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpuint (vmp_address_space_get (space, i)->image, ==, expected[i]);
}

/* memfd and the like are always called deleted. */
static void
test_deleted (void)
{
  const char *text = "1000-2000 r--p 0 08:01 7 /usr/lib/x (deleted)\n2000-3000 rw-s 0 00:01 4 /memfd:n (deleted)\n"
                     "3000-4000 rw-s 0 00:1a 5 /dev/shm/x (deleted)\n4000-5000 r--p 0 00:1a 6 / (deleted)\n";
  static const gboolean expected[] = { TRUE, FALSE, TRUE, TRUE };
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (text, strlen (text), NULL, NULL);

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    g_assert_cmpint ((vmp_address_space_get (space, i)->overlays & VMP_OVERLAY_DELETED) != 0, ==, expected[i]);
}

static void
test_kept (void)
{
  const char *text = "1000-3000 rwxp 00000000 00:00 0 [anon:a]\nSize: 8 kB\nRss: 4 kB\nSwap: 4 kB\nVmFlags: rd zq\n"
                     "3000-4000 rw-p 00000000 00:00 0 [anon:a]\nSize: 4 kB\nRss: 0 kB\nSwap: 0 kB\nVmFlags: rd zq\n";
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (text, strlen (text), NULL, NULL);
  const VmpMapping *mapping = vmp_address_space_get (space, 0);

  g_assert_cmpuint (mapping->name_at, ==, vmp_address_space_get (space, 1)->name_at);
  g_assert_cmpstr (vmp_address_space_get_name (space, mapping), ==, "[anon:a]");
  g_assert_cmpstr (vmp_address_space_get_flags (space, mapping), ==, "rd zq");
  g_assert_cmpuint (mapping->overlays, ==, VMP_OVERLAY_SWAPPED | VMP_OVERLAY_WRITE_EXECUTE);
  g_assert_cmpint (vmp_mapping_get_size (mapping, VMP_MAPPING_RSS), ==, 4096);
  g_assert_true (vmp_mapping_get_size (mapping, VMP_MAPPING_PSS) == VMP_MISSING);
}

static void
test_numbers (void)
{
  const char *text = "1000-3000 rw-p 00000000 00:00 0\nSize: 8 kB\nKernelPageSize: 4 kB\nMMUPageSize: 2048 kB\nNew_Thing: 12 kB\n"
                     "Rss: 4 kB\nTHPeligible: 0\nProtectionKey: 0\nVmFlags: rd gu\nAfter:  all that\n"
                     "3000-4000 rw-p 00000000 00:00 0\nSize: 4 kB\nRss: 4 kB\n";
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (text, strlen (text), NULL, NULL);
  const VmpMapping *one = vmp_address_space_get (space, 0), *other = vmp_address_space_get (space, 1);

  g_assert_cmpint (vmp_mapping_get_number (one, VMP_MAPPING_KERNEL_PAGE_SIZE), ==, 4096);
  g_assert_cmpint (vmp_mapping_get_number (one, VMP_MAPPING_MMU_PAGE_SIZE), ==, 2048 * 1024);
  g_assert_cmpint (vmp_mapping_get_number (one, VMP_MAPPING_THP_ELIGIBLE), ==, 0);
  g_assert_cmpint (vmp_mapping_get_number (one, VMP_MAPPING_PROTECTION_KEY), ==, 0);
  g_assert_cmpint (one->overlays, ==, VMP_OVERLAY_GUARD_PAGES);
  g_assert_cmpstr (vmp_address_space_get_unknown (space, one), ==, "New_Thing: 12 kB\nAfter:  all that");
  g_assert_cmpstr (vmp_address_space_get_unknown (space, other), ==, "");
  for (guint i = 0; i < VMP_N_MAPPING_NUMBERS; i++)
    g_assert_cmpint (vmp_mapping_get_number (other, i), ==, VMP_MISSING);
  g_assert_false (vmp_address_space_is_torn (space));
}

/* Overlapping lines, as a torn read has them, are counted once. */
static void
test_torn (void)
{
  const char *text = "1000-3000 rw-p 0 00:00 0\n2000-4000 rw-p 0 00:00 0\n";
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (text, strlen (text), NULL, NULL);

  g_assert_true (vmp_address_space_is_torn (space));
  g_assert_cmpint (vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->size_bytes, ==, 0x2000);
}

/* The head line of one mapping with the sizes of another. */
static void
test_torn_size (void)
{
  const char *text = "1000-3000 rw-p 0 00:00 0\nSize: 4 kB\nRss: 4 kB\n";
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (text, strlen (text), NULL, NULL);

  g_assert_true (vmp_address_space_is_torn (space));
}

static void
test_partition (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (VmpAddressSpace) space = NULL;
  gint64 mappings_n = 0, size_bytes = 0;

  for (guint i = 0; i < 2000; i++)
    g_string_append_printf (text, "%x-%x %s 0 00:00 0 [anon:%u]\n", (i + 1) * 0x2000, (i + 1) * 0x2000 + 0x1000,
                            i % 3 == 0 ? "r-xp" : i % 3 == 1 ? "---p" : "rw-p", i);
  space = vmp_address_space_parse (text->str, text->len, NULL, NULL);
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    {
      mappings_n += vmp_address_space_get_sum (space, type)->mappings_n;
      size_bytes += vmp_address_space_get_sum (space, type)->size_bytes;
    }
  g_assert_cmpint (mappings_n, ==, 2000);
  g_assert_cmpint (size_bytes, ==, 2000 * 0x1000);
  g_assert_cmpstr (vmp_address_space_get_name (space, vmp_address_space_get (space, 1999)), ==, "[anon:1999]");
}

static void
test_table (void)
{
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      VmpMappingType type = VMP_N_MAPPING_TYPES;

      g_assert_true (vmp_mapping_type_find (vmp_mapping_type_get (i)->key, &type));
      g_assert_cmpuint (type, ==, i);
      g_assert_nonnull (vmp_mapping_type_get (i)->explanation);
    }
  for (guint i = 0; i < VMP_N_RULES; i++)
    g_assert_nonnull (vmp_mapping_rule_get (i)->explanation);
  g_assert_null (vmp_vm_flag_get_meaning ("zq"));
  g_assert_cmpstr (vmp_vm_flag_get_meaning ("nh"), ==, "advised: no huge pages");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strconcat ("/address-space/types/", cases[i].name, NULL);

      g_test_add_data_func (path, &cases[i], test_types);
    }
  g_test_add_func ("/address-space/guest", test_guest);
  g_test_add_func ("/address-space/images", test_images);
  g_test_add_func ("/address-space/deleted", test_deleted);
  g_test_add_func ("/address-space/kept", test_kept);
  g_test_add_func ("/address-space/numbers", test_numbers);
  g_test_add_func ("/address-space/torn", test_torn);
  g_test_add_func ("/address-space/torn-size", test_torn_size);
  g_test_add_func ("/address-space/partition", test_partition);
  g_test_add_func ("/mapping-type/table", test_table);
  return g_test_run ();
}
