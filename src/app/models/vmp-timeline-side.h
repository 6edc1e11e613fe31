/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of two stretches that are compared: its figures, and what graphs of it need, wherever it comes from. */
#pragma once

#include "vmp-stretch.h"

G_BEGIN_DECLS

/* Stretches of a graph. */
#define VMP_TIMELINE_SIDE_CELLS 600

/* What the graphs draw. */
typedef enum
{
  VMP_TIMELINE_LANE_RSS,
  VMP_TIMELINE_LANE_FAULTS,
  VMP_TIMELINE_N_LANES
} VmpTimelineLane;

typedef struct
{
  VmpStretch    stretch;
  gint32        pid;
  VmpSeriesCell cells[VMP_TIMELINE_N_LANES][VMP_TIMELINE_SIDE_CELLS];
  gboolean      has_cells[VMP_TIMELINE_N_LANES];
} VmpTimelineSide;

VmpMetricId      vmp_timeline_lane_get_metric (VmpTimelineLane  lane);
/* From @begin_nsec to @end_nsec of a process that is known here. */
VmpTimelineSide *vmp_timeline_side_new  (const char  *name,
                                         VmpTarget   *target,
                                         VmpTypeLog  *types,
                                         gint64       begin_nsec,
                                         gint64       end_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* All of the first process of another recording. Does I/O. NULL with @error. */
VmpTimelineSide *vmp_timeline_side_load (const char  *path,
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
/* The stages of a recording with their figures of process @pid: an array of VmpStretch. Does I/O. NULL with @error. */
GArray          *vmp_timeline_load_stages (const char *path,
                                         gint32       pid,
                                         GError     **error) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_timeline_side_free (VmpTimelineSide *self);
/* A session of two processes, numbers 1 and 2, whose times begin at 0: for graphs laid over each other. */
VmpSession      *vmp_timeline_side_overlay (const VmpTimelineSide *a,
                                         const VmpTimelineSide *b) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpTimelineSide, vmp_timeline_side_free)

G_END_DECLS
