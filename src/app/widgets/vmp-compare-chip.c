/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The legend of the second process: how it is drawn, its name, and a way to take it out again. */
#include "config.h"

#include "vmp-compare-chip.h"

#include <glib/gi18n.h>

#include "../vmp-preferences.h"
#include "vmp-chart-layers.h"
#include "vmp-palette.h"

struct _VmpCompareChip
{
  AdwBin          parent_instance;

  /* template children */
  GtkDrawingArea *swatch;
  GtkLabel       *name;
  GtkButton      *button;
};

static guint closed_signal;

G_DEFINE_FINAL_TYPE (VmpCompareChip, vmp_compare_chip, ADW_TYPE_BIN)

static void
draw_cb (GtkDrawingArea *area,
         cairo_t        *cr,
         int             width,
         int             height,
         gpointer        user_data)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (area)));
  guint32 color = vmp_palette_get_compare_color (adw_style_manager_get_dark (style));

  cairo_set_source_rgb (cr, (color >> 16 & 0xff) / 255.0, (color >> 8 & 0xff) / 255.0, (color & 0xff) / 255.0);
  vmp_chart_dash_set (cr, VMP_DASH_LONG_SHORT);
  cairo_set_line_width (cr, 3);
  cairo_move_to (cr, 0, height / 2.0);
  cairo_line_to (cr, width, height / 2.0);
  cairo_stroke (cr);
}

static void
closed_cb (VmpCompareChip *self)
{
  g_signal_emit (self, closed_signal, 0);
}

static void
vmp_compare_chip_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_COMPARE_CHIP);

  G_OBJECT_CLASS (vmp_compare_chip_parent_class)->dispose (object);
}

static void
vmp_compare_chip_class_init (VmpCompareChipClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->dispose = vmp_compare_chip_dispose;
  closed_signal = g_signal_new ("closed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-compare-chip.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpCompareChip, swatch);
  gtk_widget_class_bind_template_child (widget_class, VmpCompareChip, name);
  gtk_widget_class_bind_template_child (widget_class, VmpCompareChip, button);
  gtk_widget_class_bind_template_callback (widget_class, closed_cb);
  gtk_widget_class_set_css_name (widget_class, "comparechip");
}

static void
vmp_compare_chip_init (VmpCompareChip *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  gtk_widget_init_template (GTK_WIDGET (self));
  gtk_drawing_area_set_draw_func (self->swatch, draw_cb, NULL, NULL);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self->swatch, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self->swatch,
                           G_CONNECT_SWAPPED);
}

void
vmp_compare_chip_set_text (VmpCompareChip *self,
                           const char     *text)
{
  g_autofree char *about = NULL;

  g_return_if_fail (VMP_IS_COMPARE_CHIP (self));

  if (g_str_equal (gtk_label_get_text (self->name), text))
    return;
  gtk_label_set_text (self->name, text);
  gtk_widget_set_tooltip_text (GTK_WIDGET (self->name), text);
  /* Translators: %s is a process, such as "firefox (2011)". */
  about = g_strdup_printf (_("Stop comparing with %s"), text);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self->button), GTK_ACCESSIBLE_PROPERTY_LABEL, about, -1);
}
