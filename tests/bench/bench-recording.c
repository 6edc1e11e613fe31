/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What recordings cost: bytes and time a sample, opening, any zoom, a report. Usage: bench-recording [SAMPLES [METRICS [FOLDER]]] */

#include "config.h"

#include "core/store/vmp-recording-query.h"
#include "core/store/vmp-recording-writer.h"
#include "report/vmp-report.h"

#include <glib/gstdio.h>
#include <stdlib.h>
#include <sys/stat.h>

#define SEC G_GINT64_CONSTANT (1000000000)
#define BATCH 1000
#define N_SNAPSHOTS 100
#define N_MAPPINGS 2000
#define N_CELLS 1000

/* A process mostly at rest, as servers are: tier 0 ten times a second, the others once; something happens now and then. */
static void
fill (VmpSample *sample,
      guint      i,
      gint64    *values,
      guint      n_metrics)
{
  gboolean happens = g_random_int_range (0, 50) == 0;

  vmp_sample_init (sample, (i + 1000) * (SEC / 10), VMP_REASON_NOT_DUE);
  sample->duration_nsec = 40000 + g_random_int_range (0, 4000);
  for (guint id = 0; id < n_metrics; id++)
    {
      const VmpMetric *metric = vmp_metric_get (id);

      if (happens && g_random_int_range (0, 4) == 0)
        values[id] += metric->kind == VMP_KIND_GAUGE ? g_random_int_range (-64, 66) * 4096 : g_random_int_range (0, 64);
      values[id] = MAX (values[id], 0);
      if (metric->tier == VMP_TIER_0 || i % 10 == 0)
        vmp_sample_set (sample, id, values[id]);
    }
}

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
add_start (VmpRecordingWriter *writer)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  VmpEvent event = { VMP_EVENT_START, 1, 100 * SEC };
  g_autoptr (VmpBatch) batch = NULL;

  event.process.identity.pid = 1;
  event.process.name = g_ref_string_new ("bench");
  event.process.command = g_ref_string_new ("bench");
  g_array_append_val (events, event);
  batch = vmp_batch_new_take (events);
  vmp_recording_writer_append (writer, batch);
}

static void
write_all (const char *path,
           guint       n,
           guint       n_metrics)
{
  VmpRecordingWriter *writer = vmp_recording_writer_new (path, &(VmpRecordingOptions) { TRUE, FALSE }, NULL);
  gint64 values[VMP_N_METRICS], spent_usec = 0, samples_bytes;
  struct stat info;

  if (writer == NULL)
    g_error ("%s can't be written", path);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    values[id] = (gint64) g_random_int_range (100, 100000) * 4096;
  add_start (writer);
  for (guint i = 0; i < n; i += BATCH)
    {
      GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
      g_autoptr (VmpBatch) batch = NULL;
      gint64 begin;

      for (guint k = i; k < i + BATCH; k++)
        {
          VmpEvent event = { VMP_EVENT_SAMPLE, 1, 0 };

          fill (&event.sample, k, values, n_metrics);
          event.time_nsec = event.sample.time_nsec;
          g_array_append_val (events, event);
        }
      if (i / BATCH * N_SNAPSHOTS / (n / BATCH) != (i / BATCH + 1) * N_SNAPSHOTS / (n / BATCH))
        {
          VmpEvent event = { VMP_EVENT_ADDRESS_SPACE, 1, g_array_index (events, VmpEvent, events->len - 1).time_nsec };

          event.maps.space = make_space (i / BATCH);
          g_array_append_val (events, event);
        }
      batch = vmp_batch_new_take (events);
      begin = g_get_monotonic_time ();
      vmp_recording_writer_append (writer, batch);
      /* A second's worth at the highest rate and many targets. */
      if (i / BATCH % 10 == 9 && !vmp_recording_writer_commit (writer, NULL))
        g_error ("it can't be committed");
      spent_usec += g_get_monotonic_time () - begin;
    }
  if (!vmp_recording_writer_finish (writer, NULL))
    g_error ("it can't be finished");
  vmp_recording_writer_free (writer);
  g_stat (path, &info);
  samples_bytes = info.st_size;
  g_print ("write    %u samples of %u metrics: %.0f samples/s, %.1f bytes a sample\n", n, n_metrics,
           n * 1e6 / spent_usec, (double) samples_bytes / n);
}

static void
query_all (VmpRecording *recording)
{
  static VmpSeriesCell cells[N_CELLS];
  gint64 begin_nsec, end_nsec;

  vmp_recording_get_range (recording, &begin_nsec, &end_nsec);
  /* The first time it is not in memory. */
  for (gint64 length_nsec = end_nsec - begin_nsec + 1; length_nsec > SEC; length_nsec /= 4)
    {
      gint64 worst_usec = 0, total_usec = 0;

      for (guint i = 0; i < 20; i++)
        {
          gint64 from_nsec = begin_nsec + (gint64) (g_random_double () * (end_nsec - begin_nsec - length_nsec));
          gint64 begin = g_get_monotonic_time (), usec;

          vmp_recording_query (recording, 1, i % 2 == 0 ? VMP_METRIC_RSS : VMP_METRIC_PSS, from_nsec, from_nsec + length_nsec, cells, N_CELLS);
          usec = g_get_monotonic_time () - begin;
          worst_usec = MAX (worst_usec, usec);
          total_usec += usec;
        }
      g_print ("zoom     %10.1f s in %d cells: %.2f ms, at worst %.2f ms\n", length_nsec / 1e9, N_CELLS, total_usec / 20e3, worst_usec / 1e3);
    }
}

static void
report (VmpRecording *recording)
{
  gint64 begin = g_get_monotonic_time ();
  g_autoptr (VmpReport) self = vmp_report_new (recording, 0, NULL);
  g_autofree char *html = vmp_report_to_html (self);

  g_print ("report   HTML of %.2f MB in %.0f ms\n", strlen (html) / 1e6, (g_get_monotonic_time () - begin) / 1e3);
}

static gsize
get_resident_kib (void)
{
  g_autofree char *text = NULL;
  const char *line;

  g_file_get_contents ("/proc/self/status", &text, NULL, NULL);
  line = text != NULL ? strstr (text, "VmRSS:") : NULL;
  return line != NULL ? strtoul (line + 6, NULL, 10) : 0;
}

int
main (int    argc,
      char **argv)
{
  guint n = argc > 1 ? strtoul (argv[1], NULL, 10) / BATCH * BATCH : 864000;
  guint n_metrics = argc > 2 ? MIN (strtoul (argv[2], NULL, 10), VMP_N_METRICS) : VMP_N_METRICS;
  g_autofree char *folder = argc > 3 ? g_strdup (argv[3]) : g_dir_make_tmp ("vmp-bench-XXXXXX", NULL);
  g_autofree char *path = g_build_filename (folder, "bench.vmp", NULL);
  gint64 begin;
  VmpRecording *recording;

  write_all (path, n, n_metrics);
  begin = g_get_monotonic_time ();
  recording = vmp_recording_open (path, NULL);
  g_print ("open     %.1f ms\n", (g_get_monotonic_time () - begin) / 1e3);
  query_all (recording);
  report (recording);
  g_print ("memory   %.1f MiB resident in the end\n", get_resident_kib () / 1024.0);
  vmp_recording_free (recording);
  g_unlink (path);
  return EXIT_SUCCESS;
}
