/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the picker, made only for rows that GTK asks for. */
#pragma once

#include "core/engine/vmp-process-list.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_ITEM (vmp_process_item_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessItem, vmp_process_item, VMP, PROCESS_ITEM, GObject)

/**
 * VmpProcessItem::changed:
 *
 * The item stands for another process, or shows other values.
 */

/* Returns: (transfer full) */
VmpProcessItem      *vmp_process_item_new        (VmpProcessList      *list,
                                                  const VmpProcessRow *row,
                                                  VmpMetricId          metric) G_GNUC_WARN_UNUSED_RESULT;
/* What it stands for now; @row is of @list. */
void                 vmp_process_item_set_row    (VmpProcessItem      *self,
                                                  VmpProcessList      *list,
                                                  const VmpProcessRow *row,
                                                  VmpMetricId          metric);
/* Borrowed until the next "changed". */
const VmpProcessRow *vmp_process_item_get_row    (VmpProcessItem      *self);
/* The metric that is shown beside the name. */
VmpMetricId          vmp_process_item_get_metric (VmpProcessItem      *self);

G_END_DECLS
