/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages: how named stretches of time follow from the moments that were marked. One rule for window, reports and checks. */
#pragma once

#include "vmp-event.h"

G_BEGIN_DECLS

/* From begin on, up to end: the moment of end is the next stage's. */
typedef struct
{
  GRefString *name;                   /* owned; escaped, as the mark has it */
  gint64      begin_nsec, end_nsec;   /* CLOCK_BOOTTIME; end is never before begin */
} VmpStage;

/**
 * vmp_stage_list:
 * @events: (array length=n): of any type and in any order; MARK events count
 * @end_nsec: where the last stage ends: that of the process, or now
 *
 * A stage lasts from a mark to the next one by time; of two at one moment the first is empty.
 *
 * Returns: (transfer full): array of VmpStage by begin, which clears them itself
 */
GArray         *vmp_stage_list (const VmpEvent *events,
                                guint           n,
                                gint64          end_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* The stage that a moment lies in, or NULL: before the first, or from the end of the last on. Borrowed from @stages. */
const VmpStage *vmp_stage_find (GArray         *stages,
                                gint64          time_nsec);

G_END_DECLS
