/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the measured processes: the one consumer of events. */

#include "config.h"

#include "vmp-session-private.h"

/* Of one metric of one target: three days of full detail at one a second, and thinned for as long as one likes. */
#define SERIES_BYTES (4 * 1024 * 1024)

/* More moments than this of one target are not kept: the oldest that are not of the user's making go. */
#define MAX_MARKS 4096

static VmpTarget *
target_new (guint32 number)
{
  VmpTarget *self = g_new0 (VmpTarget, 1);

  self->number = number;
  self->maps_reason = VMP_REASON_NOT_DUE;
  self->maps_cost_nsec = VMP_MISSING;
  self->marks = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_array_set_clear_func (self->marks, (GDestroyNotify) vmp_event_clear);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    self->newest[i] = (Newest) { VMP_MISSING, 0, 0, VMP_REASON_NOT_DUE };
  return self;
}

static void
target_free (gpointer data)
{
  VmpTarget *self = data;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    g_clear_pointer (&self->series[i], vmp_series_free);
  vmp_event_clear (&self->info);
  vmp_event_clear (&self->exit);
  vmp_event_clear (&self->maps);
  g_array_unref (self->marks);
  g_free (self);
}

VmpSession *
vmp_session_new (void)
{
  VmpSession *self = g_new0 (VmpSession, 1);

  self->targets = g_ptr_array_new_with_free_func (target_free);
  self->by_number = g_hash_table_new (NULL, NULL);
  self->forgotten = g_hash_table_new (NULL, NULL);
  self->changed = g_array_new (FALSE, FALSE, sizeof (guint32));
  self->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  self->series_bytes = SERIES_BYTES;
  return self;
}

void
vmp_session_free (VmpSession *self)
{
  g_ptr_array_unref (self->targets);
  g_hash_table_unref (self->by_number);
  g_hash_table_unref (self->forgotten);
  g_array_unref (self->changed);
  g_array_unref (self->listeners);
  g_free (self);
}

void
vmp_session_set_series_bytes (VmpSession *self,
                              gsize       max_bytes)
{
  self->series_bytes = max_bytes;
}

static void
consume_value (VmpSession      *self,
               VmpTarget       *target,
               VmpMetricId      id,
               const VmpSample *sample)
{
  Newest *newest = &target->newest[id];

  if (target->series[id] == NULL)
    target->series[id] = vmp_series_new (self->series_bytes);
  if (!vmp_series_append (target->series[id], sample->time_nsec, sample->values[id]))
    return;
  if (vmp_series_get_length (target->series[id]) > 1)
    newest->interval_nsec = sample->time_nsec - newest->time_nsec;
  newest->value = sample->values[id];
  newest->time_nsec = sample->time_nsec;
  newest->reason = VMP_REASON_NONE;
}

/* A value that was not read this time still holds; only what may not be read any more is lost. */
static void
consume_reason (VmpTarget       *target,
                VmpMetricId      id,
                const VmpSample *sample)
{
  Newest *newest = &target->newest[id];
  VmpReason reason = sample->reasons[id];
  gboolean is_lost = reason == VMP_REASON_DENIED || reason == VMP_REASON_UNSUPPORTED;

  if (vmp_value_is_missing (newest->value))
    {
      /* "Not due" at the ticks between must not hide what the last try said. */
      if (reason != VMP_REASON_NOT_DUE)
        newest->reason = reason;
      return;
    }
  if (!is_lost)
    return;
  vmp_series_append_gap (target->series[id], sample->time_nsec);
  newest->value = VMP_MISSING;
  newest->reason = reason;
}

static void
consume_sample (VmpSession      *self,
                VmpTarget       *target,
                const VmpSample *sample)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (vmp_value_is_missing (sample->values[i]))
        consume_reason (target, i, sample);
      else
        consume_value (self, target, i, sample);
    }
  if (target->state != VMP_TARGET_ENDED)
    target->state = target->newest[VMP_METRIC_PSS].reason == VMP_REASON_DENIED ? VMP_TARGET_DENIED : VMP_TARGET_RUNNING;
}

/* The first mark that can be spared: what the user set and where the target begins stay longest. */
static guint
find_spare_mark (GArray *marks)
{
  for (guint i = 0; i < marks->len; i++)
    {
      VmpEventType type = g_array_index (marks, VmpEvent, i).type;

      if (type == VMP_EVENT_GAP || type == VMP_EVENT_FORK)
        return i;
    }
  return 0;
}

static void
add_mark (VmpTarget      *target,
          const VmpEvent *event)
{
  /* A moment may be named a little after it was, a note be written about any. */
  gboolean is_placed = event->type == VMP_EVENT_MARK || event->type == VMP_EVENT_NOTE;
  guint at;
  VmpEvent copy;

  if (target->marks->len >= MAX_MARKS)
    g_array_remove_index (target->marks, find_spare_mark (target->marks));
  vmp_event_copy (event, &copy);
  for (at = target->marks->len; at > 0 && is_placed; at--)
    if (g_array_index (target->marks, VmpEvent, at - 1).time_nsec <= event->time_nsec
        || g_array_index (target->marks, VmpEvent, at - 1).type == VMP_EVENT_START)
      break;
  g_array_insert_val (target->marks, at, copy);
}

static void
replace_event (VmpEvent       *to,
               const VmpEvent *event)
{
  vmp_event_clear (to);
  vmp_event_copy (event, to);
}

static void
consume_gap (VmpTarget      *target,
             const VmpEvent *event)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (target->series[i] != NULL && vmp_event_gap_concerns (event, i, target->newest[i].interval_nsec))
        vmp_series_append_gap (target->series[i], event->gap.begin_nsec);
    }
}

/* What was seen before stays true of its time, unless it may not be seen any more. */
static void
consume_maps (VmpTarget      *target,
              const VmpEvent *event)
{
  target->maps_reason = event->maps.reason;
  if (event->maps.space != NULL || event->maps.reason == VMP_REASON_DENIED)
    replace_event (&target->maps, event);
  if (event->maps.space != NULL)
    target->maps_cost_nsec = event->maps.cost_nsec;
}

/* Another program has another address space. */
static void
forget_maps (VmpTarget *target)
{
  vmp_event_clear (&target->maps);
  target->maps = (VmpEvent) { 0 };
  target->maps_reason = VMP_REASON_NOT_DUE;
}

static void
consume_event (VmpSession     *self,
               VmpTarget      *target,
               const VmpEvent *event)
{
  switch (event->type)
    {
    case VMP_EVENT_SAMPLE:
      consume_sample (self, target, &event->sample);
      return;
    case VMP_EVENT_OBSERVER:
      target->observer = event->observer;
      target->has_observer = TRUE;
      return;
    case VMP_EVENT_ADDRESS_SPACE:
      consume_maps (target, event);
      return;
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      replace_event (&target->info, event);
      forget_maps (target);
      break;
    case VMP_EVENT_EXIT:
      replace_event (&target->exit, event);
      target->state = VMP_TARGET_ENDED;
      break;
    case VMP_EVENT_GAP:
      consume_gap (target, event);
      break;
    case VMP_EVENT_FORK:
    case VMP_EVENT_MARK:
    case VMP_EVENT_ALERT:
    case VMP_EVENT_NOTE:
      break;
    default:
      return;
    }
  add_mark (target, event);
}

/* A target begins with START, or with EXIT where there was no such process. What is left over of a forgotten one is not
 * of interest. */
static VmpTarget *
ensure_target (VmpSession     *self,
               const VmpEvent *event)
{
  VmpTarget *target = vmp_session_find_target (self, event->target);
  gpointer number = GUINT_TO_POINTER (event->target);

  if (target != NULL)
    return target;
  if (event->type != VMP_EVENT_START &&
      (event->type != VMP_EVENT_EXIT || g_hash_table_contains (self->forgotten, number)))
    return NULL;

  g_hash_table_remove (self->forgotten, number);
  target = target_new (event->target);
  g_ptr_array_add (self->targets, target);
  g_hash_table_insert (self->by_number, number, target);
  return target;
}

static void
consume_for (VmpSession     *self,
             VmpTarget      *target,
             const VmpEvent *event)
{
  if (target->pending_mask == 0)
    g_array_append_val (self->changed, target->number);
  target->pending_mask |= 1u << event->type;
  consume_event (self, target, event);
}

/* An alert of the machine concerns all that run on it. */
static void
consume_for_all (VmpSession     *self,
                 const VmpEvent *event)
{
  for (guint i = 0; i < self->targets->len; i++)
    {
      VmpTarget *target = g_ptr_array_index (self->targets, i);

      if (target->state != VMP_TARGET_ENDED)
        consume_for (self, target, event);
    }
}

static void
drop_removed_listeners (VmpSession *self)
{
  for (guint i = self->listeners->len; i > 0; i--)
    {
      if (g_array_index (self->listeners, Listener, i - 1).func == NULL)
        g_array_remove_index (self->listeners, i - 1);
    }
}

/* Listeners may remove themselves and forget targets, so each is looked up anew. */
static void
notify_listeners (VmpSession *self,
                  guint32     number,
                  guint       mask)
{
  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener listener = g_array_index (self->listeners, Listener, i);
      VmpTarget *target = vmp_session_find_target (self, number);

      if (target == NULL)
        return;
      if (listener.func != NULL)
        listener.func (self, target, mask, listener.user_data);
    }
}

static void
notify_changes (VmpSession *self)
{
  self->is_notifying = TRUE;
  for (guint i = 0; i < self->changed->len; i++)
    {
      guint32 number = g_array_index (self->changed, guint32, i);
      VmpTarget *target = vmp_session_find_target (self, number);

      if (target != NULL)
        notify_listeners (self, number, target->pending_mask);
    }
  self->is_notifying = FALSE;
  drop_removed_listeners (self);
}

void
vmp_session_consume (VmpSession *self,
                     VmpBatch   *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  g_return_if_fail (!self->is_notifying);

  for (guint i = 0; i < self->changed->len; i++)
    {
      VmpTarget *target = vmp_session_find_target (self, g_array_index (self->changed, guint32, i));

      if (target != NULL)
        target->pending_mask = 0;
    }
  g_array_set_size (self->changed, 0);

  for (guint i = 0; i < n; i++)
    {
      VmpTarget *target = ensure_target (self, &events[i]);

      if (target != NULL)
        consume_for (self, target, &events[i]);
      else if (events[i].type == VMP_EVENT_ALERT && events[i].target == 0)
        consume_for_all (self, &events[i]);
    }
  notify_changes (self);
}

/* A listener may forget the target. */
void
vmp_session_notify_one (VmpSession *self,
                        guint32     number,
                        guint       mask)
{
  self->is_notifying = TRUE;
  notify_listeners (self, number, mask);
  self->is_notifying = FALSE;
  drop_removed_listeners (self);
}

guint
vmp_session_add_listener (VmpSession     *self,
                          VmpSessionFunc  func,
                          gpointer        user_data)
{
  Listener listener = { ++self->last_listener_id, func, user_data };

  g_array_append_val (self->listeners, listener);
  return listener.id;
}

void
vmp_session_remove_listener (VmpSession *self,
                             guint       id)
{
  for (guint i = 0; i < self->listeners->len; i++)
    {
      Listener *listener = &g_array_index (self->listeners, Listener, i);

      if (listener->id == id)
        listener->func = NULL;
    }
  if (!self->is_notifying)
    drop_removed_listeners (self);
}

void
vmp_session_set_anchor (VmpSession *self,
                        gint64      realtime_at_boot_nsec)
{
  self->anchor_nsec = realtime_at_boot_nsec;
}

gint64
vmp_session_get_anchor (VmpSession *self)
{
  return self->anchor_nsec;
}

guint
vmp_session_get_n_targets (VmpSession *self)
{
  return self->targets->len;
}

VmpTarget *
vmp_session_get_target (VmpSession *self,
                        guint       index)
{
  return g_ptr_array_index (self->targets, index);
}

VmpTarget *
vmp_session_find_target (VmpSession *self,
                         guint32     number)
{
  return g_hash_table_lookup (self->by_number, GUINT_TO_POINTER (number));
}

void
vmp_session_forget_target (VmpSession *self,
                           guint32     number)
{
  VmpTarget *target = vmp_session_find_target (self, number);

  if (target == NULL)
    return;
  g_hash_table_remove (self->by_number, GUINT_TO_POINTER (number));
  g_ptr_array_remove (self->targets, target);
  g_hash_table_add (self->forgotten, GUINT_TO_POINTER (number));
}
