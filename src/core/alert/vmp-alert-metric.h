/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules can be about: the metrics of processes, and the few of the whole machine. */
#pragma once

#include "core/kernel/vmp-value.h"
#include "core/model/vmp-alert-fact.h"
#include "core/model/vmp-metric.h"

G_BEGIN_DECLS

/* Numbers of the whole machine; they go on where those of VmpMetricId end. */
typedef enum
{
  VMP_ALERT_MACHINE_AVAILABLE = VMP_N_METRICS,  /* meminfo: MemAvailable */
  VMP_ALERT_MACHINE_FREE,                       /* meminfo: MemFree */
  VMP_ALERT_MACHINE_SWAP_FREE,                  /* meminfo: SwapFree */
  VMP_ALERT_MACHINE_SWAP_USED,                  /* meminfo: SwapTotal - SwapFree */
  VMP_ALERT_MACHINE_SWAP_USED_SHARE,            /* of SwapTotal, hundredths of a percent; missing without swap */
  VMP_ALERT_MACHINE_COMMITTED,                  /* meminfo: Committed_AS */
  VMP_ALERT_MACHINE_PRESSURE_SOME,              /* pressure/memory: some avg10, hundredths of a percent */
  VMP_ALERT_MACHINE_PRESSURE_FULL,              /* pressure/memory: full avg10, hundredths of a percent */
  VMP_ALERT_N_METRICS
} VmpAlertMachineMetric;

/* The number of a key ("rss", "machine-available"), or -1. */
int           vmp_alert_metric_lookup     (const char *key);
/* Static. */
const char   *vmp_alert_metric_get_key    (guint       metric);
/* Of the machine, not of a process? */
gboolean      vmp_alert_metric_is_machine (guint       metric);
VmpAlertUnit  vmp_alert_metric_get_unit   (guint       metric);
/* A value as measured (VMP_MISSING included) in the unit that rules use: percent and rates as they are said, NaN where missing. */
double        vmp_alert_metric_convert    (guint       metric,
                                           gint64      value);

G_END_DECLS
