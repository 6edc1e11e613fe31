/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The question before this program ends while a recording could not be written. */

#include "config.h"

#include "vmp-unwritten-dialog.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "../vmp-live-recording.h"
#include "../vmp-window-launch.h"

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  g_task_return_boolean (task, g_str_equal (answer, "lose"));
}

static char *
dup_question (VmpLiveRecording *recording)
{
  const char *path = vmp_live_recording_get_path (recording), *message = vmp_live_recording_get_message (recording);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : g_strdup (vmp_live_recording_get_process (recording));

  /* Translators: the first %s is the name of a file, the second an error of the system, such as that the disk is full */
  return g_strdup_printf (_("The end of the recording “%s” is in memory only: %s. As soon as there is room, it is written by itself; "
                            "when this program ends before that, it is lost."), name, message != NULL ? message : "");
}

void
vmp_unwritten_ask_async (GtkWidget *parent, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, NULL, callback, user_data);
  VmpLiveRecording *recording = vmp_live_recording_find_waiting ();
  g_autofree char *question = NULL;
  AdwAlertDialog *dialog;

  if (recording == NULL || vmp_launch_is_asking (parent))
    {
      g_task_return_boolean (task, recording == NULL);
      return;
    }
  question = dup_question (recording);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("Lose What Is Not Written?"), question));
  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "lose", _("_Quit Anyway"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "lose", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, parent, NULL, answered_cb, g_steal_pointer (&task));
}

gboolean
vmp_unwritten_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
