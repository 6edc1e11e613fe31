/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching one process: a line a sample. */

#include "config.h"

#include "vmp-cli-stat.h"

#include <poll.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-host.h"
#include "vmp-cli-table.h"
#include "vmp-cli-time.h"

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)
/* Shorter gaps show in the times of the lines. */
#define TOLD_GAP_NSEC NSEC_PER_SEC
#define TIME_WIDTH 12
#define MIN_COLUMN_WIDTH 9
/* Lines after which the titles come again where the terminal does not say its height. */
#define DEFAULT_PAGE_LINES 40

/* One thread; the host's only writes to event_fd. */
typedef struct
{
  const VmpCliStatOptions *options;
  VmpProbe        *probe;           /* owned; only to tell the state, which samples don't hold */
  VmpHost         *host;            /* owned */
  int              event_fd;        /* owned; readable when the host has something */
  VmpProcessInfo   info;            /* owned */
  VmpCliProcess    process;         /* borrows from info */
  VmpCliUsers     *users;           /* owned */
  JsonBuilder     *builder;         /* owned */
  VmpCliOutput     out;
  gint64           values[VMP_N_METRICS];   /* the newest of each */
  VmpObserverCost  cost;
  gboolean         has_cost, told_budget, ended;
  gint64           status;          /* of its end, as wait4() gives it; VMP_MISSING if not known */
  guint64          lines;
} Watch;

static void
wake_cb (gpointer user_data)
{
  const Watch *self = user_data;

  eventfd_write (self->event_fd, 1);
}

static gboolean
watch_open (Watch   *self,
            GError **error)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, error);

  self->probe = root != NULL ? vmp_cli_stat_open (root, self->options->pid, error) : NULL;
  if (self->probe == NULL)
    return FALSE;
  vmp_probe_describe (self->probe, &self->info);
  vmp_cli_stat_describe (vmp_probe_get_process (self->probe), &self->info, &self->process);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    self->values[i] = VMP_MISSING;
  self->users = vmp_cli_users_new ();
  self->builder = json_builder_new ();
  vmp_cli_output_init (&self->out, STDOUT_FILENO);
  self->event_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  self->host = vmp_host_new_local (root, wake_cb, self);
  return TRUE;
}

/* Returns the exit status. */
static int
watch_close (Watch *self)
{
  vmp_host_free (self->host);
  close (self->event_fd);
  g_object_unref (self->builder);
  g_hash_table_unref (self->users);
  vmp_cli_stat_clear_info (&self->info);
  vmp_probe_free (self->probe);
  return vmp_cli_output_finish (&self->out);
}

static void
start (Watch *self)
{
  VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;

  options.interval_nsec = self->options->interval_nsec;
  if ((vmp_cli_stat_get_tiers (self->options) & ~(1u << VMP_TIER_0)) == 0)
    options.slow_interval_nsec = 0;
  else if (self->options->by_user)
    options.slow_interval_nsec = self->options->interval_nsec;
  vmp_host_watch (self->host, self->options->pid, self->info.identity.start_time_ticks, &options);
}

static void
print_json (Watch           *self,
            const VmpSample *sample)
{
  json_builder_begin_object (self->builder);
  vmp_cli_json_add_process (self->builder, &self->process, self->users);
  vmp_cli_json_add_time (self->builder, sample->time_nsec);
  vmp_report_json_add_metrics (self->builder, "metrics", sample->values, self->options->chosen);
  vmp_report_json_add_missing (self->builder, sample, self->options->chosen);
  vmp_cli_json_add_observer (self->builder, self->has_cost ? &self->cost : NULL);
  json_builder_end_object (self->builder);
  vmp_cli_json_print (self->builder, VMP_CLI_JSON_LINE, &self->out);
}

static guint
column_width (const VmpMetric *metric)
{
  return MAX (strlen (metric->key), MIN_COLUMN_WIDTH);
}

static void
print_titles (Watch *self)
{
  vmp_cli_output_printf (&self->out, "%-*s", TIME_WIDTH, "TIME");
  for (guint i = 0; i < self->options->ids->len; i++)
    {
      const VmpMetric *metric = vmp_metric_get (g_array_index (self->options->ids, VmpMetricId, i));
      g_autofree char *title = g_ascii_strup (metric->key, -1);

      vmp_cli_output_printf (&self->out, "  %*s", column_width (metric), title);
    }
  vmp_cli_output_append (&self->out, "\n", 1);
}

/* Values that were not due at this tick still hold. */
static void
print_line (Watch           *self,
            const VmpSample *sample)
{
  guint terminal_lines = vmp_cli_output_get_lines (&self->out);
  guint page = terminal_lines > 2 ? terminal_lines - 1 : DEFAULT_PAGE_LINES;
  char clock[VMP_CLI_TIME_SIZE];

  if (self->lines % (page - 1) == 0)
    print_titles (self);
  vmp_cli_output_append (&self->out, vmp_cli_time_format_clock (clock, sample->time_nsec), -1);
  for (guint i = 0; i < self->options->ids->len; i++)
    {
      const VmpMetric *metric = vmp_metric_get (g_array_index (self->options->ids, VmpMetricId, i));
      char buffer[VMP_FORMAT_SIZE];
      const char *value = vmp_cli_format_value (buffer, metric->unit, self->values[metric->id], &self->options->numbers);
      guint width = vmp_cli_text_width (value);

      vmp_cli_output_printf (&self->out, "  %*s%s", MAX (column_width (metric), width) - width, "", value);
    }
  vmp_cli_output_append (&self->out, "\n", 1);
}

static void
consume_sample (Watch           *self,
                const VmpSample *sample)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (sample->values[i] != VMP_MISSING || sample->reasons[i] != VMP_REASON_NOT_DUE)
        self->values[i] = sample->values[i];
    }
  if (self->options->json)
    print_json (self, sample);
  else
    print_line (self, sample);
  self->lines++;
}

static void
consume_gap (Watch          *self,
             const VmpEvent *event)
{
  char duration[VMP_FORMAT_SIZE];

  vmp_format_duration (duration, event->time_nsec - event->gap.begin_nsec);
  if (event->gap.reason == VMP_GAP_BUDGET && !self->told_budget)
    {
      self->told_budget = TRUE;
      vmp_cli_say (_("what needs a walk over the page tables is read more rarely, so as not to hold the process up"));
    }
  else if (event->gap.reason == VMP_GAP_SUSPEND)
    vmp_cli_say (_("nothing was measured for %s: the machine slept"), duration);
  else if (event->gap.reason != VMP_GAP_BUDGET && event->time_nsec - event->gap.begin_nsec >= TOLD_GAP_NSEC)
    vmp_cli_say (_("nothing was measured for %s"), duration);
}

static GRefString *
acquire (GRefString *string)
{
  return string != NULL ? g_ref_string_acquire (string) : NULL;
}

/* It runs another program now. */
static void
consume_exec (Watch                *self,
              const VmpProcessInfo *info)
{
  vmp_cli_stat_clear_info (&self->info);
  self->info = *info;
  acquire (info->name);
  acquire (info->command);
  acquire (info->exe);
}

static void
consume_event (Watch          *self,
               const VmpEvent *event)
{
  switch (event->type)
    {
    case VMP_EVENT_SAMPLE:
      consume_sample (self, &event->sample);
      break;
    case VMP_EVENT_EXEC:
      consume_exec (self, &event->process);
      vmp_cli_stat_describe (vmp_probe_get_process (self->probe), &self->info, &self->process);
      break;
    case VMP_EVENT_GAP:
      consume_gap (self, event);
      break;
    case VMP_EVENT_OBSERVER:
      self->cost = event->observer;
      self->has_cost = TRUE;
      break;
    case VMP_EVENT_EXIT:
      self->ended = TRUE;
      self->status = event->exit.status;
      break;
    case VMP_EVENT_START:
    case VMP_EVENT_FORK:
    case VMP_EVENT_MARK:
    case VMP_EVENT_ADDRESS_SPACE:
    case VMP_EVENT_PAGE_STATES:
    case VMP_EVENT_ALERT:
    case VMP_EVENT_NOTE:
    default:
      break;
    }
}

static gboolean
is_done (const Watch *self)
{
  return self->ended || (self->options->count > 0 && self->lines >= self->options->count);
}

static void
take (Watch *self)
{
  VmpDelivery delivery = { NULL, NULL };
  const VmpEvent *events = NULL;
  guint n = 0;

  vmp_host_take (self->host, &delivery);
  if (delivery.batch != NULL)
    events = vmp_batch_get_events (delivery.batch, &n);
  if (n > 0 && self->options->json)
    vmp_cli_stat_describe (vmp_probe_get_process (self->probe), &self->info, &self->process);
  for (guint i = 0; i < n && !is_done (self); i++)
    consume_event (self, &events[i]);
  vmp_delivery_clear (&delivery);
}

static void
say_end (const Watch *self)
{
  gint32 pid = self->options->pid;
  const char *name = self->info.name;

  if (self->status != VMP_MISSING && WIFEXITED ((int) self->status))
    vmp_cli_say (_("process %d (%s) ended with status %d"), pid, name, WEXITSTATUS ((int) self->status));
  else if (self->status != VMP_MISSING && WIFSIGNALED ((int) self->status))
    vmp_cli_say (_("process %d (%s) was ended by signal %d"), pid, name, WTERMSIG ((int) self->status));
  else
    vmp_cli_say (_("process %d (%s) ended"), pid, name);
}

static void
watch_until_done (Watch *self)
{
  struct pollfd poll_fd = { .fd = self->event_fd, .events = POLLIN };
  eventfd_t count;

  start (self);
  while (!is_done (self))
    {
      poll (&poll_fd, 1, -1);
      eventfd_read (self->event_fd, &count);
      take (self);
      if (!vmp_cli_output_flush (&self->out))
        return;
    }
  if (self->ended)
    say_end (self);
}

int
vmp_cli_stat_watch (const VmpCliVerb        *verb,
                    const VmpCliStatOptions *options)
{
  g_autoptr (GError) error = NULL;
  Watch watch = { .options = options };

  if (!watch_open (&watch, &error))
    return vmp_cli_fail (verb, error);
  watch_until_done (&watch);
  return watch_close (&watch);
}
