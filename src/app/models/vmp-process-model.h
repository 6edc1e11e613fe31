/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of the picker as a list model and its selection, over an immutable list and an array of row numbers. */
#pragma once

#include <gtk/gtk.h>

#include "vmp-process-query.h"

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_MODEL (vmp_process_model_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessModel, vmp_process_model, VMP, PROCESS_MODEL, GObject)

/**
 * VmpProcessModel::chosen:
 *
 * The user selected a row. Not emitted for vmp_process_model_select().
 */

/* Returns: (transfer full) */
VmpProcessModel *vmp_process_model_new          (VmpUserNames          *users) G_GNUC_WARN_UNUSED_RESULT;
/* Shows @list from now on. Rows that stay keep their place while frozen. */
void             vmp_process_model_set_list     (VmpProcessModel       *self,
                                                 VmpProcessList        *list);
/* Filters and sorts otherwise from now on, even while frozen. */
void             vmp_process_model_set_query    (VmpProcessModel       *self,
                                                 const VmpProcessQuery *query);
/* While @frozen no row moves because of its value; new ones come last. The pointer is over the list, for one. */
void             vmp_process_model_set_frozen   (VmpProcessModel       *self,
                                                 gboolean               frozen);

/* Selects the process, whether or not it is among the rows; pid 0 for none. */
void             vmp_process_model_select       (VmpProcessModel       *self,
                                                 gint32                 pid,
                                                 guint64                start_time_ticks);
gboolean         vmp_process_model_get_selected (VmpProcessModel       *self,
                                                 gint32                *out_pid,
                                                 guint64               *out_start_time_ticks);
/* The position of the selected process, or GTK_INVALID_LIST_POSITION. */
guint            vmp_process_model_get_position (VmpProcessModel       *self);
/* The row at a position, borrowed until the next list; NULL beyond the end. */
const VmpProcessRow *vmp_process_model_get_row  (VmpProcessModel       *self,
                                                 guint                  position);

G_END_DECLS
