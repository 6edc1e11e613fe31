/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The user's file of rules, read and written by workers, and in words what is wrong with it. */

#include "config.h"

#include "vmp-alert-rules.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"
#include "rules/vmp-rules-file.h"

void
vmp_alert_rules_free (gpointer data)
{
  VmpAlertRules *self = data;

  g_clear_pointer (&self->set, vmp_alert_set_unref);
  g_free (self->problem);
  g_free (self);
}

static char *
dup_problems (GPtrArray *problems)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < problems->len; i++)
    {
      const VmpRulesProblem *problem = problems->pdata[i];

      if (i > 0)
        g_string_append_c (text, '\n');
      if (problem->id != NULL)
        /* Translators: line of a file, id of a rule, and what is wrong with it. */
        g_string_append_printf (text, _("Line %u: rule '%s': %s"), problem->line, problem->id, problem->message);
      else
        g_string_append_printf (text, _("Line %u: %s"), problem->line, problem->message);
    }
  return g_string_free (text, text->len == 0);
}

static char *
dup_failure (const GError *error)
{
  g_autofree char *message = vmp_text_escape (error->message, strlen (error->message));

  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED))
    return g_strdup (_("A newer version of this program wrote the rules. They are left as they are, and nothing is watched."));
  /* Translators: %s says what is wrong. */
  return g_strdup_printf (_("The rules can't be read, and nothing is watched: %s"), message);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  VmpAlertRules *loaded = g_new0 (VmpAlertRules, 1);

  loaded->can_change = TRUE;
  if (!g_file_test (data, G_FILE_TEST_EXISTS))
    loaded->set = vmp_alert_set_new_ready_made ();
  else if ((loaded->set = vmp_rules_load (data, &problems, &error)) != NULL)
    {
      loaded->problem = dup_problems (problems);
      /* Writing would lose the rules that could not be understood. */
      loaded->can_change = problems->len == 0;
    }
  else
    {
      loaded->problem = dup_failure (error);
      loaded->can_change = FALSE;
    }
  g_task_return_pointer (task, loaded, vmp_alert_rules_free);
}

void
vmp_alert_rules_load_async (GObject *source, const char *path, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);

  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, load_thread);
}

VmpAlertRules *
vmp_alert_rules_load_finish (GAsyncResult *result)
{
  return g_task_propagate_pointer (G_TASK (result), NULL);
}

typedef struct
{
  char        *path;
  VmpAlertSet *set;
} WriteJob;

static void
write_job_free (gpointer data)
{
  WriteJob *job = data;

  g_free (job->path);
  vmp_alert_set_unref (job->set);
  g_free (job);
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const WriteJob *job = data;
  GError *error = NULL;

  if (vmp_rules_save (job->path, job->set, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmp_alert_rules_save_async (GObject *source, const char *path, VmpAlertSet *set, GCancellable *cancellable, GAsyncReadyCallback callback)
{
  g_autoptr (GTask) task = g_task_new (source, cancellable, callback, NULL);
  WriteJob *job = g_new0 (WriteJob, 1);

  job->path = g_strdup (path);
  job->set = vmp_alert_set_ref (set);
  g_task_set_task_data (task, job, write_job_free);
  g_task_run_in_thread (task, write_thread);
}

gboolean
vmp_alert_rules_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
