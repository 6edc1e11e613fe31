/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a recording: a file NAME.vmp of everything that was measured. One thread; see VmpRecorder for a thread of its own. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

typedef struct _VmpRecordingWriter VmpRecordingWriter;

typedef struct
{
  gboolean replace;             /* an existing file is replaced; else it is an error */
  gboolean with_command_line;   /* arguments may hold what is private: they are left out unless asked for */
  gint64   realtime_at_boot_nsec;   /* wall clock at CLOCK_BOOTTIME 0 of what is written, which was measured before; 0: as it is now */
} VmpRecordingOptions;

/**
 * vmp_recording_writer_new:
 * @path: where; its mode is 0600. A symbolic link there is never followed
 *
 * Returns: (transfer full) (nullable): %NULL with @error: VMP_ERROR_IO if there is such a file already
 */
VmpRecordingWriter *vmp_recording_writer_new       (const char                *path,
                                                    const VmpRecordingOptions *options,
                                                    GError                   **error) G_GNUC_WARN_UNUSED_RESULT;
/* Without finishing: as if the program had been killed here. */
void                vmp_recording_writer_free      (VmpRecordingWriter *self);
/* What else is to be known of it, by a key such as "host.page_size_bytes"; a number or a text. */
void                vmp_recording_writer_set_number (VmpRecordingWriter *self,
                                                     const char         *key,
                                                     gint64              value);
void                vmp_recording_writer_set_text   (VmpRecordingWriter *self,
                                                     const char         *key,
                                                     const char         *value);
/* Takes everything into memory; nothing is written before vmp_recording_writer_commit(). */
void                vmp_recording_writer_append    (VmpRecordingWriter *self,
                                                    VmpBatch           *batch);
/* Memory that waits to be written. */
gsize               vmp_recording_writer_get_bytes (VmpRecordingWriter *self);
/* Makes what was appended safe on the disk. On failure (VMP_ERROR_IO: a full disk) it stays in memory and the next call
 * tries again; VMP_ERROR_GONE: the file was removed or replaced, so that there is no use in trying again. */
gboolean            vmp_recording_writer_commit    (VmpRecordingWriter *self,
                                                    GError            **error);
/* Commits, and makes it one file that says that it is complete. No more calls but free after that. */
gboolean            vmp_recording_writer_finish    (VmpRecordingWriter *self,
                                                    GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpRecordingWriter, vmp_recording_writer_free)

G_END_DECLS
