/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records in a thread of its own, so that a slow disk holds nobody up; commits twice a second. */

#include "config.h"

#include "vmp-recorder.h"

#include "core/kernel/vmp-error.h"

#include <errno.h>
#include <pthread.h>

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
  gboolean            is_to_finish; /* atomic */
  pthread_mutex_t     lock;         /* guards what follows */
  pthread_cond_t      wake;         /* the thread has to do something before it is time */
  GQueue              queue;        /* of owned VmpBatch */
  gboolean            is_ending;
  VmpRecorderState    state;
  GError             *error;        /* owned; why it waits or failed */
};

/* Takes @error. It fails for good. */
static void
set_state (VmpRecorder      *self,
           VmpRecorderState  state,
           GError           *error)
{
  pthread_mutex_lock (&self->lock);
  if (self->state != VMP_RECORDER_FAILED)
    {
      self->state = state;
      g_clear_error (&self->error);
      self->error = g_steal_pointer (&error);
    }
  pthread_mutex_unlock (&self->lock);
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

/* Batches alone wake nobody up: ten times a second that would cost more than writing them. FALSE at the end. What came meanwhile
 * is the caller's. */
static gboolean
await (VmpRecorder *self,
       gint64       until_usec,
       GQueue      *out_batches)
{
  const struct timespec until = { until_usec / G_USEC_PER_SEC, until_usec % G_USEC_PER_SEC * 1000 };
  gboolean goes_on;

  pthread_mutex_lock (&self->lock);
  while (!self->is_ending && self->queue.length < MANY_BATCHES)
    if (pthread_cond_timedwait (&self->wake, &self->lock, &until) == ETIMEDOUT)
      break;
  goes_on = !self->is_ending;
  *out_batches = self->queue;
  g_queue_init (&self->queue);
  pthread_mutex_unlock (&self->lock);
  return goes_on;
}

static void
take_batches (VmpRecorder *self,
              GQueue      *batches)
{
  VmpBatch *batch;

  while ((batch = g_queue_pop_head (batches)) != NULL)
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
  GQueue batches = G_QUEUE_INIT;
  GError *error = NULL;

  while (await (self, next_usec, &batches))
    {
      take_batches (self, &batches);
      if (g_get_monotonic_time () < next_usec)
        continue;
      if (!has_failed (self))
        commit (self);
      next_usec = g_get_monotonic_time () + COMMIT_USEC;
    }
  take_batches (self, &batches);
  if (g_atomic_int_get (&self->is_to_finish) && !has_failed (self) && !vmp_recording_writer_finish (self->writer, &error))
    set_state (self, VMP_RECORDER_FAILED, error);
  return NULL;
}

VmpRecorder *
vmp_recorder_new (VmpRecordingWriter *writer)
{
  VmpRecorder *self = g_new0 (VmpRecorder, 1);
  pthread_condattr_t clock;

  self->writer = writer;
  pthread_mutex_init (&self->lock, NULL);
  pthread_condattr_init (&clock);
  pthread_condattr_setclock (&clock, CLOCK_MONOTONIC);
  pthread_cond_init (&self->wake, &clock);
  pthread_condattr_destroy (&clock);
  self->thread = g_thread_new ("recorder", run, self);
  return self;
}

static void
end_thread (VmpRecorder *self)
{
  if (self->thread == NULL)
    return;
  pthread_mutex_lock (&self->lock);
  self->is_ending = TRUE;
  pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
  g_thread_join (g_steal_pointer (&self->thread));
}

void
vmp_recorder_free (VmpRecorder *self)
{
  end_thread (self);
  g_queue_clear_full (&self->queue, (GDestroyNotify) vmp_batch_unref);
  vmp_recording_writer_free (self->writer);
  g_clear_error (&self->error);
  pthread_cond_destroy (&self->wake);
  pthread_mutex_destroy (&self->lock);
  g_free (self);
}

void
vmp_recorder_append (VmpRecorder *self,
                     VmpBatch    *batch)
{
  GError *error = NULL;
  gboolean has_room;

  pthread_mutex_lock (&self->lock);
  has_room = self->queue.length < MAX_WAITING_BATCHES;
  if (has_room)
    g_queue_push_tail (&self->queue, vmp_batch_ref (batch));
  if (self->queue.length >= MANY_BATCHES)
    pthread_cond_signal (&self->wake);
  pthread_mutex_unlock (&self->lock);
  if (has_room || has_failed (self))
    return;
  vmp_error_set (&error, VMP_ERROR_IO, "the disk is too slow for what is recorded");
  set_state (self, VMP_RECORDER_FAILED, error);
}

VmpRecorderState
vmp_recorder_get_state (VmpRecorder  *self,
                        char        **out_message)
{
  VmpRecorderState state;

  pthread_mutex_lock (&self->lock);
  state = self->state;
  if (out_message != NULL)
    *out_message = self->error != NULL ? g_strdup (self->error->message) : NULL;
  pthread_mutex_unlock (&self->lock);
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
