/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How a recording goes, and what can be done with it: at the bottom of the tab that makes it. */
#pragma once

#include <adwaita.h>

#include "../vmp-live-recording.h"

G_BEGIN_DECLS

#define VMP_TYPE_RECORDING_BAR (vmp_recording_bar_get_type ())
G_DECLARE_FINAL_TYPE (VmpRecordingBar, vmp_recording_bar, VMP, RECORDING_BAR, AdwBin)

/**
 * VmpRecordingBar::dismissed:
 *
 * The user has seen enough of a recording that has ended; the bar has let it go.
 */

/* What is shown, NULL for nothing: then the bar is hidden. */
void              vmp_recording_bar_set_recording (VmpRecordingBar  *self,
                                                   VmpLiveRecording *recording);
/* Borrowed; NULL: none. */
VmpLiveRecording *vmp_recording_bar_get_recording (VmpRecordingBar  *self);

G_END_DECLS
