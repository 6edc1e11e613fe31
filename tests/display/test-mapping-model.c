/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The list of mappings as a view sees it: what it is told must lead to what there is. */
#include "config.h"

#include "app/models/vmp-mapping-model.h"
#include "app/models/vmp-mapping-text.h"
#include "app/widgets/vmp-map-page-paint.h"
#include "fake-maps.h"

/* A view that holds rows around a place and follows what it is told, as GTK does. */
typedef struct
{
  VmpMappingModel *model;
  GPtrArray       *rows;      /* of VmpMappingItem or NULL, one a position */
  guint            n_told;    /* rows that came or went in all */
  VmpMappingTrail *trail;
  VmpMappingQuery  query;
} View;

static void
items_changed_cb (View *view, guint position, guint n_removed, guint n_added)
{
  view->n_told += n_removed + n_added;
  g_assert_cmpuint (position + n_removed, <=, view->rows->len);
  for (guint i = 0; i < n_removed; i++)
    g_clear_object (&view->rows->pdata[position + i]);
  if (n_removed > 0)
    g_ptr_array_remove_range (view->rows, position, n_removed);
  for (guint i = 0; i < n_added; i++)
    g_ptr_array_insert (view->rows, (int) position, NULL);
  g_assert_cmpuint (view->rows->len, ==, g_list_model_get_n_items (G_LIST_MODEL (view->model)));
}

/* Holds rows @first to @last, and no others. */
static void
look_at (View *view, guint first, guint last)
{
  for (guint i = 0; i < view->rows->len; i++)
    {
      g_clear_object (&view->rows->pdata[i]);
      if (i >= first && i <= last)
        view->rows->pdata[i] = g_list_model_get_item (G_LIST_MODEL (view->model), i);
    }
}

/* Every row that is held is what the model has there. */
static void
check (View *view)
{
  VmpMappingTable *table = vmp_mapping_model_get_table (view->model);
  guint n_held = 0;

  g_assert_cmpuint (view->rows->len, ==, table->n_lines);
  for (guint i = 0; i < view->rows->len; i++)
    {
      VmpMappingItem *item = view->rows->pdata[i];
      g_autoptr (VmpMappingItem) now = NULL;

      if (item == NULL)
        continue;
      n_held++;
      now = g_list_model_get_item (G_LIST_MODEL (view->model), i);
      g_assert_true (item == now);
      g_assert_true (vmp_mapping_item_get_table (item) == table);
      g_assert_cmpuint (vmp_mapping_item_get_line (item), ==, i);
    }
  g_assert_cmpuint (vmp_mapping_model_count_items (view->model), ==, n_held);
}

static void
update (View *view, VmpAddressSpace *space)
{
  VmpMappingTable *old = vmp_mapping_model_get_table (view->model);
  g_autoptr (VmpMappingTable) table = NULL;

  if (space != NULL)
    {
      VmpMappingTrail *trail = vmp_mapping_trail_new (space, 0, view->trail);

      g_clear_pointer (&view->trail, vmp_mapping_trail_unref);
      view->trail = trail;
    }
  table = vmp_mapping_table_new (view->trail, &view->query, old);
  vmp_mapping_model_set_table (view->model, table);
  check (view);
}

static void
set_up (View *view, gconstpointer data)
{
  *view = (View) { .model = vmp_mapping_model_new (), .rows = g_ptr_array_new () };
  g_signal_connect_swapped (view->model, "items-changed", G_CALLBACK (items_changed_cb), view);
}

static void
tear_down (View *view, gconstpointer data)
{
  for (guint i = 0; i < view->rows->len; i++)
    g_clear_object (&view->rows->pdata[i]);
  g_ptr_array_unref (view->rows);
  g_assert_cmpuint (vmp_mapping_model_count_items (view->model), ==, 0);
  g_assert_finalize_object (view->model);
  g_clear_pointer (&view->trail, vmp_mapping_trail_unref);
  vmp_mapping_query_clear (&view->query);
}

static guint64
get_start (View *view, guint position)
{
  return vmp_mapping_table_get_mapping (vmp_mapping_model_get_table (view->model), position)->start_addr;
}

/* By address rows that stay keep their objects, wherever others come and go, and few are told of. */
static void
test_follow (View *view, gconstpointer data)
{
  for (guint step = 0; step < 12; step++)
    {
      g_autoptr (VmpAddressSpace) space = fake_maps_new_many (2000, step);
      g_autoptr (GHashTable) held = g_hash_table_new (g_direct_hash, g_direct_equal);
      guint n_kept = 0;

      for (guint i = 0; i < view->rows->len; i++)
        if (view->rows->pdata[i] != NULL)
          g_hash_table_insert (held, GSIZE_TO_POINTER ((gsize) get_start (view, i)), view->rows->pdata[i]);
      view->n_told = 0;
      update (view, space);
      if (step > 0)
        g_assert_cmpuint (view->n_told, <=, 100);
      for (guint i = 0; i < view->rows->len; i++)
        {
          gpointer item = g_hash_table_lookup (held, GSIZE_TO_POINTER ((gsize) get_start (view, i)));

          if (item == NULL)
            continue;
          n_kept++;
          g_assert_true (item == view->rows->pdata[i]);
        }
      if (step > 0)
        g_assert_cmpuint (n_kept, >=, g_hash_table_size (held) - 25);
      look_at (view, step * 150, step * 150 + 200);
    }
}

/* By value rows change places every time: none of them is told of, only what is more or fewer. */
static void
test_slots (View *view, gconstpointer data)
{
  view->query.sort = VMP_MAPPING_COLUMN_RESIDENT;
  view->query.descending = TRUE;
  for (guint step = 0; step < 6; step++)
    {
      g_autoptr (VmpAddressSpace) space = fake_maps_new_many (2000, step);
      VmpMappingTable *table;

      view->n_told = 0;
      update (view, space);
      table = vmp_mapping_model_get_table (view->model);
      for (guint i = 1; i < table->n_lines; i++)
        g_assert_cmpint (vmp_mapping_get_size (vmp_mapping_table_get_mapping (table, i - 1), VMP_MAPPING_RSS), >=,
                         vmp_mapping_get_size (vmp_mapping_table_get_mapping (table, i), VMP_MAPPING_RSS));
      if (step > 0)
        g_assert_cmpuint (view->n_told, <=, 2);
      look_at (view, 0, 200);
    }
  /* Another column: the same. */
  view->n_told = 0;
  view->query.sort = VMP_MAPPING_COLUMN_SIZE;
  update (view, NULL);
  g_assert_cmpuint (view->n_told, ==, 0);
}

static guint64
get_only_selected (View *view)
{
  g_autoptr (GtkBitset) selection = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (view->model));

  if (gtk_bitset_get_size (selection) != 1)
    return 0;
  return get_start (view, gtk_bitset_get_minimum (selection));
}

/* The selection stays with the mapping: in another order, behind a filter, from snapshot to snapshot; and goes with it. */
static void
test_selection (View *view, gconstpointer data)
{
  g_autoptr (VmpAddressSpace) first = fake_maps_new_many (2000, 0);
  guint64 chosen;

  update (view, first);
  look_at (view, 900, 1100);
  vmp_mapping_model_select (view->model, 1003);
  chosen = get_start (view, 1003);
  g_assert_cmphex (get_only_selected (view), ==, chosen);
  for (guint step = 1; step < 5; step++)
    {
      g_autoptr (VmpAddressSpace) space = fake_maps_new_many (2000, step);

      view->query.sort = step % 2 == 0 ? VMP_MAPPING_COLUMN_ADDRESS : VMP_MAPPING_COLUMN_RESIDENT;
      update (view, space);
      g_assert_cmphex (get_only_selected (view), ==, chosen);
    }
  view->query.types = 1u << VMP_MAPPING_MAIN_STACK;
  update (view, NULL);
  g_assert_cmpuint (get_only_selected (view), ==, 0);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (view->model)), ==, 0);
}

static void
test_selection_many (View *view, gconstpointer data)
{
  g_autoptr (VmpAddressSpace) first = fake_maps_new_usual (0);
  g_autoptr (VmpAddressSpace) second = fake_maps_new_usual (3);
  g_autoptr (GtkBitset) selection = NULL;

  update (view, first);
  g_assert_true (gtk_selection_model_select_all (GTK_SELECTION_MODEL (view->model)));
  selection = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (view->model));
  g_assert_cmpuint (gtk_bitset_get_size (selection), ==, 8);
  view->query.sort = VMP_MAPPING_COLUMN_NAME;
  update (view, second);
  g_clear_pointer (&selection, gtk_bitset_unref);
  selection = gtk_selection_model_get_selection (GTK_SELECTION_MODEL (view->model));
  g_assert_cmpuint (gtk_bitset_get_size (selection), ==, 8);
  g_assert_true (gtk_selection_model_unselect_all (GTK_SELECTION_MODEL (view->model)));
  g_assert_cmpuint (get_only_selected (view), ==, 0);
}

/* Groups have the sums of what is in them; open ones show it. */
static void
test_groups (View *view, gconstpointer data)
{
  g_autoptr (VmpAddressSpace) space = fake_maps_new_usual (0);
  VmpMappingTable *table;
  gint64 size = 0, rss = 0, n = 0;

  view->query.arrange = VMP_MAPPING_ARRANGE_FILE;
  update (view, space);
  look_at (view, 0, 100);
  table = vmp_mapping_model_get_table (view->model);
  for (guint i = 0; i < table->n_lines; i++)
    {
      const VmpMappingGroup *group = vmp_mapping_table_get_group (table, i);

      g_assert_nonnull (group);
      size += group->sum.size_bytes;
      rss += group->sum.sizes_bytes[VMP_MAPPING_RSS];
      n += group->n;
    }
  g_assert_cmpint (n, ==, 8);
  g_assert_cmpint (size, ==, vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->size_bytes);
  g_assert_cmpint (rss, ==, vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES)->sizes_bytes[VMP_MAPPING_RSS]);
  g_assert_cmpuint (table->n_lines, ==, 6);

  view->query.open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_add (view->query.open, g_strdup ("/usr/lib/libc.so.6"));
  view->n_told = 0;
  update (view, NULL);
  g_assert_cmpuint (view->n_told, ==, 2);
  table = vmp_mapping_model_get_table (view->model);
  g_assert_cmpuint (table->n_lines, ==, 8);
  for (guint i = 0; i < table->n_lines; i++)
    {
      const VmpMappingGroup *group = vmp_mapping_table_get_group (table, i);

      if (group == NULL || !group->is_open)
        continue;
      g_assert_cmpuint (group->n, ==, 2);
      g_assert_cmphex (get_start (view, i + 1), ==, 0x7ffff7c00000);
      g_assert_cmphex (get_start (view, i + 2), ==, 0x7ffff7d90000);
    }

  view->query.arrange = VMP_MAPPING_ARRANGE_TYPE;
  update (view, NULL);
  view->query.arrange = VMP_MAPPING_ARRANGE_THREAD;
  update (view, NULL);
  view->query.arrange = VMP_MAPPING_ARRANGE_FLAT;
  update (view, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (view->model)), ==, 8);
}

static void
test_changes (View *view, gconstpointer data)
{
  g_autoptr (VmpAddressSpace) first = fake_maps_new_usual (0);
  g_autoptr (VmpAddressSpace) second = fake_maps_new_usual (2);
  const FakeMapping more[] = {
    { 0x555555600000, 132 * FAKE_KIB, 8 * FAKE_KIB, NULL, "[heap]", 0, NULL },
    { 0x7fff00000000, 4 * FAKE_KIB, 0, NULL, NULL, 0, NULL },
    { 0x7ffffffdc000, 140 * FAKE_KIB, 16 * FAKE_KIB, NULL, "[stack]", 0, "rd wr mr mw me gd ac" },
  };
  g_autoptr (VmpAddressSpace) third = fake_maps_new (more, G_N_ELEMENTS (more));
  float values[VMP_MAPPING_TRAIL_LENGTH];
  g_autofree char *text = NULL;

  update (view, first);
  g_assert_cmpuint (view->trail->n_changed, ==, 0);
  update (view, second);
  g_assert_cmpuint (view->trail->n_changed, ==, 1);
  g_assert_cmpint (view->trail->changes[2].kind, ==, VMP_MAPPING_CHANGE_GROWN);
  g_assert_cmpint (view->trail->changes[2].delta_bytes, ==, 8192);
  text = vmp_mapping_text_dup_change (&view->trail->changes[2], VMP_UNITS_IEC);
  g_assert_cmpstr (text, ==, "grown, +8.00 KiB");
  update (view, third);
  g_assert_cmpint (view->trail->changes[0].kind, ==, VMP_MAPPING_CHANGE_SHRUNK);
  g_assert_cmpint (view->trail->changes[0].delta_bytes, ==, -20480);
  g_assert_cmpint (view->trail->changes[1].kind, ==, VMP_MAPPING_CHANGE_NEW);
  /* A stack grows down: it is the same one. */
  g_assert_cmpint (view->trail->changes[2].kind, ==, VMP_MAPPING_CHANGE_GROWN);
  g_assert_cmpuint (view->trail->n_gone, ==, 6);
  vmp_mapping_trail_get_history (view->trail, 0, values);
  g_assert_cmpfloat (values[VMP_MAPPING_TRAIL_LENGTH - 1], ==, 8192);
  g_assert_cmpfloat (values[VMP_MAPPING_TRAIL_LENGTH - 2], ==, 28672);
  g_assert_cmpfloat (values[VMP_MAPPING_TRAIL_LENGTH - 3], ==, 20480);
  g_assert_true (values[0] != values[0]);
}

/* Names from outside are shown escaped, also in what is copied. */
static void
test_hostile (View *view, gconstpointer data)
{
  g_autofree char *deep = g_strnfill (4096, 'n');
  const FakeMapping mappings[] = {
    { 0x1000, 4096, 4096, NULL, "/tmp/a\tb\033[31m<b>", 5, NULL },
    { 0x3000, 4096, 4096, NULL, deep, 6, NULL },
  };
  const VmpMappingColumn columns[] = { VMP_MAPPING_COLUMN_ADDRESS, VMP_MAPPING_COLUMN_SIZE, VMP_MAPPING_COLUMN_NAME };
  const guint lines[] = { 0, 1 };
  g_autoptr (VmpAddressSpace) space = fake_maps_new (mappings, G_N_ELEMENTS (mappings));
  g_autofree char *text = NULL;
  g_autofree char *expected = NULL;

  update (view, space);
  text = vmp_mapping_text_dup_tabs (vmp_mapping_model_get_table (view->model), columns, 3, lines, 2, VMP_UNITS_IEC);
  expected = g_strconcat ("Address\tSize\tMapping\n1000\t4.00 KiB\t/tmp/a\\tb\\x1b[31m<b>\n3000\t4.00 KiB\t", deep, "\n", NULL);
  g_assert_cmpstr (text, ==, expected);
}

static void
test_empty (View *view, gconstpointer data)
{
  g_autoptr (VmpAddressSpace) space = fake_maps_new_usual (0);
  g_autoptr (VmpAddressSpace) nothing = fake_maps_new (NULL, 0);

  update (view, nothing);
  update (view, space);
  update (view, nothing);
  vmp_mapping_model_set_table (view->model, NULL);
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (view->model)), ==, 0);
  g_assert_null (g_list_model_get_item (G_LIST_MODEL (view->model), 0));
}

/* Each page is as wide as it is, however many columns that takes, and several in one column share it. */
static void
test_paint_pages (void)
{
  const VmpPageReading reading = { VMP_PAGE_SOURCE_SCAN, VMP_PAGE_PRESENT };
  const VmpPageRun runs[] = { { 0x1000, 1, VMP_PAGE_PRESENT }, { 0x3000, 1, VMP_PAGE_PRESENT } };
  GArray *array = g_array_new (FALSE, FALSE, sizeof *runs);
  g_autoptr (VmpPageStates) states = NULL;
  VmpChartRaster raster;
  guint64 bytes[VMP_N_PAGE_CLASSES];

  g_array_append_vals (array, runs, G_N_ELEMENTS (runs));
  states = vmp_page_states_new_take (0, 0x4000, 4096, &reading, array);
  vmp_page_classes_sum (states, 0, 0x4000, bytes);
  g_assert_cmpuint (bytes[VMP_PAGE_CLASS_OWN], ==, 8192);
  vmp_chart_raster_init (&raster, 40, 8);
  vmp_map_pages_paint (&raster, states, 0, 0x4000, 0, 40, 0x1a5fb4, FALSE);
  for (int i = 0; i < 40; i++)
    g_assert_true ((raster.pixels[i] != 0) == (i / 10 % 2 == 1));
  vmp_chart_raster_clear (&raster);
  vmp_chart_raster_init (&raster, 1, 8);
  vmp_map_pages_paint (&raster, states, 0, 0x4000, 0, 1, 0x1a5fb4, FALSE);
  g_assert_cmpuint (raster.pixels[0], ==, 0);
  g_assert_cmpuint (raster.pixels[7 * raster.stride], !=, 0);
  vmp_chart_raster_clear (&raster);
}

int
main (int argc, char *argv[])
{
  g_test_init (&argc, &argv, NULL);
  g_test_add ("/mapping-model/follow", View, NULL, set_up, test_follow, tear_down);
  g_test_add ("/mapping-model/slots", View, NULL, set_up, test_slots, tear_down);
  g_test_add ("/mapping-model/selection", View, NULL, set_up, test_selection, tear_down);
  g_test_add ("/mapping-model/selection-many", View, NULL, set_up, test_selection_many, tear_down);
  g_test_add ("/mapping-model/groups", View, NULL, set_up, test_groups, tear_down);
  g_test_add ("/mapping-model/changes", View, NULL, set_up, test_changes, tear_down);
  g_test_add ("/mapping-model/hostile", View, NULL, set_up, test_hostile, tear_down);
  g_test_add ("/mapping-model/empty", View, NULL, set_up, test_empty, tear_down);
  g_test_add_func ("/mapping-model/paint-pages", test_paint_pages);
  return g_test_run ();
}
