/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of what a chart says in numbers: table, text and comma-separated values. */
#include "config.h"

#include "app/widgets/vmp-chart-table.h"
#include "chart-feed.h"

#include <string.h>

#define SEC G_GINT64_CONSTANT (1000000000)

static const VmpChartSeries series[] = { { VMP_METRIC_RSS, VMP_CHART_ROLE_TOTAL }, { VMP_METRIC_SWAP, VMP_CHART_ROLE_LINE } };

typedef struct
{
  VmpSession      *session;
  VmpChartPlot     plot, compared_plot;
  VmpChartContent  content;
  VmpChartPeriod   period;
} Fixture;

static void
set_up (Fixture       *self,
        gconstpointer  data)
{
  self->session = vmp_session_new ();
  chart_feed_start (self->session, SEC);
  vmp_chart_plot_init (&self->plot, series, G_N_ELEMENTS (series));
  self->content = (VmpChartContent) { .plot = &self->plot, .target = vmp_session_find_target (self->session, 1) };
  /* Midnight of 26 November 2026 in a zone of its own. */
  self->period = (VmpChartPeriod) { .begin_nsec = 10 * SEC, .end_nsec = 20 * SEC,
                                    .anchor_nsec = G_GINT64_CONSTANT (1795651200) * SEC,
                                    .zone = g_time_zone_new_offset (5 * 3600 + 1800) };
}

static void
tear_down (Fixture       *self,
           gconstpointer  data)
{
  vmp_chart_plot_clear (&self->plot);
  g_time_zone_unref (self->period.zone);
  vmp_session_free (self->session);
}

/* Every reading of the window and no other, its border included. */
/* Written after the session went on, as another thread does. */
static char *
dup_csv (Fixture *self)
{
  VmpChartCsv *csv = vmp_chart_csv_new (&self->content, &self->period);
  gsize length;
  char *text;

  chart_feed_sample (self->session, 1000 * SEC, 77);
  text = vmp_chart_csv_write (csv, &length);
  g_assert_cmpuint (length, ==, strlen (text));
  vmp_chart_csv_free (csv);
  return text;
}

static void
test_csv (Fixture       *self,
          gconstpointer  data)
{
  g_autofree char *csv = NULL;

  for (int i = 9; i <= 21; i += 3)
    chart_feed_sample (self->session, i * SEC + SEC / 4, 8000 * i);
  csv = dup_csv (self);
  g_assert_cmpstr (csv, ==,
                   "time,\"rss (bytes)\",\"swap (bytes)\"\r\n"
                   "2026-11-26T05:30:12.250+05:30,96000,12000\r\n"
                   "2026-11-26T05:30:15.250+05:30,120000,15000\r\n"
                   "2026-11-26T05:30:18.250+05:30,144000,18000\r\n");
}

static void
test_csv_hidden (Fixture       *self,
                 gconstpointer  data)
{
  g_autofree char *csv = NULL;

  chart_feed_sample (self->session, 12 * SEC, 8000);
  vmp_chart_plot_set_hidden (&self->plot, VMP_METRIC_SWAP, TRUE);
  csv = dup_csv (self);
  g_assert_cmpstr (csv, ==, "time,\"rss (bytes)\"\r\n2026-11-26T05:30:12.000+05:30,8000\r\n");
}

static void
start_hostile (VmpSession *session)
{
  VmpEvent start = { .type = VMP_EVENT_START, .target = 2, .time_nsec = SEC };
  VmpEvent sample = { .type = VMP_EVENT_SAMPLE, .target = 2, .time_nsec = 12 * SEC };

  start.process.identity.pid = 7;
  start.process.name = g_ref_string_new ("=a\",\nb");
  start.process.command = g_ref_string_new ("");
  chart_feed_event (session, &start);
  vmp_sample_init (&sample.sample, 12 * SEC, VMP_REASON_NOT_DUE);
  vmp_sample_set (&sample.sample, VMP_METRIC_RSS, 5);
  chart_feed_event (session, &sample);
}

/* A second process has a column of its own, and no name breaks out of it. */
static void
test_csv_compared (Fixture       *self,
                   gconstpointer  data)
{
  g_autofree char *csv = NULL;

  chart_feed_sample (self->session, 13 * SEC, 8000);
  start_hostile (self->session);
  vmp_chart_plot_init (&self->compared_plot, series, 1);
  self->compared_plot.compared = TRUE;
  self->content.compared_plot = &self->compared_plot;
  self->content.target = vmp_session_find_target (self->session, 1);
  self->content.compared = vmp_session_find_target (self->session, 2);
  csv = dup_csv (self);
  g_assert_cmpstr (csv, ==,
                   "time,\"rss (bytes)\",\"swap (bytes)\",\"rss of =a\"\", b 7 (bytes)\"\r\n"
                   "2026-11-26T05:30:12.000+05:30,,,5\r\n"
                   "2026-11-26T05:30:13.000+05:30,8000,1000,\r\n");
  vmp_chart_plot_clear (&self->compared_plot);
}

/* Few readings are rows, many are stretches that lose no peak. */
static void
test_table (Fixture       *self,
            gconstpointer  data)
{
  g_autoptr (VmpChartTable) exact = NULL;
  g_autoptr (VmpChartTable) coarse = NULL;
  g_autofree char *cell = NULL;
  gint64 highest = 0;

  for (int i = 0; i < 100; i++)
    chart_feed_sample (self->session, 10 * SEC + i * SEC / 10, i == 37 ? 1048576 : 1024);
  exact = vmp_chart_table_new (&self->content, &self->period, 200);
  g_assert_true (exact->is_exact);
  g_assert_cmpuint (exact->rows->len, ==, 100);
  g_assert_cmpuint (exact->columns->len, ==, 2);

  coarse = vmp_chart_table_new (&self->content, &self->period, 10);
  g_assert_false (coarse->is_exact);
  g_assert_cmpuint (coarse->rows->len, ==, 10);
  for (guint i = 0; i < coarse->rows->len; i++)
    highest = MAX (highest, g_array_index (coarse->rows, VmpChartTableRow, i).max[0]);
  g_assert_cmpint (highest, ==, 1048576);
  cell = vmp_chart_table_dup_cell (coarse, 3, 0, VMP_UNITS_IEC);
  g_assert_cmpstr (cell, ==, "1.00 KiB – 1.00 MiB");
}

static void
test_text (Fixture       *self,
           gconstpointer  data)
{
  VmpEvent exec = { .type = VMP_EVENT_EXEC, .target = 1, .time_nsec = 14 * SEC };
  g_autofree char *text = NULL;

  chart_feed_sample (self->session, 12 * SEC, 8192);
  exec.process.identity.pid = 4242;
  exec.process.name = g_ref_string_new ("other");
  exec.process.command = g_ref_string_new ("");
  chart_feed_event (self->session, &exec);
  vmp_chart_plot_load (&self->plot, self->content.target, 10 * SEC, SEC, 10);
  text = vmp_chart_table_dup_text (&self->content, &self->period, "Resident memory");
  g_assert_true (g_str_has_prefix (text, "Resident memory: other (4242)\nResident 8.00 KiB, at most 8.00 KiB"));
  g_assert_nonnull (strstr (text, "05:30:14.000\tRuns other from here on\n"));
  g_assert_nonnull (strstr (text, "\n05:30:12.000\t8.00 KiB\t1.00 KiB\n"));
}

static void
test_nothing (Fixture       *self,
              gconstpointer  data)
{
  g_autofree char *csv = dup_csv (self);

  g_assert_cmpstr (csv, ==, "time\r\n");
}

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *name; void (*func) (Fixture *, gconstpointer); } tests[] = {
    { "/chart-table/csv", test_csv },
    { "/chart-table/csv-hidden", test_csv_hidden },
    { "/chart-table/csv-compared", test_csv_compared },
    { "/chart-table/table", test_table },
    { "/chart-table/text", test_text },
    { "/chart-table/nothing", test_nothing },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
