/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the list of all processes does not tell: metrics that only watching a process by itself gives. */
#pragma once

#include "core/alert/vmp-alert-metric.h"
#include "core/engine/vmp-process-list.h"
#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* How a process comes under measurement of its own: a number as events carry it. */
typedef struct
{
  guint32 (*watch)   (gint32 pid, guint64 start_time_ticks, gpointer user_data);
  void    (*unwatch) (guint32 target, gpointer user_data);
} VmpAlertDeepFuncs;

typedef struct _VmpAlertDeep VmpAlertDeep;

/* @funcs is borrowed and has to outlive it. */
VmpAlertDeep *vmp_alert_deep_new     (const VmpAlertDeepFuncs *funcs, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Stops watching all. */
void          vmp_alert_deep_free    (VmpAlertDeep *self);
void          vmp_alert_deep_consume (VmpAlertDeep *self, VmpBatch *batch);
/* Adds to @values those that are @needed and missing; begins to watch the process if it is not watched yet. */
void          vmp_alert_deep_fill    (VmpAlertDeep *self, const VmpProcessRow *row, const gboolean needed[VMP_ALERT_N_METRICS],
                                      gint64 values[VMP_ALERT_N_METRICS]);
/* Stops watching those that nobody asked for since the last call. */
void          vmp_alert_deep_sweep   (VmpAlertDeep *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAlertDeep, vmp_alert_deep_free)

G_END_DECLS
