/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes what people wrote into a recording: names of moments, and notes. */

#include "config.h"

#include "vmp-recording-edit.h"

#include "core/kernel/vmp-error.h"
#include "vmp-event-facts.h"
#include "vmp-recording-private.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

/* Who records just now gives numbers too: those of what comes later begin here. */
#define FIRST_ID (G_GINT64_CONSTANT (1) << 40)
#define BUSY_MSEC 5000

VmpRecordingChange *
vmp_recording_change_new (const VmpEvent *before,
                          const VmpEvent *after)
{
  VmpRecordingChange *self = g_new0 (VmpRecordingChange, 1);

  if (before != NULL)
    vmp_event_copy (before, &self->before);
  if (after != NULL)
    vmp_event_copy (after, &self->after);
  return self;
}

void
vmp_recording_change_free (VmpRecordingChange *self)
{
  vmp_event_clear (&self->before);
  vmp_event_clear (&self->after);
  g_free (self);
}

void
vmp_recording_change_reverse (VmpRecordingChange *self)
{
  VmpEvent before = self->before;

  self->before = self->after;
  self->after = before;
}

/* --- which row --- */

static gboolean
is_same (const VmpEvent *a,
         const VmpEvent *b)
{
  if (a->type != b->type || a->target != b->target || a->time_nsec != b->time_nsec)
    return FALSE;
  if (a->type == VMP_EVENT_NOTE)
    return a->note.end_nsec == b->note.end_nsec && g_str_equal (a->note.text, b->note.text);
  return a->type == VMP_EVENT_MARK && g_str_equal (a->mark.name, b->mark.name);
}

static gboolean
is_in_row (VmpRecording   *recording,
           const VmpEvent *event,
           gint64          id)
{
  const VmpRecordingEvent entry = { .id = id, .time_nsec = event->time_nsec, .target = event->target, .type = event->type };
  VmpEvent stored;
  gboolean found;

  if (!vmp_recording_load_event (recording, &entry, &stored))
    return FALSE;
  found = is_same (&stored, event);
  vmp_event_clear (&stored);
  return found;
}

/* Looks for the row that has what was before: that of its number rather than another that has the same. A number can be another's by
 * now, and what was removed and put back can have another number. */
static gboolean
find_row (VmpRecordingChange  *self,
          VmpRecording        *recording,
          GError             **error)
{
  const gint64 known = self->id;
  gint64 found = 0;
  g_autoptr (sqlite3_stmt) statement =
    vmp_sqlite_prepare (recording->db, "SELECT id, samples_before FROM event NOT INDEXED WHERE target = ?1 AND time_nsec = ?2 AND type = ?3",
                        recording->path, error);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->before.target);
  sqlite3_bind_int64 (statement, 2, self->before.time_nsec);
  sqlite3_bind_int64 (statement, 3, self->before.type);
  while ((found == 0 || (known != 0 && found != known)) && vmp_recording_step (recording, statement, "event"))
    {
      gint64 id = sqlite3_column_int64 (statement, 0);

      if ((found != 0 && id != known) || !is_in_row (recording, &self->before, id))
        continue;
      found = self->id = id;
      self->samples_before = sqlite3_column_int64 (statement, 1);
    }
  if (found != 0)
    return TRUE;
  self->is_stale = TRUE;
  return vmp_error_set (error, VMP_ERROR_GONE, "%s: has no such mark or note any more", recording->path);
}

/* The one number that a statement finds; 0 if it finds none. */
static gint64
ask_number (VmpRecording *recording,
            const char   *sql,
            guint32       target)
{
  g_autoptr (sqlite3_stmt) statement = vmp_sqlite_prepare (recording->db, sql, recording->path, NULL);

  if (statement == NULL)
    return 0;
  sqlite3_bind_int64 (statement, 1, target);
  return sqlite3_step (statement) == SQLITE_ROW ? MAX (vmp_recording_get_count (statement, 0), 0) : 0;
}

/* What was removed goes back to where it was, if that is still free. */
static gboolean
is_taken (VmpRecording *recording,
          gint64        id)
{
  g_autoptr (sqlite3_stmt) statement =
    vmp_sqlite_prepare (recording->db, "SELECT id FROM event NOT INDEXED WHERE id = ?1", recording->path, NULL);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, id);
  return sqlite3_step (statement) == SQLITE_ROW;
}

/* It comes after all that the file holds, as it was written after that. */
static gboolean
choose_row (VmpRecordingChange  *self,
            VmpRecording        *recording,
            GError             **error)
{
  static const char *const counts[] = {
    "SELECT samples_before FROM event WHERE target = ?1 ORDER BY samples_before DESC LIMIT 1",
    "SELECT first_sample + n FROM chunk WHERE target = ?1 ORDER BY first_sample DESC LIMIT 1",
    "SELECT sample + 1 FROM recent WHERE target = ?1 ORDER BY sample DESC LIMIT 1",
  };
  gint64 last = ask_number (recording, "SELECT id FROM event NOT INDEXED WHERE ?1 = ?1 ORDER BY id DESC LIMIT 1", 0);

  if (last == G_MAXINT64)
    return vmp_error_set (error, VMP_ERROR_TOO_BIG, "%s: has no number left for what is to be added", recording->path);
  self->id = MAX (last + 1, FIRST_ID);
  self->samples_before = 0;
  for (guint i = 0; i < G_N_ELEMENTS (counts); i++)
    self->samples_before = MAX (self->samples_before, ask_number (recording, counts[i], self->after.target));
  return TRUE;
}

/* --- writing --- */

static gboolean
write_row (VmpRecordingChange  *self,
           VmpRecording        *recording,
           const char          *sql,
           GError             **error)
{
  g_autoptr (sqlite3_stmt) statement = vmp_sqlite_prepare (recording->db, sql, recording->path, error);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *facts = NULL;
  gsize len = 0;
  int code;

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->id);
  if (self->after.type != 0)
    {
      const void *data;

      bytes = vmp_event_to_bytes (&self->after);
      facts = vmp_event_facts_to_json (&self->after);
      data = g_bytes_get_data (bytes, &len);
      sqlite3_bind_int64 (statement, 2, self->after.target);
      sqlite3_bind_int64 (statement, 3, self->after.time_nsec);
      sqlite3_bind_int64 (statement, 4, self->after.type);
      sqlite3_bind_int64 (statement, 5, self->samples_before);
      sqlite3_bind_blob64 (statement, 6, data, len, SQLITE_STATIC);
      sqlite3_bind_text (statement, 7, facts, -1, SQLITE_STATIC);
    }
  code = sqlite3_step (statement);
  return code == SQLITE_DONE || vmp_sqlite_set_error (error, recording->db, code, recording->path);
}

static gboolean
change (VmpRecordingChange  *self,
        VmpRecording        *recording,
        GError             **error)
{
  if (!vmp_sqlite_run (recording->db, "BEGIN IMMEDIATE", recording->path, error))
    return FALSE;
  if (self->before.type != 0 && !find_row (self, recording, error))
    return FALSE;
  if (self->before.type == 0 && (self->id == 0 || is_taken (recording, self->id)) && !choose_row (self, recording, error))
    return FALSE;
  if (!write_row (self, recording,
                  self->after.type == 0 ? "DELETE FROM event WHERE id = ?1"
                  : self->before.type == 0
                    ? "INSERT INTO event (id, target, time_nsec, type, samples_before, event, facts) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)"
                    : "UPDATE event SET target = ?2, time_nsec = ?3, type = ?4, samples_before = ?5, event = ?6, facts = ?7 WHERE id = ?1",
                  error))
    return FALSE;
  return vmp_sqlite_run (recording->db, "COMMIT", recording->path, error);
}

gboolean
vmp_recording_may_change (const char  *path,
                          GError     **error)
{
  g_autofree char *real = vmp_recording_dup_real_path (path), *folder = g_path_get_dirname (real);

  if (access (path, W_OK) < 0)
    return vmp_error_set_errno (error, errno, path);
  /* What makes a change whole is a journal beside the file. */
  return access (folder, W_OK) == 0 || vmp_error_set_errno (error, errno, folder);
}

gboolean
vmp_recording_change_apply (VmpRecordingChange  *self,
                            const char          *path,
                            GError             **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_new (path);
  gint64 id = self->id, samples_before = self->samples_before;

  self->is_stale = FALSE;
  if (!vmp_recording_may_change (path, error))
    return FALSE;
  recording->may_write = TRUE;
  if (!vmp_recording_connect (recording, error))
    return FALSE;
  if ((recording->tables & 1u << VMP_RECORDING_EVENT) == 0)
    return vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: has no table of events that can be changed", path);
  sqlite3_busy_timeout (recording->db, BUSY_MSEC);
  if (change (self, recording, error))
    return TRUE;
  if (!sqlite3_get_autocommit (recording->db))
    sqlite3_exec (recording->db, "ROLLBACK", NULL, NULL, NULL);
  self->id = id;
  self->samples_before = samples_before;
  return FALSE;
}
