/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Timeline page: stages with their figures, sorted, zoomed in on and compared. */
#include "config.h"

#include <glib/gstdio.h>
#include <string.h>

#include "app/models/vmp-timeline-family.h"
#include "app/models/vmp-timeline-file.h"
#include "app/pages/vmp-timeline-compare.h"
#include "app/pages/vmp-timeline-mappings.h"
#include "app/pages/vmp-timeline-page.h"
#include "app/vmp-stage-mark.h"
#include "app/widgets/vmp-chart.h"
#include "app/widgets/vmp-figure-table.h"
#include "chart-feed.h"
#include "core/model/vmp-address-space-diff.h"
#include "core/store/vmp-recording-writer.h"
#include "fake-maps.h"
#include "find-widget.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define MIB G_GINT64_CONSTANT (1048576)

typedef struct
{
  VmpMonitor      *monitor;
  VmpSession      *session;   /* borrowed */
  VmpTimelinePage *page;
  GtkWidget       *window;
} Fixture;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->monitor = vmp_monitor_new_for_host (NULL);
  fixture->session = vmp_monitor_get_session (fixture->monitor);
  vmp_session_set_anchor (fixture->session, 0);
  fixture->page = vmp_timeline_page_new ();
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 800);
  chart_feed_start (fixture->session, 100 * SEC);
  vmp_timeline_page_set_target (fixture->page, fixture->monitor, 1);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer page = fixture->page;

  g_object_add_weak_pointer (page, &page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  settle ();
  g_assert_null (page);
  g_assert_finalize_object (fixture->monitor);
}

static VmpFigureTable *
get_table (Fixture *fixture, const char *bin)
{
  return VMP_FIGURE_TABLE (find_widget (find_widget_by_id (GTK_WIDGET (fixture->page), bin), VMP_TYPE_FIGURE_TABLE));
}

static void
mark (Fixture *fixture, const char *name, gint64 time_nsec)
{
  vmp_stage_mark (fixture->monitor, 1, name, time_nsec);
  settle ();
}

/* Grows by 1 MiB a second, from 1 MiB at 101 s on, in two stages of ten seconds; the second is twice as steep. */
static void
feed (Fixture *fixture)
{
  for (int i = 1; i <= 10; i++)
    chart_feed_sample (fixture->session, (100 + i) * SEC, i * MIB);
  mark (fixture, "load \"it\"", 101 * SEC);
  mark (fixture, "query", 111 * SEC);
  for (int i = 1; i <= 10; i++)
    chart_feed_sample (fixture->session, (110 + i) * SEC, (10 + 2 * i) * MIB);
  mark (fixture, "end", 121 * SEC);
  settle ();
}

static const char *
get_shown (Fixture *fixture)
{
  return gtk_stack_get_visible_child_name (GTK_STACK (find_widget_by_id (GTK_WIDGET (fixture->page), "stack")));
}

static void
test_empty (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (get_shown (fixture), ==, "empty");
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "No Stages Yet"));
}

/* The figures are those that follow from what was fed, to the byte. */
static void
test_stages (Fixture *fixture, gconstpointer data)
{
  g_autofree char *csv = NULL, *json = NULL;
  g_auto (GStrv) lines = NULL;

  feed (fixture);
  g_assert_cmpstr (get_shown (fixture), ==, "stages");
  csv = vmp_figure_table_dup_csv (get_table (fixture, "stages_bin"));
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 5);
  g_assert_cmpstr (lines[0], ==, "stage,begin_realtime_ns,duration_ns,first,last,max,growth,minor_faults,major_faults,swap_growth,grew_most");
  g_assert_cmpstr (lines[1], ==, "\"load \"\"it\"\"\",101000000000,10000000000,1048576,12582912,12582912,11534336,,,1441792,\"\"");
  g_assert_cmpstr (lines[2], ==, "\"query\",111000000000,10000000000,12582912,31457280,31457280,18874368,,,2359296,\"\"");
  json = vmp_figure_table_dup_json (get_table (fixture, "stages_bin"));
  g_assert_nonnull (strstr (json, "\"growth\" : 18874368"));
  g_assert_nonnull (strstr (json, "\"minor_faults\" : null"));
}

static GtkColumnView *
get_view (VmpFigureTable *table)
{
  return GTK_COLUMN_VIEW (find_widget (GTK_WIDGET (table), GTK_TYPE_COLUMN_VIEW));
}

static void
sort_by (VmpFigureTable *table, guint column, GtkSortType order)
{
  g_autoptr (GtkColumnViewColumn) at = g_list_model_get_item (gtk_column_view_get_columns (get_view (table)), column);

  gtk_column_view_sort_by_column (get_view (table), at, order);
  settle ();
}

static void
test_sort (Fixture *fixture, gconstpointer data)
{
  VmpFigureTable *table = get_table (fixture, "stages_bin");
  g_autofree char *text = NULL, *later = NULL;

  feed (fixture);
  sort_by (table, 6, GTK_SORT_DESCENDING);
  text = vmp_figure_table_dup_text (table);
  g_assert_cmpuint (strstr (text, "query") - text, <, strstr (text, "load") - text);

  /* It stays so with the next stage, whose figures are not known yet: those come last. */
  mark (fixture, "last", 130 * SEC);
  later = vmp_figure_table_dup_text (table);
  g_assert_cmpuint (strstr (later, "query") - later, <, strstr (later, "load") - later);
  g_assert_cmpuint (strstr (later, "load") - later, <, strstr (later, "last") - later);
  g_assert_cmpuint (vmp_figure_table_get_n_rows (table), ==, 4);
}

static void
test_zoom (Fixture *fixture, gconstpointer data)
{
  VmpFigureTable *table = get_table (fixture, "stages_bin");
  gint64 begin, end;

  feed (fixture);
  gtk_selection_model_select_item (gtk_column_view_get_model (get_view (table)), 0, TRUE);
  settle ();
  vmp_chart_view_get_window (vmp_timeline_page_get_view (fixture->page), &begin, &end);
  g_assert_cmpint (begin, >=, 100 * SEC);
  g_assert_cmpint (begin, <=, 101 * SEC);
  g_assert_cmpint (end, >=, 111 * SEC);
  g_assert_cmpint (end, <=, 112 * SEC);

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "timeline.show-all", NULL);
  vmp_chart_view_get_window (vmp_timeline_page_get_view (fixture->page), &begin, &end);
  g_assert_cmpint (begin, <=, 101 * SEC);
}

static void
test_events (Fixture *fixture, gconstpointer data)
{
  VmpEvent gap = { VMP_EVENT_GAP, 1, 125 * SEC };
  g_autofree char *text = NULL;

  feed (fixture);
  gap.gap.begin_nsec = 122 * SEC;
  gap.gap.reason = VMP_GAP_SUSPEND;
  chart_feed_event (fixture->session, &gap);
  mark (fixture, "awake", 126 * SEC);
  text = vmp_figure_table_dup_text (get_table (fixture, "events_bin"));
  g_assert_nonnull (strstr (text, "Stage “query” begins"));
  g_assert_nonnull (strstr (text, "The computer slept from"));

  gtk_selection_model_select_item (gtk_column_view_get_model (get_view (get_table (fixture, "events_bin"))), 1, TRUE);
  settle ();
  g_assert_cmpint (vmp_chart_view_get_cursor (vmp_timeline_page_get_view (fixture->page)), ==, 111 * SEC);
}

static void
test_compare (Fixture *fixture, gconstpointer data)
{
  GtkWidget *toggle = find_widget_by_id (GTK_WIDGET (fixture->page), "compare");
  GtkWidget *comparison = find_widget_by_id (GTK_WIDGET (fixture->page), "compare_bin");
  VmpFigureTable *table = get_table (fixture, "metrics_bin");
  g_autofree char *csv = NULL, *swapped = NULL;

  feed (fixture);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), TRUE);
  settle ();
  /* The first two stages, as long as nobody chose others. */
  csv = vmp_figure_table_dup_csv (table);
  g_assert_nonnull (strstr (csv, "\"Resident\",12582912,31457280,18874368,11534336,18874368,7340032\r\n"));
  g_assert_nonnull (find_widget (comparison, VMP_TYPE_CHART));
  g_assert_cmpuint (vmp_figure_table_get_n_rows (get_table (fixture, "types_bin")), ==, 0);

  gtk_widget_activate_action (gtk_widget_get_parent (gtk_widget_get_parent (GTK_WIDGET (table))), "compare.swap", NULL);
  settle ();
  swapped = vmp_figure_table_dup_csv (table);
  g_assert_nonnull (strstr (swapped, "\"Resident\",31457280,12582912,-18874368,18874368,11534336,-7340032\r\n"));

  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (toggle), FALSE);
  vmp_timeline_page_set_target (fixture->page, fixture->monitor, 0);
  vmp_session_forget_target (fixture->session, 1);
  gtk_test_widget_wait_for_draw (fixture->window);
}

/* --- processes --- */

static void
add_process (Fixture *fixture, guint32 target, gint32 pid, guint32 parent, gint64 time_nsec)
{
  VmpEvent start = { VMP_EVENT_START, target, time_nsec }, fork = { VMP_EVENT_FORK, parent, time_nsec };

  start.process.identity.pid = pid;
  start.process.name = g_ref_string_new ("child");
  start.process.command = g_ref_string_new ("child --of it");
  fork.fork.child_target = target;
  fork.fork.child_pid = pid;
  chart_feed_event (fixture->session, &fork);
  chart_feed_event (fixture->session, &start);
}

static void
add_rss (Fixture *fixture, guint32 target, gint64 time_nsec, gint64 rss_bytes)
{
  VmpEvent sample = { VMP_EVENT_SAMPLE, target, time_nsec };

  vmp_sample_init (&sample.sample, time_nsec, VMP_REASON_NOT_DUE);
  vmp_sample_set (&sample.sample, VMP_METRIC_RSS, rss_bytes);
  vmp_sample_set (&sample.sample, VMP_METRIC_PSS, rss_bytes / 2);
  chart_feed_event (fixture->session, &sample);
}

/* A child and its child, which live one after the other: together they never took the sum of what each took at most. */
static void
feed_family (Fixture *fixture)
{
  VmpEvent exit = { VMP_EVENT_EXIT, 2, 140 * SEC };

  chart_feed_sample (fixture->session, 101 * SEC, 10 * MIB);
  add_process (fixture, 2, 900, 1, 120 * SEC);
  add_process (fixture, 3, 901, 2, 150 * SEC);
  add_rss (fixture, 2, 121 * SEC, 100 * MIB);
  exit.exit.status = 9;
  add_rss (fixture, 2, 139 * SEC, 100 * MIB);
  chart_feed_event (fixture->session, &exit);
  add_rss (fixture, 3, 151 * SEC, 60 * MIB);
  add_rss (fixture, 3, 190 * SEC, 60 * MIB);
  chart_feed_sample (fixture->session, 200 * SEC, 10 * MIB);
}

static void
test_family (Fixture *fixture, gconstpointer data)
{
  VmpFigureTable *table = get_table (fixture, "family_bin");
  GtkWidget *box = find_widget_by_id (GTK_WIDGET (fixture->page), "family_box");
  g_autoptr (VmpTimelineFamily) family = NULL;
  g_autofree char *csv = NULL;
  gint64 begin, end;

  feed (fixture);
  g_assert_false (gtk_widget_get_visible (box));
  feed_family (fixture);
  mark (fixture, "last", 201 * SEC);
  g_assert_true (gtk_widget_get_visible (box));
  csv = vmp_figure_table_dup_csv (table);
  g_assert_nonnull (strstr (csv, "\"└ child\",900,\"child --of it\",120000000000,140000000000,104857600,52428800,\"Signal 9\""));
  g_assert_nonnull (strstr (csv, "└ child\",901,\"child --of it\",150000000000,,62914560,31457280,\"Runs\""));

  family = vmp_timeline_family_new (fixture->session, 1);
  g_assert_cmpuint (family->processes->len, ==, 3);
  g_assert_cmpuint (g_array_index (family->processes, VmpTimelineProcess, 2).depth, ==, 2);
  g_assert_cmpint (family->pss_bytes, ==, 50 * MIB);
  /* Beside what the first one had then: of this, it is the newest by each moment. */
  g_assert_cmpint (family->rss_bytes, ==, 130 * MIB);

  gtk_selection_model_select_item (gtk_column_view_get_model (get_view (table)), 1, TRUE);
  settle ();
  vmp_chart_view_get_window (vmp_timeline_page_get_view (fixture->page), &begin, &end);
  g_assert_cmpint (begin, >=, 118 * SEC);
  g_assert_cmpint (end, <=, 142 * SEC);
}

/* The sum of some moments says less than one of them alone took in between; and who has no proportional memory is told. */
static void
test_family_peaks (Fixture *fixture, gconstpointer data)
{
  g_autoptr (VmpTimelineFamily) family = NULL;

  feed (fixture);
  add_process (fixture, 2, 900, 1, 120 * SEC);
  add_rss (fixture, 2, 121 * SEC, 500 * MIB);
  add_rss (fixture, 2, 121 * SEC + SEC / 1000, 100 * MIB);
  mark (fixture, "last", 201 * SEC);
  family = vmp_timeline_family_new (fixture->session, 1);
  g_assert_cmpint (family->rss_bytes, ==, 500 * MIB);
  g_assert_cmpint (family->pss_bytes, ==, 250 * MIB);
  g_assert_cmpuint (family->n_without_pss, ==, 1);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "Proportional memory of 1 process was never read: it is not in that sum."));
}

/* --- recordings --- */

#define LIMIT_USEC (30 * G_USEC_PER_SEC)
#define N_VALUES 1000

#define wait_until(condition)                                             \
  G_STMT_START                                                            \
  {                                                                       \
    gint64 end_usec = g_get_monotonic_time () + LIMIT_USEC;               \
    while (!(condition) && g_get_monotonic_time () < end_usec)            \
      {                                                                   \
        settle ();                                                        \
        g_usleep (2000);                                                  \
      }                                                                   \
    g_assert_true (condition);                                            \
  }                                                                       \
  G_STMT_END

static void
add_space (GArray *events, gint64 time_nsec, guint step)
{
  VmpEvent event = { VMP_EVENT_ADDRESS_SPACE, 1, time_nsec };

  event.maps.space = fake_maps_new_usual (step);
  g_array_append_val (events, event);
}

static void
add_mark (GArray *events, gint64 time_nsec, const char *name)
{
  VmpEvent event = { VMP_EVENT_MARK, 1, time_nsec };

  event.mark.name = g_ref_string_new (name);
  g_array_append_val (events, event);
}

/* Reading i, from 1 on, is i times @unit_bytes at 100 s + i × 0.1 s, so that every sum of any stretch is known. */
static char *
write_values (const char *folder, const char *name, gint64 mark_nsec, gint64 unit_bytes)
{
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  char *path = g_build_filename (folder, name, NULL);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecordingWriter) writer = vmp_recording_writer_new (path, &(VmpRecordingOptions) { TRUE, TRUE }, &error);
  g_autoptr (VmpBatch) batch = NULL;
  VmpEvent start = { VMP_EVENT_START, 1, 100 * SEC };

  g_assert_no_error (error);
  start.process.identity.pid = 4711;
  start.process.name = g_ref_string_new ("known");
  g_array_append_val (events, start);
  add_space (events, 101 * SEC, 0);
  add_mark (events, mark_nsec, "query");
  for (guint i = 1; i <= N_VALUES; i++)
    {
      VmpEvent sample = { VMP_EVENT_SAMPLE, 1, 100 * SEC + i * SEC / 10 };

      vmp_sample_init (&sample.sample, sample.time_nsec, VMP_REASON_NOT_DUE);
      vmp_sample_set (&sample.sample, VMP_METRIC_RSS, (gint64) i * unit_bytes);
      g_array_append_val (events, sample);
    }
  add_space (events, 200 * SEC, 1);
  batch = vmp_batch_new_take (events);
  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_finish (writer, &error));
  return path;
}

static char *
write_recording (const char *folder, const char *name, gint64 mark_nsec)
{
  return write_values (folder, name, mark_nsec, 1024);
}

static void
remove_folder (const char *folder)
{
  g_autoptr (GDir) dir = g_dir_open (folder, 0, NULL);

  for (const char *name; (name = g_dir_read_name (dir)) != NULL;)
    {
      g_autofree char *path = g_build_filename (folder, name, NULL);

      g_remove (path);
    }
  g_rmdir (folder);
}

/* Any stretch and any moment of a file is exact, whatever graphs have of it. */
static void
test_file (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-timeline-XXXXXX", NULL);
  g_autofree char *path = write_recording (folder, "one.vmp", 150 * SEC);
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpTimelineSide) range = vmp_timeline_file_load_side (path, 4711, "r", 1107 * SEC / 10, 1303 * SEC / 10, &error);
  g_autoptr (VmpTimelineSide) moment = vmp_timeline_file_load_side (path, 0, "m", 15055 * SEC / 100, 15055 * SEC / 100, &error);
  g_autoptr (VmpTimelineSide) all = vmp_timeline_file_load_side (path, 0, NULL, 0, 0, &error);

  g_assert_no_error (error);
  g_assert_cmpint (range->stretch.first[VMP_METRIC_RSS], ==, 107 * 1024);
  g_assert_cmpint (range->stretch.last[VMP_METRIC_RSS], ==, 303 * 1024);
  g_assert_cmpint (range->stretch.max[VMP_METRIC_RSS], ==, 303 * 1024);
  g_assert_cmpint (range->stretch.max[VMP_METRIC_PSS], ==, VMP_MISSING);
  g_assert_cmpuint (range->marks->len, ==, 0);
  g_assert_true (vmp_timeline_side_is_moment (moment));
  g_assert_cmpint (moment->stretch.max[VMP_METRIC_RSS], ==, 505 * 1024);
  g_assert_cmpstr (all->stretch.name, ==, "one.vmp");
  g_assert_cmpint (all->stretch.max[VMP_METRIC_RSS], ==, N_VALUES * 1024);
  g_assert_cmpuint (all->marks->len, ==, 1);
  g_assert_nonnull (all->space);
  g_assert_cmpint (all->space_nsec, ==, 200 * SEC);
  g_assert_null (vmp_timeline_file_load_side (path, 1, NULL, 0, 0, &error));
  g_assert_nonnull (error);
  remove_folder (folder);
}

/* A marks its query after 50 s, B after 20 s: B begins 30 s later then, and both together are as long as that takes. */
static void
test_align (void)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-timeline-XXXXXX", NULL);
  g_autofree char *path_a = write_recording (folder, "a.vmp", 150 * SEC), *path_b = write_recording (folder, "b.vmp", 120 * SEC);
  g_autoptr (VmpTimelineSide) a = vmp_timeline_file_load_side (path_a, 0, NULL, 100 * SEC, 200 * SEC, NULL);
  g_autoptr (VmpTimelineSide) b = vmp_timeline_file_load_side (path_b, 0, NULL, 100 * SEC, 160 * SEC, NULL);
  g_auto (GStrv) marks = vmp_timeline_side_dup_common_marks (a, b);
  VmpTimelineLayout layout = vmp_timeline_side_lay_out (a, b, VMP_TIMELINE_ALIGN_MARK, "query");
  const char *const names[] = { "A", "B" };
  VmpSession *session;
  gint64 time_nsec, value;

  g_assert_cmpuint (g_strv_length (marks), ==, 1);
  g_assert_cmpint (layout.offsets_nsec[0], ==, 0);
  g_assert_cmpint (layout.offsets_nsec[1], ==, 30 * SEC);
  g_assert_cmpint (layout.mark_nsec, ==, 50 * SEC);
  g_assert_cmpint (layout.length_nsec, ==, 100 * SEC);
  session = vmp_timeline_side_overlay (a, b, &layout, names, "query");
  /* At the mark each shows what it was at its own. */
  g_assert_true (vmp_series_get_at (vmp_target_get_series (vmp_session_find_target (session, 2), VMP_METRIC_RSS), 50 * SEC,
                                    &time_nsec, &value));
  g_assert_cmpint (value, >=, 200 * 1024);
  g_assert_cmpint (value, <=, 202 * 1024);
  vmp_session_free (session);

  layout = vmp_timeline_side_lay_out (a, b, VMP_TIMELINE_ALIGN_ENDS, NULL);
  g_assert_cmpint (layout.offsets_nsec[1], ==, 40 * SEC);
  layout = vmp_timeline_side_lay_out (a, b, VMP_TIMELINE_ALIGN_MARK, "nowhere");
  g_assert_cmpint (layout.offsets_nsec[1], ==, 0);
  remove_folder (folder);
}

static void
choose (Fixture *fixture, const char *id, guint at)
{
  gtk_drop_down_set_selected (GTK_DROP_DOWN (find_widget_by_id (GTK_WIDGET (fixture->page), id)), at);
  settle ();
}

static gboolean
has_row (VmpFigureTable *table, const char *part)
{
  g_autofree char *csv = vmp_figure_table_dup_csv (table);

  return strstr (csv, part) != NULL;
}

static VmpTimelineCompare *
get_comparison (Fixture *fixture)
{
  return VMP_TIMELINE_COMPARE (find_widget (GTK_WIDGET (fixture->page), VMP_TYPE_TIMELINE_COMPARE));
}

/* Of two recordings; then a moment of what is measured. */
static void
test_recordings (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-timeline-XXXXXX", NULL);
  g_autofree char *path = write_recording (folder, "one.vmp", 150 * SEC);
  VmpFigureTable *table = get_table (fixture, "metrics_bin");

  feed (fixture);
  vmp_timeline_page_compare (fixture->page);
  settle ();
  vmp_timeline_compare_open (get_comparison (fixture), path);
  wait_until (has_row (table, "\"Resident\",12582912,1024000,"));
  /* “Time shown”, “Moment”, three stages, all of it, its stage. */
  choose (fixture, "choice_b", 6);
  wait_until (has_row (table, "\"Resident\",12582912,1024000,-11558912,11534336,512000,"));
  vmp_chart_view_set_cursor (vmp_timeline_page_get_view (fixture->page), 105 * SEC);
  gtk_widget_activate_action (GTK_WIDGET (get_comparison (fixture)), "compare.take-moment-a", NULL);
  wait_until (has_row (table, "\"Resident\",5242880,1024000,"));
  g_assert_false (gtk_widget_get_visible (find_widget_by_id (GTK_WIDGET (get_comparison (fixture)), "align_box")));
  gtk_widget_activate_action (GTK_WIDGET (get_comparison (fixture)), "compare.swap", NULL);
  wait_until (has_row (table, "\"Resident\",1024000,5242880,"));

  /* What is no recording is told, and nothing else changes. */
  g_assert_true (g_file_set_contents (path, "no recording", -1, NULL));
  vmp_timeline_compare_open (get_comparison (fixture), path);
  wait_until (gtk_widget_get_visible (find_widget_by_id (GTK_WIDGET (get_comparison (fixture)), "problem")));
  g_assert_true (has_row (table, "\"Resident\",1024000,5242880,"));
  remove_folder (folder);
}

/* A file that is opened again is read again, and a side that could not be read stays told as long as it is chosen. */
static void
test_read_again (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-timeline-XXXXXX", NULL);
  g_autofree char *path = write_recording (folder, "one.vmp", 150 * SEC);
  g_autofree char *other = write_values (folder, "two.vmp", 150 * SEC, 2048);
  VmpFigureTable *table = get_table (fixture, "metrics_bin");
  GtkWidget *problem = find_widget_by_id (GTK_WIDGET (get_comparison (fixture)), "problem");

  feed (fixture);
  vmp_timeline_page_compare (fixture->page);
  settle ();
  vmp_timeline_compare_open (get_comparison (fixture), path);
  wait_until (has_row (table, "\"Resident\",12582912,1024000,"));
  g_assert_cmpint (g_rename (other, path), ==, 0);
  vmp_timeline_compare_open (get_comparison (fixture), path);
  wait_until (has_row (table, "\"Resident\",12582912,2048000,"));

  g_assert_cmpint (g_rename (path, other), ==, 0);
  choose (fixture, "choice_a", 6);
  wait_until (gtk_widget_get_visible (problem));
  g_assert_cmpint (g_rename (other, path), ==, 0);
  choose (fixture, "choice_b", 6);
  wait_until (g_str_has_prefix (gtk_label_get_text (GTK_LABEL (find_widget_by_id (GTK_WIDGET (get_comparison (fixture)), "words_b"))),
                                "B: query"));
  g_assert_true (gtk_widget_get_visible (problem));
  choose (fixture, "choice_a", 0);
  g_assert_false (gtk_widget_get_visible (problem));
  remove_folder (folder);
}

/* Mapping by mapping: as the diff says, the largest first. */
static void
test_mappings (void)
{
  g_autoptr (VmpTimelineSide) a = vmp_timeline_side_new_empty ("a", 0, SEC), b = vmp_timeline_side_new_empty ("b", SEC, 2 * SEC);
  VmpTimelineMappings *mappings = g_object_ref_sink (vmp_timeline_mappings_new ());
  VmpFigureTable *table = VMP_FIGURE_TABLE (find_widget (GTK_WIDGET (mappings), VMP_TYPE_FIGURE_TABLE));
  g_autoptr (VmpAddressSpaceDiff) diff = NULL;
  guint n;

  vmp_timeline_mappings_update (mappings, a, b, TRUE);
  g_assert_false (gtk_widget_get_visible (GTK_WIDGET (table)));
  a->space = fake_maps_new_usual (0);
  b->space = fake_maps_new_usual (1);
  diff = vmp_address_space_diff_new (a->space, b->space, VMP_DIFF_ONE_PROCESS);
  n = vmp_address_space_diff_get_n (diff) - vmp_address_space_diff_count (diff, VMP_DIFF_UNCHANGED, VMP_N_MAPPING_TYPES);
  g_assert_cmpuint (n, >, 0);
  vmp_timeline_mappings_update (mappings, a, b, TRUE);
  wait_until (vmp_figure_table_get_n_rows (table) == n);
  g_assert_true (gtk_widget_get_visible (GTK_WIDGET (table)));
  g_assert_finalize_object (mappings);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();

  g_test_add ("/timeline-page/empty", Fixture, NULL, set_up, test_empty, tear_down);
  g_test_add ("/timeline-page/stages", Fixture, NULL, set_up, test_stages, tear_down);
  g_test_add ("/timeline-page/sort", Fixture, NULL, set_up, test_sort, tear_down);
  g_test_add ("/timeline-page/zoom", Fixture, NULL, set_up, test_zoom, tear_down);
  g_test_add ("/timeline-page/events", Fixture, NULL, set_up, test_events, tear_down);
  g_test_add ("/timeline-page/compare", Fixture, NULL, set_up, test_compare, tear_down);

  g_test_add ("/timeline-page/family", Fixture, NULL, set_up, test_family, tear_down);
  g_test_add ("/timeline-page/family-peaks", Fixture, NULL, set_up, test_family_peaks, tear_down);
  g_test_add ("/timeline-page/read-again", Fixture, NULL, set_up, test_read_again, tear_down);
  g_test_add ("/timeline-page/recordings", Fixture, NULL, set_up, test_recordings, tear_down);
  g_test_add_func ("/timeline-page/file", test_file);
  g_test_add_func ("/timeline-page/align", test_align);
  g_test_add_func ("/timeline-page/mappings", test_mappings);

  return g_test_run ();
}
