/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Recordings that the window makes: what is in them, how they end, and what the bar says of them. */
#include "config.h"

#include <fcntl.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <unistd.h>

#include "app/dialogs/vmp-unwritten-dialog.h"
#include "app/vmp-flight-recorder.h"
#include "app/vmp-report-file.h"
#include "app/vmp-stage-mark.h"
#include "app/widgets/vmp-recording-bar.h"
#include "core/engine/vmp-clock.h"
#include "core/kernel/vmp-process.h"
#include "core/store/vmp-recording.h"
#include "fake-host.h"
#include "find-widget.h"

typedef struct
{
  FakeHost   *host;
  VmpMonitor *monitor;
  guint32     target;
  char       *folder;
  GtkWidget  *window;
  VmpRecordingBar *bar;     /* borrowed */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->monitor = fake_host_new_monitor (&fixture->host);
  fixture->target = vmp_monitor_watch (fixture->monitor, 77, 5);
  fake_host_start (fixture->host, fixture->target, "program", 0, VMP_PROCESS_USER);
  fake_host_settle ();
  fixture->folder = g_dir_make_tmp ("vmp-recording-XXXXXX", NULL);
  fixture->window = adw_window_new ();
  fixture->bar = g_object_new (VMP_TYPE_RECORDING_BAR, NULL);
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->bar));
  gtk_window_present (GTK_WINDOW (fixture->window));
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; dir != NULL && (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_unlink (path);
    }
  g_rmdir (folder);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer bar = fixture->bar;

  g_object_add_weak_pointer (bar, &bar);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  fake_host_settle ();
  g_assert_null (bar);
  vmp_monitor_unwatch (fixture->monitor, fixture->target);
  g_assert_finalize_object (fixture->monitor);
  remove_folder (fixture->folder);
  g_free (fixture->folder);
}

static char *
dup_path (Fixture *fixture)
{
  return g_build_filename (fixture->folder, "a.vmp", NULL);
}

static VmpLiveRecording *
start (Fixture *fixture, const char *path)
{
  const VmpRecordingPlan plan = { .path = (char *) path, .program = (char *) "program" };
  VmpLiveRecording *recording = vmp_live_recording_new (fixture->monitor, fixture->target, NULL, &plan);

  vmp_recording_bar_set_recording (fixture->bar, recording);
  return recording;
}

static void
wait_for (VmpLiveRecording *recording, VmpLiveRecordingState state)
{
  gint64 end_usec = g_get_monotonic_time () + 20 * G_USEC_PER_SEC;

  while (vmp_live_recording_get_state (recording) != state && g_get_monotonic_time () < end_usec)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
  g_assert_cmpint (vmp_live_recording_get_state (recording), ==, state);
}

static const char *
get_title (Fixture *fixture)
{
  return gtk_label_get_text (GTK_LABEL (find_widget_by_id (GTK_WIDGET (fixture->bar), "title")));
}

static void
sample (Fixture *fixture, gint64 rss_bytes)
{
  fake_host_sample (fixture->host, fixture->target, rss_bytes, VMP_REASON_NOT_DUE);
  fake_host_settle ();
}

typedef struct
{
  guint  n[VMP_EVENT_MARK + 1], n_others;
  gint64 sum_rss_bytes;
  char  *mark;
} Counted;

static gboolean
count_cb (VmpBatch *batch, gpointer user_data)
{
  Counted *counted = user_data;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      if (events[i].type > VMP_EVENT_MARK)
        counted->n_others++;
      else
        counted->n[events[i].type]++;
      if (events[i].type == VMP_EVENT_SAMPLE)
        counted->sum_rss_bytes += events[i].sample.values[VMP_METRIC_RSS];
      if (events[i].type == VMP_EVENT_MARK)
        g_set_str (&counted->mark, events[i].mark.name);
    }
  return TRUE;
}

static void
count (const char *path, Counted *counted)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, &error);

  g_assert_no_error (error);
  g_assert_true (vmp_recording_is_finished (recording));
  memset (counted, 0, sizeof *counted);
  vmp_recording_replay (recording, G_MININT64, G_MAXINT64, count_cb, counted);
}

/* From when it was asked for to when it was stopped, with what the process is and the stages, and nothing of others. */
static void
test_record (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  guint32 other = vmp_monitor_watch (fixture->monitor, 78, 6);
  g_autoptr (VmpLiveRecording) recording = NULL;
  Counted counted;
  struct stat file;

  fake_host_start (fixture->host, other, "other", 0, VMP_PROCESS_USER);
  sample (fixture, 1000);
  recording = start (fixture, path);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (fixture->bar)));
  sample (fixture, 2000);
  wait_for (recording, VMP_LIVE_RECORDING_RUNNING);
  g_assert_cmpstr (get_title (fixture), ==, "Recording program (77)");
  sample (fixture, 3000);
  fake_host_sample (fixture->host, other, 500000, VMP_REASON_NOT_DUE);
  vmp_stage_mark (fixture->monitor, fixture->target, "stage", vmp_clock_boottime_nsec ());
  fake_host_settle ();
  g_assert_cmpuint (vmp_live_recording_get_n_samples (recording), ==, 2);
  vmp_live_recording_stop (recording);
  sample (fixture, 4000);
  wait_for (recording, VMP_LIVE_RECORDING_SAVED);
  g_assert_cmpstr (get_title (fixture), ==, "Saved as “a.vmp”");

  count (path, &counted);
  g_assert_cmpuint (counted.n[VMP_EVENT_START], ==, 1);
  g_assert_cmpuint (counted.n[VMP_EVENT_SAMPLE], ==, 2);
  g_assert_cmpint (counted.sum_rss_bytes, ==, 5000);
  g_assert_cmpstr (counted.mark, ==, "stage");
  g_free (counted.mark);
  g_assert_cmpint (stat (path, &file), ==, 0);
  g_assert_cmpint (file.st_mode & 0777, ==, 0600);

  gtk_widget_activate_action (GTK_WIDGET (fixture->bar), "recording.dismiss", NULL);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (fixture->bar)));
  vmp_monitor_unwatch (fixture->monitor, other);
}

/* Begun in the middle of a stage, it has that stage from its beginning on: the newest, not an earlier one. */
static void
test_mid_stage (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  g_autoptr (VmpLiveRecording) recording = NULL;
  Counted counted;

  vmp_stage_mark (fixture->monitor, fixture->target, "first", vmp_clock_boottime_nsec ());
  vmp_stage_mark (fixture->monitor, fixture->target, "second", vmp_clock_boottime_nsec ());
  sample (fixture, 1000);
  recording = start (fixture, path);
  sample (fixture, 2000);
  wait_for (recording, VMP_LIVE_RECORDING_RUNNING);
  vmp_live_recording_stop (recording);
  wait_for (recording, VMP_LIVE_RECORDING_SAVED);
  count (path, &counted);
  g_assert_cmpuint (counted.n[VMP_EVENT_MARK], ==, 1);
  g_assert_cmpstr (counted.mark, ==, "second");
  g_free (counted.mark);
}

/* Children that run when it begins are in it as those are that come later; those that have ended are not. */
static void
test_children (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  g_autoptr (VmpLiveRecording) recording = NULL;
  Counted counted;

  for (guint32 child = 101; child <= 103; child++)
    {
      fake_host_fork (fixture->host, child == 103 ? 101 : fixture->target, child, (gint32) child);
      fake_host_start (fixture->host, child, "child", 0, VMP_PROCESS_USER);
    }
  fake_host_exit (fixture->host, 102, 0);
  fake_host_settle ();
  recording = start (fixture, path);
  wait_for (recording, VMP_LIVE_RECORDING_RUNNING);
  fake_host_sample (fixture->host, 101, 1000, VMP_REASON_NOT_DUE);
  fake_host_sample (fixture->host, 103, 2000, VMP_REASON_NOT_DUE);
  fake_host_fork (fixture->host, 103, 104, 104);
  fake_host_start (fixture->host, 104, "grandchild", 0, VMP_PROCESS_USER);
  fake_host_sample (fixture->host, 104, 4000, VMP_REASON_NOT_DUE);
  fake_host_settle ();
  g_assert_cmpstr (vmp_live_recording_get_process (recording), ==, "program (77)");
  vmp_live_recording_stop (recording);
  wait_for (recording, VMP_LIVE_RECORDING_SAVED);
  count (path, &counted);
  g_assert_cmpuint (counted.n[VMP_EVENT_START], ==, 4);
  g_assert_cmpint (counted.sum_rss_bytes, ==, 7000);
}

/* Of thousands that a compilation begins and ends, some hundreds are kept, with whoever has children that go on. */
static void
test_many_children (Fixture *fixture, gconstpointer data)
{
  VmpSession *session = vmp_monitor_get_session (fixture->monitor);
  g_autoptr (GArray) children = NULL;

  for (guint32 child = 101; child <= 500; child++)
    {
      fake_host_fork (fixture->host, fixture->target, child, (gint32) child);
      fake_host_start (fixture->host, child, "child", 0, VMP_PROCESS_USER);
    }
  fake_host_fork (fixture->host, 102, 501, 501);
  fake_host_start (fixture->host, 501, "grandchild", 0, VMP_PROCESS_USER);
  for (guint32 child = 101; child <= 500; child++)
    fake_host_exit (fixture->host, child, 0);
  fake_host_settle ();
  children = vmp_monitor_list_children (fixture->monitor, fixture->target);
  g_assert_cmpuint (children->len, ==, 302);
  g_assert_cmpuint (vmp_session_get_n_targets (session), ==, 303);
  g_assert_null (vmp_session_find_target (session, 101));
  g_assert_nonnull (vmp_session_find_target (session, 102));
  g_assert_nonnull (vmp_session_find_target (session, 500));
  g_assert_nonnull (vmp_session_find_target (session, 501));
}

/* While it is paused there is a gap, and the process is watched on though nobody else does. */
static void
test_pause (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  g_autoptr (VmpLiveRecording) recording = start (fixture, path);
  Counted counted;

  wait_for (recording, VMP_LIVE_RECORDING_RUNNING);
  vmp_monitor_unwatch (fixture->monitor, fixture->target);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 0);
  sample (fixture, 1000);
  gtk_widget_activate_action (GTK_WIDGET (fixture->bar), "recording.pause", NULL);
  g_assert_cmpstr (get_title (fixture), ==, "Recording of program (77) is paused");
  sample (fixture, 2000);
  gtk_widget_activate_action (GTK_WIDGET (fixture->bar), "recording.pause", NULL);
  sample (fixture, 4000);
  gtk_widget_activate_action (GTK_WIDGET (fixture->bar), "recording.stop", NULL);
  wait_for (recording, VMP_LIVE_RECORDING_SAVED);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 1);

  count (path, &counted);
  g_assert_cmpint (counted.sum_rss_bytes, ==, 5000);
  g_assert_cmpuint (counted.n[VMP_EVENT_GAP], ==, 1);
  fixture->target = vmp_monitor_watch (fixture->monitor, 77, 5);
}

static void
test_exit (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  g_autoptr (VmpLiveRecording) recording = start (fixture, path);
  Counted counted;

  /* Before the file is there. */
  sample (fixture, 1000);
  fake_host_exit (fixture->host, fixture->target, 0);
  fake_host_settle ();
  wait_for (recording, VMP_LIVE_RECORDING_SAVED);
  count (path, &counted);
  g_assert_cmpuint (counted.n[VMP_EVENT_EXIT], ==, 1);
  g_assert_cmpuint (counted.n[VMP_EVENT_SAMPLE], ==, 1);
}

static void
test_no_folder (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = g_build_filename (fixture->folder, "no", "folder.vmp", NULL);
  g_autoptr (VmpLiveRecording) recording = start (fixture, path);

  wait_for (recording, VMP_LIVE_RECORDING_FAILED);
  g_assert_true (g_str_has_prefix (get_title (fixture), "Nothing was recorded: "));
  g_assert_true (gtk_widget_get_visible (find_widget_by_id (GTK_WIDGET (fixture->bar), "dismiss")));
}

static void
test_removed (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  g_autoptr (VmpLiveRecording) recording = start (fixture, path);

  wait_for (recording, VMP_LIVE_RECORDING_RUNNING);
  g_unlink (path);
  sample (fixture, 1000);
  wait_for (recording, VMP_LIVE_RECORDING_FAILED);
  g_assert_true (g_str_has_prefix (get_title (fixture), "The recording “a.vmp” ended early: "));
}

/* Takes all that is left of the disk in @folder. */
static void
fill_disk (const char *filler)
{
  static const char block[4096];
  int fd = g_open (filler, O_CREAT | O_WRONLY | O_CLOEXEC, 0600);

  g_assert_cmpint (fd, >=, 0);
  while (write (fd, block, sizeof block) > 0)
    ;
  close (fd);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(int *) user_data = vmp_unwritten_ask_finish (result);
}

/* Gives @response to the question over @window. Returns: whether what is not written may be lost */
static gboolean
answer (GtkWidget *window, const char *response)
{
  AdwDialog *dialog;
  int answered = -1;

  vmp_unwritten_ask_async (window, asked_cb, &answered);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (window));
  if (dialog != NULL)
    {
      g_assert_nonnull (strstr (adw_alert_dialog_get_body (ADW_ALERT_DIALOG (dialog)), "“a.vmp” is in memory only"));
      g_signal_emit_by_name (dialog, "response", response);
      adw_dialog_force_close (dialog);
    }
  while (answered == -1)
    g_main_context_iteration (NULL, TRUE);
  return answered;
}

/* What a full disk does not take is kept, asked about, and written as soon as there is room. */
static void
test_full_disk (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  g_autofree char *filler = g_build_filename (fixture->folder, "filler", NULL);
  g_autoptr (VmpLiveRecording) recording = NULL;
  Counted counted;

  if (mount ("vmp", fixture->folder, "tmpfs", 0, "size=2m") != 0)
    {
      g_test_skip ("nothing can be mounted here");
      return;
    }
  recording = start (fixture, path);
  sample (fixture, 1000);
  wait_for (recording, VMP_LIVE_RECORDING_RUNNING);
  g_assert_null (vmp_live_recording_find_waiting ());
  g_assert_true (answer (fixture->window, "cancel"));

  fill_disk (filler);
  for (guint i = 0; i < 20000 && vmp_live_recording_find_waiting () == NULL; i++)
    {
      sample (fixture, 2000 + i);
      g_usleep (1000);
    }
  g_assert_true (vmp_live_recording_find_waiting () == recording);
  g_assert_false (answer (fixture->window, "cancel"));
  g_assert_true (answer (fixture->window, "lose"));

  g_unlink (filler);
  wait_for (recording, VMP_LIVE_RECORDING_RUNNING);
  vmp_live_recording_stop_all ();
  g_assert_cmpint (vmp_live_recording_get_state (recording), ==, VMP_LIVE_RECORDING_SAVED);
  count (path, &counted);
  g_assert_cmpuint (counted.n[VMP_EVENT_SAMPLE], ==, vmp_live_recording_get_n_samples (recording));
  g_unlink (path);
  g_assert_cmpint (umount2 (fixture->folder, MNT_DETACH), ==, 0);
}

static void
moved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  vmp_live_recording_move_finish (VMP_LIVE_RECORDING (source), result, &error);
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static void
test_move (Fixture *fixture, gconstpointer data)
{
  g_autofree char *path = dup_path (fixture);
  g_autofree char *other = g_build_filename (fixture->folder, "b.vmp", NULL);
  g_autoptr (GFile) to = g_file_new_for_path (other);
  g_autoptr (VmpLiveRecording) recording = start (fixture, path);
  gboolean done = FALSE;
  Counted counted;

  sample (fixture, 1000);
  vmp_live_recording_stop_all ();
  g_assert_cmpint (vmp_live_recording_get_state (recording), ==, VMP_LIVE_RECORDING_SAVED);
  vmp_live_recording_move_async (recording, to, NULL, moved_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (get_title (fixture), ==, "Saved as “b.vmp”");
  g_assert_false (g_file_test (path, G_FILE_TEST_EXISTS));
  count (other, &counted);
  g_assert_cmpuint (counted.n[VMP_EVENT_SAMPLE], ==, 1);
}

static void
report_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  vmp_report_file_write_finish (result, &error);
  g_assert_no_error (error);
  (*(guint *) user_data)++;
}

/* What each begins with. */
static void
test_report (Fixture *fixture, gconstpointer data)
{
  static const struct { const char *name, *begin; } reports[] = {
    { "r.html", "<!DOCTYPE html>" }, { "r.pdf", "%PDF-" }, { "r.md", "# " }, { "r.json", "{" },
  };
  g_autofree char *path = dup_path (fixture);
  g_autoptr (VmpLiveRecording) recording = start (fixture, path);
  guint n = 0;

  for (guint i = 1; i < 5; i++)
    sample (fixture, i * 1000);
  vmp_live_recording_stop_all ();
  for (guint i = 0; i < G_N_ELEMENTS (reports); i++)
    {
      g_autofree char *name = g_build_filename (fixture->folder, reports[i].name, NULL);
      g_autoptr (GFile) to = g_file_new_for_path (name);
      g_autofree char *text = NULL;

      vmp_report_file_write_async (path, to, NULL, report_cb, &n);
      while (n == i)
        g_main_context_iteration (NULL, TRUE);
      g_assert_true (g_file_get_contents (name, &text, NULL, NULL));
      g_assert_true (g_ascii_strncasecmp (text, reports[i].begin, strlen (reports[i].begin)) == 0);
    }
  g_assert_false (vmp_report_file_has_format ("report.txt"));
}

static void
flight_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  *(char **) user_data = vmp_flight_recorder_save_finish (VMP_FLIGHT_RECORDER (source), result, &error);
  g_assert_no_error (error);
}

/* What was measured before anybody asked. */
static void
test_flight (Fixture *fixture, gconstpointer data)
{
  VmpFlightRecorder *recorder = vmp_flight_recorder_get (fixture->monitor);
  g_autofree char *path = dup_path (fixture);
  g_autofree char *saved = NULL;
  Counted counted;

  g_assert_true (recorder == vmp_flight_recorder_get (fixture->monitor));
  /* It began after the process was started: what that is, is known from the session. */
  fake_host_start (fixture->host, fixture->target, "program", 0, VMP_PROCESS_USER);
  sample (fixture, 1000);
  sample (fixture, 2000);
  vmp_flight_recorder_save_async (recorder, fixture->target, path, NULL, flight_cb, &saved);
  sample (fixture, 4000);
  while (saved == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (saved, ==, path);
  count (path, &counted);
  g_assert_cmpint (counted.sum_rss_bytes, ==, 3000);
  g_assert_cmpuint (counted.n[VMP_EVENT_START], ==, 1);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/live-recording/record", Fixture, NULL, set_up, test_record, tear_down);
  g_test_add ("/live-recording/mid-stage", Fixture, NULL, set_up, test_mid_stage, tear_down);
  g_test_add ("/live-recording/children", Fixture, NULL, set_up, test_children, tear_down);
  g_test_add ("/live-recording/many-children", Fixture, NULL, set_up, test_many_children, tear_down);
  g_test_add ("/live-recording/pause", Fixture, NULL, set_up, test_pause, tear_down);
  g_test_add ("/live-recording/exit", Fixture, NULL, set_up, test_exit, tear_down);
  g_test_add ("/live-recording/no-folder", Fixture, NULL, set_up, test_no_folder, tear_down);
  g_test_add ("/live-recording/removed", Fixture, NULL, set_up, test_removed, tear_down);
  g_test_add ("/live-recording/full-disk", Fixture, NULL, set_up, test_full_disk, tear_down);
  g_test_add ("/live-recording/move", Fixture, NULL, set_up, test_move, tear_down);
  g_test_add ("/live-recording/report", Fixture, NULL, set_up, test_report, tear_down);
  g_test_add ("/live-recording/flight", Fixture, NULL, set_up, test_flight, tear_down);

  return g_test_run ();
}
