/* SPDX-License-Identifier: GPL-3.0-or-later */
/* status and io. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-status-parser.h"

#include <string.h>

static void
test_keys (void)
{
  static const struct { const char *text; gsize offset; gint64 value; } cases[] = {
#define CASE(text, field, value) { text, G_STRUCT_OFFSET (VmpStatus, field), value }
    CASE ("TracerPid:\t12\n", tracer_pid, 12),
    CASE ("Uid:\t1\t2\t3\t4\n", uid_real, 1),
    CASE ("Uid:\t1\t2\t3\t4\n", uid_effective, 2),
    CASE ("NSpid:\t4242\t17\t1\n", ns_pid, 1),
    CASE ("NSpid:\t4242\n", ns_pid, 4242),
    CASE ("Kthread:\t1\n", kthread, 1),
    CASE ("VmPeak:\t    3060 kB\n", vm_peak_bytes, 3060 * 1024),
    CASE ("VmSize:\t    3059 kB\n", vm_size_bytes, 3059 * 1024),
    CASE ("VmLck:\t       1 kB\n", vm_lck_bytes, 1024),
    CASE ("VmPin:\t       2 kB\n", vm_pin_bytes, 2048),
    CASE ("VmHWM:\t123456789012 kB\n", vm_hwm_bytes, G_GINT64_CONSTANT (123456789012) * 1024),
    CASE ("VmRSS:\t       0 kB\n", vm_rss_bytes, 0),
    CASE ("RssAnon:\t     112 kB\n", rss_anon_bytes, 112 * 1024),
    CASE ("RssFile:\t     113 kB\n", rss_file_bytes, 113 * 1024),
    CASE ("RssShmem:\t     114 kB\n", rss_shmem_bytes, 114 * 1024),
    CASE ("VmData:\t     115 kB\n", vm_data_bytes, 115 * 1024),
    CASE ("VmStk:\t     116 kB\n", vm_stk_bytes, 116 * 1024),
    CASE ("VmExe:\t     117 kB\n", vm_exe_bytes, 117 * 1024),
    CASE ("VmLib:\t     118 kB\n", vm_lib_bytes, 118 * 1024),
    CASE ("VmPTE:\t     119 kB\n", vm_pte_bytes, 119 * 1024),
    CASE ("VmSwap:\t     120 kB\n", vm_swap_bytes, 120 * 1024),
    CASE ("HugetlbPages:\t     121 kB\n", hugetlb_bytes, 121 * 1024),
    CASE ("THP_enabled:\t1\n", thp_enabled, 1),
    CASE ("Threads:\t3\n", threads, 3),
    CASE ("Threads:\t3", threads, 3),
    CASE ("Threads:\t3 \n", threads, 3),
#undef CASE
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VmpStatus status;
      guint n_others = 0;

      g_assert_true (vmp_status_parse (cases[i].text, strlen (cases[i].text), &status, NULL));
      g_assert_cmpint (G_STRUCT_MEMBER (gint64, &status, cases[i].offset), ==, cases[i].value);
      /* Everything else is missing, not 0. */
      for (gsize at = 0; at < sizeof status; at += sizeof (gint64))
        n_others += G_STRUCT_MEMBER (gint64, &status, at) != VMP_MISSING;
      g_assert_cmpuint (n_others, ==, g_str_has_prefix (cases[i].text, "Uid") ? 2 : 1);
    }
}

/* Any order, keys that look alike, a name that looks like a key, keys of tomorrow. */
static void
test_order (void)
{
  const char *text =
      "Name:\tVmRSS:\nThreads:\t5\nVmRSSX:\t9 kB\nVmRSS:\t      10 kB\nXVmHWM:\t1 kB\nVm:\t1 "
      "kB\n\nVmPeak\n"
      "Groups:\t4 24 27 \nNSpidX:\tx\nVmHWM:\t      11 kB\nTracerPid:\t0\nNew_key:\tsome words\n";
  VmpStatus status;

  g_assert_true (vmp_status_parse (text, strlen (text), &status, NULL));
  g_assert_cmpint (status.threads, ==, 5);
  g_assert_cmpint (status.vm_rss_bytes, ==, 10240);
  g_assert_cmpint (status.vm_hwm_bytes, ==, 11264);
  g_assert_cmpint (status.tracer_pid, ==, 0);
  g_assert_cmpint (status.vm_peak_bytes, ==, VMP_MISSING);
  g_assert_cmpint (status.ns_pid, ==, VMP_MISSING);
}

static void
test_corrupt (void)
{
  static const struct { const char *text, *line; } cases[] = {
    { "VmRSS:\t\n", "line 1" },
    { "Name:\tx\nVmRSS:\tmany kB\n", "line 2" },
    { "Name:\tx\nUmask:\t0022\nVmRSS:\t12 kB 3\n", "line 3" },
    { "VmRSS:\t12 MB\n", "line 1" },
    { "VmRSS:\t-12 kB\n", "line 1" },
    { "VmRSS:\t9223372036854775807 kB\n", "line 1" },
    { "VmRSS:\t99999999999999999999\n", "line 1" },
    { "Uid:\t1\n", "line 1" },
    { "Uid:\n1\t2\n", "line 1" },
    { "NSpid:\t\n", "line 1" },
    { "NSpid:\t1 x\n", "line 1" },
    { "VmRSS:\t12 k", "line 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      VmpStatus status = { .threads = 77 };

      g_assert_false (vmp_status_parse (cases[i].text, strlen (cases[i].text), &status, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
      g_assert_nonnull (strstr (error->message, cases[i].line));
      g_assert_cmpint (status.threads, ==, 77);
    }
}

static void
test_io (void)
{
  const char *text = "rchar: 7297\nwchar: 321\nsyscr: 14\nsyscw: 2\nread_bytes: 4096\nwrite_bytes: "
                     "8192\ncancelled_write_bytes: 5\n";
  g_autoptr (GError) error = NULL;
  VmpIo io;

  g_assert_true (vmp_io_parse (text, strlen (text), &io, NULL));
  g_assert_cmpint (io.rchar_bytes, ==, 7297);
  g_assert_cmpint (io.wchar_bytes, ==, 321);
  g_assert_cmpint (io.read_bytes, ==, 4096);
  g_assert_cmpint (io.write_bytes, ==, 8192);
  g_assert_true (vmp_io_parse ("cancelled_write_bytes: 5\n", 25, &io, NULL));
  g_assert_cmpint (io.write_bytes, ==, VMP_MISSING);
  g_assert_false (vmp_io_parse ("rchar: 1\nwchar:\n", 16, &io, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, "io line 2"));
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/status/keys", test_keys);
  g_test_add_func ("/kernel/status/order", test_order);
  g_test_add_func ("/kernel/status/corrupt", test_corrupt);
  g_test_add_func ("/kernel/io", test_io);
  return g_test_run ();
}
