/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of one mapping as a strip, or a sample of one class of them. */
#include "config.h"

#include "vmp-map-pages.h"

#include <adwaita.h>
#include <glib/gi18n.h>
#include <math.h>

#include "../models/vmp-mapping-text.h"
#include "../vmp-preferences.h"
#include "vmp-map-swatch.h"
#include "vmp-palette.h"

#define SAMPLE_WIDTH 18
#define SAMPLE_HEIGHT 12
#define LEAST_WIDTH 80
#define HEIGHT 28

struct _VmpMapPages
{
  GtkWidget       parent_instance;

  VmpPageStates  *states;         /* owned; NULL: not known, or a sample */
  guint64         start_addr, end_addr;
  VmpPageClass    sample;         /* VMP_N_PAGE_CLASSES: it is none */
  VmpMappingType  type;
};

G_DEFINE_FINAL_TYPE (VmpMapPages, vmp_map_pages, GTK_TYPE_WIDGET)

const char *
vmp_map_pages_get_label (VmpPageClass page_class)
{
  static const char *const labels[VMP_N_PAGE_CLASSES] = {
    [VMP_PAGE_CLASS_OWN] = N_("In memory, of no file"),
    [VMP_PAGE_CLASS_FILE] = N_("In memory, of a file or shared"),
    [VMP_PAGE_CLASS_ZERO] = N_("The system's page of zeros"),
    [VMP_PAGE_CLASS_SWAPPED] = N_("In swap"),
    [VMP_PAGE_CLASS_GUARD] = N_("Guard: touching it is fatal"),
  };

  return labels[page_class];
}

static void
draw (VmpMapPages *self, cairo_t *cr, const VmpMapStripLook *look)
{
  guint32 color = vmp_palette_get_mapping_color (self->type, look->dark);
  guint n = (guint) MAX (lround (look->width * look->scale), 1);
  VmpChartRaster raster;

  vmp_chart_raster_init (&raster, (int) n, MAX ((int) lround (look->height * look->scale), 1));
  raster.scale = MAX ((int) lround (look->scale), 1);
  raster.mirrored = look->mirrored;
  if (self->sample < VMP_N_PAGE_CLASSES)
    vmp_map_pages_paint_sample (&raster, self->sample, color, look->contrast);
  else
    vmp_map_pages_paint (&raster, self->states, self->start_addr, self->end_addr, 0, n, color, look->contrast);
  cairo_surface_mark_dirty (raster.surface);
  cairo_surface_set_device_scale (raster.surface, look->scale, look->scale);
  cairo_set_source_surface (cr, raster.surface, 0, 0);
  cairo_paint (cr);
  vmp_chart_raster_clear (&raster);
}

static void
vmp_map_pages_snapshot (GtkWidget *widget, GtkSnapshot *snapshot)
{
  VmpMapPages *self = VMP_MAP_PAGES (widget);
  VmpMapStripLook look = vmp_map_swatch_get_look (widget);
  cairo_t *cr;

  if (self->states == NULL && self->sample == VMP_N_PAGE_CLASSES)
    return;
  cr = gtk_snapshot_append_cairo (snapshot, &GRAPHENE_RECT_INIT (0, 0, (float) look.width, (float) look.height));
  draw (self, cr, &look);
  cairo_destroy (cr);
}

static void
vmp_map_pages_measure (GtkWidget *widget, GtkOrientation orientation, int for_size, int *minimum, int *natural,
                       int *minimum_baseline, int *natural_baseline)
{
  gboolean is_sample = VMP_MAP_PAGES (widget)->sample < VMP_N_PAGE_CLASSES;

  if (orientation == GTK_ORIENTATION_HORIZONTAL)
    *minimum = *natural = is_sample ? SAMPLE_WIDTH : LEAST_WIDTH;
  else
    *minimum = *natural = is_sample ? SAMPLE_HEIGHT : HEIGHT;
}

/* The page under the pointer, and what it is. */
static gboolean
query_tooltip_cb (VmpMapPages *self, int x, int y, gboolean keyboard, GtkTooltip *tooltip)
{
  double width = MAX (gtk_widget_get_width (GTK_WIDGET (self)), 1), share;
  guint64 page_size, addr;
  g_autofree char *text = NULL;

  if (self->states == NULL || keyboard)
    return FALSE;
  if (gtk_widget_get_direction (GTK_WIDGET (self)) == GTK_TEXT_DIR_RTL)
    x = (int) width - x;
  share = CLAMP (x / width, 0, 1);
  page_size = vmp_page_states_get_page_size (self->states);
  addr = self->start_addr + (guint64) (share * (double) (self->end_addr - self->start_addr - 1)) / page_size * page_size;
  text = vmp_mapping_text_dup_page (addr, vmp_page_states_get_bits (self->states, addr));
  gtk_tooltip_set_text (tooltip, text);
  return TRUE;
}

static void
vmp_map_pages_finalize (GObject *object)
{
  g_clear_pointer (&VMP_MAP_PAGES (object)->states, vmp_page_states_unref);

  G_OBJECT_CLASS (vmp_map_pages_parent_class)->finalize (object);
}

static void
vmp_map_pages_class_init (VmpMapPagesClass *klass)
{
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  G_OBJECT_CLASS (klass)->finalize = vmp_map_pages_finalize;
  widget_class->snapshot = vmp_map_pages_snapshot;
  widget_class->measure = vmp_map_pages_measure;
  gtk_widget_class_set_css_name (widget_class, "mappages");
  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_IMG);
}

static void
vmp_map_pages_init (VmpMapPages *self)
{
  AdwStyleManager *style = adw_style_manager_get_for_display (gtk_widget_get_display (GTK_WIDGET (self)));

  self->sample = VMP_N_PAGE_CLASSES;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), TRUE);
  g_signal_connect (self, "query-tooltip", G_CALLBACK (query_tooltip_cb), NULL);
  gtk_widget_set_overflow (GTK_WIDGET (self), GTK_OVERFLOW_HIDDEN);
  gtk_accessible_update_property (GTK_ACCESSIBLE (self), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Pages"), -1);
  g_signal_connect_object (style, "notify::dark", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (style, "notify::high-contrast", G_CALLBACK (gtk_widget_queue_draw), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (gtk_widget_queue_draw), self,
                           G_CONNECT_SWAPPED);
}

GtkWidget *
vmp_map_pages_new (void)
{
  return g_object_new (VMP_TYPE_MAP_PAGES, NULL);
}

void
vmp_map_pages_set_states (VmpMapPages *self, VmpPageStates *states, guint64 start_addr, guint64 end_addr, VmpMappingType type)
{
  g_return_if_fail (VMP_IS_MAP_PAGES (self));
  g_return_if_fail (states == NULL || end_addr > start_addr);

  if (self->states != states)
    {
      g_clear_pointer (&self->states, vmp_page_states_unref);
      self->states = states != NULL ? vmp_page_states_ref (states) : NULL;
    }
  self->start_addr = start_addr;
  self->end_addr = end_addr;
  self->type = type;
  gtk_widget_queue_draw (GTK_WIDGET (self));
}

void
vmp_map_pages_set_sample (VmpMapPages *self, VmpPageClass page_class, VmpMappingType type)
{
  g_return_if_fail (VMP_IS_MAP_PAGES (self));
  g_return_if_fail (page_class < VMP_N_PAGE_CLASSES);

  self->sample = page_class;
  self->type = type;
  gtk_widget_set_has_tooltip (GTK_WIDGET (self), FALSE);
  gtk_widget_queue_resize (GTK_WIDGET (self));
}
