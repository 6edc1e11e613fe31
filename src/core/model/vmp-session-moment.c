/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A session of a recording: what it shows is replaced by what was known at another moment. */

#include "config.h"

#include "vmp-session-private.h"

void
vmp_moment_free (VmpMoment *self)
{
  vmp_event_clear (&self->info);
  vmp_event_clear (&self->exit);
  vmp_event_clear (&self->maps);
  g_free (self);
}

/* Replaces what is kept of one kind of event. Returns its bit if it is another one. */
static guint
replace_kept (VmpEvent       *to,
              const VmpEvent *event,
              VmpEventType    type)
{
  if (to->type == event->type && to->time_nsec == event->time_nsec)
    return 0;
  vmp_event_clear (to);
  *to = (VmpEvent) { 0 };
  if (event->type != 0)
    vmp_event_copy (event, to);
  return 1u << type;
}

static void
show_values (VmpTarget       *target,
             const VmpMoment *moment)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      target->newest[i].value = moment->sample.values[i];
      target->newest[i].time_nsec = moment->times_nsec[i];
      target->newest[i].reason = moment->sample.values[i] != VMP_MISSING ? VMP_REASON_NONE : moment->sample.reasons[i];
    }
}

void
vmp_session_show_moment (VmpSession      *self,
                         const VmpMoment *moment)
{
  VmpTarget *target = vmp_session_find_target (self, moment->number);
  guint mask = VMP_SESSION_REPLACED;

  g_return_if_fail (!self->is_notifying);

  if (target == NULL)
    return;
  if (moment->info.type != 0)
    mask |= replace_kept (&target->info, &moment->info, VMP_EVENT_EXEC);
  mask |= replace_kept (&target->exit, &moment->exit, VMP_EVENT_EXIT);
  if (!moment->keeps_maps)
    mask |= replace_kept (&target->maps, &moment->maps, VMP_EVENT_ADDRESS_SPACE);
  target->maps_reason = target->maps.type != 0 ? VMP_REASON_NONE : VMP_REASON_NOT_DUE;
  target->maps_cost_nsec = target->maps.type != 0 ? target->maps.maps.cost_nsec : VMP_MISSING;
  target->has_observer = moment->has_observer;
  target->observer = moment->observer;
  show_values (target, moment);
  if (target->exit.type != 0)
    target->state = VMP_TARGET_ENDED;
  else
    target->state = target->newest[VMP_METRIC_PSS].reason == VMP_REASON_DENIED ? VMP_TARGET_DENIED : VMP_TARGET_RUNNING;
  vmp_session_notify_one (self, moment->number, mask);
}

void
vmp_session_take_series (VmpSession  *self,
                         guint32      number,
                         VmpSeries  **series)
{
  VmpTarget *target = vmp_session_find_target (self, number);

  g_return_if_fail (!self->is_notifying);

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      VmpSeries *taken = g_steal_pointer (&series[i]);

      if (taken == NULL)
        continue;
      if (target == NULL)
        {
          vmp_series_free (taken);
          continue;
        }
      g_clear_pointer (&target->series[i], vmp_series_free);
      target->series[i] = taken;
    }
  if (target == NULL)
    return;
  target->revision++;
  vmp_session_notify_one (self, number, VMP_SESSION_REPLACED);
}

void
vmp_session_copy_marks (VmpSession *self,
                        guint32     number,
                        VmpSession *other)
{
  VmpTarget *target = vmp_session_find_target (self, number), *from = vmp_session_find_target (other, number);

  g_return_if_fail (!self->is_notifying);

  if (target == NULL || from == NULL)
    return;
  g_array_set_size (target->marks, 0);
  for (guint i = 0; i < from->marks->len; i++)
    {
      VmpEvent copy;

      vmp_event_copy (&g_array_index (from->marks, VmpEvent, i), &copy);
      g_array_append_val (target->marks, copy);
    }
  vmp_session_notify_one (self, number, VMP_SESSION_REPLACED | 1u << VMP_EVENT_MARK);
}
