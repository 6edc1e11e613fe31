/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Real processes in known states, and one smoke test on ourselves. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

#include <fcntl.h>
#include <grp.h>
#include <poll.h>
#include <sched.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define NOBODY 65534
#define PATIENCE_MSEC 10000

/* A memory-target program, and its process as we see it. */
typedef struct
{
  VmpProcRoot *root;
  VmpProcess  *process;
  pid_t        pid;
  int          to, from;
} Target;

/* The next line that the target prints, or NULL at its end. */
static char *
read_line (Target *self)
{
  GString *line = g_string_new (NULL);
  char c;

  while (read (self->from, &c, 1) == 1 && c != '\n')
    g_string_append_c (line, c);
  return g_string_free (line, line->len == 0);
}

static void
wait_ready (Target *self)
{
  g_autofree char *line = read_line (self);

  g_assert_cmpstr (line, ==, "ready");
}

static void
go_on (Target *self)
{
  g_assert_cmpint (write (self->to, "x", 1), ==, 1);
}

static void
target_start (Target            *self,
              const char *const *arguments)
{
  const char *argv[8] = { g_getenv ("VMP_TEST_TARGET") };
  int to[2], from[2];

  for (guint i = 0; arguments[i] != NULL; i++)
    argv[i + 1] = arguments[i];
  g_assert_cmpint (pipe2 (to, O_CLOEXEC), ==, 0);
  g_assert_cmpint (pipe2 (from, O_CLOEXEC), ==, 0);
  self->pid = fork ();
  if (self->pid == 0)
    {
      dup2 (to[0], STDIN_FILENO);
      dup2 (from[1], STDOUT_FILENO);
      execv (argv[0], (char *const *) argv);
      _exit (127);
    }
  close (to[0]);
  close (from[1]);
  self->to = to[1];
  self->from = from[0];
}

static void
target_open (Target *self)
{
  g_autoptr (GError) error = NULL;

  self->root = vmp_proc_root_new (NULL, &error);
  g_assert_no_error (error);
  self->process = vmp_process_open (self->root, self->pid, &error);
  g_assert_no_error (error);
}

static void
target_new (Target            *self,
            const char *const *arguments)
{
  target_start (self, arguments);
  wait_ready (self);
  target_open (self);
}

static void
target_clear (Target *self)
{
  g_clear_pointer (&self->process, vmp_process_close);
  g_clear_pointer (&self->root, vmp_proc_root_unref);
  close (self->to);
  close (self->from);
  if (self->pid > 0)
    {
      kill (self->pid, SIGKILL);
      waitpid (self->pid, NULL, 0);
    }
}

#define TARGET(self, ...) target_new (self, (const char *const[]) { __VA_ARGS__, NULL })

static void
wait_for_kind (VmpProcess     *process,
               VmpProcessKind  kind)
{
  gint64 end = g_get_monotonic_time () + PATIENCE_MSEC * 1000;
  VmpStat stat;

  do
    {
      g_assert_true (vmp_process_read_stat (process, &stat, NULL));
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
  while (vmp_process_get_kind (process) != kind);
}

static void
test_self_smoke (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = vmp_process_open (root, getpid (), NULL);
  g_autoptr (GArray) pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpStatus status;
  VmpStat stat;
  gboolean found = FALSE;

  g_assert_true (vmp_process_read_stat (process, &stat, NULL));
  g_assert_cmpint (stat.pid, ==, getpid ());
  g_assert_cmpint (stat.ppid, ==, getppid ());
  g_assert_true (vmp_process_read_status (process, &status, NULL));
  g_assert_cmpint (status.uid_real, ==, getuid ());
  g_assert_cmpint (status.uid_effective, ==, geteuid ());
  g_assert_cmpint (vmp_process_get_uid (process), ==, geteuid ());
  g_assert_cmpint (vmp_proc_root_get_page_size_bytes (root), ==, sysconf (_SC_PAGESIZE));
  g_assert_true (vmp_proc_root_list_pids (root, pids, NULL));
  for (guint i = 0; i < pids->len; i++)
    found |= g_array_index (pids, gint32, i) == getpid ();
  g_assert_true (found);
  for (VmpProcessFile file = 0; file < VMP_N_PROCESS_FILES; file++)
    {
      g_autoptr (GError) error = NULL;

      g_assert_true (vmp_process_read_file (process, file, &buffer, &error));
      g_assert_no_error (error);
    }
  vmp_buffer_clear (&buffer);
}

static void
test_touch (void)
{
  const gint64 n = 5000, page = sysconf (_SC_PAGESIZE);
  Target target;
  VmpStat stat[2];
  VmpStatm statm[2];
  VmpStatus status[2];
  VmpSmapsSizes rollup[2];
  VmpBuffer buffer = VMP_BUFFER_INIT;

  TARGET (&target, "touch", "5000");
  for (guint i = 0; i < 2; i++)
    {
      g_assert_true (vmp_process_read_stat (target.process, &stat[i], NULL));
      g_assert_true (vmp_process_read_statm (target.process, &statm[i], NULL));
      g_assert_true (vmp_process_read_status (target.process, &status[i], NULL));
      g_assert_true (vmp_process_read_rollup (target.process, &buffer, &rollup[i], NULL));
      if (i == 0)
        {
          go_on (&target);
          wait_ready (&target);
        }
    }
  /* A few pages of the C library besides; older kernels count up to a batch a CPU late. */
  g_assert_cmpint (stat[1].minflt - stat[0].minflt, >=, n);
  g_assert_cmpint (stat[1].minflt - stat[0].minflt, <, n + 64);
  g_assert_cmpint (ABS (statm[1].resident_pages - statm[0].resident_pages - n), <=, 256);
  g_assert_cmpint (statm[1].size_pages, ==, statm[0].size_pages);
  g_assert_cmpint (ABS (status[1].rss_anon_bytes - status[0].rss_anon_bytes - n * page), <=,
                   256 * page);
  g_assert_cmpint (rollup[1].private_dirty - rollup[0].private_dirty, >=, n * page);
  g_assert_cmpint (rollup[1].private_dirty - rollup[0].private_dirty, <, (n + 64) * page);
  g_assert_cmpint (rollup[1].anonymous - rollup[0].anonymous, >=, n * page);
  g_assert_cmpint (stat[1].start_time_ticks, ==, vmp_process_get_start_time_ticks (target.process));
  vmp_buffer_clear (&buffer);
  target_clear (&target);
}

/* The stack's size is its high-water mark: it stays. */
static void
test_stack (void)
{
  Target target;
  VmpStatus before, after;

  TARGET (&target, "stack", "4096");
  g_assert_true (vmp_process_read_status (target.process, &before, NULL));
  go_on (&target);
  wait_ready (&target);
  g_assert_true (vmp_process_read_status (target.process, &after, NULL));
  g_assert_cmpint (after.vm_stk_bytes - before.vm_stk_bytes, >, 3 * 1024 * 1024);
  g_assert_cmpint (after.vm_stk_bytes - before.vm_stk_bytes, <, 6 * 1024 * 1024);
  target_clear (&target);
}

static void
test_name (void)
{
  Target target;
  VmpStat stat;
  g_autofree char *command = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;

  TARGET (&target, "name", "x) Z 1\n(");
  g_assert_true (vmp_process_read_stat (target.process, &stat, NULL));
  g_assert_cmpstr (stat.comm, ==, "x) Z 1\n(");
  g_assert_cmpint (stat.ppid, ==, getpid ());
  /* A new name alone is no new program. */
  g_assert_false (vmp_process_check_exec (target.process));
  command = vmp_process_dup_command (target.process, &buffer, NULL);
  g_assert_true (g_str_has_suffix (command, "memory-target name x) Z 1\\n("));
  vmp_buffer_clear (&buffer);
  target_clear (&target);
}

/* The mappings of a process that was just captured, by what they must be. */
static void
test_names (void)
{
  static const char *const suffixes[] = { "/a b",
                                          "/new\\012line",
                                          "/gone (deleted)",
                                          "/literal (deleted)",
                                          "/memfd:a memfd (deleted)",
                                          "/dev/zero (deleted)",
                                          "[stack]" };
  g_autofree char *folder = g_dir_make_tmp ("vmp-test-XXXXXX", NULL);
  VmpBuffer buffer = VMP_BUFFER_INIT;
  Target target;

  TARGET (&target, "names", folder);
  g_assert_true (vmp_process_read_file (target.process, VMP_PROCESS_FILE_SMAPS, &buffer, NULL));
  /* More than one read of the kernel's. */
  g_assert_cmpuint (buffer.len, >, 3 * 16384);
  for (gsize i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      VmpMapsParser parser;
      VmpSmapsEntry entry;
      gboolean found = FALSE;

      vmp_maps_parser_init (&parser, buffer.data, buffer.len);
      while (!found && vmp_maps_parser_next_smaps (&parser, &entry, NULL))
        {
          g_autofree char *name = g_strndup (entry.line.name, entry.line.name_len);

          found = g_str_has_suffix (name, suffixes[i]);
        }
      if (!found)
        g_error ("no mapping is named \"%s\"", suffixes[i]);
    }
  vmp_buffer_clear (&buffer);
  target_clear (&target);
  for (guint i = 0; i < 3; i++)
    {
      g_autofree char *path = g_build_filename (
          folder, ((const char *[]){ "a b", "new\nline", "literal (deleted)" })[i], NULL);

      g_assert_cmpint (unlink (path), ==, 0);
    }
  g_assert_cmpint (rmdir (folder), ==, 0);
}

static void
test_leader_exit (void)
{
  const gint64 page = sysconf (_SC_PAGESIZE);
  Target target;
  VmpStatm statm;
  VmpStatus status;
  VmpStat stat;
  VmpSmapsSizes rollup;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpIo io;
  g_autofree char *command = NULL;
  g_autoptr (VmpProcess) other = NULL;

  TARGET (&target, "leader-exit", "later");
  g_assert_true (vmp_process_read_statm (target.process, &statm, NULL));
  g_assert_true (vmp_process_read_status (target.process, &status, NULL));
  other = vmp_process_open (target.root, target.pid, NULL);
  go_on (&target);
  wait_ready (&target);
  wait_for_kind (other, VMP_PROCESS_LEADER_EXITED);
  /* What was held from before shows nothing now, and no stat has told why. */
  g_assert_cmpint (vmp_process_get_kind (target.process), ==, VMP_PROCESS_USER);
  g_assert_true (vmp_process_read_status (target.process, &status, NULL));
  g_assert_cmpint (status.rss_anon_bytes, >, 100 * page);
  g_assert_true (vmp_process_read_statm (other, &statm, NULL));
  g_assert_cmpint (statm.resident_pages, >, 100);
  g_assert_true (vmp_process_read_statm (target.process, &statm, NULL));
  g_assert_cmpint (statm.resident_pages, >, 100);
  g_assert_true (vmp_process_read_status (target.process, &status, NULL));
  g_assert_cmpint (status.rss_anon_bytes, >, 100 * page);
  g_assert_cmpint (status.threads, ==, 2);
  g_assert_true (vmp_process_read_stat (target.process, &stat, NULL));
  g_assert_cmpint (stat.vsize_bytes, ==, statm.size_pages * page);
  g_assert_true (vmp_process_read_rollup (target.process, &buffer, &rollup, NULL));
  g_assert_cmpint (rollup.rss, ==, status.vm_rss_bytes);
  g_assert_true (vmp_process_read_io (target.process, &io, NULL));
  command = vmp_process_dup_command (target.process, &buffer, NULL);
  g_assert_true (g_str_has_suffix (command, "leader-exit later"));
  g_assert_false (vmp_process_check_exec (target.process));
  vmp_buffer_clear (&buffer);
  target_clear (&target);
}

static void
assert_gone (VmpProcess *process)
{
  VmpBuffer buffer = VMP_BUFFER_INIT;
  g_autoptr (GError) error = NULL;
  VmpStat stat = { .pid = 77 };
  VmpStatm statm;
  VmpStatus status;
  VmpSmapsSizes rollup;

  g_assert_false (vmp_process_read_stat (process, &stat, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_assert_cmpint (stat.pid, ==, 77);
  g_clear_error (&error);
  g_assert_false (vmp_process_read_statm (process, &statm, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_clear_error (&error);
  g_assert_false (vmp_process_read_status (process, &status, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_clear_error (&error);
  g_assert_false (vmp_process_read_file (process, VMP_PROCESS_FILE_CMDLINE, &buffer, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_clear_error (&error);
  g_assert_false (vmp_process_read_rollup (process, &buffer, &rollup, &error));
  g_assert_nonnull (error);
  g_assert_false (vmp_process_check_exec (process));
  vmp_buffer_clear (&buffer);
}

static void
test_end (void)
{
  Target target;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  g_autoptr (GError) error = NULL;
  VmpSmapsSizes rollup;
  VmpStatm statm;
  struct pollfd ended;

  TARGET (&target, "name", "end");
  g_assert_true (vmp_process_read_statm (target.process, &statm, NULL));
  ended = (struct pollfd) { vmp_process_get_pidfd (target.process), POLLIN, 0 };
  g_assert_cmpint (poll (&ended, 1, 0), ==, 0);
  kill (target.pid, SIGKILL);
  g_assert_cmpint (poll (&ended, 1, PATIENCE_MSEC), ==, 1);
  /* Not waited for: a zombie has counters, but no memory; and no stat has told that it is one. */
  g_assert_cmpint (vmp_process_get_kind (target.process), ==, VMP_PROCESS_USER);
  g_assert_false (vmp_process_read_rollup (target.process, &buffer, &rollup, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_clear_error (&error);
  g_assert_false (vmp_process_check_exec (target.process));
  g_assert_false (vmp_process_read_statm (target.process, &statm, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  wait_for_kind (target.process, VMP_PROCESS_ZOMBIE);
  waitpid (target.pid, NULL, 0);
  target.pid = 0;
  assert_gone (target.process);
  vmp_buffer_clear (&buffer);
  target_clear (&target);
}

/* A pid that is given to another process is not the same process. */
static void
test_pid_reuse (void)
{
  g_autoptr (GError) error = NULL;
  pid_t again = 0;
  Target target;

  TARGET (&target, "name", "first");
  kill (target.pid, SIGKILL);
  waitpid (target.pid, NULL, 0);
  for (guint attempt = 0; attempt < 50 && again != target.pid; attempt++)
    {
      g_autofree char *before = g_strdup_printf ("%d", target.pid - 1);

      if (again > 0)
        waitpid (again, NULL, 0);
      /* Only an administrator may say which pid is next. */
      if (!g_file_set_contents_full ("/proc/sys/kernel/ns_last_pid", before, -1,
                                     G_FILE_SET_CONTENTS_NONE, 0644, NULL))
        break;
      again = fork ();
      if (again == 0)
        {
          pause ();
          _exit (0);
        }
      if (again != target.pid)
        kill (again, SIGKILL);
    }
  if (again == target.pid)
    {
      g_autoptr (VmpProcess) second = vmp_process_open (target.root, again, &error);

      g_assert_no_error (error);
      assert_gone (target.process);
      g_assert_cmpuint (vmp_process_get_start_time_ticks (second), >=,
                        vmp_process_get_start_time_ticks (target.process));
    }
  else
    {
      if (again > 0)
        waitpid (again, NULL, 0);
      g_test_skip ("the next pid cannot be set here");
      target.pid = 0;
    }
  target_clear (&target);
}

static void
test_exec (void)
{
  Target target;
  VmpStat before, after;

  TARGET (&target, "exec", g_getenv ("VMP_TEST_TARGET"), "name", "second");
  g_assert_true (vmp_process_read_stat (target.process, &before, NULL));
  g_assert_false (vmp_process_check_exec (target.process));
  go_on (&target);
  wait_ready (&target);
  g_assert_true (vmp_process_read_stat (target.process, &after, NULL));
  g_assert_cmpuint (after.start_time_ticks, ==, before.start_time_ticks);
  g_assert_true (vmp_process_check_exec (target.process));
  g_assert_false (vmp_process_check_exec (target.process));
  target_clear (&target);
}

/* A child that shares our address space until it executes: what is held of the maps then is ours,
 * and lives on. */
static int
vforked_child (void *data)
{
  const int *go = data;
  char byte;

  /* Its own input must not end, and its output is not ours. */
  if (read (go[0], &byte, 1) == 1 && dup2 (go[0], STDIN_FILENO) >= 0
      && dup2 (go[1], STDOUT_FILENO) >= 0)
    execl (g_getenv ("VMP_TEST_TARGET"), "memory-target", "name", "vforked", NULL);
  _exit (127);
}

static void
test_exec_vfork (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = NULL;
  g_autofree char *stack = g_malloc (65536);
  gint64 end = g_get_monotonic_time () + PATIENCE_MSEC * 1000;
  int go[2];
  pid_t pid;
  VmpStat stat;

#ifdef __SANITIZE_THREAD__
  g_test_skip ("the thread sanitizer cannot follow a clone that shares its memory");
  return;
#endif
  g_assert_cmpint (pipe2 (go, O_CLOEXEC), ==, 0);
  pid = clone (vforked_child, stack + 65536, CLONE_VM | SIGCHLD, go);
  g_assert_cmpint (pid, >, 0);
  process = vmp_process_open (root, pid, NULL);
  g_assert_false (vmp_process_check_exec (process));
  g_assert_cmpint (write (go[1], "x", 1), ==, 1);
  do
    {
      g_assert_true (vmp_process_read_stat (process, &stat, NULL));
      g_assert_cmpint (g_get_monotonic_time (), <, end);
    }
  while (!vmp_process_check_exec (process));
  g_assert_false (vmp_process_check_exec (process));
  kill (pid, SIGKILL);
  waitpid (pid, NULL, 0);
  close (go[0]);
  close (go[1]);
}

static void
test_children (void)
{
  Target target;
  g_autoptr (GArray) pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GError) error = NULL;

  /* Enough for more than one read. */
  TARGET (&target, "fork", "900");
  if (vmp_process_list_children (target.process, pids, &error))
    {
      g_assert_cmpuint (pids->len, ==, 900);
      for (guint i = 0; i < pids->len; i++)
        {
          g_autoptr (VmpProcess) child =
              vmp_process_open (target.root, g_array_index (pids, gint32, i), NULL);
          VmpStat stat;

          g_assert_true (vmp_process_read_stat (child, &stat, NULL));
          g_assert_cmpint (stat.ppid, ==, target.pid);
        }
    }
  else
    {
      g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
      g_test_skip ("this kernel does not list children");
    }
  target_clear (&target);
}

/* Run as nobody in a child of ours, when we are root; an assertion that fails there aborts it. */
static void
as_nobody (void (*run) (Target *target), Target *target)
{
  pid_t pid = fork ();
  int status;

  if (pid == 0)
    {
      if (setgroups (0, NULL) != 0 || setgid (NOBODY) != 0 || setuid (NOBODY) != 0)
        _exit (3);
      target_open (target);
      run (target);
      _exit (0);
    }
  g_assert_cmpint (waitpid (pid, &status, 0), ==, pid);
  g_assert_cmpint (status, ==, 0);
}

static void
check_undumpable (Target *target)
{
  VmpBuffer buffer = VMP_BUFFER_INIT;
  g_autoptr (GError) error = NULL;
  VmpSmapsSizes rollup;
  VmpStatus status;
  VmpStatm statm;
  VmpStat stat;
  VmpIo io;

  g_assert_true (vmp_process_read_stat (target->process, &stat, NULL));
  g_assert_true (vmp_process_read_statm (target->process, &statm, NULL));
  g_assert_true (vmp_process_read_status (target->process, &status, NULL));
  g_assert_cmpint (status.uid_effective, ==, NOBODY);
  g_assert_cmpint (statm.resident_pages, >, 0);
  /* The files of one that may not be looked at are root's, but not their folder. */
  g_assert_cmpint (vmp_process_get_uid (target->process), ==, NOBODY);
  g_assert_cmpuint (stat.start_stack_addr, ==, 0);
  for (guint attempt = 0; attempt < 2; attempt++)
    {
      g_clear_error (&error);
      g_assert_false (vmp_process_read_io (target->process, &io, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
    }
  g_clear_error (&error);
  g_assert_false (vmp_process_read_file (target->process, VMP_PROCESS_FILE_SMAPS, &buffer, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_false (vmp_process_read_rollup (target->process, &buffer, &rollup, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
  g_clear_error (&error);
  g_assert_null (vmp_process_dup_exe (target->process, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
  g_assert_false (vmp_process_check_exec (target->process));
  vmp_buffer_clear (&buffer);
}

static void
test_undumpable (void)
{
  Target target = { 0 };

  if (getuid () != 0)
    {
      g_test_skip ("only root can become nobody");
      return;
    }
  target_start (&target, (const char *const[]) { "undumpable", "0", NULL });
  wait_ready (&target);
  as_nobody (check_undumpable, &target);
  target_clear (&target);
}

/* root's program executes another: nobody may read neither, but sees that it did. */
static void
check_exec_of_other (Target *target)
{
  VmpStatus status;

  g_assert_true (vmp_process_read_status (target->process, &status, NULL));
  g_assert_false (vmp_process_check_exec (target->process));
  go_on (target);
  wait_ready (target);
  g_assert_true (vmp_process_check_exec (target->process));
  g_assert_false (vmp_process_check_exec (target->process));
}

static void
test_exec_of_other_user (void)
{
  Target target = { 0 };

  if (getuid () != 0)
    {
      g_test_skip ("only root can become nobody");
      return;
    }
  target_start (&target, (const char *const[]){ "exec", g_getenv ("VMP_TEST_TARGET"), "name",
                                                "second", NULL });
  wait_ready (&target);
  as_nobody (check_exec_of_other, &target);
  target_clear (&target);
}

static void
test_thread_is_no_process (void)
{
  Target target;
  g_autoptr (GArray) tids = g_array_new (FALSE, FALSE, sizeof (gint32));
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcess) thread = NULL;

  TARGET (&target, "leader-exit", "now");
  g_assert_true (vmp_process_list_threads (target.process, tids, NULL));
  g_assert_cmpuint (tids->len, ==, 2);
  thread = vmp_process_open (target.root, g_array_index (tids, gint32, 1), &error);
  g_assert_null (thread);
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  target_clear (&target);
}

static void
test_kernel_thread (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  g_autoptr (VmpProcess) process = vmp_process_open (root, 2, NULL);
  g_autoptr (GError) error = NULL;
  g_autofree char *command = NULL;
  VmpBuffer buffer = VMP_BUFFER_INIT;
  VmpSmapsSizes rollup;
  VmpStatus status;

  if (process == NULL || vmp_process_get_kind (process) != VMP_PROCESS_KERNEL_THREAD)
    {
      g_test_skip ("pid 2 is no kernel thread here");
      return;
    }
  g_assert_false (vmp_process_read_rollup (process, &buffer, &rollup, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED);
  g_assert_true (vmp_process_read_status (process, &status, NULL));
  g_assert_cmpint (status.vm_rss_bytes, ==, VMP_MISSING);
  command = vmp_process_dup_command (process, &buffer, NULL);
  g_assert_cmpstr (command, ==, "");
  vmp_buffer_clear (&buffer);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/kernel/process/self-smoke", test_self_smoke);
  g_test_add_func ("/kernel/process/touch", test_touch);
  g_test_add_func ("/kernel/process/stack", test_stack);
  g_test_add_func ("/kernel/process/name", test_name);
  g_test_add_func ("/kernel/process/names", test_names);
  g_test_add_func ("/kernel/process/leader-exit", test_leader_exit);
  g_test_add_func ("/kernel/process/end", test_end);
  g_test_add_func ("/kernel/process/pid-reuse", test_pid_reuse);
  g_test_add_func ("/kernel/process/exec", test_exec);
  g_test_add_func ("/kernel/process/exec-vfork", test_exec_vfork);
  g_test_add_func ("/kernel/process/exec-of-other-user", test_exec_of_other_user);
  g_test_add_func ("/kernel/process/children", test_children);
  g_test_add_func ("/kernel/process/undumpable", test_undumpable);
  g_test_add_func ("/kernel/process/thread-is-no-process", test_thread_is_no_process);
  g_test_add_func ("/kernel/process/kernel-thread", test_kernel_thread);
  return g_test_run ();
}
