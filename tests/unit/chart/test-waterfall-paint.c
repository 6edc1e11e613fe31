/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Bars of the waterfall: parts cover them, the smallest can be seen, and mirrored ones are the same from the other side. */
#include "config.h"

#include "vmp-waterfall-paint.h"
#include "vmp-waterfall-text.h"

#define WIDTH 400
#define HEIGHT 20

static void
fill_step (VmpWaterfallStep *step,
           const gint64     *values,
           guint             n)
{
  static const VmpWaterfallPartId ids[] = {
    VMP_WATERFALL_PART_PRIVATE_DIRTY, VMP_WATERFALL_PART_PRIVATE_CLEAN, VMP_WATERFALL_PART_SHARED_CLEAN,
    VMP_WATERFALL_PART_SHARED_DIRTY, VMP_WATERFALL_PART_DIFFERENCE,
  };

  *step = (VmpWaterfallStep) { .id = VMP_WATERFALL_RESIDENT, .n_parts = n, .is_divided = TRUE };
  for (guint i = 0; i < n; i++)
    {
      step->parts[i] = (VmpWaterfallPart) { ids[i], values[i], values[i], 0, VMP_REASON_NONE };
      step->value_bytes += values[i];
    }
}

static void
test_layout (void)
{
  static const gint64 cases[][VMP_WATERFALL_MOST_PARTS] = {
    { 50, 50, 0, 0, 0 }, { 1, G_GINT64_CONSTANT (1) << 44, 0, 0, 0 }, { 100, 1, 1, 1, 1 }, { 0, 7, 0, 0, 0 },
    { 1, 1, 1, 1, G_GINT64_CONSTANT (1) << 40 }, { 30, 20, 10, 5, 1 },
  };

  for (guint c = 0; c < G_N_ELEMENTS (cases); c++)
    {
      VmpWaterfallSegment segments[VMP_WATERFALL_MOST_PARTS];
      VmpWaterfallStep step;
      double at = 0;
      guint n, expected = 0;

      fill_step (&step, cases[c], VMP_WATERFALL_MOST_PARTS);
      for (guint i = 0; i < step.n_parts; i++)
        expected += cases[c][i] > 0;
      n = vmp_waterfall_layout (&step, WIDTH, segments);
      g_assert_cmpuint (n, ==, expected);
      for (guint i = 0; i < n; i++)
        {
          g_assert_cmpfloat_with_epsilon (segments[i].begin, at, 0.001);
          g_assert_cmpfloat (segments[i].end - segments[i].begin, >=, VMP_WATERFALL_LEAST_WIDTH - 0.001);
          g_assert_cmpint (cases[c][segments[i].part], >, 0);
          at = segments[i].end;
        }
      g_assert_cmpfloat_with_epsilon (at, WIDTH, 0.001);
    }
}

static void
test_proportions (void)
{
  static const gint64 values[] = { 60, 30, 10 };
  VmpWaterfallSegment segments[VMP_WATERFALL_MOST_PARTS];
  VmpWaterfallStep step;

  fill_step (&step, values, 3);
  g_assert_cmpuint (vmp_waterfall_layout (&step, WIDTH, segments), ==, 3);
  g_assert_cmpfloat_with_epsilon (segments[0].end, 0.6 * WIDTH, 0.001);
  g_assert_cmpfloat_with_epsilon (segments[1].end, 0.9 * WIDTH, 0.001);
  step.is_divided = FALSE;
  g_assert_cmpuint (vmp_waterfall_layout (&step, WIDTH, segments), ==, 0);
}

static void
test_find (void)
{
  static const gint64 values[] = { 60, 40 };
  VmpWaterfallLook look = { .width = WIDTH, .height = HEIGHT, .scale = 1 };
  VmpWaterfallStep step;

  fill_step (&step, values, 2);
  g_assert_cmpint (vmp_waterfall_find_part (&step, &look, 1), ==, 0);
  g_assert_cmpint (vmp_waterfall_find_part (&step, &look, WIDTH - 1), ==, 1);
  g_assert_cmpint (vmp_waterfall_find_part (&step, &look, -1), ==, -1);
  g_assert_cmpint (vmp_waterfall_find_part (&step, &look, WIDTH + 1), ==, -1);
  look.mirrored = TRUE;
  g_assert_cmpint (vmp_waterfall_find_part (&step, &look, 1), ==, 1);
  g_assert_cmpint (vmp_waterfall_find_part (&step, &look, WIDTH - 1), ==, 0);
}

static guint32
pixel (cairo_surface_t *surface,
       int              x,
       int              y)
{
  const guint32 *row = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (surface)
                                                          + y * cairo_image_surface_get_stride (surface));

  return row[x];
}

/* Corners have the frames' colours: blue for what is kept, orange for files. */
static void
test_draw (void)
{
  static const gint64 values[] = { 60, 40 };
  const guint32 kept = 0xff000000 | vmp_metric_get (VMP_METRIC_RSS_ANON)->color_light;
  const guint32 file = 0xff000000 | vmp_metric_get (VMP_METRIC_RSS_FILE)->color_light;

  for (guint mirrored = 0; mirrored < 2; mirrored++)
    {
      VmpWaterfallLook look = { .width = WIDTH, .height = HEIGHT, .scale = 1, .mirrored = mirrored != 0 };
      cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
      cairo_t *cr = cairo_create (surface);
      VmpWaterfallStep step;

      fill_step (&step, values, 2);
      vmp_waterfall_draw_bar (cr, &step, &look, -1);
      vmp_waterfall_draw_slopes (cr, &step, &look);
      cairo_surface_flush (surface);
      g_assert_cmphex (pixel (surface, mirrored ? WIDTH - 1 : 0, HEIGHT / 2), ==, kept);
      g_assert_cmphex (pixel (surface, mirrored ? 0 : WIDTH - 1, HEIGHT / 2), !=, kept);
      g_assert_cmphex (pixel (surface, mirrored ? 1 : WIDTH - 2, 0), ==, file);
      cairo_destroy (cr);
      cairo_surface_destroy (surface);
    }
}

static void
test_shares (void)
{
  static const struct { gint64 value, whole; const char *text; } cases[] = {
    { 0, 100, "0.0 %" }, { 1, 100000, "< 0.1 %" }, { 74, 1000, "7.4 %" }, { 99999, 100000, "> 99.9 %" }, { 100, 100, "100.0 %" },
    { VMP_MISSING, 100, "–" }, { 1, VMP_MISSING, "–" }, { 0, 0, "–" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *text = vmp_waterfall_text_dup_share (cases[i].value, cases[i].whole);

      g_assert_cmpstr (text, ==, cases[i].text);
    }
}

static void
test_remarks (void)
{
  static const gint64 values[] = { 60, 40 };
  g_autofree char *cut = NULL;
  g_autofree char *missing = NULL;
  VmpWaterfallStep step;

  fill_step (&step, values, 2);
  g_assert_null (vmp_waterfall_text_dup_remark (&step, NULL, VMP_UNITS_IEC));
  step.cut_bytes = 4096;
  cut = vmp_waterfall_text_dup_remark (&step, NULL, VMP_UNITS_IEC);
  g_assert_nonnull (strstr (cut, "different moments"));
  g_assert_nonnull (strstr (cut, "4.00 KiB"));
  step.value_bytes = VMP_MISSING;
  missing = vmp_waterfall_text_dup_remark (&step, NULL, VMP_UNITS_IEC);
  g_assert_cmpstr (missing, ==, "Not read yet");
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/waterfall-paint/layout", test_layout);
  g_test_add_func ("/waterfall-paint/proportions", test_proportions);
  g_test_add_func ("/waterfall-paint/find", test_find);
  g_test_add_func ("/waterfall-paint/draw", test_draw);
  g_test_add_func ("/waterfall-paint/shares", test_shares);
  g_test_add_func ("/waterfall-paint/remarks", test_remarks);
  return g_test_run ();
}
