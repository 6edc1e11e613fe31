/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as another file: a copy, a part, its samples for other programs; by a worker. */

#include "config.h"

#include "vmp-recording-file.h"

#include "core/store/vmp-recording-copy.h"
#include "report/vmp-report-samples.h"

#define STOP_ALL_SECONDS 10

/* Of borrowed GTask: what is being written. */
static GPtrArray *running;

typedef struct
{
  char                *path;        /* owned */
  VmpRecordingFileSpec spec;

  /* of the thread */
  GCancellable        *cancellable; /* borrowed of the task */
  GOutputStream       *stream;      /* borrowed */
  GError              *error;       /* owned */
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_clear_error (&self->error);
  g_free (self->path);
  g_free (self);
}

static gboolean
progress_cb (double share, gpointer user_data)
{
  Job *self = user_data;

  g_atomic_int_set (self->spec.permille, (int) (share * 1000));
  return !g_cancellable_is_cancelled (self->cancellable);
}

static gboolean
text_cb (const char *text, gsize len, double share, gpointer user_data)
{
  Job *self = user_data;

  return progress_cb (share, self) && g_output_stream_write_all (self->stream, text, len, NULL, self->cancellable, &self->error);
}

static VmpSamplesFormat
get_format (VmpRecordingFileKind kind)
{
  return kind == VMP_RECORDING_FILE_CSV ? VMP_SAMPLES_CSV : kind == VMP_RECORDING_FILE_JSONL ? VMP_SAMPLES_JSONL : VMP_SAMPLES_OPENMETRICS;
}

static void
note_problems (Job *self, gboolean has_problems)
{
  if (has_problems && self->spec.is_partial != NULL)
    g_atomic_int_set (self->spec.is_partial, TRUE);
}

static GFileOutputStream *
open_stream (Job *self, GFile *to, gboolean *out_created, GError **error)
{
  g_autoptr (GError) local = NULL;
  GFileOutputStream *stream = g_file_create (to, G_FILE_CREATE_PRIVATE, self->cancellable, &local);

  *out_created = stream != NULL;
  if (g_error_matches (local, G_IO_ERROR, G_IO_ERROR_EXISTS))
    return g_file_replace (to, NULL, FALSE, G_FILE_CREATE_PRIVATE, self->cancellable, error);
  if (local != NULL)
    g_propagate_error (error, g_steal_pointer (&local));
  return stream;
}

/* A stream that is closed by a cancelled operation leaves what was there before; but where nothing was it is in its place already. */
static gboolean
write_samples (Job *self, GFile *to, GError **error)
{
  VmpSamplesOptions options = { .format = get_format (self->spec.kind), .from_nsec = G_MININT64, .to_nsec = G_MAXINT64 };
  g_autoptr (VmpRecording) recording = vmp_recording_open (self->path, error);
  g_autoptr (GFileOutputStream) stream = NULL;
  g_autoptr (GCancellable) leave = g_cancellable_new ();
  gboolean written, created;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    options.chosen[i] = TRUE;
  if (recording == NULL || (stream = open_stream (self, to, &created, error)) == NULL)
    return FALSE;
  self->stream = G_OUTPUT_STREAM (stream);
  written = vmp_report_write_samples (recording, &options, text_cb, self) && self->error == NULL;
  note_problems (self, vmp_recording_get_problems (recording)[0] != NULL);
  if (written && g_output_stream_close (self->stream, self->cancellable, &self->error))
    return TRUE;
  g_cancellable_cancel (leave);
  g_output_stream_close (self->stream, leave, NULL);
  if (created)
    g_file_delete (to, NULL, NULL);
  /* It is left before or while it writes. */
  if (self->error != NULL)
    g_propagate_error (error, g_steal_pointer (&self->error));
  else
    g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_CANCELLED, g_strerror (ECANCELED));
  return FALSE;
}

static gboolean
write_recording (Job *self, GFile *to, GError **error)
{
  const char *path = g_file_peek_path (to);
  g_auto (GStrv) problems = NULL;

  if (path == NULL)
    {
      g_set_error_literal (error, G_IO_ERROR, G_IO_ERROR_NOT_SUPPORTED, g_strerror (EOPNOTSUPP));
      return FALSE;
    }
  if (self->spec.kind == VMP_RECORDING_FILE_COPY)
    return vmp_recording_copy (self->path, path, TRUE, progress_cb, self, error);
  if (!vmp_recording_trim (self->path, path, self->spec.begin_nsec, self->spec.end_nsec, TRUE, progress_cb, self, &problems, error))
    return FALSE;
  note_problems (self, problems != NULL);
  return TRUE;
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *self = data;
  GError *error = NULL;
  gboolean written;

  self->cancellable = cancellable;
  if (self->spec.kind == VMP_RECORDING_FILE_COPY || self->spec.kind == VMP_RECORDING_FILE_TRIM)
    written = write_recording (self, source, &error);
  else
    written = write_samples (self, source, &error);
  if (written)
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
completed_cb (GTask *task)
{
  g_ptr_array_remove_fast (running, task);
}

void
vmp_recording_file_write_async (const char                 *path,
                                GFile                      *to,
                                const VmpRecordingFileSpec *spec,
                                GCancellable               *cancellable,
                                GAsyncReadyCallback         callback,
                                gpointer                    user_data)
{
  g_autoptr (GCancellable) own = cancellable != NULL ? g_object_ref (cancellable) : g_cancellable_new ();
  g_autoptr (GTask) task = g_task_new (to, own, callback, user_data);
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  job->spec = *spec;
  g_task_set_source_tag (task, vmp_recording_file_write_async);
  g_task_set_task_data (task, job, job_free);
  /* What is whole stays, also if it was to be left in the last moment. */
  g_task_set_check_cancellable (task, FALSE);
  if (running == NULL)
    running = g_ptr_array_new ();
  g_ptr_array_add (running, task);
  g_signal_connect (task, "notify::completed", G_CALLBACK (completed_cb), NULL);
  g_task_run_in_thread (task, write_thread);
}

static gboolean
enough_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
vmp_recording_file_leave_all (void)
{
  gboolean enough = FALSE;
  guint timeout;

  if (running == NULL || running->len == 0)
    return;
  timeout = g_timeout_add_seconds (STOP_ALL_SECONDS, enough_cb, &enough);
  for (guint i = 0; i < running->len; i++)
    g_cancellable_cancel (g_task_get_cancellable (running->pdata[i]));
  while (running->len > 0 && !enough)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

gboolean
vmp_recording_file_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
