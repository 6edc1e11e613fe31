/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph as a table: the same time in numbers, to read, to hear, or to copy. */
#include "config.h"

#include "vmp-chart-table-dialog.h"

#include <glib/gi18n.h>

#include "../widgets/vmp-column-head.h"

/* Enough for "612 MiB – 655 MiB". */
#define CELL_CHARS 20
#define TIME_CHARS 13

struct _VmpChartTableDialog
{
  AdwDialog        parent_instance;

  /* template children */
  AdwWindowTitle  *title;
  GtkStack        *stack;
  GtkColumnView   *view;
  GtkLabel        *remark;

  /* owned */
  VmpChartTable   *table;
  char            *text;      /* for the clipboard */

  VmpChartPeriod   period;
};

G_DEFINE_FINAL_TYPE (VmpChartTableDialog, vmp_chart_table_dialog, ADW_TYPE_DIALOG)

static void
setup_cb (GtkSignalListItemFactory *factory,
          GtkListItem              *item)
{
  GtkWidget *cell = gtk_inscription_new (NULL);
  gboolean is_time = g_object_get_data (G_OBJECT (factory), "column") == NULL;

  gtk_inscription_set_min_chars (GTK_INSCRIPTION (cell), is_time ? TIME_CHARS : CELL_CHARS);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (cell), is_time ? 0 : 1);
  gtk_widget_add_css_class (cell, "numeric");
  gtk_list_item_set_child (item, cell);
}

/* Column 0 is the time; rows of the model are no more than their numbers. */
static void
bind_cb (GtkSignalListItemFactory *factory,
         GtkListItem              *item,
         VmpChartTableDialog      *self)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));
  guint row = gtk_list_item_get_position (item);
  g_autofree char *text = NULL;

  if (self->table == NULL || row >= self->table->rows->len)
    return;
  if (column == self->table->columns->len + 1)
    text = g_strdup (vmp_chart_table_get_stage (self->table, row));
  else if (column == 0)
    text = vmp_chart_table_dup_time (self->table, row, &self->period);
  else
    text = vmp_chart_table_dup_cell (self->table, row, column - 1, self->period.units);
  gtk_inscription_set_text (GTK_INSCRIPTION (gtk_list_item_get_child (item)), text);
}

static void
add_column (VmpChartTableDialog *self,
            const char          *title,
            guint                number)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = NULL;

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (number));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), NULL);
  g_signal_connect_object (factory, "bind", G_CALLBACK (bind_cb), self, 0);
  column = gtk_column_view_column_new (title, factory);
  gtk_column_view_column_set_resizable (column, TRUE);
  if (number == 0)
    gtk_column_view_append_column (self->view, column);
  else
    vmp_column_head_append_numbers (self->view, column);
}

static void
copy_action (GtkWidget  *widget,
             const char *name,
             GVariant   *parameter)
{
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), VMP_CHART_TABLE_DIALOG (widget)->text);
}

static void
vmp_chart_table_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_CHART_TABLE_DIALOG);

  G_OBJECT_CLASS (vmp_chart_table_dialog_parent_class)->dispose (object);
}

static void
vmp_chart_table_dialog_finalize (GObject *object)
{
  VmpChartTableDialog *self = VMP_CHART_TABLE_DIALOG (object);

  g_clear_pointer (&self->table, vmp_chart_table_free);
  g_clear_pointer (&self->text, g_free);
  g_clear_pointer (&self->period.zone, g_time_zone_unref);

  G_OBJECT_CLASS (vmp_chart_table_dialog_parent_class)->finalize (object);
}

static void
vmp_chart_table_dialog_class_init (VmpChartTableDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_chart_table_dialog_dispose;
  object_class->finalize = vmp_chart_table_dialog_finalize;
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/dialogs/vmp-chart-table-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpChartTableDialog, title);
  gtk_widget_class_bind_template_child (widget_class, VmpChartTableDialog, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpChartTableDialog, view);
  gtk_widget_class_bind_template_child (widget_class, VmpChartTableDialog, remark);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
}

static void
vmp_chart_table_dialog_init (VmpChartTableDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
}

/* GTK wants an object a row; what they hold is the table's. */
static GListModel *
create_rows (guint n)
{
  GtkStringList *rows = gtk_string_list_new (NULL);

  for (guint i = 0; i < n; i++)
    gtk_string_list_append (rows, "");
  return G_LIST_MODEL (rows);
}

AdwDialog *
vmp_chart_table_dialog_new (VmpChart *chart)
{
  VmpChartTableDialog *self = g_object_new (VMP_TYPE_CHART_TABLE_DIALOG, NULL);
  g_autofree char *process = vmp_chart_dup_process (chart);
  GtkSelectionModel *selection;

  self->table = vmp_chart_new_table (chart, &self->period);
  self->period.zone = g_time_zone_ref (self->period.zone);
  self->text = vmp_chart_dup_text (chart);
  adw_window_title_set_title (self->title, vmp_chart_get_title (chart));
  adw_window_title_set_subtitle (self->title, process);
  adw_dialog_set_title (ADW_DIALOG (self), vmp_chart_get_title (chart));
  gtk_label_set_label (self->remark, self->table->is_exact ? _("Each row is one reading.")
                                                           : _("Each row is a stretch of time with its lowest and highest value."));
  add_column (self, _("Time"), 0);
  for (guint i = 0; i < self->table->columns->len; i++)
    add_column (self, g_array_index (self->table->columns, VmpChartTableColumn, i).name, i + 1);
  if (self->table->stages->len > 0)
    add_column (self, _("Stage"), self->table->columns->len + 1);
  selection = GTK_SELECTION_MODEL (gtk_single_selection_new (create_rows (self->table->rows->len)));
  gtk_column_view_set_model (self->view, selection);
  g_object_unref (selection);
  gtk_stack_set_visible_child_name (self->stack, self->table->rows->len > 0 && self->table->columns->len > 0 ? "table" : "empty");
  return ADW_DIALOG (self);
}
