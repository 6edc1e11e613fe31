/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last minutes of the stream of events, in bounded memory. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

typedef struct _VmpFlightRing VmpFlightRing;

/* One thread at a time. @span_nsec: how much is kept; 0: nothing. @max_bytes: bound of the memory, which holds before the span. */
VmpFlightRing *vmp_flight_ring_new        (gint64          span_nsec,
                                           gsize           max_bytes) G_GNUC_WARN_UNUSED_RESULT;
void           vmp_flight_ring_free       (VmpFlightRing  *self);
void           vmp_flight_ring_set_bounds (VmpFlightRing  *self,
                                           gint64          span_nsec,
                                           gsize           max_bytes);
/* Takes a reference, and lets go what is too old or too much. */
void           vmp_flight_ring_add        (VmpFlightRing  *self,
                                           VmpBatch       *batch);
/* Memory of what is kept, about. */
gsize          vmp_flight_ring_get_bytes  (VmpFlightRing  *self);
/**
 * vmp_flight_ring_list:
 *
 * What is kept of @target and of its children that were measured. Each begins with a START, at the moment of the first event
 * that is kept of it, with the names that held then; all else is as it came.
 *
 * Returns: (transfer full) (element-type VmpBatch): empty if there is nothing
 */
GPtrArray     *vmp_flight_ring_list       (VmpFlightRing  *self,
                                           guint32         target) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpFlightRing, vmp_flight_ring_free)

G_END_DECLS
