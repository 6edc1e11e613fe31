/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Series against a plain list of all points: every answer at full detail, and what thinning may not lose. */

#include "config.h"

#include "core/model/vmp-series.h"

#define SECOND G_GINT64_CONSTANT (1000000000)

typedef struct
{
  gint64 time_nsec, value;
  gint64 gap_begin_nsec;    /* of the gap before it; G_MININT64: none */
} Point;

/* --- the reference --- */

static void
reference_cell (GArray        *points,
                gint64         open_gap_nsec,
                gint64         begin_nsec,
                gint64         end_nsec,
                VmpSeriesCell *cell)
{
  *cell = (VmpSeriesCell) { VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, 0, FALSE };
  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      if (point->gap_begin_nsec != G_MININT64 && point->gap_begin_nsec < end_nsec && point->time_nsec > begin_nsec)
        cell->gap = TRUE;
      if (point->time_nsec < begin_nsec || point->time_nsec >= end_nsec)
        continue;
      if (cell->n++ == 0)
        cell->first = cell->min = cell->max = point->value;
      cell->min = MIN (cell->min, point->value);
      cell->max = MAX (cell->max, point->value);
      cell->last = point->value;
    }
  if (open_gap_nsec != G_MININT64 && open_gap_nsec < end_nsec)
    cell->gap = TRUE;
}

static gboolean
reference_at (GArray *points,
              gint64  open_gap_nsec,
              gint64  time_nsec,
              gint64 *out_time_nsec,
              gint64 *out_value)
{
  const Point *found = NULL;
  gint64 gap_nsec = open_gap_nsec;

  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      if (point->time_nsec > time_nsec)
        {
          gap_nsec = point->gap_begin_nsec;
          break;
        }
      found = point;
    }
  if (found == NULL)
    return FALSE;
  if (gap_nsec != G_MININT64 && gap_nsec <= time_nsec && found->time_nsec < time_nsec)
    return FALSE;
  *out_time_nsec = found->time_nsec;
  *out_value = found->value;
  return TRUE;
}

/* --- random data --- */

/* Mostly even steps, with jitter, doubled times, pauses and gaps. */
static GArray *
make_points (GRand *rand,
             guint  n)
{
  GArray *points = g_array_new (FALSE, FALSE, sizeof (Point));
  Point point = { g_rand_int_range (rand, 0, 1000), 0, G_MININT64 };

  for (guint i = 0; i < n; i++)
    {
      gint64 before_nsec = point.time_nsec;

      if (i > 0 && g_rand_int_range (rand, 0, 50) != 0)
        point.time_nsec += 1000 + g_rand_int_range (rand, 0, 100);
      if (g_rand_int_range (rand, 0, 200) == 0)
        point.time_nsec += g_rand_int_range (rand, 0, 1000000);
      point.gap_begin_nsec = G_MININT64;
      if (point.time_nsec > before_nsec + 10 && g_rand_int_range (rand, 0, 100) == 0)
        point.gap_begin_nsec = before_nsec + g_rand_int_range (rand, 0, 10);
      /* Long stretches without a change are kept in another way. */
      if (i / 2200 % 2 == 0)
        point.value += g_rand_int_range (rand, -1000, 1000);
      if (i / 2200 % 2 == 0 && g_rand_int_range (rand, 0, 500) == 0)
        point.value = g_rand_int_range (rand, -1000000, 1000000);
      g_array_append_val (points, point);
    }
  return points;
}

static VmpSeries *
make_series (GArray *points,
             gsize   max_bytes)
{
  VmpSeries *series = vmp_series_new (max_bytes);

  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      if (point->gap_begin_nsec != G_MININT64)
        vmp_series_append_gap (series, point->gap_begin_nsec);
      g_assert_true (vmp_series_append (series, point->time_nsec, point->value));
    }
  return series;
}

static void
assert_cell (const VmpSeriesCell *cell,
             const VmpSeriesCell *expected)
{
  g_assert_cmpuint (cell->n, ==, expected->n);
  g_assert_cmpint (cell->min, ==, expected->min);
  g_assert_cmpint (cell->max, ==, expected->max);
  g_assert_cmpint (cell->first, ==, expected->first);
  g_assert_cmpint (cell->last, ==, expected->last);
  g_assert_cmpint (cell->gap, ==, expected->gap);
}

/* A stretch of random place and length, often with borders on points. */
static void
choose_stretch (GRand  *rand,
                GArray *points,
                gint64 *begin_nsec,
                gint64 *end_nsec)
{
  gint64 a = g_array_index (points, Point, g_rand_int_range (rand, 0, points->len)).time_nsec;
  gint64 b = g_array_index (points, Point, g_rand_int_range (rand, 0, points->len)).time_nsec;

  if (g_rand_boolean (rand))
    a += g_rand_int_range (rand, -2000, 2000);
  if (g_rand_boolean (rand))
    b = a + g_rand_int_range (rand, 1, 20000);
  *begin_nsec = MIN (a, b);
  *end_nsec = MAX (a, b) + 1;
}

static gint64
border (gint64 begin_nsec,
        gint64 end_nsec,
        guint  i,
        guint  n)
{
  return begin_nsec + (gint64) ((__int128) (end_nsec - begin_nsec) * i / n);
}

static void
test_query_exact (void)
{
  static const guint lengths[] = { 1, 2, 15, 16, 17, 63, 64, 65, 127, 129, 1023, 1024, 1025, 3000, 5000 };

  for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (k + 1);
      g_autoptr (GArray) points = make_points (rand, lengths[k]);
      g_autoptr (VmpSeries) series = make_series (points, 0);
      gint64 open_gap_nsec = G_MININT64;

      if (k % 3 == 0)
        {
          open_gap_nsec = g_array_index (points, Point, points->len - 1).time_nsec + 5;
          vmp_series_append_gap (series, open_gap_nsec);
        }
      for (guint round = 0; round < 25; round++)
        {
          VmpSeriesCell cells[40];
          guint n = g_rand_int_range (rand, 1, G_N_ELEMENTS (cells) + 1);
          gint64 begin_nsec, end_nsec;

          choose_stretch (rand, points, &begin_nsec, &end_nsec);
          end_nsec = MAX (end_nsec, begin_nsec + n);
          vmp_series_query (series, begin_nsec, end_nsec, cells, n);
          for (guint i = 0; i < n; i++)
            {
              VmpSeriesCell expected;

              reference_cell (points, open_gap_nsec, border (begin_nsec, end_nsec, i, n),
                              border (begin_nsec, end_nsec, i + 1, n), &expected);
              assert_cell (&cells[i], &expected);
            }
        }
    }
}

/* A quarter of a cell to both sides: what is surely in the cell is in it, and nothing that lies further out. */
static void
assert_drawn (GArray              *points,
              gint64               begin_nsec,
              gint64               end_nsec,
              gint64               tolerance_nsec,
              const VmpSeriesCell *cell)
{
  VmpSeriesCell inner, outer;
  gint64 time_nsec, value;

  reference_cell (points, G_MININT64, begin_nsec + tolerance_nsec, end_nsec - tolerance_nsec, &inner);
  reference_cell (points, G_MININT64, begin_nsec - tolerance_nsec, end_nsec + tolerance_nsec, &outer);
  if (inner.n > 0)
    {
      g_assert_cmpint (cell->min, <=, inner.min);
      g_assert_cmpint (cell->max, >=, inner.max);
    }
  if (cell->n > 0 && outer.n > 0)
    {
      g_assert_cmpint (cell->min, >=, outer.min);
      g_assert_cmpint (cell->max, <=, outer.max);
    }
  /* In a stretch of one value it is not asked where exactly its points are. */
  if (cell->n > 0 && outer.n == 0)
    {
      g_assert_true (reference_at (points, G_MININT64, end_nsec, &time_nsec, &value));
      g_assert_cmpint (cell->min, ==, value);
      g_assert_cmpint (cell->max, ==, value);
    }
}

static void
test_query_drawn (void)
{
  static const guint lengths[] = { 50, 1025, 3000, 12000 };

  for (guint k = 0; k < G_N_ELEMENTS (lengths); k++)
    {
      g_autoptr (GRand) rand = g_rand_new_with_seed (k + 1);
      g_autoptr (GArray) points = make_points (rand, lengths[k]);
      g_autoptr (VmpSeries) series = make_series (points, 0);

      for (guint round = 0; round < 20; round++)
        {
          VmpSeriesCell cells[40];
          guint n = g_rand_int_range (rand, 1, G_N_ELEMENTS (cells) + 1);
          gint64 begin_nsec, end_nsec;

          choose_stretch (rand, points, &begin_nsec, &end_nsec);
          end_nsec = MAX (end_nsec, begin_nsec + n);
          vmp_series_query_drawn (series, begin_nsec, end_nsec, cells, n);
          for (guint i = 0; i < n; i++)
            assert_drawn (points, border (begin_nsec, end_nsec, i, n), border (begin_nsec, end_nsec, i + 1, n),
                          (end_nsec - begin_nsec) / n / VMP_SERIES_DRAWN_SHARE, &cells[i]);
        }
    }
}

static void
test_get_at_exact (void)
{
  g_autoptr (GRand) rand = g_rand_new_with_seed (99);
  g_autoptr (GArray) points = make_points (rand, 2500);
  g_autoptr (VmpSeries) series = make_series (points, 0);
  gint64 open_gap_nsec = g_array_index (points, Point, points->len - 1).time_nsec + 7;

  vmp_series_append_gap (series, open_gap_nsec);
  for (guint round = 0; round < 5000; round++)
    {
      gint64 time_nsec = g_array_index (points, Point, g_rand_int_range (rand, 0, points->len)).time_nsec
                         + (g_rand_boolean (rand) ? 0 : g_rand_int_range (rand, -1500, 1500));
      gint64 at_nsec = -1, value = -1, expected_nsec = -1, expected = -1;
      gboolean found = vmp_series_get_at (series, time_nsec, &at_nsec, &value);

      g_assert_cmpint (found, ==, reference_at (points, open_gap_nsec, time_nsec, &expected_nsec, &expected));
      g_assert_cmpint (at_nsec, ==, expected_nsec);
      g_assert_cmpint (value, ==, expected);
    }
}

/* What thinning may do: widen. What it may not: lose a peak, a point's being counted, a gap, or memory. */
static void
assert_thinned (VmpSeries *series,
                GArray    *points,
                GRand     *rand)
{
  gint64 first_nsec, last_nsec;
  VmpSeriesCell whole, expected;

  g_assert_true (vmp_series_get_range (series, &first_nsec, &last_nsec));
  vmp_series_query_one (series, first_nsec, last_nsec + 1, &whole);
  reference_cell (points, G_MININT64, first_nsec, last_nsec + 1, &expected);
  assert_cell (&whole, &expected);

  for (guint round = 0; round < 20; round++)
    {
      VmpSeriesCell cells[30];
      gint64 begin_nsec, end_nsec;

      choose_stretch (rand, points, &begin_nsec, &end_nsec);
      end_nsec = MAX (end_nsec, begin_nsec + 30);
      vmp_series_query (series, begin_nsec, end_nsec, cells, 30);
      for (guint i = 0; i < 30; i++)
        {
          reference_cell (points, G_MININT64, border (begin_nsec, end_nsec, i, 30),
                          border (begin_nsec, end_nsec, i + 1, 30), &expected);
          if (expected.n == 0)
            continue;
          g_assert_cmpuint (cells[i].n, >=, expected.n);
          g_assert_cmpint (cells[i].min, <=, expected.min);
          g_assert_cmpint (cells[i].max, >=, expected.max);
          g_assert_cmpint (cells[i].min, >=, whole.min);
          g_assert_cmpint (cells[i].max, <=, whole.max);
          g_assert_true (cells[i].gap || !expected.gap);
        }
    }
}

static void
test_thinning (void)
{
  const gsize max_bytes = 128 * 1024;
  g_autoptr (GRand) rand = g_rand_new_with_seed (7);
  g_autoptr (GArray) points = make_points (rand, 120000);
  g_autoptr (VmpSeries) series = vmp_series_new (max_bytes);
  gint64 peak = G_MININT64, peak_nsec = 0, value, time_nsec;

  for (guint i = 0; i < points->len; i++)
    {
      const Point *point = &g_array_index (points, Point, i);

      if (point->gap_begin_nsec != G_MININT64)
        vmp_series_append_gap (series, point->gap_begin_nsec);
      g_assert_true (vmp_series_append (series, point->time_nsec, point->value));
      g_assert_cmpuint (vmp_series_get_bytes (series), <=, max_bytes);
      if (point->value > peak)
        {
          peak = point->value;
          peak_nsec = point->time_nsec;
        }
    }
  g_assert_cmpuint (vmp_series_get_length (series), ==, points->len);
  g_assert_true (vmp_series_get_peak (series, &time_nsec, &value));
  g_assert_cmpint (value, ==, peak);
  g_assert_cmpint (time_nsec, ==, peak_nsec);
  assert_thinned (series, points, rand);
}

/* Ten days at a thousand a second would take minutes: 20 million points have the same number of generations but one. */
static void
test_bounded_for_long (void)
{
  const gsize max_bytes = 256 * 1024;
  const guint n = 20 * 1000 * 1000;
  g_autoptr (VmpSeries) series = vmp_series_new (max_bytes);
  VmpSeriesCell cells[10];
  guint64 sum = 0;

  for (guint i = 0; i < n; i++)
    g_assert_true (vmp_series_append (series, (gint64) i * 1000, i == 12345 ? 5000000 : i % 977));
  g_assert_cmpuint (vmp_series_get_bytes (series), <=, max_bytes);

  vmp_series_query (series, 0, (gint64) n * 1000, cells, 10);
  g_assert_cmpint (cells[0].max, ==, 5000000);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpint (cells[i].min, ==, 0);
      g_assert_cmpint (cells[i].max, >=, 976);
      sum += cells[i].n;
    }
  /* Stretches that a border cuts count twice. */
  g_assert_cmpuint (sum, >=, n);
  g_assert_cmpuint (sum, <=, n + n / 10);
  /* The newest is at full detail. */
  vmp_series_query (series, (gint64) (n - 500) * 1000, (gint64) (n - 490) * 1000, cells, 10);
  for (guint i = 0; i < 10; i++)
    {
      g_assert_cmpuint (cells[i].n, ==, 1);
      g_assert_cmpint (cells[i].first, ==, (n - 500 + i) % 977);
    }
}

/* In a thinned stretch get_at tells a real point at or before the time. */
static void
test_get_at_thinned (void)
{
  g_autoptr (VmpSeries) series = vmp_series_new (128 * 1024);
  gint64 at_nsec, value;

  for (gint64 i = 0; i < 50000; i++)
    g_assert_true (vmp_series_append (series, i * 10, i * 3));
  for (gint64 time_nsec = 0; time_nsec < 500000; time_nsec += 7)
    {
      g_assert_true (vmp_series_get_at (series, time_nsec, &at_nsec, &value));
      g_assert_cmpint (at_nsec, <=, time_nsec);
      g_assert_cmpint (value * 10, ==, at_nsec * 3);
    }
  g_assert_true (vmp_series_get_at (series, 499985, &at_nsec, &value));
  g_assert_cmpint (at_nsec, ==, 499980);
}

static void
test_refusals (void)
{
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  gint64 time_nsec, value;
  VmpSeriesCell cell;

  g_assert_false (vmp_series_get_last (series, &time_nsec, &value));
  g_assert_false (vmp_series_get_peak (series, &time_nsec, &value));
  g_assert_false (vmp_series_get_range (series, &time_nsec, &value));
  g_assert_false (vmp_series_get_at (series, 5, &time_nsec, &value));
  vmp_series_query_one (series, 0, 10, &cell);
  g_assert_cmpuint (cell.n, ==, 0);
  g_assert_cmpint (cell.max, ==, VMP_MISSING);

  g_assert_true (vmp_series_append (series, 10, -4));
  g_assert_false (vmp_series_append (series, 9, 1));
  g_assert_false (vmp_series_append (series, 11, VMP_MISSING));
  g_assert_true (vmp_series_append (series, 10, -5));
  g_assert_cmpuint (vmp_series_get_length (series), ==, 2);
  g_assert_true (vmp_series_get_last (series, &time_nsec, &value));
  g_assert_cmpint (value, ==, -5);
  g_assert_true (vmp_series_get_peak (series, &time_nsec, &value));
  g_assert_cmpint (value, ==, -4);
  /* The same height again is no new peak. */
  g_assert_true (vmp_series_append (series, 12, -4));
  g_assert_true (vmp_series_get_peak (series, &time_nsec, &value));
  g_assert_cmpint (time_nsec, ==, 10);
  g_assert_true (vmp_series_append (series, 12, -5));
  g_assert_true (vmp_series_get_at (series, G_MAXINT64, &time_nsec, &value));
  g_assert_cmpint (value, ==, -5);

  /* Stretches that are none, and the widest. */
  vmp_series_query_one (series, 10, 10, &cell);
  g_assert_cmpuint (cell.n, ==, 0);
  vmp_series_query_one (series, 11, 3, &cell);
  g_assert_cmpuint (cell.n, ==, 0);
  vmp_series_query_one (series, G_MININT64, G_MAXINT64, &cell);
  g_assert_cmpuint (cell.n, ==, 4);
}

/* One gap among many points is still told when all around it was thinned, more than once. */
static void
test_gap_survives_thinning (void)
{
  g_autoptr (VmpSeries) series = vmp_series_new (128 * 1024);
  gint64 at_nsec, value;
  VmpSeriesCell cells[2];

  for (gint64 i = 0; i < 200000; i++)
    {
      if (i == 6)
        vmp_series_append_gap (series, i * 10 - 5);
      g_assert_true (vmp_series_append (series, i * 10, i));
    }
  vmp_series_query (series, 0, 2000000, cells, 2);
  g_assert_true (cells[0].gap);
  g_assert_false (cells[1].gap);
  vmp_series_query (series, 0, 200, cells, 2);
  g_assert_true (cells[0].gap);
  g_assert_false (vmp_series_get_at (series, 57, &at_nsec, &value));
}

static void
test_gap_inside_cell (void)
{
  gint64 time_nsec, value;
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  VmpSeriesCell cells[6];
  static const gboolean gaps[] = { FALSE, TRUE, TRUE, FALSE, FALSE, TRUE };

  /* 0: point, 15-25: gap, 30: point, open gap from 50. */
  g_assert_true (vmp_series_append (series, 5, 1));
  vmp_series_append_gap (series, 15);
  g_assert_true (vmp_series_append (series, 30, 2));
  vmp_series_append_gap (series, 20);
  vmp_series_query (series, 0, 60, cells, 6);
  g_assert_true (cells[3].gap);   /* a gap can't begin before the last point: this one begins at 30 */
  g_assert_true (vmp_series_append (series, 30, 3));
  vmp_series_append_gap (series, 50);
  vmp_series_append_gap (series, 55);
  vmp_series_query (series, 0, 60, cells, 6);
  for (guint i = 0; i < 6; i++)
    g_assert_cmpint (cells[i].gap, ==, gaps[i]);
  g_assert_true (vmp_series_get_at (series, 49, &time_nsec, &value));
  g_assert_false (vmp_series_get_at (series, 50, &time_nsec, &value));
  g_assert_true (vmp_series_get_at (series, 14, &time_nsec, &value));
  g_assert_false (vmp_series_get_at (series, 15, &time_nsec, &value));
}

static void
test_memory (void)
{
  const guint n = 1000 * 1000;
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  g_autoptr (VmpSeries) short_series = vmp_series_new (0);

  for (guint i = 0; i < n; i++)
    g_assert_true (vmp_series_append (series, i * SECOND, i));
  g_assert_cmpfloat ((double) vmp_series_get_bytes (series) / n / 16, <=, 1.15);

  g_assert_true (vmp_series_append (short_series, 1, 1));
  g_assert_cmpuint (vmp_series_get_bytes (short_series), <=, 4096);
}

/* What never changes keeps its times alone, and those once for all that is read together. */
static void
test_constant (void)
{
  const gint64 n = 10 * 1024;
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  VmpSeriesCell cell;
  gint64 begin, end, time, value;

  for (gint64 i = 0; i < n; i++)
    g_assert_true (vmp_series_append (series, i * SECOND, 7));
  g_assert_cmpuint (vmp_series_get_bytes (series), <=, n * 9);
  vmp_series_query_one (series, 5 * SECOND, 3000 * SECOND, &cell);
  g_assert_cmpuint (cell.n, ==, 2995);
  g_assert_cmpint (cell.min, ==, 7);
  g_assert_cmpint (cell.max, ==, 7);
  g_assert_true (vmp_series_get_at (series, 2500 * SECOND + 1, &time, &value));
  g_assert_cmpint (time, ==, 2500 * SECOND);
  g_assert_cmpint (value, ==, 7);
  g_assert_true (vmp_series_get_next (series, 2500 * SECOND + 1, &begin, &end, &cell));
  g_assert_cmpint (begin, ==, 2501 * SECOND);
  g_assert_cmpint (cell.last, ==, 7);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/series/query-exact", test_query_exact);
  g_test_add_func ("/series/query-drawn", test_query_drawn);
  g_test_add_func ("/series/get-at-exact", test_get_at_exact);
  g_test_add_func ("/series/thinning", test_thinning);
  g_test_add_func ("/series/bounded-for-long", test_bounded_for_long);
  g_test_add_func ("/series/get-at-thinned", test_get_at_thinned);
  g_test_add_func ("/series/refusals", test_refusals);
  g_test_add_func ("/series/gap-survives-thinning", test_gap_survives_thinning);
  g_test_add_func ("/series/gap-inside-cell", test_gap_inside_cell);
  g_test_add_func ("/series/memory", test_memory);
  g_test_add_func ("/series/constant", test_constant);
  return g_test_run ();
}
