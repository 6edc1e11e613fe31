/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The measuring service of the window: who watches what, and what is told. */

#include "config.h"

#include <unistd.h>

#include "fake-host.h"
#include "fake-processes.h"

typedef struct
{
  guint   n;
  guint32 target;
  guint   event_mask;
} Told;

static void
target_changed_cb (VmpMonitor *monitor, guint target, guint event_mask, Told *told)
{
  told->n++;
  told->target = target;
  told->event_mask = event_mask;
}

static void
count_cb (VmpMonitor *monitor, guint *count)
{
  *count += 1;
}

static void
test_watch (void)
{
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);
  VmpSession *session = vmp_monitor_get_session (monitor);
  Told told = { 0 };
  guint32 target;

  g_signal_connect (monitor, "target-changed", G_CALLBACK (target_changed_cb), &told);
  target = vmp_monitor_watch (monitor, 12, 120);
  g_assert_cmpint (host->watched_pid, ==, 12);
  g_assert_cmpuint (target, !=, 0);
  g_assert_null (vmp_session_find_target (session, target));

  fake_host_start (host, target, "some", 0, VMP_PROCESS_USER);
  fake_host_sample (host, target, 4096, VMP_REASON_NOT_DUE);
  fake_host_settle ();
  g_assert_cmpuint (told.n, ==, 1);
  g_assert_cmpuint (told.target, ==, target);
  g_assert_cmpuint (told.event_mask, ==, 1u << VMP_EVENT_START | 1u << VMP_EVENT_SAMPLE);
  g_assert_cmpint (vmp_target_get_value (vmp_session_find_target (session, target), VMP_METRIC_RSS, NULL, NULL), ==,
                   4096);

  /* Nothing waits any more, so nothing is told. */
  fake_host_settle ();
  g_assert_cmpuint (told.n, ==, 1);

  vmp_monitor_unwatch (monitor, target);
  g_assert_cmpuint (host->n_unwatched, ==, 1);
  g_assert_null (vmp_session_find_target (session, target));
  g_assert_finalize_object (monitor);
}

static void
batch_cb (VmpMonitor *monitor, VmpBatch *batch, VmpBatch **out)
{
  g_clear_pointer (out, vmp_batch_unref);
  *out = vmp_batch_ref (batch);
}

/* Who records sees what the host measured and what was put in, after the session. */
static void
test_batch (void)
{
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);
  g_autoptr (GArray) events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  VmpEvent mark = { VMP_EVENT_MARK };
  VmpBatch *seen = NULL, *batch;
  const VmpEvent *marks;
  guint32 target = vmp_monitor_watch (monitor, 12, 120);
  guint n;

  g_signal_connect (monitor, "batch", G_CALLBACK (batch_cb), &seen);
  fake_host_start (host, target, "some", 0, VMP_PROCESS_USER);
  fake_host_settle ();
  g_assert_nonnull (seen);
  g_assert_cmpint (vmp_batch_get_events (seen, &n)->type, ==, VMP_EVENT_START);

  mark.target = target;
  mark.mark.name = g_ref_string_new ("loading");
  g_array_append_val (events, mark);
  batch = vmp_batch_new_take (g_steal_pointer (&events));
  vmp_monitor_consume (monitor, batch);
  g_assert_true (seen == batch);
  marks = vmp_target_get_marks (vmp_session_find_target (vmp_monitor_get_session (monitor), target), &n);
  g_assert_cmpuint (n, ==, 2);
  g_assert_cmpstr (marks[1].mark.name, ==, "loading");

  vmp_batch_unref (batch);
  vmp_batch_unref (seen);
  g_assert_finalize_object (monitor);
}

/* Two windows on one process measure it once; the same pid of another time is another process. */
static void
test_users (void)
{
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);
  guint32 first = vmp_monitor_watch (monitor, 12, 120);

  g_assert_cmpuint (vmp_monitor_watch (monitor, 12, 120), ==, first);
  g_assert_cmpuint (vmp_monitor_watch (monitor, 12, 777), !=, first);
  g_assert_cmpuint (host->n_watched, ==, 2);

  vmp_monitor_unwatch (monitor, first);
  g_assert_cmpuint (host->n_unwatched, ==, 0);
  vmp_monitor_unwatch (monitor, first);
  g_assert_cmpuint (host->n_unwatched, ==, 1);
  vmp_monitor_unwatch (monitor, first);
  g_assert_cmpuint (host->n_unwatched, ==, 1);
  g_assert_finalize_object (monitor);
}

static void
test_options (void)
{
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);
  guint32 target = vmp_monitor_watch (monitor, 12, 120);

  g_object_set (monitor, "interval-msec", 100, NULL);
  g_assert_cmpint (host->options.interval_nsec, ==, 100 * 1000 * 1000);
  g_object_set (monitor, "budget-percent", 2.5, "longest-read-msec", 20, NULL);
  g_assert_cmpfloat_with_epsilon (host->options.budget_share, 0.025, 1e-9);
  g_assert_cmpint (host->options.max_read_nsec, ==, 20 * 1000 * 1000);
  g_assert_cmpint (host->options.interval_nsec, ==, 100 * 1000 * 1000);
  vmp_monitor_refresh (monitor, target);
  vmp_monitor_refresh (monitor, target + 1);
  g_assert_cmpuint (host->n_refreshed, ==, 1);
  vmp_monitor_set_paused (monitor, TRUE);
  g_assert_true (host->paused);
  g_assert_true (vmp_monitor_get_paused (monitor));
  vmp_monitor_set_paused (monitor, FALSE);
  g_assert_false (host->paused);
  g_assert_finalize_object (monitor);
}

/* The shortest of what owners ask for holds; asking reads at once. */
static void
test_maps_requests (void)
{
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);
  guint32 target = vmp_monitor_watch (monitor, 12, 120);
  int a, b;

  vmp_monitor_request_maps (monitor, target, &a, 5000);
  g_assert_cmpint (host->options.maps_interval_nsec, ==, 5000);
  g_assert_cmpuint (host->n_refreshed, ==, 1);
  vmp_monitor_request_maps (monitor, target, &a, 4000);
  g_assert_cmpuint (host->n_refreshed, ==, 1);
  vmp_monitor_request_maps (monitor, target, &b, 3000);
  g_assert_cmpint (host->options.maps_interval_nsec, ==, 3000);
  vmp_monitor_withdraw_maps (monitor, target, &b);
  vmp_monitor_withdraw_maps (monitor, target, &b);
  g_assert_cmpint (host->options.maps_interval_nsec, ==, 4000);
  vmp_monitor_withdraw_maps (monitor, target, &a);
  g_assert_cmpint (host->options.maps_interval_nsec, ==, 0);
  g_assert_finalize_object (monitor);
}

typedef struct
{
  guint          n;
  guint32        target, request;
  VmpPageStates *states;    /* owned */
  guint          reason;
} Answer;

static void
page_states_cb (VmpMonitor *monitor, guint target, guint request, gpointer states, guint reason, gpointer data)
{
  Answer *answer = data;

  g_clear_pointer (&answer->states, vmp_page_states_unref);
  *answer = (Answer) { answer->n + 1, target, request, states != NULL ? vmp_page_states_ref (states) : NULL, reason };
}

/* An answer says whose it is, and comes once. */
static void
test_page_requests (void)
{
  static const VmpPageReading reading = { VMP_PAGE_SOURCE_SCAN, VMP_PAGE_PRESENT };
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);
  guint32 target = vmp_monitor_watch (monitor, 12, 120), request;
  VmpPageStates *states = vmp_page_states_new_take (0x1000, 0x3000, 0x1000, &reading, g_array_new (FALSE, FALSE, sizeof (VmpPageRun)));
  Answer answer = { 0 };

  g_signal_connect (monitor, "page-states", G_CALLBACK (page_states_cb), &answer);
  g_assert_cmpuint (vmp_monitor_request_pages (monitor, target + 1, 0x1000, 0x3000), ==, 0);
  request = vmp_monitor_request_pages (monitor, target, 0x1000, 0x3000);
  g_assert_cmpuint (request, !=, 0);
  g_assert_cmpuint (host->pages_target, ==, target);
  g_assert_cmphex (host->pages_start_addr, ==, 0x1000);
  g_assert_cmphex (host->pages_end_addr, ==, 0x3000);
  fake_host_pages (host, target, request, states, VMP_REASON_NONE);
  fake_host_settle ();
  g_assert_cmpuint (answer.n, ==, 1);
  g_assert_cmpuint (answer.target, ==, target);
  g_assert_cmpuint (answer.request, ==, request);
  g_assert_true (answer.states == states);
  fake_host_pages (host, target, request, NULL, VMP_REASON_DENIED);
  fake_host_settle ();
  g_assert_cmpuint (answer.n, ==, 2);
  g_assert_null (answer.states);
  g_assert_cmpuint (answer.reason, ==, VMP_REASON_DENIED);
  vmp_monitor_cancel_pages (monitor, 0);
  g_assert_cmpuint (host->cancelled_request, ==, 0);
  vmp_monitor_cancel_pages (monitor, request);
  g_assert_cmpuint (host->cancelled_request, ==, request);
  g_assert_finalize_object (monitor);
}

static void
test_process_requests (void)
{
  static const FakeProcess one[] = { { 1, "init", NULL, 0, 1000, VMP_PROCESS_USER } };
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);
  guint n_changed = 0;
  int a, b;

  g_signal_connect (monitor, "processes-changed", G_CALLBACK (count_cb), &n_changed);
  vmp_monitor_request_processes (monitor, &a, VMP_PROCESS_COLUMN_STATUS);
  g_assert_cmpint (host->list_interval_nsec, ==, G_GINT64_CONSTANT (1000000000));
  vmp_monitor_request_processes (monitor, &b, VMP_PROCESS_COLUMN_ROLLUP);
  g_assert_cmpuint (host->list_columns, ==, VMP_PROCESS_COLUMN_STATUS | VMP_PROCESS_COLUMN_ROLLUP);
  vmp_monitor_request_processes (monitor, &a, VMP_PROCESS_COLUMN_NONE);
  g_assert_cmpuint (host->list_columns, ==, VMP_PROCESS_COLUMN_ROLLUP);
  vmp_monitor_withdraw_processes (monitor, &b);
  g_assert_cmpint (host->list_interval_nsec, >, 0);
  g_assert_cmpuint (host->list_columns, ==, VMP_PROCESS_COLUMN_NONE);
  vmp_monitor_withdraw_processes (monitor, &a);
  g_assert_cmpint (host->list_interval_nsec, ==, 0);

  g_assert_null (vmp_monitor_get_process_list (monitor));
  fake_host_list (host, fake_processes_new (one, 1));
  fake_host_settle ();
  g_assert_cmpuint (n_changed, ==, 1);
  g_assert_nonnull (vmp_process_list_find (vmp_monitor_get_process_list (monitor), 1));
  g_assert_finalize_object (monitor);
}

/* What waits when it goes is dropped, not leaked. */
static void
test_dispose (void)
{
  FakeHost *host;
  VmpMonitor *monitor = fake_host_new_monitor (&host);

  fake_host_start (host, vmp_monitor_watch (monitor, 12, 120), "some", 0, VMP_PROCESS_USER);
  g_assert_finalize_object (monitor);
  fake_host_settle ();

  monitor = vmp_monitor_new_for_host (NULL);
  vmp_monitor_request_processes (monitor, &monitor, VMP_PROCESS_COLUMN_NONE);
  vmp_monitor_set_paused (monitor, TRUE);
  g_assert_finalize_object (monitor);
}

/* The real machine, through the real thread: this test's own process. */
static void
test_live (void)
{
  g_autoptr (VmpProcRoot) root = vmp_proc_root_new (NULL, NULL);
  VmpMonitor *monitor = vmp_monitor_new (root);
  gint64 value = VMP_MISSING, end = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;
  guint32 target = vmp_monitor_watch (monitor, getpid (), 0);

  vmp_monitor_request_processes (monitor, monitor, VMP_PROCESS_COLUMN_NONE);
  while ((vmp_value_is_missing (value) || vmp_monitor_get_process_list (monitor) == NULL)
         && g_get_monotonic_time () < end)
    {
      VmpTarget *found;

      g_main_context_iteration (NULL, TRUE);
      found = vmp_session_find_target (vmp_monitor_get_session (monitor), target);
      if (found != NULL)
        value = vmp_target_get_value (found, VMP_METRIC_RSS, NULL, NULL);
    }
  g_assert_cmpint (value, >, 100 * 1024);
  g_assert_nonnull (vmp_process_list_find (vmp_monitor_get_process_list (monitor), getpid ()));
  g_assert_finalize_object (monitor);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/monitor/watch", test_watch);
  g_test_add_func ("/monitor/batch", test_batch);
  g_test_add_func ("/monitor/users", test_users);
  g_test_add_func ("/monitor/options", test_options);
  g_test_add_func ("/monitor/maps-requests", test_maps_requests);
  g_test_add_func ("/monitor/page-requests", test_page_requests);
  g_test_add_func ("/monitor/process-requests", test_process_requests);
  g_test_add_func ("/monitor/dispose", test_dispose);
  g_test_add_func ("/monitor/live", test_live);
  return g_test_run ();
}
