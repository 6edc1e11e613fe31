/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One bar that is divided by type of mapping: pointed at, chosen from, by pointer and keys. */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vmp-mapping-type.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_BAR (vmp_map_bar_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapBar, vmp_map_bar, VMP, MAP_BAR, GtkWidget)

/**
 * VmpMapBar::chosen:
 * @type: a VmpMappingType
 */

/* @label names it to screen readers. */
void     vmp_map_bar_set_label    (VmpMapBar    *self,
                                   const char   *label);
/* Bytes of each type, VMP_MISSING counts as none; the whole width is @scale_bytes. */
void     vmp_map_bar_set_values   (VmpMapBar    *self,
                                   const gint64  values[VMP_N_MAPPING_TYPES],
                                   gint64        scale_bytes);
/* The others are faint; a bit for each type, 0: none is. */
void     vmp_map_bar_set_selected (VmpMapBar    *self,
                                   guint32       types);

G_END_DECLS
