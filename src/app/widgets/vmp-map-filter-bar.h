/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of the mappings is listed, and how: search, help for it, groups. */
#pragma once

#include <adwaita.h>

#include "../models/vmp-mapping-table.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_FILTER_BAR (vmp_map_filter_bar_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapFilterBar, vmp_map_filter_bar, VMP, MAP_FILTER_BAR, AdwBin)

/**
 * VmpMapFilterBar::changed:
 *
 * The user typed something else, or wants other groups.
 */

/* What is typed, parsed. Owned. */
VmpMappingFilter *vmp_map_filter_bar_dup_filter  (VmpMapFilterBar   *self) G_GNUC_WARN_UNUSED_RESULT;
VmpMappingArrange vmp_map_filter_bar_get_arrange (VmpMapFilterBar   *self);
void              vmp_map_filter_bar_set_arrange (VmpMapFilterBar   *self,
                                                  VmpMappingArrange  arrange);
void              vmp_map_filter_bar_clear       (VmpMapFilterBar   *self);
void              vmp_map_filter_bar_grab_focus  (VmpMapFilterBar   *self);

G_END_DECLS
