/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs of pages: joined, looked up, counted, refused where they make no sense; and the decoding of pagemap. */

#include "config.h"

#include "core/model/vmp-page-states.h"

#define PAGE 0x1000

static const VmpPageReading scan = { VMP_PAGE_SOURCE_SCAN, VMP_PAGE_PRESENT | VMP_PAGE_ZERO };

static VmpPageStates *
make (const VmpPageRun *runs,
      guint             n)
{
  GArray *array = g_array_new (FALSE, FALSE, sizeof *runs);

  g_array_append_vals (array, runs, n);
  return vmp_page_states_new_take (0x10000, 0x20000, PAGE, &scan, array);
}

static void
test_lookup (void)
{
  /* The first three lie side by side, two of them alike. */
  const VmpPageRun runs[] = {
    { 0x11000, 1, VMP_PAGE_PRESENT }, { 0x12000, 2, VMP_PAGE_PRESENT }, { 0x14000, 1, VMP_PAGE_PRESENT | VMP_PAGE_ZERO },
    { 0x1e000, 2, VMP_PAGE_SWAPPED },
  };
  g_autoptr (VmpPageStates) self = make (runs, G_N_ELEMENTS (runs));
  guint n;
  const VmpPageRun *joined = vmp_page_states_get_runs (self, &n);

  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpuint (joined[0].n_pages, ==, 3);
  g_assert_cmpuint (vmp_page_states_get_bits (self, 0x10fff), ==, 0);
  g_assert_cmpuint (vmp_page_states_get_bits (self, 0x11000), ==, VMP_PAGE_PRESENT);
  g_assert_cmpuint (vmp_page_states_get_bits (self, 0x13fff), ==, VMP_PAGE_PRESENT);
  g_assert_cmpuint (vmp_page_states_get_bits (self, 0x14000), ==, VMP_PAGE_PRESENT | VMP_PAGE_ZERO);
  g_assert_cmpuint (vmp_page_states_get_bits (self, 0x15000), ==, 0);
  g_assert_cmpuint (vmp_page_states_get_bits (self, 0x1ffff), ==, VMP_PAGE_SWAPPED);
  g_assert_cmpuint (vmp_page_states_get_bits (self, 0x20000), ==, 0);
  g_assert_cmpuint (vmp_page_states_find (self, 0), ==, 0);
  g_assert_cmpuint (vmp_page_states_find (self, 0x14000), ==, 1);
  g_assert_cmpuint (vmp_page_states_find (self, 0x20000), ==, 3);
  g_assert_cmpuint (vmp_page_states_count (self, 0x10000, 0x20000, VMP_PAGE_PRESENT), ==, 4);
  g_assert_cmpuint (vmp_page_states_count (self, 0x12000, 0x14000, VMP_PAGE_PRESENT), ==, 2);
  g_assert_cmpuint (vmp_page_states_count (self, 0x13000, 0x15000, VMP_PAGE_PRESENT | VMP_PAGE_ZERO), ==, 1);
  g_assert_cmpuint (vmp_page_states_count (self, 0x15000, 0x1e000, VMP_PAGE_PRESENT), ==, 0);
}

/* From a hostile sender. */
static void
test_refused (void)
{
  const VmpPageRun bad[][2] = {
    { { 0x0f000, 1, 1 }, { 0x11000, 1, 1 } },       /* below the range */
    { { 0x20000, 1, 1 }, { 0x21000, 1, 1 } },       /* above it */
    { { 0x1f000, 2, 1 }, { 0x21000, 1, 1 } },       /* over its end */
    { { 0x11000, 1, 1 }, { 0x11000, 1, 1 } },       /* twice */
    { { 0x12000, 1, 1 }, { 0x11000, 1, 1 } },       /* backwards */
    { { 0x11000, G_MAXUINT32, 1 }, { 0x12000, 1, 1 } },
    { { 0x11800, 1, 1 }, { 0x13000, 1, 1 } },       /* half pages */
    { { 0x11000, 0, 1 }, { 0x12000, 1, 1 } },
    { { 0x11000, 1, 0 }, { 0x12000, 1, 1 } },
  };
  const VmpPageRun good[] = { { 0x10000, 16, 1 } };
  g_autoptr (VmpPageStates) whole = make (good, 1);

  g_assert_nonnull (whole);
  for (guint i = 0; i < G_N_ELEMENTS (bad); i++)
    g_assert_null (make (bad[i], 2));
  g_assert_null (vmp_page_states_new_take (0x20000, 0x10000, PAGE, &scan, g_array_new (FALSE, FALSE, sizeof *good)));
  g_assert_null (vmp_page_states_new_take (0, 0x10000, 0, &scan, g_array_new (FALSE, FALSE, sizeof *good)));
}

static gboolean
add_run_cb (const VmpPageRun *run,
            gpointer          data)
{
  g_string_append_printf (data, "%lx+%u:%x ", run->start_addr, run->n_pages, run->bits);
  return run->bits != VMP_PAGE_SWAPPED;
}

static void
test_pagemap (void)
{
  static const guint64 entries[] = {
    0,
    G_GUINT64_CONSTANT (1) << 63, G_GUINT64_CONSTANT (1) << 63 | 0x1234,            /* present, with a number of no interest */
    G_GUINT64_CONSTANT (5) << 61,                                                   /* and of a file */
    G_GUINT64_CONSTANT (1) << 63 | G_GUINT64_CONSTANT (1) << 55,
    G_GUINT64_CONSTANT (0x44) << 56,                                                /* a guard has the bit of swapped pages */
    G_GUINT64_CONSTANT (1) << 55,                                                   /* nothing is there */
    G_GUINT64_CONSTANT (1) << 62,
    G_GUINT64_CONSTANT (1) << 63,
  };
  g_autoptr (GString) runs = g_string_new (NULL);

  g_assert_false (vmp_pagemap_decode (entries, G_N_ELEMENTS (entries), 0x10000, PAGE, add_run_cb, runs));
  g_assert_cmpstr (runs->str, ==, "11000+2:1 13000+1:3 14000+1:41 15000+1:20 17000+1:4 ");
  g_string_truncate (runs, 0);
  g_assert_true (vmp_pagemap_decode (entries, 1, 0x10000, PAGE, add_run_cb, runs));
  g_assert_cmpstr (runs->str, ==, "");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/page-states/lookup", test_lookup);
  g_test_add_func ("/page-states/refused", test_refused);
  g_test_add_func ("/page-states/pagemap", test_pagemap);
  return g_test_run ();
}
