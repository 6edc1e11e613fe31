/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stretch of time that all charts of a page show, and the cursor in it. */
#pragma once

#include <glib-object.h>

G_BEGIN_DECLS

#define VMP_TYPE_CHART_VIEW (vmp_chart_view_get_type ())
G_DECLARE_FINAL_TYPE (VmpChartView, vmp_chart_view, VMP, CHART_VIEW, GObject)

/* No cursor is shown. */
#define VMP_CHART_NO_CURSOR G_MININT64

/* A span that grows with the data. */
#define VMP_CHART_SPAN_ALL G_GINT64_CONSTANT (0)

/**
 * VmpChartView::changed: the window moved, or there is more data
 * VmpChartView::cursor-changed: the cursor, or the moment, moved
 * VmpChartView::picked: (gint64 time) the user wants to go to this time
 *
 * Times are CLOCK_BOOTTIME nanoseconds. Main thread.
 */
VmpChartView *vmp_chart_view_new         (void) G_GNUC_WARN_UNUSED_RESULT;

/* The times between which there is data, and the wall clock at boot. A window that follows moves along; charts draw anew
 * in any case. */
void          vmp_chart_view_set_data    (VmpChartView *self,
                                          gint64        first_nsec,
                                          gint64        last_nsec,
                                          gint64        anchor_nsec);
void          vmp_chart_view_get_window  (VmpChartView *self,
                                          gint64       *out_begin_nsec,
                                          gint64       *out_end_nsec);
gint64        vmp_chart_view_get_anchor  (VmpChartView *self);

/* Length of the window; VMP_CHART_SPAN_ALL for all there is. */
gint64        vmp_chart_view_get_span    (VmpChartView *self);
void          vmp_chart_view_set_span    (VmpChartView *self,
                                          gint64        span_nsec);
/* Back to the span that was last set, which zooming has changed, and to the newest value. */
void          vmp_chart_view_reset       (VmpChartView *self);
/* Whether the window ends at the newest value and moves with it (property "follow"). */
gboolean      vmp_chart_view_get_follow  (VmpChartView *self);
void          vmp_chart_view_set_follow  (VmpChartView *self,
                                          gboolean      follow);
/* Makes the window @factor times as long around @center_nsec; one that follows keeps its end. */
void          vmp_chart_view_zoom        (VmpChartView *self,
                                          double        factor,
                                          gint64        center_nsec);
/* Lets the window be from @begin_nsec to @end_nsec. */
void          vmp_chart_view_set_window  (VmpChartView *self,
                                          gint64        begin_nsec,
                                          gint64        end_nsec);
/* Moves the window; at the newest value it follows again. */
void          vmp_chart_view_pan         (VmpChartView *self,
                                          gint64        by_nsec);

gint64        vmp_chart_view_get_cursor  (VmpChartView *self);
/* VMP_CHART_NO_CURSOR takes it away; other times are moved to where there is data. */
void          vmp_chart_view_set_cursor  (VmpChartView *self,
                                          gint64        time_nsec);

/* Of a recording: the moment that numbers beside the charts are of. VMP_CHART_NO_CURSOR: there is none. */
gint64        vmp_chart_view_get_moment  (VmpChartView *self);
void          vmp_chart_view_set_moment  (VmpChartView *self,
                                          gint64        time_nsec);
/* Asks whoever listens to go there. FALSE if nobody does. */
gboolean      vmp_chart_view_pick        (VmpChartView *self,
                                          gint64        time_nsec);

G_END_DECLS
