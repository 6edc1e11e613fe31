/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens a recording and finds its way in it; nothing in the file is trusted. */

#include "config.h"

#include "vmp-recording-private.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

#include <errno.h>
#include <string.h>
#include <sys/stat.h>

/* Bounds of what is kept in memory of a file, honest or not: a thousand million samples. */
#define MAX_CHUNKS 1000000
#define MAX_EVENTS 1000000
#define MAX_INFO 1000
#define MAX_PROBLEMS 100
#define MAX_BLOB_BYTES (16 * 1024 * 1024)
#define MAX_TEXT_BYTES (64 * 1024)
#define OPEN_MSEC 10000
#define OPEN_CHECK_MSEC 10
/* Steps of SQLite's machine between two looks at the clock. */
#define STEPS 2000

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

static void
add_error (VmpRecording *self,
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

static int
progress_cb (void *data)
{
  VmpRecording *self = data;

  return self->deadline_nsec != 0 && now_nsec () > self->deadline_nsec;
}

/* --- opening --- */

static gboolean
is_ours (const char *table)
{
  for (guint i = 0; i < VMP_RECORDING_N_TABLES; i++)
    if (g_strcmp0 (vmp_recording_schema_get_table (i)->name, table) == 0)
      return TRUE;
  return FALSE;
}

/* Nothing but reading our own tables: no view, no function, no pragma that the file could bring in. */
static int
authorize_cb (void       *data,
              int         action,
              const char *table,
              const char *column,
              const char *database,
              const char *trigger)
{
  const VmpRecording *self = data;

  if (trigger != NULL)
    return SQLITE_DENY;
  if (action == SQLITE_SELECT || (action == SQLITE_READ && is_ours (table)))
    return SQLITE_OK;
  if (self->may_check && (action == SQLITE_PRAGMA || action == SQLITE_READ || action == SQLITE_FUNCTION))
    return SQLITE_OK;
  return SQLITE_DENY;
}

static void
restrict_database (VmpRecording *self)
{
  static const struct { int id, value; } limits[] = {
    { SQLITE_LIMIT_LENGTH, MAX_BLOB_BYTES }, { SQLITE_LIMIT_SQL_LENGTH, 64 * 1024 }, { SQLITE_LIMIT_COLUMN, 100 },
    { SQLITE_LIMIT_EXPR_DEPTH, 50 }, { SQLITE_LIMIT_COMPOUND_SELECT, 5 }, { SQLITE_LIMIT_VDBE_OP, 100000 },
    { SQLITE_LIMIT_FUNCTION_ARG, 8 }, { SQLITE_LIMIT_ATTACHED, 0 }, { SQLITE_LIMIT_TRIGGER_DEPTH, 1 },
    { SQLITE_LIMIT_LIKE_PATTERN_LENGTH, 50 }, { SQLITE_LIMIT_WORKER_THREADS, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (limits); i++)
    sqlite3_limit (self->db, limits[i].id, limits[i].value);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_VIEW, 0, NULL);
  sqlite3_db_config (self->db, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, NULL);
  sqlite3_progress_handler (self->db, STEPS, progress_cb, self);
  sqlite3_busy_timeout (self->db, 1000);
}

static gboolean
load_pragma (VmpRecording  *self,
             const char    *sql,
             gint64        *out,
             GError       **error)
{
  g_autoptr (sqlite3_stmt) statement = vmp_sqlite_prepare (self->db, sql, self->path, error);
  int code;

  if (statement == NULL)
    return FALSE;
  code = sqlite3_step (statement);
  if (code != SQLITE_ROW)
    return vmp_sqlite_set_error (error, self->db, code, self->path);
  *out = sqlite3_column_int64 (statement, 0);
  return TRUE;
}

static gboolean
connect (VmpRecording  *self,
         gboolean       immutable,
         GError       **error)
{
  const int flags = SQLITE_OPEN_READONLY | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  g_autofree char *absolute = g_canonicalize_filename (self->path, NULL);
  g_autofree char *uri = g_filename_to_uri (absolute, NULL, error);
  g_autofree char *name = NULL;
  gint64 application_id;
  int code;

  if (uri == NULL)
    return FALSE;
  name = immutable ? g_strconcat (uri, "?immutable=1", NULL) : g_strdup (uri);
  g_clear_pointer (&self->db, sqlite3_close);
  code = sqlite3_open_v2 (name, &self->db, flags, NULL);
  if (code != SQLITE_OK)
    return vmp_sqlite_set_error (error, self->db, code, self->path);
  restrict_database (self);
  if (!load_pragma (self, "PRAGMA application_id", &application_id, error))
    return FALSE;
  return application_id == VMP_RECORDING_APPLICATION_ID ||
         vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: is a database, but not a recording", self->path);
}

/* A log that has something in it. */
static gboolean
has_log (VmpRecording *self)
{
  g_autofree char *name = g_strconcat (self->path, "-wal", NULL);
  struct stat info;

  return stat (name, &info) == 0 && info.st_size > 0;
}

/* A file that never came to its end says that it has a log, and SQLite wants to make one where it may not. */
static gboolean
open_database (VmpRecording  *self,
               GError       **error)
{
  g_autoptr (GError) local = NULL;
  struct stat info;

  if (stat (self->path, &info) < 0)
    return vmp_error_set_errno (error, errno, self->path);
  if (!S_ISREG (info.st_mode))
    return vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: is not a file", self->path);
  if (connect (self, FALSE, &local))
    return TRUE;
  if (g_error_matches (local, VMP_ERROR, VMP_ERROR_DENIED) && !has_log (self))
    return connect (self, TRUE, error);
  g_propagate_error (error, g_steal_pointer (&local));
  return FALSE;
}

static void
note_schema_row (VmpRecording *self,
                 const char   *type,
                 const char   *name,
                 const char   *sql)
{
  if (g_strcmp0 (type, "index") == 0 && g_strcmp0 (sql, vmp_recording_schema_get_index ()) == 0)
    self->has_index = TRUE;
  for (guint i = 0; i < VMP_RECORDING_N_TABLES; i++)
    {
      const VmpRecordingTableText *table = vmp_recording_schema_get_table (i);

      if (g_strcmp0 (type, "table") == 0 && g_strcmp0 (name, table->name) == 0 && g_strcmp0 (sql, table->sql) == 0)
        self->tables |= 1u << i;
    }
}

/* Only tables that are to the letter what we would have made: they have no expression that would be run. */
static gboolean
check_schema (VmpRecording  *self,
              GError       **error)
{
  g_autoptr (sqlite3_stmt) statement = vmp_sqlite_prepare (self->db, "SELECT type, name, sql FROM sqlite_schema",
                                                           self->path, error);
  int code;

  if (statement == NULL)
    return FALSE;
  while ((code = sqlite3_step (statement)) == SQLITE_ROW)
    note_schema_row (self, (const char *) sqlite3_column_text (statement, 0),
                     (const char *) sqlite3_column_text (statement, 1), (const char *) sqlite3_column_text (statement, 2));
  if (code != SQLITE_DONE)
    return vmp_sqlite_set_error (error, self->db, code, self->path);

  for (guint i = 0; i < VMP_RECORDING_N_TABLES; i++)
    if ((self->tables & 1u << i) == 0)
      vmp_recording_add_problem (self, "the table %s is not there, or not as it should be",
                                 vmp_recording_schema_get_table (i)->name);
  if ((self->tables & (1u << VMP_RECORDING_EVENT | 1u << VMP_RECORDING_CHUNK)) == 0)
    return vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: has none of the tables of a recording", self->path);
  return TRUE;
}

static gboolean
check_version (VmpRecording  *self,
               GError       **error)
{
  gint64 version;

  if (!load_pragma (self, "PRAGMA user_version", &version, error))
    return FALSE;
  if (version > VMP_RECORDING_VERSION)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "%s: was made by a newer version of this program", self->path);
  return version == VMP_RECORDING_VERSION ||
         vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: has an unknown version", self->path);
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

gboolean
vmp_recording_step (VmpRecording *self,
                    sqlite3_stmt *statement,
                    const char   *what)
{
  int code = sqlite3_step (statement);

  if (code == SQLITE_ROW)
    return TRUE;
  if (code != SQLITE_DONE)
    add_error (self, code, what);
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

/* --- directories --- */

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

static int
compare_events (gconstpointer a,
                gconstpointer b)
{
  const VmpRecordingEvent *x = a, *y = b;

  return (x->id > y->id) - (x->id < y->id);
}

static void
link_events (VmpRecording *self)
{
  g_autoptr (GHashTable) next = g_hash_table_new (NULL, NULL);
  VmpRecordingEvent *events = (VmpRecordingEvent *) (gpointer) self->events->data;

  g_array_sort (self->events, compare_events);
  for (guint i = self->events->len; i > 0; i--)
    {
      gpointer found, target = GUINT_TO_POINTER (events[i - 1].target);

      if (g_hash_table_lookup_extended (next, target, NULL, &found))
        events[i - 1].next = GPOINTER_TO_UINT (found);
      g_hash_table_insert (next, target, GUINT_TO_POINTER (i - 1));
    }
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
load_directories (VmpRecording *self)
{
  load_info (self);
  collect_keys (self);
  scan (self, VMP_RECORDING_CHUNK, "target, first_sample, n, begin_nsec, end_nsec", MAX_CHUNKS, add_chunk);
  sort_chunks (self);
  scan (self, VMP_RECORDING_EVENT, "target, time_nsec, type, samples_before", MAX_EVENTS, add_event);
  link_events (self);
  collect_targets (self);
}

VmpRecording *
vmp_recording_open (const char  *path,
                    GError     **error)
{
  g_autoptr (VmpRecording) self = g_new0 (VmpRecording, 1);

  self->path = g_strdup (path);
  self->texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->numbers = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->keys = g_ptr_array_new ();
  self->problems = g_ptr_array_new_with_free_func (g_free);
  g_ptr_array_add (self->problems, NULL);
  self->chunks = g_array_new (FALSE, FALSE, sizeof (VmpRecordingChunk));
  self->events = g_array_new (FALSE, FALSE, sizeof (VmpRecordingEvent));
  self->targets = g_array_new (FALSE, FALSE, sizeof (guint32));
  vmp_recording_set_limit (self, OPEN_MSEC);
  if (!open_database (self, error) || !check_version (self, error) || !check_schema (self, error))
    return NULL;
  sqlite3_set_authorizer (self->db, authorize_cb, self);
  load_directories (self);
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
  g_array_unref (self->events);
  g_array_unref (self->targets);
  g_free (self->path);
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
    add_error (self, code, name);
}

void
vmp_recording_check (VmpRecording *self,
                     guint         limit_msec)
{
  self->may_check = TRUE;
  vmp_recording_set_limit (self, limit_msec);
  for (guint i = 0; i < VMP_RECORDING_N_TABLES && !progress_cb (self); i++)
    if ((self->tables & 1u << i) != 0)
      check_table (self, vmp_recording_schema_get_table (i)->name);
  vmp_recording_set_limit (self, 0);
  self->may_check = FALSE;
}
