/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a recording in a thread of its own, which has the handle of SQLite; answers come in the main thread. */
#pragma once

#include "core/store/vmp-recording-edit.h"
#include "vmp-replay-contents.h"

G_BEGIN_DECLS

typedef struct _VmpReplayWorker VmpReplayWorker;

/* A set of metrics. */
typedef struct
{
  gboolean has[VMP_N_METRICS];
} VmpMetricSet;

/* Histories of one target, as fine as asked for from begin to end. */
typedef struct
{
  guint32    number;
  gint64     begin_nsec, end_nsec;
  gboolean   is_exact;              /* every value between is there: nothing is finer */
  VmpSeries *series[VMP_N_METRICS]; /* NULL: none, or not asked for */
} VmpReplaySeries;

void vmp_replay_series_free (VmpReplaySeries *self);

/* In the main thread, in the order of the questions. */
typedef struct
{
  /* @contents (transfer full) is NULL with @error (borrowed) if it could not be opened. */
  void (*opened) (VmpReplayContents *contents, const GError *error, gpointer user_data);
  /* Transfer full. */
  void (*series) (VmpReplaySeries *series, gpointer user_data);
  void (*moment) (VmpMoment *moment, gpointer user_data);
  /* What it holds now, after @change (transfer full), or with no change because it was read again or damage was found. @contents
   * (transfer full) is NULL with @error (borrowed) if that failed. */
  void (*changed) (VmpRecordingChange *change, VmpReplayContents *contents, const GError *error, gpointer user_data);
} VmpReplayWorkerFuncs;

/* Begins to open at once. */
VmpReplayWorker *vmp_replay_worker_new         (const char                 *path,
                                                const VmpReplayWorkerFuncs *funcs,
                                                gpointer                    user_data) G_GNUC_WARN_UNUSED_RESULT;
/* Nothing is answered any more. Never waits: the thread ends when it comes to it. */
void             vmp_replay_worker_stop        (VmpReplayWorker            *self);
/* Only the newest question of a kind is answered, those before it that nobody got to yet are not. */
/* All histories of a target, coarse. */
void             vmp_replay_worker_ask_all     (VmpReplayWorker            *self,
                                                guint32                     number);
/* Some, as fine as @n_cells need in a stretch of time. */
void             vmp_replay_worker_ask_series  (VmpReplayWorker            *self,
                                                guint32                     number,
                                                const VmpMetricSet         *metrics,
                                                gint64                      begin_nsec,
                                                gint64                      end_nsec,
                                                guint                       n_cells);
/* The target as it was; @with_maps: with its nearest snapshot. */
void             vmp_replay_worker_ask_moment  (VmpReplayWorker            *self,
                                                guint32                     number,
                                                gint64                      time_nsec,
                                                gboolean                    with_maps);
/* Every one is answered, in order. Takes @change. */
void             vmp_replay_worker_ask_change  (VmpReplayWorker            *self,
                                                VmpRecordingChange         *change);
/* Waits until all changes that were asked for, of whatever worker, are in their files; not for ever. For the end of the program. */
void             vmp_replay_worker_wait_all    (void);
/* Opens the file again, which may have grown. */
void             vmp_replay_worker_ask_reload  (VmpReplayWorker            *self);

G_END_DECLS
