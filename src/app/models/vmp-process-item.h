/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the picker, made only for rows that GTK asks for. */
#pragma once

#include "vmp-process-history.h"
#include "vmp-process-lines.h"

#include <glib-object.h>

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_ITEM (vmp_process_item_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessItem, vmp_process_item, VMP, PROCESS_ITEM, GObject)

/* What a row of the picker stands for. Borrowed from the item that shows it. */
typedef struct
{
  VmpProcessLine             line;
  const VmpProcessRow       *row;           /* NULL unless it is a process that lives */
  VmpAppGroup               *group;         /* the group, or what the process is of; NULL if not known */
  GRefString                *name;          /* of the process; NULL for a group */
  gint32                     pid;           /* 0 for a group */
  guint64                    start_time_ticks;
  guint                      n_processes;   /* of a group */
  guint                      n_missing;     /* of a group: whose value is not known */
  gboolean                   watched;
  gboolean                   nested;        /* rows are arranged below others: room for an expander */
  const VmpProcessSortInfo  *shown;
  gint64                     value;         /* of what is shown */
  gboolean                   has_history;
  VmpProcessHistory          history;
} VmpProcessShown;

/**
 * VmpProcessItem::changed:
 *
 * The item stands for another process, or shows other values.
 */

/* Returns: (transfer full) */
VmpProcessItem        *vmp_process_item_new       (VmpProcessList        *list,
                                                   const VmpProcessShown *shown,
                                                   guint                  generation) G_GNUC_WARN_UNUSED_RESULT;
/* What it stands for now; the row is of @list. */
void                   vmp_process_item_set       (VmpProcessItem        *self,
                                                   VmpProcessList        *list,
                                                   const VmpProcessShown *shown,
                                                   guint                  generation);
/* The generation it was last set with. */
guint                  vmp_process_item_get_generation (VmpProcessItem   *self);
/* Borrowed until the next "changed". */
const VmpProcessShown *vmp_process_item_get       (VmpProcessItem        *self);
/* The process, NULL for a group and one that has ended. */
const VmpProcessRow   *vmp_process_item_get_row   (VmpProcessItem        *self);

G_END_DECLS
