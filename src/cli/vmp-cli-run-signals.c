/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes a measured command and the program that measures it one job: signals and the end. */

#include "config.h"

#include "vmp-cli-run.h"

#include <signal.h>
#include <sys/resource.h>
#include <sys/wait.h>

static const int signals[] = {
  SIGHUP, SIGINT, SIGQUIT, SIGUSR1, SIGUSR2, SIGALRM, SIGTERM, SIGTSTP, SIGTTIN, SIGTTOU, SIGWINCH,
};
static gboolean taken[G_N_ELEMENTS (signals)];
static VmpLauncher *volatile signal_launcher;

static gboolean
is_stop (int number)
{
  return number == SIGTSTP || number == SIGTTIN || number == SIGTTOU;
}

static void
pass_signal_cb (int        number,
                siginfo_t *info,
                void      *context)
{
  VmpLauncher *launcher = signal_launcher;

  /* The terminal stops all of the job. Asking whether it did could come after the job was continued. */
  if (launcher != NULL && !(is_stop (number) && info->si_code == SI_KERNEL))
    vmp_launcher_pass_signal (launcher, number);
}

void
vmp_cli_run_take_signals (VmpLauncher *launcher)
{
  struct sigaction action = { .sa_sigaction = pass_signal_cb, .sa_flags = SA_RESTART | SA_SIGINFO };

  signal_launcher = launcher;
  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      struct sigaction old;

      taken[i] = sigaction (signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN &&
                 sigaction (signals[i], &action, NULL) == 0;
    }
}

void
vmp_cli_run_return_signals (void)
{
  signal_launcher = NULL;
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    if (taken[i])
      signal (signals[i], SIG_DFL);
}

int
vmp_cli_run_end_like (int status)
{
  const struct rlimit no_core = { 0, 0 };
  sigset_t set;

  if (WIFEXITED (status))
    return WEXITSTATUS (status);
  /* One core dump is enough. */
  setrlimit (RLIMIT_CORE, &no_core);
  signal (WTERMSIG (status), SIG_DFL);
  sigemptyset (&set);
  sigaddset (&set, WTERMSIG (status));
  sigprocmask (SIG_UNBLOCK, &set, NULL);
  raise (WTERMSIG (status));
  return 128 + WTERMSIG (status);
}
