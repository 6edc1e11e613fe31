/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The struct of a chart, shared by its parts. */
#pragma once

#include <adwaita.h>

#include "vmp-chart-layers.h"
#include "vmp-chart.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_CHART_LAYER_AXES,
  VMP_CHART_LAYER_SERIES,
  VMP_CHART_LAYER_MARKS,
  VMP_CHART_LAYER_CURSOR,
  VMP_CHART_N_LAYERS
} VmpChartLayer;

#define VMP_CHART_ALL_LAYERS ((1u << VMP_CHART_N_LAYERS) - 1)

struct _VmpChart
{
  GtkWidget       parent_instance;

  /* owned */
  VmpChartView   *view;
  char           *title;
  VmpChartPlot    plot;
  VmpChartPlot    compared_plot;  /* the subject of another process */
  GTimeZone      *zone;
  GArray         *limits;       /* of VmpChartLimit */
  GHashTable     *texts;        /* of PangoLayout, see VmpChartFrame */
  GtkAdjustment  *scroll;       /* while mapped in a scrolled window; else NULL */
  AdwAnimation   *rescale;      /* of top, when the value axis changes */
  GskRenderNode  *nodes[VMP_CHART_N_LAYERS];  /* NULL: to be drawn anew */

  /* borrowed */
  VmpTarget      *target;
  VmpTarget      *compared;       /* NULL: none */
  GtkWidget      *scrolled;     /* the window around, while mapped; NULL: none */

  VmpChartFrame   frame;        /* as drawn last */
  guint64         digest;       /* of what was drawn last */
  gboolean        dirty;        /* the plot must be loaded anew */
  int             height;
  double          top_from;     /* top of the value axis before its change */
  int             moved_limit;  /* index, -1: none is being moved */
  double          hover_x;      /* of the pointer, -1 if it is elsewhere */
  double          drag_x;       /* of the drag so far */
  gint64          described_usec; /* when the accessible description was renewed */
};

/* What is to be seen, as loaded last. */
VmpChartContent vmp_chart_get_content (VmpChart *self);
/* The time that is seen, and how it is written. */
VmpChartPeriod vmp_chart_get_period (VmpChart *self);
/* Tells where the user put a limit, and shows it there. */
void vmp_chart_move_limit   (VmpChart *self, guint index, gint64 value, gboolean is_final);
/* Forgets what was drawn of the layers in @mask and asks for a frame. */
void vmp_chart_invalidate   (VmpChart *self, guint mask);
/* GtkWidgetClass.snapshot */
void vmp_chart_snapshot     (GtkWidget *widget, GtkSnapshot *snapshot);
/* Says to a screen reader what is to be seen, and what the cursor points at. */
void vmp_chart_describe     (VmpChart *self);
/* Installs pointer, touch and keyboard handling. */
void vmp_chart_input_init   (VmpChart *self);
void vmp_chart_input_class_init (GtkWidgetClass *klass);
/* The pointer rests while the time under it moves on. */
void vmp_chart_input_update_hover (VmpChart *self);

G_END_DECLS
