/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the metrics of one process, tier by tier. */
#pragma once

#include "core/kernel/vmp-process.h"
#include "core/model/vmp-event.h"

G_BEGIN_DECLS

typedef struct _VmpProbe VmpProbe;

/* Takes @process. One thread. Returns: (transfer full) */
VmpProbe      *vmp_probe_new         (VmpProcRoot *root, VmpProcess *process) G_GNUC_WARN_UNUSED_RESULT;
void           vmp_probe_free        (VmpProbe *self);
VmpProcess    *vmp_probe_get_process (VmpProbe *self);
/* Fills @out with the values of the tiers in @tiers (bits 1 << VmpTier); metrics of the others are missing as NOT_DUE. Rates come from the
 * counter differences since the last read. FALSE with VMP_ERROR_GONE if the process ended (out is untouched). A denied or
 * unsupported file is no error: its metrics are missing for that reason. No allocation in tier 0. */
gboolean       vmp_probe_read        (VmpProbe *self, guint tiers, VmpSample *out, GError **error);
/* Whether reads of tier 2 keep the mappings that they saw, threads and all. */
void           vmp_probe_set_maps_wanted (VmpProbe *self, gboolean wanted);
/* The mappings of the last read of tier 2, which are the caller's then; NULL for *out_reason. */
VmpAddressSpace *vmp_probe_steal_maps (VmpProbe *self, VmpReason *out_reason);
/* Time the last read of @tier took, nanoseconds. */
gint64         vmp_probe_get_cost    (VmpProbe *self, VmpTier tier);
/* TRUE if a read of tier 0 noticed that the process executed another program; vmp_probe_check_exec() tells it then. */
gboolean       vmp_probe_saw_exec    (VmpProbe *self);
/* Looks, and is TRUE once after the process executed another program. Peaks that we keep ourselves begin anew then. */
gboolean       vmp_probe_check_exec  (VmpProbe *self);
/* Names, owner, kind for a START or EXEC event: strings are new references. */
void           vmp_probe_describe    (VmpProbe *self, VmpProcessInfo *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpProbe, vmp_probe_free)

G_END_DECLS
