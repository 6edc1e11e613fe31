/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waterfall: where the memory goes, from reserved addresses to what is the process's own. */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vmp-waterfall.h"

G_BEGIN_DECLS

#define VMP_TYPE_WATERFALL_VIEW (vmp_waterfall_view_get_type ())
G_DECLARE_FINAL_TYPE (VmpWaterfallView, vmp_waterfall_view, VMP, WATERFALL_VIEW, GtkBox)

GtkWidget *vmp_waterfall_view_new    (void);
/* Shows the newest reading of @target (nullable; kept until the next call, with NULL before it goes). @newest_nsec is the time of its
 * newest sample, @anchor_nsec wall clock for time 0, as in the session. */
void       vmp_waterfall_view_update (VmpWaterfallView *self,
                                      VmpTarget        *target,
                                      gint64            newest_nsec,
                                      gint64            anchor_nsec);

G_END_DECLS
