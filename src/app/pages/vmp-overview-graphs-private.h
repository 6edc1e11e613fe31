/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the graphs of the overview and the limits in them share. */
#pragma once

#include "../widgets/vmp-chart.h"
#include "vmp-overview-graphs.h"

G_BEGIN_DECLS

guint     vmp_overview_graphs_get_n     (VmpOverviewGraphs *self);
/* Borrowed. */
VmpChart *vmp_overview_graphs_get_chart (VmpOverviewGraphs *self,
                                         guint              graph);
/* The user moved the limit of a rule: @value as graphs have it. */
void      vmp_overview_limits_move      (VmpAlertService   *service,
                                         const char        *id,
                                         gint64             value);

G_END_DECLS
