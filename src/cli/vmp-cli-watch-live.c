/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over the processes of this machine, list by list, until somebody has enough. */

#include "config.h"

#include "vmp-cli-watch.h"

#include <math.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/alert/vmp-alert-crowd.h"
#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-cgroup-limit.h"
#include "core/kernel/vmp-system-reader.h"
#include "vmp-cli-ps-column.h"

/* Lists further apart than so many intervals have a pause between them; a busy machine misses one or two. */
#define MOST_INTERVALS 4
#define CGROUP_NSEC (10 * VMP_NSEC_PER_SEC)
#define COUNTS_NSEC (60 * VMP_NSEC_PER_SEC)
/* What a first reading can not tell yet is not told as unknown. */
#define LISTS_BEFORE_COUNTS 3

typedef struct
{
  gint64 limit_bytes, time_nsec;
} Limit;

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
  VmpAlertWatcher  *watcher;        /* owned */
  VmpAlertCrowd    *crowd;          /* owned */
  VmpCliWatchDeep  *deep;           /* owned */
  GHashTable       *limits;         /* owned: path -> Limit */
  VmpBuffer         buffer;
  VmpCliWatchLines  lines;
  Told             *told;           /* owned, by rule */
  gboolean          needed[VMP_ALERT_N_METRICS];  /* by any rule of processes or trees */
  gboolean          needs_deep, needs_limits;
  guint64           n_lists;
  gint64            awake_nsec;     /* of the last clock: it never goes back */
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

/* The columns of the list that @needed asks for, and whether some are in none. */
static guint
find_columns (Live *self)
{
  guint reads = VMP_PROCESS_COLUMN_NONE;

  self->needs_deep = FALSE;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      g_autoptr (GPtrArray) columns = g_ptr_array_new ();

      if (!self->needed[i])
        continue;
      if (vmp_cli_ps_columns_parse (vmp_metric_get (i)->key, columns, NULL))
        reads |= vmp_cli_ps_columns_reads (columns);
      else
        self->needs_deep = TRUE;
    }
  return reads;
}

/* What the rules need to know. */
static void
settle (Live *self)
{
  VmpAlertSet *set = vmp_alert_watcher_get_rules (self->watcher);
  gboolean needs_cgroup = self->options->filter.cgroup != NULL;
  guint columns;

  memset (self->needed, 0, sizeof self->needed);
  vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_PROCESS, NULL, self->needed);
  vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_TREE, NULL, self->needed);
  self->needs_limits = FALSE;
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      const VmpAlertRule *rule = vmp_alert_set_get (set, i);

      needs_cgroup |= rule->enabled && rule->scope.cgroup != NULL;
      for (guint k = 0; rule->enabled && k < rule->n_conditions; k++)
        self->needs_limits |= rule->conditions[k].base == VMP_ALERT_OF_CGROUP_LIMIT;
    }
  columns = find_columns (self);
  if (needs_cgroup || self->needs_limits)
    columns |= VMP_PROCESS_COLUMN_CGROUP;
  g_free (self->told);
  self->told = g_new0 (Told, vmp_alert_set_get_n (set));
  self->n_lists = 0;
  vmp_host_list_processes (self->host, self->options->interval_nsec, columns);
}

static int
get_minute (void)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();

  return now != NULL ? g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now) : -1;
}

/* A list that was read before the machine slept and comes after would have been read long before the last one. */
static VmpAlertClock
make_clock (Live   *self,
            gint64  time_nsec)
{
  self->awake_nsec = MAX (self->awake_nsec, time_nsec - vmp_clock_slept_nsec ());
  return (VmpAlertClock) {
    time_nsec, self->awake_nsec, MAX (MOST_INTERVALS * self->options->interval_nsec, 2 * VMP_NSEC_PER_SEC),
    get_minute (),
  };
}

static gint64
find_limit (Live                *self,
            const VmpProcessRow *row,
            gint64               now_nsec)
{
  Limit *limit;

  if (!self->needs_limits || row->cgroup == NULL)
    return VMP_MISSING;
  limit = g_hash_table_lookup (self->limits, row->cgroup);
  if (limit == NULL)
    {
      limit = g_new0 (Limit, 1);
      limit->time_nsec = now_nsec - CGROUP_NSEC;
      g_hash_table_insert (self->limits, g_strdup (row->cgroup), limit);
    }
  if (now_nsec - limit->time_nsec >= CGROUP_NSEC)
    {
      limit->limit_bytes = vmp_cgroup_read_limit (self->root, row->cgroup, &self->buffer);
      limit->time_nsec = now_nsec;
    }
  return limit->limit_bytes;
}

/* Groups that nobody is in any more. */
static gboolean
is_old_cb (gpointer key,
           gpointer value,
           gpointer user_data)
{
  return *(const gint64 *) user_data - ((const Limit *) value)->time_nsec > 2 * CGROUP_NSEC;
}

static void
add_row (Live                *self,
         const VmpProcessRow *row,
         const VmpAlertClock *clock)
{
  gint64 values[VMP_ALERT_N_METRICS];
  VmpAlertIdentity identity = {
    row->pid, row->ppid, row->start_time_ticks, row->uid, row->name, row->exe, row->cgroup,
  };

  for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
    values[i] = i < VMP_N_METRICS && self->needed[i] ? vmp_process_row_get_value (row, i) : VMP_MISSING;
  if (self->needs_deep && vmp_alert_scope_matches (&self->options->filter, &identity))
    {
      gboolean needed[VMP_ALERT_N_METRICS] = { FALSE };
      gboolean is_deep = FALSE;

      vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_PROCESS, &identity, needed);
      for (guint i = 0; i < VMP_N_METRICS; i++)
        is_deep |= needed[i] && values[i] == VMP_MISSING;
      if (is_deep)
        vmp_cli_watch_deep_fill (self->deep, row, needed, values);
    }
  vmp_alert_crowd_add (self->crowd, &identity, values, find_limit (self, row, clock->boottime_nsec));
}

static void
add_machine (Live                *self,
             const VmpAlertClock *clock)
{
  gint64 values[VMP_ALERT_N_METRICS];
  VmpMeminfo meminfo;
  VmpPressure pressure;

  for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
    values[i] = VMP_MISSING;
  if (vmp_system_read_meminfo (self->root, &self->buffer, &meminfo, NULL))
    {
      vmp_alert_watcher_set_ram (self->watcher, meminfo.total != VMP_MISSING ? meminfo.total : NAN);
      values[VMP_ALERT_MACHINE_AVAILABLE] = meminfo.available;
      values[VMP_ALERT_MACHINE_FREE] = meminfo.free;
      values[VMP_ALERT_MACHINE_SWAP_FREE] = meminfo.swap_free;
      values[VMP_ALERT_MACHINE_COMMITTED] = meminfo.committed;
      if (meminfo.swap_total != VMP_MISSING && meminfo.swap_free != VMP_MISSING)
        values[VMP_ALERT_MACHINE_SWAP_USED] = meminfo.swap_total - meminfo.swap_free;
      if (values[VMP_ALERT_MACHINE_SWAP_USED] != VMP_MISSING && meminfo.swap_total > 0)
        values[VMP_ALERT_MACHINE_SWAP_USED_SHARE] = values[VMP_ALERT_MACHINE_SWAP_USED] * 10000.0 / meminfo.swap_total;
    }
  if (vmp_system_read_pressure (self->root, VMP_PRESSURE_MEMORY, &self->buffer, &pressure, NULL))
    {
      values[VMP_ALERT_MACHINE_PRESSURE_SOME] = pressure.some.avg10;
      values[VMP_ALERT_MACHINE_PRESSURE_FULL] = pressure.full.avg10;
    }
  vmp_alert_crowd_add_machine (self->crowd, values, clock);
}

/* Of how many a rule can say nothing is told when that begins and ends, and else now and then. */
static void
tell_counts (Live                *self,
             const VmpAlertClock *clock)
{
  VmpAlertSet *set = vmp_alert_watcher_get_rules (self->watcher);

  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      Told *told = &self->told[i];
      VmpAlertCounts counts;

      vmp_alert_watcher_get_counts (self->watcher, i, &counts);
      if (counts.n_unknown == told->n_unknown ||
          (told->time_nsec != 0 && clock->boottime_nsec - told->time_nsec < COUNTS_NSEC))
        continue;
      vmp_cli_watch_lines_add_counts (&self->lines, clock->boottime_nsec, vmp_alert_set_get (set, i), &counts);
      told->n_unknown = counts.n_unknown;
      told->time_nsec = clock->boottime_nsec;
    }
}

/* A zombie has no memory and does nothing any more: it has ended. Kernel threads have none either. */
static gboolean
has_memory (const VmpProcessRow *row)
{
  return row->kind != VMP_PROCESS_ZOMBIE && row->kind != VMP_PROCESS_KERNEL_THREAD;
}

static void
consume_list (Live           *self,
              VmpProcessList *list)
{
  VmpAlertClock clock = make_clock (self, vmp_process_list_get_time (list));
  const VmpProcessRow *target = vmp_process_list_find (list, self->options->filter.pid);
  guint n;
  const VmpProcessRow *rows = vmp_process_list_get_rows (list, &n);

  add_machine (self, &clock);
  vmp_alert_crowd_begin (self->crowd, &clock);
  for (guint i = 0; i < n; i++)
    if (has_memory (&rows[i]))
      add_row (self, &rows[i], &clock);
  vmp_alert_crowd_end (self->crowd);
  vmp_cli_watch_deep_sweep (self->deep);
  g_hash_table_foreach_remove (self->limits, is_old_cb, &clock.boottime_nsec);
  if (++self->n_lists > LISTS_BEFORE_COUNTS)
    tell_counts (self, &clock);
  self->has_ended = self->options->filter.pid != 0 &&
                    (target == NULL || target->start_time_ticks != self->options->filter.start_time_ticks || !has_memory (target));
}

static void
take (Live *self)
{
  VmpDelivery delivery = { NULL, NULL };
  eventfd_t count;

  eventfd_read (wake_fd, &count);
  vmp_host_take (self->host, &delivery);
  if (delivery.batch != NULL)
    vmp_cli_watch_deep_consume (self->deep, delivery.batch);
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
  VmpAlertClock clock = make_clock (self, vmp_clock_boottime_nsec ());
  guint n_problems;

  reload = FALSE;
  set = vmp_cli_watch_load_rules (path, &n_problems, &error);
  if (set == NULL)
    {
      g_autofree char *message = vmp_text_escape (error->message, strlen (error->message));

      vmp_cli_say (_("%s; the rules stay as they were"), message);
      return;
    }
  vmp_alert_watcher_set_rules (self->watcher, set, &clock);
  vmp_alert_crowd_note_rules (self->crowd);
  settle (self);
  vmp_cli_watch_lines_add_rules (&self->lines, clock.boottime_nsec, path, set);
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
  self->watcher = vmp_alert_watcher_new (set, vmp_cli_watch_lines_add_notice, &self->lines);
  self->crowd = vmp_alert_crowd_new (self->watcher);
  if (self->options->is_filtered)
    vmp_alert_crowd_set_filter (self->crowd, &self->options->filter);
  self->deep = vmp_cli_watch_deep_new (self->host, self->options->interval_nsec);
  self->limits = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  vmp_cli_watch_lines_add_rules (&self->lines, vmp_clock_boottime_nsec (), self->options->path, set);
}

static int
live_close (Live *self)
{
  int status = vmp_cli_watch_lines_finish (&self->lines);

  vmp_alert_crowd_free (self->crowd);
  vmp_alert_watcher_free (self->watcher);
  vmp_cli_watch_deep_free (self->deep);
  vmp_host_free (self->host);
  g_hash_table_unref (self->limits);
  vmp_buffer_clear (&self->buffer);
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
  Live self = { .options = options, .buffer = VMP_BUFFER_INIT };
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
