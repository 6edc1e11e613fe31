/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One number of the legend: value, highest value, how it is drawn, what it means; pressing it hides its line. */
#pragma once

#include <adwaita.h>

#include "core/model/vmp-session.h"

G_BEGIN_DECLS

#define VMP_TYPE_NUMBER_TILE (vmp_number_tile_get_type ())
G_DECLARE_FINAL_TYPE (VmpNumberTile, vmp_number_tile, VMP, NUMBER_TILE, AdwBin)

/* Property "shown": whether the metric is to be seen in the graphs. @name is a short one. */
GtkWidget  *vmp_number_tile_new        (VmpMetricId    metric,
                                        const char    *name);
VmpMetricId vmp_number_tile_get_metric (VmpNumberTile *self);
/* Shows the newest value of @target (nullable; kept until the next call, with NULL before it goes); @now_nsec is the time of its newest sample. */
void        vmp_number_tile_update     (VmpNumberTile *self,
                                        VmpTarget     *target,
                                        gint64         now_nsec);

G_END_DECLS
