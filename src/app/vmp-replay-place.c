/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one may want to go to in a recording that is shown: marks, notes, alerts, peaks, gaps. */

#include "config.h"

#include "vmp-replay-private.h"

static int
compare_places (gconstpointer a,
                gconstpointer b)
{
  const VmpReplayPlace *x = a, *y = b;

  return (x->time_nsec > y->time_nsec) - (x->time_nsec < y->time_nsec);
}

static gboolean
get_kind (const VmpEvent     *event,
          VmpReplayPlaceKind *out)
{
  switch (event->type)
    {
    case VMP_EVENT_MARK:
      *out = VMP_REPLAY_PLACE_MARK;
      return TRUE;
    case VMP_EVENT_GAP:
      *out = VMP_REPLAY_PLACE_GAP;
      return TRUE;
    case VMP_EVENT_EXEC:
      *out = VMP_REPLAY_PLACE_EXEC;
      return TRUE;
    case VMP_EVENT_EXIT:
      *out = VMP_REPLAY_PLACE_EXIT;
      return TRUE;
    case VMP_EVENT_NOTE:
      *out = VMP_REPLAY_PLACE_NOTE;
      return TRUE;
    case VMP_EVENT_ALERT:
      *out = VMP_REPLAY_PLACE_ALERT;
      return TRUE;
    default:
      return FALSE;
    }
}

static void
add_peaks (GArray    *places,
           VmpTarget *target)
{
  static const VmpMetricId metrics[] = { VMP_METRIC_RSS, VMP_METRIC_SWAP, VMP_METRIC_HEAP };

  for (guint i = 0; i < G_N_ELEMENTS (metrics); i++)
    {
      VmpSeries *series = vmp_target_get_series (target, metrics[i]);
      VmpReplayPlace place = { .kind = VMP_REPLAY_PLACE_PEAK, .metric = metrics[i] };

      if (series != NULL && vmp_series_get_peak (series, &place.time_nsec, &place.value) && place.value > 0)
        g_array_append_val (places, place);
    }
}

GArray *
vmp_replay_dup_places (VmpReplay *self)
{
  GArray *places = g_array_new (FALSE, FALSE, sizeof (VmpReplayPlace));
  VmpTarget *target = vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
  const VmpEvent *marks;
  guint n;

  if (target == NULL)
    return places;
  marks = vmp_target_get_marks (target, &n);
  for (guint i = 0; i < n; i++)
    {
      VmpReplayPlace place = { .time_nsec = marks[i].time_nsec, .event = &marks[i] };

      if (get_kind (&marks[i], &place.kind))
        g_array_append_val (places, place);
    }
  add_peaks (places, target);
  g_array_sort (places, compare_places);
  return places;
}

gboolean
vmp_replay_go_to_place (VmpReplay *self,
                        int        by)
{
  g_autoptr (GArray) places = NULL;

  g_return_val_if_fail (VMP_IS_REPLAY (self), FALSE);

  places = vmp_replay_dup_places (self);
  for (guint i = 0; i < places->len; i++)
    {
      gint64 time_nsec = g_array_index (places, VmpReplayPlace, by > 0 ? i : places->len - 1 - i).time_nsec;

      if (by > 0 ? time_nsec <= self->time_nsec : time_nsec >= self->time_nsec)
        continue;
      vmp_replay_seek (self, time_nsec);
      return TRUE;
    }
  return FALSE;
}
