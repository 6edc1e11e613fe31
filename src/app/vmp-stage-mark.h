/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Names given to moments of a live session. */
#pragma once

#include "vmp-monitor.h"

G_BEGIN_DECLS

/* A stage of @target begins, as everybody who listens to the monitor is told; its figures are read at once, so that the stage before ends
 * with those of this moment. @time_nsec: CLOCK_BOOTTIME. @name: from outside it is to be escaped; what is too long is cut. */
void   vmp_stage_mark          (VmpMonitor *monitor,
                                guint32     target,
                                const char *name,
                                gint64      time_nsec);
/* "Stage 3": what the next stage of @target is called as long as nobody says otherwise. Owned. */
char  *vmp_stage_dup_next_name (VmpMonitor *monitor,
                                guint32     target) G_GNUC_WARN_UNUSED_RESULT;
/* Names that were given last, of @target and of others, newest first, each once, at most @max. */
GStrv  vmp_stage_dup_names     (VmpMonitor *monitor,
                                guint32     target,
                                guint       max) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
