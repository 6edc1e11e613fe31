/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One watched process: when it is due, what is read then, and how it ends. Used by the sampler's thread alone. */
#pragma once

#include "vmp-budget.h"
#include "vmp-event-list.h"
#include "vmp-host.h"
#include "vmp-probe.h"

#include <poll.h>

G_BEGIN_DECLS

typedef struct _VmpWatch VmpWatch;

/* Takes @process; adds its START to @events. */
VmpWatch              *vmp_watch_new             (VmpProcRoot           *root,
                                                  guint32                number,
                                                  VmpProcess            *process,
                                                  const VmpWatchOptions *options,
                                                  VmpEventList          *events) G_GNUC_WARN_UNUSED_RESULT;
void                   vmp_watch_free            (VmpWatch *self);

guint32                vmp_watch_get_number      (VmpWatch *self);
VmpProcess            *vmp_watch_get_process     (VmpWatch *self);
const VmpWatchOptions *vmp_watch_get_options     (VmpWatch *self);
void                   vmp_watch_set_options     (VmpWatch *self, const VmpWatchOptions *options);

/* TRUE once the process's end was seen, while its status is waited for. */
gboolean               vmp_watch_has_ended       (VmpWatch *self);
/* When something is to be done next. */
gint64                 vmp_watch_get_deadline    (VmpWatch *self);
/* TRUE if children are to be looked for now; then not again for a while, longer the longer looking took. */
gboolean               vmp_watch_is_children_due (VmpWatch *self, gint64 now_nsec);
void                   vmp_watch_note_children   (VmpWatch *self, gint64 begin_nsec, gint64 end_nsec);
/* The children that there are now: tells those that were not there at the last look. */
void                   vmp_watch_mark_children   (VmpWatch *self, const gint32 *pids, guint n, VmpEventList *events);

/* Reads what is due at @now_nsec, if anything. @late_reason is told where deadlines were missed.
 * FALSE when the process ended and its EXIT was added: free the watch then. */
gboolean               vmp_watch_run             (VmpWatch *self, gint64 now_nsec, VmpGapReason late_reason, VmpEventList *events);
/* Reads all tiers now. FALSE as above. */
gboolean               vmp_watch_refresh         (VmpWatch *self, VmpEventList *events);
/* Adds a PAGE_STATES event, unless @step gave up. */
void                   vmp_watch_read_pages      (VmpWatch *self, guint32 request, guint64 start_addr, guint64 end_addr,
                                                  VmpPageStepFunc step, gpointer data, VmpEventList *events);
/* Nothing was read from @begin_nsec to @end_nsec as the user wished; deadlines begin anew. */
void                   vmp_watch_note_pause      (VmpWatch *self, gint64 begin_nsec, gint64 end_nsec, VmpEventList *events);

/* What to poll for the process's end; fd is -1 where that is not possible. */
struct pollfd          vmp_watch_get_pollfd      (VmpWatch *self);
/* The poll told something. FALSE as above. */
gboolean               vmp_watch_note_poll       (VmpWatch *self, short revents, VmpEventList *events);

G_END_DECLS
