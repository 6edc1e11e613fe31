/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that is shown: a monitor with what it holds, the moment that is looked at, and the way through it. */
#pragma once

#include "vmp-monitor.h"
#include "vmp-replay-contents.h"
#include "widgets/vmp-chart-view.h"

G_BEGIN_DECLS

#define VMP_TYPE_REPLAY (vmp_replay_get_type ())
G_DECLARE_FINAL_TYPE (VmpReplay, vmp_replay, VMP, REPLAY, GObject)

typedef enum
{
  VMP_REPLAY_OPENING,
  VMP_REPLAY_OPEN,
  VMP_REPLAY_FAILED,
} VmpReplayState;

/* What one may want to go to. */
typedef enum
{
  VMP_REPLAY_PLACE_MARK,
  VMP_REPLAY_PLACE_PEAK,
  VMP_REPLAY_PLACE_GAP,
  VMP_REPLAY_PLACE_EXEC,
  VMP_REPLAY_PLACE_EXIT,
  VMP_REPLAY_PLACE_NOTE,
  VMP_REPLAY_PLACE_ALERT,
} VmpReplayPlaceKind;

typedef enum
{
  VMP_REPLAY_EDIT_NOTE_ADDED,
  VMP_REPLAY_EDIT_NOTE_CHANGED,
  VMP_REPLAY_EDIT_NOTE_REMOVED,
  VMP_REPLAY_EDIT_STAGE_RENAMED,
  VMP_REPLAY_EDIT_STAGE_REMOVED,
  VMP_REPLAY_EDIT_UNDONE,
  VMP_REPLAY_EDIT_REDONE,
} VmpReplayEdit;

typedef struct
{
  gint64              time_nsec;
  VmpReplayPlaceKind  kind;
  VmpMetricId         metric;       /* of a PEAK */
  gint64              value;        /* likewise */
  const VmpEvent     *event;        /* of all others; borrowed of the session */
} VmpReplayPlace;

/**
 * VmpReplay::changed: it was opened, or failed; another process is shown
 * VmpReplay::moved: another time is shown
 * VmpReplay::shown: numbers and histories are those of the time now
 * VmpReplay::range-changed: another stretch is selected
 * VmpReplay::edited: a VmpReplayEdit is in the file now
 * VmpReplay::edit-failed: a change is not; why, as a sentence, and the const VmpRecordingChange * that is lost unless it is asked for
 *   again (NULL: one that was to be undone or made again, which goes on being that)
 * VmpReplay::reload-failed: the file can't be read again; why, as a sentence
 *
 * Property "playing".
 */

/* Begins to open @path at once, in a thread of its own. */
VmpReplay               *vmp_replay_new             (const char *path) G_GNUC_WARN_UNUSED_RESULT;
const char              *vmp_replay_get_path        (VmpReplay  *self);
VmpReplayState           vmp_replay_get_state       (VmpReplay  *self);
/* Why it failed; NULL if it did not. */
const GError            *vmp_replay_get_error       (VmpReplay  *self);
/* NULL before it is open. Borrowed. */
const VmpReplayContents *vmp_replay_get_contents    (VmpReplay  *self);
/* Its session answers as that of a live one does, as of the time that is shown. Borrowed. */
VmpMonitor              *vmp_replay_get_monitor     (VmpReplay  *self);
/* The target that is shown; 0 before it is open. */
guint32                  vmp_replay_get_target      (VmpReplay  *self);
void                     vmp_replay_set_target      (VmpReplay  *self,
                                                     guint32     target);
/* From the first to the last moment; FALSE before it is open, or if it is empty. */
gboolean                 vmp_replay_get_range       (VmpReplay  *self,
                                                     gint64     *out_begin_nsec,
                                                     gint64     *out_end_nsec);
gint64                   vmp_replay_get_time        (VmpReplay  *self);
void                     vmp_replay_seek            (VmpReplay  *self,
                                                     gint64      time_nsec);
/* The stretch that the graphs show. */
void                     vmp_replay_get_selection   (VmpReplay  *self,
                                                     gint64     *out_begin_nsec,
                                                     gint64     *out_end_nsec);
/* @end_nsec at or before @begin_nsec: all. */
void                     vmp_replay_select_range    (VmpReplay  *self,
                                                     gint64      begin_nsec,
                                                     gint64      end_nsec);
gboolean                 vmp_replay_get_playing     (VmpReplay  *self);
void                     vmp_replay_set_playing     (VmpReplay  *self,
                                                     gboolean    playing);
/* How many seconds a second is; 1 at first. */
guint                    vmp_replay_get_speed       (VmpReplay  *self);
void                     vmp_replay_set_speed       (VmpReplay  *self,
                                                     guint       speed);
/* The time of a page's graphs goes with the selection, and they draw the moment; what is picked in them is gone to. */
void                     vmp_replay_bind_view       (VmpReplay  *self,
                                                     VmpChartView *view);
/* Histories of @metric are to be as fine as the graphs need (they are for what the Overview draws). */
void                     vmp_replay_want_metric     (VmpReplay  *self,
                                                     VmpMetricId metric);
/* Places of the target, in order of their times: VmpReplayPlace. Valid until the main loop goes on. */
GArray                  *vmp_replay_dup_places      (VmpReplay  *self) G_GNUC_WARN_UNUSED_RESULT;
/* Goes to the next place (@by > 0) or the one before; FALSE if there is none. */
gboolean                 vmp_replay_go_to_place     (VmpReplay  *self,
                                                     int         by);
/* Reads the file again, which may have grown; time and selection stay. */
void                     vmp_replay_reload          (VmpReplay  *self);

/* May the file be written to? */
gboolean                 vmp_replay_may_edit        (VmpReplay  *self);
/* Puts @after (a NOTE or a MARK; NULL: nothing) in the place of @before (NULL: nothing) in the file, by the worker. */
void                     vmp_replay_edit            (VmpReplay      *self,
                                                     const VmpEvent *before,
                                                     const VmpEvent *after);
gboolean                 vmp_replay_can_undo        (VmpReplay  *self);
gboolean                 vmp_replay_can_redo        (VmpReplay  *self);
/* The last change is taken back, or made again what was taken back last. */
void                     vmp_replay_undo            (VmpReplay  *self);
void                     vmp_replay_redo            (VmpReplay  *self);

G_END_DECLS
