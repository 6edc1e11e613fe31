/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of how mappings of a type are drawn: its colour and pattern. */
#include "config.h"

#include "vmp-map-swatch.h"

#include <adwaita.h>
#include <math.h>

#include "../vmp-preferences.h"

#define WIDTH 18
#define HEIGHT 12

struct _VmpMapSwatch
{
  GtkWidget      parent_instance;

  VmpMappingType type;
};

G_DEFINE_FINAL_TYPE (VmpMapSwatch, vmp_map_swatch, GTK_TYPE_WIDGET)

VmpMapStripLook
vmp_map_swatch_get_look (GtkWidget *widget)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  GtkNative *native = gtk_widget_get_native (widget);
  GdkRGBA color;

  gtk_widget_get_color (widget, &color);
  return (VmpMapStripLook) {
    .width = gtk_widget_get_width (widget), .height = gtk_widget_get_height (widget),
    .scale = native != NULL ? gdk_surface_get_scale (gtk_native_get_surface (native)) : 1,
    .dark = adw_style_manager_get_dark (style), .contrast = adw_style_manager_get_high_contrast (style),
    .mirrored = gtk_widget_get_direction (widget) == GTK_TEXT_DIR_RTL,
    .foreground = (guint32) lround (color.red * 255) << 16 | (guint32) lround (color.green * 255) << 8
                  | (guint32) lround (color.blue * 255),
  };
}

static void
vmp_map_swatch_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpMapSwatch *self = VMP_MAP_SWATCH (widget);
  VmpMapStripLook look = vmp_map_swatch_get_look (widget);
  cairo_t *cr;

  if (self->type >= VMP_N_MAPPING_TYPES)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) look.width, (float) look.height));
  vmp_map_strip_draw_sample (cr, self->type, look.width, look.height, 1, &look);
  cairo_destroy (cr);
}

static void
vmp_map_swatch_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                        int *minimum_baseline, int *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
vmp_map_swatch_class_init (VmpMapSwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = vmp_map_swatch_snapshot;
  widget_class->measure = vmp_map_swatch_measure;
  gtk_widget_class_set_css_name (widget_class, "swatch");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vmp_map_swatch_init (VmpMapSwatch *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  self->type = VMP_N_MAPPING_TYPES;
  gtk_widget_set_valign (GTK_WIDGET (self), GTK_ALIGN_CENTER);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
vmp_map_swatch_new (void)
{
  return g_object_new (VMP_TYPE_MAP_SWATCH, NULL);
}

void
vmp_map_swatch_set_type (VmpMapSwatch *self, VmpMappingType type)
{
  g_return_if_fail (VMP_IS_MAP_SWATCH (self));

  if (self->type == type)
    return;
  self->type = type;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
