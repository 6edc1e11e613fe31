/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a launched program ended, and what it used, as the kernel counted it. */
#pragma once

#include <adwaita.h>

#include "../vmp-launch.h"

G_BEGIN_DECLS

#define VMP_TYPE_LAUNCH_RESULT (vmp_launch_result_get_type ())
G_DECLARE_FINAL_TYPE (VmpLaunchResult, vmp_launch_result, VMP, LAUNCH_RESULT, AdwBin)

GtkWidget *vmp_launch_result_new        (void);
/* @launch, which has ended, or NULL for none. */
void       vmp_launch_result_set_launch (VmpLaunchResult *self,
                                         VmpLaunch       *launch);
/* All of it as text, a line a value. Returns: (transfer full): NULL while there is none */
char      *vmp_launch_result_dup_text   (VmpLaunchResult *self) G_GNUC_WARN_UNUSED_RESULT;
/* "Ended with exit status 0 after 1.2 s". Returns: (transfer full) */
char      *vmp_launch_dup_end           (VmpLaunch       *launch) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
