/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching from login on, without a window, if the user wants that: the setting "autostart" made true. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define VMP_TYPE_AUTOSTART (vmp_autostart_get_type ())
G_DECLARE_FINAL_TYPE (VmpAutostart, vmp_autostart, VMP, AUTOSTART, GObject)

/**
 * vmp_autostart_new:
 * @application: borrowed; tells by a notification what could not be done
 * @settings: whose key "autostart" it follows, and sets back where that could not be done
 * @sandboxed: the desktop's portal is asked, as a sandbox cannot write the file; else that is written
 *
 * The file (in the user's configuration folder, as desktops read it) is what counts: where other programs remove it or switch it off, the
 * setting follows.
 *
 * Returns: (transfer full)
 */
VmpAutostart *vmp_autostart_new      (GApplication *application,
                                      GSettings    *settings,
                                      gboolean      sandboxed) G_GNUC_WARN_UNUSED_RESULT;
/* Of the file; owned. */
char         *vmp_autostart_dup_path (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
