/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Notes and marks of a recording are changed as a whole or not at all, and everything can be undone. */

#include "config.h"

#include "core/kernel/vmp-error.h"
#include "core/store/vmp-recording-edit.h"
#include "core/store/vmp-recording-writer.h"
#include "core/store/vmp-recording.h"
#include "small-recording.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <sqlite3.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define SEC G_GINT64_CONSTANT (1000000000)
#define N_KILLS 20

typedef struct
{
  char *folder, *path;
} Fixture;

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  const VmpRecordingOptions options = { FALSE, FALSE };
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecordingWriter) writer = NULL;
  g_autoptr (VmpBatch) batch = small_recording_new_batch ();

  f->folder = g_dir_make_tmp ("vmp-edit-XXXXXX", NULL);
  f->path = g_build_filename (f->folder, "test.vmp", NULL);
  writer = vmp_recording_writer_new (f->path, &options, &error);
  g_assert_no_error (error);
  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_finish (writer, &error));
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  g_chmod (f->folder, 0700);
  small_recording_remove (f->path);
  g_assert_cmpint (g_rmdir (f->folder), ==, 0);
  g_free (f->folder);
  g_free (f->path);
}

static void
describe_cb (const VmpEvent *event,
             gpointer        user_data)
{
  GString *text = user_data;

  if (event->type == VMP_EVENT_NOTE)
    g_string_append_printf (text, "%s@%d-%d ", event->note.text, (int) (event->time_nsec / SEC), (int) (event->note.end_nsec / SEC));
  else
    g_string_append_printf (text, "%s ", event->mark.name);
}

/* The names and notes in the file, in their order. */
static char *
dup_contents (const char *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, &error);
  GString *text = g_string_new (NULL);

  g_assert_no_error (error);
  g_assert_null (vmp_recording_get_problems (recording)[0]);
  vmp_recording_read_events (recording, 1u << VMP_EVENT_MARK | 1u << VMP_EVENT_NOTE, describe_cb, text);
  return g_string_free (text, FALSE);
}

static void
assert_contents (const char *path,
                 const char *expected)
{
  g_autofree char *text = dup_contents (path);

  g_assert_cmpstr (text, ==, expected);
}

static void
apply (VmpRecordingChange *change,
       const char         *path)
{
  g_autoptr (GError) error = NULL;

  vmp_recording_change_apply (change, path, &error);
  g_assert_no_error (error);
}

static void
test_notes (Fixture       *f,
            gconstpointer  data)
{
  VmpEvent first = small_recording_new_note (20 * SEC, 20 * SEC, "a"), second = small_recording_new_note (15 * SEC, 30 * SEC, "b"), other = small_recording_new_note (21 * SEC, 21 * SEC, "c");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &first), add_second = vmp_recording_change_new (NULL, &second);
  g_autoptr (VmpRecordingChange) change = vmp_recording_change_new (&first, &other), remove = vmp_recording_change_new (&other, NULL);

  apply (add, f->path);
  apply (add_second, f->path);
  assert_contents (f->path, "load query end a@20-20 b@15-30 ");
  apply (change, f->path);
  assert_contents (f->path, "load query end c@21-21 b@15-30 ");
  apply (remove, f->path);
  assert_contents (f->path, "load query end b@15-30 ");
  /* Undone, each is where it was. */
  vmp_recording_change_reverse (remove);
  apply (remove, f->path);
  vmp_recording_change_reverse (change);
  apply (change, f->path);
  assert_contents (f->path, "load query end a@20-20 b@15-30 ");
  vmp_recording_change_reverse (add);
  apply (add, f->path);
  vmp_recording_change_reverse (add);
  apply (add, f->path);
  assert_contents (f->path, "load query end a@20-20 b@15-30 ");
  vmp_event_clear (&first);
  vmp_event_clear (&second);
  vmp_event_clear (&other);
}

static VmpEvent
new_mark (gint64      time_nsec,
          const char *name)
{
  VmpEvent mark = { VMP_EVENT_MARK, 1, time_nsec };

  mark.mark.name = g_ref_string_new (name);
  return mark;
}

static gboolean
count_cb (VmpBatch *batch,
          gpointer  user_data)
{
  guint n, *counts = user_data;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      counts[events[i].type]++;
      /* A mark still comes where it did among the samples. */
      if (events[i].type == VMP_EVENT_MARK && g_str_equal (events[i].mark.name, "load"))
        g_assert_cmpuint (counts[VMP_EVENT_SAMPLE], ==, 499);
    }
  return TRUE;
}

static void
test_marks (Fixture       *f,
            gconstpointer  data)
{
  VmpEvent load = new_mark (60 * SEC, "load"), query = new_mark (160 * SEC, "query"), renamed = new_mark (160 * SEC, "ask");
  g_autoptr (VmpRecordingChange) rename = vmp_recording_change_new (&query, &renamed), remove = vmp_recording_change_new (&load, NULL);
  g_autoptr (VmpRecording) recording = NULL;
  guint counts[32] = { 0 };

  apply (rename, f->path);
  apply (remove, f->path);
  assert_contents (f->path, "ask end ");
  vmp_recording_change_reverse (remove);
  apply (remove, f->path);
  vmp_recording_change_reverse (rename);
  apply (rename, f->path);
  assert_contents (f->path, "load query end ");
  recording = vmp_recording_open (f->path, NULL);
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, count_cb, counts);
  g_assert_cmpuint (counts[VMP_EVENT_SAMPLE], ==, SMALL_RECORDING_N_SAMPLES);
  g_assert_cmpuint (counts[VMP_EVENT_MARK], ==, 3);
  vmp_event_clear (&load);
  vmp_event_clear (&query);
  vmp_event_clear (&renamed);
}

/* What somebody else changed meanwhile is not changed unseen, and not done twice. */
static void
test_conflict (Fixture       *f,
               gconstpointer  data)
{
  VmpEvent first = small_recording_new_note (20 * SEC, 20 * SEC, "a"), other = small_recording_new_note (20 * SEC, 20 * SEC, "b");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &first), theirs = vmp_recording_change_new (&first, &other);
  g_autoptr (GError) error = NULL;

  apply (add, f->path);
  apply (theirs, f->path);
  vmp_recording_change_reverse (add);
  g_assert_false (vmp_recording_change_apply (add, f->path, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_GONE);
  g_assert_true (add->is_stale);
  assert_contents (f->path, "load query end b@20-20 ");
  vmp_event_clear (&first);
  vmp_event_clear (&other);
}

/* The number of a row that was removed is given to another meanwhile: what was there goes back, also if it was changed before. */
static void
test_taken (Fixture       *f,
            gconstpointer  data)
{
  VmpEvent first = small_recording_new_note (20 * SEC, 20 * SEC, "a"), other = small_recording_new_note (20 * SEC, 20 * SEC, "b"), theirs = small_recording_new_note (21 * SEC, 21 * SEC, "c");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &first), rename = vmp_recording_change_new (&first, &other);
  g_autoptr (VmpRecordingChange) remove = vmp_recording_change_new (&other, NULL), add_theirs = vmp_recording_change_new (NULL, &theirs);

  apply (add, f->path);
  apply (rename, f->path);
  apply (remove, f->path);
  apply (add_theirs, f->path);
  g_assert_cmpint (add_theirs->id, ==, remove->id);
  vmp_recording_change_reverse (remove);
  apply (remove, f->path);
  assert_contents (f->path, "load query end c@21-21 b@20-20 ");
  vmp_recording_change_reverse (rename);
  apply (rename, f->path);
  vmp_recording_change_reverse (add);
  apply (add, f->path);
  assert_contents (f->path, "load query end c@21-21 ");
  vmp_event_clear (&first);
  vmp_event_clear (&other);
  vmp_event_clear (&theirs);
}

/* Of two that are the same, the one that was added is taken back; and there is a last number. */
static void
test_numbers (Fixture       *f,
              gconstpointer  data)
{
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, "a");
  g_autoptr (VmpRecordingChange) first = vmp_recording_change_new (NULL, &note), second = vmp_recording_change_new (NULL, &note);
  g_autoptr (VmpRecordingChange) third = vmp_recording_change_new (NULL, &note);
  g_autoptr (GError) error = NULL;
  gint64 id;
  sqlite3 *db;

  apply (first, f->path);
  apply (second, f->path);
  id = second->id;
  vmp_recording_change_reverse (second);
  apply (second, f->path);
  g_assert_cmpint (second->id, ==, id);
  assert_contents (f->path, "load query end a@20-20 ");
  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "UPDATE event SET id = 9223372036854775807 WHERE id = (SELECT max(id) FROM event)", NULL, NULL, NULL),
                   ==, SQLITE_OK);
  sqlite3_close (db);
  g_assert_false (vmp_recording_change_apply (third, f->path, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_TOO_BIG);
  vmp_event_clear (&note);
}

/* Who changed it was killed before that was done. @super: the journal says that it belongs to several files. */
static void
leave_journal (const char *path,
               gboolean    super)
{
  int status;

  if (fork () == 0)
    {
      sqlite3 *db;
      gboolean done = sqlite3_open (path, &db) == SQLITE_OK &&
                      sqlite3_exec (db, "PRAGMA cache_size = 1; BEGIN; DELETE FROM chunk_column; DELETE FROM event", NULL, NULL, NULL) == SQLITE_OK;

      _exit (done ? 0 : 1);
    }
  g_assert_cmpint (wait (&status), >, 0);
  g_assert_cmpint (status, ==, 0);
  if (super)
    {
      static const guint8 magic[] = { 0xd9, 0xd5, 0x05, 0xf9, 0x20, 0xa1, 0x63, 0xd7 };
      g_autofree char *name = g_strconcat (path, "-journal", NULL);
      FILE *file = fopen (name, "ab");

      g_assert_nonnull (file);
      g_assert_cmpuint (fwrite (magic, 1, sizeof magic, file), ==, sizeof magic);
      fclose (file);
    }
}

/* A recording that is opened by a link is put back too, and its journal is looked at before anybody writes. */
static void
test_links (Fixture       *f,
            gconstpointer  data)
{
  g_autofree char *elsewhere = g_dir_make_tmp ("vmp-edit-XXXXXX", NULL), *link = g_build_filename (elsewhere, "link.vmp", NULL);
  g_autofree char *journal = g_strconcat (f->path, "-journal", NULL);
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, "a");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &note);
  g_autoptr (GError) error = NULL;

  g_assert_cmpint (symlink (f->path, link), ==, 0);
  leave_journal (f->path, FALSE);
  g_assert_true (g_file_test (journal, G_FILE_TEST_EXISTS));
  assert_contents (link, "load query end ");
  g_assert_false (g_file_test (journal, G_FILE_TEST_EXISTS));
  apply (add, link);
  assert_contents (f->path, "load query end a@20-20 ");
  leave_journal (f->path, TRUE);
  vmp_recording_change_reverse (add);
  g_assert_false (vmp_recording_change_apply (add, f->path, &error));
  g_assert_error (error, VMP_ERROR, VMP_ERROR_DENIED);
  g_assert_true (g_file_test (journal, G_FILE_TEST_EXISTS));
  g_unlink (link);
  g_assert_cmpint (g_rmdir (elsewhere), ==, 0);
  vmp_event_clear (&note);
}

static void
test_read_only (Fixture       *f,
                gconstpointer  data)
{
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, "a");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &note);
  g_autoptr (GError) error = NULL;
  int status;

  /* The superuser may write anywhere: another user tries. */
  if (fork () == 0)
    {
      gboolean denied;

      g_chmod (f->path, 0444);
      g_chmod (f->folder, 0555);
      if (geteuid () == 0 && setuid (4242) < 0)
        _exit (2);
      denied = !vmp_recording_may_change (f->path, NULL) && !vmp_recording_change_apply (add, f->path, &error)
               && g_error_matches (error, VMP_ERROR, VMP_ERROR_DENIED);
      _exit (denied ? 0 : 1);
    }
  g_assert_cmpint (wait (&status), >, 0);
  g_assert_cmpint (status, ==, 0);
  assert_contents (f->path, "load query end ");
  vmp_event_clear (&note);
}

/* A file that may not grow is a disk that is full. */
static void
test_full_disk (Fixture       *f,
                gconstpointer  data)
{
  g_autofree char *text = g_strnfill (900, 'x');
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, text);
  int status;

  if (fork () == 0)
    {
      const struct rlimit limit = { 4096, 4096 };
      g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &note);
      g_autoptr (GError) error = NULL;

      signal (SIGXFSZ, SIG_IGN);
      setrlimit (RLIMIT_FSIZE, &limit);
      _exit (!vmp_recording_change_apply (add, f->path, &error) && g_error_matches (error, VMP_ERROR, VMP_ERROR_IO) ? 0 : 1);
    }
  g_assert_cmpint (wait (&status), >, 0);
  g_assert_cmpint (status, ==, 0);
  assert_contents (f->path, "load query end ");
  vmp_event_clear (&note);
}

static _Noreturn void
change_for_ever (const char *path)
{
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, "a"), mark = new_mark (60 * SEC, "load"), renamed = new_mark (60 * SEC, "LOAD");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &note), rename = vmp_recording_change_new (&mark, &renamed);

  for (;;)
    {
      if (!vmp_recording_change_apply (add, path, NULL) || !vmp_recording_change_apply (rename, path, NULL))
        _exit (1);
      vmp_recording_change_reverse (add);
      vmp_recording_change_reverse (rename);
    }
}

/* Puts the file back to what it was at first, by the same means. */
static void
restore (const char *path,
         const char *contents)
{
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, "a"), mark = new_mark (60 * SEC, "load"), renamed = new_mark (60 * SEC, "LOAD");

  if (strstr (contents, "a@") != NULL)
    {
      g_autoptr (VmpRecordingChange) remove = vmp_recording_change_new (&note, NULL);

      apply (remove, path);
    }
  if (g_str_has_prefix (contents, "LOAD"))
    {
      g_autoptr (VmpRecordingChange) back = vmp_recording_change_new (&renamed, &mark);

      apply (back, path);
    }
  assert_contents (path, "load query end ");
  vmp_event_clear (&note);
  vmp_event_clear (&mark);
  vmp_event_clear (&renamed);
}

/* Whenever who changes it is killed, a change is there as a whole or not at all, and nothing else is lost. */
static void
test_killed (Fixture       *f,
             gconstpointer  data)
{
  static const char *const allowed[] = { "load query end ", "load query end a@20-20 ", "LOAD query end ", "LOAD query end a@20-20 " };

  for (guint i = 0; i < N_KILLS; i++)
    {
      g_autofree char *contents = NULL;
      gboolean known = FALSE;
      pid_t child = fork ();
      int status;

      if (child == 0)
        change_for_ever (f->path);
      g_usleep (g_test_rand_int_range (1000, 60000));
      kill (child, SIGKILL);
      g_assert_cmpint (waitpid (child, &status, 0), ==, child);
      g_assert_true (WIFSIGNALED (status));
      contents = dup_contents (f->path);
      for (guint k = 0; k < G_N_ELEMENTS (allowed); k++)
        known = known || g_str_equal (contents, allowed[k]);
      if (!known)
        g_error ("after a kill the file has: %s", contents);
      restore (f->path, contents);
    }
}

/* A file that comes with a trigger, which would run with the change. */
static void
test_hostile (Fixture       *f,
              gconstpointer  data)
{
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, "a");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &note);
  g_autoptr (GError) error = NULL;
  sqlite3 *db;

  g_assert_cmpint (sqlite3_open (f->path, &db), ==, SQLITE_OK);
  g_assert_cmpint (sqlite3_exec (db, "CREATE TRIGGER t AFTER INSERT ON event BEGIN DELETE FROM event; END", NULL, NULL, NULL), ==, SQLITE_OK);
  sqlite3_close (db);
  vmp_recording_change_apply (add, f->path, &error);
  g_assert_no_error (error);
  assert_contents (f->path, "load query end a@20-20 ");
  vmp_event_clear (&note);
}

/* Beside who records it. */
static void
test_while_recorded (Fixture       *f,
                     gconstpointer  data)
{
  const VmpRecordingOptions options = { TRUE, FALSE };
  g_autoptr (VmpBatch) batch = small_recording_new_batch ();
  g_autoptr (VmpRecordingWriter) writer = vmp_recording_writer_new (f->path, &options, NULL);
  VmpEvent note = small_recording_new_note (20 * SEC, 20 * SEC, "a");
  g_autoptr (VmpRecordingChange) add = vmp_recording_change_new (NULL, &note);
  VmpEvent mark = new_mark (400 * SEC, "late");

  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_commit (writer, NULL));
  apply (add, f->path);
  g_clear_pointer (&batch, vmp_batch_unref);
  batch = vmp_batch_new_one (&mark);
  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_finish (writer, NULL));
  assert_contents (f->path, "load query end late a@20-20 ");
  vmp_event_clear (&note);
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
    { "/recording-edit/notes", test_notes },
    { "/recording-edit/marks", test_marks },
    { "/recording-edit/conflict", test_conflict },
    { "/recording-edit/taken", test_taken },
    { "/recording-edit/numbers", test_numbers },
    { "/recording-edit/links", test_links },
    { "/recording-edit/read-only", test_read_only },
    { "/recording-edit/full-disk", test_full_disk },
    { "/recording-edit/killed", test_killed },
    { "/recording-edit/hostile", test_hostile },
    { "/recording-edit/while-recorded", test_while_recorded },
  };

  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
