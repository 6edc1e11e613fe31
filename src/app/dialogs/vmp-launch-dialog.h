/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what to launch, in which folder and with which environment. */
#pragma once

#include <adwaita.h>

#include "../vmp-launch-spec.h"

G_BEGIN_DECLS

#define VMP_TYPE_LAUNCH_DIALOG (vmp_launch_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VmpLaunchDialog, vmp_launch_dialog, VMP, LAUNCH_DIALOG, AdwDialog)

/**
 * VmpLaunchDialog::launch:
 * @spec: what the user wants to launch, borrowed
 *
 * The user has decided; the dialog has closed itself and remembered the command.
 */

/* @settings: where the commands are remembered. The last one is filled in. */
AdwDialog *vmp_launch_dialog_new         (GSettings       *settings) G_GNUC_WARN_UNUSED_RESULT;
/* Fills in @spec. */
void       vmp_launch_dialog_set_spec    (VmpLaunchDialog     *self,
                                          const VmpLaunchSpec *spec);
/* Fills in the path of a program, alone. */
void       vmp_launch_dialog_set_program (VmpLaunchDialog *self,
                                          const char      *path);

G_END_DECLS
