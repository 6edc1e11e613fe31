/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes of a list are shown, and in what order. */
#pragma once

#include "core/engine/vmp-process-list.h"
#include "vmp-user-names.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_PROCESS_SORT_RESIDENT,
  VMP_PROCESS_SORT_PSS,
  VMP_PROCESS_SORT_SWAP,
  VMP_PROCESS_SORT_NAME,
  VMP_PROCESS_SORT_PID,
  VMP_N_PROCESS_SORTS
} VmpProcessSort;

/* A way to sort. */
typedef struct
{
  const char  *key;       /* stable: in the settings and as the action's state */
  VmpMetricId  metric;    /* what the rows show beside the name */
  guint        columns;   /* VmpProcessColumns that it needs */
} VmpProcessSortInfo;

typedef struct
{
  const char     *search;           /* words of which each must be found in name, pid, user or command line; "" for all */
  VmpProcessSort  sort;
  gboolean        descending;
  gint64          only_uid;         /* -1: processes of all users */
  gboolean        kernel_threads;   /* shown too */
} VmpProcessQuery;

const VmpProcessSortInfo *vmp_process_sort_get_info (VmpProcessSort            sort);
/* The sort with that key, RESIDENT if there is none. */
VmpProcessSort            vmp_process_sort_from_key (const char               *key);

/* Writes the indices of the matching rows to @out_indices (room for @n_rows) in the order of the rows; returns how many. */
guint                     vmp_process_query_filter  (const VmpProcessQuery    *self,
                                                     VmpUserNames             *users,
                                                     const VmpProcessRow      *rows,
                                                     guint                     n_rows,
                                                     guint32                  *out_indices);
/* Sorts @indices; a value that is missing comes last either way, and equal rows keep the order of their pids. */
void                      vmp_process_query_sort    (const VmpProcessQuery    *self,
                                                     const VmpProcessRow      *rows,
                                                     guint32                  *indices,
                                                     guint                     n_indices);

G_END_DECLS
