/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the content share. */
#pragma once

#include "models/vmp-process-waiter.h"
#include "models/vmp-user-names.h"
#include "pages/vmp-alerts-page.h"
#include "pages/vmp-launch-page.h"
#include "pages/vmp-map-page.h"
#include "pages/vmp-overview-page.h"
#include "pages/vmp-timeline-page.h"
#include "vmp-target-view.h"
#include "widgets/vmp-demo-panel.h"
#include "widgets/vmp-recording-bar.h"

G_BEGIN_DECLS

struct _VmpTargetView
{
  AdwBin           parent_instance;

  /* template children */
  AdwOverlaySplitView *split;
  VmpDemoPanel    *panel;
  AdwBanner       *banner;
  GtkStack        *stack;
  AdwStatusPage   *message;
  GtkButton       *message_button;
  AdwViewSwitcherBar *switcher_bar;
  AdwViewStack    *pages;
  AdwBin          *overview_bin;
  AdwBin          *map_bin;
  AdwBin          *timeline_bin;
  AdwViewStackPage *alerts_page;
  AdwBin          *alerts_bin;
  AdwViewStackPage *output_page;
  AdwBin          *output_bin;
  VmpRecordingBar *recording_bar;
  AdwBin          *header_bin;
  AdwBin          *bar_bin;
  GtkMenuButton   *recent;

  /* owned */
  VmpMonitor      *monitor;   /* of what is shown */
  VmpMonitor      *live;      /* that measures */
  VmpReplay       *replay;    /* NULL: not a recording */
  VmpUserNames    *users;
  char            *title;
  char            *subtitle;
  char            *resident;  /* "612 MiB"; NULL: not known */
  VmpLaunch       *launch;    /* NULL: not launched from here */
  VmpProcessWaiter *waiter;   /* NULL: not waited for the program to start again */

  guint32          target;    /* 0: none */
  guint32          told_target; /* whose death was told */
  gint32           pid;
  gint64           resident_usec; /* when it was told last */

  /* borrowed: in their bins; NULL until there is something to show */
  VmpOverviewPage *overview;
  VmpMapPage      *map;
  VmpTimelinePage *timeline;
  VmpLaunchPage   *output;
  VmpAlertsPage   *alerts;

  gboolean         switchable;
  gboolean         narrow;
  gboolean         ended;
  gboolean         page_due;  /* the page to open on depends on the program, which is not known yet */
  gboolean         moves_page;  /* not the user */
};

/* The watched process, or NULL while there is none. Borrowed. */
VmpTarget *vmp_target_view_find_target        (VmpTargetView *self);
/* Shows what is now. */
void       vmp_target_view_update             (VmpTargetView *self);

/* Nothing is shown any more. */
void       vmp_target_view_leave              (VmpTargetView *self);
/* What is shown is measured by @monitor. */
void       vmp_target_view_use_monitor        (VmpTargetView *self,
                                               VmpMonitor    *monitor);
void       vmp_target_view_set_title          (VmpTargetView *self,
                                               const char    *title,
                                               const char    *subtitle);

/* Of a recording. */
void       vmp_target_view_leave_recording    (VmpTargetView *self);
void       vmp_target_view_update_recording   (VmpTargetView *self);
void       vmp_target_view_install_recording  (GtkWidgetClass *widget_class);
/* Lists what was opened last, now and whenever that changes. */
void       vmp_target_view_init_recent        (VmpTargetView *self);

/* A state without pages: what it is, and the one thing to do. */
void       vmp_target_view_show_message       (VmpTargetView *self,
                                               const char    *icon_name,
                                               const char    *title,
                                               const char    *description,
                                               const char    *button,
                                               const char    *action_name);
/* States without pages, and the banner above the pages. */
void       vmp_target_view_update_message     (VmpTargetView *self,
                                               VmpTarget     *target);
void       vmp_target_view_stop_waiting       (VmpTargetView *self);
void       vmp_target_view_install_message    (GtkWidgetClass *widget_class);

/* Pages are made when they are first needed: they are most of what a window costs to open. Borrowed. */
VmpOverviewPage *vmp_target_view_need_overview (VmpTargetView *self);
VmpLaunchPage   *vmp_target_view_need_output   (VmpTargetView *self);
void       vmp_target_view_need_map           (VmpTargetView *self);
void       vmp_target_view_need_timeline      (VmpTargetView *self);
/* Lets it show what the tab shows now, if it is there. */
void       vmp_target_view_show_timeline      (VmpTargetView *self);
/* Of the widget class: two stretches of what is shown, beside each other. */
void       vmp_target_view_compare_action     (GtkWidget     *widget,
                                               const char    *action_name,
                                               GVariant      *parameter);
void       vmp_target_view_need_alerts        (VmpTargetView *self);
/* The page of alerts is there where somebody watches by rules; its badge counts those that nobody took note of. */
void       vmp_target_view_update_alerts      (VmpTargetView *self);
void       vmp_target_view_update_switchable  (VmpTargetView *self);
/* Shows a page that the user did not choose by hand. */
void       vmp_target_view_move_to_page       (VmpTargetView *self,
                                               const char    *name);
/* The page that the process opens on, as soon as it is known what it is. */
void       vmp_target_view_show_first_page    (VmpTargetView *self);
/* Shows another process, or the same program again, without leaving the page. */
void       vmp_target_view_show_on_same_page  (VmpTargetView *self,
                                               gint32         pid,
                                               guint64        start_time_ticks);
/* For the next time the program is shown. */
void       vmp_target_view_remember_page      (VmpTargetView *self);

G_END_DECLS
