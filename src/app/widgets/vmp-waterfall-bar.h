/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One bar of the waterfall: drawn parts, a cursor for pointer and keys. */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vmp-waterfall.h"

G_BEGIN_DECLS

#define VMP_TYPE_WATERFALL_BAR (vmp_waterfall_bar_get_type ())
G_DECLARE_FINAL_TYPE (VmpWaterfallBar, vmp_waterfall_bar, VMP, WATERFALL_BAR, GtkWidget)

/**
 * VmpWaterfallBar::activated:
 *
 * It was clicked, or Return was pressed: the rows that make it up are wanted.
 */

/**
 * VmpWaterfallBar::marked:
 * @part: index of the part under the cursor, -1 for none
 */

/* TRUE if it looks different now. */
gboolean                vmp_waterfall_bar_set_step (VmpWaterfallBar        *self,
                                                    const VmpWaterfallStep *step);
const VmpWaterfallStep *vmp_waterfall_bar_get_step (VmpWaterfallBar        *self);
int                     vmp_waterfall_bar_get_mark (VmpWaterfallBar        *self);

G_END_DECLS
