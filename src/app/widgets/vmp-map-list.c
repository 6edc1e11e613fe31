/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of mappings: columns that can be chosen and reordered, sorting, groups that open. */
#include "config.h"

#include "vmp-map-list.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "vmp-column-head.h"
#include "vmp-map-list-cell.h"

#define COLUMNS_SETTING "map-columns"
#define SORT_SETTING "map-sort"
#define ORDER_SETTING "map-order"

#define TITLE_PIXELS 24
#define CELL_PIXELS 10
#define SWATCH_PIXELS 26
#define NAME_CHARS 12

/* Rows. */
#define MARGIN 1

/* What is left of the columns where there is little room. */
#define NARROW_COLUMNS \
  (1u << VMP_MAPPING_COLUMN_ADDRESS | 1u << VMP_MAPPING_COLUMN_NAME | 1u << VMP_MAPPING_COLUMN_RESIDENT)

/* What became of each mapping. */
#define COMPARED_COLUMNS (1u << VMP_MAPPING_COLUMN_CHANGE | 1u << VMP_MAPPING_COLUMN_DELTA)
#define COMPARED_CHARS 9

struct _VmpMapList
{
  AdwBin               parent_instance;

  GtkColumnView       *view;
  GtkColumnViewColumn *columns[VMP_N_MAPPING_COLUMNS];    /* owned */
  VmpMappingModel     *model;
  GSimpleActionGroup  *actions;
  guint32              chosen;      /* columns that the user wants */
  gboolean             narrow;
  gboolean             comparing;
  gboolean             loading;
  int                  digit_pixels;    /* of ten digits, as the columns were measured */
};

enum
{
  SORT_CHANGED,
  GROUP_TOGGLED,
  ACTIVATED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapList, vmp_map_list, ADW_TYPE_BIN)

static GSettings *
get_settings (void)
{
  return vmp_preferences_get_settings (vmp_preferences_get_default ());
}

static VmpMappingColumn
get_column (GtkColumnViewColumn *column)
{
  return GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (column), "column"));
}

static void
toggle_cb (VmpMappingItem *item, gpointer user_data)
{
  const VmpMappingGroup *group = vmp_mapping_item_get_group (item);

  if (group != NULL)
    g_signal_emit (user_data, signals[GROUP_TOGGLED], 0, group->key);
}

static void
activate_cb (VmpMapList *self, guint position)
{
  g_autoptr (VmpMappingItem) item = g_list_model_get_item (G_LIST_MODEL (self->model), position);

  if (item == NULL)
    return;
  if (vmp_mapping_item_get_group (item) != NULL)
    toggle_cb (item, self);
  else
    g_signal_emit (self, signals[ACTIVATED], 0, position);
}

/* Arrows to the side close and open the one group that is selected. */
static gboolean
key_pressed_cb (VmpMapList *self, guint key, guint code, GdkModifierType modifiers)
{
  g_autoptr (GtkBitset) selection = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (self->model));
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  gboolean open = key == GDK_KEY_Right || key == GDK_KEY_KP_Right;
  gboolean close = key == GDK_KEY_Left || key == GDK_KEY_KP_Left;
  g_autoptr (VmpMappingItem) item = NULL;
  const VmpMappingGroup *group;

  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0 || !(open || close) || gtk_bitset_get_size (selection) != 1)
    return GDK_EVENT_PROPAGATE;
  item = g_list_model_get_item (G_LIST_MODEL (self->model), gtk_bitset_get_minimum (selection));
  group = item != NULL ? vmp_mapping_item_get_group (item) : NULL;
  if (group == NULL || group->is_open == (rtl ? close : open))
    return GDK_EVENT_PROPAGATE;
  toggle_cb (item, self);
  return GDK_EVENT_STOP;
}

/* All rows are as high, so where the list is scrolled to says which are on the screen; a few more for what is scrolled next. */
static void
scrolled_cb (VmpMapList *self, GtkAdjustment *scroll)
{
  double n = g_list_model_get_n_items (G_LIST_MODEL (self->model)), upper = gtk_adjustment_get_upper (scroll);
  double first = gtk_adjustment_get_value (scroll), last = first + gtk_adjustment_get_page_size (scroll);

  if (upper <= 0 || n == 0)
    return;
  vmp_mapping_model_set_window (self->model, (guint) MAX (first / upper * n - MARGIN, 0), (guint) (last / upper * n + MARGIN));
}

/* Columns */

static int
measure_text (GtkWidget *widget, const char *text)
{
  g_autoptr (PangoLayout) layout = gtk_widget_create_pango_layout (widget, text);
  int width;

  pango_layout_get_pixel_size (layout, &width, NULL);
  return width;
}

static const char *
get_head (VmpMappingColumn column)
{
  const VmpMappingColumnInfo *info = vmp_mapping_column_get (column);

  return info->head != NULL ? info->head : g_dpgettext2 (NULL, "column", info->title);
}

/* Columns have their widths of us: else each row that comes has all cells of all rows measured anew. */
static void
update_widths (VmpMapList *self)
{
  GtkWidget *widget = GTK_WIDGET (self->view);
  int digit = measure_text (widget, "0000000000");

  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
    {
      const VmpMappingColumnInfo *info = vmp_mapping_column_get (i);
      int title = measure_text (widget, get_head (i)) + TITLE_PIXELS;
      int chars = i == VMP_MAPPING_COLUMN_CHANGE && self->comparing ? COMPARED_CHARS : info->chars;
      int cell = (chars > 0 ? chars : NAME_CHARS) * digit / 10 + CELL_PIXELS;

      if (i == VMP_MAPPING_COLUMN_TYPE)
        cell += SWATCH_PIXELS;
      gtk_column_view_column_set_fixed_width (self->columns[i], MAX (title, cell));
    }
  self->digit_pixels = digit;
}

static void
vmp_map_list_css_changed (GtkWidget *widget, GtkCssStyleChange *change)
{
  VmpMapList *self = VMP_MAP_LIST (widget);

  GTK_WIDGET_CLASS (vmp_map_list_parent_class)->css_changed (widget, change);
  /* Only for another font: the user may have drawn columns wider. */
  if (self->view != NULL && measure_text (GTK_WIDGET (self->view), "0000000000") != self->digit_pixels)
    update_widths (self);
}

static void
apply_columns (VmpMapList *self)
{
  guint32 shown = self->chosen & (self->narrow ? NARROW_COLUMNS : G_MAXUINT32);

  if (self->comparing)
    shown |= COMPARED_COLUMNS;
  self->loading = TRUE;
  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
    gtk_column_view_column_set_visible (self->columns[i], (shown & 1u << i) != 0);
  self->loading = FALSE;
}

/* Visible ones in their order, as keys. */
static void
save_columns (VmpMapList *self)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();
  g_auto (GStrv) keys = NULL;

  if (self->loading)
    return;
  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (self->chosen & 1u << get_column (column))
        g_strv_builder_add (builder, vmp_mapping_column_get (get_column (column))->key);
    }
  keys = g_strv_builder_end (builder);
  g_settings_set_strv (get_settings (), COLUMNS_SETTING, (const char *const *) keys);
}

static void
load_columns (VmpMapList *self)
{
  g_auto (GStrv) keys = g_settings_get_strv (get_settings (), COLUMNS_SETTING);
  VmpMappingColumn column;
  guint position = 0;

  self->chosen = 0;
  self->loading = TRUE;
  for (guint i = 0; keys[i] != NULL; i++)
    {
      if (!vmp_mapping_column_find (keys[i], &column) || self->chosen & 1u << column)
        continue;
      self->chosen |= 1u << column;
      gtk_column_view_insert_column (self->view, position++, self->columns[column]);
    }
  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS && position == 0; i++)
    if (vmp_mapping_column_get (i)->is_shown)
      self->chosen |= 1u << i;
  self->loading = FALSE;
  apply_columns (self);
}

static void
change_column_cb (GSimpleAction *action, GVariant *state, gpointer user_data)
{
  VmpMapList *self = user_data;
  VmpMappingColumn column;
  guint32 chosen;

  if (!vmp_mapping_column_find (g_action_get_name (G_ACTION (action)), &column))
    return;
  chosen = g_variant_get_boolean (state) ? self->chosen | 1u << column : self->chosen & ~(1u << column);
  /* A table without columns has no menu to get them back by. */
  if (chosen == 0)
    return;
  self->chosen = chosen;
  g_simple_action_set_state (action, state);
  apply_columns (self);
  save_columns (self);
}

static void
sort_changed_cb (VmpMapList *self)
{
  GSettings *settings = get_settings ();
  gboolean descending;
  VmpMappingColumn column;

  if (self->loading)
    return;
  column = vmp_map_list_get_sort (self, &descending);
  if (!self->comparing)
    {
      g_settings_set_string (settings, SORT_SETTING, vmp_mapping_column_get (column)->key);
      g_settings_set_string (settings, ORDER_SETTING, descending ? "descending" : "ascending");
    }
  g_signal_emit (self, signals[SORT_CHANGED], 0);
}

/* The sorter of a column compares nothing: it only makes the head clickable. */
static void
add_column (VmpMapList *self, VmpMappingColumn id)
{
  GtkColumnViewColumn *column =
    gtk_column_view_column_new (get_head (id), vmp_map_list_cell_new_factory (id, &self->narrow, toggle_cb, self));
  g_autoptr (GtkSorter) sorter = GTK_SORTER (gtk_custom_sorter_new (NULL, NULL, NULL));

  g_object_set_data (G_OBJECT (column), "column", GUINT_TO_POINTER (id));
  gtk_column_view_column_set_sorter (column, sorter);
  gtk_column_view_column_set_resizable (column, TRUE);
  gtk_column_view_column_set_expand (column, id == VMP_MAPPING_COLUMN_NAME);
  if (vmp_mapping_column_get (id)->is_number)
    vmp_column_head_append_numbers (self->view, column);
  else
    gtk_column_view_append_column (self->view, column);
  self->columns[id] = column;
}

static void
load_sort (VmpMapList *self)
{
  g_autofree char *key = g_settings_get_string (get_settings (), SORT_SETTING);
  g_autofree char *order = g_settings_get_string (get_settings (), ORDER_SETTING);
  VmpMappingColumn column = VMP_MAPPING_COLUMN_ADDRESS;

  vmp_mapping_column_find (key, &column);
  self->loading = TRUE;
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (self->view, self->columns[column],
                                  g_str_equal (order, "descending") ? GTK_SORT_DESCENDING : GTK_SORT_ASCENDING);
  self->loading = FALSE;
}

static void
add_actions (VmpMapList *self)
{
  self->actions = g_simple_action_group_new ();
  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
    {
      g_autoptr (GSimpleAction) action =
        g_simple_action_new_stateful (vmp_mapping_column_get (i)->key, NULL,
                                      g_variant_new_boolean ((self->chosen & 1u << i) != 0));

      g_signal_connect (action, "change-state", G_CALLBACK (change_column_cb), self);
      g_action_map_add_action (G_ACTION_MAP (self->actions), G_ACTION (action));
    }
}

static void
vmp_map_list_dispose (GObject *object)
{
  VmpMapList *self = VMP_MAP_LIST (object);

  if (self->view != NULL)
    {
      g_signal_handlers_disconnect_by_data (gtk_column_view_get_columns (self->view), self);
      g_signal_handlers_disconnect_by_data (gtk_column_view_get_sorter (self->view), self);
      gtk_column_view_set_model (self->view, NULL);
    }
  self->view = NULL;
  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
    g_clear_object (&self->columns[i]);
  if (self->actions != NULL)
    for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
      g_action_map_remove_action (G_ACTION_MAP (self->actions), vmp_mapping_column_get (i)->key);
  g_clear_object (&self->actions);
  g_clear_object (&self->model);

  G_OBJECT_CLASS (vmp_map_list_parent_class)->dispose (object);
}

static void
vmp_map_list_class_init (VmpMapListClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_map_list_dispose;
  GTK_WIDGET_CLASS (klass)->css_changed = vmp_map_list_css_changed;

  signals[SORT_CHANGED] =
    g_signal_new ("sort-changed", VMP_TYPE_MAP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[GROUP_TOGGLED] =
    g_signal_new ("group-toggled", VMP_TYPE_MAP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_STRING);
  signals[ACTIVATED] =
    g_signal_new ("activated", VMP_TYPE_MAP_LIST, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "maplist");
}

static void
vmp_map_list_init (VmpMapList *self)
{
  GtkWidget *scrolled = gtk_scrolled_window_new ();
  GtkEventController *keys = gtk_event_controller_key_new ();
  g_autoptr (GtkListItemFactory) rows = vmp_map_list_cell_new_row_factory ();
  GtkAdjustment *scroll;

  self->model = vmp_mapping_model_new ();
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->model))));
  gtk_column_view_set_row_factory (self->view, rows);
  gtk_column_view_set_reorderable (self->view, TRUE);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Mappings"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  gtk_event_controller_set_propagation_phase (keys, GTK_PHASE_CAPTURE);
  g_signal_connect_swapped (keys, "key-pressed", G_CALLBACK (key_pressed_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self->view), keys);
  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
    add_column (self, i);
  update_widths (self);
  load_columns (self);
  load_sort (self);
  add_actions (self);
  g_signal_connect_object (self->view, "activate", G_CALLBACK (activate_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_columns (self->view), "items-changed", G_CALLBACK (save_columns), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (gtk_column_view_get_sorter (self->view), "changed", G_CALLBACK (sort_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (vmp_mapping_model_refresh), self->model,
                           G_CONNECT_SWAPPED);
  scroll = gtk_scrolled_window_get_vadjustment (GTK_SCROLLED_WINDOW (scrolled));
  g_signal_connect_object (scroll, "value-changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (scroll, "changed", G_CALLBACK (scrolled_cb), self, G_CONNECT_SWAPPED);
  gtk_scrolled_window_set_child (GTK_SCROLLED_WINDOW (scrolled), GTK_WIDGET (self->view));
  adw_bin_set_child (ADW_BIN (self), scrolled);
}

VmpMappingModel *
vmp_map_list_get_model (VmpMapList *self)
{
  g_return_val_if_fail (VMP_IS_MAP_LIST (self), NULL);

  return self->model;
}

VmpMappingColumn
vmp_map_list_get_sort (VmpMapList *self, gboolean *out_descending)
{
  GtkColumnViewSorter *sorter;
  GtkColumnViewColumn *column;

  g_return_val_if_fail (VMP_IS_MAP_LIST (self), VMP_MAPPING_COLUMN_ADDRESS);

  sorter = GTK_COLUMN_VIEW_SORTER (gtk_column_view_get_sorter (self->view));
  column = gtk_column_view_sorter_get_primary_sort_column (sorter);
  *out_descending = column != NULL
                    && gtk_column_view_sorter_get_primary_sort_order (sorter) == GTK_SORT_DESCENDING;
  return column != NULL ? get_column (column) : VMP_MAPPING_COLUMN_ADDRESS;
}

VmpMappingColumn *
vmp_map_list_dup_columns (VmpMapList *self, guint *out_n)
{
  GListModel *columns = gtk_column_view_get_columns (self->view);
  VmpMappingColumn *shown = g_new (VmpMappingColumn, VMP_N_MAPPING_COLUMNS);
  guint n = 0;

  for (guint i = 0; i < g_list_model_get_n_items (columns); i++)
    {
      g_autoptr (GtkColumnViewColumn) column = g_list_model_get_item (columns, i);

      if (gtk_column_view_column_get_visible (column))
        shown[n++] = get_column (column);
    }
  *out_n = n;
  return shown;
}

GActionGroup *
vmp_map_list_get_actions (VmpMapList *self)
{
  g_return_val_if_fail (VMP_IS_MAP_LIST (self), NULL);

  return G_ACTION_GROUP (self->actions);
}

GMenuModel *
vmp_map_list_new_menu (VmpMapList *self, const char *prefix)
{
  GMenu *menu = g_menu_new ();

  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
    {
      const VmpMappingColumnInfo *info = vmp_mapping_column_get (i);
      g_autofree char *action = g_strdup_printf ("%s.%s", prefix, info->key);

      g_menu_append (menu, g_dpgettext2 (NULL, "column", info->title), action);
    }
  return G_MENU_MODEL (menu);
}

void
vmp_map_list_scroll_to (VmpMapList *self, guint position)
{
  g_return_if_fail (VMP_IS_MAP_LIST (self));

  if (position < g_list_model_get_n_items (G_LIST_MODEL (self->model)))
    gtk_column_view_scroll_to (self->view, position, NULL, GTK_LIST_SCROLL_FOCUS, NULL);
}

void
vmp_map_list_set_narrow (VmpMapList *self, gboolean narrow)
{
  g_return_if_fail (VMP_IS_MAP_LIST (self));

  self->narrow = narrow;
  apply_columns (self);
  vmp_mapping_model_refresh (self->model);
}

void
vmp_map_list_set_comparing (VmpMapList *self, gboolean comparing)
{
  g_return_if_fail (VMP_IS_MAP_LIST (self));

  if (self->comparing == comparing)
    return;
  self->comparing = comparing;
  apply_columns (self);
  update_widths (self);
  if (!comparing)
    {
      load_sort (self);
      return;
    }
  /* What is new or gone first, then what grew most. */
  self->loading = TRUE;
  gtk_column_view_sort_by_column (self->view, NULL, GTK_SORT_ASCENDING);
  gtk_column_view_sort_by_column (self->view, self->columns[VMP_MAPPING_COLUMN_CHANGE], GTK_SORT_DESCENDING);
  self->loading = FALSE;
}
