/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The file of what was learned of programs, read and written by workers. */

#include "config.h"

#include "vmp-alert-baselines.h"

typedef struct
{
  char            *path;      /* owned */
  VmpAlertLearned *learned;   /* owned */
} Job;

static void
job_free (gpointer data)
{
  Job *self = data;

  g_free (self->path);
  vmp_alert_learned_free (self->learned);
  g_free (self);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_task_return_pointer (task, vmp_alert_learned_load (data, g_get_real_time () / G_USEC_PER_SEC, NULL),
                         (GDestroyNotify) vmp_alert_learned_free);
}

void
vmp_alert_baselines_load_async (GObject *source, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_thread);
}

VmpAlertLearned *
vmp_alert_baselines_load_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

static void
save_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Job *job = data;

  g_task_return_boolean (task, vmp_alert_learned_save (job->learned, job->path, g_get_real_time () / G_USEC_PER_SEC, NULL));
}

void
vmp_alert_baselines_save (const char *path, VmpAlertLearned *learned)
{
  g_autoptr (GTask) task = g_task_new (NULL, NULL, NULL, NULL);
  Job *job = g_new0 (Job, 1);

  job->path = g_strdup (path);
  job->learned = learned;
  g_task_set_task_data (task, job, job_free);
  g_task_run_in_thread (task, save_thread);
}
