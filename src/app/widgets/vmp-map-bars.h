/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Three bars on one scale: what is reserved, what of it is resident, and what of that is private; by type. */
#pragma once

#include <adwaita.h>

#include "core/model/vmp-address-space.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_BARS (vmp_map_bars_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapBars, vmp_map_bars, VMP, MAP_BARS, AdwBin)

/**
 * VmpMapBars::chosen:
 * @type: a VmpMappingType
 */

/* Values of @space, which need not stay; NULL: none. */
void vmp_map_bars_set_space    (VmpMapBars            *self,
                                const VmpAddressSpace *space);
/* The others are faint; a bit for each type, 0: none is. */
void vmp_map_bars_set_selected (VmpMapBars            *self,
                                guint32                types);

G_END_DECLS
