/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The overview page: numbers, graphs, what is hidden, missing and not drawn. */
#include "config.h"

#include "app/pages/vmp-overview-page.h"
#include "app/widgets/vmp-chart.h"
#include "app/widgets/vmp-number-tile.h"
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

/* How many pixels of @widget have the colour. */
static guint
count_pixels (GtkWidget *widget,
              guint32    color)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  g_autoptr (GtkSnapshot) snapshot = gtk_snapshot_new ();
  g_autoptr (GskRenderNode) node = NULL;
  int width = gtk_widget_get_width (widget), height = gtk_widget_get_height (widget);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, width, height);
  cairo_t *cr = cairo_create (surface);
  guint n = 0;

  gdk_paintable_snapshot (paintable, snapshot, width, height);
  node = gtk_snapshot_to_node (snapshot);
  gsk_render_node_draw (node, cr);
  cairo_surface_flush (surface);
  for (int y = 0; y < height; y++)
    {
      const guint32 *row = (const guint32 *) (gconstpointer) (cairo_image_surface_get_data (surface)
                                                              + y * cairo_image_surface_get_stride (surface));

      for (int x = 0; x < width; x++)
        n += row[x] == (0xff000000 | color);
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return n;
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

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *name; void (*func) (Fixture *, gconstpointer); } tests[] = {
    { "/overview/empty", test_empty },
    { "/overview/values", test_values },
    { "/overview/hide", test_hide },
    { "/overview/change-target", test_change_target },
    { "/overview/unmapped", test_unmapped },
    { "/overview/idle", test_idle },
    { "/overview/details", test_details },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, NULL, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
