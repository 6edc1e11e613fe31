/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What holds everywhere in the program, to be changed by the user. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VMP_TYPE_PREFERENCES_DIALOG (vmp_preferences_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VmpPreferencesDialog, vmp_preferences_dialog, VMP, PREFERENCES_DIALOG, AdwPreferencesDialog)

/* @pages (may be NULL) are those of a process; which of them opens first is asked only if there is a choice.
 * Changes of @settings take effect at once. */
AdwDialog *vmp_preferences_dialog_new (GSettings    *settings,
                                       AdwViewStack *pages);

G_END_DECLS
