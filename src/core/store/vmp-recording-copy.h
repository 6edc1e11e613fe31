/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording, or a part of it, as another file. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* How much is done, 0 to 1, from time to time; FALSE: it is to be left. */
typedef gboolean (*VmpRecordingProgressFunc) (double share, gpointer user_data);

/**
 * vmp_recording_copy:
 * @path: what is copied, as it is at this moment also if it is still being made
 * @to: where; the whole file is there or nothing, and what was there before stays as long. Its mode is 0600
 * @replace: a file that is there is replaced; else it is an error
 * @func: (nullable)
 *
 * Does I/O.
 *
 * Returns: FALSE with @error: VMP_ERROR_IO if it was left, if there is such a file, or for a full disk; or as vmp_recording_open()
 */
gboolean vmp_recording_copy (const char               *path,
                             const char               *to,
                             gboolean                  replace,
                             VmpRecordingProgressFunc  func,
                             gpointer                  user_data,
                             GError                  **error);
/* The same with what was from @begin_nsec on and before @end_nsec: the processes that were there then, the stage and the notes that
 * reach in. Snapshots of mappings from before are left out. @out_problems: (nullable): with TRUE, what of it could not be read and is
 * left out, a sentence each, owned; NULL: nothing. */
gboolean vmp_recording_trim (const char               *path,
                             const char               *to,
                             gint64                    begin_nsec,
                             gint64                    end_nsec,
                             gboolean                  replace,
                             VmpRecordingProgressFunc  func,
                             gpointer                  user_data,
                             GStrv                    *out_problems,
                             GError                  **error);

G_END_DECLS
