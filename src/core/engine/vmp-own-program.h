/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where the programs are that belong to this one. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/**
 * vmp_own_program_find:
 * @name: name of the program, such as "vmp-launch"
 * @variable: environment variable that may name its file
 * @build_folder: where it is in a build tree, as seen from the folder of this program
 *
 * Looks where @variable says, beside this program, in libexecdir and in the build tree. Does I/O.
 *
 * Returns: (transfer full) (nullable): an absolute path; %NULL with @error (IO) if there is none
 */
char *vmp_own_program_find (const char *name, const char *variable, const char *build_folder,
                            GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
