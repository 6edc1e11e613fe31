/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks the C library of a launched program to name its memory. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* @envp (NULL: this process's environment) with GLIBC_TUNABLES=glibc.mem.decorate_maps=1 appended to what the user has there,
 * unless that says something of it already: glibc 2.39 and later then names heaps and stacks, where the kernel can. Owned. */
GStrv vmp_launch_dup_named_environment (const char *const *envp) G_GNUC_WARN_UNUSED_RESULT;
/* Whether @envp asks for that. */
gboolean vmp_launch_environment_is_named (const char *const *envp);

G_END_DECLS
