/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reports from the window: of a recording that is shown or was just made, or of the last minutes of what is measured. */

#include "config.h"

#include "vmp-window-private.h"

#include <glib/gi18n.h>
#include <glib/gstdio.h>

#include "vmp-flight-recorder.h"
#include "vmp-report-file.h"

/* A report that is being made. */
typedef struct
{
  VmpWindow    *window;       /* owned */
  GFile        *to;           /* owned */
  char         *recording;    /* owned; the file that it is of */
  gboolean      is_ours;      /* it is removed afterwards */
  GCancellable *cancellable;  /* owned */
  AdwToast     *toast;        /* owned: it is being made */
} Job;

static void
job_free (Job *self)
{
  if (self->is_ours && self->recording != NULL)
    g_unlink (self->recording);
  if (self->toast != NULL)
    adw_toast_dismiss (self->toast);
  g_clear_object (&self->toast);
  g_clear_object (&self->window);
  g_clear_object (&self->to);
  g_clear_object (&self->cancellable);
  g_free (self->recording);
  g_free (self);
}

static void
open_clicked_cb (AdwToast *toast, VmpWindow *self)
{
  g_autoptr (GtkFileLauncher) launcher = gtk_file_launcher_new (g_object_get_data (G_OBJECT (toast), "file"));

  gtk_file_launcher_launch (launcher, GTK_WINDOW (self), NULL, NULL, NULL);
}

static void
tell_done (const Job *job)
{
  g_autofree char *name = g_file_get_basename (job->to);
  g_autofree char *text = g_strdup_printf (_("Saved as “%s”"), name);
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_set_button_label (toast, _("Open"));
  g_object_set_data_full (G_OBJECT (toast), "file", g_object_ref (job->to), g_object_unref);
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (open_clicked_cb), job->window, 0);
  adw_toast_overlay_add_toast (job->window->toasts, toast);
}

static void
end (Job *job, GError *take_error)
{
  g_autoptr (GError) error = take_error;
  g_autofree char *text = NULL;

  /* The window may be gone by now. */
  if (job->window->bindings != NULL && error == NULL)
    tell_done (job);
  else if (job->window->bindings != NULL && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Translators: %s says why */
      text = g_strdup_printf (_("The report could not be made: %s"), error->message);
      vmp_window_toast (job->window, text);
    }
  job_free (job);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  GError *error = NULL;

  vmp_report_file_write_finish (result, &error);
  end (user_data, error);
}

static void
write_report (Job *job)
{
  vmp_report_file_write_async (job->recording, job->to, job->cancellable, written_cb, job);
}

static void
flight_saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Job *job = user_data;
  GError *error = NULL;

  job->recording = vmp_flight_recorder_save_finish (VMP_FLIGHT_RECORDER (source), result, &error);
  job->is_ours = TRUE;
  if (job->recording != NULL)
    write_report (job);
  else
    end (job, error);
}

static void
cancel_clicked_cb (AdwToast *toast, GCancellable *cancellable)
{
  g_cancellable_cancel (cancellable);
}

static void
show_progress (Job *job)
{
  job->toast = adw_toast_new (_("The report is being made…"));
  adw_toast_set_timeout (job->toast, 0);
  adw_toast_set_button_label (job->toast, _("Cancel"));
  g_signal_connect_object (job->toast, "button-clicked", G_CALLBACK (cancel_clicked_cb), job->cancellable, 0);
  adw_toast_overlay_add_toast (job->window->toasts, g_object_ref (job->toast));
}

/* The file that the report of what @view shows is of, or NULL: the last minutes. */
static const char *
get_recording (VmpTargetView *view)
{
  VmpReplay *replay = vmp_target_view_get_replay (view);

  return replay != NULL ? vmp_replay_get_path (replay) : vmp_target_view_get_saved_path (view);
}

static void
start (VmpWindow *self, VmpTargetView *view, GFile *to)
{
  Job *job = g_new0 (Job, 1);

  job->window = g_object_ref (self);
  job->to = g_object_ref (to);
  job->cancellable = g_cancellable_new ();
  job->recording = g_strdup (get_recording (view));
  show_progress (job);
  if (job->recording != NULL)
    {
      write_report (job);
      return;
    }
  vmp_flight_recorder_save_async (vmp_flight_recorder_get (self->monitor), vmp_target_view_get_target (view), NULL, job->cancellable,
                                  flight_saved_cb, job);
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpTargetView) view = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  GtkWidget *window = gtk_widget_get_ancestor (GTK_WIDGET (view), VMP_TYPE_WINDOW);
  g_autofree char *name = file != NULL ? g_file_get_basename (file) : NULL;

  if (file == NULL || window == NULL)
    return;
  if (vmp_report_file_has_format (name))
    start (VMP_WINDOW (window), view, file);
  else
    vmp_window_toast (VMP_WINDOW (window), _("The name of a report ends with .html, .pdf, .md, .csv or .json"));
}

static void
report_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  static const struct { const char *name, *pattern; } kinds[] = {
    { N_("Web Page (HTML)"), "*.html" }, { N_("Document (PDF)"), "*.pdf" }, { N_("Text (Markdown)"), "*.md" },
    { N_("Values (CSV)"), "*.csv" }, { N_("Objects (JSON)"), "*.json" },
  };
  VmpTargetView *view = vmp_window_tabs_get (VMP_WINDOW (widget));
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);

  if (view == NULL)
    return;
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _(kinds[i].name));
      gtk_file_filter_add_pattern (filter, kinds[i].pattern);
      g_list_store_append (filters, filter);
    }
  gtk_file_dialog_set_title (dialog, _("Save a Report"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, "report.html");
  gtk_file_dialog_save (dialog, GTK_WINDOW (widget), NULL, file_chosen_cb, g_object_ref (view));
}

void
vmp_window_report_install (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.report", NULL, report_action);
}
