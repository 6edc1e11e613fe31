/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a machine: lists of its processes and events go in, alerts come out. For the command line and the window alike. */

#include "config.h"

#include "vmp-alert-feed.h"

#include <math.h>
#include <string.h>

#include "core/engine/vmp-clock.h"
#include "vmp-alert-samples.h"

/* Lists further apart than so many intervals have a pause between them; a busy machine misses one or two. */
#define MOST_INTERVALS 4
/* The time of day is looked up so often: it costs more than judging a hundred processes. */
#define MINUTE_NSEC (5 * VMP_NSEC_PER_SEC)

struct _VmpAlertFeed
{
  gint64               interval_nsec;
  VmpAlertWatcher     *watcher;     /* owned */
  VmpAlertCrowd       *crowd;       /* owned */
  VmpAlertDeep        *deep;        /* owned */
  VmpAlertSamples     *samples;     /* owned */
  const VmpAlertScope *filter;      /* NULL: none */
  gboolean             needed[VMP_ALERT_N_METRICS];   /* by any rule of processes or trees */
  gboolean             is_on, needs_deep;
  guint                columns;
  guint64              n_lists;
  gint64               awake_nsec;  /* of the last clock: it never goes back */
  gint64               minute_nsec; /* when the minute was looked up */
  int                  minute;
};

static void
find_columns (VmpAlertFeed *self)
{
  self->needs_deep = FALSE;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (self->needed[i] && !vmp_process_list_add_columns (i, &self->columns))
      self->needs_deep = TRUE;
}

static void
note_rule (VmpAlertFeed       *self,
           const VmpAlertRule *rule)
{
  if (!rule->enabled)
    return;
  self->is_on = TRUE;
  if (rule->scope.cgroup != NULL)
    self->columns |= VMP_PROCESS_COLUMN_CGROUP;
  if (rule->scope.kind == VMP_ALERT_SCOPE_MACHINE)
    self->columns |= VMP_PROCESS_COLUMN_MACHINE;
  for (guint k = 0; k < rule->n_conditions; k++)
    {
      if (rule->conditions[k].base == VMP_ALERT_OF_CGROUP_LIMIT)
        self->columns |= VMP_PROCESS_COLUMN_CGROUP | VMP_PROCESS_COLUMN_LIMIT;
      if (rule->conditions[k].base == VMP_ALERT_OF_RAM)
        self->columns |= VMP_PROCESS_COLUMN_MACHINE;
    }
}

/* What the rules need to know. */
static void
settle (VmpAlertFeed *self)
{
  VmpAlertSet *set = vmp_alert_watcher_get_rules (self->watcher);

  memset (self->needed, 0, sizeof self->needed);
  vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_PROCESS, NULL, self->needed);
  vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_TREE, NULL, self->needed);
  self->columns = VMP_PROCESS_COLUMN_NONE;
  self->is_on = FALSE;
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    note_rule (self, vmp_alert_set_get (set, i));
  find_columns (self);
  if (self->filter != NULL && self->filter->cgroup != NULL)
    self->columns |= VMP_PROCESS_COLUMN_CGROUP;
  self->n_lists = 0;
}

VmpAlertFeed *
vmp_alert_feed_new (VmpAlertSet             *set,
                    gint64                   interval_nsec,
                    const VmpAlertDeepFuncs *funcs,
                    VmpAlertFunc             func,
                    gpointer                 user_data)
{
  VmpAlertFeed *self = g_new0 (VmpAlertFeed, 1);

  self->interval_nsec = interval_nsec;
  self->watcher = vmp_alert_watcher_new (set, func, user_data);
  self->crowd = vmp_alert_crowd_new (self->watcher);
  self->deep = vmp_alert_deep_new (funcs, user_data);
  self->samples = vmp_alert_samples_new ();
  self->minute_nsec = -MINUTE_NSEC;
  settle (self);
  return self;
}

void
vmp_alert_feed_free (VmpAlertFeed *self)
{
  vmp_alert_crowd_free (self->crowd);
  vmp_alert_watcher_free (self->watcher);
  vmp_alert_deep_free (self->deep);
  vmp_alert_samples_free (self->samples);
  g_free (self);
}

void
vmp_alert_feed_set_filter (VmpAlertFeed        *self,
                           const VmpAlertScope *filter)
{
  self->filter = filter;
  vmp_alert_crowd_set_filter (self->crowd, filter);
  settle (self);
}

void
vmp_alert_feed_set_rules (VmpAlertFeed *self,
                          VmpAlertSet  *set)
{
  VmpAlertClock clock = vmp_alert_feed_make_clock (self, vmp_clock_boottime_nsec ());

  vmp_alert_watcher_set_rules (self->watcher, set, &clock);
  vmp_alert_crowd_note_rules (self->crowd);
  settle (self);
}

gboolean
vmp_alert_feed_get_columns (VmpAlertFeed *self,
                            guint        *out_columns)
{
  *out_columns = self->columns;
  return self->is_on;
}

guint64
vmp_alert_feed_get_n_lists (VmpAlertFeed *self)
{
  return self->n_lists;
}

VmpAlertWatcher *
vmp_alert_feed_get_watcher (VmpAlertFeed *self)
{
  return self->watcher;
}

VmpAlertLearned *
vmp_alert_feed_learn (VmpAlertFeed *self)
{
  if (!vmp_alert_watcher_has_baselines (self->watcher))
    return NULL;
  vmp_alert_watcher_learn (self->watcher, g_get_real_time () / G_USEC_PER_SEC);
  return vmp_alert_learned_copy (vmp_alert_watcher_get_learned (self->watcher));
}

static int
get_minute (VmpAlertFeed *self,
            gint64        time_nsec)
{
  g_autoptr (GDateTime) now = NULL;

  if (ABS (time_nsec - self->minute_nsec) < MINUTE_NSEC)
    return self->minute;
  now = g_date_time_new_now_local ();
  self->minute = now != NULL ? g_date_time_get_hour (now) * 60 + g_date_time_get_minute (now) : -1;
  self->minute_nsec = time_nsec;
  return self->minute;
}

/* A list that was read before the machine slept and comes after would have been read long before the last one. */
VmpAlertClock
vmp_alert_feed_make_clock (VmpAlertFeed *self,
                           gint64        time_nsec)
{
  self->awake_nsec = MAX (self->awake_nsec, time_nsec - vmp_clock_slept_nsec ());
  return (VmpAlertClock) {
    time_nsec, self->awake_nsec, MAX (MOST_INTERVALS * self->interval_nsec, 2 * VMP_NSEC_PER_SEC), get_minute (self, time_nsec),
    g_get_real_time (),
  };
}

gboolean
vmp_alert_feed_mute (VmpAlertFeed *self,
                     const char   *id,
                     gint32        pid,
                     guint64       start_time_ticks,
                     gint64        until_nsec)
{
  return vmp_alert_crowd_mute (self->crowd, id, pid, start_time_ticks, until_nsec);
}

/* What the list does not hold is asked of the process itself. */
static void
look_deep (VmpAlertFeed           *self,
           const VmpProcessRow    *row,
           const VmpAlertIdentity *identity,
           gint64                 *values)
{
  gboolean needed[VMP_ALERT_N_METRICS] = { FALSE };
  gboolean is_deep = FALSE;

  if (self->filter != NULL && !vmp_alert_scope_matches (self->filter, identity))
    return;
  vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_PROCESS, identity, needed);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    is_deep |= needed[i] && values[i] == VMP_MISSING;
  if (is_deep)
    vmp_alert_deep_fill (self->deep, row, needed, values);
}

static void
add_row (VmpAlertFeed        *self,
         const VmpProcessRow *row)
{
  gint64 values[VMP_ALERT_N_METRICS];
  VmpAlertIdentity identity = {
    row->pid, row->ppid, row->start_time_ticks, row->uid, row->name, row->exe, row->cgroup,
  };

  for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
    values[i] = i < VMP_N_METRICS && self->needed[i] ? vmp_process_row_get_value (row, i) : VMP_MISSING;
  if (self->needs_deep)
    look_deep (self, row, &identity, values);
  vmp_alert_samples_add_row (self->samples, row->pid, row->start_time_ticks, values);
  vmp_alert_crowd_add (self->crowd, &identity, values, row->cgroup_limit_bytes);
}

static void
fill_meminfo (VmpAlertFeed     *self,
              const VmpMeminfo *meminfo,
              gint64           *values)
{
  vmp_alert_watcher_set_ram (self->watcher, meminfo->total != VMP_MISSING ? meminfo->total : NAN);
  values[VMP_ALERT_MACHINE_AVAILABLE] = meminfo->available;
  values[VMP_ALERT_MACHINE_FREE] = meminfo->free;
  values[VMP_ALERT_MACHINE_SWAP_FREE] = meminfo->swap_free;
  values[VMP_ALERT_MACHINE_COMMITTED] = meminfo->committed;
  if (meminfo->swap_total != VMP_MISSING && meminfo->swap_free != VMP_MISSING)
    values[VMP_ALERT_MACHINE_SWAP_USED] = meminfo->swap_total - meminfo->swap_free;
  if (values[VMP_ALERT_MACHINE_SWAP_USED] != VMP_MISSING && meminfo->swap_total > 0)
    values[VMP_ALERT_MACHINE_SWAP_USED_SHARE] = values[VMP_ALERT_MACHINE_SWAP_USED] * 10000.0 / meminfo->swap_total;
}

static void
add_machine (VmpAlertFeed           *self,
             const VmpMachineMemory *machine,
             const VmpAlertClock    *clock)
{
  gint64 values[VMP_ALERT_N_METRICS];

  for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
    values[i] = VMP_MISSING;
  if (machine != NULL && machine->has_meminfo)
    fill_meminfo (self, &machine->meminfo, values);
  if (machine != NULL && machine->has_pressure)
    {
      values[VMP_ALERT_MACHINE_PRESSURE_SOME] = machine->pressure.some.avg10;
      values[VMP_ALERT_MACHINE_PRESSURE_FULL] = machine->pressure.full.avg10;
    }
  vmp_alert_crowd_add_machine (self->crowd, values, clock);
}

gboolean
vmp_alert_feed_has_memory (const VmpProcessRow *row)
{
  return row->kind != VMP_PROCESS_ZOMBIE && row->kind != VMP_PROCESS_KERNEL_THREAD;
}

void
vmp_alert_feed_consume (VmpAlertFeed *self,
                        VmpBatch     *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);
  VmpAlertSampled sampled;

  vmp_alert_deep_consume (self->deep, batch);
  for (guint i = 0; i < n; i++)
    if (vmp_alert_samples_consume (self->samples, &events[i], &sampled))
      {
        VmpAlertClock clock = vmp_alert_feed_make_clock (self, events[i].time_nsec);

        vmp_alert_crowd_step (self->crowd, sampled.pid, sampled.start_time_ticks, sampled.values, &clock);
      }
}

void
vmp_alert_feed_consume_list (VmpAlertFeed   *self,
                             VmpProcessList *list)
{
  VmpAlertClock clock = vmp_alert_feed_make_clock (self, vmp_process_list_get_time (list));
  guint n;
  const VmpProcessRow *rows = vmp_process_list_get_rows (list, &n);

  add_machine (self, vmp_process_list_get_machine (list), &clock);
  vmp_alert_crowd_begin (self->crowd, &clock);
  for (guint i = 0; i < n; i++)
    if (vmp_alert_feed_has_memory (&rows[i]))
      add_row (self, &rows[i]);
  vmp_alert_crowd_end (self->crowd);
  vmp_alert_deep_sweep (self->deep);
  vmp_alert_samples_end_list (self->samples);
  self->n_lists++;
}
