/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The Timeline page: stages with their figures, sorted, zoomed in on and compared. */
#include "config.h"

#include <string.h>

#include "app/pages/vmp-timeline-page.h"
#include "app/vmp-stage-mark.h"
#include "app/widgets/vmp-chart.h"
#include "app/widgets/vmp-figure-table.h"
#include "chart-feed.h"
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

  return g_test_run ();
}
