/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A series as pixel columns: what is known, held or a gap in each; pure, no drawing. */
#pragma once

#include "core/model/vmp-series.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_CHART_COLUMN_EMPTY,   /* before the first or after the last value */
  VMP_CHART_COLUMN_GAP,     /* nothing was measured */
  VMP_CHART_COLUMN_VALUE,
} VmpChartColumnState;

typedef struct
{
  gint64 low, high;         /* the range of the column, joined to its neighbour so that the line is unbroken */
  gint64 last;
  guint8 state;             /* VmpChartColumnState */
} VmpChartColumn;

/* How the time between two points is filled. */
typedef enum
{
  VMP_CHART_HOLD_UNTIL_NEXT,    /* a gauge: the value holds until another is read */
  VMP_CHART_HOLD_SINCE_LAST,    /* a rate: the value tells of the time before it */
} VmpChartHold;

/**
 * vmp_chart_columns_fill:
 * @begin_nsec: time where the first column starts
 * @cell_nsec: time of one column
 * @until_nsec: nothing is held beyond this time, as the process may have ended or the reading been stopped
 * @cells: what vmp_series_query() says of these columns
 * @columns: (array length=n): filled
 *
 * Returns: the highest value of all columns, or VMP_MISSING
 */
gint64 vmp_chart_columns_fill  (VmpSeries *series, gint64 begin_nsec, gint64 cell_nsec, gint64 until_nsec,
                                VmpChartHold hold, const VmpSeriesCell *cells, VmpChartColumn *columns, guint n);

/**
 * vmp_chart_columns_stack:
 * @total: (nullable): the measured sum of the bands, if there is one
 * @bands: series from the bottom up; low and high become the lower and upper bound of the band
 *
 * Each column is divided in the proportion of the bands' highest values, so that the top of the pile is the highest total that
 * was measured (the highest values of the bands themselves may be of different moments and would add up to more).
 */
void   vmp_chart_columns_stack (const VmpChartColumn *total, VmpChartColumn **bands, guint n_bands, guint n);

G_END_DECLS
