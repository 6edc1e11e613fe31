/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the palettes: contrast with the card, and difference in Lab also for the colour-blind. */
#include "config.h"

#include "app/widgets/vmp-palette.h"

#include <math.h>

#define CARD_LIGHT 0xffffff
#define CARD_DARK  0x36363a

#define LEAST_CONTRAST   3.0
/* Twice what is told apart at a glance beside each other; the compared process included. */
#define LEAST_DIFFERENCE 24.5
#define LEAST_GRAY_STEPS 12

static const VmpMetricId kinds[] = {
  VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM, VMP_METRIC_SWAP, VMP_METRIC_RSS,
};

/* How colours are seen: by most, and without the long, middle and short cones (Machado, Oliveira and Fernandes 2009). */
static const double sights[][9] = {
  { 1, 0, 0, 0, 1, 0, 0, 0, 1 },
  { 0.152286, 1.052583, -0.204868, 0.114503, 0.786281, 0.099216, -0.003882, -0.048116, 1.051998 },
  { 0.367322, 0.860646, -0.227968, 0.280085, 0.672501, 0.047413, -0.011820, 0.042940, 0.968881 },
  { 1.255528, -0.076749, -0.178779, -0.078411, 0.930809, 0.147602, 0.004733, 0.691367, 0.303900 },
};

static double
to_linear (guint32 channel)
{
  double value = channel / 255.0;

  return value <= 0.04045 ? value / 12.92 : pow ((value + 0.055) / 1.055, 2.4);
}

static void
get_linear (guint32 color,
            double *rgb)
{
  rgb[0] = to_linear (color >> 16 & 0xff);
  rgb[1] = to_linear (color >> 8 & 0xff);
  rgb[2] = to_linear (color & 0xff);
}

static double
get_luminance (guint32 color)
{
  double rgb[3];

  get_linear (color, rgb);
  return 0.2126 * rgb[0] + 0.7152 * rgb[1] + 0.0722 * rgb[2];
}

static double
get_contrast (guint32 a,
              guint32 b)
{
  double first = get_luminance (a), second = get_luminance (b);

  return (MAX (first, second) + 0.05) / (MIN (first, second) + 0.05);
}

static double
bend (double value)
{
  return value > 0.008856 ? cbrt (value) : 7.787 * value + 16.0 / 116;
}

static void
get_lab (guint32       color,
         const double *sight,
         double       *lab)
{
  double rgb[3], seen[3], x, y, z;

  get_linear (color, rgb);
  for (guint i = 0; i < 3; i++)
    seen[i] = CLAMP (sight[3 * i] * rgb[0] + sight[3 * i + 1] * rgb[1] + sight[3 * i + 2] * rgb[2], 0, 1);
  x = bend ((0.4124564 * seen[0] + 0.3575761 * seen[1] + 0.1804375 * seen[2]) / 0.95047);
  y = bend (0.2126729 * seen[0] + 0.7151522 * seen[1] + 0.0721750 * seen[2]);
  z = bend ((0.0193339 * seen[0] + 0.1191920 * seen[1] + 0.9503041 * seen[2]) / 1.08883);
  lab[0] = 116 * y - 16;
  lab[1] = 500 * (x - y);
  lab[2] = 200 * (y - z);
}

static double
get_difference (guint32       a,
                guint32       b,
                const double *sight)
{
  double first[3], second[3];

  get_lab (a, sight, first);
  get_lab (b, sight, second);
  return sqrt ((first[0] - second[0]) * (first[0] - second[0]) + (first[1] - second[1]) * (first[1] - second[1])
               + (first[2] - second[2]) * (first[2] - second[2]));
}

static guint
get_colors (guint32  *colors,
            gboolean  dark)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    colors[i] = vmp_palette_get_metric_color (kinds[i], dark);
  colors[G_N_ELEMENTS (kinds)] = vmp_palette_get_compare_color (dark);
  return G_N_ELEMENTS (kinds) + 1;
}

static void
test_contrast (void)
{
  for (VmpPalette palette = 0; palette < VMP_N_PALETTES; palette++)
    {
      vmp_palette_set_current (palette);
      for (gboolean dark = FALSE; dark <= TRUE; dark++)
        {
          guint32 card = dark ? CARD_DARK : CARD_LIGHT;

          for (VmpMetricId i = 0; i < VMP_N_METRICS; i++)
            g_assert_cmpfloat (get_contrast (vmp_palette_get_metric_color (i, dark), card), >=, LEAST_CONTRAST);
          for (VmpMappingType i = 0; i < VMP_N_MAPPING_TYPES; i++)
            g_assert_cmpfloat (get_contrast (vmp_palette_get_mapping_color (i, dark), card), >=, LEAST_CONTRAST);
          g_assert_cmpfloat (get_contrast (vmp_palette_get_compare_color (dark), card), >=, LEAST_CONTRAST);
        }
    }
}

static void
assert_differ (gboolean      dark,
               const double *sight)
{
  guint32 colors[G_N_ELEMENTS (kinds) + 1];
  guint n = get_colors (colors, dark);

  for (guint i = 0; i < n; i++)
    {
      for (guint j = 0; j < i; j++)
        g_assert_cmpfloat (get_difference (colors[i], colors[j], sight), >=, LEAST_DIFFERENCE);
    }
}

static void
test_difference (void)
{
  vmp_palette_set_current (VMP_PALETTE_SAFE);
  for (guint i = 0; i < G_N_ELEMENTS (sights); i++)
    {
      assert_differ (FALSE, sights[i]);
      assert_differ (TRUE, sights[i]);
    }
  vmp_palette_set_current (VMP_PALETTE_VIVID);
  assert_differ (FALSE, sights[0]);
  assert_differ (TRUE, sights[0]);
}

static void
test_gray (void)
{
  vmp_palette_set_current (VMP_PALETTE_GRAY);
  for (gboolean dark = FALSE; dark <= TRUE; dark++)
    {
      guint32 colors[G_N_ELEMENTS (kinds) + 1];
      guint n = get_colors (colors, dark);

      for (guint i = 0; i < n; i++)
        {
          guint32 level = colors[i] & 0xff;

          g_assert_cmphex (colors[i], ==, level * 0x10101);
          for (guint j = 0; j < i; j++)
            g_assert_cmpint (ABS ((int) level - (int) (colors[j] & 0xff)), >=, LEAST_GRAY_STEPS);
        }
    }
}

static void
test_lookup (void)
{
  g_assert_cmpuint (vmp_palette_lookup ("vivid"), ==, VMP_PALETTE_VIVID);
  g_assert_cmpuint (vmp_palette_lookup ("gray"), ==, VMP_PALETTE_GRAY);
  g_assert_cmpuint (vmp_palette_lookup ("safe"), ==, VMP_PALETTE_SAFE);
  g_assert_cmpuint (vmp_palette_lookup (NULL), ==, VMP_PALETTE_SAFE);

  vmp_palette_set_current (VMP_PALETTE_SAFE);
  g_assert_cmphex (vmp_palette_get_metric_color (VMP_METRIC_SWAP, FALSE), ==, vmp_metric_get (VMP_METRIC_SWAP)->color_light);
  vmp_palette_set_current (VMP_PALETTE_VIVID);
  g_assert_cmphex (vmp_palette_get_metric_color (VMP_METRIC_SWAP, FALSE), !=, vmp_metric_get (VMP_METRIC_SWAP)->color_light);
}

int
main (int   argc,
      char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/palette/contrast", test_contrast);
  g_test_add_func ("/palette/difference", test_difference);
  g_test_add_func ("/palette/gray", test_gray);
  g_test_add_func ("/palette/lookup", test_lookup);
  return g_test_run ();
}
