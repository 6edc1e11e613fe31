/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The memory map of one process: sums by type, the address space as a picture, every mapping in a table. */
#include "config.h"

#include "vmp-map-page.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "vmp-map-page-private.h"
#include "vmp-map-status.h"

#define NO_MAPPING G_MAXUINT32

G_DEFINE_FINAL_TYPE (VmpMapPage, vmp_map_page, ADW_TYPE_BIN)

static VmpMappingTable *
get_table (VmpMapPage *self)
{
  return vmp_mapping_model_get_table (vmp_map_list_get_model (self->list));
}

/* The chosen mapping */

static void
show_chosen (VmpMapPage *self)
{
  const VmpMapping *mapping = NULL;

  if (self->trail != NULL && self->chosen != NO_MAPPING)
    mapping = vmp_address_space_get (self->trail->space, self->chosen);
  vmp_map_strip_set_selected (self->strip, mapping != NULL ? mapping->start_addr : 0);
  /* What is gone stays as it was last. */
  if (self->trail != NULL && self->chosen == NO_MAPPING)
    vmp_map_details_set_gone (self->details, TRUE);
  else
    vmp_map_details_set_mapping (self->details, self->trail != NULL ? self->trail->space : NULL, mapping, self->trail);
}

static void
choose (VmpMapPage *self, VmpMappingTrail *trail, guint32 index)
{
  if (self->trail != trail)
    {
      g_clear_pointer (&self->trail, vmp_mapping_trail_unref);
      self->trail = trail != NULL ? vmp_mapping_trail_ref (trail) : NULL;
    }
  self->chosen = index;
  show_chosen (self);
  vmp_map_page_update_pages (self);
}

/* The chosen mapping in the snapshot that came after it. */
static void
follow_chosen (VmpMapPage *self, VmpMappingTrail *trail)
{
  if (self->trail == NULL || self->trail == trail)
    return;
  if (self->chosen == NO_MAPPING)
    return;
  choose (self, trail, self->chosen < trail->n_previous ? trail->from_previous[self->chosen] : NO_MAPPING);
}

/* What was there when it was marked, and is no more. */
static void
choose_gone (VmpMapPage *self, const VmpMappingTable *table, guint32 entry)
{
  choose (self, NULL, NO_MAPPING);
  vmp_map_details_set_mapping (self->details, vmp_mapping_table_get_space (table, entry),
                               vmp_mapping_table_get_entry (table, entry), NULL);
  vmp_map_details_set_gone (self->details, TRUE);
}

static void
selection_changed_cb (VmpMapPage *self)
{
  VmpMappingTable *table = get_table (self);
  g_autoptr (GtkBitset) selection = NULL;
  guint line;

  if (self->updating || table == NULL)
    return;
  selection = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (vmp_map_list_get_model (self->list)));
  if (gtk_bitset_is_empty (selection))
    return;
  line = gtk_bitset_get_minimum (selection);
  if (line >= table->n_lines || table->lines[line] & VMP_MAPPING_LINE_GROUP)
    return;
  if (vmp_mapping_table_is_gone (table, table->lines[line]))
    choose_gone (self, table, table->lines[line]);
  else
    choose (self, table->trail, table->lines[line]);
}

static void
update_query (VmpMapPage *self)
{
  vmp_map_source_set_query (self->source, &self->query);
}

/* Selects the mapping at @addr in the list, and opens its group if need be. */
static void
choose_addr (VmpMapPage *self, guint64 addr)
{
  VmpMappingTable *table = get_table (self);
  const VmpMapping *mapping = table != NULL ? vmp_mapping_table_find (table, addr) : NULL;
  guint line;

  if (mapping == NULL)
    return;
  choose (self, table->trail, (guint32) (mapping - vmp_address_space_get (table->trail->space, 0)));
  line = vmp_mapping_table_find_line (table, mapping);
  if (line != GTK_INVALID_LIST_POSITION)
    {
      vmp_mapping_model_select (vmp_map_list_get_model (self->list), line);
      vmp_map_list_scroll_to (self->list, line);
      self->wanted_addr = 0;
      return;
    }
  vmp_mapping_model_select (vmp_map_list_get_model (self->list), GTK_INVALID_LIST_POSITION);
  if (table->places[self->chosen] == VMP_MAPPING_PLACE_NONE || self->wanted_addr == addr)
    {
      self->wanted_addr = 0;
      adw_toast_overlay_add_toast (self->toasts, adw_toast_new (_("The list leaves this mapping out")));
      return;
    }
  self->wanted_addr = addr;
  g_hash_table_add (self->query.open, vmp_mapping_dup_group_key (table->trail->space, self->query.arrange, mapping));
  update_query (self);
}

static void
strip_chosen_cb (VmpMapPage *self, guint64 addr)
{
  choose_addr (self, addr);
}

static void
pointed_cb (VmpMapPage *self, guint64 addr)
{
  g_autofree char *text = vmp_map_strip_dup_readout (self->strip, addr);

  /* Translators: what to do with the strip that shows the address space. */
  gtk_label_set_text (self->readout, *text != '\0' ? text : _("Point at a mapping; the wheel zooms, dragging moves"));
}

static void
activated_cb (VmpMapPage *self, guint position)
{
  selection_changed_cb (self);
  adw_overlay_split_view_set_show_sidebar (self->split, TRUE);
}

/* What is wanted */

static void
set_types (VmpMapPage *self, guint32 types)
{
  if (self->query.types == types)
    return;
  self->query.types = types;
  vmp_map_bars_set_selected (self->bars, types);
  update_query (self);
}

static void
types_changed_cb (VmpMapPage *self)
{
  set_types (self, vmp_map_summary_get_types (self->summary));
}

static void
bar_chosen_cb (VmpMapPage *self, guint type)
{
  guint32 types = 1u << type;

  vmp_map_summary_set_types (self->summary, self->query.types == types ? 0 : types);
}

static void
filter_changed_cb (VmpMapPage *self)
{
  g_clear_pointer (&self->query.filter, vmp_mapping_filter_unref);
  self->query.filter = vmp_map_filter_bar_dup_filter (self->filter_bar);
  self->query.arrange = vmp_map_filter_bar_get_arrange (self->filter_bar);
  update_query (self);
}

static void
sort_changed_cb (VmpMapPage *self)
{
  self->query.sort = vmp_map_list_get_sort (self->list, &self->query.descending);
  update_query (self);
}

static void
group_toggled_cb (VmpMapPage *self, const char *key)
{
  if (!g_hash_table_remove (self->query.open, key))
    g_hash_table_add (self->query.open, g_strdup (key));
  update_query (self);
}

/* Showing */

static void
update_status (VmpMapPage *self)
{
  VmpTarget *target = vmp_map_source_get_target (self->source);
  const VmpMapResult *result = vmp_map_source_get_result (self->source);
  gint64 anchor_nsec = target != NULL ? vmp_map_source_get_anchor (self->source) : 0;
  gboolean is_live = vmp_map_source_is_live (self->source);
  const VmpMappingTrail *trail = result != NULL ? result->trail : NULL;
  g_autofree char *status = is_live ? vmp_map_status_dup_text (target, trail, anchor_nsec)
                                    : vmp_map_status_dup_recorded (trail, anchor_nsec);
  g_autofree char *title = NULL, *description = NULL;

  gtk_label_set_text (self->status, status);
  if (result != NULL)
    {
      gtk_stack_set_visible_child_name (self->stack, "map");
      return;
    }
  if (is_live)
    description = vmp_map_status_dup_reason (target, &title);
  else
    description = vmp_map_status_dup_unrecorded (&title);
  adw_status_page_set_title (self->message, title);
  adw_status_page_set_description (self->message, description);
  gtk_stack_set_visible_child_name (self->stack, "message");
}

static void
update_count (VmpMapPage *self, const VmpMapResult *result)
{
  const VmpMappingTable *table = result->table;
  guint n = vmp_address_space_get_n (table->trail->space);
  gboolean filtered = table->n_matches != n;
  g_autofree char *text = vmp_map_status_dup_count (table, vmp_map_source_get_anchor (self->source));
  gboolean has_filter = self->query.types != 0 || !vmp_mapping_filter_is_empty (self->query.filter);
  const char *page = "list";

  gtk_label_set_text (self->count, text);
  gtk_widget_set_visible (GTK_WIDGET (self->clear), filtered && has_filter);
  if (table->n_matches == 0 && n > 0)
    page = has_filter ? "nothing" : "unchanged";
  gtk_stack_set_visible_child_name (self->list_stack, page);
}

static void
changed_cb (VmpMapPage *self)
{
  const VmpMapResult *result = vmp_map_source_get_result (self->source);
  gboolean filtered;

  self->updating = TRUE;
  if (result == NULL)
    {
      vmp_mapping_model_set_table (vmp_map_list_get_model (self->list), NULL);
      vmp_map_strip_set_layout (self->strip, NULL, NULL);
      vmp_map_summary_set_space (self->summary, NULL, NULL);
      vmp_map_page_forget_mark (self);
      vmp_map_bars_set_space (self->bars, NULL);
      choose (self, NULL, NO_MAPPING);
    }
  else
    {
      filtered = result->table->comparison != NULL || result->table->n_matches != vmp_address_space_get_n (result->trail->space);
      vmp_mapping_model_set_table (vmp_map_list_get_model (self->list), result->table);
      vmp_map_strip_set_layout (self->strip, result->layout, filtered ? result->table : NULL);
      vmp_map_summary_set_space (self->summary, result->trail->space,
                                 result->table->comparison != NULL ? result->table->comparison->diff : NULL);
      vmp_map_bars_set_space (self->bars, result->trail->space);
      follow_chosen (self, result->trail);
      vmp_map_page_update_free (self);
      vmp_map_page_refresh_pages (self);
      update_count (self, result);
    }
  self->updating = FALSE;
  update_status (self);
  if (self->wanted_addr != 0)
    choose_addr (self, self->wanted_addr);
}

static void
zoomed_cb (VmpMapPage *self)
{
  gtk_widget_set_visible (GTK_WIDGET (self->scrollbar), vmp_map_strip_is_zoomed (self->strip));
}

static void
frozen_cb (VmpMapPage *self)
{
  vmp_map_source_set_frozen (self->source, gtk_toggle_button_get_active (self->freeze));
}

static void
interval_changed_cb (VmpMapPage *self)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  int interval_msec = g_settings_get_int (settings, "map-interval-msec");
  g_autofree char *label = vmp_map_status_dup_interval (interval_msec);

  vmp_map_source_set_interval (self->source, interval_msec);
  gtk_menu_button_set_label (self->interval, label);
}

static void
narrow_cb (VmpMapPage *self)
{
  vmp_map_list_set_narrow (self->list, TRUE);
  vmp_map_summary_set_narrow (self->summary, TRUE);
  self->narrow = TRUE;
  vmp_map_page_update_compare (self);
}

static void
wide_cb (VmpMapPage *self)
{
  vmp_map_list_set_narrow (self->list, FALSE);
  vmp_map_summary_set_narrow (self->summary, FALSE);
  self->narrow = FALSE;
  vmp_map_page_update_compare (self);
}

/* The widget */

static void
vmp_map_page_map (GtkWidget *widget)
{
  GTK_WIDGET_CLASS (vmp_map_page_parent_class)->map (widget);
  vmp_map_source_set_active (VMP_MAP_PAGE (widget)->source, TRUE);
  vmp_map_page_update_pages (VMP_MAP_PAGE (widget));
}

static void
vmp_map_page_unmap (GtkWidget *widget)
{
  VmpMapPage *self = VMP_MAP_PAGE (widget);

  if (self->source != NULL)
    vmp_map_source_set_active (self->source, FALSE);
  GTK_WIDGET_CLASS (vmp_map_page_parent_class)->unmap (widget);
  if (self->source != NULL)
    vmp_map_page_update_pages (self);
}

static void
vmp_map_page_dispose (GObject *object)
{
  VmpMapPage *self = VMP_MAP_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  if (self->source != NULL)
    g_signal_handlers_disconnect_by_data (self->source, self);
  if (self->source != NULL)
    vmp_map_source_set_target (self->source, NULL, 0);
  g_clear_object (&self->source);
  g_clear_object (&self->strip_pages);
  g_clear_object (&self->details_pages);
  g_clear_object (&self->cancellable);
  g_clear_weak_pointer (&self->free_dialog);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_MAP_PAGE);
  g_clear_pointer (&self->trail, vmp_mapping_trail_unref);
  g_clear_pointer (&self->mark, vmp_address_space_unref);
  vmp_mapping_query_clear (&self->query);

  G_OBJECT_CLASS (vmp_map_page_parent_class)->dispose (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/pages/vmp-map-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, split);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, message);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, status);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, interval);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, refresh);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, more_menu);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, freeze);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, mark_button);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, compare);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, bars);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, summary);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, strip);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, scrollbar);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, readout);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, filter_bar);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, count);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, clear);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, list_stack);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, list);
  gtk_widget_class_bind_template_child (widget_class, VmpMapPage, details);
  gtk_widget_class_bind_template_callback (widget_class, strip_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, pointed_cb);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
  gtk_widget_class_bind_template_callback (widget_class, types_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, bar_chosen_cb);
  gtk_widget_class_bind_template_callback (widget_class, filter_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, sort_changed_cb);
  gtk_widget_class_bind_template_callback (widget_class, group_toggled_cb);
  gtk_widget_class_bind_template_callback (widget_class, frozen_cb);
  gtk_widget_class_bind_template_callback (widget_class, vmp_map_page_update_compare);
  gtk_widget_class_bind_template_callback (widget_class, narrow_cb);
  gtk_widget_class_bind_template_callback (widget_class, wide_cb);
}

static void
vmp_map_page_class_init (VmpMapPageClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_map_page_dispose;
  widget_class->map = vmp_map_page_map;
  widget_class->unmap = vmp_map_page_unmap;

  g_type_ensure (VMP_TYPE_MAP_BARS);
  g_type_ensure (VMP_TYPE_MAP_DETAILS);
  g_type_ensure (VMP_TYPE_MAP_FILTER_BAR);
  g_type_ensure (VMP_TYPE_MAP_LIST);
  g_type_ensure (VMP_TYPE_MAP_STRIP);
  g_type_ensure (VMP_TYPE_MAP_SUMMARY);
  bind_template (widget_class);
  vmp_map_page_actions_class_init (widget_class);
  gtk_widget_class_set_css_name (widget_class, "mappage");
}

static void
add_actions (VmpMapPage *self)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GAction) interval = g_settings_create_action (settings, "map-interval-msec");
  g_autoptr (GMenuModel) columns = vmp_map_list_new_menu (self->list, "map-columns");

  g_action_map_add_action (G_ACTION_MAP (actions), interval);
  gtk_widget_insert_action_group (GTK_WIDGET (self), "map-settings", G_ACTION_GROUP (actions));
  gtk_widget_insert_action_group (GTK_WIDGET (self), "map-columns", vmp_map_list_get_actions (self->list));
  g_menu_append_section (self->more_menu, NULL, columns);
  g_signal_connect_object (settings, "changed::map-interval-msec", G_CALLBACK (interval_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static void
vmp_map_page_init (VmpMapPage *self)
{
  self->source = vmp_map_source_new ();
  self->cancellable = g_cancellable_new ();
  self->chosen = NO_MAPPING;
  vmp_mapping_query_init (&self->query);
  self->query.open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_scrollbar_set_adjustment (self->scrollbar, vmp_map_strip_get_adjustment (self->strip));
  vmp_map_page_init_pages (self);
  g_signal_connect_object (vmp_map_strip_get_adjustment (self->strip), "changed", G_CALLBACK (zoomed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_map_list_get_model (self->list), "selection-changed", G_CALLBACK (selection_changed_cb), self,
                           G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->source, "status-changed", G_CALLBACK (update_status), self, G_CONNECT_SWAPPED);
  add_actions (self);
  vmp_map_page_add_shortcuts (self);
  interval_changed_cb (self);
  self->query.sort = vmp_map_list_get_sort (self->list, &self->query.descending);
  filter_changed_cb (self);
  pointed_cb (self, 0);
  zoomed_cb (self);
  update_status (self);
  vmp_map_page_update_compare (self);
}

VmpMapPage *
vmp_map_page_new (void)
{
  return g_object_new (VMP_TYPE_MAP_PAGE, NULL);
}

void
vmp_map_page_set_target (VmpMapPage *self, VmpMonitor *monitor, guint32 target)
{
  g_return_if_fail (VMP_IS_MAP_PAGE (self));
  g_return_if_fail (target == 0 || VMP_IS_MONITOR (monitor));

  g_hash_table_remove_all (self->query.open);
  self->wanted_addr = 0;
  vmp_map_page_forget_mark (self);
  vmp_map_pages_source_set_target (self->strip_pages, monitor, target);
  vmp_map_pages_source_set_target (self->details_pages, monitor, target);
  vmp_map_source_set_target (self->source, monitor, target);
  /* Of a recording nothing can be asked for. */
  gtk_widget_set_visible (GTK_WIDGET (self->refresh), vmp_map_source_is_live (self->source));
  gtk_widget_set_visible (GTK_WIDGET (self->interval), vmp_map_source_is_live (self->source));
  gtk_widget_set_visible (GTK_WIDGET (self->freeze), vmp_map_source_is_live (self->source));
}
