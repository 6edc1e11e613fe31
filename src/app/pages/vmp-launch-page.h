/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output of a program that was launched from the window, its state, and its end. */
#pragma once

#include <adwaita.h>

#include "../vmp-launch.h"

G_BEGIN_DECLS

#define VMP_TYPE_LAUNCH_PAGE (vmp_launch_page_get_type ())
G_DECLARE_FINAL_TYPE (VmpLaunchPage, vmp_launch_page, VMP, LAUNCH_PAGE, AdwBin)

GtkWidget *vmp_launch_page_new        (void);
/* Shows @launch, which may have been started or not; NULL for none. */
void       vmp_launch_page_set_launch (VmpLaunchPage *self,
                                       VmpLaunch     *launch);
VmpLaunch *vmp_launch_page_get_launch (VmpLaunchPage *self);
/* What state it is in, in a sentence. Returns: (transfer full) */
char      *vmp_launch_dup_state       (VmpLaunch     *launch) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
