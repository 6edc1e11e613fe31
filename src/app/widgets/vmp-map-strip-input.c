/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointer, touch and keys of the strip. */
#include "config.h"

#include "vmp-map-strip-private.h"

#define ZOOM_STEP 1.4
#define PAN_STEP 8
/* Dragging begins after so many pixels: less is a tap. */
#define DRAG_LEAST 6

static gboolean
has_layout (VmpMapStrip *self)
{
  return self->layout != NULL && self->layout->n_segments > 0;
}

static double
get_place (VmpMapStrip *self, double x)
{
  VmpMapStripLook look = vmp_map_strip_get_look (self);
  VmpMapStripView view = vmp_map_strip_get_view (self);

  return CLAMP (vmp_map_strip_get_place (&view, &look, x), self->from, self->to);
}

static void
point_at_hover (VmpMapStrip *self)
{
  if (self->hover_x >= 0 && has_layout (self))
    vmp_map_strip_set_cursor (self, vmp_map_strip_layout_get_addr (self->layout, get_place (self, self->hover_x)), FALSE);
}

static void
motion_cb (VmpMapStrip *self, double x, double y)
{
  /* Motion is also told when the widget moves under a pointer that rests. */
  if (self->hover_x == x)
    return;
  self->hover_x = x;
  point_at_hover (self);
}

static void
leave_cb (VmpMapStrip *self)
{
  if (self->hover_x < 0)
    return;
  self->hover_x = -1;
  vmp_map_strip_set_cursor (self, 0, FALSE);
}

static void
pan_by (VmpMapStrip *self, double pixels)
{
  double units = pixels / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1) * (self->to - self->from);

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    units = -units;
  vmp_map_strip_set_window (self, self->from + units, self->to + units);
}

static gboolean
scroll_cb (VmpMapStrip *self, double dx, double dy, GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));
  double width = gtk_widget_get_width (GTK_WIDGET (self));

  if (!has_layout (self))
    return GDK_EVENT_PROPAGATE;
  if (state & GDK_SHIFT_MASK && dx == 0)
    dx = dy;
  if ((state & GDK_SHIFT_MASK) || ABS (dx) > ABS (dy))
    pan_by (self, dx * width / PAN_STEP / 2);
  else
    vmp_map_strip_zoom_at (self, dy > 0 ? ZOOM_STEP : 1 / ZOOM_STEP,
                           get_place (self, self->hover_x >= 0 ? self->hover_x : width / 2));
  point_at_hover (self);
  return GDK_EVENT_STOP;
}

static void
drag_begin_cb (VmpMapStrip *self, double x, double y, GtkGestureDrag *gesture)
{
  self->drag_from = self->from;
}

static void
drag_update_cb (VmpMapStrip *self, double x, double y, GtkGestureDrag *gesture)
{
  double span = self->to - self->from, units = x / MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1) * span;

  if (ABS (x) < DRAG_LEAST)
    return;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    units = -units;
  vmp_map_strip_set_window (self, self->drag_from - units, self->drag_from - units + span);
}

static void
pinch_begin_cb (VmpMapStrip *self)
{
  self->pinch = 1;
}

static void
pinch_cb (VmpMapStrip *self, double scale, GtkGestureZoom *gesture)
{
  double x, y;

  if (!has_layout (self) || scale <= 0 || !gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    return;
  /* The gesture tells the scale since it began, wanted is what was added. */
  vmp_map_strip_zoom_at (self, self->pinch / scale, get_place (self, x));
  self->pinch = scale;
}

static void
released_cb (VmpMapStrip *self, int n_press, double x, double y)
{
  guint64 addr;

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (!has_layout (self))
    return;
  addr = vmp_map_strip_layout_get_addr (self->layout, get_place (self, x));
  vmp_map_strip_choose (self, addr);
  if (n_press == 2)
    vmp_map_strip_show_mapping (self, addr);
}

/* Keys */

/* The next segment, or, where single pages can be seen, the next page. */
static guint64
step_from (VmpMapStrip *self, guint64 addr, int count)
{
  const VmpMapStripLayout *layout = self->layout;
  guint index = vmp_map_strip_layout_find_addr (layout, addr);
  double page = vmp_map_strip_layout_get_page (layout, index) / (self->to - self->from)
                * gtk_widget_get_width (GTK_WIDGET (self));
  gint64 next = (gint64) index + count;

  if (page >= DRAG_LEAST && layout->segments[index].mapping != VMP_MAP_STRIP_GAP)
    {
      guint64 moved = (addr & ~G_GUINT64_CONSTANT (4095)) + (guint64) (count * 4096);

      if (moved >= layout->segments[index].start_addr && moved < layout->segments[index].end_addr)
        return moved;
      next = count > 0 ? (gint64) index + 1 : (gint64) index - 1;
    }
  next = CLAMP (next, 0, (gint64) layout->n_segments - 1);
  return layout->segments[next].start_addr;
}

static gboolean
move_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  VmpMapStrip *self = VMP_MAP_STRIP (widget);
  int count = g_variant_get_int32 (args);

  if (!has_layout (self))
    return GDK_EVENT_PROPAGATE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL)
    count = -count;
  /* The first press shows the cursor where the selection is, or the beginning of what is shown. */
  if (self->cursor_addr == 0)
    vmp_map_strip_set_cursor (self, self->selected_addr != 0 ? self->selected_addr
                                    : vmp_map_strip_layout_get_addr (self->layout, self->from), TRUE);
  else
    vmp_map_strip_set_cursor (self, step_from (self, self->cursor_addr, count), TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
jump_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  VmpMapStrip *self = VMP_MAP_STRIP (widget);
  const VmpMapStripLayout *layout = self->layout;

  if (!has_layout (self))
    return GDK_EVENT_PROPAGATE;
  vmp_map_strip_set_cursor (
    self, layout->segments[g_variant_get_int32 (args) < 0 ? 0 : layout->n_segments - 1].start_addr, TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
hide_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  VmpMapStrip *self = VMP_MAP_STRIP (widget);

  if (self->cursor_addr == 0)
    return GDK_EVENT_PROPAGATE;
  vmp_map_strip_set_cursor (self, 0, TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
pan_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  pan_by (VMP_MAP_STRIP (widget), g_variant_get_int32 (args) * gtk_widget_get_width (widget) / PAN_STEP);
  return GDK_EVENT_STOP;
}

static gboolean
zoom_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  vmp_map_strip_zoom (VMP_MAP_STRIP (widget), g_variant_get_int32 (args) > 0 ? 1 / ZOOM_STEP : ZOOM_STEP);
  return GDK_EVENT_STOP;
}

static gboolean
reset_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  vmp_map_strip_show_all (VMP_MAP_STRIP (widget));
  return GDK_EVENT_STOP;
}

static gboolean
choose_cb (GtkWidget *widget, GVariant *args, gpointer user_data)
{
  VmpMapStrip *self = VMP_MAP_STRIP (widget);

  if (self->cursor_addr == 0)
    return GDK_EVENT_PROPAGATE;
  vmp_map_strip_choose (self, self->cursor_addr);
  return GDK_EVENT_STOP;
}

void
vmp_map_strip_input_class_init (GtkWidgetClass *klass)
{
  static const struct { guint key; GdkModifierType modifiers; GtkShortcutFunc func; int count; } keys[] = {
    { GDK_KEY_Left, 0, move_cb, -1 }, { GDK_KEY_Right, 0, move_cb, 1 },
    { GDK_KEY_KP_Left, 0, move_cb, -1 }, { GDK_KEY_KP_Right, 0, move_cb, 1 },
    { GDK_KEY_Left, GDK_CONTROL_MASK, move_cb, -10 }, { GDK_KEY_Right, GDK_CONTROL_MASK, move_cb, 10 },
    { GDK_KEY_Home, 0, jump_cb, -1 }, { GDK_KEY_End, 0, jump_cb, 1 },
    { GDK_KEY_KP_Home, 0, jump_cb, -1 }, { GDK_KEY_KP_End, 0, jump_cb, 1 },
    { GDK_KEY_Escape, 0, hide_cb, 0 },
    { GDK_KEY_Left, GDK_SHIFT_MASK, pan_cb, -1 }, { GDK_KEY_Right, GDK_SHIFT_MASK, pan_cb, 1 },
    { GDK_KEY_plus, 0, zoom_cb, 1 }, { GDK_KEY_KP_Add, 0, zoom_cb, 1 }, { GDK_KEY_equal, 0, zoom_cb, 1 },
    { GDK_KEY_minus, 0, zoom_cb, -1 }, { GDK_KEY_KP_Subtract, 0, zoom_cb, -1 },
    { GDK_KEY_0, 0, reset_cb, 0 }, { GDK_KEY_KP_0, 0, reset_cb, 0 },
    { GDK_KEY_Return, 0, choose_cb, 0 }, { GDK_KEY_KP_Enter, 0, choose_cb, 0 }, { GDK_KEY_space, 0, choose_cb, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (klass, keys[i].key, keys[i].modifiers, keys[i].func, "i", keys[i].count);
}

void
vmp_map_strip_input_init (VmpMapStrip *self)
{
  GtkEventController *motion = gtk_event_controller_motion_new ();
  GtkEventController *scroll = gtk_event_controller_scroll_new (GTK_EVENT_CONTROLLER_SCROLL_BOTH_AXES);
  GtkGesture *drag = gtk_gesture_drag_new ();
  GtkGesture *pinch = gtk_gesture_zoom_new ();
  GtkGesture *click = gtk_gesture_click_new ();

  g_signal_connect_swapped (motion, "enter", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "motion", G_CALLBACK (motion_cb), self);
  g_signal_connect_swapped (motion, "leave", G_CALLBACK (leave_cb), self);
  g_signal_connect_swapped (scroll, "scroll", G_CALLBACK (scroll_cb), self);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), motion);
  gtk_widget_add_controller (GTK_WIDGET (self), scroll);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (pinch));
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (click));
}
