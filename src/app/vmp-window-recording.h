/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a window does with recordings: opening them by a dialog, from the list of recent ones, by a drop. */
#pragma once

#include "vmp-window.h"

G_BEGIN_DECLS

/* Adds win.open-recording and win.open-recording-file (path). */
void     vmp_window_recording_install_actions (GtkWidgetClass *widget_class);
/* Whether a file that was dropped is a recording, by its name. */
gboolean vmp_window_recording_is_one          (GFile          *file);

G_END_DECLS
