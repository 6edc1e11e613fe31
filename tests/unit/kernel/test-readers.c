/* SPDX-License-Identifier: GPL-3.0-or-later */
/* limits, cgroup, single numbers, meminfo, vmstat, pressure, and the reader of the system's
 * files. */

#include "config.h"

#include "core/kernel/vmp-cgroup-parser.h"
#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-limits-parser.h"
#include "core/kernel/vmp-mountinfo-parser.h"
#include "core/kernel/vmp-number-parser.h"
#include "core/kernel/vmp-system-reader.h"

#include <string.h>
#include <sys/resource.h>
#include <sys/sysinfo.h>
#include <unistd.h>

static void
assert_corrupt (GError     *error,
                const char *line)
{
  g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  g_assert_nonnull (strstr (error->message, line));
}

static void
test_mountinfo (void)
{
  static const char text[] =
    "22 28 0:20 / /sys rw,nosuid shared:7 - sysfs sysfs rw\n"
    "no mount\n"
    "36 35 259:1 /mnt\\0401 /home/a\\040b rw master:1 propagate_from:2 - ext4 /dev/root rw\n"
    "40 28 0:42 / /dev/shm rw - tmpfs tmpfs rw,size=10k\n"
    "41 28 0:43 / /cut rw shared:1 -";
  static const struct { guint32 major, minor; const char *type; gboolean is_memory; } expected[] = {
    { 0, 20, "sysfs", FALSE }, { 259, 1, "ext4", FALSE }, { 0, 42, "tmpfs", TRUE },
  };
  const char *at = text, *end = text + strlen (text);
  VmpMount mount;

  for (guint i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      g_assert_true (vmp_mountinfo_next (&at, end, &mount));
      g_assert_cmpuint (mount.device_major, ==, expected[i].major);
      g_assert_cmpuint (mount.device_minor, ==, expected[i].minor);
      g_assert_cmpmem (mount.type, mount.type_len, expected[i].type, strlen (expected[i].type));
      g_assert_cmpint (vmp_mount_is_memory (&mount), ==, expected[i].is_memory);
    }
  g_assert_false (vmp_mountinfo_next (&at, end, &mount));
}

static void
test_limits (void)
{
  const char *text =
      "Limit                     Soft Limit           Hard Limit           Units     \n"
      "Max cpu time              unlimited            unlimited            seconds   \n"
      "Max data size             unlimited            9000                 bytes     \n"
      "Max stack size            8388608              unlimited            bytes     \n"
      "Max stack sizes           x                    x                    bytes     \n"
      "Max processes             96365                96366                processes \n"
      "Max address space         18446744073709551615 9223372036854775807  bytes     \n";
  static const struct { const char *text, *line; } corrupt[] = {
    { "Max stack size            \n", "line 1" },
    { "x\nMax stack size            8388608\n", "line 2" },
    { "Max stack size            many unlimited bytes\n", "line 1" },
    { "Max stack size            1x 2 bytes\n", "line 1" },
    { "Max stack size            unlimitedx 2 bytes\n", "line 1" },
    { "Max stack size            99999999999999999999 2 bytes\n", "line 1" },
  };
  VmpLimits limits;

  g_assert_true (vmp_limits_parse (text, strlen (text), &limits, NULL));
  g_assert_cmpint (limits.soft[VMP_LIMIT_STACK], ==, 8388608);
  g_assert_cmpint (limits.hard[VMP_LIMIT_STACK], ==, VMP_LIMIT_UNLIMITED);
  g_assert_cmpint (limits.soft[VMP_LIMIT_DATA], ==, VMP_LIMIT_UNLIMITED);
  g_assert_cmpint (limits.hard[VMP_LIMIT_DATA], ==, 9000);
  g_assert_cmpint (limits.hard[VMP_LIMIT_PROCESSES], ==, 96366);
  g_assert_cmpint (limits.soft[VMP_LIMIT_ADDRESS_SPACE], ==, VMP_LIMIT_UNLIMITED);
  g_assert_cmpint (limits.soft[VMP_LIMIT_LOCKED_MEMORY], ==, VMP_MISSING);
  for (gsize i = 0; i < G_N_ELEMENTS (corrupt); i++)
    {
      g_autoptr (GError) error = NULL;

      limits.soft[0] = 77;
      g_assert_false (
          vmp_limits_parse (corrupt[i].text, strlen (corrupt[i].text), &limits, &error));
      assert_corrupt (error, corrupt[i].line);
      g_assert_cmpint (limits.soft[0], ==, 77);
    }
}

/* Our own limits, against getrlimit(). */
static void
test_limits_live (void)
{
  static const struct
  {
    VmpLimitKind kind;
    int resource;
  } cases[] = {
    { VMP_LIMIT_ADDRESS_SPACE, RLIMIT_AS }, { VMP_LIMIT_DATA, RLIMIT_DATA },
    { VMP_LIMIT_STACK, RLIMIT_STACK },      { VMP_LIMIT_CORE_FILE, RLIMIT_CORE },
    { VMP_LIMIT_RESIDENT_SET, RLIMIT_RSS }, { VMP_LIMIT_LOCKED_MEMORY, RLIMIT_MEMLOCK },
    { VMP_LIMIT_PROCESSES, RLIMIT_NPROC },  { VMP_LIMIT_OPEN_FILES, RLIMIT_NOFILE },
  };
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) self = vmp_process_open (root, getpid (), NULL);
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpLimits limits;

  G_STATIC_ASSERT (G_N_ELEMENTS (cases) == VMP_N_LIMITS);
  g_assert_true (vmp_process_read_file (self, VMP_PROCESS_FILE_LIMITS, &buffer, NULL));
  g_assert_true (vmp_limits_parse (buffer.data, buffer.len, &limits, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      struct rlimit own;

      g_assert_cmpint (getrlimit (cases[i].resource, &own), ==, 0);
      g_assert_cmpint (limits.soft[cases[i].kind], ==,
                       own.rlim_cur == RLIM_INFINITY ? VMP_LIMIT_UNLIMITED : (gint64) own.rlim_cur);
      g_assert_cmpint (limits.hard[cases[i].kind], ==,
                       own.rlim_max == RLIM_INFINITY ? VMP_LIMIT_UNLIMITED : (gint64) own.rlim_max);
    }
  vmp_buffer_clear (&buffer);
}

static void
test_cgroup (void)
{
  static const struct { const char *text, *unified, *memory; } cases[] = {
    { "0::/user.slice/session-2.scope\n", "/user.slice/session-2.scope", NULL },
    { "4:memory:/a\n1:name=systemd:/b\n0::/c\n", "/c", "/a" },
    { "4:cpu,memory,pids:/a:b c\n", NULL, "/a:b c" },
    { "4:hugememory,memory2:/a\n0::/", "/", NULL },
    { "", NULL, NULL },
  };
  static const struct
  {
    const char *text, *line;
  } corrupt[] = {
    { "0::/\n\n", "line 2" }, { "x::/\n", "line 1" },      { "0:/\n", "line 1" },
    { "0::a\n", "line 1" },   { "1:memory:\n", "line 1" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VmpCgroup cgroup;

      g_assert_true (vmp_cgroup_parse (cases[i].text, strlen (cases[i].text), &cgroup, NULL));
      g_assert_cmpint (cgroup.unified_path != NULL, ==, cases[i].unified != NULL);
      g_assert_cmpint (cgroup.memory_path != NULL, ==, cases[i].memory != NULL);
      if (cgroup.unified_path != NULL)
        g_assert_cmpmem (cgroup.unified_path, cgroup.unified_len, cases[i].unified,
                         strlen (cases[i].unified));
      if (cgroup.memory_path != NULL)
        g_assert_cmpmem (cgroup.memory_path, cgroup.memory_len, cases[i].memory,
                         strlen (cases[i].memory));
    }
  for (gsize i = 0; i < G_N_ELEMENTS (corrupt); i++)
    {
      g_autoptr (GError) error = NULL;
      VmpCgroup cgroup = { .unified_len = 77 };

      g_assert_false (
          vmp_cgroup_parse (corrupt[i].text, strlen (corrupt[i].text), &cgroup, &error));
      assert_corrupt (error, corrupt[i].line);
      g_assert_cmpuint (cgroup.unified_len, ==, 77);
    }
}

static void
test_number (void)
{
  static const struct
  {
    const char *text;
    gboolean good;
    gint64 value;
  } cases[] = {
    { "666\n", TRUE, 666 },
    { "-1000\n", TRUE, -1000 },
    { "0", TRUE, 0 },
    { "9223372036854775807\n", TRUE, G_MAXINT64 },
    { "", FALSE, 0 },
    { "max\n", FALSE, 0 },
    { "1 2\n", FALSE, 0 },
    { "1\n2\n", FALSE, 0 },
    { "9223372036854775808\n", FALSE, 0 },
    { "-\n", FALSE, 0 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (GError) error = NULL;
      gint64 value = 77;

      g_assert_cmpint (vmp_number_parse (cases[i].text, strlen (cases[i].text), &value, &error), ==,
                       cases[i].good);
      g_assert_cmpint (value, ==, cases[i].good ? cases[i].value : 77);
      if (!cases[i].good)
        g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
    }
}

static void
test_pressure (void)
{
  const char *text = "some avg10=12.34 avg60=0.01 avg300=100.00 total=15510774\nfull avg10=0.00 "
                     "avg60=0.00 avg300=0.00 total=7\n";
  static const struct
  {
    const char *text, *line;
  } corrupt[] = {
    { "some avg10=1\n", "line 1" },
    { "some avg10=1.2\n", "line 1" },
    { "some avg10=1.234\n", "line 1" },
    { "x\nfull total=-1\n", "line 2" },
    { "some avg10=1.23x\n", "line 1" },
    { "some avg60= avg300=1.00\n", "line 1" },
    { "some total=9223372036854775808\n", "line 1" },
  };
  VmpPressure pressure;

  g_assert_true (vmp_pressure_parse (text, strlen (text), &pressure, NULL));
  g_assert_cmpint (pressure.some.avg10, ==, 1234);
  g_assert_cmpint (pressure.some.avg60, ==, 1);
  g_assert_cmpint (pressure.some.avg300, ==, 10000);
  g_assert_cmpint (pressure.some.total_usec, ==, 15510774);
  g_assert_cmpint (pressure.full.avg10, ==, 0);
  g_assert_cmpint (pressure.full.total_usec, ==, 7);
  /* What comes tomorrow, and what some kernels lack for the CPU. */
  g_assert_true (vmp_pressure_parse ("some new=x total=3\nthird total=x\n", 33, &pressure, NULL));
  g_assert_cmpint (pressure.some.total_usec, ==, 3);
  g_assert_cmpint (pressure.some.avg10, ==, VMP_MISSING);
  g_assert_cmpint (pressure.full.total_usec, ==, VMP_MISSING);
  for (gsize i = 0; i < G_N_ELEMENTS (corrupt); i++)
    {
      g_autoptr (GError) error = NULL;

      pressure.some.avg10 = 77;
      g_assert_false (
          vmp_pressure_parse (corrupt[i].text, strlen (corrupt[i].text), &pressure, &error));
      assert_corrupt (error, corrupt[i].line);
      g_assert_cmpint (pressure.some.avg10, ==, 77);
    }
}

static void
test_meminfo (void)
{
  const char *text = "MemTotal:       24684084 kB\nMemFree:        24448480 kB\nCached:            "
                     "25744 kB\nSwapCached:            0 kB\n"
                     "Active(anon):       1568 kB\nHugePages_Total:       3\nHugepagesize:       "
                     "2048 kB\nDirectMap4k:       26624 kB\n";
  g_autoptr (GError) error = NULL;
  VmpMeminfo meminfo;

  g_assert_true (vmp_meminfo_parse (text, strlen (text), &meminfo, NULL));
  g_assert_cmpint (meminfo.total, ==, G_GINT64_CONSTANT (24684084) * 1024);
  g_assert_cmpint (meminfo.free, ==, G_GINT64_CONSTANT (24448480) * 1024);
  g_assert_cmpint (meminfo.cached, ==, 25744 * 1024);
  g_assert_cmpint (meminfo.swap_cached, ==, 0);
  g_assert_cmpint (meminfo.active_anon, ==, 1568 * 1024);
  g_assert_cmpint (meminfo.active, ==, VMP_MISSING);
  g_assert_cmpint (meminfo.huge_pages_total, ==, 3);
  g_assert_cmpint (meminfo.huge_page_size, ==, 2048 * 1024);
  g_assert_false (vmp_meminfo_parse ("MemTotal: 1 kB\nMemFree: x\n", 26, &meminfo, &error));
  assert_corrupt (error, "meminfo line 2");
}

static void
test_vmstat (void)
{
  const char *text =
      "nr_free_pages 1504299\npgpgin 12\npswpin 3\nallocstall_dma 1\nallocstall_dma32 "
      "20\nallocstall_normal 300\n"
      "allocstall_movable 4000\npgfault 5\npgmajfault 6\npgfault_new x\nswap_ra 7\nswap_ra_hit 8\n";
  g_autoptr (GError) error = NULL;
  VmpVmstat vmstat;

  g_assert_true (vmp_vmstat_parse (text, strlen (text), &vmstat, NULL));
  g_assert_cmpint (vmstat.pgpgin_kib, ==, 12);
  g_assert_cmpint (vmstat.pswpin, ==, 3);
  g_assert_cmpint (vmstat.allocstall, ==, 4321);
  g_assert_cmpint (vmstat.pgfault, ==, 5);
  g_assert_cmpint (vmstat.pgmajfault, ==, 6);
  g_assert_cmpint (vmstat.swap_ra, ==, 7);
  g_assert_cmpint (vmstat.swap_ra_hit, ==, 8);
  g_assert_cmpint (vmstat.oom_kill, ==, VMP_MISSING);
  g_assert_false (vmp_vmstat_parse ("pgfault 5\npgmajfault -\n", 23, &vmstat, &error));
  assert_corrupt (error, "vmstat line 2");
  g_clear_error (&error);
  /* Sums beyond 63 bits. */
  g_assert_false (vmp_vmstat_parse ("allocstall_dma 9223372036854775807\nallocstall_normal 1\n", 55,
                                    &vmstat, &error));
  assert_corrupt (error, "vmstat line 2");
}

/* The live system, against other ways of asking. */
static void
test_system_live (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (GError) error = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpPressure pressure;
  VmpMeminfo meminfo;
  VmpVmstat before, after;
  gint64 most = 0;
  struct sysinfo info;
  const gsize len = 8 * 1024 * 1024;
  char *touched;

  g_assert_true (vmp_system_read_meminfo (root, &buffer, &meminfo, NULL));
  g_assert_cmpint (sysinfo (&info), ==, 0);
  g_assert_cmpint (meminfo.total, ==, (gint64) info.totalram * info.mem_unit);
  g_assert_cmpint (meminfo.swap_total, ==, (gint64) info.totalswap * info.mem_unit);
  g_assert_cmpint (meminfo.available, >, 0);
  g_assert_true (vmp_system_read_vmstat (root, &buffer, &before, NULL));
  touched = g_malloc (len);
  memset (touched, 1, len);
  g_assert_cmpint (touched[len / 2], ==, 1);
  g_free (touched);
  g_assert_true (vmp_system_read_vmstat (root, &buffer, &after, NULL));
  g_assert_cmpint (after.pgfault, >, before.pgfault);
  if (vmp_system_read_pressure (root, VMP_PRESSURE_MEMORY, &buffer, &pressure, &error))
    g_assert_cmpint (pressure.some.total_usec, >=, 0);
  else
    g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_assert_true (vmp_system_read_max_mappings (root, &buffer, &most, NULL));
  g_assert_cmpint (most, >=, 1024);
  vmp_buffer_clear (&buffer);
}

static void
test_system_captured (void)
{
  g_autofree char *path = g_build_filename (g_getenv ("VMP_TEST_FIXTURES"), "x86-64", NULL);
  g_autofree char *bare = g_build_filename (g_getenv ("VMP_TEST_FIXTURES"), "old-kernel", NULL);
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (path, NULL);
  g_autoptr (VmpProcRoot) old = vmp_proc_root_new (bare, NULL);
  g_autoptr (GError) error = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpPressure pressure;
  VmpMeminfo meminfo;
  VmpVmstat vmstat;

  g_assert_true (vmp_system_read_meminfo (root, &buffer, &meminfo, NULL));
  g_assert_cmpint (meminfo.total, ==, G_GINT64_CONSTANT (24684084) * 1024);
  for (gsize at = 0; at < sizeof meminfo; at += sizeof (gint64))
    if (at != G_STRUCT_OFFSET (VmpMeminfo, hardware_corrupted))
      g_assert_cmpint (G_STRUCT_MEMBER (gint64, &meminfo, at), !=, VMP_MISSING);
  g_assert_true (vmp_system_read_vmstat (root, &buffer, &vmstat, NULL));
  for (gsize at = 0; at < sizeof vmstat; at += sizeof (gint64))
    g_assert_cmpint (G_STRUCT_MEMBER (gint64, &vmstat, at), !=, VMP_MISSING);
  for (VmpPressureKind kind = VMP_PRESSURE_MEMORY; kind <= VMP_PRESSURE_CPU; kind++)
    {
      g_assert_true (vmp_system_read_pressure (root, kind, &buffer, &pressure, NULL));
      g_assert_cmpint (pressure.full.total_usec, !=, VMP_MISSING);
    }
  g_assert_false (vmp_system_read_pressure (old, VMP_PRESSURE_IO, &buffer, &pressure, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  vmp_buffer_clear (&buffer);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/limits/table", test_limits);
  g_test_add_func ("/kernel/mountinfo/table", test_mountinfo);
  g_test_add_func ("/kernel/limits/live", test_limits_live);
  g_test_add_func ("/kernel/cgroup", test_cgroup);
  g_test_add_func ("/kernel/number", test_number);
  g_test_add_func ("/kernel/pressure", test_pressure);
  g_test_add_func ("/kernel/meminfo", test_meminfo);
  g_test_add_func ("/kernel/vmstat", test_vmstat);
  g_test_add_func ("/kernel/system/live", test_system_live);
  g_test_add_func ("/kernel/system/captured", test_system_captured);
  return g_test_run ();
}
