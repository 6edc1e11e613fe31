/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Overview of one process: its numbers, and graphs of them over time. */
#pragma once

#include <adwaita.h>

#include "../vmp-monitor.h"
#include "../widgets/vmp-chart-view.h"
#include "core/model/vmp-metric.h"

G_BEGIN_DECLS

#define VMP_TYPE_OVERVIEW_PAGE (vmp_overview_page_get_type ())
G_DECLARE_FINAL_TYPE (VmpOverviewPage, vmp_overview_page, VMP, OVERVIEW_PAGE, AdwBin)

VmpOverviewPage *vmp_overview_page_new          (void);
/* Shows target number @target of @monitor's session from its START event on; 0 for none, which must be called before the session
 * forgets the target, or right after. */
void             vmp_overview_page_set_target   (VmpOverviewPage *self,
                                                 VmpMonitor      *monitor,
                                                 guint32          target);
/* The time that its graphs show. Borrowed. */
VmpChartView    *vmp_overview_page_get_view     (VmpOverviewPage *self);
/* Draws a second process on the same axes, until the user or 0 takes it out again; that one use of its watch is taken over. */
void             vmp_overview_page_set_compared (VmpOverviewPage *self,
                                                 guint32          target);
/* Brings a moment (CLOCK_BOOTTIME) into the middle of the graphs, and the cursor to it. */
void             vmp_overview_page_show_time    (VmpOverviewPage *self,
                                                 gint64           time_nsec);
/* Brings the graph and the number of @metric into sight and marks them for a few seconds. */
void             vmp_overview_page_point_at     (VmpOverviewPage *self,
                                                 VmpMetricId      metric);

G_END_DECLS
