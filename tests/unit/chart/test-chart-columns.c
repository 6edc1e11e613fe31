/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of how series become pixel columns. */
#include "config.h"

#include "app/widgets/vmp-chart-plot.h"
#include "chart-feed.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define N 10

/* One letter a column: '.' empty, '/' gap, else the last digit of the highest value. */
static char *
picture (const VmpChartColumn *columns,
         guint                 n)
{
  GString *text = g_string_new (NULL);

  for (guint i = 0; i < n; i++)
    {
      if (columns[i].state == VMP_CHART_COLUMN_VALUE)
        g_string_append_c (text, (char) ('0' + columns[i].high % 10));
      else
        g_string_append_c (text, columns[i].state == VMP_CHART_COLUMN_GAP ? '/' : '.');
    }
  return g_string_free (text, FALSE);
}

static char *
load (VmpSeries    *series,
      gint64        begin_sec,
      gint64        until_sec,
      VmpChartHold  hold)
{
  VmpSeriesCell cells[N];
  VmpChartColumn columns[N];

  vmp_series_query (series, begin_sec * SEC, (begin_sec + N) * SEC, cells, N);
  vmp_chart_columns_fill (series, begin_sec * SEC, SEC, until_sec * SEC, hold, cells, columns, N);
  return picture (columns, N);
}

static void
test_hold (void)
{
  static const struct { gint64 begin, until; VmpChartHold hold; const char *picture; } cases[] = {
    { 0, 100, VMP_CHART_HOLD_UNTIL_NEXT, ".111///777" },
    { 0, 8, VMP_CHART_HOLD_UNTIL_NEXT, ".111///77." },
    { 2, 100, VMP_CHART_HOLD_UNTIL_NEXT, "11///77777" },
    { 8, 100, VMP_CHART_HOLD_UNTIL_NEXT, "77777777" "77" },
    { 20, 15, VMP_CHART_HOLD_UNTIL_NEXT, ".........." },
  };
  g_autoptr (VmpSeries) series = vmp_series_new (0);

  vmp_series_append (series, 1 * SEC, 1);
  vmp_series_append (series, 3 * SEC, 1);
  vmp_series_append_gap (series, 4 * SEC);
  vmp_series_append (series, 7 * SEC, 7);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = load (series, cases[i].begin, cases[i].until, cases[i].hold);

      g_assert_cmpstr (text, ==, cases[i].picture);
    }
}

/* A rate read at 6 s tells of the time since the reading before. */
static void
test_rate (void)
{
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  g_autofree char *from_start = NULL;
  g_autofree char *from_middle = NULL;

  vmp_series_append (series, 2 * SEC, 1);
  vmp_series_append (series, 6 * SEC, 5);
  vmp_series_append (series, 14 * SEC, 3);
  from_start = load (series, 0, 100, VMP_CHART_HOLD_SINCE_LAST);
  g_assert_cmpstr (from_start, ==, "..55555333");
  from_middle = load (series, 8, 100, VMP_CHART_HOLD_SINCE_LAST);
  g_assert_cmpstr (from_middle, ==, "3333333...");
}

/* A step is drawn as an unbroken line: the column in which it lies has both values. */
static void
test_joined (void)
{
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  VmpSeriesCell cells[N];
  VmpChartColumn columns[N];
  gint64 max;

  vmp_series_append (series, 0, 10);
  vmp_series_append (series, 5 * SEC, 90);
  vmp_series_append (series, 5 * SEC + 1, 40);
  vmp_series_query (series, 0, N * SEC, cells, N);
  max = vmp_chart_columns_fill (series, 0, SEC, 100 * SEC, VMP_CHART_HOLD_UNTIL_NEXT, cells, columns, N);
  g_assert_cmpint (max, ==, 90);
  g_assert_cmpint (columns[4].low, ==, 10);
  g_assert_cmpint (columns[4].high, ==, 10);
  g_assert_cmpint (columns[5].low, ==, 10);
  g_assert_cmpint (columns[5].high, ==, 90);
  g_assert_cmpint (columns[6].low, ==, 40);
  g_assert_cmpint (columns[6].high, ==, 40);
}

/* The pile ends where the measured total does, though the highest bands are of different moments. */
static void
test_stack (void)
{
  VmpChartColumn total[1] = { { 80, 120, 100, VMP_CHART_COLUMN_VALUE } };
  VmpChartColumn low[1] = { { 10, 60, 60, VMP_CHART_COLUMN_VALUE } };
  VmpChartColumn high[1] = { { 20, 90, 20, VMP_CHART_COLUMN_VALUE } };
  VmpChartColumn *bands[] = { low, high };

  vmp_chart_columns_stack (total, bands, 2, 1);
  g_assert_cmpint (low[0].low, ==, 0);
  g_assert_cmpint (low[0].high, ==, 48);
  g_assert_cmpint (high[0].low, ==, 48);
  g_assert_cmpint (high[0].high, ==, 120);

  high[0].state = VMP_CHART_COLUMN_GAP;
  vmp_chart_columns_stack (total, bands, 2, 1);
  g_assert_cmpint (low[0].state, ==, VMP_CHART_COLUMN_GAP);
}

static void
test_plot (void)
{
  static const VmpChartSeries series[] = {
    { VMP_METRIC_RSS, VMP_CHART_ROLE_TOTAL }, { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_BAND },
    { VMP_METRIC_RSS_FILE, VMP_CHART_ROLE_BAND }, { VMP_METRIC_RSS_SHMEM, VMP_CHART_ROLE_BAND },
    { VMP_METRIC_PSS, VMP_CHART_ROLE_LINE },
  };
  g_autoptr (VmpSession) session = vmp_session_new ();
  VmpTarget *target;
  VmpChartPlot plot;

  chart_feed_start (session, SEC);
  chart_feed_sample (session, 2 * SEC, 800);
  chart_feed_sample (session, 3 * SEC, 400);
  target = vmp_session_find_target (session, 1);
  vmp_chart_plot_init (&plot, series, G_N_ELEMENTS (series));
  vmp_chart_plot_load (&plot, target, 0, SEC, 4);
  g_assert_cmpint (plot.max, ==, 800);
  g_assert_false (vmp_chart_plot_is_visible (&plot, 4));
  g_assert_cmpint (plot.columns[3][2].low, ==, 600);
  g_assert_cmpint (plot.columns[3][2].high, ==, 800);
  g_assert_cmpint (plot.columns[1][1].state, ==, VMP_CHART_COLUMN_EMPTY);

  /* Without files the shared memory lies on the anonymous. */
  g_assert_true (vmp_chart_plot_set_hidden (&plot, VMP_METRIC_RSS_FILE, TRUE));
  g_assert_false (vmp_chart_plot_set_hidden (&plot, VMP_METRIC_RSS_FILE, TRUE));
  vmp_chart_plot_load (&plot, target, 0, SEC, 4);
  g_assert_cmpint (plot.columns[3][2].low, ==, 400);
  g_assert_cmpint (plot.columns[3][2].high, ==, 600);
  g_assert_cmpint (plot.max, ==, 800);

  /* Nor does a hidden total make the axis higher than what is seen. */
  vmp_chart_plot_set_hidden (&plot, VMP_METRIC_RSS, TRUE);
  vmp_chart_plot_load (&plot, target, 0, SEC, 4);
  g_assert_cmpint (plot.max, ==, 600);
  vmp_chart_plot_load (&plot, NULL, 0, SEC, 4);
  g_assert_cmpint (plot.max, ==, VMP_MISSING);
  vmp_chart_plot_clear (&plot);
}

static void
test_value_at (void)
{
  g_autoptr (VmpSession) session = vmp_session_new ();
  VmpTarget *target;

  chart_feed_start (session, SEC);
  chart_feed_sample (session, 2 * SEC, 4096000);
  chart_feed_sample (session, 4 * SEC, 8192000);
  target = vmp_session_find_target (session, 1);
  g_assert_cmpint (vmp_chart_target_get_value (target, VMP_METRIC_RSS, SEC), ==, VMP_MISSING);
  g_assert_cmpint (vmp_chart_target_get_value (target, VMP_METRIC_RSS, 3 * SEC), ==, 4096000);
  g_assert_cmpint (vmp_chart_target_get_value (target, VMP_METRIC_RSS, 5 * SEC), ==, 8192000);
  g_assert_cmpint (vmp_chart_target_get_value (target, VMP_METRIC_RSS, 60 * SEC), ==, VMP_MISSING);
  g_assert_cmpint (vmp_chart_target_get_value (target, VMP_METRIC_MINOR_FAULT_RATE, 3 * SEC), ==, 2000);
  g_assert_cmpint (vmp_chart_target_get_value (target, VMP_METRIC_PSS, 3 * SEC), ==, VMP_MISSING);
}

/* A plot that was moved along with the data shows what one loaded at once does: gaps, late values, jumps and all. */
static void
test_following (void)
{
  static const VmpChartSeries series[] = {
    { VMP_METRIC_RSS, VMP_CHART_ROLE_TOTAL }, { VMP_METRIC_RSS_ANON, VMP_CHART_ROLE_BAND },
    { VMP_METRIC_MINOR_FAULT_RATE, VMP_CHART_ROLE_LINE },
  };
  g_autoptr (VmpSession) session = vmp_session_new ();
  g_autoptr (GRand) random = g_rand_new_with_seed (7);
  gint64 time = SEC, begin = 0;
  VmpChartPlot moved;

  chart_feed_start (session, SEC);
  vmp_chart_plot_init (&moved, series, G_N_ELEMENTS (series));
  for (guint step = 0; step < 400; step++)
    {
      VmpChartPlot fresh;

      if (step % 37 == 5)
        {
          VmpEvent gap = { .type = VMP_EVENT_GAP, .target = 1 };

          gap.gap.begin_nsec = time;
          gap.gap.reason = VMP_GAP_LATE;
          time += 9 * SEC;
          gap.time_nsec = time;
          chart_feed_event (session, &gap);
        }
      time += (gint64) g_rand_int_range (random, 1, 30) * SEC / 10;
      chart_feed_sample (session, time, g_rand_int_range (random, 0, 1 << 30));
      if (step % 3 == 0)
        begin = (time / SEC - 30) * SEC;
      if (step == 200)
        begin -= 60 * SEC;

      vmp_chart_plot_load (&moved, vmp_session_find_target (session, 1), begin, SEC, 40);
      vmp_chart_plot_init (&fresh, series, G_N_ELEMENTS (series));
      vmp_chart_plot_load (&fresh, vmp_session_find_target (session, 1), begin, SEC, 40);
      for (guint i = 0; i < G_N_ELEMENTS (series); i++)
        {
          for (guint at = 0; at < 40; at++)
            {
              g_assert_cmpint (moved.columns[i][at].state, ==, fresh.columns[i][at].state);
              g_assert_cmpint (moved.columns[i][at].low, ==, fresh.columns[i][at].low);
              g_assert_cmpint (moved.columns[i][at].high, ==, fresh.columns[i][at].high);
            }
        }
      g_assert_cmpint (moved.max, ==, fresh.max);
      vmp_chart_plot_clear (&fresh);
    }
  vmp_chart_plot_clear (&moved);
}

/* Only what can be seen makes a chart draw anew. */
static void
test_digest (void)
{
  static const VmpChartSeries series[] = { { VMP_METRIC_RSS, VMP_CHART_ROLE_AREA }, { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE } };
  g_autoptr (VmpSession) session = vmp_session_new ();
  VmpTarget *target;
  VmpChartPlot plot;
  guint64 before;

  chart_feed_start (session, SEC);
  chart_feed_sample (session, 20 * SEC, 800);
  target = vmp_session_find_target (session, 1);
  vmp_chart_plot_init (&plot, series, G_N_ELEMENTS (series));
  vmp_chart_plot_load (&plot, target, 0, 10 * SEC, 5);
  before = vmp_chart_plot_get_digest (&plot);
  chart_feed_sample (session, 21 * SEC, 800);
  vmp_chart_plot_load (&plot, target, 0, 10 * SEC, 5);
  g_assert_cmpuint (vmp_chart_plot_get_digest (&plot), ==, before);

  chart_feed_sample (session, 22 * SEC, 880);
  vmp_chart_plot_load (&plot, target, 0, 10 * SEC, 5);
  g_assert_cmpuint (vmp_chart_plot_get_digest (&plot), !=, before);
  before = vmp_chart_plot_get_digest (&plot);
  vmp_chart_plot_set_hidden (&plot, VMP_METRIC_SWAP, TRUE);
  vmp_chart_plot_load (&plot, target, 0, 10 * SEC, 5);
  g_assert_cmpuint (vmp_chart_plot_get_digest (&plot), !=, before);
  before = vmp_chart_plot_get_digest (&plot);
  vmp_chart_plot_load (&plot, target, 10 * SEC, 10 * SEC, 5);
  g_assert_cmpuint (vmp_chart_plot_get_digest (&plot), !=, before);
  vmp_chart_plot_clear (&plot);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/columns/hold", test_hold);
  g_test_add_func ("/chart/columns/rate", test_rate);
  g_test_add_func ("/chart/columns/joined", test_joined);
  g_test_add_func ("/chart/columns/stack", test_stack);
  g_test_add_func ("/chart/columns/plot", test_plot);
  g_test_add_func ("/chart/columns/following", test_following);
  g_test_add_func ("/chart/columns/digest", test_digest);
  g_test_add_func ("/chart/columns/value-at", test_value_at);
  return g_test_run ();
}
