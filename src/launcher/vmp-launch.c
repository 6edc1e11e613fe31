/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stub that starts a program for measuring: small, so that the peak which the kernel hands down to a
 * child is not the profiler's; the program's parent, so that its usage is exact; and its tracer at two
 * moments only, after exec and before the end. */

#include "vmp-launch-protocol.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <signal.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <sys/xattr.h>
#include <unistd.h>

/* Meant for the target, or for the whole job: the stub outlives them to report how it went. */
static const int ignored_signals[] = { SIGINT,  SIGQUIT, SIGTERM, SIGHUP, SIGTSTP,
                                       SIGTTIN, SIGTTOU, SIGUSR1, SIGUSR2, SIGPIPE };
#define N_IGNORED (sizeof ignored_signals / sizeof *ignored_signals)

static struct sigaction inherited[N_IGNORED];
static int control_fd;

static void
say (VmpLaunchMessage *message,
     VmpLaunchWord     word)
{
  message->word = word;
  /* Nobody left to hear it is no reason to stop: the target goes on. */
  while (send (control_fd, message, sizeof *message, MSG_NOSIGNAL) < 0 && errno == EINTR)
    ;
}

/* Waits for "go", or for the profiler's end. */
static void
await_go (void)
{
  char byte;

  while (recv (control_fd, &byte, 1, 0) < 0 && errno == EINTR)
    ;
}

static void
fail (int error)
{
  VmpLaunchMessage message = { .error = error };

  say (&message, VMP_LAUNCH_SAYS_FAILED);
  exit (127);
}

static void
ignore_signals (void)
{
  const struct sigaction ignore = { .sa_handler = SIG_IGN };

  for (size_t i = 0; i < N_IGNORED; i++)
    sigaction (ignored_signals[i], &ignore, &inherited[i]);
}

static void
restore_signals (void)
{
  for (size_t i = 0; i < N_IGNORED; i++)
    sigaction (ignored_signals[i], &inherited[i], NULL);
}

static bool
is_program (const char *path)
{
  struct stat info;

  return stat (path, &info) == 0 && S_ISREG (info.st_mode) && access (path, X_OK) == 0;
}

/* Looks @name up in PATH as a shell would. Returns @name itself, @path filled in, or NULL with errno. */
static const char *
find_program (const char *name,
              char        path[PATH_MAX])
{
  const char *folders = getenv ("PATH");
  int error = ENOENT;

  if (strchr (name, '/') != NULL)
    return name;
  if (folders == NULL)
    folders = "/usr/local/bin:/usr/bin:/bin";
  for (const char *at = folders; *name != '\0';)
    {
      size_t len = strcspn (at, ":");
      int n = snprintf (path, PATH_MAX, "%.*s%s%s", (int) len, at, len > 0 ? "/" : "./", name);

      if (n > 0 && n < PATH_MAX && is_program (path))
        return path;
      if (n > 0 && n < PATH_MAX && access (path, F_OK) == 0)
        error = EACCES;
      if (at[len] == '\0')
        break;
      at += len + 1;
    }
  errno = error;
  return NULL;
}

/* A traced program gets no privileges from its file: such a one must not be traced. */
static bool
has_privileges (const char *path)
{
  struct stat info;

  if (stat (path, &info) != 0)
    return false;
  if ((info.st_mode & S_ISUID) != 0 || (info.st_mode & (S_ISGID | S_IXGRP)) == (S_ISGID | S_IXGRP))
    return true;
  return getxattr (path, "security.capability", NULL, 0) > 0;
}

/* In the forked child: waits until the stub is ready, then becomes the target. */
static void
become_target (const char *path,
               char      **command,
               const char *directory,
               int         ready_fd,
               int         error_fd)
{
  char byte;
  int error;

  if (read (ready_fd, &byte, 1) < 0)
    _exit (127);
  if (*directory == '\0' || chdir (directory) == 0)
    {
      restore_signals ();
      execv (path, command);
    }
  error = errno;
  if (write (error_fd, &error, sizeof error) < 0)
    _exit (126);
  _exit (127);
}

/* VmHWM and VmPeak of a target that is held at its end. */
static void
read_peaks (pid_t             pid,
            VmpLaunchMessage *message)
{
  char path[32], line[256];
  FILE *status;
  long long kib;

  message->rss_peak_bytes = message->vsize_peak_bytes = VMP_LAUNCH_UNKNOWN;
  snprintf (path, sizeof path, "/proc/%d/status", (int) pid);
  status = fopen (path, "re");
  if (status == NULL)
    return;
  while (fgets (line, sizeof line, status) != NULL)
    {
      if (sscanf (line, "VmHWM: %lld", &kib) == 1)
        message->rss_peak_bytes = kib * 1024;
      else if (sscanf (line, "VmPeak: %lld", &kib) == 1)
        message->vsize_peak_bytes = kib * 1024;
    }
  fclose (status);
}

static int64_t
nsec (struct timeval time)
{
  return time.tv_sec * INT64_C (1000000000) + time.tv_usec * INT64_C (1000);
}

static void
say_exited (VmpLaunchMessage    *message,
            int                  status,
            const struct rusage *usage)
{
  message->status = status;
  message->user_nsec = nsec (usage->ru_utime);
  message->system_nsec = nsec (usage->ru_stime);
  message->max_rss_bytes = usage->ru_maxrss * INT64_C (1024);
  message->minor_faults = usage->ru_minflt;
  message->major_faults = usage->ru_majflt;
  message->in_blocks = usage->ru_inblock;
  message->out_blocks = usage->ru_oublock;
  message->voluntary_switches = usage->ru_nvcsw;
  message->involuntary_switches = usage->ru_nivcsw;
  say (message, VMP_LAUNCH_SAYS_EXITED);
}

static bool
is_stop_signal (int sig)
{
  return sig == SIGSTOP || sig == SIGTSTP || sig == SIGTTIN || sig == SIGTTOU;
}

/* One stop of the traced target: passes everything on as if nobody were looking. */
static void
handle_stop (pid_t             pid,
             int               status,
             bool             *held,
             bool              trace_exit,
             VmpLaunchMessage *message)
{
  int sig = WSTOPSIG (status), event = status >> 16;

  if (event == PTRACE_EVENT_EXEC && !*held)
    {
      *held = true;
      say (message, VMP_LAUNCH_SAYS_HELD);
      await_go ();
      ptrace (trace_exit ? PTRACE_CONT : PTRACE_DETACH, pid, NULL, NULL);
    }
  else if (event == PTRACE_EVENT_EXIT)
    {
      /* An end before exec is the child's, not the target's. */
      if (*held)
        {
          read_peaks (pid, message);
          say (message, VMP_LAUNCH_SAYS_EXITING);
          await_go ();
        }
      ptrace (PTRACE_DETACH, pid, NULL, NULL);
    }
  else if (event == PTRACE_EVENT_STOP && is_stop_signal (sig))
    {
      /* Stays stopped for job control, while we hear of its continuing. */
      ptrace (PTRACE_LISTEN, pid, NULL, NULL);
      say (message, VMP_LAUNCH_SAYS_STOPPED);
    }
  else if (event == PTRACE_EVENT_STOP)
    {
      ptrace (PTRACE_CONT, pid, NULL, NULL);
      say (message, VMP_LAUNCH_SAYS_CONTINUED);
    }
  else
    {
      ptrace (PTRACE_CONT, pid, NULL, event != 0 ? 0 : (void *) (intptr_t) sig);
    }
}

/* Waits for the target to its end. Returns the stub's own status. */
static int
follow (pid_t             pid,
        bool              traced,
        bool              trace_exit,
        VmpLaunchMessage *message)
{
  bool held = false;

  for (;;)
    {
      struct rusage usage;
      int status;
      pid_t got = wait4 (pid, &status, __WALL | WUNTRACED | WCONTINUED, &usage);

      if (got < 0 && errno == EINTR)
        continue;
      if (got < 0)
        return 1;
      if (WIFEXITED (status) || WIFSIGNALED (status))
        {
          if (traced && !held)
            return 127;   /* it never came to run: the reason is in the pipe */
          say_exited (message, status, &usage);
          return 0;
        }
      if (WIFCONTINUED (status))
        say (message, VMP_LAUNCH_SAYS_CONTINUED);
      else if (traced && (status >> 16 != 0 || trace_exit || !held))
        handle_stop (pid, status, &held, trace_exit, message);
      else
        say (message, VMP_LAUNCH_SAYS_STOPPED);
    }
}

/* What the child's exec failed with; 0 if it succeeded (the pipe closed by it). */
static int
read_exec_error (int error_fd)
{
  int error = 0;
  ssize_t n;

  while ((n = read (error_fd, &error, sizeof error)) < 0 && errno == EINTR)
    ;
  return n == sizeof error ? error : 0;
}

int
main (int    argc,
      char **argv)
{
  char found[PATH_MAX];
  VmpLaunchMessage message = { .rss_peak_bytes = VMP_LAUNCH_UNKNOWN, .vsize_peak_bytes = VMP_LAUNCH_UNKNOWN };
  int ready[2], error[2], status, exec_error;
  const char *path;
  bool traced, trace_exit;
  pid_t pid;

  if (argc <= VMP_LAUNCH_ARG_COMMAND)
    {
      fputs ("vmp-launch is started by vmp run, not by hand.\n", stderr);
      return 2;
    }
  control_fd = atoi (argv[VMP_LAUNCH_ARG_FD]);
  trace_exit = *argv[VMP_LAUNCH_ARG_TRACE_EXIT] == 't';
  fcntl (control_fd, F_SETFD, FD_CLOEXEC);
  ignore_signals ();
  if (pipe2 (ready, O_CLOEXEC) != 0 || pipe2 (error, O_CLOEXEC) != 0)
    fail (errno);
  path = find_program (argv[VMP_LAUNCH_ARG_COMMAND], found);
  if (path == NULL)
    fail (errno);
  pid = fork ();
  if (pid < 0)
    fail (errno);
  if (pid == 0)
    become_target (path, argv + VMP_LAUNCH_ARG_COMMAND, argv[VMP_LAUNCH_ARG_DIRECTORY], ready[0], error[1]);
  close (ready[0]);
  close (error[1]);
  message.pid = pid;
  traced = !has_privileges (path) && ptrace (PTRACE_SEIZE, pid, NULL, PTRACE_O_TRACEEXEC | PTRACE_O_TRACEEXIT) == 0;
  if (write (ready[1], "", 1) != 1)
    fail (errno);
  if (!traced)
    {
      exec_error = read_exec_error (error[0]);
      if (exec_error != 0)
        fail (exec_error);
      say (&message, VMP_LAUNCH_SAYS_UNTRACED);
    }
  status = follow (pid, traced, trace_exit, &message);
  if (status == 127)
    {
      exec_error = read_exec_error (error[0]);
      fail (exec_error != 0 ? exec_error : EIO);
    }
  return status;
}
