/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of two stretches of time, or moments, that are compared: its figures, and what graphs of it need, wherever it comes from. */
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
  GRefString *name;       /* owned; escaped */
  gint64      time_nsec;
} VmpTimelineMark;

typedef struct
{
  VmpStretch       stretch;       /* of a moment both of its ends are the same */
  gint32           pid;
  gint64           anchor_nsec;   /* wall clock for boot time 0 */
  VmpSeriesCell    cells[VMP_TIMELINE_N_LANES][VMP_TIMELINE_SIDE_CELLS];
  gboolean         has_cells[VMP_TIMELINE_N_LANES];
  GArray          *marks;         /* owned; of VmpTimelineMark, by time: the beginnings of stages in it */
  VmpAddressSpace *space;         /* owned; the snapshot of the mappings that is nearest to its end; NULL: none */
  gint64           space_nsec;    /* when that was read */
} VmpTimelineSide;

/* How one graph lies over the other. */
typedef enum
{
  VMP_TIMELINE_ALIGN_BEGINS,
  VMP_TIMELINE_ALIGN_ENDS,
  VMP_TIMELINE_ALIGN_MARK,        /* the first one of a name in either of them */
} VmpTimelineAlign;

/* Where the two are in a time of their own, that begins at 0. */
typedef struct
{
  gint64 offsets_nsec[2];         /* of their beginnings */
  gint64 length_nsec;             /* of both together */
  gint64 mark_nsec;               /* what they are aligned at, if it is a mark */
} VmpTimelineLayout;

VmpMetricId      vmp_timeline_lane_get_metric (VmpTimelineLane  lane);
/* An empty one. @name is copied. */
VmpTimelineSide *vmp_timeline_side_new_empty (const char *name,
                                         gint64       begin_nsec,
                                         gint64       end_nsec) G_GNUC_WARN_UNUSED_RESULT;
/* From @begin_nsec to @end_nsec of a process that is known here; a moment if they are the same. */
VmpTimelineSide *vmp_timeline_side_new  (const char  *name,
                                         VmpTarget   *target,
                                         VmpTypeLog  *types,
                                         gint64       begin_nsec,
                                         gint64       end_nsec) G_GNUC_WARN_UNUSED_RESULT;
void             vmp_timeline_side_free (VmpTimelineSide *self);
gboolean         vmp_timeline_side_is_moment (const VmpTimelineSide *self);
void             vmp_timeline_side_add_mark  (VmpTimelineSide *self,
                                         GRefString      *name,
                                         gint64           time_nsec);
/* Names of marks that both have, in the order of @a. Owned, NULL-terminated. */
char           **vmp_timeline_side_dup_common_marks (const VmpTimelineSide *a,
                                         const VmpTimelineSide *b) G_GNUC_WARN_UNUSED_RESULT;
/* @mark: (nullable): the name, for VMP_TIMELINE_ALIGN_MARK; at their beginnings if either does not have it. */
VmpTimelineLayout vmp_timeline_side_lay_out (const VmpTimelineSide *a,
                                         const VmpTimelineSide *b,
                                         VmpTimelineAlign       align,
                                         const char            *mark);
/* A session of two processes, numbers 1 and 2, in the time of @layout: for graphs laid over each other. @names: of both, as graphs
 * call them; @mark: (nullable) */
VmpSession      *vmp_timeline_side_overlay (const VmpTimelineSide   *a,
                                         const VmpTimelineSide   *b,
                                         const VmpTimelineLayout *layout,
                                         const char *const       *names,
                                         const char              *mark) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpTimelineSide, vmp_timeline_side_free)

G_END_DECLS
