/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session tells of one target. */

#include "config.h"

#include "vmp-session-private.h"

guint32
vmp_target_get_number (VmpTarget *self)
{
  return self->number;
}

VmpTargetState
vmp_target_get_state (VmpTarget *self)
{
  return self->state;
}

const VmpProcessInfo *
vmp_target_get_info (VmpTarget *self)
{
  return self->info.type != 0 ? &self->info.process : NULL;
}

VmpSeries *
vmp_target_get_series (VmpTarget   *self,
                       VmpMetricId  id)
{
  return self->series[id];
}

gint64
vmp_target_get_value (VmpTarget   *self,
                      VmpMetricId  id,
                      gint64      *out_time_nsec,
                      VmpReason   *out_reason)
{
  const Newest *newest = &self->newest[id];

  if (out_time_nsec != NULL)
    *out_time_nsec = newest->time_nsec;
  if (out_reason != NULL)
    *out_reason = newest->reason;
  return newest->value;
}

/* The metric that is the peak of @id, or has it as its peak: of the two only the higher one is a peak. */
static VmpMetricId
peak_partner (VmpMetricId id)
{
  switch (id)
    {
    case VMP_METRIC_RSS:
      return VMP_METRIC_RSS_PEAK;
    case VMP_METRIC_RSS_PEAK:
      return VMP_METRIC_RSS;
    case VMP_METRIC_VSIZE:
      return VMP_METRIC_VSIZE_PEAK;
    case VMP_METRIC_VSIZE_PEAK:
      return VMP_METRIC_VSIZE;
    case VMP_METRIC_HEAP:
      return VMP_METRIC_HEAP_PEAK;
    case VMP_METRIC_HEAP_PEAK:
      return VMP_METRIC_HEAP;
    default:
      return id;
    }
}

gint64
vmp_target_get_peak (VmpTarget   *self,
                     VmpMetricId  id,
                     gint64      *out_time_nsec)
{
  const VmpMetricId ids[] = { id, peak_partner (id) };
  gint64 best_nsec = 0, best = VMP_MISSING;

  /* The kernel's mark is stored from inexact counters, so it can lie below a sample; samples miss what lay between them. */
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      gint64 time_nsec, value;

      if (self->series[ids[i]] == NULL || !vmp_series_get_peak (self->series[ids[i]], &time_nsec, &value))
        continue;
      if (value > best || (value == best && time_nsec < best_nsec))
        {
          best = value;
          best_nsec = time_nsec;
        }
    }
  if (out_time_nsec != NULL)
    *out_time_nsec = best_nsec;
  return best;
}

/* The last EXEC; what was measured from then on is of the program that runs now. */
static gint64
program_begin_nsec (const VmpTarget *self)
{
  return self->info.type == VMP_EVENT_EXEC ? self->info.time_nsec : G_MININT64;
}

gint64
vmp_target_get_program_peak (VmpTarget   *self,
                             VmpMetricId  id)
{
  const VmpMetricId ids[] = { id, peak_partner (id) };
  gint64 begin_nsec = program_begin_nsec (self), best = VMP_MISSING;

  if (begin_nsec == G_MININT64)
    return vmp_target_get_peak (self, id, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      VmpSeriesCell cell;
      gint64 first_nsec, last_nsec;

      if (self->series[ids[i]] == NULL || !vmp_series_get_range (self->series[ids[i]], &first_nsec, &last_nsec)
          || last_nsec < begin_nsec)
        continue;
      vmp_series_query_one (self->series[ids[i]], begin_nsec, last_nsec + 1, &cell);
      if (cell.n > 0)
        best = vmp_value_max (best, cell.max);
    }
  return best;
}

const VmpObserverCost *
vmp_target_get_observer (VmpTarget *self)
{
  return self->has_observer ? &self->observer : NULL;
}

VmpAddressSpace *
vmp_target_get_address_space (VmpTarget *self,
                              gint64    *out_time_nsec)
{
  if (out_time_nsec != NULL)
    *out_time_nsec = self->maps.time_nsec;
  return self->maps.type != 0 ? self->maps.maps.space : NULL;
}

VmpReason
vmp_target_get_maps_reason (VmpTarget *self,
                            gint64    *out_cost_nsec)
{
  if (out_cost_nsec != NULL)
    *out_cost_nsec = self->maps_cost_nsec;
  return self->maps_reason;
}

const VmpEvent *
vmp_target_get_exit (VmpTarget *self)
{
  return self->exit.type != 0 ? &self->exit : NULL;
}

const VmpEvent *
vmp_target_get_marks (VmpTarget *self,
                      guint     *out_n)
{
  *out_n = self->marks->len;
  return (const VmpEvent *) (gpointer) self->marks->data;
}

guint
vmp_target_get_revision (VmpTarget *self)
{
  return self->revision;
}
