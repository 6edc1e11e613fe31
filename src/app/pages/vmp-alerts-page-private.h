/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the files of the alerts page share. */
#pragma once

#include "../widgets/vmp-alert-filter.h"
#include "vmp-alerts-page.h"

G_BEGIN_DECLS

struct _VmpAlertsPage
{
  AdwBin               parent_instance;

  /* template children */
  AdwToastOverlay     *toasts;
  AdwPreferencesGroup *rules_group;
  GtkLabel            *problem;
  GtkListBox          *rules;
  GtkWidget           *no_rules;
  AdwToggleGroup      *filter;
  VmpAlertFilter      *wanted;
  GtkWidget           *no_match;
  GtkListBox          *history;
  GtkWidget           *no_history;
  GtkWidget           *older;

  /* owned */
  VmpMonitor          *monitor;
  VmpAlertService     *service;
  GCancellable        *cancellable;

  guint32              target;      /* 0: none */
  guint                n_shown;     /* of the history, at most */
  guint                update;      /* source: counts are shown now and then */
  gboolean             stale;       /* changed while it was not on screen */
};

/* The process that is shown, or NULL. Borrowed. */
const VmpProcessInfo *vmp_alerts_page_get_process (VmpAlertsPage *self);
/* Tells what was done. */
void vmp_alerts_page_tell             (VmpAlertsPage  *self,
                                       const char     *text);
/* What is shown of the history, anew. */
void vmp_alerts_page_update_history   (VmpAlertsPage  *self);
void vmp_alerts_page_install_history  (GtkWidgetClass *widget_class);
/* Rules of @file take the place of those with the same ids; says how many. */
void vmp_alerts_page_import           (VmpAlertsPage  *self,
                                       GFile          *file);
/* Files of rules and of the history. */
void vmp_alerts_page_install_files    (GtkWidgetClass *widget_class);

G_END_DECLS
