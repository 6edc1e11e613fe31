/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last half minute of one value of each process, for the small graphs of rows. */
#pragma once

#include "core/engine/vmp-process-list.h"

G_BEGIN_DECLS

/* A value a second, the newest last. */
#define VMP_PROCESS_HISTORY 30

typedef struct
{
  float values[VMP_PROCESS_HISTORY];    /* NAN where there is none */
} VmpProcessHistory;

/**
 * vmp_process_history_new_for_list:
 * @old: (nullable): of the rows of the list before
 * @old_to_new: the row that each old one is now, or G_MAXUINT32
 * @n_steps: how many seconds later it is
 *
 * Returns: (transfer full): one of each row
 */
VmpProcessHistory *vmp_process_history_new_for_list (const VmpProcessHistory *old,
                                                     const guint32           *old_to_new,
                                                     guint                    n_old,
                                                     guint                    n_steps,
                                                     const VmpProcessRow     *rows,
                                                     guint                    n_rows,
                                                     VmpMetricId              metric) G_GNUC_WARN_UNUSED_RESULT;
void               vmp_process_history_clear        (VmpProcessHistory       *self);
/* Adds what @other has; where only one of them has a value that stays. */
void               vmp_process_history_add          (VmpProcessHistory       *self,
                                                     const VmpProcessHistory *other);

G_END_DECLS
