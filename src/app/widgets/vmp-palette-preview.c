/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of a palette of the graphs, as small dots. */
#include "config.h"

#include "vmp-palette-preview.h"

#include <adwaita.h>

#include "vmp-palette.h"

#define DOT 14
#define GAP 4

struct _VmpPalettePreview
{
  GtkWidget  parent_instance;

  VmpPalette palette;
};

enum
{
  PROP_0,
  PROP_PALETTE,
  N_PROPERTIES
};

static GParamSpec *properties[N_PROPERTIES];

G_DEFINE_FINAL_TYPE (VmpPalettePreview, vmp_palette_preview, GTK_TYPE_WIDGET)

static const VmpMetricId shown[] = { VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM, VMP_METRIC_SWAP };

static void
vmp_palette_preview_snapshot (GtkWidget   *widget,
                              GtkSnapshot *snapshot)
{
  VmpPalettePreview *self = VMP_PALETTE_PREVIEW (widget);
  gboolean dark = adw_style_manager_get_dark (adw_style_manager_get_for_display (gtk_widget_get_display (widget)));

  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      const VmpMetric *metric = vmp_metric_get (shown[i]);
      guint32 color = vmp_palette_translate (self->palette, dark ? metric->color_dark : metric->color_light, dark);
      const GdkRGBA rgba = { (color >> 16 & 0xff) / 255.f, (color >> 8 & 0xff) / 255.f, (color & 0xff) / 255.f, 1 };
      const graphene_rect_t dot = GRAPHENE_RECT_INIT ((float) i * (DOT + GAP), 0, DOT, DOT);
      GskRoundedRect round;

      gsk_rounded_rect_init_from_rect (&round, &dot, DOT / 2.f);
      gtk_snapshot_push_rounded_clip (snapshot, &round);
      gtk_snapshot_append_color (snapshot, &rgba, &dot);
      gtk_snapshot_pop (snapshot);
    }
}

static void
vmp_palette_preview_measure (GtkWidget      *widget,
                             GtkOrientation  orientation,
                             int             for_size,
                             int            *minimum,
                             int            *natural,
                             int            *minimum_baseline,
                             int            *natural_baseline)
{
  const int n = G_N_ELEMENTS (shown);

  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? n * DOT + (n - 1) * GAP : DOT;
}

static void
vmp_palette_preview_get_property (GObject    *object,
                                  guint       id,
                                  GValue     *value,
                                  GParamSpec *pspec)
{
  if (id == PROP_PALETTE)
    g_value_set_uint (value, VMP_PALETTE_PREVIEW (object)->palette);
  else
    G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
}

static void
vmp_palette_preview_set_property (GObject      *object,
                                  guint         id,
                                  const GValue *value,
                                  GParamSpec   *pspec)
{
  VmpPalettePreview *self = VMP_PALETTE_PREVIEW (object);

  if (id != PROP_PALETTE)
    {
      G_OBJECT_WARN_INVALID_PROPERTY_ID (object, id, pspec);
      return;
    }
  self->palette = g_value_get_uint (value);
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

static void
vmp_palette_preview_class_init (VmpPalettePreviewClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->get_property = vmp_palette_preview_get_property;
  object_class->set_property = vmp_palette_preview_set_property;
  widget_class->snapshot = vmp_palette_preview_snapshot;
  widget_class->measure = vmp_palette_preview_measure;
  properties[PROP_PALETTE] = g_param_spec_uint ("palette", NULL, NULL, 0, VMP_N_PALETTES - 1, VMP_PALETTE_SAFE,
                                                G_PARAM_READWRITE | G_PARAM_STATIC_STRINGS);
  g_object_class_install_properties (object_class, N_PROPERTIES, properties);
  gtk_widget_class_set_css_name (widget_class, "palettepreview");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vmp_palette_preview_init (VmpPalettePreview *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
}
