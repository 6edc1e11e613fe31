/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that were measured and not handed over yet, in memory that is used again and again. */

#include "config.h"

#include "vmp-event-list.h"

/* A frame's worth at 1,000 samples a second, and some. */
#define RESERVED_EVENTS 32

static GArray *
new_events (void)
{
  return g_array_sized_new (FALSE, FALSE, sizeof (VmpEvent), RESERVED_EVENTS);
}

void
vmp_event_list_init (VmpEventList *self)
{
  self->events = new_events ();
}

void
vmp_event_list_clear (VmpEventList *self)
{
  for (guint i = 0; i < self->events->len; i++)
    vmp_event_clear (&g_array_index (self->events, VmpEvent, i));
  g_clear_pointer (&self->events, g_array_unref);
}

guint
vmp_event_list_get_n (const VmpEventList *self)
{
  return self->events->len;
}

VmpEvent *
vmp_event_list_add (VmpEventList *self,
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

void
vmp_event_list_add_gap (VmpEventList *self,
                        guint32       target,
                        gint64        begin_nsec,
                        gint64        end_nsec,
                        VmpGapReason  reason)
{
  VmpEvent *event = vmp_event_list_add (self, VMP_EVENT_GAP, target, end_nsec);

  event->gap.begin_nsec = begin_nsec;
  event->gap.reason = reason;
}

void
vmp_event_list_add_exit (VmpEventList *self,
                         guint32       target,
                         gint64        time_nsec,
                         gint64        status)
{
  VmpEvent *event = vmp_event_list_add (self, VMP_EVENT_EXIT, target, time_nsec);

  event->exit.status = status;
  event->exit.rusage = (VmpRusage) {
    .user_nsec = VMP_MISSING, .system_nsec = VMP_MISSING, .max_rss_bytes = VMP_MISSING,
    .minor_faults = VMP_MISSING, .major_faults = VMP_MISSING,
    .in_blocks = VMP_MISSING, .out_blocks = VMP_MISSING,
    .voluntary_switches = VMP_MISSING, .involuntary_switches = VMP_MISSING,
  };
}

void
vmp_event_list_move (VmpEventList  *self,
                     GArray       **to)
{
  if (*to == NULL)
    {
      *to = self->events;
      self->events = new_events ();
      return;
    }
  g_array_append_vals (*to, self->events->data, self->events->len);
  g_array_set_size (self->events, 0);
}
