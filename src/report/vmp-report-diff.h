/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two recordings, two stretches of time or two moments have in common, and in what they differ. */
#pragma once

#include "vmp-report-block.h"

#include "core/model/vmp-address-space-diff.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_REPORT_DIFF_RECORDINGS,   /* all of both */
  VMP_REPORT_DIFF_STRETCHES,    /* stages, or any ranges of time */
  VMP_REPORT_DIFF_MOMENTS,
} VmpReportDiffKind;

/* What is compared. */
typedef struct
{
  const VmpReport      *report;             /* borrowed; must outlive the diff */
  const char           *name;               /* borrowed; for people */
  const VmpReportStage *stage;              /* nullable; of @report, if it is one */
  gint64                begin_nsec, end_nsec;     /* of a stretch; begin of a moment; of recordings of no matter */
} VmpReportPlace;

typedef struct
{
  VmpReportPlace   place;
  char            *name;                    /* owned */
  gint64           values[VMP_N_METRICS];   /* the highest; of a counter how much it grew; of a moment the value then */
  gint64           growth[VMP_N_METRICS];   /* within a stretch */
  VmpAddressSpace *space;                   /* owned; near the peak, the end, the moment; NULL: none */
  gint64           space_nsec;
  VmpSeriesCell   *rss;                     /* owned, VMP_REPORT_CELLS from the begin on, as many as the longer one has; NULL */
} VmpReportSide;

typedef struct
{
  VmpReportDiffKind    kind;
  VmpReportSide        sides[2];
  gint64               length_nsec;         /* of the longer one */
  VmpAddressSpaceDiff *maps;                /* owned; NULL: one side has no snapshot */
} VmpReportDiff;

VmpReportDiff *vmp_report_diff_new            (VmpReportDiffKind     kind,
                                               const VmpReportPlace *a,
                                               const VmpReportPlace *b) G_GNUC_WARN_UNUSED_RESULT;
void           vmp_report_diff_free           (VmpReportDiff *self);
/* Metrics that are compared, in order; static. */
const VmpMetricId *vmp_report_diff_get_metrics (guint *out_n);
/* Resident memory of mappings of @type on a side; VMP_MISSING. */
gint64         vmp_report_diff_get_type_bytes (const VmpReportDiff *self,
                                               guint                side,
                                               VmpMappingType       type);

/* Tables and figures for people. */
GArray        *vmp_report_diff_build_document (const VmpReportDiff *self) G_GNUC_WARN_UNUSED_RESULT;
/* "before.vmp and after.vmp". Owned. */
char          *vmp_report_diff_dup_title      (const VmpReportDiff *self) G_GNUC_WARN_UNUSED_RESULT;
/* The numbers, in bytes, nanoseconds and counts. Owned. */
char          *vmp_report_diff_to_json        (const VmpReportDiff *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpReportDiff, vmp_report_diff_free)

G_END_DECLS
