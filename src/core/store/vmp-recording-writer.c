/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a recording: a file NAME.vmp of everything that was measured. */

#include "config.h"

#include "vmp-recording-writer.h"

#include "core/kernel/vmp-error.h"
#include "vmp-event-facts.h"
#include "vmp-map-log.h"
#include "vmp-recording-schema.h"
#include "vmp-row-queue.h"
#include "vmp-sample-log.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>
#include <unistd.h>

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)
/* A wall clock that was set by more than this is told; less is the adjusting of a time server. */
#define CLOCK_CHANGE_NSEC (NSEC_PER_SEC / 2)
/* What looking cost is kept once in so long, and the newest. */
#define OBSERVER_NSEC (60 * NSEC_PER_SEC)
#define BUSY_MSEC 2000

typedef struct
{
  VmpSampleLog *log;            /* owned */
  VmpMapLog    *maps;           /* owned; NULL before the first address space */
  gint64        observer_id;    /* of the event that the next OBSERVER replaces; 0: none */
  gint64        observer_nsec;  /* when the one before it was */
} Target;

struct _VmpRecordingWriter
{
  VmpRecordingOptions options;
  char         *path;           /* owned, without links */
  sqlite3      *db;             /* owned */
  VmpRowQueue  *queue;          /* owned */
  GHashTable   *targets;        /* number -> owned Target */
  VmpMapTexts  *texts;          /* owned */
  dev_t         device;         /* of the file */
  ino_t         inode;
  gint64        next_event;     /* ids */
  guint64       next_chunk;
  gint64        realtime_at_boot_nsec;
  gint64        begin_nsec, end_nsec;   /* of the events; -1 before the first */
  gboolean      is_failing;     /* the last commit did not succeed */
};

static void
target_free (gpointer data)
{
  Target *self = data;

  vmp_sample_log_free (self->log);
  g_clear_pointer (&self->maps, vmp_map_log_free);
  g_free (self);
}

static gint64
read_clock (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);
  return now.tv_sec * NSEC_PER_SEC + now.tv_nsec;
}

/* --- the file --- */

/* SQLite follows no link in any part of a path that is not to be followed at its end, so the folder is made free of them. */
static char *
dup_real_path (const char  *path,
               GError     **error)
{
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *name = g_path_get_basename (path);
  char *real = realpath (folder, NULL);
  char *result;

  if (real == NULL)
    {
      vmp_error_set_errno (error, errno, folder);
      return NULL;
    }
  result = g_build_filename (real, name, NULL);
  free (real);
  return result;
}

static gboolean
check_replaceable (const char  *path,
                   gboolean     replace,
                   GError     **error)
{
  struct stat info;

  if (lstat (path, &info) < 0)
    return errno == ENOENT || vmp_error_set_errno (error, errno, path);
  if (!S_ISREG (info.st_mode))
    return vmp_error_set (error, VMP_ERROR_IO, "%s: is there already and is not a regular file", path);
  if (!replace)
    return vmp_error_set (error, VMP_ERROR_IO, "%s: is there already", path);
  return unlink (path) == 0 || vmp_error_set_errno (error, errno, path);
}

/* A log left behind beside it would be taken for ours. */
static gboolean
clear_way (const char  *path,
           gboolean     replace,
           GError     **error)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      if (!check_replaceable (name, replace, error))
        return FALSE;
    }
  return TRUE;
}

static gboolean
create_file (VmpRecordingWriter  *self,
             GError             **error)
{
  int fd = open (self->path, O_RDWR | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600);
  struct stat info;

  if (fd < 0)
    return vmp_error_set_errno (error, errno, self->path);
  if (fstat (fd, &info) == 0)
    {
      self->device = info.st_dev;
      self->inode = info.st_ino;
    }
  /* Before SQLite opens it: closing any descriptor of a file drops the locks on it. */
  close (fd);
  return TRUE;
}

static gboolean
is_still_there (VmpRecordingWriter *self)
{
  struct stat info;

  return lstat (self->path, &info) == 0 && info.st_dev == self->device && info.st_ino == self->inode;
}

static gboolean
create_tables (VmpRecordingWriter  *self,
               GError             **error)
{
  if (!vmp_sqlite_run (self->db, "BEGIN IMMEDIATE", self->path, error))
    return FALSE;
  for (guint i = 0; i < VMP_RECORDING_N_TABLES; i++)
    if (!vmp_sqlite_run (self->db, vmp_recording_schema_get_table (i)->sql, self->path, error))
      return FALSE;
  return vmp_sqlite_run (self->db, vmp_recording_schema_get_index (), self->path, error) &&
         vmp_sqlite_run (self->db, vmp_recording_schema_get_views (), self->path, error) &&
         vmp_sqlite_run (self->db, "COMMIT", self->path, error);
}

/* Where a file system can't share memory for a log, as over a network, the older journal does as well. FULL: a second that was
 * committed outlives a power cut. */
static gboolean
open_database (VmpRecordingWriter  *self,
               GError             **error)
{
  const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_NOFOLLOW | SQLITE_OPEN_EXRESCODE;
  g_autofree char *identity = g_strdup_printf ("PRAGMA application_id = %d; PRAGMA user_version = %d",
                                               VMP_RECORDING_APPLICATION_ID, VMP_RECORDING_VERSION);
  int code = sqlite3_open_v2 (self->path, &self->db, flags, NULL);

  if (code != SQLITE_OK)
    return vmp_sqlite_set_error (error, self->db, code, self->path);
  sqlite3_busy_timeout (self->db, BUSY_MSEC);
  return vmp_sqlite_run (self->db, "PRAGMA page_size = 8192; PRAGMA temp_store = MEMORY", self->path, error) &&
         vmp_sqlite_run (self->db, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL", self->path, error) &&
         vmp_sqlite_run (self->db, identity, self->path, error) &&
         create_tables (self, error);
}

static void
remove_file (VmpRecordingWriter *self)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (self->path, suffixes[i], NULL);

      unlink (name);
    }
}

/* --- what it is about --- */

void
vmp_recording_writer_set_number (VmpRecordingWriter *self,
                                 const char         *key,
                                 gint64              value)
{
  vmp_row_queue_add (self->queue, VMP_ROW_INFO_NUMBER, &value, &(VmpRowBlob) { key, strlen (key) });
}

void
vmp_recording_writer_set_text (VmpRecordingWriter *self,
                               const char         *key,
                               const char         *value)
{
  const VmpRowBlob blobs[] = { { key, strlen (key) }, { value, strlen (value) } };

  vmp_row_queue_add (self->queue, VMP_ROW_INFO_TEXT, NULL, blobs);
}

static void
add_metrics (VmpRecordingWriter *self)
{
  static const char *const units[] = {
    [VMP_UNIT_BYTES] = "bytes", [VMP_UNIT_COUNT] = "count",
    [VMP_UNIT_COUNT_PER_SECOND] = "thousandths per second", [VMP_UNIT_NSEC] = "nanoseconds",
  };
  static const char *const kinds[] = {
    [VMP_KIND_GAUGE] = "gauge", [VMP_KIND_COUNTER] = "counter", [VMP_KIND_PEAK] = "peak",
  };

  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      const VmpMetric *metric = vmp_metric_get (i);
      const gint64 code = metric->code;
      const VmpRowBlob blobs[] = {
        { metric->key, strlen (metric->key) },
        { units[metric->unit], strlen (units[metric->unit]) },
        { kinds[metric->kind], strlen (kinds[metric->kind]) },
      };

      vmp_row_queue_add (self->queue, VMP_ROW_METRIC, &code, blobs);
    }
}

/* Events count from boot on; what the wall clock said then may change while it is recorded. */
static void
note_clock (VmpRecordingWriter *self)
{
  gint64 now_nsec = read_clock (CLOCK_BOOTTIME);
  gint64 at_boot_nsec = read_clock (CLOCK_REALTIME) - now_nsec;
  gint64 given_nsec = self->options.realtime_at_boot_nsec;
  const gint64 numbers[] = { now_nsec, at_boot_nsec };

  if (given_nsec != 0)
    {
      if (self->realtime_at_boot_nsec == 0)
        vmp_recording_writer_set_number (self, "realtime_at_boot_nsec", given_nsec);
      self->realtime_at_boot_nsec = given_nsec;
      return;
    }
  if (self->realtime_at_boot_nsec != 0 && ABS (at_boot_nsec - self->realtime_at_boot_nsec) < CLOCK_CHANGE_NSEC)
    return;
  if (self->realtime_at_boot_nsec == 0)
    vmp_recording_writer_set_number (self, "realtime_at_boot_nsec", at_boot_nsec);
  self->realtime_at_boot_nsec = at_boot_nsec;
  vmp_row_queue_add (self->queue, VMP_ROW_CLOCK, numbers, NULL);
}

static void
add_head (VmpRecordingWriter *self)
{
  vmp_recording_writer_set_text (self, "program", "vmp " VMP_VERSION);
  vmp_recording_writer_set_text (self, "state", "recording");
  vmp_recording_writer_set_number (self, "with_command_line", self->options.with_command_line);
  add_metrics (self);
  note_clock (self);
}

VmpRecordingWriter *
vmp_recording_writer_new (const char                *path,
                          const VmpRecordingOptions *options,
                          GError                   **error)
{
  g_autofree char *real = dup_real_path (path, error);
  g_autoptr (VmpRecordingWriter) self = NULL;

  if (real == NULL || !clear_way (real, options->replace, error))
    return NULL;
  self = g_new0 (VmpRecordingWriter, 1);
  self->options = *options;
  self->path = g_steal_pointer (&real);
  self->queue = vmp_row_queue_new ();
  self->targets = g_hash_table_new_full (NULL, NULL, NULL, target_free);
  self->texts = vmp_map_texts_new ();
  self->next_event = 1;
  self->next_chunk = 1;
  self->begin_nsec = self->end_nsec = -1;
  if (!create_file (self, error))
    return NULL;
  add_head (self);
  if (open_database (self, error) && vmp_recording_writer_commit (self, error))
    return g_steal_pointer (&self);
  remove_file (self);
  return NULL;
}

void
vmp_recording_writer_free (VmpRecordingWriter *self)
{
  vmp_row_queue_free (self->queue);
  sqlite3_close (self->db);
  g_hash_table_unref (self->targets);
  vmp_map_texts_free (self->texts);
  g_free (self->path);
  g_free (self);
}

/* --- events --- */

static Target *
ensure_target (VmpRecordingWriter *self,
               guint32             number)
{
  Target *target = g_hash_table_lookup (self->targets, GUINT_TO_POINTER (number));

  if (target != NULL)
    return target;
  target = g_new0 (Target, 1);
  target->log = vmp_sample_log_new (number);
  g_hash_table_insert (self->targets, GUINT_TO_POINTER (number), target);
  return target;
}

static void
write_event (VmpRecordingWriter *self,
             gint64              id,
             guint64             samples_before,
             const VmpEvent     *event,
             const char         *facts)
{
  g_autoptr (GBytes) bytes = vmp_event_to_bytes (event);
  const gint64 numbers[] = { id, event->target, event->time_nsec, event->type, samples_before };
  VmpRowBlob blobs[2] = { { NULL, 0 }, { facts, strlen (facts) } };

  blobs[0].data = g_bytes_get_data (bytes, &blobs[0].len);
  vmp_row_queue_add (self->queue, VMP_ROW_EVENT, numbers, blobs);
}

/* Costs only grow, so that the newest holds all; one a minute is kept to see them grow. */
static gint64
choose_observer_id (VmpRecordingWriter *self,
                    Target             *target,
                    gint64              time_nsec)
{
  if (target->observer_id != 0 && time_nsec - target->observer_nsec < OBSERVER_NSEC)
    return target->observer_id;
  target->observer_id = self->next_event++;
  target->observer_nsec = time_nsec;
  return target->observer_id;
}

/* Its mappings are written as differences. */
static void
append_maps (VmpRecordingWriter *self,
             Target             *target,
             const VmpEvent     *event)
{
  g_autofree char *facts = vmp_event_facts_to_json (event);
  gint64 id = self->next_event++;

  if (event->maps.space != NULL)
    {
      if (target->maps == NULL)
        target->maps = vmp_map_log_new ();
      vmp_map_log_write (target->maps, id, event->maps.space, self->texts, self->queue);
    }
  write_event (self, id, vmp_sample_log_get_n (target->log), event, facts);
}

static void
append_other (VmpRecordingWriter *self,
              Target             *target,
              const VmpEvent     *event)
{
  gint64 id = event->type == VMP_EVENT_OBSERVER ? choose_observer_id (self, target, event->time_nsec) : self->next_event++;
  g_autofree char *facts = NULL;
  VmpEvent copy;

  vmp_event_copy (event, &copy);
  if (!self->options.with_command_line && (copy.type == VMP_EVENT_START || copy.type == VMP_EVENT_EXEC))
    {
      g_clear_pointer (&copy.process.command, g_ref_string_release);
      copy.process.command = g_ref_string_new ("");
    }
  facts = vmp_event_facts_to_json (&copy);
  write_event (self, id, vmp_sample_log_get_n (target->log), &copy, facts);
  vmp_event_clear (&copy);
}

static void
append_event (VmpRecordingWriter *self,
              const VmpEvent     *event)
{
  Target *target = ensure_target (self, event->target);

  if (self->begin_nsec < 0)
    self->begin_nsec = event->time_nsec;
  self->end_nsec = MAX (self->end_nsec, event->time_nsec);
  if (event->type == VMP_EVENT_SAMPLE || event->type == VMP_EVENT_GAP)
    {
      if (vmp_sample_log_is_full (target->log))
        vmp_sample_log_write_chunk (target->log, self->next_chunk++, self->queue);
      vmp_sample_log_add (target->log, event);
    }
  if (event->type == VMP_EVENT_SAMPLE)
    return;
  if (event->type == VMP_EVENT_ADDRESS_SPACE)
    {
      append_maps (self, target, event);
      return;
    }

  append_other (self, target, event);
  if (event->type != VMP_EVENT_EXIT)
    return;
  if (vmp_sample_log_is_worth_chunk (target->log))
    vmp_sample_log_write_chunk (target->log, self->next_chunk++, self->queue);
  else
    vmp_sample_log_write_recent (target->log, self->queue);
  vmp_sample_log_release (target->log);
  g_clear_pointer (&target->maps, vmp_map_log_free);
}

void
vmp_recording_writer_append (VmpRecordingWriter *self,
                             VmpBatch           *batch)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    append_event (self, &events[i]);
}

gsize
vmp_recording_writer_get_bytes (VmpRecordingWriter *self)
{
  return vmp_row_queue_get_bytes (self->queue);
}

/* --- committing --- */

/* What did not get onto the disk last time goes first, so that the newest is not kept there twice. */
static gboolean
catch_up (VmpRecordingWriter  *self,
          GError             **error)
{
  if (!self->is_failing)
    return TRUE;
  if (!vmp_row_queue_write (self->queue, self->db, error))
    return FALSE;
  self->is_failing = FALSE;
  return TRUE;
}

static void
write_newest (VmpRecordingWriter *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->targets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    vmp_sample_log_write_recent (((Target *) value)->log, self->queue);
  if (self->begin_nsec >= 0 && vmp_row_queue_get_bytes (self->queue) > 0)
    {
      vmp_recording_writer_set_number (self, "begin_nsec", self->begin_nsec);
      vmp_recording_writer_set_number (self, "end_nsec", self->end_nsec);
    }
}

gboolean
vmp_recording_writer_commit (VmpRecordingWriter  *self,
                             GError             **error)
{
  if (!is_still_there (self))
    return vmp_error_set (error, VMP_ERROR_GONE, "%s: was removed or replaced while it was written", self->path);
  note_clock (self);
  if (!catch_up (self, error))
    return FALSE;
  write_newest (self);
  self->is_failing = !vmp_row_queue_write (self->queue, self->db, error);
  return !self->is_failing;
}

static void
write_last_chunks (VmpRecordingWriter *self)
{
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->targets);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      VmpSampleLog *log = ((Target *) value)->log;

      if (vmp_sample_log_is_worth_chunk (log))
        vmp_sample_log_write_chunk (log, self->next_chunk++, self->queue);
    }
}

gboolean
vmp_recording_writer_finish (VmpRecordingWriter  *self,
                             GError             **error)
{
  write_last_chunks (self);
  vmp_recording_writer_set_text (self, "state", "finished");
  if (!vmp_recording_writer_commit (self, error))
    return FALSE;
  vmp_row_queue_finalize_statements (self->queue);
  /* Somebody who reads it just now keeps the log in use: then it stays beside the file, and is as good. */
  sqlite3_exec (self->db, "PRAGMA wal_checkpoint (TRUNCATE)", NULL, NULL, NULL);
  sqlite3_exec (self->db, "PRAGMA journal_mode = DELETE", NULL, NULL, NULL);
  return TRUE;
}
