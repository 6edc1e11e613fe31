/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cells of the table of mappings. */
#pragma once

#include <gtk/gtk.h>

#include "../models/vmp-mapping-item.h"

G_BEGIN_DECLS

/* Called with the item of a group whose arrow was clicked. */
typedef void (*VmpMapListToggle) (VmpMappingItem *item,
                                  gpointer        user_data);

/* Makes the cells of @column; the first column has the arrows of groups. *@narrow, which outlives the factory, says whether there is no
 * room for types. */
GtkListItemFactory *vmp_map_list_cell_new_factory     (VmpMappingColumn  column,
                                                       const gboolean   *narrow,
                                                       VmpMapListToggle  toggle,
                                                       gpointer          user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Names rows to screen readers. */
GtkListItemFactory *vmp_map_list_cell_new_row_factory (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
