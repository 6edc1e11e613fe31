/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes that the user keeps an eye on: measured whether or not a window shows them, one list for the program. */
#pragma once

#include "../vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_WATCH_LIST (vmp_watch_list_get_type ())
G_DECLARE_FINAL_TYPE (VmpWatchList, vmp_watch_list, VMP, WATCH_LIST, GObject)

typedef struct
{
  gint32      pid;
  guint64     start_time_ticks;
  guint32     target;           /* of the monitor */
  GRefString *name;             /* as it was when it was added */
} VmpWatched;

/**
 * VmpWatchList::changed:
 *
 * A process was added or removed. One that ends stays.
 */

/* The list of @monitor, made at the first call. Borrowed: it lives as long as the monitor. */
VmpWatchList     *vmp_watch_list_get      (VmpMonitor   *monitor);
/* Watches a process from now on; nothing happens if it is watched already. */
void              vmp_watch_list_add      (VmpWatchList *self,
                                           gint32        pid,
                                           guint64       start_time_ticks);
void              vmp_watch_list_remove   (VmpWatchList *self,
                                           gint32        pid,
                                           guint64       start_time_ticks);
gboolean          vmp_watch_list_contains (VmpWatchList *self,
                                           gint32        pid,
                                           guint64       start_time_ticks);
/* In the sequence in which they were added. Borrowed until the next change. */
const VmpWatched *vmp_watch_list_get_all  (VmpWatchList *self,
                                           guint        *out_n);

G_END_DECLS
