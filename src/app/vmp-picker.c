/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar: all processes, to search, sort and choose from. */

#include "config.h"

#include "vmp-picker-private.h"

#include <glib/gi18n.h>
#include <unistd.h>

#include "widgets/vmp-label.h"
#include "widgets/vmp-process-text.h"

/* How long rows stay put after a key was pressed in the list. */
#define KEY_REST_USEC (3 * G_USEC_PER_SEC)
/* The column that is whatever is sorted by. */
#define COLUMN_AS_SORT "sort"

enum
{
  PROP_0,
  PROP_SORT,
  PROP_ORDER,
  PROP_COLUMN,
  PROP_ARRANGEMENT,
  PROP_OWN_ONLY,
  PROP_KERNEL_THREADS,
  N_PROPS
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static GParamSpec *properties[N_PROPS];
static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpPicker, vmp_picker, ADW_TYPE_BIN)

static gboolean
has_filters (VmpPicker *self)
{
  return *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0' || self->own_only;
}

/* Why nothing is there, and the one way on. */
static void
update_empty_page (VmpPicker *self)
{
  gboolean searching = *gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0';

  adw_status_page_set_title (self->empty_page, _("No Processes Found"));
  if (searching && self->own_only)
    adw_status_page_set_description (self->empty_page, _("None of your processes matches the search."));
  else if (searching)
    adw_status_page_set_description (self->empty_page, _("No process matches the search."));
  else
    adw_status_page_set_description (self->empty_page, _("No process is yours."));
  gtk_button_set_label (self->clear_button, self->own_only ? _("_Show All") : _("_Clear Search"));
  gtk_widget_set_visible (GTK_WIDGET (self->clear_button), has_filters (self));
}

static void
update_stack (VmpPicker *self)
{
  const char *name = "list";

  if (self->monitor != NULL && vmp_monitor_get_process_list (self->monitor) != NULL
      && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    name = "empty";
  if (g_str_equal (name, "empty"))
    update_empty_page (self);
  gtk_stack_set_visible_child_name (self->stack, name);
}

static guint
count_watched (VmpPicker *self)
{
  guint n = 0;

  if (self->watch_list != NULL)
    vmp_watch_list_get_all (self->watch_list, &n);
  return n;
}

/* One section needs no headers. */
static void
update_headers (VmpPicker *self)
{
  GtkListItemFactory *factory = count_watched (self) > 0 ? self->header_factory : NULL;

  if (gtk_list_view_get_header_factory (self->list_view) != factory)
    gtk_list_view_set_header_factory (self->list_view, factory);
}

static void
scroll_to_top (VmpPicker *self)
{
  if (g_list_model_get_n_items (G_LIST_MODEL (self->model)) > 0)
    gtk_list_view_scroll_to (self->list_view, 0, GTK_LIST_SCROLL_NONE, NULL);
}

static VmpProcessSort
get_sort (VmpPicker *self)
{
  return vmp_process_sort_from_key (self->sort);
}

static VmpProcessQuery
get_query (VmpPicker *self)
{
  gboolean as_sort = g_str_equal (self->column, COLUMN_AS_SORT);

  return (VmpProcessQuery) {
    .search = gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
    .sort = get_sort (self),
    .descending = g_str_equal (self->order, "descending"),
    .only_uid = self->own_only ? (gint64) getuid () : -1,
    .kernel_threads = self->kernel_threads,
    .arrangement = vmp_process_arrangement_from_key (self->arrangement),
    .shown = as_sort ? NULL : vmp_process_sort_get_info (vmp_process_sort_from_key (self->column)),
  };
}

/* Asks for what the rows show, while anybody can see them. */
static void
update_request (VmpPicker *self)
{
  VmpProcessQuery query = get_query (self);
  gboolean visible = self->root != NULL
                     && !(GTK_IS_WINDOW (self->root) && gtk_window_is_suspended (GTK_WINDOW (self->root)));

  if (self->monitor == NULL)
    return;
  if (visible)
    vmp_monitor_request_processes (self->monitor, self, vmp_process_query_get_columns (&query));
  else
    vmp_monitor_withdraw_processes (self->monitor, self);
}

static void
update_caption (VmpPicker *self)
{
  guint n = vmp_process_model_count_matches (self->model);
  g_autofree char *count = g_strdup_printf (ngettext ("%u process", "%u processes", n), n);
  VmpProcessQuery query = get_query (self);

  gtk_inscription_set_text (self->count_label, count);
  vmp_label_set_text (self->column_label, vmp_process_text_get_column (vmp_process_query_get_shown (&query)));
}

static void
update_query (VmpPicker *self)
{
  VmpProcessQuery query = get_query (self);

  update_request (self);
  vmp_process_model_set_query (self->model, &query);
  update_caption (self);
  update_stack (self);
  scroll_to_top (self);
}

/* The list view keeps what it shows in place, but whoever looks at the top wants to see what comes to the top. */
static gboolean
is_at_top (VmpPicker *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));

  return adjustment == NULL || gtk_adjustment_get_value (adjustment) <= 0;
}

/* Rows are of one height, so the place of the scrollbar tells, give or take a header. */
static void
update_in_sight (VmpPicker *self)
{
  GtkAdjustment *adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (self->list_view));
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self->model));
  double upper = gtk_adjustment_get_upper (adjustment);
  double row_height = n > 0 ? upper / n : 0;

  if (row_height < 1)
    {
      vmp_process_model_set_in_sight (self->model, 0, G_MAXUINT);
      return;
    }
  vmp_process_model_set_in_sight (self->model,
                                  (guint) MAX (gtk_adjustment_get_value (adjustment) / row_height - 4, 0),
                                  (guint) (gtk_adjustment_get_page_size (adjustment) / row_height) + 10);
}

static void
processes_changed_cb (VmpPicker *self)
{
  gboolean first = g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0;
  gboolean at_top = is_at_top (self);
  gboolean at_rest = gtk_event_controller_motion_contains_pointer (self->motion)
                     || vmp_picker_is_menu_open (self)
                     || g_get_monotonic_time () - self->last_key_usec < KEY_REST_USEC;

  vmp_process_model_set_frozen (self->model, at_rest && !first);
  update_in_sight (self);
  vmp_process_model_set_list (self->model, vmp_monitor_get_process_list (self->monitor));
  update_caption (self);
  update_stack (self);
  if (first || (at_top && !at_rest))
    scroll_to_top (self);
}

/* A search may be for a user. */
static void
user_names_changed_cb (VmpPicker *self)
{
  if (*gtk_editable_get_text (GTK_EDITABLE (self->search_entry)) != '\0')
    update_query (self);
}

static void
watched_changed_cb (VmpPicker *self)
{
  update_headers (self);
  update_stack (self);
}

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
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_set_timeout (toast, 3);
  adw_toast_set_priority (toast, ADW_TOAST_PRIORITY_HIGH);
  adw_toast_overlay_add_toast (self->toasts, toast);
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
  gtk_list_item_set_child (list_item, vmp_process_cell_new (self->users));
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

/* Properties */

/* Memory is sorted from the top by itself, names and numbers from the start. */
static void
set_sort (VmpPicker *self, const char *key)
{
  VmpProcessSort sort = vmp_process_sort_from_key (key);

  if (!g_set_str (&self->sort, vmp_process_sort_get_info (sort)->key))
    return;
  g_object_set (self, "order", vmp_process_sort_is_by_text (sort) ? "ascending" : "descending", NULL);
  update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_SORT]);
}

static void
set_order (VmpPicker *self, const char *order)
{
  if (!g_set_str (&self->order, g_strcmp0 (order, "ascending") == 0 ? "ascending" : "descending"))
    return;
  update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ORDER]);
}

/* Only memory can be shown. */
static void
set_column (VmpPicker *self, const char *key)
{
  VmpProcessSort sort = vmp_process_sort_from_key (key);
  gboolean as_sort = g_strcmp0 (key, COLUMN_AS_SORT) == 0 || vmp_process_sort_is_by_text (sort);

  if (!g_set_str (&self->column, as_sort ? COLUMN_AS_SORT : vmp_process_sort_get_info (sort)->key))
    return;
  update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_COLUMN]);
}

static void
set_arrangement (VmpPicker *self, const char *key)
{
  if (!g_set_str (&self->arrangement, vmp_process_arrangement_get_key (vmp_process_arrangement_from_key (key))))
    return;
  update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[PROP_ARRANGEMENT]);
}

static void
set_flag (VmpPicker *self, guint property, gboolean *flag, gboolean value)
{
  if (*flag == value)
    return;
  *flag = value;
  update_query (self);
  g_object_notify_by_pspec (G_OBJECT (self), properties[property]);
}

static void
vmp_picker_get_property (GObject *object, guint id, GValue *value, GParamSpec *pspec)
{
  VmpPicker *self = VMP_PICKER (object);

  switch (id)
    {
    case PROP_SORT:
      g_value_set_string (value, self->sort);
      break;
    case PROP_ORDER:
      g_value_set_string (value, self->order);
      break;
    case PROP_COLUMN:
      g_value_set_string (value, self->column);
      break;
    case PROP_ARRANGEMENT:
      g_value_set_string (value, self->arrangement);
      break;
    case PROP_OWN_ONLY:
      g_value_set_boolean (value, self->own_only);
      break;
    case PROP_KERNEL_THREADS:
      g_value_set_boolean (value, self->kernel_threads);
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
}

static void
vmp_picker_set_property (GObject *object, guint id, const GValue *value, GParamSpec *pspec)
{
  VmpPicker *self = VMP_PICKER (object);

  switch (id)
    {
    case PROP_SORT:
      set_sort (self, g_value_get_string (value));
      break;
    case PROP_ORDER:
      set_order (self, g_value_get_string (value));
      break;
    case PROP_COLUMN:
      set_column (self, g_value_get_string (value));
      break;
    case PROP_ARRANGEMENT:
      set_arrangement (self, g_value_get_string (value));
      break;
    case PROP_OWN_ONLY:
      set_flag (self, id, &self->own_only, g_value_get_boolean (value));
      break;
    case PROP_KERNEL_THREADS:
      set_flag (self, id, &self->kernel_threads, g_value_get_boolean (value));
      break;
    default:
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
    }
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
      g_signal_connect_swapped (self->root, "notify::suspended", G_CALLBACK (update_request), self);
  update_request (self);
}

static void
vmp_picker_unmap (GtkWidget *widget)
{
  VmpPicker *self = VMP_PICKER (widget);

  if (self->root != NULL)
    g_clear_signal_handler (&self->suspended_handler, self->root);
  self->root = NULL;
  update_request (self);

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
  vmp_picker_clear_subject (self);
  g_clear_pointer (&self->menu, gtk_widget_unparent);
  g_clear_object (&self->monitor);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_PICKER);

  G_OBJECT_CLASS (vmp_picker_parent_class)->dispose (object);
}

static void
vmp_picker_finalize (GObject *object)
{
  VmpPicker *self = VMP_PICKER (object);

  g_object_unref (self->model);
  g_object_unref (self->users);
  g_clear_object (&self->watch_list);
  g_free (self->sort);
  g_free (self->order);
  g_free (self->column);
  g_free (self->arrangement);

  G_OBJECT_CLASS (vmp_picker_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, "resident", flags);
  properties[PROP_ORDER] = g_param_spec_string ("order", NULL, NULL, "descending", flags);
  properties[PROP_COLUMN] = g_param_spec_string ("column", NULL, NULL, COLUMN_AS_SORT, flags);
  properties[PROP_ARRANGEMENT] = g_param_spec_string ("arrangement", NULL, NULL, "list", flags);
  properties[PROP_OWN_ONLY] = g_param_spec_boolean ("own-only", NULL, NULL, FALSE, flags);
  properties[PROP_KERNEL_THREADS] = g_param_spec_boolean ("kernel-threads", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
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
  gtk_widget_class_bind_template_callback (widget_class, update_query);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, header_bind_cb);
  vmp_picker_install_input (widget_class);
}

static void
vmp_picker_class_init (VmpPickerClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vmp_picker_get_property;
  object_class->set_property = vmp_picker_set_property;
  object_class->dispose = vmp_picker_dispose;
  object_class->finalize = vmp_picker_finalize;
  widget_class->map = vmp_picker_map;
  widget_class->unmap = vmp_picker_unmap;

  install_properties (object_class);
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
  self->column = g_strdup (COLUMN_AS_SORT);
  self->arrangement = g_strdup ("list");
  self->cancellable = g_cancellable_new ();
  self->users = vmp_user_names_new ();
  self->model = vmp_process_model_new (self->users);
  self->last_key_usec = -KEY_REST_USEC;

  gtk_widget_init_template (GTK_WIDGET (self));

  set_menus (self);
  update_headers (self);
  vmp_picker_init_actions (self);
  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->model));
  g_signal_connect_object (self->model, "chosen", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->users, "changed", G_CALLBACK (user_names_changed_cb), self, G_CONNECT_SWAPPED);
}

void
vmp_picker_set_monitor (VmpPicker *self, VmpMonitor *monitor)
{
  VmpProcessQuery query;

  g_return_if_fail (VMP_IS_PICKER (self) && self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (monitor, "processes-changed", G_CALLBACK (processes_changed_cb), self,
                           G_CONNECT_SWAPPED);
  self->watch_list = g_object_ref (vmp_watch_list_get (monitor));
  vmp_process_model_set_watch_list (self->model, self->watch_list);
  g_signal_connect_object (self->watch_list, "changed", G_CALLBACK (watched_changed_cb), self, G_CONNECT_SWAPPED);
  update_headers (self);
  query = get_query (self);
  /* Before it is mapped, so that the first list is there when the window is. */
  vmp_monitor_request_processes (monitor, self, vmp_process_query_get_columns (&query));
  if (vmp_monitor_get_process_list (monitor) != NULL)
    processes_changed_cb (self);
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

  gtk_search_entry_set_key_capture_widget (GTK_SEARCH_ENTRY (self->search_entry), widget);
}

void
vmp_picker_focus_search (VmpPicker *self)
{
  g_return_if_fail (VMP_IS_PICKER (self));

  gtk_widget_grab_focus (self->search_entry);
}

void
vmp_picker_bind_settings (VmpPicker *self, GSettings *settings)
{
  g_return_if_fail (VMP_IS_PICKER (self));

  /* A change of the sort resets the order, so the order comes second. */
  for (guint i = PROP_SORT; i < N_PROPS; i++)
    g_settings_bind (settings, properties[i]->name, self, properties[i]->name, G_SETTINGS_BIND_DEFAULT);
}
