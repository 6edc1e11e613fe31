/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map page asks what single pages are: of the chosen mapping for the details, and of what the strip shows so large. */
#include "config.h"

#include "vmp-map-page-private.h"

static void
strip_pages_cb (VmpMapPage *self)
{
  vmp_map_strip_set_pages (self->strip, vmp_map_pages_source_get_states (self->strip_pages));
}

static void
details_pages_cb (VmpMapPage *self)
{
  vmp_map_details_set_pages (self->details, vmp_map_pages_source_get_states (self->details_pages),
                             vmp_map_pages_source_get_reason (self->details_pages));
}

void
vmp_map_page_update_pages (VmpMapPage *self)
{
  guint64 start_addr = 0, end_addr = 0;

  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    vmp_map_strip_get_page_range (self->strip, &start_addr, &end_addr);
  vmp_map_pages_source_set_range (self->strip_pages, start_addr, end_addr);
  start_addr = end_addr = 0;
  /* Only what can be seen is asked for. */
  if (gtk_widget_get_mapped (GTK_WIDGET (self->details)))
    vmp_map_details_get_page_range (self->details, &start_addr, &end_addr);
  vmp_map_pages_source_set_range (self->details_pages, start_addr, end_addr);
  if (!vmp_map_source_is_live (self->source))
    vmp_map_details_set_pages (self->details, NULL, VMP_REASON_NONE);
}

void
vmp_map_page_refresh_pages (VmpMapPage *self)
{
  vmp_map_page_update_pages (self);
  vmp_map_pages_source_refresh (self->strip_pages);
  vmp_map_pages_source_refresh (self->details_pages);
}

void
vmp_map_page_init_pages (VmpMapPage *self)
{
  GtkAdjustment *window = vmp_map_strip_get_adjustment (self->strip);

  self->strip_pages = vmp_map_pages_source_new ();
  self->details_pages = vmp_map_pages_source_new ();
  g_signal_connect_object (self->strip_pages, "changed", G_CALLBACK (strip_pages_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details_pages, "changed", G_CALLBACK (details_pages_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "changed", G_CALLBACK (vmp_map_page_update_pages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (window, "value-changed", G_CALLBACK (vmp_map_page_update_pages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details, "map", G_CALLBACK (vmp_map_page_update_pages), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (self->details, "unmap", G_CALLBACK (vmp_map_page_update_pages), self, G_CONNECT_SWAPPED);
}
