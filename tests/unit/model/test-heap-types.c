/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Heaps and stacks among the types of mappings, in smaps as the kernel writes it. */

#include "config.h"

#include "core/model/vmp-address-space.h"

#include <string.h>

#define KIB 1024
#define ENTRY(range, permissions, name, rss, flags) \
  range " " permissions " 00000000 00:00 0                          " name "\n" \
  "Rss:            " rss " kB\n" \
  "Private_Dirty:  " rss " kB\n" \
  "VmFlags: " flags "\n"

typedef struct
{
  const char *name;
  const char *text;
  /* expected, KiB */
  gint64      heap, heap_size, stack, thread_stacks;
  gint64      mappings;
} Case;

static const Case cases[] = {
  { "nothing", "", 0, 0, 0, 0, 0 },
  { "brk heap in two pieces",
    ENTRY ("55d000000000-55d000100000", "rw-p", "[heap]", "512", "rd wr mr mw me ac")
    ENTRY ("55d000100000-55d000101000", "r--p", "[heap]", "4", "rd mr mw me ac"),
    516, 1028, 0, 0, 2 },
  { "arena",
    ENTRY ("7f0000000000-7f0000121000", "rw-p", "", "900", "rd wr mr mw me nr")
    ENTRY ("7f0000121000-7f0004000000", "---p", "", "0", "mr mw me nr"),
    900, 0x121 * 4, 0, 0, 2 },
  { "full piece beside an arena",
    ENTRY ("7f0000000000-7f0004000000", "rw-p", "", "65536", "rd wr mr mw me ac")
    ENTRY ("7f0008000000-7f0008121000", "rw-p", "", "900", "rd wr mr mw me ac")
    ENTRY ("7f0008121000-7f000c000000", "---p", "", "0", "mr mw me"),
    66436, 65536 + 0x121 * 4, 0, 0, 3 },
  { "aligned mapping without an arena",
    ENTRY ("7f0000000000-7f0004000000", "rw-p", "", "65536", "rd wr mr mw me ac"),
    0, 0, 0, 0, 1 },
  { "two pieces that grew together",
    ENTRY ("7f0000000000-7f0004100000", "rw-p", "", "66000", "rd wr mr mw me nr")
    ENTRY ("7f0004100000-7f0008000000", "---p", "", "0", "mr mw me nr"),
    66000, 65536 + 1024, 0, 0, 2 },
  { "charged arena, as of glibc 2.41",
    ENTRY ("7f0000000000-7f0000121000", "rw-p", "", "900", "rd wr mr mw me ac")
    ENTRY ("7f0000121000-7f0004000000", "---p", "", "0", "mr mw me"),
    900, 0x121 * 4, 0, 0, 2 },
  { "unaligned mapping is no arena",
    ENTRY ("7f0000001000-7f0000121000", "rw-p", "", "900", "rd wr mr mw me nr")
    ENTRY ("7f0000121000-7f0004000000", "---p", "", "0", "mr mw me nr"),
    0, 0, 0, 0, 2 },
  { "rest elsewhere is no arena",
    ENTRY ("7f0000000000-7f0000121000", "rw-p", "", "900", "rd wr mr mw me nr")
    ENTRY ("7f0000122000-7f0004000000", "---p", "", "0", "mr mw me nr"),
    0, 0, 0, 0, 2 },
  { "rest too short is no arena",
    ENTRY ("7f0000000000-7f0000121000", "rw-p", "", "900", "rd wr mr mw me nr")
    ENTRY ("7f0000121000-7f0003fff000", "---p", "", "0", "mr mw me nr"),
    0, 0, 0, 0, 2 },
  { "names of allocators",
    ENTRY ("7f0000000000-7f0000100000", "rw-p", "[anon: glibc: malloc arena]", "100", "rd wr mr mw me nr")
    ENTRY ("7f0000100000-7f0004000000", "---p", "[anon: glibc: malloc arena]", "0", "mr mw me nr")
    ENTRY ("7f0010000000-7f0010100000", "rw-p", "[anon: glibc: malloc]", "200", "rd wr mr mw me ac")
    ENTRY ("7f0020000000-7f0020100000", "rw-p", "[anon:jemalloc_pg_overcommit]", "300", "rd wr mr mw me ac")
    ENTRY ("7f0030000000-7f0030100000", "rw-p", "[anon:my own]", "400", "rd wr mr mw me ac"),
    600, 3 * 1024, 0, 0, 5 },
  { "main stack",
    ENTRY ("7ffc00000000-7ffc00021000", "rw-p", "[stack]", "36", "rd wr mr mw me gd ac"),
    0, 0, 36, 0, 1 },
  { "thread stack above its guard",
    ENTRY ("7f0000000000-7f0000001000", "---p", "", "0", "mr mw me nh")
    ENTRY ("7f0000001000-7f0000801000", "rw-p", "", "16", "rd wr mr mw me ac nh"),
    0, 0, 0, 16, 2 },
  { "thread stack with guard pages inside",
    ENTRY ("7f0000001000-7f0000801000", "rw-p", "", "20", "rd wr mr mw me ac nh gu"),
    0, 0, 0, 20, 1 },
  { "thread stack with a name",
    ENTRY ("7f0000001000-7f0000801000", "rw-p", "[anon: glibc: pthread stack: 12]", "24", "rd wr mr mw me ac"),
    0, 0, 0, 24, 1 },
  { "no huge pages but no guard",
    ENTRY ("7f0000000000-7f0000001000", "---p", "", "0", "mr mw me")
    ENTRY ("7f0000002000-7f0000801000", "rw-p", "", "16", "rd wr mr mw me ac nh"),
    0, 0, 0, 0, 2 },
  { "guard but huge pages",
    ENTRY ("7f0000000000-7f0000001000", "---p", "", "0", "mr mw me")
    ENTRY ("7f0000001000-7f0000801000", "rw-p", "", "16", "rd wr mr mw me ac"),
    0, 0, 0, 0, 2 },
  { "read twice while it changed",
    ENTRY ("55d000000000-55d000100000", "rw-p", "[heap]", "512", "rd wr mr mw me ac")
    ENTRY ("55d000000000-55d000200000", "rw-p", "[heap]", "600", "rd wr mr mw me ac"),
    512, 1024, 0, 0, 1 },
};

static gint64
sum (const VmpAddressSpace *space,
     VmpMappingType         first,
     VmpMappingType         last,
     VmpMappingSize         size)
{
  gint64 bytes = 0;

  for (VmpMappingType type = first; type <= last; type++)
    bytes += size == VMP_N_MAPPING_SIZES ? vmp_address_space_get_sum (space, type)->size_bytes
                                         : vmp_address_space_get_sum (space, type)->sizes_bytes[size];
  return bytes;
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();
  g_autoptr (VmpAddressSpace) space = NULL;
  VmpMapsParser parser;
  VmpSmapsEntry entry;

  vmp_maps_parser_init (&parser, c->text, strlen (c->text));
  while (vmp_maps_parser_next_smaps (&parser, &entry, &error))
    vmp_address_space_builder_add (builder, &entry);
  g_assert_no_error (error);
  space = vmp_address_space_builder_finish (g_steal_pointer (&builder), NULL);
  g_assert_cmpint (sum (space, VMP_MAPPING_MAIN_HEAP, VMP_MAPPING_OTHER_ALLOCATOR, VMP_MAPPING_RSS), ==, c->heap * KIB);
  g_assert_cmpint (sum (space, VMP_MAPPING_MAIN_HEAP, VMP_MAPPING_OTHER_ALLOCATOR, VMP_N_MAPPING_SIZES), ==,
                   c->heap_size * KIB);
  g_assert_cmpint (sum (space, VMP_MAPPING_MAIN_STACK, VMP_MAPPING_MAIN_STACK, VMP_MAPPING_RSS), ==, c->stack * KIB);
  g_assert_cmpint (sum (space, VMP_MAPPING_THREAD_STACK, VMP_MAPPING_THREAD_STACK, VMP_MAPPING_RSS), ==,
                   c->thread_stacks * KIB);
  g_assert_cmpuint (vmp_address_space_get_n (space), ==, c->mappings);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/heap-types/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }

  return g_test_run ();
}
