/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events, and the immutable batches of them that cross threads. */

#include "config.h"

#include "vmp-event.h"

struct _VmpBatch
{
  gatomicrefcount ref_count;
  GArray         *events;   /* of VmpEvent */
};

static void
process_info_clear (VmpProcessInfo *self)
{
  g_clear_pointer (&self->name, g_ref_string_release);
  g_clear_pointer (&self->command, g_ref_string_release);
  g_clear_pointer (&self->exe, g_ref_string_release);
}

void
vmp_event_clear (VmpEvent *self)
{
  switch (self->type)
    {
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      process_info_clear (&self->process);
      break;
    case VMP_EVENT_MARK:
      g_clear_pointer (&self->mark.name, g_ref_string_release);
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
acquire (GRefString *string)
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
      acquire (self->process.name);
      acquire (self->process.command);
      acquire (self->process.exe);
    }
  else if (self->type == VMP_EVENT_MARK)
    {
      acquire (self->mark.name);
    }
}

VmpBatch *
vmp_batch_new_take (GArray *events)
{
  VmpBatch *self = g_new (VmpBatch, 1);

  g_atomic_ref_count_init (&self->ref_count);
  self->events = events;
  return self;
}

VmpBatch *
vmp_batch_ref (VmpBatch *self)
{
  g_atomic_ref_count_inc (&self->ref_count);
  return self;
}

void
vmp_batch_unref (VmpBatch *self)
{
  if (!g_atomic_ref_count_dec (&self->ref_count))
    return;
  for (guint i = 0; i < self->events->len; i++)
    vmp_event_clear (&g_array_index (self->events, VmpEvent, i));
  g_array_unref (self->events);
  g_free (self);
}

const VmpEvent *
vmp_batch_get_events (VmpBatch *self,
                      guint    *out_n)
{
  *out_n = self->events->len;
  return (const VmpEvent *) self->events->data;
}
