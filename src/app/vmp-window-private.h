/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the window share. */
#pragma once

#include "vmp-picker.h"
#include "vmp-target-view.h"
#include "widgets/vmp-mark-popover.h"
#include "vmp-window.h"

G_BEGIN_DECLS

struct _VmpWindow
{
  AdwApplicationWindow    parent_instance;

  /* template children */
  AdwNavigationSplitView *split_view;
  VmpPicker              *picker;
  AdwNavigationPage      *content_page;
  AdwTabView             *tab_view;
  AdwHeaderBar           *header;
  AdwWindowTitle         *window_title;
  AdwWindowTitle         *side_title;
  AdwViewSwitcher        *switcher;
  GtkToggleButton        *demo_toggle;
  AdwBanner              *sandbox_banner;
  GtkWidget              *record_box;
  GtkButton              *record_button;
  GtkMenuButton          *stage_button;
  VmpMarkPopover        *stage_popover;
  AdwToastOverlay        *toasts;

  /* owned */
  VmpMonitor             *monitor;
  GSettings              *settings;
  GBindingGroup          *bindings;     /* of the view that is shown */
  GArray                 *closed;       /* of ClosedTab: what can be opened again */

  AdwTabPage             *menu_page;    /* borrowed, only compared with those that are there */
  gboolean                narrow;       /* pages are switched at the bottom */
  gboolean                leaves;       /* the user was asked, or need not be */
  gboolean                loses;        /* what could not be written may be lost */
};

/* Declares win.new-tab and its like, and what the template calls. */
void           vmp_window_tabs_install  (GtkWidgetClass *widget_class);
void           vmp_window_tabs_init     (VmpWindow      *self);
void           vmp_window_tabs_dispose  (VmpWindow      *self);
/* Adds an empty tab behind the others and shows it. Borrowed. */
VmpTargetView *vmp_window_tabs_add      (VmpWindow      *self);
/* Goes to the tab that shows this recording; FALSE if there is none. One that could not be opened is opened again. */
gboolean       vmp_window_tabs_show_recording (VmpWindow *self,
                                         const char     *path);
/* The view that is shown, NULL while there is none. Borrowed. */
VmpTargetView *vmp_window_tabs_get      (VmpWindow      *self);
/* What was launched and is shown by any tab. Owned, of borrowed VmpLaunch. */
GPtrArray     *vmp_window_tabs_dup_launches (VmpWindow  *self) G_GNUC_WARN_UNUSED_RESULT;
/* Declares win.record and its like, and what of the template they need. */
void           vmp_window_record_install (GtkWidgetClass *widget_class);
/* Declares win.add-note, win.undo and their like. */
void           vmp_window_replay_install (GtkWidgetClass *widget_class);
/* What can be done with the recording that is shown now. */
void           vmp_window_replay_update (VmpWindow      *self);
/* Tells what becomes of changes of @replay. */
void           vmp_window_replay_follow (VmpWindow      *self,
                                         VmpReplay      *replay);
/* Declares win.save-copy, win.trim and win.export-samples. */
void           vmp_window_save_install (GtkWidgetClass *widget_class);
void           vmp_window_save_update  (VmpWindow      *self);
/* Declares win.report. */
void           vmp_window_report_install (GtkWidgetClass *widget_class);
/* Tells at the bottom of the window what was done. */
void           vmp_window_toast        (VmpWindow       *self,
                                        const char      *text);
/* The process of @view ended. */
void           vmp_window_record_ended (VmpWindow       *self,
                                        GParamSpec      *pspec,
                                        VmpTargetView   *view);
/* What can be recorded now: after the view or its process changed. */
void           vmp_window_record_update (VmpWindow      *self);
/* The header after the view, its pages or the width changed. */
void           vmp_window_update_header (VmpWindow      *self);

G_END_DECLS
