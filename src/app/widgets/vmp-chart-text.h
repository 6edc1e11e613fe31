/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What charts and numbers say in words: read-outs, summaries, reasons. */
#pragma once

#include "vmp-chart-layers.h"

G_BEGIN_DECLS

/* Why a value is missing, as a sentence for people: "Not permitted: ...". Owned. */
char   *vmp_chart_text_dup_reason   (VmpTarget *target, VmpMetricId metric) G_GNUC_WARN_UNUSED_RESULT;
/* An event of the process's life, or a gap with its reason: "Slept from 10:31:15 to 10:40:02". Owned. */
char   *vmp_chart_text_dup_mark     (const VmpEvent *event, gint64 anchor_nsec, GTimeZone *zone, VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;

/* "Stage “query”" for the one that a moment lies in, NULL if there is none. Owned. */
char   *vmp_chart_text_dup_stage    (VmpTarget *target, gint64 time_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* "firefox (2011)"; "" before it is known. Owned. */
char   *vmp_chart_text_dup_process  (VmpTarget *target) G_GNUC_WARN_UNUSED_RESULT;
/* Name of @metric in @plot: with the process if it is the compared one. Owned. */
char   *vmp_chart_text_dup_name     (const VmpChartPlot *plot, VmpTarget *target, const VmpMetric *metric) G_GNUC_WARN_UNUSED_RESULT;
/* The lines beside the cursor: time, event, value of each visible series. Of VmpChartReadout, owned. */
GArray *vmp_chart_text_new_readout  (const VmpChartFrame *frame, const VmpChartContent *content,
                                     gint64 time_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* The same as one sentence, for a screen reader. Owned. */
char   *vmp_chart_text_dup_readout  (GArray *readout) G_GNUC_WARN_UNUSED_RESULT;
/* What the chart shows now: "Resident 612 MiB, peak 655 MiB; ...". Owned. */
char   *vmp_chart_text_dup_summary  (const VmpChartContent *content, VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;

/* "Looking costs 0.4 % of this process", or NULL before it is known; and tier by tier for its tooltip. Owned. */
char   *vmp_chart_text_dup_cost     (const VmpObserverCost *cost) G_GNUC_WARN_UNUSED_RESULT;
char   *vmp_chart_text_dup_tiers    (const VmpObserverCost *cost) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
