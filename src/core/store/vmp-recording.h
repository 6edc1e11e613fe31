/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a recording, whoever made it: nothing in the file is trusted, nothing in it is run, and it is never written to. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

/* One thread at a time. */
typedef struct _VmpRecording VmpRecording;

/**
 * vmp_recording_open:
 *
 * What can't be read of a damaged file is left out and told by vmp_recording_get_problems(). A recording that is still being
 * made can be read as it is at this moment.
 *
 * Returns: (transfer full) (nullable): %NULL with @error: VMP_ERROR_CORRUPT if it is no recording or nothing of it can be read,
 *   VMP_ERROR_UNSUPPORTED if a newer version made it, GONE, DENIED, IO
 */
VmpRecording       *vmp_recording_open          (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void                vmp_recording_free          (VmpRecording *self);

/* What is known of it by key ("program", "host.page_size_bytes"…; see docs/recording-format.md): a text (borrowed, escaped), or
 * NULL; a number, or VMP_MISSING. */
const char         *vmp_recording_get_text      (VmpRecording *self, const char *key);
gint64              vmp_recording_get_number    (VmpRecording *self, const char *key);
/* All keys, sorted; borrowed. */
const char *const  *vmp_recording_get_keys      (VmpRecording *self);
/* FALSE if it is still being made, or who made it was killed: up to a second may be missing then. */
gboolean            vmp_recording_is_finished   (VmpRecording *self);
/* Wall clock at CLOCK_BOOTTIME 0, for vmp_session_set_anchor(); 0 if it is not known. */
gint64              vmp_recording_get_anchor    (VmpRecording *self);
/* From the first to the last moment; FALSE if it is empty. */
gboolean            vmp_recording_get_range     (VmpRecording *self, gint64 *out_begin_nsec, gint64 *out_end_nsec);
/* What could not be read so far, a sentence each; borrowed, NULL-terminated. */
const char *const  *vmp_recording_get_problems  (VmpRecording *self);
/* Looks for damage in all of the file, for @limit_msec at most; what it finds is added to the problems. */
void                vmp_recording_check         (VmpRecording *self, guint limit_msec);
/**
 * vmp_recording_check_on:
 * @stop: (nullable): set by another thread (atomically) when it is to be left for now
 * @next: where it goes on: 0 at first
 *
 * Looks for damage in all of the file, however long that takes.
 *
 * Returns: TRUE when all has been looked at
 */
gboolean            vmp_recording_check_on      (VmpRecording *self, gint *stop, guint *next);
/* Nothing is read for now: who wants to change the file may do so. */
void                vmp_recording_rest          (VmpRecording *self);
/* Reads again which events there are, after a change of them (vmp-recording-edit.h). */
void                vmp_recording_reload_events (VmpRecording *self);
/* Numbers of the processes of which there is something; borrowed. */
const guint32      *vmp_recording_get_targets   (VmpRecording *self, guint *out_n);

/* FALSE: no more. */
typedef gboolean  (*VmpRecordingFunc)           (VmpBatch *batch, gpointer user_data);

/**
 * vmp_recording_replay:
 * @begin_nsec: samples and events before it are left out, but for START and EXEC; G_MININT64 for all
 * @end_nsec: likewise from it on; G_MAXINT64 for all
 *
 * Hands all events over in the order in which they came, in batches as they came when it was recorded. A session that
 * consumes them answers as one did then. Memory does not grow with the length.
 */
void                vmp_recording_replay        (VmpRecording     *self,
                                                 gint64            begin_nsec,
                                                 gint64            end_nsec,
                                                 VmpRecordingFunc  func,
                                                 gpointer          user_data);
/* What is read in between is of one moment, and quicker read; they nest. Not for long while it is still being made. */
void                vmp_recording_begin_reading (VmpRecording *self);
void                vmp_recording_end_reading   (VmpRecording *self);
/* @event is cleared afterwards. */
typedef void      (*VmpRecordingEventFunc)      (const VmpEvent *event, gpointer user_data);

/* Hands over the events whose bit (1 << VmpEventType) is in @types, in the order in which they came: all but samples. */
void                vmp_recording_read_events   (VmpRecording          *self,
                                                 guint                  types,
                                                 VmpRecordingEventFunc  func,
                                                 gpointer               user_data);
/* When there are snapshots of @target's mappings: times in order are appended to @times (of gint64). */
void                vmp_recording_list_address_spaces (VmpRecording *self, guint32 target, GArray *times);
/**
 * vmp_recording_load_address_space:
 * @time_nsec: the moment that is asked for
 * @out_time_nsec: (nullable): the moment it is of
 *
 * The snapshot of @target's mappings that is nearest to a moment.
 *
 * Returns: (transfer full) (nullable): %NULL if there is none that can be read
 */
VmpAddressSpace    *vmp_recording_load_address_space (VmpRecording *self, guint32 target, gint64 time_nsec,
                                                      gint64 *out_time_nsec) G_GNUC_WARN_UNUSED_RESULT;
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpRecording, vmp_recording_free)

G_END_DECLS
