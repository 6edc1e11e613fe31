/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a recording goes, and what can be done with it: at the bottom of the tab that makes it. */

#include "config.h"

#include "vmp-recording-bar.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "core/model/vmp-format.h"

struct _VmpRecordingBar
{
  AdwBin            parent_instance;

  /* template children */
  GtkImage         *icon;
  GtkLabel         *title;
  GtkWidget        *figures;
  GtkLabel         *duration;
  GtkLabel         *samples;
  GtkLabel         *bytes;
  GtkWidget        *stage;
  GtkButton        *pause;
  GtkWidget        *stop;
  GtkWidget        *open;
  GtkWidget        *report;
  GtkWidget        *save_as;
  GtkWidget        *show_folder;
  GtkWidget        *dismiss;

  /* owned */
  VmpLiveRecording *recording;    /* NULL: nothing is shown */
  GCancellable     *cancellable;
  char             *problem;      /* of moving it; NULL: none */

  VmpLiveRecordingState announced;
};

static guint dismissed_signal;

G_DEFINE_FINAL_TYPE (VmpRecordingBar, vmp_recording_bar, ADW_TYPE_BIN)

static char *
dup_basename (VmpLiveRecording *recording)
{
  const char *path = vmp_live_recording_get_path (recording);

  return path != NULL ? g_filename_display_basename (path) : g_strdup ("");
}

static char *
dup_end_title (VmpRecordingBar *self)
{
  g_autofree char *name = dup_basename (self->recording);
  const char *message = vmp_live_recording_get_message (self->recording);

  if (vmp_live_recording_get_state (self->recording) == VMP_LIVE_RECORDING_SAVED)
    /* Translators: name of a file */
    return g_strdup_printf (_("Saved as “%s”"), name);
  if (vmp_live_recording_get_path (self->recording) == NULL)
    /* Translators: %s is an error of the system */
    return g_strdup_printf (_("Nothing was recorded: %s"), message != NULL ? message : "");
  /* Translators: name of a file, an error of the system */
  return g_strdup_printf (_("The recording “%s” ended early: %s"), name, message != NULL ? message : "");
}

static char *
dup_title (VmpRecordingBar *self)
{
  const char *process = vmp_live_recording_get_process (self->recording);
  const char *message = vmp_live_recording_get_message (self->recording);

  if (self->problem != NULL)
    return g_strdup (self->problem);
  switch (vmp_live_recording_get_state (self->recording))
    {
    case VMP_LIVE_RECORDING_WAITING:
      /* Translators: %s is an error of the system, such as that the disk is full */
      return g_strdup_printf (_("Recording goes on in memory for now: %s"), message != NULL ? message : "");
    case VMP_LIVE_RECORDING_PAUSED:
      /* Translators: a process, such as "firefox (2011)" */
      return g_strdup_printf (_("Recording of %s is paused"), process);
    case VMP_LIVE_RECORDING_STOPPING:
      return g_strdup (_("The recording is being saved…"));
    case VMP_LIVE_RECORDING_SAVED:
    case VMP_LIVE_RECORDING_FAILED:
      return dup_end_title (self);
    case VMP_LIVE_RECORDING_STARTING:
    case VMP_LIVE_RECORDING_RUNNING:
    default:
      /* Translators: a process, such as "firefox (2011)" */
      return g_strdup_printf (_("Recording %s"), process);
    }
}

static void
update_figures (VmpRecordingBar *self)
{
  gint64 seconds = vmp_live_recording_get_duration_nsec (self->recording) / G_GINT64_CONSTANT (1000000000);
  guint64 n = vmp_live_recording_get_n_samples (self->recording);
  g_autofree char *duration = g_strdup_printf ("%d:%02d:%02d", (int) (seconds / 3600), (int) (seconds / 60 % 60), (int) (seconds % 60));
  g_autofree char *samples = NULL;
  char count[VMP_FORMAT_SIZE], bytes[VMP_FORMAT_SIZE];

  /* Translators: readings of a process; %s is how many, "12,480" */
  samples = g_strdup_printf (ngettext ("%s sample", "%s samples", (gulong) n),
                             vmp_format_value (count, VMP_UNIT_COUNT, (gint64) n, VMP_UNITS_IEC));
  gtk_label_set_text (self->duration, duration);
  gtk_label_set_text (self->samples, samples);
  gtk_label_set_text (self->bytes, vmp_format_bytes (bytes, vmp_live_recording_get_bytes (self->recording),
                                                     vmp_preferences_get_units (vmp_preferences_get_default ())));
}

/* What a user who does not look at it has to know. */
static void
announce (VmpRecordingBar *self, VmpLiveRecordingState state, const char *title)
{
  if (self->announced == state)
    return;
  self->announced = state;
  if (state != VMP_LIVE_RECORDING_STOPPING && state != VMP_LIVE_RECORDING_STARTING)
    gtk_accessible_announce (GTK_ACCESSIBLE (self->title), title, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static const char *
get_icon_name (VmpRecordingBar *self, VmpLiveRecordingState state)
{
  if (self->problem != NULL || state == VMP_LIVE_RECORDING_WAITING || state == VMP_LIVE_RECORDING_FAILED)
    return "dialog-warning-symbolic";
  if (state == VMP_LIVE_RECORDING_SAVED)
    return "object-select-symbolic";
  return state == VMP_LIVE_RECORDING_PAUSED ? "media-playback-pause-symbolic" : "media-record-symbolic";
}

static void
update_style (VmpRecordingBar *self, VmpLiveRecordingState state)
{
  gboolean wrong = self->problem != NULL || state == VMP_LIVE_RECORDING_WAITING || state == VMP_LIVE_RECORDING_FAILED;
  gboolean runs = state == VMP_LIVE_RECORDING_STARTING || state == VMP_LIVE_RECORDING_RUNNING;

  gtk_image_set_from_icon_name (self->icon, get_icon_name (self, state));
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self), "warning");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self), "warning");
  if (runs)
    gtk_widget_add_css_class (GTK_WIDGET (self->icon), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->icon), "error");
}

static void
update (VmpRecordingBar *self)
{
  VmpLiveRecordingState state;
  g_autofree char *title = NULL;
  gboolean runs, saved;

  gtk_widget_set_visible (GTK_WIDGET (self), self->recording != NULL);
  if (self->recording == NULL)
    return;
  state = vmp_live_recording_get_state (self->recording);
  runs = state < VMP_LIVE_RECORDING_STOPPING;
  saved = state == VMP_LIVE_RECORDING_SAVED;
  title = dup_title (self);
  if (!g_str_equal (gtk_label_get_text (self->title), title))
    gtk_label_set_text (self->title, title);
  update_style (self, state);
  update_figures (self);
  gtk_button_set_label (self->pause, state == VMP_LIVE_RECORDING_PAUSED ? _("_Go On") : _("_Pause"));
  gtk_widget_set_visible (self->stage, runs);
  gtk_widget_set_visible (GTK_WIDGET (self->pause), runs);
  gtk_widget_set_visible (self->stop, runs);
  gtk_widget_set_visible (self->open, saved);
  gtk_widget_set_visible (self->report, saved);
  gtk_widget_set_visible (self->save_as, saved);
  gtk_widget_set_visible (self->show_folder, saved);
  gtk_widget_set_visible (self->dismiss, !vmp_live_recording_is_alive (self->recording));
  announce (self, state, title);
}

static void
stop_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (widget);

  if (self->recording != NULL)
    vmp_live_recording_stop (self->recording);
}

static void
pause_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (widget);

  if (self->recording != NULL)
    vmp_live_recording_set_paused (self->recording,
                                   vmp_live_recording_get_state (self->recording) != VMP_LIVE_RECORDING_PAUSED);
}

static void
dismiss_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (widget);

  vmp_recording_bar_set_recording (self, NULL);
  g_signal_emit (self, dismissed_signal, 0);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpRecordingBar) self = user_data;
  g_autoptr (GError) error = NULL;

  g_clear_pointer (&self->problem, g_free);
  if (!vmp_live_recording_move_finish (VMP_LIVE_RECORDING (source), result, &error)
      && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    /* Translators: %s is an error of the system */
    self->problem = g_strdup_printf (_("The recording stays where it is: %s"), error->message);
  update (self);
}

static void
place_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpRecordingBar) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && self->recording != NULL && vmp_live_recording_get_state (self->recording) == VMP_LIVE_RECORDING_SAVED)
    vmp_live_recording_move_async (self->recording, file, self->cancellable, moved_cb, g_object_ref (self));
}

static void
save_as_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *name = NULL;

  if (self->recording == NULL)
    return;
  name = dup_basename (self->recording);
  gtk_file_dialog_set_title (dialog, _("Save the Recording As"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable, place_chosen_cb, g_object_ref (self));
}

static void
open_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (widget);

  if (self->recording != NULL && vmp_live_recording_get_path (self->recording) != NULL)
    gtk_widget_activate_action (widget, "win.open-recording-file", "^ay", vmp_live_recording_get_path (self->recording));
}

static void
show_folder_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (widget);
  g_autoptr (GFile) file = NULL;
  g_autoptr (GtkFileLauncher) launcher = NULL;

  if (self->recording == NULL || vmp_live_recording_get_path (self->recording) == NULL)
    return;
  file = g_file_new_for_path (vmp_live_recording_get_path (self->recording));
  launcher = gtk_file_launcher_new (file);
  gtk_file_launcher_open_containing_folder (launcher, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable, NULL, NULL);
}

static void
vmp_recording_bar_dispose (GObject *object)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (object);

  if (self->recording != NULL)
    g_signal_handlers_disconnect_by_data (self->recording, self);
  g_clear_object (&self->recording);
  g_cancellable_cancel (self->cancellable);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_RECORDING_BAR);

  G_OBJECT_CLASS (vmp_recording_bar_parent_class)->dispose (object);
}

static void
vmp_recording_bar_finalize (GObject *object)
{
  VmpRecordingBar *self = VMP_RECORDING_BAR (object);

  g_clear_object (&self->cancellable);
  g_free (self->problem);

  G_OBJECT_CLASS (vmp_recording_bar_parent_class)->finalize (object);
}

static void
vmp_recording_bar_class_init (VmpRecordingBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_recording_bar_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmp_recording_bar_finalize;
  dismissed_signal =
    g_signal_new ("dismissed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-recording-bar.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, icon);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, title);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, figures);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, duration);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, samples);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, bytes);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, stage);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, pause);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, stop);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, open);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, report);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, save_as);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, show_folder);
  gtk_widget_class_bind_template_child (widget_class, VmpRecordingBar, dismiss);
  gtk_widget_class_install_action (widget_class, "recording.stop", NULL, stop_action);
  gtk_widget_class_install_action (widget_class, "recording.pause", NULL, pause_action);
  gtk_widget_class_install_action (widget_class, "recording.open", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "recording.save-as", NULL, save_as_action);
  gtk_widget_class_install_action (widget_class, "recording.show-folder", NULL, show_folder_action);
  gtk_widget_class_install_action (widget_class, "recording.dismiss", NULL, dismiss_action);
  gtk_widget_class_set_css_name (widget_class, "recordingbar");
}

static void
vmp_recording_bar_init (VmpRecordingBar *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
}

void
vmp_recording_bar_set_recording (VmpRecordingBar *self, VmpLiveRecording *recording)
{
  g_return_if_fail (VMP_IS_RECORDING_BAR (self));

  if (self->recording != NULL)
    g_signal_handlers_disconnect_by_data (self->recording, self);
  g_set_object (&self->recording, recording);
  g_clear_pointer (&self->problem, g_free);
  self->announced = VMP_LIVE_RECORDING_STARTING;
  if (recording != NULL)
    g_signal_connect_object (recording, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  update (self);
}

VmpLiveRecording *
vmp_recording_bar_get_recording (VmpRecordingBar *self)
{
  g_return_val_if_fail (VMP_IS_RECORDING_BAR (self), NULL);

  return self->recording;
}
