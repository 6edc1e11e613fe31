/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives mappings away: as a file where the user wants it, and as text for the clipboard. A worker writes them. */
#include "config.h"

#include "vmp-map-file.h"

#include <glib/gi18n.h>

#include "../models/vmp-mapping-export.h"
#include "../vmp-preferences.h"

static const struct { const char *name, *pattern; } kinds[] = {
  { N_("Values (CSV)"), "*.csv" },
  { N_("Objects (JSON)"), "*.json" },
};

/* Files */

static gboolean
is_json (GFile *file)
{
  g_autofree char *name = g_file_get_basename (file);
  g_autofree char *lower = g_ascii_strdown (name, -1);

  return g_str_has_suffix (lower, ".json");
}

static void
write_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *file = source;
  g_autoptr (GBytes) bytes = is_json (file) ? vmp_mapping_export_json (data) : vmp_mapping_export_csv (data);
  gsize len;
  const char *contents = g_bytes_get_data (bytes, &len);
  GError *error = NULL;

  if (g_file_replace_contents (file, contents, len, NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmp_map_file_write (GFile *file, VmpMappingTable *table, GCancellable *cancellable, GAsyncReadyCallback callback,
                    gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (file, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmp_map_file_write);
  g_task_set_task_data (task, vmp_mapping_table_ref (table), (GDestroyNotify) vmp_mapping_table_unref);
  g_task_run_in_thread (task, write_worker);
}

gboolean
vmp_map_file_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  GError *error = NULL;

  if (vmp_map_file_write_finish (result, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GTask) task = user_data;
  VmpMappingTable *table = g_task_get_task_data (task);
  GCancellable *cancellable = g_task_get_cancellable (task);
  GError *error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  if (g_task_return_error_if_cancelled (task))
    return;
  vmp_map_file_write (file, table, cancellable, written_cb, g_steal_pointer (&task));
}

/* Without what is no good in names of files; no hidden file, whatever the program is called. */
static char *
dup_name (const char *process)
{
  /* Translators: proposed name of a file: process. */
  char *name = g_strdup_printf (_("Mappings of %s.csv"), process);

  g_strdelimit (name, "/\\:*?\"<>|", '-');
  if (name[0] == '.')
    name[0] = '_';
  return name;
}

void
vmp_map_file_save (GtkWidget *parent, VmpMappingTable *table, const char *process, GCancellable *cancellable,
                   GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (parent, cancellable, callback, user_data);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autofree char *name = dup_name (process);
  GtkRoot *root = gtk_widget_get_root (parent);

  g_task_set_source_tag (task, vmp_map_file_save);
  g_task_set_task_data (task, vmp_mapping_table_ref (table), (GDestroyNotify) vmp_mapping_table_unref);
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

      gtk_file_filter_set_name (filter, _(kinds[i].name));
      gtk_file_filter_add_pattern (filter, kinds[i].pattern);
      g_list_store_append (filters, filter);
    }
  gtk_file_dialog_set_title (dialog, _("Export Mappings"));
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_IS_WINDOW (root) ? GTK_WINDOW (root) : NULL, cancellable, chosen_cb,
                        g_steal_pointer (&task));
}

gboolean
vmp_map_file_save_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}

/* Text */

typedef struct
{
  VmpMappingTable  *table;
  guint            *lines;
  guint             n_lines;
  VmpMappingColumn  columns[VMP_N_MAPPING_COLUMNS];
  guint             n_columns;
  VmpUnits          units;
} Copy;

static void
free_copy (gpointer data)
{
  Copy *copy = data;

  vmp_mapping_table_unref (copy->table);
  g_free (copy->lines);
  g_free (copy);
}

static void
copy_worker (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const Copy *copy = data;

  g_task_return_pointer (task,
                         vmp_mapping_text_dup_tabs (copy->table, copy->columns, copy->n_columns, copy->lines, copy->n_lines,
                                                    copy->units),
                         g_free);
}

void
vmp_map_file_copy (VmpMappingTable *table, GtkBitset *lines, const VmpMappingColumn *columns, guint n_columns,
                   GCancellable *cancellable, GAsyncReadyCallback callback, gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (NULL, cancellable, callback, user_data);
  Copy *copy = g_new0 (Copy, 1);
  GtkBitsetIter iter;
  guint line;

  copy->table = vmp_mapping_table_ref (table);
  copy->lines = g_new (guint, gtk_bitset_get_size (lines) + 1);
  if (gtk_bitset_iter_init_first (&iter, lines, &line))
    do
      copy->lines[copy->n_lines++] = line;
    while (gtk_bitset_iter_next (&iter, &line));
  copy->n_columns = MIN (n_columns, VMP_N_MAPPING_COLUMNS);
  memcpy (copy->columns, columns, copy->n_columns * sizeof *columns);
  copy->units = vmp_preferences_get_units (vmp_preferences_get_default ());
  g_task_set_source_tag (task, vmp_map_file_copy);
  g_task_set_task_data (task, copy, free_copy);
  g_task_run_in_thread (task, copy_worker);
}

char *
vmp_map_file_copy_finish (GAsyncResult *result, guint *out_n, GError **error)
{
  const Copy *copy = g_task_get_task_data (G_TASK (result));

  *out_n = copy->n_lines;
  return g_task_propagate_pointer (G_TASK (result), error);
}
