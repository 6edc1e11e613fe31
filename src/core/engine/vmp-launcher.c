/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts a program under measurement, through the stub vmp-launch. */

#include "config.h"

#include "vmp-launcher.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-proc-root.h"
#include "launcher/vmp-launch-protocol.h"
#include "vmp-launch-names.h"
#include "vmp-own-program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_SIGNALS 64
/* Descriptors below are the standard streams, even where they are closed. */
#define FIRST_FREE_FD 3
/* Descriptors that are put at 0 to 2 wait here, where none of them is overwritten by another. */
#define FIRST_PARKED_FD 16

struct _VmpLauncher
{
  int              fd;
  pid_t            stub_pid;
  gint32           pid;
  VmpLaunchTracing tracing;
  gboolean         stop_along;
  gboolean         names_memory;
  gboolean         stub_ends;       /* it is about to end, or did */
  int              status;
  VmpRusage        rusage;
  gint64           rss_peak_bytes;
  gint64           vsize_peak_bytes;
};

typedef struct
{
  guint64 blocked;
  guint64 ignored;
} SignalState;

static SignalState remembered_signals;
static gboolean signals_are_remembered;

/* Stubs that still wait for a target which nobody asks about any more; reaped when they are done. */
static GMutex left_stubs_mutex;
static GArray *left_stubs;

static SignalState
read_signals (void)
{
  SignalState state = { 0 };
  sigset_t mask;

  pthread_sigmask (SIG_BLOCK, NULL, &mask);
  for (int i = 1; i <= N_SIGNALS; i++)
    {
      struct sigaction action;

      if (sigismember (&mask, i) == 1)
        state.blocked |= G_GUINT64_CONSTANT (1) << (i - 1);
      if (sigaction (i, NULL, &action) == 0 && (action.sa_flags & SA_SIGINFO) == 0 && action.sa_handler == SIG_IGN)
        state.ignored |= G_GUINT64_CONSTANT (1) << (i - 1);
    }
  return state;
}

void
vmp_launcher_remember_signals (void)
{
  remembered_signals = read_signals ();
  signals_are_remembered = TRUE;
}

static void
reap_left_stubs (pid_t add_pid)
{
  g_mutex_lock (&left_stubs_mutex);
  if (left_stubs == NULL)
    left_stubs = g_array_new (FALSE, FALSE, sizeof (pid_t));
  if (add_pid > 0)
    g_array_append_val (left_stubs, add_pid);
  for (guint i = left_stubs->len; i > 0; i--)
    {
      if (waitpid (g_array_index (left_stubs, pid_t, i - 1), NULL, WNOHANG) != 0)
        g_array_remove_index_fast (left_stubs, i - 1);
    }
  g_mutex_unlock (&left_stubs_mutex);
}

/* A connected pair, both ends close-on-exec and clear of the standard streams. */
static gboolean
make_pair (int      out[2],
           GError **error)
{
  int pair[2];

  if (socketpair (AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
    return vmp_error_set_errno (error, errno, "vmp-launch");
  for (guint i = 0; i < 2; i++)
    {
      out[i] = fcntl (pair[i], F_DUPFD_CLOEXEC, FIRST_FREE_FD);
      close (pair[i]);
    }
  if (out[0] >= 0 && out[1] >= 0)
    return TRUE;
  vmp_error_set_errno (error, errno, "vmp-launch");
  for (guint i = 0; i < 2; i++)
    if (out[i] >= 0)
      close (out[i]);
  return FALSE;
}

/* Fills @out with copies of the streams that were asked for, or -1. */
static void
park_streams (const VmpLaunchOptions *options,
              int                     out[3])
{
  int fds[3] = { options->stdin_fd, options->stdout_fd, options->stderr_fd };

  for (int i = 0; i < 3; i++)
    out[i] = fds[i] >= 0 ? fcntl (fds[i], F_DUPFD_CLOEXEC, FIRST_PARKED_FD) : -1;
}

/* Likewise those that the stub keeps, whose copies have the same numbers there. */
static void
park_kept (const VmpLaunchOptions *options,
           int                     out[VMP_LAUNCH_N_KEPT])
{
  for (guint i = 0; i < VMP_LAUNCH_N_KEPT; i++)
    out[i] = options->kept_fds[i] >= 0 ? fcntl (options->kept_fds[i], F_DUPFD_CLOEXEC, FIRST_PARKED_FD) : -1;
}

static void
close_all (const int *fds,
           guint      n)
{
  for (guint i = 0; i < n; i++)
    if (fds[i] >= 0)
      close (fds[i]);
}

/* All signals are blocked in the stub from its first instruction; the environment is the target's. */
static int
spawn_stub (VmpLauncher            *self,
            const char             *stub,
            const VmpLaunchOptions *options,
            int                     socket_fd,
            const int              *kept)
{
  g_autofree char *number = g_strdup_printf ("%d", socket_fd);
  g_autofree const char **argv = g_new0 (const char *, g_strv_length ((char **) options->argv) + 3);
  g_auto (GStrv) named = options->name_memory ? vmp_launch_dup_named_environment (options->envp) : NULL;
  char *const *envp = named != NULL ? named : options->envp != NULL ? (char *const *) options->envp : environ;
  posix_spawn_file_actions_t actions;
  posix_spawnattr_t attributes;
  sigset_t all;
  int streams[3], result;

  argv[0] = "vmp-launch";
  argv[1] = number;
  for (guint i = 0; options->argv[i] != NULL; i++)
    argv[i + 2] = options->argv[i];
  park_streams (options, streams);
  sigfillset (&all);
  posix_spawnattr_init (&attributes);
  posix_spawnattr_setsigmask (&attributes, &all);
  posix_spawnattr_setflags (&attributes, POSIX_SPAWN_SETSIGMASK);
  posix_spawn_file_actions_init (&actions);
  for (int i = 0; i < 3; i++)
    if (streams[i] >= 0)
      posix_spawn_file_actions_adddup2 (&actions, streams[i], i);
  /* To itself: takes close-on-exec off. */
  posix_spawn_file_actions_adddup2 (&actions, socket_fd, socket_fd);
  for (int i = 0; i < VMP_LAUNCH_N_KEPT; i++)
    if (kept[i] >= 0)
      posix_spawn_file_actions_adddup2 (&actions, kept[i], kept[i]);
  result = posix_spawn (&self->stub_pid, stub, &actions, &attributes, (char *const *) argv, envp);
  self->names_memory = vmp_launch_environment_is_named ((const char *const *) envp);
  posix_spawn_file_actions_destroy (&actions);
  posix_spawnattr_destroy (&attributes);
  close_all (streams, G_N_ELEMENTS (streams));
  return result;
}

static gboolean
send_request (VmpLauncher            *self,
              const VmpLaunchOptions *options,
              const int              *kept,
              GError                **error)
{
  g_autofree VmpLaunchRequest *request = g_new0 (VmpLaunchRequest, 1);
  SignalState signals = signals_are_remembered ? remembered_signals : read_signals ();

  request->version = VMP_LAUNCH_VERSION;
  request->trace_exit = options->trace_exit;
  request->stop_along = options->stop_along;
  request->own_session = options->own_session;
  memcpy (request->kept_fds, kept, sizeof request->kept_fds);
  request->blocked_signals = signals.blocked;
  request->ignored_signals = signals.ignored;
  if (options->directory != NULL)
    g_strlcpy (request->directory, options->directory, sizeof request->directory);
  if (send (self->fd, request, sizeof *request, MSG_NOSIGNAL) == sizeof *request)
    return TRUE;
  return vmp_error_set (error, VMP_ERROR_IO, "vmp-launch ended at its start");
}

static gboolean
receive (VmpLauncher     *self,
         int              flags,
         VmpLaunchReport *out,
         GError         **error)
{
  ssize_t len;

  do
    len = recv (self->fd, out, sizeof *out, flags);
  while (len < 0 && errno == EINTR);
  if (len == sizeof *out)
    return TRUE;
  return vmp_error_set (error, VMP_ERROR_IO, "vmp-launch ended before its target");
}

/* Sets @error for a target that could not be started, saying what would help where that is known. */
static void
explain_failure (const VmpLaunchOptions *options,
                 const VmpLaunchReport  *report,
                 GError                **error)
{
  const char *name = options->argv[0];

  if (report->stage == VMP_LAUNCH_STAGE_DIRECTORY)
    vmp_error_set_errno (error, report->value, options->directory);
  else if (report->stage == VMP_LAUNCH_STAGE_LOOKUP && report->value == ENOENT)
    vmp_error_set (error, VMP_ERROR_GONE,
                   strchr (name, '/') != NULL ? "%s: there is no such file" : "%s: no folder in PATH has such a program; "
                   "one elsewhere needs its path", name);
  else if (report->stage == VMP_LAUNCH_STAGE_LOOKUP && report->value == EISDIR)
    vmp_error_set (error, VMP_ERROR_DENIED, "%s: is a folder, not a program", name);
  else if (report->stage == VMP_LAUNCH_STAGE_LOOKUP && report->value == EACCES)
    vmp_error_set (error, VMP_ERROR_DENIED, "%s: may not be executed; see its permissions (ls -l)", name);
  else if (report->stage == VMP_LAUNCH_STAGE_EXEC && report->value == ENOENT)
    vmp_error_set (error, VMP_ERROR_GONE, "%s: the interpreter or dynamic loader that it names does not exist", name);
  else if (report->stage == VMP_LAUNCH_STAGE_EXEC && report->value == ECHILD)
    vmp_error_set (error, VMP_ERROR_IO, "%s: ended by a signal before it was executed", name);
  else
    vmp_error_set_errno (error, report->value, name);
}

static gboolean
start (VmpLauncher            *self,
       const VmpLaunchOptions *options,
       GError                **error)
{
  g_autofree char *stub = vmp_own_program_find ("vmp-launch", "VMP_LAUNCHER", "../launcher", error);
  VmpLaunchReport report;
  int pair[2] = { -1, -1 }, kept[VMP_LAUNCH_N_KEPT], result;

  if (stub == NULL || !make_pair (pair, error))
    return FALSE;
  self->fd = pair[0];
  park_kept (options, kept);
  result = spawn_stub (self, stub, options, pair[1], kept);
  close (pair[1]);
  close_all (kept, VMP_LAUNCH_N_KEPT);
  if (result != 0)
    {
      self->stub_pid = 0;
      return vmp_error_set_errno (error, result, stub);
    }
  /* The first report is only looked at, so that the descriptor stays readable for it. */
  if (!send_request (self, options, kept, error) || !receive (self, MSG_PEEK, &report, error))
    return FALSE;
  self->pid = report.pid;
  if (report.type != VMP_LAUNCH_REPORT_FAILED)
    return TRUE;
  explain_failure (options, &report, error);
  return FALSE;
}

VmpLauncher *
vmp_launcher_new (const VmpLaunchOptions *options,
                  GError                **error)
{
  g_autoptr (VmpLauncher) self = g_new0 (VmpLauncher, 1);

  self->fd = -1;
  self->stop_along = options->stop_along;
  self->rss_peak_bytes = VMP_MISSING;
  self->vsize_peak_bytes = VMP_MISSING;
  reap_left_stubs (0);
  if (options->argv == NULL || options->argv[0] == NULL)
    vmp_error_set (error, VMP_ERROR_GONE, "no command was given");
  else if (*options->argv[0] == '\0')
    vmp_error_set (error, VMP_ERROR_GONE, "the name of the command is empty");
  else if (options->directory != NULL && strlen (options->directory) >= VMP_LAUNCH_DIRECTORY_SIZE)
    vmp_error_set_errno (error, ENAMETOOLONG, options->directory);
  else if (start (self, options, error))
    return g_steal_pointer (&self);
  /* Without a target the stub does not stay. */
  self->stub_ends = TRUE;
  return NULL;
}

void
vmp_launcher_free (VmpLauncher *self)
{
  if (self->fd >= 0)
    close (self->fd);
  if (self->stub_pid > 0 && self->stub_ends)
    waitpid (self->stub_pid, NULL, 0);
  else if (self->stub_pid > 0)
    reap_left_stubs (self->stub_pid);
  g_free (self);
}

gint32
vmp_launcher_get_pid (VmpLauncher *self)
{
  return self->pid;
}

int
vmp_launcher_get_fd (VmpLauncher *self)
{
  return self->fd;
}

static void
send_command (VmpLauncher *self,
              guint32      type,
              int          signal)
{
  VmpLaunchCommand command = { type, signal };
  int errsv = errno;

  /* A stub that died is noticed where its next report is awaited. */
  (void) !send (self->fd, &command, sizeof command, MSG_NOSIGNAL);
  errno = errsv;
}

static void
keep_end (VmpLauncher           *self,
          const VmpLaunchReport *report)
{
  const VmpLaunchUsage *usage = &report->usage;

  self->stub_ends = TRUE;
  self->status = report->value;
  self->rusage = (VmpRusage) {
    .user_nsec = usage->user_nsec,
    .system_nsec = usage->system_nsec,
    .max_rss_bytes = usage->max_rss_bytes,
    .minor_faults = usage->minor_faults,
    .major_faults = usage->major_faults,
    .in_blocks = usage->in_blocks,
    .out_blocks = usage->out_blocks,
    .voluntary_switches = usage->voluntary_switches,
    .involuntary_switches = usage->involuntary_switches,
  };
}

gboolean
vmp_launcher_next (VmpLauncher    *self,
                   VmpLaunchEvent *out,
                   GError        **error)
{
  static const VmpLaunchEvent events[] = {
    [VMP_LAUNCH_REPORT_HELD] = VMP_LAUNCH_HELD,
    [VMP_LAUNCH_REPORT_UNTRACED] = VMP_LAUNCH_RUNNING_UNTRACED,
    [VMP_LAUNCH_REPORT_STOPPED] = VMP_LAUNCH_STOPPED,
    [VMP_LAUNCH_REPORT_CONTINUED] = VMP_LAUNCH_CONTINUED,
    [VMP_LAUNCH_REPORT_UNPRIVILEGED] = VMP_LAUNCH_UNPRIVILEGED,
    [VMP_LAUNCH_REPORT_EXITING] = VMP_LAUNCH_EXITING,
    [VMP_LAUNCH_REPORT_EXITED] = VMP_LAUNCH_EXITED,
  };
  VmpLaunchReport report;

  if (!receive (self, 0, &report, error))
    return FALSE;
  if (report.type == VMP_LAUNCH_REPORT_UNTRACED)
    self->tracing = report.value == VMP_LAUNCH_UNTRACED_PRIVILEGED ? VMP_LAUNCH_PRIVILEGED : VMP_LAUNCH_FORBIDDEN;
  else if (report.type == VMP_LAUNCH_REPORT_EXITING)
    {
      self->rss_peak_bytes = report.rss_peak_bytes >= 0 ? report.rss_peak_bytes : VMP_MISSING;
      self->vsize_peak_bytes = report.vsize_peak_bytes >= 0 ? report.vsize_peak_bytes : VMP_MISSING;
    }
  else if (report.type == VMP_LAUNCH_REPORT_EXITED)
    keep_end (self, &report);
  /* Whoever reads this was stopped along, and somebody continued it: the target follows, if it has not already. */
  else if (report.type == VMP_LAUNCH_REPORT_STOPPED && self->stop_along)
    vmp_launcher_pass_signal (self, SIGCONT);
  *out = events[report.type];
  return TRUE;
}

void
vmp_launcher_go (VmpLauncher *self)
{
  send_command (self, VMP_LAUNCH_COMMAND_GO, 0);
}

void
vmp_launcher_pass_signal (VmpLauncher *self,
                          int          signal)
{
  send_command (self, VMP_LAUNCH_COMMAND_SIGNAL, signal);
}

gboolean
vmp_launcher_names_memory (VmpLauncher *self)
{
  return self->names_memory;
}

VmpLaunchTracing
vmp_launcher_get_tracing (VmpLauncher *self)
{
  return self->tracing;
}

int
vmp_launcher_get_status (VmpLauncher *self)
{
  return self->status;
}

const VmpRusage *
vmp_launcher_get_rusage (VmpLauncher *self)
{
  return &self->rusage;
}

gint64
vmp_launcher_get_final_rss_peak_bytes (VmpLauncher *self)
{
  return self->rss_peak_bytes;
}

gint64
vmp_launcher_get_final_vsize_peak_bytes (VmpLauncher *self)
{
  return self->vsize_peak_bytes;
}
