/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the map page share. */
#pragma once

#include "../dialogs/vmp-map-free-dialog.h"
#include "../widgets/vmp-map-bars.h"
#include "../widgets/vmp-map-details.h"
#include "../widgets/vmp-map-filter-bar.h"
#include "../widgets/vmp-map-list.h"
#include "../widgets/vmp-map-strip.h"
#include "../widgets/vmp-map-summary.h"
#include "vmp-map-page.h"
#include "vmp-map-pages-source.h"
#include "vmp-map-source.h"

G_BEGIN_DECLS

struct _VmpMapPage
{
  AdwBin               parent_instance;

  /* template children */
  AdwToastOverlay     *toasts;
  AdwOverlaySplitView *split;
  GtkStack            *stack;
  AdwStatusPage       *message;
  GtkLabel            *status;
  GtkMenuButton       *interval;
  GtkButton           *refresh;
  GtkToggleButton     *freeze;
  GtkButton           *mark_button;
  GtkToggleButton     *compare;
  GMenu               *more_menu;
  VmpMapBars          *bars;
  VmpMapSummary       *summary;
  VmpMapStrip         *strip;
  GtkScrollbar        *scrollbar;
  GtkLabel            *readout;
  VmpMapFilterBar     *filter_bar;
  GtkLabel            *count;
  GtkButton           *clear;
  GtkStack            *list_stack;
  VmpMapList          *list;
  VmpMapDetails       *details;

  /* owned */
  VmpMapSource        *source;
  VmpMapPagesSource   *strip_pages;   /* of what the strip shows, if it shows pages */
  VmpMapPagesSource   *details_pages; /* of the chosen mapping */
  GCancellable        *cancellable;   /* of what is copied and saved */
  VmpMappingQuery      query;
  VmpAddressSpace     *mark;          /* to compare with; NULL: nothing was marked */
  VmpMappingTrail     *trail;         /* that the chosen mapping is of; NULL: nothing is chosen */

  VmpMapFreeDialog    *free_dialog;   /* weak: while it is open */

  guint32              chosen;        /* index of the mapping in trail, or NO_MAPPING: it is gone */
  guint64              wanted_addr;   /* to be chosen in the list once its group is open; 0: none */
  gint64               mark_nsec;     /* when it was read, CLOCK_BOOTTIME */
  gboolean             narrow;
  gboolean             updating;
};

/* All that menus, buttons and keys do. */
void vmp_map_page_actions_class_init (GtkWidgetClass *klass);
/* Keys that hold wherever the focus is in the window. */
void vmp_map_page_add_shortcuts      (VmpMapPage     *self);
/* Remembers what is shown, to be compared with; and forgets it. */
void vmp_map_page_mark               (VmpMapPage     *self);
void vmp_map_page_forget_mark        (VmpMapPage     *self);
/* Follows the button that says whether to compare. */
void vmp_map_page_update_compare     (VmpMapPage     *self);
/* Asks for the pages that can be seen now; and asks again. */
void vmp_map_page_init_pages         (VmpMapPage     *self);
void vmp_map_page_update_pages       (VmpMapPage     *self);
void vmp_map_page_refresh_pages      (VmpMapPage     *self);
/* What the dialog about free space shows, if it is open. */
void vmp_map_page_update_free        (VmpMapPage     *self);

G_END_DECLS
