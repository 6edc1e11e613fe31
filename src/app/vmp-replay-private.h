/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the parts of a recording that is shown share. */
#pragma once

#include "vmp-replay-worker.h"
#include "vmp-replay.h"

G_BEGIN_DECLS

struct _VmpReplay
{
  GObject            parent_instance;

  /* owned */
  char              *path;
  VmpReplayWorker   *worker;
  VmpMonitor        *monitor;
  VmpReplayContents *contents;    /* NULL before it is open */
  GError            *error;       /* NULL if it did not fail */
  GPtrArray         *views;       /* of VmpChartView */
  GPtrArray         *done;        /* of VmpRecordingChange, the newest last: what can be undone */
  GPtrArray         *undone;      /* likewise: what can be done again */
  GQueue             ways;        /* what the changes are for that the worker has not answered */
  GQueue             steps;       /* of owned Step: what is to be done once they are answered */

  VmpReplayState     state;
  guint32            target;
  gint64             time_nsec;
  gint64             begin_nsec, end_nsec;      /* the selection */
  VmpMetricSet       wanted;
  gint64             fine_begin_nsec, fine_end_nsec;  /* where histories were asked for in detail */
  gboolean           fine_is_exact;
  guint              speed;
  guint              tick;        /* source; 0: it does not play */
  gint64             tick_usec;   /* when it was last */
  gboolean           syncs;       /* views follow: what they say is no wish */
};

/* Takes @contents, which was read again: time and selection stay. */
void vmp_replay_take_contents (VmpReplay          *self,
                               VmpReplayContents  *contents,
                               gboolean            grew);
/* What the worker answers to a change; takes @change. */
void vmp_replay_take_change   (VmpReplay          *self,
                               VmpRecordingChange *change,
                               const GError       *error);
void vmp_replay_init_edit     (VmpReplay          *self);
/* Nobody listens any more: what still waits is asked for. */
void vmp_replay_leave_edit    (VmpReplay          *self);
void vmp_replay_clear_edit    (VmpReplay          *self);

G_END_DECLS
