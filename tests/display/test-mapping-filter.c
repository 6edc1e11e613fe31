/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed to find mappings, and what it finds. */
#include "config.h"

#include "app/models/vmp-mapping-filter.h"
#include "fake-maps.h"

/* Each row: what is typed, and which of the mappings of fake_maps_new_usual() it finds, as letters a to h. */
static const struct { const char *text, *found; } rows[] = {
  { "", "abcdefgh" },
  { "   ", "abcdefgh" },
  { "libc", "ef" },
  { "LIBC", "ef" },
  { "-libc", "abcdgh" },
  { "libc perm:rw", "f" },
  { "name:cat", "ab" },
  { "perm:rwx", "g" },
  { "perm:x", "aeg" },
  { "perm:r-xp", "ae" },
  { "perm:.w..", "bcdfgh" },
  { "-perm:w", "ae" },
  { "type:stack", "h" },
  { "type:main-heap", "c" },
  { "type:heap", "c" },
  { "heap", "c" },
  { "type:generated-code", "g" },
  { "flag:gd", "h" },
  { "flag:ex", "aeg" },
  { ">1M", "de" },
  { ">1.5m", "de" },
  { ">=64MiB", "d" },
  { "<=8K", "g" },
  { "=16KiB", "bf" },
  { "size<10k", "g" },
  { "rss>800K", "de" },
  { "dirty>=12M", "d" },
  { "swap>0", "" },
  { "0x555555555000", "a" },
  { "555555555000", "a" },
  { "0x555555700000", "" },
  { "555555560000-555555601000", "abc" },
  { "7ffff0000000-7ffff7c00000", "d" },
  { "\"usr lib\"", "" },
  { "\"/usr/lib\"", "ef" },
  { "name:\"libc.so\"", "ef" },
  { "thread:77", "" },
  { "[stack]", "h" },
};

static void
test_match (void)
{
  g_autoptr (VmpAddressSpace) space = fake_maps_new_usual (0);

  for (guint i = 0; i < G_N_ELEMENTS (rows); i++)
    {
      g_autoptr (VmpMappingFilter) filter = vmp_mapping_filter_new (rows[i].text);
      g_autoptr (GString) found = g_string_new (NULL);

      for (guint j = 0; j < vmp_address_space_get_n (space); j++)
        if (vmp_mapping_filter_match (filter, space, vmp_address_space_get (space, j)))
          g_string_append_c (found, (char) ('a' + j));
      g_test_message ("%s", rows[i].text);
      g_assert_cmpstr (found->str, ==, rows[i].found);
      g_assert_null (vmp_mapping_filter_get_problem (filter));
    }
}

/* What looks like a word of the syntax and is none is said, and is looked for as it stands. */
static void
test_problem (void)
{
  static const char *const bad[] = { "perm:q", "perm:", "perm:rwxpp", ">1X", ">", "rss<", "type:nonsense", "flag:abc", "thread:x" };
  static const char *const good[] = { "c++", "a=b", "x<y", "libfoo>1", "-", "\"perm:q\"" };

  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    {
      g_autofree char *text = g_strconcat ("libc ", bad[i], NULL);
      g_autoptr (VmpMappingFilter) filter = vmp_mapping_filter_new (text);

      g_assert_cmpstr (vmp_mapping_filter_get_problem (filter), ==, bad[i]);
    }
  for (guint i = 0; i < G_N_ELEMENTS (good); i++)
    {
      g_autoptr (VmpMappingFilter) filter = vmp_mapping_filter_new (good[i]);

      g_assert_null (vmp_mapping_filter_get_problem (filter));
    }
}

/* Names from outside are only ever compared. */
static void
test_hostile (void)
{
  g_autofree char *deep = g_strnfill (4096, 'n');
  const FakeMapping mappings[] = {
    { 0x1000, 4096, 0, NULL, "/tmp/\\012<b>&amp;%s\033[31m\xff", 5, NULL },
    { 0x3000, 4096, 0, NULL, deep, 6, NULL },
    { 0x5000, 4096, 0, NULL, "/tmp/STRASSE \xc3\x9c", 7, NULL },
  };
  g_autoptr (VmpAddressSpace) space = fake_maps_new (mappings, G_N_ELEMENTS (mappings));
  g_autoptr (VmpMappingFilter) markup = vmp_mapping_filter_new ("<b>&amp;%s");
  g_autoptr (VmpMappingFilter) long_name = vmp_mapping_filter_new (deep);
  g_autoptr (VmpMappingFilter) umlaut = vmp_mapping_filter_new ("\xc3\xbc");
  g_autoptr (VmpMappingFilter) stray = vmp_mapping_filter_new ("\xff\xfe");

  g_assert_true (vmp_mapping_filter_match (markup, space, vmp_address_space_get (space, 0)));
  g_assert_true (vmp_mapping_filter_match (long_name, space, vmp_address_space_get (space, 1)));
  g_assert_false (vmp_mapping_filter_match (long_name, space, vmp_address_space_get (space, 0)));
  g_assert_true (vmp_mapping_filter_match (umlaut, space, vmp_address_space_get (space, 2)));
  g_assert_false (vmp_mapping_filter_match (stray, space, vmp_address_space_get (space, 2)));
}

static void
test_address (void)
{
  guint64 addr = 7;

  g_assert_true (vmp_mapping_filter_read_address ("0x10", &addr));
  g_assert_cmpuint (addr, ==, 0x10);
  g_assert_true (vmp_mapping_filter_read_address ("7f31a2b4c000", &addr));
  g_assert_cmphex (addr, ==, 0x7f31a2b4c000);
  g_assert_false (vmp_mapping_filter_read_address ("cafe", &addr));
  g_assert_false (vmp_mapping_filter_read_address ("0x", &addr));
  g_assert_false (vmp_mapping_filter_read_address ("0x11112222333344445", &addr));
  g_assert_false (vmp_mapping_filter_read_address ("libcrypto", &addr));
  g_assert_cmphex (addr, ==, 0x7f31a2b4c000);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/mapping-filter/match", test_match);
  g_test_add_func ("/mapping-filter/problem", test_problem);
  g_test_add_func ("/mapping-filter/hostile", test_hostile);
  g_test_add_func ("/mapping-filter/address", test_address);
  return g_test_run ();
}
