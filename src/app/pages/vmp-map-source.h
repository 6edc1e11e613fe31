/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the map page has its snapshots from: asks the monitor for them while they are looked at, and a worker for what is shown. */
#pragma once

#include "../vmp-monitor.h"
#include "vmp-map-job.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_SOURCE (vmp_map_source_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapSource, vmp_map_source, VMP, MAP_SOURCE, GObject)

/**
 * VmpMapSource::changed:
 *
 * There is another result to show, or none.
 */

/**
 * VmpMapSource::status-changed:
 *
 * Reading went otherwise than before: another time, another cost, another reason.
 */

/* Instead of milliseconds between two readings. */
#define VMP_MAP_ON_DEMAND 0
#define VMP_MAP_AS_BUDGET_ALLOWS (-1)

/* Returns: (transfer full) */
VmpMapSource       *vmp_map_source_new          (void) G_GNUC_WARN_UNUSED_RESULT;
/* Target 0 for none. What is shown goes. */
void                vmp_map_source_set_target   (VmpMapSource          *self,
                                                 VmpMonitor            *monitor,
                                                 guint32                target);
/* The target, NULL if nothing is known of it. Borrowed. */
VmpTarget          *vmp_map_source_get_target   (VmpMapSource          *self);
/* FALSE for a recording: there are snapshots that were made, and no others. */
gboolean            vmp_map_source_is_live      (VmpMapSource          *self);
/* Wall-clock time of boot time 0, as of the session. */
gint64              vmp_map_source_get_anchor   (VmpMapSource          *self);
/* Only what is looked at is read. */
void                vmp_map_source_set_active   (VmpMapSource          *self,
                                                 gboolean               active);
void                vmp_map_source_set_interval (VmpMapSource          *self,
                                                 int                    interval_msec);
/* Reads at once, whatever the interval is; also while frozen. */
void                vmp_map_source_refresh      (VmpMapSource          *self);
/* While frozen newer snapshots are not shown. */
void                vmp_map_source_set_frozen   (VmpMapSource          *self,
                                                 gboolean               frozen);
/* What is wanted of the snapshot; copied. */
void                vmp_map_source_set_query    (VmpMapSource          *self,
                                                 const VmpMappingQuery *query);
/* What is to be shown, NULL for nothing yet. Borrowed until "changed". */
const VmpMapResult *vmp_map_source_get_result   (VmpMapSource          *self);
/* A worker is at it, or has to be asked again. */
gboolean            vmp_map_source_is_busy      (VmpMapSource          *self);

G_END_DECLS
