/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A sample of how a metric is drawn in graphs, or a part in the waterfall: its colour, pattern and dash. */
#pragma once

#include <gtk/gtk.h>

#include "core/model/vmp-waterfall.h"

G_BEGIN_DECLS

#define VMP_TYPE_NUMBER_SWATCH (vmp_number_swatch_get_type ())
G_DECLARE_FINAL_TYPE (VmpNumberSwatch, vmp_number_swatch, VMP, NUMBER_SWATCH, GtkWidget)

void vmp_number_swatch_set_metric (VmpNumberSwatch    *self,
                                   VmpMetricId         metric);
void vmp_number_swatch_set_part   (VmpNumberSwatch    *self,
                                   VmpWaterfallPartId  part);

G_END_DECLS
