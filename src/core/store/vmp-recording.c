/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that is open: what it holds, and the statements that read the rest of it. */

#include "config.h"

#include "vmp-recording-private.h"

#include "core/kernel/vmp-process.h"

#include <string.h>

#define MAX_PROBLEMS 100
#define OPEN_MSEC 10000
#define OPEN_CHECK_MSEC 10
void
vmp_recording_add_problem (VmpRecording *self,
                           const char   *format,
                           ...)
{
  g_autofree char *text = NULL;
  va_list args;

  va_start (args, format);
  text = g_strdup_vprintf (format, args);
  va_end (args);
  if (self->problems->len > MAX_PROBLEMS)
    return;
  for (guint i = 0; i + 1 < self->problems->len; i++)
    if (g_str_equal (g_ptr_array_index (self->problems, i), text))
      return;
  g_ptr_array_insert (self->problems, self->problems->len - 1, g_steal_pointer (&text));
}

void
vmp_recording_add_error (VmpRecording *self,
                         int           code,
                         const char   *what)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  vmp_sqlite_set_error (&error, self->db, code, what);
  text = vmp_text_escape (error->message, strlen (error->message));
  vmp_recording_add_problem (self, "%s", text);
}

static gint64
now_nsec (void)
{
  return g_get_monotonic_time () * 1000;
}

void
vmp_recording_set_limit (VmpRecording *self,
                         guint         msec)
{
  self->deadline_nsec = msec > 0 ? now_nsec () + msec * G_GINT64_CONSTANT (1000000) : 0;
}

gboolean
vmp_recording_is_late (VmpRecording *self)
{
  return (self->deadline_nsec != 0 && now_nsec () > self->deadline_nsec) || (self->stop != NULL && g_atomic_int_get (self->stop));
}

/* --- reading --- */

static const struct
{
  VmpRecordingTable table;
  const char       *sql;
} reads[VMP_RECORDING_N_READS] = {
  [VMP_RECORDING_READ_COLUMN] = {
    VMP_RECORDING_CHUNK_COLUMN, "SELECT id, n, pattern, data, reasons, gaps FROM chunk_column NOT INDEXED WHERE id = ?1",
  },
  [VMP_RECORDING_READ_EVENT] = { VMP_RECORDING_EVENT, "SELECT event FROM event NOT INDEXED WHERE id = ?1" },
  [VMP_RECORDING_READ_RECENT] = {
    VMP_RECORDING_RECENT,
    "SELECT sample, time_nsec, duration_nsec, data FROM recent WHERE target = ?1 AND sample >= ?2 ORDER BY sample",
  },
  [VMP_RECORDING_READ_MAPPINGS] = {
    VMP_RECORDING_MAPPING, "SELECT id, n, data FROM mapping NOT INDEXED WHERE id BETWEEN ?1 AND ?2 ORDER BY id",
  },
  [VMP_RECORDING_READ_HEAD] = {
    VMP_RECORDING_CHUNK_COLUMN, "SELECT n, min, max, first, last FROM chunk_column NOT INDEXED WHERE id = ?1",
  },
  [VMP_RECORDING_READ_HEADS] = {
    VMP_RECORDING_CHUNK_COLUMN, "SELECT id, n, min, max, first, last FROM chunk_column NOT INDEXED",
  },
  [VMP_RECORDING_READ_SPANS] = {
    VMP_RECORDING_SPAN, "SELECT begin_nsec, end_nsec, n, data FROM span INDEXED BY span_by_time"
    " WHERE target = ?1 AND code = ?2 AND level = ?3 AND begin_nsec >= ?4 AND begin_nsec < ?5 ORDER BY begin_nsec",
  },
  [VMP_RECORDING_READ_SPAN_BEFORE] = {
    VMP_RECORDING_SPAN, "SELECT begin_nsec FROM span INDEXED BY span_by_time"
    " WHERE target = ?1 AND code = ?2 AND level = ?3 AND begin_nsec <= ?4 ORDER BY begin_nsec DESC LIMIT 1",
  },
  [VMP_RECORDING_READ_TEXT] = { VMP_RECORDING_TEXT, "SELECT text FROM text NOT INDEXED WHERE id = ?1" },
};

sqlite3_stmt *
vmp_recording_get_read (VmpRecording     *self,
                        VmpRecordingRead  read)
{
  g_autoptr (GError) error = NULL;

  if ((self->tables & 1u << reads[read].table) == 0)
    return NULL;
  if (self->reads[read] == NULL)
    self->reads[read] = vmp_sqlite_prepare (self->db, reads[read].sql,
                                            vmp_recording_schema_get_table (reads[read].table)->name, &error);
  if (error != NULL)
    vmp_recording_add_problem (self, "%s", error->message);
  if (self->reads[read] != NULL)
    sqlite3_reset (self->reads[read]);
  return self->reads[read];
}

/* Without a transaction every statement locks the file, and looks whether it is still the same. */
void
vmp_recording_begin_reading (VmpRecording *self)
{
  if (self->n_readings++ == 0)
    sqlite3_exec (self->db, "BEGIN", NULL, NULL, NULL);
}

void
vmp_recording_end_reading (VmpRecording *self)
{
  if (--self->n_readings == 0)
    sqlite3_exec (self->db, "COMMIT", NULL, NULL, NULL);
}

void
vmp_recording_rest (VmpRecording *self)
{
  for (guint i = 0; i < VMP_RECORDING_N_READS; i++)
    if (self->reads[i] != NULL)
      sqlite3_reset (self->reads[i]);
}

gboolean
vmp_recording_step (VmpRecording *self,
                    sqlite3_stmt *statement,
                    const char   *what)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    vmp_recording_add_error (self, code, what);
  sqlite3_reset (statement);
  return FALSE;
}

gint64
vmp_recording_get_count (sqlite3_stmt *statement,
                         int           at)
{
  gint64 value = sqlite3_column_int64 (statement, at);

  return sqlite3_column_type (statement, at) == SQLITE_INTEGER && value >= 0 ? value : -1;
}

static gboolean
read_blob (sqlite3_stmt  *statement,
           int            at,
           const guint8 **out,
           gsize         *out_len)
{
  *out = sqlite3_column_blob (statement, at);
  *out_len = *out != NULL ? sqlite3_column_bytes (statement, at) : 0;
  return sqlite3_column_type (statement, at) == SQLITE_BLOB || sqlite3_column_type (statement, at) == SQLITE_NULL;
}

gboolean
vmp_recording_read_column (sqlite3_stmt       *statement,
                           VmpRecordingColumn *out)
{
  gint64 n = vmp_recording_get_count (statement, 1), pattern = vmp_recording_get_count (statement, 2);

  out->id = sqlite3_column_int64 (statement, 0);
  if (n < 0 || n > VMP_RECORDING_CHUNK_SAMPLES || pattern < 0 ||
      pattern >= VMP_RECORDING_CODE_DURATION - VMP_RECORDING_CODE_PATTERN)
    return FALSE;
  out->n = n;
  out->pattern = pattern;
  return read_blob (statement, 3, &out->data, &out->data_len) && read_blob (statement, 4, &out->reasons, &out->reasons_len) &&
         read_blob (statement, 5, &out->gaps, &out->gaps_len);
}

VmpRecording *
vmp_recording_new (const char *path)
{
  VmpRecording *self = g_new0 (VmpRecording, 1);

  self->path = g_strdup (path);
  self->real_path = vmp_recording_dup_real_path (path);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->keys = g_ptr_array_new ();
  self->problems = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->problems, NULL);
  self->chunks = g_array_new (FALSE, FALSE, sizeof (VmpRecordingChunk));
  self->events = g_array_new (FALSE, FALSE, sizeof (VmpRecordingEvent));
  self->spaces = g_array_new (FALSE, FALSE, sizeof (VmpRecordingSpace));
  self->targets = g_array_new (FALSE, FALSE, sizeof (guint32));
  return self;
}

VmpRecording *
vmp_recording_open (const char  *path,
                    GError     **error)
{
  g_autoptr (VmpRecording) self = vmp_recording_new (path);

  vmp_recording_set_limit (self, OPEN_MSEC);
  if (!vmp_recording_connect (self, error))
    return NULL;
  vmp_recording_load_directories (self);
  vmp_recording_check (self, OPEN_CHECK_MSEC);
  return g_steal_pointer (&self);
}

void
vmp_recording_free (VmpRecording *self)
{
  for (guint i = 0; i < VMP_RECORDING_N_READS; i++)
    sqlite3_finalize (self->reads[i]);
  sqlite3_close (self->db);
  g_ptr_array_unref (self->keys);
  g_hash_table_unref (self->texts);
  g_hash_table_unref (self->numbers);
  g_ptr_array_unref (self->problems);
  g_array_unref (self->chunks);
  g_free (self->heads);
  g_array_unref (self->events);
  g_array_unref (self->spaces);
  g_clear_pointer (&self->mappings, g_hash_table_unref);
  g_clear_pointer (&self->names, g_hash_table_unref);
  g_array_unref (self->targets);
  g_free (self->path);
  g_free (self->real_path);
  g_free (self);
}

/* --- asking --- */

const char *
vmp_recording_get_text (VmpRecording *self,
                        const char   *key)
{
  return g_hash_table_lookup (self->texts, key);
}

gint64
vmp_recording_get_number (VmpRecording *self,
                          const char   *key)
{
  const gint64 *number = g_hash_table_lookup (self->numbers, key);

  return number != NULL ? *number : VMP_MISSING;
}

const char *const *
vmp_recording_get_keys (VmpRecording *self)
{
  return (const char *const *) self->keys->pdata;
}

gboolean
vmp_recording_is_finished (VmpRecording *self)
{
  return g_strcmp0 (vmp_recording_get_text (self, "state"), "finished") == 0;
}

gint64
vmp_recording_get_anchor (VmpRecording *self)
{
  gint64 anchor_nsec = vmp_recording_get_number (self, "realtime_at_boot_nsec");

  return MAX (anchor_nsec, 0);
}

/* By what is there, not by what the file says of itself. */
gboolean
vmp_recording_get_range (VmpRecording *self,
                         gint64       *out_begin_nsec,
                         gint64       *out_end_nsec)
{
  gint64 begin_nsec = G_MAXINT64, end_nsec = -1;

  for (guint i = 0; i < self->events->len; i++)
    {
      gint64 time_nsec = g_array_index (self->events, VmpRecordingEvent, i).time_nsec;

      begin_nsec = MIN (begin_nsec, time_nsec);
      end_nsec = MAX (end_nsec, time_nsec);
    }
  for (guint i = 0; i < self->chunks->len; i++)
    {
      begin_nsec = MIN (begin_nsec, g_array_index (self->chunks, VmpRecordingChunk, i).begin_nsec);
      end_nsec = MAX (end_nsec, g_array_index (self->chunks, VmpRecordingChunk, i).end_nsec);
    }
  if (end_nsec < 0)
    return FALSE;
  /* Plain rows may come after that. */
  *out_begin_nsec = begin_nsec;
  *out_end_nsec = MAX (end_nsec, vmp_recording_get_number (self, "end_nsec"));
  return TRUE;
}

const char *const *
vmp_recording_get_problems (VmpRecording *self)
{
  return (const char *const *) self->problems->pdata;
}

const guint32 *
vmp_recording_get_targets (VmpRecording *self,
                           guint        *out_n)
{
  *out_n = self->targets->len;
  return (const guint32 *) (gpointer) self->targets->data;
}

VmpRecordingChunk *
vmp_recording_find_chunks (VmpRecording *self,
                           guint32       target,
                           guint        *out_n)
{
  VmpRecordingChunk *chunks = (VmpRecordingChunk *) (gpointer) self->chunks->data;
  guint from = 0, to = self->chunks->len, end;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (chunks[middle].target < target)
        from = middle + 1;
      else
        to = middle;
    }
  for (end = from; end < self->chunks->len && chunks[end].target == target;)
    end++;
  *out_n = end - from;
  return chunks + from;
}

const VmpRecordingEvent *
vmp_recording_find_event (VmpRecording *self,
                          gint64        id)
{
  guint from = 0, to = self->events->len;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;
      const VmpRecordingEvent *event = &g_array_index (self->events, VmpRecordingEvent, middle);

      if (event->id == id)
        return event;
      if (event->id < id)
        from = middle + 1;
      else
        to = middle;
    }
  return NULL;
}

static void
check_table (VmpRecording *self,
             const char   *name)
{
  g_autofree char *sql = g_strdup_printf ("PRAGMA quick_check ('%s')", name);
  g_autoptr (sqlite3_stmt) statement = vmp_sqlite_prepare (self->db, sql, name, NULL);
  int code = SQLITE_DONE;

  while (statement != NULL && (code = sqlite3_step (statement)) == SQLITE_ROW)
    {
      const char *text = (const char *) sqlite3_column_text (statement, 0);
      g_autofree char *escaped = NULL;

      if (text == NULL || g_str_equal (text, "ok"))
        continue;
      escaped = vmp_text_escape (text, sqlite3_column_bytes (statement, 0));
      vmp_recording_add_problem (self, "%s: %s", name, escaped);
    }
  if (code != SQLITE_DONE && (code & 0xff) != SQLITE_INTERRUPT)
    vmp_recording_add_error (self, code, name);
}

void
vmp_recording_check (VmpRecording *self,
                     guint         limit_msec)
{
  self->may_check = TRUE;
  vmp_recording_set_limit (self, limit_msec);
  for (guint i = 0; i < VMP_RECORDING_N_TABLES && !vmp_recording_is_late (self); i++)
    if ((self->tables & 1u << i) != 0)
      check_table (self, vmp_recording_schema_get_table (i)->name);
  vmp_recording_set_limit (self, 0);
  self->may_check = FALSE;
}

/* A table that was left in the middle is begun again: what it has may be found twice, and is noted once. */
gboolean
vmp_recording_check_on (VmpRecording *self,
                        gint         *stop,
                        guint        *next)
{
  self->may_check = TRUE;
  self->stop = stop;
  for (; *next < VMP_RECORDING_N_TABLES && !vmp_recording_is_late (self); ++*next)
    {
      if ((self->tables & 1u << *next) != 0)
        check_table (self, vmp_recording_schema_get_table (*next)->name);
      if (vmp_recording_is_late (self))
        break;
    }
  self->stop = NULL;
  self->may_check = FALSE;
  return *next == VMP_RECORDING_N_TABLES;
}
