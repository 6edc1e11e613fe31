/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hands over all events of a recording in the order in which they came. */

#include "config.h"

#include "vmp-recording-private.h"

#include "core/kernel/vmp-error.h"
#include "core/model/vmp-event-maps.h"

#define BATCH_EVENTS 256

/* The samples of one target, a chunk at a time. */
typedef struct
{
  guint32            target;
  VmpRecordingChunk *chunks;          /* borrowed */
  guint              n_chunks, chunk; /* @chunk: the next one */
  gboolean           has_recent;      /* the plain rows are still to come */
  GArray            *samples;         /* of VmpSample; NULL between chunks */
  guint              at;              /* of samples */
  gint64             number;          /* of the next sample */
  gint64             next_nsec;       /* its time, or an earlier one while it is not loaded; G_MAXINT64: none */
  gint64             barrier;         /* this sample comes after an event that is still to come */
} Cursor;

typedef struct
{
  VmpRecording    *recording;
  gint64           begin_nsec, end_nsec;
  VmpRecordingFunc func;
  gpointer         user_data;
  gboolean         is_over;
  GArray          *batch;           /* of VmpEvent; NULL when empty */
  GHashTable      *by_target;       /* target -> owned Cursor */
  GTree           *waiting;         /* borrowed Cursors that have samples and may go on, by their next time */
} Replay;

static void
cursor_free (gpointer data)
{
  Cursor *self = data;

  g_clear_pointer (&self->samples, g_array_unref);
  g_free (self);
}

static int
compare_cursors (gconstpointer a,
                 gconstpointer b)
{
  const Cursor *x = a, *y = b;

  if (x->next_nsec != y->next_nsec)
    return x->next_nsec < y->next_nsec ? -1 : 1;
  return (x->target > y->target) - (x->target < y->target);
}

static void
hand_over (Replay *self)
{
  g_autoptr (VmpBatch) batch = NULL;

  if (self->batch == NULL)
    return;
  batch = vmp_batch_new_take (g_steal_pointer (&self->batch));
  if (!self->is_over)
    self->is_over = !self->func (batch, self->user_data);
}

static void
emit (Replay         *self,
      const VmpEvent *event)
{
  if (self->batch == NULL)
    self->batch = g_array_sized_new (FALSE, FALSE, sizeof (VmpEvent), BATCH_EVENTS);
  g_array_append_val (self->batch, *event);
  if (self->batch->len >= BATCH_EVENTS)
    hand_over (self);
}

/* --- samples --- */

static void
load_recent (Replay *self,
             Cursor *cursor)
{
  sqlite3_stmt *statement = vmp_recording_begin_recent (self->recording, cursor->target);
  gint64 number, first = -1;
  VmpSample sample;

  cursor->has_recent = FALSE;
  while (statement != NULL && cursor->samples->len < VMP_RECORDING_CHUNK_SAMPLES &&
         vmp_recording_next_recent (self->recording, statement, &number, &sample))
    {
      if (first < 0)
        first = number;
      g_array_append_val (cursor->samples, sample);
    }
  if (first >= 0)
    cursor->number = first;
}

static gboolean
is_outside (const Replay            *self,
            const VmpRecordingChunk *chunk)
{
  return chunk->end_nsec < self->begin_nsec || chunk->begin_nsec >= self->end_nsec;
}

/* Makes the next sample ready, if there is one. */
static void
load_next (Replay *self,
           Cursor *cursor)
{
  if (cursor->samples != NULL && cursor->at < cursor->samples->len)
    {
      cursor->next_nsec = g_array_index (cursor->samples, VmpSample, cursor->at).time_nsec;
      return;
    }
  if (cursor->samples == NULL)
    cursor->samples = g_array_new (FALSE, FALSE, sizeof (VmpSample));
  g_array_set_size (cursor->samples, 0);
  cursor->at = 0;
  while (cursor->samples->len == 0 && (cursor->chunk < cursor->n_chunks || cursor->has_recent))
    {
      const VmpRecordingChunk *chunk = &cursor->chunks[cursor->chunk];

      if (cursor->chunk == cursor->n_chunks)
        {
          load_recent (self, cursor);
          break;
        }
      cursor->chunk++;
      cursor->number = chunk->first_sample;
      if (!is_outside (self, chunk))
        vmp_recording_load_samples (self->recording, chunk, cursor->samples);
    }
  if (cursor->samples->len > 0)
    {
      cursor->next_nsec = g_array_index (cursor->samples, VmpSample, 0).time_nsec;
      return;
    }
  g_clear_pointer (&cursor->samples, g_array_unref);
  cursor->next_nsec = G_MAXINT64;
}

static gboolean
may_go_on (const Cursor *cursor)
{
  return cursor->next_nsec != G_MAXINT64 && cursor->number < cursor->barrier;
}

static void
emit_sample (Replay *self,
             Cursor *cursor)
{
  VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = cursor->target };

  event.sample = g_array_index (cursor->samples, VmpSample, cursor->at);
  event.time_nsec = event.sample.time_nsec;
  cursor->at++;
  cursor->number++;
  if (event.time_nsec >= self->begin_nsec && event.time_nsec < self->end_nsec)
    emit (self, &event);
}

/* Emits samples of @cursor, which is not waiting, before @limit_nsec, and no more than up to its barrier. */
static void
run_cursor (Replay *self,
            Cursor *cursor,
            gint64  limit_nsec)
{
  load_next (self, cursor);
  while (!self->is_over && may_go_on (cursor) && cursor->next_nsec < limit_nsec)
    {
      emit_sample (self, cursor);
      load_next (self, cursor);
    }
}

/* All samples of all targets before @limit_nsec, in the order of their times. */
static void
run_samples (Replay *self,
             gint64  limit_nsec)
{
  GTreeNode *node;

  while (!self->is_over && (node = g_tree_node_first (self->waiting)) != NULL)
    {
      Cursor *cursor = g_tree_node_key (node);
      GTreeNode *next = g_tree_node_next (node);
      gint64 next_nsec = next != NULL ? ((Cursor *) g_tree_node_key (next))->next_nsec : G_MAXINT64;

      if (cursor->next_nsec >= limit_nsec)
        return;
      g_tree_remove (self->waiting, cursor);
      run_cursor (self, cursor, next_nsec < limit_nsec ? next_nsec + 1 : limit_nsec);
      if (may_go_on (cursor))
        g_tree_insert (self->waiting, cursor, cursor);
    }
}

/* --- events --- */

/* Its mappings are elsewhere, as differences; of the first version they are in it. */
static gboolean
complete (VmpRecording *self,
          gint64        id,
          GVariant     *variant,
          VmpEvent     *event)
{
  VmpAddressSpace *head = event->maps.space;

  if (head == NULL || self->version == 1)
    return TRUE;
  event->maps.space = vmp_recording_load_mappings (self, id, head);
  vmp_address_space_unref (head);
  if (event->maps.space == NULL)
    return FALSE;
  vmp_event_complete_head (variant, event->maps.space);
  return TRUE;
}

gboolean
vmp_recording_load_event (VmpRecording            *self,
                          const VmpRecordingEvent *entry,
                          VmpEvent                *out)
{
  sqlite3_stmt *statement = vmp_recording_get_read (self, VMP_RECORDING_READ_EVENT);
  g_autoptr (GError) error = NULL;
  g_autoptr (GBytes) bytes = NULL;
  g_autoptr (GVariant) stored = NULL, variant = NULL;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, entry->id);
  if (!vmp_recording_step (self, statement, "event"))
    return FALSE;
  bytes = g_bytes_new (sqlite3_column_blob (statement, 0), sqlite3_column_bytes (statement, 0));
  stored = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(yuxv)"), bytes, FALSE));
  variant = G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (stored) : g_variant_byteswap (stored);
  if (!vmp_event_from_variant (variant, out, &error))
    {
      vmp_recording_add_problem (self, "event %" G_GINT64_FORMAT ": %s", entry->id, error->message);
      return FALSE;
    }
  if (out->target == entry->target && out->type == entry->type && out->time_nsec == entry->time_nsec &&
      out->type != VMP_EVENT_SAMPLE)
    return out->type != VMP_EVENT_ADDRESS_SPACE || complete (self, entry->id, variant, out);
  vmp_recording_add_problem (self, "event %" G_GINT64_FORMAT " is not what its row says", entry->id);
  vmp_event_clear (out);
  return FALSE;
}

void
vmp_recording_read_events (VmpRecording          *self,
                           guint                  types,
                           VmpRecordingEventFunc  func,
                           gpointer               user_data)
{
  for (guint i = 0; i < self->events->len; i++)
    {
      const VmpRecordingEvent *entry = &g_array_index (self->events, VmpRecordingEvent, i);
      VmpEvent event;

      if (entry->type >= 32 || (types & 1u << entry->type) == 0 || !vmp_recording_load_event (self, entry, &event))
        continue;
      func (&event, user_data);
      vmp_event_clear (&event);
    }
}

static void
replay_event (Replay                  *self,
              const VmpRecordingEvent *entry)
{
  Cursor *cursor = g_hash_table_lookup (self->by_target, GUINT_TO_POINTER (entry->target));
  gboolean names = entry->type == VMP_EVENT_START || entry->type == VMP_EVENT_EXEC;
  VmpEvent event;

  run_samples (self, entry->time_nsec);
  g_tree_remove (self->waiting, cursor);
  run_cursor (self, cursor, G_MAXINT64);
  if ((names || (entry->time_nsec >= self->begin_nsec && entry->time_nsec < self->end_nsec)) && vmp_recording_load_event (self->recording, entry, &event))
    emit (self, &event);
  cursor->barrier = entry->next != G_MAXUINT
                      ? g_array_index (self->recording->events, VmpRecordingEvent, entry->next).samples_before
                      : G_MAXINT64;
  if (may_go_on (cursor))
    g_tree_insert (self->waiting, cursor, cursor);
}

static void
add_cursor (Replay *self,
            guint32 target)
{
  Cursor *cursor = g_new0 (Cursor, 1);

  cursor->target = target;
  cursor->chunks = vmp_recording_find_chunks (self->recording, target, &cursor->n_chunks);
  cursor->has_recent = TRUE;
  cursor->barrier = G_MAXINT64;
  /* Loaded when it is its turn. */
  cursor->next_nsec = cursor->n_chunks > 0 ? cursor->chunks[0].begin_nsec : 0;
  g_hash_table_insert (self->by_target, GUINT_TO_POINTER (target), cursor);
}

/* The first event of each holds its samples back; those that have none go by their times alone. */
static void
set_barriers (Replay *self)
{
  GArray *events = self->recording->events;
  GHashTableIter iter;
  gpointer value;

  for (guint i = events->len; i > 0; i--)
    {
      const VmpRecordingEvent *event = &g_array_index (events, VmpRecordingEvent, i - 1);
      Cursor *cursor = g_hash_table_lookup (self->by_target, GUINT_TO_POINTER (event->target));

      cursor->barrier = event->samples_before;
    }
  g_hash_table_iter_init (&iter, self->by_target);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    if (may_go_on (value))
      g_tree_insert (self->waiting, value, value);
}

void
vmp_recording_replay (VmpRecording     *self,
                      gint64            begin_nsec,
                      gint64            end_nsec,
                      VmpRecordingFunc  func,
                      gpointer          user_data)
{
  Replay replay = { self, begin_nsec, end_nsec, func, user_data };

  replay.by_target = g_hash_table_new_full (NULL, NULL, NULL, cursor_free);
  replay.waiting = g_tree_new (compare_cursors);
  for (guint i = 0; i < self->targets->len; i++)
    add_cursor (&replay, g_array_index (self->targets, guint32, i));
  set_barriers (&replay);
  for (guint i = 0; i < self->events->len && !replay.is_over; i++)
    replay_event (&replay, &g_array_index (self->events, VmpRecordingEvent, i));
  run_samples (&replay, G_MAXINT64);
  hand_over (&replay);
  g_tree_unref (replay.waiting);
  g_hash_table_unref (replay.by_target);
}
