/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All that is known of one mapping, each with its explanation. */
#pragma once

#include <adwaita.h>

#include "../models/vmp-mapping-trail.h"
#include "core/model/vmp-page-states.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_DETAILS (vmp_map_details_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapDetails, vmp_map_details, VMP, MAP_DETAILS, AdwBin)

/* Shows @mapping of @space, neither of which needs to stay; NULL for none. @trail, nullable, knows its history. */
void vmp_map_details_set_mapping (VmpMapDetails         *self,
                                  const VmpAddressSpace *space,
                                  const VmpMapping      *mapping,
                                  const VmpMappingTrail *trail);
/* Of which addresses the pages are wanted; FALSE if of none. */
gboolean vmp_map_details_get_page_range (VmpMapDetails *self,
                                  guint64               *out_start_addr,
                                  guint64               *out_end_addr);
/* What they are; NULL for @reason. */
void vmp_map_details_set_pages   (VmpMapDetails         *self,
                                  VmpPageStates         *states,
                                  VmpReason              reason);
/* The mapping that was shown is gone since; its values are left. */
void vmp_map_details_set_gone    (VmpMapDetails         *self,
                                  gboolean               gone);

G_END_DECLS
