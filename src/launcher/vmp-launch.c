/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub between a profiler and the program that it measures: see DESIGN.md and vmp-launch-protocol.h.
 *
 * It is small because the kernel counts the memory of whoever executes a program into that program's highest RSS, and a
 * process of its own because ptrace belongs to one thread and forking a program with threads is a trap.
 */

#include "vmp-launch-proc.h"
#include "vmp-launch-protocol.h"
#include "vmp-launch-start.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

/* A launcher that does not answer must not keep an ending target for ever. */
#define EXIT_HOLD_MSEC 10000
/* How long after its first thread went a process may be taken over by an exec of another thread. */
#define SEIZE_TRIES 100
#define SEIZE_INTERVAL_MSEC 2

typedef enum
{
  HOLD_NONE,
  HOLD_AT_EXEC,
  HOLD_AT_EXIT,
} Hold;

typedef struct
{
  int              socket_fd;       /* -1: the launcher is gone */
  int              signal_fd;
  pid_t            launcher_pid;
  VmpLaunchRequest request;
  pid_t            pid;
  bool             traced;
  bool             letting_go;      /* detach at the next stop */
  bool             stopped;         /* by job control */
  bool             ended;
  Hold             hold;
  int64_t          hold_until_msec; /* HOLD_AT_EXIT */
  int              seize_tries;     /* left */
} Launch;

static int64_t
now_msec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

static void
send_report (Launch          *self,
             VmpLaunchReport *report)
{
  report->pid = self->pid;
  if (self->socket_fd >= 0)
    send (self->socket_fd, report, sizeof *report, MSG_NOSIGNAL);
}

static void
report_value (Launch  *self,
              uint32_t type,
              int      value)
{
  VmpLaunchReport report = { .type = type, .value = value, .rss_peak_bytes = -1, .vsize_peak_bytes = -1 };

  send_report (self, &report);
}

static int64_t
nsec_from_timeval (struct timeval time)
{
  return time.tv_sec * INT64_C (1000000000) + time.tv_usec * INT64_C (1000);
}

static void
report_end (Launch              *self,
            int                  status,
            const struct rusage *usage)
{
  VmpLaunchReport report = {
    .type = VMP_LAUNCH_REPORT_EXITED,
    .value = status,
    .rss_peak_bytes = -1,
    .vsize_peak_bytes = -1,
    .usage = {
      .user_nsec = nsec_from_timeval (usage->ru_utime),
      .system_nsec = nsec_from_timeval (usage->ru_stime),
      .max_rss_bytes = usage->ru_maxrss * INT64_C (1024),
      .minor_faults = usage->ru_minflt,
      .major_faults = usage->ru_majflt,
      .in_blocks = usage->ru_inblock,
      .out_blocks = usage->ru_oublock,
      .voluntary_switches = usage->ru_nvcsw,
      .involuntary_switches = usage->ru_nivcsw,
    },
  };

  self->ended = true;
  send_report (self, &report);
}

/* The launcher stops with the target, so that the shell sees a stopped job, and goes on with it. Its own stop is caused
 * here and not there, because two processes could overtake each other. */
static void
set_stopped (Launch *self,
             bool    stopped,
             int     signal)
{
  if (self->stopped == stopped)
    return;
  self->stopped = stopped;
  if (self->request.stop_along && self->socket_fd >= 0 && getppid () == self->launcher_pid)
    kill (self->launcher_pid, stopped ? SIGSTOP : SIGCONT);
  report_value (self, stopped ? VMP_LAUNCH_REPORT_STOPPED : VMP_LAUNCH_REPORT_CONTINUED, signal);
}

static void
resume (Launch *self,
        int     signal)
{
  self->hold = HOLD_NONE;
  if (!self->letting_go)
    {
      ptrace (PTRACE_CONT, self->pid, 0, signal);
      return;
    }
  ptrace (PTRACE_DETACH, self->pid, 0, signal);
  self->traced = false;
}

static void
handle_exit_stop (Launch *self)
{
  VmpLaunchReport report = { .type = VMP_LAUNCH_REPORT_EXITING };

  if (self->socket_fd < 0)
    {
      resume (self, 0);
      return;
    }
  if (!vmp_launch_is_last_exit (self->pid))
    {
      /* The first thread ends alone, or another one executes a program and takes its place: untraced, then. */
      resume (self, 0);
      self->traced = false;
      self->seize_tries = SEIZE_TRIES;
      return;
    }
  vmp_launch_read_peaks (self->pid, &report.rss_peak_bytes, &report.vsize_peak_bytes);
  self->hold = HOLD_AT_EXIT;
  self->hold_until_msec = now_msec () + EXIT_HOLD_MSEC;
  send_report (self, &report);
}

static void
handle_trace_stop (Launch *self,
                   int     status)
{
  int signal = WSTOPSIG (status);

  switch (status >> 16)
    {
    case PTRACE_EVENT_EXIT:
      handle_exit_stop (self);
      break;
    case PTRACE_EVENT_EXEC:
      if (vmp_launch_is_privileged (self->pid))
        report_value (self, VMP_LAUNCH_REPORT_UNPRIVILEGED, 0);
      resume (self, 0);
      break;
    case PTRACE_EVENT_STOP:
      set_stopped (self, signal != SIGTRAP, signal);
      if (signal == SIGTRAP || self->letting_go)
        resume (self, 0);
      else
        ptrace (PTRACE_LISTEN, self->pid, 0, 0);
      break;
    default:
      resume (self, signal);
    }
}

/* Takes over a process whose first thread was replaced by one that executed a program. */
static void
try_seize (Launch *self)
{
  self->seize_tries--;
  if (ptrace (PTRACE_SEIZE, self->pid, 0, PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT) != 0)
    return;
  self->traced = true;
  self->seize_tries = 0;
}

static void
reap (Launch *self)
{
  struct rusage usage;
  int status;

  while (!self->ended
         && wait4 (self->pid, &status, WNOHANG | WUNTRACED | WCONTINUED | __WALL, &usage) == self->pid)
    {
      if (WIFEXITED (status) || WIFSIGNALED (status))
        report_end (self, status, &usage);
      else if (WIFCONTINUED (status))
        set_stopped (self, false, 0);
      else if (self->traced)
        handle_trace_stop (self, status);
      else
        set_stopped (self, true, WSTOPSIG (status));
    }
}

/* No privileges of a program that the target executes later are lost on account of a launcher that is gone. */
static void
let_go (Launch *self)
{
  close (self->socket_fd);
  self->socket_fd = -1;
  self->seize_tries = 0;
  self->letting_go = true;
  if (!self->traced)
    return;
  if (self->hold != HOLD_NONE)
    resume (self, 0);
  else
    ptrace (PTRACE_INTERRUPT, self->pid, 0, 0);
}

static void
go (Launch *self)
{
  if (self->hold == HOLD_AT_EXEC && self->request.trace_exit)
    ptrace (PTRACE_SETOPTIONS, self->pid, 0, PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT);
  else if (self->hold == HOLD_AT_EXEC)
    self->letting_go = true;
  if (self->hold != HOLD_NONE)
    resume (self, 0);
}

/* Every signal is blocked here, and this process is of the same group: a signal that pends here too was sent to
 * all, and the target has it already. */
static void
pass_signal_on (Launch *self,
                int     signal)
{
  sigset_t set;

  reap (self);
  if (self->ended || signal <= 0 || (signal == SIGCONT && !self->stopped))
    return;
  if (self->request.own_session)
    {
      kill (-self->pid, signal);
      if (self->stopped)
        kill (-self->pid, SIGCONT);
      return;
    }
  sigemptyset (&set);
  sigaddset (&set, signal);
  if (sigtimedwait (&set, NULL, &(struct timespec) { 0, 0 }) != signal)
    kill (self->pid, signal);
}

static void
handle_command (Launch *self)
{
  VmpLaunchCommand command;
  ssize_t len = recv (self->socket_fd, &command, sizeof command, 0);

  if (len <= 0)
    let_go (self);
  else if (len == sizeof command && command.type == VMP_LAUNCH_COMMAND_GO)
    go (self);
  else if (len == sizeof command && command.type == VMP_LAUNCH_COMMAND_SIGNAL)
    pass_signal_on (self, command.signal);
}

static int
get_timeout_msec (Launch *self)
{
  int64_t left;

  if (self->seize_tries > 0)
    return SEIZE_INTERVAL_MSEC;
  if (self->hold != HOLD_AT_EXIT)
    return -1;
  left = self->hold_until_msec - now_msec ();
  return left > 0 ? (int) left : 0;
}

static bool
is_emptying (const Launch *self)
{
  return self->socket_fd < 0 && (self->request.kept_fds[0] >= 0 || self->request.kept_fds[1] >= 0);
}

/* Nobody reads the target's output any more: it goes nowhere, as to /dev/null, and the target goes on. */
static void
empty (int *fd)
{
  static char nothing[64 * 1024];
  ssize_t len = read (*fd, nothing, sizeof nothing);

  if (len > 0 || (len < 0 && (errno == EINTR || errno == EAGAIN)))
    return;
  close (*fd);
  *fd = -1;
}

static void
run (Launch *self)
{
  while (!self->ended || is_emptying (self))
    {
      bool emptying = is_emptying (self);
      struct pollfd fds[] = { { self->signal_fd, POLLIN, 0 },
                              { self->socket_fd, POLLIN, 0 },
                              { emptying ? self->request.kept_fds[0] : -1, POLLIN, 0 },
                              { emptying ? self->request.kept_fds[1] : -1, POLLIN, 0 } };
      struct signalfd_siginfo info;

      if (poll (fds, sizeof fds / sizeof *fds, get_timeout_msec (self)) < 0 && errno != EINTR)
        return;
      for (int i = 0; i < VMP_LAUNCH_N_KEPT; i++)
        if (fds[2 + i].revents != 0)
          empty (&self->request.kept_fds[i]);
      if ((fds[0].revents & POLLIN) != 0)
        (void) !read (self->signal_fd, &info, sizeof info);
      if (self->seize_tries > 0)
        try_seize (self);
      reap (self);
      if (fds[1].revents != 0 && !self->ended)
        handle_command (self);
      if (self->hold == HOLD_AT_EXIT && now_msec () >= self->hold_until_msec)
        resume (self, 0);
    }
}

static bool
is_needed (const Launch *self,
           int           fd)
{
  return fd == self->socket_fd || fd == self->signal_fd || fd == self->request.kept_fds[0] || fd == self->request.kept_fds[1];
}

/* Keeps nothing open that the target may close, nor its folder. */
static void
forget_inherited (Launch *self)
{
  int highest = self->socket_fd > self->signal_fd ? self->socket_fd : self->signal_fd;

  for (int i = 0; i < VMP_LAUNCH_N_KEPT; i++)
    if (self->request.kept_fds[i] > highest)
      highest = self->request.kept_fds[i];
  for (int fd = 0; fd <= highest; fd++)
    if (!is_needed (self, fd))
      close (fd);
  close_range (highest + 1, ~0U, 0);
  (void) !chdir ("/");
}

static int
open_sigchld (void)
{
  sigset_t all, chld;

  sigfillset (&all);
  sigprocmask (SIG_SETMASK, &all, NULL);
  /* Where it was inherited as ignored, children would be reaped before they are waited for. */
  signal (SIGCHLD, SIG_DFL);
  sigemptyset (&chld);
  sigaddset (&chld, SIGCHLD);
  return signalfd (-1, &chld, SFD_CLOEXEC | SFD_NONBLOCK);
}

static int
refuse (void)
{
  static const char text[] = "vmp-launch: started by vmp, not by hand\n";

  (void) !write (STDERR_FILENO, text, sizeof text - 1);
  return 2;
}

int
main (int    argc,
      char **argv)
{
  Launch self = { .launcher_pid = getppid () };
  VmpLaunchStart start;

  if (argc < 3)
    return refuse ();
  self.socket_fd = atoi (argv[1]);
  if (recv (self.socket_fd, &self.request, sizeof self.request, 0) != sizeof self.request
      || self.request.version != VMP_LAUNCH_VERSION
      || memchr (self.request.directory, 0, sizeof self.request.directory) == NULL)
    return refuse ();
  fcntl (self.socket_fd, F_SETFD, FD_CLOEXEC);
  for (int i = 0; i < VMP_LAUNCH_N_KEPT; i++)
    if (self.request.kept_fds[i] >= 0)
      fcntl (self.request.kept_fds[i], F_SETFD, FD_CLOEXEC);
  self.signal_fd = open_sigchld ();

  if (!vmp_launch_start (&self.request, argv + 2, &start))
    {
      VmpLaunchReport report = { .type = VMP_LAUNCH_REPORT_FAILED, .stage = start.failed_stage, .value = start.failed_errno };

      send_report (&self, &report);
      return 1;
    }
  self.pid = start.pid;
  self.traced = start.traced;
  self.hold = start.traced ? HOLD_AT_EXEC : HOLD_NONE;
  forget_inherited (&self);
  if (start.traced)
    report_value (&self, VMP_LAUNCH_REPORT_HELD, 0);
  else
    report_value (&self, VMP_LAUNCH_REPORT_UNTRACED, start.untraced);
  run (&self);
  return 0;
}
