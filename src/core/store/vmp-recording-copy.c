/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording, or a part of it, as another file. */

#include "config.h"

#include "vmp-recording-copy.h"

#include "core/kernel/vmp-error.h"
#include "vmp-recording-private.h"
#include "vmp-recording-writer.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* Pages that are copied between two looks at whether it is to go on. */
#define PAGES 256
#define BUSY_MSEC 50
/* What is kept in memory before it is written. */
#define COMMIT_BYTES (4 * 1024 * 1024)

typedef struct
{
  VmpRecordingProgressFunc func;
  gpointer                 user_data;
} Progress;

static gboolean
goes_on (const Progress *self,
         double          share)
{
  return self->func == NULL || self->func (CLAMP (share, 0, 1), self->user_data);
}

static gboolean
fail_left (const char  *to,
           GError     **error)
{
  return vmp_error_set (error, VMP_ERROR_IO, "%s: was not written to its end", to);
}

/* --- a file that is whole or not there --- */

static char *
dup_part_name (const char *to)
{
  g_autofree char *folder = g_path_get_dirname (to), *name = g_path_get_basename (to);
  g_autofree char *part = g_strdup_printf (".%.200s.%08x.part", name, g_random_int ());

  return g_build_filename (folder, part, NULL);
}

static void
remove_part (const char *part)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (part, suffixes[i], NULL);

      unlink (name);
    }
}

/* A file that is written to just now, or whose end was never written: its last part is in what lies beside it. */
static gboolean
check_logs (const char  *to,
            GError     **error)
{
  static const char *const suffixes[] = { "-wal", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (to, suffixes[i], NULL);
      struct stat info;

      if (lstat (name, &info) == 0 && (info.st_size > 0 || !S_ISREG (info.st_mode)))
        return vmp_error_set (error, VMP_ERROR_IO, "%s: is written to, or was never finished: it is not replaced", to);
    }
  return TRUE;
}

static gboolean
check_target (const char  *path,
              const char  *to,
              gboolean     replace,
              GError     **error)
{
  struct stat source, target;

  if (stat (path, &source) < 0)
    return vmp_error_set_errno (error, errno, path);
  if (lstat (to, &target) < 0)
    return errno == ENOENT || vmp_error_set_errno (error, errno, to);
  if (source.st_dev == target.st_dev && source.st_ino == target.st_ino)
    return vmp_error_set (error, VMP_ERROR_IO, "%s: is the recording itself", to);
  if (!S_ISREG (target.st_mode))
    return vmp_error_set (error, VMP_ERROR_IO, "%s: is there already and is not a regular file", to);
  if (!replace)
    return vmp_error_set (error, VMP_ERROR_IO, "%s: is there already", to);
  return check_logs (to, error);
}

static gboolean
sync_file (const char  *path,
           int          flags,
           GError     **error)
{
  int fd = open (path, flags | O_CLOEXEC);
  gboolean synced = fd >= 0 && fsync (fd) == 0;

  if (!synced)
    vmp_error_set_errno (error, errno, path);
  if (fd >= 0)
    close (fd);
  return synced;
}

/* Not every file system knows how to rename without replacing. */
static gboolean
move_to (const char  *part,
         const char  *to,
         gboolean     replace,
         GError     **error)
{
  if (renameat2 (AT_FDCWD, part, AT_FDCWD, to, replace ? 0 : RENAME_NOREPLACE) == 0)
    return TRUE;
  if (replace || errno != EINVAL || link (part, to) < 0)
    return vmp_error_set_errno (error, errno, to);
  unlink (part);
  return TRUE;
}

/* What lies beside no file, or is empty, would be taken for the new one's. */
static gboolean
put_in_place (const char  *part,
              const char  *to,
              gboolean     replace,
              GError     **error)
{
  static const char *const suffixes[] = { "-wal", "-shm", "-journal" };
  g_autofree char *folder = g_path_get_dirname (to);

  if (!sync_file (part, O_RDONLY, error) || (g_file_test (to, G_FILE_TEST_EXISTS) && !check_logs (to, error)))
    return FALSE;
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (to, suffixes[i], NULL);

      if (unlink (name) < 0 && errno != ENOENT)
        return vmp_error_set_errno (error, errno, name);
    }
  if (!move_to (part, to, replace, error))
    return FALSE;
  /* It is there, also if that can't be made sure. */
  sync_file (folder, O_RDONLY | O_DIRECTORY, NULL);
  return TRUE;
}

static gboolean
create_part (const char  *part,
             const char  *to,
             GError     **error)
{
  int fd = open (part, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);

  if (fd < 0)
    return vmp_error_set_errno (error, errno, to);
  close (fd);
  return TRUE;
}

/* --- all of it --- */

static gboolean
copy_pages (sqlite3         *from,
            sqlite3         *db,
            const char      *to,
            const Progress  *progress,
            GError         **error)
{
  sqlite3_backup *backup = sqlite3_backup_init (db, "main", from, "main");
  int code = SQLITE_OK;

  if (backup == NULL)
    return vmp_sqlite_set_error (error, db, sqlite3_errcode (db), to);
  while (code == SQLITE_OK || code == SQLITE_BUSY || code == SQLITE_LOCKED)
    {
      int n = sqlite3_backup_pagecount (backup);

      if (!goes_on (progress, n > 0 ? 1.0 - (double) sqlite3_backup_remaining (backup) / n : 0))
        {
          sqlite3_backup_finish (backup);
          return fail_left (to, error);
        }
      code = sqlite3_backup_step (backup, PAGES);
      if (code == SQLITE_BUSY || code == SQLITE_LOCKED)
        sqlite3_sleep (BUSY_MSEC);
    }
  sqlite3_backup_finish (backup);
  return code == SQLITE_DONE || vmp_sqlite_set_error (error, db, code, to);
}

static gboolean
copy_database (VmpRecording    *recording,
               const char      *part,
               const char      *to,
               const Progress  *progress,
               GError         **error)
{
  sqlite3 *db = NULL;
  int code = sqlite3_open_v2 (part, &db, SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE, NULL);
  gboolean copied;

  if (code != SQLITE_OK)
    {
      vmp_sqlite_set_error (error, db, code, to);
      sqlite3_close (db);
      return FALSE;
    }
  /* The file is nobody's yet: it is made safe as a whole. */
  sqlite3_exec (db, "PRAGMA synchronous = OFF; PRAGMA journal_mode = MEMORY", NULL, NULL, NULL);
  /* Of one moment, whoever writes to it. Beside a log that keeps nobody waiting; else who changes it comes in between two steps, and
   * the copy begins again. */
  if (recording->is_logged)
    {
      vmp_recording_begin_reading (recording);
      sqlite3_exec (recording->db, "SELECT 1 FROM event LIMIT 1", NULL, NULL, NULL);
    }
  copied = copy_pages (recording->db, db, to, progress, error);
  if (recording->is_logged)
    vmp_recording_end_reading (recording);
  if (copied)
    sqlite3_exec (db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  sqlite3_close (db);
  return copied;
}

gboolean
vmp_recording_copy (const char                *path,
                    const char                *to,
                    gboolean                   replace,
                    VmpRecordingProgressFunc   func,
                    gpointer                   user_data,
                    GError                   **error)
{
  const Progress progress = { func, user_data };
  g_autoptr (VmpRecording) recording = vmp_recording_new (path);
  g_autofree char *part = dup_part_name (to);
  gboolean copied;

  if (!check_target (path, to, replace, error) || !vmp_recording_connect (recording, error) || !create_part (part, to, error))
    return FALSE;
  copied = copy_database (recording, part, to, &progress, error) && put_in_place (part, to, replace, error);
  if (!copied)
    remove_part (part);
  return copied;
}

/* --- a part of it --- */

typedef struct
{
  VmpRecordingWriter *writer;       /* owned */
  const Progress     *progress;
  gint64              begin_nsec, end_nsec;
  GHashTable         *starts;       /* target -> owned VmpEvent: what ran when it begins */
  GHashTable         *marks;        /* likewise: the stage then */
  GPtrArray          *notes;        /* of owned VmpEvent: that reach in */
  GError             *error;        /* owned; NULL: none */
  gboolean            is_left;
} Trim;

static void
event_free (gpointer data)
{
  vmp_event_clear (data);
  g_free (data);
}

static VmpEvent *
dup_event (const VmpEvent *event,
           gint64          time_nsec)
{
  VmpEvent *copy = g_new0 (VmpEvent, 1);

  vmp_event_copy (event, copy);
  copy->time_nsec = time_nsec;
  return copy;
}

/* What went on at the begin, from the events before it. */
static void
before_cb (const VmpEvent *event,
           gpointer        user_data)
{
  Trim *self = user_data;
  gpointer target = GUINT_TO_POINTER (event->target);

  if (event->time_nsec >= self->begin_nsec)
    return;
  if (event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXEC)
    {
      VmpEvent *start = dup_event (event, self->begin_nsec);

      start->type = VMP_EVENT_START;
      g_hash_table_insert (self->starts, target, start);
    }
  else if (event->type == VMP_EVENT_EXIT)
    g_hash_table_remove (self->starts, target);
  else if (event->type == VMP_EVENT_MARK)
    g_hash_table_insert (self->marks, target, dup_event (event, self->begin_nsec));
  else if (event->type == VMP_EVENT_NOTE && event->note.end_nsec >= self->begin_nsec)
    g_ptr_array_add (self->notes, dup_event (event, self->begin_nsec));
}

static void
append_copy (GArray         *events,
             const VmpEvent *event)
{
  VmpEvent copy;

  vmp_event_copy (event, &copy);
  g_array_append_val (events, copy);
}

/* Notes do not reach out of it. */
static void
append_within (const Trim     *self,
               GArray         *events,
               const VmpEvent *event)
{
  append_copy (events, event);
  if (event->type == VMP_EVENT_NOTE)
    {
      VmpEvent *note = &g_array_index (events, VmpEvent, events->len - 1);

      note->note.end_nsec = CLAMP (note->note.end_nsec, note->time_nsec, self->end_nsec - 1);
    }
}

static int
compare_targets (gconstpointer a,
                 gconstpointer b)
{
  guint x = GPOINTER_TO_UINT (*(const gconstpointer *) a), y = GPOINTER_TO_UINT (*(const gconstpointer *) b);

  return (x > y) - (x < y);
}

static void
write_begin (Trim *self)
{
  g_autoptr (GPtrArray) targets = g_hash_table_get_keys_as_ptr_array (self->starts);
  GArray *events = vmp_event_array_new ();
  g_autoptr (VmpBatch) batch = NULL;

  g_ptr_array_sort (targets, compare_targets);
  for (guint i = 0; i < targets->len; i++)
    {
      const VmpEvent *mark = g_hash_table_lookup (self->marks, targets->pdata[i]);

      append_copy (events, g_hash_table_lookup (self->starts, targets->pdata[i]));
      if (mark != NULL)
        append_copy (events, mark);
    }
  for (guint i = 0; i < self->notes->len; i++)
    {
      const VmpEvent *note = self->notes->pdata[i];

      if (g_hash_table_contains (self->starts, GUINT_TO_POINTER (note->target)))
        append_within (self, events, note);
    }
  batch = vmp_batch_new_take (events);
  vmp_recording_writer_append (self->writer, batch);
}

static gboolean
batch_cb (VmpBatch *batch,
          gpointer  user_data)
{
  Trim *self = user_data;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);
  GArray *kept = vmp_event_array_new ();
  g_autoptr (VmpBatch) within = NULL;
  gint64 time_nsec = self->begin_nsec;

  for (guint i = 0; i < n; i++)
    {
      time_nsec = MAX (time_nsec, events[i].time_nsec);
      /* Those that name a process come whenever they were. */
      if (events[i].time_nsec >= self->begin_nsec && events[i].time_nsec < self->end_nsec)
        append_within (self, kept, &events[i]);
    }
  within = vmp_batch_new_take (kept);
  vmp_recording_writer_append (self->writer, within);
  self->is_left = !goes_on (self->progress, (double) (time_nsec - self->begin_nsec) / (double) (self->end_nsec - self->begin_nsec));
  return !self->is_left && (vmp_recording_writer_get_bytes (self->writer) < COMMIT_BYTES ||
                            vmp_recording_writer_commit (self->writer, &self->error));
}

static void
copy_facts (VmpRecording       *recording,
            VmpRecordingWriter *writer)
{
  static const char *const own[] = { "state", "begin_nsec", "end_nsec", "realtime_at_boot_nsec", NULL };
  const char *const *keys = vmp_recording_get_keys (recording);

  for (guint i = 0; keys[i] != NULL; i++)
    {
      const char *text = vmp_recording_get_text (recording, keys[i]);

      if (g_strv_contains (own, keys[i]))
        continue;
      if (text != NULL)
        vmp_recording_writer_set_text (writer, keys[i], text);
      else
        vmp_recording_writer_set_number (writer, keys[i], vmp_recording_get_number (recording, keys[i]));
    }
}

static gboolean
write_trimmed (Trim          *self,
               VmpRecording  *recording,
               const char    *to,
               GError       **error)
{
  const guint types = 1u << VMP_EVENT_START | 1u << VMP_EVENT_EXEC | 1u << VMP_EVENT_EXIT | 1u << VMP_EVENT_MARK | 1u << VMP_EVENT_NOTE;
  gboolean written;

  self->starts = g_hash_table_new_full (NULL, NULL, NULL, event_free);
  self->marks = g_hash_table_new_full (NULL, NULL, NULL, event_free);
  self->notes = g_ptr_array_new_with_free_func (event_free);
  copy_facts (recording, self->writer);
  vmp_recording_read_events (recording, types, before_cb, self);
  write_begin (self);
  vmp_recording_replay (recording, self->begin_nsec, self->end_nsec, batch_cb, self);
  written = self->error == NULL && !self->is_left && vmp_recording_writer_finish (self->writer, &self->error);
  if (self->is_left)
    fail_left (to, error);
  else if (!written)
    g_propagate_error (error, g_steal_pointer (&self->error));
  g_clear_error (&self->error);
  g_hash_table_unref (self->starts);
  g_hash_table_unref (self->marks);
  g_ptr_array_unref (self->notes);
  return written;
}

static gboolean
check_stretch (VmpRecording  *recording,
               Trim          *trim,
               GError       **error)
{
  gint64 begin_nsec, end_nsec;

  if (!vmp_recording_get_range (recording, &begin_nsec, &end_nsec))
    return vmp_error_set (error, VMP_ERROR_GONE, "no process is in the recording");
  trim->begin_nsec = MAX (trim->begin_nsec, begin_nsec);
  trim->end_nsec = MIN (trim->end_nsec, end_nsec + 1);
  return trim->end_nsec > trim->begin_nsec || vmp_error_set (error, VMP_ERROR_GONE, "nothing was recorded in that time");
}

gboolean
vmp_recording_trim (const char                *path,
                    const char                *to,
                    gint64                     begin_nsec,
                    gint64                     end_nsec,
                    gboolean                   replace,
                    VmpRecordingProgressFunc   func,
                    gpointer                   user_data,
                    GStrv                     *out_problems,
                    GError                   **error)
{
  const Progress progress = { func, user_data };
  Trim trim = { .progress = &progress, .begin_nsec = begin_nsec, .end_nsec = end_nsec };
  /* What was left out when it was recorded is not there. */
  VmpRecordingOptions options = { .with_command_line = TRUE };
  g_autoptr (VmpRecording) recording = NULL;
  g_autofree char *part = dup_part_name (to);
  gboolean written;

  if (!check_target (path, to, replace, error) || (recording = vmp_recording_open (path, error)) == NULL ||
      !check_stretch (recording, &trim, error))
    return FALSE;
  options.realtime_at_boot_nsec = vmp_recording_get_anchor (recording);
  trim.writer = vmp_recording_writer_new (part, &options, error);
  if (trim.writer == NULL)
    return FALSE;
  written = write_trimmed (&trim, recording, to, error);
  vmp_recording_writer_free (trim.writer);
  written = written && put_in_place (part, to, replace, error);
  if (!written)
    remove_part (part);
  if (written && out_problems != NULL)
    *out_problems = vmp_recording_get_problems (recording)[0] != NULL ? g_strdupv ((char **) vmp_recording_get_problems (recording)) : NULL;
  return written;
}
