/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The deadlines of a watch, with a clock of the test's own: how late a real one is depends on the machine. */

#include "config.h"

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-watch.h"

#include <unistd.h>

#define INTERVAL_NSEC (10 * VMP_NSEC_PER_MSEC)
#define N_TICKS 200

typedef struct
{
  VmpWatch     *watch;
  VmpEventList  events;
  gint64        begin_nsec;   /* of the first tick */
} Fixture;

static void
run (Fixture *f,
     gint64   now_nsec)
{
  g_assert_true (vmp_watch_run (f->watch, now_nsec, VMP_GAP_LATE, &f->events));
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const VmpWatchOptions options = { .interval_nsec = INTERVAL_NSEC, .budget_share = 1 };
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, &error);
  VmpProcess *process;

  g_assert_no_error (error);
  process = vmp_process_open (root, getpid (), &error);
  g_assert_no_error (error);
  vmp_event_list_init (&f->events);
  f->watch = vmp_watch_new (root, 1, process, &options, &f->events);
  f->begin_nsec = vmp_watch_get_deadline (f->watch);
  run (f, f->begin_nsec);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  vmp_watch_free (f->watch);
  vmp_event_list_clear (&f->events);
}

static guint
count (Fixture      *f,
       VmpEventType  type)
{
  guint n = 0;

  for (guint i = 0; i < vmp_event_list_get_n (&f->events); i++)
    n += g_array_index (f->events.events, VmpEvent, i).type == type;

  return n;
}

/* However late each tick is, the next is due on the grid that began with the first. */
static void
test_no_drift (Fixture       *f,
               gconstpointer  data)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);

  for (guint i = 1; i <= N_TICKS; i++)
    {
      gint64 deadline_nsec = vmp_watch_get_deadline (f->watch);

      g_assert_cmpint (deadline_nsec, ==, f->begin_nsec + i * INTERVAL_NSEC);
      run (f, deadline_nsec + g_rand_int_range (rand, 0, INTERVAL_NSEC));
    }
  g_assert_cmpuint (count (f, VMP_EVENT_SAMPLE), ==, N_TICKS + 1);
  g_assert_cmpuint (count (f, VMP_EVENT_GAP), ==, 0);
}

static void
test_not_before (Fixture       *f,
                 gconstpointer  data)
{
  run (f, f->begin_nsec + INTERVAL_NSEC - 1);
  g_assert_cmpuint (count (f, VMP_EVENT_SAMPLE), ==, 1);
  run (f, f->begin_nsec + INTERVAL_NSEC);
  g_assert_cmpuint (count (f, VMP_EVENT_SAMPLE), ==, 2);
}

/* Ticks that were missed are told as one gap and not made up for. */
static void
test_missed (Fixture       *f,
             gconstpointer  data)
{
  const VmpEvent *gap = NULL;

  run (f, f->begin_nsec + 5 * INTERVAL_NSEC + 1);
  g_assert_cmpint (vmp_watch_get_deadline (f->watch), ==, f->begin_nsec + 6 * INTERVAL_NSEC);
  g_assert_cmpuint (count (f, VMP_EVENT_SAMPLE), ==, 2);
  g_assert_cmpuint (count (f, VMP_EVENT_GAP), ==, 1);
  for (guint i = 0; i < vmp_event_list_get_n (&f->events); i++)
    if (g_array_index (f->events.events, VmpEvent, i).type == VMP_EVENT_GAP)
      gap = &g_array_index (f->events.events, VmpEvent, i);
  g_assert_cmpint (gap->gap.reason, ==, VMP_GAP_LATE);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

#define ADD(path, test) g_test_add ("/watch/" path, Fixture, NULL, set_up, test, tear_down)
  ADD ("no-drift", test_no_drift);
  ADD ("not-before", test_not_before);
  ADD ("missed", test_missed);
#undef ADD

  return g_test_run ();
}
