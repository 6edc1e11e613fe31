/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the tests that change or copy a recording begin with: one process, three stages. */

#include "config.h"

#include "small-recording.h"

#include <glib/gstdio.h>

#define SEC G_GINT64_CONSTANT (1000000000)

static void
append (GArray         *events,
        const VmpEvent *event)
{
  g_array_append_val (events, *event);
}

VmpBatch *
small_recording_new_batch (void)
{
  GArray *events = vmp_event_array_new ();
  VmpEvent start = { VMP_EVENT_START, 1, 10 * SEC };

  start.process.identity.pid = 77;
  start.process.name = g_ref_string_new ("subject");
  start.process.command = g_ref_string_new ("");
  append (events, &start);
  for (guint i = 1; i <= SMALL_RECORDING_N_SAMPLES; i++)
    {
      VmpEvent sample = { VMP_EVENT_SAMPLE, 1, 10 * SEC + i * SEC / 10 };

      if (i % 1000 == 500)
        {
          VmpEvent mark = { VMP_EVENT_MARK, 1, sample.time_nsec };

          mark.mark.name = g_ref_string_new (i == 500 ? "load" : i == 1500 ? "query" : "end");
          append (events, &mark);
        }
      vmp_sample_init (&sample.sample, sample.time_nsec, VMP_REASON_NOT_DUE);
      vmp_sample_set (&sample.sample, VMP_METRIC_RSS, i * 4096);
      append (events, &sample);
    }
  return vmp_batch_new_take (events);
}

VmpEvent
small_recording_new_note (gint64      time_nsec,
                          gint64      end_nsec,
                          const char *text)
{
  VmpEvent note = { VMP_EVENT_NOTE, 1, time_nsec };

  note.note.text = g_ref_string_new (text);
  note.note.end_nsec = end_nsec;
  return note;
}

void
small_recording_remove (const char *path)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (path, suffixes[i], NULL);

      g_unlink (name);
    }
}
