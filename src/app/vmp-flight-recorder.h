/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Keeps the last minutes of all that is watched, so that they can be saved after the fact. */
#pragma once

#include <gio/gio.h>

#include "vmp-monitor.h"

G_BEGIN_DECLS

#define VMP_TYPE_FLIGHT_RECORDER (vmp_flight_recorder_get_type ())
G_DECLARE_FINAL_TYPE (VmpFlightRecorder, vmp_flight_recorder, VMP, FLIGHT_RECORDER, GObject)

/* The one of @monitor, which begins to keep at the first call. How much it keeps is a preference. Borrowed: it lives as long as the
 * monitor. */
VmpFlightRecorder *vmp_flight_recorder_get          (VmpMonitor           *monitor);
/* How many minutes are kept at most; 0: the user does not want it. */
guint              vmp_flight_recorder_get_minutes  (VmpFlightRecorder    *self);
gsize              vmp_flight_recorder_get_bytes    (VmpFlightRecorder    *self);

/**
 * vmp_flight_recorder_save_async:
 * @target: number of a watched process; its children that were measured go with it
 * @path: (nullable): a file, which is replaced; %NULL for a new one in the folder of recordings
 *
 * Writes what is kept of the last minutes, until this moment, as a recording. A worker does it.
 */
void               vmp_flight_recorder_save_async   (VmpFlightRecorder    *self,
                                                     guint32               target,
                                                     const char           *path,
                                                     GCancellable         *cancellable,
                                                     GAsyncReadyCallback   callback,
                                                     gpointer              user_data);
/* The path of the file, owned; NULL with @error: VMP_ERROR_GONE if nothing is kept of the process. */
char              *vmp_flight_recorder_save_finish  (VmpFlightRecorder    *self,
                                                     GAsyncResult         *result,
                                                     GError              **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
