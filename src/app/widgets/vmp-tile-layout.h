/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Lays equal children out in columns of one width, in rows that are as full as each other. */
#pragma once

#include <gtk/gtk.h>

G_BEGIN_DECLS

#define VMP_TYPE_TILE_LAYOUT (vmp_tile_layout_get_type ())
G_DECLARE_FINAL_TYPE (VmpTileLayout, vmp_tile_layout, VMP, TILE_LAYOUT, GtkLayoutManager)

GtkLayoutManager *vmp_tile_layout_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
