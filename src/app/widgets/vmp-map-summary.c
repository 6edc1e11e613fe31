/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of the types of mappings with their sums; those that are selected there filter the mappings. */
#include "config.h"

#include "vmp-map-summary.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "core/model/vmp-mapping-size.h"
#include "vmp-column-head.h"
#include "vmp-map-swatch.h"

#define ALL VMP_N_MAPPING_TYPES

/* A row: a type, or all. */
#define VMP_TYPE_MAP_TYPE_ITEM (vmp_map_type_item_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapTypeItem, vmp_map_type_item, VMP, MAP_TYPE_ITEM, GObject)

struct _VmpMapTypeItem
{
  GObject       parent_instance;

  guint         type;         /* or ALL */
  gboolean      is_change;    /* the sums are what came since */
  VmpMappingSum sum;
};

static guint item_changed;

G_DEFINE_FINAL_TYPE (VmpMapTypeItem, vmp_map_type_item, G_TYPE_OBJECT)

static void
vmp_map_type_item_class_init (VmpMapTypeItemClass *klass)
{
  item_changed = g_signal_new ("changed", VMP_TYPE_MAP_TYPE_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_map_type_item_init (VmpMapTypeItem *self)
{
}

typedef enum
{
  COLUMN_TYPE, COLUMN_SIZE, COLUMN_RESIDENT, COLUMN_PSS, COLUMN_PRIVATE, COLUMN_SHARED, COLUMN_SWAP, COLUMN_MAPPINGS,
  COLUMN_LARGEST,
  N_COLUMNS
} Column;

static const struct { const char *title; gboolean in_narrow; } columns[N_COLUMNS] = {
  { NC_("column", "Type"), TRUE }, { NC_("column", "Size"), TRUE }, { NC_("column", "Resident"), TRUE },
  { NC_("column", "PSS"), FALSE }, { NC_("column", "Private"), FALSE }, { NC_("column", "Shared"), FALSE },
  { NC_("column", "Swap"), FALSE }, { NC_("column", "Mappings"), FALSE }, { NC_("column", "Largest"), FALSE },
};

struct _VmpMapSummary
{
  AdwBin                parent_instance;

  GtkColumnView        *view;
  GListStore           *store;
  GtkMultiSelection    *selection;
  GtkColumnViewColumn  *columns[N_COLUMNS];   /* borrowed: of the view */
  gboolean              updating;
};

enum
{
  SELECTION_CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapSummary, vmp_map_summary, ADW_TYPE_BIN)

static const char *
get_label (const VmpMapTypeItem *item)
{
  /* Translators: all types of mappings together. */
  return item->type == ALL ? C_("mapping types", "All") : _(vmp_mapping_type_get (item->type)->label);
}

static gint64
get_value (const VmpMapTypeItem *item, Column column)
{
  const VmpMappingSum *sum = &item->sum;

  switch (column)
    {
    case COLUMN_SIZE: return sum->size_bytes;
    case COLUMN_RESIDENT: return sum->sizes_bytes[VMP_MAPPING_RSS];
    case COLUMN_PSS: return sum->sizes_bytes[VMP_MAPPING_PSS];
    case COLUMN_PRIVATE: return vmp_mapping_sum_get_private (sum);
    case COLUMN_SHARED: return vmp_mapping_sum_get_shared (sum);
    case COLUMN_SWAP: return sum->sizes_bytes[VMP_MAPPING_SWAP];
    case COLUMN_MAPPINGS: return sum->mappings_n;
    case COLUMN_LARGEST: return sum->largest_bytes;
    case COLUMN_TYPE:
    case N_COLUMNS:
    default: return VMP_MISSING;
    }
}

/* Cells */

/* Changes have a sign. */
static void
format_value (char *buffer, const VmpMapTypeItem *item, Column column, VmpUnits units)
{
  VmpUnit unit = column == COLUMN_MAPPINGS ? VMP_UNIT_COUNT : VMP_UNIT_BYTES;
  gint64 value = get_value (item, column);
  char number[VMP_FORMAT_SIZE];

  if (!item->is_change || value == VMP_MISSING || value == 0)
    {
      vmp_format_value (buffer, unit, value, units);
      return;
    }
  vmp_format_value (number, unit, ABS (value), units);
  g_snprintf (buffer, VMP_FORMAT_SIZE, "%s%s", value > 0 ? "+" : "−", number);
}

static void
show_cell (GtkWidget *cell, VmpMapTypeItem *item)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  Column column = GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (cell), "column"));
  char buffer[VMP_FORMAT_SIZE];

  if (column == COLUMN_TYPE)
    {
      GtkWidget *swatch = gtk_widget_get_first_child (cell), *text = gtk_widget_get_last_child (cell);

      vmp_map_swatch_set_type (VMP_MAP_SWATCH (swatch), (VmpMappingType) item->type);
      if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (text)), get_label (item)) == 0)
        return;
      gtk_inscription_set_text (GTK_INSCRIPTION (text), get_label (item));
      gtk_widget_set_tooltip_text (cell, item->type == ALL ? NULL : _(vmp_mapping_type_get (item->type)->explanation));
      return;
    }
  format_value (buffer, item, column, units);
  if (g_strcmp0 (gtk_inscription_get_text (GTK_INSCRIPTION (cell)), buffer) != 0)
    gtk_inscription_set_text (GTK_INSCRIPTION (cell), buffer);
}

static void
setup_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer column)
{
  GtkWidget *text = gtk_inscription_new (NULL), *child = text;

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  if (GPOINTER_TO_UINT (column) == COLUMN_TYPE)
    {
      child = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 8);
      gtk_widget_set_hexpand (text, TRUE);
      gtk_box_append (GTK_BOX (child), vmp_map_swatch_new ());
      gtk_box_append (GTK_BOX (child), text);
      gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), 19);
      gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), 12);
    }
  else
    {
      gtk_inscription_set_xalign (GTK_INSCRIPTION (text), 1);
      gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), GPOINTER_TO_UINT (column) == COLUMN_MAPPINGS ? 6 : 8);
      gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), GPOINTER_TO_UINT (column) == COLUMN_MAPPINGS ? 6 : 7);
      gtk_widget_add_css_class (text, "numeric");
    }
  g_object_set_data (G_OBJECT (child), "column", column);
  gtk_column_view_cell_set_child (cell, child);
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer column)
{
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  VmpMapTypeItem *item = gtk_column_view_cell_get_item (cell);

  show_cell (child, item);
  g_signal_connect_object (item, "changed", G_CALLBACK (show_cell), child, G_CONNECT_SWAPPED);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkColumnViewCell *cell, gpointer column)
{
  g_signal_handlers_disconnect_by_data (gtk_column_view_cell_get_item (cell), gtk_column_view_cell_get_child (cell));
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkColumnViewRow *row, gpointer user_data)
{
  VmpMapTypeItem *item = gtk_column_view_row_get_item (row);

  gtk_column_view_row_set_accessible_label (row, get_label (item));
  if (item->type != ALL)
    gtk_column_view_row_set_accessible_description (row, _(vmp_mapping_type_get (item->type)->explanation));
}

static void
add_column (VmpMapSummary *self, Column column)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();
  GtkColumnViewColumn *one;

  g_signal_connect (factory, "setup", G_CALLBACK (setup_cb), GUINT_TO_POINTER (column));
  g_signal_connect (factory, "bind", G_CALLBACK (bind_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_cb), NULL);
  one = gtk_column_view_column_new (g_dpgettext2 (NULL, "column", columns[column].title), factory);
  gtk_column_view_column_set_expand (one, column == COLUMN_TYPE);
  if (column == COLUMN_TYPE)
    gtk_column_view_append_column (self->view, one);
  else
    vmp_column_head_append_numbers (self->view, one);
  self->columns[column] = one;
  g_object_unref (one);
}

/* Selection */

static VmpMapTypeItem *
get_item (VmpMapSummary *self, guint position)
{
  g_autoptr (VmpMapTypeItem) item = g_list_model_get_item (G_LIST_MODEL (self->store), position);

  return item;
}

static void
selection_changed_cb (VmpMapSummary *self)
{
  if (!self->updating)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

guint32
vmp_map_summary_get_types (VmpMapSummary *self)
{
  guint32 types = 0;

  g_return_val_if_fail (VMP_IS_MAP_SUMMARY (self), 0);

  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->store)); i++)
    {
      VmpMapTypeItem *item = get_item (self, i);

      if (!gtk_selection_model_is_selected (GTK_SELECTION_MODEL (self->selection), i))
        continue;
      if (item->type == ALL)
        return 0;
      types |= 1u << item->type;
    }
  return types;
}

void
vmp_map_summary_set_types (VmpMapSummary *self, guint32 types)
{
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->store));
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, n);

  g_return_if_fail (VMP_IS_MAP_SUMMARY (self));

  for (guint i = 0; i < n; i++)
    {
      VmpMapTypeItem *item = get_item (self, i);

      if (item->type != ALL && types & 1u << item->type)
        gtk_bitset_add (selected, i);
    }
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self->selection), selected, mask);
}

/* Values */

static void
set_row (VmpMapSummary *self, guint position, guint type, const VmpMappingSum *sum, gboolean is_change)
{
  VmpMapTypeItem *item = position < g_list_model_get_n_items (G_LIST_MODEL (self->store)) ? get_item (self, position) : NULL;

  if (item != NULL && item->type == type)
    {
      if (item->is_change == is_change && memcmp (&item->sum, sum, sizeof *sum) == 0)
        return;
      item->is_change = is_change;
      item->sum = *sum;
      g_signal_emit (item, item_changed, 0);
      return;
    }
  item = g_object_new (VMP_TYPE_MAP_TYPE_ITEM, NULL);
  item->type = type;
  item->is_change = is_change;
  item->sum = *sum;
  g_list_store_insert (self->store, position, item);
  g_object_unref (item);
}

static void
refresh_cb (VmpMapSummary *self)
{
  for (guint i = 0; i < g_list_model_get_n_items (G_LIST_MODEL (self->store)); i++)
    g_signal_emit (get_item (self, i), item_changed, 0);
}

/* Of no type that is neither there nor changed. */
static gboolean
find_sum (const VmpAddressSpace *space, const VmpAddressSpaceDiff *diff, guint type, VmpMappingSum *out)
{
  guint n = 0;

  if (diff == NULL)
    {
      *out = *vmp_address_space_get_sum (space, (VmpMappingType) type);
      return out->mappings_n > 0;
    }
  vmp_address_space_diff_get_sum (diff, (VmpMappingType) type, out);
  for (guint kind = 0; kind < VMP_N_DIFF_KINDS; kind++)
    if (kind != VMP_DIFF_UNCHANGED)
      n += vmp_address_space_diff_count (diff, (VmpDiffKind) kind, (VmpMappingType) type);
  return n > 0 || type == ALL;
}

void
vmp_map_summary_set_space (VmpMapSummary *self, const VmpAddressSpace *space, const VmpAddressSpaceDiff *diff)
{
  guint32 before = vmp_map_summary_get_types (self);
  guint n = 0;

  g_return_if_fail (VMP_IS_MAP_SUMMARY (self));

  self->updating = TRUE;
  if (space == NULL)
    g_list_store_remove_all (self->store);
  for (guint i = 0; space != NULL && i <= VMP_N_MAPPING_TYPES; i++)
    {
      /* All come first. */
      guint type = i == 0 ? ALL : i - 1;
      VmpMappingSum sum;

      /* Those before it that are gone. */
      while (n < g_list_model_get_n_items (G_LIST_MODEL (self->store)) && type != ALL
             && get_item (self, n)->type < type)
        g_list_store_remove (self->store, n);
      if (find_sum (space, diff, type, &sum))
        set_row (self, n++, type, &sum, diff != NULL);
    }
  while (space != NULL && g_list_model_get_n_items (G_LIST_MODEL (self->store)) > n)
    g_list_store_remove (self->store, n);
  self->updating = FALSE;
  if (vmp_map_summary_get_types (self) != before)
    g_signal_emit (self, signals[SELECTION_CHANGED], 0);
}

void
vmp_map_summary_set_narrow (VmpMapSummary *self, gboolean narrow)
{
  g_return_if_fail (VMP_IS_MAP_SUMMARY (self));

  for (guint i = 0; i < N_COLUMNS; i++)
    gtk_column_view_column_set_visible (self->columns[i], !narrow || columns[i].in_narrow);
}

static void
vmp_map_summary_dispose (GObject *object)
{
  VmpMapSummary *self = VMP_MAP_SUMMARY (object);

  if (self->selection != NULL)
    g_signal_handlers_disconnect_by_data (self->selection, self);
  g_clear_object (&self->selection);
  g_clear_object (&self->store);

  G_OBJECT_CLASS (vmp_map_summary_parent_class)->dispose (object);
}

static void
vmp_map_summary_class_init (VmpMapSummaryClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_map_summary_dispose;

  signals[SELECTION_CHANGED] =
    g_signal_new ("selection-changed", VMP_TYPE_MAP_SUMMARY, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_css_name (GTK_WIDGET_CLASS (klass), "mapsummary");
}

static void
vmp_map_summary_init (VmpMapSummary *self)
{
  GtkListItemFactory *rows = gtk_signal_list_item_factory_new ();

  self->store = g_list_store_new (VMP_TYPE_MAP_TYPE_ITEM);
  self->selection = gtk_multi_selection_new (g_object_ref (G_LIST_MODEL (self->store)));
  self->view = GTK_COLUMN_VIEW (gtk_column_view_new (g_object_ref (GTK_SELECTION_MODEL (self->selection))));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->view), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Types of mappings"), -1);
  gtk_widget_add_css_class (GTK_WIDGET (self->view), "data-table");
  g_signal_connect (rows, "bind", G_CALLBACK (bind_row_cb), NULL);
  gtk_column_view_set_row_factory (self->view, rows);
  g_object_unref (rows);
  for (guint i = 0; i < N_COLUMNS; i++)
    add_column (self, i);
  adw_bin_set_child (ADW_BIN (self), GTK_WIDGET (self->view));
  g_signal_connect_object (self->selection, "selection-changed", G_CALLBACK (selection_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (refresh_cb), self, G_CONNECT_SWAPPED);
}
