/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the tables of the Timeline page: stages, what happened, and what differs. */
#pragma once

#include "../models/vmp-stretch.h"
#include "../models/vmp-timeline-family.h"
#include "../widgets/vmp-figure-table.h"
#include "core/model/vmp-address-space-diff.h"
#include "core/model/vmp-format.h"

G_BEGIN_DECLS

/* What texts need. */
typedef struct
{
  gint64     anchor_nsec;     /* wall clock for boot time 0 */
  GTimeZone *zone;            /* borrowed */
  VmpUnits   units;
} VmpTimelineTexts;

extern const VmpFigureColumn vmp_timeline_stage_columns[];
extern const guint vmp_timeline_n_stage_columns;
extern const VmpFigureColumn vmp_timeline_event_columns[];
extern const guint vmp_timeline_n_event_columns;
extern const VmpFigureColumn vmp_timeline_metric_columns[];
extern const guint vmp_timeline_n_metric_columns;
extern const VmpFigureColumn vmp_timeline_type_columns[];
extern const guint vmp_timeline_n_type_columns;
extern const VmpFigureColumn vmp_timeline_family_columns[];
extern const guint vmp_timeline_n_family_columns;
extern const VmpFigureColumn vmp_timeline_mapping_columns[];
extern const guint vmp_timeline_n_mapping_columns;

/* Mappings beyond are not listed. */
#define VMP_TIMELINE_MAX_MAPPINGS 200

/* Of @stages (of VmpStretch) with their figures of @metric; a row's id is its index. Each: rows for vmp_figure_table_take_rows(). */
GArray *vmp_timeline_create_stage_rows  (GArray                 *stages,
                                         VmpMetricId             metric,
                                         const VmpTimelineTexts *texts) G_GNUC_WARN_UNUSED_RESULT;
/* What happened in @target's life, with gaps; a row's id is the index of its mark. */
GArray *vmp_timeline_create_event_rows  (VmpTarget              *target,
                                         const VmpTimelineTexts *texts) G_GNUC_WARN_UNUSED_RESULT;
/* Every metric that both or either have, and how @b differs from @a. */
GArray *vmp_timeline_create_metric_rows (const VmpStretch       *a,
                                         const VmpStretch       *b,
                                         const VmpTimelineTexts *texts) G_GNUC_WARN_UNUSED_RESULT;
/* Every type of mapping at their ends; empty unless both have snapshots. */
GArray *vmp_timeline_create_type_rows   (const VmpStretch       *a,
                                         const VmpStretch       *b,
                                         const VmpTimelineTexts *texts) G_GNUC_WARN_UNUSED_RESULT;
/* The mappings that differ most, by resident memory. Any thread. *out_n: how many differ at all. */
GArray *vmp_timeline_create_mapping_rows (VmpAddressSpaceDiff   *diff,
                                         VmpUnits                units,
                                         guint                  *out_n) G_GNUC_WARN_UNUSED_RESULT;
/* A process each, indented as deep as it is; a row's id is its index. */
GArray *vmp_timeline_create_family_rows (const VmpTimelineFamily *family,
                                         const VmpTimelineTexts  *texts) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
