/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a process that is not our child ended, where the kernel tells (6.15 and later). */
#pragma once

#include "core/kernel/vmp-value.h"

G_BEGIN_DECLS

/* The status as wait4() gives it; VMP_MISSING if the kernel does not tell, or not before the process's parent
 * took notice of the end (then @pidfd polls with POLLHUP). From PIDFD_GET_INFO. */
gint64 vmp_exit_status_load (int pidfd);

G_END_DECLS
