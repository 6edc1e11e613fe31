/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A graph drawn from the file alone shows what one of a session that got every event shows. */

#include "config.h"

#include "core/model/vmp-session.h"
#include "core/store/vmp-recording-query.h"
#include "core/store/vmp-recording-writer.h"

#include <glib/gstdio.h>
#include <string.h>

#define SEC G_GINT64_CONSTANT (1000000000)
#define N_SAMPLES 150000
#define MAX_CELLS 2000

typedef struct
{
  char         *folder, *path;
  VmpSession   *session;
  VmpRecording *recording;
  gint64        begin_nsec, end_nsec;
} Fixture;

static void
fill_sample (VmpSample *sample,
             guint      i,
             gint64     time_nsec)
{
  vmp_sample_init (sample, time_nsec, VMP_REASON_NOT_DUE);
  vmp_sample_set (sample, VMP_METRIC_RSS, (gint64) g_test_rand_int_range (0, 1 << 20) * 4096);
  vmp_sample_set (sample, VMP_METRIC_MINOR_FAULTS, i * 3);
  if (i % 10 == 0)
    vmp_sample_set (sample, VMP_METRIC_PSS, (gint64) g_test_rand_int_range (0, 1 << 20) * 1024);
  if (i > 20000 && i < 21000)
    vmp_sample_set_missing (sample, VMP_METRIC_RSS, VMP_REASON_DENIED);
  if (i % 40000 == 777)
    vmp_sample_set (sample, VMP_METRIC_SWAP, i);
}

static VmpBatch *
make_batch (guint from,
            guint to,
            gint64 *time_nsec)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  VmpEvent start = { VMP_EVENT_START, 1, *time_nsec };

  if (from == 0)
    {
      start.process.name = g_ref_string_new ("name");
      start.process.command = g_ref_string_new ("");
      g_array_append_val (events, start);
    }
  for (guint i = from; i < to; i++)
    {
      VmpEvent event = { VMP_EVENT_SAMPLE, 1, 0 };

      if (i % 30000 == 12345)
        {
          VmpEvent gap = { VMP_EVENT_GAP, 1, *time_nsec + 40 * SEC };

          gap.gap.begin_nsec = *time_nsec;
          gap.gap.reason = VMP_GAP_SUSPEND;
          *time_nsec += 40 * SEC;
          g_array_append_val (events, gap);
        }
      *time_nsec += SEC / 10 + g_test_rand_int_range (-1000000, 1000000);
      event.time_nsec = *time_nsec;
      fill_sample (&event.sample, i, *time_nsec);
      g_array_append_val (events, event);
    }
  return vmp_batch_new_take (events);
}

/* @data: whether it is finished; else there are plain rows too. */
static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (VmpRecordingWriter) writer = NULL;
  g_autoptr (GError) error = NULL;
  gint64 time_nsec = 100 * SEC;

  f->folder = g_dir_make_tmp ("vmp-query-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vmp", NULL);
  f->session = vmp_session_new ();
  vmp_session_set_series_bytes (f->session, 0);
  writer = vmp_recording_writer_new (f->path, &(VmpRecordingOptions) { TRUE, TRUE }, &error);
  g_assert_no_error (error);
  for (guint i = 0; i < N_SAMPLES; i += 10000)
    {
      g_autoptr (VmpBatch) batch = make_batch (i, i + 10000, &time_nsec);

      vmp_session_consume (f->session, batch);
      vmp_recording_writer_append (writer, batch);
      g_assert_true (vmp_recording_writer_commit (writer, &error));
    }
  if (GPOINTER_TO_INT (data))
    g_assert_true (vmp_recording_writer_finish (writer, &error));
  else
    f->recording = vmp_recording_open (f->path, &error);
  g_clear_pointer (&writer, vmp_recording_writer_free);
  if (f->recording == NULL)
    f->recording = vmp_recording_open (f->path, &error);
  g_assert_no_error (error);
  g_assert_true (vmp_recording_get_range (f->recording, &f->begin_nsec, &f->end_nsec));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm" };

  g_assert_null (vmp_recording_get_problems (f->recording)[0]);
  vmp_recording_free (f->recording);
  vmp_session_free (f->session);
  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (f->path, suffixes[i], NULL);

      g_unlink (name);
    }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
}

/* TRUE if every cell is the same to the last value; else the file's has at least what the session's has. */
static void
check (Fixture     *f,
       VmpMetricId  id,
       gint64       begin_nsec,
       gint64       end_nsec,
       guint        n,
       gboolean     is_exact)
{
  g_autofree VmpSeriesCell *live = g_new0 (VmpSeriesCell, n), *stored = g_new0 (VmpSeriesCell, n);
  VmpSeries *series = vmp_target_get_series (vmp_session_find_target (f->session, 1), id);

  vmp_series_query (series, begin_nsec, end_nsec, live, n);
  vmp_recording_query (f->recording, 1, id, begin_nsec, end_nsec, stored, n);
  for (guint i = 0; i < n; i++)
    {
      if (is_exact)
        {
          g_assert_cmpuint (live[i].n, ==, stored[i].n);
          g_assert_cmpint (live[i].first, ==, stored[i].first);
          g_assert_cmpint (live[i].last, ==, stored[i].last);
          g_assert_cmpint (live[i].min, ==, stored[i].min);
          g_assert_cmpint (live[i].max, ==, stored[i].max);
          /* Where values are rare, one that ends a gap may be far away. */
          if (id != VMP_METRIC_SWAP)
            g_assert_cmpint (live[i].gap, ==, stored[i].gap);
        }
      else if (live[i].n > 0)
        {
          g_assert_cmpuint (stored[i].n, >=, live[i].n);
          g_assert_cmpint (stored[i].min, <=, live[i].min);
          g_assert_cmpint (stored[i].max, >=, live[i].max);
        }
    }
}

static const VmpMetricId ids[] = { VMP_METRIC_RSS, VMP_METRIC_PSS, VMP_METRIC_MINOR_FAULTS, VMP_METRIC_SWAP };

static void
test_near (Fixture       *f,
           gconstpointer  data)
{
  for (guint i = 0; i < 60; i++)
    {
      gint64 begin_nsec = f->begin_nsec + (gint64) (g_test_rand_double () * (f->end_nsec - f->begin_nsec));
      gint64 length_nsec = (gint64) (g_test_rand_double () * 2000 * SEC) + SEC;

      if (i % 6 == 0)
        begin_nsec = f->end_nsec - length_nsec;
      if (i % 6 == 1)
        begin_nsec = f->begin_nsec - length_nsec / 2;
      check (f, ids[i % G_N_ELEMENTS (ids)], begin_nsec, begin_nsec + length_nsec, g_test_rand_int_range (600, MAX_CELLS), TRUE);
    }
}

static void
test_far (Fixture       *f,
          gconstpointer  data)
{
  for (guint i = 0; i < 40; i++)
    {
      gint64 begin_nsec = f->begin_nsec - SEC + (gint64) (g_test_rand_double () * (f->end_nsec - f->begin_nsec) / 4);

      check (f, ids[i % G_N_ELEMENTS (ids)], begin_nsec, f->end_nsec + SEC, g_test_rand_int_range (1, 600), FALSE);
    }
}

/* No cell has more than what its neighbourhood had: the whole highest and lowest are those of the session. */
static void
test_whole (Fixture       *f,
            gconstpointer  data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      VmpSeries *series = vmp_target_get_series (vmp_session_find_target (f->session, 1), ids[i]);
      VmpSeriesCell live, stored;

      vmp_series_query_one (series, f->begin_nsec, f->end_nsec + 1, &live);
      vmp_recording_query (f->recording, 1, ids[i], f->begin_nsec, f->end_nsec + 1, &stored, 1);
      g_assert_cmpint (live.min, ==, stored.min);
      g_assert_cmpint (live.max, ==, stored.max);
      g_assert_cmpint (live.first, ==, stored.first);
      g_assert_cmpint (live.last, ==, stored.last);
      g_assert_cmpuint (live.n, ==, stored.n);
    }
}

/* With heads that are read one by one, and then with those that were read in one go. */
static void
test_summaries (Fixture       *f,
                gconstpointer  data)
{
  for (guint i = 0; i < 80; i++)
    {
      VmpMetricId id = ids[i % G_N_ELEMENTS (ids)];
      VmpSeries *series = vmp_target_get_series (vmp_session_find_target (f->session, 1), id);
      gint64 a_nsec = f->begin_nsec + (gint64) (g_test_rand_double () * (f->end_nsec - f->begin_nsec));
      gint64 b_nsec = i % 3 == 0 ? f->end_nsec : a_nsec + (gint64) (g_test_rand_double () * 4000 * SEC), peak_nsec, at_nsec, value;
      VmpRecordingSummary sum;
      VmpSeriesCell cell;

      if (i == 40)
        vmp_recording_load_heads (f->recording);
      vmp_series_query_one (series, a_nsec, b_nsec + 1, &cell);
      g_assert_cmpint (vmp_recording_summarize (f->recording, 1, id, a_nsec, b_nsec, &sum), ==, cell.n > 0);
      g_assert_cmpuint (sum.n, ==, cell.n);
      g_assert_cmpint (sum.min, ==, cell.min);
      g_assert_cmpint (sum.max, ==, cell.max);
      g_assert_cmpint (sum.first, ==, cell.first);
      g_assert_cmpint (sum.last, ==, cell.last);
      peak_nsec = vmp_recording_find_peak (f->recording, 1, id, a_nsec, b_nsec);
      g_assert_cmpint (peak_nsec == VMP_MISSING, ==, cell.n == 0);
      if (cell.n == 0)
        continue;
      g_assert_true (vmp_series_get_at (series, peak_nsec, &at_nsec, &value));
      g_assert_cmpint (at_nsec, ==, peak_nsec);
      g_assert_cmpint (value, ==, cell.max);
      g_assert_true (vmp_series_get_at (series, sum.last_nsec, &at_nsec, &value) && at_nsec == sum.last_nsec);
    }
}

/* What was folded may lie one cell further, as a cell is wider than what is one. */
static void
check_near (const VmpSeriesCell *a,
            const VmpSeriesCell *b,
            guint                n)
{
  for (guint i = 0; i < n; i++)
    {
      gint64 min = a[i].min, max = a[i].max;

      for (guint k = MAX (i, 1) - 1; k <= MIN (i + 1, n - 1); k++)
        if (a[k].n > 0)
          {
            min = min == VMP_MISSING ? a[k].min : MIN (min, a[k].min);
            max = MAX (max, a[k].max);
          }
      if (a[i].n > 0)
        g_assert_cmpuint (b[i].n, >, 0);
      if (a[i].n == 0 || b[i].n == 0)
        continue;
      g_assert_cmpint (b[i].min, <=, a[i].min);
      g_assert_cmpint (b[i].max, >=, a[i].max);
      g_assert_cmpint (a[i].gap, ==, b[i].gap);
      /* What lies beyond the ends is not known here. */
      if (i == 0 || i == n - 1)
        continue;
      g_assert_cmpint (b[i].min, >=, min);
      g_assert_cmpint (b[i].max, <=, max);
    }
}

/* A series that was put together of the file's pyramid answers as the one of the session, where it is fine. */
static void
test_series (Fixture       *f,
             gconstpointer  data)
{
  for (guint i = 0; i < 40; i++)
    {
      VmpMetricId id = ids[i % G_N_ELEMENTS (ids)];
      VmpSeries *live = vmp_target_get_series (vmp_session_find_target (f->session, 1), id);
      gboolean folds = i >= 20;
      gint64 length_nsec = (gint64) (g_test_rand_double () * 1500 * SEC) + SEC;
      gint64 begin_nsec = f->begin_nsec + (gint64) (g_test_rand_double () * (f->end_nsec - f->begin_nsec - length_nsec));
      g_autoptr (VmpSeries) stored = NULL;
      gint64 live_nsec, live_value, stored_nsec, stored_value;
      VmpSeriesCell a[50], b[50];
      gboolean is_exact;

      if (i % 5 == 0)
        begin_nsec = f->end_nsec - length_nsec;
      stored = vmp_recording_load_series (f->recording, 1, id, begin_nsec, begin_nsec + length_nsec, folds ? 1000 : 10000, 100, &is_exact);
      if (!folds)
        g_assert_true (is_exact);
      g_assert_cmpuint (vmp_series_get_length (stored), ==, vmp_series_get_length (live));
      g_assert_true (vmp_series_get_peak (live, &live_nsec, &live_value) && vmp_series_get_peak (stored, &stored_nsec, &stored_value));
      g_assert_cmpint (live_value, ==, stored_value);
      g_assert_cmpint (live_nsec, ==, stored_nsec);
      g_assert_true (vmp_series_get_last (live, &live_nsec, &live_value) && vmp_series_get_last (stored, &stored_nsec, &stored_value));
      g_assert_cmpint (live_value, ==, stored_value);
      g_assert_cmpint (live_nsec, ==, stored_nsec);
      vmp_series_query (live, begin_nsec, begin_nsec + length_nsec, a, G_N_ELEMENTS (a));
      vmp_series_query (stored, begin_nsec, begin_nsec + length_nsec, b, G_N_ELEMENTS (b));
      if (!is_exact)
        check_near (a, b, G_N_ELEMENTS (a));
      for (guint cell = 0; is_exact && cell < G_N_ELEMENTS (a); cell++)
        {
          g_assert_cmpint (a[cell].min, ==, b[cell].min);
          g_assert_cmpint (a[cell].max, ==, b[cell].max);
          g_assert_cmpint (a[cell].last, ==, b[cell].last);
          g_assert_cmpint (a[cell].gap, ==, b[cell].gap);
        }
    }
}

static gboolean
consume_cb (VmpBatch *batch,
            gpointer  user_data)
{
  vmp_session_consume (user_data, batch);
  return TRUE;
}

/* What is read of a moment is what a session knew that was told everything until then. */
static void
test_moment (Fixture       *f,
             gconstpointer  data)
{
  for (guint i = 0; i < 4; i++)
    {
      gint64 time_nsec = f->begin_nsec + (gint64) (g_test_rand_double () * (f->end_nsec - f->begin_nsec));
      g_autoptr (VmpSession) session = vmp_session_new ();
      gint64 times_nsec[VMP_N_METRICS];
      VmpTarget *target;
      VmpSample sample;

      if (i < 2)
        time_nsec = i == 0 ? f->end_nsec : f->begin_nsec + 20500 * (SEC / 10);
      vmp_recording_replay (f->recording, G_MININT64, time_nsec + 1, consume_cb, session);
      vmp_recording_load_moment (f->recording, 1, time_nsec, &sample, times_nsec);
      target = vmp_session_find_target (session, 1);
      for (guint id = 0; id < VMP_N_METRICS; id++)
        {
          VmpReason reason;
          gint64 at_nsec, value = vmp_target_get_value (target, id, &at_nsec, &reason);

          /* Once in an hour is beyond what is looked for. */
          if (id == VMP_METRIC_SWAP && sample.values[id] == VMP_MISSING)
            continue;
          g_assert_cmpint (sample.values[id], ==, value);
          if (value != VMP_MISSING)
            g_assert_cmpint (times_nsec[id], ==, at_nsec);
          else
            g_assert_cmpint (sample.reasons[id], ==, reason);
        }
    }
}

#define ADD(name, func, finished) \
  g_test_add ("/recording-query/" name, Fixture, GINT_TO_POINTER (finished), set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("near", test_near, TRUE);
  ADD ("near-unfinished", test_near, FALSE);
  ADD ("far", test_far, TRUE);
  ADD ("whole", test_whole, TRUE);
  ADD ("series", test_series, TRUE);
  ADD ("series-unfinished", test_series, FALSE);
  ADD ("moment", test_moment, TRUE);
  ADD ("moment-unfinished", test_moment, FALSE);
  ADD ("whole-unfinished", test_whole, FALSE);
  ADD ("summaries", test_summaries, TRUE);
  ADD ("summaries-unfinished", test_summaries, FALSE);

  return g_test_run ();
}
