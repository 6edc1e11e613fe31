/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the flight recorder keeps: the last minutes and no more, with what the processes were. */

#include "config.h"

#include "app/vmp-flight-ring.h"

#define SECOND G_GINT64_CONSTANT (1000000000)
#define MANY_BYTES (64 * 1024 * 1024)

static VmpEvent
event_of (VmpEventType type, guint32 target, gint64 time_nsec)
{
  VmpEvent event = { type, target, time_nsec };

  return event;
}

/* Takes what @event owns. */
static void
add (VmpFlightRing *ring, VmpEvent event)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;

  g_array_append_val (events, event);
  batch = vmp_batch_new_take (events);
  vmp_flight_ring_add (ring, batch);
}

static void
add_start (VmpFlightRing *ring, VmpEventType type, guint32 target, gint64 time_nsec, const char *name)
{
  VmpEvent event = event_of (type, target, time_nsec);

  event.process.name = g_ref_string_new (name);
  event.process.identity.pid = (gint32) target * 100;
  add (ring, event);
}

static void
add_sample (VmpFlightRing *ring, guint32 target, gint64 time_nsec)
{
  VmpEvent event = event_of (VMP_EVENT_SAMPLE, target, time_nsec);

  event.sample.time_nsec = time_nsec;
  event.sample.values[VMP_METRIC_RSS] = time_nsec / SECOND;
  add (ring, event);
}

/* All events that are kept, one after another; borrowed from @batches. */
static GArray *
list_events (GPtrArray *batches)
{
  GArray *all = g_array_new (FALSE, FALSE, sizeof (VmpEvent));

  for (guint i = 0; i < batches->len; i++)
    {
      guint n;
      const VmpEvent *events = vmp_batch_get_events (batches->pdata[i], &n);

      g_array_append_vals (all, events, n);
    }
  return all;
}

static void
assert_event (GArray *events, guint at, VmpEventType type, guint32 target, gint64 time_nsec)
{
  const VmpEvent *event = &g_array_index (events, VmpEvent, at);

  g_assert_cmpuint (at, <, events->len);
  g_assert_cmpint (event->type, ==, type);
  g_assert_cmpuint (event->target, ==, target);
  g_assert_cmpint (event->time_nsec, ==, time_nsec);
}

static void
test_span (void)
{
  g_autoptr (VmpFlightRing) ring = vmp_flight_ring_new (10 * SECOND, MANY_BYTES);
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GArray) events = NULL;

  add_start (ring, VMP_EVENT_START, 1, 0, "first");
  for (gint64 i = 0; i < 100; i++)
    add_sample (ring, 1, i * SECOND + 5);
  batches = vmp_flight_ring_list (ring, 1);
  events = list_events (batches);

  /* The newest is of 99 s: from 89 s on, both ends included, and what it is before them. */
  g_assert_cmpuint (events->len, ==, 12);
  assert_event (events, 0, VMP_EVENT_START, 1, 89 * SECOND + 5);
  g_assert_cmpstr (g_array_index (events, VmpEvent, 0).process.name, ==, "first");
  for (guint i = 1; i < events->len; i++)
    {
      assert_event (events, i, VMP_EVENT_SAMPLE, 1, (88 + i) * SECOND + 5);
      g_assert_cmpint (g_array_index (events, VmpEvent, i).sample.values[VMP_METRIC_RSS], ==, 88 + i);
    }
}

static void
test_bytes (void)
{
  g_autoptr (VmpFlightRing) ring = vmp_flight_ring_new (G_MAXINT32 * SECOND, 100 * 1024);
  gsize most = 0;

  add_start (ring, VMP_EVENT_START, 1, 0, "first");
  for (gint64 i = 0; i < 5000; i++)
    {
      add_sample (ring, 1, i * SECOND);
      most = MAX (most, vmp_flight_ring_get_bytes (ring));
    }
  g_assert_cmpuint (most, <=, 100 * 1024);
  g_assert_cmpuint (vmp_flight_ring_get_bytes (ring), >, 50 * 1024);
}

/* What runs at the begin of what is kept is what counts, and an exec later is told as it was. */
static void
test_exec (void)
{
  g_autoptr (VmpFlightRing) ring = vmp_flight_ring_new (10 * SECOND, MANY_BYTES);
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GArray) events = NULL;

  add_start (ring, VMP_EVENT_START, 1, 0, "shell");
  add_start (ring, VMP_EVENT_EXEC, 1, SECOND, "program");
  for (gint64 i = 2; i < 50; i++)
    add_sample (ring, 1, i * SECOND);
  add_start (ring, VMP_EVENT_EXEC, 1, 50 * SECOND, "next");
  batches = vmp_flight_ring_list (ring, 1);
  events = list_events (batches);

  assert_event (events, 0, VMP_EVENT_START, 1, 40 * SECOND);
  g_assert_cmpstr (g_array_index (events, VmpEvent, 0).process.name, ==, "program");
  assert_event (events, events->len - 1, VMP_EVENT_EXEC, 1, 50 * SECOND);
  g_assert_cmpstr (g_array_index (events, VmpEvent, events->len - 1).process.name, ==, "next");
}

static void
test_children (void)
{
  g_autoptr (VmpFlightRing) ring = vmp_flight_ring_new (100 * SECOND, MANY_BYTES);
  VmpEvent fork = event_of (VMP_EVENT_FORK, 1, 2 * SECOND);
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GPtrArray) none = NULL;
  g_autoptr (GArray) events = NULL;

  fork.fork.child_target = 3;
  add_start (ring, VMP_EVENT_START, 1, 0, "parent");
  add_start (ring, VMP_EVENT_START, 2, SECOND, "other");
  add (ring, fork);
  add_start (ring, VMP_EVENT_START, 3, 3 * SECOND, "child");
  add_sample (ring, 2, 4 * SECOND);
  add_sample (ring, 3, 5 * SECOND);
  batches = vmp_flight_ring_list (ring, 1);
  events = list_events (batches);

  g_assert_cmpuint (events->len, ==, 4);
  assert_event (events, 0, VMP_EVENT_START, 1, 0);
  assert_event (events, 1, VMP_EVENT_FORK, 1, 2 * SECOND);
  assert_event (events, 2, VMP_EVENT_START, 3, 3 * SECOND);
  assert_event (events, 3, VMP_EVENT_SAMPLE, 3, 5 * SECOND);
  none = vmp_flight_ring_list (ring, 9);
  g_assert_cmpuint (none->len, ==, 0);
}

static void
test_off (void)
{
  g_autoptr (VmpFlightRing) ring = vmp_flight_ring_new (10 * SECOND, MANY_BYTES);
  g_autoptr (GPtrArray) nothing = NULL;
  g_autoptr (GPtrArray) batches = NULL;
  g_autoptr (GArray) events = NULL;

  add_start (ring, VMP_EVENT_START, 1, 0, "first");
  add_sample (ring, 1, SECOND);
  vmp_flight_ring_set_bounds (ring, 0, MANY_BYTES);
  g_assert_cmpuint (vmp_flight_ring_get_bytes (ring), ==, 0);
  add_sample (ring, 1, 2 * SECOND);
  nothing = vmp_flight_ring_list (ring, 1);
  g_assert_cmpuint (nothing->len, ==, 0);

  /* On again, it still knows what that process is. */
  vmp_flight_ring_set_bounds (ring, 10 * SECOND, MANY_BYTES);
  add_sample (ring, 1, 3 * SECOND);
  batches = vmp_flight_ring_list (ring, 1);
  events = list_events (batches);
  g_assert_cmpuint (events->len, ==, 2);
  assert_event (events, 0, VMP_EVENT_START, 1, 3 * SECOND);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);

  g_test_add_func ("/flight-ring/span", test_span);
  g_test_add_func ("/flight-ring/bytes", test_bytes);
  g_test_add_func ("/flight-ring/exec", test_exec);
  g_test_add_func ("/flight-ring/children", test_children);
  g_test_add_func ("/flight-ring/off", test_off);

  return g_test_run ();
}
