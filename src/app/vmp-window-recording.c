/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window does with recordings: opening them by a dialog, from the list of recent ones, by a drop. */

#include "config.h"

#include "vmp-window-recording.h"

#include <glib/gi18n.h>

#include "vmp-window-private.h"

#define SUFFIX ".vmp"

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpWindow) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autofree char *path = file != NULL ? g_file_get_path (file) : NULL;

  /* Dismissed, or the window has gone. */
  if (path != NULL && self->bindings != NULL)
    vmp_window_show_recording (self, path);
}

static GtkFileFilter *
new_filter (const char *name, const char *pattern)
{
  GtkFileFilter *filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, name);
  gtk_file_filter_add_pattern (filter, pattern);
  return filter;
}

static void
open_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) recordings = new_filter (_("Recordings"), "*" SUFFIX);
  g_autoptr (GtkFileFilter) all = new_filter (_("All Files"), "*");

  g_list_store_append (filters, recordings);
  g_list_store_append (filters, all);
  gtk_file_dialog_set_title (dialog, _("Open a Recording"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_default_filter (dialog, recordings);
  gtk_file_dialog_open (dialog, GTK_WINDOW (widget), NULL, opened_cb, g_object_ref (widget));
}

static void
open_file_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  vmp_window_show_recording (VMP_WINDOW (widget), g_variant_get_bytestring (parameter));
}

gboolean
vmp_window_recording_is_one (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);

  return name != NULL && g_str_has_suffix (name, SUFFIX);
}

void
vmp_window_recording_install_actions (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "win.open-recording", NULL, open_action);
  gtk_widget_class_install_action (widget_class, "win.open-recording-file", "ay", open_file_action);
}
