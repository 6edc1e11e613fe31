/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process and its children: who started whom, how long each lived, what it took at most, and what all took together. */
#pragma once

#include "core/model/vmp-session.h"
#include "report/vmp-report.h"

G_BEGIN_DECLS

/* Processes beyond are left out, which is told. */
#define VMP_TIMELINE_FAMILY_MAX 200

typedef struct
{
  guint32  target;
  gint32   pid;
  guint    depth;               /* 0: the one whose family it is */
  char    *name, *command;      /* owned; command: NULL where not known */
  gint64   begin_nsec, end_nsec;
  gboolean has_ended;
  gint64   rss_bytes, pss_bytes;   /* at most; VMP_MISSING */
  gint64   status;              /* as wait4() gives it; VMP_MISSING */
} VmpTimelineProcess;

typedef struct
{
  GArray *processes;            /* owned; of VmpTimelineProcess: children behind their parents */
  gboolean has_more;            /* some are left out, or forgotten */
  guint   n_without_pss;        /* of those listed: they are not in that sum */
  gint64  rss_bytes, pss_bytes; /* the most that all took at one time; VMP_MISSING */
} VmpTimelineFamily;

/* What a session knows of @number and of the children that are measured with it. */
VmpTimelineFamily *vmp_timeline_family_new  (VmpSession  *session,
                                             guint32      number) G_GNUC_WARN_UNUSED_RESULT;
/* All processes of a recording. */
VmpTimelineFamily *vmp_timeline_family_new_for_report (const VmpReport *report) G_GNUC_WARN_UNUSED_RESULT;
void               vmp_timeline_family_free (VmpTimelineFamily *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpTimelineFamily, vmp_timeline_family_free)

G_END_DECLS
