/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the pages of a range of addresses are: asked for, and asked again. */
#pragma once

#include "../vmp-monitor.h"
#include "core/model/vmp-page-states.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_PAGES_SOURCE (vmp_map_pages_source_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapPagesSource, vmp_map_pages_source, VMP, MAP_PAGES_SOURCE, GObject)

/**
 * VmpMapPagesSource::changed:
 *
 * There is another answer, or none any more.
 */

/* Returns: (transfer full) */
VmpMapPagesSource *vmp_map_pages_source_new        (void) G_GNUC_WARN_UNUSED_RESULT;
/* Target 0 for none. What is known goes. */
void               vmp_map_pages_source_set_target (VmpMapPagesSource *self,
                                                    VmpMonitor        *monitor,
                                                    guint32            target);
/* Asks for the pages from @start_addr to @end_addr, if these are not the same as before; none if both are 0. Answers to what
 * was asked before may still come. */
void               vmp_map_pages_source_set_range  (VmpMapPagesSource *self,
                                                    guint64            start_addr,
                                                    guint64            end_addr);
/* Asks again: they may have changed. */
void               vmp_map_pages_source_refresh    (VmpMapPagesSource *self);
/* The newest answer, of this range or of the one before; NULL for none. Borrowed until "changed". */
VmpPageStates     *vmp_map_pages_source_get_states (VmpMapPagesSource *self);
/* Why there is none; VMP_REASON_NOT_DUE while it is asked for. */
VmpReason          vmp_map_pages_source_get_reason (VmpMapPagesSource *self);

G_END_DECLS
