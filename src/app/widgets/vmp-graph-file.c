/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves a chart as a picture or as values, where the user wants it. */
#include "config.h"

#include "vmp-graph-file.h"

#include <glib/gi18n.h>

static const struct
{
  const char *ending;
  const char *name;
} kinds[] = {
  [VMP_CHART_FILE_PNG] = { ".png", N_("Picture (PNG)") },
  [VMP_CHART_FILE_SVG] = { ".svg", N_("Drawing (SVG)") },
  [VMP_CHART_FILE_CSV] = { ".csv", N_("Values (CSV)") },
};

VmpChartFile
vmp_graph_file_get_type_of (const char   *name,
                            VmpChartFile  otherwise)
{
  g_autofree char *lower = g_ascii_strdown (name, -1);

  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    if (g_str_has_suffix (lower, kinds[i].ending))
      return i;
  return otherwise;
}

char *
vmp_graph_file_dup_name (VmpChart     *chart,
                         VmpChartFile  type)
{
  g_autofree char *process = vmp_chart_dup_process (chart);
  /* Translators: proposed name of a file: process, title of the graph, ending such as ".png". */
  char *name = g_strdup_printf (_("%s %s%s"), process, vmp_chart_get_title (chart), kinds[type].ending);

  g_strstrip (name);
  g_strdelimit (name, "/\\:*?\"<>|", '-');
  /* No hidden file, whatever the program is called. */
  if (name[0] == '.')
    name[0] = '_';
  return name;
}

/* What is saved. */
typedef struct
{
  VmpChartFile  type;
  GFile        *file;     /* owned; NULL until it is chosen */
} Save;

static void
save_free (gpointer data)
{
  Save *self = data;

  g_clear_object (&self->file);
  g_free (self);
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
created_cb (GObject      *source,
            GAsyncResult *result,
            gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;
  g_autoptr (GBytes) bytes = vmp_chart_create_file_finish (VMP_CHART (source), result, &error);
  Save *save = g_task_get_task_data (task);

  if (bytes == NULL)
    g_task_return_error (task, error);
  else
    g_file_replace_contents_bytes_async (save->file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, g_task_get_cancellable (task),
                                         written_cb, g_object_ref (task));
}

static void
chosen_cb (GObject      *source,
           GAsyncResult *result,
           gpointer      user_data)
{
  g_autoptr (GTask) task = user_data;
  Save *save = g_task_get_task_data (task);
  g_autofree char *name = NULL;
  GError *error = NULL;

  save->file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  if (save->file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  name = g_file_get_basename (save->file);
  vmp_chart_create_file_async (g_task_get_source_object (task), vmp_graph_file_get_type_of (name, save->type),
                               g_task_get_cancellable (task), created_cb, g_object_ref (task));
}

/* The dialog does not tell which of several kinds was chosen in it: so it is of one. */
static GtkFileDialog *
create_dialog (VmpChart     *chart,
               VmpChartFile  type)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();
  g_autofree char *name = vmp_graph_file_dup_name (chart, type);

  gtk_file_filter_set_name (filter, _(kinds[type].name));
  gtk_file_filter_add_suffix (filter, kinds[type].ending + 1);
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_title (dialog, _("Save Graph"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, name);
  return dialog;
}

void
vmp_graph_file_save (VmpChart            *chart,
                     VmpChartFile         type,
                     GCancellable        *cancellable,
                     GAsyncReadyCallback  callback,
                     gpointer             user_data)
{
  g_autoptr (GTask) task = g_task_new (chart, cancellable, callback, user_data);
  g_autoptr (GtkFileDialog) dialog = create_dialog (chart, type);
  GtkRoot *root = gtk_widget_get_root (GTK_WIDGET (chart));
  Save *save = g_new0 (Save, 1);

  save->type = type;
  g_task_set_source_tag (task, vmp_graph_file_save);
  g_task_set_task_data (task, save, save_free);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, cancellable, chosen_cb,
                        g_steal_pointer (&task));
}

gboolean
vmp_graph_file_save_finish (GAsyncResult  *result,
                            GError       **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
