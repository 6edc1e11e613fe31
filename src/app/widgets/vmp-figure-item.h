/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a table of figures, whose cells follow it. */
#pragma once

#include "vmp-figure-table.h"

G_BEGIN_DECLS

#define VMP_TYPE_FIGURE_ITEM (vmp_figure_item_get_type ())
G_DECLARE_FINAL_TYPE (VmpFigureItem, vmp_figure_item, VMP, FIGURE_ITEM, GObject)

/**
 * VmpFigureItem::changed:
 *
 * Its figures are others now.
 */

VmpFigureItem      *vmp_figure_item_new     (void) G_GNUC_WARN_UNUSED_RESULT;
/* Takes what @row owns, which is empty afterwards. */
void                vmp_figure_item_take    (VmpFigureItem *self,
                                             VmpFigureRow  *row);
/* Borrowed until the next take. */
const VmpFigureRow *vmp_figure_item_get_row (VmpFigureItem *self);

G_END_DECLS
