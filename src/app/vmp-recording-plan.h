/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a recording that the window makes goes, and what it says of itself. */
#pragma once

#include "core/store/vmp-recording-writer.h"

G_BEGIN_DECLS

typedef struct
{
  char    *path;              /* owned; NULL: a new file in the folder of recordings */
  char    *program;           /* owned; its name, for that of the file */
  char    *command;           /* owned, escaped; NULL: not known, or not to be recorded */
  gboolean with_command_line; /* of all processes in it */
  gboolean launched;
  gint64   interval_nsec;     /* between two readings; 0: not known */
} VmpRecordingPlan;

VmpRecordingPlan   *vmp_recording_plan_copy (const VmpRecordingPlan *self) G_GNUC_WARN_UNUSED_RESULT;
void                vmp_recording_plan_free (VmpRecordingPlan       *self);

/* The folder for recordings that nobody named a place for; it may not be there yet. Owned. */
char               *vmp_recording_plan_dup_folder (void) G_GNUC_WARN_UNUSED_RESULT;
/* "firefox 2026-11-26 12-39-20.vmp": a name of a file, whatever @program is called. Owned. */
char               *vmp_recording_plan_dup_name   (const char *program,
                                                   GDateTime  *when) G_GNUC_WARN_UNUSED_RESULT;
/**
 * vmp_recording_plan_open:
 * @out_path: (transfer full): the file that it became
 *
 * Makes the file: a path that the user chose is replaced, a name of ours never. The folder of recordings is for this user alone.
 * Does I/O.
 *
 * Returns: (transfer full) (nullable): %NULL with @error
 */
VmpRecordingWriter *vmp_recording_plan_open (const VmpRecordingPlan  *self,
                                             char                   **out_path,
                                             GError                 **error) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpRecordingPlan, vmp_recording_plan_free)

G_END_DECLS
