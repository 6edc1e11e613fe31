/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a graph or a table needs of a recording of any length, without reading all of it. */
#pragma once

#include "core/model/vmp-series.h"
#include "vmp-recording.h"

G_BEGIN_DECLS

/* A metric over a stretch of time, exact. */
typedef struct
{
  guint64 n;                            /* values */
  gint64  min, max, first, last;        /* VMP_MISSING if there is none */
  gint64  first_nsec, last_nsec;        /* when those were */
} VmpRecordingSummary;

/**
 * vmp_recording_query:
 * @cells: (array length=n_cells): filled, one for each equal stretch of [begin, end)
 *
 * As vmp_series_query(), from the pyramid of the file: where a cell holds more than about forty values, a stretch that a border
 * cuts counts in every cell that it reaches into. Memory and time do not grow with the length.
 *
 * Returns: %FALSE if there is nothing of @id in that time
 */
gboolean vmp_recording_query       (VmpRecording        *self,
                                    guint32              target,
                                    VmpMetricId          id,
                                    gint64               begin_nsec,
                                    gint64               end_nsec,
                                    VmpSeriesCell       *cells,
                                    guint                n_cells);
/**
 * vmp_recording_load_series:
 * @begin_nsec: from here to @end_nsec (any times) it is to be as fine as @n_fine cells need
 * @n_fine: cells that stretch is drawn with: every value where there are few, else stretches of the pyramid
 * @n_coarse: cells that everything would be drawn with, outside of it
 * @out_is_exact: (nullable): set to whether every value of the stretch is there
 *
 * A series as a session has it, but for its detail, for charts and tables to ask: all of the recording, thinned but where it is
 * looked at. Every entry is exact; so are the peak and its time.
 *
 * Returns: (transfer full) (nullable): %NULL if there is no value
 */
VmpSeries *vmp_recording_load_series (VmpRecording *self, guint32 target, VmpMetricId id, gint64 begin_nsec, gint64 end_nsec,
                                      guint n_fine, guint n_coarse, gboolean *out_is_exact) G_GNUC_WARN_UNUSED_RESULT;
/* What a session knew of @target at a moment: of each metric the newest value by then, or why there was none, and when it was
 * read (array of VMP_N_METRICS). */
void     vmp_recording_load_moment (VmpRecording        *self,
                                    guint32              target,
                                    gint64               time_nsec,
                                    VmpSample           *out,
                                    gint64              *out_times_nsec);
/* Reads what sums of many metrics over a long time need in one go. Takes some megabytes; what is asked afterwards is the same. */
void     vmp_recording_load_heads  (VmpRecording        *self);
/* Sums up [begin, end]; FALSE (and everything missing) if there is no value in it. */
gboolean vmp_recording_summarize   (VmpRecording        *self,
                                    guint32              target,
                                    VmpMetricId          id,
                                    gint64               begin_nsec,
                                    gint64               end_nsec,
                                    VmpRecordingSummary *out);
/* FALSE: no more. */
typedef gboolean (*VmpRecordingValueFunc) (gint64 time_nsec, gint64 value, gpointer user_data);

/* Hands over each value in [begin, end), in order. */
void     vmp_recording_read_values (VmpRecording         *self,
                                    guint32               target,
                                    VmpMetricId           id,
                                    gint64                begin_nsec,
                                    gint64                end_nsec,
                                    VmpRecordingValueFunc func,
                                    gpointer              user_data);
/* When the metric had its highest value in [begin, end] first, or VMP_MISSING. */
gint64   vmp_recording_find_peak   (VmpRecording        *self,
                                    guint32              target,
                                    VmpMetricId          id,
                                    gint64               begin_nsec,
                                    gint64               end_nsec);

G_END_DECLS
