/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the deadlines of everything that is watched, and turns reads into events. */

#include "config.h"

#include "vmp-sampler.h"

#include "core/kernel/vmp-error.h"
#include "vmp-clock.h"

#include <string.h>

/* Lateness from which a hole in the samples is worth an event of its own. */
#define GAP_NSEC (50 * VMP_NSEC_PER_MSEC)
#define SLEEP_NSEC (100 * VMP_NSEC_PER_MSEC)
#define OBSERVER_NSEC VMP_NSEC_PER_SEC
#define HOUSEKEEPING_NSEC VMP_NSEC_PER_SEC
#define CHILDREN_NSEC (50 * VMP_NSEC_PER_MSEC)
#define SHORTEST_INTERVAL_NSEC VMP_NSEC_PER_MSEC
#define RESERVED_EVENTS 64

typedef struct
{
  guint32         number;
  VmpProbe       *probe;            /* owned */
  VmpWatchOptions options;
  VmpBudget       budget;
  gint64          first_nsec;       /* deadlines are first + k * interval: no drift */
  gint64          next_nsec;
  gint64          last_read_nsec;
  gint64          rss_bytes;
  gint64          observer_next_nsec, housekeeping_next_nsec, children_next_nsec;
  gboolean        told_refused;     /* the skipped tier was said once */
} Watch;

struct _VmpSampler
{
  VmpProcRoot *root;                /* owned */
  GPtrArray   *watches;             /* of Watch */
  GArray      *events;              /* of VmpEvent */
  gint        *next_number;         /* borrowed, atomic */
  gint64       slept_nsec;          /* machine's sleep so far, to tell a suspend from being late */
  gint64       paused_nsec;         /* since when; 0: not paused */
  gboolean     urgent;
};

static void
watch_free (gpointer data)
{
  Watch *watch = data;

  vmp_probe_free (watch->probe);
  g_free (watch);
}

static GArray *
new_events (void)
{
  return g_array_sized_new (FALSE, FALSE, sizeof (VmpEvent), RESERVED_EVENTS);
}

VmpSampler *
vmp_sampler_new (VmpProcRoot *root,
                 gint        *next_number)
{
  VmpSampler *self = g_new0 (VmpSampler, 1);

  self->root = vmp_proc_root_ref (root);
  self->watches = g_ptr_array_new_with_free_func (watch_free);
  self->events = new_events ();
  self->next_number = next_number;
  self->slept_nsec = vmp_clock_slept_nsec ();
  return self;
}

void
vmp_sampler_free (VmpSampler *self)
{
  for (guint i = 0; i < self->events->len; i++)
    vmp_event_clear (&g_array_index (self->events, VmpEvent, i));
  g_array_unref (self->events);
  g_ptr_array_unref (self->watches);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

/* A new event at the end of the list, to be filled in. */
static VmpEvent *
add_event (VmpSampler   *self,
           VmpEventType  type,
           guint32       target,
           gint64        time_nsec)
{
  VmpEvent *event;

  g_array_set_size (self->events, self->events->len + 1);
  event = &g_array_index (self->events, VmpEvent, self->events->len - 1);
  event->type = type;
  event->target = target;
  event->time_nsec = time_nsec;
  return event;
}

static void
add_gap (VmpSampler   *self,
         guint32       target,
         gint64        begin_nsec,
         gint64        end_nsec,
         VmpGapReason  reason)
{
  VmpEvent *event = add_event (self, VMP_EVENT_GAP, target, end_nsec);

  event->gap.begin_nsec = begin_nsec;
  event->gap.reason = reason;
}

static void
add_exit (VmpSampler *self,
          guint32     target)
{
  VmpEvent *event = add_event (self, VMP_EVENT_EXIT, target, vmp_clock_boottime_nsec ());
  gint64 *usage = (gint64 *) &event->exit.rusage;

  event->exit.status = VMP_MISSING;
  for (gsize i = 0; i < sizeof event->exit.rusage / sizeof *usage; i++)
    usage[i] = VMP_MISSING;
  self->urgent = TRUE;
}

static void
add_description (VmpSampler   *self,
                 Watch        *watch,
                 VmpEventType  type)
{
  VmpEvent *event = add_event (self, type, watch->number, vmp_clock_boottime_nsec ());

  vmp_probe_describe (watch->probe, &event->process);
  self->urgent = TRUE;
}

static Watch *
find_watch (VmpSampler *self,
            guint32     number)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);

      if (watch->number == number)
        return watch;
    }
  return NULL;
}

static void
normalise_options (VmpWatchOptions *options)
{
  options->interval_nsec = MAX (options->interval_nsec, SHORTEST_INTERVAL_NSEC);
  options->budget_share = CLAMP (options->budget_share, 0.0, 1.0);
}

static Watch *
add_watch (VmpSampler            *self,
           guint32                number,
           VmpProcess            *process,
           const VmpWatchOptions *options)
{
  Watch *watch = g_new0 (Watch, 1);
  gint64 now = vmp_clock_boottime_nsec ();

  watch->number = number;
  watch->probe = vmp_probe_new (self->root, process);
  watch->options = *options;
  normalise_options (&watch->options);
  watch->first_nsec = watch->next_nsec = watch->last_read_nsec = now;
  watch->rss_bytes = VMP_MISSING;
  watch->observer_next_nsec = now + OBSERVER_NSEC;
  watch->housekeeping_next_nsec = now + HOUSEKEEPING_NSEC;
  watch->children_next_nsec = now;
  vmp_budget_init (&watch->budget, &watch->options, now);
  g_ptr_array_add (self->watches, watch);
  add_description (self, watch, VMP_EVENT_START);
  return watch;
}

void
vmp_sampler_watch (VmpSampler            *self,
                   guint32                number,
                   gint32                 pid,
                   guint64                start_time_ticks,
                   const VmpWatchOptions *options)
{
  g_autoptr (VmpProcess) process = vmp_process_open (self->root, pid, NULL);

  if (process == NULL
      || (start_time_ticks != 0 && vmp_process_get_start_time_ticks (process) != start_time_ticks))
    {
      add_exit (self, number);
      return;
    }
  add_watch (self, number, g_steal_pointer (&process), options);
}

void
vmp_sampler_change_watch (VmpSampler            *self,
                          guint32                number,
                          const VmpWatchOptions *options)
{
  Watch *watch = find_watch (self, number);

  if (watch == NULL)
    return;
  watch->options = *options;
  normalise_options (&watch->options);
  vmp_budget_set_options (&watch->budget, &watch->options);
  watch->first_nsec = watch->next_nsec = vmp_clock_boottime_nsec ();
  watch->last_read_nsec = watch->first_nsec;
  watch->told_refused = FALSE;
}

void
vmp_sampler_unwatch (VmpSampler *self,
                     guint32     number)
{
  Watch *watch = find_watch (self, number);

  if (watch != NULL)
    g_ptr_array_remove (self->watches, watch);
}

/* The process is gone: said once, and forgotten. */
static void
end_watch (VmpSampler *self,
           Watch      *watch)
{
  add_exit (self, watch->number);
  g_ptr_array_remove (self->watches, watch);
}

/* Metrics of a tier that was left out to keep the budget say so. */
static void
mark_refused (Watch     *watch,
              VmpSample *sample)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      VmpTier tier = vmp_metric_get (i)->tier;

      if (sample->reasons[i] == VMP_REASON_NOT_DUE && tier >= VMP_TIER_1
          && vmp_budget_is_refused (&watch->budget, tier))
        sample->reasons[i] = VMP_REASON_BUDGET;
    }
}

static void
account (Watch           *watch,
         guint            tiers,
         const VmpSample *sample)
{
  gint64 end = sample->time_nsec + sample->duration_nsec;

  if (sample->values[VMP_METRIC_RSS] != VMP_MISSING)
    watch->rss_bytes = sample->values[VMP_METRIC_RSS];
  for (VmpTier tier = VMP_TIER_0; tier <= VMP_TIER_2; tier++)
    if ((tiers & 1u << tier) != 0)
      vmp_budget_account (&watch->budget, tier, end, vmp_probe_get_cost (watch->probe, tier), watch->rss_bytes);
}

/* Reads @tiers of the process into a SAMPLE event. FALSE if it ended. */
static gboolean
read_sample (VmpSampler *self,
             Watch      *watch,
             guint       tiers)
{
  VmpEvent *event = add_event (self, VMP_EVENT_SAMPLE, watch->number, 0);
  GError *error = NULL;

  if (!vmp_probe_read (watch->probe, tiers, &event->sample, &error))
    {
      g_array_set_size (self->events, self->events->len - 1);
      g_clear_error (&error);
      return FALSE;
    }
  event->time_nsec = event->sample.time_nsec;
  watch->last_read_nsec = event->time_nsec;
  mark_refused (watch, &event->sample);
  account (watch, tiers, &event->sample);
  return TRUE;
}

void
vmp_sampler_refresh (VmpSampler *self,
                     guint32     number)
{
  Watch *watch = find_watch (self, number);

  if (watch == NULL)
    return;
  if (vmp_process_check_exec (vmp_probe_get_process (watch->probe)))
    add_description (self, watch, VMP_EVENT_EXEC);
  if (!read_sample (self, watch, 1u << VMP_TIER_0 | 1u << VMP_TIER_1 | 1u << VMP_TIER_2))
    end_watch (self, watch);
  self->urgent = TRUE;
}

void
vmp_sampler_set_paused (VmpSampler *self,
                        gboolean    paused)
{
  gint64 now = vmp_clock_boottime_nsec ();

  if (paused == (self->paused_nsec != 0))
    return;
  if (paused)
    {
      self->paused_nsec = now;
      return;
    }
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);

      add_gap (self, watch->number, MAX (self->paused_nsec, watch->last_read_nsec), now, VMP_GAP_PAUSED);
      watch->first_nsec = watch->next_nsec = watch->last_read_nsec = now;
    }
  self->paused_nsec = 0;
  self->urgent = TRUE;
}

void
vmp_sampler_add_pollfds (VmpSampler *self,
                         GArray     *pollfds)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);
      struct pollfd pollfd = { vmp_process_get_pidfd (vmp_probe_get_process (watch->probe)), POLLIN, 0 };

      g_array_append_val (pollfds, pollfd);
    }
}

void
vmp_sampler_check_pollfds (VmpSampler          *self,
                           const struct pollfd *pollfds,
                           guint                n)
{
  for (guint i = MIN (n, self->watches->len); i > 0; i--)
    if (pollfds[i - 1].fd >= 0 && pollfds[i - 1].revents != 0)
      end_watch (self, g_ptr_array_index (self->watches, i - 1));
}

gint64
vmp_sampler_get_deadline (VmpSampler *self)
{
  gint64 deadline = G_MAXINT64;

  for (guint i = 0; i < self->watches->len && self->paused_nsec == 0; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);

      deadline = MIN (deadline, watch->next_nsec);
      if (watch->options.follow_children)
        deadline = MIN (deadline, watch->children_next_nsec);
    }
  return deadline;
}

/* Says what was missed, if the deadline passed long ago; the machine's sleep is told from being late. */
static void
note_lateness (VmpSampler *self,
               Watch      *watch,
               gint64      now,
               gboolean    slept)
{
  gint64 late = now - watch->next_nsec;

  if (late >= MAX (GAP_NSEC, watch->options.interval_nsec))
    add_gap (self, watch->number, watch->last_read_nsec, now, slept ? VMP_GAP_SUSPEND : VMP_GAP_LATE);
}

static void
note_refusal (VmpSampler *self,
              Watch      *watch,
              gint64      now)
{
  gboolean refused = vmp_budget_is_refused (&watch->budget, VMP_TIER_1) || vmp_budget_is_refused (&watch->budget, VMP_TIER_2);

  if (refused && !watch->told_refused)
    add_gap (self, watch->number, now, now, VMP_GAP_BUDGET);
  watch->told_refused = refused;
}

static void
report_cost (VmpSampler *self,
             Watch      *watch,
             gint64      now)
{
  VmpEvent *event = add_event (self, VMP_EVENT_OBSERVER, watch->number, now);

  vmp_budget_get_cost (&watch->budget, now, &event->observer);
  event->observer.tiers[VMP_TIER_0].interval_nsec = watch->options.interval_nsec;
}

/* What is looked after about once a second, whatever the rate: another program, and what looking costs. */
static void
keep_house (VmpSampler *self,
            Watch      *watch,
            gint64      now)
{
  if (now >= watch->housekeeping_next_nsec)
    {
      watch->housekeeping_next_nsec = now + HOUSEKEEPING_NSEC;
      if (vmp_process_check_exec (vmp_probe_get_process (watch->probe)))
        {
          vmp_budget_forget_costs (&watch->budget);
          add_description (self, watch, VMP_EVENT_EXEC);
        }
    }
  if (now >= watch->observer_next_nsec)
    {
      watch->observer_next_nsec = now + OBSERVER_NSEC;
      report_cost (self, watch, now);
    }
}

/* Reads one target that is due. FALSE if it ended. */
static gboolean
run_watch (VmpSampler *self,
           Watch      *watch,
           gint64      now,
           gboolean    slept)
{
  gint64 interval = watch->options.interval_nsec;
  guint slow = vmp_budget_decide (&watch->budget, now, watch->rss_bytes);

  note_lateness (self, watch, now, slept);
  keep_house (self, watch, now);
  /* The first read is of tier 0 alone: it tells how large the target is, and so what the slow tiers would cost. */
  if (watch->rss_bytes == VMP_MISSING)
    slow = 0;
  if (!read_sample (self, watch, 1u << VMP_TIER_0))
    return FALSE;
  if (watch->rss_bytes != VMP_MISSING && slow == 0)
    slow = vmp_budget_decide (&watch->budget, now, watch->rss_bytes);
  if (slow != 0 && !read_sample (self, watch, slow))
    return FALSE;
  note_refusal (self, watch, now);
  watch->next_nsec = watch->first_nsec + ((now - watch->first_nsec) / interval + 1) * interval;
  return TRUE;
}

static gboolean
is_watched (VmpSampler *self,
            gint32      pid)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      Watch *watch = g_ptr_array_index (self->watches, i);

      if (vmp_process_get_pid (vmp_probe_get_process (watch->probe)) == pid)
        return TRUE;
    }
  return FALSE;
}

static void
follow_child (VmpSampler *self,
              Watch      *parent,
              gint32      pid)
{
  g_autoptr (VmpProcess) process = NULL;
  guint32 number;
  VmpEvent *event;

  if (is_watched (self, pid) || (process = vmp_process_open (self->root, pid, NULL)) == NULL)
    return;
  number = g_atomic_int_add (self->next_number, 1) + 1;
  event = add_event (self, VMP_EVENT_FORK, parent->number, vmp_clock_boottime_nsec ());
  event->fork.child_target = number;
  event->fork.child_pid = pid;
  add_watch (self, number, g_steal_pointer (&process), &parent->options);
}

static void
follow_children (VmpSampler *self,
                 Watch      *watch,
                 gint64      now)
{
  g_autoptr (GArray) pids = NULL;

  if (!watch->options.follow_children || now < watch->children_next_nsec)
    return;
  watch->children_next_nsec = now + CHILDREN_NSEC;
  pids = g_array_new (FALSE, FALSE, sizeof (gint32));
  vmp_process_list_children (vmp_probe_get_process (watch->probe), pids, NULL);
  for (guint i = 0; i < pids->len; i++)
    follow_child (self, watch, g_array_index (pids, gint32, i));
}

static gboolean
check_sleep (VmpSampler *self)
{
  gint64 slept = vmp_clock_slept_nsec ();
  gboolean changed = slept - self->slept_nsec > SLEEP_NSEC;

  self->slept_nsec = slept;
  return changed;
}

void
vmp_sampler_run (VmpSampler *self)
{
  gint64 now = vmp_clock_boottime_nsec ();
  gboolean slept = check_sleep (self);

  if (self->paused_nsec != 0)
    return;
  /* Backwards: a target that ended is taken out, children that come are due next time. */
  for (guint i = self->watches->len; i > 0; i--)
    {
      Watch *watch = g_ptr_array_index (self->watches, i - 1);

      if (watch->next_nsec <= now && !run_watch (self, watch, now, slept))
        end_watch (self, watch);
      else
        follow_children (self, watch, now);
    }
}

GArray *
vmp_sampler_take_events (VmpSampler *self)
{
  GArray *events = self->events;

  if (events->len == 0)
    return NULL;
  self->events = new_events ();
  return events;
}

guint
vmp_sampler_get_n_events (VmpSampler *self)
{
  return self->events->len;
}

gboolean
vmp_sampler_check_urgent (VmpSampler *self)
{
  gboolean urgent = self->urgent;

  self->urgent = FALSE;
  return urgent;
}
