/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of how mappings of a type are drawn: its colour and pattern. */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vmp-mapping-type.h"
#include "vmp-map-strip-paint.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_SWATCH (vmp_map_swatch_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapSwatch, vmp_map_swatch, VMP, MAP_SWATCH, GtkWidget)

GtkWidget      *vmp_map_swatch_new      (void) G_GNUC_WARN_UNUSED_RESULT;
/* VMP_N_MAPPING_TYPES: nothing is drawn, the room is kept. */
void            vmp_map_swatch_set_type (VmpMapSwatch   *self,
                                         VmpMappingType  type);
/* How @widget has mappings drawn on it; without text. */
VmpMapStripLook vmp_map_swatch_get_look (GtkWidget      *widget);

G_END_DECLS
