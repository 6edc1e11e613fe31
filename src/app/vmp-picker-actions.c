/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What can be done with a process of the list: the context menu, its actions, and the questions they ask. */

#include "config.h"

#include "vmp-picker-private.h"

#include <glib/gi18n.h>
#include <signal.h>
#include <unistd.h>

#include "core/kernel/vmp-error.h"
#include "vmp-process-signal.h"
#include "vmp-window-grab.h"

/* A question, and what follows from it. */
typedef struct
{
  GWeakRef          picker;
  VmpPickerSubject  subject;
  int               signal_number;
} Question;

/* The subject */

static void
subject_clear (VmpPickerSubject *subject)
{
  g_clear_pointer (&subject->name, g_ref_string_release);
  g_clear_pointer (&subject->command, g_ref_string_release);
  *subject = (VmpPickerSubject) { 0 };
}

static void
subject_copy (VmpPickerSubject *self, const VmpPickerSubject *other)
{
  *self = *other;
  g_ref_string_acquire (self->name);
  if (self->command != NULL)
    g_ref_string_acquire (self->command);
}

/* What surely fails is not offered. What fails against expectation is told. */
static gboolean
may_signal (const VmpPickerSubject *subject)
{
  return subject->lives
         && subject->kind != VMP_PROCESS_KERNEL_THREAD && subject->kind != VMP_PROCESS_ZOMBIE
         && subject->pid != 1
         && (geteuid () == 0 || subject->uid == (gint64) getuid ());
}

static void
update_actions (VmpPicker *self)
{
  const VmpPickerSubject *subject = &self->subject;
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "picker.open", subject->pid > 0);
  gtk_widget_action_set_enabled (widget, "picker.toggle-watch", subject->pid > 0);
  gtk_widget_action_set_enabled (widget, "picker.copy-pid", subject->pid > 0);
  gtk_widget_action_set_enabled (widget, "picker.copy-command", subject->command != NULL);
  gtk_widget_action_set_enabled (widget, "picker.end", may_signal (subject));
  gtk_widget_action_set_enabled (widget, "picker.kill", may_signal (subject));
}

gboolean
vmp_picker_set_subject (VmpPicker *self, VmpProcessItem *item)
{
  const VmpProcessShown *shown = item != NULL ? vmp_process_item_get (item) : NULL;
  const VmpProcessRow *row;

  subject_clear (&self->subject);
  if (shown != NULL && shown->pid > 0)
    {
      row = shown->row;
      self->subject = (VmpPickerSubject) {
        .pid = shown->pid,
        .start_time_ticks = shown->start_time_ticks,
        .uid = row != NULL ? row->uid : VMP_MISSING,
        .kind = row != NULL ? row->kind : VMP_PROCESS_ZOMBIE,
        .lives = row != NULL,
        .name = g_ref_string_acquire (shown->name),
        .command = row != NULL && *row->command != '\0' ? g_ref_string_acquire (row->command) : NULL,
      };
    }
  update_actions (self);
  return self->subject.pid > 0;
}

void
vmp_picker_clear_subject (VmpPicker *self)
{
  subject_clear (&self->subject);
}

/* The menu */

/* Windows and tabs are the window's and the program's; where they do not have an action, the menu has no entry. */
static void
add_elsewhere (GMenu *section, const char *label, const char *action, const VmpPickerSubject *subject)
{
  g_autoptr (GMenuItem) item = g_menu_item_new (label, NULL);

  g_menu_item_set_action_and_target_value (item, action,
                                           g_variant_new ("(it)", subject->pid, subject->start_time_ticks));
  g_menu_item_set_attribute (item, "hidden-when", "s", "action-missing");
  g_menu_append_item (section, item);
}

static GMenuModel *
make_menu_model (VmpPicker *self)
{
  const VmpPickerSubject *subject = &self->subject;
  gboolean watched = vmp_watch_list_contains (self->watch_list, subject->pid, subject->start_time_ticks);
  g_autoptr (GMenu) open = g_menu_new (), watch = g_menu_new (), copy = g_menu_new (), end = g_menu_new ();
  GMenu *menu = g_menu_new ();

  g_menu_append (open, _("_Open"), "picker.open");
  add_elsewhere (open, _("Open in New _Tab"), "win.open-in-new-tab", subject);
  add_elsewhere (open, _("Open in New _Window"), "app.show-in-new-window", subject);
  g_menu_append (watch, watched ? _("Stop _Watching") : _("_Watch"), "picker.toggle-watch");
  g_menu_append (copy, _("_Copy Process ID"), "picker.copy-pid");
  g_menu_append (copy, _("Copy Command _Line"), "picker.copy-command");
  g_menu_append (end, _("_End Process…"), "picker.end");
  g_menu_append (end, _("_Kill Process…"), "picker.kill");
  g_menu_append_section (menu, NULL, G_MENU_MODEL (open));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (watch));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (copy));
  g_menu_append_section (menu, NULL, G_MENU_MODEL (end));
  return G_MENU_MODEL (menu);
}

void
vmp_picker_show_menu (VmpPicker *self, GtkWidget *relative_to, double x, double y)
{
  graphene_point_t point = GRAPHENE_POINT_INIT ((float) x, (float) y), at;
  g_autoptr (GMenuModel) model = NULL;

  if (self->watch_list == NULL || !gtk_widget_compute_point (relative_to, GTK_WIDGET (self), &point, &at))
    return;
  if (self->menu == NULL)
    {
      self->menu = gtk_popover_menu_new_from_model (NULL);
      gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
      gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
      gtk_accessible_update_property (GTK_ACCESSIBLE (self->menu), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Process"), -1);
      gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
    }
  model = make_menu_model (self);
  gtk_popover_menu_set_menu_model (GTK_POPOVER_MENU (self->menu), model);
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) at.x, (int) at.y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

gboolean
vmp_picker_is_menu_open (VmpPicker *self)
{
  return self->menu != NULL && gtk_widget_get_visible (self->menu);
}

/* Actions */

static void
open_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpPicker *self = VMP_PICKER (widget);

  vmp_picker_open (self, self->subject.pid, self->subject.start_time_ticks);
}

static void
set_watched (VmpPicker *self, gint32 pid, guint64 start_time_ticks, gboolean watched)
{
  if (self->watch_list == NULL || pid <= 0)
    return;
  if (watched)
    vmp_watch_list_add (self->watch_list, pid, start_time_ticks);
  else
    vmp_watch_list_remove (self->watch_list, pid, start_time_ticks);
}

static void
toggle_watch_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpPicker *self = VMP_PICKER (widget);
  const VmpPickerSubject *subject = &self->subject;

  set_watched (self, subject->pid, subject->start_time_ticks,
               !vmp_watch_list_contains (self->watch_list, subject->pid, subject->start_time_ticks));
}

static void
set_watched_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gint32 pid;
  guint64 start_time_ticks;
  gboolean watched;

  g_variant_get (parameter, "(itb)", &pid, &start_time_ticks, &watched);
  set_watched (VMP_PICKER (widget), pid, start_time_ticks, watched);
}

static void
copy_pid_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpPicker *self = VMP_PICKER (widget);
  g_autofree char *text = g_strdup_printf ("%d", self->subject.pid);

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
  vmp_picker_toast (self, _("Process ID copied"));
}

static void
copy_command_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpPicker *self = VMP_PICKER (widget);

  if (self->subject.command == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), self->subject.command);
  vmp_picker_toast (self, _("Command line copied"));
}

/* Ending a process */

static void
question_free (Question *question)
{
  g_weak_ref_clear (&question->picker);
  subject_clear (&question->subject);
  g_free (question);
}

static const char *
get_reason (const GError *error)
{
  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_DENIED))
    return _("You are not permitted to. The process belongs to another user, or has more rights than you.");
  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_GONE))
    return _("The process has already ended.");
  if (g_error_matches (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED))
    return _("This kernel offers no way to be sure which process gets the signal.");
  return error->message;
}

static void
signalled_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (VmpPicker) self = g_weak_ref_get (&question->picker);
  g_autoptr (GError) error = NULL;

  if (!vmp_process_signal_finish (result, &error) && self != NULL
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      g_autofree char *heading =
        /* Translators: %s is the name of a process */
        g_strdup_printf (_("“%s” Could Not Be Ended"), question->subject.name);
      AdwDialog *dialog = adw_alert_dialog_new (heading, get_reason (error));

      adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _("_Close"));
      adw_dialog_present (dialog, GTK_WIDGET (self));
    }
  question_free (question);
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Question *question = user_data;
  g_autoptr (VmpPicker) self = g_weak_ref_get (&question->picker);
  const char *response = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);

  if (self == NULL || self->cancellable == NULL || !g_str_equal (response, "end"))
    {
      question_free (question);
      return;
    }
  vmp_process_signal_async (question->subject.pid, question->subject.start_time_ticks, question->signal_number,
                            self->cancellable, signalled_cb, question);
}

static void
ask (VmpPicker *self, int signal_number)
{
  Question *question = g_new0 (Question, 1);
  gboolean kill = signal_number == SIGKILL;
  g_autofree char *heading = NULL, *body = NULL;
  AdwAlertDialog *dialog;

  g_weak_ref_init (&question->picker, self);
  subject_copy (&question->subject, &self->subject);
  question->signal_number = signal_number;

  /* Translators: %s is the name of a process, %d its number */
  heading = g_strdup_printf (kill ? _("Kill “%s” (%d)?") : _("End “%s” (%d)?"), self->subject.name, self->subject.pid);
  body = g_strdup (kill ? _("It ends at once, and what it has not saved is lost.")
                        : _("It is asked to end. It may save its work first, or go on."));
  dialog = ADW_ALERT_DIALOG (adw_alert_dialog_new (heading, body));
  adw_alert_dialog_add_responses (dialog,
                                  "cancel", _("_Cancel"),
                                  "end", kill ? _("_Kill Process") : _("_End Process"),
                                  NULL);
  adw_alert_dialog_set_response_appearance (dialog, "end", ADW_RESPONSE_DESTRUCTIVE);
  adw_alert_dialog_set_default_response (dialog, "cancel");
  adw_alert_dialog_set_close_response (dialog, "cancel");
  adw_alert_dialog_choose (dialog, GTK_WIDGET (self), self->cancellable, answered_cb, question);
}

static void
end_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (VMP_PICKER (widget), SIGTERM);
}

static void
kill_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (VMP_PICKER (widget), SIGKILL);
}

/* Picking by a window */

static void
window_grabbed_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpPicker) self = user_data;
  g_autoptr (GError) error = NULL;
  gint32 pid = vmp_window_grab_finish (result, &error);
  VmpProcessList *list;
  const VmpProcessRow *row;

  if (self->cancellable == NULL)
    return;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picker.grab-window", TRUE);
  if (pid <= 0)
    {
      if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
        vmp_picker_toast (self, error->message);
      return;
    }
  list = vmp_monitor_get_process_list (self->monitor);
  row = list != NULL ? vmp_process_list_find (list, pid) : NULL;
  vmp_picker_open (self, pid, row != NULL ? row->start_time_ticks : 0);
}

static void
grab_window_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpPicker *self = VMP_PICKER (widget);

  gtk_widget_action_set_enabled (widget, "picker.grab-window", FALSE);
  vmp_picker_toast (self, _("Click a window. Escape cancels."));
  vmp_window_grab_async (gtk_widget_get_display (widget), self->cancellable, window_grabbed_cb, g_object_ref (self));
}

void
vmp_picker_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "picker.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "picker.toggle-watch", NULL, toggle_watch_action);
  gtk_widget_class_install_action (widget_class, "picker.set-watched", "(itb)", set_watched_action);
  gtk_widget_class_install_action (widget_class, "picker.copy-pid", NULL, copy_pid_action);
  gtk_widget_class_install_action (widget_class, "picker.copy-command", NULL, copy_command_action);
  gtk_widget_class_install_action (widget_class, "picker.end", NULL, end_action);
  gtk_widget_class_install_action (widget_class, "picker.kill", NULL, kill_action);
  gtk_widget_class_install_action (widget_class, "picker.grab-window", NULL, grab_window_action);
}

void
vmp_picker_init_actions (VmpPicker *self)
{
  update_actions (self);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "picker.grab-window",
                                 vmp_window_grab_is_possible (gtk_widget_get_display (GTK_WIDGET (self))));
}
