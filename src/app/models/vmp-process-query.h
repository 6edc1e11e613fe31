/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes of a list are shown, in what order, and which of their memory. */
#pragma once

#include "core/engine/vmp-process-list.h"
#include "vmp-app-index.h"
#include "vmp-user-names.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_PROCESS_SORT_RESIDENT,
  VMP_PROCESS_SORT_PSS,
  VMP_PROCESS_SORT_USS,
  VMP_PROCESS_SORT_SWAP,
  VMP_PROCESS_SORT_ANONYMOUS,
  VMP_PROCESS_SORT_FILE,
  VMP_PROCESS_SORT_SHARED,
  VMP_PROCESS_SORT_PEAK,
  VMP_PROCESS_SORT_VIRTUAL,
  VMP_PROCESS_SORT_NAME,
  VMP_PROCESS_SORT_PID,
  VMP_N_PROCESS_SORTS
} VmpProcessSort;

typedef enum
{
  VMP_PROCESS_ARRANGE_LIST,
  VMP_PROCESS_ARRANGE_TREE,           /* children below their parents */
  VMP_PROCESS_ARRANGE_APPLICATIONS,   /* grouped by application, or else by unit */
  VMP_N_PROCESS_ARRANGEMENTS
} VmpProcessArrangement;

/* A way to sort, which for memory is a column to show too. */
typedef struct
{
  const char  *key;       /* stable: in the settings and as the action's state */
  VmpMetricId  metric;    /* what is sorted by, or shown by itself beside names and numbers */
  guint        columns;   /* VmpProcessColumns that it needs */
  gboolean     adds_up;   /* no page counts twice when processes are added up; else a sum is an upper bound */
} VmpProcessSortInfo;

typedef struct
{
  const char                *search;          /* words of which each must be found in name, pid, user, command line, cgroup or
                                                 application; "" for all */
  VmpProcessSort             sort;
  gboolean                   descending;
  gint64                     only_uid;        /* -1: processes of all users */
  gboolean                   kernel_threads;  /* shown too */
  VmpProcessArrangement      arrangement;
  const VmpProcessSortInfo  *shown;           /* the memory that rows show; NULL: what they are sorted by */
} VmpProcessQuery;

const VmpProcessSortInfo *vmp_process_sort_get_info            (VmpProcessSort            sort);
/* The sort with that key, RESIDENT if there is none. */
VmpProcessSort            vmp_process_sort_from_key            (const char               *key);
/* By name or number rather than by memory: such start at the first. */
gboolean                  vmp_process_sort_is_by_text          (VmpProcessSort            sort);
const char               *vmp_process_arrangement_get_key      (VmpProcessArrangement     arrangement);
/* The arrangement with that key, LIST if there is none. */
VmpProcessArrangement     vmp_process_arrangement_from_key     (const char               *key);

/* What the rows show beside the name. */
const VmpProcessSortInfo *vmp_process_query_get_shown          (const VmpProcessQuery    *self);
/* The VmpProcessColumns that the lister has to read for it. */
guint                     vmp_process_query_get_columns        (const VmpProcessQuery    *self);
/* Is anything looked for? */
gboolean                  vmp_process_query_is_searching       (const VmpProcessQuery    *self);
/* Writes the indices of the matching rows to @out_indices (room for @n_rows) in the order of the rows; returns how many.
 * @groups: the group of each row, or NULL. */
guint                     vmp_process_query_filter             (const VmpProcessQuery    *self,
                                                                VmpUserNames             *users,
                                                                const VmpProcessRow      *rows,
                                                                guint                     n_rows,
                                                                VmpAppGroup *const       *groups,
                                                                guint32                  *out_indices);
/* Is @name, of a process that is no more, looked for? */
gboolean                  vmp_process_query_matches_name       (const VmpProcessQuery    *self,
                                                                const char               *name,
                                                                gint32                    pid);

G_END_DECLS
