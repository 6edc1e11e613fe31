/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a session knew at one moment of a recording, without reading what came before. */

#include "config.h"

#include "vmp-recording-private.h"
#include "vmp-recording-query.h"

/* Nothing is so large: sums are not to overflow. */
#define MOST_VALUE (G_GINT64_CONSTANT (1) << 59)
/* How far back a value is looked for that is read more seldom than others. */
#define MOST_CHUNKS_BACK 64

typedef struct
{
  VmpSample *sample;
  gint64    *times_nsec;
  gboolean   is_settled[VMP_N_METRICS];
} Moment;

/* Backwards: the newest comes first. A value is lost as soon as it may not be read any more. */
static void
note_sample (Moment          *self,
             const VmpSample *sample)
{
  for (guint i = 0; i < VMP_N_METRICS; i++)
    {
      VmpReason reason = sample->reasons[i];

      if (self->is_settled[i])
        continue;
      if (sample->values[i] != VMP_MISSING && sample->values[i] <= MOST_VALUE)
        {
          vmp_sample_set (self->sample, i, sample->values[i]);
          self->times_nsec[i] = sample->time_nsec;
          self->is_settled[i] = TRUE;
          continue;
        }
      if (self->sample->reasons[i] == VMP_REASON_NOT_DUE && reason != VMP_REASON_NOT_DUE)
        vmp_sample_set_missing (self->sample, i, reason);
      self->is_settled[i] = reason == VMP_REASON_DENIED || reason == VMP_REASON_UNSUPPORTED;
    }
}

static void
note_samples (Moment *self,
              GArray *samples,
              gint64  time_nsec)
{
  for (guint i = samples->len; i > 0; i--)
    if (g_array_index (samples, VmpSample, i - 1).time_nsec <= time_nsec)
      note_sample (self, &g_array_index (samples, VmpSample, i - 1));
}

static void
load_recent_samples (VmpRecording *self,
                     guint32       target,
                     GArray       *samples)
{
  sqlite3_stmt *statement = vmp_recording_begin_recent (self, target);
  VmpSample sample;
  gint64 number;

  g_array_set_size (samples, 0);
  while (statement != NULL && samples->len < VMP_RECORDING_CHUNK_SAMPLES &&
         vmp_recording_next_recent (self, statement, &number, &sample))
    g_array_append_val (samples, sample);
  if (statement != NULL)
    sqlite3_reset (statement);
}

static void
look_back (VmpRecording            *self,
           const VmpRecordingChunk *chunks,
           guint                    n,
           VmpMetricId              id,
           Moment                  *moment)
{
  g_autofree VmpRecordingValues *values = g_new (VmpRecordingValues, 1);

  for (guint i = n; i > 0 && n - i < MOST_CHUNKS_BACK; i--)
    {
      if (vmp_recording_count_values (self, &chunks[i - 1], id) == 0 ||
          !vmp_recording_load_values (self, &chunks[i - 1], id, values) || values->values[values->n - 1] > MOST_VALUE)
        continue;
      vmp_sample_set (moment->sample, id, values->values[values->n - 1]);
      moment->times_nsec[id] = values->times[values->n - 1];
      return;
    }
}

void
vmp_recording_load_moment (VmpRecording *self,
                           guint32       target,
                           gint64        time_nsec,
                           VmpSample    *out,
                           gint64       *out_times_nsec)
{
  g_autoptr (GArray) samples = g_array_new (FALSE, FALSE, sizeof (VmpSample));
  Moment moment = { out, out_times_nsec, { FALSE } };
  guint n, i;
  const VmpRecordingChunk *chunks = vmp_recording_find_chunks (self, target, &n);

  vmp_sample_init (out, time_nsec, VMP_REASON_NOT_DUE);
  for (i = 0; i < VMP_N_METRICS; i++)
    out_times_nsec[i] = 0;
  vmp_recording_begin_reading (self);
  i = vmp_recording_bisect_chunks (chunks, n, time_nsec);
  if (i == n)
    {
      load_recent_samples (self, target, samples);
      note_samples (&moment, samples, time_nsec);
    }
  if (i < n && chunks[i].begin_nsec <= time_nsec)
    i++;
  if (i > 0 && vmp_recording_load_samples (self, &chunks[i - 1], samples))
    note_samples (&moment, samples, time_nsec);
  for (guint id = 0; i > 1 && id < VMP_N_METRICS; id++)
    if (!moment.is_settled[id])
      look_back (self, chunks, i - 1, id, &moment);
  vmp_recording_end_reading (self);
}
