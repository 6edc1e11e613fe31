/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of how a metric is drawn in graphs, or a part in the waterfall: its colour, pattern and dash. */
#include "config.h"

#include "vmp-number-swatch.h"

#include <adwaita.h>
#include <math.h>

#include "../vmp-preferences.h"
#include "vmp-chart-raster.h"
#include "vmp-palette.h"
#include "vmp-waterfall-paint.h"

#define WIDTH       18
#define HEIGHT      12
#define LINE_WIDTH  3

struct _VmpNumberSwatch
{
  GtkWidget   parent_instance;

  VmpMetricId metric;
  int         part;     /* VmpWaterfallPartId, or -1: the metric */
};

G_DEFINE_FINAL_TYPE (VmpNumberSwatch, vmp_number_swatch, GTK_TYPE_WIDGET)

static void
draw (cairo_t         *cr,
      const VmpMetric *metric,
      gboolean         dark,
      gboolean         opaque,
      double           scale)
{
  guint columns = (guint) lround (WIDTH * scale);
  int rows = (int) lround (HEIGHT * scale);
  int line = (int) lround (LINE_WIDTH * scale);
  /* A line alone is shown in the middle. */
  int top = metric->fill == VMP_FILL_NONE ? (rows - line) / 2 : 0;
  g_autofree VmpChartSpan *spans = g_new (VmpChartSpan, columns);
  VmpChartRaster raster;
  VmpChartPaint paint;

  vmp_chart_paint_init (&paint, vmp_palette_get_metric_color (metric->id, dark), metric->fill, metric->dash, opaque,
                        (int) lround (scale));
  vmp_chart_raster_init (&raster, (int) columns, rows);
  raster.scale = (int) lround (scale);
  for (guint i = 0; i < columns; i++)
    spans[i] = (VmpChartSpan) { top, rows };
  if (metric->fill != VMP_FILL_NONE)
    vmp_chart_raster_area (&raster, &paint, spans, columns);
  for (guint i = 0; i < columns; i++)
    spans[i] = (VmpChartSpan) { top, top + line };
  vmp_chart_raster_line (&raster, &paint, spans, columns);
  cairo_surface_mark_dirty (raster.surface);
  cairo_surface_set_device_scale (raster.surface, scale, scale);
  cairo_set_source_surface (cr, raster.surface, 0, 0);
  cairo_paint (cr);
  vmp_chart_raster_clear (&raster);
}

static void
vmp_number_swatch_snapshot (GtkWidget   *widget,
                            GtkSnapshot *snapshot)
{
  VmpNumberSwatch *self = VMP_NUMBER_SWATCH (widget);
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (widget));
  GtkNative *native = gtk_widget_get_native (widget);
  double scale = native != NULL ? gdk_surface_get_scale (gtk_native_get_surface (native)) : 1;
  cairo_t *cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, WIDTH, HEIGHT));

  if (self->part >= 0)
    vmp_waterfall_draw_sample (cr, (VmpWaterfallPartId) self->part,
                               &(VmpWaterfallLook) { WIDTH, HEIGHT, scale, adw_style_manager_get_dark (style),
                                                     adw_style_manager_get_high_contrast (style), FALSE });
  else
    draw (cr, vmp_metric_get (self->metric), adw_style_manager_get_dark (style), adw_style_manager_get_high_contrast (style),
          scale);
  cairo_destroy (cr);
}

static void
vmp_number_swatch_measure (GtkWidget      *widget,
                           GtkOrientation  orientation,
                           int             for_size,
                           int            *minimum,
                           int            *natural,
                           int            *minimum_baseline,
                           int            *natural_baseline)
{
  *minimum = *natural = orientation == GTK_ORIENTATION_HORIZONTAL ? WIDTH : HEIGHT;
}

static void
vmp_number_swatch_class_init (VmpNumberSwatchClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  widget_class->snapshot = vmp_number_swatch_snapshot;
  widget_class->measure = vmp_number_swatch_measure;
  gtk_widget_class_set_css_name (widget_class, "swatch");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_PRESENTATION);
}

static void
vmp_number_swatch_init (VmpNumberSwatch *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  self->part = -1;
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

void
vmp_number_swatch_set_metric (VmpNumberSwatch *self,
                              VmpMetricId      metric)
{
  g_return_if_fail (VMP_IS_NUMBER_SWATCH (self));

  self->metric = metric;
  self->part = -1;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vmp_number_swatch_set_part (VmpNumberSwatch    *self,
                            VmpWaterfallPartId  part)
{
  g_return_if_fail (VMP_IS_NUMBER_SWATCH (self));

  if (self->part == (int) part)
    return;
  self->part = (int) part;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}
