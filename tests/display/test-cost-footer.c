/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What looking costs, told tier by tier. */
#include "config.h"

#include "app/widgets/vmp-cost-footer.h"
#include "find-widget.h"

#define MSEC G_GINT64_CONSTANT (1000000)
#define SEC (1000 * MSEC)

typedef struct
{
  VmpCostFooter *footer;
  GtkWidget     *window;
  guint          n_refreshed;
} Fixture;

static void
refresh_cb (GSimpleAction *action,
            GVariant      *parameter,
            gpointer       data)
{
  (*(guint *) data)++;
}

static void
set_up (Fixture       *f,
        gconstpointer  data)
{
  g_autoptr (GSimpleActionGroup) actions = g_simple_action_group_new ();
  g_autoptr (GSimpleAction) action = g_simple_action_new ("refresh", NULL);

  f->n_refreshed = 0;
  g_signal_connect (action, "activate", G_CALLBACK (refresh_cb), &f->n_refreshed);
  g_action_map_add_action (G_ACTION_MAP (actions), G_ACTION (action));
  f->footer = VMP_COST_FOOTER (vmp_cost_footer_new ());
  f->window = adw_window_new ();
  gtk_widget_insert_action_group (f->window, "overview", G_ACTION_GROUP (actions));
  adw_window_set_content (ADW_WINDOW (f->window), GTK_WIDGET (f->footer));
  gtk_window_present (GTK_WINDOW (f->window));
  gtk_test_widget_wait_for_draw (f->window);
}

static void
tear_down (Fixture       *f,
           gconstpointer  data)
{
  gpointer footer = f->footer;

  g_object_add_weak_pointer (footer, &footer);
  gtk_window_destroy (GTK_WINDOW (f->window));
  while (g_main_context_iteration (NULL, FALSE))
    ;
  g_assert_null (footer);
}

static void
fill (VmpObserverCost *cost)
{
  *cost = (VmpObserverCost) { .watched_nsec = 100 * SEC, .locked_nsec = 420 * MSEC, .total_nsec = 500 * MSEC };
  cost->tiers[VMP_TIER_0] = (VmpTierCost) { VMP_TIER_0, FALSE, SEC, MSEC, 100, 80 * MSEC };
  cost->tiers[VMP_TIER_1] = (VmpTierCost) { VMP_TIER_1, TRUE, 12 * SEC, 42 * MSEC, 10, 420 * MSEC };
  cost->tiers[VMP_TIER_2] = (VmpTierCost) { VMP_TIER_2, TRUE, 0, VMP_MISSING, 0, 0 };
}

static void
test_tiers (Fixture       *f,
            gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (f->footer);
  GtkWidget *button = find_widget (root, GTK_TYPE_MENU_BUTTON);
  VmpObserverCost cost;

  g_assert_false (gtk_widget_get_visible (button));
  fill (&cost);
  vmp_cost_footer_update (f->footer, &cost);
  g_assert_nonnull (find_label (root, "Looking costs 0.4 % of this process"));
  g_assert_nonnull (find_label (root, "To keep it low, some values are read less often."));

  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  gtk_test_widget_wait_for_draw (f->window);
  g_assert_nonnull (find_label (root, "12 s"));
  g_assert_nonnull (find_label (root, "42 ms"));
  g_assert_nonnull (find_label (root, "off"));
  g_assert_nonnull (find_label (root, "Left out: one reading would hold up the process for too long."));
  g_assert_null (find_nameless_button (root));

  /* It can get better again. */
  cost.tiers[VMP_TIER_1].slowed = cost.tiers[VMP_TIER_2].slowed = FALSE;
  cost.tiers[VMP_TIER_2].interval_nsec = 3 * SEC;
  vmp_cost_footer_update (f->footer, &cost);
  g_assert_null (find_label (root, "Left out: one reading would hold up the process for too long."));
  g_assert_null (find_label (root, "To keep it low, some values are read less often."));
  g_assert_nonnull (find_label (root, "3 s"));
}

static void
test_refresh (Fixture       *f,
              gconstpointer  data)
{
  GtkWidget *root = GTK_WIDGET (f->footer);
  GtkWidget *button = find_widget (root, GTK_TYPE_MENU_BUTTON);
  GtkWidget *read;
  VmpObserverCost cost;

  fill (&cost);
  vmp_cost_footer_update (f->footer, &cost);
  gtk_menu_button_popup (GTK_MENU_BUTTON (button));
  gtk_test_widget_wait_for_draw (f->window);
  read = find_widget (GTK_WIDGET (gtk_menu_button_get_popover (GTK_MENU_BUTTON (button))), GTK_TYPE_BUTTON);
  g_signal_emit_by_name (read, "clicked");
  g_assert_cmpuint (f->n_refreshed, ==, 1);
}

int
main (int   argc,
      char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add ("/cost-footer/tiers", Fixture, NULL, set_up, test_tiers, tear_down);
  g_test_add ("/cost-footer/refresh", Fixture, NULL, set_up, test_refresh, tear_down);
  return g_test_run ();
}
