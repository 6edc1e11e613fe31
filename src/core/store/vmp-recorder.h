/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records in a thread of its own, so that a slow disk holds nobody up; commits twice a second. */
#pragma once

#include "vmp-recording-writer.h"

G_BEGIN_DECLS

typedef struct _VmpRecorder VmpRecorder;

/* How it goes. */
typedef enum
{
  VMP_RECORDER_WRITING,
  VMP_RECORDER_WAITING,     /* the disk takes nothing: what comes is kept in memory, up to a bound */
  VMP_RECORDER_FAILED,      /* it has given up; what was committed stays readable */
} VmpRecorderState;

/* Takes @writer, with what is already appended to it, to its thread. */
VmpRecorder     *vmp_recorder_new       (VmpRecordingWriter *writer) G_GNUC_WARN_UNUSED_RESULT;
/* Ends the thread; without vmp_recorder_finish() as if the program had been killed here. */
void             vmp_recorder_free      (VmpRecorder  *self);
/* Takes a reference; from any thread, never blocks. */
void             vmp_recorder_append    (VmpRecorder  *self,
                                         VmpBatch     *batch);
/* *out_message (nullable, transfer full): why it waits or has failed; NULL while all is well. */
VmpRecorderState vmp_recorder_get_state (VmpRecorder  *self,
                                         char        **out_message);
/* Writes all that was appended and makes it one complete file. No more calls but free after that. FALSE with @error, also if it
 * had failed before. */
gboolean         vmp_recorder_finish    (VmpRecorder  *self,
                                         GError      **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpRecorder, vmp_recorder_free)

G_END_DECLS
