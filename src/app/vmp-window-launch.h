/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window does with programs that it launches: the dialog, demos, and the question before they are left alone. */
#pragma once

#include "vmp-launch.h"
#include "vmp-window.h"

G_BEGIN_DECLS

/* Adds win.launch, win.launch-again, win.open-demo and what the panel beside a demo needs. */
void     vmp_window_launch_install_actions (GtkWidgetClass *widget_class);
/* Takes files that are dropped on the window. */
void     vmp_window_launch_attach          (VmpWindow      *self);

/* There is a question over @parent: whoever presses the keys again is not asked twice. */
gboolean vmp_launch_is_asking              (GtkWidget      *parent);

/**
 * vmp_launch_ask_async:
 * @launches: (element-type VmpLaunch): what would be left alone; only what is alive counts
 *
 * Asks, in a dialog over @parent, whether to stop them or to let them run. Calls back at once if there is nothing to ask.
 */
void     vmp_launch_ask_async              (GtkWidget           *parent,
                                            GPtrArray           *launches,
                                            GAsyncReadyCallback  callback,
                                            gpointer             user_data);
/* TRUE to go on with what was asked for; those to be stopped have been told to. */
gboolean vmp_launch_ask_finish             (GAsyncResult   *result);

G_END_DECLS
