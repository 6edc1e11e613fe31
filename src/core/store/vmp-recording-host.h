/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording says of the machine that it was made on. */
#pragma once

#include "core/kernel/vmp-proc-root.h"
#include "vmp-recording-writer.h"

G_BEGIN_DECLS

/* Name, kernel, page size, processors, memory, swap, transparent huge pages, as far as they can be read. Does I/O. */
void vmp_recording_writer_load_host (VmpRecordingWriter *self,
                                     VmpProcRoot        *root);

G_END_DECLS
