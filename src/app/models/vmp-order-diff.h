/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came and went between two orders of rows, as the few runs that a list view can follow. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* A stretch of neighbours. */
typedef struct
{
  guint position;
  guint n;
} VmpOrderRun;

typedef struct
{
  GArray *removed;    /* of VmpOrderRun, ascending, positions in the old order */
  GArray *added;      /* of VmpOrderRun, ascending, positions in the new order */
} VmpOrderDiff;

/**
 * vmp_order_diff_init:
 * @old_order: (nullable): row numbers as they stood; %NULL if each is its place
 * @old_to_new: (nullable): the number that each old row has now, or G_MAXUINT32 if it is gone; %NULL if none changed
 * @new_order: row numbers as they stand now, all below @n_rows
 * @max_runs: how many runs are worth it
 *
 * Returns: %TRUE if the rows that stayed are still in the same sequence and the runs are few
 */
gboolean vmp_order_diff_init  (VmpOrderDiff  *self,
                               const guint32 *old_order,
                               guint          n_old,
                               const guint32 *old_to_new,
                               const guint32 *new_order,
                               guint          n_new,
                               guint          n_rows,
                               guint          max_runs);
void     vmp_order_diff_clear (VmpOrderDiff  *self);

G_END_DECLS
