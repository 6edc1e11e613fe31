/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What all kinds of host share. */

#include "config.h"

#include "vmp-host.h"

void
vmp_delivery_clear (VmpDelivery *self)
{
  g_clear_pointer (&self->batch, vmp_batch_unref);
  g_clear_pointer (&self->processes, vmp_process_list_unref);
}
