/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a list of mappings, made only for rows that GTK asks for. */
#pragma once

#include <glib-object.h>

#include "vmp-mapping-table.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAPPING_ITEM (vmp_mapping_item_get_type ())
G_DECLARE_FINAL_TYPE (VmpMappingItem, vmp_mapping_item, VMP, MAPPING_ITEM, GObject)

/**
 * VmpMappingItem::changed:
 *
 * The item stands for another row, or shows other values.
 */

/* Returns: (transfer full) */
VmpMappingItem         *vmp_mapping_item_new         (VmpMappingTable *table,
                                                      guint            line) G_GNUC_WARN_UNUSED_RESULT;
/* What it stands for now. Says so only if that looks different, unless @force. */
void                    vmp_mapping_item_set         (VmpMappingItem  *self,
                                                      VmpMappingTable *table,
                                                      guint            line,
                                                      gboolean         force);
/* Borrowed until the next "changed". */
const VmpMappingTable  *vmp_mapping_item_get_table   (VmpMappingItem  *self);
guint                   vmp_mapping_item_get_line    (VmpMappingItem  *self);
/* NULL for a group. */
const VmpMapping       *vmp_mapping_item_get_mapping (VmpMappingItem  *self);
/* NULL for a mapping. */
const VmpMappingGroup  *vmp_mapping_item_get_group   (VmpMappingItem  *self);

G_END_DECLS
