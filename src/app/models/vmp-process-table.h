/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of processes with what the picker remembers of each, and the groups that they make. */
#pragma once

#include "vmp-process-history.h"
#include "vmp-process-lines.h"

G_BEGIN_DECLS

typedef struct
{
  VmpProcessList      *list;        /* owned */
  const VmpProcessRow *rows;
  guint                n_rows;
  VmpAppGroup        **groups;      /* of each row; owned, as are they */
  VmpProcessHistory   *histories;   /* of each row; owned */
  VmpMetricId          metric;      /* of the histories */
} VmpProcessTable;

/* The groups that the matches make. */
typedef struct
{
  guint32           *of_row;      /* of each row that matches; owned */
  GArray            *groups;      /* of VmpProcessGroup */
  VmpProcessHistory *histories;   /* of each group; owned */
} VmpProcessGrouping;

/* Where each row of @old_list is in @new_list, G_MAXUINT32 where it is not. */
guint32            *vmp_process_table_map_rows    (VmpProcessList            *old_list,
                                                   VmpProcessList            *new_list) G_GNUC_WARN_UNUSED_RESULT;
/* @old: (nullable): the table of the list before, with @old_to_new as vmp_process_table_map_rows() gave it */
VmpProcessTable    *vmp_process_table_new         (VmpProcessList            *list,
                                                   const VmpProcessTable     *old,
                                                   const guint32             *old_to_new,
                                                   VmpAppIndex               *apps,
                                                   VmpMetricId                metric) G_GNUC_WARN_UNUSED_RESULT;
void                vmp_process_table_free        (VmpProcessTable           *self);
/* Begins the histories anew if they are of another metric. */
void                vmp_process_table_set_metric  (VmpProcessTable           *self,
                                                   VmpMetricId                metric);
/* Looks up anew what the processes are of. */
void                vmp_process_table_find_groups (VmpProcessTable           *self,
                                                   VmpAppIndex               *apps);

VmpProcessGrouping *vmp_process_grouping_new      (const VmpProcessTable     *table,
                                                   const guint32             *matches,
                                                   guint                      n_matches,
                                                   const VmpProcessSortInfo  *shown) G_GNUC_WARN_UNUSED_RESULT;
void                vmp_process_grouping_free     (VmpProcessGrouping        *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpProcessTable, vmp_process_table_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpProcessGrouping, vmp_process_grouping_free)

G_END_DECLS
