/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the picker: name and memory, below them pid and user and how the memory moved. */
#pragma once

#include <gtk/gtk.h>

#include "../models/vmp-process-item.h"
#include "../models/vmp-user-names.h"

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_CELL (vmp_process_cell_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessCell, vmp_process_cell, VMP, PROCESS_CELL, GtkWidget)

/* @with_star: whether it offers to watch the process, by the action "picker.set-watched". */
GtkWidget      *vmp_process_cell_new           (VmpUserNames   *users,
                                                gboolean        with_star) G_GNUC_WARN_UNUSED_RESULT;
/* Shows what @list_item has and follows its changes; @list_item too gets the name for screen readers. */
void            vmp_process_cell_bind          (VmpProcessCell *self,
                                                GtkListItem    *list_item);
void            vmp_process_cell_unbind        (VmpProcessCell *self);
/* What it shows, borrowed; NULL while it is not bound. */
VmpProcessItem *vmp_process_cell_get_item      (VmpProcessCell *self);
/* Where it is bound, GTK_INVALID_LIST_POSITION if it is not. */
guint           vmp_process_cell_get_position  (VmpProcessCell *self);
/* Is @widget the part of it that shows and hides what is below? */
gboolean        vmp_process_cell_is_expander   (VmpProcessCell *self,
                                                GtkWidget      *widget);
/* All that the row has no room for. */
char           *vmp_process_cell_dup_tooltip   (VmpProcessCell *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
