/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window makes of a recording that a tab shows: a copy, a part, its samples for other programs. */

#include "config.h"

#include "vmp-window-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "vmp-recording-file.h"

#define PROGRESS_MSEC 300

static const struct
{
  const char           *suffix, *name;
  VmpRecordingFileKind  kind;
} formats[] = {
  { ".csv", N_("A Line a Sample (CSV)"), VMP_RECORDING_FILE_CSV },
  { ".jsonl", N_("An Object a Line (JSON Lines)"), VMP_RECORDING_FILE_JSONL },
  { ".prom", N_("OpenMetrics (Prometheus)"), VMP_RECORDING_FILE_OPENMETRICS },
};

/* A file that is being written. */
typedef struct
{
  VmpWindow            *window;       /* owned */
  GApplication         *application;  /* owned: runs on until it is done, also if the last window is closed */
  GFile                *to;           /* owned */
  GCancellable         *cancellable;  /* owned */
  AdwToast             *toast;        /* owned: how far it is */
  VmpRecordingFileSpec  spec;
  gint                  permille;     /* atomic */
  gint                  is_partial;   /* atomic: some of it could not be read */
  guint                 timer;        /* source */
} Job;

static void
job_free (Job *self)
{
  g_application_release (self->application);
  g_object_unref (self->application);
  g_source_remove (self->timer);
  adw_toast_dismiss (self->toast);
  g_object_unref (self->toast);
  g_object_unref (self->window);
  g_object_unref (self->to);
  g_object_unref (self->cancellable);
  g_free (self);
}

static VmpReplay *
get_replay (VmpWindow *self)
{
  VmpTargetView *view = self->bindings != NULL ? vmp_window_tabs_get (self) : NULL;
  VmpReplay *replay = view != NULL ? vmp_target_view_get_replay (view) : NULL;

  return replay != NULL && vmp_replay_get_state (replay) == VMP_REPLAY_OPEN ? replay : NULL;
}

static gboolean
has_selection (VmpReplay *replay)
{
  gint64 begin_nsec, end_nsec, from_nsec, to_nsec;

  vmp_replay_get_selection (replay, &from_nsec, &to_nsec);
  return vmp_replay_get_range (replay, &begin_nsec, &end_nsec) && (from_nsec > begin_nsec || to_nsec < end_nsec);
}

void
vmp_window_save_update (VmpWindow *self)
{
  VmpReplay *replay = get_replay (self);
  GtkWidget *widget = GTK_WIDGET (self);

  gtk_widget_action_set_enabled (widget, "win.save-copy", replay != NULL);
  gtk_widget_action_set_enabled (widget, "win.export-samples", replay != NULL);
  gtk_widget_action_set_enabled (widget, "win.trim", replay != NULL && has_selection (replay));
}

static void
cancel_cb (AdwToast *toast, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
update_progress (Job *self)
{
  g_autofree char *name = g_file_get_basename (self->to);
  /* Translators: name of a file that is being written, how much of it is done in percent */
  g_autofree char *text = g_strdup_printf (_("Saving “%s”: %d %%"), name, g_atomic_int_get (&self->permille) / 10);

  adw_toast_set_title (self->toast, text);
}

static gboolean
progress_cb (gpointer user_data)
{
  update_progress (user_data);
  return G_SOURCE_CONTINUE;
}

static void
tell_done (const Job *self)
{
  g_autofree char *name = g_file_get_basename (self->to);
  /* Translators: name of a file; the recording that it was made from is damaged */
  g_autofree char *text = self->is_partial ? g_strdup_printf (_("Saved as “%s”, without what could not be read"), name)
                                           : g_strdup_printf (_("Saved as “%s”"), name);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  if (self->spec.kind == VMP_RECORDING_FILE_COPY || self->spec.kind == VMP_RECORDING_FILE_TRIM)
    {
      adw_toast_set_button_label (toast, _("Open"));
      adw_toast_set_action_name (toast, "win.open-recording-file");
      adw_toast_set_action_target_value (toast, g_variant_new_bytestring (g_file_peek_path (self->to)));
    }
  adw_toast_overlay_add_toast (self->window->toasts, toast);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *self = user_data;
  g_autoptr (GError) error = NULL;
  gboolean written = vmp_recording_file_write_finish (result, &error);
  g_autofree char *text = NULL;

  /* The window may be gone by now. */
  if (self->window->bindings != NULL && written)
    tell_done (self);
  else if (self->window->bindings != NULL && !g_cancellable_is_cancelled (self->cancellable))
    {
      /* Translators: %s says why */
      text = g_strdup_printf (_("The file could not be saved: %s"), error->message);
      vmp_window_toast (self->window, text);
    }
  job_free (self);
}

static void
start (VmpWindow *self, const char *path, GFile *to, const VmpRecordingFileSpec *spec)
{
  Job *job = g_new0 (Job, 1);

  job->window = g_object_ref (self);
  job->application = g_object_ref (G_APPLICATION (gtk_window_get_application (GTK_WINDOW (self))));
  g_application_hold (job->application);
  job->to = g_object_ref (to);
  job->cancellable = g_cancellable_new ();
  job->spec = *spec;
  job->spec.permille = &job->permille;
  job->spec.is_partial = &job->is_partial;
  job->toast = g_object_ref_sink (adw_toast_new (""));
  adw_toast_set_use_markup (job->toast, FALSE);
  adw_toast_set_timeout (job->toast, 0);
  adw_toast_set_button_label (job->toast, _("Cancel"));
  g_signal_connect_object (job->toast, "button-clicked", G_CALLBACK (cancel_cb), job->cancellable, 0);
  update_progress (job);
  adw_toast_overlay_add_toast (self->toasts, g_object_ref (job->toast));
  job->timer = g_timeout_add (PROGRESS_MSEC, progress_cb, job);
  vmp_recording_file_write_async (path, to, &job->spec, job->cancellable, written_cb, job);
}

/* --- where to --- */

/* What was asked for; what it is about is that of the moment when it was. */
typedef struct
{
  char                 *path;     /* owned */
  VmpRecordingFileSpec  spec;
} Wish;

static void
wish_free (Wish *self)
{
  g_free (self->path);
  g_free (self);
}

static gboolean
choose_format (GFile *file, VmpRecordingFileSpec *spec)
{
  g_autofree char *name = g_file_get_basename (file);

  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (name, formats[i].suffix))
      {
        spec->kind = formats[i].kind;
        return TRUE;
      }
  return FALSE;
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Wish *wish = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  VmpWindow *self = g_object_get_data (source, "vmp-window");
  gboolean is_recording = wish->spec.kind == VMP_RECORDING_FILE_COPY || wish->spec.kind == VMP_RECORDING_FILE_TRIM;

  if (file != NULL && self->bindings != NULL)
    {
      if (is_recording || choose_format (file, &wish->spec))
        start (self, wish->path, file, &wish->spec);
      else
        vmp_window_toast (self, _("The name of an export ends with .csv, .jsonl or .prom"));
    }
  wish_free (wish);
}

static GListModel *
new_filters (gboolean is_recording)
{
  GListStore *filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  for (guint i = 0; i < (is_recording ? 1 : G_N_ELEMENTS (formats)); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
      g_autofree char *pattern = g_strconcat ("*", is_recording ? ".vmp" : formats[i].suffix, NULL);

      gtk_file_filter_set_name (filter, is_recording ? _("Recordings") : _(formats[i].name));
      gtk_file_filter_add_pattern (filter, pattern);
      g_list_store_append (filters, filter);
    }
  return G_LIST_MODEL (filters);
}

/* "server.vmp" becomes "server-copy.vmp", "server-part.vmp", "server.csv". */
static char *
dup_name (const char *path, VmpRecordingFileKind kind)
{
  g_autofree char *name = g_path_get_basename (path);

  if (g_str_has_suffix (name, ".vmp"))
    name[strlen (name) - strlen (".vmp")] = '\0';
  return g_strconcat (name, kind == VMP_RECORDING_FILE_COPY ? "-copy.vmp" : kind == VMP_RECORDING_FILE_TRIM ? "-part.vmp" : ".csv", NULL);
}

static void
ask (GtkWidget *widget, VmpRecordingFileKind kind, const char *title)
{
  VmpReplay *replay = get_replay (VMP_WINDOW (widget));
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListModel) filters = new_filters (kind == VMP_RECORDING_FILE_COPY || kind == VMP_RECORDING_FILE_TRIM);
  g_autofree char *name = NULL;
  Wish *wish;

  if (replay == NULL)
    return;
  wish = g_new0 (Wish, 1);
  wish->path = g_strdup (vmp_replay_get_path (replay));
  wish->spec.kind = kind;
  vmp_replay_get_selection (replay, &wish->spec.begin_nsec, &wish->spec.end_nsec);
  /* The last moment that is shown is part of it. */
  wish->spec.end_nsec++;
  name = dup_name (wish->path, kind);
  gtk_file_dialog_set_title (dialog, title);
  gtk_file_dialog_set_filters (dialog, filters);
  gtk_file_dialog_set_initial_name (dialog, name);
  g_object_set_data_full (G_OBJECT (dialog), "vmp-window", g_object_ref (widget), g_object_unref);
  gtk_file_dialog_save (dialog, GTK_WINDOW (widget), NULL, chosen_cb, wish);
}

static void
save_copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (widget, VMP_RECORDING_FILE_COPY, _("Save a Copy"));
}

static void
trim_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (widget, VMP_RECORDING_FILE_TRIM, _("Save What the Graphs Show"));
}

static void
export_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  ask (widget, VMP_RECORDING_FILE_CSV, _("Export All Samples"));
}

void
vmp_window_save_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.save-copy", NULL, save_copy_action);
  gtk_widget_class_install_action (widget_class, "win.trim", NULL, trim_action);
  gtk_widget_class_install_action (widget_class, "win.export-samples", NULL, export_action);
}
