/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The samples of one process on their way to its recording: the newest as plain rows, a thousand as a chunk of columns. */

#include "config.h"

#include "vmp-sample-log.h"

#include "vmp-column.h"
#include "vmp-recording-schema.h"
#include "vmp-span-writer.h"

#include <string.h>

#define MIN_CHUNK_SAMPLES 8
#define PATTERN_WORDS (VMP_RECORDING_CHUNK_SAMPLES / 64)

/* Of one metric: what its series in a session would know. */
typedef struct
{
  gint64        last_nsec, interval_nsec;
  gboolean      has_value, is_lost, gap_is_open;
  gint64        gap_nsec;     /* where the open gap began */
  VmpSpanWriter spans;
} Metric;

/* A gap that ends at a value of the open chunk. */
typedef struct
{
  guint8  id;                 /* VmpMetricId */
  guint16 sample;             /* of the chunk */
  gint64  begin_nsec;
} Gap;

/* Which samples of a chunk have a value. */
typedef struct
{
  guint64 words[PATTERN_WORDS];
} Pattern;

struct _VmpSampleLog
{
  guint32   target;
  guint64   n;                /* all samples */
  GArray   *samples;          /* of VmpSample: in no chunk yet */
  GArray   *gaps;             /* of Gap, in order */
  guint     n_recent;         /* of samples that have a row */
  gint64    last_nsec;
  Metric   *metrics;          /* VMP_N_METRICS of them; NULL while there is no sample */
};

G_STATIC_ASSERT (VMP_N_METRICS <= G_MAXUINT8);
G_STATIC_ASSERT (VMP_RECORDING_CHUNK_SAMPLES <= VMP_COLUMN_MAX && VMP_RECORDING_SPAN_ROW <= VMP_COLUMN_MAX);

VmpSampleLog *
vmp_sample_log_new (guint32 target)
{
  VmpSampleLog *self = g_new0 (VmpSampleLog, 1);

  self->target = target;
  return self;
}

void
vmp_sample_log_release (VmpSampleLog *self)
{
  for (guint i = 0; self->metrics != NULL && i < VMP_N_METRICS; i++)
    vmp_span_writer_clear (&self->metrics[i].spans);
  g_clear_pointer (&self->metrics, g_free);
  g_clear_pointer (&self->samples, g_array_unref);
  g_clear_pointer (&self->gaps, g_array_unref);
  self->n_recent = 0;
}

void
vmp_sample_log_free (VmpSampleLog *self)
{
  vmp_sample_log_release (self);
  g_free (self);
}

guint64
vmp_sample_log_get_n (VmpSampleLog *self)
{
  return self->n;
}

static guint
count_open (VmpSampleLog *self)
{
  return self->samples != NULL ? self->samples->len : 0;
}

gboolean
vmp_sample_log_is_full (VmpSampleLog *self)
{
  return count_open (self) == VMP_RECORDING_CHUNK_SAMPLES;
}

gboolean
vmp_sample_log_is_worth_chunk (VmpSampleLog *self)
{
  return count_open (self) >= MIN_CHUNK_SAMPLES;
}

static void
open_gap (Metric *metric,
          gint64  begin_nsec)
{
  if (!metric->has_value || metric->gap_is_open)
    return;
  metric->gap_is_open = TRUE;
  metric->gap_nsec = MAX (begin_nsec, metric->last_nsec);
}

static void
note_value (VmpSampleLog *self,
            VmpMetricId   id,
            gint64        time_nsec)
{
  Metric *metric = &self->metrics[id];
  Gap gap = { id, self->samples->len, metric->gap_nsec };

  if (metric->gap_is_open && metric->gap_nsec < time_nsec)
    g_array_append_val (self->gaps, gap);
  metric->gap_is_open = FALSE;
  if (metric->has_value)
    metric->interval_nsec = time_nsec - metric->last_nsec;
  metric->has_value = TRUE;
  metric->is_lost = FALSE;
  metric->last_nsec = time_nsec;
}

static void
note_reason (Metric    *metric,
             VmpReason  reason,
             gint64     time_nsec)
{
  if (metric->is_lost || (reason != VMP_REASON_DENIED && reason != VMP_REASON_UNSUPPORTED))
    return;
  open_gap (metric, time_nsec);
  metric->is_lost = TRUE;
}

static void
add_sample (VmpSampleLog    *self,
            const VmpSample *sample)
{
  if (self->n > 0 && sample->time_nsec < self->last_nsec)
    return;
  if (self->metrics == NULL)
    {
      self->metrics = g_new0 (Metric, VMP_N_METRICS);
      self->samples = g_array_new (FALSE, FALSE, sizeof (VmpSample));
      self->gaps = g_array_new (FALSE, FALSE, sizeof (Gap));
    }
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      if (sample->values[i] != VMP_MISSING)
        note_value (self, i, sample->time_nsec);
      else
        note_reason (&self->metrics[i], sample->reasons[i], sample->time_nsec);
    }
  g_array_append_val (self->samples, *sample);
  self->last_nsec = sample->time_nsec;
  self->n++;
}

static void
add_gap (VmpSampleLog   *self,
         const VmpEvent *event)
{
  for (guint i = 0; self->metrics != NULL && i < VMP_N_METRICS; i++)
    {
      if (vmp_event_gap_concerns (event, i, self->metrics[i].interval_nsec))
        open_gap (&self->metrics[i], event->gap.begin_nsec);
    }
}

void
vmp_sample_log_add (VmpSampleLog   *self,
                    const VmpEvent *event)
{
  g_return_if_fail (!vmp_sample_log_is_full (self));

  if (event->type == VMP_EVENT_SAMPLE)
    add_sample (self, &event->sample);
  else if (event->type == VMP_EVENT_GAP)
    add_gap (self, event);
}

/* --- plain rows --- */

static void
append_record (GByteArray *to,
               guint16     code,
               gint64      number)
{
  guint16 big_endian_code = GUINT16_TO_BE (code);
  gint64 big_endian = GINT64_TO_BE (number);

  g_byte_array_append (to, (const guint8 *) &big_endian_code, sizeof big_endian_code);
  g_byte_array_append (to, (const guint8 *) &big_endian, sizeof big_endian);
}

/* @gap: index of the first gap that is not before @index; moved on. */
static void
write_plain (VmpSampleLog *self,
             guint         index,
             guint        *gap,
             GByteArray   *bytes,
             VmpRowQueue  *queue)
{
  const VmpSample *sample = &g_array_index (self->samples, VmpSample, index);
  const gint64 numbers[] = { self->target, self->n - self->samples->len + index, sample->time_nsec, sample->duration_nsec };

  g_byte_array_set_size (bytes, 0);
  for (; *gap < self->gaps->len && g_array_index (self->gaps, Gap, *gap).sample <= index; (*gap)++)
    {
      const Gap *ended = &g_array_index (self->gaps, Gap, *gap);

      if (ended->sample == index)
        append_record (bytes, vmp_metric_get (ended->id)->code | VMP_RECORDING_RECORD_GAP, ended->begin_nsec);
    }
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      guint16 code = vmp_metric_get (i)->code;

      if (sample->values[i] != VMP_MISSING)
        append_record (bytes, code, sample->values[i]);
      else
        append_record (bytes, code | VMP_RECORDING_RECORD_MISSING, sample->reasons[i]);
    }
  vmp_row_queue_add (queue, VMP_ROW_RECENT, numbers, &(VmpRowBlob) { bytes->data, bytes->len });
}

void
vmp_sample_log_write_recent (VmpSampleLog *self,
                             VmpRowQueue  *queue)
{
  g_autoptr (GByteArray) bytes = NULL;
  guint gap = 0;

  if (self->n_recent == count_open (self))
    return;
  bytes = g_byte_array_new ();
  for (; self->n_recent < self->samples->len; self->n_recent++)
    write_plain (self, self->n_recent, &gap, bytes, queue);
}

/* --- chunks --- */

/* What is made of one metric of a chunk. */
typedef struct
{
  guint   n;                                      /* values */
  gint64  values[VMP_RECORDING_CHUNK_SAMPLES];
  gint64  samples[VMP_RECORDING_CHUNK_SAMPLES];   /* indices of those that have a value */
  Pattern pattern;
} Column;

typedef struct
{
  VmpSampleLog *log;
  guint64       chunk;
  VmpRowQueue  *queue;
  Column        column;
  GByteArray   *data, *reasons, *gaps;
  guint         n_patterns;
  Pattern       patterns[VMP_N_METRICS];
} ChunkWriter;

/* @notes: (nullable): reasons and gaps. */
static void
add_column_row (ChunkWriter      *self,
                guint             code,
                guint             pattern,
                const gint64     *values,
                guint             n,
                const VmpRowBlob *notes)
{
  gint64 numbers[VMP_ROW_MAX_NUMBERS] = {
    self->chunk << 16 | code, n, pattern, VMP_MISSING, VMP_MISSING, VMP_MISSING, VMP_MISSING,
  };
  VmpRowBlob blobs[VMP_ROW_MAX_BLOBS] = { { NULL, 0 } };

  g_byte_array_set_size (self->data, 0);
  if (n > 0)
    {
      vmp_column_append (self->data, values, n);
      blobs[0] = (VmpRowBlob) { self->data->data, self->data->len };
      numbers[3] = numbers[4] = numbers[5] = values[0];
      for (guint i = 1; i < n; i++)
        {
          numbers[3] = MIN (numbers[3], values[i]);
          numbers[4] = MAX (numbers[4], values[i]);
        }
      numbers[6] = values[n - 1];
    }
  if (notes != NULL)
    {
      blobs[1] = notes[0];
      blobs[2] = notes[1];
    }
  vmp_row_queue_add (self->queue, VMP_ROW_CHUNK_COLUMN, numbers, blobs);
}

static void
append_reasons (GByteArray *to,
                guint8      reason,
                guint       n)
{
  const guint8 bytes[] = { reason, n >> 8, n & 0xff };

  if (n > 0)
    g_byte_array_append (to, bytes, sizeof bytes);
}

/* Values and where they are, and runs of reasons for the others. */
static void
gather (ChunkWriter *self,
        VmpMetricId  id)
{
  const VmpSample *samples = (const VmpSample *) (gpointer) self->log->samples->data;
  Column *column = &self->column;
  guint8 reason = VMP_REASON_NONE;
  guint run = 0;

  column->n = 0;
  memset (&column->pattern, 0, sizeof column->pattern);
  g_byte_array_set_size (self->reasons, 0);
  for (guint i = 0; i < self->log->samples->len; i++)
    {
      if (samples[i].values[id] != VMP_MISSING)
        {
          column->samples[column->n] = i;
          column->values[column->n++] = samples[i].values[id];
          column->pattern.words[i / 64] |= G_GUINT64_CONSTANT (1) << i % 64;
          continue;
        }
      if (samples[i].reasons[id] != reason)
        {
          append_reasons (self->reasons, reason, run);
          reason = samples[i].reasons[id];
          run = 0;
        }
      run++;
    }
  append_reasons (self->reasons, reason, run);
}

/* Number of the pattern of the samples that have a value, written if it is new; 0 if all have or none has. */
static guint
ensure_pattern (ChunkWriter *self)
{
  const Column *column = &self->column;

  if (column->n == 0 || column->n == self->log->samples->len)
    return 0;
  for (guint i = 0; i < self->n_patterns; i++)
    {
      if (memcmp (&self->patterns[i], &column->pattern, sizeof (Pattern)) == 0)
        return i + 1;
    }
  self->patterns[self->n_patterns++] = column->pattern;
  add_column_row (self, VMP_RECORDING_CODE_PATTERN + self->n_patterns, 0, column->samples, column->n, NULL);
  return self->n_patterns;
}

/* The gaps of a metric that end in this chunk: index of the value and when each began; and those for its spans. */
static void
gather_gaps (ChunkWriter *self,
             VmpMetricId  id)
{
  guint value = 0;

  g_byte_array_set_size (self->gaps, 0);
  for (guint i = 0; i < self->log->gaps->len; i++)
    {
      const Gap *gap = &g_array_index (self->log->gaps, Gap, i);

      if (gap->id != id)
        continue;
      while (self->column.samples[value] < gap->sample)
        value++;
      append_record (self->gaps, value, gap->begin_nsec);
    }
}

/* When the gap before a value began, from @at of the gathered gaps on, or -1. */
static gint64
take_gap (ChunkWriter *self,
          guint       *at,
          guint        value)
{
  guint16 index;
  gint64 begin_nsec;

  if (*at >= self->gaps->len)
    return -1;
  memcpy (&index, self->gaps->data + *at, sizeof index);
  memcpy (&begin_nsec, self->gaps->data + *at + 2, sizeof begin_nsec);
  if (GUINT16_FROM_BE (index) != value)
    return -1;
  *at += VMP_RECORDING_RECORD_BYTES;
  return GINT64_FROM_BE (begin_nsec);
}

static void
write_spans (ChunkWriter *self,
             VmpMetricId  id)
{
  const VmpSample *samples = (const VmpSample *) (gpointer) self->log->samples->data;
  const Column *column = &self->column;
  VmpRecordingSpan span;
  guint at = 0;

  for (guint i = 0; i < column->n; i++)
    {
      gint64 time_nsec = samples[column->samples[i]].time_nsec, value = column->values[i];
      gint64 gap_nsec = take_gap (self, &at, i);
      const VmpRecordingSpan point = { { time_nsec, time_nsec, value, value, value, value, 1 },
                                       gap_nsec >= 0 ? time_nsec - gap_nsec : 0 };

      if (i % VMP_RECORDING_SPAN_VALUES == 0)
        span = point;
      else
        vmp_recording_span_join (&span, &point);
      if ((i + 1) % VMP_RECORDING_SPAN_VALUES == 0 || i + 1 == column->n)
        vmp_span_writer_add (&self->log->metrics[id].spans, self->log->target, vmp_metric_get (id)->code, &span, self->queue);
    }
}

/* NULL where there is nothing. */
static VmpRowBlob
to_blob (GByteArray *bytes)
{
  return (VmpRowBlob) { bytes->len > 0 ? bytes->data : NULL, bytes->len };
}

static void
write_metric (ChunkWriter *self,
              VmpMetricId  id)
{
  VmpRowBlob notes[2];
  guint pattern;

  gather (self, id);
  gather_gaps (self, id);
  pattern = ensure_pattern (self);
  notes[0] = to_blob (self->reasons);
  notes[1] = to_blob (self->gaps);
  add_column_row (self, vmp_metric_get (id)->code, pattern, self->column.values, self->column.n, notes);
  write_spans (self, id);
}

static void
write_times (ChunkWriter *self)
{
  const VmpSample *samples = (const VmpSample *) (gpointer) self->log->samples->data;
  guint n = self->log->samples->len;
  gint64 *column = self->column.values;

  for (guint i = 0; i < n; i++)
    column[i] = samples[i].time_nsec;
  add_column_row (self, VMP_RECORDING_CODE_TIME, 0, column, n, NULL);
  for (guint i = 0; i < n; i++)
    column[i] = samples[i].duration_nsec;
  add_column_row (self, VMP_RECORDING_CODE_DURATION, 0, column, n, NULL);
}

static void
write_head (ChunkWriter *self)
{
  const VmpSampleLog *log = self->log;
  guint n = log->samples->len;
  const gint64 numbers[] = {
    self->chunk, log->target, log->n - n, n,
    g_array_index (log->samples, VmpSample, 0).time_nsec, g_array_index (log->samples, VmpSample, n - 1).time_nsec,
  };

  vmp_row_queue_add (self->queue, VMP_ROW_CHUNK, numbers, NULL);
}

void
vmp_sample_log_write_chunk (VmpSampleLog *self,
                            guint64       chunk,
                            VmpRowQueue  *queue)
{
  g_autoptr (GByteArray) data = g_byte_array_new ();
  g_autoptr (GByteArray) reasons = g_byte_array_new ();
  g_autoptr (GByteArray) gaps = g_byte_array_new ();
  g_autofree ChunkWriter *writer = NULL;
  const gint64 forget[] = { self->target, self->n };

  if (count_open (self) == 0)
    return;
  writer = g_new (ChunkWriter, 1);
  writer->log = self;
  writer->chunk = chunk;
  writer->queue = queue;
  writer->data = data;
  writer->reasons = reasons;
  writer->gaps = gaps;
  writer->n_patterns = 0;
  write_head (writer);
  write_times (writer);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    write_metric (writer, i);
  if (self->n_recent > 0)
    vmp_row_queue_add (queue, VMP_ROW_FORGET_RECENT, forget, NULL);
  g_array_set_size (self->samples, 0);
  g_array_set_size (self->gaps, 0);
  self->n_recent = 0;
}
