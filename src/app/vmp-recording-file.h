/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording as another file: a copy, a part, its samples for other programs; by a worker. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

typedef enum
{
  VMP_RECORDING_FILE_COPY,
  VMP_RECORDING_FILE_TRIM,      /* what is between two moments */
  VMP_RECORDING_FILE_CSV,
  VMP_RECORDING_FILE_JSONL,
  VMP_RECORDING_FILE_OPENMETRICS,
} VmpRecordingFileKind;

typedef struct
{
  VmpRecordingFileKind kind;
  gint64               begin_nsec, end_nsec;  /* of a TRIM */
  gint                *permille;              /* (atomic): how much is done; lives until the callback */
  gint                *is_partial;            /* (atomic) (nullable): set if some of it can't be read and is left out; likewise */
} VmpRecordingFileSpec;

/* Writes the recording @path as @to: all of it or nothing. What was there before stays as long. @spec is copied. */
void     vmp_recording_file_write_async  (const char                 *path,
                                          GFile                      *to,
                                          const VmpRecordingFileSpec *spec,
                                          GCancellable               *cancellable,
                                          GAsyncReadyCallback         callback,
                                          gpointer                    user_data);
gboolean vmp_recording_file_write_finish (GAsyncResult               *result,
                                          GError                    **error);
/* Leaves all that is being written, and waits until that is done: nothing half is left behind. Main thread; for the end of the program. */
void     vmp_recording_file_leave_all    (void);

G_END_DECLS
