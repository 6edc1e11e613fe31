/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the last minutes of all that is watched, so that they can be saved after the fact. */

#include "config.h"

#include "vmp-flight-recorder.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "core/kernel/vmp-error.h"
#include "vmp-flight-ring.h"
#include "vmp-preferences.h"
#include "vmp-recording-plan.h"

#define DATA_KEY "vmp-flight-recorder"
#define MINUTES_KEY "flight-minutes"
#define MEGABYTES_KEY "flight-megabytes"
#define MINUTE_NSEC (60 * G_GINT64_CONSTANT (1000000000))
#define NSEC_PER_MSEC G_GINT64_CONSTANT (1000000)

struct _VmpFlightRecorder
{
  GObject        parent_instance;

  VmpMonitor    *monitor;   /* borrowed: it owns this */
  VmpFlightRing *ring;      /* owned */
};

G_DEFINE_FINAL_TYPE (VmpFlightRecorder, vmp_flight_recorder, G_TYPE_OBJECT)

/* What the worker writes. */
typedef struct
{
  VmpRecordingPlan *plan;     /* owned */
  GPtrArray        *batches;  /* owned, of VmpBatch */
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  vmp_recording_plan_free (self->plan);
  g_ptr_array_unref (self->batches);
  g_free (self);
}

static GSettings *
get_settings (void)
{
  return vmp_preferences_get_settings (vmp_preferences_get_default ());
}

static gsize
get_max_bytes (void)
{
  return (gsize) g_settings_get_int (get_settings (), MEGABYTES_KEY) * 1024 * 1024;
}

static void
bounds_cb (VmpFlightRecorder *self)
{
  vmp_flight_ring_set_bounds (self->ring, vmp_flight_recorder_get_minutes (self) * MINUTE_NSEC, get_max_bytes ());
}

static void
batch_cb (VmpFlightRecorder *self, VmpBatch *batch)
{
  vmp_flight_ring_add (self->ring, batch);
}

static void
vmp_flight_recorder_finalize (GObject *object)
{
  VmpFlightRecorder *self = VMP_FLIGHT_RECORDER (object);

  vmp_flight_ring_free (self->ring);

  G_OBJECT_CLASS (vmp_flight_recorder_parent_class)->finalize (object);
}

static void
vmp_flight_recorder_class_init (VmpFlightRecorderClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_flight_recorder_finalize;
}

static void
vmp_flight_recorder_init (VmpFlightRecorder *self)
{
  self->ring = vmp_flight_ring_new (vmp_flight_recorder_get_minutes (self) * MINUTE_NSEC, get_max_bytes ());
  g_signal_connect_object (get_settings (), "changed::" MINUTES_KEY, G_CALLBACK (bounds_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (get_settings (), "changed::" MEGABYTES_KEY, G_CALLBACK (bounds_cb), self, G_CONNECT_SWAPPED);
}

VmpFlightRecorder *
vmp_flight_recorder_get (VmpMonitor *monitor)
{
  VmpFlightRecorder *self;

  g_return_val_if_fail (VMP_IS_MONITOR (monitor), NULL);

  self = g_object_get_data (G_OBJECT (monitor), DATA_KEY);
  if (self != NULL)
    return self;
  self = g_object_new (VMP_TYPE_FLIGHT_RECORDER, NULL);
  self->monitor = monitor;
  g_signal_connect_object (monitor, "batch", G_CALLBACK (batch_cb), self, G_CONNECT_SWAPPED);
  g_object_set_data_full (G_OBJECT (monitor), DATA_KEY, self, g_object_unref);
  return self;
}

guint
vmp_flight_recorder_get_minutes (VmpFlightRecorder *self)
{
  return (guint) g_settings_get_int (get_settings (), MINUTES_KEY);
}

gsize
vmp_flight_recorder_get_bytes (VmpFlightRecorder *self)
{
  g_return_val_if_fail (VMP_IS_FLIGHT_RECORDER (self), 0);

  return vmp_flight_ring_get_bytes (self->ring);
}

static VmpRecordingPlan *
create_plan (VmpFlightRecorder *self, guint32 number, const char *path)
{
  VmpTarget *target = vmp_session_find_target (vmp_monitor_get_session (self->monitor), number);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;
  const VmpRecordingPlan plan = {
    .path = (char *) path,
    .program = info != NULL ? info->name : NULL,
    .command = info != NULL ? info->command : NULL,
    .with_command_line = g_settings_get_boolean (get_settings (), "record-command-line"),
  };
  VmpRecordingPlan *copy = vmp_recording_plan_copy (&plan);
  int interval_msec;

  g_object_get (self->monitor, "interval-msec", &interval_msec, NULL);
  copy->interval_nsec = interval_msec * NSEC_PER_MSEC;
  return copy;
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  Job *job = data;
  g_autofree char *path = NULL;
  GError *error = NULL;
  g_autoptr (VmpRecordingWriter) writer = vmp_recording_plan_open (job->plan, &path, &error);

  for (guint i = 0; writer != NULL && i < job->batches->len; i++)
    vmp_recording_writer_append (writer, job->batches->pdata[i]);
  if (writer != NULL && vmp_recording_writer_finish (writer, &error))
    {
      g_task_return_pointer (task, g_steal_pointer (&path), g_free);
      return;
    }
  /* Half of it would look like all of it. */
  if (path != NULL)
    g_unlink (path);
  g_task_return_error (task, error);
}

void
vmp_flight_recorder_save_async (VmpFlightRecorder *self, guint32 target, const char *path, GCancellable *cancellable,
                                GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  Job *job;

  g_return_if_fail (VMP_IS_FLIGHT_RECORDER (self));

  task = g_task_new (self, cancellable, callback, user_data);
  g_task_set_source_tag (task, vmp_flight_recorder_save_async);
  batches = vmp_flight_ring_list (self->ring, target);
  if (batches->len == 0)
    {
      g_task_return_new_error (task, VMP_ERROR, VMP_ERROR_GONE, _("Nothing of the last minutes is kept"));
      return;
    }
  job = g_new0 (Job, 1);
  job->plan = create_plan (self, target, path);
  job->batches = g_steal_pointer (&batches);
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, write_thread);
}

char *
vmp_flight_recorder_save_finish (VmpFlightRecorder *self, GAsyncResult *result, GError **error)
{
  g_return_val_if_fail (g_task_is_valid (result, self), NULL);

  return g_task_propagate_pointer (G_TASK (result), error);
}
