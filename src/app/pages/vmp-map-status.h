/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the map page says of its snapshots: when, how dear, how often, or why there are none. */
#pragma once

#include "../models/vmp-mapping-table.h"
#include "core/model/vmp-session.h"

G_BEGIN_DECLS

/* "Read at 12:03:04 in 120 ms; 3 changed, 1 gone". @target and @trail are nullable; @anchor_nsec as of the session. Owned. */
char *vmp_map_status_dup_text     (VmpTarget             *target,
                                   const VmpMappingTrail *trail,
                                   gint64                 anchor_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* Why there is nothing to show, and what helps; *out_title is set as well. Owned both. */
char *vmp_map_status_dup_reason   (VmpTarget             *target,
                                   char                 **out_title) G_GNUC_WARN_UNUSED_RESULT;
/* The same of a recording: "Snapshot of 12:03:04". */
char *vmp_map_status_dup_recorded   (const VmpMappingTrail *trail,
                                   gint64                 anchor_nsec) G_GNUC_WARN_UNUSED_RESULT;
char *vmp_map_status_dup_unrecorded (char                 **out_title) G_GNUC_WARN_UNUSED_RESULT;
/* "12,480 mappings", "12 of 12,480 mappings, 3.1 MiB resident"; of a comparison what became of them. Owned. */
char *vmp_map_status_dup_count    (const VmpMappingTable *table,
                                   gint64                 anchor_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* A time of day, nanoseconds since 1970. Owned. */
char *vmp_map_status_dup_clock    (gint64                 wall_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* "Every 5 s"; see vmp_map_source_set_interval(). Owned. */
char *vmp_map_status_dup_interval (int                    interval_msec) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
