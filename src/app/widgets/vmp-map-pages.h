/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pages of one mapping as a strip, or a sample of one class of them. */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vmp-mapping-type.h"
#include "vmp-map-page-paint.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_PAGES (vmp_map_pages_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapPages, vmp_map_pages, VMP, MAP_PAGES, GtkWidget)

/* Returns: (transfer floating) */
GtkWidget *vmp_map_pages_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* What the pages from @start_addr to @end_addr are; NULL: not known. @type gives the colour. */
void       vmp_map_pages_set_states (VmpMapPages    *self,
                                     VmpPageStates  *states,
                                     guint64         start_addr,
                                     guint64         end_addr,
                                     VmpMappingType  type);
/* A sample of @page_class. */
void       vmp_map_pages_set_sample (VmpMapPages    *self,
                                     VmpPageClass    page_class,
                                     VmpMappingType  type);
/* What pages of @page_class are called: N_(). Static. */
const char *vmp_map_pages_get_label (VmpPageClass    page_class);

G_END_DECLS
