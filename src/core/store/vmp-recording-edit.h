/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes what people wrote into a recording: names of moments, and notes. Nothing that was measured is ever changed. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* The most characters of a note, and of the name of a stage. */
#define VMP_NOTE_MAX_CHARS 1000
#define VMP_STAGE_NAME_MAX_CHARS 200

/* One change, which can be undone: it knows what was before. */
typedef struct
{
  VmpEvent before;          /* a MARK or a NOTE; of no type: there was none */
  VmpEvent after;           /* likewise: it is removed */
  gint64   id;              /* of its row when it was last there; 0: not known yet */
  gint64   samples_before;  /* likewise */
  gboolean is_stale;        /* it failed as the file has no more what was before: it always will */
} VmpRecordingChange;

/* @before, @after: (nullable): copied; not both NULL, and of the same type and target. */
VmpRecordingChange *vmp_recording_change_new     (const VmpEvent     *before,
                                                  const VmpEvent     *after) G_GNUC_WARN_UNUSED_RESULT;
void                vmp_recording_change_free    (VmpRecordingChange *self);
/* To undo what was applied, or to do again what was undone. */
void                vmp_recording_change_reverse (VmpRecordingChange *self);
/**
 * vmp_recording_change_apply:
 * @path: a recording; one that is being made too
 *
 * In one transaction, on the disk when it returns: it is done or not, whatever happens. Does I/O.
 *
 * Returns: FALSE with @error: VMP_ERROR_DENIED if it, or its folder, may not be written to, VMP_ERROR_GONE if the file has no such
 *   event, as when somebody else changed it meanwhile, VMP_ERROR_IO (a full disk), or as vmp_recording_open()
 */
gboolean            vmp_recording_change_apply   (VmpRecordingChange *self,
                                                  const char         *path,
                                                  GError            **error);
/* May that be done? FALSE with @error if not. Does I/O. */
gboolean            vmp_recording_may_change     (const char         *path,
                                                  GError            **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpRecordingChange, vmp_recording_change_free)

G_END_DECLS
