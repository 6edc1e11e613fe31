/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a recording costs in the window, without drawing: opening to data, any zoom, another moment, memory.
 * Usage: bench-replay [SAMPLES] */

#include "config.h"

#include "app/vmp-replay.h"
#include "core/store/vmp-recording-writer.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <string.h>

#define SEC G_GINT64_CONSTANT (1000000000)
#define BATCH 1000
#define N_SNAPSHOTS 100
#define N_MAPPINGS 2000
#define N_TRIES 12

static VmpAddressSpace *
make_space (guint n)
{
  VmpAddressSpaceBuilder *builder = vmp_address_space_builder_new ();

  for (guint i = 0; i < N_MAPPINGS; i++)
    {
      VmpMapping mapping = { .start_addr = 0x7f0000000000 + i * 65536, .end_addr = 0x7f0000000000 + i * 65536 + 16384,
                             .permissions = "rw-p" };

      mapping.sizes_kib[VMP_MAPPING_RSS] = i % 100 == n % 100 ? n : 16;
      vmp_address_space_builder_add_mapping (builder, &mapping, i % 2 == 0 ? "" : "/usr/lib/libc.so.6", "rd wr mr mw me ac sd");
    }
  return vmp_address_space_builder_finish (builder, NULL);
}

static void
add_sample (GArray *events, guint i, gint64 *values)
{
  VmpEvent event = { VMP_EVENT_SAMPLE, 1, (i + 1000) * (SEC / 10) };

  vmp_sample_init (&event.sample, event.time_nsec, VMP_REASON_NOT_DUE);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      if (g_random_int_range (0, 40) == 0)
        values[id] = MAX (values[id] + g_random_int_range (-64, 66) * 4096, 0);
      if (vmp_metric_get (id)->tier == VMP_TIER_0 || i % 10 == 0)
        vmp_sample_set (&event.sample, id, values[id]);
    }
  g_array_append_val (events, event);
}

static GArray *
make_batch (guint from, guint n, gint64 *values)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));

  if (from == 0)
    {
      VmpEvent start = { VMP_EVENT_START, 1, 100 * SEC };

      start.process.identity.pid = 1;
      start.process.name = g_ref_string_new ("bench");
      start.process.command = g_ref_string_new ("");
      g_array_append_val (events, start);
    }
  for (guint i = from; i < from + BATCH; i++)
    add_sample (events, i, values);
  if (from / BATCH * N_SNAPSHOTS / (n / BATCH) != (from / BATCH + 1) * N_SNAPSHOTS / (n / BATCH))
    {
      VmpEvent event = { VMP_EVENT_ADDRESS_SPACE, 1, g_array_index (events, VmpEvent, events->len - 1).time_nsec };

      event.maps.space = make_space (from / BATCH);
      g_array_append_val (events, event);
    }
  return events;
}

static void
write_all (const char *path, guint n)
{
  VmpRecordingWriter *writer = vmp_recording_writer_new (path, &(VmpRecordingOptions) { TRUE, FALSE }, NULL);
  gint64 values[VMP_N_METRICS];

  if (writer == NULL)
    g_error ("%s can't be written", path);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    values[id] = (gint64) g_random_int_range (100, 100000) * 4096;
  for (guint i = 0; i < n; i += BATCH)
    {
      g_autoptr (VmpBatch) batch = vmp_batch_new_take (make_batch (i, n, values));

      vmp_recording_writer_append (writer, batch);
      if (i / BATCH % 10 == 9 && !vmp_recording_writer_commit (writer, NULL))
        g_error ("it can't be committed");
    }
  if (!vmp_recording_writer_finish (writer, NULL))
    g_error ("it can't be finished");
  vmp_recording_writer_free (writer);
}

static double
get_status_mib (const char *field)
{
  g_autofree char *text = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  line = text != NULL ? strstr (text, field) : NULL;
  return line != NULL ? (double) strtoul (line + strlen (field), NULL, 10) / 1024 : 0;
}

static double
since_msec (gint64 begin_usec)
{
  return (double) (g_get_monotonic_time () - begin_usec) / 1e3;
}

static VmpTarget *
get_target (VmpReplay *replay)
{
  return vmp_session_find_target (vmp_monitor_get_session (vmp_replay_get_monitor (replay)), vmp_replay_get_target (replay));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static void
open_it (VmpReplay *replay, gint64 begin_usec, guint *shown)
{
  while (vmp_replay_get_state (replay) == VMP_REPLAY_OPENING)
    g_main_context_iteration (NULL, TRUE);
  g_print ("open     %.1f ms to what it holds\n", since_msec (begin_usec));
  while (*shown == 0 || vmp_target_get_revision (get_target (replay)) < 1)
    g_main_context_iteration (NULL, TRUE);
  g_print ("open     %.1f ms to numbers and graphs of all its length\n", since_msec (begin_usec));
  while (vmp_target_get_revision (get_target (replay)) < 2)
    g_main_context_iteration (NULL, TRUE);
  g_print ("open     %.1f ms to graphs as fine as they are drawn\n", since_msec (begin_usec));
}

static void
late_cb (gpointer data)
{
}

static void
zoom (VmpReplay *replay)
{
  gint64 begin_nsec, end_nsec;

  vmp_replay_get_range (replay, &begin_nsec, &end_nsec);
  for (gint64 length_nsec = end_nsec - begin_nsec; length_nsec > 10 * SEC; length_nsec /= 6)
    {
      double worst = 0, total = 0;

      for (guint i = 0; i < N_TRIES; i++)
        {
          gint64 from_nsec = begin_nsec + (gint64) (g_random_double () * (double) (end_nsec - begin_nsec - length_nsec));
          guint revision = vmp_target_get_revision (get_target (replay));
          gint64 begin_usec = g_get_monotonic_time ();
          double msec;
          guint late;

          vmp_replay_select_range (replay, from_nsec, from_nsec + length_nsec);
          /* What is seen may be there already. */
          late = g_timeout_add_once (200, late_cb, NULL);
          while (vmp_target_get_revision (get_target (replay)) == revision && since_msec (begin_usec) < 200)
            g_main_context_iteration (NULL, TRUE);
          if (since_msec (begin_usec) < 200)
            g_source_remove (late);
          msec = since_msec (begin_usec);
          if (msec >= 200)
            continue;
          worst = MAX (worst, msec);
          total += msec / N_TRIES;
        }
      g_print ("zoom     %8.0f s, all graphs: %.1f ms, at worst %.1f ms\n", (double) length_nsec / 1e9, total, worst);
    }
}

static void
seek (VmpReplay *replay, guint *shown, const char *what)
{
  gint64 begin_nsec, end_nsec;
  double worst = 0, total = 0;

  vmp_replay_get_range (replay, &begin_nsec, &end_nsec);
  for (guint i = 0; i < 50; i++)
    {
      guint before = *shown;
      gint64 begin_usec = g_get_monotonic_time ();

      vmp_replay_seek (replay, begin_nsec + (gint64) (g_random_double () * (double) (end_nsec - begin_nsec)));
      while (*shown == before)
        g_main_context_iteration (NULL, TRUE);
      worst = MAX (worst, since_msec (begin_usec));
      total += since_msec (begin_usec) / 50;
    }
  g_print ("seek     %s: %.1f ms, at worst %.1f ms\n", what, total, worst);
}

int
main (int argc, char **argv)
{
  guint n = argc > 1 ? strtoul (argv[1], NULL, 10) / BATCH * BATCH : 864000, shown = 0;
  g_autofree char *folder = g_dir_make_tmp ("vmp-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bench.vmp", NULL);
  double before;
  gint64 begin_usec;
  VmpReplay *replay;

  write_all (path, n);
  before = get_status_mib ("VmRSS:");
  begin_usec = g_get_monotonic_time ();
  replay = vmp_replay_new (path);
  g_signal_connect_swapped (replay, "shown", G_CALLBACK (count_cb), &shown);
  open_it (replay, begin_usec, &shown);
  zoom (replay);
  seek (replay, &shown, "numbers");
  vmp_monitor_request_maps (vmp_replay_get_monitor (replay), vmp_replay_get_target (replay), &shown, SEC);
  seek (replay, &shown, "numbers and snapshot");
  g_print ("memory   %.1f MiB resident, %.1f of them since before it was opened\n", get_status_mib ("VmRSS:"),
           get_status_mib ("VmRSS:") - before);
  g_object_unref (replay);
  g_unlink (path);
  g_rmdir (folder);
  return EXIT_SUCCESS;
}
