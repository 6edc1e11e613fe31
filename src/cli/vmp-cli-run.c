/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp run: a command under measurement, from its first instruction to its exact usage at the end. */

#include "config.h"

#include "vmp-cli-run.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-host.h"
#include "core/kernel/vmp-error.h"
#include "vmp-cli.h"

#define DEFAULT_INTERVAL_NSEC (100 * VMP_NSEC_PER_MSEC)
/* How long to wait for a last reading of a target that is held at its end. */
#define LAST_READING_NSEC (2 * VMP_NSEC_PER_SEC)
/* A stop of the whole job is followed by its continuing: no reason to stop ourselves again. */
#define STOP_GRACE_MSEC 50

typedef struct
{
  VmpLauncher *launcher;    /* owned */
  VmpHost     *host;        /* owned */
  VmpSession  *session;     /* owned */
  int          wake_fd;     /* the host has something */
  guint32      number;      /* of the target */
  guint64      n_samples;   /* consumed of the target */
  VmpCliRunResult result;
} Run;

/* Signals that are sent to us alone are meant for the command. */
static volatile sig_atomic_t forward_pid;

static void
forward_signal_cb (int sig)
{
  if (forward_pid > 0)
    kill (forward_pid, sig);
}

/* The terminal's keys reach the command by themselves, as it is of our job; we must survive them to report. */
static void
set_up_signals (gint32 pid)
{
  const struct sigaction ignore = { .sa_handler = SIG_IGN };
  const struct sigaction forward = { .sa_handler = forward_signal_cb, .sa_flags = SA_RESTART };
  static const int forwarded[] = { SIGTERM, SIGHUP, SIGUSR1, SIGUSR2 };

  forward_pid = pid;
  sigaction (SIGINT, &ignore, NULL);
  sigaction (SIGQUIT, &ignore, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (forwarded); i++)
    sigaction (forwarded[i], &forward, NULL);
}

static void
wake_cb (gpointer user_data)
{
  Run *run = user_data;
  guint64 one = 1;

  /* It only fails when it is full, and then it is readable all the same. */
  if (write (run->wake_fd, &one, sizeof one) < 0)
    return;
}

/* Sums of the tree at this moment, for the peak of the sum (which is less than the sum of the peaks). */
static void
add_up_tree (Run *run)
{
  gint64 pss = 0, rss = 0;

  for (guint i = 0; i < vmp_session_get_n_targets (run->session); i++)
    {
      VmpTarget *target = vmp_session_get_target (run->session, i);
      gint64 value;

      if (vmp_target_get_state (target) == VMP_TARGET_ENDED)
        continue;
      value = vmp_target_get_value (target, VMP_METRIC_PSS, NULL, NULL);
      pss += value != VMP_MISSING ? value : 0;
      value = vmp_target_get_value (target, VMP_METRIC_RSS, NULL, NULL);
      rss += value != VMP_MISSING ? value : 0;
    }
  run->result.tree_pss_peak_bytes = MAX (run->result.tree_pss_peak_bytes, pss);
  run->result.tree_rss_peak_bytes = MAX (run->result.tree_rss_peak_bytes, rss);
}

static void
count_samples (Run      *run,
               VmpBatch *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    run->n_samples += events[i].target == run->number && events[i].type == VMP_EVENT_SAMPLE;
}

static void
consume (Run *run)
{
  VmpDelivery delivery;
  guint64 count;

  if (read (run->wake_fd, &count, sizeof count) < 0 && errno != EAGAIN)
    return;
  vmp_host_take (run->host, &delivery);
  if (delivery.batch != NULL)
    {
      count_samples (run, delivery.batch);
      vmp_session_consume (run->session, delivery.batch);
      add_up_tree (run);
    }
  vmp_delivery_clear (&delivery);
}

/* Waits until the target was read once more, has ended, or there is no use in waiting. */
static void
await_sample (Run     *run,
              guint64  n_before)
{
  gint64 deadline = vmp_clock_boottime_nsec () + LAST_READING_NSEC;

  while (run->n_samples == n_before)
    {
      VmpTarget *target = vmp_session_find_target (run->session, run->number);
      struct pollfd pollfd = { run->wake_fd, POLLIN, 0 };

      if ((target != NULL && vmp_target_get_state (target) == VMP_TARGET_ENDED) || vmp_clock_boottime_nsec () > deadline)
        return;
      poll (&pollfd, 1, 100);
      consume (run);
    }
}

static void
take_last_reading (Run *run)
{
  guint64 before = run->n_samples;

  /* What was read before the request does not count. */
  consume (run);
  before = run->n_samples;
  vmp_host_refresh (run->host, run->number);
  await_sample (run, before);
}

/* The command alone was stopped: stop as well, so that the shell sees it, and continue together. */
static void
stop_with_target (Run *run)
{
  struct pollfd pollfd = { vmp_launcher_get_fd (run->launcher), POLLIN, 0 };

  if (poll (&pollfd, 1, STOP_GRACE_MSEC) > 0)
    return;
  raise (SIGSTOP);
  kill (vmp_launcher_get_pid (run->launcher), SIGCONT);
}

/* FALSE at the end, or with @error. */
static gboolean
handle_launcher (Run     *run,
                 GError **error)
{
  VmpLaunchEvent event;

  if (!vmp_launcher_next (run->launcher, &event, error))
    return FALSE;
  switch (event)
    {
    case VMP_LAUNCH_EXITING:
      take_last_reading (run);
      vmp_launcher_go (run->launcher);
      return TRUE;
    case VMP_LAUNCH_STOPPED:
      stop_with_target (run);
      return TRUE;
    case VMP_LAUNCH_EXITED:
      return FALSE;
    case VMP_LAUNCH_HELD:
    case VMP_LAUNCH_RUNNING_UNTRACED:
    case VMP_LAUNCH_CONTINUED:
    default:
      return TRUE;
    }
}

static gboolean
follow (Run     *run,
        GError **error)
{
  GError *local = NULL;

  for (;;)
    {
      struct pollfd pollfds[] = { { vmp_launcher_get_fd (run->launcher), POLLIN, 0 }, { run->wake_fd, POLLIN, 0 } };

      if (poll (pollfds, G_N_ELEMENTS (pollfds), -1) < 0)
        continue;
      if (pollfds[1].revents != 0)
        consume (run);
      if (pollfds[0].revents != 0 && !handle_launcher (run, &local))
        break;
    }
  consume (run);
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

static gboolean
start (Run                *run,
       const char *const  *command,
       gint64              interval_nsec,
       GError            **error)
{
  VmpLaunchOptions launch = VMP_LAUNCH_OPTIONS_INIT;
  VmpWatchOptions watch = VMP_WATCH_OPTIONS_DEFAULT;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  VmpLaunchEvent event;

  if (root == NULL)
    return FALSE;
  run->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  run->session = vmp_session_new ();
  launch.argv = command;
  run->launcher = vmp_launcher_new (&launch, error);
  if (run->launcher == NULL || !vmp_launcher_next (run->launcher, &event, error))
    return FALSE;
  set_up_signals (vmp_launcher_get_pid (run->launcher));
  run->result.untraced = event == VMP_LAUNCH_RUNNING_UNTRACED;
  watch.interval_nsec = interval_nsec;
  watch.slow_interval_nsec = MAX (interval_nsec, DEFAULT_INTERVAL_NSEC);
  watch.follow_children = run->result.with_children;
  run->host = vmp_host_new_local (root, wake_cb, run);
  run->number = vmp_host_watch (run->host, vmp_launcher_get_pid (run->launcher), 0, &watch);
  await_sample (run, 0);
  vmp_launcher_go (run->launcher);
  return TRUE;
}

static void
run_clear (Run *run)
{
  g_clear_pointer (&run->host, vmp_host_free);
  g_clear_pointer (&run->launcher, vmp_launcher_free);
  g_clear_pointer (&run->session, vmp_session_free);
  if (run->wake_fd >= 0)
    close (run->wake_fd);
}

/* Where the summary goes. -1 with @error. */
static int
open_output (const char  *path,
             GError     **error)
{
  int fd = path != NULL ? open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0600) : STDERR_FILENO;

  if (fd < 0)
    vmp_error_set_errno (error, errno, path);
  return fd;
}

/* The command's own end becomes ours, so that shells and scripts see no difference. */
static int
end_like (int status)
{
  const struct rlimit no_core = { 0, 0 };

  if (WIFEXITED (status))
    return WEXITSTATUS (status);
  setrlimit (RLIMIT_CORE, &no_core);
  signal (WTERMSIG (status), SIG_DFL);
  raise (WTERMSIG (status));
  return 128 + WTERMSIG (status);
}

typedef struct
{
  char    *interval, *rate, *output;
  gboolean children, json, quiet;
} Options;

static gboolean
read_interval (const Options  *options,
               gint64         *out_nsec,
               GError        **error)
{
  guint64 hertz;

  *out_nsec = DEFAULT_INTERVAL_NSEC;
  if (options->interval != NULL)
    return vmp_cli_parse_interval (options->interval, out_nsec, error);
  if (options->rate == NULL)
    return TRUE;
  if (!vmp_cli_parse_count ("--rate", options->rate, &hertz, error))
    return FALSE;
  if (hertz < 1 || hertz > 1000)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("--rate is 1 to 1000 readings a second"));
      return FALSE;
    }
  *out_nsec = VMP_NSEC_PER_SEC / (gint64) hertz;
  return TRUE;
}

static int
report (Run           *run,
        const Options *options,
        int            fd)
{
  VmpCliOutput out;
  int status;

  run->result.target = vmp_session_find_target (run->session, run->number);
  run->result.launcher = run->launcher;
  for (guint i = 0; i < vmp_session_get_n_targets (run->session); i++)
    run->result.n_children += vmp_session_get_target (run->session, i) != run->result.target;
  if (options->quiet && options->output == NULL && !options->json)
    return VMP_CLI_DONE;
  vmp_cli_output_init (&out, fd);
  if (options->json)
    vmp_cli_run_print_json (&run->result, &out);
  else
    vmp_cli_run_print_text (&run->result, &out);
  status = vmp_cli_output_finish (&out);
  if (fd != STDERR_FILENO)
    close (fd);
  return status;
}

static int
run_command (const VmpCliVerb *verb,
             const Options    *options,
             char            **command)
{
  Run run = { .wake_fd = -1, .result = { .with_children = options->children } };
  g_autoptr (GError) error = NULL;
  gint64 interval_nsec, begin_nsec;
  int fd, status, reported;

  if (!read_interval (options, &interval_nsec, &error) || (fd = open_output (options->output, &error)) < 0)
    return vmp_cli_fail (verb, error);
  begin_nsec = vmp_clock_boottime_nsec ();
  if (!start (&run, (const char *const *) command, interval_nsec, &error))
    {
      run_clear (&run);
      status = vmp_cli_fail (verb, error);
      /* As shells say it: 127 not found, 126 found but not to be run. */
      return g_error_matches (error, VMP_ERROR, VMP_ERROR_GONE)     ? 127
             : g_error_matches (error, VMP_ERROR, VMP_ERROR_DENIED) ? 126
                                                                    : status;
    }
  if (!follow (&run, &error))
    {
      run_clear (&run);
      return vmp_cli_fail (verb, error);
    }
  run.result.elapsed_nsec = vmp_clock_boottime_nsec () - begin_nsec;
  reported = report (&run, options, fd);
  status = vmp_launcher_get_status (run.launcher);
  run_clear (&run);
  return status == 0 ? reported : end_like (status);
}

static int
run_run (const VmpCliVerb *verb,
         int               argc,
         char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "interval", 'i', 0, G_OPTION_ARG_STRING, &options.interval, N_("Time between readings, 1ms to 60s (0.1s)"), N_("TIME") },
    { "rate", 'r', 0, G_OPTION_ARG_STRING, &options.rate, N_("Readings a second instead, 1 to 1000"), N_("HZ") },
    { "children", 'c', 0, G_OPTION_ARG_NONE, &options.children, N_("Follow child processes and add them up"), NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.json, N_("Print JSON"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("Write the summary to a file, not to standard error"), N_("FILE") },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, N_("Print no summary"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_UNTIL_OPERAND, &argc, &argv, &status))
    return status;
  if (argc > 1 && g_str_equal (argv[1], "--"))
    {
      argc--;
      argv++;
    }
  if (argc < 2)
    {
      g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("which command? For example: vmp run -- ls -l"));
      return vmp_cli_fail (verb, error);
    }
  status = run_command (verb, &options, argv + 1);
  g_free (options.interval);
  g_free (options.rate);
  g_free (options.output);
  return status;
}

const VmpCliVerb vmp_cli_verb_run = {
  .name = "run",
  .parameters = N_("-- COMMAND [ARGUMENT…]"),
  .summary = N_("Run a command and measure its memory from its first instruction"),
  .notes = N_("The command keeps its own input, output, signals and exit status; the summary goes to standard error\n"
              "when it has ended. Its resource usage is exact, as the kernel counted it.\n"
              "\n"
              "Examples:\n"
              "  vmp run -- make -j2\n"
              "  vmp run --children --json -o build.json -- make -j2\n"
              "  vmp run --rate 1000 -- ./program"),
  .run = run_run,
};
