/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One environment variable that a launched program is given, or not given. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VMP_TYPE_LAUNCH_VARIABLE_ROW (vmp_launch_variable_row_get_type ())
G_DECLARE_FINAL_TYPE (VmpLaunchVariableRow, vmp_launch_variable_row, VMP, LAUNCH_VARIABLE_ROW, AdwPreferencesRow)

/**
 * VmpLaunchVariableRow::changed:
 */

/**
 * VmpLaunchVariableRow::removed:
 *
 * The user does not want it any more.
 */

/* @change: "NAME=VALUE", "NAME" to leave it out, or NULL for an empty row. */
GtkWidget *vmp_launch_variable_row_new        (const char           *change);
/* As above. Returns: (transfer full): NULL while it has no name */
char      *vmp_launch_variable_row_dup_change (VmpLaunchVariableRow *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
