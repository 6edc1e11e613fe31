/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The one stream of everything measured, live, replayed or remote. */
#pragma once

#include "vmp-address-space.h"
#include "vmp-alert-fact.h"
#include "vmp-page-states.h"
#include "vmp-sample.h"

G_BEGIN_DECLS

/* Stored in recordings and sent on the wire: append only. */
typedef enum
{
  VMP_EVENT_SAMPLE = 1,
  VMP_EVENT_START,        /* a process came under measurement: identity, names, kind */
  VMP_EVENT_EXEC,         /* it runs another program now: new names */
  VMP_EVENT_FORK,         /* a followed process forked: the child's START follows */
  VMP_EVENT_EXIT,         /* it ended: status and rusage where known */
  VMP_EVENT_GAP,          /* nothing could be measured from gap.begin_nsec to time */
  VMP_EVENT_OBSERVER,     /* what looking cost since the last such event */
  VMP_EVENT_MARK,         /* a named moment */
  VMP_EVENT_ADDRESS_SPACE,  /* every mapping of the process, where that is asked for */
  VMP_EVENT_PAGE_STATES,  /* the pages of a range, in answer to a request */
  VMP_EVENT_ALERT,        /* an alert began, or is over; target 0: of the whole machine */
  VMP_EVENT_NOTE,         /* what somebody wrote about a moment or a stretch of time, then or later */
} VmpEventType;

typedef enum
{
  VMP_GAP_SUSPEND,        /* the machine slept */
  VMP_GAP_LATE,           /* we were not scheduled in time */
  VMP_GAP_PAUSED,         /* the user paused measuring */
  VMP_GAP_BUDGET,         /* a tier was skipped to keep the observer budget */
  VMP_GAP_DENIED,
  VMP_GAP_STOPPED,        /* the measuring process itself was stopped (job control) */
} VmpGapReason;

/* What identifies a process for ever: never its pid alone. */
typedef struct
{
  char    boot_id[37];
  gint32  pid;
  guint64 start_time_ticks;   /* stat field 22 */
} VmpIdentity;

/* Resource usage of an ended process from wait4(); VMP_MISSING where not known. */
typedef struct
{
  gint64 user_nsec, system_nsec;
  gint64 max_rss_bytes;
  gint64 minor_faults, major_faults;
  gint64 in_blocks, out_blocks;   /* of 512 bytes */
  gint64 voluntary_switches, involuntary_switches;
} VmpRusage;

/* Strings are owned by the event (atomically ref-counted), UTF-8 made safe by vmp_text_escape() where from outside. */
typedef struct
{
  VmpIdentity    identity;
  gint32         parent_pid;
  gint64         uid;
  guint8         kind;          /* VmpProcessKind */
  GRefString    *name;          /* comm */
  GRefString    *command;       /* escaped command line */
  GRefString    *exe;           /* NULL if not permitted */
} VmpProcessInfo;

typedef struct
{
  guint8 tier;                  /* VmpTier */
  guint8 slowed;                /* TRUE if it runs less often than asked, for the budget */
  gint64 interval_nsec;         /* how often it runs now; 0 if it is off */
  gint64 last_cost_nsec;        /* the last read's time; VMP_MISSING before the first */
  gint64 reads;                 /* since the target was watched */
  gint64 total_cost_nsec;
} VmpTierCost;

typedef struct
{
  gint64      watched_nsec;                   /* how long the target has been watched */
  gint64      locked_nsec;                    /* time in reads that hold the target's lock (tiers 1 and up) */
  gint64      total_nsec;                     /* time in all its reads */
  VmpTierCost tiers[VMP_N_TIERS];
} VmpObserverCost;

typedef struct
{
  VmpEventType type;
  guint32      target;          /* number of the measured process within the session */
  gint64       time_nsec;       /* CLOCK_BOOTTIME */
  union
  {
    VmpSample       sample;
    VmpProcessInfo  process;    /* START, EXEC */
    struct { guint32 child_target; gint32 child_pid; } fork;   /* target 0: it is not measured */
    struct { gint64 status; VmpRusage rusage; } exit;   /* status as wait4() gives it, or VMP_MISSING */
    struct { gint64 begin_nsec; guint8 reason; } gap;
    VmpObserverCost observer;
    struct { GRefString *name; } mark;
    VmpAlertFact alert;
    struct { GRefString *text; gint64 end_nsec; } note;   /* end_nsec: that of a stretch; time_nsec of a moment */
    /* space: a reference, NULL for a reason. cost_nsec: what reading it took */
    struct { VmpAddressSpace *space; gint64 cost_nsec; guint8 reason; } maps;
    /* states: a reference, NULL for a reason. request: the number that vmp_host_read_pages() gave */
    struct { VmpPageStates *states; gint64 cost_nsec; guint32 request; guint8 reason; } pages;
  };
} VmpEvent;

/* An immutable, atomically ref-counted run of events in time order: what crosses threads. */
typedef struct _VmpBatch VmpBatch;

/* An empty array of VmpEvent, which clears what it holds. */
GArray         *vmp_event_array_new  (void) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @events (of VmpEvent, with what they own). */
VmpBatch       *vmp_batch_new_take   (GArray *events) G_GNUC_WARN_UNUSED_RESULT;
/* A batch of one event; takes what it owns. */
VmpBatch       *vmp_batch_new_one    (const VmpEvent *event) G_GNUC_WARN_UNUSED_RESULT;
VmpBatch       *vmp_batch_ref        (VmpBatch *self);
void            vmp_batch_unref      (VmpBatch *self);
const VmpEvent *vmp_batch_get_events (VmpBatch *self, guint *out_n);

void            vmp_event_clear      (VmpEvent *self);
/* A deep copy (strings by reference). */
void            vmp_event_copy       (const VmpEvent *self, VmpEvent *out);

/* Has the GAP swallowed values of a metric whose last two were @interval_nsec apart (0: not known)? A slow tier does not notice a
 * late tick of the fast one. */
gboolean        vmp_event_gap_concerns (const VmpEvent *gap, VmpMetricId id, gint64 interval_nsec);

/* The one encoding, in recordings and on the wire; a full reference, in this machine's byte order. Texts beyond 64 KiB are cut. */
GVariant       *vmp_event_to_variant   (const VmpEvent *self) G_GNUC_WARN_UNUSED_RESULT;
/* Checks everything: a hostile variant is VMP_ERROR_CORRUPT, an event type of a newer version VMP_ERROR_UNSUPPORTED (skip it);
 * *out is untouched then. Metrics of a newer version that this one does not know are skipped; those it knows and the
 * variant has not are missing as UNSUPPORTED. */
gboolean        vmp_event_from_variant (GVariant *variant, VmpEvent *out, GError **error);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpBatch, vmp_batch_unref)

G_END_DECLS
