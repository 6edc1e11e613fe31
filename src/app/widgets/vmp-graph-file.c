/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves a chart as a picture or as values, where the user wants it. */
#include "config.h"

#include "vmp-graph-file.h"

#include <glib/gi18n.h>

static const struct { const char *name, *pattern; } kinds[] = {
  { N_("Picture (PNG)"), "*.png" },
  { N_("Drawing (SVG)"), "*.svg" },
  { N_("Values (CSV)"), "*.csv" },
};

VmpChartFile
vmp_graph_file_get_type_of (const char *name)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  if (g_str_has_suffix (lower, ".svg"))
    return VMP_CHART_FILE_SVG;
  if (g_str_has_suffix (lower, ".csv"))
    return VMP_CHART_FILE_CSV;
  return VMP_CHART_FILE_PNG;
}

char *
vmp_graph_file_dup_name (VmpChart *chart)
{
  g_autofree char *process = vmp_chart_dup_process (chart);
  /* Translators: proposed name of a file: process, title of the graph. */
  char *name = g_strdup_printf (_("%s %s.png"), process, vmp_chart_get_title (chart));

  g_strstrip (name);
  g_strdelimit (name, "/\\:*?\"<>|", '-');
  /* No hidden file, whatever the program is called. */
  if (name[0] == '.')
    name[0] = '_';
  return name;
}

static void
written_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  VmpChart *chart = g_task_get_source_object (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autoptr (GBytes) bytes = NULL;
  g_autofree char *name = NULL;

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  name = g_file_get_basename (file);
  bytes = vmp_chart_create_file (chart, vmp_graph_file_get_type_of (name));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, cancellable, written_cb,
                                       g_steal_pointer (&task));
}

void
vmp_graph_file_save (VmpChart            *chart,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (chart, cancellable, callback, user_data);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autofree char *name = vmp_graph_file_dup_name (chart);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (chart));

  g_task_set_source_tag (task, vmp_graph_file_save);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _(kinds[i].name));
      gtk_file_filter_add_pattern (filter, kinds[i].pattern);
      g_list_store_append (filters, filter);
    }
  gtk_file_dialog_set_title (dialog, _("Save Graph"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, cancellable, chosen_cb,
                        g_steal_pointer (&task));
}

gboolean
vmp_graph_file_save_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
