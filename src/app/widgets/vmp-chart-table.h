/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a chart shows as numbers: a table for those who cannot see it, text and CSV to take along; pure. */
#pragma once

#include "vmp-chart-axis.h"
#include "vmp-chart-plot.h"

G_BEGIN_DECLS

/* One column behind the time. */
typedef struct
{
  VmpSeries       *series;    /* borrowed, unless the table has its own */
  const VmpMetric *metric;
  char            *name;      /* owned: translated, with the process if it is the compared one */
  char            *key;       /* owned: "rss (bytes)", "rss of other (12) (bytes)": not translated */
} VmpChartTableColumn;

#define VMP_CHART_TABLE_MAX_COLUMNS (VMP_CHART_MAX_SERIES + 1)

/* Lowest and highest value of each column in the time from @begin_nsec up to the next row, VMP_MISSING if none. */
typedef struct
{
  gint64 begin_nsec;
  gint64 min[VMP_CHART_TABLE_MAX_COLUMNS], max[VMP_CHART_TABLE_MAX_COLUMNS];
} VmpChartTableRow;

typedef struct
{
  GArray    *columns;       /* of VmpChartTableColumn: the visible series */
  GArray    *rows;          /* of VmpChartTableRow */
  GArray    *stages;        /* of VmpStage; empty if none was marked */
  gboolean   is_exact;      /* each row is one reading; else a stretch of several */
  gboolean   owns_series;
} VmpChartTable;

/* The time between, the clock and the units of a text. */
typedef struct
{
  gint64      begin_nsec, end_nsec;   /* CLOCK_BOOTTIME; the end belongs to it */
  gint64      anchor_nsec;            /* wall clock for boot time 0 */
  GTimeZone  *zone;
  VmpUnits    units;
} VmpChartPeriod;

/* At most @max_rows rows: the readings themselves if they are so few, else equal stretches of time. Returns: (transfer full) */
VmpChartTable *vmp_chart_table_new       (const VmpChartContent *content, const VmpChartPeriod *period,
                                          guint max_rows) G_GNUC_WARN_UNUSED_RESULT;
void           vmp_chart_table_free      (VmpChartTable *self);
/* "10:31:15", with the date where the period is longer than a day. Owned. */
char          *vmp_chart_table_dup_time  (const VmpChartTable *self, guint row, const VmpChartPeriod *period) G_GNUC_WARN_UNUSED_RESULT;
/* Name of the stage that the row begins in, borrowed; NULL if none. */
const char    *vmp_chart_table_get_stage (const VmpChartTable *self, guint row);
/* "612 MiB", "600 MiB – 612 MiB" where it changed, "–" if nothing was measured. Owned. */
char          *vmp_chart_table_dup_cell  (const VmpChartTable *self, guint row, guint column,
                                          VmpUnits units) G_GNUC_WARN_UNUSED_RESULT;

/* Title, process, summary, events and the table, for people. Owned. */
char          *vmp_chart_table_dup_text  (const VmpChartContent *content, const VmpChartPeriod *period,
                                          const char *title) G_GNUC_WARN_UNUSED_RESULT;
/* What it takes to write the values of a chart without the chart: they are many in a long window, so another thread does it. */
typedef struct _VmpChartCsv VmpChartCsv;

/* Copies what there is now. Returns: (transfer full) */
VmpChartCsv   *vmp_chart_csv_new         (const VmpChartContent *content, const VmpChartPeriod *period) G_GNUC_WARN_UNUSED_RESULT;
void           vmp_chart_csv_free        (VmpChartCsv *self);
/* Every reading in the period: a time in ISO 8601 with its zone, then each visible series in bytes, counts or counts per second;
 * empty where it was not read at that time. Keys and numbers are in no language. Where detail was thinned, rows are stretches of time
 * with the last, lowest and highest value. Any one thread. Owned; a 0 that does not count in *out_length is at its end. */
char          *vmp_chart_csv_write       (VmpChartCsv *self, gsize *out_length) G_GNUC_WARN_UNUSED_RESULT;

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpChartTable, vmp_chart_table_free)
G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpChartCsv, vmp_chart_csv_free)

G_END_DECLS
