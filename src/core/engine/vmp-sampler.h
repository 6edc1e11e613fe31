/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Everything that is watched, run by one thread alone. */
#pragma once

#include "vmp-event-list.h"
#include "vmp-host.h"

#include <poll.h>

G_BEGIN_DECLS

typedef struct _VmpSampler VmpSampler;

/* @next_number: (shared) the last target number that was given away, atomically increased. */
VmpSampler   *vmp_sampler_new            (VmpProcRoot *root, gint *next_number) G_GNUC_WARN_UNUSED_RESULT;
void          vmp_sampler_free           (VmpSampler *self);

void          vmp_sampler_watch          (VmpSampler            *self,
                                          guint32                number,
                                          gint32                 pid,
                                          guint64                start_time_ticks,
                                          const VmpWatchOptions *options);
void          vmp_sampler_change_watch   (VmpSampler *self, guint32 number, const VmpWatchOptions *options);
void          vmp_sampler_unwatch        (VmpSampler *self, guint32 number);
void          vmp_sampler_refresh        (VmpSampler *self, guint32 number);
/* Adds a PAGE_STATES event, unless @step gave up. */
void          vmp_sampler_read_pages     (VmpSampler *self, guint32 number, guint32 request, guint64 start_addr, guint64 end_addr,
                                          VmpPageStepFunc step, gpointer data);
void          vmp_sampler_set_paused     (VmpSampler *self, gboolean paused);

/* Appends a struct pollfd for each watched process that tells its end. */
void          vmp_sampler_add_pollfds    (VmpSampler *self, GArray *pollfds);
/* Notes the ends among @pollfds (as added, in order, with revents). */
void          vmp_sampler_check_pollfds  (VmpSampler *self, const struct pollfd *pollfds, guint n);
/* When something is to be read next; G_MAXINT64 for never. */
gint64        vmp_sampler_get_deadline   (VmpSampler *self);
/* Reads everything that is due. */
void          vmp_sampler_run            (VmpSampler *self);
/* What was measured and not handed over yet. Borrowed; the caller may move it away. */
VmpEventList *vmp_sampler_get_events     (VmpSampler *self);

G_END_DECLS
