/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Pointer, touch and keys of a chart: cursor, zoom and pan. */
#include "config.h"

#include "vmp-chart-private.h"
#include "vmp-chart-text.h"

#define ZOOM_STEP       1.25
/* Shares of the window. */
#define CURSOR_STEP     100
#define PAN_STEP        10
/* Dragging begins after so many pixels: less is a tap. */
#define DRAG_LEAST      8

static gint64
get_span (VmpChart *self)
{
  gint64 begin, end;

  vmp_chart_view_get_window (self->view, &begin, &end);
  return end - begin;
}

/* Time of so many pixels, in the direction in which time runs. */
static gint64
pixels_to_time (VmpChart *self,
                double    pixels)
{
  double nsec = pixels * self->frame.scale * (double) self->frame.cell_nsec;

  return (gint64) (self->frame.rtl ? -nsec : nsec);
}

void
vmp_chart_input_update_hover (VmpChart *self)
{
  if (self->hover_x >= 0 && self->frame.cell_nsec > 0)
    vmp_chart_view_set_cursor (self->view, vmp_chart_frame_get_time (&self->frame, self->hover_x));
}

static void
motion_cb (VmpChart *self,
           double    x,
           double    y)
{
  /* Motion is also told when the widget moves under a pointer that rests. */
  if (self->hover_x == x)
    return;
  self->hover_x = x;
  vmp_chart_input_update_hover (self);
}

static void
leave_cb (VmpChart *self)
{
  if (self->hover_x < 0)
    return;
  self->hover_x = -1;
  vmp_chart_view_set_cursor (self->view, VMP_CHART_NO_CURSOR);
}

/* The page scrolls by the wheel; with Control held it zooms, and sideways it pans. */
static gboolean
scroll_cb (VmpChart                 *self,
           double                    dx,
           double                    dy,
           GtkEventControllerScroll *controller)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (controller));

  if (state & GDK_CONTROL_MASK)
    {
      gint64 begin, end;

      vmp_chart_view_get_window (self->view, &begin, &end);
      vmp_chart_view_zoom (self->view, dy > 0 ? ZOOM_STEP : 1 / ZOOM_STEP,
                           self->hover_x >= 0 ? vmp_chart_frame_get_time (&self->frame, self->hover_x) : end);
      return GDK_EVENT_STOP;
    }
  if (state & GDK_SHIFT_MASK && dx == 0)
    dx = dy;
  else if (ABS (dx) <= ABS (dy))
    return GDK_EVENT_PROPAGATE;
  vmp_chart_view_pan (self->view, pixels_to_time (self, dx * self->frame.plot_width / PAN_STEP / 2));
  return GDK_EVENT_STOP;
}

static void
drag_begin_cb (VmpChart       *self,
               double          x,
               double          y,
               GtkGestureDrag *gesture)
{
  self->drag_x = 0;
  self->moved_limit = vmp_chart_limits_find (&self->frame, self->limits, y);
}

/* Up and down moves a limit that was taken hold of. TRUE if one was. */
static gboolean
drag_limit (VmpChart       *self,
            double          y,
            GtkGestureDrag *gesture)
{
  double begin_x, begin_y;

  if (self->moved_limit < 0 || !gtk_gesture_drag_get_start_point (gesture, &begin_x, &begin_y))
    return FALSE;
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  vmp_chart_move_limit (self, self->moved_limit, vmp_chart_limits_get_value (&self->frame, begin_y + y), FALSE);
  return TRUE;
}

static void
drag_end_cb (VmpChart       *self,
             double          x,
             double          y,
             GtkGestureDrag *gesture)
{
  int moved = self->moved_limit;

  self->moved_limit = -1;
  if (moved >= 0 && (guint) moved < self->limits->len && y != 0)
    vmp_chart_move_limit (self, moved, g_array_index (self->limits, VmpChartLimit, moved).value, TRUE);
}

static void
drag_update_cb (VmpChart       *self,
                double          x,
                double          y,
                GtkGestureDrag *gesture)
{
  if (drag_limit (self, y, gesture))
    return;
  if (self->drag_x == 0)
    {
      if (ABS (x) < DRAG_LEAST && ABS (y) < DRAG_LEAST)
        return;
      /* Up and down belongs to the page. */
      if (ABS (y) > ABS (x))
        {
          gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_DENIED);
          return;
        }
      gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
    }
  vmp_chart_view_pan (self->view, -pixels_to_time (self, x - self->drag_x));
  self->drag_x = x;
}

static void
pinch_cb (VmpChart       *self,
          double          scale,
          GtkGestureZoom *gesture)
{
  gint64 begin, end;
  double x, y;

  vmp_chart_view_get_window (self->view, &begin, &end);
  if (gtk_gesture_get_bounding_box_center (GTK_GESTURE (gesture), &x, &y))
    end = vmp_chart_frame_get_time (&self->frame, x);
  /* The gesture tells the scale since it began, the view wants what was added. */
  vmp_chart_view_zoom (self->view, self->drag_x > 0 ? self->drag_x / scale : 1 / scale, end);
  self->drag_x = scale;
}

static void
pinch_begin_cb (VmpChart *self)
{
  self->drag_x = 1;
}

static void
announce_cursor (VmpChart *self)
{
  VmpChartContent content = vmp_chart_get_content (self);
  g_autoptr (GArray) readout = NULL;
  g_autofree char *text = NULL;

  if (self->target == NULL)
    return;
  readout = vmp_chart_text_new_readout (&self->frame, &content, vmp_chart_view_get_cursor (self->view));
  text = vmp_chart_text_dup_readout (readout);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

static gboolean
move_cursor_cb (GtkWidget *widget,
                GVariant  *args,
                gpointer   user_data)
{
  VmpChart *self = VMP_CHART (widget);
  gint64 cursor = vmp_chart_view_get_cursor (self->view);
  gint64 begin, end, step;
  int count = g_variant_get_int32 (args);

  vmp_chart_view_get_window (self->view, &begin, &end);
  step = (end - begin) / CURSOR_STEP * (self->frame.rtl ? -count : count);
  /* The first press shows the cursor where the newest value is. */
  if (cursor == VMP_CHART_NO_CURSOR)
    cursor = end;
  else
    cursor = CLAMP (cursor + step, begin, end);
  self->hover_x = -1;
  vmp_chart_view_set_cursor (self->view, cursor);
  announce_cursor (self);
  return GDK_EVENT_STOP;
}

static gboolean
jump_cursor_cb (GtkWidget *widget,
                GVariant  *args,
                gpointer   user_data)
{
  VmpChart *self = VMP_CHART (widget);
  gint64 begin, end;

  vmp_chart_view_get_window (self->view, &begin, &end);
  self->hover_x = -1;
  vmp_chart_view_set_cursor (self->view, g_variant_get_int32 (args) < 0 ? begin : end);
  announce_cursor (self);
  return GDK_EVENT_STOP;
}

static gboolean
hide_cursor_cb (GtkWidget *widget,
                GVariant  *args,
                gpointer   user_data)
{
  VmpChart *self = VMP_CHART (widget);

  if (vmp_chart_view_get_cursor (self->view) == VMP_CHART_NO_CURSOR)
    return GDK_EVENT_PROPAGATE;
  self->hover_x = -1;
  vmp_chart_view_set_cursor (self->view, VMP_CHART_NO_CURSOR);
  return GDK_EVENT_STOP;
}

/* By the least that can be seen. The first of several limits is meant. */
static gboolean
move_limit_cb (GtkWidget *widget,
               GVariant  *args,
               gpointer   user_data)
{
  VmpChart *self = VMP_CHART (widget);
  gint64 step = (gint64) (self->frame.top / MAX (self->frame.plot_height, 1) * 2) * g_variant_get_int32 (args);
  char text[VMP_FORMAT_SIZE];
  gint64 value;

  if (self->limits->len == 0 || self->frame.top <= 0)
    return GDK_EVENT_PROPAGATE;
  value = MAX (g_array_index (self->limits, VmpChartLimit, 0).value + step, 0);
  vmp_format_value (text, self->frame.unit, value, self->frame.units);
  gtk_accessible_announce (GTK_ACCESSIBLE (self), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
  vmp_chart_move_limit (self, 0, value, TRUE);
  return GDK_EVENT_STOP;
}

static gboolean
pan_cb (GtkWidget *widget,
        GVariant  *args,
        gpointer   user_data)
{
  VmpChart *self = VMP_CHART (widget);
  int count = g_variant_get_int32 (args);

  vmp_chart_view_pan (self->view, get_span (self) / PAN_STEP * (self->frame.rtl ? -count : count));
  return GDK_EVENT_STOP;
}

static gboolean
zoom_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  VmpChart *self = VMP_CHART (widget);
  gint64 cursor = vmp_chart_view_get_cursor (self->view);
  gint64 begin, end;

  vmp_chart_view_get_window (self->view, &begin, &end);
  vmp_chart_view_zoom (self->view, g_variant_get_int32 (args) > 0 ? 1 / ZOOM_STEP : ZOOM_STEP,
                       cursor == VMP_CHART_NO_CURSOR ? end : cursor);
  return GDK_EVENT_STOP;
}

static gboolean
reset_cb (GtkWidget *widget,
          GVariant  *args,
          gpointer   user_data)
{
  vmp_chart_view_reset (VMP_CHART (widget)->view);
  return GDK_EVENT_STOP;
}

/* Of a recording: the time under the cursor is gone to. */
static gboolean
pick_cb (GtkWidget *widget,
         GVariant  *args,
         gpointer   user_data)
{
  VmpChart *self = VMP_CHART (widget);
  gint64 cursor = vmp_chart_view_get_cursor (self->view);

  return cursor != VMP_CHART_NO_CURSOR && vmp_chart_view_pick (self->view, cursor) ? GDK_EVENT_STOP : GDK_EVENT_PROPAGATE;
}

void
vmp_chart_input_class_init (GtkWidgetClass *klass)
{
  static const struct { guint key; GdkModifierType modifiers; GtkShortcutFunc func; int count; } keys[] = {
    { GDK_KEY_Left, 0, move_cursor_cb, -1 }, { GDK_KEY_Right, 0, move_cursor_cb, 1 },
    { GDK_KEY_KP_Left, 0, move_cursor_cb, -1 }, { GDK_KEY_KP_Right, 0, move_cursor_cb, 1 },
    { GDK_KEY_Left, GDK_CONTROL_MASK, move_cursor_cb, -10 }, { GDK_KEY_Right, GDK_CONTROL_MASK, move_cursor_cb, 10 },
    { GDK_KEY_Home, 0, jump_cursor_cb, -1 }, { GDK_KEY_End, 0, jump_cursor_cb, 1 },
    { GDK_KEY_KP_Home, 0, jump_cursor_cb, -1 }, { GDK_KEY_KP_End, 0, jump_cursor_cb, 1 },
    { GDK_KEY_Escape, 0, hide_cursor_cb, 0 },
    { GDK_KEY_Left, GDK_SHIFT_MASK, pan_cb, -1 }, { GDK_KEY_Right, GDK_SHIFT_MASK, pan_cb, 1 },
    { GDK_KEY_plus, 0, zoom_cb, 1 }, { GDK_KEY_KP_Add, 0, zoom_cb, 1 }, { GDK_KEY_equal, 0, zoom_cb, 1 },
    { GDK_KEY_minus, 0, zoom_cb, -1 }, { GDK_KEY_KP_Subtract, 0, zoom_cb, -1 },
    { GDK_KEY_Return, 0, pick_cb, 0 }, { GDK_KEY_KP_Enter, 0, pick_cb, 0 },
    { GDK_KEY_Up, GDK_CONTROL_MASK, move_limit_cb, 1 }, { GDK_KEY_Down, GDK_CONTROL_MASK, move_limit_cb, -1 },
    { GDK_KEY_0, 0, reset_cb, 0 }, { GDK_KEY_KP_0, 0, reset_cb, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (klass, keys[i].key, keys[i].modifiers, keys[i].func, "i", keys[i].count);
}

static void
add_controller (VmpChart           *self,
                GtkEventController *controller)
{
  gtk_widget_add_controller (GTK_WIDGET (self), controller);
}

static void
grab_focus_cb (VmpChart *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
}

/* A drag is none: it has taken the pointer to itself by then. */
static void
released_cb (VmpChart *self,
             int       n_press,
             double    x,
             double    y)
{
  if (self->frame.cell_nsec > 0 && n_press == 1)
    vmp_chart_view_pick (self->view, vmp_chart_frame_get_time (&self->frame, x));
}

void
vmp_chart_input_init (VmpChart *self)
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
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  g_signal_connect_swapped (pinch, "begin", G_CALLBACK (pinch_begin_cb), self);
  g_signal_connect_swapped (pinch, "scale-changed", G_CALLBACK (pinch_cb), self);
  g_signal_connect_swapped (click, "pressed", G_CALLBACK (grab_focus_cb), self);
  g_signal_connect_swapped (click, "released", G_CALLBACK (released_cb), self);
  add_controller (self, motion);
  add_controller (self, scroll);
  add_controller (self, GTK_EVENT_CONTROLLER (drag));
  add_controller (self, GTK_EVENT_CONTROLLER (pinch));
  add_controller (self, GTK_EVENT_CONTROLLER (click));
}
