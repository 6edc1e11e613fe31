/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the round steps of the axes. */
#include "config.h"

#include "app/widgets/vmp-chart-axis.h"
#include "app/widgets/vmp-chart-frame.h"

#define KIB G_GINT64_CONSTANT (1024)
#define MIB (1024 * KIB)
#define GIB (1024 * MIB)
#define SEC G_GINT64_CONSTANT (1000000000)
#define MIN_ (60 * SEC)
#define HOUR (60 * MIN_)
#define DAY (24 * HOUR)

static void
test_scale (void)
{
  static const struct { gint64 max; guint steps; VmpUnit unit; VmpUnits units; gint64 step, top; } cases[] = {
    { 0, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC, KIB, KIB },
    { 612 * MIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC, 256 * MIB, 768 * MIB },
    { 640 * MIB, 5, VMP_UNIT_BYTES, VMP_UNITS_IEC, 128 * MIB, 640 * MIB },
    { 640 * MIB + 1, 5, VMP_UNIT_BYTES, VMP_UNITS_IEC, 256 * MIB, 768 * MIB },
    { 1000 * MIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC, 256 * MIB, GIB },
    { 9 * GIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC, 4 * GIB, 12 * GIB },
    { 612000000, 4, VMP_UNIT_BYTES, VMP_UNITS_SI, 200000000, 800000000 },
    { 21, 4, VMP_UNIT_COUNT, VMP_UNITS_IEC, 10, 30 },
    { 0, 4, VMP_UNIT_COUNT_PER_SECOND, VMP_UNITS_IEC, 1000, 1000 },
    { 21500, 4, VMP_UNIT_COUNT_PER_SECOND, VMP_UNITS_IEC, 10000, 30000 },
    { 4, 4, VMP_UNIT_COUNT, VMP_UNITS_IEC, 1, 4 },
    { -5, 4, VMP_UNIT_COUNT, VMP_UNITS_IEC, 1, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      VmpChartScale scale;

      vmp_chart_scale_init (&scale, cases[i].max, cases[i].steps, cases[i].unit, cases[i].units);
      g_assert_cmpint (scale.step, ==, cases[i].step);
      g_assert_cmpint (scale.top, ==, cases[i].top);
    }
}

/* Whatever is asked, the scale holds it, is round and has no more steps than wanted. */
static void
test_scale_limits (void)
{
  for (int shift = 0; shift < 62; shift++)
    {
      for (guint unit = VMP_UNIT_BYTES; unit <= VMP_UNIT_NSEC; unit++)
        {
          gint64 max = (G_GINT64_CONSTANT (1) << shift) + shift % 3;
          VmpChartScale scale;

          vmp_chart_scale_init (&scale, max, 1 + shift % 7, unit, VMP_UNITS_IEC);
          g_assert_cmpint (scale.top, >=, MIN (max, G_MAXINT64 / 8));
          g_assert_cmpint (scale.top % scale.step, ==, 0);
          g_assert_cmpint (scale.top / scale.step, <=, 1 + shift % 7);
        }
    }
}

static void
test_scale_keeps_still (void)
{
  VmpChartScale scale = { 0, 0 };

  g_assert_true (vmp_chart_scale_update (&scale, 612 * MIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC));
  g_assert_cmpint (scale.top, ==, 768 * MIB);
  g_assert_false (vmp_chart_scale_update (&scale, 760 * MIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC));
  g_assert_false (vmp_chart_scale_update (&scale, 320 * MIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC));
  g_assert_cmpint (scale.top, ==, 768 * MIB);
  g_assert_true (vmp_chart_scale_update (&scale, 200 * MIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC));
  g_assert_cmpint (scale.top, ==, 256 * MIB);
  g_assert_true (vmp_chart_scale_update (&scale, 769 * MIB, 4, VMP_UNIT_BYTES, VMP_UNITS_IEC));
  g_assert_cmpint (scale.top, ==, GIB);
}

static void
test_time_step (void)
{
  static const struct { gint64 span; guint ticks; gint64 step; } cases[] = {
    { MIN_, 6, 10 * SEC }, { MIN_, 5, 15 * SEC }, { MIN_, 60, SEC }, { 5 * MIN_, 6, MIN_ }, { 5 * MIN_, 4, 2 * MIN_ },
    { 15 * MIN_, 6, 5 * MIN_ }, { HOUR, 6, 10 * MIN_ }, { HOUR, 4, 15 * MIN_ }, { HOUR, 2, 30 * MIN_ },
    { DAY, 8, 3 * HOUR }, { 30 * DAY, 6, 5 * DAY }, { SEC, 4, SEC / 2 }, { SEC, 1, SEC }, { 100000000, 10, 10000000 },
    { 0, 5, 1 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpint (vmp_chart_time_step (cases[i].span, cases[i].ticks), ==, cases[i].step);
}

static void
test_time_first (void)
{
  gint64 noon = 1700000000 / 86400 * DAY + DAY / 2;

  g_assert_cmpint (vmp_chart_time_first (noon, HOUR, 0), ==, noon);
  g_assert_cmpint (vmp_chart_time_first (noon + 1, HOUR, 0), ==, noon + HOUR);
  /* Days begin at local midnight: 14 hours from noon UTC on, two hours before midnight UTC. */
  g_assert_cmpint (vmp_chart_time_first (noon, DAY, 2 * HOUR), ==, noon + 10 * HOUR);
  /* India is half an hour off. */
  g_assert_cmpint (vmp_chart_time_first (noon, HOUR, 11 * HOUR / 2), ==, noon + HOUR / 2);
  g_assert_cmpint (vmp_chart_time_first (-1, SEC, 0), ==, 0);
}

static void
test_time_format (void)
{
  static const struct { gint64 wall, step; const char *text; } cases[] = {
    { 37875 * SEC, SEC, "10:31:15" }, { 37875 * SEC, MIN_, "10:31" }, { 37875 * SEC + 250000000, SEC / 4, "10:31:15.250" },
    { DAY, HOUR, "2 Jan" }, { DAY, MIN_, "00:00" }, { 3 * DAY, DAY, "4 Jan" },
  };
  g_autoptr (GTimeZone) utc = g_time_zone_new_utc ();
  char buffer[VMP_CHART_LABEL_SIZE];

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    g_assert_cmpstr (vmp_chart_time_format (buffer, cases[i].wall, cases[i].step, utc), ==, cases[i].text);
}

static void
test_frame (void)
{
  VmpChartFrame frame = { .plot_x = 50, .plot_y = 10, .plot_width = 600, .plot_height = 200, .scale = 2, .top = 100 };
  gint64 end = 1234567 * SEC;
  gint64 begin;

  vmp_chart_frame_set_window (&frame, end - MIN_, end);
  begin = frame.begin_nsec;
  g_assert_cmpuint (frame.n_columns, ==, 1200);
  g_assert_cmpint (frame.cell_nsec, ==, MIN_ / 1200);
  g_assert_cmpint (frame.begin_nsec % frame.cell_nsec, ==, 0);
  g_assert_cmpint (vmp_chart_frame_get_end (&frame), >=, end);
  g_assert_cmpint (vmp_chart_frame_get_end (&frame) - end, <, frame.cell_nsec);
  g_assert_cmpfloat_with_epsilon (vmp_chart_frame_get_x (&frame, begin), 50, 1e-9);
  g_assert_cmpfloat_with_epsilon (vmp_chart_frame_get_x (&frame, begin + MIN_ / 2), 350, 1e-9);
  g_assert_cmpint (vmp_chart_frame_get_time (&frame, 350), ==, begin + MIN_ / 2);
  g_assert_cmpfloat_with_epsilon (vmp_chart_frame_get_y (&frame, 25), 160, 1e-9);
  frame.rtl = TRUE;
  g_assert_cmpfloat_with_epsilon (vmp_chart_frame_get_x (&frame, begin), 650, 1e-9);
  g_assert_cmpint (vmp_chart_frame_get_time (&frame, 50), ==, begin + MIN_);

  /* A column goes on holding the same time while the window moves by less than it. */
  frame.rtl = FALSE;
  vmp_chart_frame_set_window (&frame, end - MIN_ + frame.cell_nsec * 3, end + frame.cell_nsec * 3);
  g_assert_cmpint ((frame.begin_nsec - begin) % frame.cell_nsec, ==, 0);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/chart/axis/scale", test_scale);
  g_test_add_func ("/chart/axis/scale-limits", test_scale_limits);
  g_test_add_func ("/chart/axis/scale-keeps-still", test_scale_keeps_still);
  g_test_add_func ("/chart/axis/time-step", test_time_step);
  g_test_add_func ("/chart/axis/time-first", test_time_first);
  g_test_add_func ("/chart/axis/time-format", test_time_format);
  g_test_add_func ("/chart/axis/frame", test_frame);
  return g_test_run ();
}
