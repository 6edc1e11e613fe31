/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Appending to a series and asking it for the cells of a graph, beside bare loops over arrays. */

#include "config.h"

#include "core/model/vmp-series.h"

#include <time.h>

#define N_POINTS 10000000u
#define N_CELLS 1600
#define STEP_NSEC G_GINT64_CONSTANT (1000000)
#define N_ROUNDS 51

static gint64
now_nsec (void)
{
  struct timespec now;

  clock_gettime (CLOCK_MONOTONIC, &now);
  return now.tv_sec * G_GINT64_CONSTANT (1000000000) + now.tv_nsec;
}

/* Steps with jitter and values that jump: nothing a short cut could guess. */
static void
make_point (guint   i,
            gint64 *time_nsec,
            gint64 *value)
{
  guint noise = i * 2654435761u;

  *time_nsec = i * STEP_NSEC + noise % 1000;
  *value = (gint64) (noise >> 8) * 4096;
}

static int
compare (const void *a,
         const void *b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

static double
median_ms (gint64 *nsec)
{
  qsort (nsec, N_ROUNDS, sizeof *nsec, compare);
  return nsec[N_ROUNDS / 2] / 1e6;
}

static gint64
fill_arrays (gint64 *times,
             gint64 *values)
{
  gint64 begin_nsec = now_nsec ();

  for (guint i = 0; i < N_POINTS; i++)
    make_point (i, &times[i], &values[i]);
  return now_nsec () - begin_nsec;
}

static gint64
fill_series (VmpSeries *series)
{
  gint64 begin_nsec = now_nsec ();
  gint64 time_nsec, value;

  for (guint i = 0; i < N_POINTS; i++)
    {
      make_point (i, &time_nsec, &value);
      if (!vmp_series_append (series, time_nsec, value))
        g_error ("a point was refused");
    }
  return now_nsec () - begin_nsec;
}

/* The floor: minimum and maximum by a scan of all points of the stretch, which start at index @from. */
static double
time_scan (const gint64  *times,
           const gint64  *values,
           guint          from,
           guint          n,
           VmpSeriesCell *cells)
{
  gint64 taken[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 begin_nsec = now_nsec ();

      for (guint c = 0; c < N_CELLS; c++)
        {
          gint64 min = G_MAXINT64, max = G_MININT64;

          for (guint64 i = from + (guint64) n * c / N_CELLS; i < from + (guint64) n * (c + 1) / N_CELLS; i++)
            {
              min = MIN (min, values[i]);
              max = MAX (max, values[i]);
            }
          cells[c].min = min;
          cells[c].max = max;
        }
      taken[round] = now_nsec () - begin_nsec;
    }
  return median_ms (taken);
}

/* With @shift_nsec the view moves a little each round, as a live graph's does. */
static double
time_query (VmpSeries     *series,
            gint64         begin_nsec,
            gint64         end_nsec,
            gint64         shift_nsec,
            VmpSeriesCell *cells)
{
  gint64 taken[N_ROUNDS];

  for (guint round = 0; round < N_ROUNDS; round++)
    {
      gint64 from_nsec = now_nsec ();

      vmp_series_query (series, begin_nsec + round * shift_nsec, end_nsec + round * shift_nsec, cells, N_CELLS);
      taken[round] = now_nsec () - from_nsec;
    }
  return median_ms (taken);
}

int
main (void)
{
  g_autofree gint64 *times = g_new (gint64, N_POINTS);
  g_autofree gint64 *values = g_new (gint64, N_POINTS);
  g_autofree VmpSeriesCell *cells = g_new (VmpSeriesCell, N_CELLS);
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  gint64 floor_nsec, append_nsec;

  fill_arrays (times, values);
  floor_nsec = fill_arrays (times, values);
  append_nsec = fill_series (series);
  g_print ("append         %6.1f ns a point (bare arrays %.1f)\n", (double) append_nsec / N_POINTS,
           (double) floor_nsec / N_POINTS);
  g_print ("memory         %6.2f bytes a point, %.3f x raw\n", (double) vmp_series_get_bytes (series) / N_POINTS,
           (double) vmp_series_get_bytes (series) / N_POINTS / 16);
  g_print ("%u cells of a view of\n", N_CELLS);
  for (guint n = N_POINTS; n >= 100; n /= 10)
    {
      guint from = N_POINTS / 2 - n / 2;
      gint64 begin_nsec = from * STEP_NSEC, end_nsec = (from + (gint64) n) * STEP_NSEC;

      g_print ("%9u points %7.3f ms, moving %7.3f ms (scan of all %8.3f ms)\n", n,
               time_query (series, begin_nsec, end_nsec, 0, cells),
               time_query (series, begin_nsec, end_nsec, (end_nsec - begin_nsec) / 3000, cells),
               time_scan (times, values, from, n, cells));
    }
  return 0;
}
