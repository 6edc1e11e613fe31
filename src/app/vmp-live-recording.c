/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that the window makes of what is measured: from when it is asked for until the process ends or the user has enough. */

#include "config.h"

#include "vmp-live-recording.h"

#include <string.h>
#include <sys/stat.h>

#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-process.h"
#include "core/store/vmp-recorder.h"

/* How often the user is told of it. */
#define TICK_MSEC 500
/* Between two snapshots of all mappings, as `vmp record` has it. */
#define MAPS_NSEC G_GINT64_CONSTANT (10000000000)
/* A disk that hangs must not keep the program from ending. */
#define STOP_ALL_SECONDS 10

struct _VmpLiveRecording
{
  GObject                parent_instance;

  /* owned */
  VmpMonitor            *monitor;
  VmpLaunch             *launch;      /* NULL: it was not launched from here, or that has ended */
  VmpRecordingPlan      *plan;
  VmpRecorder           *recorder;    /* NULL before the file is there and after it is finished */
  GQueue                 waiting;     /* of VmpBatch: for the file that is being made */
  GHashTable            *targets;     /* numbers as pointers: the process and its children */
  char                  *message, *path, *process;

  guint32                target;
  gboolean               keeps;       /* a user of the target */
  VmpLiveRecordingState  state;
  gboolean               to_stop;     /* as soon as the file is there */
  gboolean               has_exit;    /* it waits for the usage that the launch knows */
  VmpEvent               exit;
  gint64                 begin_nsec, end_nsec, pause_nsec;
  guint64                n_samples;
  gint64                 bytes;
  gboolean               looks;       /* its size is being asked for */
  guint                  tick;
  gboolean               keeps_itself;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

/* All that are alive, borrowed. */
static GPtrArray *all;

G_DEFINE_FINAL_TYPE (VmpLiveRecording, vmp_live_recording, G_TYPE_OBJECT)

static void stop (VmpLiveRecording *self);

/* It needs nothing of the monitor any more. */
static void
leave_target (VmpLiveRecording *self)
{
  g_signal_handlers_disconnect_by_data (self->monitor, self);
  if (self->launch != NULL)
    g_signal_handlers_disconnect_by_data (self->launch, self);
  g_clear_object (&self->launch);
  if (!self->keeps)
    return;
  self->keeps = FALSE;
  vmp_monitor_withdraw_maps (self->monitor, self->target, self);
  vmp_monitor_unwatch (self->monitor, self->target);
}

/* May drop the last reference. */
static void
set_state (VmpLiveRecording *self, VmpLiveRecordingState state)
{
  self->state = state;
  if (state == VMP_LIVE_RECORDING_STOPPING)
    self->end_nsec = vmp_clock_boottime_nsec ();
  if (state >= VMP_LIVE_RECORDING_STOPPING)
    {
      g_clear_handle_id (&self->tick, g_source_remove);
      leave_target (self);
    }
  g_signal_emit (self, signals[CHANGED], 0);
  if (vmp_live_recording_is_alive (self) || !self->keeps_itself)
    return;
  self->keeps_itself = FALSE;
  g_ptr_array_remove_fast (all, self);
  g_object_unref (self);
}

/* Takes @message, which may name files. */
static void
set_message (VmpLiveRecording *self, char *take_message)
{
  g_autofree char *message = take_message;

  g_clear_pointer (&self->message, g_free);
  if (message != NULL)
    self->message = vmp_text_escape (message, strlen (message));
}

/* --- events --- */

static void
append (VmpLiveRecording *self, VmpBatch *batch)
{
  if (self->recorder != NULL)
    vmp_recorder_append (self->recorder, batch);
  else
    g_queue_push_tail (&self->waiting, vmp_batch_ref (batch));
}

/* Takes what @event owns. */
static void
append_event (VmpLiveRecording *self, const VmpEvent *event)
{
  g_autoptr (VmpBatch) batch = vmp_batch_new_one (event);

  append (self, batch);
}

static void
take_name (VmpLiveRecording *self, const VmpProcessInfo *info)
{
  g_free (self->process);
  self->process = g_strdup_printf ("%s (%d)", info->name, info->identity.pid);
}

/* A recording begins with what the process is at this moment. */
static void
append_start (VmpLiveRecording *self, VmpTarget *target)
{
  VmpEvent event = { VMP_EVENT_START, vmp_target_get_number (target), self->begin_nsec };
  const VmpProcessInfo *info = vmp_target_get_info (target);

  event.process = *info;
  event.process.name = g_ref_string_acquire (info->name);
  event.process.command = info->command != NULL ? g_ref_string_acquire (info->command) : NULL;
  event.process.exe = info->exe != NULL ? g_ref_string_acquire (info->exe) : NULL;
  append_event (self, &event);
}

/* A stage that has begun already goes on in it. */
static void
append_stage (VmpLiveRecording *self, VmpTarget *target)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n), *last = NULL;
  VmpEvent event = { VMP_EVENT_MARK, self->target, self->begin_nsec };

  for (guint i = 0; i < n; i++)
    if (marks[i].type == VMP_EVENT_MARK && marks[i].time_nsec <= self->begin_nsec
        && (last == NULL || marks[i].time_nsec >= last->time_nsec))
      last = &marks[i];
  if (last == NULL)
    return;
  event.mark.name = g_ref_string_acquire (last->mark.name);
  append_event (self, &event);
}

static void
append_pause (VmpLiveRecording *self)
{
  VmpEvent event = { VMP_EVENT_GAP, self->target, vmp_clock_boottime_nsec () };

  event.gap.begin_nsec = self->pause_nsec;
  event.gap.reason = VMP_GAP_PAUSED;
  append_event (self, &event);
}

static gboolean
is_wanted (VmpLiveRecording *self, const VmpEvent *event)
{
  gboolean is_life = event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXEC || event->type == VMP_EVENT_FORK
                     || event->type == VMP_EVENT_EXIT || event->type == VMP_EVENT_MARK
                     || event->type == VMP_EVENT_NOTE;

  if (!g_hash_table_contains (self->targets, GUINT_TO_POINTER (event->target)) || event->type == VMP_EVENT_PAGE_STATES)
    return FALSE;
  return is_life || self->state != VMP_LIVE_RECORDING_PAUSED;
}

/* TRUE if that was all of it: the process has ended. */
static gboolean
take_event (VmpLiveRecording *self, const VmpEvent *event, GArray *events)
{
  gboolean is_end = event->type == VMP_EVENT_EXIT && event->target == self->target;
  VmpEvent copy;

  if (event->type == VMP_EVENT_FORK && event->fork.child_target != 0)
    g_hash_table_add (self->targets, GUINT_TO_POINTER (event->fork.child_target));
  if (event->target == self->target && (event->type == VMP_EVENT_START || event->type == VMP_EVENT_EXEC))
    take_name (self, &event->process);
  self->n_samples += event->type == VMP_EVENT_SAMPLE;
  vmp_event_copy (event, &copy);
  if (is_end && self->launch != NULL)
    {
      self->has_exit = TRUE;
      self->exit = copy;
      return FALSE;
    }
  g_array_append_val (events, copy);
  return is_end;
}

static void
batch_cb (VmpLiveRecording *self, VmpBatch *batch)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) picked = NULL;
  gboolean is_end = FALSE;
  guint n;
  const VmpEvent *all_events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (is_wanted (self, &all_events[i]))
        is_end = take_event (self, &all_events[i], events) || is_end;
    }
  n = events->len;
  picked = vmp_batch_new_take (events);
  if (n > 0)
    append (self, picked);
  if (is_end)
    stop (self);
}

/* If it has ended: the launch knows what the process used, which nobody else is told. */
static void
append_exit (VmpLiveRecording *self)
{
  VmpEvent event = { VMP_EVENT_EXIT, self->target, self->has_exit ? self->exit.time_nsec : vmp_clock_boottime_nsec () };

  if (vmp_launch_get_state (self->launch) == VMP_LAUNCH_STATE_ENDED)
    {
      event.exit.status = vmp_launch_get_status (self->launch);
      event.exit.rusage = *vmp_launch_get_usage (self->launch);
    }
  else if (self->has_exit)
    event.exit = self->exit.exit;
  else
    return;
  append_event (self, &event);
}

static void
launch_cb (VmpLiveRecording *self)
{
  if (!vmp_launch_is_alive (self->launch))
    stop (self);
}

/* --- the file --- */

typedef struct
{
  VmpRecordingPlan *plan;     /* owned */
  VmpRecorder      *recorder; /* owned */
  char             *path;     /* owned */
} Opened;

static void
opened_free (gpointer data)
{
  Opened *self = data;

  g_clear_pointer (&self->recorder, vmp_recorder_free);
  vmp_recording_plan_free (self->plan);
  g_free (self->path);
  g_free (self);
}

static void
open_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Opened *opened = data;
  GError *error = NULL;
  VmpRecordingWriter *writer = vmp_recording_plan_open (opened->plan, &opened->path, &error);

  if (writer == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  opened->recorder = vmp_recorder_new (writer);
  g_task_return_boolean (task, TRUE);
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpLiveRecording *self = VMP_LIVE_RECORDING (source);
  Opened *opened = g_task_get_task_data (G_TASK (result));
  g_autoptr (GError) error = NULL;

  if (!g_task_propagate_boolean (G_TASK (result), &error))
    {
      set_message (self, g_strdup (error->message));
      set_state (self, VMP_LIVE_RECORDING_FAILED);
      return;
    }
  self->recorder = g_steal_pointer (&opened->recorder);
  self->path = g_steal_pointer (&opened->path);
  for (VmpBatch *batch; (batch = g_queue_pop_head (&self->waiting)) != NULL; vmp_batch_unref (batch))
    vmp_recorder_append (self->recorder, batch);
  if (self->state == VMP_LIVE_RECORDING_STARTING)
    set_state (self, VMP_LIVE_RECORDING_RUNNING);
  else
    g_signal_emit (self, signals[CHANGED], 0);
  if (self->to_stop)
    stop (self);
}

static void
open_file (VmpLiveRecording *self)
{
  g_autoptr (GTask) task = g_task_new (self, NULL, opened_cb, NULL);
  Opened *opened = g_new0 (Opened, 1);

  opened->plan = vmp_recording_plan_copy (self->plan);
  g_task_set_task_data (task, opened, opened_free);
  g_task_run_in_thread (task, open_thread);
}

static gint64
load_bytes (const char *path)
{
  g_autofree char *wal = g_strconcat (path, "-wal", NULL);
  struct stat file;
  gint64 bytes;

  if (stat (path, &file) != 0)
    return VMP_MISSING;
  bytes = file.st_size;
  if (stat (wal, &file) == 0)
    bytes += file.st_size;
  return bytes;
}

static void
finish_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  VmpLiveRecording *self = source;
  GError *error = NULL;

  if (vmp_recorder_finish (data, &error))
    g_task_return_int (task, load_bytes (self->path));
  else
    g_task_return_error (task, error);
}

static void
finished_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpLiveRecording *self = VMP_LIVE_RECORDING (source);
  g_autoptr (GError) error = NULL;
  gint64 bytes = g_task_propagate_int (G_TASK (result), &error);

  if (error == NULL)
    self->bytes = bytes;
  set_message (self, error != NULL ? g_strdup (error->message) : NULL);
  set_state (self, error == NULL ? VMP_LIVE_RECORDING_SAVED : VMP_LIVE_RECORDING_FAILED);
}

static void
stop (VmpLiveRecording *self)
{
  g_autoptr (GTask) task = NULL;

  self->to_stop = TRUE;
  if (self->recorder == NULL || self->state >= VMP_LIVE_RECORDING_STOPPING)
    return;
  if (self->state == VMP_LIVE_RECORDING_PAUSED)
    append_pause (self);
  if (self->launch != NULL)
    append_exit (self);
  task = g_task_new (self, NULL, finished_cb, NULL);
  g_task_set_task_data (task, g_steal_pointer (&self->recorder), (GDestroyNotify) vmp_recorder_free);
  g_task_run_in_thread (task, finish_thread);
  set_state (self, VMP_LIVE_RECORDING_STOPPING);
}

/* --- how it goes --- */

static void
look_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_int (task, load_bytes (data));
}

static void
looked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpLiveRecording *self = VMP_LIVE_RECORDING (source);
  gint64 bytes = g_task_propagate_int (G_TASK (result), NULL);

  self->looks = FALSE;
  if (self->state < VMP_LIVE_RECORDING_STOPPING)
    self->bytes = bytes;
}

static void
look (VmpLiveRecording *self)
{
  g_autoptr (GTask) task = NULL;

  if (self->looks || self->path == NULL)
    return;
  self->looks = TRUE;
  task = g_task_new (self, NULL, looked_cb, NULL);
  g_task_set_task_data (task, g_strdup (self->path), g_free);
  g_task_run_in_thread (task, look_thread);
}

static gboolean
tick_cb (gpointer data)
{
  VmpLiveRecording *self = data;
  VmpRecorderState recorder_state = VMP_RECORDER_WRITING;
  char *message = NULL;

  if (self->recorder != NULL)
    recorder_state = vmp_recorder_get_state (self->recorder, &message);
  set_message (self, message);
  if (recorder_state == VMP_RECORDER_FAILED)
    {
      /* Its thread says so once more and ends. */
      stop (self);
      return G_SOURCE_CONTINUE;
    }
  if (self->state == VMP_LIVE_RECORDING_RUNNING && recorder_state == VMP_RECORDER_WAITING)
    self->state = VMP_LIVE_RECORDING_WAITING;
  else if (self->state == VMP_LIVE_RECORDING_WAITING && recorder_state == VMP_RECORDER_WRITING)
    self->state = VMP_LIVE_RECORDING_RUNNING;
  look (self);
  g_signal_emit (self, signals[CHANGED], 0);
  return G_SOURCE_CONTINUE;
}

static void
vmp_live_recording_finalize (GObject *object)
{
  VmpLiveRecording *self = VMP_LIVE_RECORDING (object);

  g_queue_clear_full (&self->waiting, (GDestroyNotify) vmp_batch_unref);
  g_hash_table_unref (self->targets);
  g_clear_object (&self->launch);
  g_clear_object (&self->monitor);
  g_clear_pointer (&self->recorder, vmp_recorder_free);
  vmp_recording_plan_free (self->plan);
  g_free (self->message);
  g_free (self->path);
  g_free (self->process);

  G_OBJECT_CLASS (vmp_live_recording_parent_class)->finalize (object);
}

static void
vmp_live_recording_class_init (VmpLiveRecordingClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_live_recording_finalize;

  signals[CHANGED] = g_signal_new ("changed", VMP_TYPE_LIVE_RECORDING, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_live_recording_init (VmpLiveRecording *self)
{
  if (all == NULL)
    all = g_ptr_array_new ();
  g_queue_init (&self->waiting);
  self->targets = g_hash_table_new (NULL, NULL);
  self->process = g_strdup ("");
  self->bytes = VMP_MISSING;
  self->begin_nsec = vmp_clock_boottime_nsec ();
}

/* Those that run already, too. One that nothing is known of yet is told soon. */
static void
take_children (VmpLiveRecording *self)
{
  g_autoptr (GArray) children = vmp_monitor_list_children (self->monitor, self->target);

  for (guint i = 0; i < children->len; i++)
    {
      guint32 number = g_array_index (children, guint32, i);
      VmpTarget *target = vmp_session_find_target (vmp_monitor_get_session (self->monitor), number);

      if (target != NULL && vmp_target_get_exit (target) != NULL)
        continue;
      g_hash_table_add (self->targets, GUINT_TO_POINTER (number));
      if (target != NULL && vmp_target_get_info (target) != NULL)
        append_start (self, target);
    }
}

static void
take_target (VmpLiveRecording *self)
{
  VmpTarget *target = vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);

  g_hash_table_add (self->targets, GUINT_TO_POINTER (self->target));
  if (target != NULL && vmp_target_get_info (target) != NULL)
    {
      append_start (self, target);
      take_name (self, vmp_target_get_info (target));
      append_stage (self, target);
    }
  take_children (self);
  self->keeps = vmp_monitor_keep (self->monitor, self->target);
  g_signal_connect_object (self->monitor, "batch", G_CALLBACK (batch_cb), self, G_CONNECT_SWAPPED);
  if (self->keeps)
    vmp_monitor_request_maps (self->monitor, self->target, self, MAPS_NSEC);
}

VmpLiveRecording *
vmp_live_recording_new (VmpMonitor *monitor, guint32 target, VmpLaunch *launch, const VmpRecordingPlan *plan)
{
  VmpLiveRecording *self = g_object_new (VMP_TYPE_LIVE_RECORDING, NULL);

  self->monitor = g_object_ref (monitor);
  self->target = target;
  self->plan = vmp_recording_plan_copy (plan);
  self->plan->launched = launch != NULL;
  if (launch != NULL && vmp_launch_is_alive (launch))
    {
      self->launch = g_object_ref (launch);
      g_signal_connect_object (launch, "notify::state", G_CALLBACK (launch_cb), self, G_CONNECT_SWAPPED);
      vmp_monitor_follow_children (monitor, target);
    }
  take_target (self);
  self->keeps_itself = TRUE;
  g_ptr_array_add (all, g_object_ref (self));
  self->tick = g_timeout_add (TICK_MSEC, tick_cb, self);
  open_file (self);
  return self;
}

void
vmp_live_recording_stop (VmpLiveRecording *self)
{
  g_return_if_fail (VMP_IS_LIVE_RECORDING (self));

  stop (self);
}

void
vmp_live_recording_set_paused (VmpLiveRecording *self, gboolean paused)
{
  g_return_if_fail (VMP_IS_LIVE_RECORDING (self));

  if (self->recorder == NULL || self->state >= VMP_LIVE_RECORDING_STOPPING
      || paused == (self->state == VMP_LIVE_RECORDING_PAUSED))
    return;
  if (paused)
    self->pause_nsec = vmp_clock_boottime_nsec ();
  else
    append_pause (self);
  set_state (self, paused ? VMP_LIVE_RECORDING_PAUSED : VMP_LIVE_RECORDING_RUNNING);
}

static gboolean
enough_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_CONTINUE;
}

void
vmp_live_recording_stop_all (void)
{
  gboolean enough = FALSE;
  guint timeout;

  if (all == NULL || all->len == 0)
    return;
  timeout = g_timeout_add_seconds (STOP_ALL_SECONDS, enough_cb, &enough);
  for (guint i = all->len; i > 0; i--)
    vmp_live_recording_stop (all->pdata[i - 1]);
  while (all->len > 0 && !enough)
    g_main_context_iteration (NULL, TRUE);
  g_source_remove (timeout);
}

VmpLiveRecording *
vmp_live_recording_find_waiting (void)
{
  for (guint i = 0; all != NULL && i < all->len; i++)
    if (vmp_live_recording_get_state (all->pdata[i]) == VMP_LIVE_RECORDING_WAITING)
      return all->pdata[i];
  return NULL;
}

VmpLiveRecordingState
vmp_live_recording_get_state (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), VMP_LIVE_RECORDING_FAILED);

  return self->state;
}

gboolean
vmp_live_recording_is_alive (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), FALSE);

  return self->state < VMP_LIVE_RECORDING_SAVED;
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmpLiveRecording *self = g_task_get_source_object (task);
  GError *error = NULL;

  if (!g_file_move_finish (G_FILE (source), result, &error))
    {
      g_task_return_error (task, error);
      return;
    }
  g_free (self->path);
  self->path = g_file_get_path (g_task_get_task_data (task));
  g_signal_emit (self, signals[CHANGED], 0);
  g_task_return_boolean (task, TRUE);
}

void
vmp_live_recording_move_async (VmpLiveRecording *self, GFile *to, GCancellable *cancellable, GAsyncReadyCallback callback,
                               gpointer user_data)
{
  GTask *task;
  g_autoptr (GFile) from = NULL;

  g_return_if_fail (VMP_IS_LIVE_RECORDING (self) && self->state == VMP_LIVE_RECORDING_SAVED);

  task = g_task_new (self, cancellable, callback, user_data);
  from = g_file_new_for_path (self->path);
  g_task_set_task_data (task, g_object_ref (to), g_object_unref);
  g_file_move_async (from, to, G_FILE_COPY_OVERWRITE, G_PRIORITY_DEFAULT, cancellable, NULL, NULL, moved_cb, task);
}

gboolean
vmp_live_recording_move_finish (VmpLiveRecording *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), FALSE);

  return g_task_propagate_boolean (G_TASK (result), error);
}

const char *
vmp_live_recording_get_message (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), NULL);

  return self->message;
}

const char *
vmp_live_recording_get_path (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), NULL);

  return self->path;
}

const char *
vmp_live_recording_get_process (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), NULL);

  return self->process;
}

guint32
vmp_live_recording_get_target (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), 0);

  return self->target;
}

gint64
vmp_live_recording_get_duration_nsec (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), 0);

  return (self->end_nsec != 0 ? self->end_nsec : vmp_clock_boottime_nsec ()) - self->begin_nsec;
}

guint64
vmp_live_recording_get_n_samples (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), 0);

  return self->n_samples;
}

gint64
vmp_live_recording_get_bytes (VmpLiveRecording *self)
{
  g_return_val_if_fail (VMP_IS_LIVE_RECORDING (self), VMP_MISSING);

  return self->bytes;
}
