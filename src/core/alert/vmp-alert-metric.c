/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What rules can be about: the metrics of processes, and the few of the whole machine. */

#include "config.h"

#include "vmp-alert-metric.h"

#include <math.h>
#include <string.h>

static const struct
{
  const char   *key;
  VmpAlertUnit  unit;
} machine_metrics[VMP_ALERT_N_METRICS - VMP_N_METRICS] = {
  [VMP_ALERT_MACHINE_AVAILABLE - VMP_N_METRICS] = { "machine-available", VMP_ALERT_UNIT_BYTES },
  [VMP_ALERT_MACHINE_FREE - VMP_N_METRICS] = { "machine-free", VMP_ALERT_UNIT_BYTES },
  [VMP_ALERT_MACHINE_SWAP_FREE - VMP_N_METRICS] = { "machine-swap-free", VMP_ALERT_UNIT_BYTES },
  [VMP_ALERT_MACHINE_SWAP_USED - VMP_N_METRICS] = { "machine-swap-used", VMP_ALERT_UNIT_BYTES },
  [VMP_ALERT_MACHINE_SWAP_USED_SHARE - VMP_N_METRICS] = { "machine-swap-used-share", VMP_ALERT_UNIT_PERCENT },
  [VMP_ALERT_MACHINE_COMMITTED - VMP_N_METRICS] = { "machine-committed", VMP_ALERT_UNIT_BYTES },
  [VMP_ALERT_MACHINE_PRESSURE_SOME - VMP_N_METRICS] = { "machine-pressure-some", VMP_ALERT_UNIT_PERCENT },
  [VMP_ALERT_MACHINE_PRESSURE_FULL - VMP_N_METRICS] = { "machine-pressure-full", VMP_ALERT_UNIT_PERCENT },
};

int
vmp_alert_metric_lookup (const char *key)
{
  const VmpMetric *metric = vmp_metric_lookup (key);

  if (metric != NULL)
    return metric->id;
  for (guint i = 0; i < G_N_ELEMENTS (machine_metrics); i++)
    if (strcmp (machine_metrics[i].key, key) == 0)
      return VMP_N_METRICS + i;
  return -1;
}

const char *
vmp_alert_metric_get_key (guint metric)
{
  g_return_val_if_fail (metric < VMP_ALERT_N_METRICS, NULL);

  return metric < VMP_N_METRICS ? vmp_metric_get (metric)->key : machine_metrics[metric - VMP_N_METRICS].key;
}

gboolean
vmp_alert_metric_is_machine (guint metric)
{
  return metric >= VMP_N_METRICS;
}

VmpAlertUnit
vmp_alert_metric_get_unit (guint metric)
{
  g_return_val_if_fail (metric < VMP_ALERT_N_METRICS, VMP_ALERT_UNIT_COUNT);

  if (metric >= VMP_N_METRICS)
    return machine_metrics[metric - VMP_N_METRICS].unit;
  switch (vmp_metric_get (metric)->unit)
    {
    case VMP_UNIT_BYTES:
      return VMP_ALERT_UNIT_BYTES;
    case VMP_UNIT_COUNT_PER_SECOND:
      return VMP_ALERT_UNIT_PER_SECOND;
    case VMP_UNIT_NSEC:
      return VMP_ALERT_UNIT_NSEC;
    case VMP_UNIT_COUNT:
    default:
      return VMP_ALERT_UNIT_COUNT;
    }
}

double
vmp_alert_metric_convert (guint  metric,
                          gint64 value)
{
  if (value == VMP_MISSING)
    return NAN;
  switch (vmp_alert_metric_get_unit (metric))
    {
    case VMP_ALERT_UNIT_PERCENT:
      return value / 100.0;
    case VMP_ALERT_UNIT_PER_SECOND:
      return value / 1000.0;
    case VMP_ALERT_UNIT_BYTES:
    case VMP_ALERT_UNIT_COUNT:
    case VMP_ALERT_UNIT_NSEC:
    case VMP_ALERT_UNIT_DEVIATIONS:
    case VMP_ALERT_UNIT_FACTOR_PERCENT:
    default:
      return value;
    }
}
