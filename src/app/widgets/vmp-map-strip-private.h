/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the strip share. */
#pragma once

#include "vmp-map-strip-paint.h"
#include "vmp-map-strip.h"

G_BEGIN_DECLS

struct _VmpMapStrip
{
  GtkWidget          parent_instance;

  /* owned */
  VmpMapStripLayout *layout;        /* NULL: nothing to show */
  VmpMappingTable   *table;         /* NULL: all is wanted */
  VmpPageStates     *pages;         /* NULL: not known */
  GtkAdjustment     *adjustment;    /* from and to, in units of the layout */
  GHashTable        *texts;

  double             from, to;      /* units */
  guint64            selected_addr; /* 0: none */
  guint64            cursor_addr;   /* 0: none */
  double             hover_x;       /* negative: the pointer is elsewhere */
  double             drag_from;
  double             pinch;         /* scale so far */
  gboolean           adjusting;
};

void            vmp_map_strip_input_class_init (GtkWidgetClass *klass);
void            vmp_map_strip_input_init       (VmpMapStrip    *self);

VmpMapStripLook vmp_map_strip_get_look         (VmpMapStrip    *self);
VmpMapStripView vmp_map_strip_get_view         (VmpMapStrip    *self);
/* Shows so much, as far as there is something. */
void            vmp_map_strip_set_window       (VmpMapStrip    *self,
                                                double          from,
                                                double          to);
/* Zooms with @at staying where it is. */
void            vmp_map_strip_zoom_at          (VmpMapStrip    *self,
                                                double          factor,
                                                double          at);
/* Points at @addr, 0 for nowhere; by keys what is there is read out, and moved into sight. */
void            vmp_map_strip_set_cursor       (VmpMapStrip    *self,
                                                guint64         addr,
                                                gboolean        by_key);
void            vmp_map_strip_choose           (VmpMapStrip    *self,
                                                guint64         addr);

G_END_DECLS
