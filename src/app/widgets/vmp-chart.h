/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph of some metrics of one process over the time of a VmpChartView. */
#pragma once

#include <gtk/gtk.h>

#include "vmp-chart-plot.h"
#include "vmp-chart-table.h"
#include "vmp-chart-view.h"

G_BEGIN_DECLS

#define VMP_TYPE_CHART (vmp_chart_get_type ())
G_DECLARE_FINAL_TYPE (VmpChart, vmp_chart, VMP, CHART, GtkWidget)

/**
 * VmpChart::limit-moved: (rule, value)
 *
 * The user moved the line of a rule's limit.
 */

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
/* A second process whose subject is drawn on the same axes; borrowed likewise. NULL: none. */
void       vmp_chart_set_compared (VmpChart            *self,
                                  VmpTarget            *compared);
/* Height of the graph without its card, in pixels. */
void       vmp_chart_set_height  (VmpChart             *self,
                                  int                   height);
int        vmp_chart_get_height  (VmpChart             *self);
const char *vmp_chart_get_title  (VmpChart             *self);
/* Shows or hides the series of @metric, if there is one. */
void       vmp_chart_set_hidden  (VmpChart             *self,
                                  VmpMetricId           metric,
                                  gboolean              hidden);

/* Its subject: the first series. */
VmpMetricId vmp_chart_get_metric     (VmpChart             *self);
gboolean   vmp_chart_has_metric      (VmpChart             *self,
                                      VmpMetricId           metric);
/* Lines from where on rules tell; can be moved by pointer and keys. Takes @limits, of VmpChartLimit with a clear function. */
void       vmp_chart_take_limits     (VmpChart             *self,
                                      GArray               *limits);

/* What the chart shows now, to take along. Texts are owned; see vmp-chart-table.h for them. */
typedef enum
{
  VMP_CHART_FILE_PNG,
  VMP_CHART_FILE_SVG,
  VMP_CHART_FILE_CSV,
} VmpChartFile;

/* As many rows as people read, and the period they are of. Returns: (transfer full) */
VmpChartTable *vmp_chart_new_table   (VmpChart       *self,
                                      VmpChartPeriod *out_period) G_GNUC_WARN_UNUSED_RESULT;
/* "firefox (2011)"; "" if nothing is shown. */
char       *vmp_chart_dup_process    (VmpChart     *self) G_GNUC_WARN_UNUSED_RESULT;
char       *vmp_chart_dup_text       (VmpChart     *self) G_GNUC_WARN_UNUSED_RESULT;
/* With title, axes and legend, twice as fine as on a plain screen. Returns: (transfer full) */
GdkTexture *vmp_chart_create_texture (VmpChart     *self) G_GNUC_WARN_UNUSED_RESULT;
/* The content of a file. What costs much is made by another thread, of what was shown at the call. */
void        vmp_chart_create_file_async  (VmpChart             *self,
                                          VmpChartFile          type,
                                          GCancellable         *cancellable,
                                          GAsyncReadyCallback   callback,
                                          gpointer              user_data);
/* Returns: (transfer full): behind text there is a 0 that does not count; %NULL with @error */
GBytes     *vmp_chart_create_file_finish (VmpChart             *self,
                                          GAsyncResult         *result,
                                          GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
