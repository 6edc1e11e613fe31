/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is known of one mapping, each with its explanation. */
#pragma once

#include <adwaita.h>

#include "../models/vmp-mapping-trail.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_DETAILS (vmp_map_details_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapDetails, vmp_map_details, VMP, MAP_DETAILS, AdwBin)

/* Shows @mapping of @space, neither of which needs to stay; NULL for none. @trail, nullable, knows its history. */
void vmp_map_details_set_mapping (VmpMapDetails         *self,
                                  const VmpAddressSpace *space,
                                  const VmpMapping      *mapping,
                                  const VmpMappingTrail *trail);
/* The mapping that was shown is gone since; its values are left. */
void vmp_map_details_set_gone    (VmpMapDetails         *self,
                                  gboolean               gone);

G_END_DECLS
