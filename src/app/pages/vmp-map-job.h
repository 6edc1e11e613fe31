/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes of a snapshot, in a worker, all that the map page shows. */
#pragma once

#include <gio/gio.h>

#include "../models/vmp-mapping-table.h"
#include "core/model/vmp-address-space-gaps.h"
#include "../widgets/vmp-map-strip-layout.h"

G_BEGIN_DECLS

/* Immutable; the parts are owned. */
typedef struct
{
  VmpMappingTrail   *trail;
  VmpMapStripLayout *layout;
  VmpMappingTable   *table;
  VmpAddressSpaceGaps gaps;
  gint64             most_mappings;   /* that a process may have; VMP_MISSING: not known */
} VmpMapResult;

void          vmp_map_result_free    (VmpMapResult          *self);
/* Copies and references what it needs. @space, nullable, is a newer snapshot than @shown has; @shown, nullable, is what is shown
 * now: without it the snapshot is the first of its process. One of the two must be there. */
void          vmp_map_job_run        (VmpAddressSpace       *space,
                                      gint64                 time_nsec,
                                      const VmpMapResult    *shown,
                                      const VmpMappingQuery *query,
                                      GCancellable          *cancellable,
                                      GAsyncReadyCallback    callback,
                                      gpointer               user_data);
/* NULL only if it was cancelled. */
VmpMapResult *vmp_map_job_run_finish (GAsyncResult          *result,
                                      GError               **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMapResult, vmp_map_result_free)

G_END_DECLS
