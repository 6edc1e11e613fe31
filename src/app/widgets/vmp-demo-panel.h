/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beside a demo that runs: what to predict, what it does now, where to look, and why. */
#pragma once

#include <adwaita.h>

#include "../vmp-launch.h"

G_BEGIN_DECLS

#define VMP_TYPE_DEMO_PANEL (vmp_demo_panel_get_type ())
G_DECLARE_FINAL_TYPE (VmpDemoPanel, vmp_demo_panel, VMP, DEMO_PANEL, AdwBin)

/**
 * VmpDemoPanel::look:
 * @metric: a VmpMetricId
 *
 * The user wants to be shown that number.
 */

/**
 * VmpDemoPanel::closed:
 *
 * The user wants the panel out of the way.
 */

GtkWidget *vmp_demo_panel_new        (void);
/* Tells of @launch, which is of a lab; NULL for none. An answer that was given is kept for the next run of the same lab. */
void       vmp_demo_panel_set_launch (VmpDemoPanel *self,
                                      VmpLaunch    *launch);

G_END_DECLS
