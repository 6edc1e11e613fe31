/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two stretches of time beside each other: their figures, their mappings by type, and one graph laid over the other. */
#pragma once

#include <adwaita.h>

#include "../models/vmp-stretch.h"
#include "../widgets/vmp-chart-view.h"

G_BEGIN_DECLS

#define VMP_TYPE_TIMELINE_COMPARE (vmp_timeline_compare_get_type ())
G_DECLARE_FINAL_TYPE (VmpTimelineCompare, vmp_timeline_compare, VMP, TIMELINE_COMPARE, AdwBin)

/* @view: whose window is one of the stretches that can be chosen */
VmpTimelineCompare *vmp_timeline_compare_new    (VmpChartView       *view);
/* What there is to choose from now; all borrowed for the call. @target: (nullable). @recording: (nullable): the path, where @target
 * is of one. @anchor_nsec: wall clock for boot time 0 */
void                vmp_timeline_compare_update (VmpTimelineCompare *self,
                                                 VmpTarget          *target,
                                                 VmpTypeLog         *types,
                                                 GArray             *stages,
                                                 const char         *recording,
                                                 gint64              anchor_nsec);
/* Another recording is to choose from, and B is all of it. */
void                vmp_timeline_compare_open   (VmpTimelineCompare *self,
                                                 const char         *path);
/* The file was changed: with the next update what is shown of it is read again. */
void                vmp_timeline_compare_forget_file (VmpTimelineCompare *self,
                                                 const char         *path);

G_END_DECLS
