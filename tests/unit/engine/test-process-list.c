/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of all processes, on this system. */

#include "config.h"

#include "core/engine/vmp-process-list.h"
#include "engine-child.h"

#include <string.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (G_GINT64_CONSTANT (1024) * 1024)
#define ALL_COLUMNS (VMP_PROCESS_COLUMN_STATUS | VMP_PROCESS_COLUMN_ROLLUP | VMP_PROCESS_COLUMN_CGROUP)

static VmpProcessLister *
new_lister (gboolean keep_open)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, &error);
  VmpProcessLister *lister;

  g_assert_no_error (error);
  lister = vmp_process_lister_new (root);
  vmp_process_lister_set_keep_open (lister, keep_open);

  return lister;
}

static VmpProcessList *
list (VmpProcessLister *lister,
      guint             columns)
{
  g_autoptr (GError) error = NULL;
  VmpProcessList *processes = vmp_process_lister_list (lister, columns, &error);

  g_assert_no_error (error);

  return processes;
}

static void
assert_ascending (VmpProcessList *processes)
{
  guint n;
  const VmpProcessRow *rows = vmp_process_list_get_rows (processes, &n);

  g_assert_cmpuint (n, >, 1);
  for (guint i = 1; i < n; i++)
    g_assert_cmpint (rows[i - 1].pid, <, rows[i].pid);
  g_assert_null (vmp_process_list_find (processes, rows[n - 1].pid + 1));
  g_assert_null (vmp_process_list_find (processes, 0));
}

static void
test_own_row (gconstpointer data)
{
  g_autoptr (VmpProcessLister) lister = new_lister (GPOINTER_TO_INT (data));
  g_autoptr (VmpProcessList) processes = list (lister, ALL_COLUMNS);
  const VmpProcessRow *row = vmp_process_list_find (processes, getpid ());

  assert_ascending (processes);
  g_assert_nonnull (row);
  g_assert_cmpint (row->ppid, ==, getppid ());
  g_assert_cmpint (row->uid, ==, geteuid ());
  g_assert_cmpint (row->state, ==, 'R');
  g_assert_cmpint (row->kind, ==, VMP_PROCESS_USER);
  g_assert_cmpint (row->threads, >=, 1);
  g_assert_cmpstr (row->name, ==, "test-engine-pro");
  g_assert_true (g_str_has_suffix (row->exe, "/test-engine-process-list"));
  g_assert_nonnull (strstr (row->command, "test-engine-process-list"));
  g_assert_nonnull (row->cgroup);
  g_assert_cmpint (row->rss_bytes, >, MIB);
  g_assert_cmpint (row->vsize_bytes, >, row->rss_bytes);
  g_assert_cmpint (row->minor_faults, >, 100);
  g_assert_cmpint (row->rss_peak_bytes, >, MIB);
  g_assert_cmpint (row->rss_anon_bytes + row->rss_file_bytes + row->rss_shmem_bytes, >, MIB);
  g_assert_cmpint (row->uss_bytes, <=, row->pss_bytes);
  g_assert_cmpint (row->pss_bytes, <=, row->rss_peak_bytes);
  g_assert_cmpint (vmp_process_row_get_value (row, VMP_METRIC_PSS), ==, row->pss_bytes);
  g_assert_cmpint (vmp_process_row_get_value (row, VMP_METRIC_HEAP), ==, VMP_MISSING);
}

static void
test_only_what_was_asked (void)
{
  g_autoptr (VmpProcessLister) lister = new_lister (FALSE);
  g_autoptr (VmpProcessList) processes = list (lister, VMP_PROCESS_COLUMN_NO_COMMAND);
  const VmpProcessRow *row = vmp_process_list_find (processes, getpid ());

  g_assert_cmpstr (row->command, ==, "");
  g_assert_null (row->exe);
  g_assert_null (row->cgroup);
  g_assert_cmpint (row->rss_bytes, >, 0);
  g_assert_cmpint (row->swap_bytes, ==, VMP_MISSING);
  g_assert_cmpint (row->pss_bytes, ==, VMP_MISSING);
}

/* A process that comes, grows, executes another program, ends and is forgotten. */
static void
test_life_of_a_process (gconstpointer data)
{
  g_autofree char *program = engine_child_dup_program ();
  g_autoptr (VmpProcessLister) lister = new_lister (GPOINTER_TO_INT (data));
  g_autoptr (VmpProcessList) first = NULL, second = NULL, third = NULL, last = NULL;
  const VmpProcessRow *before, *after;
  EngineChild child;
  siginfo_t info;

  engine_child_start (&child, "exec", program);
  first = list (lister, VMP_PROCESS_COLUMN_NONE);
  engine_child_step (&child, TRUE);
  second = list (lister, VMP_PROCESS_COLUMN_NONE);
  engine_child_end (&child);
  g_assert_cmpint (waitid (P_PID, child.pid, &info, WEXITED | WNOWAIT), ==, 0);
  third = list (lister, VMP_PROCESS_COLUMN_NONE);
  engine_child_reap (&child);
  last = list (lister, VMP_PROCESS_COLUMN_NONE);

  before = vmp_process_list_find (first, child.pid);
  after = vmp_process_list_find (second, child.pid);
  g_assert_cmpuint (before->start_time_ticks, ==, after->start_time_ticks);
  g_assert_true (g_str_has_suffix (before->command, "exec " ) || strstr (before->command, " exec ") != NULL);
  g_assert_cmpstr (after->command, ==, "memory-shapes-again heap 100000");
  g_assert_cmpint (after->minor_faults, >, before->minor_faults);
  after = vmp_process_list_find (third, child.pid);
  g_assert_cmpint (after->kind, ==, VMP_PROCESS_ZOMBIE);
  g_assert_cmpint (after->rss_bytes, ==, VMP_MISSING);
  g_assert_null (vmp_process_list_find (last, child.pid));
}

static void
test_kernel_threads (void)
{
  g_autoptr (VmpProcessLister) lister = new_lister (TRUE);
  g_autoptr (VmpProcessList) processes = list (lister, ALL_COLUMNS);
  const VmpProcessRow *row = vmp_process_list_find (processes, 2);

  if (row == NULL || row->kind != VMP_PROCESS_KERNEL_THREAD)
    {
      g_test_skip ("no kernel threads are to be seen here");
      return;
    }
  g_assert_cmpstr (row->command, ==, "");
  g_assert_cmpint (row->rss_bytes, ==, VMP_MISSING);
  g_assert_cmpint (row->pss_bytes, ==, VMP_MISSING);
  g_assert_cmpint (row->minor_faults, >=, 0);
}

/* Names are told as they are now, however often they change, and in a form that can be shown. */
static void
test_names (void)
{
  static const struct
  {
    const char *name, *shown;
  } names[] = { { "a) R (b", "a) R (b" }, { "new\nline", "new\\nline" }, { "bad\xff", "bad\\xff" } };
  g_autoptr (VmpProcessLister) lister = new_lister (TRUE);

  for (guint i = 0; i < G_N_ELEMENTS (names); i++)
    {
      g_autoptr (VmpProcessList) processes = NULL;

      prctl (PR_SET_NAME, names[i].name);
      processes = list (lister, VMP_PROCESS_COLUMN_NONE);
      g_assert_cmpstr (vmp_process_list_find (processes, getpid ())->name, ==, names[i].shown);
    }
  prctl (PR_SET_NAME, "test-engine-pro");
}

/* Lists that were handed out stay as they are when newer ones are made and freed. */
static void
test_lists_are_immutable (void)
{
  g_autoptr (VmpProcessLister) lister = new_lister (TRUE);
  g_autoptr (VmpProcessList) old = list (lister, ALL_COLUMNS);
  g_autofree char *command = g_strdup (vmp_process_list_find (old, getpid ())->command);

  for (guint i = 0; i < 3; i++)
    vmp_process_list_unref (list (lister, VMP_PROCESS_COLUMN_NONE));
  g_clear_pointer (&lister, vmp_process_lister_free);
  g_assert_cmpstr (vmp_process_list_find (old, getpid ())->command, ==, command);
}

/* With fewer descriptors than processes the rest is read by opening. Listed in a process of its own: the limit stays. */
static void
test_few_descriptors (void)
{
  g_autoptr (VmpProcessLister) lister = NULL;
  EngineChild children[20];
  struct rlimit limit = { 64, 64 };

  if (!g_test_subprocess ())
    {
      g_test_trap_subprocess (NULL, 0, G_TEST_SUBPROCESS_DEFAULT);
      g_test_trap_assert_passed ();
      return;
    }

  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    engine_child_start (&children[i], "heap", "1000");
  g_assert_cmpint (setrlimit (RLIMIT_NOFILE, &limit), ==, 0);
  lister = new_lister (TRUE);
  for (guint round = 0; round < 3; round++)
    {
      g_autoptr (VmpProcessList) processes = list (lister, ALL_COLUMNS);

      for (guint i = 0; i < G_N_ELEMENTS (children); i++)
        g_assert_cmpint (vmp_process_list_find (processes, children[i].pid)->rss_bytes, >, 0);
      g_assert_nonnull (vmp_process_list_find (processes, getpid ()));
    }
  for (guint i = 0; i < G_N_ELEMENTS (children); i++)
    engine_child_reap (&children[i]);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_data_func ("/process-list/own-row/held-open", GINT_TO_POINTER (TRUE), test_own_row);
  g_test_add_data_func ("/process-list/own-row/once", GINT_TO_POINTER (FALSE), test_own_row);
  g_test_add_func ("/process-list/only-what-was-asked", test_only_what_was_asked);
  g_test_add_data_func ("/process-list/life/held-open", GINT_TO_POINTER (TRUE), test_life_of_a_process);
  g_test_add_data_func ("/process-list/life/opened", GINT_TO_POINTER (FALSE), test_life_of_a_process);
  g_test_add_func ("/process-list/kernel-threads", test_kernel_threads);
  g_test_add_func ("/process-list/names", test_names);
  g_test_add_func ("/process-list/lists-are-immutable", test_lists_are_immutable);
  g_test_add_func ("/process-list/few-descriptors", test_few_descriptors);

  return g_test_run ();
}
