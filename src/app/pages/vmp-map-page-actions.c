/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What menus, buttons and keys of the map page do. */
#include "config.h"

#include <glib/gi18n.h>

#include "vmp-map-file.h"
#include "vmp-map-page-private.h"

static VmpMappingTable *
get_table (VmpMapPage *self)
{
  return vmp_mapping_model_get_table (vmp_map_list_get_model (self->list));
}

static void
refresh_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vmp_map_source_refresh (VMP_MAP_PAGE (widget)->source);
}

static void
zoom_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpMapPage *self = VMP_MAP_PAGE (widget);

  if (g_str_equal (name, "map.zoom-all"))
    vmp_map_strip_show_all (self->strip);
  else
    vmp_map_strip_zoom (self->strip, g_str_equal (name, "map.zoom-in") ? 0.5 : 2);
}

static void
search_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vmp_map_filter_bar_grab_focus (VMP_MAP_PAGE (widget)->filter_bar);
}

static void
tell (VmpMapPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  /* Names of files may look like markup. */
  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpMapPage) self = user_data;
  guint n;
  g_autofree char *text = vmp_map_file_copy_finish (result, &n, NULL), *told = NULL;

  if (text == NULL)
    return;
  gdk_clipboard_set_text (gtk_widget_get_clipboard (GTK_WIDGET (self)), text);
  told = g_strdup_printf (ngettext ("Copied %u row", "Copied %u rows", n), n);
  tell (self, told);
}

static void
copy_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpMapPage *self = VMP_MAP_PAGE (widget);
  VmpMappingTable *table = get_table (self);
  g_autoptr (GtkBitset) selection =
    gtk_selection_model_get_selection (GTK_SELECTION_MODEL (vmp_map_list_get_model (self->list)));
  guint n_columns;
  g_autofree VmpMappingColumn *columns = vmp_map_list_dup_columns (self->list, &n_columns);

  if (table == NULL)
    return;
  if (gtk_bitset_is_empty (selection))
    tell (self, _("No row is selected"));
  else
    vmp_map_file_copy (table, selection, columns, n_columns, self->cancellable, copied_cb, g_object_ref (self));
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpMapPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *text = NULL;

  if (vmp_map_file_save_finish (result, &error))
    tell (self, _("The mappings are saved"));
  else if (!g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
           && !g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    {
      /* Translators: %s is what went wrong. */
      text = g_strdup_printf (_("Not saved: %s"), error->message);
      tell (self, text);
    }
}

static void
export_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpMapPage *self = VMP_MAP_PAGE (widget);
  VmpTarget *target = vmp_map_source_get_target (self->source);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;

  if (get_table (self) != NULL)
    vmp_map_file_save (widget, get_table (self), info != NULL ? info->name : "", self->cancellable, saved_cb,
                       g_object_ref (self));
}

void
vmp_map_page_update_free (VmpMapPage *self)
{
  const VmpMapResult *result = vmp_map_source_get_result (self->source);

  if (self->free_dialog != NULL && result != NULL)
    vmp_map_free_dialog_set (self->free_dialog, &result->gaps, vmp_address_space_get_n (result->trail->space),
                             result->most_mappings);
}

static void
show_free_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpMapPage *self = VMP_MAP_PAGE (widget);

  if (vmp_map_source_get_result (self->source) == NULL)
    return;
  g_set_weak_pointer (&self->free_dialog, vmp_map_free_dialog_new ());
  vmp_map_page_update_free (self);
  adw_dialog_present (ADW_DIALOG (self->free_dialog), widget);
}

static void
mark_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vmp_map_page_mark (VMP_MAP_PAGE (widget));
}

static void
compare_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpMapPage *self = VMP_MAP_PAGE (widget);

  if (self->mark != NULL)
    gtk_toggle_button_set_active (self->compare, !gtk_toggle_button_get_active (self->compare));
}

static void
clear_filter_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpMapPage *self = VMP_MAP_PAGE (widget);

  vmp_map_filter_bar_clear (self->filter_bar);
  vmp_map_summary_set_types (self->summary, 0);
}

void
vmp_map_page_actions_class_init (GtkWidgetClass *klass)
{
  gtk_widget_class_install_action (klass, "map.refresh", NULL, refresh_action);
  gtk_widget_class_install_action (klass, "map.zoom-in", NULL, zoom_action);
  gtk_widget_class_install_action (klass, "map.zoom-out", NULL, zoom_action);
  gtk_widget_class_install_action (klass, "map.zoom-all", NULL, zoom_action);
  gtk_widget_class_install_action (klass, "map.search", NULL, search_action);
  gtk_widget_class_install_action (klass, "map.copy", NULL, copy_action);
  gtk_widget_class_install_action (klass, "map.export", NULL, export_action);
  gtk_widget_class_install_action (klass, "map.clear-filter", NULL, clear_filter_action);
  gtk_widget_class_install_action (klass, "map.mark", NULL, mark_action);
  gtk_widget_class_install_action (klass, "map.compare", NULL, compare_action);
  gtk_widget_class_install_action (klass, "map.show-free", NULL, show_free_action);
  gtk_widget_class_add_binding_action (klass, GDK_KEY_c, GDK_CONTROL_MASK, "map.copy", NULL);
}

/* Of several windows' and tabs' pages only that which is seen obeys. */
static gboolean
key_cb (GtkWidget *widget, GVariant *args, gpointer action)
{
  return gtk_widget_get_mapped (widget) && gtk_widget_activate_action (widget, action, NULL);
}

void
vmp_map_page_add_shortcuts (VmpMapPage *self)
{
  static const struct { const char *trigger, *action; } keys[] = {
    { "F5", "map.refresh" }, { "<Control>m", "map.mark" },         { "<Control>d", "map.compare" },
    { "<Control>s", "map.export" },     { "<Control><Shift>f", "map.search" },
  };
  GtkEventController *controller = gtk_shortcut_controller_new ();

  gtk_shortcut_controller_set_scope (GTK_SHORTCUT_CONTROLLER (controller), GTK_SHORTCUT_SCOPE_GLOBAL);
  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_shortcut_controller_add_shortcut (GTK_SHORTCUT_CONTROLLER (controller),
                                          gtk_shortcut_new (gtk_shortcut_trigger_parse_string (keys[i].trigger),
                                                            gtk_callback_action_new (key_cb, (gpointer) keys[i].action, NULL)));
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}
