/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of one process at one moment. */
#pragma once

#include "core/kernel/vmp-value.h"
#include "vmp-metric.h"

G_BEGIN_DECLS

/* A plain struct: copied, stored in arrays, immutable once handed over. */
typedef struct
{
  gint64 time_nsec;                 /* CLOCK_BOOTTIME before the first read */
  gint64 duration_nsec;             /* until the last read was done */
  gint64 values[VMP_N_METRICS];     /* VMP_MISSING where not read */
  guint8 reasons[VMP_N_METRICS];    /* VmpReason; NONE where there is a value */
} VmpSample;

/* All missing for @reason. */
void vmp_sample_init (VmpSample *self, gint64 time_nsec, VmpReason reason);

static inline void
vmp_sample_set (VmpSample *self, VmpMetricId id, gint64 value)
{
  self->values[id] = value;
  self->reasons[id] = value == VMP_MISSING ? VMP_REASON_UNSUPPORTED : VMP_REASON_NONE;
}

static inline void
vmp_sample_set_missing (VmpSample *self, VmpMetricId id, VmpReason reason)
{
  self->values[id] = VMP_MISSING;
  self->reasons[id] = reason;
}

G_END_DECLS
