/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording in a tab: what it shows is what a session knew that saw all of it live, at every moment. */

#include "config.h"

#include <glib/gstdio.h>
#include <string.h>
#include <unistd.h>

#include "app/pages/vmp-overview-page.h"
#include "app/vmp-recording-file.h"
#include "app/vmp-replay-worker.h"
#include "app/vmp-replay.h"
#include "app/vmp-target-view.h"
#include "app/widgets/vmp-figure-table.h"
#include "app/widgets/vmp-replay-bar.h"
#include "app/widgets/vmp-replay-info.h"
#include "app/widgets/vmp-replay-places.h"
#include "app/widgets/vmp-replay-scrubber.h"
#include "core/engine/vmp-host.h"
#include "core/kernel/vmp-error.h"
#include "core/store/vmp-recording-edit.h"
#include "core/store/vmp-recording-writer.h"
#include "core/store/vmp-recording.h"
#include "find-widget.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define BEGIN (1000 * SEC)
#define N_SAMPLES 3000
#define LIMIT_USEC (20 * G_USEC_PER_SEC)

typedef struct
{
  char          *folder, *path;
  VmpSession    *live;        /* saw everything as it came */
  VmpMonitor    *monitor;     /* that measures */
  VmpTargetView *view;
  GtkWidget     *window;
} Fixture;

static VmpAddressSpace *
new_space (guint n)
{
  VmpAddressSpaceBuilder *builder = vmp_address_space_builder_new ();

  for (guint i = 0; i < 10; i++)
    {
      VmpMapping mapping = { .start_addr = 0x7f0000000000 + i * 65536, .end_addr = 0x7f0000000000 + i * 65536 + 16384,
                             .permissions = "rw-p" };

      mapping.sizes_kib[VMP_MAPPING_RSS] = i + n;
      vmp_address_space_builder_add_mapping (builder, &mapping, "", "rd wr mr mw me ac");
    }
  return vmp_address_space_builder_finish (builder, NULL);
}

static void
add_names (GArray *events, VmpEventType type, guint32 target, gint64 time_nsec, const char *name)
{
  VmpEvent event = { .type = type, .target = target, .time_nsec = time_nsec };

  event.process.identity.pid = (gint32) target + 100;
  event.process.name = g_ref_string_new (name);
  event.process.command = g_ref_string_new (name);
  g_array_append_val (events, event);
}

static void
add_sample (GArray *events, guint32 target, guint i, gint64 time_nsec)
{
  VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = target, .time_nsec = time_nsec };

  vmp_sample_init (&event.sample, time_nsec, VMP_REASON_NOT_DUE);
  vmp_sample_set (&event.sample, VMP_METRIC_RSS, (gint64) (i % 700 + target) << 20);
  if (i % 10 == 0)
    vmp_sample_set (&event.sample, VMP_METRIC_PSS, (gint64) (i % 500) << 20);
  vmp_sample_set_missing (&event.sample, VMP_METRIC_READ_BYTES, VMP_REASON_DENIED);
  g_array_append_val (events, event);
}

/* Two processes; of the first an exec, a mark, a gap, snapshots and its end. */
static GArray *
make_events (void)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));

  add_names (events, VMP_EVENT_START, 1, BEGIN, "first");
  add_names (events, VMP_EVENT_START, 2, BEGIN, "child");
  for (guint i = 0; i < N_SAMPLES; i++)
    {
      gint64 time_nsec = BEGIN + (i + 1) * SEC / 10 + (i >= 2000 ? 50 * SEC : 0);

      if (i == 1000)
        add_names (events, VMP_EVENT_EXEC, 1, time_nsec, "second");
      if (i == 1500)
        {
          VmpEvent mark = { .type = VMP_EVENT_MARK, .target = 1, .time_nsec = time_nsec };

          mark.mark.name = g_ref_string_new ("query");
          g_array_append_val (events, mark);
        }
      if (i == 2000)
        {
          VmpEvent gap = { .type = VMP_EVENT_GAP, .target = 1, .time_nsec = time_nsec };

          gap.gap.begin_nsec = time_nsec - 50 * SEC;
          gap.gap.reason = VMP_GAP_SUSPEND;
          g_array_append_val (events, gap);
        }
      if (i % 500 == 250)
        {
          VmpEvent maps = { .type = VMP_EVENT_ADDRESS_SPACE, .target = 1, .time_nsec = time_nsec };

          maps.maps.space = new_space (i);
          g_array_append_val (events, maps);
        }
      add_sample (events, 1, i, time_nsec);
      if (i < 500)
        add_sample (events, 2, i, time_nsec);
    }
  {
    VmpEvent exit = { .type = VMP_EVENT_EXIT, .target = 1, .time_nsec = BEGIN + 400 * SEC };

    exit.exit.status = 0;
    g_array_append_val (events, exit);
  }
  return events;
}

static void
record (Fixture *fixture)
{
  g_autoptr (VmpBatch) batch = vmp_batch_new_take (make_events ());
  g_autoptr (VmpRecordingWriter) writer = NULL;
  g_autoptr (GError) error = NULL;

  fixture->live = vmp_session_new ();
  vmp_session_consume (fixture->live, batch);
  writer = vmp_recording_writer_new (fixture->path, &(VmpRecordingOptions) { TRUE, TRUE }, &error);
  g_assert_no_error (error);
  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_finish (writer, &error));
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->folder = g_dir_make_tmp ("vmp-replay-XXXXXX", NULL);
  fixture->path = g_build_filename (fixture->folder, "test_1.vmp", NULL);
  record (fixture);
  fixture->monitor = vmp_monitor_new_for_host (NULL);
  fixture->view = g_object_new (VMP_TYPE_TARGET_VIEW, NULL);
  vmp_target_view_set_monitor (fixture->view, fixture->monitor);
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->view));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 900, 700);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer view = fixture->view;
  VmpReplay *replay = vmp_target_view_get_replay (fixture->view);
  GWeakRef kept;

  g_weak_ref_init (&kept, replay);
  g_object_add_weak_pointer (view, &view);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  settle ();
  g_assert_null (view);
  g_assert_null (g_weak_ref_get (&kept));
  g_weak_ref_clear (&kept);
  g_assert_finalize_object (fixture->monitor);
  vmp_session_free (fixture->live);
  g_unlink (fixture->path);
  g_assert_cmpint (g_rmdir (fixture->folder), ==, 0);
  g_free (fixture->folder);
  g_free (fixture->path);
}

#define wait_until(condition) G_STMT_START { \
    gint64 end_usec = g_get_monotonic_time () + LIMIT_USEC; \
    while (!(condition)) \
      { \
        g_assert_cmpint (g_get_monotonic_time (), <, end_usec); \
        g_main_context_iteration (NULL, FALSE); \
        g_usleep (200); \
      } \
  } G_STMT_END

static void
count_cb (guint *count)
{
  (*count)++;
}

static VmpTarget *
get_target (VmpReplay *replay)
{
  return vmp_session_find_target (vmp_monitor_get_session (vmp_replay_get_monitor (replay)), vmp_replay_get_target (replay));
}

/* Goes there and waits for what is shown then. */
static void
seek (VmpReplay *replay, gint64 time_nsec)
{
  guint n = 0;
  gulong handler = g_signal_connect_swapped (replay, "shown", G_CALLBACK (count_cb), &n);
  VmpOverviewPage *overview;

  vmp_replay_seek (replay, time_nsec == vmp_replay_get_time (replay) ? time_nsec - 1 : time_nsec);
  vmp_replay_seek (replay, time_nsec);
  overview = VMP_OVERVIEW_PAGE (find_widget (g_object_get_data (G_OBJECT (replay), "view"), VMP_TYPE_OVERVIEW_PAGE));
  wait_until (n > 0 && vmp_chart_view_get_moment (vmp_overview_page_get_view (overview)) == time_nsec);
  g_signal_handler_disconnect (replay, handler);
}

static VmpReplay *
open_file (Fixture *fixture, const char *path)
{
  VmpReplay *replay;
  guint n = 0;

  vmp_target_view_show_recording (fixture->view, path);
  replay = vmp_target_view_get_replay (fixture->view);
  g_object_set_data (G_OBJECT (replay), "view", fixture->view);
  g_signal_connect_swapped (replay, "shown", G_CALLBACK (count_cb), &n);
  wait_until (vmp_replay_get_state (replay) != VMP_REPLAY_OPENING);
  if (vmp_replay_get_target (replay) != 0)
    wait_until (n > 0 && vmp_target_get_series (get_target (replay), VMP_METRIC_RSS) != NULL);
  g_signal_handlers_disconnect_by_data (replay, &n);
  return replay;
}

static void
compare (VmpTarget *shown, VmpTarget *live)
{
  guint n_shown, n_live;
  const VmpEvent *shown_marks = vmp_target_get_marks (shown, &n_shown), *live_marks = vmp_target_get_marks (live, &n_live);
  gint64 shown_nsec, live_nsec;

  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      VmpReason shown_reason, live_reason;
      gint64 value = vmp_target_get_value (live, id, &live_nsec, &live_reason);

      g_assert_cmpint (vmp_target_get_value (shown, id, &shown_nsec, &shown_reason), ==, value);
      g_assert_cmpint (shown_reason, ==, live_reason);
      if (value != VMP_MISSING)
        g_assert_cmpint (shown_nsec, ==, live_nsec);
      g_assert_cmpint (vmp_target_get_peak (shown, id, &shown_nsec), ==, vmp_target_get_peak (live, id, &live_nsec));
      if (value != VMP_MISSING)
        g_assert_cmpint (shown_nsec, ==, live_nsec);
    }
  g_assert_cmpuint (n_shown, ==, n_live);
  for (guint i = 0; i < n_live; i++)
    {
      g_assert_cmpint (shown_marks[i].type, ==, live_marks[i].type);
      g_assert_cmpint (shown_marks[i].time_nsec, ==, live_marks[i].time_nsec);
    }
  g_assert_cmpstr (vmp_target_get_info (shown)->name, ==, vmp_target_get_info (live)->name);
  g_assert_cmpint (vmp_target_get_state (shown), ==, vmp_target_get_state (live));
}

static void
test_equality (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);

  compare (get_target (replay), vmp_session_find_target (fixture->live, 1));
}

/* At any moment it is as a session that saw only what came until then: names, values, end. */
static void
test_moments (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  const gint64 times_nsec[] = { BEGIN + 20 * SEC, BEGIN + 99 * SEC, BEGIN + 101 * SEC, BEGIN + 240 * SEC, BEGIN + 399 * SEC };

  for (guint i = 0; i < G_N_ELEMENTS (times_nsec); i++)
    {
      gint64 at_nsec, value;

      seek (replay, times_nsec[i]);
      g_assert_cmpstr (vmp_target_get_info (get_target (replay))->name, ==, i < 2 ? "first" : "second");
      g_assert_null (vmp_target_get_exit (get_target (replay)));
      g_assert_true (vmp_series_get_at (vmp_target_get_series (vmp_session_find_target (fixture->live, 1), VMP_METRIC_RSS),
                                        times_nsec[i] == BEGIN + 240 * SEC ? BEGIN + 200 * SEC : times_nsec[i], &at_nsec, &value));
      g_assert_cmpint (vmp_target_get_value (get_target (replay), VMP_METRIC_RSS, NULL, NULL), ==, value);
    }
  seek (replay, BEGIN + 400 * SEC);
  g_assert_nonnull (vmp_target_get_exit (get_target (replay)));
  /* The values beside it are of the moment, so it has to be told that this one is not. */
  wait_until (find_label (GTK_WIDGET (fixture->view), "overall peak 700 MiB") != NULL);
}

/* The snapshot that is nearest is shown, and only once somebody looks. */
static void
test_maps (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  gint64 time_nsec;

  g_assert_null (vmp_target_get_address_space (get_target (replay), NULL));
  adw_view_stack_set_visible_child_name (vmp_target_view_get_pages (fixture->view), "map");
  wait_until (vmp_target_get_address_space (get_target (replay), &time_nsec) != NULL);
  g_assert_cmpint (time_nsec, ==, BEGIN + 2751 * SEC / 10 + 50 * SEC);
  seek (replay, BEGIN + 50 * SEC);
  wait_until (vmp_target_get_address_space (get_target (replay), &time_nsec) != NULL && time_nsec == BEGIN + 251 * SEC / 10);
  g_assert_cmpuint (vmp_address_space_get (vmp_target_get_address_space (get_target (replay), NULL), 3)->sizes_kib[VMP_MAPPING_RSS],
                    ==, 253);
}

static void
test_way (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  GtkWidget *bar = find_widget (GTK_WIDGET (fixture->view), VMP_TYPE_REPLAY_BAR);
  GtkWidget *scrubber = find_widget (GTK_WIDGET (fixture->view), VMP_TYPE_REPLAY_SCRUBBER);
  VmpChartView *graphs = vmp_overview_page_get_view (VMP_OVERVIEW_PAGE (find_widget (GTK_WIDGET (fixture->view), VMP_TYPE_OVERVIEW_PAGE)));
  gint64 begin_nsec, end_nsec;
  g_autoptr (GArray) places = NULL;

  g_assert_nonnull (bar);
  gtk_test_accessible_assert_role (scrubber, GTK_ACCESSIBLE_ROLE_SLIDER);
  /* Places: exec, mark, gap, exit, the peak; one after the other, and back. */
  places = vmp_replay_dup_places (replay);
  g_assert_cmpuint (places->len, ==, 5);
  vmp_replay_seek (replay, BEGIN);
  for (guint i = 0; i < places->len; i++)
    {
      g_assert_true (vmp_replay_go_to_place (replay, 1));
      g_assert_cmpint (vmp_replay_get_time (replay), ==, g_array_index (places, VmpReplayPlace, i).time_nsec);
    }
  g_assert_false (vmp_replay_go_to_place (replay, 1));
  g_assert_true (vmp_replay_go_to_place (replay, -1));
  /* Selection and graphs go together, both ways. */
  vmp_replay_select_range (replay, BEGIN + 50 * SEC, BEGIN + 70 * SEC);
  vmp_chart_view_get_window (graphs, &begin_nsec, &end_nsec);
  g_assert_cmpint (begin_nsec, ==, BEGIN + 50 * SEC);
  g_assert_cmpint (end_nsec, ==, BEGIN + 70 * SEC);
  vmp_chart_view_pan (graphs, 10 * SEC);
  vmp_replay_get_selection (replay, &begin_nsec, &end_nsec);
  g_assert_cmpint (begin_nsec, ==, BEGIN + 60 * SEC);
  vmp_replay_select_range (replay, 0, 0);
  g_assert_cmpint (vmp_chart_view_get_span (graphs), ==, VMP_CHART_SPAN_ALL);
  /* A graph that is clicked. */
  g_assert_true (vmp_chart_view_pick (graphs, BEGIN + 33 * SEC));
  g_assert_cmpint (vmp_replay_get_time (replay), ==, BEGIN + 33 * SEC);
  /* As a screen reader moves it. */
  GTK_ACCESSIBLE_RANGE_GET_IFACE (scrubber)->set_current_value (GTK_ACCESSIBLE_RANGE (scrubber), 12);
  g_assert_cmpint (vmp_replay_get_time (replay), ==, BEGIN + 12 * SEC);
}

static void
test_play (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  gint64 begin_usec;

  /* At the end it begins anew. */
  vmp_replay_set_speed (replay, 100);
  begin_usec = g_get_monotonic_time ();
  vmp_replay_set_playing (replay, TRUE);
  g_assert_cmpint (vmp_replay_get_time (replay), ==, BEGIN);
  wait_until (vmp_replay_get_time (replay) > BEGIN + 100 * SEC);
  g_assert_cmpint (g_get_monotonic_time () - begin_usec, >=, 900000);
  wait_until (!vmp_replay_get_playing (replay));
  g_assert_cmpint (vmp_replay_get_time (replay), ==, BEGIN + 400 * SEC);
}

/* The drop-down that offers @choice. */
static GtkDropDown *
find_chooser (GtkWidget *widget, const char *choice)
{
  GListModel *model = GTK_IS_DROP_DOWN (widget) ? gtk_drop_down_get_model (GTK_DROP_DOWN (widget)) : NULL;
  GtkDropDown *found = NULL;

  for (guint i = 0; GTK_IS_STRING_LIST (model) && i < g_list_model_get_n_items (model); i++)
    if (g_strcmp0 (gtk_string_list_get_string (GTK_STRING_LIST (model), i), choice) == 0)
      return GTK_DROP_DOWN (widget);
  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL && found == NULL; child = gtk_widget_get_next_sibling (child))
    found = find_chooser (child, choice);
  return found;
}

static void
test_processes (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  GtkDropDown *chooser = find_chooser (GTK_WIDGET (fixture->view), "child (102)");
  g_autofree char *subtitle = NULL;

  g_assert_nonnull (chooser);
  gtk_drop_down_set_selected (chooser, 1);
  g_assert_cmpuint (vmp_replay_get_target (replay), ==, 2);
  wait_until (vmp_target_get_series (get_target (replay), VMP_METRIC_RSS) != NULL);
  seek (replay, BEGIN + 10 * SEC);
  g_assert_cmpint (vmp_target_get_value (get_target (replay), VMP_METRIC_RSS, NULL, NULL), ==, G_GINT64_CONSTANT (101) << 20);
  g_object_get (fixture->view, "subtitle", &subtitle, NULL);
  g_assert_cmpstr (subtitle, ==, "Recording of child (102)");
}

static void
test_back (Fixture *fixture, gconstpointer data)
{
  open_file (fixture, fixture->path);
  g_assert_false (vmp_target_view_is_empty (fixture->view));
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "target.leave-recording", NULL);
  g_assert_null (vmp_target_view_get_replay (fixture->view));
  g_assert_true (vmp_target_view_is_empty (fixture->view));
  g_assert_null (find_widget (GTK_WIDGET (fixture->view), VMP_TYPE_REPLAY_BAR));
}

static void
test_popovers (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  GtkWidget *info = g_object_ref_sink (vmp_replay_info_new (replay)), *places = g_object_ref_sink (vmp_replay_places_new (replay));

  g_assert_nonnull (find_widget (info, GTK_TYPE_GRID));
  g_assert_nonnull (find_widget (places, GTK_TYPE_LIST_BOX));
  g_assert_nonnull (gtk_list_box_get_row_at_index (GTK_LIST_BOX (find_widget (places, GTK_TYPE_LIST_BOX)), 4));
  g_object_run_dispose (G_OBJECT (info));
  g_object_run_dispose (G_OBJECT (places));
  g_object_unref (info);
  g_object_unref (places);
}

/* Whatever lies in a file: a page that says so, or what could be read; no crash, no hang. */
static void
test_damaged (Fixture *fixture, gconstpointer data)
{
  const char *folder = g_getenv ("VMP_TEST_CORPUS");
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);
  const char *name;
  guint n = 0;

  g_assert_nonnull (dir);
  while ((name = g_dir_read_name (dir)) != NULL)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_test_message ("%s", path);
      open_file (fixture, path);
      adw_view_stack_set_visible_child_name (vmp_target_view_get_pages (fixture->view), n % 2 == 0 ? "map" : "overview");
      settle ();
      n++;
    }
  g_assert_cmpuint (n, >, 5);
}

static void
test_failures (Fixture *fixture, gconstpointer data)
{
  g_autofree char *missing = g_build_filename (fixture->folder, "<b>missing</b>.vmp", NULL);
  g_autofree char *foreign = g_build_filename (fixture->folder, "foreign.vmp", NULL);
  VmpReplay *replay = open_file (fixture, missing);
  GtkWidget *page;

  g_assert_cmpint (vmp_replay_get_state (replay), ==, VMP_REPLAY_FAILED);
  page = find_widget (GTK_WIDGET (fixture->view), ADW_TYPE_STATUS_PAGE);
  g_assert_nonnull (page);
  g_assert_true (g_file_set_contents (foreign, "not a recording", -1, NULL));
  replay = open_file (fixture, foreign);
  g_assert_true (g_error_matches (vmp_replay_get_error (replay), VMP_ERROR, VMP_ERROR_CORRUPT));
  g_unlink (foreign);
}

/* Nobody waits for a file that is left before it is open. */
static void
test_cancel (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < 20; i++)
    vmp_target_view_show_recording (fixture->view, fixture->path);
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "target.leave-recording", NULL);
  g_assert_null (vmp_target_view_get_replay (fixture->view));
  g_usleep (200000);
  settle ();
}

static const VmpEvent *
find_note (VmpReplay *replay, const char *text)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (get_target (replay), &n);

  for (guint i = 0; i < n; i++)
    {
      if (i > 0)
        g_assert_cmpint (marks[i].time_nsec, >=, marks[i - 1].time_nsec);
      if (marks[i].type == VMP_EVENT_NOTE && g_str_equal (marks[i].note.text, text))
        return &marks[i];
      if (marks[i].type == VMP_EVENT_MARK && g_str_equal (marks[i].mark.name, text))
        return &marks[i];
    }
  return NULL;
}

static void
add_note (VmpReplay *replay, gint64 time_nsec, const char *text)
{
  VmpEvent note = { VMP_EVENT_NOTE, vmp_replay_get_target (replay), time_nsec };

  note.note.text = g_ref_string_new (text);
  note.note.end_nsec = time_nsec + SEC;
  vmp_replay_edit (replay, NULL, &note);
  vmp_event_clear (&note);
}

/* Changes are in what is shown and in the file, and go back one by one. */
static void
test_edit (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  VmpEvent renamed = { 0 };
  guint n_edited = 0, n_failed = 0;

  seek (replay, BEGIN + 20 * SEC);
  vmp_replay_select_range (replay, BEGIN + 10 * SEC, BEGIN + 30 * SEC);
  g_signal_connect_swapped (replay, "edited", G_CALLBACK (count_cb), &n_edited);
  g_signal_connect_swapped (replay, "edit-failed", G_CALLBACK (count_cb), &n_failed);
  g_assert_true (vmp_replay_may_edit (replay) && !vmp_replay_can_undo (replay));
  add_note (replay, BEGIN + 40 * SEC, "late");
  add_note (replay, BEGIN + 20 * SEC, "early");
  wait_until (n_edited == 2);
  g_assert_nonnull (find_note (replay, "late"));
  g_assert_nonnull (find_note (replay, "early"));
  vmp_event_copy (find_note (replay, "query"), &renamed);
  g_ref_string_release (renamed.mark.name);
  renamed.mark.name = g_ref_string_new ("ask");
  vmp_replay_edit (replay, find_note (replay, "query"), &renamed);
  vmp_replay_edit (replay, find_note (replay, "late"), NULL);
  wait_until (n_edited == 4);
  g_assert_null (find_note (replay, "late"));
  g_assert_null (find_note (replay, "query"));
  /* All of it back, and again. */
  for (guint i = 0; i < 4; i++)
    vmp_replay_undo (replay);
  wait_until (n_edited == 8);
  g_assert_true (!vmp_replay_can_undo (replay) && vmp_replay_can_redo (replay));
  g_assert_null (find_note (replay, "early"));
  g_assert_nonnull (find_note (replay, "query"));
  vmp_replay_redo (replay);
  vmp_replay_redo (replay);
  wait_until (n_edited == 10);
  g_assert_nonnull (find_note (replay, "early"));
  g_assert_nonnull (find_note (replay, "late"));
  /* What is done instead is what can be undone. */
  add_note (replay, BEGIN + 50 * SEC, "other");
  wait_until (n_edited == 11);
  g_assert_true (!vmp_replay_can_redo (replay));
  g_assert_cmpint (vmp_replay_get_time (replay), ==, BEGIN + 20 * SEC);
  /* Somebody else removed what is to be changed. */
  vmp_replay_edit (replay, &renamed, NULL);
  wait_until (n_failed == 1);
  g_assert_cmpuint (n_edited, ==, 11);
  vmp_event_clear (&renamed);
  settle ();
}

static void
remove_note (Fixture *fixture, const VmpEvent *note)
{
  g_autoptr (VmpRecordingChange) change = vmp_recording_change_new (note, NULL);

  g_assert_true (vmp_recording_change_apply (change, fixture->path, NULL));
}

/* What can't be taken back any more is in nobody's way; and what is taken back is the last, also if that is not in the file yet. */
static void
test_undo (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  guint n_edited = 0, n_failed = 0;

  g_signal_connect_swapped (replay, "edited", G_CALLBACK (count_cb), &n_edited);
  g_signal_connect_swapped (replay, "edit-failed", G_CALLBACK (count_cb), &n_failed);
  add_note (replay, BEGIN + 20 * SEC, "first");
  add_note (replay, BEGIN + 30 * SEC, "second");
  wait_until (n_edited == 2);
  remove_note (fixture, find_note (replay, "second"));
  vmp_replay_undo (replay);
  wait_until (n_failed == 1);
  vmp_replay_undo (replay);
  wait_until (n_edited == 3);
  g_assert_null (find_note (replay, "first"));
  g_assert_false (vmp_replay_can_undo (replay));
  add_note (replay, BEGIN + 20 * SEC, "third");
  wait_until (n_edited == 4);
  add_note (replay, BEGIN + 20 * SEC, "fourth");
  vmp_replay_undo (replay);
  add_note (replay, BEGIN + 20 * SEC, "fifth");
  wait_until (n_edited == 7);
  g_assert_nonnull (find_note (replay, "third"));
  g_assert_null (find_note (replay, "fourth"));
  g_assert_nonnull (find_note (replay, "fifth"));
  settle ();
}

static void
collect_cb (const VmpEvent *event, gpointer user_data)
{
  g_string_append_printf (user_data, "%s ", event->note.text);
}

/* Who leaves at once loses no note. */
static void
test_leave (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  g_autoptr (GString) texts = g_string_new (NULL);
  g_autoptr (VmpRecording) recording = NULL;

  add_note (replay, BEGIN + 20 * SEC, "first");
  vmp_replay_undo (replay);
  add_note (replay, BEGIN + 20 * SEC, "last");
  gtk_widget_activate_action (GTK_WIDGET (fixture->view), "target.leave-recording", NULL);
  vmp_replay_worker_wait_all ();
  recording = vmp_recording_open (fixture->path, NULL);
  vmp_recording_read_events (recording, 1u << VMP_EVENT_NOTE, collect_cb, texts);
  g_assert_nonnull (strstr (texts->str, "last"));
}

typedef struct
{
  gint     permille;      /* atomic */
  gboolean is_done, is_written;
  GError  *error;
} Writing;

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Writing *self = user_data;

  self->is_written = vmp_recording_file_write_finish (result, &self->error);
  self->is_done = TRUE;
}

/* Says TRUE if it was left before it was written; nothing is left behind then. */
static gboolean
leave_writing (Fixture *fixture, VmpRecordingFileKind kind, guint usec, gboolean all)
{
  g_autofree char *path = g_build_filename (fixture->folder, "other", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  g_autoptr (GCancellable) cancellable = g_cancellable_new ();
  Writing writing = { 0 };
  const VmpRecordingFileSpec spec = { kind, BEGIN, BEGIN + 400 * SEC, &writing.permille };
  g_autoptr (GDir) dir = NULL;
  guint n = 0;

  vmp_recording_file_write_async (fixture->path, file, &spec, cancellable, written_cb, &writing);
  while (usec > 0 && g_atomic_int_get (&writing.permille) == 0)
    ;
  g_usleep (usec);
  if (all)
    vmp_recording_file_leave_all ();
  else
    g_cancellable_cancel (cancellable);
  g_assert_true (!all || writing.is_done);
  wait_until (writing.is_done);
  g_assert_true (writing.is_written == (writing.error == NULL));
  if (!writing.is_written && kind == VMP_RECORDING_FILE_CSV)
    g_assert_error (writing.error, G_IO_ERROR, G_IO_ERROR_CANCELLED);
  g_clear_error (&writing.error);
  g_assert_true (writing.is_written == (g_unlink (path) == 0));
  dir = g_dir_open (fixture->folder, 0, NULL);
  while (g_dir_read_name (dir) != NULL)
    n++;
  g_assert_cmpuint (n, ==, 1);
  return !writing.is_written;
}

static void
test_leave_writing (Fixture *fixture, gconstpointer data)
{
  guint n_left = 0;

  for (guint usec = 1; n_left < 20 && usec < 400; usec += 2)
    n_left += leave_writing (fixture, VMP_RECORDING_FILE_CSV, usec, FALSE);
  g_assert_cmpuint (n_left, >, 0);
  for (guint kind = VMP_RECORDING_FILE_COPY; kind <= VMP_RECORDING_FILE_CSV; kind++)
    leave_writing (fixture, kind, 0, TRUE);
}

static gboolean
has_stage (Fixture *fixture, const char *name)
{
  VmpFigureTable *table = VMP_FIGURE_TABLE (find_widget (find_widget_by_id (GTK_WIDGET (fixture->view), "stages_bin"), VMP_TYPE_FIGURE_TABLE));
  g_autofree char *csv = vmp_figure_table_dup_csv (table);

  return strstr (csv, name) != NULL;
}

static void
rename_stage (VmpReplay *replay, const char *from, const char *to)
{
  VmpEvent renamed;

  vmp_event_copy (find_note (replay, from), &renamed);
  g_ref_string_release (renamed.mark.name);
  renamed.mark.name = g_ref_string_new (to);
  vmp_replay_edit (replay, find_note (replay, from), &renamed);
  vmp_event_clear (&renamed);
}

/* The Timeline shows the stages that are in the file now, also while it reads those that were. */
static void
test_timeline (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  guint n_edited = 0;

  adw_view_stack_set_visible_child_name (vmp_target_view_get_pages (fixture->view), "timeline");
  wait_until (has_stage (fixture, "query"));
  g_signal_connect_swapped (replay, "edited", G_CALLBACK (count_cb), &n_edited);
  rename_stage (replay, "query", "ask");
  wait_until (n_edited == 1);
  rename_stage (replay, "ask", "question");
  wait_until (has_stage (fixture, "question"));
  g_assert_false (has_stage (fixture, "query"));
  vmp_replay_undo (replay);
  vmp_replay_undo (replay);
  wait_until (n_edited == 4 && has_stage (fixture, "query"));
  settle ();
}

/* A file that goes on: what came is shown, and nobody is moved. */
static void
test_reload (Fixture *fixture, gconstpointer data)
{
  VmpReplay *replay = open_file (fixture, fixture->path);
  g_autoptr (VmpRecordingChange) change = NULL;
  VmpEvent note = { VMP_EVENT_NOTE, 1, BEGIN + 10 * SEC };
  guint n_changed = 0, n_failed = 0;
  g_autofree char *away = g_strconcat (fixture->path, ".away", NULL);

  seek (replay, BEGIN + 20 * SEC);
  vmp_replay_select_range (replay, BEGIN + 10 * SEC, BEGIN + 30 * SEC);
  note.note.text = g_ref_string_new ("theirs");
  note.note.end_nsec = note.time_nsec;
  change = vmp_recording_change_new (NULL, &note);
  vmp_event_clear (&note);
  g_assert_true (vmp_recording_change_apply (change, fixture->path, NULL));
  g_signal_connect_swapped (replay, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (replay, "reload-failed", G_CALLBACK (count_cb), &n_failed);
  vmp_replay_reload (replay);
  wait_until (n_changed == 1);
  g_assert_nonnull (find_note (replay, "theirs"));
  g_assert_cmpint (vmp_replay_get_time (replay), ==, BEGIN + 20 * SEC);
  settle ();
  g_assert_cmpint (g_rename (fixture->path, away), ==, 0);
  vmp_replay_reload (replay);
  wait_until (n_failed == 1);
  g_assert_nonnull (find_note (replay, "theirs"));
  g_assert_cmpint (g_rename (away, fixture->path), ==, 0);
}

#define ADD(name, func) g_test_add ("/replay/" name, Fixture, NULL, set_up, func, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  ADD ("equality", test_equality);
  ADD ("moments", test_moments);
  ADD ("maps", test_maps);
  ADD ("way", test_way);
  ADD ("play", test_play);
  ADD ("processes", test_processes);
  ADD ("back", test_back);
  ADD ("popovers", test_popovers);
  ADD ("damaged", test_damaged);
  ADD ("failures", test_failures);
  ADD ("edit", test_edit);
  ADD ("undo", test_undo);
  ADD ("leave", test_leave);
  ADD ("leave-writing", test_leave_writing);
  ADD ("timeline", test_timeline);
  ADD ("reload", test_reload);
  ADD ("cancel", test_cancel);
  return g_test_run ();
}
