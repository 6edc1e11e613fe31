/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is watched, run by one thread alone. */

#include "config.h"

#include "vmp-sampler.h"

#include "vmp-clock.h"
#include "vmp-watch.h"

/* The two clocks are not read at the same moment: only a longer distance is a sleep of the machine. */
#define SLEEP_NSEC (20 * VMP_NSEC_PER_MSEC)

struct _VmpSampler
{
  VmpProcRoot *root;          /* owned */
  GPtrArray   *watches;       /* of VmpWatch */
  VmpEventList events;
  GArray      *children;      /* of gint32, scratch */
  gint        *next_number;   /* borrowed, atomic */
  gint64       slept_nsec;    /* the machine's sleep so far, to tell it from being late */
  gint64       paused_nsec;   /* since when; 0: not paused */
};

VmpSampler *
vmp_sampler_new (VmpProcRoot *root,
                 gint        *next_number)
{
  VmpSampler *self = g_new0 (VmpSampler, 1);

  self->root = vmp_proc_root_ref (root);
  self->watches = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_watch_free);
  self->children = g_array_new (FALSE, FALSE, sizeof (gint32));
  self->next_number = next_number;
  self->slept_nsec = vmp_clock_slept_nsec ();
  vmp_event_list_init (&self->events);

  return self;
}

void
vmp_sampler_free (VmpSampler *self)
{
  vmp_event_list_clear (&self->events);
  g_array_unref (self->children);
  g_ptr_array_unref (self->watches);
  vmp_proc_root_unref (self->root);
  g_free (self);
}

VmpEventList *
vmp_sampler_get_events (VmpSampler *self)
{
  return &self->events;
}

static VmpWatch *
find_watch (VmpSampler *self,
            guint32     number,
            guint      *out_index)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      VmpWatch *watch = g_ptr_array_index (self->watches, i);

      if (vmp_watch_get_number (watch) != number)
        continue;
      *out_index = i;
      return watch;
    }

  return NULL;
}

void
vmp_sampler_watch (VmpSampler            *self,
                   guint32                number,
                   gint32                 pid,
                   guint64                start_time_ticks,
                   const VmpWatchOptions *options)
{
  g_autoptr (VmpProcess) process = vmp_process_open (self->root, pid, NULL);

  /* Whoever has the pid now is not who was meant. */
  if (process == NULL ||
      (start_time_ticks != 0 && vmp_process_get_start_time_ticks (process) != start_time_ticks))
    {
      vmp_event_list_add_exit (&self->events, number, vmp_clock_boottime_nsec (), VMP_MISSING);
      return;
    }

  g_ptr_array_add (self->watches,
                   vmp_watch_new (self->root, number, g_steal_pointer (&process), options, &self->events));
}

void
vmp_sampler_change_watch (VmpSampler            *self,
                          guint32                number,
                          const VmpWatchOptions *options)
{
  guint index;
  VmpWatch *watch = find_watch (self, number, &index);

  if (watch != NULL)
    vmp_watch_set_options (watch, options);
}

void
vmp_sampler_unwatch (VmpSampler *self,
                     guint32     number)
{
  guint index;

  if (find_watch (self, number, &index) != NULL)
    g_ptr_array_remove_index (self->watches, index);
}

void
vmp_sampler_refresh (VmpSampler *self,
                     guint32     number)
{
  guint index;
  VmpWatch *watch = find_watch (self, number, &index);

  if (watch != NULL && !vmp_watch_refresh (watch, &self->events))
    g_ptr_array_remove_index (self->watches, index);
}

void
vmp_sampler_read_pages (VmpSampler      *self,
                        guint32          number,
                        guint32          request,
                        guint64          start_addr,
                        guint64          end_addr,
                        VmpPageStepFunc  step,
                        gpointer         data)
{
  guint index;
  VmpWatch *watch = find_watch (self, number, &index);
  VmpEvent *event;

  if (watch != NULL)
    {
      vmp_watch_read_pages (watch, request, start_addr, end_addr, step, data, &self->events);
      return;
    }
  /* Who asked waits for an answer. */
  event = vmp_event_list_add (&self->events, VMP_EVENT_PAGE_STATES, number, vmp_clock_boottime_nsec ());
  event->pages.request = request;
  event->pages.reason = VMP_REASON_GONE;
}

void
vmp_sampler_set_paused (VmpSampler *self,
                        gboolean    paused)
{
  gint64 now_nsec = vmp_clock_boottime_nsec ();

  if (paused == (self->paused_nsec != 0))
    return;
  if (paused)
    {
      self->paused_nsec = now_nsec;
      return;
    }

  for (guint i = 0; i < self->watches->len; i++)
    vmp_watch_note_pause (g_ptr_array_index (self->watches, i), self->paused_nsec, now_nsec, &self->events);
  self->paused_nsec = 0;
}

void
vmp_sampler_add_pollfds (VmpSampler *self,
                         GArray     *pollfds)
{
  for (guint i = 0; i < self->watches->len; i++)
    {
      struct pollfd pollfd = vmp_watch_get_pollfd (g_ptr_array_index (self->watches, i));

      g_array_append_val (pollfds, pollfd);
    }
}

void
vmp_sampler_check_pollfds (VmpSampler          *self,
                           const struct pollfd *pollfds,
                           guint                n)
{
  /* Backwards, as those that ended are taken out. */
  for (guint i = MIN (n, self->watches->len); i > 0; i--)
    if (pollfds[i - 1].revents != 0 &&
        !vmp_watch_note_poll (g_ptr_array_index (self->watches, i - 1), pollfds[i - 1].revents, &self->events))
      g_ptr_array_remove_index (self->watches, i - 1);
}

/* While paused nothing is read, but what ended is still brought to its end. */
static gboolean
is_running (VmpSampler *self,
            VmpWatch   *watch)
{
  return self->paused_nsec == 0 || vmp_watch_has_ended (watch);
}

gint64
vmp_sampler_get_deadline (VmpSampler *self)
{
  gint64 deadline_nsec = G_MAXINT64;

  for (guint i = 0; i < self->watches->len; i++)
    if (is_running (self, g_ptr_array_index (self->watches, i)))
      deadline_nsec = MIN (deadline_nsec, vmp_watch_get_deadline (g_ptr_array_index (self->watches, i)));

  return deadline_nsec;
}

static gboolean
is_watched (VmpSampler *self,
            gint32      pid)
{
  for (guint i = 0; i < self->watches->len; i++)
    if (vmp_process_get_pid (vmp_watch_get_process (g_ptr_array_index (self->watches, i))) == pid)
      return TRUE;

  return FALSE;
}

static void
follow_child (VmpSampler *self,
              VmpWatch   *parent,
              gint32      pid)
{
  g_autoptr (VmpProcess) process = NULL;
  guint32 number;
  VmpEvent *event;

  if (is_watched (self, pid) || (process = vmp_process_open (self->root, pid, NULL)) == NULL)
    return;
  /* Not reaped yet: it was followed while it lived, or lived too shortly. */
  if (vmp_process_get_kind (process) == VMP_PROCESS_ZOMBIE)
    return;

  number = g_atomic_int_add (self->next_number, 1) + 1;
  event = vmp_event_list_add (&self->events, VMP_EVENT_FORK, vmp_watch_get_number (parent),
                              vmp_clock_boottime_nsec ());
  event->fork.child_target = number;
  event->fork.child_pid = pid;
  g_ptr_array_add (self->watches,
                   vmp_watch_new (self->root, number, g_steal_pointer (&process),
                                  vmp_watch_get_options (parent), &self->events));
}

static void
follow_children (VmpSampler *self,
                 VmpWatch   *watch,
                 gint64      now_nsec)
{
  g_array_set_size (self->children, 0);
  vmp_process_list_children (vmp_watch_get_process (watch), self->children, NULL);
  if (!vmp_watch_get_options (watch)->follow_children)
    vmp_watch_mark_children (watch, (const gint32 *) (gconstpointer) self->children->data, self->children->len, &self->events);
  for (guint i = 0; vmp_watch_get_options (watch)->follow_children && i < self->children->len; i++)
    follow_child (self, watch, g_array_index (self->children, gint32, i));
  vmp_watch_note_children (watch, now_nsec, vmp_clock_boottime_nsec ());
}

static gboolean
check_sleep (VmpSampler *self)
{
  gint64 slept_nsec = vmp_clock_slept_nsec ();
  gboolean longer = slept_nsec - self->slept_nsec > SLEEP_NSEC;

  self->slept_nsec = slept_nsec;

  return longer;
}

void
vmp_sampler_run (VmpSampler *self)
{
  VmpGapReason late_reason = check_sleep (self) ? VMP_GAP_SUSPEND : VMP_GAP_LATE;

  /* Backwards: those that ended are taken out, and children that come are looked at next time. */
  for (guint i = self->watches->len; i > 0; i--)
    {
      VmpWatch *watch = g_ptr_array_index (self->watches, i - 1);
      gint64 now_nsec = vmp_clock_boottime_nsec ();

      if (!is_running (self, watch))
        continue;
      if (!vmp_watch_run (watch, now_nsec, late_reason, &self->events))
        g_ptr_array_remove_index (self->watches, i - 1);
      else if (vmp_watch_is_children_due (watch, now_nsec))
        follow_children (self, watch, now_nsec);
    }
}
