/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The values of one process at one moment. */

#include "config.h"

#include "vmp-sample.h"

void
vmp_sample_init (VmpSample *self,
                 gint64     time_nsec,
                 VmpReason  reason)
{
  self->time_nsec = time_nsec;
  self->duration_nsec = 0;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    vmp_sample_set_missing (self, i, reason);
}
