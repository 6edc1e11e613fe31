/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One bar that is divided by type of mapping: pointed at, chosen from, by pointer and keys. */
#include "config.h"

#include "vmp-map-bar.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "../vmp-preferences.h"
#include "core/kernel/vmp-value.h"
#include "vmp-bar-input.h"
#include "vmp-map-swatch.h"

#define HEIGHT 20
#define LEAST_WIDTH 32
#define FAINT 0.25
/* What is said of a bar to who can't see it: the largest few. */
#define MOST_SAID 4

struct _VmpMapBar
{
  GtkWidget  parent_instance;

  char      *label;             /* owned */
  gint64     values[VMP_N_MAPPING_TYPES];
  gint64     scale_bytes;
  guint32    selected;
  int        mark;              /* type under pointer or cursor, -1: none */
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMapBar, vmp_map_bar, GTK_TYPE_WIDGET)

static gint64
get_whole (VmpMapBar *self)
{
  gint64 sum = 0;

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    sum += MAX (self->values[i], 0);
  return sum;
}

static char *
dup_part (VmpMapBar *self, guint type)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  gint64 whole = get_whole (self);
  char buffer[VMP_FORMAT_SIZE];

  /* Translators: type of mappings, how much memory, and its share of the bar: "Library 12 MiB, 7.4 %". */
  return g_strdup_printf (_("%s %s, %.1f %%"), _(vmp_mapping_type_get (type)->label),
                          vmp_format_bytes (buffer, self->values[type], units),
                          whole > 0 ? 100.0 * (double) self->values[type] / (double) whole : 0);
}

static char *
dup_summary (VmpMapBar *self)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  GString *text = g_string_new (NULL);
  char buffer[VMP_FORMAT_SIZE];
  gint64 below = G_MAXINT64;

  g_string_append (text, vmp_format_bytes (buffer, get_whole (self), units));
  for (guint n = 0; n < MOST_SAID; n++)
    {
      int largest = -1;
      g_autofree char *part = NULL;

      for (int i = 0; i < VMP_N_MAPPING_TYPES; i++)
        if (self->values[i] > 0 && self->values[i] < below && (largest < 0 || self->values[i] > self->values[largest]))
          largest = i;
      if (largest < 0)
        break;
      below = self->values[largest];
      part = dup_part (self, (guint) largest);
      g_string_append_printf (text, "; %s", part);
    }
  return g_string_free_and_steal (text);
}

static void
describe (VmpMapBar *self)
{
  g_autofree char *text = self->mark >= 0 ? dup_part (self, (guint) self->mark) : dup_summary (self);

  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, self->label != NULL ? self->label : "",
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, text, -1);
}

/* Where @type lies, from the side where reading begins. */
static gboolean
find_part (VmpMapBar *self, guint type, double *out_begin, double *out_end)
{
  double width = gtk_widget_get_width (GTK_WIDGET (self)), at = 0;

  if (self->scale_bytes <= 0 || self->values[type] <= 0)
    return FALSE;
  for (guint i = 0; i < type; i++)
    at += (double) MAX (self->values[i], 0);
  *out_begin = at / (double) self->scale_bytes * width;
  *out_end = MIN ((at + (double) self->values[type]) / (double) self->scale_bytes, 1) * width;
  return *out_end > *out_begin;
}

static int
find_type (VmpMapBar *self, double x)
{
  double begin, end;

  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = gtk_widget_get_width (GTK_WIDGET (self)) - x;
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    if (find_part (self, i, &begin, &end) && x >= begin && x < end)
      return (int) i;
  return -1;
}

static void
set_mark (VmpMapBar *self, int mark)
{
  if (self->mark == mark)
    return;
  self->mark = mark;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
move_mark (VmpMapBar *self, int direction)
{
  int type = self->mark < 0 && direction < 0 ? VMP_N_MAPPING_TYPES : self->mark;

  for (type += direction; type >= 0 && type < VMP_N_MAPPING_TYPES; type += direction)
    if (self->values[type] > 0)
      {
        set_mark (self, type);
        return;
      }
}

static gboolean
key_pressed_cb (VmpMapBar *self, guint key, guint code, GdkModifierType modifiers)
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
      if (self->mark >= 0)
        g_signal_emit (self, signals[CHOSEN], 0, (guint) self->mark);
      return GDK_EVENT_STOP;
    default:
      return GDK_EVENT_PROPAGATE;
    }
}

static void
motion_cb (VmpMapBar *self, double x, double y)
{
  set_mark (self, find_type (self, x));
}

static void
clear_mark_cb (VmpMapBar *self)
{
  set_mark (self, -1);
}

static void
released_cb (VmpMapBar *self, int n_press, double x, double y)
{
  int type = find_type (self, x);

  gtk_widget_grab_focus (GTK_WIDGET (self));
  if (type >= 0)
    g_signal_emit (self, signals[CHOSEN], 0, (guint) type);
}

static gboolean
query_tooltip_cb (VmpMapBar *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  g_autofree char *part = NULL, *text = NULL;

  if (self->mark < 0)
    return FALSE;
  part = dup_part (self, (guint) self->mark);
  text = g_strdup_printf ("%s\n%s", part, _(vmp_mapping_type_get ((VmpMappingType) self->mark)->explanation));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
draw_part (VmpMapBar *self, cairo_t *cr, guint type, const VmpMapStripLook *look)
{
  double begin, end;
  gboolean faint = self->selected != 0 && !(self->selected & 1u << type);

  if (!find_part (self, type, &begin, &end))
    return;
  /* Neighbours are told apart by a hair between them. */
  if (end - begin > 3)
    end -= 1;
  cairo_save (cr);
  cairo_translate (cr, look->mirrored ? look->width - end : begin, 0);
  cairo_push_group (cr);
  vmp_map_strip_draw_sample (cr, type, end - begin, look->height, 1, look);
  cairo_pop_group_to_source (cr);
  cairo_paint_with_alpha (cr, faint ? FAINT : 1);
  if (self->mark == (int) type)
    {
      cairo_rectangle (cr, 1, 1, MAX (end - begin - 2, 1), look->height - 2);
      cairo_set_line_width (cr, 2);
      cairo_set_source_rgb (cr, (look->foreground >> 16 & 255) / 255.0, (look->foreground >> 8 & 255) / 255.0,
                            (look->foreground & 255) / 255.0);
      cairo_stroke (cr);
    }
  cairo_restore (cr);
}

static void
vmp_map_bar_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpMapBar *self = VMP_MAP_BAR (widget);
  VmpMapStripLook look = vmp_map_swatch_get_look (widget);
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) look.width, (float) look.height));

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    draw_part (self, cr, i, &look);
  cairo_destroy (cr);
}

static void
vmp_map_bar_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                     int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? LEAST_WIDTH : HEIGHT;
}

static void
vmp_map_bar_finalize (GObject *object)
{
  g_free (VMP_MAP_BAR (object)->label);

  G_OBJECT_CLASS (vmp_map_bar_parent_class)->finalize (object);
}

static void
vmp_map_bar_class_init (VmpMapBarClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vmp_map_bar_finalize;
  widget_class->snapshot = vmp_map_bar_snapshot;
  widget_class->measure = vmp_map_bar_measure;

  signals[CHOSEN] =
    g_signal_new ("chosen", VMP_TYPE_MAP_BAR, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, G_TYPE_UINT);

  gtk_widget_class_set_css_name (widget_class, "mapbar");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vmp_map_bar_init (VmpMapBar *self)
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
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
vmp_map_bar_set_label (VmpMapBar *self, const char *label)
{
  g_return_if_fail (VMP_IS_MAP_BAR (self));

  if (g_set_str (&self->label, label))
    describe (self);
}

void
vmp_map_bar_set_values (VmpMapBar *self, const gint64 values[VMP_N_MAPPING_TYPES], gint64 scale_bytes)
{
  g_return_if_fail (VMP_IS_MAP_BAR (self));

  if (self->scale_bytes == scale_bytes && memcmp (self->values, values, sizeof self->values) == 0)
    return;
  memcpy (self->values, values, sizeof self->values);
  self->scale_bytes = scale_bytes;
  if (self->mark >= 0 && self->values[self->mark] <= 0)
    self->mark = -1;
  describe (self);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vmp_map_bar_set_selected (VmpMapBar *self, guint32 types)
{
  g_return_if_fail (VMP_IS_MAP_BAR (self));

  if (self->selected == types)
    return;
  self->selected = types;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
