/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What was recorded comes back: a session fed from the file answers as one that was fed live. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/model/vmp-session.h"
#include "core/store/vmp-recording-query.h"
#include "core/store/vmp-recording-writer.h"

#include <glib/gstdio.h>
#include <math.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/stat.h>
#include <time.h>

#define SEC G_GINT64_CONSTANT (1000000000)
#define N_TARGETS 3
#define N_CELLS 100

typedef struct
{
  char   *folder, *path;
  GArray *events;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  f->folder = g_dir_make_tmp ("vmp-recording-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vmp", NULL);
  f->events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  static const char *const suffixes[] = { "", "-wal", "-shm", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (f->path, suffixes[i], NULL);

      g_unlink (name);
    }
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
  if (f->events != NULL)
    g_array_unref (f->events);
}

static VmpEvent *
add (Fixture      *f,
     VmpEventType  type,
     guint32       target,
     gint64        time_nsec)
{
  VmpEvent event = { type, target, time_nsec };

  g_array_append_val (f->events, event);
  return &g_array_index (f->events, VmpEvent, f->events->len - 1);
}

static void
add_sample (Fixture *f,
            guint32  target,
            gint64   time_nsec,
            guint    i)
{
  VmpSample *sample = &add (f, VMP_EVENT_SAMPLE, target, time_nsec)->sample;

  vmp_sample_init (sample, time_nsec, VMP_REASON_NOT_DUE);
  sample->duration_nsec = g_test_rand_int_range (1000, 90000);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      if (vmp_metric_get (id)->tier == VMP_TIER_0 || i % 7 == 0)
        vmp_sample_set (sample, id, (gint64) g_test_rand_int_range (0, 1 << 20) * 4096);
      else if (i % 11 == 0)
        vmp_sample_set_missing (sample, id, VMP_REASON_BUDGET);
    }
  /* It may not be read for some time. */
  if (i % 1000 > 900)
    vmp_sample_set_missing (sample, VMP_METRIC_READ_BYTES, VMP_REASON_DENIED);
  vmp_sample_set_missing (sample, VMP_METRIC_SWAPPED_IN, VMP_REASON_UNSUPPORTED);
}

static void
add_life (Fixture *f,
          guint32  target,
          guint    n)
{
  VmpEvent *start = add (f, VMP_EVENT_START, target, 10 * SEC + target);
  gint64 time_nsec = 10 * SEC + target;

  start->process.identity.pid = 100 + target;
  g_strlcpy (start->process.identity.boot_id, "01234567", sizeof start->process.identity.boot_id);
  start->process.name = g_ref_string_new ("na\"me");
  start->process.command = g_ref_string_new ("name --secret");
  for (guint i = 0; i < n; i++)
    {
      time_nsec += SEC / 10 + g_test_rand_int_range (-1000000, 1000000);
      if (i % 500 == 499)
        {
          VmpEvent *gap = add (f, VMP_EVENT_GAP, target, time_nsec);

          gap->gap.begin_nsec = time_nsec - SEC / 10;
          gap->gap.reason = i % 1000 == 499 ? VMP_GAP_LATE : VMP_GAP_BUDGET;
        }
      add_sample (f, target, time_nsec, i);
      if (i % 700 == 100)
        add (f, VMP_EVENT_MARK, target, time_nsec)->mark.name = g_ref_string_new ("mark");
    }
}

static int
compare_times (gconstpointer a,
               gconstpointer b)
{
  const VmpEvent *x = a, *y = b;

  return (x->time_nsec > y->time_nsec) - (x->time_nsec < y->time_nsec);
}

/* Takes the fixture's events. */
static VmpBatch *
take_batch (Fixture *f)
{
  g_array_sort (f->events, compare_times);
  return vmp_batch_new_take (g_steal_pointer (&f->events));
}

static VmpRecordingWriter *
record (Fixture  *f,
        VmpBatch *batch)
{
  const VmpRecordingOptions options = { FALSE, TRUE };
  g_autoptr (GError) error = NULL;
  VmpRecordingWriter *writer = vmp_recording_writer_new (f->path, &options, &error);

  g_assert_no_error (error);
  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_commit (writer, &error));
  g_assert_no_error (error);
  return writer;
}

static gboolean
consume_cb (VmpBatch *batch,
            gpointer  user_data)
{
  vmp_session_consume (user_data, batch);
  return TRUE;
}

static VmpSession *
replay (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (f->path, &error);
  VmpSession *session = vmp_session_new ();

  g_assert_no_error (error);
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, consume_cb, session);
  vmp_recording_check (recording, 10000);
  g_assert_null (vmp_recording_get_problems (recording)[0]);
  return session;
}

static void
check_metric (VmpTarget   *live,
              VmpTarget   *stored,
              VmpMetricId  id)
{
  VmpSeriesCell cells[2][N_CELLS];
  VmpReason reasons[2];
  gint64 times[2];

  memset (cells, 0, sizeof cells);
  g_assert_cmpint (vmp_target_get_value (live, id, &times[0], &reasons[0]), ==,
                   vmp_target_get_value (stored, id, &times[1], &reasons[1]));
  g_assert_cmpint (times[0], ==, times[1]);
  g_assert_cmpint (reasons[0], ==, reasons[1]);
  g_assert_cmpint (vmp_target_get_peak (live, id, &times[0]), ==, vmp_target_get_peak (stored, id, &times[1]));
  g_assert_cmpint (times[0], ==, times[1]);
  g_assert_cmpint (vmp_target_get_series (live, id) == NULL, ==, vmp_target_get_series (stored, id) == NULL);
  if (vmp_target_get_series (live, id) == NULL)
    return;
  vmp_series_query (vmp_target_get_series (live, id), 0, 400 * SEC, cells[0], N_CELLS);
  vmp_series_query (vmp_target_get_series (stored, id), 0, 400 * SEC, cells[1], N_CELLS);
  g_assert_cmpmem (cells[0], sizeof cells[0], cells[1], sizeof cells[1]);
}

static void
check_marks (VmpTarget *live,
             VmpTarget *stored)
{
  guint n, n_stored, n_alerts = 0;
  const VmpEvent *marks = vmp_target_get_marks (live, &n);
  const VmpEvent *stored_marks = vmp_target_get_marks (stored, &n_stored);

  g_assert_cmpuint (n, ==, n_stored);
  for (guint i = 0; i < n; i++)
    n_alerts += marks[i].type == VMP_EVENT_ALERT;
  g_assert_cmpuint (n_alerts, ==, vmp_target_get_number (live) == 1 ? 3 : 1);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (GVariant) a = vmp_event_to_variant (&marks[i]), b = vmp_event_to_variant (&stored_marks[i]);

      g_assert_true (g_variant_equal (a, b));
    }
}

static void
check_equal (VmpSession *live,
             VmpSession *stored)
{
  g_assert_cmpuint (vmp_session_get_n_targets (live), ==, vmp_session_get_n_targets (stored));
  for (guint i = 0; i < vmp_session_get_n_targets (live); i++)
    {
      VmpTarget *target = vmp_session_get_target (live, i);
      VmpTarget *same = vmp_session_find_target (stored, vmp_target_get_number (target));

      g_assert_nonnull (same);
      g_assert_cmpint (vmp_target_get_state (target), ==, vmp_target_get_state (same));
      for (guint id = 0; id < VMP_N_METRICS; id++)
        check_metric (target, same, id);
      check_marks (target, same);
    }
}

/* Of a process, or of the machine and so of all. */
static void
add_alert (Fixture       *f,
           guint32        target,
           gint64         time_nsec,
           VmpAlertStage  stage)
{
  VmpAlertFact *fact = &add (f, VMP_EVENT_ALERT, target, time_nsec)->alert;

  fact->rule = g_ref_string_new ("grows-fast");
  fact->title = g_ref_string_new ("It \"grows\"");
  fact->metric = g_ref_string_new ("rss");
  fact->severity = VMP_ALERT_WARNING;
  fact->stage = stage;
  fact->since_nsec = 20 * SEC;
  fact->value = stage == VMP_ALERT_STAGE_ENDED ? NAN : 1.5;
  fact->limit = 1;
}

/* Chunks that are full, one that is not, and a target that is in plain rows alone. */
static VmpBatch *
make_events (Fixture *f)
{
  VmpEvent *exit;

  add_life (f, 1, 2500);
  add_life (f, 2, 1024);
  add_life (f, 3, 5);
  add_alert (f, 1, 31 * SEC, VMP_ALERT_STAGE_BEGAN);
  add_alert (f, 0, 32 * SEC, VMP_ALERT_STAGE_BEGAN);
  add_alert (f, 1, 33 * SEC, VMP_ALERT_STAGE_ENDED);
  exit = add (f, VMP_EVENT_EXIT, 2, 300 * SEC);
  exit->exit.status = 9;
  return take_batch (f);
}

static void
test_replay_finished (Fixture       *f,
                      gconstpointer  data)
{
  g_autoptr (VmpBatch) batch = make_events (f);
  g_autoptr (VmpRecordingWriter) writer = record (f, batch);
  g_autoptr (VmpSession) live = vmp_session_new (), stored = NULL;
  g_autofree char *log = g_strconcat (f->path, "-wal", NULL);
  g_autoptr (GError) error = NULL;
  struct stat info;

  g_assert_true (vmp_recording_writer_finish (writer, &error));
  g_clear_pointer (&writer, vmp_recording_writer_free);
  vmp_session_consume (live, batch);
  stored = replay (f);
  check_equal (live, stored);
  /* One file, for nobody else. */
  g_assert_false (g_file_test (log, G_FILE_TEST_EXISTS));
  g_assert_cmpint (g_stat (f->path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 0777, ==, 0600);
}

/* As a reader sees it meanwhile, and as a killed recorder leaves it. */
static void
test_replay_unfinished (Fixture       *f,
                        gconstpointer  data)
{
  g_autoptr (VmpBatch) batch = make_events (f);
  g_autoptr (VmpRecordingWriter) writer = record (f, batch);
  g_autoptr (VmpSession) live = vmp_session_new (), stored = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (f->path, NULL);

  g_assert_false (vmp_recording_is_finished (recording));
  vmp_session_consume (live, batch);
  stored = replay (f);
  check_equal (live, stored);
}

static void
test_no_command_line (Fixture       *f,
                      gconstpointer  data)
{
  const VmpRecordingOptions options = { FALSE, FALSE };
  g_autoptr (VmpBatch) batch = make_events (f);
  g_autoptr (VmpRecordingWriter) writer = vmp_recording_writer_new (f->path, &options, NULL);
  g_autofree char *bytes = NULL;
  gsize len;

  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_finish (writer, NULL));
  g_clear_pointer (&writer, vmp_recording_writer_free);
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  g_assert_null (memmem (bytes, len, "secret", strlen ("secret")));
}

static void
test_existing (Fixture       *f,
               gconstpointer  data)
{
  VmpRecordingOptions options = { FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecordingWriter) writer = NULL;
  g_autofree char *bytes = NULL;

  g_assert_true (g_file_set_contents (f->path, "precious", -1, NULL));
  g_assert_null (vmp_recording_writer_new (f->path, &options, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_IO);
  g_assert_true (g_file_get_contents (f->path, &bytes, NULL, NULL));
  g_assert_cmpstr (bytes, ==, "precious");
  options.replace = TRUE;
  writer = vmp_recording_writer_new (f->path, &options, NULL);
  g_assert_nonnull (writer);
  g_assert_true (vmp_recording_writer_finish (writer, NULL));
}

static void
test_removed (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (VmpBatch) batch = make_events (f);
  g_autoptr (VmpRecordingWriter) writer = record (f, batch);
  g_autoptr (GError) error = NULL;

  g_unlink (f->path);
  g_assert_false (vmp_recording_writer_commit (writer, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
}

static gboolean
ignore_cb (VmpBatch *batch,
           gpointer  user_data)
{
  return TRUE;
}

/* What a graph and a table would ask. */
static void
ask (VmpRecording *recording)
{
  const guint32 *targets;
  VmpSeriesCell cells[N_CELLS];
  VmpRecordingSummary sum;
  guint n;

  targets = vmp_recording_get_targets (recording, &n);
  for (guint i = 0; i < MIN (n, N_TARGETS); i++)
    for (guint n_cells = 1; n_cells <= N_CELLS; n_cells *= 10)
      {
        vmp_recording_query (recording, targets[i], VMP_METRIC_RSS, 0, 400 * SEC, cells, n_cells);
        vmp_recording_query (recording, targets[i], VMP_METRIC_PSS, G_MININT64 / 4, G_MAXINT64 / 4, cells, n_cells);
        vmp_recording_summarize (recording, targets[i], VMP_METRIC_RSS, 0, G_MAXINT64, &sum);
        vmp_recording_find_peak (recording, targets[i], VMP_METRIC_RSS, 0, G_MAXINT64);
      }
}

/* Opens and reads all that can be. */
static void
look_at (Fixture *f)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (f->path, &error);

  g_assert_true ((recording == NULL) == (error != NULL));
  if (recording == NULL)
    return;
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, ignore_cb, NULL);
  ask (recording);
  vmp_recording_check (recording, 1000);
}

static void
test_damaged (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (VmpBatch) batch = make_events (f);
  g_autoptr (VmpRecordingWriter) writer = record (f, batch);
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (vmp_recording_writer_finish (writer, NULL));
  g_clear_pointer (&writer, vmp_recording_writer_free);
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  for (guint i = 0; i < 60; i++)
    {
      g_autofree char *copy = g_memdup2 (bytes, len);
      gsize size = i % 4 == 0 ? (gsize) g_test_rand_int_range (0, len) : len;

      for (guint k = 0; k < 1u << i % 8; k++)
        copy[g_test_rand_int_range (i % 3 == 0 ? 0 : 100, len)] ^= 1 << g_test_rand_int_range (0, 8);
      g_assert_true (g_file_set_contents (f->path, copy, size, NULL));
      look_at (f);
    }
}

/* SQL that makes an honest file a hostile one. */
static const char *const hostile[] = {
  "DROP TABLE recent; CREATE VIEW recent AS WITH RECURSIVE x(i) AS (SELECT 0 UNION ALL SELECT i + 1 FROM x)"
  " SELECT 1 AS target, i AS sample, i AS time_nsec, 0 AS duration_nsec, x'' AS data FROM x",
  "DROP TABLE event; CREATE TABLE event (id INTEGER PRIMARY KEY, target INTEGER, time_nsec INTEGER, type INTEGER,"
  " samples_before INTEGER, event BLOB AS (zeroblob(1000000000)), facts TEXT)",
  "CREATE TRIGGER evil AFTER INSERT ON event BEGIN DELETE FROM event; END",
  "UPDATE chunk SET n = 1000000000",
  "UPDATE chunk SET target = 'text', begin_nsec = -1",
  "UPDATE chunk SET id = 9223372036854775807 WHERE id = 1",
  "UPDATE chunk_column SET n = 1000000000",
  "UPDATE chunk_column SET data = zeroblob(100000)",
  "UPDATE chunk_column SET data = zeroblob(20000000) WHERE id = 65536",
  "UPDATE chunk_column SET pattern = 5, reasons = x'ffffff'",
  "UPDATE recent SET data = zeroblob(1000)",
  "UPDATE event SET event = randomblob(200)",
  "UPDATE event SET samples_before = 9223372036854775807",
  "UPDATE event SET event = (SELECT event FROM event WHERE type = 2 LIMIT 1)",
  "UPDATE span SET data = zeroblob(1000)",
  "UPDATE span SET data = randomblob(length(data))",
  "UPDATE span SET n = 1000000000, begin_nsec = -1",
  "UPDATE span SET end_nsec = 'text', level = 1",
  "UPDATE chunk_column SET max = -1, first = 'text'",
  "UPDATE chunk_column SET gaps = randomblob(1000)",
  "UPDATE info SET value = zeroblob(1000000)",
  "WITH RECURSIVE x (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM x WHERE i < 5000) INSERT INTO info SELECT 'k' || i, i FROM x",
  "INSERT INTO event SELECT id + 100000, target, time_nsec, 9, samples_before, event, facts FROM event",
  "INSERT INTO space SELECT id, id, 1000000000 FROM event",
  "CREATE INDEX evil ON span (hex(data))",
  "PRAGMA user_version = 4",
  "PRAGMA user_version = 2",
  "PRAGMA user_version = 1",
  "PRAGMA user_version = -1",
  "PRAGMA application_id = 1",
};

static void
test_hostile (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (VmpBatch) batch = make_events (f);
  g_autoptr (VmpRecordingWriter) writer = record (f, batch);
  g_autofree char *bytes = NULL;
  gsize len;

  g_assert_true (vmp_recording_writer_finish (writer, NULL));
  g_clear_pointer (&writer, vmp_recording_writer_free);
  g_assert_true (g_file_get_contents (f->path, &bytes, &len, NULL));
  for (guint i = 0; i < G_N_ELEMENTS (hostile); i++)
    {
      clock_t begin = clock ();
      sqlite3 *db = NULL;

      g_assert_true (g_file_set_contents (f->path, bytes, len, NULL));
      g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
      g_assert_cmpint (sqlite3_exec (db, hostile[i], NULL, NULL, NULL), ==, SQLITE_OK);
      sqlite3_close (db);
      look_at (f);
      g_assert_cmpint (clock () - begin, <, 30 * CLOCKS_PER_SEC);
    }
}

static void
test_not_one (Fixture       *f,
              gconstpointer  data)
{
  g_autoptr (GError) error = NULL;

  g_assert_null (vmp_recording_open (f->path, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_clear_error (&error);
  g_assert_null (vmp_recording_open (f->folder, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
  g_clear_error (&error);
  g_assert_true (g_file_set_contents (f->path, "this is a text and no recording", -1, NULL));
  g_assert_null (vmp_recording_open (f->path, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_CORRUPT);
}

#define ADD(name, func) g_test_add ("/recording/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);

  ADD ("replay/finished", test_replay_finished);
  ADD ("replay/unfinished", test_replay_unfinished);
  ADD ("no-command-line", test_no_command_line);
  ADD ("existing", test_existing);
  ADD ("removed", test_removed);
  ADD ("damaged", test_damaged);
  ADD ("hostile", test_hostile);
  ADD ("not-one", test_not_one);

  return g_test_run ();
}
