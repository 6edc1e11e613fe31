/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which colours metrics and mappings are drawn in: the palette that the user chose. */
#include "config.h"

#include "vmp-palette.h"

/* Of the second process: as far from all kinds of memory as they are from each other. */
#define COMPARE_LIGHT 0x8700ff
#define COMPARE_DARK  0xb4ff69

/* Grays between these have a contrast of 3:1 or better with the card of their scheme. */
#define LIGHTEST_ON_LIGHT 0x90
#define DARKEST_ON_DARK   0x8c

/* The kinds of memory that graphs show. Their grays are as far apart as the contrast with the card allows. */
static const struct
{
  guint32 light[VMP_N_PALETTES], dark[VMP_N_PALETTES];
} kinds[] = {
  { { 0x1a5fb4, 0x1c71d8, 0x4a4a4a }, { 0x3584e4, 0x62a0ea, 0xa0a0a0 } },   /* anonymous */
  { { 0xd45500, 0xe01b24, 0x8c8c8c }, { 0xff7800, 0xff6b5e, 0x909090 } },   /* file */
  { { 0x26a269, 0x1b8553, 0x6c6c6c }, { 0x57e389, 0x33d17a, 0xc0c0c0 } },   /* shared memory */
  { { 0xa02a6d, 0x9141ac, 0x2e2e2e }, { 0xe78ac3, 0xdc8add, 0xdcdcdc } },   /* swap */
  { { 0x63452c, 0x3d3846, 0x000000 }, { 0xf6f5f4, 0xf6f5f4, 0xffffff } },   /* other */
  { { COMPARE_LIGHT, 0xa85a00, 0x7c7c7c }, { COMPARE_DARK, 0xf8e45c, 0xb0b0b0 } },
};

static VmpPalette current = VMP_PALETTE_SAFE;

VmpPalette
vmp_palette_lookup (const char *key)
{
  if (g_strcmp0 (key, "vivid") == 0)
    return VMP_PALETTE_VIVID;
  if (g_strcmp0 (key, "gray") == 0)
    return VMP_PALETTE_GRAY;
  return VMP_PALETTE_SAFE;
}

void
vmp_palette_set_current (VmpPalette palette)
{
  current = palette;
}

/* As bright as the colour is, within what can be told from the card. */
static guint32
gray_of (guint32  color,
         gboolean dark)
{
  guint32 red = color >> 16 & 0xff, green = color >> 8 & 0xff, blue = color & 0xff;
  guint32 level = (red * 54 + green * 183 + blue * 19) / 256;

  level = dark ? MAX (level, DARKEST_ON_DARK) : MIN (level, LIGHTEST_ON_LIGHT);
  return level << 16 | level << 8 | level;
}

guint32
vmp_palette_translate (VmpPalette palette,
                       guint32    safe,
                       gboolean   dark)
{
  for (guint i = 0; i < G_N_ELEMENTS (kinds); i++)
    {
      const guint32 *colors = dark ? kinds[i].dark : kinds[i].light;

      if (colors[VMP_PALETTE_SAFE] == safe)
        return colors[palette];
    }
  /* Mappings have more families than graphs have kinds; those are vivid as they are. */
  return palette == VMP_PALETTE_GRAY ? gray_of (safe, dark) : safe;
}

guint32
vmp_palette_get_metric_color (VmpMetricId metric,
                              gboolean    dark)
{
  const VmpMetric *row = vmp_metric_get (metric);

  return vmp_palette_translate (current, dark ? row->color_dark : row->color_light, dark);
}

guint32
vmp_palette_get_mapping_color (VmpMappingType type,
                               gboolean       dark)
{
  const VmpMappingTypeInfo *row = vmp_mapping_type_get (type);

  return vmp_palette_translate (current, dark ? row->color_dark : row->color_light, dark);
}

guint32
vmp_palette_get_compare_color (gboolean dark)
{
  return vmp_palette_translate (current, dark ? COMPARE_DARK : COMPARE_LIGHT, dark);
}
