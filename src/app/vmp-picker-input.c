/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keys and the pointer in the list of the picker. */

#include "config.h"

#include "vmp-picker-private.h"

/* Where the list is, for what a key or a click is about. */
static VmpProcessCell *
find_cell_at (VmpPicker *self, double x, double y)
{
  GtkWidget *widget = gtk_widget_pick (GTK_WIDGET (self->list_view), x, y, GTK_PICK_DEFAULT);

  if (widget == NULL)
    return NULL;
  if (VMP_IS_PROCESS_CELL (widget))
    return VMP_PROCESS_CELL (widget);
  /* The edge of a row is the row's own. */
  if (VMP_IS_PROCESS_CELL (gtk_widget_get_first_child (widget)))
    return VMP_PROCESS_CELL (gtk_widget_get_first_child (widget));
  return VMP_PROCESS_CELL (gtk_widget_get_ancestor (widget, VMP_TYPE_PROCESS_CELL));
}

static VmpProcessCell *
find_focused_cell (VmpPicker *self)
{
  GtkWidget *focus = self->root != NULL ? gtk_root_get_focus (self->root) : NULL;

  if (focus == NULL || !gtk_widget_is_ancestor (focus, GTK_WIDGET (self->list_view)))
    return NULL;
  if (VMP_IS_PROCESS_CELL (gtk_widget_get_first_child (focus)))
    return VMP_PROCESS_CELL (gtk_widget_get_first_child (focus));
  return VMP_PROCESS_CELL (gtk_widget_get_ancestor (focus, VMP_TYPE_PROCESS_CELL));
}

static guint
find_focused_position (VmpPicker *self)
{
  VmpProcessCell *cell = find_focused_cell (self);

  return cell != NULL ? vmp_process_cell_get_position (cell) : GTK_INVALID_LIST_POSITION;
}

static void
toggle_expanded (VmpPicker *self, guint position)
{
  const VmpProcessLine *line = vmp_process_model_get_line (self->model, position);

  if (line != NULL)
    vmp_process_model_set_expanded (self->model, position, !line->expanded);
}

static void
open_item_in_tab (VmpPicker *self, VmpProcessCell *cell)
{
  if (!vmp_picker_set_subject (self, vmp_process_cell_get_item (cell)))
    return;
  if (!gtk_widget_activate_action (GTK_WIDGET (self), "win.open-in-new-tab", "(it)",
                                   self->subject.pid, self->subject.start_time_ticks))
    vmp_picker_open (self, self->subject.pid, self->subject.start_time_ticks);
}

/* The pointer */

/* A group, and the arrow of a parent, open and close at each click; nothing else becomes of that click. */
static void
primary_pressed_cb (VmpPicker *self, int n_press, double x, double y, GtkGesture *gesture)
{
  VmpProcessCell *cell = find_cell_at (self, x, y);
  const VmpProcessLine *line;
  GtkWidget *picked;

  vmp_picker_stop_browsing (self);
  if (cell == NULL)
    return;
  line = vmp_process_model_get_line (self->model, vmp_process_cell_get_position (cell));
  picked = gtk_widget_pick (GTK_WIDGET (self->list_view), x, y, GTK_PICK_DEFAULT);
  if (line == NULL || (line->kind != VMP_PROCESS_LINE_GROUP && !vmp_process_cell_is_expander (cell, picked)))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  toggle_expanded (self, vmp_process_cell_get_position (cell));
}

static void
middle_released_cb (VmpPicker *self, int n_press, double x, double y, GtkGesture *gesture)
{
  VmpProcessCell *cell = find_cell_at (self, x, y);

  if (cell == NULL)
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  open_item_in_tab (self, cell);
}

static void
show_menu_at (VmpPicker *self, double x, double y, GtkGesture *gesture)
{
  VmpProcessCell *cell = find_cell_at (self, x, y);

  if (cell == NULL || !vmp_picker_set_subject (self, vmp_process_cell_get_item (cell)))
    return;
  gtk_gesture_set_state (gesture, GTK_EVENT_SEQUENCE_CLAIMED);
  vmp_picker_show_menu (self, GTK_WIDGET (self->list_view), x, y);
}

static void
secondary_pressed_cb (VmpPicker *self, int n_press, double x, double y, GtkGesture *gesture)
{
  show_menu_at (self, x, y, gesture);
}

static void
long_pressed_cb (VmpPicker *self, double x, double y, GtkGesture *gesture)
{
  show_menu_at (self, x, y, gesture);
}

static gboolean
query_tooltip_cb (VmpPicker *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  VmpProcessCell *cell = keyboard ? find_focused_cell (self) : find_cell_at (self, x, y);
  g_autofree char *text = cell != NULL ? vmp_process_cell_dup_tooltip (cell) : NULL;

  if (text == NULL)
    return FALSE;
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

/* Keys */

static void
browsed_cb (gpointer data)
{
  VmpPicker *self = data;

  self->browsing_source = 0;
  vmp_process_model_set_browsing (self->model, FALSE);
}

void
vmp_picker_stop_browsing (VmpPicker *self)
{
  g_clear_handle_id (&self->browsing_source, g_source_remove);
  vmp_process_model_set_browsing (self->model, FALSE);
}

/* A list view selects the row that its focus moves to, which would measure each process that one passes. */
static void
browse (VmpPicker *self)
{
  vmp_process_model_set_browsing (self->model, TRUE);
  if (self->browsing_source == 0)
    self->browsing_source = g_idle_add_once (browsed_cb, self);
}

static gboolean
fold (VmpPicker *self, gboolean expand)
{
  guint position = find_focused_position (self);
  guint parent = vmp_process_model_get_parent (self->model, position);

  if (position == GTK_INVALID_LIST_POSITION)
    return GDK_EVENT_PROPAGATE;
  if (!vmp_process_model_set_expanded (self->model, position, expand) && !expand
      && parent != GTK_INVALID_LIST_POSITION)
    gtk_list_view_scroll_to (self->list_view, parent, GTK_LIST_SCROLL_FOCUS, NULL);
  return GDK_EVENT_STOP;
}

static gboolean
show_menu_by_key (VmpPicker *self)
{
  VmpProcessCell *cell = find_focused_cell (self);

  if (cell == NULL || !vmp_picker_set_subject (self, vmp_process_cell_get_item (cell)))
    return GDK_EVENT_PROPAGATE;
  vmp_picker_show_menu (self, GTK_WIDGET (cell), 0, gtk_widget_get_height (GTK_WIDGET (cell)));
  return GDK_EVENT_STOP;
}

static gboolean
act_on_focused (VmpPicker *self, const char *action)
{
  VmpProcessCell *cell = find_focused_cell (self);

  if (cell == NULL || !vmp_picker_set_subject (self, vmp_process_cell_get_item (cell)))
    return GDK_EVENT_PROPAGATE;
  gtk_widget_activate_action (GTK_WIDGET (self), action, NULL);
  return GDK_EVENT_STOP;
}

static gboolean
open_focused_in_tab (VmpPicker *self)
{
  VmpProcessCell *cell = find_focused_cell (self);

  if (cell == NULL)
    return GDK_EVENT_PROPAGATE;
  open_item_in_tab (self, cell);
  return GDK_EVENT_STOP;
}

static gboolean
clear_search (VmpPicker *self)
{
  GtkEditable *entry = GTK_EDITABLE (self->search_entry);

  if (*gtk_editable_get_text (entry) == '\0')
    return GDK_EVENT_PROPAGATE;
  gtk_editable_set_text (entry, "");
  return GDK_EVENT_STOP;
}

static gboolean
press_plain_key (VmpPicker *self, guint keyval)
{
  gboolean rtl = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;

  switch (keyval)
    {
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      return fold (self, rtl);
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      return fold (self, !rtl);
    case GDK_KEY_Up:
    case GDK_KEY_KP_Up:
    case GDK_KEY_Down:
    case GDK_KEY_KP_Down:
    case GDK_KEY_Page_Up:
    case GDK_KEY_KP_Page_Up:
    case GDK_KEY_Page_Down:
    case GDK_KEY_KP_Page_Down:
    case GDK_KEY_Home:
    case GDK_KEY_KP_Home:
    case GDK_KEY_End:
    case GDK_KEY_KP_End:
      browse (self);
      return GDK_EVENT_PROPAGATE;
    case GDK_KEY_Menu:
      return show_menu_by_key (self);
    case GDK_KEY_Delete:
    case GDK_KEY_KP_Delete:
      return act_on_focused (self, "picker.end");
    case GDK_KEY_Escape:
      return clear_search (self);
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static gboolean
list_key_cb (VmpPicker *self, guint keyval, guint keycode, GdkModifierType state)
{
  GdkModifierType modifiers = state & gtk_accelerator_get_default_mod_mask ();

  self->last_key_usec = g_get_monotonic_time ();
  if (modifiers == 0)
    return press_plain_key (self, keyval);
  if (modifiers == GDK_SHIFT_MASK && keyval == GDK_KEY_F10)
    return show_menu_by_key (self);
  if (modifiers == GDK_CONTROL_MASK && (keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter))
    return open_focused_in_tab (self);
  if (modifiers == GDK_CONTROL_MASK && gdk_keyval_to_lower (keyval) == GDK_KEY_d)
    return act_on_focused (self, "picker.toggle-watch");
  return GDK_EVENT_PROPAGATE;
}

/* Keys that move the focus, or act on what has it: the search has no claim on them while it does not have the focus. */
static gboolean
is_for_focus (guint keyval, GdkModifierType state)
{
  static const guint keyvals[] = {
    GDK_KEY_Tab, GDK_KEY_KP_Tab, GDK_KEY_ISO_Left_Tab, GDK_KEY_Up, GDK_KEY_KP_Up, GDK_KEY_Down, GDK_KEY_KP_Down, GDK_KEY_Left,
    GDK_KEY_KP_Left, GDK_KEY_Right, GDK_KEY_KP_Right, GDK_KEY_Home, GDK_KEY_KP_Home, GDK_KEY_End, GDK_KEY_KP_End, GDK_KEY_Page_Up,
    GDK_KEY_KP_Page_Up, GDK_KEY_Page_Down, GDK_KEY_KP_Page_Down, GDK_KEY_space, GDK_KEY_KP_Space, GDK_KEY_Menu,
  };

  for (guint i = 0; i < G_N_ELEMENTS (keyvals); i++)
    if (keyval == keyvals[i])
      return TRUE;
  return (state & (GDK_CONTROL_MASK | GDK_ALT_MASK)) != 0;
}

/* Return opens the first match only while one searches. A widget that leaves Return to the window, as rows do, gets it otherwise. */
static gboolean
captured_key_cb (VmpPicker *self, guint keyval, guint keycode, GdkModifierType state, GtkEventControllerKey *controller)
{
  GtkEditable *entry = GTK_EDITABLE (self->search_entry);
  gpointer focus = self->root != NULL ? gtk_root_get_focus (self->root) : NULL;
  gboolean is_return = keyval == GDK_KEY_Return || keyval == GDK_KEY_KP_Enter || keyval == GDK_KEY_ISO_Enter;

  if (is_for_focus (keyval, state))
    return GDK_EVENT_PROPAGATE;
  if (is_return && (*gtk_editable_get_text (entry) == '\0' || focus != self->searched_from))
    return GDK_EVENT_PROPAGATE;
  if (!is_return)
    self->searched_from = focus;
  return gtk_event_controller_key_forward (controller, GTK_WIDGET (gtk_editable_get_delegate (entry)));
}

void
vmp_picker_capture_keys_of (VmpPicker *self, GtkWidget *widget)
{
  GtkEventController *controller;

  if (self->capture != NULL && gtk_event_controller_get_widget (self->capture) != NULL)
    gtk_widget_remove_controller (gtk_event_controller_get_widget (self->capture), self->capture);
  g_clear_weak_pointer (&self->capture);
  if (widget == NULL)
    return;
  controller = gtk_event_controller_key_new ();
  g_signal_connect_object (controller, "key-pressed", G_CALLBACK (captured_key_cb), self, G_CONNECT_SWAPPED);
  g_set_weak_pointer (&self->capture, controller);
  gtk_widget_add_controller (widget, controller);
}

void
vmp_picker_install_input (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, primary_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, middle_released_cb);
  gtk_widget_class_bind_template_callback (widget_class, secondary_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, long_pressed_cb);
  gtk_widget_class_bind_template_callback (widget_class, query_tooltip_cb);
  gtk_widget_class_bind_template_callback (widget_class, list_key_cb);
}
