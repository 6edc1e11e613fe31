/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One watched process: when it is due, what is read then, and how it ends. */

#include "config.h"

#include "vmp-watch.h"

#include "vmp-clock.h"
#include "vmp-exit-status.h"
#include "vmp-page-reader.h"

#define SHORTEST_INTERVAL_NSEC VMP_NSEC_PER_MSEC
#define OBSERVER_NSEC VMP_NSEC_PER_SEC
#define SHORTEST_CHECK_NSEC (100 * VMP_NSEC_PER_MSEC)
#define LONGEST_CHECK_NSEC VMP_NSEC_PER_SEC
#define CHILDREN_NSEC (50 * VMP_NSEC_PER_MSEC)
/* Looking for children takes at most a fiftieth of the time. */
#define CHILDREN_PAUSE 50
/* How long the parent of an ended process is given to take notice, for then the kernel tells the status. */
#define EXIT_STATUS_NSEC (20 * VMP_NSEC_PER_MSEC)
/* An exec shows its new program a moment before its arguments: so long they are waited for. */
#define ARGUMENTS_NSEC (100 * VMP_NSEC_PER_MSEC)
#define SLOW_TIERS (1u << VMP_TIER_1 | 1u << VMP_TIER_2)

struct _VmpWatch
{
  guint32         number;
  guint32         page_size;
  VmpProbe       *probe;              /* owned */
  VmpWatchOptions options;
  VmpBudget       budget;
  gint64          first_nsec;         /* deadlines are first + k * interval: no drift */
  gint64          next_nsec;
  gint64          last_read_nsec;
  gint64          rss_bytes;          /* of the last read, to predict what the slow tiers cost */
  gint64          observer_next_nsec;
  gint64          check_next_nsec;    /* whether another program runs */
  gint64          children_next_nsec;
  GHashTable     *marked;             /* owned: pids of the children that were told or were there before; NULL before the first look */
  gint64          maps_next_nsec;     /* mappings are not told before */
  gint64          exec_nsec;          /* when an exec was seen that was not told yet; 0 if none */
  gint64          ended_nsec;         /* when the end was seen; 0 while it lives */
  gboolean        told_refused;       /* that a tier is left out was said */
};

static gint64
read_rss (VmpProcRoot *root,
          VmpProcess  *process)
{
  VmpStatm statm;

  if (!vmp_process_read_statm (process, &statm, NULL))
    return VMP_MISSING;

  return statm.resident_pages * vmp_proc_root_get_page_size_bytes (root);
}

static void
set_options (VmpWatch              *self,
             const VmpWatchOptions *options)
{
  self->options = *options;
  self->options.interval_nsec = MAX (options->interval_nsec, SHORTEST_INTERVAL_NSEC);
  self->maps_next_nsec = 0;
  self->options.budget_share = CLAMP (options->budget_share, 0.0, 1.0);
}

/* Deadlines are counted from @now_nsec on. */
static void
start_grid (VmpWatch *self,
            gint64    now_nsec)
{
  self->first_nsec = self->next_nsec = self->last_read_nsec = now_nsec;
}

VmpWatch *
vmp_watch_new (VmpProcRoot           *root,
               guint32                number,
               VmpProcess            *process,
               const VmpWatchOptions *options,
               VmpEventList          *events)
{
  VmpWatch *self = g_new0 (VmpWatch, 1);
  gint64 now_nsec = vmp_clock_boottime_nsec ();

  self->number = number;
  self->page_size = vmp_proc_root_get_page_size_bytes (root);
  self->rss_bytes = read_rss (root, process);
  self->probe = vmp_probe_new (root, process);
  set_options (self, options);
  start_grid (self, now_nsec);
  vmp_budget_init (&self->budget, &self->options, now_nsec);
  self->observer_next_nsec = now_nsec + OBSERVER_NSEC;
  self->check_next_nsec = self->children_next_nsec = now_nsec;
  vmp_probe_describe (self->probe, &vmp_event_list_add (events, VMP_EVENT_START, number, now_nsec)->process);

  return self;
}

void
vmp_watch_free (VmpWatch *self)
{
  vmp_probe_free (self->probe);
  g_clear_pointer (&self->marked, g_hash_table_unref);
  g_free (self);
}

guint32
vmp_watch_get_number (VmpWatch *self)
{
  return self->number;
}

VmpProcess *
vmp_watch_get_process (VmpWatch *self)
{
  return vmp_probe_get_process (self->probe);
}

const VmpWatchOptions *
vmp_watch_get_options (VmpWatch *self)
{
  return &self->options;
}

void
vmp_watch_set_options (VmpWatch              *self,
                       const VmpWatchOptions *options)
{
  set_options (self, options);
  vmp_budget_set_options (&self->budget, &self->options);
  start_grid (self, vmp_clock_boottime_nsec ());
}

gboolean
vmp_watch_has_ended (VmpWatch *self)
{
  return self->ended_nsec != 0;
}

gint64
vmp_watch_get_deadline (VmpWatch *self)
{
  if (self->ended_nsec != 0)
    return self->ended_nsec + EXIT_STATUS_NSEC;
  if (self->options.follow_children)
    return MIN (self->next_nsec, self->children_next_nsec);

  return self->next_nsec;
}

gboolean
vmp_watch_is_children_due (VmpWatch *self,
                           gint64    now_nsec)
{
  return (self->options.follow_children || self->options.mark_forks) && self->ended_nsec == 0
         && now_nsec >= self->children_next_nsec;
}

void
vmp_watch_note_children (VmpWatch *self,
                         gint64    begin_nsec,
                         gint64    end_nsec)
{
  self->children_next_nsec = end_nsec + MAX (CHILDREN_NSEC, (end_nsec - begin_nsec) * CHILDREN_PAUSE);
}

void
vmp_watch_mark_children (VmpWatch     *self,
                         const gint32 *pids,
                         guint         n,
                         VmpEventList *events)
{
  g_autoptr (GHashTable) before = g_steal_pointer (&self->marked);

  /* Made anew, so that a pid that is used again is a child again. */
  self->marked = g_hash_table_new (NULL, NULL);
  for (guint i = 0; i < n; i++)
    {
      VmpEvent *event;

      g_hash_table_add (self->marked, GINT_TO_POINTER (pids[i]));
      if (before == NULL || g_hash_table_contains (before, GINT_TO_POINTER (pids[i])))
        continue;
      event = vmp_event_list_add (events, VMP_EVENT_FORK, self->number, vmp_clock_boottime_nsec ());
      event->fork.child_target = 0;
      event->fork.child_pid = pids[i];
    }
}

/* Metrics of a tier that is left out to keep the budget say so. */
static void
mark_refused (VmpWatch  *self,
              VmpSample *sample)
{
  if (!vmp_budget_is_refused (&self->budget, VMP_TIER_1) && !vmp_budget_is_refused (&self->budget, VMP_TIER_2))
    return;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (sample->reasons[i] == VMP_REASON_NOT_DUE && vmp_budget_is_refused (&self->budget, vmp_metric_get (i)->tier))
      sample->reasons[i] = VMP_REASON_BUDGET;
}

static void
account (VmpWatch        *self,
         guint            tiers,
         const VmpSample *sample)
{
  gint64 end_nsec = sample->time_nsec + sample->duration_nsec;

  if (sample->values[VMP_METRIC_RSS] != VMP_MISSING)
    self->rss_bytes = sample->values[VMP_METRIC_RSS];
  for (VmpTier tier = VMP_TIER_0; tier <= VMP_TIER_2; tier++)
    if ((tiers & 1u << tier) != 0)
      vmp_budget_account (&self->budget, tier, end_nsec, vmp_probe_get_cost (self->probe, tier), self->rss_bytes);
}

static void
check_exec (VmpWatch     *self,
            gint64        now_nsec,
            VmpEventList *events)
{
  VmpEvent event = { .type = VMP_EVENT_EXEC, .target = self->number, .time_nsec = now_nsec };

  self->check_next_nsec = now_nsec + (self->options.slow_interval_nsec <= 0
                                        ? LONGEST_CHECK_NSEC
                                        : CLAMP (self->options.slow_interval_nsec, SHORTEST_CHECK_NSEC, LONGEST_CHECK_NSEC));
  if (vmp_probe_check_exec (self->probe))
    {
      vmp_budget_forget_costs (&self->budget);
      self->exec_nsec = now_nsec;
    }
  if (self->exec_nsec == 0)
    return;

  vmp_probe_describe (self->probe, &event.process);
  if (event.process.kind == VMP_PROCESS_USER && *event.process.command == '\0'
      && now_nsec - self->exec_nsec < ARGUMENTS_NSEC)
    {
      vmp_event_clear (&event);
      self->check_next_nsec = now_nsec;
      return;
    }
  *vmp_event_list_add (events, VMP_EVENT_EXEC, self->number, now_nsec) = event;
  self->exec_nsec = 0;
}

static void
finish (VmpWatch     *self,
        VmpEventList *events)
{
  gint64 status = vmp_exit_status_load (vmp_process_get_pidfd (vmp_watch_get_process (self)));

  vmp_event_list_add_exit (events, self->number, vmp_clock_boottime_nsec (), status);
}

/* Half a tick early is in time. */
static gboolean
wants_maps (const VmpWatch *self,
            gint64          now_nsec)
{
  return self->options.maps_interval_nsec > 0 && now_nsec + self->options.interval_nsec / 2 >= self->maps_next_nsec;
}

static void
tell_maps (VmpWatch     *self,
           gint64        time_nsec,
           VmpEventList *events)
{
  VmpEvent *event = vmp_event_list_add (events, VMP_EVENT_ADDRESS_SPACE, self->number, time_nsec);
  VmpReason reason;

  event->maps.space = vmp_probe_steal_maps (self->probe, &reason);
  event->maps.cost_nsec = vmp_probe_get_cost (self->probe, VMP_TIER_2);
  event->maps.reason = reason;
  self->maps_next_nsec = time_nsec + self->options.maps_interval_nsec;
}

/* FALSE if the process ended; then nothing is added. */
static gboolean
read_sample (VmpWatch     *self,
             guint         tiers,
             VmpEventList *events)
{
  gboolean maps = (tiers & 1u << VMP_TIER_2) != 0 && wants_maps (self, vmp_clock_boottime_nsec ());
  VmpSample sample;
  VmpEvent *event;

  vmp_probe_set_maps_wanted (self->probe, maps);
  if (!vmp_probe_read (self->probe, tiers, &sample, NULL))
    return FALSE;

  /* Another program is told before its first sample. */
  if (vmp_probe_saw_exec (self->probe))
    check_exec (self, sample.time_nsec, events);
  mark_refused (self, &sample);
  account (self, tiers, &sample);
  self->last_read_nsec = sample.time_nsec;
  event = vmp_event_list_add (events, VMP_EVENT_SAMPLE, self->number, sample.time_nsec);
  event->sample = sample;
  if (maps)
    tell_maps (self, sample.time_nsec, events);

  return TRUE;
}

/* Said once, when a tier comes to be left out. */
static void
tell_refusal (VmpWatch     *self,
              gint64        now_nsec,
              VmpEventList *events)
{
  gboolean refused = vmp_budget_is_refused (&self->budget, VMP_TIER_1) ||
                     vmp_budget_is_refused (&self->budget, VMP_TIER_2);

  if (refused && !self->told_refused)
    vmp_event_list_add_gap (events, self->number, now_nsec, now_nsec, VMP_GAP_BUDGET);
  self->told_refused = refused;
}

static void
tell_cost (VmpWatch     *self,
           gint64        now_nsec,
           VmpEventList *events)
{
  VmpEvent *event;

  if (now_nsec < self->observer_next_nsec)
    return;

  self->observer_next_nsec = now_nsec + OBSERVER_NSEC;
  event = vmp_event_list_add (events, VMP_EVENT_OBSERVER, self->number, now_nsec);
  vmp_budget_get_cost (&self->budget, now_nsec, &event->observer);
  event->observer.tiers[VMP_TIER_0].interval_nsec = self->options.interval_nsec;
}

static gboolean
run_tick (VmpWatch     *self,
          gint64        now_nsec,
          VmpGapReason  late_reason,
          VmpEventList *events)
{
  gint64 interval_nsec = self->options.interval_nsec;
  guint slow;

  if (self->next_nsec == self->first_nsec)
    start_grid (self, now_nsec);
  else if (now_nsec - self->next_nsec >= interval_nsec)
    vmp_event_list_add_gap (events, self->number, self->last_read_nsec, now_nsec, late_reason);
  if (now_nsec >= self->check_next_nsec)
    check_exec (self, now_nsec, events);
  slow = vmp_budget_decide (&self->budget, now_nsec, self->rss_bytes);
  tell_refusal (self, now_nsec, events);
  if (!read_sample (self, 1u << VMP_TIER_0 | slow, events))
    return FALSE;

  tell_cost (self, self->last_read_nsec, events);
  self->next_nsec = self->first_nsec + ((now_nsec - self->first_nsec) / interval_nsec + 1) * interval_nsec;

  return TRUE;
}

gboolean
vmp_watch_run (VmpWatch     *self,
               gint64        now_nsec,
               VmpGapReason  late_reason,
               VmpEventList *events)
{
  if (now_nsec < (self->ended_nsec != 0 ? self->ended_nsec + EXIT_STATUS_NSEC : self->next_nsec))
    return TRUE;
  if (self->ended_nsec == 0 && run_tick (self, now_nsec, late_reason, events))
    return TRUE;

  finish (self, events);
  return FALSE;
}

gboolean
vmp_watch_refresh (VmpWatch     *self,
                   VmpEventList *events)
{
  if (self->ended_nsec != 0)
    return TRUE;

  check_exec (self, vmp_clock_boottime_nsec (), events);
  self->maps_next_nsec = 0;
  if (read_sample (self, 1u << VMP_TIER_0 | SLOW_TIERS, events))
    {
      /* It may be the last one, and its cost is of interest. */
      self->observer_next_nsec = 0;
      tell_cost (self, vmp_clock_boottime_nsec (), events);
      return TRUE;
    }

  finish (self, events);
  return FALSE;
}

void
vmp_watch_read_pages (VmpWatch        *self,
                      guint32          request,
                      guint64          start_addr,
                      guint64          end_addr,
                      VmpPageStepFunc  step,
                      gpointer         data,
                      VmpEventList    *events)
{
  gint64 begin_nsec = vmp_clock_boottime_nsec ();
  g_autoptr (GError) error = NULL;
  VmpPageStates *states = vmp_page_reader_load (vmp_watch_get_process (self), start_addr, end_addr, self->page_size, step, data,
                                                &error);
  VmpEvent *event;

  if (states == NULL && error == NULL)
    return;
  event = vmp_event_list_add (events, VMP_EVENT_PAGE_STATES, self->number, begin_nsec);
  event->pages.states = states;
  event->pages.request = request;
  event->pages.cost_nsec = vmp_clock_boottime_nsec () - begin_nsec;
  event->pages.reason = error != NULL ? vmp_reason_from_error (error) : VMP_REASON_NONE;
}

void
vmp_watch_note_pause (VmpWatch     *self,
                      gint64        begin_nsec,
                      gint64        end_nsec,
                      VmpEventList *events)
{
  vmp_event_list_add_gap (events, self->number, MAX (begin_nsec, self->last_read_nsec), end_nsec, VMP_GAP_PAUSED);
  start_grid (self, end_nsec);
}

struct pollfd
vmp_watch_get_pollfd (VmpWatch *self)
{
  struct pollfd pollfd = { .fd = vmp_process_get_pidfd (vmp_watch_get_process (self)), .events = POLLIN };

  /* It ended: what is waited for is its parent taking notice, which newer kernels tell as POLLHUP. */
  if (self->ended_nsec != 0)
    pollfd.events = 0;

  return pollfd;
}

gboolean
vmp_watch_note_poll (VmpWatch     *self,
                     short         revents,
                     VmpEventList *events)
{
  if (self->ended_nsec == 0)
    {
      self->ended_nsec = vmp_clock_boottime_nsec ();
      /* Its counters are still there, complete, until its parent takes notice. */
      read_sample (self, 1u << VMP_TIER_0, events);
    }
  if ((revents & (POLLHUP | POLLERR | POLLNVAL)) == 0)
    return TRUE;

  finish (self, events);
  return FALSE;
}
