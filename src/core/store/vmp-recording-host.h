/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording says of the machine that it was made on. */
#pragma once

#include "core/kernel/vmp-proc-root.h"
#include "vmp-recording-writer.h"

G_BEGIN_DECLS

/* Name, kernel, page size, processors, memory, swap and how it is used, transparent huge pages, and what the recorder may do
 * (capabilities), as far as they can be read. Does I/O. */
void vmp_recording_writer_load_host (VmpRecordingWriter *self,
                                     VmpProcRoot        *root);

/* The control group of process @pid (0: of this one, which what it launches is in too), and how much memory it may use. Does I/O. */
void vmp_recording_writer_load_process (VmpRecordingWriter *self,
                                        VmpProcRoot        *root,
                                        gint32              pid);

G_END_DECLS
