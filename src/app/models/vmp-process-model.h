/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of the picker as a list model and its selection, over an immutable list and an array of lines. */
#pragma once

#include <gtk/gtk.h>

#include "vmp-process-item.h"

G_BEGIN_DECLS

#define VMP_TYPE_PROCESS_MODEL (vmp_process_model_get_type ())
G_DECLARE_FINAL_TYPE (VmpProcessModel, vmp_process_model, VMP, PROCESS_MODEL, GObject)

/**
 * VmpProcessModel::chosen:
 *
 * The user selected a row. Not emitted for vmp_process_model_select().
 */

/* Knows the applications of the program. Returns: (transfer full) */
VmpProcessModel *vmp_process_model_new            (VmpUserNames          *users) G_GNUC_WARN_UNUSED_RESULT;
/* The same with applications of its own. Returns: (transfer full) */
VmpProcessModel *vmp_process_model_new_with_apps  (VmpUserNames          *users,
                                                   VmpAppIndex           *apps) G_GNUC_WARN_UNUSED_RESULT;
/* Shows what is watched in a section before all others. */
void             vmp_process_model_set_watch_list (VmpProcessModel       *self,
                                                   VmpWatchList          *watch_list);
/* Shows @list from now on. Rows that stay keep their place while frozen. */
void             vmp_process_model_set_list       (VmpProcessModel       *self,
                                                   VmpProcessList        *list);
/* Filters and sorts otherwise from now on, even while frozen. */
void             vmp_process_model_set_query      (VmpProcessModel       *self,
                                                   const VmpProcessQuery *query);
/* While @frozen no row moves because of its value; new ones come last. The pointer is over the list, for one. */
void             vmp_process_model_set_frozen     (VmpProcessModel       *self,
                                                   gboolean               frozen);
/* Rows from @first on, @n of them, are in sight: their objects follow a new list at once, the others a moment later. */
void             vmp_process_model_set_in_sight   (VmpProcessModel       *self,
                                                   guint                  first,
                                                   guint                  n);
/* While @browsing a view that selects what it moves its focus to selects nothing. */
void             vmp_process_model_set_browsing   (VmpProcessModel       *self,
                                                   gboolean               browsing);

/* Selects the process, whether or not it is among the rows; pid 0 for none. */
void             vmp_process_model_select         (VmpProcessModel       *self,
                                                   gint32                 pid,
                                                   guint64                start_time_ticks);
gboolean         vmp_process_model_get_selected   (VmpProcessModel       *self,
                                                   gint32                *out_pid,
                                                   guint64               *out_start_time_ticks);
/* The position of the selected process, or GTK_INVALID_LIST_POSITION. */
guint            vmp_process_model_get_position   (VmpProcessModel       *self);

/* Shows or hides what is below a row. FALSE if it shows it, or hides it, already, or has nothing below it. */
gboolean         vmp_process_model_set_expanded   (VmpProcessModel       *self,
                                                   guint                  position,
                                                   gboolean               expanded);
/* The row that the one at @position is below of, or GTK_INVALID_LIST_POSITION. */
guint            vmp_process_model_get_parent     (VmpProcessModel       *self,
                                                   guint                  position);
/* The line at a position, borrowed until the next change; NULL beyond the end. */
const VmpProcessLine *vmp_process_model_get_line  (VmpProcessModel       *self,
                                                   guint                  position);
/* The process at a position, borrowed until the next list; NULL where there is none that lives. */
const VmpProcessRow  *vmp_process_model_get_row   (VmpProcessModel       *self,
                                                   guint                  position);
/* The process, dead or alive, at a position; FALSE where there is none. */
gboolean         vmp_process_model_get_process    (VmpProcessModel       *self,
                                                   guint                  position,
                                                   gint32                *out_pid,
                                                   guint64               *out_start_time_ticks);
/* How many processes match the query, whether or not their rows are hidden. */
guint            vmp_process_model_count_matches  (VmpProcessModel       *self);
/* The first process that matches the query itself, or GTK_INVALID_LIST_POSITION. */
guint            vmp_process_model_find_match     (VmpProcessModel       *self);

G_END_DECLS
