/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Offers the demo programs: what each shows, and the question it answers. */
#pragma once

#include <adwaita.h>

#include "lab/vmp-lab-table.h"

G_BEGIN_DECLS

#define VMP_TYPE_DEMO_DIALOG (vmp_demo_dialog_get_type ())
G_DECLARE_FINAL_TYPE (VmpDemoDialog, vmp_demo_dialog, VMP, DEMO_DIALOG, AdwDialog)

/**
 * VmpDemoDialog::chosen:
 * @lab: (type gpointer): a VmpLab, static
 *
 * The user wants to run it; the dialog has closed itself.
 */

AdwDialog *vmp_demo_dialog_new (void) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
