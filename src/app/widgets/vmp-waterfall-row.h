/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One step of the waterfall: its name, size and sentence, its bar, and its parts in words. */
#pragma once

#include <adwaita.h>

#include "vmp-waterfall-bar.h"

G_BEGIN_DECLS

#define VMP_TYPE_WATERFALL_ROW (vmp_waterfall_row_get_type ())
G_DECLARE_FINAL_TYPE (VmpWaterfallRow, vmp_waterfall_row, VMP, WATERFALL_ROW, AdwBin)

GtkWidget       *vmp_waterfall_row_new     (void);
/* @target (nullable; kept until the next call) tells reasons, and what other programs show. TRUE if the bar looks different now. */
gboolean         vmp_waterfall_row_update  (VmpWaterfallRow        *self,
                                            const VmpWaterfallStep *step,
                                            VmpTarget              *target);
/* Borrowed. */
VmpWaterfallBar *vmp_waterfall_row_get_bar (VmpWaterfallRow        *self);

G_END_DECLS
