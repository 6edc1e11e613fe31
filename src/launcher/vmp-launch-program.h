/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the program that a name means, and whether executing it gives privileges. */
#pragma once

#include <limits.h>
#include <stdbool.h>

/* Looks @name up as execvp() does, in the PATH of the environment: 0 with the path in @out, or an errno. */
int  vmp_launch_find_program     (const char *name,
                                  char        out[PATH_MAX]);
/* TRUE if executing @path changes the effective ids or capabilities of this process, which the kernel refuses to a
 * traced one. Follows #! lines, as their interpreter is what counts. */
bool vmp_launch_gains_privileges (const char *path);
