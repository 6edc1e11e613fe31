/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of figures that are made anew as time goes on: sorted by any column, copied, and written as CSV or JSON. */

#include "config.h"

#include "vmp-figure-table.h"

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "core/kernel/vmp-value.h"
#include "vmp-figure-item.h"

/* About, in pixels. */
#define HEADER_HEIGHT 40
#define ROW_HEIGHT 24
/* The others are scrolled to. */
#define MOST_ROWS 12

struct _VmpFigureTable
{
  AdwBin                 parent_instance;

  /* borrowed: children */
  GtkScrolledWindow     *scrolled;
  GtkColumnView         *view;
  GtkSingleSelection    *selection;

  /* owned */
  GListStore            *store;     /* of VmpFigureItem, in the order that is shown */

  const VmpFigureColumn *columns;   /* static */
  guint                  n_columns;
  gboolean               fills;     /* the selection moves by itself */
};

static guint chosen_signal;

G_DEFINE_FINAL_TYPE (VmpFigureTable, vmp_figure_table, ADW_TYPE_BIN)

static void
clear_row (gpointer data)
{
  VmpFigureRow *row = data;

  for (guint i = 0; i < VMP_FIGURE_TABLE_MAX_COLUMNS; i++)
    g_free (row->texts[i]);
}

GArray *
vmp_figure_table_new_rows (void)
{
  GArray *rows = g_array_new (FALSE, TRUE, sizeof (VmpFigureRow));

  g_array_set_clear_func (rows, clear_row);
  return rows;
}

/* --- order --- */

typedef struct
{
  guint    column;
  gboolean is_number, descending;
} Order;

/* What is missing comes last, whichever way. */
static int
compare_rows (gconstpointer a, gconstpointer b, gpointer data)
{
  const VmpFigureRow *x = a, *y = b;
  const Order *order = data;
  gint64 p = x->values[order->column], q = y->values[order->column];
  int result;

  if (!order->is_number)
    result = g_utf8_collate (x->texts[order->column] != NULL ? x->texts[order->column] : "",
                             y->texts[order->column] != NULL ? y->texts[order->column] : "");
  else if ((p == VMP_MISSING) != (q == VMP_MISSING))
    return p == VMP_MISSING ? 1 : -1;
  else
    result = (p > q) - (p < q);
  if (result == 0)
    return (x->id > y->id) - (x->id < y->id);
  return order->descending ? -result : result;
}

static gboolean
get_order (VmpFigureTable *self, Order *out)
{
  GtkColumnViewSorter *sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
  GtkColumnViewColumn *column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  const VmpFigureColumn *definition = column != NULL ? g_object_get_data (G_OBJECT (column), "column") : NULL;

  if (definition == NULL)
    return FALSE;
  out->column = (guint) (definition - self->columns);
  out->is_number = definition->is_number;
  out->descending = gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;
  return TRUE;
}

static guint64
get_selected_id (VmpFigureTable *self)
{
  VmpFigureItem *item = gtk_single_selection_get_selected_item (self->selection);

  return item != NULL ? vmp_figure_item_get_row (item)->id : G_MAXUINT64;
}

static void
select_id (VmpFigureTable *self, guint64 id)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VmpFigureItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (vmp_figure_item_get_row (item)->id == id)
        {
          gtk_single_selection_set_selected (self->selection, i);
          return;
        }
    }
}

/* The same things in the same places: only their figures have changed. */
static gboolean
refill (VmpFigureTable *self, GArray *rows)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  if (n != rows->len)
    return FALSE;
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VmpFigureItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      if (vmp_figure_item_get_row (item)->id != g_array_index (rows, VmpFigureRow, i).id)
        return FALSE;
    }
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VmpFigureItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      vmp_figure_item_take (item, &g_array_index (rows, VmpFigureRow, i));
    }
  return TRUE;
}

static void
replace (VmpFigureTable *self, GArray *rows)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  guint64 id = get_selected_id (self);

  for (guint i = 0; i < rows->len; i++)
    {
      VmpFigureItem *item = vmp_figure_item_new ();

      vmp_figure_item_take (item, &g_array_index (rows, VmpFigureRow, i));
      g_ptr_array_add (items, item);
    }
  self->fills = TRUE;
  g_list_store_splice (self->store, 0, g_list_model_get_n_items (G_LIST_MODEL (self->store)), items->pdata, items->len);
  select_id (self, id);
  self->fills = FALSE;
}

/* A list view asks for little: a few rows are to be seen without scrolling. */
static void
update_height (VmpFigureTable *self, guint n_rows)
{
  gtk_scrolled_window_set_min_content_height (self->scrolled, HEADER_HEIGHT + (int) MIN (n_rows, MOST_ROWS) * ROW_HEIGHT);
}

void
vmp_figure_table_take_rows (VmpFigureTable *self, GArray *rows)
{
  Order order;

  g_return_if_fail (VMP_IS_FIGURE_TABLE (self));

  if (get_order (self, &order))
    g_array_sort_with_data (rows, compare_rows, &order);
  if (!refill (self, rows))
    replace (self, rows);
  update_height (self, rows->len);
  g_array_unref (rows);
}

/* A row that is taken over is empty afterwards. */
static GArray *
copy_rows (VmpFigureTable *self)
{
  GArray *rows = vmp_figure_table_new_rows ();
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VmpFigureItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), i);
      VmpFigureRow row = *vmp_figure_item_get_row (item);

      for (guint k = 0; k < VMP_FIGURE_TABLE_MAX_COLUMNS; k++)
        row.texts[k] = g_strdup (row.texts[k]);
      g_array_append_val (rows, row);
    }
  return rows;
}

static void
sorter_cb (VmpFigureTable *self)
{
  vmp_figure_table_take_rows (self, copy_rows (self));
}

/* --- cells --- */

static void
show_cell (VmpFigureItem *item, GtkLabel *label)
{
  guint column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (label), "column"));
  const char *text = vmp_figure_item_get_row (item)->texts[column];

  gtk_label_set_text (label, text != NULL ? text : "–");
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const VmpFigureColumn *column)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), column->is_number ? 1 : 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), column->is_number ? PANGO_ELLIPSIZE_NONE : PANGO_ELLIPSIZE_END);
  if (column->is_number)
    gtk_widget_add_css_class (label, "numeric");
  if (column->expands)
    gtk_label_set_width_chars (GTK_LABEL (label), 12);
  gtk_list_item_set_child (list_item, label);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const VmpFigureColumn *column)
{
  VmpFigureItem *item = gtk_list_item_get_item (list_item);
  GtkWidget *label = gtk_list_item_get_child (list_item);
  guint at = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (factory), "column"));

  g_object_set_data (G_OBJECT (label), "column", GUINT_TO_POINTER (at));
  if (!column->is_number)
    gtk_widget_set_tooltip_text (label, vmp_figure_item_get_row (item)->texts[at]);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_cell), label, 0);
  show_cell (item, GTK_LABEL (label));
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, const VmpFigureColumn *column)
{
  g_signal_handlers_disconnect_by_data (gtk_list_item_get_item (list_item), gtk_list_item_get_child (list_item));
}

static void
add_column (VmpFigureTable *self, guint at)
{
  const VmpFigureColumn *definition = &self->columns[at];
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  g_autoptr (GtkColumnViewColumn) column = gtk_column_view_column_new (_(definition->title), factory);
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));

  g_object_set_data (G_OBJECT (factory), "column", GUINT_TO_POINTER (at));
  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), (gpointer) definition);
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), (gpointer) definition);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), (gpointer) definition);
  g_object_set_data (G_OBJECT (column), "column", (gpointer) definition);
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_expand (column, definition->expands);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_append_column (self->view, column);
}

static void
choose (VmpFigureTable *self)
{
  VmpFigureItem *item = gtk_single_selection_get_selected_item (self->selection);

  if (item != NULL && !self->fills)
    g_signal_emit (self, chosen_signal, 0, vmp_figure_item_get_row (item)->id);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autofree char *text = vmp_figure_table_dup_text (VMP_FIGURE_TABLE (widget));

  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text);
}

static void
vmp_figure_table_dispose (GObject *object)
{
  VmpFigureTable *self = VMP_FIGURE_TABLE (object);

  if (self->view != NULL)
    {
      g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
      g_signal_handlers_disconnect_by_data (self->selection, self);
    }
  self->view = NULL;
  adw_bin_set_child (ADW_BIN (self), NULL);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (vmp_figure_table_parent_class)->dispose (object);
}

static void
vmp_figure_table_class_init (VmpFigureTableClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_figure_table_dispose;
  chosen_signal =
    g_signal_new ("chosen", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT64);
  gtk_widget_class_install_action (widget_class, "table.copy", NULL, copy_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_c, GDK_CONTROL_MASK, "table.copy", NULL);
  gtk_widget_class_set_css_name (widget_class, "figuretable");
}

static void
vmp_figure_table_init (VmpFigureTable *self)
{
  self->store = g_list_store_new (VMP_TYPE_FIGURE_ITEM);
}

GtkWidget *
vmp_figure_table_new (const VmpFigureColumn *columns, guint n_columns, const char *label)
{
  VmpFigureTable *self = g_object_new (VMP_TYPE_FIGURE_TABLE, NULL);
  GtkWidget *scrolled = gtk_scrolled_window_new ();

  self->columns = columns;
  self->n_columns = n_columns;
  self->selection = gtk_single_selection_new (G_LIST_MODEL (g_object_ref (self->store)));
  gtk_single_selection_set_autoselect (self->selection, FALSE);
  gtk_single_selection_set_can_unselect (self->selection, TRUE);
  gtk_single_selection_set_selected (self->selection, GTK_INVALID_LIST_POSITION);
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (GTK_SELECTION_MODEL (self->selection)));
  for (guint i = 0; i < n_columns; i++)
    add_column (self, i);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sorter_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->selection, "notify::selected-item", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_policy (GTK_SCROLLED_WINDOW (scrolled), GTK_POLICY_AUTOMATIC, GTK_POLICY_AUTOMATIC);
  self->scrolled = GTK_SCROLLED_WINDOW (scrolled);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  gtk_widget_add_css_class (scrolled, "card");
  adw_bin_set_child (ADW_BIN (self), scrolled);
  return GTK_WIDGET (self);
}

guint
vmp_figure_table_get_n_rows (VmpFigureTable *self)
{
  g_return_val_if_fail (VMP_IS_FIGURE_TABLE (self), 0);

  return g_list_model_get_n_items (G_LIST_MODEL (self->store));
}

/* --- to take along --- */

typedef void (*RowFunc) (VmpFigureTable *self, const VmpFigureRow *row, gpointer user_data);

static void
foreach_row (VmpFigureTable *self, RowFunc func, gpointer user_data)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));

  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VmpFigureItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), i);

      func (self, vmp_figure_item_get_row (item), user_data);
    }
}

static void
append_text (VmpFigureTable *self, const VmpFigureRow *row, gpointer user_data)
{
  for (guint i = 0; i < self->n_columns; i++)
    g_string_append_printf (user_data, "%s%s", i > 0 ? "\t" : "", row->texts[i] != NULL ? row->texts[i] : "–");
  g_string_append_c (user_data, '\n');
}

char *
vmp_figure_table_dup_text (VmpFigureTable *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (VMP_IS_FIGURE_TABLE (self), NULL);

  for (guint i = 0; i < self->n_columns; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "\t" : "", _(self->columns[i].title));
  g_string_append_c (text, '\n');
  foreach_row (self, append_text, text);
  return g_string_free (text, FALSE);
}

static void
append_quoted (GString *text, const char *value)
{
  g_string_append_c (text, '"');
  for (const char *at = value != NULL ? value : ""; *at != '\0'; at++)
    {
      if (*at == '"')
        g_string_append_c (text, '"');
      g_string_append_c (text, *at);
    }
  g_string_append_c (text, '"');
}

static void
append_csv (VmpFigureTable *self, const VmpFigureRow *row, gpointer user_data)
{
  GString *text = user_data;

  for (guint i = 0; i < self->n_columns; i++)
    {
      if (i > 0)
        g_string_append_c (text, ',');
      if (!self->columns[i].is_number)
        append_quoted (text, row->texts[i]);
      else if (row->values[i] != VMP_MISSING)
        g_string_append_printf (text, "%" G_GINT64_FORMAT, row->values[i]);
    }
  g_string_append (text, "\r\n");
}

char *
vmp_figure_table_dup_csv (VmpFigureTable *self)
{
  GString *text = g_string_new (NULL);

  g_return_val_if_fail (VMP_IS_FIGURE_TABLE (self), NULL);

  for (guint i = 0; i < self->n_columns; i++)
    g_string_append_printf (text, "%s%s", i > 0 ? "," : "", self->columns[i].key);
  g_string_append (text, "\r\n");
  foreach_row (self, append_csv, text);
  return g_string_free (text, FALSE);
}

static void
add_object (VmpFigureTable *self, const VmpFigureRow *row, gpointer user_data)
{
  json_builder_begin_object (user_data);
  for (guint i = 0; i < self->n_columns; i++)
    {
      json_builder_set_member_name (user_data, self->columns[i].key);
      if (!self->columns[i].is_number)
        json_builder_add_string_value (user_data, row->texts[i]);
      else if (row->values[i] != VMP_MISSING)
        json_builder_add_int_value (user_data, row->values[i]);
      else
        json_builder_add_null_value (user_data);
    }
  json_builder_end_object (user_data);
}

char *
vmp_figure_table_dup_json (VmpFigureTable *self)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;

  g_return_val_if_fail (VMP_IS_FIGURE_TABLE (self), NULL);

  json_builder_begin_array (builder);
  foreach_row (self, add_object, builder);
  json_builder_end_array (builder);
  root = json_builder_get_root (builder);
  return json_to_string (root, TRUE);
}
