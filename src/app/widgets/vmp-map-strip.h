/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A strip that shows a whole address space, down to single pages: by pointer, by touch and by keys. */
#pragma once

#include <gtk/gtk.h>

#include "../models/vmp-mapping-table.h"
#include "vmp-map-strip-layout.h"
#include "core/model/vmp-page-states.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_STRIP (vmp_map_strip_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapStrip, vmp_map_strip, VMP, MAP_STRIP, GtkWidget)

/**
 * VmpMapStrip::chosen:
 * @addr: an address in the mapping
 *
 * The user clicked on a mapping, or pressed Enter on it.
 */

/**
 * VmpMapStrip::pointed:
 * @addr: the address under pointer or cursor, 0 for none
 */

/* Shows @layout; what of it is not in @table (nullable) is dimmed. Both NULL for nothing. The stretch that is shown stays. */
void             vmp_map_strip_set_layout     (VmpMapStrip       *self,
                                               VmpMapStripLayout *layout,
                                               VmpMappingTable   *table);
/* Marks the mapping at @addr, 0 for none, and moves there if it is out of sight. */
void             vmp_map_strip_set_selected   (VmpMapStrip       *self,
                                               guint64            addr);
/* Shows @factor times as much as now: below 1 zooms in. */
void             vmp_map_strip_zoom           (VmpMapStrip       *self,
                                               double             factor);
void             vmp_map_strip_show_all       (VmpMapStrip       *self);
/* Shows the mapping at @addr alone. */
void             vmp_map_strip_show_mapping   (VmpMapStrip       *self,
                                               guint64            addr);
gboolean         vmp_map_strip_is_zoomed      (VmpMapStrip       *self);
/* First and last address that is shown. FALSE if nothing is. */
gboolean         vmp_map_strip_get_range      (VmpMapStrip       *self,
                                               guint64           *out_begin,
                                               guint64           *out_end);
/* Which part of all is shown, for a scroll bar. Borrowed. */
/* Mapped addresses of which single pages are shown, FALSE if there are none; and what these are (NULL: not known). */
gboolean       vmp_map_strip_get_page_range (VmpMapStrip *self,
                                          guint64     *out_start_addr,
                                          guint64     *out_end_addr);
void           vmp_map_strip_set_pages   (VmpMapStrip *self,
                                          VmpPageStates *pages);
GtkAdjustment   *vmp_map_strip_get_adjustment (VmpMapStrip       *self);
/* What lies at @addr, for people. Owned. */
char            *vmp_map_strip_dup_readout    (VmpMapStrip       *self,
                                               guint64            addr) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
