/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a strip of an address space, and samples of mapping types, are drawn on any cairo context. */
#pragma once

#include <pango/pangocairo.h>

#include "core/model/vmp-page-states.h"
#include "vmp-map-strip-layout.h"

G_BEGIN_DECLS

/* A plain struct that is filled anew for each drawing; nothing in it is owned. Lengths are in logical pixels. */
typedef struct
{
  double         width, height;
  double         scale;         /* device pixels a logical pixel */
  gboolean       dark;
  gboolean       contrast;
  gboolean       mirrored;      /* addresses go to the left */
  guint32        foreground;    /* 0xRRGGBB */
  guint32        background;    /* of the card that it lies on */
  guint32        accent;        /* of the selection */
  PangoContext  *pango;         /* NULL: no labels */
  GHashTable    *texts;         /* of PangoLayout by text, kept between drawings; NULL: each time */
} VmpMapStripLook;

/* What is shown of the layout. */
typedef struct
{
  double         from, to;      /* units */
  const guint32 *places;        /* G_MAXUINT32 for each mapping that is not wanted; NULL: all are */
  guint64        selected_addr; /* of a mapping that is marked; 0: none */
  guint64        cursor_addr;   /* 0: none */
  const VmpPageStates *pages;   /* of some or all that is shown; NULL: not known */
} VmpMapStripView;

/* From this many pixels a page on pages are drawn one by one. */
#define VMP_MAP_STRIP_LEAST_PAGE_WIDTH 5

void   vmp_map_strip_draw        (cairo_t *cr, const VmpMapStripLayout *layout, const VmpMapStripView *view,
                                  const VmpMapStripLook *look);
/* Logical pixel of a place, and back. */
double vmp_map_strip_get_x       (const VmpMapStripView *view, const VmpMapStripLook *look, double at);
double vmp_map_strip_get_place   (const VmpMapStripView *view, const VmpMapStripLook *look, double x);
/* A stretch of @width x @height at the origin as mappings of @type are drawn, @share of its height filled. */
void   vmp_map_strip_draw_sample (cairo_t *cr, VmpMappingType type, double width, double height, double share,
                                  const VmpMapStripLook *look);

G_END_DECLS
