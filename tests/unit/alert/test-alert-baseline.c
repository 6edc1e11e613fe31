/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is learned, on series of which the truth is known. The full count is bench-alert-baseline's. */

#include "config.h"

#include "core/alert/vmp-alert-baseline.h"
#include "core/alert/vmp-alert-slope.h"

#include "series.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define HOUR (3600 * SEC)

static gboolean
is_unusual (const VmpAlertBaseline *baseline)
{
  return fabs (baseline->unusual) > VMP_ALERT_UNUSUAL_LIMIT;
}

static void
add (VmpAlertBaseline *baseline,
     double            second,
     double            value)
{
  vmp_alert_baseline_add (baseline, second * SEC, 3 * SEC, value);
}

/* A day at one sample a second, without a change: nothing is to be told. */
static void
test_without_change (gconstpointer data)
{
  SeriesKind kind = GPOINTER_TO_INT (data);
  guint n = g_test_slow () ? 100 : 2, n_false = 0;

  for (guint s = 0; s < n; s++)
    {
      VmpAlertBaseline baseline;
      Series series;
      gboolean was = FALSE;

      series_init (&series, kind, s * 7 + kind);
      vmp_alert_baseline_init (&baseline, HOUR, 65536, s + 1);
      for (guint t = 0; t < 24 * 3600; t++)
        {
          add (&baseline, t, series_next (&series, t));
          n_false += is_unusual (&baseline) && !was;
          was = is_unusual (&baseline);
        }
      g_assert_cmpfloat (baseline.confidence, >, 0.99);
    }
  g_assert_cmpuint (n_false, ==, 0);
}

/* A step of five deviations is there with the third sample behind it, and was not before. */
static void
test_step (gconstpointer data)
{
  SeriesKind kind = GPOINTER_TO_INT (data);
  guint n = 50, n_found = 0, n_early = 0;

  for (guint s = 0; s < n; s++)
    {
      VmpAlertBaseline baseline;
      Series series;
      double step;

      series_init (&series, kind, s * 13 + 5);
      vmp_alert_baseline_init (&baseline, HOUR, 65536, s + 1);
      for (guint t = 0; t < 7200; t++)
        {
          add (&baseline, t, series_next (&series, t));
          n_early += is_unusual (&baseline);
        }
      step = 5 * (kind == SERIES_FLAT ? 0.01 * series.level : series.noise) * (s % 2 == 0 ? 1 : -1);
      for (guint t = 7200; t < 7203; t++)
        add (&baseline, t, series_next (&series, t) + step);
      n_found += is_unusual (&baseline) && (baseline.unusual > 0) == (step > 0);
    }
  g_assert_cmpuint (n_early, ==, 0);
  g_assert_cmpuint (n_found, >=, n * 98 / 100);
}

static void
test_needs_data (void)
{
  VmpAlertBaseline baseline;

  vmp_alert_baseline_init (&baseline, HOUR, 1, 1);
  for (guint t = 0; t < 25 * 60; t++)
    {
      add (&baseline, t, 1000);
      g_assert_true (isnan (baseline.unusual));
      g_assert_cmpfloat (baseline.confidence, <, VMP_ALERT_ENOUGH_CONFIDENCE);
    }
  /* Nor is a pause time that was watched. */
  for (guint t = 0; t < 60; t++)
    add (&baseline, 24 * 60 + 1800 + t, 5000);
  g_assert_true (isnan (baseline.unusual));
  for (guint t = 60; t < 3600; t++)
    add (&baseline, 24 * 60 + 1800 + t, 1000);
  g_assert_cmpfloat (baseline.confidence, >=, VMP_ALERT_ENOUGH_CONFIDENCE);
  g_assert_cmpfloat (baseline.median, ==, 1000);
  g_assert_cmpfloat (baseline.deviation, ==, 10);
}

/* One reading that is far away is a spike, whatever its height. */
static void
test_spike (void)
{
  VmpAlertBaseline baseline;
  Series series;

  series_init (&series, SERIES_NOISE, 3);
  vmp_alert_baseline_init (&baseline, HOUR, 1, 1);
  for (guint t = 0; t < 7200; t++)
    {
      add (&baseline, t, series_next (&series, t) + (t % 600 == 599 ? 1000 * series.level : 0));
      g_assert_false (is_unusual (&baseline));
    }
}

/* What stays becomes usual: newer readings count more. */
static void
test_forgets (void)
{
  VmpAlertBaseline baseline;
  guint t = 0;

  vmp_alert_baseline_init (&baseline, HOUR, 1, 1);
  for (; t < 7200; t++)
    add (&baseline, t, 1000);
  for (; t < 7203; t++)
    add (&baseline, t, 2000);
  g_assert_true (is_unusual (&baseline));
  for (; t < 7200 + 1200; t++)
    add (&baseline, t, 2000);
  g_assert_false (is_unusual (&baseline));
  g_assert_cmpfloat (baseline.median, ==, 2000);
}

static double
find_slope (double (*func) (double second), double window_sec, double seconds)
{
  VmpAlertSlope slope;

  vmp_alert_slope_init (&slope, window_sec * SEC);
  for (double t = 0; t < seconds; t += 0.5)
    vmp_alert_slope_add (&slope, t * SEC, func (t));
  return slope.per_minute;
}

static double
leak (double second)
{
  return 1000 + second * 10 + (fmod (second, 3) < 1 ? 50 : 0);
}

static double
warm_up (double second)
{
  return second < 120 ? second * 100 : 12000;
}

static double step_second;

static double
one_step (double second)
{
  return second < step_second ? 1000 : 100000;
}

static double
collected (double second)
{
  return 1000 + fmod (second, 20) * 1000;
}

static double
with_gaps (double second)
{
  return second > 200 && second < 300 ? NAN : second * 10;
}

static double
mostly_missing (double second)
{
  return second > 100 ? NAN : second * 10;
}

static void
test_slope (void)
{
  g_assert_cmpfloat_with_epsilon (find_slope (leak, 600, 700), 600, 20);
  g_assert_cmpfloat (find_slope (warm_up, 600, 610), ==, 0);
  for (step_second = 5; step_second < 600; step_second += 10)
    g_assert_cmpfloat (find_slope (one_step, 600, 610), ==, 0);
  g_assert_cmpfloat_with_epsilon (find_slope (collected, 640, 1000), 0, 30);
  g_assert_cmpfloat_with_epsilon (find_slope (with_gaps, 600, 610), 600, 1);
  g_assert_true (isnan (find_slope (mostly_missing, 600, 610)));
  /* Three quarters of the window have to be known. */
  g_assert_true (isnan (find_slope (leak, 600, 440)));
  g_assert_false (isnan (find_slope (leak, 600, 455)));
}

/* After a pause longer than two windows nothing is known; a clock that goes back is a new beginning. */
static void
test_slope_pause (void)
{
  VmpAlertSlope slope;

  vmp_alert_slope_init (&slope, 16 * SEC);
  for (guint t = 0; t < 20; t++)
    vmp_alert_slope_add (&slope, t * SEC, t);
  g_assert_cmpfloat_with_epsilon (slope.per_minute, 60, 1e-6);
  vmp_alert_slope_add (&slope, 1000 * SEC, 5);
  g_assert_true (isnan (slope.per_minute));
  vmp_alert_slope_add (&slope, 1 * SEC, 5);
  g_assert_true (isnan (slope.per_minute));
}

int
main (int    argc,
      char **argv)
{
  static const char *const kinds[SERIES_N_KINDS] = { "noise", "sawtooth", "day", "warm-up", "flat" };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < SERIES_N_KINDS; i++)
    {
      g_autofree char *path = g_strdup_printf ("/alert/baseline/without-change/%s", kinds[i]);

      g_test_add_data_func (path, GUINT_TO_POINTER (i), test_without_change);
    }
  g_test_add_data_func ("/alert/baseline/step/noise", GUINT_TO_POINTER (SERIES_NOISE), test_step);
  g_test_add_data_func ("/alert/baseline/step/flat", GUINT_TO_POINTER (SERIES_FLAT), test_step);
  g_test_add_func ("/alert/baseline/needs-data", test_needs_data);
  g_test_add_func ("/alert/baseline/spike", test_spike);
  g_test_add_func ("/alert/baseline/forgets", test_forgets);
  g_test_add_func ("/alert/slope", test_slope);
  g_test_add_func ("/alert/slope/pause", test_slope_pause);
  return g_test_run ();
}
