/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a process at one look, which are the legend of its graphs. */
#pragma once

#include <adwaita.h>

#include "core/model/vmp-session.h"

G_BEGIN_DECLS

#define VMP_TYPE_NUMBER_ROW (vmp_number_row_get_type ())
G_DECLARE_FINAL_TYPE (VmpNumberRow, vmp_number_row, VMP, NUMBER_ROW, AdwBin)

/**
 * VmpNumberRow::metric-shown:
 * @metric: a VmpMetricId
 * @shown: whether the user wants to see it in the graphs
 */

GtkWidget *vmp_number_row_new    (void);
/* Shows the newest values of @target (nullable); @now_nsec is the time of its newest sample. */
void       vmp_number_row_update (VmpNumberRow *self,
                                  VmpTarget    *target,
                                  gint64        now_nsec);
/* Marks the number of @metric, if there is one, as shown in the graphs or not. */
void       vmp_number_row_set_shown (VmpNumberRow *self,
                                     VmpMetricId   metric,
                                     gboolean      shown);
/* The tile of @metric, or NULL. Borrowed. */
GtkWidget *vmp_number_row_get_tile  (VmpNumberRow *self,
                                     VmpMetricId   metric);

G_END_DECLS
