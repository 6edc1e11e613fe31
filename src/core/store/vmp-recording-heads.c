/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The heads of all columns of all chunks, read in one go: sums over a long recording look at each of them, and one after the other
 * metric by metric would go through the file as often as there are metrics. */

#include "config.h"

#include "vmp-recording-private.h"
#include "vmp-recording-query.h"

/* Beyond, a head at a time is read. */
#define MAX_HEADS (1u << 20)

/* Which chunk has which number. */
static GHashTable *
number_chunks (VmpRecording *self)
{
  GHashTable *table = g_hash_table_new (g_int64_hash, g_int64_equal);

  for (guint i = 0; i < self->chunks->len; i++)
    {
      VmpRecordingChunk *chunk = &g_array_index (self->chunks, VmpRecordingChunk, i);

      g_hash_table_insert (table, &chunk->id, GUINT_TO_POINTER (i));
    }
  return table;
}

static void
take_head (VmpRecording *self,
           GHashTable   *numbers,
           sqlite3_stmt *statement)
{
  gint64 id = sqlite3_column_int64 (statement, 0), chunk_id = id >> 16;
  const VmpMetric *metric = vmp_metric_lookup_code (id & 0xffff);
  gpointer number;
  VmpRecordingHead *head;

  if (metric == NULL || !g_hash_table_lookup_extended (numbers, &chunk_id, NULL, &number))
    return;
  head = &self->heads[GPOINTER_TO_UINT (number) * VMP_N_METRICS + metric->id];
  vmp_recording_read_head (statement, 1, head);
  head->is_known = TRUE;
}

void
vmp_recording_load_heads (VmpRecording *self)
{
  g_autoptr (GHashTable) numbers = NULL;
  sqlite3_stmt *statement;
  gsize n = (gsize) self->chunks->len * VMP_N_METRICS;

  if (self->heads != NULL || n == 0 || n > MAX_HEADS)
    return;
  statement = vmp_recording_get_read (self, VMP_RECORDING_READ_HEADS);
  if (statement == NULL)
    return;
  self->heads = g_new0 (VmpRecordingHead, n);
  numbers = number_chunks (self);
  while (vmp_recording_step (self, statement, "chunk_column"))
    take_head (self, numbers, statement);
}

void
vmp_recording_read_head (sqlite3_stmt     *statement,
                         int               at,
                         VmpRecordingHead *out)
{
  out->n = MAX (vmp_recording_get_count (statement, at), 0);
  out->min = vmp_recording_get_count (statement, at + 1);
  out->max = vmp_recording_get_count (statement, at + 2);
  out->first = vmp_recording_get_count (statement, at + 3);
  out->last = vmp_recording_get_count (statement, at + 4);
}

const VmpRecordingHead *
vmp_recording_get_head (VmpRecording            *self,
                        const VmpRecordingChunk *chunk,
                        VmpMetricId              id)
{
  gsize number = chunk - (const VmpRecordingChunk *) (gpointer) self->chunks->data;

  return self->heads != NULL && number < self->chunks->len ? &self->heads[number * VMP_N_METRICS + id] : NULL;
}
