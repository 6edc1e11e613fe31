/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Opens the database of a recording so that nothing in it can be run, and looks whether it is one. */

#include "config.h"

#include "vmp-recording-private.h"

#include "core/kernel/vmp-error.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Steps of SQLite's machine between two looks at the clock. */
#define STEPS 2000
/* What SQLite keeps of the file in memory. */
#define CACHE_KIB 16000
#define MAX_BLOB_BYTES (16 * 1024 * 1024)

static int
progress_cb (void *data)
{
  return vmp_recording_is_late (data);
}

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
  if (action == SQLITE_SELECT || action == SQLITE_TRANSACTION || (action == SQLITE_READ && is_ours (table)))
    return SQLITE_OK;
  if (self->may_write && (action == SQLITE_INSERT || action == SQLITE_UPDATE || action == SQLITE_DELETE))
    return g_strcmp0 (table, vmp_recording_schema_get_table (VMP_RECORDING_EVENT)->name) == 0 ? SQLITE_OK : SQLITE_DENY;
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
  sqlite3_exec (self->db, "PRAGMA cache_size = -" G_STRINGIFY (CACHE_KIB), NULL, NULL, NULL);
  /* A change is done once its journal is gone, which the folder has to know too. */
  if (self->may_write)
    sqlite3_exec (self->db, "PRAGMA synchronous = EXTRA", NULL, NULL, NULL);
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

/* Never by opening the file: closing it again would take SQLite's locks away. */
static gboolean
has_log_mode (VmpRecording *self)
{
  g_autoptr (sqlite3_stmt) statement = vmp_sqlite_prepare (self->db, "PRAGMA journal_mode", self->path, NULL);

  return statement != NULL && sqlite3_step (statement) == SQLITE_ROW &&
         g_strcmp0 ((const char *) sqlite3_column_text (statement, 0), "wal") == 0;
}

char *
vmp_recording_dup_real_path (const char *path)
{
  g_autofree char *resolved = realpath (path, NULL);

  return resolved != NULL ? g_steal_pointer (&resolved) : g_canonicalize_filename (path, NULL);
}

static gboolean
connect (VmpRecording  *self,
         gboolean       immutable,
         GError       **error)
{
  const int flags = (self->may_write ? SQLITE_OPEN_READWRITE : SQLITE_OPEN_READONLY)
                    | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE | SQLITE_OPEN_URI;
  g_autofree char *uri = g_filename_to_uri (self->real_path, NULL, error);
  g_autofree char *name = NULL;
  gint64 application_id = 0;
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
  self->is_logged = has_log_mode (self);
  return application_id == VMP_RECORDING_APPLICATION_ID ||
         vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: is a database, but not a recording", self->path);
}

/* A log, or a journal, that has something in it. */
static gboolean
has_log (VmpRecording *self,
         const char   *suffix)
{
  g_autofree char *name = g_strconcat (self->real_path, suffix, NULL);
  struct stat info;

  return stat (name, &info) == 0 && info.st_size > 0;
}

/* A journal that belongs to several databases names a file that SQLite may remove: ours never does. */
static gboolean
is_harmless_journal (VmpRecording *self)
{
  static const guint8 magic[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
  g_autofree char *name = g_strconcat (self->real_path, "-journal", NULL);
  int fd = open (name, O_RDONLY | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK);
  guint8 tail[sizeof magic];
  struct stat info;
  gboolean is_ours = FALSE;

  if (fd < 0)
    return FALSE;
  if (fstat (fd, &info) == 0 && S_ISREG (info.st_mode) && info.st_uid == geteuid () && info.st_size > (off_t) sizeof tail)
    is_ours = pread (fd, tail, sizeof tail, info.st_size - (off_t) sizeof tail) == (gssize) sizeof tail &&
              memcmp (tail, magic, sizeof magic) != 0;
  close (fd);
  return is_ours;
}

/* Who changed it was killed before that was done: the journal beside it says how it was, which only who may write can put back. */
static gboolean
roll_back (VmpRecording *self)
{
  gboolean succeeded;

  if (sqlite3_extended_errcode (self->db) != SQLITE_READONLY_ROLLBACK || !is_harmless_journal (self))
    return FALSE;
  self->may_write = TRUE;
  succeeded = connect (self, FALSE, NULL);
  self->may_write = FALSE;
  return succeeded;
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
  if (self->may_write && has_log (self, "-journal") && !is_harmless_journal (self))
    return vmp_error_set (error, VMP_ERROR_DENIED, "%s: a journal lies beside it that is not one of ours", self->path);
  if (connect (self, FALSE, &local))
    return TRUE;
  if (roll_back (self))
    return connect (self, FALSE, error);
  if (g_error_matches (local, VMP_ERROR, VMP_ERROR_DENIED) && !self->may_write && !has_log (self, "-wal") && !has_log (self, "-journal"))
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
    if ((self->tables & 1u << i) == 0 && vmp_recording_schema_get_table (i)->since <= self->version)
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
  if (!load_pragma (self, "PRAGMA user_version", &self->version, error))
    return FALSE;
  if (self->version > VMP_RECORDING_VERSION)
    return vmp_error_set (error, VMP_ERROR_UNSUPPORTED, "%s: was made by a newer version of this program", self->path);
  return self->version >= 1 ||
         vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: has an unknown version", self->path);
}

gboolean
vmp_recording_connect (VmpRecording  *self,
                       GError       **error)
{
  if (!open_database (self, error) || !check_version (self, error) || !check_schema (self, error))
    return FALSE;
  sqlite3_set_authorizer (self->db, authorize_cb, self);
  return TRUE;
}
