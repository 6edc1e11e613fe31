/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp run: a command under measurement, from its first instruction to its exact usage at the end. */

#include "config.h"

#include "vmp-cli-run.h"
#include "vmp-cli-run-output.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-host.h"
#include "core/kernel/vmp-error.h"

#define DEFAULT_INTERVAL_NSEC (100 * VMP_NSEC_PER_MSEC)
#define MAX_RUNS 1000
/* How long to wait for a last reading of a target that is held at its end. */
#define LAST_READING_NSEC (2 * VMP_NSEC_PER_SEC)

typedef VmpCliRunOptions Options;

typedef struct
{
  VmpLauncher *launcher;    /* owned */
  VmpHost     *host;        /* owned */
  VmpSession  *session;     /* owned */
  VmpCliRunRecord *record;  /* owned; NULL: not recorded */
  VmpCliRunOutput *output;  /* owned; NULL: its output is its own */
  int          wake_fd;     /* the host has something */
  guint32      number;      /* of the target */
  gint64       full_nsec;   /* time of the target's last sample of all tiers */
  gboolean     has_sample;
  gint64       begin_nsec;  /* when the target was let go */
  gint64       end_nsec;    /* when it came to its end; 0 before */
  VmpCliRunResult result;
} Run;

static void
wake_cb (gpointer user_data)
{
  Run *run = user_data;
  guint64 one = 1;

  /* It only fails when it is full, and then it is readable all the same. */
  if (write (run->wake_fd, &one, sizeof one) < 0)
    return;
}

static void
add_value (gint64    *sum,
           VmpTarget *target,
           VmpMetricId id)
{
  gint64 value = vmp_target_get_value (target, id, NULL, NULL);

  if (value != VMP_MISSING)
    *sum = *sum != VMP_MISSING ? *sum + value : value;
}

/* Sums of the tree at this moment, for the peak of the sum (which is less than the sum of the peaks). */
static void
add_up_tree (Run *run)
{
  gint64 pss = VMP_MISSING, rss = VMP_MISSING;

  for (guint i = 0; i < vmp_session_get_n_targets (run->session); i++)
    {
      VmpTarget *target = vmp_session_get_target (run->session, i);

      if (vmp_target_get_state (target) == VMP_TARGET_ENDED)
        continue;
      add_value (&pss, target, VMP_METRIC_PSS);
      add_value (&rss, target, VMP_METRIC_RSS);
    }
  run->result.tree_pss_peak_bytes = vmp_value_max (run->result.tree_pss_peak_bytes, pss);
  run->result.tree_rss_peak_bytes = vmp_value_max (run->result.tree_rss_peak_bytes, rss);
}

static void
note_samples (Run      *run,
              VmpBatch *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (events[i].target != run->number || events[i].type != VMP_EVENT_SAMPLE)
        continue;
      run->has_sample = TRUE;
      if (events[i].sample.reasons[VMP_METRIC_PSS] != VMP_REASON_NOT_DUE &&
          events[i].sample.reasons[VMP_METRIC_PSS] != VMP_REASON_BUDGET)
        run->full_nsec = events[i].time_nsec;
    }
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
      note_samples (run, delivery.batch);
      vmp_session_consume (run->session, delivery.batch);
      if (run->record != NULL)
        vmp_cli_run_record_append (run->record, delivery.batch, run->number);
      add_up_tree (run);
    }
  vmp_delivery_clear (&delivery);
}

static gboolean
has_ended (Run *run)
{
  VmpTarget *target = vmp_session_find_target (run->session, run->number);

  return target != NULL && vmp_target_get_state (target) == VMP_TARGET_ENDED;
}

/* Waits for a sample of all tiers from @since_nsec on, or with 0 for any sample; not for ever, and not beyond its end. */
static void
await_sample (Run   *run,
              gint64 since_nsec)
{
  gint64 deadline_nsec = vmp_clock_boottime_nsec () + LAST_READING_NSEC;

  while ((since_nsec == 0 ? !run->has_sample : run->full_nsec < since_nsec) && !has_ended (run))
    {
      struct pollfd pollfd = { run->wake_fd, POLLIN, 0 };
      gint64 left_nsec = deadline_nsec - vmp_clock_boottime_nsec ();

      if (left_nsec <= 0)
        return;
      poll (&pollfd, 1, left_nsec / VMP_NSEC_PER_MSEC + 1);
      consume (run);
    }
}

static void
take_last_reading (Run *run)
{
  run->end_nsec = vmp_clock_boottime_nsec ();
  vmp_host_refresh (run->host, run->number);
  await_sample (run, run->end_nsec);
  vmp_launcher_go (run->launcher);
}

/* FALSE at the end, or with @error. */
static gboolean
handle_launcher (Run     *run,
                 GError **error)
{
  VmpLaunchEvent event;

  if (!vmp_launcher_next (run->launcher, &event, error))
    return FALSE;
  if (event == VMP_LAUNCH_EXITING)
    take_last_reading (run);
  else if (event == VMP_LAUNCH_UNPRIVILEGED)
    run->result.lost_privileges = TRUE;
  return event != VMP_LAUNCH_EXITED;
}

/* What came by now, as far as the command is concerned: what its children still print is passed on later. */
static void
take_output (Run *run)
{
  int fds[2];

  do
    {
      vmp_cli_run_output_take (run->output, vmp_cli_run_record_get_marks (run->record));
      vmp_cli_run_output_get_fds (run->output, fds);
    }
  while (poll ((struct pollfd[]) { { fds[0], POLLIN, 0 }, { fds[1], POLLIN, 0 } }, 2, 0) > 0);
}

/* Its children may hold its output open, and whoever reads us is to have all of it, as without us. */
static void
await_output (Run *run)
{
  int fds[2];

  for (;;)
    {
      vmp_cli_run_output_get_fds (run->output, fds);
      if (fds[0] < 0 && fds[1] < 0)
        return;
      poll ((struct pollfd[]) { { fds[0], POLLIN, 0 }, { fds[1], POLLIN, 0 } }, 2, -1);
      vmp_cli_run_output_take (run->output, vmp_cli_run_record_get_marks (run->record));
    }
}

/* Waits for whatever comes first. FALSE at the end, or with @error. */
static gboolean
follow_once (Run     *run,
             GError **error)
{
  const VmpCliRunRecordWatch watch = { run->host, run->number };
  int mark_fds[2] = { -1, -1 }, output_fds[2] = { -1, -1 };
  struct pollfd pollfds[6];

  if (run->record != NULL)
    vmp_cli_marks_get_fds (vmp_cli_run_record_get_marks (run->record), mark_fds);
  if (run->output != NULL)
    vmp_cli_run_output_get_fds (run->output, output_fds);
  for (guint i = 0; i < G_N_ELEMENTS (pollfds); i++)
    pollfds[i] = (struct pollfd) { i < 2 ? -1 : i < 4 ? mark_fds[i - 2] : output_fds[i - 4], POLLIN, 0 };
  pollfds[0].fd = vmp_launcher_get_fd (run->launcher);
  pollfds[1].fd = run->wake_fd;
  if (poll (pollfds, G_N_ELEMENTS (pollfds), -1) < 0)
    return TRUE;
  if (pollfds[1].revents != 0)
    consume (run);
  if ((pollfds[4].revents | pollfds[5].revents) != 0)
    vmp_cli_run_output_take (run->output, vmp_cli_run_record_get_marks (run->record));
  if (run->record != NULL)
    vmp_cli_run_record_append_marks (run->record, &watch);
  return pollfds[0].revents == 0 || handle_launcher (run, error);
}

static gboolean
follow (Run     *run,
        GError **error)
{
  GError *local = NULL;

  while (follow_once (run, &local))
    ;
  consume (run);
  if (run->output != NULL)
    take_output (run);
  if (run->end_nsec == 0)
    run->end_nsec = vmp_clock_boottime_nsec ();
  run->result.elapsed_nsec = run->end_nsec - run->begin_nsec;
  if (local == NULL)
    return TRUE;
  g_propagate_error (error, local);
  return FALSE;
}

/* Whoever feeds the command or reads from it must see when it closes its ends: ours are not to be in the way. */
static void
forget_streams (void)
{
  for (int fd = STDIN_FILENO; fd <= STDOUT_FILENO; fd++)
    {
      int nothing = open ("/dev/null", (fd == STDIN_FILENO ? O_RDONLY : O_WRONLY) | O_CLOEXEC);

      if (nothing < 0)
        continue;
      dup3 (nothing, fd, O_CLOEXEC);
      close (nothing);
    }
}

static gboolean
take_over_output (Run               *run,
                  const char        *pattern,
                  VmpLaunchOptions  *launch,
                  GError           **error)
{
  int fds[2];

  run->output = vmp_cli_run_output_new (pattern, error);
  if (run->output == NULL)
    return FALSE;
  vmp_cli_run_output_get_command_fds (run->output, fds);
  launch->stdout_fd = fds[0];
  launch->stderr_fd = fds[1];
  return TRUE;
}

static gboolean
start (Run             *run,
       const Options   *options,
       char           **command,
       gint64           interval_nsec,
       GError         **error)
{
  VmpLaunchOptions launch = VMP_LAUNCH_OPTIONS_INIT;
  VmpWatchOptions watch = VMP_WATCH_OPTIONS_DEFAULT;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  g_auto (GStrv) environment = g_get_environ ();
  VmpLaunchEvent event;

  if (root == NULL || (options->record != NULL &&
                       !vmp_cli_recorder_read_maps (&options->recorder, &watch.maps_interval_nsec, error)))
    return FALSE;
  if (options->stage_regex != NULL && !take_over_output (run, options->stage_regex, &launch, error))
    return FALSE;
  if (options->record != NULL)
    {
      run->record = vmp_cli_run_record_new (options->record, &options->recorder, root, interval_nsec, command, &environment, error);
      if (run->record == NULL)
        return FALSE;
      if (options->stage_processes)
        vmp_cli_marks_follow_processes (vmp_cli_run_record_get_marks (run->record));
    }
  run->wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  run->session = vmp_session_new ();
  run->host = vmp_host_new_local (root, wake_cb, run);
  launch.argv = (const char *const *) command;
  launch.envp = (const char *const *) environment;
  launch.trace_exit = !options->untraced;
  launch.stop_along = TRUE;
  launch.name_memory = !options->no_names;
  run->launcher = vmp_launcher_new (&launch, error);
  if (run->launcher == NULL)
    return FALSE;
  if (run->record != NULL)
    vmp_cli_marks_set_pid (vmp_cli_run_record_get_marks (run->record), vmp_launcher_get_pid (run->launcher));
  if (run->output != NULL)
    vmp_cli_run_output_begin (run->output);
  vmp_cli_run_take_signals (run->launcher);
  run->begin_nsec = vmp_clock_boottime_nsec ();
  if (!vmp_launcher_next (run->launcher, &event, error))
    return FALSE;
  forget_streams ();
  watch.interval_nsec = interval_nsec;
  watch.slow_interval_nsec = MAX (interval_nsec, DEFAULT_INTERVAL_NSEC);
  watch.follow_children = run->result.with_children;
  run->number = vmp_host_watch (run->host, vmp_launcher_get_pid (run->launcher), 0, &watch);
  if (event != VMP_LAUNCH_HELD)
    return TRUE;
  await_sample (run, 0);
  run->begin_nsec = vmp_clock_boottime_nsec ();
  vmp_launcher_go (run->launcher);
  return TRUE;
}

static void
run_clear (Run *run)
{
  vmp_cli_run_return_signals ();
  g_clear_pointer (&run->host, vmp_host_free);
  g_clear_pointer (&run->launcher, vmp_launcher_free);
  g_clear_pointer (&run->session, vmp_session_free);
  g_clear_pointer (&run->record, vmp_cli_run_record_free);
  g_clear_pointer (&run->output, vmp_cli_run_output_free);
  if (run->wake_fd >= 0)
    close (run->wake_fd);
}

/* Where the summary goes. -1 with @error. */
static int
open_output (const char  *path,
             GError     **error)
{
  int fd = path != NULL ? open (path, O_WRONLY | O_CREAT | O_TRUNC | O_CLOEXEC, 0666) : STDERR_FILENO;

  if (fd < 0)
    vmp_error_set_errno (error, errno, path);
  return fd;
}

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

static gboolean
check_options (const Options *options,
               GError       **error)
{
  if (options->record != NULL)
    return TRUE;
  if (vmp_cli_recorder_has_rules (&options->recorder))
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("alerts are of a recording: --record says into which file"));
      return FALSE;
    }
  if (options->stage_regex == NULL && !options->stage_processes)
    return TRUE;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("stages are of a recording: --record says into which file"));
  return FALSE;
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
  Run run = { .wake_fd = -1, .result = { .with_children = options->children || options->record != NULL,
                                         .tree_pss_peak_bytes = VMP_MISSING, .tree_rss_peak_bytes = VMP_MISSING } };
  g_autoptr (GError) error = NULL;
  gint64 interval_nsec;
  gboolean recorded = TRUE;
  int fd, status, reported;

  if (!check_options (options, &error) || !read_interval (options, &interval_nsec, &error) || (fd = open_output (options->output, &error)) < 0)
    return vmp_cli_fail (verb, error);
  if (!start (&run, options, command, interval_nsec, &error) || !follow (&run, &error))
    {
      run_clear (&run);
      return vmp_cli_fail (verb, error);
    }
  if (run.record != NULL)
    recorded = vmp_cli_run_record_finish (run.record, run.number, run.launcher, run.end_nsec);
  vmp_cli_run_return_signals ();
  if (run.output != NULL)
    await_output (&run);
  reported = report (&run, options, fd);
  status = vmp_launcher_get_status (run.launcher);
  run_clear (&run);
  if (!recorded && reported == VMP_CLI_DONE)
    reported = VMP_CLI_FAILED;
  return status == 0 ? reported : vmp_cli_run_end_like (status);
}

static int
repeat_command (const VmpCliVerb *verb,
                const Options    *options,
                char            **command)
{
  g_autoptr (GError) error = NULL;
  gint64 interval_nsec;
  guint64 n_runs;
  int fd, status;

  if (!check_options (options, &error) || !read_interval (options, &interval_nsec, &error) ||
      !vmp_cli_parse_count ("--runs", options->runs, &n_runs, &error) || (fd = open_output (options->output, &error)) < 0)
    return vmp_cli_fail (verb, error);
  status = vmp_cli_run_repeat (verb, options, MIN (n_runs, MAX_RUNS), command, fd);
  if (fd != STDERR_FILENO)
    close (fd);
  return status;
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
    { "untraced", 0, 0, G_OPTION_ARG_NONE, &options.untraced, N_("Let go of it after its start: for commands that become set-uid programs"), NULL },
    { "no-names", 0, 0, G_OPTION_ARG_NONE, &options.no_names, N_("Do not ask its C library to name heaps and stacks (GLIBC_TUNABLES)"), NULL },
    { "runs", 'n', 0, G_OPTION_ARG_STRING, &options.runs, N_("Run it so often: median and spread; recordings are numbered"), N_("N") },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &options.json, N_("Print JSON"), NULL },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("Write the summary to a file, not to standard error"), N_("FILE") },
    { "record", 0, 0, G_OPTION_ARG_FILENAME, &options.record, N_("Record the command and its children into a file"), N_("FILE") },
    VMP_CLI_RECORDER_ENTRIES (&options.recorder),
    { "stage-regex", 0, 0, G_OPTION_ARG_STRING, &options.stage_regex, N_("Begin a stage with each line of its output that matches; named by the first group"), N_("REGEX") },
    { "stage-processes", 0, 0, G_OPTION_ARG_NONE, &options.stage_processes, N_("Begin a stage with each exec, fork and exit of its processes"), NULL },
    { "quiet", 'q', 0, G_OPTION_ARG_NONE, &options.quiet, N_("Print no summary"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  vmp_launcher_remember_signals ();
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
  status = options.runs != NULL ? repeat_command (verb, &options, argv + 1) : run_command (verb, &options, argv + 1);
  g_free (options.interval);
  g_free (options.rate);
  g_free (options.output);
  g_free (options.record);
  g_free (options.stage_regex);
  g_free (options.runs);
  vmp_cli_recorder_options_clear (&options.recorder);
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
              "  vmp run --rate 1000 -- ./program\n"
              "  vmp run --record build.vmp -- make -j2\n"
              "  vmp run --runs 5 --record run.vmp -- ./program"),
  .run = run_run,
};
