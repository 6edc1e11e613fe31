/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Programs started through the real stub. */

#include "config.h"

#include "core/engine/vmp-launch-names.h"
#include "core/engine/vmp-launcher.h"

#include "core/kernel/vmp-error.h"

#include <glib/gstdio.h>

#include <dirent.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/wait.h>
#include <unistd.h>

#define MIB (G_GINT64_CONSTANT (1024) * 1024)
#define NOBODY 65534

/* What a run told, in order, as letters: Held, Untraced, Exiting, Stopped, Continued, Privileges lost, eXited. */
typedef struct
{
  GString         *letters;
  char            *output;
  int              status;
  VmpRusage        rusage;
  gint64           rss_peak_bytes, vsize_peak_bytes;
  VmpLaunchTracing tracing;
} Outcome;

static const char letters[] = {
  [VMP_LAUNCH_HELD] = 'H',      [VMP_LAUNCH_RUNNING_UNTRACED] = 'U', [VMP_LAUNCH_EXITING] = 'E', [VMP_LAUNCH_STOPPED] = 'S',
  [VMP_LAUNCH_CONTINUED] = 'C', [VMP_LAUNCH_UNPRIVILEGED] = 'P',     [VMP_LAUNCH_EXITED] = 'X',
};

static char *
dup_target (const char *name)
{
  return g_test_build_filename (G_TEST_BUILT, "programs", name, NULL);
}

static char
next_letter (VmpLauncher *launcher)
{
  g_autoptr (GError) error = NULL;
  VmpLaunchEvent event;

  vmp_launcher_next (launcher, &event, &error);
  g_assert_no_error (error);
  return letters[event];
}

static char *
read_all (int fd)
{
  g_autoptr (GString) text = g_string_new (NULL);
  char buffer[4096];
  gssize n;

  while ((n = read (fd, buffer, sizeof buffer)) > 0)
    g_string_append_len (text, buffer, n);
  return g_string_free (g_steal_pointer (&text), FALSE);
}

static void
outcome_clear (Outcome *self)
{
  if (self->letters != NULL)
    g_string_free (self->letters, TRUE);
  g_free (self->output);
}

G_DEFINE_AUTO_CLEANUP_CLEAR_FUNC (Outcome, outcome_clear)

/* Launches with standard output in a pipe and lets it go whenever it is held. */
static void
run_options (VmpLaunchOptions *options,
             Outcome          *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpLauncher) launcher = NULL;
  int fds[2];
  char letter;

  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  options->stdout_fd = fds[1];
  launcher = vmp_launcher_new (options, &error);
  close (fds[1]);
  g_assert_no_error (error);
  out->letters = g_string_new (NULL);
  do
    {
      letter = next_letter (launcher);
      g_string_append_c (out->letters, letter);
      if (letter == 'H' || letter == 'E')
        vmp_launcher_go (launcher);
    }
  while (letter != 'X');
  out->output = read_all (fds[0]);
  close (fds[0]);
  out->status = vmp_launcher_get_status (launcher);
  out->rusage = *vmp_launcher_get_rusage (launcher);
  out->rss_peak_bytes = vmp_launcher_get_final_rss_peak_bytes (launcher);
  out->vsize_peak_bytes = vmp_launcher_get_final_vsize_peak_bytes (launcher);
  out->tracing = vmp_launcher_get_tracing (launcher);
}

static void
run_target (Outcome    *out,
            const char *deed,
            const char *argument)
{
  g_autofree char *target = dup_target ("launch-target");
  const char *argv[] = { target, deed, argument, NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;

  options.argv = argv;
  run_options (&options, out);
}

static VmpLauncher *
start_staying (int *out_fd)
{
  g_autofree char *target = dup_target ("launch-target");
  const char *argv[] = { target, "stay", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  VmpLauncher *launcher;
  char ready[6];
  int fds[2];

  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  options.argv = argv;
  options.stdout_fd = fds[1];
  launcher = vmp_launcher_new (&options, &error);
  g_assert_no_error (error);
  close (fds[1]);
  g_assert_cmpint (next_letter (launcher), ==, 'H');
  vmp_launcher_go (launcher);
  g_assert_cmpint (read (fds[0], ready, sizeof ready), ==, 6);
  *out_fd = fds[0];
  return launcher;
}

static void
test_status (void)
{
  static const struct { const char *deed, *argument; int exit_status, signal; } cases[] = {
    { "exit", "0", 0, 0 },      { "exit", "7", 7, 0 },         { "exit", "255", 255, 0 },     { "signal", "9", 0, SIGKILL },
    { "signal", "11", 0, SIGSEGV }, { "signal", "15", 0, SIGTERM }, { "thread-exit", "5", 5, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_auto (Outcome) outcome = { 0 };

      run_target (&outcome, cases[i].deed, cases[i].argument);
      g_test_message ("%s %s: %s, status %#x", cases[i].deed, cases[i].argument, outcome.letters->str, outcome.status);
      if (cases[i].signal != 0)
        g_assert_true (WIFSIGNALED (outcome.status) && WTERMSIG (outcome.status) == cases[i].signal);
      else
        g_assert_true (WIFEXITED (outcome.status) && WEXITSTATUS (outcome.status) == cases[i].exit_status);
      /* The kernel may not stop for its end who was killed outright. */
      if (cases[i].signal != SIGKILL)
        g_assert_cmpstr (outcome.letters->str, ==, "HEX");
    }
}

static void
assert_failure (VmpLaunchOptions *options,
                VmpError          code,
                const char       *part)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpLauncher) launcher = vmp_launcher_new (options, &error);

  g_assert_error (error, VMP_ERROR, (int) code);
  g_test_message ("%s", error->message);
  g_assert_nonnull (strstr (error->message, part));
  g_assert_null (launcher);
}

static void
test_failures (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-launcher-XXXXXX", NULL);
  g_autofree char *data = g_build_filename (folder, "data", NULL);
  g_autofree char *script = g_build_filename (folder, "script", NULL);
  const struct { const char *name; VmpError code; const char *part; } cases[] = {
    { "vmp-no-such-program", VMP_ERROR_GONE, "PATH" },
    { "/nowhere/program", VMP_ERROR_GONE, "no such file" },
    { "", VMP_ERROR_GONE, "empty" },
    { folder, VMP_ERROR_DENIED, "folder" },
    { data, VMP_ERROR_DENIED, "permissions" },
    { script, VMP_ERROR_GONE, "interpreter" },
    { "/dev/null/x", VMP_ERROR_IO, "Not a directory" },
  };
  const char *argv[] = { NULL, NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;

  g_assert_true (g_file_set_contents (data, "x", 1, NULL));
  g_assert_true (g_file_set_contents (script, "#!/nowhere/interpreter\n", -1, NULL));
  g_assert_cmpint (g_chmod (script, 0755), ==, 0);
  options.argv = argv;
  assert_failure (&options, VMP_ERROR_GONE, "no command");
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      argv[0] = cases[i].name;
      assert_failure (&options, cases[i].code, cases[i].part);
    }
  argv[0] = "true";
  options.directory = "/nowhere";
  assert_failure (&options, VMP_ERROR_GONE, "/nowhere");
  g_assert_cmpint (g_unlink (data) | g_unlink (script) | g_rmdir (folder), ==, 0);
}

/* A file without #! that is executable is a shell script to execvp(), and so to everybody. */
static void
test_script_without_interpreter (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-launcher-XXXXXX", NULL);
  g_autofree char *script = g_build_filename (folder, "script", NULL);
  const char *argv[] = { script, "a b", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_auto (Outcome) outcome = { 0 };

  g_assert_true (g_file_set_contents (script, "echo \"$1\"\nexit 4\n", -1, NULL));
  g_assert_cmpint (g_chmod (script, 0755), ==, 0);
  options.argv = argv;
  run_options (&options, &outcome);
  g_assert_cmpstr (outcome.output, ==, "a b\n");
  g_assert_cmpint (WEXITSTATUS (outcome.status), ==, 4);
  g_assert_cmpint (g_unlink (script) | g_rmdir (folder), ==, 0);
}

/* At HELD the program is there and its dynamic loader has not run. */
static void
test_held_at_first_instruction (void)
{
  g_autofree char *target = dup_target ("launch-target");
  const char *argv[] = { target, "exit", "0", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpLauncher) launcher = NULL;
  g_autofree char *maps_path = NULL, *maps = NULL;

  options.argv = argv;
  launcher = vmp_launcher_new (&options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (next_letter (launcher), ==, 'H');
  maps_path = g_strdup_printf ("/proc/%d/maps", vmp_launcher_get_pid (launcher));
  g_assert_true (g_file_get_contents (maps_path, &maps, NULL, NULL));
  g_assert_nonnull (strstr (maps, "/launch-target"));
  g_assert_null (strstr (maps, "/libc"));
}

static void
test_peaks (void)
{
  g_auto (Outcome) small = { 0 }, big = { 0 };

  run_target (&small, "touch", "0");
  run_target (&big, "touch", "32");
  g_assert_cmpint (big.rss_peak_bytes, >=, 32 * MIB);
  g_assert_cmpint (big.rss_peak_bytes, <, 38 * MIB);
  /* The dynamic loader maps things for a moment, which are in the small one's peak only. */
  g_assert_cmpint (big.vsize_peak_bytes, >, small.vsize_peak_bytes + 31 * MIB);
  g_assert_cmpint (big.vsize_peak_bytes, <, small.vsize_peak_bytes + 33 * MIB);
  g_assert_cmpint (big.rusage.max_rss_bytes, >=, 31 * MIB);
  g_assert_cmpint (big.rusage.max_rss_bytes, <, 38 * MIB);
  /* Starting takes a few faults more or fewer from run to run. */
  g_assert_cmpint (big.rusage.minor_faults, >=, 32 * MIB / sysconf (_SC_PAGESIZE));
  g_assert_cmpint (big.rusage.minor_faults - small.rusage.minor_faults, >, 32 * MIB / sysconf (_SC_PAGESIZE) - 100);
  g_assert_cmpint (big.rusage.minor_faults - small.rusage.minor_faults, <, 32 * MIB / sysconf (_SC_PAGESIZE) + 100);
  g_assert_cmpint (big.rusage.system_nsec + big.rusage.user_nsec, >, 0);
}

/* The kernel hands the memory of whoever executes a program down into its peak: that is the stub's here, not ours. */
static void
test_big_launcher (void)
{
  g_auto (Outcome) outcome = { 0 };
  const gsize size = 200 * MIB;
  char *memory = mmap (NULL, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

  g_assert_true (memory != MAP_FAILED);
  memset (memory, 1, size);
  run_target (&outcome, "exit", "0");
  munmap (memory, size);
  g_test_message ("%" G_GINT64_FORMAT " bytes", outcome.rusage.max_rss_bytes);
  g_assert_cmpint (outcome.rusage.max_rss_bytes, <, 4 * MIB);
}

static guint64
parse_signals (const char *text,
               const char *key)
{
  const char *at = strstr (text, key);

  g_assert_nonnull (at);
  return g_ascii_strtoull (at + strlen (key), NULL, 16);
}

/* What this process ignores and blocks at first is the target's, and nothing that it does later. */
static void
test_signals (void)
{
  g_auto (Outcome) outcome = { 0 };
  sigset_t set, old;

  sigemptyset (&set);
  sigaddset (&set, SIGUSR1);
  sigprocmask (SIG_BLOCK, &set, &old);
  signal (SIGUSR2, SIG_IGN);
  signal (SIGCHLD, SIG_IGN);
  /* A shell's background job starts with these ignored. */
  signal (SIGINT, SIG_DFL);
  signal (SIGQUIT, SIG_DFL);
  signal (SIGPIPE, SIG_DFL);
  vmp_launcher_remember_signals ();
  sigprocmask (SIG_SETMASK, &old, NULL);
  signal (SIGUSR2, SIG_DFL);
  signal (SIGCHLD, SIG_DFL);
  signal (SIGINT, SIG_IGN);
  signal (SIGPIPE, SIG_IGN);
  run_target (&outcome, "signals", NULL);
  signal (SIGINT, SIG_DFL);
  vmp_launcher_remember_signals ();

  g_assert_cmphex (parse_signals (outcome.output, "SigBlk:"), ==, G_GUINT64_CONSTANT (1) << (SIGUSR1 - 1));
  g_assert_cmphex (parse_signals (outcome.output, "SigIgn:"), ==,
                   G_GUINT64_CONSTANT (1) << (SIGUSR2 - 1) | G_GUINT64_CONSTANT (1) << (SIGCHLD - 1));
}

static int
compare_ints (gconstpointer a,
              gconstpointer b)
{
  return *(const int *) a - *(const int *) b;
}

/* Descriptors of this process, sorted; only those that a program would inherit, if @inherited. */
static GArray *
list_descriptors (gboolean inherited)
{
  GArray *fds = g_array_new (FALSE, FALSE, sizeof (int));
  DIR *dir = opendir ("/proc/self/fd");
  struct dirent *entry;

  while ((entry = readdir (dir)) != NULL)
    {
      int fd = atoi (entry->d_name);

      if (entry->d_name[0] != '.' && fd != dirfd (dir) && !(inherited && (fcntl (fd, F_GETFD) & FD_CLOEXEC) != 0))
        g_array_append_val (fds, fd);
    }
  closedir (dir);
  g_array_sort (fds, compare_ints);
  return fds;
}

static void
test_descriptors (void)
{
  g_auto (Outcome) outcome = { 0 };
  g_autoptr (GArray) expected = NULL;
  g_autoptr (GArray) got = g_array_new (FALSE, FALSE, sizeof (int));
  g_auto (GStrv) lines = NULL;
  int given = fcntl (STDERR_FILENO, F_DUPFD, 37);
  int own = fcntl (STDERR_FILENO, F_DUPFD_CLOEXEC, 38);

  expected = list_descriptors (TRUE);
  run_target (&outcome, "descriptors", NULL);
  close (given);
  close (own);
  lines = g_strsplit (g_strstrip (outcome.output), "\n", -1);
  for (guint i = 0; lines[i] != NULL; i++)
    {
      int fd = atoi (lines[i]);

      g_array_append_val (got, fd);
    }
  g_array_sort (got, compare_ints);
  g_assert_cmpmem (got->data, got->len * sizeof (int), expected->data, expected->len * sizeof (int));
}

static void
test_surroundings (void)
{
  g_autofree char *target = dup_target ("launch-target");
  g_autofree char *folder = g_path_get_dirname (target);
  g_autofree char *path = g_strconcat ("PATH=/nowhere:", folder, NULL);
  g_autofree char *expected = g_strconcat ("/\nLC_ALL=C\n", path, "\nLAST=a=b\n", NULL);
  const char *argv[] = { "launch-target", "surroundings", NULL };
  const char *envp[] = { "LC_ALL=C", path, "LAST=a=b", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_auto (Outcome) outcome = { 0 };

  options.argv = argv;
  options.envp = envp;
  options.directory = "/";
  run_options (&options, &outcome);
  g_assert_cmpstr (outcome.output, ==, expected);
}

/* A signal reaches all of a target's group, and the group is not ours. */
static void
test_own_session (void)
{
  const char *argv[] = { "sh", "-c", "sleep 1000 & echo ready; wait", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpLauncher) launcher = NULL;
  char text[16];
  int fds[2];

  g_assert_cmpint (pipe2 (fds, O_CLOEXEC), ==, 0);
  options.argv = argv;
  options.stdout_fd = fds[1];
  options.own_session = TRUE;
  launcher = vmp_launcher_new (&options, &error);
  g_assert_no_error (error);
  close (fds[1]);
  g_assert_cmpint (next_letter (launcher), ==, 'H');
  vmp_launcher_go (launcher);
  g_assert_cmpint (read (fds[0], text, sizeof text), ==, 6);
  g_assert_cmpint (getsid (vmp_launcher_get_pid (launcher)), ==, vmp_launcher_get_pid (launcher));
  vmp_launcher_pass_signal (launcher, SIGTERM);
  /* The end of the pipe is the end of the shell and of its child. */
  g_assert_cmpint (read (fds[0], text, sizeof text), ==, 0);
  close (fds[0]);
}

/* Who launched it goes while it writes more than a pipe holds: it goes on to its end. */
static void
test_kept_output (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-launcher-XXXXXX", NULL);
  g_autofree char *mark = g_build_filename (folder, "mark", NULL);
  const char *argv[] = { "sh", "-c", "read x; head -c 1000000 /dev/zero && head -c 1000000 /dev/zero >&2 && : >\"$0\"", mark, NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_autoptr (GError) error = NULL;
  VmpLauncher *launcher;
  int in[2], out[2], err[2];

  g_assert_cmpint (pipe2 (in, O_CLOEXEC) | pipe2 (out, O_CLOEXEC) | pipe2 (err, O_CLOEXEC), ==, 0);
  options.argv = argv;
  options.stdin_fd = in[0];
  options.stdout_fd = out[1];
  options.stderr_fd = err[1];
  options.own_session = TRUE;
  options.kept_fds[0] = out[0];
  options.kept_fds[1] = err[0];
  launcher = vmp_launcher_new (&options, &error);
  g_assert_no_error (error);
  g_assert_cmpint (next_letter (launcher), ==, 'H');
  vmp_launcher_go (launcher);
  vmp_launcher_free (launcher);
  close (in[0]);
  close (out[0]);
  close (out[1]);
  close (err[0]);
  close (err[1]);
  close (in[1]);
  for (int i = 0; i < 6000 && !g_file_test (mark, G_FILE_TEST_EXISTS); i++)
    g_usleep (10000);
  g_assert_cmpint (g_unlink (mark) | g_rmdir (folder), ==, 0);
}

static void
test_stop_and_continue (void)
{
  int fd;
  g_autoptr (VmpLauncher) launcher = start_staying (&fd);
  gint32 pid = vmp_launcher_get_pid (launcher);

  for (guint i = 0; i < 3; i++)
    {
      kill (pid, SIGSTOP);
      g_assert_cmpint (next_letter (launcher), ==, 'S');
      kill (pid, SIGCONT);
      g_assert_cmpint (next_letter (launcher), ==, 'C');
    }
  vmp_launcher_pass_signal (launcher, SIGTERM);
  g_assert_cmpint (next_letter (launcher), ==, 'E');
  vmp_launcher_go (launcher);
  g_assert_cmpint (next_letter (launcher), ==, 'X');
  g_assert_cmpint (WTERMSIG (vmp_launcher_get_status (launcher)), ==, SIGTERM);
  close (fd);
}

/* The first thread may end before the others; that is not the process's end. */
static void
test_leader_ends_first (void)
{
  g_auto (Outcome) outcome = { 0 };

  run_target (&outcome, "leader-exit", "6");
  g_assert_cmpint (WEXITSTATUS (outcome.status), ==, 6);
  g_assert_cmpstr (outcome.letters->str, ==, "HX");
  g_assert_cmpint (outcome.rss_peak_bytes, ==, VMP_MISSING);
}

/* Another thread that executes a program takes the place of the first: the new program is followed to its end. */
static void
test_exec_in_thread (void)
{
  g_autofree char *target = dup_target ("launch-target");
  const char *argv[] = { target, "thread-exec", target, "touch", "48", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_auto (Outcome) outcome = { 0 };

  options.argv = argv;
  run_options (&options, &outcome);
  g_assert_cmpint (outcome.status, ==, 0);
  g_assert_cmpstr (outcome.letters->str, ==, "HEX");
  g_assert_cmpint (outcome.rss_peak_bytes, >=, 48 * MIB);
}

static void
test_untraced_exit (void)
{
  g_autofree char *target = dup_target ("launch-target");
  const char *argv[] = { target, "exit", "9", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_auto (Outcome) outcome = { 0 };

  options.argv = argv;
  options.trace_exit = FALSE;
  run_options (&options, &outcome);
  g_assert_cmpint (WEXITSTATUS (outcome.status), ==, 9);
  g_assert_cmpstr (outcome.letters->str, ==, "HX");
  g_assert_cmpint (outcome.rss_peak_bytes, ==, VMP_MISSING);
}

static gboolean
is_alive (gint32 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/stat", pid);
  g_autofree char *text = NULL;

  return g_file_get_contents (path, &text, NULL, NULL) && strstr (text, ") Z ") == NULL;
}

/* Reads TracerPid until it is 0. */
static void
assert_not_traced (gint32 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);

  for (guint i = 0; i < 6000; i++)
    {
      g_autofree char *text = NULL;

      g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
      if (strstr (text, "\nTracerPid:\t0\n") != NULL)
        return;
      g_usleep (10000);
    }
  g_assert_not_reached ();
}

static void
test_free_lets_go (void)
{
  int fd;
  VmpLauncher *launcher = start_staying (&fd);
  gint32 pid = vmp_launcher_get_pid (launcher);

  vmp_launcher_free (launcher);
  assert_not_traced (pid);
  g_assert_true (is_alive (pid));
  kill (pid, SIGKILL);
  close (fd);
}

static pid_t
read_parent (gint32 pid)
{
  g_autofree char *path = g_strdup_printf ("/proc/%d/status", pid);
  g_autofree char *text = NULL;

  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  return atoi (strstr (text, "\nPPid:") + strlen ("\nPPid:"));
}

static void
test_stub_dies (void)
{
  int fd;
  g_autoptr (VmpLauncher) launcher = start_staying (&fd);
  g_autoptr (GError) error = NULL;
  gint32 pid = vmp_launcher_get_pid (launcher);
  VmpLaunchEvent event;

  kill (read_parent (pid), SIGKILL);
  g_assert_false (vmp_launcher_next (launcher, &event, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_IO);
  assert_not_traced (pid);
  g_assert_true (is_alive (pid));
  kill (pid, SIGKILL);
  close (fd);
}

/* Copies the target into @folder, owned by @uid and set-uid. */
static char *
make_set_uid_copy (const char *folder,
                   uid_t       uid)
{
  g_autofree char *target = dup_target ("launch-target");
  g_autofree char *text = NULL;
  char *copy = g_build_filename (folder, "set-uid", NULL);
  gsize len;

  g_assert_true (g_file_get_contents (target, &text, &len, NULL));
  g_assert_true (g_file_set_contents (copy, text, len, NULL));
  g_assert_cmpint (chown (copy, uid, 0), ==, 0);
  g_assert_cmpint (g_chmod (copy, 04755), ==, 0);
  return copy;
}

static gboolean
can_become_another (const char *folder)
{
  struct statvfs fs;

  return geteuid () == 0 && prctl (PR_GET_NO_NEW_PRIVS, 0, 0, 0, 0) == 0 && statvfs (folder, &fs) == 0 &&
         (fs.f_flag & ST_NOSUID) == 0;
}

/* Set-uid programs get their privileges, also as the interpreter of a script; one that would change nothing is traced. */
static void
test_set_uid (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-launcher-XXXXXX", NULL);
  g_autofree char *copy = NULL, *script = g_build_filename (folder, "script", NULL), *line = NULL;
  const char *argv[] = { NULL, "uid", NULL };
  const char *script_argv[] = { script, NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_auto (Outcome) outcome = { 0 }, of_script = { 0 }, own = { 0 };

  if (!can_become_another (folder))
    {
      g_rmdir (folder);
      g_test_skip ("set-uid programs cannot be made, or get no privileges, here");
      return;
    }
  argv[0] = copy = make_set_uid_copy (folder, NOBODY);
  options.argv = argv;
  g_assert_cmpint (g_chmod (folder, 0755), ==, 0);
  run_options (&options, &outcome);
  g_assert_cmpstr (outcome.output, ==, "65534\n");
  g_assert_cmpstr (outcome.letters->str, ==, "UX");
  g_assert_cmpint (outcome.tracing, ==, VMP_LAUNCH_PRIVILEGED);

  line = g_strdup_printf ("#!%s uid\n", copy);
  g_assert_true (g_file_set_contents (script, line, -1, NULL));
  g_assert_cmpint (g_chmod (script, 0755), ==, 0);
  options.argv = script_argv;
  run_options (&options, &of_script);
  g_assert_cmpstr (of_script.output, ==, "65534\n");
  g_assert_cmpstr (of_script.letters->str, ==, "UX");

  g_assert_cmpint (chown (copy, 0, 0), ==, 0);
  g_assert_cmpint (g_chmod (copy, 04755), ==, 0);
  options.argv = argv;
  run_options (&options, &own);
  g_assert_cmpstr (own.letters->str, ==, "HEX");
  g_assert_cmpint (g_unlink (copy) | g_unlink (script) | g_rmdir (folder), ==, 0);
}

static void
test_static_program (void)
{
  g_autofree char *target = dup_target ("launch-target-static");
  const char *argv[] = { target, "touch", "8", NULL };
  VmpLaunchOptions options = VMP_LAUNCH_OPTIONS_INIT;
  g_auto (Outcome) outcome = { 0 };

  if (!g_file_test (target, G_FILE_TEST_EXISTS))
    {
      g_test_skip ("this system has no static libc");
      return;
    }
  options.argv = argv;
  run_options (&options, &outcome);
  g_assert_cmpstr (outcome.letters->str, ==, "HEX");
  g_assert_cmpint (outcome.rss_peak_bytes, >=, 8 * MIB);
  g_assert_cmpint (outcome.rss_peak_bytes, <, 11 * MIB);
}

static void
test_nothing_is_left (void)
{
  g_autoptr (GArray) before = NULL;
  g_autoptr (GArray) after = NULL;

  before = list_descriptors (FALSE);
  for (guint i = 0; i < 1000; i++)
    {
      g_auto (Outcome) outcome = { 0 };

      run_target (&outcome, "exit", "0");
      g_assert_cmpstr (outcome.letters->str, ==, "HEX");
    }
  after = list_descriptors (FALSE);
  g_assert_cmpmem (before->data, before->len * sizeof (int), after->data, after->len * sizeof (int));
  /* No stub is left, ended or not. */
  g_assert_cmpint (waitpid (-1, NULL, WNOHANG), ==, -1);
}

static void
test_names (void)
{
  static const struct { const char *before, *after; gboolean named; } cases[] = {
    { "A=b", "glibc.mem.decorate_maps=1", TRUE },
    { "GLIBC_TUNABLES=", "glibc.mem.decorate_maps=1", TRUE },
    { "GLIBC_TUNABLES=glibc.malloc.arena_max=2", "glibc.malloc.arena_max=2:glibc.mem.decorate_maps=1", TRUE },
    { "GLIBC_TUNABLES=glibc.mem.decorate_maps=0", "glibc.mem.decorate_maps=0", FALSE },
    { "GLIBC_TUNABLES=a=1:glibc.mem.decorate_maps=0:b=1", "a=1:glibc.mem.decorate_maps=0:b=1", FALSE },
    { "GLIBC_TUNABLES=x.glibc.mem.decorate_maps=0", "x.glibc.mem.decorate_maps=0:glibc.mem.decorate_maps=1", TRUE },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const char *const envp[] = { cases[i].before, NULL };
      g_auto (GStrv) named = vmp_launch_dup_named_environment (envp);

      g_assert_cmpstr (g_environ_getenv (named, "GLIBC_TUNABLES"), ==, cases[i].after);
      g_assert_cmpint (vmp_launch_environment_is_named ((const char *const *) named), ==, cases[i].named);
    }
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/launcher/names", test_names);
  g_test_add_func ("/launcher/status", test_status);
  g_test_add_func ("/launcher/failures", test_failures);
  g_test_add_func ("/launcher/script-without-interpreter", test_script_without_interpreter);
  g_test_add_func ("/launcher/held-at-first-instruction", test_held_at_first_instruction);
  g_test_add_func ("/launcher/peaks", test_peaks);
  g_test_add_func ("/launcher/big-launcher", test_big_launcher);
  g_test_add_func ("/launcher/signals", test_signals);
  g_test_add_func ("/launcher/descriptors", test_descriptors);
  g_test_add_func ("/launcher/surroundings", test_surroundings);
  g_test_add_func ("/launcher/stop-and-continue", test_stop_and_continue);
  g_test_add_func ("/launcher/own-session", test_own_session);
  g_test_add_func ("/launcher/kept-output", test_kept_output);
  g_test_add_func ("/launcher/leader-ends-first", test_leader_ends_first);
  g_test_add_func ("/launcher/exec-in-thread", test_exec_in_thread);
  g_test_add_func ("/launcher/untraced-exit", test_untraced_exit);
  g_test_add_func ("/launcher/set-uid", test_set_uid);
  g_test_add_func ("/launcher/static-program", test_static_program);
  g_test_add_func ("/launcher/nothing-is-left", test_nothing_is_left);
  g_test_add_func ("/launcher/free-lets-go", test_free_lets_go);
  g_test_add_func ("/launcher/stub-dies", test_stub_dies);
  return g_test_run ();
}
