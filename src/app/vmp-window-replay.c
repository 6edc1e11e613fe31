/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window does with a recording that a tab shows: notes, undo. */

#include "config.h"

#include "vmp-window-private.h"

#include <glib/gi18n.h>

#include "core/store/vmp-recording-edit.h"
#include "dialogs/vmp-note-dialog.h"

static VmpReplay *
get_replay (VmpWindow *self)
{
  VmpTargetView *view = self->bindings != NULL ? vmp_window_tabs_get (self) : NULL;
  VmpReplay *replay = view != NULL ? vmp_target_view_get_replay (view) : NULL;

  return replay != NULL && vmp_replay_get_state (replay) == VMP_REPLAY_OPEN && vmp_replay_get_target (replay) != 0 ? replay : NULL;
}

void
vmp_window_replay_update (VmpWindow *self)
{
  VmpReplay *replay = get_replay (self);
  GtkWidget *widget = GTK_WIDGET (self);

  /* Also while the template is taken apart. */
  if (self->bindings == NULL)
    return;
  vmp_window_save_update (self);
  gtk_widget_action_set_enabled (widget, "win.add-note", replay != NULL);
  gtk_widget_action_set_enabled (widget, "win.undo", replay != NULL && vmp_replay_can_undo (replay));
  gtk_widget_action_set_enabled (widget, "win.redo", replay != NULL && vmp_replay_can_redo (replay));
}

/* Whoever writes wants back what was written. */
static gboolean
give_to_text (VmpWindow *self, const char *action)
{
  GtkWidget *focus = gtk_window_get_focus (GTK_WINDOW (self));

  return GTK_IS_TEXT (focus) && gtk_widget_activate_action (focus, action, NULL);
}

static void
undo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpReplay *replay = get_replay (VMP_WINDOW (widget));

  if (give_to_text (VMP_WINDOW (widget), "text.undo") || replay == NULL)
    return;
  vmp_replay_undo (replay);
  vmp_window_replay_update (VMP_WINDOW (widget));
}

static void
redo_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpReplay *replay = get_replay (VMP_WINDOW (widget));

  if (give_to_text (VMP_WINDOW (widget), "text.redo") || replay == NULL)
    return;
  vmp_replay_redo (replay);
  vmp_window_replay_update (VMP_WINDOW (widget));
}

static void
add_note_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpReplay *replay = get_replay (VMP_WINDOW (widget));

  if (replay == NULL)
    return;
  if (vmp_replay_may_edit (replay))
    vmp_note_dialog_present (widget, replay, NULL);
  else
    vmp_note_dialog_say_read_only (widget);
}

static const char *
get_text (VmpReplayEdit edit)
{
  switch (edit)
    {
    case VMP_REPLAY_EDIT_NOTE_ADDED:
      return _("The note is in the recording");
    case VMP_REPLAY_EDIT_NOTE_CHANGED:
      return _("The note was changed");
    case VMP_REPLAY_EDIT_NOTE_REMOVED:
      return _("The note was removed");
    case VMP_REPLAY_EDIT_STAGE_RENAMED:
      return _("The stage was renamed");
    case VMP_REPLAY_EDIT_STAGE_REMOVED:
      return _("The stage was removed");
    case VMP_REPLAY_EDIT_UNDONE:
      return _("The last change was undone");
    case VMP_REPLAY_EDIT_REDONE:
    default:
      return _("The change was made again");
    }
}

/* It would come up again, and its button would take back what came since. */
static void
dismiss_last (VmpReplay *replay)
{
  AdwToast *toast = g_object_get_data (G_OBJECT (replay), "vmp-edit-toast");

  if (toast != NULL)
    adw_toast_dismiss (toast);
}

static void
edited_cb (VmpWindow *self, guint edit, VmpReplay *replay)
{
  AdwToast *toast;

  if (self->bindings == NULL)
    return;
  vmp_window_replay_update (self);
  toast = adw_toast_new (get_text (edit));
  if (edit != VMP_REPLAY_EDIT_UNDONE && edit != VMP_REPLAY_EDIT_REDONE)
    {
      /* Another tab, or a text, may have the focus by then. */
      adw_toast_set_button_label (toast, _("_Undo"));
      g_signal_connect_object (toast, "button-clicked", G_CALLBACK (vmp_replay_undo), replay, G_CONNECT_SWAPPED);
    }
  dismiss_last (replay);
  g_object_set_data_full (G_OBJECT (replay), "vmp-edit-toast", g_object_ref (toast), g_object_unref);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
edit_failed_cb (VmpWindow *self, const char *message, const VmpRecordingChange *lost, VmpReplay *replay)
{
  g_autofree char *text = NULL;

  if (self->bindings == NULL)
    return;
  vmp_window_replay_update (self);
  /* Translators: %s says why */
  text = g_strdup_printf (_("The recording could not be changed: %s"), message);
  /* What somebody wrote is not thrown away. */
  if (lost != NULL && lost->after.type != 0)
    vmp_note_dialog_present_again (GTK_WIDGET (self), replay, lost->before.type != 0 ? &lost->before : NULL, &lost->after, text);
  else
    vmp_window_toast (self, text);
}

static void
reload_failed_cb (VmpWindow *self, const char *message, VmpReplay *replay)
{
  g_autofree char *text = NULL;

  if (self->bindings == NULL)
    return;
  /* Translators: %s says why */
  text = g_strdup_printf (_("The recording could not be read again: %s"), message);
  vmp_window_toast (self, text);
}

void
vmp_window_replay_follow (VmpWindow *self, VmpReplay *replay)
{
  g_signal_handlers_disconnect_by_data (replay, self);
  g_signal_connect_object (replay, "edited", G_CALLBACK (edited_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "edit-failed", G_CALLBACK (edit_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "reload-failed", G_CALLBACK (reload_failed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "changed", G_CALLBACK (vmp_window_record_update), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "range-changed", G_CALLBACK (vmp_window_replay_update), self, G_CONNECT_SWAPPED);
}

void
vmp_window_replay_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.add-note", NULL, add_note_action);
  gtk_widget_class_install_action (widget_class, "win.undo", NULL, undo_action);
  gtk_widget_class_install_action (widget_class, "win.redo", NULL, redo_action);
}
