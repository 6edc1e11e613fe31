/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window does with programs that it launches: the dialog, demos, and the question before they are left alone. */

#include "config.h"

#include "vmp-window-launch.h"

#include <glib/gi18n.h>
#include <signal.h>

#include "dialogs/vmp-demo-dialog.h"
#include "dialogs/vmp-launch-dialog.h"
#include "vmp-preferences.h"
#include "vmp-window-private.h"
#include "vmp-window-recording.h"

static void
start_and_show (VmpWindow *window, VmpLaunch *take_launch)
{
  g_autoptr (VmpLaunch) launch = take_launch;

  vmp_launch_start (launch);
  vmp_window_show_launch (window, launch);
}

static void
launch_cb (VmpWindow *window, const VmpLaunchSpec *spec)
{
  start_and_show (window, vmp_launch_new (vmp_window_get_monitor (window), spec));
}

static void
focus_cb (gpointer data)
{
  g_autoptr (GtkWidget) widget = data;

  if (gtk_widget_get_mapped (widget))
    gtk_widget_grab_focus (widget);
}

static void
focus_soon (GtkWidget *widget)
{
  g_idle_add_once (focus_cb, g_object_ref (widget));
}

/* On a narrow window a dialog becomes a sheet after it was shown, which takes the focus from it. */
static void
present (VmpWindow *window, AdwDialog *dialog)
{
  adw_dialog_present (dialog, GTK_WIDGET (window));
  g_signal_connect (adw_dialog_get_focus (dialog), "map", G_CALLBACK (focus_soon), NULL);
}

static VmpLaunchDialog *
open_dialog (VmpWindow *window)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (window));

  if (VMP_IS_LAUNCH_DIALOG (dialog))
    return VMP_LAUNCH_DIALOG (dialog);
  dialog = vmp_launch_dialog_new (vmp_preferences_get_settings (vmp_preferences_get_default ()));
  g_signal_connect_object (dialog, "launch", G_CALLBACK (launch_cb), window, G_CONNECT_SWAPPED);
  present (window, dialog);
  return VMP_LAUNCH_DIALOG (dialog);
}

static void
launch_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  open_dialog (VMP_WINDOW (widget));
}

static void
launch_again_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunch *launch = vmp_window_get_launch (VMP_WINDOW (widget));

  if (launch != NULL)
    start_and_show (VMP_WINDOW (widget), vmp_launch_new_again (launch));
}

/* In the place of the one that is shown, whose demo is over by that. */
static void
start_lab_here (VmpWindow *window, const VmpLab *lab)
{
  g_autoptr (VmpLaunch) launch = vmp_launch_new_for_lab (vmp_window_get_monitor (window), lab);
  VmpLaunch *before = vmp_window_get_launch (window);

  if (before != NULL)
    vmp_launch_send_signal (before, SIGTERM);
  vmp_launch_start (launch);
  vmp_target_view_show_launch (vmp_window_tabs_get (window), launch);
}

static const VmpLab *
get_lab (VmpWindow *window)
{
  VmpLaunch *launch = vmp_window_get_launch (window);

  return launch != NULL ? vmp_launch_get_lab (launch) : NULL;
}

static void
demo_again_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  const VmpLab *lab = get_lab (VMP_WINDOW (widget));

  if (lab != NULL)
    start_lab_here (VMP_WINDOW (widget), lab);
}

/* After the last one it begins anew. */
static void
demo_next_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  const VmpLab *lab = get_lab (VMP_WINDOW (widget));
  size_t n;
  const VmpLab *labs = vmp_lab_get_all (&n);

  if (lab != NULL)
    start_lab_here (VMP_WINDOW (widget), &labs[(size_t) (lab - labs + 1) % n]);
}

static void
demo_panel_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *view = vmp_window_tabs_get (VMP_WINDOW (widget));
  gboolean shown;

  if (view == NULL)
    return;
  g_object_get (view, "demo-shown", &shown, NULL);
  g_object_set (view, "demo-shown", !shown, NULL);
}

static void
demo_chosen_cb (VmpWindow *window, const VmpLab *lab)
{
  start_and_show (window, vmp_launch_new_for_lab (vmp_window_get_monitor (window), lab));
}

static void
open_demo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  AdwDialog *dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (widget));

  if (VMP_IS_DEMO_DIALOG (dialog))
    return;
  dialog = vmp_demo_dialog_new ();
  g_signal_connect_object (dialog, "chosen", G_CALLBACK (demo_chosen_cb), widget, G_CONNECT_SWAPPED);
  present (VMP_WINDOW (widget), dialog);
}

static gboolean
drop_cb (VmpWindow *window, const GValue *value)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || g_file_peek_path (file) == NULL)
    return FALSE;
  if (vmp_window_recording_is_one (file))
    vmp_window_show_recording (window, g_file_peek_path (file));
  else
    vmp_launch_dialog_set_program (open_dialog (window), g_file_peek_path (file));
  return TRUE;
}

void
vmp_window_launch_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.launch", NULL, launch_action);
  gtk_widget_class_install_action (widget_class, "win.launch-again", NULL, launch_again_action);
  gtk_widget_class_install_action (widget_class, "win.open-demo", NULL, open_demo_action);
  gtk_widget_class_install_action (widget_class, "win.demo-again", NULL, demo_again_action);
  gtk_widget_class_install_action (widget_class, "win.demo-next", NULL, demo_next_action);
  gtk_widget_class_install_action (widget_class, "win.demo-panel", NULL, demo_panel_action);
}

void
vmp_window_launch_attach (VmpWindow *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

static void
stop_all (GPtrArray *launches)
{
  for (guint i = 0; i < launches->len; i++)
    vmp_launch_send_signal (launches->pdata[i], SIGTERM);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (g_str_equal (answer, "stop"))
    stop_all (g_task_get_task_data (task));
  g_task_return_boolean (task, !g_str_equal (answer, "cancel"));
}

static char *
dup_question (GPtrArray *alive)
{
  VmpLaunch *launch = alive->pdata[0];

  if (alive->len > 1)
    return g_strdup_printf (ngettext ("%u program that was launched from here is still running. Left alone it goes on, and what it "
                                      "writes is lost.",
                                      "%u programs that were launched from here are still running. Left alone they go on, and what "
                                      "they write is lost.", alive->len), alive->len);
  /* Translators: a command line */
  return g_strdup_printf (_("“%s” is still running. Left alone it goes on, and what it writes is lost when this program ends."),
                          vmp_launch_get_spec (launch)->command);
}

gboolean
vmp_launch_is_asking (GtkWidget *parent)
{
  GtkRoot *root = gtk_widget_get_root (parent);

  return ADW_IS_APPLICATION_WINDOW (root)
         && ADW_IS_ALERT_DIALOG (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (root)));
}

void
vmp_launch_ask_async (GtkWidget *parent, GPtrArray *launches, GAsyncReadyCallback callback, gpointer user_data)
{
  GTask *task = g_task_new (parent, NULL, callback, user_data);
  GPtrArray *alive = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree char *question = NULL;
  AdwAlertDialog *dialog;

  g_task_set_task_data (task, alive, (GDestroyNotify) g_ptr_array_unref);
  if (vmp_launch_is_asking (parent))
    {
      g_task_return_boolean (task, FALSE);
      g_object_unref (task);
      return;
    }
  for (guint i = 0; i < launches->len; i++)
    if (vmp_launch_is_alive (launches->pdata[i]))
      g_ptr_array_add (alive, g_object_ref (launches->pdata[i]));
  if (alive->len == 0)
    {
      g_task_return_boolean (task, TRUE);
      g_object_unref (task);
      return;
    }
  question = dup_question (alive);
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (_("Stop What Was Launched?"), question));
  adw_alert_dialog_add_responses (dialog, "cancel", _("_Cancel"), "leave", _("_Let It Run"), "stop", _("_Stop It"), NULL);
  adw_alert_dialog_set_response_appearance (dialog, "stop", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, parent, NULL, answered_cb, task);
}

gboolean
vmp_launch_ask_finish (GAsyncResult *result)
{
  return g_task_propagate_boolean (G_TASK (result), NULL);
}
