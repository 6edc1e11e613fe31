/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window does with recordings that its tabs make. */

#include "config.h"

#include "vmp-window-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "vmp-flight-recorder.h"
#include "vmp-recording-plan.h"

void
vmp_window_record_update (VmpWindow *self)
{
  VmpTargetView *view = self->bindings != NULL ? vmp_window_tabs_get (self) : NULL;
  GtkWidget *widget = GTK_WIDGET (self);
  gboolean records, live;

  /* Also while the template is taken apart. */
  if (self->bindings == NULL)
    return;
  records = view != NULL && vmp_target_view_is_recording (view);
  live = view != NULL && vmp_target_view_is_live (view);
  gtk_widget_set_visible (self->record_box, view != NULL && !vmp_target_view_is_empty (view));
  gtk_button_set_icon_name (self->record_button, records ? "media-playback-stop-symbolic" : "media-record-symbolic");
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->record_button),
                               records ? _("Stop and Save the Recording (Ctrl+R)") : _("Record (Ctrl+R)"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->record_button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  records ? _("Stop and Save the Recording") : _("Record"), -1);
  gtk_widget_set_visible (GTK_WIDGET (self->stage_button), live);
  vmp_mark_popover_set_target (self->stage_popover, self->monitor, live ? vmp_target_view_get_target (view) : 0);
  gtk_widget_action_set_enabled (widget, "win.stage", live);
  gtk_widget_action_set_enabled (widget, "win.record", records || live);
  gtk_widget_action_set_enabled (widget, "win.record-to-file", live && !records);
  gtk_widget_action_set_enabled (widget, "win.report", view != NULL && vmp_target_view_get_target (view) != 0);
  gtk_widget_action_set_enabled (widget, "win.save-flight-recording",
                                 view != NULL && vmp_target_view_get_target (view) != 0
                                 && vmp_target_view_get_replay (view) == NULL
                                 && vmp_flight_recorder_get_minutes (vmp_flight_recorder_get (self->monitor)) > 0);
  vmp_window_replay_update (self);
}

static void
record_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *view = vmp_window_tabs_get (VMP_WINDOW (widget));

  if (view == NULL)
    return;
  if (vmp_target_view_is_recording (view))
    vmp_target_view_stop_recording (view);
  else
    vmp_target_view_record (view, NULL);
}

static void
stage_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (widget));

  /* Whoever looks at the mappings marks those, to compare with. */
  if (focus != NULL && gtk_widget_activate_action (focus, "map.mark", NULL))
    return;
  gtk_menu_button_popup (VMP_WINDOW (widget)->stage_button);
}

static void
marked_cb (VmpWindow *self, const char *name)
{
  /* Translators: name that the user gave to a stretch of time */
  g_autofree char *text = g_strdup_printf (_("Stage “%s” begins"), name);

  vmp_window_toast (self, text);
}

/* What a file about the shown process is called as long as nobody says otherwise. */
static char *
dup_name (VmpTargetView *view)
{
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  g_autofree char *title = NULL;

  g_object_get (view, "title", &title, NULL);
  return vmp_recording_plan_dup_name (title, now);
}

static void
choose_file (VmpWindow *self, const char *title, GAsyncReadyCallback callback, VmpTargetView *view)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = dup_name (view);

  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (self), NULL, callback, g_object_ref (view));
}

static void
record_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpTargetView) view = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL && vmp_target_view_is_live (view))
    vmp_target_view_record (view, g_file_peek_path (file));
}

static void
record_to_file_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *view = vmp_window_tabs_get (VMP_WINDOW (widget));

  if (view != NULL)
    choose_file (VMP_WINDOW (widget), _("Record to a File"), record_file_chosen_cb, view);
}

void
vmp_window_toast (VmpWindow *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
flight_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpWindow) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vmp_flight_recorder_save_finish (VMP_FLIGHT_RECORDER (source), result, &error);
  g_autofree char *name = path != NULL ? g_filename_display_basename (path) : NULL;
  g_autofree char *text = NULL;

  /* Also while the template is taken apart. */
  if (self->bindings == NULL)
    return;
  if (path != NULL)
    text = g_strdup_printf (_("Saved as “%s”"), name);
  else
    /* Translators: %s is an error of the system */
    text = g_strdup_printf (_("The last minutes could not be saved: %s"), error->message);
  vmp_window_toast (self, text);
}

static void
save_clicked_cb (AdwToast *toast, VmpWindow *self)
{
  vmp_flight_recorder_save_async (vmp_flight_recorder_get (self->monitor),
                                  GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (toast), "target")), NULL, NULL,
                                  flight_saved_cb, g_object_ref (self));
}

void
vmp_window_record_ended (VmpWindow *self, GParamSpec *pspec, VmpTargetView *view)
{
  g_autofree char *title = NULL, *text = NULL;
  AdwToast *toast;
  int signal;

  if (self->bindings == NULL || vmp_flight_recorder_get_minutes (vmp_flight_recorder_get (self->monitor)) == 0
      || !vmp_target_view_take_death (view, &signal))
    return;
  g_object_get (view, "title", &title, NULL);
  /* Translators: name of a program, number and name of a signal: "9 (Killed)" */
  text = g_strdup_printf (_("%s was ended by signal %d (%s). Its last minutes are kept."), title, signal, g_strsignal (signal));
  toast = adw_toast_new (text);
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 0);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, _("Save Them"));
  g_object_set_data (G_OBJECT (toast), "target", GUINT_TO_POINTER (vmp_target_view_get_target (view)));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (save_clicked_cb), self, 0);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
flight_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpTargetView) view = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (view), VMP_TYPE_WINDOW);

  if (file == NULL || g_file_peek_path (file) == NULL || window == NULL)
    return;
  vmp_flight_recorder_save_async (vmp_flight_recorder_get (VMP_WINDOW (window)->monitor), vmp_target_view_get_target (view),
                                  g_file_peek_path (file), NULL, flight_saved_cb, g_object_ref (window));
}

static void
save_flight_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpTargetView *view = vmp_window_tabs_get (VMP_WINDOW (widget));

  if (view != NULL && vmp_target_view_get_target (view) != 0)
    choose_file (VMP_WINDOW (widget), _("Save the Last Minutes"), flight_file_chosen_cb, view);
}

static void
folder_made_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  g_autofree char *folder = vmp_recording_plan_dup_folder ();
  g_autoptr (GFile) file = g_file_new_for_path (folder);
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (file);

  if (g_task_propagate_boolean (G_TASK (result), NULL))
    gtk_file_launcher_launch (launcher, window, NULL, NULL, NULL);
}

static void
make_folder_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *folder = vmp_recording_plan_dup_folder ();

  g_task_return_boolean (task, g_mkdir_with_parents (folder, 0700) == 0);
}

static void
show_recordings_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autoptr (GTask) task = g_task_new (widget, NULL, folder_made_cb, g_object_ref (widget));

  g_task_run_in_thread (task, make_folder_thread);
}

void
vmp_window_record_install (GtkWidgetClass *widget_class)
{
  g_type_ensure (VMP_TYPE_MARK_POPOVER);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, record_box);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, record_button);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, stage_button);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, stage_popover);
  gtk_widget_class_bind_template_child (widget_class, VmpWindow, toasts);
  gtk_widget_class_bind_template_callback (widget_class, marked_cb);
  gtk_widget_class_install_action (widget_class, "win.stage", NULL, stage_action);
  gtk_widget_class_install_action (widget_class, "win.record", NULL, record_action);
  gtk_widget_class_install_action (widget_class, "win.record-to-file", NULL, record_to_file_action);
  gtk_widget_class_install_action (widget_class, "win.save-flight-recording", NULL, save_flight_action);
  gtk_widget_class_install_action (widget_class, "win.show-recordings", NULL, show_recordings_action);
}
