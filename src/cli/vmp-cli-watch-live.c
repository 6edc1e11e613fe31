/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over the processes of this machine, list by list, until somebody has enough. */

#include "config.h"

#include "vmp-cli-watch.h"

#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-error.h"
#include "core/watch/vmp-alert-feed.h"

#define COUNTS_NSEC (60 * VMP_NSEC_PER_SEC)
/* What was learned is kept so often: as much is lost at worst. */
#define KEEP_NSEC (600 * VMP_NSEC_PER_SEC)
/* What a first reading can not tell yet is not told as unknown. */
#define LISTS_BEFORE_COUNTS 3

/* What was told of a rule last. */
typedef struct
{
  guint  n_unknown;
  gint64 time_nsec;
} Told;

/* One thread; the host's only writes to wake_fd. */
typedef struct
{
  const VmpCliWatchOptions *options;
  VmpProcRoot      *root;           /* owned */
  VmpHost          *host;           /* owned */
  VmpAlertFeed     *feed;           /* owned */
  VmpCliWatchLines  lines;
  Told             *told;           /* owned, by rule */
  char             *baselines_path; /* owned; NULL: what is learned is not kept */
  gint64            kept_nsec;      /* when it was last */
  gboolean          has_ended;      /* the one process that was to be watched */
} Live;

/* Signals only set these, and wake the loop up. */
static volatile sig_atomic_t stopped, reload;
static int wake_fd = -1;

static void
signal_cb (int number)
{
  int errsv = errno;

  if (number == SIGHUP)
    reload = TRUE;
  else
    stopped = TRUE;
  eventfd_write (wake_fd, 1);
  errno = errsv;
}

static void
take_signals (void)
{
  static const int signals[] = { SIGINT, SIGTERM, SIGHUP };
  struct sigaction action = { .sa_handler = signal_cb };

  sigemptyset (&action.sa_mask);
  for (guint i = 0; i < G_N_ELEMENTS (signals); i++)
    {
      struct sigaction old;

      /* nohup has us ignore SIGHUP, but reloading is not what it means to prevent. */
      if (sigaction (signals[i], NULL, &old) == 0 && (old.sa_handler != SIG_IGN || signals[i] == SIGHUP))
        sigaction (signals[i], &action, NULL);
    }
}

static void
wake_cb (gpointer user_data)
{
  eventfd_write (wake_fd, 1);
}

static guint32
watch_cb (gint32   pid,
          guint64  start_time_ticks,
          gpointer user_data)
{
  const Live *self = user_data;
  VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;

  options.interval_nsec = self->options->interval_nsec;
  options.slow_interval_nsec = MAX (self->options->interval_nsec, VMP_NSEC_PER_SEC);
  return vmp_host_watch (self->host, pid, start_time_ticks, &options);
}

static void
unwatch_cb (guint32  target,
            gpointer user_data)
{
  vmp_host_unwatch (((const Live *) user_data)->host, target);
}

static const VmpAlertDeepFuncs deep_funcs = { watch_cb, unwatch_cb };

static void
notice_cb (const VmpAlertNotice *notice,
           gpointer              user_data)
{
  vmp_cli_watch_lines_add_notice (notice, &((Live *) user_data)->lines);
}

/* Asks for what the rules need to know. */
static void
settle (Live *self)
{
  guint columns;

  vmp_alert_feed_get_columns (self->feed, &columns);
  g_free (self->told);
  self->told = g_new0 (Told, vmp_alert_set_get_n (vmp_alert_watcher_get_rules (vmp_alert_feed_get_watcher (self->feed))));
  vmp_host_list_processes (self->host, self->options->interval_nsec, columns);
}

/* Of how many a rule can say nothing is told when that begins and ends, and else now and then. */
static void
tell_counts (Live   *self,
             gint64  now_nsec)
{
  VmpAlertWatcher *watcher = vmp_alert_feed_get_watcher (self->feed);
  VmpAlertSet *set = vmp_alert_watcher_get_rules (watcher);

  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      Told *told = &self->told[i];
      VmpAlertCounts counts;

      vmp_alert_watcher_get_counts (watcher, i, &counts);
      if (counts.n_unknown == told->n_unknown ||
          (told->time_nsec != 0 && now_nsec - told->time_nsec < COUNTS_NSEC))
        continue;
      vmp_cli_watch_lines_add_counts (&self->lines, now_nsec, vmp_alert_set_get (set, i), &counts);
      told->n_unknown = counts.n_unknown;
      told->time_nsec = now_nsec;
    }
}

/* What can not be used is said, and learning begins anew. */
static void
load_baselines (Live *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAlertLearned) learned = NULL;
  g_autofree char *message = NULL;

  self->baselines_path = vmp_alert_learned_dup_default_path ();
  self->kept_nsec = vmp_clock_boottime_nsec ();
  learned = vmp_alert_learned_load (self->baselines_path, g_get_real_time () / G_USEC_PER_SEC, &error);
  if (learned != NULL)
    vmp_alert_watcher_teach (vmp_alert_feed_get_watcher (self->feed), learned);
  if (learned != NULL || g_error_matches (error, VMP_ERROR, VMP_ERROR_GONE))
    return;
  message = vmp_text_escape (error->message, strlen (error->message));
  vmp_cli_say (_("what was learned before can't be read, and learning begins anew: %s"), message);
}

static void
keep_baselines (Live *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAlertLearned) learned = vmp_alert_feed_learn (self->feed);
  g_autofree char *message = NULL;

  self->kept_nsec = vmp_clock_boottime_nsec ();
  if (learned == NULL || self->baselines_path == NULL ||
      vmp_alert_learned_save (learned, self->baselines_path, g_get_real_time () / G_USEC_PER_SEC, &error))
    return;
  /* Once: it would fail every time. */
  g_clear_pointer (&self->baselines_path, g_free);
  message = vmp_text_escape (error->message, strlen (error->message));
  vmp_cli_say (_("what is learned can't be kept: %s"), message);
}

static void
consume_list (Live           *self,
              VmpProcessList *list)
{
  const VmpProcessRow *target = vmp_process_list_find (list, self->options->filter.pid);

  vmp_alert_feed_consume_list (self->feed, list);
  if (vmp_alert_feed_get_n_lists (self->feed) > LISTS_BEFORE_COUNTS)
    tell_counts (self, vmp_process_list_get_time (list));
  if (vmp_process_list_get_time (list) - self->kept_nsec > KEEP_NSEC)
    keep_baselines (self);
  self->has_ended = self->options->filter.pid != 0 &&
                    (target == NULL || target->start_time_ticks != self->options->filter.start_time_ticks ||
                     !vmp_alert_feed_has_memory (target));
}

static void
take (Live *self)
{
  VmpDelivery delivery = { NULL, NULL };
  eventfd_t count;

  eventfd_read (wake_fd, &count);
  vmp_host_take (self->host, &delivery);
  if (delivery.batch != NULL)
    vmp_alert_feed_consume (self->feed, delivery.batch);
  if (delivery.processes != NULL)
    consume_list (self, delivery.processes);
  vmp_delivery_clear (&delivery);
}

/* The old rules stay if there are no new ones. */
static void
load_anew (Live *self)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpAlertSet) set = NULL;
  g_autofree char *path = self->options->is_own ? vmp_cli_watch_dup_own_path () : g_strdup (self->options->path);
  guint n_problems;

  reload = FALSE;
  set = vmp_cli_watch_load_rules (path, &n_problems, &error);
  if (set == NULL)
    {
      g_autofree char *message = vmp_text_escape (error->message, strlen (error->message));

      vmp_cli_say (_("%s; the rules stay as they were"), message);
      return;
    }
  vmp_alert_feed_set_rules (self->feed, set);
  settle (self);
  vmp_cli_watch_lines_add_rules (&self->lines, vmp_clock_boottime_nsec (), path, set);
}

static void
watch (Live *self)
{
  struct pollfd pollfd = { wake_fd, POLLIN, 0 };

  while (!stopped && !self->has_ended && !(self->options->until_alert && self->lines.n_alerts > 0))
    {
      if (reload)
        load_anew (self);
      if (!vmp_cli_output_flush (&self->lines.out))
        break;
      if (poll (&pollfd, 1, -1) > 0)
        take (self);
    }
}

static void
live_open (Live        *self,
           VmpAlertSet *set)
{
  wake_fd = eventfd (0, EFD_CLOEXEC | EFD_NONBLOCK);
  take_signals ();
  vmp_cli_watch_lines_init (&self->lines, VMP_MISSING);
  self->host = vmp_host_new_local (self->root, wake_cb, self);
  self->feed = vmp_alert_feed_new (set, self->options->interval_nsec, &deep_funcs, notice_cb, self);
  load_baselines (self);
  if (self->options->is_filtered)
    vmp_alert_feed_set_filter (self->feed, &self->options->filter);
  vmp_cli_watch_lines_add_rules (&self->lines, vmp_clock_boottime_nsec (), self->options->path, set);
}

static int
live_close (Live *self)
{
  int status = vmp_cli_watch_lines_finish (&self->lines);

  keep_baselines (self);
  g_free (self->baselines_path);
  vmp_alert_feed_free (self->feed);
  vmp_host_free (self->host);
  vmp_proc_root_unref (self->root);
  g_free (self->told);
  close (wake_fd);
  return status;
}

int
vmp_cli_watch_live (const VmpCliVerb         *verb,
                    const VmpCliWatchOptions *options,
                    VmpAlertSet              *set)
{
  g_autoptr (GError) error = NULL;
  Live self = { .options = options };
  int status;

  self.root = vmp_proc_root_new (NULL, &error);
  if (self.root == NULL)
    return vmp_cli_fail (verb, error);
  live_open (&self, set);
  settle (&self);
  watch (&self);
  if (self.has_ended)
    vmp_cli_say (_("process %d ended"), options->filter.pid);
  status = options->until_alert && self.lines.n_alerts > 0 ? VMP_CLI_WATCH_ALERTED : VMP_CLI_DONE;
  return live_close (&self) != VMP_CLI_DONE ? VMP_CLI_FAILED : status;
}
