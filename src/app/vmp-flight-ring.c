/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last minutes of the stream of events, in bounded memory. */

#include "config.h"

#include "vmp-flight-ring.h"

/* An entry of a snapshot of mappings, with its share of the names. */
#define MAPPING_BYTES 260

/* So many processes are remembered of which nothing is kept but what they are. */
#define MAX_IDLE 1000

typedef struct
{
  VmpBatch *batch;      /* owned */
  gint64    end_nsec;   /* of its newest event */
  gsize     bytes;
} Entry;

/* What a process was before the first event that is kept of it. */
typedef struct
{
  VmpEvent head;        /* START; of no type if that is still kept itself */
  guint32  parent;      /* target whose child it is; 0: none */
  guint    n_kept;      /* events in the ring */
} Process;

struct _VmpFlightRing
{
  gint64      span_nsec;
  gsize       max_bytes, bytes;
  GQueue      entries;    /* of owned Entry, the oldest first */
  GHashTable *processes;  /* number as pointer -> owned Process */
};

static void
process_free (gpointer data)
{
  Process *self = data;

  vmp_event_clear (&self->head);
  g_free (self);
}

static void
entry_free (gpointer data)
{
  Entry *self = data;

  vmp_batch_unref (self->batch);
  g_free (self);
}

VmpFlightRing *
vmp_flight_ring_new (gint64 span_nsec, gsize max_bytes)
{
  VmpFlightRing *self = g_new0 (VmpFlightRing, 1);

  self->span_nsec = span_nsec;
  self->max_bytes = max_bytes;
  g_queue_init (&self->entries);
  self->processes = g_hash_table_new_full (NULL, NULL, NULL, process_free);
  return self;
}

void
vmp_flight_ring_free (VmpFlightRing *self)
{
  g_queue_clear_full (&self->entries, entry_free);
  g_hash_table_unref (self->processes);
  g_free (self);
}

static Process *
find_process (VmpFlightRing *self, guint32 target)
{
  return g_hash_table_lookup (self->processes, GUINT_TO_POINTER (target));
}

static Process *
ensure_process (VmpFlightRing *self, guint32 target)
{
  Process *process = find_process (self, target);

  if (process != NULL)
    return process;
  process = g_new0 (Process, 1);
  g_hash_table_insert (self->processes, GUINT_TO_POINTER (target), process);
  return process;
}

/* An answer to a request, which is nothing that happened. */
static gboolean
is_kept (const VmpEvent *event)
{
  return event->type != VMP_EVENT_PAGE_STATES;
}

static gsize
count_bytes (const VmpEvent *events, guint n)
{
  gsize bytes = sizeof (Entry) + n * sizeof (VmpEvent);

  for (guint i = 0; i < n; i++)
    {
      if (events[i].type == VMP_EVENT_ADDRESS_SPACE && events[i].maps.space != NULL)
        bytes += (gsize) vmp_address_space_get_n (events[i].maps.space) * MAPPING_BYTES;
    }
  return bytes;
}

/* What it was stays known when the event that said so goes. */
static void
remember (VmpFlightRing *self, const VmpEvent *event)
{
  Process *process = find_process (self, event->target);

  if (process == NULL)
    return;
  process->n_kept--;
  if (event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXEC)
    {
      vmp_event_clear (&process->head);
      vmp_event_copy (event, &process->head);
      process->head.type = VMP_EVENT_START;
    }
  else if (event->type == VMP_EVENT_EXIT && process->n_kept == 0)
    g_hash_table_remove (self->processes, GUINT_TO_POINTER (event->target));
}

static void
drop_oldest (VmpFlightRing *self)
{
  Entry *entry = g_queue_pop_head (&self->entries);
  guint n;
  const VmpEvent *events = vmp_batch_get_events (entry->batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (is_kept (&events[i]))
        remember (self, &events[i]);
    }
  self->bytes -= entry->bytes;
  entry_free (entry);
}

static void
forget_idle (VmpFlightRing *self)
{
  GHashTableIter iter;
  gpointer value;

  if (g_hash_table_size (self->processes) <= MAX_IDLE)
    return;
  g_hash_table_iter_init (&iter, self->processes);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (((Process *) value)->n_kept == 0)
        g_hash_table_iter_remove (&iter);
    }
}

static void
trim (VmpFlightRing *self)
{
  const Entry *newest = g_queue_peek_tail (&self->entries);
  gint64 since_nsec = newest != NULL ? newest->end_nsec - self->span_nsec : 0;

  while (!g_queue_is_empty (&self->entries))
    {
      const Entry *oldest = g_queue_peek_head (&self->entries);

      if (self->span_nsec > 0 && oldest->end_nsec >= since_nsec && self->bytes <= self->max_bytes)
        break;
      drop_oldest (self);
    }
  forget_idle (self);
}

void
vmp_flight_ring_set_bounds (VmpFlightRing *self, gint64 span_nsec, gsize max_bytes)
{
  self->span_nsec = span_nsec;
  self->max_bytes = max_bytes;
  trim (self);
}

void
vmp_flight_ring_add (VmpFlightRing *self, VmpBatch *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);
  const Entry *newest = g_queue_peek_tail (&self->entries);
  gint64 end_nsec = newest != NULL ? newest->end_nsec : G_MININT64;
  Entry *entry;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    {
      end_nsec = MAX (end_nsec, events[i].time_nsec);
      if (!is_kept (&events[i]))
        continue;
      ensure_process (self, events[i].target)->n_kept++;
      if (events[i].type == VMP_EVENT_FORK && events[i].fork.child_target != 0)
        ensure_process (self, events[i].fork.child_target)->parent = events[i].target;
    }
  entry = g_new0 (Entry, 1);
  entry->batch = vmp_batch_ref (batch);
  entry->end_nsec = end_nsec;
  entry->bytes = count_bytes (events, n);
  self->bytes += entry->bytes;
  g_queue_push_tail (&self->entries, entry);
  trim (self);
}

gsize
vmp_flight_ring_get_bytes (VmpFlightRing *self)
{
  return self->bytes;
}

/* Is @target @root or one that it began, over however many generations? */
static gboolean
descends (VmpFlightRing *self, guint32 target, guint32 root)
{
  for (guint depth = 0; target != 0 && depth < 1000; depth++)
    {
      const Process *process = find_process (self, target);

      if (target == root)
        return TRUE;
      target = process != NULL ? process->parent : 0;
    }
  return FALSE;
}

/* Before the first event of a process, unless that says itself what it is. */
static void
append_head (VmpFlightRing *self, GHashTable *begun, const VmpEvent *first, GArray *events)
{
  const Process *process = find_process (self, first->target);
  VmpEvent head;

  if (!g_hash_table_add (begun, GUINT_TO_POINTER (first->target)) || first->type == VMP_EVENT_START
      || process == NULL || process->head.type != VMP_EVENT_START)
    return;
  vmp_event_copy (&process->head, &head);
  head.time_nsec = first->time_nsec;
  g_array_append_val (events, head);
}

static VmpBatch *
pick (VmpFlightRing *self, VmpBatch *batch, guint32 target, GHashTable *begun)
{
  GArray *picked = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      VmpEvent copy;

      if (!is_kept (&events[i]) || !descends (self, events[i].target, target))
        continue;
      append_head (self, begun, &events[i], picked);
      vmp_event_copy (&events[i], &copy);
      g_array_append_val (picked, copy);
    }
  return vmp_batch_new_take (picked);
}

GPtrArray *
vmp_flight_ring_list (VmpFlightRing *self, guint32 target)
{
  GPtrArray *batches = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_batch_unref);
  g_autoptr (GHashTable) begun = g_hash_table_new (NULL, NULL);

  for (GList *link = self->entries.head; link != NULL; link = link->next)
    {
      const Entry *entry = link->data;
      VmpBatch *batch = pick (self, entry->batch, target, begun);
      guint n;

      vmp_batch_get_events (batch, &n);
      if (n > 0)
        g_ptr_array_add (batches, batch);
      else
        vmp_batch_unref (batch);
    }
  return batches;
}
