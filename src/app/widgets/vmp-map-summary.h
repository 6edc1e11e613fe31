/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of the types of mappings with their sums; those that are selected there filter the mappings. */
#pragma once

#include <adwaita.h>

#include "core/model/vmp-address-space-diff.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_SUMMARY (vmp_map_summary_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapSummary, vmp_map_summary, VMP, MAP_SUMMARY, AdwBin)

/**
 * VmpMapSummary::selection-changed:
 *
 * The user selected other types.
 */

/* Values of @space, which need not stay; NULL: none. With @diff (nullable) what they are more than before. Rows of types that stay, and
 * the selection, are kept. */
void    vmp_map_summary_set_space  (VmpMapSummary             *self,
                                    const VmpAddressSpace     *space,
                                    const VmpAddressSpaceDiff *diff);
/* A bit for each type that is selected; 0: all. */
guint32 vmp_map_summary_get_types  (VmpMapSummary         *self);
void    vmp_map_summary_set_types  (VmpMapSummary         *self,
                                    guint32                types);
/* Leaves out all columns but the most important ones. */
void    vmp_map_summary_set_narrow (VmpMapSummary         *self,
                                    gboolean               narrow);

G_END_DECLS
