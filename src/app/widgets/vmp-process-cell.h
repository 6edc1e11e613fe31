/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A row of the picker: name and memory, below them pid and user. */
#pragma once

#include <gtk/gtk.h>

#include "../models/vmp-process-item.h"
#include "../models/vmp-user-names.h"

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_CELL (vmp_process_cell_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessCell, vmp_process_cell, VMP, PROCESS_CELL, GtkWidget)

GtkWidget *vmp_process_cell_new    (VmpUserNames   *users) G_GNUC_WARN_UNUSED_RESULT;
/* Shows @item and follows its changes in @list_item too, which gets the name for screen readers. */
void       vmp_process_cell_bind   (VmpProcessCell *self,
                                    GtkListItem    *list_item);
void       vmp_process_cell_unbind (VmpProcessCell *self);

G_END_DECLS
