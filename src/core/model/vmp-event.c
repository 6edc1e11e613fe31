/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events and the batches that carry them between threads. */

#include "config.h"

#include "vmp-event.h"

/* Atomically ref-counted box. */
struct _VmpBatch
{
  GArray *events;   /* of VmpEvent, owned with what they own */
};

static void
clear_string (GRefString **string)
{
  g_clear_pointer (string, g_ref_string_release);
}

void
vmp_event_clear (VmpEvent *self)
{
  switch (self->type)
    {
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      clear_string (&self->process.name);
      clear_string (&self->process.command);
      clear_string (&self->process.exe);
      break;
    case VMP_EVENT_MARK:
      clear_string (&self->mark.name);
      break;
    case VMP_EVENT_NOTE:
      clear_string (&self->note.text);
      break;
    case VMP_EVENT_ALERT:
      clear_string (&self->alert.rule);
      clear_string (&self->alert.title);
      clear_string (&self->alert.metric);
      break;
    case VMP_EVENT_ADDRESS_SPACE:
      g_clear_pointer (&self->maps.space, vmp_address_space_unref);
      break;
    case VMP_EVENT_PAGE_STATES:
      g_clear_pointer (&self->pages.states, vmp_page_states_unref);
      break;
    case VMP_EVENT_SAMPLE:
    case VMP_EVENT_FORK:
    case VMP_EVENT_EXIT:
    case VMP_EVENT_GAP:
    case VMP_EVENT_OBSERVER:
    default:
      break;
    }
}

static void
acquire_string (GRefString *string)
{
  if (string != NULL)
    g_ref_string_acquire (string);
}

void
vmp_event_copy (const VmpEvent *self,
                VmpEvent       *out)
{
  *out = *self;
  if (self->type == VMP_EVENT_START || self->type == VMP_EVENT_EXEC)
    {
      acquire_string (out->process.name);
      acquire_string (out->process.command);
      acquire_string (out->process.exe);
    }
  else if (self->type == VMP_EVENT_MARK)
    acquire_string (out->mark.name);
  else if (self->type == VMP_EVENT_NOTE)
    acquire_string (out->note.text);
  else if (self->type == VMP_EVENT_ALERT)
    {
      acquire_string (out->alert.rule);
      acquire_string (out->alert.title);
      acquire_string (out->alert.metric);
    }
  else if (self->type == VMP_EVENT_ADDRESS_SPACE && out->maps.space != NULL)
    vmp_address_space_ref (out->maps.space);
  else if (self->type == VMP_EVENT_PAGE_STATES && out->pages.states != NULL)
    vmp_page_states_ref (out->pages.states);
}

gboolean
vmp_event_gap_concerns (const VmpEvent *gap,
                        VmpMetricId     id,
                        gint64          interval_nsec)
{
  VmpTier tier = vmp_metric_get (id)->tier;

  /* Files of tier 0 are never left out for their cost, nor refused as a whole. */
  if (gap->gap.reason == VMP_GAP_BUDGET || gap->gap.reason == VMP_GAP_DENIED)
    return tier != VMP_TIER_0;
  return gap->time_nsec - gap->gap.begin_nsec >= interval_nsec / 2;
}

GArray *
vmp_event_array_new (void)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));

  g_array_set_clear_func (events, (GDestroyNotify) vmp_event_clear);
  return events;
}

VmpBatch *
vmp_batch_new_one (const VmpEvent *event)
{
  GArray *events = vmp_event_array_new ();

  g_array_append_val (events, *event);
  return vmp_batch_new_take (events);
}

VmpBatch *
vmp_batch_new_take (GArray *events)
{
  VmpBatch *self;

  g_return_val_if_fail (events != NULL, NULL);
  g_return_val_if_fail (g_array_get_element_size (events) == sizeof (VmpEvent), NULL);

  self = g_atomic_rc_box_new0 (VmpBatch);
  self->events = events;
  g_array_set_clear_func (events, (GDestroyNotify) vmp_event_clear);
  return self;
}

VmpBatch *
vmp_batch_ref (VmpBatch *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
batch_clear (gpointer box)
{
  VmpBatch *self = box;

  g_array_unref (self->events);
}

void
vmp_batch_unref (VmpBatch *self)
{
  g_atomic_rc_box_release_full (self, batch_clear);
}

const VmpEvent *
vmp_batch_get_events (VmpBatch *self,
                      guint    *out_n)
{
  *out_n = self->events->len;
  return (const VmpEvent *) (gpointer) self->events->data;
}
