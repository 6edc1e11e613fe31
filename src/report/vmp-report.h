/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report says of a recording, as numbers: gathered once, then told in any form. */
#pragma once

#include "core/store/vmp-recording-query.h"

G_BEGIN_DECLS

/* Stretches of a graph. */
#define VMP_REPORT_CELLS 480
/* Processes and stages beyond are left out, which is told. */
#define VMP_REPORT_MAX_ROWS 200
/* Names of mappings that grew most. */
#define VMP_REPORT_MAX_GROWERS 12

typedef struct
{
  guint32   target;
  gint32    pid, parent_pid;
  char     *name, *exe, *command;       /* owned; of its last program; NULL where not known */
  gint64    begin_nsec, end_nsec;       /* end: of the recording if it did not end */
  gboolean  has_ended;
  gint64    status;                     /* as wait4() gives it; VMP_MISSING */
  VmpRusage rusage;
  gboolean  has_cost;
  VmpObserverCost cost;                 /* of looking */
  VmpRecordingSummary rss, pss, rss_mark;
} VmpReportProcess;

typedef struct
{
  char     *name;                       /* owned */
  gint64    begin_nsec, end_nsec;
  VmpRecordingSummary sums[VMP_N_METRICS];
  /* By type of mapping (and of all) in the snapshots nearest to its begin and its end. */
  gboolean  has_growth;         /* else there are no two such snapshots */
  gint64    snapshot_nsec[2];
  gint64    rss_bytes[2][VMP_N_MAPPING_TYPES + 1], swap_bytes[2][VMP_N_MAPPING_TYPES + 1];    /* VMP_MISSING */
} VmpReportStage;

typedef struct
{
  guint32       target;                 /* 0: the machine */
  VmpAlertFact  fact;                   /* as it began, or as it ended where its begin was not recorded; owns its strings */
  gint64        begin_nsec, end_nsec;   /* end: of the recording if it went on */
  VmpAlertStage stage;                  /* what became of it; BEGAN: it went on */
} VmpReportAlert;

/* What somebody wrote about a moment (end is begin) or a stretch of time. */
typedef struct
{
  guint32     target;
  GRefString *text;                     /* owned */
  gint64      begin_nsec, end_nsec;
} VmpReportNote;

/* Gaps of one reason. */
typedef struct
{
  guint  n;
  gint64 total_nsec, longest_nsec;
} VmpReportGaps;

typedef struct
{
  char   *name;                         /* owned, escaped */
  gint64  first_bytes, peak_bytes;      /* resident */
} VmpReportGrower;

/* Where resident memory changes its way: found by itself, nobody marked it. */
typedef struct
{
  gint64 time_nsec;
  gint64 before_bytes, after_bytes;                 /* what the lines on both sides say for that moment */
  gint64 before_per_minute, after_per_minute;       /* their growth, bytes a minute */
} VmpReportChange;

typedef struct
{
  VmpRecording     *recording;          /* borrowed */
  gint64            begin_nsec, end_nsec;
  gint64            anchor_nsec;        /* wall clock at CLOCK_BOOTTIME 0; 0: not known */
  GArray           *processes;          /* of VmpReportProcess, in the order they came */
  guint             n_more_processes;   /* that are left out */
  guint             main;               /* index of the one that the report is about */
  GArray           *stages;             /* of VmpReportStage */
  guint             n_more_stages;      /* that are left out */
  GArray           *alerts;             /* of VmpReportAlert, in the order they began */
  guint             n_more_alerts;      /* that are left out */
  GArray           *notes;              /* of VmpReportNote, by begin */
  guint             n_more_notes;       /* that are left out */
  VmpReportGaps     gaps[VMP_GAP_STOPPED + 1];
  VmpRecordingSummary sums[VMP_N_METRICS];        /* of the main process */
  gint64            peak_nsec[VMP_N_METRICS];     /* when; VMP_MISSING */
  VmpSeriesCell    *cells[VMP_N_METRICS];         /* owned, VMP_REPORT_CELLS each; NULL: nothing */
  VmpSeriesCell    *tree_rss, *tree_pss;          /* owned; of all processes together at the end of each cell; NULL: one process */
  VmpAddressSpace  *peak_space;                   /* owned; the one with the most resident memory; NULL: none */
  gint64            peak_space_nsec;
  GArray           *changes;            /* of VmpReportChange, by time */
  GArray           *growers;            /* of VmpReportGrower, the most first */
} VmpReport;

/**
 * vmp_report_new:
 * @pid: the process that it is about; 0 for the first
 *
 * Reads what it needs of @recording, which must outlive it.
 *
 * Returns: (transfer full) (nullable): %NULL with @error: VMP_ERROR_GONE if there is no such process or nothing was recorded
 */
VmpReport  *vmp_report_new        (VmpRecording *recording, gint32 pid, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        vmp_report_free       (VmpReport *self);
/* The process that it is about. Borrowed. */
const VmpReportProcess *
            vmp_report_get_main   (const VmpReport *self);
/* The highest value of a metric of the main process: where the kernel keeps a mark of its own, the higher of both. */
gint64      vmp_report_get_peak   (const VmpReport *self, VmpMetricId id);

/* The most that all processes took at one time, by RSS or PSS: the sum at the ends of the cells, and at least what any of them took
 * alone. VMP_MISSING */
gint64      vmp_report_get_tree_peak (const VmpReport *self, VmpMetricId id);

/* The first stage of that name; NULL. Borrowed. */
const VmpReportStage *
            vmp_report_find_stage  (const VmpReport *self, const char *name);
/* How much more resident memory mappings of @type (of all for VMP_N_MAPPING_TYPES) had at the end; VMP_MISSING. */
gint64      vmp_report_stage_get_growth (const VmpReportStage *self, VmpMappingType type);

/* Each: the whole document, in the language of the user but for JSON. Owned. */
char       *vmp_report_to_html     (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;
char       *vmp_report_to_markdown (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;
/* Its tables. */
char       *vmp_report_to_csv      (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;
char       *vmp_report_to_json     (const VmpReport *self) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpReport, vmp_report_free)

G_END_DECLS
