/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes of captured systems. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

#include <string.h>
#include <unistd.h>

static VmpProcRoot *
open_root (const char *name)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *path = g_build_filename (g_getenv ("VMP_TEST_FIXTURES"), name, NULL);
  VmpProcRoot *root = vmp_proc_root_new (path, &error);

  g_assert_no_error (error);
  g_assert_false (vmp_proc_root_is_live (root));
  return root;
}

static VmpProcess *
open_process (VmpProcRoot *root,
              gint32       pid)
{
  g_autoptr (GError) error = NULL;
  VmpProcess *process = vmp_process_open (root, pid, &error);

  g_assert_no_error (error);
  g_assert_cmpint (vmp_process_get_pid (process), ==, pid);
  g_assert_cmpint (vmp_process_get_pidfd (process), ==, -1);
  return process;
}

/* What the smaps of a process adds up to. */
typedef struct
{
  guint  n_mappings;
  gint64 size, rss, pss, anonymous, private_hugetlb;
} Sums;

static Sums
sum_smaps (VmpProcess *process)
{
  g_autoptr (GError) error = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpMapsParser parser;
  VmpSmapsEntry entry;
  Sums sums = { 0 };

  g_assert_true (vmp_process_read_file (process, VMP_PROCESS_FILE_SMAPS, &buffer, &error));
  g_assert_cmpint (buffer.data[buffer.len], ==, '\0');
  vmp_maps_parser_init (&parser, buffer.data, buffer.len);
  while (vmp_maps_parser_next_smaps (&parser, &entry, &error))
    {
      g_assert_cmpint (entry.sizes.size, ==, entry.line.end_addr - entry.line.start_addr);
      g_assert_cmpuint (entry.flags_len, >, 0);
      sums.n_mappings++;
      sums.size += entry.sizes.size;
      sums.rss += entry.sizes.rss;
      sums.pss += entry.sizes.pss;
      sums.anonymous += entry.sizes.anonymous;
      sums.private_hugetlb +=
          entry.sizes.private_hugetlb == VMP_MISSING ? 0 : entry.sizes.private_hugetlb;
    }
  g_assert_no_error (error);
  vmp_buffer_clear (&buffer);
  return sums;
}

static void
count_mapping (const VmpSmapsEntry *entry,
               gpointer             data)
{
  Sums *sums = data;

  sums->n_mappings++;
  sums->rss += entry->sizes.rss;
  /* The trees that are written here have no other sizes. */
  if (entry->sizes.size == VMP_MISSING)
    return;
  sums->size += entry->sizes.size;
  sums->pss += entry->sizes.pss;
  sums->anonymous += entry->sizes.anonymous;
  sums->private_hugetlb +=
      entry->sizes.private_hugetlb == VMP_MISSING ? 0 : entry->sizes.private_hugetlb;
}

/* Mappings that are parsed while they are read are the same; 15715 has more than one piece of
 * them. */
static void
test_foreach_mapping (void)
{
  static const struct
  {
    const char *root;
    gint32 pid;
  } cases[] = {
    { "x86-64", 15704 },   { "x86-64", 15712 },   { "x86-64", 15715 },
    { "arm64-64k", 4242 }, { "old-kernel", 777 },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VmpProcRoot) root = open_root (cases[i].root);
      g_autoptr (VmpProcess) process = open_process (root, cases[i].pid);
      g_autoptr (GError) error = NULL;
      VmpBuffer buffer = VMP_BUFFER_INIT;
      Sums whole = sum_smaps (process), streamed = { 0 };

      g_assert_true (
          vmp_process_foreach_mapping (process, &buffer, count_mapping, &streamed, &error));
      g_assert_no_error (error);
      g_assert_cmpmem (&streamed, sizeof streamed, &whole, sizeof whole);
      g_assert_cmpuint (buffer.capacity, <=, 65536);
      vmp_buffer_clear (&buffer);
    }
}

static void
write_file (const char *folder,
            const char *name,
            const char *text)
{
  g_autofree char *path = g_build_filename (folder, name, NULL);
  g_autofree char *parent = g_path_get_dirname (path);

  g_assert_cmpint (g_mkdir_with_parents (parent, 0700), ==, 0);
  g_assert_true (g_file_set_contents (path, text, -1, NULL));
}

/* A tree of one process, whose smaps has @n_entries entries of 3 lines each and @last behind
 * them. */
static char *
make_tree (guint       n_entries,
           const char *last)
{
  g_autoptr (GString) smaps = g_string_new (NULL);
  char *folder = g_dir_make_tmp ("vmp-test-XXXXXX", NULL);

  for (guint i = 0; i < n_entries; i++)
    g_string_append_printf (smaps, "%x000-%x000 rw-p 0 0:0 0 %.*s\nRss: %u kB\nVmFlags: rd\n", i,
                            i + 1, (int) (i % 50),
                            "a name of a length that differs from entry to entry", i);
  g_string_append (smaps, last);
  write_file (folder, "proc/9/stat",
              "9 (x) S 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 1 21 22 23 24 25 26 27 28 29 30 "
              "31 32 33 34 35 "
              "36 37 38 39 40 41 42\n");
  write_file (folder, "proc/9/smaps", smaps->str);
  return folder;
}

static void
remove_tree (const char *folder)
{
  static const char *const names[] = { "proc/9/stat", "proc/9/smaps", "proc/9", "proc", "." };

  for (gsize i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autofree char *path = g_build_filename (folder, names[i], NULL);

      g_assert_cmpint (i < 2 ? unlink (path) : i == 4 ? rmdir (folder) : rmdir (path), ==, 0);
    }
}

/* Entries that are cut anywhere by the end of a piece, and what is wrong far into the text. */
static void
test_foreach_mapping_pieces (void)
{
  static const struct { const char *last, *message; } cases[] = {
    { "", NULL },
    { "f000-f001 rw-p 0 0:0 0 \nRss: 5 kB", NULL },
    { "f000-f001 rw-p 0 0:0 0 \nRss: x kB\n", "line 15002" },
    { "f000-f001 rw-p 0 0:0 0 \nRss: 5 k", "line 15002" },
    { "f000-f001 rw\n", "line 15001" },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *folder = make_tree (5000, cases[i].last);
      g_autoptr (VmpProcRoot) root = vmp_proc_root_new (folder, NULL);
      g_autoptr (VmpProcess) process = open_process (root, 9);
      g_autoptr (GError) error = NULL;
      VmpBuffer buffer = VMP_BUFFER_INIT;
      Sums sums = { 0 };
      gboolean read = vmp_process_foreach_mapping (process, &buffer, count_mapping, &sums, &error);

      if (cases[i].message == NULL)
        {
          g_assert_no_error (error);
          g_assert_true (read);
          g_assert_cmpuint (sums.n_mappings, ==, *cases[i].last != '\0' ? 5001 : 5000);
        }
      else
        {
          g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
          g_assert_nonnull (strstr (error->message, cases[i].message));
          g_assert_cmpuint (sums.n_mappings, ==, 5000);
        }
      g_assert_cmpint (sums.rss, ==,
                       (gint64) (4999 * 5000 / 2 + (sums.n_mappings == 5001 ? 5 : 0)) * 1024);
      vmp_buffer_clear (&buffer);
      remove_tree (folder);
    }
}

/* All numbers of one process must agree with each other, whatever the page size. */
static void
test_sums (void)
{
  static const struct
  {
    const char *root;
    gint32 pid;
    gint64 page_size_bytes;
    gint64 rss_bytes, vsize_bytes;
    guint n_mappings;
    gboolean has_rollup;
  } cases[] = {
    { "arm64-16k", 4242, 16384, 54 * 16384, 91 * 16384, 8, TRUE },
    { "arm64-64k", 4242, 65536, 54 * 65536, 85 * 65536, 8, TRUE },
    { "old-kernel", 777, 4096, 0, 0, 6, FALSE },
    { "x86-64", 15715, 4096, 1520 * 1024, 2784 * 1024, 95, TRUE },
  };

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VmpProcRoot) root = open_root (cases[i].root);
      g_autoptr (VmpProcess) process = open_process (root, cases[i].pid);
      g_autoptr (GError) error = NULL;
      VmpBuffer buffer = VMP_BUFFER_INIT;
      Sums sums = sum_smaps (process);
      VmpSmapsSizes rollup;
      VmpStatm statm;

      g_assert_cmpint (vmp_proc_root_get_page_size_bytes (root), ==, cases[i].page_size_bytes);
      g_assert_cmpuint (sums.n_mappings, ==, cases[i].n_mappings);
      g_assert_true (vmp_process_read_rollup (process, &buffer, &rollup, &error));
      g_assert_no_error (error);
      g_assert_cmpint (rollup.rss, ==, sums.rss);
      g_assert_cmpint (rollup.anonymous, ==, sums.anonymous);
      g_assert_cmpint (rollup.size, ==, VMP_MISSING);
      g_assert_cmpint (rollup.kernel_page_size, ==, VMP_MISSING);
      g_assert_cmpint (rollup.pss_anon != VMP_MISSING, ==, cases[i].has_rollup);
      if (cases[i].rss_bytes != 0)
        {
          g_assert_true (vmp_process_read_statm (process, &statm, &error));
          g_assert_cmpint (statm.resident_pages * cases[i].page_size_bytes, ==, cases[i].rss_bytes);
          g_assert_cmpint (sums.rss, ==, cases[i].rss_bytes);
          /* [vsyscall] is listed but outside of the address space that is counted. */
          g_assert_cmpint (sums.size, >=, statm.size_pages * cases[i].page_size_bytes);
          g_assert_cmpint (sums.size, <=, statm.size_pages * cases[i].page_size_bytes + 4096);
        }
      vmp_buffer_clear (&buffer);
    }
}

static void
test_page_sizes (void)
{
  g_autoptr (VmpProcRoot) root = open_root ("arm64-64k");
  g_autoptr (VmpProcess) process = open_process (root, 4242);
  g_autofree char *command = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpStatus status;
  VmpStat stat;

  g_assert_true (vmp_process_read_status (process, &status, NULL));
  g_assert_cmpint (status.vm_rss_bytes, ==, 54 * 65536);
  g_assert_cmpint (status.rss_anon_bytes + status.rss_file_bytes + status.rss_shmem_bytes, ==,
                   status.vm_rss_bytes);
  g_assert_cmpint (status.ns_pid, ==, 17);
  g_assert_cmpint (status.uid_effective, ==, 1000);
  g_assert_cmpint (vmp_process_get_uid (process), ==, 1000);
  g_assert_true (vmp_process_read_stat (process, &stat, NULL));
  g_assert_cmpint (stat.rss_pages, ==, 54);
  g_assert_cmphex (stat.start_brk_addr, ==, 0xaaaac3a00000 + 0x1000000);
  g_assert_cmpuint (vmp_process_get_start_time_ticks (process), ==, 5151);
  command = vmp_process_dup_command (process, &buffer, NULL);
  g_assert_cmpstr (command, ==, "/usr/bin/server --port 80");
  g_assert_cmpint (vmp_proc_root_get_clock_ticks (root), ==, 100);
  g_assert_cmpint (vmp_proc_root_get_boottime_nsec (root), ==, G_GINT64_CONSTANT (88123456789));
  vmp_buffer_clear (&buffer);
}

static void
test_old_kernel (void)
{
  g_autoptr (VmpProcRoot) root = open_root ("old-kernel");
  g_autoptr (VmpProcess) process = open_process (root, 777);
  g_autoptr (GError) error = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpSmapsSizes rollup;
  VmpStatus status;
  VmpIo io;

  g_assert_true (vmp_process_read_status (process, &status, NULL));
  g_assert_cmpint (status.vm_rss_bytes, ==, 1240 * 1024);
  g_assert_cmpint (status.vm_swap_bytes, ==, 12 * 1024);
  g_assert_cmpint (status.rss_anon_bytes, ==, VMP_MISSING);
  g_assert_cmpint (status.kthread, ==, VMP_MISSING);
  g_assert_true (vmp_process_read_rollup (process, &buffer, &rollup, NULL));
  g_assert_cmpint (rollup.rss, ==, 780 * 1024);
  g_assert_cmpint (rollup.private_dirty, ==, 72 * 1024);
  g_assert_cmpint (rollup.swap_pss, ==, VMP_MISSING);
  g_assert_cmpint (rollup.private_hugetlb, ==, VMP_MISSING);
  g_assert_false (vmp_process_read_io (process, &io, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  vmp_buffer_clear (&buffer);
}

static void
test_kinds (void)
{
  static const struct
  {
    gint32 pid;
    VmpProcessKind kind;
    const char *name;
    gboolean has_memory;
  } cases[] = {
    { 15704, VMP_PROCESS_USER, "python3", TRUE },
    { 15706, VMP_PROCESS_USER, "bash", TRUE },
    { 15708, VMP_PROCESS_USER, "a) R (b", TRUE },
    { 15710, VMP_PROCESS_USER, "new\nline", TRUE },
    { 15712, VMP_PROCESS_LEADER_EXITED, "memory-target", TRUE },
    { 15719, VMP_PROCESS_ZOMBIE, "memory-target", FALSE },
    { 2, VMP_PROCESS_KERNEL_THREAD, "kthreadd", FALSE },
  };
  g_autoptr (VmpProcRoot) root = open_root ("x86-64");

  for (gsize i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VmpProcess) process = open_process (root, cases[i].pid);
      g_autoptr (GError) error = NULL;
      VmpBuffer buffer = VMP_BUFFER_INIT;
      VmpStatm statm = { .size_pages = 77 };
      VmpStatus status;
      VmpStat stat;

      g_assert_cmpint (vmp_process_get_kind (process), ==, cases[i].kind);
      g_assert_true (vmp_process_read_stat (process, &stat, NULL));
      g_assert_cmpstr (stat.comm, ==, cases[i].name);
      g_assert_true (vmp_process_read_status (process, &status, NULL));
      g_assert_cmpint (status.vm_rss_bytes != VMP_MISSING, ==, cases[i].has_memory);
      g_assert_cmpint (vmp_process_read_statm (process, &statm, &error), ==, cases[i].has_memory);
      g_assert_cmpint (vmp_process_read_file (process, VMP_PROCESS_FILE_MAPS, &buffer, NULL), ==,
                       cases[i].has_memory);
      g_assert_cmpint (stat.vsize_bytes > 0, ==, cases[i].has_memory);
      if (cases[i].has_memory)
        {
          g_assert_cmpint (statm.size_pages * 4096, ==, status.vm_size_bytes);
          g_assert_cmpint (statm.size_pages * 4096, ==, stat.vsize_bytes);
          g_assert_cmpint (statm.resident_pages * 4096, ==, status.vm_rss_bytes);
        }
      else
        {
          g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
          g_assert_cmpint (statm.size_pages, ==, 77);
        }
      g_assert_false (vmp_process_check_exec (process));
      vmp_buffer_clear (&buffer);
    }
}

static void
test_leader_exited (void)
{
  g_autoptr (VmpProcRoot) root = open_root ("x86-64");
  g_autoptr (VmpProcess) process = open_process (root, 15712);
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autofree char *exe = NULL;
  Sums sums = sum_smaps (process);
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpSmapsSizes rollup;
  VmpStat stat;

  /* 100 pages were touched by the thread that lives on. */
  g_assert_cmpint (sums.anonymous, >, 100 * 4096);
  g_assert_true (vmp_process_read_rollup (process, &buffer, &rollup, NULL));
  g_assert_cmpint (rollup.rss, ==, sums.rss);
  g_assert_true (vmp_process_read_stat (process, &stat, NULL));
  g_assert_cmpint (stat.state, ==, 'Z');
  g_assert_cmpint (stat.minflt, ==, 225);
  g_assert_cmpint (stat.num_threads, ==, 2);
  g_assert_cmpuint (stat.start_brk_addr, >, 0);
  g_assert_true (vmp_process_list_threads (process, tids, NULL));
  g_assert_cmpuint (tids->len, ==, 2);
  g_assert_cmpint (g_array_index (tids, gint32, 0), ==, 15712);
  g_assert_cmpint (g_array_index (tids, gint32, 1), ==, 15714);
  exe = vmp_process_dup_exe (process, NULL);
  g_assert_true (g_str_has_suffix (exe, "/memory-target"));
  vmp_buffer_clear (&buffer);
}

/* Another user's: tier 0 is there, the rest is refused, and neither gone nor unsupported. */
static void
test_denied (void)
{
  static const VmpProcessFile refused[] = { VMP_PROCESS_FILE_MAPS, VMP_PROCESS_FILE_SMAPS,
                                            VMP_PROCESS_FILE_SMAPS_ROLLUP, VMP_PROCESS_FILE_AUXV };
  g_autoptr (VmpProcRoot) root = open_root ("x86-64");
  g_autoptr (VmpProcess) process = open_process (root, 15721);
  g_autoptr (GError) error = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpSmapsSizes rollup;
  VmpStatus status;
  VmpIo io;

  g_assert_cmpint (vmp_process_get_uid (process), ==, 65534);
  g_assert_true (vmp_process_read_status (process, &status, NULL));
  g_assert_cmpint (status.vm_rss_bytes, >, 0);
  for (gsize i = 0; i < G_N_ELEMENTS (refused); i++)
    {
      g_clear_error (&error);
      g_assert_false (vmp_process_read_file (process, refused[i], &buffer, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
    }
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      g_clear_error (&error);
      g_assert_false (vmp_process_read_io (process, &io, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
    }
  g_clear_error (&error);
  g_assert_false (vmp_process_read_rollup (process, &buffer, &rollup, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_null (vmp_process_dup_exe (process, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
  vmp_buffer_clear (&buffer);
}

static void
test_names (void)
{
  static const char *const expected[] = {
    "/dev/zero (deleted)",
    "/SYSV00000000 (deleted)",
    "/memfd:a memfd (deleted)",
    "/tmp/vmp-fixture/files/literal (deleted)",
    "/tmp/vmp-fixture/files/gone (deleted)",
    "/tmp/vmp-fixture/files/new\\012line",
    "/tmp/vmp-fixture/files/a b",
    "[stack]",
    "[vdso]",
    "",
  };
  g_autoptr (VmpProcRoot) root = open_root ("x86-64");
  g_autoptr (VmpProcess) process = open_process (root, 15715);
  VmpBuffer buffer = VMP_BUFFER_INIT;

  g_assert_true (vmp_process_read_file (process, VMP_PROCESS_FILE_MAPS, &buffer, NULL));
  for (gsize i = 0; i < G_N_ELEMENTS (expected); i++)
    {
      VmpMapsParser parser;
      VmpMapsLine line;
      gboolean found = FALSE;

      vmp_maps_parser_init (&parser, buffer.data, buffer.len);
      while (!found && vmp_maps_parser_next (&parser, &line, NULL))
        found = line.name_len == strlen (expected[i])
                && memcmp (line.name, expected[i], line.name_len) == 0;
      if (!found)
        g_error ("no mapping is named \"%s\"", expected[i]);
    }
  vmp_buffer_clear (&buffer);
}

static void
test_hugetlb (void)
{
  g_autoptr (VmpProcRoot) root = open_root ("x86-64");
  g_autoptr (VmpProcess) process = open_process (root, 15731);
  Sums sums = sum_smaps (process);
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpSmapsSizes rollup;
  VmpStatus status;

  g_assert_true (vmp_process_read_status (process, &status, NULL));
  g_assert_cmpint (status.hugetlb_bytes, ==, 4 * 1024 * 1024);
  g_assert_cmpint (sums.private_hugetlb, ==, 4 * 1024 * 1024);
  g_assert_true (vmp_process_read_rollup (process, &buffer, &rollup, NULL));
  g_assert_cmpint (rollup.private_hugetlb, ==, 4 * 1024 * 1024);
  g_assert_cmpint (rollup.rss, <, 4 * 1024 * 1024);
  vmp_buffer_clear (&buffer);
}

static void
test_root (void)
{
  g_autoptr (VmpProcRoot) root = open_root ("x86-64");
  g_autoptr (VmpProcess) process = NULL;
  g_autoptr (GArray) pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GError) error = NULL;

  g_assert_cmpuint (strlen (vmp_proc_root_get_boot_id (root)), ==, 36);
  g_assert_true (vmp_proc_root_list_pids (root, pids, &error));
  g_assert_cmpuint (pids->len, ==, 10);
  for (guint i = 1; i < pids->len; i++)
    g_assert_cmpint (g_array_index (pids, gint32, i - 1), <, g_array_index (pids, gint32, i));
  process = vmp_process_open (root, 4, &error);
  g_assert_null (process);
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_clear_error (&error);
  g_assert_null (vmp_proc_root_new ("/nonexistent", &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/fixtures/sums", test_sums);
  g_test_add_func ("/kernel/fixtures/foreach-mapping", test_foreach_mapping);
  g_test_add_func ("/kernel/fixtures/foreach-mapping-pieces", test_foreach_mapping_pieces);
  g_test_add_func ("/kernel/fixtures/page-sizes", test_page_sizes);
  g_test_add_func ("/kernel/fixtures/old-kernel", test_old_kernel);
  g_test_add_func ("/kernel/fixtures/kinds", test_kinds);
  g_test_add_func ("/kernel/fixtures/leader-exited", test_leader_exited);
  g_test_add_func ("/kernel/fixtures/denied", test_denied);
  g_test_add_func ("/kernel/fixtures/names", test_names);
  g_test_add_func ("/kernel/fixtures/hugetlb", test_hugetlb);
  g_test_add_func ("/kernel/fixtures/root", test_root);
  return g_test_run ();
}
