/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The layers of a chart, from the bottom up; each draws one concern on a cairo context. */
#pragma once

#include "vmp-chart-frame.h"
#include "vmp-chart-plot.h"

G_BEGIN_DECLS

/* Grid, values and clock times. */
void vmp_chart_axes_draw    (cairo_t *cr, const VmpChartFrame *frame);
/* Width that the labels of the value axis need: the same for all charts of a unit, so that their times align. */
int  vmp_chart_axes_get_gutter     (PangoContext *pango);
/* Height below the plot for the clock times. */
int  vmp_chart_axes_get_footer     (PangoContext *pango);

/* Areas, lines and their patterns. */
void vmp_chart_series_draw  (cairo_t *cr, const VmpChartFrame *frame, const VmpChartPlot *plot);
/* The same as paths, for pictures that are scaled later. */
void vmp_chart_series_draw_paths (cairo_t *cr, const VmpChartFrame *frame, const VmpChartPlot *plot);

/* Stages of @target (nullable): bands with their names. */
void vmp_chart_stages_draw  (cairo_t *cr, const VmpChartFrame *frame, VmpTarget *target);
/* Gaps, events of the process's life and the peak. @target: (nullable) */
void vmp_chart_marks_draw   (cairo_t *cr, const VmpChartFrame *frame, const VmpChartPlot *plot, VmpTarget *target);
/* The newest event within a few pixels of @time_nsec, or the gap around it; NULL if none. Borrowed. */
const VmpEvent *vmp_chart_marks_find (const VmpChartFrame *frame, VmpTarget *target, gint64 time_nsec);

/* From where on a rule tells. */
typedef struct
{
  char  *rule;            /* owned: id */
  char  *title;           /* owned */
  gint64 value;           /* in the chart's unit */
} VmpChartLimit;

/* Limits as lines (array of VmpChartLimit), the one that is being moved (index, -1: none) stronger. */
void vmp_chart_limits_draw  (cairo_t *cr, const VmpChartFrame *frame, GArray *limits, int moved);
/* The limit within a few pixels of @y, or -1. */
int  vmp_chart_limits_find  (const VmpChartFrame *frame, GArray *limits, double y);
/* The value at @y, at least 0. */
gint64 vmp_chart_limits_get_value (const VmpChartFrame *frame, double y);

/* One line of the read-out. */
typedef struct
{
  guint32  color;         /* 0xRRGGBB, only with has_swatch */
  gboolean has_swatch;
  VmpDash  dash;
  char    *text;          /* owned */
} VmpChartReadout;

/* The dash of a swatch. */
void vmp_chart_dash_set     (cairo_t *cr, VmpDash dash);
/* The cursor at @time_nsec with its read-out (array of VmpChartReadout). */
void vmp_chart_cursor_draw  (cairo_t *cr, const VmpChartFrame *frame, gint64 time_nsec, GArray *readout);
/* The moment of a recording that is shown. */
void vmp_chart_cursor_draw_moment (cairo_t *cr, const VmpChartFrame *frame, gint64 time_nsec);

G_END_DECLS
