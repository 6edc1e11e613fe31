/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The graphs of the overview page: a set that the user hides, moves and makes taller, as it is remembered. */
#pragma once

#include <adwaita.h>

#include "../vmp-alert-service.h"
#include "../widgets/vmp-chart-view.h"
#include "core/model/vmp-session.h"

G_BEGIN_DECLS

#define VMP_TYPE_OVERVIEW_GRAPHS (vmp_overview_graphs_get_type ())
G_DECLARE_FINAL_TYPE (VmpOverviewGraphs, vmp_overview_graphs, VMP, OVERVIEW_GRAPHS, AdwBin)

/* The time that all graphs show. Borrowed. */
VmpChartView *vmp_overview_graphs_get_view    (VmpOverviewGraphs *self);
/* A toggle for each graph and a way back to the usual (actions "graphs.…" of this widget's group). Borrowed. */
GMenuModel   *vmp_overview_graphs_get_menu    (VmpOverviewGraphs *self);
GActionGroup *vmp_overview_graphs_get_actions (VmpOverviewGraphs *self);
/* What is shown, and NULL or a second process; both borrowed. */
void          vmp_overview_graphs_set_targets (VmpOverviewGraphs *self,
                                               VmpTarget         *target,
                                               VmpTarget         *compared);
/* Shows or hides the series of @metric in all graphs. */
void          vmp_overview_graphs_set_hidden  (VmpOverviewGraphs *self,
                                               VmpMetricId        metric,
                                               gboolean           hidden);
/* Limits of rules that concern a process, as lines: of @service's rules and @info (nullable: none). */
void          vmp_overview_graphs_set_limits  (VmpOverviewGraphs    *self,
                                               VmpAlertService      *service,
                                               const VmpProcessInfo *info);
/* The card of the graph that draws @metric, NULL if none does or it is hidden. Borrowed. */
GtkWidget    *vmp_overview_graphs_find_card   (VmpOverviewGraphs *self,
                                               VmpMetricId        metric);

G_END_DECLS
