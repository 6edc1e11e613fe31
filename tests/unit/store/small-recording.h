/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests that change or copy a recording begin with: one process, three stages. */
#pragma once

#include "core/model/vmp-event.h"

#define SMALL_RECORDING_N_SAMPLES 3000

/* Samples ten times a second from second 10 on, with stages "load", "query" and "end". Returns: (transfer full) */
VmpBatch *small_recording_new_batch (void) G_GNUC_WARN_UNUSED_RESULT;
/* Of that process. @end_nsec as in VmpEvent. To be cleared. */
VmpEvent  small_recording_new_note  (gint64 time_nsec, gint64 end_nsec, const char *text) G_GNUC_WARN_UNUSED_RESULT;
/* The file, and what SQLite leaves beside it. */
void      small_recording_remove    (const char *path);
