/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gaps between mappings: the largest, how many of each size, and what is no gap. */

#include "config.h"

#include "core/model/vmp-address-space-gaps.h"

#include <string.h>

static void
find (const char          *text,
      VmpAddressSpaceGaps *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAddressSpace) space = vmp_address_space_parse (text, strlen (text), NULL, &error);

  g_assert_no_error (error);
  vmp_address_space_gaps_find (space, out);
}

static void
test_none (void)
{
  VmpAddressSpaceGaps gaps;

  find ("1000-2000 rw-p 0 00:00 0\n2000-3000 r--p 0 00:00 0\n", &gaps);
  g_assert_cmpuint (gaps.n, ==, 0);
  g_assert_cmpuint (gaps.largest_bytes, ==, 0);
}

/* A gap of a page and one of two are of different classes; that below the vsyscall page is none. */
static void
test_classes (void)
{
  VmpAddressSpaceGaps gaps;
  guint n = 0;
  guint64 bytes = 0;

  find ("1000-2000 rw-p 0 00:00 0\n"
        "3000-4000 rw-p 0 00:00 0\n"
        "6000-7000 rw-p 0 00:00 0\n"
        "7f0000000000-7f0000001000 rw-p 0 00:00 0\n"
        "7f0000101000-7f0000102000 rw-p 0 00:00 0\n"
        "ffffffffff600000-ffffffffff601000 --xp 0 00:00 0 [vsyscall]\n", &gaps);
  g_assert_cmpuint (gaps.n, ==, 4);
  g_assert_cmphex (gaps.largest_addr, ==, 0x7000);
  g_assert_cmphex (gaps.largest_bytes, ==, 0x7f0000000000 - 0x7000);
  g_assert_cmpuint (gaps.classes[0].n, ==, 1);
  g_assert_cmpuint (gaps.classes[0].bytes, ==, 0x1000);
  g_assert_cmpuint (gaps.classes[1].n, ==, 1);
  g_assert_cmpuint (gaps.classes[1].bytes, ==, 0x2000);
  g_assert_cmpuint (gaps.classes[2].n, ==, 1);
  g_assert_cmpuint (gaps.classes[2].bytes, ==, 0x100000);
  g_assert_cmpuint (gaps.classes[VMP_N_GAP_CLASSES - 1].n, ==, 1);
  for (guint i = 0; i < VMP_N_GAP_CLASSES; i++)
    {
      n += gaps.classes[i].n;
      bytes += gaps.classes[i].bytes;
      g_assert_true (i == 0 || vmp_address_space_gaps_get_limit (i) > vmp_address_space_gaps_get_limit (i - 1));
    }
  g_assert_cmpuint (n, ==, gaps.n);
  g_assert_cmpuint (bytes, ==, gaps.bytes);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/address-space-gaps/none", test_none);
  g_test_add_func ("/address-space-gaps/classes", test_classes);
  return g_test_run ();
}
