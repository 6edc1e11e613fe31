/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is known of the measured processes: consumes events, answers graphs, tables, rules and reports. */
#pragma once

#include "vmp-event.h"
#include "vmp-series.h"

G_BEGIN_DECLS

typedef struct _VmpSession VmpSession;
typedef struct _VmpTarget  VmpTarget;

typedef enum
{
  VMP_TARGET_RUNNING,
  VMP_TARGET_DENIED,      /* alive, but what needs rights is missing */
  VMP_TARGET_ENDED,
} VmpTargetState;

/* Called in the thread that feeds the session, after each batch, for each target that changed; a bit (1 << VmpEventType) for
 * each kind of event it got. May remove listeners and forget targets, but not feed the session. */
typedef void (*VmpSessionFunc) (VmpSession *self, VmpTarget *target, guint event_mask, gpointer user_data);

/* One thread (in the window: the main one). Returns: (transfer full) */
VmpSession           *vmp_session_new              (void) G_GNUC_WARN_UNUSED_RESULT;
void                  vmp_session_free             (VmpSession *self);
/* Bound of the memory of each series made from now on; 4 MiB if never set. See vmp_series_new(). */
void                  vmp_session_set_series_bytes (VmpSession *self, gsize max_bytes);
/* The one way in. */
void                  vmp_session_consume          (VmpSession *self, VmpBatch *batch);
guint                 vmp_session_add_listener     (VmpSession *self, VmpSessionFunc func, gpointer user_data);
void                  vmp_session_remove_listener  (VmpSession *self, guint id);

/* Wall clock for CLOCK_BOOTTIME 0, nanoseconds since 1970; set once, when the session starts or a recording opens. */
void                  vmp_session_set_anchor       (VmpSession *self, gint64 realtime_at_boot_nsec);
gint64                vmp_session_get_anchor       (VmpSession *self);

/* Targets in the order they came. Borrowed; they live until forgotten. */
guint                 vmp_session_get_n_targets    (VmpSession *self);
VmpTarget            *vmp_session_get_target       (VmpSession *self, guint index);
VmpTarget            *vmp_session_find_target      (VmpSession *self, guint32 number);
void                  vmp_session_forget_target    (VmpSession *self, guint32 number);

/* In the mask of a VmpSessionFunc: what is known was put in the place of what was known before, as of a recording. */
#define VMP_SESSION_REPLACED (1u << 0)

/* A target as it was at one moment of a recording. */
typedef struct
{
  guint32         number;
  gint64          time_nsec;
  VmpEvent        info;                   /* the START or EXEC of the program that ran then */
  VmpEvent        exit;                   /* of no type if it had not ended */
  VmpEvent        maps;                   /* the ADDRESS_SPACE to show; of no type for none */
  gboolean        keeps_maps;             /* @maps was not looked for: what is shown stays */
  gboolean        has_observer;
  VmpObserverCost observer;
  VmpSample       sample;                 /* the newest value of each metric, or why there was none */
  gint64          times_nsec[VMP_N_METRICS];  /* when each was read */
} VmpMoment;

void                  vmp_moment_free              (VmpMoment *self);
/* Lets the target be as it was: its histories and marks stay as they are. Listeners are told. A target that is not there is not made. */
void                  vmp_session_show_moment      (VmpSession *self, const VmpMoment *moment);
/* Puts histories in the place of those that were there: @series has VMP_N_METRICS of them, each taken, or NULL for what stays. Charts
 * ask anew. Listeners are told. */
void                  vmp_session_take_series      (VmpSession *self, guint32 number, VmpSeries **series);
/* Puts marks in the place of those that were there, as after a change of the recording: those of target @number in @other. Listeners
 * are told. A target that @other does not have is left alone. */
void                  vmp_session_copy_marks       (VmpSession *self, guint32 number, VmpSession *other);
/* Changes with every vmp_session_take_series(). */
guint                 vmp_target_get_revision      (VmpTarget *self);

guint32               vmp_target_get_number        (VmpTarget *self);
VmpTargetState        vmp_target_get_state         (VmpTarget *self);
/* NULL before START. Borrowed until the next EXEC. */
const VmpProcessInfo *vmp_target_get_info          (VmpTarget *self);
/* The metric's history; NULL before its first value. Borrowed. */
VmpSeries            *vmp_target_get_series        (VmpTarget *self, VmpMetricId id);
/* The newest value of a metric whatever tick it came from: its time in *out_time_nsec (nullable), or VMP_MISSING
 * with the reason in *out_reason (nullable). It stays when the target has ended, and is lost when it may not be read any more. */
gint64                vmp_target_get_value         (VmpTarget *self, VmpMetricId id, gint64 *out_time_nsec, VmpReason *out_reason);
/* The highest value seen, over exec too: of rss, vsize and heap (and their peaks) the higher of our samples and the kernel's own
 * mark. *out_time_nsec (nullable) is when we first saw it, which for a kernel's mark is after it was. VMP_MISSING if none. */
gint64                vmp_target_get_peak          (VmpTarget *self, VmpMetricId id, gint64 *out_time_nsec);
/* The same of the program that runs now: what was before its exec does not count. */
gint64                vmp_target_get_program_peak  (VmpTarget *self, VmpMetricId id);
/* Cost of looking so far; NULL before the first OBSERVER event. */
const VmpObserverCost *vmp_target_get_observer     (VmpTarget *self);
/* The newest snapshot of its mappings, borrowed until the next batch (take a reference to keep it); NULL if none was read.
 * *out_time_nsec (nullable): when. It stays when the target has ended, and goes with an exec. */
VmpAddressSpace      *vmp_target_get_address_space (VmpTarget *self, gint64 *out_time_nsec);
/* Why the last try to read the mappings failed: NONE if it did not, NOT_DUE before the first. *out_cost_nsec (nullable): the time that
 * the last read took; VMP_MISSING before the first. */
VmpReason             vmp_target_get_maps_reason   (VmpTarget *self, gint64 *out_cost_nsec);
/* EXIT event if it ended, else NULL. */
const VmpEvent       *vmp_target_get_exit          (VmpTarget *self);
/* START, EXEC, FORK, GAP, MARK, NOTE, ALERT and EXIT events of the target, and alerts of the machine, in order; borrowed, *out_n of them. Beyond 4,096 the oldest
 * GAPs and FORKs are dropped. */
const VmpEvent       *vmp_target_get_marks         (VmpTarget *self, guint *out_n);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpSession, vmp_session_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMoment, vmp_moment_free)

G_END_DECLS
