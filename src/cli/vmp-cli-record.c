/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp record: what a process does, into a file, until it ends or the user has enough. */

#include "config.h"

#include "vmp-cli.h"

#include <poll.h>
#include <signal.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-host.h"
#include "vmp-cli-marks.h"
#include "vmp-cli-recorder.h"
#include "vmp-cli-stat.h"

#define DEFAULT_INTERVAL_NSEC (100 * VMP_NSEC_PER_MSEC)
/* A signal that comes just before the wait is noticed no later. */
#define MAX_WAIT_MSEC 500
/* What is measured waits so long to be taken together, within the second that a kill may cost. */
#define TAKE_NSEC (200 * VMP_NSEC_PER_MSEC)
/* Of wall-clock in readings that hold the process's lock, unless it was said how often snapshots are wanted: recording is to cost
 * little, and of a large process PSS is rather read less often. */
#define BUDGET_SHARE 0.002

typedef struct
{
  char    *output, *interval, *duration;    /* owned */
  gboolean children;
  VmpCliRecorderOptions recorder;
} Options;

typedef struct
{
  VmpHost            *host;       /* owned */
  VmpCliRecorder     *recorder;   /* owned */
  VmpCliMarks        *marks;      /* owned */
  guint32             target;     /* of the marks */
  int                 wake_fd;
  guint               n_running;
  gboolean            has_begun;
} Record;

static volatile sig_atomic_t stopped;

static void
stop_cb (int number)
{
  stopped = TRUE;
}

static void
take_signals (void)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  struct sigaction action = { .sa_handler = stop_cb };

  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      struct sigaction old;

      if (sigaction (signals[i], NULL, &old) == 0 && old.sa_handler != SIG_IGN)
        sigaction (signals[i], &action, NULL);
    }
}

static void
wake_cb (gpointer user_data)
{
  const Record *self = user_data;

  eventfd_write (self->wake_fd, 1);
}

static void
count_processes (Record   *self,
                 VmpBatch *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (events[i].type == VMP_EVENT_START)
        {
          self->has_begun = TRUE;
          self->n_running++;
        }
      else if (events[i].type == VMP_EVENT_EXIT)
        {
          self->has_begun = TRUE;
          self->n_running -= self->n_running > 0;
        }
    }
}

static void
take (Record *self)
{
  VmpDelivery delivery = { NULL, NULL };
  eventfd_t count;

  eventfd_read (self->wake_fd, &count);
  vmp_host_take (self->host, &delivery);
  if (delivery.batch != NULL)
    {
      count_processes (self, delivery.batch);
      vmp_cli_marks_note (self->marks, delivery.batch, self->target);
      vmp_cli_recorder_append (self->recorder, delivery.batch);
    }
  vmp_delivery_clear (&delivery);
}

static void
take_marks (Record *self)
{
  g_autoptr (VmpBatch) batch = NULL;

  vmp_cli_marks_take_box (self->marks);
  batch = vmp_cli_marks_steal_batch (self->marks, self->target);
  if (batch == NULL)
    return;
  vmp_cli_recorder_append (self->recorder, batch);
  vmp_cli_marks_refresh (self->marks, self->host, self->target);
}

/* Marks and signals wake us, and what is measured @rest_nsec from now on; the end of the duration does not. */
static int
get_timeout_msec (gint64 begin_nsec,
                  gint64 duration_nsec,
                  gint64 now_nsec,
                  gint64 rest_nsec)
{
  gint64 left_nsec = MAX_WAIT_MSEC * VMP_NSEC_PER_MSEC;

  if (duration_nsec > 0)
    left_nsec = MIN (left_nsec, duration_nsec - (now_nsec - begin_nsec));
  if (rest_nsec > 0)
    left_nsec = MIN (left_nsec, rest_nsec);
  return (int) (MAX (left_nsec, 0) / VMP_NSEC_PER_MSEC + 1);
}

static gboolean
record_until_done (Record  *self,
                   gint64   duration_nsec,
                   GError **error)
{
  gint64 begin_nsec = vmp_clock_boottime_nsec (), taken_nsec = begin_nsec - TAKE_NSEC;
  int mark_fds[2] = { -1, -1 };

  vmp_cli_marks_get_fds (self->marks, mark_fds);
  for (;;)
    {
      gint64 now_nsec = vmp_clock_boottime_nsec (), rest_nsec = taken_nsec + TAKE_NSEC - now_nsec;
      struct pollfd pollfds[] = {
        { rest_nsec <= 0 ? self->wake_fd : -1, POLLIN, 0 }, { mark_fds[0], POLLIN, 0 }, { mark_fds[1], POLLIN, 0 },
      };
      gboolean done = stopped || (self->has_begun && self->n_running == 0) ||
                      (duration_nsec > 0 && now_nsec - begin_nsec >= duration_nsec);

      if (!vmp_cli_recorder_check (self->recorder, error))
        return FALSE;
      if (done)
        break;
      poll (pollfds, G_N_ELEMENTS (pollfds), get_timeout_msec (begin_nsec, duration_nsec, now_nsec, rest_nsec));
      if ((pollfds[0].revents | pollfds[1].revents | pollfds[2].revents) != 0)
        {
          taken_nsec = vmp_clock_boottime_nsec ();
          take (self);
        }
      take_marks (self);
    }
  take (self);
  take_marks (self);
  return vmp_cli_recorder_finish (self->recorder, error);
}

static gboolean
record (const Options  *options,
        gint32          pid,
        gint64          interval_nsec,
        gint64          duration_nsec,
        GError        **error)
{
  VmpWatchOptions watch = VMP_WATCH_OPTIONS_DEFAULT;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);
  VmpProbe *probe = root != NULL ? vmp_cli_stat_open (root, pid, error) : NULL;
  VmpProcessInfo info = { 0 };
  Record self = { .wake_fd = -1 };
  gint64 maps_nsec;
  gboolean ok;

  if (probe == NULL)
    return FALSE;
  vmp_probe_describe (probe, &info);
  vmp_probe_free (probe);
  if (vmp_cli_recorder_read_maps (&options->recorder, &maps_nsec, error))
    self.recorder = vmp_cli_recorder_new (options->output, &options->recorder, root, pid, interval_nsec, NULL, error);
  if (self.recorder == NULL)
    {
      vmp_cli_stat_clear_info (&info);
      return FALSE;
    }
  take_signals ();
  self.marks = vmp_cli_marks_new ();
  vmp_cli_marks_set_pid (self.marks, pid);
  self.wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self.host = vmp_host_new_local (root, wake_cb, &self);
  watch.interval_nsec = interval_nsec;
  if (options->recorder.maps == NULL || maps_nsec == 0)
    watch.budget_share = BUDGET_SHARE;
  watch.slow_interval_nsec = MAX (interval_nsec, VMP_NSEC_PER_SEC);
  watch.maps_interval_nsec = maps_nsec;
  watch.follow_children = options->children;
  self.target = vmp_host_watch (self.host, pid, info.identity.start_time_ticks, &watch);
  ok = record_until_done (&self, duration_nsec, error);
  vmp_host_free (self.host);
  close (self.wake_fd);
  vmp_cli_recorder_free (self.recorder);
  vmp_cli_marks_free (self.marks);
  vmp_cli_stat_clear_info (&info);
  return ok;
}

static gboolean
understand (const Options  *options,
            int             argc,
            char          **argv,
            gint32         *out_pid,
            gint64         *out_interval_nsec,
            gint64         *out_duration_nsec,
            GError        **error)
{
  guint64 seconds;

  *out_interval_nsec = DEFAULT_INTERVAL_NSEC;
  *out_duration_nsec = 0;
  if (argc != 2 || options->output == NULL)
    {
      g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("which process, and into which file? For example: vmp record 1234 -o file.vmp"));
      return FALSE;
    }
  if (options->duration != NULL)
    {
      if (!vmp_cli_parse_count ("--duration", options->duration, &seconds, error))
        return FALSE;
      *out_duration_nsec = (gint64) seconds * VMP_NSEC_PER_SEC;
    }
  return vmp_cli_parse_pid (argv[1], out_pid, error) &&
         (options->interval == NULL || vmp_cli_parse_interval (options->interval, out_interval_nsec, error));
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("The file to record into"), N_("FILE") },
    { "interval", 'i', 0, G_OPTION_ARG_STRING, &options.interval, N_("Time between readings, 1ms to 60s (0.1s)"), N_("TIME") },
    { "duration", 'd', 0, G_OPTION_ARG_STRING, &options.duration, N_("Stop after so many seconds"), N_("SECONDS") },
    { "children", 'c', 0, G_OPTION_ARG_NONE, &options.children, N_("Follow child processes"), NULL },
    VMP_CLI_RECORDER_ENTRIES (&options.recorder),
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  gint64 interval_nsec, duration_nsec;
  gint32 pid;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  options.recorder.children = options.children;
  if (understand (&options, argc, argv, &pid, &interval_nsec, &duration_nsec, &error))
    record (&options, pid, interval_nsec, duration_nsec, &error);
  g_free (options.output);
  g_free (options.interval);
  g_free (options.duration);
  vmp_cli_recorder_options_clear (&options.recorder);
  return error != NULL ? vmp_cli_fail (verb, error) : VMP_CLI_DONE;
}

const VmpCliVerb vmp_cli_verb_record = {
  .name = "record",
  .parameters = N_("PID"),
  .summary = N_("Record what a process does into a file"),
  .notes = N_("Records until the process ends or it is interrupted (Ctrl+C). The file is safe from one half second to the next,\n"
              "whatever happens; 'vmp export' reads it, and so does any SQLite shell. 'vmp mark --pid PID' names its stages.\n"
              "\n"
              "Examples:\n"
              "  vmp record 1234 -o server.vmp\n"
              "  vmp record 1234 -o server.vmp --children --duration 60"),
  .run = run,
};
