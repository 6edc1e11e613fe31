/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How much memory a control group may use. */
#pragma once

#include "vmp-process.h"

G_BEGIN_DECLS

/**
 * vmp_cgroup_read_limit:
 * @path: as /proc/PID/cgroup says it, of the memory controller in version 1 or else of version 2, beginning with '/'
 *
 * The least memory.max (version 2) or memory.limit_in_bytes (version 1, as far up as limits are handed down) of the group and of
 * those above it, as far as this system shows them.
 *
 * Returns: bytes; G_MAXINT64 where there is no limit; VMP_MISSING if nothing of it can be read
 */
gint64 vmp_cgroup_read_limit (VmpProcRoot *root, const char *path, VmpBuffer *buffer);

G_END_DECLS
