/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Timeline page reads of recordings: exact, however long they are. All of it does I/O, and is for workers. */
#pragma once

#include "vmp-timeline-family.h"
#include "vmp-timeline-side.h"

G_BEGIN_DECLS

/**
 * vmp_timeline_file_load_side:
 * @pid: the process; 0 for the first
 * @name: (nullable): what it is called; the name of the file if it is %NULL
 * @begin_nsec: from here to @end_nsec; a moment if they are the same, all if both are 0
 *
 * Returns: (transfer full) (nullable): %NULL with @error
 */
VmpTimelineSide *vmp_timeline_file_load_side   (const char  *path,
                                                gint32       pid,
                                                const char  *name,
                                                gint64       begin_nsec,
                                                gint64       end_nsec,
                                                GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * vmp_timeline_file_load_stages:
 * @pid: the process; 0 for the first
 * @out_family: (out) (optional) (transfer full): its processes
 *
 * Returns: (transfer full) (nullable): the stages with the figures of the process: an array of VmpStretch; %NULL with @error
 */
GArray          *vmp_timeline_file_load_stages (const char         *path,
                                                gint32              pid,
                                                VmpTimelineFamily **out_family,
                                                GError            **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
