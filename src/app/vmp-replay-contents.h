/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording holds, as read when it was opened; immutable and ref-counted. */
#pragma once

#include "core/model/vmp-session.h"
#include "core/store/vmp-recording.h"

G_BEGIN_DECLS

/* One of the processes that were measured. Texts are made safe. */
typedef struct
{
  guint32 number;               /* of the target; never 0 */
  gint32  pid;                  /* 0: not known */
  char   *name;
  gint64  begin_nsec, end_nsec; /* end_nsec: of its EXIT, or G_MAXINT64 */
} VmpReplayProcess;

/* What looking had cost by then. */
typedef struct
{
  guint32         target;
  gint64          time_nsec;
  VmpObserverCost cost;
} VmpReplayObserver;

typedef struct
{
  gint64      begin_nsec, end_nsec;   /* of all that is in it */
  gint64      anchor_nsec;            /* wall clock at time 0; 0: not known */
  gboolean    is_finished;
  gboolean    may_edit;               /* the file may be written to */
  gint64      file_bytes;
  GPtrArray  *facts;                  /* of char: key, text, key, text…; sorted by key */
  GStrv       problems;               /* what could not be read, a sentence each */
  GArray     *processes;              /* of VmpReplayProcess, those that began first first */
  GArray     *names;                  /* of VmpEvent: START and EXEC in order of their times */
  GArray     *exits;                  /* of VmpEvent: EXIT */
  GArray     *observers;              /* of VmpReplayObserver, in order */
  VmpBatch   *batch;                  /* all that a session is to know but samples and snapshots */
} VmpReplayContents;

/* Never NULL: a recording in which nothing was measured has no processes. Worker. */
VmpReplayContents      *vmp_replay_contents_load         (VmpRecording *recording, const char *path) G_GNUC_WARN_UNUSED_RESULT;
/* From any thread. */
VmpReplayContents      *vmp_replay_contents_ref          (VmpReplayContents *self);
void                    vmp_replay_contents_unref        (VmpReplayContents *self);
/* What is known by key, or NULL. Borrowed. */
const char             *vmp_replay_contents_get_fact     (const VmpReplayContents *self, const char *key);
const VmpReplayProcess *vmp_replay_contents_find_process (const VmpReplayContents *self, guint32 number);
/* What a session knew of target @number at a moment, but for snapshots. */
VmpMoment              *vmp_replay_contents_new_moment   (const VmpReplayContents *self, VmpRecording *recording,
                                                          guint32 number, gint64 time_nsec) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpReplayContents, vmp_replay_contents_unref)

G_END_DECLS
