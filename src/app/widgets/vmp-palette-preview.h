/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The colours of a palette of the graphs, as small dots. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VMP_TYPE_PALETTE_PREVIEW (vmp_palette_preview_get_type ())
G_DECLARE_FINAL_TYPE (VmpPalettePreview, vmp_palette_preview, VMP, PALETTE_PREVIEW, GtkWidget)

/* Its property "palette" is the number of the VmpPalette that is shown. */

G_END_DECLS
