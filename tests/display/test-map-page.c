/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The map page: what is read when, shown, filtered, chosen, copied; and what is said where there is nothing. */
#include "config.h"

#include <glib/gstdio.h>
#include <json-glib/json-glib.h>

#include "app/pages/vmp-map-file.h"
#include "app/pages/vmp-map-page.h"
#include "app/vmp-preferences.h"
#include "app/widgets/vmp-map-bar.h"
#include "app/widgets/vmp-map-details.h"
#include "app/widgets/vmp-map-list.h"
#include "app/widgets/vmp-map-strip.h"
#include "app/widgets/vmp-map-summary.h"
#include "fake-host.h"
#include "fake-maps.h"
#include "find-widget.h"

typedef struct
{
  FakeHost   *host;
  VmpMonitor *monitor;
  VmpMapPage *page;
  GtkWidget  *window;
  guint32     target;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());

  g_settings_reset (settings, "map-columns");
  g_settings_reset (settings, "map-sort");
  g_settings_reset (settings, "map-order");
  g_settings_reset (settings, "map-arrangement");
  g_settings_reset (settings, "map-interval-msec");
  fixture->monitor = fake_host_new_monitor (&fixture->host);
  fixture->page = vmp_map_page_new ();
  fixture->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (fixture->window), GTK_WIDGET (fixture->page));
  gtk_window_set_default_size (GTK_WINDOW (fixture->window), 1180, 800);
  fixture->target = vmp_monitor_watch (fixture->monitor, 77, 0);
  vmp_map_page_set_target (fixture->page, fixture->monitor, fixture->target);
  gtk_window_present (GTK_WINDOW (fixture->window));
  gtk_test_widget_wait_for_draw (fixture->window);
  fake_host_start (fixture->host, fixture->target, "subject", 0, VMP_PROCESS_USER);
  fake_host_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer page = fixture->page;

  g_object_add_weak_pointer (page, &page);
  gtk_window_destroy (GTK_WINDOW (fixture->window));
  /* A worker may still hold on to its source. */
  while (page != NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpint (fixture->host->options.maps_interval_nsec, ==, 0);
  vmp_monitor_unwatch (fixture->monitor, fixture->target);
  fake_host_settle ();
  g_assert_finalize_object (fixture->monitor);
}

static gpointer
find (Fixture *fixture, GType type)
{
  GtkWidget *widget = find_widget (GTK_WIDGET (fixture->page), type);

  g_assert_nonnull (widget);
  return widget;
}

static VmpMappingTable *
get_table (Fixture *fixture)
{
  return vmp_mapping_model_get_table (vmp_map_list_get_model (find (fixture, VMP_TYPE_MAP_LIST)));
}

/* Waits for the worker to bring another table than @old. */
static VmpMappingTable *
wait_for_table (Fixture *fixture, VmpMappingTable *old)
{
  while (get_table (fixture) == old)
    g_main_context_iteration (NULL, TRUE);
  fake_host_settle ();
  return get_table (fixture);
}

/* The entry empties before it fills, and waits for more to be typed. */
static VmpMappingTable *
type (Fixture *fixture, const char *text, guint n_lines)
{
  gtk_editable_set_text (GTK_EDITABLE (find_widget_by_id (GTK_WIDGET (fixture->page), "search")), text);
  while (get_table (fixture)->n_lines != n_lines)
    g_main_context_iteration (NULL, TRUE);
  fake_host_settle ();
  return get_table (fixture);
}

static VmpMappingTable *
show_usual (Fixture *fixture, guint step)
{
  VmpMappingTable *old = get_table (fixture);

  fake_host_maps (fixture->host, fixture->target, fake_maps_new_usual (step), VMP_REASON_NONE);
  return wait_for_table (fixture, old);
}

/* The page asks while it is on the screen, as often as was chosen. */
static void
test_asks (Fixture *fixture, gconstpointer data)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  guint n;

  g_assert_cmpint (fixture->host->options.maps_interval_nsec, ==, 5000000000);
  g_settings_set_int (settings, "map-interval-msec", 1000);
  g_assert_cmpint (fixture->host->options.maps_interval_nsec, ==, 1000000000);
  g_settings_set_int (settings, "map-interval-msec", 0);
  g_assert_cmpint (fixture->host->options.maps_interval_nsec, >, 1000000000000000);
  n = fixture->host->n_refreshed;
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.refresh", NULL);
  g_assert_cmpuint (fixture->host->n_refreshed, ==, n + 1);
  gtk_widget_set_visible (GTK_WIDGET (fixture->page), FALSE);
  g_assert_cmpint (fixture->host->options.maps_interval_nsec, ==, 0);
  gtk_widget_set_visible (GTK_WIDGET (fixture->page), TRUE);
  g_assert_cmpint (fixture->host->options.maps_interval_nsec, >, 0);
}

static void
test_shows (Fixture *fixture, gconstpointer data)
{
  VmpMappingTable *table;

  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "Reading Mappings…"));
  table = show_usual (fixture, 0);
  g_assert_cmpuint (table->n_lines, ==, 8);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "8 mappings"));
  g_assert_null (find_nameless_button (GTK_WIDGET (fixture->page)));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find (fixture, VMP_TYPE_MAP_STRIP)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Address space");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find (fixture, VMP_TYPE_MAP_STRIP)),
                                       GTK_ACCESSIBLE_PROPERTY_DESCRIPTION,
                                       "8 mappings of 65.9 MiB, 13.0 MiB resident");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (find (fixture, VMP_TYPE_MAP_BAR)), GTK_ACCESSIBLE_PROPERTY_LABEL,
                                       "Mapped");
  table = show_usual (fixture, 3);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "8 mappings · 1 changed · 0 gone"));
  g_assert_cmpuint (table->trail->n_changed, ==, 1);
}

/* What is typed and the types that are selected narrow the list; the way back is there. */
static void
test_filter (Fixture *fixture, gconstpointer data)
{
  VmpMappingTable *table = show_usual (fixture, 0);
  VmpMapSummary *summary = find (fixture, VMP_TYPE_MAP_SUMMARY);

  type (fixture, "libc perm:x", 1);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "1 of 8 mappings, 900 KiB resident"));
  table = type (fixture, "libc perm:q", 0);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "No Mapping Matches"));
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "“perm:q” is no condition: it is looked for in names"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.clear-filter", NULL);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->n_lines, ==, 8);

  vmp_map_summary_set_types (summary, 1u << VMP_MAPPING_LIBRARY_IMAGE);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->n_lines, ==, 4);
  /* It holds for the snapshots that come. */
  table = show_usual (fixture, 1);
  g_assert_cmpuint (table->n_lines, ==, 4);
  g_assert_cmpuint (vmp_map_summary_get_types (summary), ==, 1u << VMP_MAPPING_LIBRARY_IMAGE);
  g_signal_emit_by_name (find (fixture, VMP_TYPE_MAP_BAR), "chosen", VMP_MAPPING_MAIN_HEAP);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->n_lines, ==, 1);
  g_signal_emit_by_name (find (fixture, VMP_TYPE_MAP_BAR), "chosen", VMP_MAPPING_MAIN_HEAP);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->n_lines, ==, 8);
}

/* Chosen in the strip it is selected in the list, in a group that was closed too, and the other way round. */
static void
test_choose (Fixture *fixture, gconstpointer data)
{
  VmpMappingTable *table = show_usual (fixture, 0);
  VmpMapStrip *strip = find (fixture, VMP_TYPE_MAP_STRIP);
  VmpMappingModel *model = vmp_map_list_get_model (find (fixture, VMP_TYPE_MAP_LIST));
  GtkWidget *details = find (fixture, VMP_TYPE_MAP_DETAILS);
  AdwToggleGroup *arrange = ADW_TOGGLE_GROUP (find_widget_by_id (GTK_WIDGET (fixture->page), "arrange"));

  g_signal_emit_by_name (strip, "chosen", G_GUINT64_CONSTANT (0x7ffff7e00010));
  fake_host_settle ();
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (model), 6));
  g_assert_nonnull (find_label (details, "Generated code"));
  g_assert_nonnull (find_label (details, "Private, copied when written; readable, writable, executable"));
  g_assert_true (gtk_widget_get_visible (find_widget_by_id (details, "warning")));

  vmp_mapping_model_select (model, 2);
  g_assert_nonnull (find_label (details, "[heap]"));
  g_assert_nonnull (find_label (details, "555555600000–555555621000, 132 KiB"));
  table = show_usual (fixture, 5);
  g_assert_true (gtk_selection_model_is_selected (GTK_SELECTION_MODEL (model), 2));
  g_assert_nonnull (find_label (details, "Resident 20.0 KiB to 40.0 KiB in the last 2 snapshots"));

  adw_toggle_group_set_active_name (arrange, "file");
  table = wait_for_table (fixture, table);
  g_signal_emit_by_name (strip, "chosen", G_GUINT64_CONSTANT (0x7ffff7d90000));
  table = wait_for_table (fixture, table);
  g_assert_nonnull (find_label (details, "/usr/lib/libc.so.6"));
  g_assert_cmpuint (vmp_mapping_table_find_line (table, vmp_mapping_table_find (table, 0x7ffff7d90000)), !=,
                    GTK_INVALID_LIST_POSITION);
}

/* The chosen mapping goes: its last values stay, and that is said. */
static void
test_gone (Fixture *fixture, gconstpointer data)
{
  const FakeMapping left = { 0x555555554000, 64 * FAKE_KIB, 64 * FAKE_KIB, "r-xp", "/usr/bin/cat", 11, NULL };
  GtkWidget *details = find (fixture, VMP_TYPE_MAP_DETAILS);
  VmpMappingTable *table = show_usual (fixture, 0);

  vmp_mapping_model_select (vmp_map_list_get_model (find (fixture, VMP_TYPE_MAP_LIST)), 2);
  fake_host_maps (fixture->host, fixture->target, fake_maps_new (&left, 1), VMP_REASON_NONE);
  wait_for_table (fixture, table);
  g_assert_nonnull (find_label (details, "[heap]"));
  g_assert_nonnull (find_label (details, "It is not there any more: these are its last values."));
}

static void
test_freeze (Fixture *fixture, gconstpointer data)
{
  VmpMappingTable *table = show_usual (fixture, 0);
  GtkToggleButton *freeze = GTK_TOGGLE_BUTTON (find_widget_by_id (GTK_WIDGET (fixture->page), "freeze"));

  gtk_toggle_button_set_active (freeze, TRUE);
  fake_host_maps (fixture->host, fixture->target, fake_maps_new_usual (4), VMP_REASON_NONE);
  fake_host_settle ();
  g_assert_true (get_table (fixture) == table);
  gtk_toggle_button_set_active (freeze, FALSE);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->trail->n_changed, ==, 1);
}

static void
copied_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  *(char **) user_data = gdk_clipboard_read_text_finish (GDK_CLIPBOARD (source), result, NULL);
}

static void
test_copy (Fixture *fixture, gconstpointer data)
{
  VmpMappingModel *model = vmp_map_list_get_model (find (fixture, VMP_TYPE_MAP_LIST));
  g_autofree char *text = NULL;

  show_usual (fixture, 0);
  vmp_mapping_model_select (model, 7);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.copy", NULL);
  gdk_clipboard_read_text_async (gtk_widget_get_clipboard (GTK_WIDGET (fixture->page)), NULL, copied_cb, &text);
  while (text == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_cmpstr (text, ==,
                   "Address\tType\tMapping\tAccess\tSize\tResident\tChange\tPSS\tDirty\tSwap\n"
                   "7ffffffde000\tMain stack\t[stack]\trw-p\t132 KiB\t16.0 KiB\t\t16.0 KiB\t16.0 KiB\t0 B\n");
}

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GError) error = NULL;

  g_assert_true (vmp_map_file_write_finish (result, &error));
  g_assert_no_error (error);
  *(gboolean *) user_data = TRUE;
}

static char *
write_file (Fixture *fixture, const char *name)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-map-XXXXXX", NULL), *path = g_build_filename (folder, name, NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);
  gboolean done = FALSE;
  char *text = NULL;

  vmp_map_file_write (file, get_table (fixture), NULL, written_cb, &done);
  while (!done)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (g_file_get_contents (path, &text, NULL, NULL));
  g_assert_no_errno (g_remove (path));
  g_assert_no_errno (g_rmdir (folder));
  return text;
}

/* What the list shows is exported, in its order; groups are no rows, and closed ones hide nothing. */
static void
test_export (Fixture *fixture, gconstpointer data)
{
  VmpMappingTable *table = show_usual (fixture, 0);
  g_autofree char *csv = NULL, *json = NULL;
  g_auto (GStrv) lines = NULL;
  g_autoptr (JsonParser) parser = json_parser_new ();
  JsonObject *first;

  vmp_map_summary_set_types (find (fixture, VMP_TYPE_MAP_SUMMARY), 1u << VMP_MAPPING_LIBRARY_IMAGE);
  wait_for_table (fixture, table);
  adw_toggle_group_set_active_name (ADW_TOGGLE_GROUP (find_widget_by_id (GTK_WIDGET (fixture->page), "arrange")), "type");
  while (get_table (fixture)->n_lines != 1)
    g_main_context_iteration (NULL, TRUE);
  csv = write_file (fixture, "a.csv");
  lines = g_strsplit (csv, "\r\n", -1);
  g_assert_cmpuint (g_strv_length (lines), ==, 6);
  g_assert_true (g_str_has_prefix (lines[0], "start,end,size,type,"));
  g_assert_true (g_str_has_prefix (lines[1], "555555554000,"));
  json = write_file (fixture, "b.JSON");
  g_assert_true (json_parser_load_from_data (parser, json, -1, NULL));
  g_assert_cmpuint (json_array_get_length (json_node_get_array (json_parser_get_root (parser))), ==, 4);
  first = json_array_get_object_element (json_node_get_array (json_parser_get_root (parser)), 0);
  g_assert_cmpstr (json_object_get_string_member (first, "start"), ==, "0x555555554000");
  g_assert_cmpstr (json_object_get_string_member (first, "type"), ==, "library-image");
}

static VmpPageStates *
create_states (guint64 start_addr, guint64 end_addr, const VmpPageRun *runs, guint n)
{
  const VmpPageReading reading = { VMP_PAGE_SOURCE_SCAN, VMP_PAGE_PRESENT | VMP_PAGE_FILE | VMP_PAGE_SWAPPED | VMP_PAGE_ZERO };
  GArray *array = g_array_new (FALSE, FALSE, sizeof *runs);

  g_array_append_vals (array, runs, n);
  return vmp_page_states_new_take (start_addr, end_addr, 4096, &reading, array);
}

/* Pages of the chosen mapping are asked for while the details are seen, and those that the strip shows one by one. */
static void
test_pages (Fixture *fixture, gconstpointer data)
{
  const VmpPageRun runs[] = {
    { 0x555555600000, 20, VMP_PAGE_PRESENT }, { 0x555555614000, 2, VMP_PAGE_PRESENT | VMP_PAGE_ZERO },
    { 0x555555616000, 1, VMP_PAGE_SWAPPED },
  };
  GtkWidget *details = find (fixture, VMP_TYPE_MAP_DETAILS);
  VmpMapStrip *strip = find (fixture, VMP_TYPE_MAP_STRIP);
  AdwOverlaySplitView *split = ADW_OVERLAY_SPLIT_VIEW (find_widget_by_id (GTK_WIDGET (fixture->page), "split"));
  g_autofree char *text = NULL;

  show_usual (fixture, 0);
  adw_overlay_split_view_set_show_sidebar (split, TRUE);
  fake_host_settle ();
  vmp_mapping_model_select (vmp_map_list_get_model (find (fixture, VMP_TYPE_MAP_LIST)), 2);
  g_assert_cmphex (fixture->host->pages_start_addr, ==, 0x555555600000);
  g_assert_cmphex (fixture->host->pages_end_addr, ==, 0x555555621000);
  g_assert_nonnull (find_label (details, "Looking at the pages…"));
  fake_host_pages (fixture->host, fixture->target, fixture->host->last_request,
                   create_states (0x555555600000, 0x555555621000, runs, G_N_ELEMENTS (runs)), VMP_REASON_NONE);
  fake_host_settle ();
  g_assert_nonnull (find_label (details, "80.0 KiB"));
  g_assert_nonnull (find_label (details, "8.00 KiB"));
  g_assert_nonnull (find_label (details, "Never touched, or given back: 40.0 KiB"));
  adw_overlay_split_view_set_show_sidebar (split, FALSE);
  while (gtk_widget_get_mapped (details))
    g_main_context_iteration (NULL, TRUE);
  /* Nothing of the whole address space, and then what is seen so large. */
  fixture->host->last_request = 0;
  vmp_map_strip_show_mapping (strip, 0x555555600000);
  fake_host_settle ();
  g_assert_cmpuint (fixture->host->last_request, !=, 0);
  g_assert_cmphex (fixture->host->pages_start_addr, ==, 0x555555600000);
  g_assert_cmphex (fixture->host->pages_end_addr, ==, 0x555555621000);
  fake_host_pages (fixture->host, fixture->target, fixture->host->last_request,
                   create_states (0x555555600000, 0x555555621000, runs, G_N_ELEMENTS (runs)), VMP_REASON_NONE);
  fake_host_settle ();
  text = vmp_map_strip_dup_readout (strip, 0x555555616010);
  g_assert_true (g_str_has_prefix (text, "Page 555555616000: in swap · [heap] · Main heap · "));
}

/* Free space is told in a dialog, which goes along with what is read. */
static void
test_free (Fixture *fixture, gconstpointer data)
{
  const FakeMapping two[] = {
    { 0x10000, 4 * FAKE_KIB, 0, NULL, NULL, 0, NULL },
    { 0x13000, 4 * FAKE_KIB, 0, NULL, NULL, 0, NULL },
    { 0x40000, 4 * FAKE_KIB, 0, NULL, NULL, 0, NULL },
  };
  VmpMappingTable *table = show_usual (fixture, 0);
  AdwDialog *dialog;
  GtkWidget *content;

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.show-free", NULL);
  fake_host_settle ();
  dialog = adw_window_get_visible_dialog (ADW_WINDOW (fixture->window));
  g_assert_nonnull (dialog);
  content = GTK_WIDGET (dialog);
  while (!gtk_widget_get_mapped (find_widget_by_id (content, "classes")))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (find_label (content, "5 gaps between the first and the last mapping"));
  g_assert_nonnull (find_label (content, "From address 555555621000 on"));
  fake_host_maps (fixture->host, fixture->target, fake_maps_new (two, G_N_ELEMENTS (two)), VMP_REASON_NONE);
  wait_for_table (fixture, table);
  g_assert_nonnull (find_label (content, "From address 14000 on"));
  g_assert_nonnull (find_label (content, "176 KiB"));
  g_assert_nonnull (find_label (content, "1 gap, 8.00 KiB"));
  adw_dialog_force_close (dialog);
  fake_host_settle ();
  show_usual (fixture, 0);
}

/* Against what was marked: what is gone is listed too, what did not change is not, and totals are differences. */
static void
test_compare (Fixture *fixture, gconstpointer data)
{
  const FakeMapping later[] = {
    { 0x555555554000, 64 * FAKE_KIB, 64 * FAKE_KIB, "r-xp", "/usr/bin/cat", 11, "rd ex mr mw me" },
    { 0x555555564000, 16 * FAKE_KIB, 8 * FAKE_KIB, "rw-p", "/usr/bin/cat", 11, NULL },
    { 0x555555600000, 140 * FAKE_KIB, 28 * FAKE_KIB, NULL, "[heap]", 0, NULL },
    { 0x7ffff6000000, 8 * FAKE_KIB, 4 * FAKE_KIB, "r--s", "/tmp/new", 99, NULL },
    { 0x7ffff7c00000, 1600 * FAKE_KIB, 900 * FAKE_KIB, "r-xp", "/usr/lib/libc.so.6", 22, "rd ex mr mw me" },
    { 0x7ffff7d90000, 16 * FAKE_KIB, 16 * FAKE_KIB, "rw-p", "/usr/lib/libc.so.6", 22, NULL },
    { 0x7ffff7e00000, 8 * FAKE_KIB, 8 * FAKE_KIB, "rwxp", NULL, 0, "rd wr ex mr mw me ac" },
    { 0x7ffffffde000, 132 * FAKE_KIB, 16 * FAKE_KIB, NULL, "[stack]", 0, "rd wr mr mw me gd ac" },
  };
  VmpMappingModel *model = vmp_map_list_get_model (find (fixture, VMP_TYPE_MAP_LIST));
  GtkWidget *details = find (fixture, VMP_TYPE_MAP_DETAILS);
  VmpMappingTable *table = show_usual (fixture, 0);
  g_autofree char *csv = NULL;

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.mark", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.compare", NULL);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->n_lines, ==, 0);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "Nothing Changed"));
  fake_host_maps (fixture->host, fixture->target, fake_maps_new (later, G_N_ELEMENTS (later)), VMP_REASON_NONE);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->n_lines, ==, 3);
  g_assert_cmpuint (vmp_mapping_table_get_change (table, table->lines[0])->kind, ==, VMP_MAPPING_CHANGE_NEW);
  g_assert_cmpuint (vmp_mapping_table_get_change (table, table->lines[1])->kind, ==, VMP_MAPPING_CHANGE_GONE);
  g_assert_cmphex (vmp_mapping_table_get_mapping (table, 1)->start_addr, ==, 0x7ffff0000000);
  g_assert_cmpint (vmp_mapping_table_get_change (table, table->lines[1])->delta_bytes, ==, -12 * 1048576);
  g_assert_cmpuint (vmp_mapping_table_get_change (table, table->lines[2])->kind, ==, VMP_MAPPING_CHANGE_GROWN);
  g_assert_true (g_str_has_prefix (
    gtk_label_get_text (GTK_LABEL (find_widget_by_id (GTK_WIDGET (fixture->page), "count"))),
    "1 new · 1 gone · 1 grown · 0 shrunk · 0 otherwise changed since "));
  vmp_mapping_model_select (model, 1);
  g_assert_nonnull (find_label (details, "7ffff0000000–7ffff4000000, 64.0 MiB"));
  g_assert_nonnull (find_label (details, "It is not there any more: these are its last values."));
  /* What is gone keeps its row in the comparisons that come. */
  fake_host_maps (fixture->host, fixture->target, fake_maps_new (later, 3), VMP_REASON_NONE);
  table = wait_for_table (fixture, table);
  g_assert_cmpuint (table->n_lines, ==, 6);
  {
    g_autoptr (GtkBitset) selection = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (model));

    g_assert_cmpuint (gtk_bitset_get_size (selection), ==, 1);
    g_assert_cmphex (vmp_mapping_table_get_mapping (table, gtk_bitset_get_minimum (selection))->start_addr, ==, 0x7ffff0000000);
  }
  csv = write_file (fixture, "difference.csv");
  g_assert_nonnull (strstr (csv, ",gone,-12582912\r\n"));
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.compare", NULL);
  table = wait_for_table (fixture, table);
  g_assert_null (table->comparison);
  g_assert_cmpuint (table->n_lines, ==, 3);
  g_assert_cmpuint (table->lines[0], ==, 0);
}

/* Columns are hidden and shown, and that is remembered. */
static void
test_columns (Fixture *fixture, gconstpointer data)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  VmpMapList *list = find (fixture, VMP_TYPE_MAP_LIST);
  g_auto (GStrv) keys = NULL;
  g_autofree VmpMappingColumn *columns = NULL;
  guint n;

  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map-columns.swap", NULL);
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map-columns.inode", NULL);
  columns = vmp_map_list_dup_columns (list, &n);
  g_assert_cmpuint (n, ==, 10);
  keys = g_settings_get_strv (settings, "map-columns");
  g_assert_true (g_strv_contains ((const char *const *) keys, "inode"));
  g_assert_false (g_strv_contains ((const char *const *) keys, "swap"));
}

static void
test_reasons (Fixture *fixture, gconstpointer data)
{
  fake_host_maps (fixture->host, fixture->target, NULL, VMP_REASON_DENIED);
  fake_host_settle ();
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->page), "No Right to Read It"));
  show_usual (fixture, 0);
  fake_host_exit (fixture->host, fixture->target, 0);
  fake_host_settle ();
  g_assert_cmpuint (get_table (fixture)->n_lines, ==, 8);
  g_assert_true (g_str_has_prefix (
    gtk_label_get_text (GTK_LABEL (find_widget_by_id (GTK_WIDGET (fixture->page), "status"))), "Ended; as it was at "));
}

/* Zooming keeps the place; the range ends at single pages. */
static void
test_zoom (Fixture *fixture, gconstpointer data)
{
  VmpMapStrip *strip = find (fixture, VMP_TYPE_MAP_STRIP);
  guint64 begin, end;

  show_usual (fixture, 0);
  g_assert_false (vmp_map_strip_is_zoomed (strip));
  vmp_map_strip_show_mapping (strip, 0x7ffff0000000);
  g_assert_true (vmp_map_strip_get_range (strip, &begin, &end));
  g_assert_cmphex (begin, ==, 0x7ffff0000000);
  g_assert_cmphex (end, >=, 0x7ffff3ffffff);
  vmp_map_strip_set_selected (strip, 0x7ffff0000000);
  for (guint i = 0; i < 60; i++)
    gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.zoom-in", NULL);
  g_assert_true (vmp_map_strip_get_range (strip, &begin, &end));
  g_assert_cmphex (begin, ==, 0x7ffff0000000);
  g_assert_cmpuint (end - begin, <, 64 * 4096);
  /* The next snapshot leaves the view where it is. */
  show_usual (fixture, 2);
  {
    guint64 new_begin, new_end;

    g_assert_true (vmp_map_strip_get_range (strip, &new_begin, &new_end));
    g_assert_cmphex (new_begin, ==, begin);
  }
  gtk_widget_activate_action (GTK_WIDGET (fixture->page), "map.zoom-all", NULL);
  g_assert_false (vmp_map_strip_is_zoomed (strip));
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/map-page/asks", Fixture, NULL, set_up, test_asks, tear_down);
  g_test_add ("/map-page/shows", Fixture, NULL, set_up, test_shows, tear_down);
  g_test_add ("/map-page/filter", Fixture, NULL, set_up, test_filter, tear_down);
  g_test_add ("/map-page/choose", Fixture, NULL, set_up, test_choose, tear_down);
  g_test_add ("/map-page/gone", Fixture, NULL, set_up, test_gone, tear_down);
  g_test_add ("/map-page/freeze", Fixture, NULL, set_up, test_freeze, tear_down);
  g_test_add ("/map-page/copy", Fixture, NULL, set_up, test_copy, tear_down);
  g_test_add ("/map-page/export", Fixture, NULL, set_up, test_export, tear_down);
  g_test_add ("/map-page/free", Fixture, NULL, set_up, test_free, tear_down);
  g_test_add ("/map-page/compare", Fixture, NULL, set_up, test_compare, tear_down);
  g_test_add ("/map-page/pages", Fixture, NULL, set_up, test_pages, tear_down);
  g_test_add ("/map-page/columns", Fixture, NULL, set_up, test_columns, tear_down);
  g_test_add ("/map-page/reasons", Fixture, NULL, set_up, test_reasons, tear_down);
  g_test_add ("/map-page/zoom", Fixture, NULL, set_up, test_zoom, tear_down);
  return g_test_run ();
}
