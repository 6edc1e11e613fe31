/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The pyramid of one metric of one process: what stretches of its values were at least and at most. */

#include "config.h"

#include "vmp-span-writer.h"

#include "vmp-column.h"

void
vmp_recording_span_join (VmpRecordingSpan       *span,
                         const VmpRecordingSpan *next)
{
  VmpSeriesSpan *to = &span->span;
  gint64 flags = (to->count | next->span.count) & VMP_SERIES_GAP_FLAG;

  if (next->before_nsec > 0)
    flags = VMP_SERIES_GAP_FLAG;
  to->end_nsec = next->span.end_nsec;
  to->min = MIN (to->min, next->span.min);
  to->max = MAX (to->max, next->span.max);
  to->last = next->span.last;
  to->count = ((to->count & ~VMP_SERIES_GAP_FLAG) + (next->span.count & ~VMP_SERIES_GAP_FLAG)) | flags;
}

static gint64
get_column (const VmpRecordingSpan *span,
            guint                   column)
{
  const gint64 values[VMP_RECORDING_SPAN_COLUMNS] = {
    span->span.begin_nsec, span->span.end_nsec, span->span.min, span->span.max,
    span->span.first, span->span.last, span->span.count, span->before_nsec,
  };

  return values[column];
}

static void
write_level (guint32      target,
             guint16      code,
             guint        level,
             GArray      *spans,
             VmpRowQueue *queue)
{
  const VmpRecordingSpan *first = &g_array_index (spans, VmpRecordingSpan, 0);
  const VmpRecordingSpan *last = &g_array_index (spans, VmpRecordingSpan, spans->len - 1);
  const gint64 numbers[] = { target, code, level, first->span.begin_nsec, last->span.end_nsec, spans->len };
  g_autoptr (GByteArray) bytes = g_byte_array_new ();
  gint64 column[VMP_RECORDING_SPAN_ROW];

  for (guint i = 0; i < VMP_RECORDING_SPAN_COLUMNS; i++)
    {
      for (guint k = 0; k < spans->len; k++)
        column[k] = get_column (&g_array_index (spans, VmpRecordingSpan, k), i);
      vmp_column_append (bytes, column, spans->len);
    }
  vmp_row_queue_add (queue, VMP_ROW_SPAN, numbers, &(VmpRowBlob) { bytes->data, bytes->len });
}

static void
add_to_level (VmpSpanWriter          *self,
              guint32                 target,
              guint16                 code,
              guint                   level,
              const VmpRecordingSpan *span,
              VmpRowQueue            *queue)
{
  GArray *spans;

  if (self->levels[level - 1] == NULL)
    self->levels[level - 1] = g_array_new (FALSE, FALSE, sizeof (VmpRecordingSpan));
  spans = self->levels[level - 1];
  g_array_append_val (spans, *span);
  if (spans->len < VMP_RECORDING_SPAN_ROW)
    return;

  write_level (target, code, level, spans, queue);
  for (guint i = 0; level < VMP_RECORDING_SPAN_LEVELS && i < spans->len; i += VMP_RECORDING_SPAN_FAN)
    {
      VmpRecordingSpan joined = g_array_index (spans, VmpRecordingSpan, i);

      for (guint k = i + 1; k < i + VMP_RECORDING_SPAN_FAN; k++)
        vmp_recording_span_join (&joined, &g_array_index (spans, VmpRecordingSpan, k));
      add_to_level (self, target, code, level + 1, &joined, queue);
    }
  g_array_set_size (spans, 0);
}

void
vmp_span_writer_add (VmpSpanWriter          *self,
                     guint32                 target,
                     guint16                 code,
                     const VmpRecordingSpan *span,
                     VmpRowQueue            *queue)
{
  add_to_level (self, target, code, 1, span, queue);
}

void
vmp_span_writer_clear (VmpSpanWriter *self)
{
  for (guint i = 0; i < VMP_RECORDING_SPAN_LEVELS; i++)
    g_clear_pointer (&self->levels[i], g_array_unref);
}
