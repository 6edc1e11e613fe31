/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A machine whose processes can be measured. Local here; agents and guests implement the same calls later. */
#pragma once

#include "core/kernel/vmp-process.h"
#include "core/model/vmp-event.h"
#include "vmp-process-list.h"

G_BEGIN_DECLS

typedef struct _VmpHost      VmpHost;
typedef struct _VmpHostClass VmpHostClass;

/* How a process is watched. */
typedef struct
{
  gint64   interval_nsec;       /* tier 0: 1 ms to 60 s */
  gint64   slow_interval_nsec;  /* tiers 1 and 2 at most this often (the budget may stretch it); 0: tiers 1 and 2 off */
  double   budget_share;        /* of wall-clock in reads that hold the target's lock; default 0.01 */
  gint64   max_read_nsec;       /* a single such read should not be longer; default 50 ms. After a longer one the tier is
                                   read ever more rarely, tier 2 not at all, unless force_slow */
  gboolean force_slow;          /* the user asked for it: only the share holds */
  gboolean follow_children;     /* children become targets of their own (FORK, START) */
  gboolean mark_forks;          /* else: children that are there at a tick are told (FORK without a target), those shorter-lived not */
  gint64   maps_interval_nsec;  /* ADDRESS_SPACE events at most this often, as tier 2 is read: so never more often than
                                   slow_interval_nsec, and as the budget allows; a refresh tells one at once. 0: none */
} VmpWatchOptions;

#define VMP_WATCH_OPTIONS_DEFAULT { G_GINT64_CONSTANT (1000000000), G_GINT64_CONSTANT (1000000000), 0.01, G_GINT64_CONSTANT (50000000), FALSE, FALSE, FALSE, 0 }

/* What was measured since the last take. */
typedef struct
{
  VmpBatch       *batch;        /* owned; NULL if none */
  VmpProcessList *processes;    /* owned; the newest list, NULL if not changed */
} VmpDelivery;

/* Called in the host's own thread when something waits to be taken: at most once until it is taken, and not more
 * often than once a frame (16 ms). Must only wake the consumer up (an eventfd, g_main_context_invoke). */
typedef void (*VmpHostWakeFunc) (gpointer user_data);

/* The implementation of a kind of host; all calls are non-blocking and may come from any one thread. */
struct _VmpHostClass
{
  void     (*free)              (VmpHost *self);
  guint32  (*watch)             (VmpHost *self, gint32 pid, guint64 start_time_ticks, const VmpWatchOptions *options);
  void     (*change_watch)      (VmpHost *self, guint32 target, const VmpWatchOptions *options);
  void     (*unwatch)           (VmpHost *self, guint32 target);
  void     (*refresh)           (VmpHost *self, guint32 target);
  guint32  (*read_pages)        (VmpHost *self, guint32 target, guint64 start_addr, guint64 end_addr);
  void     (*cancel_pages)      (VmpHost *self, guint32 request);
  void     (*set_paused)        (VmpHost *self, gboolean paused);
  void     (*list_processes)    (VmpHost *self, gint64 interval_nsec, guint columns);
  void     (*take)              (VmpHost *self, VmpDelivery *out);
};

struct _VmpHost
{
  const VmpHostClass *klass;
};

/**
 * vmp_host_new_local:
 * @wake: (nullable): told that vmp_host_take() has something
 *
 * This machine, measured by one worker thread of its own, which owns every descriptor. The thread starts at once and ends
 * in vmp_host_free() (reads that hang in the kernel are abandoned, not waited for).
 *
 * Returns: (transfer full)
 */
VmpHost *vmp_host_new_local      (VmpProcRoot *root, VmpHostWakeFunc wake, gpointer user_data) G_GNUC_WARN_UNUSED_RESULT;

static inline void
vmp_host_free (VmpHost *self)
{
  self->klass->free (self);
}

/* Starts measuring @pid (of @start_time_ticks, or 0 for whoever has the pid now). Returns the target's number at once; START
 * follows as an event, or EXIT with a missing status if there is no such process. */
static inline guint32
vmp_host_watch (VmpHost *self, gint32 pid, guint64 start_time_ticks, const VmpWatchOptions *options)
{
  return self->klass->watch (self, pid, start_time_ticks, options);
}

static inline void
vmp_host_change_watch (VmpHost *self, guint32 target, const VmpWatchOptions *options)
{
  self->klass->change_watch (self, target, options);
}

static inline void
vmp_host_unwatch (VmpHost *self, guint32 target)
{
  self->klass->unwatch (self, target);
}

/* Reads all tiers of @target now, whatever the budget says: the user asked. */
static inline void
vmp_host_refresh (VmpHost *self, guint32 target)
{
  self->klass->refresh (self, target);
}

/* Asks what the pages of @target from @start_addr to @end_addr are (widened to whole pages). Returns a number at once, which
 * the answer has too: a PAGE_STATES event, whatever becomes of it. */
static inline guint32
vmp_host_read_pages (VmpHost *self, guint32 target, guint64 start_addr, guint64 end_addr)
{
  return self->klass->read_pages (self, target, start_addr, end_addr);
}

/* The answer is of no interest any more: no event follows, but one that was on its way already may come. */
static inline void
vmp_host_cancel_pages (VmpHost *self, guint32 request)
{
  self->klass->cancel_pages (self, request);
}

/* While paused nothing is read; a GAP (PAUSED) follows at the end. */
static inline void
vmp_host_set_paused (VmpHost *self, gboolean paused)
{
  self->klass->set_paused (self, paused);
}

/* Lists all processes every @interval_nsec (0: stop) with the @columns (VmpProcessColumns) asked for. */
static inline void
vmp_host_list_processes (VmpHost *self, gint64 interval_nsec, guint columns)
{
  self->klass->list_processes (self, interval_nsec, columns);
}

/* Moves what waits to *out (both members may be NULL). The caller owns it. */
static inline void
vmp_host_take (VmpHost *self, VmpDelivery *out)
{
  self->klass->take (self, out);
}

void vmp_delivery_clear (VmpDelivery *self);

G_END_DECLS
