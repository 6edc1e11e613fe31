/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A copy of a recording has all of it, a part what was then; both are whole or not there. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/store/vmp-recording-copy.h"
#include "core/store/vmp-recording-edit.h"
#include "core/store/vmp-recording-writer.h"
#include "core/store/vmp-recording.h"
#include "small-recording.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEC G_GINT64_CONSTANT (1000000000)

typedef struct
{
  char *folder, *path, *to;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const VmpRecordingOptions options = { FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecordingWriter) writer = NULL;
  g_autoptr (VmpBatch) batch = small_recording_new_batch ();

  f->folder = g_dir_make_tmp ("vmp-copy-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vmp", NULL);
  f->to = g_build_filename (f->folder, "other.vmp", NULL);
  writer = vmp_recording_writer_new (f->path, &options, &error);
  g_assert_no_error (error);
  vmp_recording_writer_append (writer, batch);
  vmp_recording_writer_set_number (writer, "recorder_uid", 4711);
  g_assert_true (vmp_recording_writer_finish (writer, &error));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_chmod (f->folder, 0700);
  small_recording_remove (f->path);
  g_unlink (f->to);
  /* Nothing else was left. */
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->to);
  g_free (f->folder);
  g_free (f->path);
}

typedef struct
{
  GString *text;                /* of names and notes */
  guint    n_samples;
  gint64   first_nsec, last_nsec, first_value;
} Contents;

static gboolean
batch_cb (VmpBatch *batch,
          gpointer  user_data)
{
  Contents *self = user_data;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (events[i].type == VMP_EVENT_SAMPLE && self->n_samples++ == 0)
        {
          self->first_nsec = events[i].time_nsec;
          self->first_value = events[i].sample.values[VMP_METRIC_RSS];
        }
      if (events[i].type == VMP_EVENT_SAMPLE)
        self->last_nsec = events[i].time_nsec;
      else if (events[i].type == VMP_EVENT_START)
        g_string_append_printf (self->text, "%s@%d ", events[i].process.name, (int) (events[i].time_nsec / SEC));
      else if (events[i].type == VMP_EVENT_MARK)
        g_string_append_printf (self->text, "%s@%d ", events[i].mark.name, (int) (events[i].time_nsec / SEC));
      else if (events[i].type == VMP_EVENT_NOTE)
        g_string_append_printf (self->text, "%s@%d-%d ", events[i].note.text, (int) (events[i].time_nsec / SEC), (int) (events[i].note.end_nsec / SEC));
    }
  return TRUE;
}

static void
read_file (const char *path,
           Contents   *out)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, &error);

  *out = (Contents) { g_string_new (NULL) };
  g_assert_no_error (error);
  g_assert_null (vmp_recording_get_problems (recording)[0]);
  g_assert_true (vmp_recording_is_finished (recording));
  g_assert_cmpint (vmp_recording_get_number (recording, "recorder_uid"), ==, 4711);
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, batch_cb, out);
}

static void
assert_private (const char *path)
{
  struct stat info;

  g_assert_cmpint (stat (path, &info), ==, 0);
  g_assert_cmpint (info.st_mode & 07777, ==, 0600);
}

static void
add_note (Fixture    *f,
          gint64      begin_nsec,
          gint64      end_nsec,
          const char *text)
{
  VmpEvent note = small_recording_new_note (begin_nsec, end_nsec, text);
  g_autoptr (VmpRecordingChange) change = vmp_recording_change_new (NULL, &note);

  g_assert_true (vmp_recording_change_apply (change, f->path, NULL));
  vmp_event_clear (&note);
}

static gboolean
share_cb (double   share,
          gpointer user_data)
{
  double *last = user_data;

  g_assert_cmpfloat (share, >=, *last);
  g_assert_cmpfloat (share, <=, 1);
  *last = share;
  return TRUE;
}

static void
test_copy (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  double share = 0;
  Contents before, after;

  add_note (f, 20 * SEC, 25 * SEC, "note");
  g_assert_true (vmp_recording_copy (f->path, f->to, FALSE, share_cb, &share, &error));
  g_assert_no_error (error);
  assert_private (f->to);
  read_file (f->path, &before);
  read_file (f->to, &after);
  g_assert_cmpstr (after.text->str, ==, before.text->str);
  g_assert_cmpuint (after.n_samples, ==, SMALL_RECORDING_N_SAMPLES);
  g_string_free (before.text, TRUE);
  g_string_free (after.text, TRUE);
  /* Not over another one unasked, and never over itself. */
  g_assert_false (vmp_recording_copy (f->path, f->to, FALSE, NULL, NULL, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_IO);
  g_clear_error (&error);
  g_assert_false (vmp_recording_copy (f->path, f->path, TRUE, NULL, NULL, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_IO);
  g_assert_true (vmp_recording_copy (f->path, f->to, TRUE, NULL, NULL, NULL));
}

static void
test_trim (Fixture       *f,
           gconstpointer  data)
{
  g_autoptr (GError) error = NULL;
  double share = 0;
  Contents part;

  add_note (f, 20 * SEC, 25 * SEC, "before");
  add_note (f, 80 * SEC, 105 * SEC, "into");
  add_note (f, 180 * SEC, 300 * SEC, "beyond");
  add_note (f, 205 * SEC, 205 * SEC, "after");
  /* The stage "load" began at 60 s, "query" at 160 s. */
  g_assert_true (vmp_recording_trim (f->path, f->to, 100 * SEC, 200 * SEC, FALSE, share_cb, &share, NULL, &error));
  g_assert_no_error (error);
  assert_private (f->to);
  read_file (f->to, &part);
  g_assert_cmpstr (part.text->str, ==, "subject@100 load@100 into@100-105 query@160 beyond@180-199 ");
  g_assert_cmpuint (part.n_samples, ==, 1000);
  g_assert_cmpint (part.first_nsec, ==, 100 * SEC);
  g_assert_cmpint (part.last_nsec, ==, 200 * SEC - SEC / 10);
  g_assert_cmpint (part.first_value, ==, 900 * 4096);
  g_string_free (part.text, TRUE);
  g_assert_false (vmp_recording_trim (f->path, f->to, 900 * SEC, 1000 * SEC, TRUE, NULL, NULL, NULL, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
}

/* A note over all of it ends with it. */
static void
test_trim_notes (Fixture       *f,
                 gconstpointer  data)
{
  Contents part;

  add_note (f, 80 * SEC, 300 * SEC, "over");
  g_assert_true (vmp_recording_trim (f->path, f->to, 100 * SEC, 200 * SEC, FALSE, NULL, NULL, NULL, NULL));
  read_file (f->to, &part);
  g_assert_cmpstr (part.text->str, ==, "subject@100 load@100 over@100-199 query@160 ");
  g_string_free (part.text, TRUE);
}

typedef struct
{
  Fixture  *fixture;
  gboolean  is_changed;
} Meanwhile;

static gboolean
change_cb (double   share,
           gpointer user_data)
{
  Meanwhile *self = user_data;

  if (!self->is_changed)
    add_note (self->fixture, 20 * SEC, 25 * SEC, "meanwhile");
  self->is_changed = TRUE;
  return TRUE;
}

/* What is left out of a damaged file is told. */
static void
test_trim_damaged (Fixture       *f,
                   gconstpointer  data)
{
  g_auto (GStrv) problems = NULL;
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_assert_true (vmp_recording_trim (f->path, f->to, 100 * SEC, 200 * SEC, TRUE, NULL, NULL, &problems, NULL));
  g_assert_null (problems);
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE chunk_column SET data = x'ff'", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_true (vmp_recording_trim (f->path, f->to, 100 * SEC, 200 * SEC, TRUE, NULL, NULL, &problems, &error));
  g_assert_no_error (error);
  g_assert_nonnull (problems);
  g_assert_cmpuint (g_strv_length (problems), >, 0);
}

/* Who writes a note does not have to wait until a copy is done. */
static void
test_meanwhile (Fixture       *f,
                gconstpointer  data)
{
  Meanwhile meanwhile = { f, FALSE };
  Contents before, after;

  g_assert_true (vmp_recording_copy (f->path, f->to, FALSE, change_cb, &meanwhile, NULL));
  g_assert_true (meanwhile.is_changed);
  read_file (f->path, &before);
  read_file (f->to, &after);
  g_assert_nonnull (strstr (before.text->str, "meanwhile@20-25"));
  g_assert_cmpstr (after.text->str, ==, before.text->str);
  g_string_free (before.text, TRUE);
  g_string_free (after.text, TRUE);
}

/* A recording whose last part is still in its log is not replaced, and keeps it. */
static void
test_logs (Fixture       *f,
           gconstpointer  data)
{
  static const char *const suffixes[] = { "-wal", "-journal" };

  for (guint i = 0; i < G_N_ELEMENTS (suffixes); i++)
    {
      g_autofree char *name = g_strconcat (f->to, suffixes[i], NULL), *text = NULL, *log = NULL;
      g_autoptr (GError) error = NULL;

      g_assert_true (g_file_set_contents (f->to, "mine", -1, NULL));
      g_assert_true (g_file_set_contents (name, "log", -1, NULL));
      g_assert_false (vmp_recording_copy (f->path, f->to, TRUE, NULL, NULL, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_IO);
      g_assert_true (g_file_get_contents (f->to, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "mine");
      g_assert_true (g_file_get_contents (name, &log, NULL, NULL));
      g_assert_cmpstr (log, ==, "log");
      /* An empty one is nothing, and one of no file is nobody's. */
      g_assert_true (g_file_set_contents (name, "", 0, NULL));
      g_assert_true (vmp_recording_copy (f->path, f->to, TRUE, NULL, NULL, NULL));
      g_assert_false (g_file_test (name, G_FILE_TEST_EXISTS));
      g_unlink (f->to);
      g_assert_true (g_file_set_contents (name, "log", -1, NULL));
      g_assert_true (vmp_recording_copy (f->path, f->to, TRUE, NULL, NULL, NULL));
      g_assert_false (g_file_test (name, G_FILE_TEST_EXISTS));
    }
}

/* The clock of the part is that of the whole. */
static void
test_clock (Fixture       *f,
            gconstpointer  data)
{
  g_autoptr (VmpRecording) whole = NULL, part = NULL;

  g_usleep (1000);
  g_assert_true (vmp_recording_trim (f->path, f->to, 100 * SEC, 200 * SEC, FALSE, NULL, NULL, NULL, NULL));
  whole = vmp_recording_open (f->path, NULL);
  part = vmp_recording_open (f->to, NULL);
  g_assert_cmpint (vmp_recording_get_anchor (whole), !=, 0);
  g_assert_cmpint (vmp_recording_get_anchor (part), ==, vmp_recording_get_anchor (whole));
}

static gboolean
leave_cb (double   share,
          gpointer user_data)
{
  return FALSE;
}

static gboolean
write_one (Fixture  *f,
           gboolean  trims,
           VmpRecordingProgressFunc func,
           GError  **error)
{
  return trims ? vmp_recording_trim (f->path, f->to, 0, G_MAXINT64, TRUE, func, NULL, NULL, error)
               : vmp_recording_copy (f->path, f->to, TRUE, func, NULL, error);
}

/* What was there before stays. */
static void
test_left (Fixture       *f,
           gconstpointer  data)
{
  for (guint trims = 0; trims < 2; trims++)
    {
      g_autoptr (GError) error = NULL;
      g_autofree char *text = NULL;

      g_assert_true (g_file_set_contents (f->to, "mine", -1, NULL));
      g_assert_false (write_one (f, trims, leave_cb, &error));
      g_assert_error (error, VMP_ERROR, VMP_ERROR_IO);
      g_assert_true (g_file_get_contents (f->to, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "mine");
    }
}

/* A file that may not grow is a disk that is full. */
static void
test_full_disk (Fixture       *f,
                gconstpointer  data)
{
  for (guint trims = 0; trims < 2; trims++)
    {
      g_autofree char *text = NULL;
      int status;

      g_assert_true (g_file_set_contents (f->to, "mine", -1, NULL));
      if (fork () == 0)
        {
          const struct rlimit limit = { 20000, 20000 };
          g_autoptr (GError) error = NULL;

          signal (SIGXFSZ, SIG_IGN);
          setrlimit (RLIMIT_FSIZE, &limit);
          _exit (!write_one (f, trims, NULL, &error) && g_error_matches (error, VMP_ERROR, VMP_ERROR_IO) ? 0 : 1);
        }
      g_assert_cmpint (wait (&status), >, 0);
      g_assert_cmpint (status, ==, 0);
      g_assert_true (g_file_get_contents (f->to, &text, NULL, NULL));
      g_assert_cmpstr (text, ==, "mine");
    }
}

static void
test_read_only (Fixture       *f,
                gconstpointer  data)
{
  int status;

  /* The superuser may write anywhere: another user tries. */
  if (fork () == 0)
    {
      g_autoptr (GError) error = NULL;

      g_chmod (f->path, 0444);
      g_chmod (f->folder, 0555);
      if (geteuid () == 0 && setuid (4242) < 0)
        _exit (2);
      _exit (!write_one (f, FALSE, NULL, &error) && g_error_matches (error, VMP_ERROR, VMP_ERROR_DENIED) ? 0 : 1);
    }
  g_assert_cmpint (wait (&status), >, 0);
  g_assert_cmpint (status, ==, 0);
}

int
main (int    argc,
      char **argv)
{
  static const struct
  {
    const char *name;
    void      (*func) (Fixture *, gconstpointer);
  } tests[] = {
    { "/recording-copy/copy", test_copy },
    { "/recording-copy/trim", test_trim },
    { "/recording-copy/trim-notes", test_trim_notes },
    { "/recording-copy/trim-damaged", test_trim_damaged },
    { "/recording-copy/meanwhile", test_meanwhile },
    { "/recording-copy/logs", test_logs },
    { "/recording-copy/clock", test_clock },
    { "/recording-copy/left", test_left },
    { "/recording-copy/full-disk", test_full_disk },
    { "/recording-copy/read-only", test_read_only },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
