/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching by rules that goes on when the last window is closed, if the user wants that. */
#pragma once

#include <adwaita.h>

#include "vmp-alert-service.h"

G_BEGIN_DECLS

#define VMP_TYPE_BACKGROUND (vmp_background_get_type ())
G_DECLARE_FINAL_TYPE (VmpBackground, vmp_background, VMP, BACKGROUND, GObject)

/* Keeps @application (borrowed) alive without windows while @service watches and the setting "background" says so; it is told by a
 * notification, whose button ends it (action "app.quit"). Returns: (transfer full) */
VmpBackground *vmp_background_new       (GtkApplication  *application,
                                         VmpAlertService *service,
                                         GSettings       *settings) G_GNUC_WARN_UNUSED_RESULT;

/* Without a window from the begin: at login. Ends soon if no rule is on. */
void           vmp_background_start     (VmpBackground   *self);

/* Has the user to be asked before @window, the last one, is closed? Only where any rule is on, and once. */
gboolean       vmp_background_has_to_ask (GtkWindow      *window,
                                         VmpMonitor      *monitor,
                                         GSettings       *settings);
/* Asks, remembers the answer and closes @window, unless the user thought better of it. */
void           vmp_background_ask       (GtkWindow       *window,
                                         GSettings       *settings);

G_END_DECLS
