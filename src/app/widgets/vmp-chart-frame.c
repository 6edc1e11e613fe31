/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all layers of a chart share while it is drawn: geometry, time window, value axis, look. */
#include "config.h"

#include "vmp-chart-frame.h"

#include <math.h>

/* How much stronger faint lines and texts are in high contrast. */
#define HIGH_CONTRAST 2.5

#define MOST_TEXTS 100

void
vmp_chart_frame_set_window (VmpChartFrame *self,
                            gint64         begin_nsec,
                            gint64         end_nsec)
{
  gint64 span_nsec = MAX (end_nsec - begin_nsec, 1);

  self->n_columns = (guint) MAX (1, (int) lround (self->plot_width * self->scale));
  self->cell_nsec = MAX ((span_nsec + self->n_columns - 1) / self->n_columns, 1);
  /* Rounded by the end, as that is where new values come in. */
  end_nsec = (end_nsec + self->cell_nsec - 1) / self->cell_nsec * self->cell_nsec;
  self->begin_nsec = end_nsec - self->cell_nsec * self->n_columns;
}

gint64
vmp_chart_frame_get_end (const VmpChartFrame *self)
{
  return self->begin_nsec + self->cell_nsec * self->n_columns;
}

double
vmp_chart_frame_get_x (const VmpChartFrame *self,
                       gint64               time_nsec)
{
  double column = (double) (time_nsec - self->begin_nsec) / (double) self->cell_nsec;
  double x = column / self->scale;

  return self->rtl ? self->plot_x + self->plot_width - x : self->plot_x + x;
}

gint64
vmp_chart_frame_get_time (const VmpChartFrame *self,
                          double               x)
{
  double offset = self->rtl ? self->plot_x + self->plot_width - x : x - self->plot_x;

  return self->begin_nsec + (gint64) (offset * self->scale * (double) self->cell_nsec);
}

double
vmp_chart_frame_get_y (const VmpChartFrame *self,
                       gint64               value)
{
  return self->plot_y + self->plot_height - (double) value / self->top * self->plot_height;
}

void
vmp_chart_frame_set_source (const VmpChartFrame *self,
                            cairo_t             *cr,
                            guint32              color,
                            double               alpha)
{
  cairo_set_source_rgba (cr, ((color >> 16) & 0xff) / 255.0, ((color >> 8) & 0xff) / 255.0, (color & 0xff) / 255.0,
                         self->high_contrast ? MIN (alpha * HIGH_CONTRAST, 1.0) : alpha);
}

static PangoLayout *
layout_new (PangoContext *pango,
            const char   *text)
{
  PangoLayout *layout = pango_layout_new (pango);
  PangoAttrList *attributes = pango_attr_list_new ();

  pango_attr_list_insert (attributes, pango_attr_scale_new (PANGO_SCALE_SMALL));
  pango_attr_list_insert (attributes, pango_attr_font_features_new ("tnum=1"));
  pango_layout_set_attributes (layout, attributes);
  pango_attr_list_unref (attributes);
  pango_layout_set_text (layout, text, -1);
  return layout;
}

PangoLayout *
vmp_chart_frame_create_text (const VmpChartFrame *self,
                             const char          *text)
{
  PangoLayout *layout;

  if (self->texts == NULL)
    return layout_new (self->pango, text);
  layout = g_hash_table_lookup (self->texts, text);
  if (layout == NULL)
    {
      /* Clock times go by, so what is not asked for any more must go too. */
      if (g_hash_table_size (self->texts) >= MOST_TEXTS)
        g_hash_table_remove_all (self->texts);
      layout = layout_new (self->pango, text);
      g_hash_table_insert (self->texts, g_strdup (text), layout);
    }
  return g_object_ref (layout);
}
