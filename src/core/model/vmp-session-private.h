/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session keeps of its targets, shared by the parts that feed it, show it a recording, and tell of it. */
#pragma once

#include "vmp-session.h"

G_BEGIN_DECLS

/* The newest of a metric. */
typedef struct
{
  gint64    value;
  gint64    time_nsec;
  gint64    interval_nsec;    /* between its last two values; 0 before the second */
  VmpReason reason;           /* why there is none */
} Newest;

struct _VmpTarget
{
  guint32          number;
  VmpTargetState   state;
  VmpEvent         info;                    /* the last START or EXEC; of no type before */
  VmpEvent         exit;                    /* of no type before EXIT */
  VmpSeries       *series[VMP_N_METRICS];   /* owned; NULL before the first value */
  Newest           newest[VMP_N_METRICS];
  VmpObserverCost  observer;
  gboolean         has_observer;
  VmpEvent         maps;                    /* the last ADDRESS_SPACE that could be read; of no type before */
  VmpReason        maps_reason;             /* of the last try */
  gint64           maps_cost_nsec;          /* of the last read */
  GArray          *marks;                   /* of VmpEvent */
  guint            pending_mask;            /* events of the batch that is being consumed */
  guint            revision;                /* of the histories, as they were replaced */
};

typedef struct
{
  guint          id;
  VmpSessionFunc func;        /* NULL: removed while listeners are being called */
  gpointer       user_data;
} Listener;

struct _VmpSession
{
  GPtrArray  *targets;        /* of VmpTarget, in the order they came */
  GHashTable *by_number;      /* number as pointer -> borrowed VmpTarget */
  GHashTable *forgotten;      /* numbers as pointers */
  GArray     *changed;        /* of guint32: numbers of targets with a pending mask */
  GArray     *listeners;      /* of Listener */
  guint       last_listener_id;
  gboolean    is_notifying;
  gint64      anchor_nsec;
  gsize       series_bytes;
};

/* Tells the listeners of a change that no batch brought. */
void vmp_session_notify_one (VmpSession *self,
                             guint32     number,
                             guint       mask);

G_END_DECLS
