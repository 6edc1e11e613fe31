/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where room is left between mappings, how broken up it is, and how many more mappings there may be. */
#pragma once

#include <adwaita.h>

#include "core/model/vmp-address-space-gaps.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_FREE_DIALOG (vmp_map_free_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapFreeDialog, vmp_map_free_dialog, VMP, MAP_FREE_DIALOG, AdwDialog)

/* Returns: (transfer floating) */
VmpMapFreeDialog *vmp_map_free_dialog_new (void) G_GNUC_WARN_UNUSED_RESULT;
/* @n_mappings there are, of @most_mappings that there may be (VMP_MISSING: not known). */
void              vmp_map_free_dialog_set (VmpMapFreeDialog          *self,
                                           const VmpAddressSpaceGaps *gaps,
                                           guint                      n_mappings,
                                           gint64                     most_mappings);

G_END_DECLS
