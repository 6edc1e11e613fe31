/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the list of processes share. */
#pragma once

#include "vmp-process-model.h"

#include "vmp-process-table.h"

G_BEGIN_DECLS

struct _VmpProcessModel
{
  GObject             parent_instance;

  /* owned */
  VmpUserNames       *users;
  VmpAppIndex        *apps;
  VmpWatchList       *watch_list;   /* NULL: nothing is watched */
  VmpProcessTable    *table;        /* NULL before the first list */
  VmpProcessGrouping *grouping;     /* of the lines; NULL unless grouped */
  GArray             *watched;      /* of VmpWatched: as they were when the lines were made */
  GArray             *lines;        /* of VmpProcessLine */
  GHashTable         *collapsed;    /* start time of each process (by pid) whose children are hidden */
  GHashTable         *open_groups;  /* keys of groups whose processes are shown */
  char               *search;
  GHashTable         *items;        /* position: live VmpProcessItem, borrowed: GTK drops them */

  guint               n_matches;
  guint               first_in_sight, n_in_sight;
  guint               generation;       /* of what the lines stand for */
  guint               refresh_source;   /* while row objects out of sight are behind */
  VmpProcessQuery     query;        /* query.search is search */
  gboolean            frozen;
  gboolean            browsing;
  gint32              selected_pid; /* 0: none */
  guint64             selected_start_time_ticks;
  guint8              selected_section;
  guint               selected_position;
};

/* Borrowed until the next change of the lines. */
static inline const VmpProcessLine *
vmp_process_model_line_at (VmpProcessModel *self,
                           guint            position)
{
  return &g_array_index (self->lines, VmpProcessLine, position);
}

/* Lines of the section of what is watched, which is the first. */
guint           vmp_process_model_count_watched_lines (VmpProcessModel *self);

/* The index of a process in an array of VmpWatched, G_MAXUINT for none. */
guint           vmp_process_model_find_watched        (GArray          *watched,
                                                       gint32           pid,
                                                       guint64          start_time_ticks);
/* Makes the row object of a position that has none. Returns: (transfer full) */
VmpProcessItem *vmp_process_model_make_item           (VmpProcessModel *self,
                                                       guint            position) G_GNUC_WARN_UNUSED_RESULT;
/* The rows from @position on went: their row objects are nobody's any more. */
void            vmp_process_model_drop_items          (VmpProcessModel *self,
                                                       guint            position);
/* Row objects follow lines that came and went: @numbers by the old position, @places by the number;
 * G_MAXUINT32 where there is none. */
void            vmp_process_model_move_items          (VmpProcessModel *self,
                                                       const guint32   *numbers,
                                                       const guint32   *places);
/* Tells the row objects what they stand for now: those in sight at once, the rest a few at a time. */
void            vmp_process_model_refresh_items       (VmpProcessModel *self);
/* Lets go of the table of row objects, at the end. */
void            vmp_process_model_forget_items        (VmpProcessModel *self);

/* Where the selected process is now, GTK_INVALID_LIST_POSITION if nowhere. */
guint           vmp_process_model_find_selected       (VmpProcessModel *self);
/* Tells views of a selection that may have moved. */
void            vmp_process_model_update_selected     (VmpProcessModel *self);

/* What is watched now, as an array of VmpWatched. @watch_list: (nullable). Returns: (transfer full) */
GArray         *vmp_process_model_copy_watched        (VmpWatchList    *watch_list) G_GNUC_WARN_UNUSED_RESULT;
/* Shows @new_list by the query; with @keep no row moves because of its value. */
void            vmp_process_model_update              (VmpProcessModel *self,
                                                       VmpProcessList  *new_list,
                                                       gboolean         keep);
/* What changed is neither the processes nor the query: all stays where it is. */
void            vmp_process_model_update_in_place     (VmpProcessModel *self);
/* What is known of applications changed. */
void            vmp_process_model_find_applications   (VmpProcessModel *self);

G_END_DECLS
