/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Samples of a recording, from chunks of columns and from plain rows. */

#include "config.h"

#include "vmp-recording-private.h"

#include "vmp-column.h"

#include <string.h>

#define MAX_PATTERNS (VMP_N_METRICS + 1)

/* A chunk while it is read. */
typedef struct
{
  VmpRecording            *recording;
  const VmpRecordingChunk *chunk;
  gint64                   times[VMP_RECORDING_CHUNK_SAMPLES];
  guint                    pattern;       /* of @samples; 0: all */
  guint                    n;
  gint64                   samples[VMP_RECORDING_CHUNK_SAMPLES];
  gint64                   values[VMP_RECORDING_CHUNK_SAMPLES];
} ChunkReader;

/* Finds the column of @code. FALSE if it is not there or not one. */
static gboolean
find_column (ChunkReader        *self,
             guint               code,
             VmpRecordingColumn *out)
{
  sqlite3_stmt *statement = vmp_recording_get_read (self->recording, VMP_RECORDING_READ_COLUMN);

  if (statement == NULL)
    return FALSE;
  sqlite3_bind_int64 (statement, 1, self->chunk->id << 16 | code);
  return vmp_recording_step (self->recording, statement, "chunk_column") && vmp_recording_read_column (statement, out) &&
         out->n <= self->chunk->n;
}

static gboolean
load_numbers (ChunkReader *self,
              guint        code,
              guint        n,
              gint64      *out)
{
  VmpRecordingColumn column;

  return find_column (self, code, &column) && column.n == n && vmp_column_read (column.data, column.data_len, n, out) != 0;
}

static gboolean
load_times (ChunkReader *self)
{
  const VmpRecordingChunk *chunk = self->chunk;
  gboolean ok = load_numbers (self, VMP_RECORDING_CODE_TIME, chunk->n, self->times) &&
                self->times[0] == chunk->begin_nsec && self->times[chunk->n - 1] == chunk->end_nsec;

  for (guint i = 1; ok && i < chunk->n; i++)
    ok = self->times[i] >= self->times[i - 1];
  if (!ok)
    vmp_recording_add_problem (self->recording, "samples %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT " of target %u can't be read",
                               chunk->first_sample, chunk->first_sample + chunk->n - 1, chunk->target);
  return ok;
}

/* Which samples have the values of a column: indices in order. */
static gboolean
load_pattern (ChunkReader *self,
              guint        pattern,
              guint        n)
{
  if (n == self->n && pattern == self->pattern)
    return TRUE;
  self->n = 0;
  self->pattern = G_MAXUINT;
  if (pattern == 0)
    {
      if (n != 0 && n != self->chunk->n)
        return FALSE;
      for (guint i = 0; i < n; i++)
        self->samples[i] = i;
    }
  else if (!load_numbers (self, VMP_RECORDING_CODE_PATTERN + pattern, n, self->samples))
    return FALSE;
  for (guint i = 0; i < n; i++)
    if (self->samples[i] < (i > 0 ? self->samples[i - 1] + 1 : 0) || self->samples[i] >= self->chunk->n)
      return FALSE;
  self->n = n;
  self->pattern = pattern;
  return TRUE;
}

static gboolean
load_values (ChunkReader              *self,
             const VmpRecordingColumn *column)
{
  if (column->n > 0 && vmp_column_read (column->data, column->data_len, column->n, self->values) == 0)
    return FALSE;
  for (guint i = 0; i < column->n; i++)
    if (self->values[i] < 0)
      return FALSE;
  return TRUE;
}

/* Reasons in runs, for the samples that have no value. */
static gboolean
apply_reasons (ChunkReader  *self,
               const guint8 *reasons,
               gsize         len,
               VmpMetricId   id,
               VmpSample    *samples)
{
  guint value = 0;
  gsize at = 0, left = 0;

  for (guint i = 0; i < self->chunk->n; i++)
    {
      if (value < self->n && self->samples[value] == i)
        {
          value++;
          continue;
        }
      if (left == 0)
        {
          if (at + 3 > len || reasons[at] == VMP_REASON_NONE || reasons[at] >= VMP_N_REASONS)
            return FALSE;
          left = reasons[at + 1] << 8 | reasons[at + 2];
          at += 3;
          if (left == 0)
            return FALSE;
        }
      vmp_sample_set_missing (&samples[i], id, reasons[at - 3]);
      left--;
    }
  return TRUE;
}

static gboolean
apply_metric (ChunkReader *self,
              VmpMetricId  id,
              VmpSample   *samples)
{
  VmpRecordingColumn column;
  g_autofree guint8 *reasons = NULL;
  gsize reasons_len;
  guint pattern, n;

  if (!find_column (self, vmp_metric_get (id)->code, &column) || !load_values (self, &column))
    return FALSE;
  /* The statement goes on to the pattern. */
  reasons = g_memdup2 (column.reasons, column.reasons_len);
  reasons_len = column.reasons_len;
  pattern = column.pattern;
  n = column.n;
  if (!load_pattern (self, pattern, n))
    return FALSE;
  for (guint i = 0; i < n; i++)
    vmp_sample_set (&samples[self->samples[i]], id, self->values[i]);
  return apply_reasons (self, reasons, reasons_len, id, samples);
}

gboolean
vmp_recording_load_samples (VmpRecording            *self,
                            const VmpRecordingChunk *chunk,
                            GArray                  *samples)
{
  g_autofree ChunkReader *reader = g_new0 (ChunkReader, 1);
  VmpSample *data;

  reader->recording = self;
  reader->chunk = chunk;
  reader->pattern = G_MAXUINT;
  g_array_set_size (samples, 0);
  if (!load_times (reader))
    return FALSE;
  g_array_set_size (samples, chunk->n);
  data = (VmpSample *) (gpointer) samples->data;
  for (guint i = 0; i < chunk->n; i++)
    vmp_sample_init (&data[i], reader->times[i], VMP_REASON_FAILED);
  if (load_numbers (reader, VMP_RECORDING_CODE_DURATION, chunk->n, reader->values))
    for (guint i = 0; i < chunk->n; i++)
      data[i].duration_nsec = MAX (reader->values[i], 0);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (!apply_metric (reader, i, data))
      vmp_recording_add_problem (self, "values of %s in samples %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                                 " of target %u can't be read", vmp_metric_get (i)->key, chunk->first_sample,
                                 chunk->first_sample + chunk->n - 1, chunk->target);
  return TRUE;
}

guint
vmp_recording_bisect_chunks (const VmpRecordingChunk *chunks,
                             guint                    n,
                             gint64                   time_nsec)
{
  guint from = 0, to = n;

  while (from < to)
    {
      guint middle = from + (to - from) / 2;

      if (chunks[middle].end_nsec < time_nsec)
        from = middle + 1;
      else
        to = middle;
    }
  return from;
}

/* Gaps that make no sense are left out: they say that nothing was there, which cannot be checked. */
static void
read_gaps (const VmpRecordingColumn *column,
           VmpRecordingValues       *out)
{
  out->n_gaps = 0;
  for (gsize at = 0; at + VMP_RECORDING_RECORD_BYTES <= column->gaps_len && out->n_gaps < G_N_ELEMENTS (out->gaps);
       at += VMP_RECORDING_RECORD_BYTES)
    {
      guint16 index;
      gint64 begin_nsec;

      memcpy (&index, column->gaps + at, sizeof index);
      memcpy (&begin_nsec, column->gaps + at + sizeof index, sizeof begin_nsec);
      index = GUINT16_FROM_BE (index);
      if (index >= column->n || (out->n_gaps > 0 && index <= out->gaps[out->n_gaps - 1].index))
        continue;
      out->gaps[out->n_gaps].index = index;
      out->gaps[out->n_gaps++].begin_nsec = GINT64_FROM_BE (begin_nsec);
    }
}

static gboolean
read_values (ChunkReader        *self,
             VmpMetricId         id,
             VmpRecordingValues *out)
{
  VmpRecordingColumn column;

  if (!find_column (self, vmp_metric_get (id)->code, &column) || !load_values (self, &column))
    return FALSE;
  read_gaps (&column, out);
  out->n = column.n;
  if (out->n == 0 || !load_pattern (self, column.pattern, column.n))
    return out->n == 0;
  memcpy (out->values, self->values, out->n * sizeof *out->values);
  for (guint i = 0; i < out->n; i++)
    out->times[i] = self->times[self->samples[i]];
  return TRUE;
}

gboolean
vmp_recording_load_values (VmpRecording            *self,
                           const VmpRecordingChunk *chunk,
                           VmpMetricId              id,
                           VmpRecordingValues      *out)
{
  g_autofree ChunkReader *reader = g_new (ChunkReader, 1);

  reader->recording = self;
  reader->chunk = chunk;
  reader->pattern = G_MAXUINT;
  reader->n = 0;
  out->n = out->n_gaps = 0;
  if (!load_times (reader))
    return FALSE;
  if (!read_values (reader, id, out))
    {
      vmp_recording_add_problem (self, "values of %s in samples %" G_GINT64_FORMAT " to %" G_GINT64_FORMAT
                                 " of target %u can't be read", vmp_metric_get (id)->key, chunk->first_sample,
                                 chunk->first_sample + chunk->n - 1, chunk->target);
      out->n = 0;
    }
  return out->n > 0;
}

/* --- plain rows --- */

sqlite3_stmt *
vmp_recording_begin_recent (VmpRecording *self,
                            guint32       target)
{
  sqlite3_stmt *statement = vmp_recording_get_read (self, VMP_RECORDING_READ_RECENT);
  guint n;
  const VmpRecordingChunk *chunks = vmp_recording_find_chunks (self, target, &n);

  if (statement == NULL)
    return NULL;
  sqlite3_bind_int64 (statement, 1, target);
  sqlite3_bind_int64 (statement, 2, n > 0 ? chunks[n - 1].first_sample + chunks[n - 1].n : 0);
  return statement;
}

static gboolean
read_record (const guint8 *record,
             VmpSample    *sample)
{
  guint16 code;
  gint64 number;
  const VmpMetric *metric;

  memcpy (&code, record, sizeof code);
  memcpy (&number, record + sizeof code, sizeof number);
  code = GUINT16_FROM_BE (code);
  number = GINT64_FROM_BE (number);
  if (number < 0)
    return FALSE;
  if ((code & VMP_RECORDING_RECORD_GAP) != 0)
    return TRUE;
  metric = vmp_metric_lookup_code (code & ~VMP_RECORDING_RECORD_MISSING);
  if (metric == NULL)
    return TRUE;
  if ((code & VMP_RECORDING_RECORD_MISSING) == 0)
    vmp_sample_set (sample, metric->id, number);
  else if (number == VMP_REASON_NONE || number >= VMP_N_REASONS)
    return FALSE;
  else
    vmp_sample_set_missing (sample, metric->id, number);
  return TRUE;
}

static gboolean
read_recent (sqlite3_stmt *statement,
             gint64       *out_sample,
             VmpSample    *out)
{
  gint64 time_nsec = vmp_recording_get_count (statement, 1), duration_nsec = vmp_recording_get_count (statement, 2);
  const guint8 *data = sqlite3_column_blob (statement, 3);
  gsize len = data != NULL ? sqlite3_column_bytes (statement, 3) : 0;

  *out_sample = vmp_recording_get_count (statement, 0);
  if (*out_sample < 0 || time_nsec < 0 || duration_nsec < 0 || len % VMP_RECORDING_RECORD_BYTES != 0 || len > 64 * 1024)
    return FALSE;
  vmp_sample_init (out, time_nsec, VMP_REASON_UNSUPPORTED);
  out->duration_nsec = duration_nsec;
  for (gsize at = 0; at < len; at += VMP_RECORDING_RECORD_BYTES)
    if (!read_record (data + at, out))
      return FALSE;
  return TRUE;
}

gboolean
vmp_recording_next_recent (VmpRecording *self,
                           sqlite3_stmt *statement,
                           gint64       *out_sample,
                           VmpSample    *out)
{
  while (vmp_recording_step (self, statement, "recent"))
    {
      if (read_recent (statement, out_sample, out))
        return TRUE;
      vmp_recording_add_problem (self, "a row of the table recent makes no sense");
    }
  return FALSE;
}

/* Where the gap before the value of @code began that the row under the statement has; VMP_MISSING if it tells of none. */
static gint64
find_gap (sqlite3_stmt *statement,
          guint16       code)
{
  const guint8 *data = sqlite3_column_blob (statement, 3);
  gsize len = data != NULL ? sqlite3_column_bytes (statement, 3) : 0;

  for (gsize at = 0; at + VMP_RECORDING_RECORD_BYTES <= len; at += VMP_RECORDING_RECORD_BYTES)
    {
      guint16 found;
      gint64 begin_nsec;

      memcpy (&found, data + at, sizeof found);
      memcpy (&begin_nsec, data + at + sizeof found, sizeof begin_nsec);
      if (GUINT16_FROM_BE (found) == (code | VMP_RECORDING_RECORD_GAP))
        return GINT64_FROM_BE (begin_nsec);
    }
  return VMP_MISSING;
}

gboolean
vmp_recording_load_recent (VmpRecording       *self,
                           guint32             target,
                           VmpMetricId         id,
                           VmpRecordingValues *out)
{
  sqlite3_stmt *statement = vmp_recording_begin_recent (self, target);
  VmpSample sample;
  gint64 number;

  out->n = out->n_gaps = 0;
  while (statement != NULL && out->n < VMP_RECORDING_CHUNK_SAMPLES &&
         vmp_recording_next_recent (self, statement, &number, &sample))
    {
      gint64 gap_nsec;

      if (sample.values[id] == VMP_MISSING || (out->n > 0 && sample.time_nsec < out->times[out->n - 1]))
        continue;
      gap_nsec = find_gap (statement, vmp_metric_get (id)->code);
      if (gap_nsec != VMP_MISSING)
        {
          out->gaps[out->n_gaps].index = out->n;
          out->gaps[out->n_gaps++].begin_nsec = gap_nsec;
        }
      out->times[out->n] = sample.time_nsec;
      out->values[out->n++] = sample.values[id];
    }
  return out->n > 0;
}
