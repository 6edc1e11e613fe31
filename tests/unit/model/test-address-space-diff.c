/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which mapping became which, and what is said of the change. */

#include "config.h"

#include "core/model/vmp-address-space-diff.h"

#include <string.h>

#define KIB(n) ((gint64) (n) * 1024)

/* One case: two texts of maps, and a row a word: "kind:BEFORE>AFTER", with a range where it is of several, "-" for none,
 * and "!" where it is elsewhere. */
typedef struct
{
  const char *name;
  const char *before, *after;
  const char *rows;
} Case;

#define FILE_A " 0 08:01 7 /a\n"
#define ANON " 0 00:00 0\n"

/* One process at two times. */
static const Case one_process[] = {
  { "same", "1000-2000 rw-p" ANON "3000-4000 r--p" FILE_A, "1000-2000 rw-p" ANON "3000-4000 r--p" FILE_A,
    "unchanged:0>0 unchanged:1>1" },
  { "new-and-gone", "1000-2000 rw-p" ANON "5000-6000 r--p" FILE_A, "1000-2000 rw-p" ANON "8000-a000 rw-p" ANON,
    "unchanged:0>0 new:->1 gone:1>-" },
  { "grown", "1000-2000 rw-p" ANON "5000-6000 rw-p 0 00:00 0 [heap]\n", "1000-2000 rw-p" ANON "5000-9000 rw-p 0 00:00 0 [heap]\n",
    "unchanged:0>0 grown:1>1" },
  { "grown-downwards", "5000-6000 rw-p 0 00:00 0 [stack]\n", "1000-6000 rw-p 0 00:00 0 [stack]\n", "grown:0>0" },
  { "shrunk", "5000-9000 rw-p" ANON, "6000-8000 rw-p" ANON, "shrunk:0>0" },
  /* The same address is not the same thing. */
  { "replaced", "5000-6000 rw-p" ANON, "5000-6000 r--p" FILE_A, "new:->0 gone:0>-" },
  { "other-file", "5000-6000 r--p 0 08:01 7 /a\n", "5000-6000 r--p 0 08:01 8 /b\n", "new:->0 gone:0>-" },
  { "other-offset", "5000-6000 r--p 1000 08:01 7 /a\n", "5000-6000 r--p 2000 08:01 7 /a\n", "new:->0 gone:0>-" },
  { "deleted", "5000-6000 r--p 0 08:01 7 /a\n", "5000-6000 r--p 0 08:01 7 /a (deleted)\n", "unchanged:0>0" },
  { "moved", "5000-6000 r--p" FILE_A "7000-9000 rw-p" ANON, "15000-16000 r--p" FILE_A "27000-29000 rw-p" ANON,
    "moved:0>0! moved:1>1!" },
  { "moved-and-grown", "5000-6000 r--p" FILE_A, "15000-17000 r--p" FILE_A, "grown:0>0!" },
  /* What comes and goes without a name and in other sizes is no mapping that grew. */
  { "comes-and-goes", "5000-6000 rw-p" ANON, "15000-95000 rw-p" ANON, "new:->0 gone:0>-" },
  { "split", "1000-4000 rw-p" ANON, "1000-2000 rw-p" ANON "2000-3000 r--p" ANON "3000-4000 rw-p" ANON, "split:0>0-2" },
  { "split-with-a-hole", "1000-4000 rw-p" ANON, "1000-2000 rw-p" ANON "3000-4000 rw-p" ANON, "split:0>0-1" },
  { "split-file", "1000-4000 r--p 5000 08:01 7 /a\n", "1000-2000 rw-p 5000 08:01 7 /a\n2000-4000 r--p 6000 08:01 7 /a\n", "split:0>0-1" },
  { "merged", "1000-2000 rw-p" ANON "2000-3000 r--p" ANON "3000-4000 rw-p" ANON, "1000-4000 rw-p" ANON, "merged:0-2>0" },
  /* An arena that grows into what is reserved behind it. */
  { "border", "1000-2000 rw-p" ANON "2000-9000 ---p" ANON, "1000-5000 rw-p" ANON "5000-9000 ---p" ANON, "grown:0>0 shrunk:1>1" },
  { "beside", "1000-2000 rw-p" ANON "8000-9000 rw-p" ANON,
    "1000-2000 rw-p" ANON "4000-5000 rw-p" ANON "8000-9000 rw-p" ANON, "unchanged:0>0 new:->1 unchanged:1>2" },
  { "nothing", "", "1000-2000 rw-p" ANON, "new:->0" },
  { "empty", "", "", "" },
};

#define LIBRARY_1 "7f0000000000-7f0000001000 r--p 0 08:01 9 /lib/l.so\n7f0000001000-7f0000003000 r-xp 1000 08:01 9 /lib/l.so\n" \
                  "7f0000003000-7f0000004000 rw-p 3000 08:01 9 /lib/l.so\n7f0000004000-7f0000005000 rw-p 0 00:00 0\n"
#define LIBRARY_2 "7e5550000000-7e5550001000 r--p 0 08:01 9 /lib/l.so\n7e5550001000-7e5550003000 r-xp 1000 08:01 9 /lib/l.so\n" \
                  "7e5550003000-7e5550004000 rw-p 3000 08:01 9 /lib/l.so\n7e5550004000-7e5550005000 rw-p 0 00:00 0\n"

/* Two processes: nothing is where it was. */
static const Case two_processes[] = {
  { "library", LIBRARY_1, LIBRARY_2, "unchanged:0>0 unchanged:1>1 unchanged:2>2 unchanged:3>3" },
  { "order", "1000-2000 rw-p" ANON LIBRARY_1, LIBRARY_2 "7ffff0000000-7ffff0001000 rw-p" ANON,
    "unchanged:1>0 unchanged:2>1 unchanged:3>2 unchanged:4>3 unchanged:0>4" },
  { "split-library", LIBRARY_1,
    "7e5550000000-7e5550001000 r--p 0 08:01 9 /lib/l.so\n7e5550001000-7e5550002000 r-xp 1000 08:01 9 /lib/l.so\n"
    "7e5550002000-7e5550003000 rwxp 2000 08:01 9 /lib/l.so\n7e5550003000-7e5550004000 rw-p 3000 08:01 9 /lib/l.so\n"
    "7e5550004000-7e5550005000 rw-p 0 00:00 0\n", "unchanged:0>0 split:1>1-2 unchanged:2>3 unchanged:3>4" },
  { "other-machine", "1000-2000 r--p 0 08:01 7 /a\n", "41000-42000 r--p 0 fe:00 99 /a\n", "unchanged:0>0" },
  { "same-addresses", "1000-2000 r--p 0 08:01 7 /a\n", "1000-2000 r--p 0 fe:00 99 /a\n", "unchanged:0>0" },
  /* The n-th of many that are alike is the n-th. */
  { "ordinal", "1000-2000 r--s 0 08:01 7 /a\n3000-4000 r--s 0 08:01 7 /a\n", "51000-53000 r--s 0 08:01 7 /a\n61000-62000 r--s 0 08:01 7 /a\n"
    "71000-72000 r--s 0 08:01 7 /a\n", "grown:0>0 unchanged:1>1 new:->2" },
  { "sizes", "1000-2000 rw-p" ANON "3000-8000 rw-p" ANON "9000-a000 rw-p" ANON,
    "51000-52000 rw-p" ANON "53000-54800 rw-p" ANON "63000-68000 rw-p" ANON "69000-6a000 rw-p" ANON,
    "unchanged:0>0 new:->1 unchanged:1>2 unchanged:2>3" },
  { "grown", "1000-2000 rw-p 0 00:00 0 [heap]\n", "51000-5f000 rw-p 0 00:00 0 [heap]\n", "grown:0>0" },
  { "stacks", "1000-9000 rw-p 0 00:00 0 [anon: glibc: pthread stack: 12]\n11000-19000 rw-p 0 00:00 0 [anon: glibc: pthread stack: 13]\n",
    "51000-59000 rw-p 0 00:00 0 [anon: glibc: pthread stack: 77]\n", "unchanged:0>0 gone:1>-" },
  { "updated", "1000-2000 r--p 0 08:01 9 /l.so\n2000-4000 r-xp 1000 08:01 9 /l.so\n",
    "51000-53000 r--p 0 08:01 10 /l.so\n53000-57000 r-xp 2000 08:01 10 /l.so\n", "grown:0>0 grown:1>1" },
  { "types", "1000-2000 rw-p" ANON "3000-4000 rw-p 0 00:00 0 [heap]\n", "3000-4000 rw-p 0 00:00 0 [stack]\n5000-6000 rw-p" ANON,
    "new:->0 unchanged:0>1 gone:1>-" },
};

static VmpAddressSpace *
parse (const char *text)
{
  g_autoptr (GError) error = NULL;
  VmpAddressSpace *space = vmp_address_space_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  return space;
}

static void
append_range (GString *out,
              guint    first,
              guint    n)
{
  if (n == 0)
    g_string_append_c (out, '-');
  else if (n == 1)
    g_string_append_printf (out, "%u", first);
  else
    g_string_append_printf (out, "%u-%u", first, first + n - 1);
}

static char *
dup_rows (const VmpAddressSpaceDiff *diff)
{
  GString *out = g_string_new (NULL);

  for (guint i = 0; i < vmp_address_space_diff_get_n (diff); i++)
    {
      const VmpDiffRow *row = vmp_address_space_diff_get (diff, i);

      g_string_append_printf (out, "%s%s:", i > 0 ? " " : "", vmp_diff_kind_to_key (row->kind));
      append_range (out, row->before, row->n_before);
      g_string_append_c (out, '>');
      append_range (out, row->after, row->n_after);
      g_string_append (out, row->moved ? "!" : "");
    }
  return g_string_free (out, FALSE);
}

/* Every mapping is in one row, changes add up to the sums, counts to the rows. */
static void
check_whole (const VmpAddressSpaceDiff *diff)
{
  guint n_before = 0, n_after = 0, counted = 0;
  gint64 change = 0;
  VmpMappingSum sum;

  for (guint i = 0; i < vmp_address_space_diff_get_n (diff); i++)
    {
      const VmpDiffRow *row = vmp_address_space_diff_get (diff, i);

      n_before += row->n_before;
      n_after += row->n_after;
      change += vmp_address_space_diff_get_size_change (diff, row);
    }
  g_assert_cmpuint (n_before, ==, vmp_address_space_get_n (vmp_address_space_diff_get_before (diff)));
  g_assert_cmpuint (n_after, ==, vmp_address_space_get_n (vmp_address_space_diff_get_after (diff)));
  vmp_address_space_diff_get_sum (diff, VMP_N_MAPPING_TYPES, &sum);
  g_assert_cmpint (sum.size_bytes, ==, change);
  g_assert_cmpint (sum.mappings_n, ==, (gint64) n_after - n_before);
  for (VmpDiffKind kind = 0; kind < VMP_N_DIFF_KINDS; kind++)
    counted += vmp_address_space_diff_count (diff, kind, VMP_N_MAPPING_TYPES);
  g_assert_cmpuint (counted, ==, vmp_address_space_diff_get_n (diff));
}

static void
check (const Case     *one,
       VmpDiffSubject  subject)
{
  g_autoptr (VmpAddressSpace) before = parse (one->before);
  g_autoptr (VmpAddressSpace) after = parse (one->after);
  g_autoptr (VmpAddressSpaceDiff) diff = vmp_address_space_diff_new (before, after, subject);
  g_autofree char *rows = dup_rows (diff);

  g_assert_cmpstr (rows, ==, one->rows);
  check_whole (diff);
}

static void
test_one_process (gconstpointer data)
{
  check (data, VMP_DIFF_ONE_PROCESS);
}

static void
test_two_processes (gconstpointer data)
{
  check (data, VMP_DIFF_TWO_PROCESSES);
}

#define ENTRY(range, rss, swap) range " rw-p 00000000 00:00 0\nSize: 16 kB\nRss: " #rss " kB\nSwap: " #swap " kB\n"

/* The same addresses, other amounts of memory. */
static void
test_memory (void)
{
  g_autoptr (VmpAddressSpace) before = parse (ENTRY ("1000-5000", 4, 0) ENTRY ("6000-a000", 8, 8) ENTRY ("b000-f000", 8, 0));
  g_autoptr (VmpAddressSpace) after = parse (ENTRY ("1000-5000", 12, 0) ENTRY ("6000-a000", 4, 4) ENTRY ("b000-f000", 0, 8));
  g_autoptr (VmpAddressSpaceDiff) diff = vmp_address_space_diff_new (before, after, VMP_DIFF_ONE_PROCESS);
  g_autofree char *rows = dup_rows (diff);
  const VmpDiffRow *row = vmp_address_space_diff_get (diff, 0);
  VmpMappingSum sum;

  /* What went to swap did not shrink. */
  g_assert_cmpstr (rows, ==, "grown:0>0 shrunk:1>1 unchanged:2>2");
  g_assert_cmpint (vmp_address_space_diff_get_size_change (diff, row), ==, 0);
  g_assert_cmpint (vmp_address_space_diff_get_change (diff, row, VMP_MAPPING_RSS), ==, KIB (8));
  g_assert_cmpint (vmp_address_space_diff_get_change (diff, row, VMP_MAPPING_PSS), ==, VMP_MISSING);
  vmp_address_space_diff_get_sum (diff, VMP_MAPPING_PRIVATE_DATA, &sum);
  g_assert_cmpint (sum.sizes_bytes[VMP_MAPPING_RSS], ==, KIB (-4));
  g_assert_cmpint (sum.sizes_bytes[VMP_MAPPING_SWAP], ==, KIB (4));
  g_assert_cmpint (sum.sizes_bytes[VMP_MAPPING_PSS], ==, VMP_MISSING);
  g_assert_cmpuint (vmp_address_space_diff_count (diff, VMP_DIFF_GROWN, VMP_MAPPING_PRIVATE_DATA), ==, 1);
  g_assert_cmpuint (vmp_address_space_diff_count (diff, VMP_DIFF_GROWN, VMP_MAPPING_MAIN_HEAP), ==, 0);
}

/* Text of @n mappings here and there, of a few kinds and files. */
static char *
make_random_maps (GRand *random,
                  guint  n)
{
  static const char *const ends[] = {
    "0 00:00 0\n", "0 08:01 7 /a\n", "1000 08:01 7 /a\n", "0 08:01 8 /b (deleted)\n", "0 00:00 0 [anon:x]\n",
  };
  static const char *const permissions[] = { "rw-p", "r--p", "---p", "r-xp", "rw-s" };
  GString *text = g_string_new (NULL);
  guint at = 0;

  for (guint i = 0; i < n; i++)
    {
      guint start = at + g_rand_int_range (random, 0, 2), end = start + g_rand_int_range (random, 1, 4);

      g_string_append_printf (text, "%x000-%x000 %s %s", start, end, permissions[g_rand_int_range (random, 0, 5)],
                              ends[g_rand_int_range (random, 0, 5)]);
      at = end;
    }
  return g_string_free (text, FALSE);
}

static void
test_random (void)
{
  g_autoptr (GRand) random = g_rand_new_with_seed (4711);

  for (guint i = 0; i < 2000; i++)
    {
      g_autofree char *text_before = make_random_maps (random, g_rand_int_range (random, 0, 12));
      g_autofree char *text_after = make_random_maps (random, g_rand_int_range (random, 0, 12));
      g_autoptr (VmpAddressSpace) before = parse (text_before);
      g_autoptr (VmpAddressSpace) after = parse (text_after);
      g_autoptr (VmpAddressSpaceDiff) one = vmp_address_space_diff_new (before, after, VMP_DIFF_ONE_PROCESS);
      g_autoptr (VmpAddressSpaceDiff) two = vmp_address_space_diff_new (before, after, VMP_DIFF_TWO_PROCESSES);
      g_autoptr (VmpAddressSpaceDiff) same = vmp_address_space_diff_new (before, before, i % 2);

      check_whole (one);
      check_whole (two);
      check_whole (same);
      g_assert_cmpuint (vmp_address_space_diff_count (same, VMP_DIFF_UNCHANGED, VMP_N_MAPPING_TYPES), ==,
                        vmp_address_space_get_n (before));
    }
}

static void
add_cases (const char    *folder,
           const Case    *cases,
           guint          n,
           GTestDataFunc  func)
{
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *path = g_strdup_printf ("/address-space-diff/%s/%s", folder, cases[i].name);

      g_test_add_data_func (path, &cases[i], func);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  add_cases ("one-process", one_process, G_N_ELEMENTS (one_process), test_one_process);
  add_cases ("two-processes", two_processes, G_N_ELEMENTS (two_processes), test_two_processes);
  g_test_add_func ("/address-space-diff/memory", test_memory);
  g_test_add_func ("/address-space-diff/random", test_random);
  return g_test_run ();
}
