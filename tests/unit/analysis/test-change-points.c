/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Change points of series whose truth is known: steps and bends are found where they are, noise and spikes are none. */

#include "config.h"

#include "core/analysis/vmp-change-points.h"

#include <math.h>

#define N 480
#define N_TRIES 40

/* Sum of uniform numbers: nearly normal, of deviation 1. */
static double
draw_noise (GRand *rand)
{
  double sum = -6;

  for (guint i = 0; i < 12; i++)
    sum += g_rand_double (rand);
  return sum;
}

static void
assert_found (const double *values,
              const guint  *expected,
              guint         n_expected,
              guint         tolerance)
{
  g_autoptr (GArray) points = vmp_change_points_find (values, N);

  g_assert_cmpuint (points->len, ==, n_expected);
  for (guint i = 0; i < n_expected; i++)
    g_assert_cmpint (ABS ((int) g_array_index (points, VmpChangePoint, i).index - (int) expected[i]), <=, (int) tolerance);
}

static void
test_steps (void)
{
  static const guint at[] = { 100, 220, 400 };
  static const double levels[] = { 100e6, 160e6, 120e6, 300e6 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (1);

  for (guint try = 0; try < N_TRIES; try++)
    {
      double values[N];

      for (guint i = 0; i < N; i++)
        values[i] = levels[(i >= at[0]) + (i >= at[1]) + (i >= at[2])] + 2e6 * draw_noise (rand);
      assert_found (values, at, G_N_ELEMENTS (at), 2);
    }
}

static void
test_exact_steps (void)
{
  static const guint at[] = { 50, 300 };
  double values[N];
  g_autoptr (GArray) points = NULL;

  for (guint i = 0; i < N; i++)
    values[i] = i < at[0] ? 4096 : i < at[1] ? 40960000 : 8192000;
  assert_found (values, at, G_N_ELEMENTS (at), 0);
  points = vmp_change_points_find (values, N);
  g_assert_cmpfloat_with_epsilon (g_array_index (points, VmpChangePoint, 0).before, 4096, 1000);
  g_assert_cmpfloat_with_epsilon (g_array_index (points, VmpChangePoint, 0).after, 40960000, 1000);
}

/* Growth that goes on and on is one stretch; where it stops is a change. */
static void
test_bends (void)
{
  static const guint at[] = { 160, 320 };
  g_autoptr (GRand) rand = g_rand_new_with_seed (2);

  for (guint try = 0; try < N_TRIES; try++)
    {
      double values[N], ramp[N];

      for (guint i = 0; i < N; i++)
        {
          double noise = 1e6 * draw_noise (rand);

          ramp[i] = 50e6 + 1e6 * i + noise;
          values[i] = 50e6 + 1e6 * CLAMP ((int) i - (int) at[0], 0, (int) (at[1] - at[0])) + noise;
        }
      assert_found (ramp, NULL, 0, 0);
      assert_found (values, at, G_N_ELEMENTS (at), 8);
    }
}

static void
test_noise (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (3);
  guint n_wrong = 0;

  for (guint try = 0; try < 5 * N_TRIES; try++)
    {
      g_autoptr (GArray) points = NULL;
      double values[N];

      for (guint i = 0; i < N; i++)
        values[i] = 200e6 + 5e6 * draw_noise (rand);
      points = vmp_change_points_find (values, N);
      n_wrong += points->len > 0;
    }
  g_assert_cmpuint (n_wrong, <=, 2);
}

/* A spike is not a stage, nor is a value that alternates by a page. */
static void
test_spikes (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (4);
  double values[N], pages[N];

  for (guint i = 0; i < N; i++)
    {
      values[i] = 200e6 + 1e6 * draw_noise (rand) + (i == 100 || i == 301 ? 400e6 : 0);
      pages[i] = 4096 * (1000 + i % 2);
    }
  assert_found (values, NULL, 0, 0);
  assert_found (pages, NULL, 0, 0);
}

/* Little, nothing, all the same, and more breaks than are told. */
static void
test_edges (void)
{
  double values[N] = { 0 };
  g_autoptr (GArray) none = vmp_change_points_find (values, 0), few = vmp_change_points_find (values, 19);
  g_autoptr (GArray) flat = vmp_change_points_find (values, N), many = NULL;

  g_assert_cmpuint (none->len + few->len + flat->len, ==, 0);
  for (guint i = 0; i < N; i++)
    values[i] = i / 12 % 2 * 1e6;
  many = vmp_change_points_find (values, N);
  g_assert_cmpuint (many->len, <=, VMP_CHANGE_MAX_POINTS);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/change-points/steps", test_steps);
  g_test_add_func ("/change-points/exact-steps", test_exact_steps);
  g_test_add_func ("/change-points/bends", test_bends);
  g_test_add_func ("/change-points/noise", test_noise);
  g_test_add_func ("/change-points/spikes", test_spikes);
  g_test_add_func ("/change-points/edges", test_edges);
  return g_test_run ();
}
