/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map page with N made-up mappings (60,000) that all change, and of which some come and go, at each of 60 updates: how long the
 * main loop is busy with an update and the frame after it, how long the worker takes, and how long the strip takes to draw at any
 * zoom. Under tools/run-gui, with GSETTINGS_SCHEMA_DIR. */

#include "config.h"

#include <adwaita.h>
#include <stdlib.h>

#include "app/pages/vmp-map-job.h"
#include "app/pages/vmp-map-page.h"
#include "app/vmp-preferences.h"
#include "app/widgets/vmp-map-list.h"
#include "app/widgets/vmp-map-strip-paint.h"
#include "../display/fake-host.h"
#include "../display/fake-maps.h"
#include "../display/find-widget.h"
#include "frame-time.h"

#define N_UPDATES 60
#define N_WARM_UP 5
#define N_SPACES 8

/* The worker's part, alone. */
static void
measure_worker (VmpAddressSpace **spaces)
{
  gint64 trails[N_UPDATES], layouts[N_UPDATES], flat[N_UPDATES], sorted[N_UPDATES], grouped[N_UPDATES];
  g_autoptr (VmpMappingTrail) last = vmp_mapping_trail_new (spaces[0], 0, NULL);
  VmpMappingQuery query;

  vmp_mapping_query_init (&query);
  for (guint i = 0; i < N_UPDATES; i++)
    {
      VmpAddressSpace *space = spaces[(i + 1) % N_SPACES];
      gint64 begin = cpu_nsec ();
      VmpMappingTrail *trail = vmp_mapping_trail_new (space, 0, last);

      trails[i] = cpu_nsec () - begin;
      begin = cpu_nsec ();
      vmp_map_strip_layout_unref (vmp_map_strip_layout_new (space));
      layouts[i] = cpu_nsec () - begin;
      query.sort = VMP_MAPPING_COLUMN_ADDRESS;
      query.arrange = VMP_MAPPING_ARRANGE_FLAT;
      begin = cpu_nsec ();
      vmp_mapping_table_unref (vmp_mapping_table_new (trail, &query, NULL));
      flat[i] = cpu_nsec () - begin;
      query.sort = VMP_MAPPING_COLUMN_RESIDENT;
      begin = cpu_nsec ();
      vmp_mapping_table_unref (vmp_mapping_table_new (trail, &query, NULL));
      sorted[i] = cpu_nsec () - begin;
      query.arrange = VMP_MAPPING_ARRANGE_FILE;
      begin = cpu_nsec ();
      vmp_mapping_table_unref (vmp_mapping_table_new (trail, &query, NULL));
      grouped[i] = cpu_nsec () - begin;
      vmp_mapping_trail_unref (last);
      last = trail;
    }
  g_print ("worker\n");
  report_times ("changes and history", trails, N_UPDATES);
  report_times ("strip layout", layouts, N_UPDATES);
  report_times ("table by address", flat, N_UPDATES);
  report_times ("table by resident", sorted, N_UPDATES);
  report_times ("table by file and resident", grouped, N_UPDATES);
}

/* Drawing alone, on an image as large as a wide window's strip. */
static void
measure_strip (VmpAddressSpace *space, PangoContext *pango)
{
  g_autoptr (VmpMapStripLayout) layout = vmp_map_strip_layout_new (space);
  g_autoptr (GHashTable) texts = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_object_unref);
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, 1400, 72);
  VmpMapStripLook look = { .width = 1400, .height = 72, .scale = 1, .background = 0xffffff, .pango = pango, .texts = texts };

  g_print ("strip, 1400 pixels wide\n");
  for (double zoom = 1; zoom < 2e6; zoom *= 16)
    {
      gint64 draws[N_UPDATES];
      g_autofree char *what = g_strdup_printf ("zoom %.0f", zoom);

      for (guint i = 0; i < N_UPDATES; i++)
        {
          double span = layout->total / zoom, from = (layout->total - span) * i / N_UPDATES;
          VmpMapStripView view = { .from = from, .to = from + span, .selected_addr = layout->segments[3].start_addr };
          cairo_t *cr = cairo_create (surface);
          gint64 begin = cpu_nsec ();

          vmp_map_strip_draw (cr, layout, &view, &look);
          draws[i] = cpu_nsec () - begin;
          cairo_destroy (cr);
        }
      report_times (what, draws, N_UPDATES);
    }
  cairo_surface_destroy (surface);
}

/* The update is the turn of the main loop in which the worker's result arrives. */
static void
measure_page (FakeHost *host, guint32 target, VmpMapPage *page, VmpAddressSpace **spaces, FrameTime *frame, const char *what)
{
  gint64 updates[N_UPDATES], frames[N_UPDATES];
  VmpMappingModel *model = vmp_map_list_get_model (VMP_MAP_LIST (find_widget (GTK_WIDGET (page), VMP_TYPE_MAP_LIST)));

  for (int i = -N_WARM_UP; i < N_UPDATES; i++)
    {
      VmpMappingTable *old = vmp_mapping_model_get_table (model);
      gint64 begin, spent = 0;

      fake_host_settle ();
      fake_host_maps (host, target, vmp_address_space_ref (spaces[(i + N_WARM_UP) % N_SPACES]), VMP_REASON_NONE);
      while (vmp_mapping_model_get_table (model) == old)
        {
          begin = cpu_nsec ();
          g_main_context_iteration (NULL, TRUE);
          spent = cpu_nsec () - begin;
        }
      frame_time_wait (frame);
      if (i < 0)
        continue;
      updates[i] = spent;
      frames[i] = frame->frame_nsec;
    }
  g_print ("%s\n", what);
  report_times ("update", updates, N_UPDATES);
  report_times ("frame", frames, N_UPDATES);
}

static void
scroll_to_middle (VmpMapPage *page)
{
  GtkWidget *view = find_widget (find_widget (GTK_WIDGET (page), VMP_TYPE_MAP_LIST), GTK_TYPE_COLUMN_VIEW);
  GtkAdjustment *scroll = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (view));

  gtk_adjustment_set_value (scroll, gtk_adjustment_get_upper (scroll) / 2);
}

int
main (int argc, char *argv[])
{
  guint n = argc > 1 ? (guint) atoi (argv[1]) : 60000;
  VmpAddressSpace *spaces[N_SPACES];
  FakeHost *host;
  VmpMonitor *monitor;
  VmpMapPage *page;
  GtkWidget *window;
  FrameTime frame;
  GSettings *settings;
  guint32 target;

  adw_init ();
  settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  for (guint i = 0; i < N_SPACES; i++)
    spaces[i] = fake_maps_new_many (n, i);
  measure_worker (spaces);
  monitor = fake_host_new_monitor (&host);
  target = vmp_monitor_watch (monitor, 77, 0);
  page = vmp_map_page_new ();
  vmp_map_page_set_target (page, monitor, target);
  window = adw_window_new ();
  gtk_window_set_default_size (GTK_WINDOW (window), 1180, 800);
  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (page));
  gtk_window_present (GTK_WINDOW (window));
  measure_strip (spaces[0], gtk_widget_get_pango_context (window));
  frame_time_watch (&frame, window);
  fake_host_start (host, target, "subject", 0, VMP_PROCESS_USER);
  measure_page (host, target, page, spaces, &frame, "page by address, at the top");
  scroll_to_middle (page);
  measure_page (host, target, page, spaces, &frame, "page by address, in the middle");
  g_settings_set_string (settings, "map-sort", "resident");
  gtk_window_destroy (GTK_WINDOW (window));
  for (guint i = 0; i < N_SPACES; i++)
    vmp_address_space_unref (spaces[i]);
  vmp_monitor_unwatch (monitor, target);
  g_object_unref (monitor);
  return 0;
}
