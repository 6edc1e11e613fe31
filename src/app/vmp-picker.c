/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar: all processes, to search, sort and choose from. */

#include "config.h"

#include "vmp-picker-private.h"

#include <glib/gi18n.h>

#define MOST_SPARE_CELLS 24

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpPicker, vmp_picker, ADW_TYPE_BIN)

static void
choose (VmpPicker *self)
{
  gint32 pid;
  guint64 start_time_ticks;

  if (vmp_process_model_get_selected (self->model, &pid, &start_time_ticks))
    g_signal_emit (self, signals[CHOSEN], 0, pid, start_time_ticks);
}

void
vmp_picker_open (VmpPicker *self, gint32 pid, guint64 start_time_ticks)
{
  vmp_process_model_select (self->model, pid, start_time_ticks);
  choose (self);
}

void
vmp_picker_toast (VmpPicker *self, const char *text)
{
  AdwToast *toast = adw_toast_new ("");
  GtkWidget *label = gtk_label_new (text);

  /* The list is narrow: the words take the lines they need, where a toast's own title would be cut. */
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_widget_add_css_class (label, "heading");
  adw_toast_set_custom_title (toast, label);
  adw_toast_set_timeout (toast, 3);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static void
list_activate_cb (VmpPicker *self, guint position)
{
  const VmpProcessLine *line = vmp_process_model_get_line (self->model, position);
  gint32 pid;
  guint64 start_time_ticks;

  if (vmp_process_model_get_process (self->model, position, &pid, &start_time_ticks))
    vmp_picker_open (self, pid, start_time_ticks);
  else if (line != NULL)
    vmp_process_model_set_expanded (self->model, position, !line->expanded);
}

/* Enter in the search takes the first match. */
static void
search_activate_cb (VmpPicker *self)
{
  guint position = vmp_process_model_find_match (self->model);

  if (position != GTK_INVALID_LIST_POSITION)
    list_activate_cb (self, position);
}

static void
search_stopped_cb (VmpPicker *self)
{
  gtk_editable_set_text (GTK_EDITABLE (self->search_entry), "");
}

static gboolean
search_key_cb (VmpPicker *self, guint keyval, guint keycode, GdkModifierType state)
{
  if (keyval != GDK_KEY_Down || g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    return GDK_EVENT_PROPAGATE;
  /* That alone moves the focus only within the list. */
  gtk_list_view_scroll_to (self->list_view, 0, GTK_LIST_SCROLL_FOCUS, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (self->list_view));
  return GDK_EVENT_STOP;
}

static void
clear_filters_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_editable_set_text (GTK_EDITABLE (VMP_PICKER (widget)->search_entry), "");
  g_object_set (widget, "own-only", FALSE, NULL);
}

/* Rows */

static void
setup_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, VmpPicker *self)
{
  g_autoptr (GtkWidget) spare = self->spare_cells->len > 0
                                  ? g_ptr_array_steal_index_fast (self->spare_cells, self->spare_cells->len - 1) : NULL;

  gtk_list_item_set_child (list_item, spare != NULL ? spare : vmp_process_cell_new (self->users, TRUE));
}

static void
bind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, VmpPicker *self)
{
  vmp_process_cell_bind (VMP_PROCESS_CELL (gtk_list_item_get_child (list_item)), list_item);
}

static void
unbind_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, VmpPicker *self)
{
  vmp_process_cell_unbind (VMP_PROCESS_CELL (gtk_list_item_get_child (list_item)));
}

/* On a busy machine rows go and come all the time, and making one is dear. */
static void
teardown_cb (GtkSignalListItemFactory *factory, GtkListItem *list_item, VmpPicker *self)
{
  GtkWidget *child = gtk_list_item_get_child (list_item);
  g_autoptr (GtkWidget) cell = NULL;

  if (child == NULL)
    return;
  cell = g_object_ref (child);

  gtk_list_item_set_child (list_item, NULL);
  if (!self->disposed && self->spare_cells->len < MOST_SPARE_CELLS)
    g_ptr_array_add (self->spare_cells, g_steal_pointer (&cell));
}

static void
header_setup_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, VmpPicker *self)
{
  GtkWidget *label = gtk_label_new (NULL);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_ellipsize (GTK_LABEL (label), PANGO_ELLIPSIZE_END);
  gtk_widget_add_css_class (label, "heading");
  gtk_list_header_set_child (header, label);
}

static void
header_bind_cb (GtkSignalListItemFactory *factory, GtkListHeader *header, VmpPicker *self)
{
  VmpProcessItem *item = gtk_list_header_get_item (header);
  gboolean watched = vmp_process_item_get (item)->line.section == VMP_PROCESS_SECTION_WATCHED;

  gtk_label_set_text (GTK_LABEL (gtk_list_header_get_child (header)), watched ? _("Watched") : _("All Processes"));
}

/* Life */

static void
vmp_picker_map (GtkWidget *widget)
{
  VmpPicker *self = VMP_PICKER (widget);

  GTK_WIDGET_CLASS (vmp_picker_parent_class)->map (widget);

  self->root = gtk_widget_get_root (widget);
  if (GTK_IS_WINDOW (self->root))
    self->suspended_handler =
      g_signal_connect_swapped (self->root, "notify::suspended", G_CALLBACK (vmp_picker_update_request), self);
  vmp_picker_update_request (self);
}

static void
vmp_picker_unmap (GtkWidget *widget)
{
  VmpPicker *self = VMP_PICKER (widget);

  if (self->root != NULL)
    g_clear_signal_handler (&self->suspended_handler, self->root);
  self->root = NULL;
  vmp_picker_update_request (self);

  GTK_WIDGET_CLASS (vmp_picker_parent_class)->unmap (widget);
}

static void
vmp_picker_dispose (GObject *object)
{
  VmpPicker *self = VMP_PICKER (object);

  if (self->monitor != NULL)
    {
      vmp_monitor_withdraw_processes (self->monitor, self);
      g_signal_handlers_disconnect_by_data (self->monitor, self);
    }
  g_cancellable_cancel (self->cancellable);
  g_clear_object (&self->cancellable);
  vmp_picker_stop_browsing (self);
  vmp_picker_capture_keys_of (self, NULL);
  vmp_picker_clear_subject (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->monitor);
  self->disposed = TRUE;
  g_ptr_array_set_size (self->spare_cells, 0);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_PICKER);

  G_OBJECT_CLASS (vmp_picker_parent_class)->dispose (object);
}

static void
vmp_picker_finalize (GObject *object)
{
  VmpPicker *self = VMP_PICKER (object);

  g_object_unref (self->model);
  g_ptr_array_unref (self->spare_cells);
  g_object_unref (self->users);
  g_clear_object (&self->watch_list);
  g_free (self->sort);
  g_free (self->order);
  g_free (self->column);
  g_free (self->arrangement);

  G_OBJECT_CLASS (vmp_picker_parent_class)->finalize (object);
}

static void
install_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/vmp-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, toasts);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, add_button);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, primary_button);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, view_button);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, count_label);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, column_label);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, empty_page);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, clear_button);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, list_view);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, header_factory);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, motion);
  gtk_widget_class_bind_template_callback_full (widget_class, "update_query", G_CALLBACK (vmp_picker_update_query));
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, teardown_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_bind_cb);
  vmp_picker_install_input (widget_class);
}

static void
vmp_picker_class_init (VmpPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_picker_dispose;
  object_class->finalize = vmp_picker_finalize;
  widget_class->map = vmp_picker_map;
  widget_class->unmap = vmp_picker_unmap;

  vmp_picker_install_properties (object_class);
  signals[CHOSEN] =
    g_signal_new ("chosen", VMP_TYPE_PICKER, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 2, G_TYPE_INT, G_TYPE_UINT64);
  install_template (widget_class);
  gtk_widget_class_install_property_action (widget_class, "picker.sort", "sort");
  gtk_widget_class_install_property_action (widget_class, "picker.order", "order");
  gtk_widget_class_install_property_action (widget_class, "picker.column", "column");
  gtk_widget_class_install_property_action (widget_class, "picker.arrangement", "arrangement");
  gtk_widget_class_install_property_action (widget_class, "picker.own-only", "own-only");
  gtk_widget_class_install_property_action (widget_class, "picker.kernel-threads", "kernel-threads");
  gtk_widget_class_install_action (widget_class, "picker.clear-filters", NULL, clear_filters_action);
  vmp_picker_install_actions (widget_class);
}

/* The menus are many widgets, which nobody needs before a first look at the list. */
static void
create_menu (GtkMenuButton *button, gpointer id)
{
  g_autoptr (GtkBuilder) builder = NULL;

  if (gtk_menu_button_get_menu_model (button) != NULL)
    return;
  builder = gtk_builder_new_from_resource ("/io/github/vmprofiler/Vmp/vmp-picker-menus.ui");
  gtk_menu_button_set_menu_model (button, G_MENU_MODEL (gtk_builder_get_object (builder, id)));
}

static void
set_menus (VmpPicker *self)
{
  gtk_menu_button_set_create_popup_func (self->add_button, create_menu, (gpointer) "add_menu", NULL);
  gtk_menu_button_set_create_popup_func (self->primary_button, create_menu, (gpointer) "primary_menu", NULL);
  gtk_menu_button_set_create_popup_func (self->view_button, create_menu, (gpointer) "view_menu", NULL);
}

static void
vmp_picker_init (VmpPicker *self)
{
  self->sort = g_strdup ("resident");
  self->order = g_strdup ("descending");
  self->column = g_strdup (VMP_PICKER_COLUMN_AS_SORT);
  self->arrangement = g_strdup ("list");
  self->cancellable = g_cancellable_new ();
  self->users = vmp_user_names_new ();
  self->model = vmp_process_model_new (self->users);
  self->last_key_usec = G_MININT64 / 2;
  self->spare_cells = g_ptr_array_new_with_free_func (g_object_unref);

  gtk_widget_init_template (GTK_WIDGET (self));

  set_menus (self);
  vmp_picker_update_headers (self);
  vmp_picker_init_actions (self);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->model));
  g_signal_connect_object (self->model, "chosen", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->users, "changed", G_CALLBACK (vmp_picker_follow_user_names), self, G_CONNECT_SWAPPED);
}

void
vmp_picker_set_monitor (VmpPicker *self, VmpMonitor *monitor)
{
  VmpProcessQuery query;

  g_return_if_fail (VMP_IS_PICKER (self) && self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (monitor, "processes-changed", G_CALLBACK (vmp_picker_follow_processes), self,
                           G_CONNECT_SWAPPED);
  self->watch_list = g_object_ref (vmp_watch_list_get (monitor));
  vmp_process_model_set_watch_list (self->model, self->watch_list);
  g_signal_connect_object (self->watch_list, "changed", G_CALLBACK (vmp_picker_follow_watched), self, G_CONNECT_SWAPPED);
  vmp_picker_update_headers (self);
  query = vmp_picker_get_query (self);
  /* Before it is mapped, so that the first list is there when the window is. */
  vmp_monitor_request_processes (monitor, self, vmp_process_query_get_columns (&query));
  if (vmp_monitor_get_process_list (monitor) != NULL)
    vmp_picker_follow_processes (self);
}

void
vmp_picker_select (VmpPicker *self, gint32 pid, guint64 start_time_ticks)
{
  g_return_if_fail (VMP_IS_PICKER (self));

  vmp_process_model_select (self->model, pid, start_time_ticks);
}

void
vmp_picker_capture_keys (VmpPicker *self, GtkWidget *widget)
{
  g_return_if_fail (VMP_IS_PICKER (self));

  vmp_picker_capture_keys_of (self, widget);
}

void
vmp_picker_focus_search (VmpPicker *self)
{
  g_return_if_fail (VMP_IS_PICKER (self));

  gtk_widget_grab_focus (self->search_entry);
}
