/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The mappings of two moments beside each other: which are new, gone, or of another size, those that differ most first. */
#pragma once

#include <adwaita.h>

#include "../models/vmp-timeline-side.h"

G_BEGIN_DECLS

#define VMP_TYPE_TIMELINE_MAPPINGS (vmp_timeline_mappings_get_type ())
G_DECLARE_FINAL_TYPE (VmpTimelineMappings, vmp_timeline_mappings, VMP, TIMELINE_MAPPINGS, AdwBin)

VmpTimelineMappings *vmp_timeline_mappings_new      (void);
/* @a, @b: (nullable). @is_one_file: both are of the same recording, or are measured: then a pid says which process it is. */
void                 vmp_timeline_mappings_update   (VmpTimelineMappings   *self,
                                                     const VmpTimelineSide *a,
                                                     const VmpTimelineSide *b,
                                                     gboolean               is_one_file);
/* As it is shown. Owned. */
char                *vmp_timeline_mappings_dup_text (VmpTimelineMappings   *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
