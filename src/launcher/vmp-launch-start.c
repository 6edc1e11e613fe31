/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Forks the target and brings it to its first instruction. */

#include "vmp-launch-start.h"

#include "vmp-launch-program.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#define N_SIGNALS 64

/* Ends of the two pipes between the stub and its child until exec closes them. */
typedef struct
{
  int go[2];      /* its end tells the child to execute */
  int failed[2];  /* carries the errno of an exec that failed */
} Pipes;

static bool
fail (VmpLaunchStart *out,
      uint32_t        stage,
      int             errsv)
{
  out->failed_stage = stage;
  out->failed_errno = errsv;
  return false;
}

static void
restore_signals (const VmpLaunchRequest *request)
{
  sigset_t mask;

  sigemptyset (&mask);
  for (int i = 1; i <= N_SIGNALS; i++)
    {
      bool ignored = (request->ignored_signals >> (i - 1)) & 1;
      struct sigaction action = { .sa_handler = ignored ? SIG_IGN : SIG_DFL };

      if ((request->blocked_signals >> (i - 1)) & 1)
        sigaddset (&mask, i);
      /* Those that cannot be set are refused, which is what is wanted. */
      sigaction (i, &action, NULL);
    }
  sigprocmask (SIG_SETMASK, &mask, NULL);
}

/* As execvp() does, a file that is executable and of no known format is a shell script. */
static void
execute (const char *path,
         char      **argv)
{
  size_t n = 0;
  const char **shell_argv;

  execv (path, argv);
  if (errno != ENOEXEC)
    return;
  while (argv[n] != NULL)
    n++;
  shell_argv = calloc (n + 2, sizeof *shell_argv);
  if (shell_argv == NULL)
    return;
  shell_argv[0] = "/bin/sh";
  shell_argv[1] = path;
  for (size_t i = 1; i < n; i++)
    shell_argv[i + 1] = argv[i];
  execv (shell_argv[0], (char **) shell_argv);
}

_Noreturn static void
run_child (const VmpLaunchRequest *request,
           const char             *path,
           char                  **argv,
           const Pipes            *pipes)
{
  char byte;
  int errsv;

  close (pipes->go[1]);
  if (read (pipes->go[0], &byte, 1) != 0)
    _exit (127);
  restore_signals (request);
  if (request->own_session)
    setsid ();
  execute (path, argv);
  errsv = errno;
  (void) !write (pipes->failed[1], &errsv, sizeof errsv);
  _exit (127);
}

static bool
seize (VmpLaunchStart *start,
       const char     *path)
{
  if (vmp_launch_gains_privileges (path))
    start->untraced = VMP_LAUNCH_UNTRACED_PRIVILEGED;
  else if (ptrace (PTRACE_SEIZE, start->pid, 0, PTRACE_O_TRACEEXEC) != 0)
    start->untraced = VMP_LAUNCH_UNTRACED_DENIED;
  else
    start->traced = true;
  return start->traced;
}

/* Lets signals through until the child has executed its program. False if it ended instead. */
static bool
wait_for_exec (pid_t pid)
{
  int status;

  while (waitpid (pid, &status, __WALL) == pid && WIFSTOPPED (status))
    {
      int event = status >> 16;

      if (event == PTRACE_EVENT_EXEC)
        return true;
      if (event == PTRACE_EVENT_STOP && WSTOPSIG (status) != SIGTRAP)
        ptrace (PTRACE_LISTEN, pid, 0, 0);
      else
        ptrace (PTRACE_CONT, pid, 0, event == 0 ? WSTOPSIG (status) : 0);
    }
  return false;
}

static bool
bring_to_exec (VmpLaunchStart *out,
               const char     *path,
               Pipes          *pipes)
{
  bool executed = true;
  int errsv;

  close (pipes->go[0]);
  close (pipes->failed[1]);
  seize (out, path);
  close (pipes->go[1]);
  if (out->traced)
    executed = wait_for_exec (out->pid);
  /* Ends at exec, which closes the other end. */
  if (read (pipes->failed[0], &errsv, sizeof errsv) == sizeof errsv)
    {
      if (!out->traced)
        waitpid (out->pid, NULL, __WALL);
      fail (out, VMP_LAUNCH_STAGE_EXEC, errsv);
      executed = false;
    }
  else if (!executed)
    fail (out, VMP_LAUNCH_STAGE_EXEC, ECHILD);
  close (pipes->failed[0]);
  return executed;
}

bool
vmp_launch_start (const VmpLaunchRequest *request,
                  char                  **argv,
                  VmpLaunchStart         *out)
{
  char path[PATH_MAX];
  Pipes pipes;
  int failure;

  *out = (VmpLaunchStart) { 0 };
  if (request->directory[0] != '\0' && chdir (request->directory) != 0)
    return fail (out, VMP_LAUNCH_STAGE_DIRECTORY, errno);
  failure = vmp_launch_find_program (argv[0], path);
  if (failure != 0)
    return fail (out, VMP_LAUNCH_STAGE_LOOKUP, failure);
  if (pipe2 (pipes.go, O_CLOEXEC) != 0 || pipe2 (pipes.failed, O_CLOEXEC) != 0)
    return fail (out, VMP_LAUNCH_STAGE_SETUP, errno);
  out->pid = fork ();
  if (out->pid < 0)
    return fail (out, VMP_LAUNCH_STAGE_SETUP, errno);
  if (out->pid == 0)
    run_child (request, path, argv, &pipes);
  return bring_to_exec (out, path, &pipes);
}
