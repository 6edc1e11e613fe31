/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All of a recording as a strip: shows and sets the moment and the stretch that are looked at. */
#include "config.h"

#include "vmp-replay-scrubber.h"

#include <glib/gi18n.h>
#include <math.h>

#include "../vmp-preferences.h"
#include "core/model/vmp-format.h"
#include "vmp-chart-axis.h"
#include "vmp-palette.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define HEIGHT 48
#define LEAST_WIDTH 120
/* Room at both sides for the handle. */
#define SIDE 8
/* The lower part, in which a stretch is selected. */
#define BAND 12
#define HANDLE 6
/* Dragging begins after so many pixels. */
#define DRAG_LEAST 3
#define MOST_COLUMNS 4096
/* Parts of what is selected that a key goes by. */
#define STEPS 100

struct _VmpReplayScrubber
{
  GtkWidget  parent_instance;

  VmpReplay *replay;      /* owned; NULL: none */

  gboolean   selects;     /* the drag that goes on is of the selection */
  gboolean   drags;
  gint64     from_nsec;   /* where it began */
  GtkWidget *menu;        /* owned: its parent is this; NULL: none */
};

static void range_init (GtkAccessibleRangeInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VmpReplayScrubber, vmp_replay_scrubber, GTK_TYPE_WIDGET,
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_ACCESSIBLE_RANGE, range_init))

char *
vmp_replay_scrubber_dup_clock (VmpReplay *replay, gint64 time_nsec)
{
  const VmpReplayContents *contents = vmp_replay_get_contents (replay);
  g_autoptr (GTimeZone) zone = NULL;
  char buffer[VMP_CHART_LABEL_SIZE];

  if (contents == NULL || contents->anchor_nsec == 0)
    return g_strdup ("");
  zone = g_time_zone_new_local ();
  vmp_chart_time_format (buffer, contents->anchor_nsec + time_nsec, contents->end_nsec - contents->begin_nsec < 30 * SEC ? SEC / 10 : SEC,
                         zone);
  return g_strdup (buffer);
}

char *
vmp_replay_scrubber_dup_length (gint64 nsec)
{
  gint64 seconds = MAX (nsec, 0) / SEC;

  return g_strdup_printf ("%" G_GINT64_FORMAT ":%02d:%02d", seconds / 3600, (int) (seconds / 60 % 60), (int) (seconds % 60));
}

/* --- geometry --- */

static double
get_x (VmpReplayScrubber *self, gint64 time_nsec)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * SIDE, 1), share;
  gint64 begin_nsec, end_nsec;

  vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec);
  share = (double) (time_nsec - begin_nsec) / (double) MAX (end_nsec - begin_nsec, 1);
  share = CLAMP (share, 0, 1);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    share = 1 - share;
  return SIDE + share * width;
}

static gint64
get_time (VmpReplayScrubber *self, double x)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * SIDE, 1), share = (x - SIDE) / width;
  gint64 begin_nsec, end_nsec;

  vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec);
  share = CLAMP (share, 0, 1);
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    share = 1 - share;
  return begin_nsec + (gint64) (share * (double) (end_nsec - begin_nsec));
}

/* --- drawing --- */

static void
set_source (cairo_t *cr, guint32 color, double alpha)
{
  cairo_set_source_rgba (cr, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0, alpha);
}

static VmpTarget *
find_target (VmpReplayScrubber *self)
{
  return vmp_session_find_target (vmp_monitor_get_session (vmp_replay_get_monitor (self->replay)),
                                  vmp_replay_get_target (self->replay));
}

/* What was resident, as far as it is known; a gap stays empty. */
static void
draw_resident (VmpReplayScrubber *self, cairo_t *cr, double height, gboolean dark)
{
  static VmpSeriesCell cells[MOST_COLUMNS];
  VmpTarget *target = find_target (self);
  VmpSeries *series = target != NULL ? vmp_target_get_series (target, VMP_METRIC_RSS) : NULL;
  gboolean mirrored = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL;
  guint n = (guint) CLAMP (gtk_widget_get_width (GTK_WIDGET (self)) - 2 * SIDE, 1, MOST_COLUMNS);
  gint64 begin_nsec, end_nsec, peak_nsec, peak, held = VMP_MISSING;

  if (series == NULL || !vmp_series_get_peak (series, &peak_nsec, &peak) || !vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec))
    return;
  vmp_series_query_drawn (series, begin_nsec, end_nsec + 1, cells, n);
  set_source (cr, vmp_palette_get_metric_color (VMP_METRIC_RSS_ANON, dark), 0.55);
  for (guint i = 0; i < n; i++)
    {
      gint64 value = cells[i].n > 0 ? cells[i].max : cells[i].gap ? VMP_MISSING : held;
      double tall = value != VMP_MISSING ? (double) value / (double) MAX (peak, 1) * (height - 2) : 0;

      held = cells[i].n > 0 ? cells[i].last : value;
      cairo_rectangle (cr, SIDE + (mirrored ? n - 1 - i : i), height - tall, 1, tall);
    }
  cairo_fill (cr);
}

/* A sheet, with a line for as long as it is about. */
static void
draw_note (VmpReplayScrubber *self, cairo_t *cr, const VmpEvent *note, double x)
{
  cairo_rectangle (cr, x - 3, 0.5, 6, 8);
  cairo_stroke (cr);
  cairo_move_to (cr, x - 1, 3.5);
  cairo_rel_line_to (cr, 2, 0);
  if (note->note.end_nsec > note->time_nsec)
    {
      cairo_move_to (cr, x, 8.5);
      cairo_line_to (cr, get_x (self, note->note.end_nsec), 8.5);
    }
  cairo_stroke (cr);
}

/* Marks are triangles, notes sheets, all else that one may go to is a line: of different length, not of different colour. */
static void
draw_places (VmpReplayScrubber *self, cairo_t *cr, double height, const GdkRGBA *color)
{
  g_autoptr (GArray) places = vmp_replay_dup_places (self->replay);

  cairo_set_line_width (cr, 1);
  gdk_cairo_set_source_rgba (cr, color);
  for (guint i = 0; i < places->len; i++)
    {
      const VmpReplayPlace *place = &g_array_index (places, VmpReplayPlace, i);
      double x = floor (get_x (self, place->time_nsec)) + 0.5;

      if (place->kind == VMP_REPLAY_PLACE_MARK)
        {
          cairo_move_to (cr, x - 4, 0);
          cairo_rel_line_to (cr, 8, 0);
          cairo_rel_line_to (cr, -4, 7);
          cairo_close_path (cr);
          cairo_fill (cr);
        }
      else if (place->kind == VMP_REPLAY_PLACE_NOTE)
        draw_note (self, cr, place->event, x);
      else
        {
          cairo_move_to (cr, x, 0);
          cairo_rel_line_to (cr, 0, place->kind == VMP_REPLAY_PLACE_GAP ? height : 6);
          cairo_stroke (cr);
        }
    }
}

static void
draw_selection (VmpReplayScrubber *self, cairo_t *cr, double height, const GdkRGBA *color)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), from, to;
  gint64 begin_nsec, end_nsec;

  vmp_replay_get_selection (self->replay, &begin_nsec, &end_nsec);
  from = get_x (self, begin_nsec);
  to = get_x (self, end_nsec);
  if (from > to)
    {
      double other = from;

      from = to;
      to = other;
    }
  /* The rest is out of the graphs. */
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.12);
  cairo_rectangle (cr, SIDE, 0, from - SIDE, height);
  cairo_rectangle (cr, to, 0, width - SIDE - to, height);
  cairo_fill (cr);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.25);
  cairo_rectangle (cr, SIDE, height + BAND / 2.0 - 1, width - 2 * SIDE, 2);
  cairo_fill (cr);
  cairo_set_source_rgba (cr, color->red, color->green, color->blue, 0.75);
  cairo_rectangle (cr, from, height + BAND / 2.0 - 2, MAX (to - from, 2), 4);
  cairo_rectangle (cr, from - 1, height + 2, 2, BAND - 4);
  cairo_rectangle (cr, to - 1, height + 2, 2, BAND - 4);
  cairo_fill (cr);
}

static void
draw_moment (VmpReplayScrubber *self, cairo_t *cr, double height, const GdkRGBA *color)
{
  double x = floor (get_x (self, vmp_replay_get_time (self->replay))) + 0.5;

  gdk_cairo_set_source_rgba (cr, color);
  cairo_set_line_width (cr, 2);
  cairo_move_to (cr, x, 0);
  cairo_rel_line_to (cr, 0, height);
  cairo_stroke (cr);
  cairo_arc (cr, x, HANDLE, HANDLE, 0, 2 * G_PI);
  cairo_fill (cr);
}

static void
vmp_replay_scrubber_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  double top = height - BAND;
  GdkRGBA color;
  cairo_t *cr;

  if (self->replay == NULL)
    return;
  gtk_widget_get_color (widget, &color);
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) width, (float) height));
  draw_resident (self, cr, top, adw_style_manager_get_dark (style));
  draw_selection (self, cr, top, &color);
  draw_places (self, cr, top, &color);
  draw_moment (self, cr, top, &color);
  cairo_destroy (cr);
}

static void
vmp_replay_scrubber_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                             int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_VERTICAL ? HEIGHT : LEAST_WIDTH;
}

static void
vmp_replay_scrubber_size_allocate (GtkWidget *widget, int width, int height, int baseline)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);

  if (self->menu != NULL)
    gtk_popover_present (GTK_POPOVER (self->menu));
}

/* --- in words --- */

static char *
dup_value_text (VmpReplayScrubber *self)
{
  VmpTarget *target = find_target (self);
  gint64 time_nsec = vmp_replay_get_time (self->replay), begin_nsec, end_nsec;
  gint64 value = target != NULL ? vmp_target_get_value (target, VMP_METRIC_RSS, NULL, NULL) : VMP_MISSING;
  g_autofree char *clock = vmp_replay_scrubber_dup_clock (self->replay, time_nsec);
  char length[VMP_FORMAT_SIZE], bytes[VMP_FORMAT_SIZE];

  vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec);
  vmp_format_duration (length, time_nsec - begin_nsec);
  vmp_format_bytes (bytes, value, vmp_preferences_get_units (vmp_preferences_get_default ()));
  /* Translators: a time of day (may be empty), a length of time, a size. */
  return g_strdup_printf (_("%s, %s after the start, resident memory %s"), clock, length, bytes);
}

static void
describe (VmpReplayScrubber *self)
{
  g_autofree char *text = NULL;
  gint64 begin_nsec, end_nsec;

  if (self->replay == NULL || !vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec))
    return;
  text = dup_value_text (self);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self),
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MIN, 0.0,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_MAX, (double) (end_nsec - begin_nsec) / SEC,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_NOW, (double) (vmp_replay_get_time (self->replay) - begin_nsec) / SEC,
                                  GTK_ACCESSIBLE_PROPERTY_VALUE_TEXT, text,
                                  -1);
}

static gboolean
set_current_value (GtkAccessibleRange *range, double value)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (range);
  gint64 begin_nsec, end_nsec;

  if (self->replay == NULL || !vmp_replay_get_range (self->replay, &begin_nsec, &end_nsec))
    return FALSE;
  vmp_replay_seek (self->replay, begin_nsec + (gint64) (CLAMP (value, 0, (double) (end_nsec - begin_nsec) / SEC) * SEC));
  return TRUE;
}

static void
range_init (GtkAccessibleRangeInterface *iface)
{
  iface->set_current_value = set_current_value;
}

/* --- input --- */

static void
drag_begin_cb (VmpReplayScrubber *self, double x, double y, GtkGestureDrag *gesture)
{
  GdkModifierType state = gtk_event_controller_get_current_event_state (GTK_EVENT_CONTROLLER (gesture));

  if (self->replay == NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  gtk_gesture_set_state (GTK_GESTURE (gesture), GTK_EVENT_SEQUENCE_CLAIMED);
  self->selects = state & GDK_SHIFT_MASK || y > gtk_widget_get_height (GTK_WIDGET (self)) - BAND;
  self->drags = FALSE;
  self->from_nsec = get_time (self, x);
  if (!self->selects)
    vmp_replay_seek (self->replay, self->from_nsec);
}

static void
drag_update_cb (VmpReplayScrubber *self, double x, double y, GtkGestureDrag *gesture)
{
  double from_x, from_y;
  gint64 time_nsec;

  if (self->replay == NULL || !gtk_gesture_drag_get_start_point (gesture, &from_x, &from_y))
    return;
  self->drags = self->drags || ABS (x) >= DRAG_LEAST;
  time_nsec = get_time (self, from_x + x);
  if (!self->selects)
    vmp_replay_seek (self->replay, time_nsec);
  else if (self->drags && time_nsec != self->from_nsec)
    vmp_replay_select_range (self->replay, MIN (time_nsec, self->from_nsec), MAX (time_nsec, self->from_nsec));
}

/* A click beside what could be selected selects all. */
static void
drag_end_cb (VmpReplayScrubber *self)
{
  if (self->replay != NULL && self->selects && !self->drags)
    vmp_replay_select_range (self->replay, 0, 0);
}

static gboolean
move_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);
  int by = g_variant_get_int32 (arguments);
  gint64 begin_nsec, end_nsec;

  if (self->replay == NULL)
    return GDK_EVENT_PROPAGATE;
  if (gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL && ABS (by) < STEPS)
    by = -by;
  vmp_replay_get_selection (self->replay, &begin_nsec, &end_nsec);
  vmp_replay_seek (self->replay, vmp_replay_get_time (self->replay) + MAX ((end_nsec - begin_nsec) / STEPS, 1) * by);
  return GDK_EVENT_STOP;
}

static gboolean
jump_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);
  gint64 begin_nsec, end_nsec;

  if (self->replay == NULL)
    return GDK_EVENT_PROPAGATE;
  vmp_replay_get_selection (self->replay, &begin_nsec, &end_nsec);
  vmp_replay_seek (self->replay, g_variant_get_int32 (arguments) < 0 ? begin_nsec : end_nsec);
  return GDK_EVENT_STOP;
}

static gboolean
place_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);

  if (self->replay != NULL && !vmp_replay_go_to_place (self->replay, g_variant_get_int32 (arguments)))
    gtk_widget_error_bell (widget);
  return GDK_EVENT_STOP;
}

static gboolean
play_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);

  if (self->replay != NULL)
    vmp_replay_set_playing (self->replay, !vmp_replay_get_playing (self->replay));
  return GDK_EVENT_STOP;
}

/* What is selected begins, or ends, at the moment; 0: all is selected. */
static gboolean
select_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);
  int side = g_variant_get_int32 (arguments);
  gint64 begin_nsec, end_nsec, time_nsec;

  if (self->replay == NULL)
    return GDK_EVENT_PROPAGATE;
  vmp_replay_get_selection (self->replay, &begin_nsec, &end_nsec);
  time_nsec = vmp_replay_get_time (self->replay);
  if (side == 0)
    vmp_replay_select_range (self->replay, 0, 0);
  else if (side < 0 ? time_nsec < end_nsec : time_nsec > begin_nsec)
    vmp_replay_select_range (self->replay, side < 0 ? time_nsec : begin_nsec, side < 0 ? end_nsec : time_nsec);
  else
    gtk_widget_error_bell (widget);
  return GDK_EVENT_STOP;
}

static gboolean
note_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  return gtk_widget_activate_action (widget, "win.add-note", NULL);
}

static void
show_menu (VmpReplayScrubber *self, double x, double y)
{
  if (self->menu == NULL || self->replay == NULL)
    return;
  gtk_popover_set_pointing_to (GTK_POPOVER (self->menu), &(GdkRectangle) { (int) x, (int) y, 1, 1 });
  gtk_popover_popup (GTK_POPOVER (self->menu));
}

static gboolean
menu_cb (GtkWidget *widget, GVariant *arguments, gpointer data)
{
  VmpReplayScrubber *self = VMP_REPLAY_SCRUBBER (widget);

  if (self->replay != NULL)
    show_menu (self, get_x (self, vmp_replay_get_time (self->replay)), HANDLE);
  return GDK_EVENT_STOP;
}

/* What is chosen there is about the moment that was clicked. */
static void
secondary_cb (VmpReplayScrubber *self, int n, double x, double y)
{
  if (self->replay == NULL)
    return;
  gtk_widget_grab_focus (GTK_WIDGET (self));
  vmp_replay_seek (self->replay, get_time (self, x));
  show_menu (self, x, y);
}

static void
add_bindings (GtkWidgetClass *klass)
{
  static const struct { guint key; GdkModifierType modifiers; GtkShortcutFunc func; int count; } keys[] = {
    { GDK_KEY_Left, 0, move_cb, -1 }, { GDK_KEY_Right, 0, move_cb, 1 },
    { GDK_KEY_KP_Left, 0, move_cb, -1 }, { GDK_KEY_KP_Right, 0, move_cb, 1 },
    { GDK_KEY_Left, GDK_CONTROL_MASK, move_cb, -10 }, { GDK_KEY_Right, GDK_CONTROL_MASK, move_cb, 10 },
    { GDK_KEY_Page_Up, 0, move_cb, -10 }, { GDK_KEY_Page_Down, 0, move_cb, 10 },
    { GDK_KEY_Home, 0, jump_cb, -1 }, { GDK_KEY_End, 0, jump_cb, 1 },
    { GDK_KEY_KP_Home, 0, jump_cb, -1 }, { GDK_KEY_KP_End, 0, jump_cb, 1 },
    { GDK_KEY_comma, 0, place_cb, -1 }, { GDK_KEY_period, 0, place_cb, 1 },
    { GDK_KEY_space, 0, play_cb, 0 }, { GDK_KEY_KP_Space, 0, play_cb, 0 },
    { GDK_KEY_bracketleft, 0, select_cb, -1 }, { GDK_KEY_bracketright, 0, select_cb, 1 },
    { GDK_KEY_0, 0, select_cb, 0 }, { GDK_KEY_KP_0, 0, select_cb, 0 },
    { GDK_KEY_n, 0, note_cb, 0 }, { GDK_KEY_Menu, 0, menu_cb, 0 }, { GDK_KEY_F10, GDK_SHIFT_MASK, menu_cb, 0 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (keys); i++)
    gtk_widget_class_add_binding (klass, keys[i].key, keys[i].modifiers, keys[i].func, "i", keys[i].count);
}

static void
vmp_replay_scrubber_dispose (GObject *object)
{
  vmp_replay_scrubber_set_replay (VMP_REPLAY_SCRUBBER (object), NULL);
  g_clear_pointer (&VMP_REPLAY_SCRUBBER (object)->menu, gtk_widget_unparent);

  G_OBJECT_CLASS (vmp_replay_scrubber_parent_class)->dispose (object);
}

static void
vmp_replay_scrubber_class_init (VmpReplayScrubberClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_replay_scrubber_dispose;
  widget_class->snapshot = vmp_replay_scrubber_snapshot;
  widget_class->measure = vmp_replay_scrubber_measure;
  widget_class->size_allocate = vmp_replay_scrubber_size_allocate;
  add_bindings (widget_class);
  gtk_widget_class_set_css_name (widget_class, "replayscrubber");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_SLIDER);
}

static void
vmp_replay_scrubber_init (VmpReplayScrubber *self)
{
  GtkGesture *drag = gtk_gesture_drag_new (), *secondary = gtk_gesture_click_new ();

  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_hexpand (GTK_WIDGET (self), TRUE);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self),
                               _("Drag to move through time; below the graph, drag to select what the graphs show"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Time in the recording"), -1);
  g_signal_connect_swapped (drag, "drag-begin", G_CALLBACK (drag_begin_cb), self);
  g_signal_connect_swapped (drag, "drag-update", G_CALLBACK (drag_update_cb), self);
  g_signal_connect_swapped (drag, "drag-end", G_CALLBACK (drag_end_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drag));
  gtk_gesture_single_set_button (GTK_GESTURE_SINGLE (secondary), GDK_BUTTON_SECONDARY);
  g_signal_connect_swapped (secondary, "pressed", G_CALLBACK (secondary_cb), self);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (secondary));
}

static void
target_changed_cb (VmpReplayScrubber *self)
{
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
shown_cb (VmpReplayScrubber *self)
{
  describe (self);
}

void
vmp_replay_scrubber_set_replay (VmpReplayScrubber *self, VmpReplay *replay)
{
  g_return_if_fail (VMP_IS_REPLAY_SCRUBBER (self));

  if (self->replay == replay)
    return;
  if (self->replay != NULL)
    {
      g_signal_handlers_disconnect_by_data (self->replay, self);
      g_signal_handlers_disconnect_by_data (vmp_replay_get_monitor (self->replay), self);
    }
  g_set_object (&self->replay, replay);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  if (replay == NULL)
    return;
  g_signal_connect_object (replay, "moved", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "range-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (replay, "shown", G_CALLBACK (shown_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_replay_get_monitor (replay), "target-changed", G_CALLBACK (target_changed_cb), self, G_CONNECT_SWAPPED);
  describe (self);
}

void
vmp_replay_scrubber_set_menu (VmpReplayScrubber *self, GMenuModel *menu)
{
  g_return_if_fail (VMP_IS_REPLAY_SCRUBBER (self) && self->menu == NULL);

  self->menu = gtk_popover_menu_new_from_model (menu);
  gtk_popover_set_has_arrow (GTK_POPOVER (self->menu), FALSE);
  gtk_widget_set_halign (self->menu, GTK_ALIGN_START);
  gtk_widget_set_parent (self->menu, GTK_WIDGET (self));
}
