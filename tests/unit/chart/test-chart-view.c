/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the window of time that charts share, and of what is said of it. */
#include "config.h"

#include "app/widgets/vmp-chart-text.h"
#include "app/widgets/vmp-chart-view.h"
#include "chart-feed.h"

#define SEC G_GINT64_CONSTANT (1000000000)

static void
assert_window (VmpChartView *view,
               gint64        begin_sec,
               gint64        end_sec)
{
  gint64 begin, end;

  vmp_chart_view_get_window (view, &begin, &end);
  g_assert_cmpint (begin, ==, begin_sec * SEC);
  g_assert_cmpint (end, ==, end_sec * SEC);
}

static VmpChartView *
create_view (void)
{
  VmpChartView *view = vmp_chart_view_new ();

  vmp_chart_view_set_data (view, 1000 * SEC, 4000 * SEC, 0);
  return view;
}

static void
test_follow (void)
{
  g_autoptr (VmpChartView) view = create_view ();

  assert_window (view, 3940, 4000);
  vmp_chart_view_set_data (view, 1000 * SEC, 4010 * SEC, 0);
  assert_window (view, 3950, 4010);
  vmp_chart_view_set_follow (view, FALSE);
  vmp_chart_view_set_data (view, 1000 * SEC, 4020 * SEC, 0);
  assert_window (view, 3950, 4010);
  vmp_chart_view_set_follow (view, TRUE);
  assert_window (view, 3960, 4020);
  vmp_chart_view_set_span (view, VMP_CHART_SPAN_ALL);
  assert_window (view, 1000, 4020);
  vmp_chart_view_set_data (view, 1000 * SEC, 4030 * SEC, 0);
  assert_window (view, 1000, 4030);
  /* Standing still, all is as long as it was. */
  vmp_chart_view_set_follow (view, FALSE);
  vmp_chart_view_set_data (view, 1000 * SEC, 4040 * SEC, 0);
  assert_window (view, 1000, 4030);
}

static void
test_pan (void)
{
  g_autoptr (VmpChartView) view = create_view ();

  vmp_chart_view_pan (view, -600 * SEC);
  assert_window (view, 3340, 3400);
  g_assert_false (vmp_chart_view_get_follow (view));
  vmp_chart_view_pan (view, 590 * SEC);
  g_assert_false (vmp_chart_view_get_follow (view));
  vmp_chart_view_pan (view, 20 * SEC);
  g_assert_true (vmp_chart_view_get_follow (view));
  assert_window (view, 3940, 4000);
  /* Some data stays in sight. */
  vmp_chart_view_pan (view, -100000 * SEC);
  assert_window (view, 955, 1015);
}

static void
test_zoom (void)
{
  g_autoptr (VmpChartView) view = create_view ();
  gint64 begin, end;

  vmp_chart_view_zoom (view, 2, 4000 * SEC);
  assert_window (view, 3880, 4000);
  g_assert_true (vmp_chart_view_get_follow (view));
  /* What is under the pointer stays there. */
  vmp_chart_view_zoom (view, 0.5, 3910 * SEC);
  assert_window (view, 3895, 3955);
  g_assert_false (vmp_chart_view_get_follow (view));
  for (guint i = 0; i < 100; i++)
    vmp_chart_view_zoom (view, 0.5, 3910 * SEC);
  g_assert_cmpint (vmp_chart_view_get_span (view), ==, SEC / 10);
  for (guint i = 0; i < 100; i++)
    vmp_chart_view_zoom (view, 2, 3910 * SEC);
  vmp_chart_view_get_window (view, &begin, &end);
  g_assert_cmpint (end - begin, ==, 3000 * SEC);
}

/* Back to what was chosen, whatever zooming made of it. */
static void
test_reset (void)
{
  g_autoptr (VmpChartView) view = create_view ();

  vmp_chart_view_set_span (view, 300 * SEC);
  vmp_chart_view_zoom (view, 0.5, 3800 * SEC);
  vmp_chart_view_pan (view, -600 * SEC);
  g_assert_false (vmp_chart_view_get_follow (view));
  vmp_chart_view_reset (view);
  assert_window (view, 3700, 4000);
  g_assert_true (vmp_chart_view_get_follow (view));

  vmp_chart_view_set_span (view, VMP_CHART_SPAN_ALL);
  vmp_chart_view_zoom (view, 0.1, 2000 * SEC);
  vmp_chart_view_reset (view);
  g_assert_cmpint (vmp_chart_view_get_span (view), ==, VMP_CHART_SPAN_ALL);
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
test_cursor (void)
{
  g_autoptr (VmpChartView) view = create_view ();
  guint n_moved = 0, n_changed = 0;

  g_signal_connect_swapped (view, "cursor-changed", G_CALLBACK (count_cb), &n_moved);
  g_signal_connect_swapped (view, "changed", G_CALLBACK (count_cb), &n_changed);
  g_assert_cmpint (vmp_chart_view_get_cursor (view), ==, VMP_CHART_NO_CURSOR);
  vmp_chart_view_set_cursor (view, 2000 * SEC);
  vmp_chart_view_set_cursor (view, 2000 * SEC);
  g_assert_cmpuint (n_moved, ==, 1);
  vmp_chart_view_set_cursor (view, 9000 * SEC);
  g_assert_cmpint (vmp_chart_view_get_cursor (view), ==, 4000 * SEC);
  vmp_chart_view_set_cursor (view, VMP_CHART_NO_CURSOR);
  g_assert_cmpuint (n_moved, ==, 3);
  g_assert_cmpuint (n_changed, ==, 0);
}

static void
test_reasons (void)
{
  static const struct { VmpReason reason; const char *part; } cases[] = {
    { VMP_REASON_DENIED, "Not permitted" }, { VMP_REASON_BUDGET, "Read every 5 s" }, { VMP_REASON_UNSUPPORTED, "kernel" },
    { VMP_REASON_NO_MEMORY, "no memory" }, { VMP_REASON_GONE, "ended" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autoptr (VmpSession) session = vmp_session_new ();
      VmpEvent sample = { .type = VMP_EVENT_SAMPLE, .target = 1, .time_nsec = 2 * SEC };
      VmpEvent cost = { .type = VMP_EVENT_OBSERVER, .target = 1, .time_nsec = 2 * SEC };
      g_autofree char *text = NULL;

      chart_feed_start (session, SEC);
      vmp_sample_init (&sample.sample, 2 * SEC, cases[i].reason);
      chart_feed_event (session, &sample);
      cost.observer.tiers[VMP_TIER_1].interval_nsec = 5 * SEC;
      chart_feed_event (session, &cost);
      text = vmp_chart_text_dup_reason (vmp_session_find_target (session, 1), VMP_METRIC_PSS);
      g_assert_nonnull (strstr (text, cases[i].part));
    }
}

static void
test_cost (void)
{
  static const struct { gint64 watched, locked; const char *text; } cases[] = {
    { SEC, SEC / 2, NULL },
    { 100 * SEC, 42 * SEC / 100, "Looking costs 0.4 % of this process" },
    { 100 * SEC, 0, "Looking costs less than 0.1 % of this process" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VmpObserverCost cost = { .watched_nsec = cases[i].watched, .locked_nsec = cases[i].locked };
      g_autofree char *text = vmp_chart_text_dup_cost (&cost);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_tiers (void)
{
  VmpObserverCost cost = { .watched_nsec = 100 * SEC, .locked_nsec = SEC, .total_nsec = 2 * SEC };
  g_autofree char *text = NULL;

  cost.tiers[VMP_TIER_0] = (VmpTierCost) { .interval_nsec = SEC, .last_cost_nsec = VMP_MISSING };
  cost.tiers[VMP_TIER_1] = (VmpTierCost) { .interval_nsec = 5 * SEC, .last_cost_nsec = 48000000, .slowed = TRUE };
  text = vmp_chart_text_dup_tiers (&cost);
  g_assert_nonnull (strstr (text, "\nCounters: every 1 s\n"));
  g_assert_nonnull (strstr (text, "every 5 s, slowed down, took 48 ms"));
  g_assert_nonnull (strstr (text, "Each mapping: off"));
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/view/follow", test_follow);
  g_test_add_func ("/chart/view/pan", test_pan);
  g_test_add_func ("/chart/view/zoom", test_zoom);
  g_test_add_func ("/chart/view/reset", test_reset);
  g_test_add_func ("/chart/view/cursor", test_cursor);
  g_test_add_func ("/chart/text/reasons", test_reasons);
  g_test_add_func ("/chart/text/cost", test_cost);
  g_test_add_func ("/chart/text/tiers", test_tiers);
  return g_test_run ();
}
