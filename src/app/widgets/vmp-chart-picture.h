/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A chart with its title, axes and legend on any cairo context: to copy, save and print. */
#pragma once

#include "vmp-chart-layers.h"

G_BEGIN_DECLS

/* What a picture is made of; everything borrowed. */
typedef struct
{
  const char            *title;
  const VmpChartContent *content;   /* loaded for the period, in any width */
  VmpChartFrame          frame;     /* look, units, value axis, clock; its size is the size of the graph alone */
  gint64                 begin_nsec, end_nsec;
} VmpChartPicture;

/* Size of the whole in logical pixels, for a graph as large as the frame says. */
void vmp_chart_picture_get_size (const VmpChartPicture *self, int *out_width, int *out_height);
/* Draws it, with areas and lines as pixels or, if @vector, as paths. */
void vmp_chart_picture_draw     (const VmpChartPicture *self, cairo_t *cr, gboolean vector);

G_END_DECLS
