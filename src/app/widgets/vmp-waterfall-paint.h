/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a step of the waterfall is drawn: a bar that is divided into parts, on any cairo context. */
#pragma once

#include <cairo.h>

#include "core/model/vmp-waterfall.h"

G_BEGIN_DECLS

/* A part that there is something of is never drawn narrower, so that it can be seen and pointed at. */
#define VMP_WATERFALL_LEAST_WIDTH 4.0

/* From the side where reading begins, in pixels. */
typedef struct
{
  guint  part;          /* index of the step's part */
  double begin, end;
} VmpWaterfallSegment;

typedef struct
{
  double   width, height;
  double   scale;       /* device pixels a pixel */
  gboolean dark;
  gboolean contrast;
  gboolean mirrored;    /* reading begins at the right */
} VmpWaterfallLook;

/* Where the parts of @step lie in a bar of @width; returns how many there are, 0 if the step is not divided. They cover all of it. */
guint vmp_waterfall_layout       (const VmpWaterfallStep *step,
                                  double                  width,
                                  VmpWaterfallSegment     segments[VMP_WATERFALL_MOST_PARTS]);
/* Index of the part at @x (in drawing coordinates), -1 if none. */
int   vmp_waterfall_find_part    (const VmpWaterfallStep *step,
                                  const VmpWaterfallLook *look,
                                  double                  x);

/* The bar of @step at the origin; @marked is the part under the cursor, -1 for none. A step that is not divided is an empty frame. */
void  vmp_waterfall_draw_bar     (cairo_t                *cr,
                                  const VmpWaterfallStep *step,
                                  const VmpWaterfallLook *look,
                                  int                     marked);
/* The slopes from what @step keeps to the whole width of the next bar, from the origin down by look->height. */
void  vmp_waterfall_draw_slopes  (cairo_t                *cr,
                                  const VmpWaterfallStep *step,
                                  const VmpWaterfallLook *look);
/* A sample of how a part is drawn, filling look->width x look->height. */
void  vmp_waterfall_draw_sample  (cairo_t                *cr,
                                  VmpWaterfallPartId      part,
                                  const VmpWaterfallLook *look);

G_END_DECLS
