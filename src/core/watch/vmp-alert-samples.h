/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes that are measured by themselves, whoever asked for it: rules need not wait for the next list to see their samples. */
#pragma once

#include "core/alert/vmp-alert-watcher.h"
#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* One thread. */
typedef struct _VmpAlertSamples VmpAlertSamples;

/* What is known of a process at its newest sample; values (by metric) are borrowed. */
typedef struct
{
  gint32        pid;
  guint64       start_time_ticks;
  const gint64 *values;
} VmpAlertSampled;

VmpAlertSamples *vmp_alert_samples_new      (void) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_alert_samples_free     (VmpAlertSamples *self);
/* TRUE if @event is a sample of a process that is in the lists as it is now. */
gboolean         vmp_alert_samples_consume  (VmpAlertSamples *self, const VmpEvent *event, VmpAlertSampled *out);
/* What a list says of a process: it counts where its samples do not tell. Cheap for those that are not measured by themselves. */
void             vmp_alert_samples_add_row  (VmpAlertSamples *self, gint32 pid, guint64 start_time_ticks,
                                             const gint64 values[VMP_ALERT_N_METRICS]);
/* Forgets those that are gone. */
void             vmp_alert_samples_end_list (VmpAlertSamples *self);

G_END_DECLS
