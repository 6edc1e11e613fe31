/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the keyboard shortcuts. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VMP_TYPE_SHORTCUTS_DIALOG (vmp_shortcuts_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VmpShortcutsDialog, vmp_shortcuts_dialog, VMP, SHORTCUTS_DIALOG, AdwDialog)

AdwDialog *vmp_shortcuts_dialog_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
