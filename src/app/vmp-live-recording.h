/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that the window makes of what is measured: from when it is asked for until the process ends or the user has enough. */
#pragma once

#include <gio/gio.h>

#include "vmp-launch.h"
#include "vmp-monitor.h"
#include "vmp-recording-plan.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_LIVE_RECORDING_STARTING,    /* the file is being made; what comes is kept for it */
  VMP_LIVE_RECORDING_RUNNING,
  VMP_LIVE_RECORDING_WAITING,     /* the disk takes nothing: what comes is kept in memory, up to a bound */
  VMP_LIVE_RECORDING_PAUSED,
  VMP_LIVE_RECORDING_STOPPING,    /* what is left is being written */
  VMP_LIVE_RECORDING_SAVED,       /* it is a whole file */
  VMP_LIVE_RECORDING_FAILED,      /* what was committed before, if anything, is readable */
} VmpLiveRecordingState;

#define VMP_TYPE_LIVE_RECORDING (vmp_live_recording_get_type ())
G_DECLARE_FINAL_TYPE (VmpLiveRecording, vmp_live_recording, VMP, LIVE_RECORDING, GObject)

/**
 * VmpLiveRecording::changed:
 *
 * Its state, or how much it holds.
 */

/**
 * vmp_live_recording_new:
 * @target: number of a watched process, which stays watched until the recording ends
 * @launch: (nullable): the launch of it: its children are recorded too, and its exact usage at its end
 * @plan: where it goes; the name of the program is filled in
 *
 * Begins to record. It keeps itself until it is saved or has failed, whoever else does.
 *
 * Returns: (transfer full)
 */
VmpLiveRecording     *vmp_live_recording_new          (VmpMonitor             *monitor,
                                                       guint32                 target,
                                                       VmpLaunch              *launch,
                                                       const VmpRecordingPlan *plan) G_GNUC_WARN_UNUSED_RESULT;
/* Writes what is left and makes it a whole file. Nothing happens if it has ended. */
void                  vmp_live_recording_stop         (VmpLiveRecording       *self);
/* While it is paused nothing is recorded but the process's life, and the time is a gap. */
void                  vmp_live_recording_set_paused   (VmpLiveRecording       *self,
                                                       gboolean                paused);
/* This program ends: stops all that run and waits until they are written, but not for ever. */
void                  vmp_live_recording_stop_all     (void);

/* One that a disk takes nothing of just now; NULL if there is none. Borrowed. */
VmpLiveRecording     *vmp_live_recording_find_waiting (void);

VmpLiveRecordingState vmp_live_recording_get_state    (VmpLiveRecording       *self);
/* Neither saved nor failed. */
gboolean              vmp_live_recording_is_alive     (VmpLiveRecording       *self);
/* Why it waits or has failed, escaped; NULL: all is well. */
const char           *vmp_live_recording_get_message  (VmpLiveRecording       *self);
/* NULL before the file is there. */
const char           *vmp_live_recording_get_path     (VmpLiveRecording       *self);
/* "firefox (2011)"; "" before it is known. */
const char           *vmp_live_recording_get_process  (VmpLiveRecording       *self);
guint32               vmp_live_recording_get_target   (VmpLiveRecording       *self);
gint64                vmp_live_recording_get_duration_nsec (VmpLiveRecording  *self);
guint64               vmp_live_recording_get_n_samples (VmpLiveRecording      *self);
/* Size of the file and what SQLite keeps beside it; VMP_MISSING before it is known. */
gint64                vmp_live_recording_get_bytes    (VmpLiveRecording       *self);

/* Moves a saved recording to another place, whatever is there. */
void                  vmp_live_recording_move_async   (VmpLiveRecording       *self,
                                                       GFile                  *to,
                                                       GCancellable           *cancellable,
                                                       GAsyncReadyCallback     callback,
                                                       gpointer                user_data);
gboolean              vmp_live_recording_move_finish  (VmpLiveRecording       *self,
                                                       GAsyncResult           *result,
                                                       GError                **error);

G_END_DECLS
