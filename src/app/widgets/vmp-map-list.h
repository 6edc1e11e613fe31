/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of mappings: columns that can be chosen and reordered, sorting, groups that open. */
#pragma once

#include <adwaita.h>

#include "../models/vmp-mapping-model.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAP_LIST (vmp_map_list_get_type ())
G_DECLARE_FINAL_TYPE (VmpMapList, vmp_map_list, VMP, MAP_LIST, AdwBin)

/**
 * VmpMapList::sort-changed:
 *
 * The user clicked on the head of a column.
 */

/**
 * VmpMapList::group-toggled:
 * @key: key of a group that is to be opened, or closed
 */

/**
 * VmpMapList::activated:
 * @position: of a mapping
 */

/* The model that it shows, which it owns. Borrowed. */
VmpMappingModel *vmp_map_list_get_model    (VmpMapList       *self);
/* What to sort by. */
VmpMappingColumn vmp_map_list_get_sort     (VmpMapList       *self,
                                            gboolean         *out_descending);
/* The columns that are shown, in their order; *out_n of them. Owned. */
VmpMappingColumn *vmp_map_list_dup_columns (VmpMapList       *self,
                                            guint            *out_n) G_GNUC_WARN_UNUSED_RESULT;
/* Actions "KEY" that show and hide the columns, and a menu of them for the prefix @prefix. */
GActionGroup    *vmp_map_list_get_actions  (VmpMapList       *self);
GMenuModel      *vmp_map_list_new_menu     (VmpMapList       *self,
                                            const char       *prefix) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_map_list_scroll_to    (VmpMapList       *self,
                                            guint             position);
/* Shows only the columns that there is room for, without changing what the user chose. */
void             vmp_map_list_set_narrow   (VmpMapList       *self,
                                            gboolean          narrow);
/* Shows what became of each mapping, sorted by it, until it is set back; "sort-changed" is not told of this. */
void             vmp_map_list_set_comparing (VmpMapList      *self,
                                            gboolean          comparing);

G_END_DECLS
