/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what a recording holds, without the values: facts, chunks, events and whose they are. */

#include "config.h"

#include "vmp-recording-private.h"

#include "core/kernel/vmp-process.h"

#include <string.h>

/* Bounds of what is kept in memory of a file, honest or not: a thousand million samples. */
#define MAX_CHUNKS 1000000
#define MAX_EVENTS 1000000
#define MAX_INFO 1000
#define MAX_TEXT_BYTES (64 * 1024)

static void
load_info (VmpRecording *self)
{
  g_autoptr (sqlite3_stmt) statement = NULL;
  guint n = 0;

  if ((self->tables & 1u << VMP_RECORDING_INFO) != 0)
    statement = vmp_sqlite_prepare (self->db, "SELECT key, value FROM info", "info", NULL);
  while (statement != NULL && n++ < MAX_INFO && vmp_recording_step (self, statement, "info"))
    {
      const char *key = (const char *) sqlite3_column_text (statement, 0);
      int key_len = sqlite3_column_bytes (statement, 0);

      if (key == NULL || key_len > 100 || sqlite3_column_bytes (statement, 1) > MAX_TEXT_BYTES)
        continue;
      if (sqlite3_column_type (statement, 1) == SQLITE_INTEGER)
        {
          gint64 value = sqlite3_column_int64 (statement, 1);

          g_hash_table_insert (self->numbers, vmp_text_escape (key, key_len), g_memdup2 (&value, sizeof value));
        }
      else if (sqlite3_column_type (statement, 1) == SQLITE_TEXT)
        g_hash_table_insert (self->texts, vmp_text_escape (key, key_len),
                             vmp_text_escape ((const char *) sqlite3_column_text (statement, 1),
                                              sqlite3_column_bytes (statement, 1)));
    }
}

typedef gboolean (*RowFunc) (VmpRecording *self, sqlite3_stmt *statement);

/* All rows of a table by their id, first the head of the statement. Where a damaged page stops it, it goes on from the other end. */
static void
scan (VmpRecording      *self,
      VmpRecordingTable  table,
      const char        *columns,
      guint              max,
      RowFunc            func)
{
  const char *name = vmp_recording_schema_get_table (table)->name;
  gint64 last_id = G_MININT64;
  guint n = 0, n_bad = 0, n_problems = self->problems->len;

  if ((self->tables & 1u << table) == 0)
    return;
  for (guint pass = 0; pass < 2; pass++)
    {
      g_autofree char *sql = g_strdup_printf ("SELECT id, %s FROM %s NOT INDEXED ORDER BY id %s", columns, name,
                                              pass == 0 ? "ASC" : "DESC");
      g_autoptr (sqlite3_stmt) statement = vmp_sqlite_prepare (self->db, sql, name, NULL);

      while (statement != NULL && n < max && vmp_recording_step (self, statement, name))
        {
          gint64 id = sqlite3_column_int64 (statement, 0);

          if (pass == 1 && id <= last_id)
            break;
          if (pass == 0)
            last_id = MAX (last_id, id);
          n++;
          n_bad += !func (self, statement);
        }
      if (self->problems->len == n_problems)
        break;
    }
  if (n == max)
    vmp_recording_add_problem (self, "the table %s has too many rows; the rest is left out", name);
  if (n_bad > 0)
    vmp_recording_add_problem (self, "%u rows of the table %s make no sense", n_bad, name);
}

static gboolean
add_chunk (VmpRecording *self,
           sqlite3_stmt *statement)
{
  gint64 target = vmp_recording_get_count (statement, 1), n = vmp_recording_get_count (statement, 3);
  VmpRecordingChunk chunk = {
    .id = vmp_recording_get_count (statement, 0),
    .first_sample = vmp_recording_get_count (statement, 2),
    .begin_nsec = vmp_recording_get_count (statement, 4),
    .end_nsec = vmp_recording_get_count (statement, 5),
  };

  if (target < 0 || target > G_MAXUINT32 || n < 1 || n > VMP_RECORDING_CHUNK_SAMPLES || chunk.id < 0 ||
      chunk.id > G_MAXINT64 >> 16 || chunk.first_sample < 0 || chunk.first_sample > G_MAXINT64 - n ||
      chunk.begin_nsec < 0 || chunk.end_nsec < chunk.begin_nsec)
    return FALSE;
  chunk.target = target;
  chunk.n = n;
  g_array_append_val (self->chunks, chunk);
  return TRUE;
}

static int
compare_chunks (gconstpointer a,
                gconstpointer b)
{
  const VmpRecordingChunk *x = a, *y = b;

  if (x->target != y->target)
    return x->target < y->target ? -1 : 1;
  return (x->first_sample > y->first_sample) - (x->first_sample < y->first_sample);
}

/* Chunks that lie over the one before are left out. */
static void
sort_chunks (VmpRecording *self)
{
  VmpRecordingChunk *chunks = (VmpRecordingChunk *) (gpointer) self->chunks->data;
  guint n = 0;

  g_array_sort (self->chunks, compare_chunks);
  for (guint i = 0; i < self->chunks->len; i++)
    {
      if (n > 0 && chunks[n - 1].target == chunks[i].target &&
          (chunks[i].first_sample < chunks[n - 1].first_sample + chunks[n - 1].n || chunks[i].begin_nsec < chunks[n - 1].end_nsec))
        continue;
      chunks[n++] = chunks[i];
    }
  if (n < self->chunks->len)
    vmp_recording_add_problem (self, "%u chunks of samples lie over others", self->chunks->len - n);
  g_array_set_size (self->chunks, n);
}

static gboolean
add_event (VmpRecording *self,
           sqlite3_stmt *statement)
{
  gint64 target = vmp_recording_get_count (statement, 1), type = vmp_recording_get_count (statement, 3);
  VmpRecordingEvent event = {
    .id = vmp_recording_get_count (statement, 0),
    .time_nsec = vmp_recording_get_count (statement, 2),
    .samples_before = vmp_recording_get_count (statement, 4),
    .next = G_MAXUINT,
  };

  if (target < 0 || target > G_MAXUINT32 || type < 0 || type > G_MAXUINT8 || event.id < 0 || event.time_nsec < 0 ||
      event.samples_before < 0)
    return FALSE;
  event.target = target;
  event.type = type;
  g_array_append_val (self->events, event);
  return TRUE;
}

G_STATIC_ASSERT (G_STRUCT_OFFSET (VmpRecordingEvent, id) == 0 && G_STRUCT_OFFSET (VmpRecordingSpace, id) == 0);

/* Of events and of spaces, which begin with it. */
static int
compare_ids (gconstpointer a,
             gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static void
link_events (VmpRecording *self)
{
  g_autoptr (GHashTable) next = g_hash_table_new (NULL, NULL);
  VmpRecordingEvent *events = (VmpRecordingEvent *) (gpointer) self->events->data;

  g_array_sort (self->events, compare_ids);
  for (guint i = self->events->len; i > 0; i--)
    {
      gpointer found, target = GUINT_TO_POINTER (events[i - 1].target);

      if (g_hash_table_lookup_extended (next, target, NULL, &found))
        events[i - 1].next = GPOINTER_TO_UINT (found);
      g_hash_table_insert (next, target, GUINT_TO_POINTER (i - 1));
    }
}

/* The event that it belongs to says whose it is. */
static gboolean
add_space (VmpRecording *self,
           sqlite3_stmt *statement)
{
  VmpRecordingSpace space = {
    .id = vmp_recording_get_count (statement, 0),
    .base = vmp_recording_get_count (statement, 1),
    .n = vmp_recording_get_count (statement, 2),
  };
  const VmpRecordingEvent *event = vmp_recording_find_event (self, space.id);

  if (event == NULL || event->type != VMP_EVENT_ADDRESS_SPACE || space.base < 0 || space.base > space.id ||
      space.id > G_MAXINT64 >> 16 || space.n < 0)
    return FALSE;
  space.target = event->target;
  space.time_nsec = event->time_nsec;
  g_array_append_val (self->spaces, space);
  return TRUE;
}

static int
compare_numbers (gconstpointer a,
                 gconstpointer b)
{
  guint32 x = *(const guint32 *) a, y = *(const guint32 *) b;

  return (x > y) - (x < y);
}

/* Targets that have plain rows only are found by their events: each begins with one. */
static void
collect_targets (VmpRecording *self)
{
  guint n = 0;
  guint32 *targets;

  for (guint i = 0; i < self->events->len; i++)
    g_array_append_val (self->targets, g_array_index (self->events, VmpRecordingEvent, i).target);
  for (guint i = 0; i < self->chunks->len; i++)
    g_array_append_val (self->targets, g_array_index (self->chunks, VmpRecordingChunk, i).target);
  g_array_sort (self->targets, compare_numbers);
  targets = (guint32 *) (gpointer) self->targets->data;
  for (guint i = 0; i < self->targets->len; i++)
    if (n == 0 || targets[n - 1] != targets[i])
      targets[n++] = targets[i];
  g_array_set_size (self->targets, n);
}

static int
compare_texts (gconstpointer a,
               gconstpointer b)
{
  return strcmp (*(const char *const *) a, *(const char *const *) b);
}

static void
collect_keys (VmpRecording *self)
{
  GHashTable *tables[] = { self->texts, self->numbers };

  for (guint i = 0; i < G_N_ELEMENTS (tables); i++)
    {
      GHashTableIter iter;
      gpointer key;

      g_hash_table_iter_init (&iter, tables[i]);
      while (g_hash_table_iter_next (&iter, &key, NULL))
        g_ptr_array_add (self->keys, key);
    }
  g_ptr_array_sort (self->keys, compare_texts);
  g_ptr_array_add (self->keys, NULL);
}

static void
load_events (VmpRecording *self)
{
  scan (self, VMP_RECORDING_EVENT, "target, time_nsec, type, samples_before", MAX_EVENTS, add_event);
  link_events (self);
  scan (self, VMP_RECORDING_SPACE, "base, n", MAX_EVENTS, add_space);
  g_array_sort (self->spaces, compare_ids);
  collect_targets (self);
}

void
vmp_recording_load_directories (VmpRecording *self)
{
  load_info (self);
  collect_keys (self);
  scan (self, VMP_RECORDING_CHUNK, "target, first_sample, n, begin_nsec, end_nsec", MAX_CHUNKS, add_chunk);
  sort_chunks (self);
  load_events (self);
}

void
vmp_recording_reload_events (VmpRecording *self)
{
  g_array_set_size (self->events, 0);
  g_array_set_size (self->spaces, 0);
  g_array_set_size (self->targets, 0);
  g_clear_pointer (&self->mappings, g_hash_table_unref);
  load_events (self);
}
