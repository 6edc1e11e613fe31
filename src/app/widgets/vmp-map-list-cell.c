/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the table of mappings.
 *
 * A few thousand are alive: each is an inscription, which costs a fraction of a label when its text changes.
 */
#include "config.h"

#include "vmp-map-list-cell.h"

#include <glib/gi18n.h>

#include "../models/vmp-mapping-text.h"
#include "../vmp-preferences.h"
#include "vmp-map-swatch.h"

typedef struct
{
  VmpMappingColumn  column;
  VmpMapListToggle  toggle;
  const gboolean   *narrow;
  gpointer          user_data;
} Factory;

static VmpUnits
get_units (void)
{
  return vmp_preferences_get_units (vmp_preferences_get_default ());
}

static void
set_class (GtkWidget *widget, const char *name, gboolean set)
{
  if (gtk_widget_has_css_class (widget, name) == set)
    return;
  if (set)
    gtk_widget_add_css_class (widget, name);
  else
    gtk_widget_remove_css_class (widget, name);
}

/* By attributes: another style class would have the style of the cell found anew, each time its value changes. */
static void
set_dim (GtkInscription *cell, gboolean dim)
{
  static PangoAttrList *attributes;

  if ((gtk_inscription_get_attributes (cell) != NULL) == dim)
    return;
  if (attributes == NULL)
    {
      attributes = pango_attr_list_new ();
      pango_attr_list_insert (attributes, pango_attr_foreground_alpha_new (G_MAXUINT16 / 2));
    }
  gtk_inscription_set_attributes (cell, dim ? attributes : NULL);
}

/* The same text again would be laid out and drawn again. */
static void
set_text (GtkInscription *cell, const char *text)
{
  if (g_strcmp0 (gtk_inscription_get_text (cell), text) != 0)
    gtk_inscription_set_text (cell, text);
}

static char *
dup_text (VmpMappingItem *item, VmpMappingColumn column)
{
  return vmp_mapping_text_dup_cell (vmp_mapping_item_get_table (item), vmp_mapping_item_get_line (item), column, get_units ());
}

/* A size that is a number needs no copy of its text. */
static void
show_number (GtkInscription *cell, VmpMappingItem *item, VmpMappingColumn column)
{
  const VmpMapping *mapping = vmp_mapping_item_get_mapping (item);
  int size = vmp_mapping_column_get (column)->size;
  char buffer[VMP_FORMAT_SIZE];
  gint64 bytes = mapping != NULL && size >= 0 ? vmp_mapping_get_size (mapping, (VmpMappingSize) size) : 1;
  g_autofree char *text = NULL;

  if (mapping != NULL && size >= 0)
    vmp_format_bytes (buffer, bytes, get_units ());
  else
    text = dup_text (item, column);
  set_text (cell, text != NULL ? text : buffer);
  /* Most are zero: what is not stands out. */
  set_dim (cell, bytes == 0);
}

static void
show_address (GtkWidget *box, VmpMappingItem *item)
{
  GtkWidget *button = gtk_widget_get_first_child (box), *text = gtk_widget_get_last_child (box);
  const VmpMappingGroup *group = vmp_mapping_item_get_group (item);
  g_autofree char *address = dup_text (item, VMP_MAPPING_COLUMN_ADDRESS);

  set_text (GTK_INSCRIPTION (text), address);
  gtk_widget_set_visible (button, vmp_mapping_item_get_table (item)->arrange != VMP_MAPPING_ARRANGE_FLAT);
  gtk_widget_set_sensitive (button, group != NULL);
  gtk_widget_set_opacity (button, group != NULL ? 1 : 0);
  if (group == NULL)
    return;
  gtk_button_set_icon_name (GTK_BUTTON (button), group->is_open ? "pan-down-symbolic" : "pan-end-symbolic");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                  group->is_open ? _("Close group") : _("Open group"), -1);
  gtk_accessible_update_state (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_STATE_EXPANDED, group->is_open, -1);
}

static void
show_type (GtkWidget *box, VmpMappingItem *item)
{
  const VmpMapping *mapping = vmp_mapping_item_get_mapping (item);
  const VmpMappingGroup *group = vmp_mapping_item_get_group (item);
  guint type = VMP_N_MAPPING_TYPES;
  g_autofree char *text = NULL;

  if (mapping != NULL)
    type = mapping->type;
  else if ((group->types & (group->types - 1)) == 0)
    type = (guint) g_bit_nth_lsf (group->types, -1);
  vmp_map_swatch_set_type (VMP_MAP_SWATCH (gtk_widget_get_first_child (box)), (VmpMappingType) type);
  if (mapping != NULL)
    {
      set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (box)), _(vmp_mapping_type_get (type)->label));
      return;
    }
  text = dup_text (item, VMP_MAPPING_COLUMN_TYPE);
  set_text (GTK_INSCRIPTION (gtk_widget_get_last_child (box)), text);
}

static void
show_change (GtkInscription *cell, VmpMappingItem *item)
{
  const VmpMappingTable *table = vmp_mapping_item_get_table (item);
  guint32 line = table->lines[vmp_mapping_item_get_line (item)];
  gboolean is_group = (line & VMP_MAPPING_LINE_GROUP) != 0;
  guint kind = is_group ? VMP_MAPPING_CHANGE_NONE : vmp_mapping_table_get_change (table, line)->kind;
  const char *word = vmp_mapping_text_get_change (kind);
  const char *shown = table->comparison != NULL ? word : vmp_mapping_text_get_change_sign (kind);

  if (g_strcmp0 (gtk_inscription_get_text (cell), shown) == 0)
    return;
  gtk_inscription_set_text (cell, shown);
  gtk_accessible_update_property (GTK_ACCESSIBLE (cell), GTK_ACCESSIBLE_PROPERTY_LABEL, word, -1);
}

static void
show_permissions (GtkInscription *cell, VmpMappingItem *item)
{
  const VmpMapping *mapping = vmp_mapping_item_get_mapping (item);
  gboolean dangerous = mapping != NULL && mapping->overlays & VMP_OVERLAY_WRITE_EXECUTE;
  g_autofree char *marked = dangerous ? g_strdup_printf ("%s ⚠", mapping->permissions) : NULL;

  set_text (cell, marked != NULL ? marked : mapping != NULL ? mapping->permissions : "");
  set_class (GTK_WIDGET (cell), "warning", dangerous);
}

/* Where there is no room for the type, what has no name goes by it. */
static void
show_name (GtkInscription *cell, VmpMappingItem *item, gboolean narrow)
{
  const VmpMapping *mapping = vmp_mapping_item_get_mapping (item);
  g_autofree char *text = dup_text (item, VMP_MAPPING_COLUMN_NAME);
  gboolean named = *text != '\0' || mapping == NULL || !narrow;

  set_text (cell, named ? text : _(vmp_mapping_type_get (mapping->type)->label));
  set_dim (cell, !named);
  set_class (GTK_WIDGET (cell), "heading", mapping == NULL);
  /* The last part of a path says most; of other names the first. */
  gtk_inscription_set_text_overflow (cell, mapping == NULL && *text != '/' ? GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END
                                                                           : GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_START);
}

static void
show_cell (GtkWidget *cell, VmpMappingItem *item)
{
  const Factory *factory = g_object_get_data (G_OBJECT (cell), "factory");
  VmpMappingColumn column = factory->column;
  g_autofree char *text = NULL;

  switch ((int) column)
    {
    case VMP_MAPPING_COLUMN_ADDRESS:
      show_address (cell, item);
      return;
    case VMP_MAPPING_COLUMN_TYPE:
      show_type (cell, item);
      return;
    case VMP_MAPPING_COLUMN_CHANGE:
      show_change (GTK_INSCRIPTION (cell), item);
      return;
    case VMP_MAPPING_COLUMN_NAME:
      show_name (GTK_INSCRIPTION (cell), item, *factory->narrow);
      return;
    case VMP_MAPPING_COLUMN_PERMISSIONS:
      show_permissions (GTK_INSCRIPTION (cell), item);
      return;
    default:
      break;
    }
  if (vmp_mapping_column_get (column)->is_number)
    show_number (GTK_INSCRIPTION (cell), item, column);
  else
    {
      text = dup_text (item, column);
      set_text (GTK_INSCRIPTION (cell), text);
    }
}

static void
toggle_cb (GtkButton *button, GtkColumnViewCell *cell)
{
  Factory *factory = g_object_get_data (G_OBJECT (button), "factory");
  VmpMappingItem *item = gtk_column_view_cell_get_item (cell);

  if (item != NULL)
    factory->toggle (item, factory->user_data);
}

/* Asked for, not set: setting the tooltip of each cell asks the display where the pointer is. */
static gboolean
query_tooltip_cb (GtkWidget *text, int x, int y, gboolean keyboard, GtkTooltip *tooltip, GtkColumnViewCell *cell)
{
  VmpMappingColumn column = ((const Factory *) g_object_get_data (G_OBJECT (text), "factory"))->column;
  VmpMappingItem *item = gtk_column_view_cell_get_item (cell);
  g_autofree char *shown = NULL;

  if (item == NULL || (column == VMP_MAPPING_COLUMN_CHANGE && vmp_mapping_item_get_mapping (item) == NULL))
    return FALSE;
  shown = dup_text (item, column);
  gtk_tooltip_set_text (tooltip, shown);
  return *shown != '\0';
}

static GtkWidget *
create_box (GtkWidget *first, GtkWidget *text)
{
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 6);

  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (box), first);
  gtk_box_append (GTK_BOX (box), text);
  return box;
}

static GtkWidget *
create_arrow (Factory *factory, GtkColumnViewCell *cell)
{
  GtkWidget *button = gtk_button_new ();

  gtk_widget_add_css_class (button, "flat");
  gtk_widget_add_css_class (button, "map-arrow");
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  g_object_set_data (G_OBJECT (button), "factory", factory);
  g_signal_connect (button, "clicked", G_CALLBACK (toggle_cb), cell);
  return button;
}

static void
setup_cb (GtkSignalListItemFactory *list_factory, GtkColumnViewCell *cell, Factory *factory)
{
  const VmpMappingColumnInfo *info = vmp_mapping_column_get (factory->column);
  GtkWidget *text = gtk_inscription_new (NULL), *child = text;

  gtk_inscription_set_text_overflow (GTK_INSCRIPTION (text), GTK_INSCRIPTION_OVERFLOW_ELLIPSIZE_END);
  gtk_inscription_set_xalign (GTK_INSCRIPTION (text), info->is_number ? 1 : 0);
  gtk_inscription_set_min_chars (GTK_INSCRIPTION (text), (guint) (info->chars > 0 ? info->chars : 10));
  gtk_inscription_set_nat_chars (GTK_INSCRIPTION (text), (guint) (info->chars > 0 ? info->chars : 30));
  if (factory->column != VMP_MAPPING_COLUMN_NAME && factory->column != VMP_MAPPING_COLUMN_TYPE)
    gtk_widget_add_css_class (text, "numeric");
  if (factory->column == VMP_MAPPING_COLUMN_TYPE)
    child = create_box (vmp_map_swatch_new (), text);
  else if (factory->column == VMP_MAPPING_COLUMN_ADDRESS)
    child = create_box (create_arrow (factory, cell), text);
  else if (factory->column == VMP_MAPPING_COLUMN_CHANGE || factory->column == VMP_MAPPING_COLUMN_NAME)
    {
      gtk_widget_set_has_tooltip (text, TRUE);
      g_signal_connect (text, "query-tooltip", G_CALLBACK (query_tooltip_cb), cell);
    }
  g_object_set_data (G_OBJECT (child), "factory", factory);
  gtk_column_view_cell_set_child (cell, child);
}

static void
bind_cb (GtkSignalListItemFactory *list_factory, GtkColumnViewCell *cell, Factory *factory)
{
  GtkWidget *child = gtk_column_view_cell_get_child (cell);
  VmpMappingItem *item = gtk_column_view_cell_get_item (cell);

  show_cell (child, item);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (show_cell), child);
}

static void
unbind_cb (GtkSignalListItemFactory *list_factory, GtkColumnViewCell *cell, Factory *factory)
{
  g_signal_handlers_disconnect_by_data (gtk_column_view_cell_get_item (cell), gtk_column_view_cell_get_child (cell));
}

GtkListItemFactory *
vmp_map_list_cell_new_factory (VmpMappingColumn column, const gboolean *narrow, VmpMapListToggle toggle, gpointer user_data)
{
  GtkListItemFactory *list_factory = gtk_signal_list_item_factory_new ();
  Factory *factory = g_new (Factory, 1);

  *factory = (Factory) { column, toggle, narrow, user_data };
  g_object_set_data_full (G_OBJECT (list_factory), "factory", factory, g_free);
  g_signal_connect (list_factory, "setup", G_CALLBACK (setup_cb), factory);
  g_signal_connect (list_factory, "bind", G_CALLBACK (bind_cb), factory);
  g_signal_connect (list_factory, "unbind", G_CALLBACK (unbind_cb), factory);
  return list_factory;
}

static void
show_row (GtkColumnViewRow *row, VmpMappingItem *item)
{
  const VmpMapping *mapping = vmp_mapping_item_get_mapping (item);
  const VmpMappingTable *table = vmp_mapping_item_get_table (item);
  guint line = vmp_mapping_item_get_line (item);
  g_autofree char *text = mapping != NULL
                            ? vmp_mapping_text_dup_short_name (vmp_mapping_table_get_space (table, table->lines[line]), mapping)
                            : vmp_mapping_text_dup_group (table, vmp_mapping_item_get_group (item));

  if (g_strcmp0 (gtk_column_view_row_get_accessible_label (row), text) != 0)
    gtk_column_view_row_set_accessible_label (row, text);
}

static void
bind_row_cb (GtkSignalListItemFactory *factory, GtkColumnViewRow *row, gpointer user_data)
{
  VmpMappingItem *item = gtk_column_view_row_get_item (row);

  show_row (row, item);
  g_signal_connect_swapped (item, "changed", G_CALLBACK (show_row), row);
}

static void
unbind_row_cb (GtkSignalListItemFactory *factory, GtkColumnViewRow *row, gpointer user_data)
{
  g_signal_handlers_disconnect_by_data (gtk_column_view_row_get_item (row), row);
}

GtkListItemFactory *
vmp_map_list_cell_new_row_factory (void)
{
  GtkListItemFactory *factory = gtk_signal_list_item_factory_new ();

  g_signal_connect (factory, "bind", G_CALLBACK (bind_row_cb), NULL);
  g_signal_connect (factory, "unbind", G_CALLBACK (unbind_row_cb), NULL);
  return factory;
}
