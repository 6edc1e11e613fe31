/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The sidebar: all processes, to search, sort and choose from. */

#include "config.h"

#include "vmp-picker.h"

#include <unistd.h>

#include "models/vmp-process-model.h"
#include "widgets/vmp-process-cell.h"

/* How long rows stay put after a key was pressed in the list. */
#define KEY_REST_USEC (3 * G_USEC_PER_SEC)

struct _VmpPicker
{
  AdwBin                    parent_instance;

  /* template children */
  GtkWidget                *search_entry;
  GtkStack                 *stack;
  GtkListView              *list_view;
  GtkEventControllerMotion *motion;

  /* owned */
  VmpMonitor               *monitor;
  VmpProcessModel          *model;
  VmpUserNames             *users;
  char                     *sort;
  char                     *order;

  /* borrowed */
  GtkRoot                  *root;       /* while mapped */

  gulong                    suspended_handler;
  gint64                    last_key_usec;
  gboolean                  own_only;
  gboolean                  kernel_threads;
};

enum
{
  PROP_0,
  PROP_SORT,
  PROP_ORDER,
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

static void
update_stack (VmpPicker *self)
{
  const char *name = "list";

  if (self->monitor != NULL && vmp_monitor_get_process_list (self->monitor) != NULL
      && g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0)
    name = "empty";
  gtk_stack_set_visible_child_name (self->stack, name);
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

/* Asks for what the rows show, while anybody can see them. */
static void
update_request (VmpPicker *self)
{
  gboolean visible = self->root != NULL
                     && !(GTK_IS_WINDOW (self->root) && gtk_window_is_suspended (GTK_WINDOW (self->root)));

  if (self->monitor == NULL)
    return;
  if (visible)
    vmp_monitor_request_processes (self->monitor, self, vmp_process_sort_get_info (get_sort (self))->columns);
  else
    vmp_monitor_withdraw_processes (self->monitor, self);
}

static void
update_query (VmpPicker *self)
{
  const VmpProcessQuery query = {
    .search = gtk_editable_get_text (GTK_EDITABLE (self->search_entry)),
    .sort = get_sort (self),
    .descending = g_str_equal (self->order, "descending"),
    .only_uid = self->own_only ? (gint64) getuid () : -1,
    .kernel_threads = self->kernel_threads,
  };

  vmp_process_model_set_query (self->model, &query);
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

static void
processes_changed_cb (VmpPicker *self)
{
  gboolean first = g_list_model_get_n_items (G_LIST_MODEL (self->model)) == 0;
  gboolean at_top = is_at_top (self);
  gboolean at_rest = gtk_event_controller_motion_contains_pointer (self->motion)
                     || g_get_monotonic_time () - self->last_key_usec < KEY_REST_USEC;

  vmp_process_model_set_frozen (self->model, at_rest && !first);
  vmp_process_model_set_list (self->model, vmp_monitor_get_process_list (self->monitor));
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
choose (VmpPicker *self)
{
  gint32 pid;
  guint64 start_time_ticks;

  if (vmp_process_model_get_selected (self->model, &pid, &start_time_ticks))
    g_signal_emit (self, signals[CHOSEN], 0, pid, start_time_ticks);
}

static void
list_activate_cb (VmpPicker *self, guint position)
{
  const VmpProcessRow *row = vmp_process_model_get_row (self->model, position);

  if (row == NULL)
    return;
  vmp_process_model_select (self->model, row->pid, row->start_time_ticks);
  choose (self);
}

/* Enter in the search takes the first match. */
static void
search_activate_cb (VmpPicker *self)
{
  list_activate_cb (self, 0);
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
  gtk_list_view_scroll_to (self->list_view, 0, GTK_LIST_SCROLL_FOCUS, NULL);
  return GDK_EVENT_STOP;
}

static gboolean
list_key_cb (VmpPicker *self, guint keyval, guint keycode, GdkModifierType state)
{
  self->last_key_usec = g_get_monotonic_time ();
  return GDK_EVENT_PROPAGATE;
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

/* Properties */

/* Memory is sorted from the top by itself, names and numbers from the start. */
static void
set_sort (VmpPicker *self, const char *key)
{
  VmpProcessSort sort = vmp_process_sort_from_key (key);
  gboolean by_text = sort == VMP_PROCESS_SORT_NAME || sort == VMP_PROCESS_SORT_PID;

  if (!g_set_str (&self->sort, vmp_process_sort_get_info (sort)->key))
    return;
  update_request (self);
  g_object_set (self, "order", by_text ? "ascending" : "descending", NULL);
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
  g_free (self->sort);
  g_free (self->order);

  G_OBJECT_CLASS (vmp_picker_parent_class)->finalize (object);
}

static void
install_properties (GObjectClass *object_class)
{
  const GParamFlags flags = G_PARAM_READWRITE | G_PARAM_EXPLICIT_NOTIFY | G_PARAM_STATIC_STRINGS;

  properties[PROP_SORT] = g_param_spec_string ("sort", NULL, NULL, "resident", flags);
  properties[PROP_ORDER] = g_param_spec_string ("order", NULL, NULL, "descending", flags);
  properties[PROP_OWN_ONLY] = g_param_spec_boolean ("own-only", NULL, NULL, FALSE, flags);
  properties[PROP_KERNEL_THREADS] = g_param_spec_boolean ("kernel-threads", NULL, NULL, FALSE, flags);
  g_object_class_install_properties (object_class, N_PROPS, properties);
}

static void
install_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/vmp-picker.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, search_entry);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, list_view);
  gtk_widget_class_bind_template_child (widget_class, VmpPicker, motion);
  gtk_widget_class_bind_template_callback (widget_class, update_query);
  gtk_widget_class_bind_template_callback (widget_class, search_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_stopped_cb);
  gtk_widget_class_bind_template_callback (widget_class, search_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_activate_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_key_cb);
  gtk_widget_class_bind_template_callback (widget_class, setup_cb);
  gtk_widget_class_bind_template_callback (widget_class, bind_cb);
  gtk_widget_class_bind_template_callback (widget_class, unbind_cb);
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
  gtk_widget_class_install_property_action (widget_class, "picker.own-only", "own-only");
  gtk_widget_class_install_property_action (widget_class, "picker.kernel-threads", "kernel-threads");
  gtk_widget_class_install_action (widget_class, "picker.clear-filters", NULL, clear_filters_action);
}

static void
vmp_picker_init (VmpPicker *self)
{
  self->sort = g_strdup ("resident");
  self->order = g_strdup ("descending");
  self->users = vmp_user_names_new ();
  self->model = vmp_process_model_new (self->users);
  self->last_key_usec = -KEY_REST_USEC;

  gtk_widget_init_template (GTK_WIDGET (self));

  gtk_list_view_set_model (self->list_view, GTK_SELECTION_MODEL (self->model));
  g_signal_connect_object (self->model, "chosen", G_CALLBACK (choose), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->users, "changed", G_CALLBACK (user_names_changed_cb), self, G_CONNECT_SWAPPED);
}

void
vmp_picker_set_monitor (VmpPicker *self, VmpMonitor *monitor)
{
  g_return_if_fail (VMP_IS_PICKER (self) && self->monitor == NULL);

  self->monitor = g_object_ref (monitor);
  g_signal_connect_object (monitor, "processes-changed", G_CALLBACK (processes_changed_cb), self,
                           G_CONNECT_SWAPPED);
  /* Before it is mapped, so that the first list is there when the window is. */
  vmp_monitor_request_processes (monitor, self, vmp_process_sort_get_info (get_sort (self))->columns);
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
