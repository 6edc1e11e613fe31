/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Events that were measured and not handed over yet, in memory that is used again and again. */
#pragma once

#include "core/model/vmp-event.h"

G_BEGIN_DECLS

typedef struct
{
  GArray *events;   /* of VmpEvent */
} VmpEventList;

void      vmp_event_list_init     (VmpEventList *self);
void      vmp_event_list_clear    (VmpEventList *self);
guint     vmp_event_list_get_n    (const VmpEventList *self);

/* A new event at the end, whose payload the caller fills in. Valid until the next is added. */
VmpEvent *vmp_event_list_add      (VmpEventList *self,
                                   VmpEventType  type,
                                   guint32       target,
                                   gint64        time_nsec);
void      vmp_event_list_add_gap  (VmpEventList *self,
                                   guint32       target,
                                   gint64        begin_nsec,
                                   gint64        end_nsec,
                                   VmpGapReason  reason);
/* @status as wait4() gives it, or VMP_MISSING. The usage of a process that is not our child is not known. */
void      vmp_event_list_add_exit (VmpEventList *self,
                                   guint32       target,
                                   gint64        time_nsec,
                                   gint64        status);

/* Moves all events behind those of *@to (of VmpEvent), which is made if it is NULL. */
void      vmp_event_list_move     (VmpEventList  *self,
                                   GArray       **to);

G_END_DECLS
