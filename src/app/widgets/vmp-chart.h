/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph of some metrics of one process over the time of a VmpChartView. */
#pragma once

#include <gtk/gtk.h>

#include "vmp-chart-plot.h"
#include "vmp-chart-view.h"

G_BEGIN_DECLS

#define VMP_TYPE_CHART (vmp_chart_get_type ())
G_DECLARE_FINAL_TYPE (VmpChart, vmp_chart, VMP, CHART, GtkWidget)

/**
 * vmp_chart_new:
 * @view: the time that is shown, shared by all charts that are read together
 * @series: from the bottom up; all of one unit; the first is the chart's subject, whose peak is marked
 *
 * Draws when the view changes, and not at all while it is not mapped.
 */
GtkWidget *vmp_chart_new         (VmpChartView         *view,
                                  const char           *title,
                                  const VmpChartSeries *series,
                                  guint                 n_series);

/* What it shows; borrowed, so NULL must be set before the session forgets it. */
void       vmp_chart_set_target  (VmpChart             *self,
                                  VmpTarget            *target);
/* Height of the graph without its card, in pixels. */
void       vmp_chart_set_height  (VmpChart             *self,
                                  int                   height);
/* Shows or hides the series of @metric, if there is one. */
void       vmp_chart_set_hidden  (VmpChart             *self,
                                  VmpMetricId           metric,
                                  gboolean              hidden);

G_END_DECLS
