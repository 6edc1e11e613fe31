/* SPDX-License-Identifier: GPL-3.0-or-later */
/* stat and statm. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-stat-parser.h"

#include <string.h>

/* Fields 4 to 52 with the number of each as its value, where the type allows. */
#define FIELDS                                                                                     \
  " 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 34 35 36 " \
  "37 38 39 40 41 42 43 "                                                                          \
  "44 45 46 47 48 49 50 51 52\n"

static void
test_fields (void)
{
  const char *text = "1 (init) S" FIELDS;
  VmpStat stat;

  g_assert_true (vmp_stat_parse (text, strlen (text), &stat, NULL));
  g_assert_cmpint (stat.pid, ==, 1);
  g_assert_cmpstr (stat.comm, ==, "init");
  g_assert_cmpint (stat.state, ==, 'S');
  g_assert_cmpint (stat.ppid, ==, 4);
  g_assert_cmpint (stat.pgrp, ==, 5);
  g_assert_cmpint (stat.session, ==, 6);
  g_assert_cmpuint (stat.flags, ==, 9);
  g_assert_cmpint (stat.minflt, ==, 10);
  g_assert_cmpint (stat.cminflt, ==, 11);
  g_assert_cmpint (stat.majflt, ==, 12);
  g_assert_cmpint (stat.cmajflt, ==, 13);
  g_assert_cmpint (stat.utime_ticks, ==, 14);
  g_assert_cmpint (stat.stime_ticks, ==, 15);
  g_assert_cmpint (stat.num_threads, ==, 20);
  g_assert_cmpuint (stat.start_time_ticks, ==, 22);
  g_assert_cmpint (stat.vsize_bytes, ==, 23);
  g_assert_cmpint (stat.rss_pages, ==, 24);
  g_assert_cmpuint (stat.start_code_addr, ==, 26);
  g_assert_cmpuint (stat.start_stack_addr, ==, 28);
  g_assert_cmpint (stat.blkio_delay_ticks, ==, 42);
  g_assert_cmpuint (stat.start_brk_addr, ==, 47);
  g_assert_false (vmp_stat_is_kernel_thread (&stat));
}

static void
test_names (void)
{
  static const struct
  {
    const char *text, *name;
  } cases[] = {
    { "7 (a) R (b) S" FIELDS, "a) R (b" },
    { "7 (new\nline) S" FIELDS, "new\nline" },
    { "7 () S" FIELDS, "" },
    { "7 ()) S" FIELDS, ")" },
    { "7 (\xff\x01) S" FIELDS, "\xff\x01" },
    { "7 (kworker/u8:3-events_unbound_with_a_name_that_is_longer_than_any_program_may_have) "
      "S" FIELDS,
      "kworker/u8:3-events_unbound_with_a_name_that_is_longer_than_any" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VmpStat stat;

      g_assert_true (vmp_stat_parse (cases[i].text, strlen (cases[i].text), &stat, NULL));
      g_assert_cmpstr (stat.comm, ==, cases[i].name);
      g_assert_cmpint (stat.state, ==, 'S');
      g_assert_cmpint (stat.ppid, ==, 4);
    }
}

static void
test_ranges (void)
{
  /* A group and session of -1, as a task has that is nearly gone; a limit and an address of all
   * bits; no end of line; as few fields as 2.6 had. */
  const char *text = "9 (x) X 0 -1 -1 0 -1 2097216 1 2 3 4 5 6 0 0 20 -20 1 0 18446744073709551615 "
                     "9223372036854775807 7 "
                     "18446744073709551615 18446744073709551615 0 0 0 0 0 0 0 0 0 0 0 17 0 0 0 8";
  VmpStat stat;

  g_assert_true (vmp_stat_parse (text, strlen (text), &stat, NULL));
  g_assert_cmpint (stat.pgrp, ==, -1);
  g_assert_cmpint (stat.session, ==, -1);
  g_assert_cmpuint (stat.start_time_ticks, ==, G_MAXUINT64);
  g_assert_cmpint (stat.vsize_bytes, ==, G_MAXINT64);
  g_assert_cmpuint (stat.start_code_addr, ==, G_MAXUINT64);
  g_assert_cmpint (stat.blkio_delay_ticks, ==, 8);
  g_assert_cmpuint (stat.start_brk_addr, ==, 0);
  g_assert_true (vmp_stat_is_kernel_thread (&stat));
}

static void
test_corrupt (void)
{
  static const char *const cases[] = {
    "",
    "x",
    "12",
    "(x) S" FIELDS,
    "99999999999 (x) S" FIELDS,
    "1 x S" FIELDS,
    "1 (x S" FIELDS,
    "1 (x)",
    "1 (x) ",
    "1 (x) 3" FIELDS,
    "1 (x) S 4 5 6",
    /* a counter that is no number, one beyond 63 bits, one that is negative; one field too few */
    "1 (x) S 4 5 6 7 8 9 ten 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 "
    "34 35 36 37 38 39 40 41 42\n",
    "1 (x) S 4 5 6 7 8 9 9223372036854775808 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 "
    "29 30 31 32 33 34 35 36 37 38 39 40 "
    "41 42\n",
    "1 (x) S 4 5 6 7 8 9 -1 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 "
    "34 35 36 37 38 39 40 41 42\n",
    "1 (x) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26 27 28 29 30 31 32 33 "
    "34 35 36 37 38 39 40 41\n",
    "1 (x) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 18446744073709551616 23 24 25 26 27 "
    "28 29 30 31 32 33 34 35 36 37 38 39 40 "
    "41 42\n",
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      VmpStat stat = { .pid = 77 };

      g_assert_false (vmp_stat_parse (cases[i], strlen (cases[i]), &stat, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, "line 1"));
      g_assert_cmpint (stat.pid, ==, 77);
      g_assert_cmpint (stat.state, ==, 0);
    }
}

static void
test_statm (void)
{
  static const char *const corrupt[] = { "", "1 2 3 4 5", "1 2 x 4 5 6 7\n", "1 2 -3 4 0 6 0\n",
                                         "99999999999999999999 2 3 4 5 6 7\n" };
  VmpStatm statm;

  g_assert_true (vmp_statm_parse ("765 429 401 5 0 123 0\n", 22, &statm, NULL));
  g_assert_cmpint (statm.size_pages, ==, 765);
  g_assert_cmpint (statm.resident_pages, ==, 429);
  g_assert_cmpint (statm.shared_pages, ==, 401);
  g_assert_cmpint (statm.text_pages, ==, 5);
  g_assert_cmpint (statm.data_pages, ==, 123);
  for (gsize i = 0; i < G_N_ELEMENTS (corrupt); i++)
    {
      g_autoptr (GError) error = NULL;

      statm.size_pages = 77;
      g_assert_false (vmp_statm_parse (corrupt[i], strlen (corrupt[i]), &statm, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      g_assert_cmpint (statm.size_pages, ==, 77);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/stat/fields", test_fields);
  g_test_add_func ("/kernel/stat/names", test_names);
  g_test_add_func ("/kernel/stat/ranges", test_ranges);
  g_test_add_func ("/kernel/stat/corrupt", test_corrupt);
  g_test_add_func ("/kernel/statm", test_statm);
  return g_test_run ();
}
