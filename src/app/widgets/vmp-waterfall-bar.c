/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One bar of the waterfall: drawn parts, a cursor for pointer and keys. */
#include "config.h"

#include "vmp-waterfall-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "vmp-bar-input.h"
#include "vmp-waterfall-paint.h"
#include "vmp-waterfall-text.h"

#define HEIGHT 26
#define LEAST_WIDTH 120

struct _VmpWaterfallBar
{
  GtkWidget        parent_instance;

  VmpWaterfallStep step;
  gboolean         is_set;
  int              mark;        /* part under the cursor, -1: none */
  double           pointer_x, pointer_y;
};

enum
{
  ACTIVATED,
  MARKED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpWaterfallBar, vmp_waterfall_bar, GTK_TYPE_WIDGET)

static VmpWaterfallLook
get_look (VmpWaterfallBar *self)
{
  GtkWidget *widget = GTK_WIDGET (self);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  GtkNative *native = gtk_widget_get_native (widget);

  return (VmpWaterfallLook) {
    .width = gtk_widget_get_width (widget), .height = gtk_widget_get_height (widget),
    .scale = native != NULL ? gdk_surface_get_scale (gtk_native_get_surface (native)) : 1,
    .dark = adw_style_manager_get_dark (style), .contrast = adw_style_manager_get_high_contrast (style),
    .mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
  };
}

static void
describe (VmpWaterfallBar *self)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  const VmpWaterfallInfo *info = vmp_waterfall_step_get_info (self->step.id);
  g_autofree char *text = self->mark >= 0 ? vmp_waterfall_text_dup_part (&self->step, (guint) self->mark, units)
                                          : vmp_waterfall_text_dup_summary (&self->step, units);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _(info->label),
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

static void
set_mark (VmpWaterfallBar *self,
          int              mark)
{
  if (self->mark == mark)
    return;
  self->mark = mark;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  g_signal_emit (self, signals[MARKED], 0, mark);
}

/* The part beside the marked one, as it lies on the screen; at the end of the bar it stays. */
static void
move_mark (VmpWaterfallBar *self,
           int              direction)
{
  VmpWaterfallSegment segments[VMP_WATERFALL_MOST_PARTS];
  guint n = vmp_waterfall_layout (&self->step, gtk_widget_get_width (GTK_WIDGET (self)), segments);
  int at = -1;

  if (n == 0)
    return;
  for (guint i = 0; i < n; i++)
    if ((int) segments[i].part == self->mark)
      at = (int) i;
  if (at < 0)
    at = direction > 0 ? 0 : (int) n - 1;
  else
    at = CLAMP (at + direction, 0, (int) n - 1);
  set_mark (self, (int) segments[at].part);
}

static gboolean
key_pressed_cb (VmpWaterfallBar *self,
                guint            key,
                guint            code,
                GdkModifierType  modifiers)
{
  int forward = gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL ? -1 : 1;

  if ((modifiers & gtk_accelerator_get_default_mod_mask ()) != 0)
    return GDK_EVENT_PROPAGATE;
  switch (key)
    {
    case GDK_KEY_Right:
    case GDK_KEY_KP_Right:
      move_mark (self, forward);
      return GDK_EVENT_STOP;
    case GDK_KEY_Left:
    case GDK_KEY_KP_Left:
      move_mark (self, -forward);
      return GDK_EVENT_STOP;
    case GDK_KEY_Escape:
      if (self->mark < 0)
        return GDK_EVENT_PROPAGATE;
      set_mark (self, -1);
      return GDK_EVENT_STOP;
    case GDK_KEY_Return:
    case GDK_KEY_KP_Enter:
    case GDK_KEY_space:
      g_signal_emit (self, signals[ACTIVATED], 0);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
motion_cb (VmpWaterfallBar *self,
           double           x,
           double           y)
{
  VmpWaterfallLook look = get_look (self);

  /* GTK tells of a pointer that rests whenever something moves below it; what the keys marked is to stay then. */
  if (x == self->pointer_x && y == self->pointer_y)
    return;
  self->pointer_x = x;
  self->pointer_y = y;
  set_mark (self, vmp_waterfall_find_part (&self->step, &look, x));
}

static void
clear_mark_cb (VmpWaterfallBar *self)
{
  set_mark (self, -1);
}

static void
released_cb (VmpWaterfallBar *self)
{
  gtk_widget_grab_focus (GTK_WIDGET (self));
  g_signal_emit (self, signals[ACTIVATED], 0);
}

static gboolean
query_tooltip_cb (VmpWaterfallBar *self,
                  int              x,
                  int              y,
                  gboolean         keyboard,
                  GtkTooltip      *tooltip)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  g_autofree char *part = NULL;
  g_autofree char *text = NULL;

  if (self->mark < 0 || (guint) self->mark >= self->step.n_parts)
    return FALSE;
  part = vmp_waterfall_text_dup_part (&self->step, (guint) self->mark, units);
  text = g_strdup_printf ("%s\n%s", part, _(vmp_waterfall_part_get_info (self->step.parts[self->mark].id)->explanation));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
vmp_waterfall_bar_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  VmpWaterfallBar *self = VMP_WATERFALL_BAR (widget);
  VmpWaterfallLook look = get_look (self);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) look.width, (float) look.height));

  vmp_waterfall_draw_bar (cr, &self->step, &look, self->mark);
  cairo_destroy (cr);
}

static void
vmp_waterfall_bar_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : HEIGHT;
}

static void
vmp_waterfall_bar_class_init (VmpWaterfallBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = vmp_waterfall_bar_snapshot;
  widget_class->measure = vmp_waterfall_bar_measure;

  signals[ACTIVATED] =
    g_signal_new ("activated", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  signals[MARKED] =
    g_signal_new ("marked", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_INT);

  gtk_widget_class_set_css_name (widget_class, "waterfallbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
preferences_changed_cb (VmpWaterfallBar *self)
{
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vmp_waterfall_bar_init (VmpWaterfallBar *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  self->mark = -1;
  gtk_widget_set_focusable (GTK_WIDGET (self), TRUE);
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  vmp_bar_input_add (GTK_WIDGET (self), G_CALLBACK (key_pressed_cb), G_CALLBACK (motion_cb), G_CALLBACK (clear_mark_cb),
                     G_CALLBACK (released_cb));
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (preferences_changed_cb), self,
                           G_CONNECT_SWAPPED);
}

static gboolean
looks_the_same (const VmpWaterfallStep *a,
                const VmpWaterfallStep *b)
{
  if (a->id != b->id || a->value_bytes != b->value_bytes || a->is_divided != b->is_divided || a->n_parts != b->n_parts)
    return FALSE;
  for (guint i = 0; i < a->n_parts; i++)
    if (a->parts[i].id != b->parts[i].id || a->parts[i].value_bytes != b->parts[i].value_bytes)
      return FALSE;
  return TRUE;
}

gboolean
vmp_waterfall_bar_set_step (VmpWaterfallBar        *self,
                            const VmpWaterfallStep *step)
{
  gboolean same;

  g_return_val_if_fail (VMP_IS_WATERFALL_BAR (self), FALSE);

  same = self->is_set && looks_the_same (&self->step, step);
  self->step = *step;
  self->is_set = TRUE;
  if (same)
    return FALSE;
  if (self->mark >= 0 && (!step->is_divided || (guint) self->mark >= step->n_parts))
    set_mark (self, -1);
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
  return TRUE;
}

const VmpWaterfallStep *
vmp_waterfall_bar_get_step (VmpWaterfallBar *self)
{
  g_return_val_if_fail (VMP_IS_WATERFALL_BAR (self), NULL);

  return &self->step;
}

int
vmp_waterfall_bar_get_mark (VmpWaterfallBar *self)
{
  g_return_val_if_fail (VMP_IS_WATERFALL_BAR (self), -1);

  return self->mark;
}
