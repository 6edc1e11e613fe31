/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events from a recording or from another machine, decoded and then lived through by a session. */

#include "config.h"

#include "core/model/vmp-session.h"

#include "vmp-fuzz.h"

/* What was read is written the same way again, and read again. */
static void
check_round_trip (const VmpEvent *event)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (GVariant) once = vmp_event_to_variant (event);
  g_autoptr (GVariant) twice = NULL;
  VmpEvent again;

  g_assert_true (vmp_event_from_variant (once, &again, &error));
  g_assert_no_error (error);
  twice = vmp_event_to_variant (&again);
  g_assert_true (g_variant_equal (once, twice));
  vmp_event_clear (&again);
}

/* Takes @event. */
static void
live_through (VmpEvent *event)
{
  g_autoptr (VmpSession) session = vmp_session_new ();
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  VmpEvent start = { VMP_EVENT_START, event->target, 1 };
  VmpEvent sample = { VMP_EVENT_SAMPLE, event->target, 2 };
  g_autoptr (VmpBatch) batch = NULL;
  VmpTarget *target;

  vmp_sample_init (&sample.sample, 2, VMP_REASON_NOT_DUE);
  vmp_sample_set (&sample.sample, VMP_METRIC_RSS, 3);
  g_array_append_val (events, start);
  g_array_append_val (events, sample);
  g_array_append_val (events, *event);
  batch = vmp_batch_new_take (events);
  vmp_session_consume (session, batch);
  vmp_session_consume (session, batch);
  target = vmp_session_find_target (session, event->target);
  g_assert_nonnull (target);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      VmpReason reason;
      gint64 value = vmp_target_get_value (target, i, NULL, &reason);

      g_assert_cmpint (value == VMP_MISSING, ==, reason != VMP_REASON_NONE);
      g_assert_cmpint (vmp_target_get_peak (target, i, NULL), >=, value);
    }
}

int
LLVMFuzzerTestOneInput (const uint8_t *data,
                        size_t         size)
{
  g_autoptr (GBytes) bytes = g_bytes_new (data, size);
  g_autoptr (GVariant) variant = g_variant_ref_sink (g_variant_new_from_bytes (G_VARIANT_TYPE ("(yuxv)"), bytes, FALSE));
  g_autoptr (GError) error = NULL;
  VmpEvent event, before;

  memset (&event, 0xa5, sizeof event);
  memcpy (&before, &event, sizeof event);
  if (!vmp_event_from_variant (variant, &event, &error))
    {
      g_assert_true (g_error_matches (error, VMP_ERROR, VMP_ERROR_CORRUPT)
                     || g_error_matches (error, VMP_ERROR, VMP_ERROR_UNSUPPORTED));
      g_assert_cmpmem (&event, sizeof event, &before, sizeof before);
      return 0;
    }
  g_assert_no_error (error);
  check_round_trip (&event);
  live_through (&event);
  return 0;
}
