/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which colours metrics and mappings are drawn in: the palette that the user chose. */
#pragma once

#include "core/model/vmp-mapping-type.h"
#include "core/model/vmp-metric.h"

G_BEGIN_DECLS

/* Every colour of every palette has a contrast of 3:1 or better with its card, light and dark. */
typedef enum
{
  VMP_PALETTE_SAFE,     /* told apart by the colour-blind: the colours of the tables themselves */
  VMP_PALETTE_VIVID,
  VMP_PALETTE_GRAY,     /* patterns and dashes are the key */
  VMP_N_PALETTES
} VmpPalette;

/* The palette with that key in the settings ("safe", "vivid", "gray"); SAFE for any other. */
VmpPalette vmp_palette_lookup            (const char *key);
/* Chooses what all that is drawn from now on is drawn in. Main thread. */
void       vmp_palette_set_current       (VmpPalette palette);

/* 0xRRGGBB in the current palette. */
guint32    vmp_palette_get_metric_color  (VmpMetricId metric, gboolean dark);
guint32    vmp_palette_get_mapping_color (VmpMappingType type, gboolean dark);
/* Of the second process, where two are compared in one graph. */
guint32    vmp_palette_get_compare_color (gboolean dark);

/* The colour that @palette has in place of @safe, which is one of the tables' colours. Pure. */
guint32    vmp_palette_translate         (VmpPalette palette, guint32 safe, gboolean dark);

G_END_DECLS
