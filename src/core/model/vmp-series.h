/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One metric over time, with a min/max pyramid so that any length draws in O(pixels). */
#pragma once

#include "core/kernel/vmp-value.h"

G_BEGIN_DECLS

typedef struct _VmpSeries VmpSeries;

/* What one pixel column (or any stretch of time) holds. */
typedef struct
{
  gint64  min, max;       /* VMP_MISSING where the stretch has no point */
  gint64  first, last;
  guint32 n;              /* points; 0: none. Thinned stretches count what they stand for, saturating */
  guint8  gap;            /* TRUE if a gap lies in the stretch */
} VmpSeriesCell;

/**
 * vmp_series_new:
 * @max_bytes: bound of its memory; when it is reached the oldest detail is thinned: 16 points become one stretch with
 *   its first, last, lowest and highest value, later 16 of those one again, so that memory lasts for any length of time. At
 *   least 128 KiB are allowed; 0 for no bound
 *
 * One thread at a time. Returns: (transfer full)
 */
VmpSeries *vmp_series_new         (gsize max_bytes) G_GNUC_WARN_UNUSED_RESULT;
void       vmp_series_free        (VmpSeries *self);
/* A series of what is in [begin, end] and a little around it, for another thread; costs a copy of its memory. It is not to be
 * appended to. */
VmpSeries *vmp_series_dup_range   (VmpSeries *self, gint64 begin_nsec, gint64 end_nsec) G_GNUC_WARN_UNUSED_RESULT;

/* Appends a point. Times must not go back (an earlier one is refused: FALSE). @value is not VMP_MISSING. */
gboolean   vmp_series_append      (VmpSeries *self, gint64 time_nsec, gint64 value);
/* Says that nothing is known from @begin_nsec (at or after the last point) until the next point. */
void       vmp_series_append_gap  (VmpSeries *self, gint64 begin_nsec);

/* Appends a stretch of points of which only a summary is known, as thinned ones are: @cell tells of the points from @begin_nsec to
 * @end_nsec, which are those of the first and the last of them. Refused as vmp_series_append(), and if it has no point. */
gboolean   vmp_series_append_span (VmpSeries *self, gint64 begin_nsec, gint64 end_nsec, const VmpSeriesCell *cell);
/* Adds to each of the @n cells of @sums, which divide [@begin_nsec, @end_nsec], what @cells had at its end: the last value by then;
 * nothing after @until_nsec (G_MAXINT64: it goes on). A sum has n 0 as long as nothing was added. Bounded for a thousand summands. */
void       vmp_series_cells_add_up (VmpSeriesCell *sums, const VmpSeriesCell *cells, guint n, gint64 begin_nsec, gint64 end_nsec,
                                    gint64 until_nsec);
/* The highest value in @n cells; VMP_MISSING. */
gint64     vmp_series_cells_get_max (const VmpSeriesCell *cells, guint n);
/* Says when the highest value was, where that is known better than from the stretches. */
void       vmp_series_set_peak_time (VmpSeries *self, gint64 time_nsec);

guint64    vmp_series_get_length  (VmpSeries *self);    /* points, thinned ones counted once */
gboolean   vmp_series_get_range   (VmpSeries *self, gint64 *out_first_nsec, gint64 *out_last_nsec);
gsize      vmp_series_get_bytes   (VmpSeries *self);    /* memory held */
/* The last point, or FALSE. */
gboolean   vmp_series_get_last    (VmpSeries *self, gint64 *out_time_nsec, gint64 *out_value);
/* The last point at or before @time_nsec, for a cursor; FALSE if none or if a gap lies between. Where detail was thinned, the
 * last one that is still known. */
gboolean   vmp_series_get_at      (VmpSeries *self, gint64 time_nsec, gint64 *out_time_nsec, gint64 *out_value);

/**
 * vmp_series_query:
 * @begin_nsec: start of the first cell
 * @end_nsec: end of the last cell
 * @cells: (array length=n_cells): filled, one for each equal stretch of [begin, end)
 *
 * Minimum, maximum, first and last of each cell, exact to the border wherever there is full detail. A thinned stretch that a border
 * cuts counts in every cell that it reaches into, so that no peak is lost and no hole shows. No allocation; costs
 * about the number of cells, whatever the number of points.
 */
void       vmp_series_query       (VmpSeries *self, gint64 begin_nsec, gint64 end_nsec, VmpSeriesCell *cells, guint n_cells);
/* The same for what is looked at: where a cell holds many points its borders may be off by a quarter of it. Each point
 * counts in one cell at least as ever, and much less memory is touched. @n of a cell is a guess then. */
#define VMP_SERIES_DRAWN_SHARE 4
void       vmp_series_query_drawn (VmpSeries *self, gint64 begin_nsec, gint64 end_nsec, VmpSeriesCell *cells, guint n_cells);
/* The same for one stretch. */
void       vmp_series_query_one   (VmpSeries *self, gint64 begin_nsec, gint64 end_nsec, VmpSeriesCell *cell);
/**
 * vmp_series_get_next:
 * @out_end_nsec: after *out_begin_nsec only where detail was thinned and the entry stands for several points
 *
 * The first entry that begins at or after @time_nsec: with *out_begin_nsec + 1 as the next time, all of them one after another.
 *
 * Returns: FALSE if there is none
 */
gboolean   vmp_series_get_next    (VmpSeries *self, gint64 time_nsec, gint64 *out_begin_nsec, gint64 *out_end_nsec,
                                   VmpSeriesCell *out_cell);
/* Highest value of all and when it was; FALSE if empty. Never lost by thinning. */
gboolean   vmp_series_get_peak    (VmpSeries *self, gint64 *out_time_nsec, gint64 *out_value);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpSeries, vmp_series_free)

G_END_DECLS
