/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records in a thread of its own, so that a slow disk holds nobody up; commits twice a second. */

#include "config.h"

#include "vmp-recorder.h"

#include "core/kernel/vmp-error.h"

/* A kill costs no more than this and what was on its way. */
#define COMMIT_USEC (G_USEC_PER_SEC / 2)
/* What is kept in memory while the disk takes nothing, and batches that wait for one commit. */
#define MAX_WAITING_BYTES (64 * 1024 * 1024)
#define MAX_WAITING_BATCHES 20000
/* So many are not left waiting for the next commit. */
#define MANY_BATCHES 500

struct _VmpRecorder
{
  VmpRecordingWriter *writer;       /* owned; the thread's while it runs */
  GThread            *thread;       /* owned; NULL once it has been joined */
  GAsyncQueue        *queue;        /* of owned VmpBatch */
  gboolean            is_to_finish; /* atomic */
  GMutex              mutex;
  GCond               wake;         /* with mutex: the thread has to do something before it is time */
  gboolean            is_ending;    /* by mutex */
  VmpRecorderState    state;        /* by mutex */
  GError             *error;        /* owned; by mutex; why it waits or failed */
};

/* Takes @error. It fails for good. */
static void
set_state (VmpRecorder      *self,
           VmpRecorderState  state,
           GError           *error)
{
  g_mutex_lock (&self->mutex);
  if (self->state != VMP_RECORDER_FAILED)
    {
      self->state = state;
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
    }
  g_mutex_unlock (&self->mutex);
  g_clear_error (&error);
}

static gboolean
has_failed (VmpRecorder *self)
{
  return vmp_recorder_get_state (self, NULL) == VMP_RECORDER_FAILED;
}

/* A disk that is full may have room again soon; a file that is gone does not come back. */
static void
commit (VmpRecorder *self)
{
  GError *error = NULL;

  if (vmp_recording_writer_commit (self->writer, &error))
    set_state (self, VMP_RECORDER_WRITING, NULL);
  else if (g_error_matches (error, VMP_ERROR, VMP_ERROR_GONE) ||
           vmp_recording_writer_get_bytes (self->writer) > MAX_WAITING_BYTES)
    set_state (self, VMP_RECORDER_FAILED, error);
  else
    set_state (self, VMP_RECORDER_WAITING, error);
}

/* Batches alone wake nobody up: ten times a second that would cost more than writing them. FALSE at the end. */
static gboolean
await (VmpRecorder *self,
       gint64       until_usec)
{
  gboolean goes_on;

  g_mutex_lock (&self->mutex);
  while (!self->is_ending && g_async_queue_length (self->queue) < MANY_BATCHES)
    if (!g_cond_wait_until (&self->wake, &self->mutex, until_usec))
      break;
  goes_on = !self->is_ending;
  g_mutex_unlock (&self->mutex);
  return goes_on;
}

static void
take_batches (VmpRecorder *self)
{
  VmpBatch *batch;

  while ((batch = g_async_queue_try_pop (self->queue)) != NULL)
    {
      if (!has_failed (self))
        vmp_recording_writer_append (self->writer, batch);
      vmp_batch_unref (batch);
    }
}

static gpointer
run (gpointer data)
{
  VmpRecorder *self = data;
  gint64 next_usec = g_get_monotonic_time () + COMMIT_USEC;
  GError *error = NULL;

  while (await (self, next_usec))
    {
      take_batches (self);
      if (g_get_monotonic_time () < next_usec)
        continue;
      if (!has_failed (self))
        commit (self);
      next_usec = g_get_monotonic_time () + COMMIT_USEC;
    }
  take_batches (self);
  if (g_atomic_int_get (&self->is_to_finish) && !has_failed (self) && !vmp_recording_writer_finish (self->writer, &error))
    set_state (self, VMP_RECORDER_FAILED, error);
  return NULL;
}

VmpRecorder *
vmp_recorder_new (VmpRecordingWriter *writer)
{
  VmpRecorder *self = g_new0 (VmpRecorder, 1);

  self->writer = writer;
  g_mutex_init (&self->mutex);
  g_cond_init (&self->wake);
  self->queue = g_async_queue_new_full ((GDestroyNotify) vmp_batch_unref);
  self->thread = g_thread_new ("recorder", run, self);
  return self;
}

static void
end_thread (VmpRecorder *self)
{
  if (self->thread == NULL)
    return;
  g_mutex_lock (&self->mutex);
  self->is_ending = TRUE;
  g_cond_signal (&self->wake);
  g_mutex_unlock (&self->mutex);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
vmp_recorder_free (VmpRecorder *self)
{
  end_thread (self);
  g_async_queue_unref (self->queue);
  vmp_recording_writer_free (self->writer);
  g_clear_error (&self->error);
  g_cond_clear (&self->wake);
  g_mutex_clear (&self->mutex);
  g_free (self);
}

void
vmp_recorder_append (VmpRecorder *self,
                     VmpBatch    *batch)
{
  GError *error = NULL;
  int n_waiting = g_async_queue_length (self->queue);

  if (n_waiting < MAX_WAITING_BATCHES)
    {
      g_async_queue_push (self->queue, vmp_batch_ref (batch));
      if (n_waiting + 1 >= MANY_BATCHES)
        g_cond_signal (&self->wake);
      return;
    }
  if (has_failed (self))
    return;
  vmp_error_set (&error, VMP_ERROR_IO, "the disk is too slow for what is recorded");
  set_state (self, VMP_RECORDER_FAILED, error);
}

VmpRecorderState
vmp_recorder_get_state (VmpRecorder  *self,
                        char        **out_message)
{
  VmpRecorderState state;

  g_mutex_lock (&self->mutex);
  state = self->state;
  if (out_message != NULL)
    *out_message = self->error != NULL ? g_strdup (self->error->message) : NULL;
  g_mutex_unlock (&self->mutex);
  return state;
}

gboolean
vmp_recorder_finish (VmpRecorder  *self,
                     GError      **error)
{
  g_atomic_int_set (&self->is_to_finish, TRUE);
  end_thread (self);
  if (self->state != VMP_RECORDER_FAILED)
    return TRUE;
  g_propagate_error (error, g_error_copy (self->error));
  return FALSE;
}
