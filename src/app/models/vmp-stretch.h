/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a stage, or any stretch of time of one process, amounts to: figures of every metric, and of mappings by type. */
#pragma once

#include "core/model/vmp-mapping-type.h"
#include "core/model/vmp-session.h"

G_BEGIN_DECLS

/* Sums of all mappings stand behind those of the types. */
#define VMP_STRETCH_N_TYPES (VMP_N_MAPPING_TYPES + 1)

typedef struct
{
  char    *name;                        /* owned; escaped */
  gint64   begin_nsec, end_nsec;        /* both belong to it */
  gboolean goes_on;                     /* its end is only the newest moment */
  gint64   first[VMP_N_METRICS], last[VMP_N_METRICS], max[VMP_N_METRICS];   /* VMP_MISSING where nothing was read in it */
  gboolean has_types;                   /* there are snapshots near both of its ends, and not the same one */
  gint64   types_bytes[2][VMP_STRETCH_N_TYPES];   /* resident, at its begin and at its end */
} VmpStretch;

/* Resident memory by type of mapping at the moments at which all mappings were read: of one process, in order. */
typedef struct _VmpTypeLog VmpTypeLog;

VmpTypeLog *vmp_type_log_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void        vmp_type_log_free     (VmpTypeLog      *self);
/* A snapshot that is known already is not added again. */
void        vmp_type_log_add      (VmpTypeLog      *self,
                                   VmpAddressSpace *space,
                                   gint64           time_nsec);
void        vmp_type_log_clear    (VmpTypeLog      *self);
/* The snapshot nearest to a moment of which all mappings are known still: of many, or large ones, those of every second are let
 * go. NULL: none. @self: (nullable) */
VmpAddressSpace *vmp_type_log_find_space (VmpTypeLog *self, gint64 time_nsec, gint64 *out_time_nsec) G_GNUC_WARN_UNUSED_RESULT;

/* From @begin_nsec to @end_nsec of what is known of @target. @log: (nullable). Cleared by vmp_stretch_clear(). */
void        vmp_stretch_init      (VmpStretch      *self,
                                   const char      *name,
                                   VmpTarget       *target,
                                   VmpTypeLog      *log,
                                   gint64           begin_nsec,
                                   gint64           end_nsec);
void        vmp_stretch_clear     (VmpStretch      *self);
void        vmp_stretch_copy      (const VmpStretch *self,
                                   VmpStretch      *out);
/* How much more there was at its end; of a counter, how much was counted. VMP_MISSING. */
gint64      vmp_stretch_get_growth (const VmpStretch *self,
                                   VmpMetricId      id);
/* The type of mapping that grew most, VMP_N_MAPPING_TYPES if none did; *out_bytes by how much. */
VmpMappingType vmp_stretch_find_grower (const VmpStretch *self,
                                   gint64          *out_bytes);
/* The stages of @target, an array of VmpStretch that clears them itself. */
GArray     *vmp_stretch_list_stages (VmpTarget      *target,
                                   VmpTypeLog      *log) G_GNUC_WARN_UNUSED_RESULT;
GArray     *vmp_stretch_new_array (void) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpTypeLog, vmp_type_log_free)

G_END_DECLS
