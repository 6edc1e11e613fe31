/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a recording in a thread of its own, which has the handle of SQLite; answers come in the main thread. */

#include "config.h"

#include "vmp-replay-worker.h"

#include "core/store/vmp-recording-query.h"

/* Of what is out of sight. */
#define COARSE_CELLS 256
/* So long the program waits at its end for changes that were asked for. */
#define WAIT_SECONDS 15

typedef struct
{
  gboolean     is_asked;
  guint32      number;
  VmpMetricSet metrics;
  gint64       begin_nsec, end_nsec;
  guint        n_cells;
} SeriesQuestion;

typedef struct
{
  gboolean is_asked;
  guint32  number;
  gint64   time_nsec;
  gboolean with_maps;
} MomentQuestion;

/* What is to be done next, one of it. */
typedef struct
{
  gboolean            is_stopped;
  VmpRecordingChange *change;     /* owned */
  gboolean            reloads;
  guint32             all;
  SeriesQuestion      series;
  MomentQuestion      moment;
  gboolean            checks;
} Question;

/* Lives as long as the thread, or who asks. */
struct _VmpReplayWorker
{
  gatomicrefcount       n_refs;
  GMutex                mutex;
  GCond                 asked;

  /* under the mutex */
  guint32               all;            /* histories of this target are wanted; 0: not */
  SeriesQuestion        series;
  MomentQuestion        moment;
  GQueue                changes;        /* of owned VmpRecordingChange */
  gboolean              reloads;
  gboolean              is_stopped;

  gint                  is_asked;       /* atomic: what is done in idle time is to be left */

  /* of the thread */
  char                 *path;
  VmpRecording         *recording;
  VmpReplayContents    *contents;
  guint                 next_check;     /* how far the file has been looked through for damage */
  gboolean              is_checked;
  guint32               maps_number;    /* of the snapshot that was told last */
  gint64                maps_nsec;

  /* of the main thread */
  VmpReplayWorkerFuncs  funcs;
  gpointer              user_data;      /* NULL: nobody listens any more */
};

static void
worker_unref (gpointer data)
{
  VmpReplayWorker *self = data;

  if (!g_atomic_ref_count_dec (&self->n_refs))
    return;
  g_mutex_clear (&self->mutex);
  g_cond_clear (&self->asked);
  g_queue_clear_full (&self->changes, (GDestroyNotify) vmp_recording_change_free);
  g_free (self->path);
  g_free (self);
}

static VmpReplayWorker *
worker_ref (VmpReplayWorker *self)
{
  g_atomic_ref_count_inc (&self->n_refs);
  return self;
}

void
vmp_replay_series_free (VmpReplaySeries *self)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    g_clear_pointer (&self->series[i], vmp_series_free);
  g_free (self);
}

/* --- answers --- */

typedef struct
{
  VmpReplayWorker   *worker;      /* owned */
  /* one of these, owned */
  VmpReplayContents *contents;
  GError            *error;
  VmpReplaySeries   *series;
  VmpMoment         *moment;

  gboolean           is_again;    /* @contents, or @error, is not the first */
  VmpRecordingChange *change;     /* owned; what it is about; NULL: nothing */
  gboolean           is_of_change;  /* it answers to a change that was asked for */
} Answer;

/* Changes that were asked for and not answered, of all workers. Main thread. */
static guint n_changes;

static void
answer_free (gpointer data)
{
  Answer *self = data;

  g_clear_pointer (&self->contents, vmp_replay_contents_unref);
  g_clear_error (&self->error);
  g_clear_pointer (&self->series, vmp_replay_series_free);
  g_clear_pointer (&self->moment, vmp_moment_free);
  g_clear_pointer (&self->change, vmp_recording_change_free);
  worker_unref (self->worker);
  n_changes -= self->is_of_change;
  g_free (self);
}

static gboolean
answer_cb (gpointer data)
{
  Answer *self = data;
  VmpReplayWorker *worker = self->worker;

  if (worker->user_data == NULL)
    return G_SOURCE_REMOVE;
  if (self->series != NULL)
    worker->funcs.series (g_steal_pointer (&self->series), worker->user_data);
  else if (self->moment != NULL)
    worker->funcs.moment (g_steal_pointer (&self->moment), worker->user_data);
  else if (self->is_again)
    worker->funcs.changed (g_steal_pointer (&self->change), g_steal_pointer (&self->contents), self->error, worker->user_data);
  else
    worker->funcs.opened (g_steal_pointer (&self->contents), self->error, worker->user_data);
  return G_SOURCE_REMOVE;
}

static void
answer (VmpReplayWorker *self,
        Answer           answer)
{
  g_autoptr (GSource) source = g_idle_source_new ();

  answer.worker = worker_ref (self);
  g_source_set_priority (source, G_PRIORITY_DEFAULT);
  g_source_set_callback (source, answer_cb, g_memdup2 (&answer, sizeof answer), answer_free);
  g_source_set_static_name (source, "VmpReplayWorker");
  g_source_attach (source, NULL);
}

/* --- the thread --- */

static void
answer_series (VmpReplayWorker      *self,
               const SeriesQuestion *question)
{
  VmpReplaySeries *series = g_new0 (VmpReplaySeries, 1);
  gboolean is_exact;

  series->is_exact = TRUE;
  series->number = question->number;
  series->begin_nsec = question->begin_nsec;
  series->end_nsec = question->end_nsec;
  vmp_recording_begin_reading (self->recording);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (!question->metrics.has[i])
        continue;
      series->series[i] = vmp_recording_load_series (self->recording, question->number, i, question->begin_nsec,
                                                     question->end_nsec, question->n_cells, COARSE_CELLS, &is_exact);
      series->is_exact = series->is_exact && is_exact;
    }
  vmp_recording_end_reading (self->recording);
  answer (self, (Answer) { .series = series });
}

static void
answer_all (VmpReplayWorker *self,
            guint32          number)
{
  SeriesQuestion question = { TRUE, number, { { FALSE } }, self->contents->begin_nsec, self->contents->end_nsec, COARSE_CELLS };

  for (guint i = 0; i < VMP_N_METRICS; i++)
    question.metrics.has[i] = TRUE;
  self->maps_number = 0;
  answer_series (self, &question);
}

/* A snapshot is told once, as long as it is the nearest. */
static void
load_maps (VmpReplayWorker *self,
           VmpMoment       *moment)
{
  gint64 time_nsec = 0;
  VmpAddressSpace *space;

  space = vmp_recording_load_address_space (self->recording, moment->number, moment->time_nsec, &time_nsec);
  moment->keeps_maps = space != NULL && self->maps_number == moment->number && self->maps_nsec == time_nsec;
  if (space == NULL || moment->keeps_maps)
    {
      g_clear_pointer (&space, vmp_address_space_unref);
      return;
    }
  moment->maps = (VmpEvent) { .type = VMP_EVENT_ADDRESS_SPACE, .target = moment->number, .time_nsec = time_nsec };
  moment->maps.maps.space = space;
  moment->maps.maps.cost_nsec = VMP_MISSING;
  self->maps_number = moment->number;
  self->maps_nsec = time_nsec;
}

static void
answer_moment (VmpReplayWorker      *self,
               const MomentQuestion *question)
{
  VmpMoment *moment = vmp_replay_contents_new_moment (self->contents, self->recording, question->number, question->time_nsec);

  if (question->with_maps)
    load_maps (self, moment);
  answer (self, (Answer) { .moment = moment });
}

/* The first that waits, by weight: what is seen of the moment before what is drawn of the rest. FALSE: it is over. */
/* What the user waits for goes first; damage is looked for when there is nothing else to do. */
static void
take_question (VmpReplayWorker *self,
               Question        *out)
{
  *out = (Question) { 0 };
  g_mutex_lock (&self->mutex);
  while (!self->is_stopped && g_queue_is_empty (&self->changes) && !self->reloads && self->all == 0 && !self->series.is_asked &&
         !self->moment.is_asked && self->is_checked)
    g_cond_wait (&self->asked, &self->mutex);
  g_atomic_int_set (&self->is_asked, self->is_stopped);
  out->is_stopped = self->is_stopped;
  if (!g_queue_is_empty (&self->changes))
    out->change = g_queue_pop_head (&self->changes);
  else if (self->is_stopped)
    ;
  else if (self->reloads)
    {
      out->reloads = TRUE;
      self->reloads = FALSE;
    }
  else if (self->all != 0)
    {
      out->all = self->all;
      self->all = 0;
    }
  else if (self->moment.is_asked)
    {
      out->moment = self->moment;
      self->moment.is_asked = FALSE;
    }
  else if (self->series.is_asked)
    {
      out->series = self->series;
      self->series.is_asked = FALSE;
    }
  else
    out->checks = TRUE;
  g_mutex_unlock (&self->mutex);
}

/* --- changes --- */

static void
answer_contents (VmpReplayWorker    *self,
                 VmpRecordingChange *change)
{
  vmp_replay_contents_unref (self->contents);
  self->contents = vmp_replay_contents_load (self->recording, self->path);
  answer (self, (Answer) { .contents = vmp_replay_contents_ref (self->contents), .change = change, .is_again = TRUE,
                            .is_of_change = change != NULL });
}

static void
apply (VmpReplayWorker    *self,
       VmpRecordingChange *change)
{
  GError *error = NULL;

  if (!vmp_recording_change_apply (change, self->path, &error))
    {
      answer (self, (Answer) { .change = change, .error = error, .is_again = TRUE, .is_of_change = TRUE });
      return;
    }
  vmp_recording_reload_events (self->recording);
  answer_contents (self, change);
}

/* What was read before stays if the file is gone. */
static void
reload (VmpReplayWorker *self)
{
  GError *error = NULL;
  VmpRecording *recording = vmp_recording_open (self->path, &error);

  if (recording == NULL)
    {
      answer (self, (Answer) { .error = error, .is_again = TRUE });
      return;
    }
  vmp_recording_free (self->recording);
  self->recording = recording;
  self->next_check = 0;
  self->is_checked = FALSE;
  self->maps_number = 0;
  answer_contents (self, NULL);
}

static void
check (VmpReplayWorker *self)
{
  guint n_problems = g_strv_length (self->contents->problems);

  self->is_checked = vmp_recording_check_on (self->recording, &self->is_asked, &self->next_check);
  if (self->is_checked && g_strv_length ((char **) vmp_recording_get_problems (self->recording)) > n_problems)
    answer_contents (self, NULL);
}

/* A change that was asked for is made, also if nobody listens any more. */
static void
serve (VmpReplayWorker *self)
{
  Question question;

  for (take_question (self, &question); !question.is_stopped || question.change != NULL; take_question (self, &question))
    {
      if (question.change != NULL)
        apply (self, question.change);
      if (question.reloads)
        reload (self);
      if (question.all != 0)
        answer_all (self, question.all);
      if (question.moment.is_asked)
        answer_moment (self, &question.moment);
      if (question.series.is_asked)
        answer_series (self, &question.series);
      if (question.checks)
        check (self);
      vmp_recording_rest (self->recording);
    }
}

static gpointer
run (gpointer data)
{
  VmpReplayWorker *self = data;
  GError *error = NULL;

  self->recording = vmp_recording_open (self->path, &error);
  if (self->recording == NULL)
    answer (self, (Answer) { .error = error });
  else
    {
      self->contents = vmp_replay_contents_load (self->recording, self->path);
      answer (self, (Answer) { .contents = vmp_replay_contents_ref (self->contents) });
      vmp_recording_rest (self->recording);
      serve (self);
    }
  g_clear_pointer (&self->contents, vmp_replay_contents_unref);
  g_clear_pointer (&self->recording, vmp_recording_free);
  worker_unref (self);
  return NULL;
}

/* --- asking --- */

/* Under the mutex. */
static void
wake (VmpReplayWorker *self)
{
  g_atomic_int_set (&self->is_asked, TRUE);
  g_cond_signal (&self->asked);
}

VmpReplayWorker *
vmp_replay_worker_new (const char                 *path,
                       const VmpReplayWorkerFuncs *funcs,
                       gpointer                    user_data)
{
  VmpReplayWorker *self = g_new0 (VmpReplayWorker, 1);

  g_atomic_ref_count_init (&self->n_refs);
  g_mutex_init (&self->mutex);
  g_cond_init (&self->asked);
  g_queue_init (&self->changes);
  self->path = g_strdup (path);
  self->funcs = *funcs;
  self->user_data = user_data;
  g_thread_unref (g_thread_new ("vmp-replay", run, worker_ref (self)));
  return self;
}

void
vmp_replay_worker_stop (VmpReplayWorker *self)
{
  self->user_data = NULL;
  g_mutex_lock (&self->mutex);
  self->is_stopped = TRUE;
  wake (self);
  g_mutex_unlock (&self->mutex);
  worker_unref (self);
}

void
vmp_replay_worker_ask_all (VmpReplayWorker *self,
                           guint32          number)
{
  g_mutex_lock (&self->mutex);
  self->all = number;
  wake (self);
  g_mutex_unlock (&self->mutex);
}

void
vmp_replay_worker_ask_series (VmpReplayWorker    *self,
                              guint32             number,
                              const VmpMetricSet *metrics,
                              gint64              begin_nsec,
                              gint64              end_nsec,
                              guint               n_cells)
{
  g_mutex_lock (&self->mutex);
  self->series = (SeriesQuestion) { TRUE, number, *metrics, begin_nsec, end_nsec, n_cells };
  wake (self);
  g_mutex_unlock (&self->mutex);
}

void
vmp_replay_worker_ask_moment (VmpReplayWorker *self,
                              guint32          number,
                              gint64           time_nsec,
                              gboolean         with_maps)
{
  g_mutex_lock (&self->mutex);
  self->moment = (MomentQuestion) { TRUE, number, time_nsec, with_maps };
  wake (self);
  g_mutex_unlock (&self->mutex);
}

void
vmp_replay_worker_ask_change (VmpReplayWorker    *self,
                              VmpRecordingChange *change)
{
  g_mutex_lock (&self->mutex);
  g_queue_push_tail (&self->changes, change);
  wake (self);
  g_mutex_unlock (&self->mutex);
  n_changes++;
}

static gboolean
enough_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
vmp_replay_worker_wait_all (void)
{
  gboolean enough = FALSE;
  guint timeout;

  if (n_changes == 0)
    return;
  timeout = g_timeout_add_seconds (WAIT_SECONDS, enough_cb, &enough);
  while (n_changes > 0 && !enough)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

void
vmp_replay_worker_ask_reload (VmpReplayWorker *self)
{
  g_mutex_lock (&self->mutex);
  self->reloads = TRUE;
  wake (self);
  g_mutex_unlock (&self->mutex);
}
