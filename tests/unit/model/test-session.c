/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The session as its readers see it, fed with batches. */

#include "config.h"

#include "core/model/vmp-session.h"

#include <string.h>

#define SEC G_GINT64_CONSTANT (1000000000)

/* --- feeding --- */

typedef struct
{
  VmpSession *session;
  GArray     *events;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->session = vmp_session_new ();
  f->events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  vmp_session_free (f->session);
  g_array_unref (f->events);
}

static VmpEvent *
add (Fixture      *f,
     VmpEventType  type,
     guint32       target,
     gint64        time_nsec)
{
  VmpEvent event = { type, target, time_nsec };

  g_array_append_val (f->events, event);
  return &g_array_index (f->events, VmpEvent, f->events->len - 1);
}

static void
add_info (Fixture      *f,
          VmpEventType  type,
          guint32       target,
          gint64        time_nsec,
          const char   *name)
{
  VmpEvent *event = add (f, type, target, time_nsec);

  event->process.identity.pid = 100 + target;
  event->process.name = g_ref_string_new (name);
  event->process.command = g_ref_string_new ("");
}

/* A sample of nothing yet. */
static VmpSample *
add_sample (Fixture *f,
            guint32  target,
            gint64   time_nsec)
{
  VmpEvent *event = add (f, VMP_EVENT_SAMPLE, target, time_nsec);

  vmp_sample_init (&event->sample, time_nsec, VMP_REASON_NOT_DUE);
  return &event->sample;
}

static void
add_value (Fixture     *f,
           gint64       time_nsec,
           VmpMetricId  id,
           gint64       value)
{
  vmp_sample_set (add_sample (f, 1, time_nsec), id, value);
}

static void
add_reason (Fixture     *f,
            gint64       time_nsec,
            VmpMetricId  id,
            VmpReason    reason)
{
  vmp_sample_set_missing (add_sample (f, 1, time_nsec), id, reason);
}

static void
add_gap (Fixture      *f,
         gint64        begin_nsec,
         gint64        end_nsec,
         VmpGapReason  reason)
{
  VmpEvent *event = add (f, VMP_EVENT_GAP, 1, end_nsec);

  event->gap.begin_nsec = begin_nsec;
  event->gap.reason = reason;
}

static void
feed (Fixture *f)
{
  VmpBatch *batch = vmp_batch_new_take (f->events);

  vmp_session_consume (f->session, batch);
  vmp_batch_unref (batch);
  f->events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
}

/* A session that has target 1, started at 0. */
static VmpTarget *
feed_start (Fixture *f)
{
  add_info (f, VMP_EVENT_START, 1, 0, "first");
  feed (f);
  return vmp_session_find_target (f->session, 1);
}

static void
assert_value (VmpTarget   *target,
              VmpMetricId  id,
              gint64       value,
              VmpReason    reason)
{
  VmpReason found;

  g_assert_cmpint (vmp_target_get_value (target, id, NULL, &found), ==, value);
  g_assert_cmpint (found, ==, reason);
}

/* --- tests --- */

static void
test_targets (Fixture       *f,
              gconstpointer  data)
{
  VmpTarget *target;

  add_value (f, 1, VMP_METRIC_RSS, 5);
  add (f, VMP_EVENT_OBSERVER, 9, 1);
  feed (f);
  g_assert_cmpuint (vmp_session_get_n_targets (f->session), ==, 0);
  g_assert_null (vmp_session_find_target (f->session, 1));

  add_info (f, VMP_EVENT_START, 1, 0, "one");
  add_info (f, VMP_EVENT_START, 2, 0, "two");
  add (f, VMP_EVENT_EXIT, 3, 5)->exit.status = VMP_MISSING;
  feed (f);
  g_assert_cmpuint (vmp_session_get_n_targets (f->session), ==, 3);
  g_assert_cmpuint (vmp_target_get_number (vmp_session_get_target (f->session, 1)), ==, 2);

  target = vmp_session_find_target (f->session, 2);
  g_assert_cmpstr (vmp_target_get_info (target)->name, ==, "two");
  g_assert_cmpint (vmp_target_get_info (target)->identity.pid, ==, 102);
  g_assert_cmpint (vmp_target_get_state (target), ==, VMP_TARGET_RUNNING);
  g_assert_null (vmp_target_get_exit (target));
  g_assert_null (vmp_target_get_observer (target));

  /* No such process. */
  target = vmp_session_find_target (f->session, 3);
  g_assert_null (vmp_target_get_info (target));
  g_assert_cmpint (vmp_target_get_state (target), ==, VMP_TARGET_ENDED);
  g_assert_cmpint (vmp_target_get_exit (target)->exit.status, ==, VMP_MISSING);

  /* What still comes of a forgotten one does not bring it back. */
  vmp_session_forget_target (f->session, 2);
  add_sample (f, 2, 7);
  add (f, VMP_EVENT_EXIT, 2, 8);
  feed (f);
  g_assert_null (vmp_session_find_target (f->session, 2));
  g_assert_cmpuint (vmp_session_get_n_targets (f->session), ==, 2);
}

static void
test_values (Fixture       *f,
             gconstpointer  data)
{
  VmpTarget *target = feed_start (f);
  gint64 time_nsec;

  assert_value (target, VMP_METRIC_PSS, VMP_MISSING, VMP_REASON_NOT_DUE);
  g_assert_null (vmp_target_get_series (target, VMP_METRIC_PSS));

  add_value (f, SEC, VMP_METRIC_PSS, 40);
  add_value (f, 2 * SEC, VMP_METRIC_RSS, 50);
  add_value (f, 3 * SEC, VMP_METRIC_RSS, 60);
  feed (f);
  /* Its tier was not due since, so it holds, and says from when it is. */
  assert_value (target, VMP_METRIC_PSS, 40, VMP_REASON_NONE);
  g_assert_cmpint (vmp_target_get_value (target, VMP_METRIC_PSS, &time_nsec, NULL), ==, 40);
  g_assert_cmpint (time_nsec, ==, SEC);
  assert_value (target, VMP_METRIC_RSS, 60, VMP_REASON_NONE);
  g_assert_cmpuint (vmp_series_get_length (vmp_target_get_series (target, VMP_METRIC_RSS)), ==, 2);
  g_assert_null (vmp_target_get_series (target, VMP_METRIC_SWAP));

  add_reason (f, 4 * SEC, VMP_METRIC_PSS, VMP_REASON_BUDGET);
  add_reason (f, 4 * SEC, VMP_METRIC_RSS, VMP_REASON_GONE);
  feed (f);
  assert_value (target, VMP_METRIC_PSS, 40, VMP_REASON_NONE);
  assert_value (target, VMP_METRIC_RSS, 60, VMP_REASON_NONE);

  /* A set-uid exec: it may not be read any more. */
  add_reason (f, 5 * SEC, VMP_METRIC_PSS, VMP_REASON_DENIED);
  add_sample (f, 1, 6 * SEC);
  feed (f);
  assert_value (target, VMP_METRIC_PSS, VMP_MISSING, VMP_REASON_DENIED);
  g_assert_cmpint (vmp_target_get_state (target), ==, VMP_TARGET_DENIED);
  g_assert_false (vmp_series_get_at (vmp_target_get_series (target, VMP_METRIC_PSS), 6 * SEC, &time_nsec, &time_nsec));

  add_value (f, 7 * SEC, VMP_METRIC_PSS, 41);
  feed (f);
  assert_value (target, VMP_METRIC_PSS, 41, VMP_REASON_NONE);
  g_assert_cmpint (vmp_target_get_state (target), ==, VMP_TARGET_RUNNING);
}

static void
test_denied_from_the_start (Fixture       *f,
                            gconstpointer  data)
{
  VmpTarget *target = feed_start (f);

  add_reason (f, SEC, VMP_METRIC_PSS, VMP_REASON_DENIED);
  add_value (f, 2 * SEC, VMP_METRIC_RSS, 1);
  feed (f);
  /* The ticks between, where the tier is not due, do not hide it. */
  assert_value (target, VMP_METRIC_PSS, VMP_MISSING, VMP_REASON_DENIED);
  g_assert_cmpint (vmp_target_get_state (target), ==, VMP_TARGET_DENIED);
  assert_value (target, VMP_METRIC_RSS, 1, VMP_REASON_NONE);
}

static void
test_peaks (Fixture       *f,
            gconstpointer  data)
{
  VmpTarget *target = feed_start (f);
  gint64 time_nsec;

  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_RSS, NULL), ==, VMP_MISSING);

  /* The kernel saw more than our samples. */
  add_value (f, SEC, VMP_METRIC_RSS, 50);
  add_value (f, 2 * SEC, VMP_METRIC_RSS_PEAK, 70);
  feed (f);
  g_assert_cmpint (vmp_target_get_program_peak (target, VMP_METRIC_RSS), ==, 70);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_RSS, &time_nsec), ==, 70);
  g_assert_cmpint (time_nsec, ==, 2 * SEC);

  /* A sample lies above the kernel's inexact mark. */
  add_value (f, 3 * SEC, VMP_METRIC_RSS, 75);
  add_value (f, 3 * SEC, VMP_METRIC_RSS_PEAK, 72);
  feed (f);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_RSS, &time_nsec), ==, 75);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_RSS_PEAK, NULL), ==, 75);
  g_assert_cmpint (time_nsec, ==, 3 * SEC);

  /* Exec resets the kernel's mark, not what was seen. */
  add_info (f, VMP_EVENT_EXEC, 1, 4 * SEC, "second");
  add_value (f, 5 * SEC, VMP_METRIC_RSS_PEAK, 10);
  add_value (f, 5 * SEC, VMP_METRIC_VSIZE, 100);
  add_value (f, 6 * SEC, VMP_METRIC_STACK, 8);
  feed (f);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_RSS, NULL), ==, 75);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_VSIZE, NULL), ==, 100);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_STACK, NULL), ==, 8);
  assert_value (target, VMP_METRIC_RSS_PEAK, 10, VMP_REASON_NONE);

  /* Of the program that runs now only what was seen of it counts. */
  g_assert_cmpint (vmp_target_get_program_peak (target, VMP_METRIC_RSS), ==, 10);
  g_assert_cmpint (vmp_target_get_program_peak (target, VMP_METRIC_VSIZE), ==, 100);
  g_assert_cmpint (vmp_target_get_program_peak (target, VMP_METRIC_HEAP), ==, VMP_MISSING);
  add_value (f, 7 * SEC, VMP_METRIC_RSS, 12);
  add_value (f, 8 * SEC, VMP_METRIC_RSS, 11);
  feed (f);
  g_assert_cmpint (vmp_target_get_program_peak (target, VMP_METRIC_RSS), ==, 12);
  add_info (f, VMP_EVENT_EXEC, 1, 9 * SEC, "third");
  feed (f);
  g_assert_cmpint (vmp_target_get_program_peak (target, VMP_METRIC_RSS), ==, VMP_MISSING);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_RSS, NULL), ==, 75);
}

static void
test_story (Fixture       *f,
            gconstpointer  data)
{
  static const VmpEventType story[] = {
    VMP_EVENT_START, VMP_EVENT_FORK, VMP_EVENT_EXEC, VMP_EVENT_MARK, VMP_EVENT_GAP, VMP_EVENT_EXIT,
  };
  VmpTarget *target = feed_start (f);
  const VmpEvent *marks;
  guint n;

  add (f, VMP_EVENT_FORK, 1, SEC)->fork.child_pid = 77;
  add_info (f, VMP_EVENT_EXEC, 1, 2 * SEC, "second");
  add (f, VMP_EVENT_MARK, 1, 3 * SEC)->mark.name = g_ref_string_new ("here");
  add_gap (f, 3 * SEC, 4 * SEC, VMP_GAP_LATE);
  add_value (f, 4 * SEC, VMP_METRIC_RSS, 9);
  add (f, VMP_EVENT_OBSERVER, 1, 4 * SEC)->observer.locked_nsec = 33;
  add (f, VMP_EVENT_EXIT, 1, 5 * SEC)->exit.status = 256;
  feed (f);

  marks = vmp_target_get_marks (target, &n);
  g_assert_cmpuint (n, ==, G_N_ELEMENTS (story));
  for (guint i = 0; i < n; i++)
    g_assert_cmpint (marks[i].type, ==, story[i]);
  g_assert_cmpstr (marks[0].process.name, ==, "first");
  g_assert_cmpint (marks[1].fork.child_pid, ==, 77);
  g_assert_cmpstr (marks[3].mark.name, ==, "here");
  g_assert_cmpstr (vmp_target_get_info (target)->name, ==, "second");
  g_assert_cmpint (vmp_target_get_observer (target)->locked_nsec, ==, 33);
  g_assert_cmpint (vmp_target_get_exit (target)->exit.status, ==, 256);
  g_assert_cmpint (vmp_target_get_state (target), ==, VMP_TARGET_ENDED);

  /* A late sample neither revives it nor takes its last value away. */
  add_sample (f, 1, 6 * SEC);
  feed (f);
  g_assert_cmpint (vmp_target_get_state (target), ==, VMP_TARGET_ENDED);
  assert_value (target, VMP_METRIC_RSS, 9, VMP_REASON_NONE);
}

static void
add_alert (Fixture *f,
           guint32  target,
           gint64   time_nsec)
{
  VmpAlertFact *fact = &add (f, VMP_EVENT_ALERT, target, time_nsec)->alert;

  fact->rule = g_ref_string_new ("rule");
  fact->title = g_ref_string_new ("Rule");
  fact->metric = g_ref_string_new ("rss");
}

/* What concerns the machine concerns all that run on it, and nobody who has ended. */
static void
test_alerts (Fixture       *f,
             gconstpointer  data)
{
  VmpTarget *target = feed_start (f);
  const VmpEvent *marks;
  guint n;

  add_info (f, VMP_EVENT_START, 2, SEC, "other");
  add_info (f, VMP_EVENT_START, 3, SEC, "ended");
  add (f, VMP_EVENT_EXIT, 3, SEC);
  add_alert (f, 2, 2 * SEC);
  add_alert (f, 0, 3 * SEC);
  feed (f);
  vmp_target_get_marks (target, &n);
  g_assert_cmpuint (n, ==, 2);
  marks = vmp_target_get_marks (vmp_session_find_target (f->session, 2), &n);
  g_assert_cmpuint (n, ==, 3);
  g_assert_cmpint (marks[2].type, ==, VMP_EVENT_ALERT);
  g_assert_cmpint (marks[2].time_nsec, ==, 3 * SEC);
  g_assert_cmpstr (marks[2].alert.title, ==, "Rule");
  vmp_target_get_marks (vmp_session_find_target (f->session, 3), &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_null (vmp_session_find_target (f->session, 0));
}

static void
test_maps (Fixture       *f,
           gconstpointer  data)
{
  static const char text[] = "1000-2000 rw-p 00000000 00:00 0 [heap]\n";
  VmpTarget *target = feed_start (f);
  VmpEvent *event;
  gint64 time_nsec, cost_nsec;

  g_assert_null (vmp_target_get_address_space (target, NULL));
  g_assert_cmpint (vmp_target_get_maps_reason (target, &cost_nsec), ==, VMP_REASON_NOT_DUE);
  g_assert_cmpint (cost_nsec, ==, VMP_MISSING);
  event = add (f, VMP_EVENT_ADDRESS_SPACE, 1, 2 * SEC);
  event->maps.space = vmp_address_space_parse (text, strlen (text), NULL, NULL);
  event->maps.cost_nsec = 7;
  event->maps.reason = VMP_REASON_NONE;
  /* One that failed does not take away what was seen. */
  event = add (f, VMP_EVENT_ADDRESS_SPACE, 1, 3 * SEC);
  event->maps.space = NULL;
  event->maps.cost_nsec = 8;
  event->maps.reason = VMP_REASON_TORN;
  feed (f);
  g_assert_cmpuint (vmp_address_space_get_n (vmp_target_get_address_space (target, &time_nsec)), ==, 1);
  g_assert_cmpint (time_nsec, ==, 2 * SEC);
  g_assert_cmpint (vmp_target_get_maps_reason (target, &cost_nsec), ==, VMP_REASON_TORN);
  g_assert_cmpint (cost_nsec, ==, 7);

  add_info (f, VMP_EVENT_EXEC, 1, 4 * SEC, "second");
  feed (f);
  g_assert_null (vmp_target_get_address_space (target, NULL));
  g_assert_cmpint (vmp_target_get_maps_reason (target, NULL), ==, VMP_REASON_NOT_DUE);
}

static gboolean
has_gap (VmpTarget   *target,
         VmpMetricId  id,
         gint64       begin_nsec,
         gint64       end_nsec)
{
  VmpSeriesCell cell;

  vmp_series_query_one (vmp_target_get_series (target, id), begin_nsec, end_nsec, &cell);
  return cell.gap;
}

static void
test_gaps (Fixture       *f,
           gconstpointer  data)
{
  VmpTarget *target = feed_start (f);

  /* rss every 0.1 s, pss every 10 s. */
  add_value (f, 0, VMP_METRIC_PSS, 1);
  for (guint i = 0; i < 100; i++)
    add_value (f, i * SEC / 10, VMP_METRIC_RSS, 1);
  add_value (f, 10 * SEC, VMP_METRIC_PSS, 1);
  add_gap (f, 10 * SEC, 11 * SEC, VMP_GAP_LATE);
  add_value (f, 11 * SEC, VMP_METRIC_RSS, 1);
  feed (f);
  g_assert_true (has_gap (target, VMP_METRIC_RSS, 10 * SEC, 11 * SEC));
  g_assert_false (has_gap (target, VMP_METRIC_RSS, 0, 10 * SEC));
  g_assert_false (has_gap (target, VMP_METRIC_RSS, 11 * SEC, 12 * SEC));
  g_assert_false (has_gap (target, VMP_METRIC_PSS, 10 * SEC, 12 * SEC));

  /* The machine slept: nothing is known of anything. */
  add_gap (f, 12 * SEC, 40 * SEC, VMP_GAP_SUSPEND);
  feed (f);
  g_assert_true (has_gap (target, VMP_METRIC_RSS, 20 * SEC, 21 * SEC));
  g_assert_true (has_gap (target, VMP_METRIC_PSS, 20 * SEC, 21 * SEC));
  add_value (f, 40 * SEC, VMP_METRIC_PSS, 1);
  add_value (f, 40 * SEC, VMP_METRIC_RSS, 1);

  /* What the budget leaves out is not what is read at every tick. */
  add_gap (f, 41 * SEC, 41 * SEC, VMP_GAP_BUDGET);
  feed (f);
  g_assert_false (has_gap (target, VMP_METRIC_RSS, 41 * SEC, 50 * SEC));
  g_assert_true (has_gap (target, VMP_METRIC_PSS, 41 * SEC, 50 * SEC));
}

typedef struct
{
  guint calls, mask;
  guint id;             /* of a listener to remove when called */
  guint forget;         /* target to forget when called */
} Heard;

static void
listener_cb (VmpSession *session,
             VmpTarget  *target,
             guint       event_mask,
             gpointer    user_data)
{
  Heard *heard = user_data;

  heard->calls++;
  heard->mask |= event_mask;
  if (heard->id != 0)
    vmp_session_remove_listener (session, heard->id);
  if (heard->forget != 0)
    vmp_session_forget_target (session, heard->forget);
}

static void
test_listeners (Fixture       *f,
                gconstpointer  data)
{
  Heard first = { 0 }, second = { 0 };
  guint second_id;

  first.id = vmp_session_add_listener (f->session, listener_cb, &first);
  second_id = vmp_session_add_listener (f->session, listener_cb, &second);
  g_assert_cmpuint (first.id, !=, second_id);

  add_info (f, VMP_EVENT_START, 1, 0, "one");
  add_info (f, VMP_EVENT_START, 2, 0, "two");
  add_value (f, 1, VMP_METRIC_RSS, 1);
  add_value (f, 2, VMP_METRIC_RSS, 2);
  feed (f);
  /* Once for each target, and no more once it has removed itself. */
  g_assert_cmpuint (first.calls, ==, 1);
  g_assert_cmpuint (second.calls, ==, 2);
  g_assert_cmpuint (second.mask, ==, 1u << VMP_EVENT_START | 1u << VMP_EVENT_SAMPLE);

  second = (Heard) { 0 };
  add (f, VMP_EVENT_OBSERVER, 2, 3);
  feed (f);
  g_assert_cmpuint (second.calls, ==, 1);
  g_assert_cmpuint (second.mask, ==, 1u << VMP_EVENT_OBSERVER);

  /* Forgetting the second target while the first is told. */
  second = (Heard) { .forget = 2 };
  add_sample (f, 1, 5);
  add_sample (f, 2, 5);
  feed (f);
  g_assert_cmpuint (second.calls, ==, 1);

  vmp_session_remove_listener (f->session, second_id);
  vmp_session_remove_listener (f->session, second_id);
  second = (Heard) { 0 };
  add_sample (f, 1, 6);
  feed (f);
  g_assert_cmpuint (second.calls, ==, 0);
}

static void
test_bounds (Fixture       *f,
             gconstpointer  data)
{
  VmpTarget *target;
  const VmpEvent *marks;
  guint n, n_user = 0;

  vmp_session_set_series_bytes (f->session, 128 * 1024);
  target = feed_start (f);
  for (guint i = 0; i < 100000; i++)
    {
      add_value (f, i, VMP_METRIC_RSS, i);
      if (i % 10 == 0)
        add_gap (f, i, i, VMP_GAP_LATE);
      if (i % 1000 == 0)
        add (f, VMP_EVENT_MARK, 1, i)->mark.name = g_ref_string_new ("user's");
      if (f->events->len > 1000)
        feed (f);
    }
  feed (f);
  g_assert_cmpuint (vmp_series_get_bytes (vmp_target_get_series (target, VMP_METRIC_RSS)), <=, 128 * 1024);
  g_assert_cmpint (vmp_target_get_peak (target, VMP_METRIC_RSS, NULL), ==, 99999);

  marks = vmp_target_get_marks (target, &n);
  g_assert_cmpuint (n, <=, 4096);
  g_assert_cmpint (marks[0].type, ==, VMP_EVENT_START);
  for (guint i = 0; i < n; i++)
    n_user += marks[i].type == VMP_EVENT_MARK;
  g_assert_cmpuint (n_user, ==, 100);
}

static void
test_anchor (Fixture       *f,
             gconstpointer  data)
{
  vmp_session_set_anchor (f->session, 1700000000 * SEC);
  g_assert_cmpint (vmp_session_get_anchor (f->session), ==, 1700000000 * SEC);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *path;
    void (*run) (Fixture *f, gconstpointer data);
  } tests[] = {
    { "/session/targets", test_targets },
    { "/session/values", test_values },
    { "/session/denied-from-the-start", test_denied_from_the_start },
    { "/session/peaks", test_peaks },
    { "/session/story", test_story },
    { "/session/alerts", test_alerts },
    { "/session/maps", test_maps },
    { "/session/gaps", test_gaps },
    { "/session/listeners", test_listeners },
    { "/session/bounds", test_bounds },
    { "/session/anchor", test_anchor },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].path, Fixture, NULL, set_up, tests[i].run, tear_down);
  return g_test_run ();
}
