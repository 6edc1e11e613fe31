/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings as a list model and its selection, over an immutable table that a worker made. */
#pragma once

#include <gtk/gtk.h>

#include "vmp-mapping-item.h"

G_BEGIN_DECLS

#define VMP_TYPE_MAPPING_MODEL (vmp_mapping_model_get_type ())
G_DECLARE_FINAL_TYPE (VmpMappingModel, vmp_mapping_model, VMP, MAPPING_MODEL, GObject)

/* Any number of rows can be selected; the selection stays with what the rows stand for. Returns: (transfer full) */
VmpMappingModel *vmp_mapping_model_new         (void) G_GNUC_WARN_UNUSED_RESULT;
/* Shows @table, whose "previous" was what is shown; NULL for nothing. */
void             vmp_mapping_model_set_table   (VmpMappingModel *self,
                                                VmpMappingTable *table);
/* Borrowed; NULL if nothing is shown. */
VmpMappingTable *vmp_mapping_model_get_table   (VmpMappingModel *self);
/* Rows @first to @last are on the screen: only those are told of new values at once, others once they are. All until this is
 * called. */
void             vmp_mapping_model_set_window  (VmpMappingModel *self,
                                                guint            first,
                                                guint            last);
/* All rows are to be written anew: units changed. */
void             vmp_mapping_model_refresh     (VmpMappingModel *self);
/* Selects the row at @position alone; GTK_INVALID_LIST_POSITION for none. */
void             vmp_mapping_model_select      (VmpMappingModel *self,
                                                guint            position);
/* How many row objects there are now: as many as GTK looks at, however long the list is. */
guint            vmp_mapping_model_count_items (VmpMappingModel *self);

G_END_DECLS
