/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the measured processes: the one consumer of events. */

#include "config.h"

#include "vmp-session.h"

#include <string.h>

/* One metric of one target: about three hours of full detail at 10 Hz, months of thinned. */
#define SERIES_BYTES (4 * 1024 * 1024)

struct _VmpTarget
{
  guint32          number;
  VmpTargetState   state;
  VmpProcessInfo   info;
  gboolean         has_info;
  VmpSeries       *series[VMP_N_METRICS];   /* owned; NULL before the first value */
  guint8           reasons[VMP_N_METRICS];  /* VmpReason of those that never had a value, or lost it */
  gboolean         lost[VMP_N_METRICS];     /* the newest attempt failed: no value now */
  VmpObserverCost  observer;
  gboolean         has_observer;
  GArray          *marks;                   /* of VmpEvent */
  gint             exit_index;              /* in marks, -1 while it runs */
  guint            pending_mask;            /* events of the batch that is being consumed */
};

typedef struct
{
  guint          id;
  VmpSessionFunc func;
  gpointer       user_data;
} Listener;

struct _VmpSession
{
  GPtrArray *targets;         /* of VmpTarget, in the order they came */
  GArray    *listeners;       /* of Listener */
  guint      next_listener;
  gint64     anchor_nsec;
};

static void
clear_mark (gpointer data)
{
  vmp_event_clear (data);
}

static VmpTarget *
target_new (guint32 number)
{
  VmpTarget *self = g_new0 (VmpTarget, 1);

  self->number = number;
  self->exit_index = -1;
  self->marks = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_array_set_clear_func (self->marks, clear_mark);
  memset (self->reasons, VMP_REASON_NOT_DUE, sizeof self->reasons);
  return self;
}

static void
target_free (gpointer data)
{
  VmpTarget *self = data;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    g_clear_pointer (&self->series[i], vmp_series_free);
  g_array_unref (self->marks);
  g_free (self);
}

VmpSession *
vmp_session_new (void)
{
  VmpSession *self = g_new0 (VmpSession, 1);

  self->targets = g_ptr_array_new_with_free_func (target_free);
  self->listeners = g_array_new (FALSE, FALSE, sizeof (Listener));
  self->next_listener = 1;
  return self;
}

void
vmp_session_free (VmpSession *self)
{
  g_ptr_array_unref (self->targets);
  g_array_unref (self->listeners);
  g_free (self);
}

static void
consume_sample (VmpTarget       *target,
                const VmpSample *sample)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (sample->values[i] != VMP_MISSING)
        {
          if (target->series[i] == NULL)
            target->series[i] = vmp_series_new (SERIES_BYTES);
          vmp_series_append (target->series[i], sample->time_nsec, sample->values[i]);
          target->reasons[i] = VMP_REASON_NONE;
          target->lost[i] = FALSE;
        }
      else if (sample->reasons[i] != VMP_REASON_NOT_DUE)
        {
          target->reasons[i] = sample->reasons[i];
          /* A value that the budget put off is old, not gone. */
          target->lost[i] = sample->reasons[i] != VMP_REASON_BUDGET;
        }
    }
  if (target->state != VMP_TARGET_ENDED)
    target->state = target->reasons[VMP_METRIC_PSS] == VMP_REASON_DENIED ? VMP_TARGET_DENIED : VMP_TARGET_RUNNING;
}

/* Keeps an event of the target's story. Returns its index. */
static guint
add_mark (VmpTarget      *target,
          const VmpEvent *event)
{
  VmpEvent copy;

  vmp_event_copy (event, &copy);
  g_array_append_val (target->marks, copy);
  return target->marks->len - 1;
}

static void
consume_info (VmpTarget      *target,
              const VmpEvent *event)
{
  add_mark (target, event);
  target->info = event->process;
  target->has_info = TRUE;
}

static void
consume_gap (VmpTarget      *target,
             const VmpEvent *event)
{
  add_mark (target, event);
  /* A skipped tier or a denial leaves the other metrics as they are. */
  if (event->gap.reason == VMP_GAP_BUDGET || event->gap.reason == VMP_GAP_DENIED)
    return;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (target->series[i] != NULL)
      vmp_series_append_gap (target->series[i], event->gap.begin_nsec);
}

static void
consume_event (VmpTarget      *target,
               const VmpEvent *event)
{
  switch (event->type)
    {
    case VMP_EVENT_SAMPLE:
      consume_sample (target, &event->sample);
      break;
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      consume_info (target, event);
      break;
    case VMP_EVENT_EXIT:
      target->exit_index = add_mark (target, event);
      target->state = VMP_TARGET_ENDED;
      break;
    case VMP_EVENT_GAP:
      consume_gap (target, event);
      break;
    case VMP_EVENT_OBSERVER:
      target->observer = event->observer;
      target->has_observer = TRUE;
      break;
    case VMP_EVENT_FORK:
    case VMP_EVENT_MARK:
      add_mark (target, event);
      break;
    default:
      break;
    }
  target->pending_mask |= 1u << event->type;
}

static void
notify_listeners (VmpSession *self)
{
  for (guint t = 0; t < self->targets->len; t++)
    {
      VmpTarget *target = g_ptr_array_index (self->targets, t);
      guint mask = target->pending_mask;

      target->pending_mask = 0;
      for (guint i = 0; mask != 0 && i < self->listeners->len; i++)
        {
          Listener listener = g_array_index (self->listeners, Listener, i);

          listener.func (self, target, mask, listener.user_data);
        }
    }
}

void
vmp_session_consume (VmpSession *self,
                     VmpBatch   *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);
  VmpTarget *target = NULL;

  for (guint i = 0; i < n; i++)
    {
      if (target == NULL || target->number != events[i].target)
        target = vmp_session_find_target (self, events[i].target);
      if (target == NULL)
        {
          /* Only START brings a target in: what is left over of a forgotten one is not of interest. */
          if (events[i].type != VMP_EVENT_START && events[i].type != VMP_EVENT_EXIT)
            continue;
          target = target_new (events[i].target);
          g_ptr_array_add (self->targets, target);
        }
      consume_event (target, &events[i]);
    }
  notify_listeners (self);
}

guint
vmp_session_add_listener (VmpSession     *self,
                          VmpSessionFunc  func,
                          gpointer        user_data)
{
  Listener listener = { self->next_listener++, func, user_data };

  g_array_append_val (self->listeners, listener);
  return listener.id;
}

void
vmp_session_remove_listener (VmpSession *self,
                             guint       id)
{
  for (guint i = 0; i < self->listeners->len; i++)
    if (g_array_index (self->listeners, Listener, i).id == id)
      {
        g_array_remove_index (self->listeners, i);
        return;
      }
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
  for (guint i = 0; i < self->targets->len; i++)
    {
      VmpTarget *target = g_ptr_array_index (self->targets, i);

      if (target->number == number)
        return target;
    }
  return NULL;
}

void
vmp_session_forget_target (VmpSession *self,
                           guint32     number)
{
  VmpTarget *target = vmp_session_find_target (self, number);

  if (target != NULL)
    g_ptr_array_remove (self->targets, target);
}

guint32
vmp_target_get_number (VmpTarget *self)
{
  return self->number;
}

VmpTargetState
vmp_target_get_state (VmpTarget *self)
{
  return self->state;
}

const VmpProcessInfo *
vmp_target_get_info (VmpTarget *self)
{
  return self->has_info ? &self->info : NULL;
}

VmpSeries *
vmp_target_get_series (VmpTarget   *self,
                       VmpMetricId  id)
{
  return self->series[id];
}

gint64
vmp_target_get_value (VmpTarget   *self,
                      VmpMetricId  id,
                      gint64      *out_time_nsec,
                      VmpReason   *out_reason)
{
  gint64 time_nsec = 0, value = VMP_MISSING;
  gboolean known = self->series[id] != NULL && !self->lost[id]
                   && vmp_series_get_last (self->series[id], &time_nsec, &value);

  if (out_time_nsec != NULL)
    *out_time_nsec = time_nsec;
  if (out_reason != NULL)
    *out_reason = known ? VMP_REASON_NONE : self->reasons[id];
  return known ? value : VMP_MISSING;
}

/* The metric in which the kernel keeps the peak of @id, or @id itself. */
static VmpMetricId
kernel_peak_of (VmpMetricId id)
{
  switch (id)
    {
    case VMP_METRIC_RSS:
      return VMP_METRIC_RSS_PEAK;
    case VMP_METRIC_VSIZE:
      return VMP_METRIC_VSIZE_PEAK;
    default:
      return id;
    }
}

gint64
vmp_target_get_peak (VmpTarget   *self,
                     VmpMetricId  id,
                     gint64      *out_time_nsec)
{
  VmpMetricId kept = kernel_peak_of (id);
  gint64 time_nsec = 0, value = VMP_MISSING, kept_time, kept_value;

  if (self->series[id] != NULL)
    vmp_series_get_peak (self->series[id], &time_nsec, &value);
  /* The kernel's mark may lag behind its own exact counters, and ours misses what lay between two samples. */
  if (kept != id && self->series[kept] != NULL && vmp_series_get_peak (self->series[kept], &kept_time, &kept_value)
      && kept_value > value)
    {
      value = kept_value;
      time_nsec = kept_time;
    }
  if (out_time_nsec != NULL)
    *out_time_nsec = time_nsec;
  return value;
}

const VmpObserverCost *
vmp_target_get_observer (VmpTarget *self)
{
  return self->has_observer ? &self->observer : NULL;
}

const VmpEvent *
vmp_target_get_exit (VmpTarget *self)
{
  return self->exit_index >= 0 ? &g_array_index (self->marks, VmpEvent, self->exit_index) : NULL;
}

const VmpEvent *
vmp_target_get_marks (VmpTarget *self,
                      guint     *out_n)
{
  *out_n = self->marks->len;
  return (const VmpEvent *) self->marks->data;
}
