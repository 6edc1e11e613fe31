/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The waterfall on the screen: what it says, its cursor, its popovers; and explanations of numbers. */
#include "config.h"

#include "app/widgets/vmp-explanation.h"
#include "app/widgets/vmp-number-tile.h"
#include "app/widgets/vmp-waterfall-bar.h"
#include "app/widgets/vmp-waterfall-row.h"
#include "app/widgets/vmp-waterfall-view.h"
#include "chart-feed.h"
#include "find-widget.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define MIB G_GINT64_CONSTANT (1048576)

static const char touched_text[] =
  "250 MiB; Resident 200 MiB, 80.0 %; In swap 50.0 MiB, 20.0 %; Huge pages of the pool 0 B, 0.0 %";
static const char heap_text[] = "Heap 50.0 MiB, 55.6 %";

typedef struct
{
  VmpSession       *session;
  VmpWaterfallView *view;
  GtkWidget        *window;
} Fixture;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  gtk_widget_set_default_direction (data != NULL ? GTK_TEXT_DIR_RTL : GTK_TEXT_DIR_LTR);
  f->session = vmp_session_new ();
  f->view = VMP_WATERFALL_VIEW (vmp_waterfall_view_new ());
  f->window = adw_window_new ();
  adw_window_set_content (ADW_WINDOW (f->window), GTK_WIDGET (f->view));
  gtk_window_set_default_size (GTK_WINDOW (f->window), 700, 700);
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gpointer view = f->view;

  g_object_add_weak_pointer (view, &view);
  gtk_window_destroy (GTK_WINDOW (f->window));
  settle ();
  g_assert_null (view);
  vmp_session_free (f->session);
}

static void
feed (Fixture   *f,
      VmpReason  rollup_reason)
{
  VmpEvent event = { .type = VMP_EVENT_SAMPLE, .target = 1, .time_nsec = 2 * SEC };
  static const struct { VmpMetricId id; gint64 mib; } values[] = {
    { VMP_METRIC_VSIZE, 1 << 20 }, { VMP_METRIC_RSS, 200 }, { VMP_METRIC_SWAP, 50 }, { VMP_METRIC_HUGETLB, 0 },
    { VMP_METRIC_RSS_ANON, 120 }, { VMP_METRIC_RSS_FILE, 70 }, { VMP_METRIC_RSS_SHMEM, 10 },
    { VMP_METRIC_PRIVATE_DIRTY, 90 }, { VMP_METRIC_PRIVATE_CLEAN, 30 }, { VMP_METRIC_SHARED_CLEAN, 60 },
    { VMP_METRIC_SHARED_DIRTY, 20 },
    { VMP_METRIC_HEAP_DIRTY, 50 }, { VMP_METRIC_STACK_DIRTY, 10 }, { VMP_METRIC_THREAD_STACKS_DIRTY, 20 },
  };

  if (vmp_session_find_target (f->session, 1) == NULL)
    chart_feed_start (f->session, 1 * SEC);
  vmp_sample_init (&event.sample, 2 * SEC, VMP_REASON_NOT_DUE);
  for (guint i = 0; i < G_N_ELEMENTS (values); i++)
    {
      if (rollup_reason != VMP_REASON_NONE && vmp_metric_get (values[i].id)->tier > VMP_TIER_0)
        vmp_sample_set_missing (&event.sample, values[i].id, rollup_reason);
      else
        vmp_sample_set (&event.sample, values[i].id, values[i].mib * MIB);
    }
  chart_feed_event (f->session, &event);
  vmp_waterfall_view_update (f->view, vmp_session_find_target (f->session, 1), 2 * SEC, 0);
  gtk_test_widget_wait_for_draw (f->window);
}

/* The row of step @index. */
static VmpWaterfallRow *
get_row (Fixture *f,
         guint    index)
{
  guint n = 0;

  for (GtkWidget *child = gtk_widget_get_first_child (GTK_WIDGET (f->view)); child != NULL;
       child = gtk_widget_get_next_sibling (child))
    if (VMP_IS_WATERFALL_ROW (child) && n++ == index)
      return VMP_WATERFALL_ROW (child);
  g_assert_not_reached ();
}

static gboolean
press (VmpWaterfallBar *bar,
       guint            key)
{
  GListModel *controllers = gtk_widget_observe_controllers (GTK_WIDGET (bar));
  gboolean handled = FALSE;

  for (guint i = 0; i < g_list_model_get_n_items (controllers); i++)
    {
      g_autoptr (GtkEventController) controller = g_list_model_get_item (controllers, i);

      if (GTK_IS_EVENT_CONTROLLER_KEY (controller))
        g_signal_emit_by_name (controller, "key-pressed", key, 0, 0, &handled);
    }
  g_object_unref (controllers);
  return handled;
}

static void
test_empty (Fixture       *f,
            gconstpointer  data)
{
  g_assert_nonnull (find_label (GTK_WIDGET (f->view), "Reserved address space"));
  g_assert_nonnull (find_label (GTK_WIDGET (f->view), "–"));
  g_assert_null (find_label (GTK_WIDGET (f->view), "0 B"));
  g_assert_nonnull (find_label (GTK_WIDGET (f->view), "Not read yet"));
  g_assert_null (find_nameless_button (GTK_WIDGET (f->view)));
}

static void
test_values (Fixture       *f,
             gconstpointer  data)
{
  VmpWaterfallBar *bar = vmp_waterfall_row_get_bar (get_row (f, VMP_WATERFALL_TOUCHED));

  feed (f, VMP_REASON_NONE);
  g_assert_null (find_label (GTK_WIDGET (f->view), "Not read yet"));
  g_assert_false (gtk_widget_get_visible (find_widget_by_id (GTK_WIDGET (get_row (f, VMP_WATERFALL_RESERVED)), "remark_box")));
  g_assert_nonnull (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_RESERVED)), "1.00 TiB"));
  g_assert_nonnull (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_RESERVED)), "< 0.1 %"));
  g_assert_nonnull (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_TOUCHED)), "250 MiB"));
  g_assert_nonnull (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_TOUCHED)), "80.0 %"));
  g_assert_nonnull (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_PRIVATE_DIRTY)), "90.0 MiB"));
  g_assert_nonnull (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_PRIVATE_DIRTY)), "Thread stacks"));
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_LABEL, "Touched");
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, touched_text);
}

/* Right goes on in the direction of reading, from part to part. */
static void
test_cursor (Fixture       *f,
             gconstpointer  data)
{
  VmpWaterfallBar *bar = vmp_waterfall_row_get_bar (get_row (f, VMP_WATERFALL_PRIVATE_DIRTY));
  guint forward = data != NULL ? GDK_KEY_Left : GDK_KEY_Right, back = data != NULL ? GDK_KEY_Right : GDK_KEY_Left;

  g_assert_true (press (bar, forward));
  g_assert_cmpint (vmp_waterfall_bar_get_mark (bar), ==, -1);
  feed (f, VMP_REASON_NONE);
  press (bar, forward);
  g_assert_cmpint (vmp_waterfall_bar_get_mark (bar), ==, 0);
  gtk_test_accessible_assert_property (GTK_ACCESSIBLE (bar), GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, heap_text);
  press (bar, forward);
  press (bar, forward);
  press (bar, forward);
  press (bar, forward);
  g_assert_cmpint (vmp_waterfall_bar_get_mark (bar), ==, 3);
  press (bar, back);
  g_assert_cmpint (vmp_waterfall_bar_get_mark (bar), ==, 2);
  g_assert_true (press (bar, GDK_KEY_Escape));
  g_assert_cmpint (vmp_waterfall_bar_get_mark (bar), ==, -1);
  g_assert_false (press (bar, GDK_KEY_Escape));
}

/* Return opens the rows that make up the step; they follow what is measured. */
static void
test_details (Fixture       *f,
              gconstpointer  data)
{
  VmpWaterfallRow *row = get_row (f, VMP_WATERFALL_RESIDENT);
  GtkWidget *explanation;

  feed (f, VMP_REASON_NONE);
  g_assert_true (press (vmp_waterfall_row_get_bar (row), GDK_KEY_Return));
  gtk_test_widget_wait_for_draw (f->window);
  explanation = find_widget (GTK_WIDGET (row), VMP_TYPE_EXPLANATION);
  g_assert_nonnull (find_label (explanation, "Private dirty"));
  g_assert_nonnull (find_label (explanation, "90.0 MiB\n45.0 %"));
  g_assert_nonnull (find_label (explanation, "200 MiB\n100 %"));
  g_assert_nonnull (find_label (explanation, "GNOME System Monitor, Memory"));
  g_assert_nonnull (find_label (explanation, "120 MiB"));
  g_assert_null (find_label (explanation, "Read at different moments"));

  vmp_waterfall_view_update (f->view, NULL, 0, 0);
  g_assert_null (find_label (explanation, "120 MiB"));
}

static void
test_denied (Fixture       *f,
             gconstpointer  data)
{
  VmpWaterfallRow *row = get_row (f, VMP_WATERFALL_RESIDENT);

  feed (f, VMP_REASON_DENIED);
  g_assert_nonnull (find_label (GTK_WIDGET (row), "Anonymous"));
  g_assert_nonnull (find_label (GTK_WIDGET (row), "Divided by kind only. Not permitted: the process belongs to another "
                                                  "user or is protected"));
  g_assert_nonnull (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_PRIVATE_DIRTY)),
                                "Not permitted: the process belongs to another user or is protected"));
  g_assert_null (find_label (GTK_WIDGET (get_row (f, VMP_WATERFALL_PRIVATE_DIRTY)), "Heap"));
}

/* The number that another program would show, of this process now. */
static void
test_tile (Fixture       *f,
           gconstpointer  data)
{
  GtkWidget *tile = vmp_number_tile_new (VMP_METRIC_RSS, "Resident");
  gpointer weak = tile;

  feed (f, VMP_REASON_NONE);
  g_object_add_weak_pointer (weak, &weak);
  adw_window_set_content (ADW_WINDOW (f->window), NULL);
  f->view = VMP_WATERFALL_VIEW (vmp_waterfall_view_new ());
  adw_window_set_content (ADW_WINDOW (f->window), tile);
  vmp_number_tile_update (VMP_NUMBER_TILE (tile), vmp_session_find_target (f->session, 1), 2 * SEC);
  gtk_widget_activate_action (tile, "number.details", NULL);
  gtk_test_widget_wait_for_draw (f->window);
  g_assert_nonnull (find_label (tile, "GNOME System Monitor, Memory"));
  g_assert_nonnull (find_label (tile, "120 MiB"));
  g_assert_nonnull (find_label (tile, "From the newest reading"));
  vmp_number_tile_update (VMP_NUMBER_TILE (tile), NULL, 0);
  g_assert_null (find_label (tile, "120 MiB"));
  adw_window_set_content (ADW_WINDOW (f->window), GTK_WIDGET (f->view));
  settle ();
  g_assert_null (weak);
}

int
main (int   argc,
      char *argv[])
{
  static const struct { const char *name; void (*func) (Fixture *, gconstpointer); const char *data; } tests[] = {
    { "/waterfall/empty", test_empty, NULL },
    { "/waterfall/values", test_values, NULL },
    { "/waterfall/cursor", test_cursor, NULL },
    { "/waterfall/cursor-rtl", test_cursor, "rtl" },
    { "/waterfall/details", test_details, NULL },
    { "/waterfall/denied", test_denied, NULL },
    { "/waterfall/tile", test_tile, NULL },
  };

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  for (guint i = 0; i < G_N_ELEMENTS (tests); i++)
    g_test_add (tests[i].name, Fixture, tests[i].data, set_up, tests[i].func, tear_down);
  return g_test_run ();
}
