/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overview page: numbers, graphs, what is hidden, missing and not drawn. */
#include "config.h"

#include "app/pages/vmp-overview-page.h"
#include "app/vmp-preferences.h"
#include "app/widgets/vmp-chart.h"
#include "app/widgets/vmp-graph-card.h"
#include "app/widgets/vmp-graph-file.h"
#include "app/widgets/vmp-number-tile.h"
#include "app/widgets/vmp-palette.h"
#include "chart-feed.h"
#include "find-widget.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define MIB G_GINT64_CONSTANT (1048576)

typedef struct
{
  VmpMonitor      *monitor;
  VmpSession      *session;   /* borrowed */
  VmpOverviewPage *page;
  GtkWidget       *window;
} Fixture;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture       *fixture,
        gconstpointer  data)
{
  fixture->monitor = vmp_monitor_new_for_host (NULL);
  fixture->session = vmp_monitor_get_session (fixture->monitor);
  fixture->page = vmp_overview_page_new ();
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1000, 800);
  vmp_overview_page_set_target (fixture->page, fixture->monitor, 1);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
}

static void
tear_down (Fixture       *fixture,
           gconstpointer  data)
{
  gpointer page = fixture->page;

  g_object_add_weak_pointer (page, &page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  settle ();
  g_assert_null (page);
  g_assert_finalize_object (fixture->monitor);
}

static void
feed (Fixture *fixture)
{
  chart_feed_start (fixture->session, 100 * SEC);
  for (int i = 0; i < 60; i++)
    chart_feed_sample (fixture->session, (101 + i) * SEC, (i == 30 ? 1600 : 800) * MIB);
}

static VmpChart *
get_chart (Fixture *fixture)
{
  return VMP_CHART (find_widget (GTK_WIDGET (fixture->page), VMP_TYPE_CHART));
}

/* What @widget draws. Returns: (transfer full) */
static cairo_surface_t *
draw (GtkWidget *widget)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  cairo_destroy (cr);
  return surface;
}

/* How many pixels of @widget have the colour. */
static guint
count_pixels (GtkWidget *widget,
              guint32    color)
{
  cairo_surface_t *surface = draw (widget);
  int width = cairo_image_surface_get_width (surface), height = cairo_image_surface_get_height (surface);
  guint n = 0;

  for (int y = 0; y < height; y++)
    {
      const guint32 *row = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (surface)
                                                              + y * cairo_image_surface_get_stride (surface));

      for (int x = 0; x < width; x++)
        n += row[x] == (0xff000000 | color);
    }
  cairo_surface_destroy (surface);
  return n;
}

static char *
dup_checksum (GtkWidget *widget)
{
  cairo_surface_t *surface = draw (widget);
  gsize len = (gsize) cairo_image_surface_get_stride (surface) * (gsize) cairo_image_surface_get_height (surface);
  char *checksum = g_compute_checksum_for_data (G_CHECKSUM_SHA1, cairo_image_surface_get_data (surface), len);

  cairo_surface_destroy (surface);
  return checksum;
}

static guint
count_metric (Fixture     *fixture,
              VmpMetricId  metric)
{
  gtk_test_widget_wait_for_draw (fixture->window);
  return count_pixels (GTK_WIDGET (get_chart (fixture)), vmp_metric_get (metric)->color_light);
}

/* Widget of the tile that shows @metric. */
static VmpNumberTile *
get_tile (GtkWidget   *root,
          VmpMetricId  metric)
{
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      VmpNumberTile *tile = get_tile (child, metric);

      if (VMP_IS_NUMBER_TILE (child) && vmp_number_tile_get_metric (VMP_NUMBER_TILE (child)) == metric)
        return VMP_NUMBER_TILE (child);
      if (tile != NULL)
        return tile;
    }
  return NULL;
}

static void
test_empty (Fixture       *fixture,
            gconstpointer  data)
{
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "–"));
  g_assert_null (find_label (GTK_WIDGET (fixture->page), "0 B"));
  g_assert_null (find_nameless_button (GTK_WIDGET (fixture->page)));
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_RSS_ANON), ==, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (get_chart (fixture)), GTK_ACCESSIBLE_PROPERTY_LABEL, "Resident memory");
}

static void
test_values (Fixture       *fixture,
             gconstpointer  data)
{
  feed (fixture);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "800 MiB"));
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "peak 1.56 GiB"));
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_RSS_ANON), >, 200);
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_SWAP), >, 200);

  /* What was not read is no number. */
  g_assert_nonnull (find_label (GTK_WIDGET (get_tile (GTK_WIDGET (fixture->page), VMP_METRIC_PSS)), "–"));
}

static void
test_hide (Fixture       *fixture,
           gconstpointer  data)
{
  VmpNumberTile *tile = get_tile (GTK_WIDGET (fixture->page), VMP_METRIC_SWAP);
  GtkWidget *button = find_widget (GTK_WIDGET (tile), GTK_TYPE_TOGGLE_BUTTON);

  feed (fixture);
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_SWAP), >, 200);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), FALSE);
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_SWAP), ==, 0);
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_RSS_ANON), >, 200);
  gtk_toggle_button_set_active (GTK_TOGGLE_BUTTON (button), TRUE);
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_SWAP), >, 200);
}

/* Another process: nothing of the one before is left. */
static void
add_stage (VmpSession *session,
           const char *name)
{
  VmpEvent event = { VMP_EVENT_MARK, 1, 120 * SEC };

  event.mark.name = g_ref_string_new (name);
  chart_feed_event (session, &event);
}

/* In a recording stages get other names: the charts show them, though nothing that was measured changed. */
static void
test_rename_stage (Fixture       *fixture,
                   gconstpointer  data)
{
  VmpSession *renamed = vmp_session_new ();
  g_autofree char *before = NULL, *same = NULL, *after = NULL;
  GtkWidget *chart;

  feed (fixture);
  add_stage (fixture->session, "query");
  chart_feed_start (renamed, 100 * SEC);
  add_stage (renamed, "query");
  settle ();
  gtk_test_widget_wait_for_draw (fixture->window);
  chart = GTK_WIDGET (get_chart (fixture));
  before = dup_checksum (chart);

  vmp_session_copy_marks (fixture->session, 1, renamed);
  settle ();
  gtk_test_widget_wait_for_draw (fixture->window);
  same = dup_checksum (chart);
  g_assert_cmpstr (same, ==, before);

  vmp_session_free (renamed);
  renamed = vmp_session_new ();
  chart_feed_start (renamed, 100 * SEC);
  add_stage (renamed, "asked");
  vmp_session_copy_marks (fixture->session, 1, renamed);
  settle ();
  gtk_test_widget_wait_for_draw (fixture->window);
  after = dup_checksum (chart);
  g_assert_cmpstr (after, !=, before);
  vmp_session_free (renamed);
}

static void
test_change_target (Fixture       *fixture,
                    gconstpointer  data)
{
  feed (fixture);
  vmp_overview_page_set_target (fixture->page, fixture->monitor, 0);
  vmp_session_forget_target (fixture->session, 1);
  g_assert_null (find_label (GTK_WIDGET (fixture->page), "800 MiB"));
  g_assert_cmpuint (count_metric (fixture, VMP_METRIC_RSS_ANON), ==, 0);
  vmp_overview_page_set_target (fixture->page, fixture->monitor, 1);
  chart_feed_start (fixture->session, 200 * SEC);
  chart_feed_sample (fixture->session, 201 * SEC, 4 * MIB);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "4.00 MiB"));
}

/* What is not on screen does nothing, and is right when it comes back. */
static void
test_unmapped (Fixture       *fixture,
               gconstpointer  data)
{
  gtk_widget_set_visible (fixture->window, FALSE);
  settle ();
  feed (fixture);
  g_assert_null (find_label (GTK_WIDGET (fixture->page), "800 MiB"));
  gtk_widget_set_visible (fixture->window, TRUE);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "800 MiB"));
}

static void
count_cb (guint *count)
{
  (*count)++;
}

static gboolean
stop_cb (gpointer data)
{
  *(gboolean *) data = TRUE;
  return G_SOURCE_REMOVE;
}

/* Frames are drawn for samples, not by a clock of its own. */
static void
test_idle (Fixture       *fixture,
           gconstpointer  data)
{
  GdkFrameClock *clock;
  gboolean stopped = FALSE;
  guint n_frames = 0;
  gulong handler;

  feed (fixture);
  gtk_test_widget_wait_for_draw (fixture->window);
  settle ();
  clock = gtk_widget_get_frame_clock (fixture->window);
  handler = g_signal_connect_swapped (clock, "after-paint", G_CALLBACK (count_cb), &n_frames);
  g_timeout_add (300, stop_cb, &stopped);
  while (!stopped)
    g_main_context_iteration (NULL, TRUE);
  g_signal_handler_disconnect (clock, handler);
  /* One may still be under way. */
  g_assert_cmpuint (n_frames, <=, 2);
}

static void
test_details (Fixture       *fixture,
              gconstpointer  data)
{
  VmpNumberTile *tile = get_tile (GTK_WIDGET (fixture->page), VMP_METRIC_RSS);

  feed (fixture);
  gtk_widget_activate_action (GTK_WIDGET (tile), "number.details", NULL);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_nonnull (find_label (GTK_WIDGET (tile), vmp_metric_get (VMP_METRIC_RSS)->source));
  g_assert_nonnull (find_label (GTK_WIDGET (tile), "From the newest reading"));
}

/* The card of the graph with that title, mapped or not. */
static GtkWidget *
get_card (GtkWidget  *root,
          const char *title)
{
  if (VMP_IS_GRAPH_CARD (root)
      && g_str_equal (vmp_chart_get_title (vmp_graph_card_get_chart (VMP_GRAPH_CARD (root))), title))
    return root;
  for (GtkWidget *child = gtk_widget_get_first_child (root); child != NULL; child = gtk_widget_get_next_sibling (child))
    {
      GtkWidget *found = get_card (child, title);

      if (found != NULL)
        return found;
    }
  return NULL;
}

static void
got_text_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (Fixture       *fixture,
           gconstpointer  data)
{
  GtkWidget *card = get_card (GTK_WIDGET (fixture->page), "Heap");
  g_autofree char *text = NULL;
  g_auto (GStrv) lines = NULL;

  feed (fixture);
  gtk_test_widget_wait_for_draw (fixture->window);
  gtk_widget_activate_action (card, "graph.copy-csv", NULL);
  while (!gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (gtk_widget_get_clipboard (card)), G_TYPE_STRING))
    g_main_context_iteration (NULL, TRUE);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (card), NULL, got_text_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  lines = g_strsplit (text, "\r\n", -1);
  g_assert_cmpstr (lines[0], ==, "time,\"heap (bytes)\",\"heap-size (bytes)\"");
  /* 60 readings, the header, and nothing behind the last line break. */
  g_assert_cmpuint (g_strv_length (lines), ==, 62);
  g_assert_true (g_str_has_suffix (lines[1], ",279620266,419430400"));

  gtk_widget_activate_action (card, "graph.copy-picture", NULL);
  g_assert_true (gdk_content_formats_contain_gtype (gdk_clipboard_get_formats (gtk_widget_get_clipboard (card)),
                                                    GDK_TYPE_TEXTURE));
}

static void
got_file_cb (GObject      *source,
             GAsyncResult *result,
             gpointer      user_data)
{
  *(GBytes **) user_data = vmp_chart_create_file_finish (VMP_CHART (source), result, NULL);
}

static GBytes *
create_file (VmpChart     *chart,
             VmpChartFile  type)
{
  GBytes *bytes = NULL;

  vmp_chart_create_file_async (chart, type, NULL, got_file_cb, &bytes);
  while (bytes == NULL)
    g_main_context_iteration (NULL, TRUE);
  return bytes;
}

/* The ending of a name decides, and else what was asked for. */
static void
test_names (Fixture       *fixture,
            gconstpointer  data)
{
  g_autofree char *name = vmp_graph_file_dup_name (get_chart (fixture), VMP_CHART_FILE_CSV);

  g_assert_true (g_str_has_suffix (name, "Resident memory.csv"));
  g_assert_cmpint (vmp_graph_file_get_type_of ("a.SVG", VMP_CHART_FILE_PNG), ==, VMP_CHART_FILE_SVG);
  g_assert_cmpint (vmp_graph_file_get_type_of ("a.csv", VMP_CHART_FILE_PNG), ==, VMP_CHART_FILE_CSV);
  g_assert_cmpint (vmp_graph_file_get_type_of ("csv", VMP_CHART_FILE_SVG), ==, VMP_CHART_FILE_SVG);
  g_assert_cmpint (vmp_graph_file_get_type_of ("a.txt", VMP_CHART_FILE_CSV), ==, VMP_CHART_FILE_CSV);
}

static void
test_files (Fixture       *fixture,
            gconstpointer  data)
{
  VmpChart *chart = get_chart (fixture);
  g_autoptr (GBytes) svg = NULL;
  g_autoptr (GBytes) png = NULL;

  feed (fixture);
  gtk_test_widget_wait_for_draw (fixture->window);
  png = create_file (chart, VMP_CHART_FILE_PNG);
  svg = create_file (chart, VMP_CHART_FILE_SVG);
  g_assert_cmpuint (g_bytes_get_size (png), >, 1000);
  g_assert_cmpmem (g_bytes_get_data (png, NULL), 4, "\x89PNG", 4);
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (svg, NULL), (gssize) g_bytes_get_size (svg), "<svg"));
  g_assert_nonnull (g_strstr_len (g_bytes_get_data (svg, NULL), (gssize) g_bytes_get_size (svg), "<path"));
}

/* What is moved, made taller or hidden is so on every page, until it is reset. */
static void
test_places (Fixture       *fixture,
             gconstpointer  data)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  GtkWidget *card = get_card (GTK_WIDGET (fixture->page), "Heap");
  VmpOverviewPage *other = g_object_ref_sink (vmp_overview_page_new ());
  GtkWidget *other_card = get_card (GTK_WIDGET (other), "Heap");
  g_autoptr (GVariant) saved = NULL;
  g_autofree char *text = NULL;

  gtk_widget_activate_action (card, "graph.move-up", NULL);
  gtk_widget_activate_action (card, "graph.size", "s", "large");
  saved = g_settings_get_value (settings, "graphs");
  text = g_variant_print (saved, FALSE);
  g_assert_true (g_str_has_prefix (text, "[('heap', 300, true), ('resident', "));
  g_assert_cmpint (vmp_chart_get_height (vmp_graph_card_get_chart (VMP_GRAPH_CARD (other_card))), ==, 300);

  gtk_widget_activate_action (card, "graph.hide", NULL);
  g_assert_null (gtk_widget_get_parent (card));
  g_assert_null (gtk_widget_get_parent (other_card));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "graphs.show-heap", NULL);
  g_assert_nonnull (gtk_widget_get_parent (card));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "graphs.reset", NULL);
  g_assert_cmpint (vmp_chart_get_height (vmp_graph_card_get_chart (VMP_GRAPH_CARD (card))), ==, 170);
  g_assert_finalize_object (other);
}

/* With nothing left to see there is a way back. */
static void
test_all_hidden (Fixture       *fixture,
                 gconstpointer  data)
{
  static const char *const titles[] = {
    "Resident memory", "Heap", "Stack", "Minor page faults per second", "Major page faults per second",
  };
  GtkWidget *root = GTK_WIDGET (fixture->page);

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    {
      g_assert_null (find_label (root, "All Graphs Are Hidden"));
      gtk_widget_activate_action (get_card (root, titles[i]), "graph.hide", NULL);
    }
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_nonnull (find_label (root, "All Graphs Are Hidden"));
  g_assert_null (get_card (root, "Heap"));
  gtk_widget_activate_action (root, "graphs.show-all", NULL);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_null (find_label (root, "All Graphs Are Hidden"));
  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    g_assert_nonnull (get_card (root, titles[i]));
  g_settings_reset (vmp_preferences_get_settings (vmp_preferences_get_default ()), "graphs");
}

/* The table twin has a row a reading, stays as it is, and leaves nothing behind. */
static void
test_table (Fixture       *fixture,
            gconstpointer  data)
{
  GtkSelectionModel *rows;
  GtkWidget *view;
  gpointer dialog;

  feed (fixture);
  gtk_test_widget_wait_for_draw (fixture->window);
  gtk_widget_activate_action (get_card (GTK_WIDGET (fixture->page), "Heap"), "graph.show-table", NULL);
  gtk_test_widget_wait_for_draw (fixture->window);
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  g_assert_nonnull (dialog);
  g_object_add_weak_pointer (dialog, &dialog);
  view = find_widget (dialog, GTK_TYPE_COLUMN_VIEW);
  rows = gtk_column_view_get_model (GTK_COLUMN_VIEW (view));
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 60);
  g_assert_cmpuint (g_list_model_get_n_items (gtk_column_view_get_columns (GTK_COLUMN_VIEW (view))), ==, 3);
  chart_feed_sample (fixture->session, 200 * SEC, 800 * MIB);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (rows)), ==, 60);
  g_assert_null (find_nameless_button (dialog));
  adw_dialog_force_close (ADW_DIALOG (dialog));
  while (dialog != NULL)
    g_main_context_iteration (NULL, TRUE);
}

/* Readings that come faster than anybody reads are shown in steps, the last of them too. */
static void
test_fast_readings (Fixture       *fixture,
                    gconstpointer  data)
{
  feed (fixture);
  chart_feed_sample (fixture->session, 160 * SEC + SEC / 10, 400 * MIB);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "800 MiB"));
  chart_feed_sample (fixture->session, 160 * SEC + SEC * 3 / 10, 300 * MIB);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "300 MiB"));
  chart_feed_sample (fixture->session, 160 * SEC + SEC * 4 / 10, 200 * MIB);
  g_assert_null (find_label (GTK_WIDGET (fixture->page), "200 MiB"));
  while (find_label (GTK_WIDGET (fixture->page), "200 MiB") == NULL)
    g_main_context_iteration (NULL, TRUE);
}

static void
test_hidden_is_remembered (Fixture       *fixture,
                           gconstpointer  data)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  VmpNumberTile *tile = get_tile (GTK_WIDGET (fixture->page), VMP_METRIC_SWAP);
  VmpOverviewPage *other;
  gboolean shown;

  g_object_set (tile, "shown", FALSE, NULL);
  other = g_object_ref_sink (vmp_overview_page_new ());
  g_object_get (get_tile (GTK_WIDGET (other), VMP_METRIC_SWAP), "shown", &shown, NULL);
  g_assert_false (shown);
  g_settings_reset (settings, "hidden-series");
  g_object_get (tile, "shown", &shown, NULL);
  g_assert_true (shown);
  g_assert_finalize_object (other);
}

/* A second process is drawn in its own colour on the same axes, and gone when it is taken out. */
static void
test_compare (Fixture       *fixture,
              gconstpointer  data)
{
  VmpEvent start = { .type = VMP_EVENT_START, .target = 2, .time_nsec = 100 * SEC };

  feed (fixture);
  start.process.identity.pid = 77;
  start.process.name = g_ref_string_new ("second");
  start.process.command = g_ref_string_new ("");
  chart_feed_event (fixture->session, &start);
  for (int i = 0; i < 60; i++)
    {
      VmpEvent sample = { .type = VMP_EVENT_SAMPLE, .target = 2, .time_nsec = (101 + i) * SEC };

      vmp_sample_init (&sample.sample, sample.time_nsec, VMP_REASON_NOT_DUE);
      vmp_sample_set (&sample.sample, VMP_METRIC_RSS, 1200 * MIB);
      chart_feed_event (fixture->session, &sample);
    }
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_cmpuint (count_pixels (GTK_WIDGET (get_chart (fixture)), vmp_palette_get_compare_color (FALSE)), ==, 0);
  vmp_overview_page_set_compared (fixture->page, 2);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_cmpuint (count_pixels (GTK_WIDGET (get_chart (fixture)), vmp_palette_get_compare_color (FALSE)), >, 100);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "second (77)"));
  vmp_overview_page_set_compared (fixture->page, 0);
  gtk_test_widget_wait_for_draw (fixture->window);
  g_assert_cmpuint (count_pixels (GTK_WIDGET (get_chart (fixture)), vmp_palette_get_compare_color (FALSE)), ==, 0);
  g_assert_null (find_label (GTK_WIDGET (fixture->page), "second (77)"));
}

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *name; void (*func) (Fixture *, gconstpointer); } tests[] = {
    { "/overview/empty", test_empty },
    { "/overview/values", test_values },
    { "/overview/hide", test_hide },
    { "/overview/rename-stage", test_rename_stage },
    { "/overview/change-target", test_change_target },
    { "/overview/unmapped", test_unmapped },
    { "/overview/idle", test_idle },
    { "/overview/details", test_details },
    { "/overview/copy", test_copy },
    { "/overview/files", test_files },
    { "/overview/names-of-files", test_names },
    { "/overview/places", test_places },
    { "/overview/all-hidden", test_all_hidden },
    { "/overview/table", test_table },
    { "/overview/fast-readings", test_fast_readings },
    { "/overview/hidden-is-remembered", test_hidden_is_remembered },
    { "/overview/compare", test_compare },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
