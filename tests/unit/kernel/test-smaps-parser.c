/* SPDX-License-Identifier: GPL-3.0-or-later */
/* maps, smaps and smaps_rollup. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-smaps-parser.h"

#include <string.h>

static void
test_maps_lines (void)
{
  static const struct
  {
    const char *text;
    guint64 start, end, offset, inode;
    guint32 major, minor;
    const char *permissions, *name;
  } cases[] = {
    { "55acec9e2000-55acec9e4000 r--p 00000000 fe:00 247134                     /usr/bin/cat\n",
      0x55acec9e2000, 0x55acec9e4000, 0, 247134, 0xfe, 0, "r--p", "/usr/bin/cat" },
    { "08048000-0804a000 rwxs 00002000 08:01 262401     /usr/sbin/dae mon\n", 0x8048000, 0x804a000,
      0x2000, 262401, 8, 1, "rwxs", "/usr/sbin/dae mon" },
    { "ABCDEF0123456789-FEDCBA9876543210 ---p 89abcdef 00:00 0 \n", 0xabcdef0123456789,
      0xfedcba9876543210, 0x89abcdef, 0, 0, 0, "---p", "" },
    { "7f0000000000-7f0000001000 ---p 00000000 00:00 0 \n", 0x7f0000000000, 0x7f0000001000, 0, 0, 0,
      0, "---p", "" },
    { "7f0000000000-7f0000001000 ---p 00000000 00:00 0\n", 0x7f0000000000, 0x7f0000001000, 0, 0, 0,
      0, "---p", "" },
    { "7f0000000000-7f0000001000 rw-p 00000000 00:00 0                          [stack]",
      0x7f0000000000, 0x7f0000001000, 0, 0, 0, 0, "rw-p", "[stack]" },
    { "ffffffffff600000-ffffffffff601000 --xp 00000000 00:00 0                  [vsyscall]\n",
      0xffffffffff600000, 0xffffffffff601000, 0, 0, 0, 0, "--xp", "[vsyscall]" },
    { "7f0-7f0 rw-s ffffffffffffffff 103:0abcd 18446744073709551615 /a\\012b (deleted) \n", 0x7f0,
      0x7f0, G_MAXUINT64, G_MAXUINT64, 0x103, 0xabcd, "rw-s", "/a\\012b (deleted) " },
    { "7f0000000000-7f0000001000 rw-p 00000000 00:00 0                          [anon: glibc: "
      "malloc]\n",
      0x7f0000000000, 0x7f0000001000, 0, 0, 0, 0, "rw-p", "[anon: glibc: malloc]" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *copy = g_memdup2 (cases[i].text, strlen (cases[i].text));
      VmpMapsParser parser;
      VmpMapsLine line;

      /* A copy of the exact length, so that the sanitizer sees reading beyond it. */
      vmp_maps_parser_init (&parser, copy, strlen (cases[i].text));
      g_assert_true (vmp_maps_parser_next (&parser, &line, &error));
      g_assert_cmphex (line.start_addr, ==, cases[i].start);
      g_assert_cmphex (line.end_addr, ==, cases[i].end);
      g_assert_cmphex (line.offset_bytes, ==, cases[i].offset);
      g_assert_cmpuint (line.inode, ==, cases[i].inode);
      g_assert_cmpuint (line.device_major, ==, cases[i].major);
      g_assert_cmpuint (line.device_minor, ==, cases[i].minor);
      g_assert_cmpstr (line.permissions, ==, cases[i].permissions);
      g_assert_cmpmem (line.name, line.name_len, cases[i].name, strlen (cases[i].name));
      g_assert_false (vmp_maps_parser_next (&parser, &line, &error));
      g_assert_no_error (error);
    }
}

#define GOOD "1000-2000 r--p 00000000 00:00 0 \n"

static void
test_maps_corrupt (void)
{
  static const char *const cases[] = {
    GOOD "\n",
    GOOD "x",
    GOOD "1000",
    GOOD "1000-",
    GOOD "1000-2000",
    GOOD "1000-2000 r--p",
    GOOD "1000-2000 r--p 0 0:0",
    GOOD "1000-2000 r--p 0 0:0 ",
    GOOD "1000-2000 r--p 0 0:0 12x\n",
    GOOD "1000-2000 r--p 0000000` 0:0 12\n",
    GOOD "1000-2000 r--p 0000000: 0:0 12\n",
    GOOD "1000-2000 r--p 000g0000 0:0 12\n",
    GOOD "1000-2000 w--p 0 0:0 12\n",
    GOOD "1000-2000 r-- 0 0:0 12\n",
    GOOD "1000-2000 r--p  0 0:0 12\n",
    GOOD "2000-1000 r--p 0 0:0 12\n",
    GOOD "10000000000000000-20000000000000000 r--p 0 0:0 12\n",
    GOOD "1000-2000 r--p 0 100000000:0 12\n",
    GOOD "1000-2000 r--p 0 0:0 18446744073709551616\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      VmpMapsParser parser;
      VmpMapsLine line;

      vmp_maps_parser_init (&parser, cases[i], strlen (cases[i]));
      g_assert_true (vmp_maps_parser_next (&parser, &line, NULL));
      line.inode = 77;
      g_assert_false (vmp_maps_parser_next (&parser, &line, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "line 2"));
      g_assert_cmpuint (line.inode, ==, 77);
    }
}

/* Torn text overlaps: that is no error. */
static void
test_maps_torn (void)
{
  const char *text = "2000-4000 r--p 0 0:0 0\n1000-3000 rw-p 0 0:0 0\n1000-3000 rw-p 0 0:0 0\n";
  VmpMapsParser parser;
  VmpMapsLine line;
  guint n = 0;

  vmp_maps_parser_init (&parser, text, strlen (text));
  while (vmp_maps_parser_next (&parser, &line, NULL))
    n++;
  g_assert_cmpuint (n, ==, 3);
}

static const char *const key_names[] = {
  "Size",
  "KernelPageSize",
  "MMUPageSize",
  "Rss",
  "Pss",
  "Pss_Dirty",
  "Pss_Anon",
  "Pss_File",
  "Pss_Shmem",
  "Shared_Clean",
  "Shared_Dirty",
  "Private_Clean",
  "Private_Dirty",
  "Referenced",
  "Anonymous",
  "KSM",
  "LazyFree",
  "AnonHugePages",
  "ShmemPmdMapped",
  "FilePmdMapped",
  "Shared_Hugetlb",
  "Private_Hugetlb",
  "Swap",
  "SwapPss",
  "Locked",
  "THPeligible",
  "ProtectionKey",
};

G_STATIC_ASSERT (sizeof (VmpSmapsSizes) == G_N_ELEMENTS (key_names) * sizeof (gint64));

static gboolean
is_plain (guint key)
{
  return key >= 25;
}

/* A line as the kernel writes it: 16 columns, then 8, or as many as the number needs. */
static void
append_key (GString *text,
            guint    key,
            guint64  number)
{
  g_autofree char *name = g_strconcat (key_names[key], ":", NULL);

  if (strlen (name) < 16)
    g_string_append_printf (text, "%-16s%8" G_GUINT64_FORMAT, name, number);
  else
    g_string_append_printf (text, "%s %7" G_GUINT64_FORMAT, name, number);
  g_string_append (text, is_plain (key) ? "\n" : " kB\n");
}

static guint64
number_of (guint key,
           guint entry)
{
  static const guint64 numbers[] = { 0, 4, 10, 99999999, 100000000, 1234567890123, 12345678, 7 };

  return numbers[(key * 3 + entry) % G_N_ELEMENTS (numbers)];
}

/* Every key with short and long numbers; entries with different sets and orders of keys, one of
 * them torn off its flags. */
static void
test_smaps_keys (void)
{
  g_autoptr (GString) text = g_string_new (NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *copy = NULL;
  VmpMapsParser parser;
  VmpSmapsEntry entry;
  guint n = 0;

  for (guint e = 0; e < 40; e++)
    {
      g_string_append_printf (text, "%x000-%x000 rw-p 00000000 00:00 0 \n", 0x10000000 + e,
                              0x10000001 + e);
      for (guint i = 0; i < G_N_ELEMENTS (key_names); i++)
        {
          guint key = e < 30 ? i : G_N_ELEMENTS (key_names) - 1 - i;

          if (e >= 10 && e < 20 && key % 5 == e % 5)
            continue;
          append_key (text, key, number_of (key, e));
          if (key == 12 && e % 2 == 1)
            g_string_append (text, "Future_Key:          12 kB\nfuture words: a-b\n");
        }
      if (e != 21)
        g_string_append (text, "VmFlags: rd wr nh ?? \n");
    }
  copy = g_memdup2 (text->str, text->len);
  vmp_maps_parser_init (&parser, copy, text->len);
  for (; vmp_maps_parser_next_smaps (&parser, &entry, &error); n++)
    {
      const gint64 *sizes = (const gint64 *) &entry.sizes;

      g_assert_cmphex (entry.line.start_addr, ==, (guint64) (0x10000000 + n) << 12);
      for (guint key = 0; key < G_N_ELEMENTS (key_names); key++)
        {
          gint64 expected = number_of (key, n) * (is_plain (key) ? 1 : 1024);

          if (n >= 10 && n < 20 && key % 5 == n % 5)
            expected = VMP_MISSING;
          if (sizes[key] != expected)
            g_error ("entry %u, %s: %" G_GINT64_FORMAT " is not %" G_GINT64_FORMAT, n,
                     key_names[key], sizes[key], expected);
        }
      g_assert_cmpmem (entry.flags, entry.flags_len, "rd wr nh ??", n == 21 ? 0 : 11);
      g_assert_cmpint (vmp_smaps_entry_has_flag (&entry, "nh"), ==, n != 21);
      g_assert_false (vmp_smaps_entry_has_flag (&entry, "hn"));
      g_assert_false (vmp_smaps_entry_has_flag (&entry, "d "));
    }
  g_assert_no_error (error);
  g_assert_cmpuint (n, ==, 40);
}

static void
test_smaps_corrupt (void)
{
  static const struct { const char *text, *line; } cases[] = {
    { "Rss:                   4 kB\n", "line 1" },
    { GOOD "Rss:                   4 MB\n", "line 2" },
    { GOOD "Rss:                   4\n", "line 2" },
    { GOOD "Rss:                 4 4 kB\n", "line 2" },
    { GOOD "Rss:                     kB\n", "line 2" },
    { GOOD "Rss:                  -4 kB\n", "line 2" },
    { GOOD "Rss:                  :4 kB\n", "line 2" },
    { GOOD "Rss:                  /4 kB\n", "line 2" },
    { GOOD "Rss:                  $4 kB\n", "line 2" },
    { GOOD "Size:                  4 kB\nRss:                  x4 kB\n", "line 3" },
    { GOOD "Rss:            9999999999999999999 kB\n", "line 2" },
    { GOOD "Rss:                   4 kB\nneither\n", "line 3" },
    { GOOD "Rss:                   4 kB\n\n", "line 3" },
    { GOOD "THPeligible:           1 kB\n", "line 2" },
    { GOOD "Rss:                   4 k", "line 2" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      VmpMapsParser parser;
      VmpSmapsEntry entry = { .flags_len = 77 };

      vmp_maps_parser_init (&parser, cases[i].text, strlen (cases[i].text));
      g_assert_false (vmp_maps_parser_next_smaps (&parser, &entry, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      if (strstr (error->message, cases[i].line) == NULL)
        g_error ("%s: \"%s\" does not say %s", cases[i].text, error->message, cases[i].line);
      g_assert_cmpuint (entry.flags_len, ==, 77);
    }
}

/* A malformed number in a later entry, where whole entries are taken at once. */
static void
test_smaps_corrupt_later (void)
{
  static const char *const bad[] = {
    "    123/",    "    123:", "    123x", "    123 ", "    123-", "    123\n",
    "    123\xff", "        ", "   1 234", "1 345678", "-1234567", "   $1234",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autoptr (GString) text = g_string_new (NULL);
      g_autoptr (GError) error = NULL;
      VmpMapsParser parser;
      VmpSmapsEntry entry;
      guint n = 0;

      for (guint e = 0; e < 4; e++)
        {
          g_string_append (text, GOOD);
          for (guint key = 0; key < 25; key++)
            append_key (text, key, 1234);
        }
      /* The last number but one: the 24th key of the fourth entry, line 3 * 26 + 25. */
      memcpy (text->str + text->len - 28 - 4 - 8, bad[i], 8);
      vmp_maps_parser_init (&parser, text->str, text->len);
      while (vmp_maps_parser_next_smaps (&parser, &entry, &error))
        n++;
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "line 103"));
      g_assert_cmpuint (n, ==, 3);
    }
}

static void
test_rollup (void)
{
  const char *text =
      "556c8d6b5000-7ffd366e3000 ---p 00000000 00:00 0                          [rollup]\n"
      "Rss:                1752 kB\nPss:                 338 kB\nPss_Dirty:           112 "
      "kB\nPss_Anon:            111 kB\n"
      "Pss_File:            226 kB\nPss_Shmem:             1 kB\nShared_Clean:       1576 kB\n"
      "Private_Hugetlb:    4096 kB\nSwapPss:               3 kB\nLocked:                2 kB\n";
  VmpSmapsSizes sizes;
  g_autoptr (GError) error = NULL;

  g_assert_true (vmp_smaps_rollup_parse (text, strlen (text), &sizes, NULL));
  g_assert_cmpint (sizes.rss, ==, 1752 * 1024);
  g_assert_cmpint (sizes.pss, ==, 338 * 1024);
  g_assert_cmpint (sizes.pss_dirty, ==, 112 * 1024);
  g_assert_cmpint (sizes.pss_anon, ==, 111 * 1024);
  g_assert_cmpint (sizes.pss_file, ==, 226 * 1024);
  g_assert_cmpint (sizes.pss_shmem, ==, 1024);
  g_assert_cmpint (sizes.private_hugetlb, ==, 4096 * 1024);
  g_assert_cmpint (sizes.swap_pss, ==, 3 * 1024);
  g_assert_cmpint (sizes.locked, ==, 2 * 1024);
  g_assert_cmpint (sizes.size, ==, VMP_MISSING);
  g_assert_cmpint (sizes.swap, ==, VMP_MISSING);

  sizes.rss = 77;
  g_assert_false (vmp_smaps_rollup_parse (text, 0, &sizes, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_false (vmp_smaps_rollup_parse (GOOD GOOD, strlen (GOOD GOOD), &sizes, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  g_assert_cmpint (sizes.rss, ==, 77);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/maps/lines", test_maps_lines);
  g_test_add_func ("/kernel/maps/corrupt", test_maps_corrupt);
  g_test_add_func ("/kernel/maps/torn", test_maps_torn);
  g_test_add_func ("/kernel/smaps/keys", test_smaps_keys);
  g_test_add_func ("/kernel/smaps/corrupt", test_smaps_corrupt);
  g_test_add_func ("/kernel/smaps/corrupt-later", test_smaps_corrupt_later);
  g_test_add_func ("/kernel/rollup", test_rollup);
  return g_test_run ();
}
