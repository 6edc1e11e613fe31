/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a graph or a table needs of a recording of any length, without reading all of it. */

#include "config.h"

#include "vmp-recording-query.h"

#include "vmp-column.h"
#include "vmp-recording-private.h"

#include "core/model/vmp-series-block.h"

#include <string.h>

/* Spans that ten cells are to hold at least before they are taken for the values: a cut one is in two cells. */
#define SPANS_IN_TEN_CELLS 6
/* Entries that a series is made of at most, whatever the file claims. */
#define MAX_ENTRIES (128 * 1024)
/* Beyond these nothing was ever measured: sums and differences are not to overflow. */
#define MOST_NSEC (G_MAXINT64 / 4)
#define MOST_VALUE (G_GINT64_CONSTANT (1) << 59)
/* Rows of a level that are read for one query at most: an honest file has fewer. */
#define MAX_ROWS 10000

/* A stretch of values, one or many. */
typedef struct
{
  gint64  begin_nsec, end_nsec;
  gint64  min, max, first, last;
  guint64 n;
  gint64  gap_nsec;       /* where a gap began that ends at begin; VMP_MISSING: none */
  gboolean has_gap;       /* one lies within */
} Stretch;

typedef struct
{
  gint64         begin_nsec, end_nsec;
  VmpSeriesCell *cells;
  guint          n_cells;
  gboolean       has_any;
  gint64         done_nsec;     /* what is up to here has been taken; -1 at first */
  gint64         floor_nsec;    /* likewise by levels above the one that is read */
  VmpSeries     *series;        /* filled instead of cells; else NULL */
  guint          n_entries;     /* of it */
  guint          n_folded;      /* values that an entry stands for where no level has any */
} Query;

static guint
find_cell (const Query *query,
           gint64       time_nsec)
{
  double at = (double) (time_nsec - query->begin_nsec) / (double) (query->end_nsec - query->begin_nsec) * query->n_cells;

  return at <= 0 ? 0 : MIN ((guint) at, query->n_cells - 1);
}

static void
mark_gap (Query  *query,
          gint64  begin_nsec,
          gint64  end_nsec)
{
  if (end_nsec <= query->begin_nsec || begin_nsec >= query->end_nsec)
    return;
  for (guint i = find_cell (query, begin_nsec); i <= find_cell (query, end_nsec - 1); i++)
    query->cells[i].gap = TRUE;
}

static void
add_to_cell (VmpSeriesCell *cell,
             const Stretch *stretch)
{
  if (cell->n == 0)
    {
      cell->min = stretch->min;
      cell->max = stretch->max;
      cell->first = stretch->first;
    }
  cell->min = MIN (cell->min, stretch->min);
  cell->max = MAX (cell->max, stretch->max);
  cell->last = stretch->last;
  cell->n = MIN (cell->n + stretch->n, G_MAXUINT32);
  cell->gap |= stretch->has_gap;
}

/* What begins behind the part that is read belongs to the next one. */
static void
append_stretch (Query         *query,
                const Stretch *stretch,
                gboolean       is_value)
{
  const VmpSeriesCell cell = {
    stretch->min, stretch->max, stretch->first, stretch->last, (guint32) MIN (stretch->n, G_MAXUINT32), stretch->has_gap,
  };

  if (stretch->begin_nsec >= query->end_nsec || stretch->begin_nsec <= query->done_nsec || query->n_entries >= MAX_ENTRIES ||
      stretch->end_nsec > MOST_NSEC || stretch->max > MOST_VALUE)
    return;
  query->done_nsec = stretch->end_nsec;
  query->n_entries++;
  if (stretch->gap_nsec != VMP_MISSING)
    vmp_series_append_gap (query->series, stretch->gap_nsec);
  if (is_value)
    vmp_series_append (query->series, stretch->begin_nsec, stretch->last);
  else
    vmp_series_append_span (query->series, stretch->begin_nsec, stretch->end_nsec, &cell);
}

static void
add_stretch (Query         *query,
             const Stretch *stretch)
{
  query->done_nsec = MAX (query->done_nsec, stretch->end_nsec);
  if (stretch->gap_nsec != VMP_MISSING)
    mark_gap (query, stretch->gap_nsec, stretch->begin_nsec);
  if (stretch->end_nsec < query->begin_nsec || stretch->begin_nsec >= query->end_nsec)
    return;
  query->has_any = TRUE;
  for (guint i = find_cell (query, stretch->begin_nsec); i <= find_cell (query, stretch->end_nsec); i++)
    add_to_cell (&query->cells[i], stretch);
}

/* From when on nothing has been taken yet; whatever times a file has. */
static gint64
get_next (const Query *query)
{
  return MAX (query->begin_nsec, MIN (query->done_nsec, G_MAXINT64 - 1) + 1);
}

/* --- the pyramid --- */

/* FALSE if the row is not one. */
static gboolean
add_span_row (Query        *query,
              sqlite3_stmt *statement)
{
  gint64 columns[VMP_RECORDING_SPAN_COLUMNS][VMP_RECORDING_SPAN_ROW];
  const guint8 *data = sqlite3_column_blob (statement, 3);
  gsize len = data != NULL ? sqlite3_column_bytes (statement, 3) : 0, at = 0;
  gint64 n = vmp_recording_get_count (statement, 2);

  if (n < 1 || n > VMP_RECORDING_SPAN_ROW)
    return FALSE;
  for (guint i = 0; i < VMP_RECORDING_SPAN_COLUMNS; i++)
    {
      gsize used = vmp_column_read (data + at, len - at, n, columns[i]);

      if (used == 0)
        return FALSE;
      at += used;
    }
  for (guint i = 0; i < n; i++)
    {
      Stretch stretch = {
        columns[0][i], columns[1][i], columns[2][i], columns[3][i], columns[4][i], columns[5][i],
        columns[6][i] & ~VMP_SERIES_GAP_FLAG, columns[7][i] > 0 ? columns[0][i] - columns[7][i] : VMP_MISSING,
        (columns[6][i] & VMP_SERIES_GAP_FLAG) != 0,
      };

      if (stretch.begin_nsec < 0 || stretch.end_nsec < stretch.begin_nsec || stretch.min < 0 || stretch.max < stretch.min)
        return FALSE;
      if (query->series != NULL)
        append_stretch (query, &stretch, FALSE);
      else if (stretch.begin_nsec > query->floor_nsec)
        add_stretch (query, &stretch);
    }
  return TRUE;
}

/* Where the row begins that holds @time_nsec or comes first after it. */
static gint64
find_row (VmpRecording *self,
          guint32       target,
          guint16       code,
          guint         level,
          gint64        time_nsec)
{
  sqlite3_stmt *statement = vmp_recording_get_read (self, VMP_RECORDING_READ_SPAN_BEFORE);
  gint64 begin_nsec = time_nsec;

  if (statement == NULL)
    return time_nsec;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, code);
  sqlite3_bind_int64 (statement, 3, level);
  sqlite3_bind_int64 (statement, 4, time_nsec);
  if (vmp_recording_step (self, statement, "span"))
    begin_nsec = sqlite3_column_int64 (statement, 0);
  sqlite3_reset (statement);
  return begin_nsec;
}

static void
add_level (VmpRecording *self,
           guint32       target,
           guint16       code,
           guint         level,
           Query        *query)
{
  gint64 from_nsec = get_next (query);
  gint64 row_nsec = find_row (self, target, code, level, from_nsec);
  sqlite3_stmt *statement = vmp_recording_get_read (self, VMP_RECORDING_READ_SPANS);

  if (statement == NULL)
    return;
  query->floor_nsec = query->done_nsec;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, code);
  sqlite3_bind_int64 (statement, 3, level);
  sqlite3_bind_int64 (statement, 4, row_nsec);
  sqlite3_bind_int64 (statement, 5, query->end_nsec);
  for (guint n = 0; n < MAX_ROWS && vmp_recording_step (self, statement, "span"); n++)
    if (!add_span_row (query, statement))
      {
        vmp_recording_add_problem (self, "a row of the table span makes no sense");
        break;
      }
  sqlite3_reset (statement);
}

/* --- chunks and plain rows --- */

/* The first value that a series does not have yet. */
static guint
find_first_value (const Query              *query,
                  const VmpRecordingValues *values)
{
  guint from = 0, to = query->series != NULL ? values->n : 0;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (values->times[middle] <= query->done_nsec)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

/* The values [from, to) as one. */
static void
fold_values (const VmpRecordingValues *values,
             guint                     from,
             guint                     to,
             gint64                    gap_nsec,
             Stretch                  *out)
{
  *out = (Stretch) { values->times[from], values->times[to - 1], values->values[from], values->values[from], values->values[from],
                     values->values[to - 1], to - from, gap_nsec, FALSE };
  for (guint i = from + 1; i < to; i++)
    {
      out->min = MIN (out->min, values->values[i]);
      out->max = MAX (out->max, values->values[i]);
    }
}

static void
add_values (Query                    *query,
            const VmpRecordingValues *values)
{
  guint gap = 0, to;

  for (guint from = find_first_value (query, values); from < values->n; from = to)
    {
      gint64 gap_nsec = VMP_MISSING;
      Stretch stretch;

      if (query->series != NULL && values->times[from] >= query->end_nsec)
        break;
      while (gap < values->n_gaps && values->gaps[gap].index < from)
        gap++;
      if (gap < values->n_gaps && values->gaps[gap].index == from)
        gap_nsec = values->gaps[gap++].begin_nsec;
      /* A gap and the end of what is asked for are not within. */
      to = MIN (from + query->n_folded, gap < values->n_gaps ? MIN (values->gaps[gap].index, values->n) : values->n);
      while (to > from + 1 && values->times[to - 1] >= query->end_nsec)
        to--;
      fold_values (values, from, to, gap_nsec, &stretch);
      if (query->series != NULL)
        append_stretch (query, &stretch, to == from + 1);
      else if (stretch.begin_nsec > query->floor_nsec)
        add_stretch (query, &stretch);
    }
}

static void
add_chunks (VmpRecording *self,
            guint32       target,
            VmpMetricId   id,
            Query        *query)
{
  g_autofree VmpRecordingValues *values = g_new (VmpRecordingValues, 1);
  guint n;
  const VmpRecordingChunk *chunks = vmp_recording_find_chunks (self, target, &n);
  gint64 from_nsec = get_next (query);
  guint i = vmp_recording_bisect_chunks (chunks, n, from_nsec);

  query->floor_nsec = query->done_nsec;
  /* One more: a gap may reach in from there. */
  for (gboolean is_over = FALSE; i < n && !is_over; i++)
    {
      is_over = chunks[i].begin_nsec >= query->end_nsec;
      if (vmp_recording_load_values (self, &chunks[i], id, values))
        add_values (query, values);
    }
  if (i == n && vmp_recording_load_recent (self, target, id, values))
    add_values (query, values);
}

/* From what was loaded at once, else by itself. FALSE if it is not there. */
static gboolean
find_head (VmpRecording            *self,
           const VmpRecordingChunk *chunk,
           VmpMetricId              id,
           VmpRecordingHead        *out)
{
  const VmpRecordingHead *known = vmp_recording_get_head (self, chunk, id);
  sqlite3_stmt *statement;

  if (known != NULL)
    {
      *out = *known;
      return known->is_known;
    }
  statement = vmp_recording_get_read (self, VMP_RECORDING_READ_HEAD);
  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, chunk->id << 16 | vmp_metric_get (id)->code);
  if (!vmp_recording_step (self, statement, "chunk_column"))
    return FALSE;
  vmp_recording_read_head (statement, 0, out);
  sqlite3_reset (statement);
  return TRUE;
}

/* What the head of a chunk's column says, if it is there and makes sense. */
static gboolean
load_head (VmpRecording            *self,
           const VmpRecordingChunk *chunk,
           VmpMetricId              id,
           Stretch                 *out)
{
  VmpRecordingHead head;

  if (!find_head (self, chunk, id, &head))
    return FALSE;
  *out = (Stretch) { chunk->begin_nsec, chunk->end_nsec, head.min, head.max, head.first, head.last, head.n, VMP_MISSING, FALSE };
  return head.n <= chunk->n && (head.n == 0 || (head.min >= 0 && head.max >= head.min && head.first >= head.min && head.last >= head.min));
}

guint64
vmp_recording_count_values (VmpRecording            *self,
                            const VmpRecordingChunk *chunk,
                            VmpMetricId              id)
{
  Stretch head;

  return load_head (self, chunk, id, &head) ? head.n : 0;
}

/* The highest level of which a cell holds some spans; 0: values, of which *out_n_folded (nullable) are enough for half a
 * cell. */
static guint
choose_level (VmpRecording *self,
              guint32       target,
              VmpMetricId   id,
              const Query  *query,
              guint        *out_n_folded)
{
  guint n;
  const VmpRecordingChunk *chunks = vmp_recording_find_chunks (self, target, &n);
  guint from = vmp_recording_bisect_chunks (chunks, n, query->begin_nsec);
  guint to = vmp_recording_bisect_chunks (chunks, n, query->end_nsec);
  Stretch head;
  double n_spans;
  guint level = 0;

  if (out_n_folded != NULL)
    *out_n_folded = 1;
  if (n == 0 || !self->has_index || !load_head (self, &chunks[MIN (from + (to - from) / 2, n - 1)], id, &head))
    return 0;
  /* A chunk ends a span. */
  if (out_n_folded != NULL)
    *out_n_folded = (guint) CLAMP ((double) (to - from) * (double) head.n / query->n_cells / 2, 1, VMP_RECORDING_SPAN_VALUES);
  n_spans = (double) (to - from) * ((head.n + VMP_RECORDING_SPAN_VALUES - 1) / VMP_RECORDING_SPAN_VALUES);
  for (; n_spans * 10 >= (double) query->n_cells * SPANS_IN_TEN_CELLS && level < VMP_RECORDING_SPAN_LEVELS; level++)
    n_spans /= VMP_RECORDING_SPAN_FAN;
  return level;
}

gboolean
vmp_recording_query (VmpRecording  *self,
                     guint32        target,
                     VmpMetricId    id,
                     gint64         begin_nsec,
                     gint64         end_nsec,
                     VmpSeriesCell *cells,
                     guint          n_cells)
{
  Query query = { begin_nsec, end_nsec, cells, n_cells, FALSE, -1, -1, NULL, 0, 1 };
  guint16 code = vmp_metric_get (id)->code;

  g_return_val_if_fail (end_nsec > begin_nsec && n_cells > 0, FALSE);

  for (guint i = 0; i < n_cells; i++)
    cells[i] = (VmpSeriesCell) { VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, 0, FALSE };
  vmp_recording_begin_reading (self);
  /* A level ends where its last full row does; the one below knows more. */
  for (guint level = choose_level (self, target, id, &query, NULL); level > 0; level--)
    add_level (self, target, code, level, &query);
  add_chunks (self, target, id, &query);
  vmp_recording_end_reading (self);
  return query.has_any;
}

/* --- series --- */

/* Where the stretch of the row under the statement begins in which @time_nsec lies, or the moment after it ended; @time_nsec if it
 * lies between two of them or before all; VMP_MISSING if it comes after the row. */
static gint64
find_border_in_row (sqlite3_stmt *statement,
                    gint64        time_nsec,
                    gboolean      wants_begin)
{
  gint64 begins[VMP_RECORDING_SPAN_ROW], ends[VMP_RECORDING_SPAN_ROW];
  const guint8 *data = sqlite3_column_blob (statement, 3);
  gsize len = data != NULL ? sqlite3_column_bytes (statement, 3) : 0, used;
  gint64 n = vmp_recording_get_count (statement, 2);

  if (n < 1 || n > VMP_RECORDING_SPAN_ROW || (used = vmp_column_read (data, len, n, begins)) == 0 ||
      vmp_column_read (data + used, len - used, n, ends) == 0)
    return VMP_MISSING;
  for (guint i = 0; i < n; i++)
    {
      if (begins[i] >= time_nsec)
        return time_nsec;
      if (ends[i] >= time_nsec && ends[i] <= MOST_NSEC)
        return wants_begin ? begins[i] : ends[i] + 1;
    }
  return VMP_MISSING;
}

/* The next moment from @time_nsec on, or the last one up to it, at which no stretch of @level, or of those below where that has
 * ended, is cut. *out_is_whole: @level itself has all that comes before it. */
static gint64
find_border (VmpRecording *self,
             guint32       target,
             guint16       code,
             guint         level,
             gint64        time_nsec,
             gboolean      wants_begin,
             gboolean     *out_is_whole)
{
  gint64 border_nsec = VMP_MISSING;
  guint highest = level;

  *out_is_whole = FALSE;
  for (; level > 0 && border_nsec == VMP_MISSING; level--)
    {
      gint64 row_nsec = find_row (self, target, code, level, time_nsec);
      sqlite3_stmt *statement = vmp_recording_get_read (self, VMP_RECORDING_READ_SPANS);

      if (statement == NULL)
        break;
      sqlite3_bind_int64 (statement, 1, target);
      sqlite3_bind_int64 (statement, 2, code);
      sqlite3_bind_int64 (statement, 3, level);
      sqlite3_bind_int64 (statement, 4, row_nsec);
      sqlite3_bind_int64 (statement, 5, G_MAXINT64);
      /* The row it lies in, and the one after that. */
      for (guint i = 0; i < 2 && border_nsec == VMP_MISSING && vmp_recording_step (self, statement, "span"); i++)
        border_nsec = find_border_in_row (statement, time_nsec, wants_begin);
      sqlite3_reset (statement);
      *out_is_whole = level == highest && border_nsec != VMP_MISSING;
    }
  return border_nsec != VMP_MISSING ? border_nsec : time_nsec;
}

/* The level of which as many cells hold some, in all of a stretch. */
static guint
choose_level_of (VmpRecording *self,
                 guint32       target,
                 VmpMetricId   id,
                 gint64        begin_nsec,
                 gint64        end_nsec,
                 guint         n_cells,
                 guint        *out_n_folded)
{
  const Query query = { .begin_nsec = begin_nsec, .end_nsec = end_nsec, .n_cells = n_cells };

  return choose_level (self, target, id, &query, out_n_folded);
}

/* On from where the series ends, by stretches of level @highest, and of those below where that has ended; unless it @is_whole: then
 * nothing lies between its last stretch and the end. */
static void
load_part (VmpRecording *self,
           guint32       target,
           VmpMetricId   id,
           gint64        end_nsec,
           guint         highest,
           guint         n_folded,
           gboolean      is_whole,
           Query        *query)
{
  guint16 code = vmp_metric_get (id)->code;

  query->begin_nsec = get_next (query);
  query->end_nsec = end_nsec;
  if (query->begin_nsec >= end_nsec)
    return;
  for (guint level = highest; level > 0 && get_next (query) < end_nsec; level--)
    {
      add_level (self, target, code, level, query);
      if (is_whole)
        return;
    }
  /* Where a level has not got to, values do for its stretches, those of a chunk at most. */
  query->n_folded = highest == 0 ? n_folded : highest == 1 ? VMP_RECORDING_SPAN_VALUES : VMP_RECORDING_CHUNK_SAMPLES;
  if (get_next (query) < end_nsec)
    add_chunks (self, target, id, query);
}

/* Finer and finer towards what is looked at, and coarser and coarser behind it: so few entries make the way between levels. */
static void
load_parts (VmpRecording *self,
            guint32       target,
            VmpMetricId   id,
            gint64        begin_nsec,
            gint64        end_nsec,
            guint         fine,
            guint         coarse,
            guint         n_folded,
            Query        *query)
{
  guint16 code = vmp_metric_get (id)->code;

  for (guint level = coarse; level > fine; level--)
    {
      gboolean is_whole;
      gint64 border_nsec = find_border (self, target, code, level, begin_nsec, TRUE, &is_whole);

      load_part (self, target, id, border_nsec, level, n_folded, is_whole, query);
    }
  for (guint level = fine; level < coarse; level++)
    {
      gboolean is_whole;
      gint64 border_nsec = find_border (self, target, code, level + 1, end_nsec, FALSE, &is_whole);

      load_part (self, target, id, border_nsec, level, n_folded, is_whole, query);
    }
}

VmpSeries *
vmp_recording_load_series (VmpRecording *self,
                           guint32       target,
                           VmpMetricId   id,
                           gint64        begin_nsec,
                           gint64        end_nsec,
                           guint         n_fine,
                           guint         n_coarse,
                           gboolean     *out_is_exact)
{
  g_autoptr (VmpSeries) series = vmp_series_new (0);
  Query query = { .done_nsec = -1, .floor_nsec = -1, .series = series };
  gint64 first_nsec, last_nsec, peak_nsec, peak;
  guint fine, coarse, n_folded;

  if (out_is_exact != NULL)
    *out_is_exact = TRUE;
  if (!vmp_recording_get_range (self, &first_nsec, &last_nsec))
    return NULL;
  query.begin_nsec = first_nsec;
  query.done_nsec = first_nsec - 1;
  begin_nsec = CLAMP (begin_nsec, first_nsec, last_nsec);
  end_nsec = CLAMP (end_nsec, begin_nsec, last_nsec);
  last_nsec = MIN (last_nsec, MOST_NSEC);
  vmp_recording_begin_reading (self);
  fine = choose_level_of (self, target, id, begin_nsec, MAX (end_nsec, begin_nsec + 1), n_fine, &n_folded);
  coarse = MAX (fine, choose_level_of (self, target, id, first_nsec, last_nsec + 1, n_coarse, NULL));
  /* Of few values all are taken. */
  if (coarse == 0)
    n_folded = 1;
  load_parts (self, target, id, begin_nsec, end_nsec, fine, coarse, n_folded, &query);
  load_part (self, target, id, last_nsec + 1, coarse, 1, FALSE, &query);
  if (out_is_exact != NULL)
    *out_is_exact = fine == 0 && n_folded == 1;
  /* In which stretch it is is known; where in it has to be looked up. */
  if (vmp_series_get_peak (series, &peak_nsec, &peak))
    {
      gint64 from_nsec = peak_nsec, stretch_end_nsec = peak_nsec;
      VmpSeriesCell cell;

      vmp_series_get_next (series, peak_nsec, &from_nsec, &stretch_end_nsec, &cell);
      if (stretch_end_nsec > from_nsec)
        peak_nsec = vmp_recording_find_peak (self, target, id, from_nsec, stretch_end_nsec);
      if (peak_nsec != VMP_MISSING)
        vmp_series_set_peak_time (series, peak_nsec);
    }
  vmp_recording_end_reading (self);
  return vmp_series_get_length (series) > 0 ? g_steal_pointer (&series) : NULL;
}

/* --- sums --- */

static void
add_to_summary (VmpRecordingSummary *sum,
                const Stretch       *stretch)
{
  if (sum->n == 0)
    {
      sum->min = stretch->min;
      sum->max = stretch->max;
      sum->first = stretch->first;
      sum->first_nsec = stretch->begin_nsec;
    }
  sum->min = MIN (sum->min, stretch->min);
  sum->max = MAX (sum->max, stretch->max);
  sum->last = stretch->last;
  sum->last_nsec = stretch->end_nsec;
  sum->n += stretch->n;
}

/* FALSE if none is in that time. */
static gboolean
sum_values (VmpRecordingSummary      *sum,
            const VmpRecordingValues *values,
            gint64                    begin_nsec,
            gint64                    end_nsec)
{
  guint64 before = sum->n;

  for (guint i = 0; i < values->n; i++)
    {
      gint64 value = values->values[i], time_nsec = values->times[i];
      const Stretch stretch = { time_nsec, time_nsec, value, value, value, value, 1, VMP_MISSING, FALSE };

      if (time_nsec >= begin_nsec && time_nsec <= end_nsec)
        add_to_summary (sum, &stretch);
    }
  return sum->n > before;
}

gboolean
vmp_recording_summarize (VmpRecording        *self,
                         guint32              target,
                         VmpMetricId          id,
                         gint64               begin_nsec,
                         gint64               end_nsec,
                         VmpRecordingSummary *out)
{
  g_autofree VmpRecordingValues *values = g_new (VmpRecordingValues, 1);
  guint n, i;
  const VmpRecordingChunk *chunks = vmp_recording_find_chunks (self, target, &n), *by_head = NULL;
  Stretch head;

  *out = (VmpRecordingSummary) { 0, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING };
  vmp_recording_begin_reading (self);
  for (i = vmp_recording_bisect_chunks (chunks, n, begin_nsec); i < n && chunks[i].begin_nsec <= end_nsec; i++)
    {
      gboolean is_whole = chunks[i].begin_nsec >= begin_nsec && chunks[i].end_nsec <= end_nsec;
      const VmpRecordingHead *known = vmp_recording_get_head (self, &chunks[i], id);

      if (known != NULL && (!known->is_known || known->n == 0))
        continue;

      /* The first values are read for their exact time. */
      if (is_whole && out->n > 0 && load_head (self, &chunks[i], id, &head))
        {
          if (head.n > 0)
            add_to_summary (out, &head);
          by_head = head.n > 0 ? &chunks[i] : by_head;
        }
      else if (vmp_recording_load_values (self, &chunks[i], id, values) && sum_values (out, values, begin_nsec, end_nsec))
        by_head = NULL;
    }
  if (i == n && vmp_recording_load_recent (self, target, id, values) && sum_values (out, values, begin_nsec, end_nsec))
    by_head = NULL;
  /* And so are the last. */
  if (by_head != NULL && vmp_recording_load_values (self, by_head, id, values))
    out->last_nsec = values->times[values->n - 1];
  vmp_recording_end_reading (self);
  return out->n > 0;
}

static gint64
find_value (const VmpRecordingValues *values,
            gint64                    value,
            gint64                    begin_nsec,
            gint64                    end_nsec)
{
  for (guint i = 0; i < values->n; i++)
    if (values->values[i] == value && values->times[i] >= begin_nsec && values->times[i] <= end_nsec)
      return values->times[i];
  return VMP_MISSING;
}

gint64
vmp_recording_find_peak (VmpRecording *self,
                         guint32       target,
                         VmpMetricId   id,
                         gint64        begin_nsec,
                         gint64        end_nsec)
{
  g_autofree VmpRecordingValues *values = g_new (VmpRecordingValues, 1);
  VmpRecordingSummary sum;
  guint n;
  const VmpRecordingChunk *chunks = vmp_recording_find_chunks (self, target, &n);
  gint64 found_nsec = VMP_MISSING;

  if (!vmp_recording_summarize (self, target, id, begin_nsec, end_nsec, &sum))
    return VMP_MISSING;
  for (guint i = vmp_recording_bisect_chunks (chunks, n, begin_nsec); i < n && chunks[i].begin_nsec <= end_nsec; i++)
    {
      Stretch head;

      if (load_head (self, &chunks[i], id, &head) && (head.n == 0 || head.max < sum.max))
        continue;
      if (vmp_recording_get_head (self, &chunks[i], id) != NULL && !vmp_recording_get_head (self, &chunks[i], id)->is_known)
        continue;
      if (vmp_recording_load_values (self, &chunks[i], id, values) &&
          (found_nsec = find_value (values, sum.max, begin_nsec, end_nsec)) != VMP_MISSING)
        return found_nsec;
    }
  return vmp_recording_load_recent (self, target, id, values) ? find_value (values, sum.max, begin_nsec, end_nsec) : VMP_MISSING;
}

/* --- values --- */

/* FALSE when it is over. */
static gboolean
hand_over (const VmpRecordingValues *values,
           gint64                    begin_nsec,
           gint64                    end_nsec,
           VmpRecordingValueFunc     func,
           gpointer                  user_data)
{
  for (guint i = 0; i < values->n; i++)
    {
      if (values->times[i] >= end_nsec)
        return FALSE;
      if (values->times[i] >= begin_nsec && !func (values->times[i], values->values[i], user_data))
        return FALSE;
    }
  return TRUE;
}

void
vmp_recording_read_values (VmpRecording          *self,
                           guint32                target,
                           VmpMetricId            id,
                           gint64                 begin_nsec,
                           gint64                 end_nsec,
                           VmpRecordingValueFunc  func,
                           gpointer               user_data)
{
  g_autofree VmpRecordingValues *values = g_new (VmpRecordingValues, 1);
  guint n;
  const VmpRecordingChunk *chunks = vmp_recording_find_chunks (self, target, &n);

  for (guint i = vmp_recording_bisect_chunks (chunks, n, begin_nsec); i < n; i++)
    if (chunks[i].begin_nsec >= end_nsec || (vmp_recording_load_values (self, &chunks[i], id, values) &&
                                             !hand_over (values, begin_nsec, end_nsec, func, user_data)))
      return;
  if (vmp_recording_load_recent (self, target, id, values))
    hand_over (values, begin_nsec, end_nsec, func, user_data);
}
