/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows: its series and their columns for the time window. */
#pragma once

#include "core/model/vmp-session.h"
#include "vmp-chart-columns.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_CHART_ROLE_TOTAL,   /* line over the pile of bands, and the measure of its height */
  VMP_CHART_ROLE_BAND,    /* stacked on the bands before it */
  VMP_CHART_ROLE_AREA,    /* filled down to 0 */
  VMP_CHART_ROLE_LINE,
} VmpChartRole;

typedef struct
{
  VmpMetricId  metric;
  VmpChartRole role;
} VmpChartSeries;

#define VMP_CHART_MAX_SERIES 8

/* Pure state without a widget; one thread. */
typedef struct
{
  VmpChartSeries  series[VMP_CHART_MAX_SERIES];
  VmpChartColumn *columns[VMP_CHART_MAX_SERIES];  /* owned */
  gboolean        present[VMP_CHART_MAX_SERIES];  /* has a history in this target */
  gboolean        hidden[VMP_CHART_MAX_SERIES];
  guint           n_series;
  VmpSeriesCell  *cells[VMP_CHART_MAX_SERIES];    /* owned; what the history said of the window */
  gint64          known_nsec[VMP_CHART_MAX_SERIES]; /* newest value then: cells before it hold for ever */
  gint64          begin_nsec, cell_nsec;
  VmpTarget      *target;                         /* borrowed; whose cells they are */
  guint           revision;                       /* of its histories then */
  guint           n_columns;
  gint64          max;                            /* highest value in the window, VMP_MISSING if none */
  gboolean        compared;                       /* of a second process: drawn in a colour and dash of its own */
} VmpChartPlot;

/* All that is seen in a chart; everything borrowed. */
typedef struct
{
  const VmpChartPlot *plot;
  VmpTarget          *target;             /* nullable */
  const VmpChartPlot *compared_plot;      /* of the second process */
  VmpTarget          *compared;           /* NULL: there is none */
} VmpChartContent;

/* How series @i of @plot is drawn: 0xRRGGBB in the current palette. */
guint32  vmp_chart_plot_get_color   (const VmpChartPlot *self, guint i, gboolean dark);
VmpDash  vmp_chart_plot_get_dash    (const VmpChartPlot *self, guint i);

void     vmp_chart_plot_init        (VmpChartPlot *self, const VmpChartSeries *series, guint n_series);
void     vmp_chart_plot_clear       (VmpChartPlot *self);
/* Takes the columns from @target's history (nullable: then there are none). Asks only for what is new since the last call if
 * the window has moved by whole columns, so that following costs the same whatever the length. */
void     vmp_chart_plot_load        (VmpChartPlot *self, VmpTarget *target, gint64 begin_nsec, gint64 cell_nsec,
                                     guint n_columns);
/* A number that changes when what is to be seen of the window and its columns does. */
guint64  vmp_chart_plot_get_digest  (const VmpChartPlot *self);
/* Forgets the target, before it goes away. */
void     vmp_chart_plot_reset       (VmpChartPlot *self);
/* Whether series @i is shown: it has a history and the user has not hidden it. */
gboolean vmp_chart_plot_is_visible  (const VmpChartPlot *self, guint i);
/* TRUE if the hiding of a series of @metric changed. */
gboolean vmp_chart_plot_set_hidden  (VmpChartPlot *self, VmpMetricId metric, gboolean hidden);

/* First and newest time at which anything of @target was measured; FALSE if nothing was. */
gboolean vmp_chart_target_get_range (VmpTarget *target, gint64 *out_first_nsec, gint64 *out_last_nsec);
/* How long the newest value of @metric may be taken to hold. */
gint64   vmp_chart_target_get_until (VmpTarget *target, VmpMetricId metric);
/* How the time between two values of @metric is filled. */
VmpChartHold vmp_chart_hold_of      (VmpMetricId metric);
/* Value of @metric at @time_nsec as the chart draws it, or VMP_MISSING. */
gint64   vmp_chart_target_get_value (VmpTarget *target, VmpMetricId metric, gint64 time_nsec);

G_END_DECLS
