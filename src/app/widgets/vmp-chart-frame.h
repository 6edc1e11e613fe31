/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all layers of a chart share while it is drawn: geometry, time window, value axis, look. */
#pragma once

#include <pango/pangocairo.h>

#include "vmp-chart-axis.h"

G_BEGIN_DECLS

/* A plain struct that is filled anew for each drawing; nothing in it is owned. Lengths are in logical pixels. */
typedef struct
{
  int            width, height;
  int            plot_x, plot_y, plot_width, plot_height;
  double         scale;         /* device pixels a logical pixel */
  gboolean       rtl;           /* time runs to the left */
  gboolean       dark;
  gboolean       high_contrast;
  guint32        foreground;    /* 0xRRGGBB */

  gint64         begin_nsec;    /* CLOCK_BOOTTIME of the first column's start */
  gint64         cell_nsec;     /* time of one column, which is one device pixel wide */
  guint          n_columns;
  gint64         anchor_nsec;   /* wall clock for boot time 0 */
  GTimeZone     *zone;

  VmpChartScale  values;
  double         top;           /* of the value axis as shown now: on its way to values.top */
  VmpUnit        unit;
  VmpUnits       units;

  PangoContext  *pango;
  GHashTable    *texts;         /* of PangoLayout by text, so that labels are laid out once; NULL: each time */
} VmpChartFrame;

/* Times at which the window starts are multiples of a column, so that values stay in their column as time goes on. */
void    vmp_chart_frame_set_window (VmpChartFrame *self, gint64 begin_nsec, gint64 end_nsec);

gint64  vmp_chart_frame_get_end    (const VmpChartFrame *self);
/* Logical pixel of a time, and back. */
double  vmp_chart_frame_get_x      (const VmpChartFrame *self, gint64 time_nsec);
gint64  vmp_chart_frame_get_time   (const VmpChartFrame *self, double x);
double  vmp_chart_frame_get_y      (const VmpChartFrame *self, gint64 value);

void    vmp_chart_frame_set_source (const VmpChartFrame *self, cairo_t *cr, guint32 color, double alpha);
/* A small text with tabular digits, not to be changed. Returns: (transfer full) */
PangoLayout *vmp_chart_frame_create_text (const VmpChartFrame *self, const char *text) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
