/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows what a launched program writes: search, copy, save; standard error marked. */
#pragma once

#include <adwaita.h>

#include "../vmp-launch-output.h"

G_BEGIN_DECLS

#define VMP_TYPE_LAUNCH_CONSOLE (vmp_launch_console_get_type ())
G_DECLARE_FINAL_TYPE (VmpLaunchConsole, vmp_launch_console, VMP, LAUNCH_CONSOLE, AdwBin)

/* What stands before each line of standard error. */
#define VMP_LAUNCH_CONSOLE_MARK "! "

GtkWidget     *vmp_launch_console_new        (void);
/* Shows @output (NULL: nothing) from its beginning. */
void           vmp_launch_console_set_output (VmpLaunchConsole *self,
                                              VmpLaunchOutput  *output);
/* There is something new in the output; @closed: and nothing will follow it. */
void           vmp_launch_console_update     (VmpLaunchConsole *self,
                                              gboolean          closed);
/* Opens the search, if it is not open, and puts the keyboard there. */
void           vmp_launch_console_search     (VmpLaunchConsole *self);
/* What is shown, without marks. Returns: (transfer full) */
char          *vmp_launch_console_dup_text   (VmpLaunchConsole *self) G_GNUC_WARN_UNUSED_RESULT;
GtkTextView   *vmp_launch_console_get_view   (VmpLaunchConsole *self);

G_END_DECLS
