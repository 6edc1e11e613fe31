/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which process of a recording is meant. */
#pragma once

#include "core/store/vmp-recording.h"

G_BEGIN_DECLS

/* The START events of a recording, in order. Returns: (transfer full) of VmpEvent */
GArray   *vmp_cli_recorded_load_starts (VmpRecording  *recording) G_GNUC_WARN_UNUSED_RESULT;
/* The START of the process with the id @pid_text, else (%NULL) of the first. Borrowed; NULL with an error. */
const VmpEvent *vmp_cli_recorded_find_start (const GArray  *starts,
                                             const char    *pid_text,
                                             GError       **error);

G_END_DECLS
