/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the picker share. */
#pragma once

#include "vmp-picker.h"

#include "models/vmp-process-model.h"
#include "widgets/vmp-process-cell.h"

G_BEGIN_DECLS

/* The column that is whatever is sorted by. */
#define VMP_PICKER_COLUMN_AS_SORT "sort"

/* The process that a menu or a key is about: as it was then, whatever its row shows by now. */
typedef struct
{
  gint32      pid;                /* 0: none */
  guint64     start_time_ticks;
  gint64      uid;                /* VMP_MISSING of one that ended */
  guint8      kind;
  gboolean    lives;
  GRefString *name;               /* owned */
  GRefString *command;            /* owned; NULL if there is none */
} VmpPickerSubject;

struct _VmpPicker
{
  AdwBin                    parent_instance;

  /* template children */
  AdwToastOverlay          *toasts;
  GtkWidget                *search_entry;
  GtkMenuButton            *add_button;
  GtkMenuButton            *primary_button;
  GtkMenuButton            *view_button;
  GtkInscription           *count_label;
  GtkLabel                 *column_label;
  GtkStack                 *stack;
  AdwStatusPage            *empty_page;
  GtkButton                *clear_button;
  GtkListView              *list_view;
  GtkListItemFactory       *header_factory;
  GtkEventControllerMotion *motion;

  /* owned */
  VmpMonitor               *monitor;
  VmpProcessModel          *model;
  VmpUserNames             *users;
  VmpWatchList             *watch_list;
  GtkWidget                *menu;           /* made when it is first wanted */
  GPtrArray                *spare_cells;    /* of VmpProcessCell, of rows that went */
  GCancellable             *cancellable;    /* of what goes on when the picker goes */
  VmpPickerSubject          subject;
  char                     *sort;
  char                     *order;
  char                     *column;         /* key of a sort, or "sort": the same */
  char                     *arrangement;

  /* borrowed */
  GtkRoot                  *root;           /* while mapped */

  gulong                    suspended_handler;
  guint                     browsing_source;
  gint64                    last_key_usec;
  GtkEventController       *capture;        /* weak: of whom the keys are captured, which owns it; NULL: of nobody */
  gconstpointer             searched_from;  /* what had the focus when a key was captured; only to be compared */
  gboolean                  disposed;
  gboolean                  own_only;
  gboolean                  kernel_threads;
};

/* Opens a process as a click on its row does. */
void vmp_picker_open             (VmpPicker      *self,
                                  gint32          pid,
                                  guint64         start_time_ticks);
void vmp_picker_toast            (VmpPicker      *self,
                                  const char     *text);

/* What the list shows. */
VmpProcessQuery vmp_picker_get_query         (VmpPicker *self);
/* Searches, sorts and arranges as it is set to by now. */
void            vmp_picker_update_query      (VmpPicker *self);
/* Asks for what the rows show, while anybody can see them. */
void            vmp_picker_update_request    (VmpPicker *self);
void            vmp_picker_update_headers    (VmpPicker *self);
/* There is a new list of processes; names of users; something else that is watched. */
void            vmp_picker_follow_processes  (VmpPicker *self);
void            vmp_picker_follow_user_names (VmpPicker *self);
void            vmp_picker_follow_watched    (VmpPicker *self);

/* What menus and settings change. */
void vmp_picker_install_properties (GObjectClass *object_class);

/* The context menu, its actions, and what they ask. */
void vmp_picker_install_actions  (GtkWidgetClass *widget_class);
/* Makes the process of @item what actions are about; FALSE if it is of a group. */
gboolean vmp_picker_set_subject  (VmpPicker      *self,
                                  VmpProcessItem *item);
void vmp_picker_clear_subject    (VmpPicker      *self);
void vmp_picker_show_menu        (VmpPicker      *self,
                                  GtkWidget      *relative_to,
                                  double          x,
                                  double          y);
gboolean vmp_picker_is_menu_open (VmpPicker      *self);
void vmp_picker_init_actions     (VmpPicker      *self);

/* Keys and the pointer in the list. */
/* What is typed in @widget (NULL: nowhere) and has no use where the focus is is searched for. */
void vmp_picker_capture_keys_of  (VmpPicker *self, GtkWidget *widget);
void vmp_picker_install_input    (GtkWidgetClass *widget_class);
void vmp_picker_stop_browsing    (VmpPicker      *self);

G_END_DECLS
