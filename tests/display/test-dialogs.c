/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The dialogs of the program: shown, used, closed, and gone afterwards. */

#include "config.h"

#include "app/dialogs/vmp-about-dialog.h"
#include "app/dialogs/vmp-preferences-dialog.h"
#include "app/dialogs/vmp-rights-dialog.h"
#include "app/dialogs/vmp-shortcuts-dialog.h"
#include "app/vmp-preferences.h"
#include "find-widget.h"

typedef struct
{
  GtkWindow *window;
  GSettings *settings;
  AdwDialog *dialog;      /* borrowed: of the window */
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->settings = g_settings_new (VMP_APP_ID);
  fixture->window = GTK_WINDOW (adw_window_new ());
  gtk_window_set_default_size (fixture->window, 800, 700);
  gtk_window_present (fixture->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
}

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

/* What is drawn is held on to until the next frame. */
static void
wait_until_gone (gpointer *object)
{
  for (guint i = 0; i < 2000 && *object != NULL; i++)
    {
      settle ();
      g_usleep (1000);
    }
  g_assert_null (*object);
}

static void
show (Fixture *fixture, AdwDialog *dialog)
{
  fixture->dialog = dialog;
  adw_dialog_present (dialog, GTK_WIDGET (fixture->window));
  while (!gtk_widget_get_mapped (GTK_WIDGET (dialog)))
    g_main_context_iteration (NULL, TRUE);
  settle ();
}

static void
close_dialog (Fixture *fixture)
{
  gpointer dialog = fixture->dialog;

  g_object_add_weak_pointer (dialog, &dialog);
  adw_dialog_force_close (fixture->dialog);
  wait_until_gone (&dialog);
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer window = fixture->window;

  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (fixture->window);
  wait_until_gone (&window);
  g_object_unref (fixture->settings);
}

static GtkWidget *
get (Fixture *fixture, const char *id)
{
  GtkWidget *widget = find_widget_by_id (GTK_WIDGET (fixture->dialog), id);

  g_assert_nonnull (widget);
  return widget;
}

static void
assert_string (Fixture *fixture, const char *key, const char *expected)
{
  g_autofree char *value = g_settings_get_string (fixture->settings, key);

  g_assert_cmpstr (value, ==, expected);
}

/* Each control changes its key, and each key its control. */
static void
test_preferences (Fixture *fixture, gconstpointer data)
{
  show (fixture, vmp_preferences_dialog_new (fixture->settings, NULL));
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (get (fixture, "interval")), 0.3);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "interval-msec"), ==, 300);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (get (fixture, "budget")), 2.5);
  g_assert_cmpfloat_with_epsilon (g_settings_get_double (fixture->settings, "budget-percent"), 2.5, 1e-9);
  gtk_spin_button_set_value (GTK_SPIN_BUTTON (get (fixture, "longest_read")), 20);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "longest-read-msec"), ==, 20);

  adw_combo_row_set_selected (ADW_COMBO_ROW (get (fixture, "units")), 1);
  assert_string (fixture, "units", "si");
  g_assert_cmpint (vmp_preferences_get_units (vmp_preferences_get_default ()), ==, VMP_UNITS_SI);
  adw_combo_row_set_selected (ADW_COMBO_ROW (get (fixture, "palette")), 2);
  assert_string (fixture, "palette", "gray");
  adw_combo_row_set_selected (ADW_COMBO_ROW (get (fixture, "start_page")), 1);
  assert_string (fixture, "start-page", "last");

  g_settings_set_string (fixture->settings, "palette", "vivid");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (get (fixture, "palette"))), ==, 1);
  g_settings_set_int (fixture->settings, "interval-msec", 2000);
  g_assert_cmpfloat (gtk_spin_button_get_value (GTK_SPIN_BUTTON (get (fixture, "interval"))), ==, 2);

  g_signal_emit_by_name (find_widget (GTK_WIDGET (fixture->dialog), ADW_TYPE_BUTTON_ROW), "activated");
  g_assert_cmpint (g_settings_get_int (fixture->settings, "interval-msec"), ==, 1000);
  g_assert_cmpint (g_settings_get_int (fixture->settings, "longest-read-msec"), ==, 50);
  g_assert_cmpfloat (g_settings_get_double (fixture->settings, "budget-percent"), ==, 1);
  assert_string (fixture, "units", "iec");
  assert_string (fixture, "palette", "safe");
  assert_string (fixture, "start-page", "chooser");
  g_assert_cmpuint (adw_combo_row_get_selected (ADW_COMBO_ROW (get (fixture, "units"))), ==, 0);
  close_dialog (fixture);
}

/* A page to open on is only asked for where there is another than the overview. */
static void
test_open_page (Fixture *fixture, gconstpointer data)
{
  AdwViewStack *pages = g_object_ref_sink (ADW_VIEW_STACK (adw_view_stack_new ()));

  adw_view_stack_add_named (pages, gtk_label_new (NULL), "overview");
  show (fixture, vmp_preferences_dialog_new (fixture->settings, pages));
  g_assert_false (gtk_widget_get_visible (get (fixture, "open_page")));
  close_dialog (fixture);

  adw_view_stack_add_named (pages, gtk_label_new (NULL), "map");
  show (fixture, vmp_preferences_dialog_new (fixture->settings, pages));
  g_assert_true (gtk_widget_get_visible (get (fixture, "open_page")));
  adw_combo_row_set_selected (ADW_COMBO_ROW (get (fixture, "open_page")), 2);
  assert_string (fixture, "open-page", "map");
  g_settings_reset (fixture->settings, "open-page");
  close_dialog (fixture);
  g_assert_finalize_object (pages);
}

static void
test_rights (Fixture *fixture, gconstpointer data)
{
  VmpProcessInfo info = { .identity = { .pid = 77 }, .uid = 5 };

  show (fixture, vmp_rights_dialog_new (&info, "mary", 6));
  g_assert_nonnull (strstr (adw_alert_dialog_get_body (ADW_ALERT_DIALOG (fixture->dialog)), "mary"));
  g_assert_nonnull (strstr (adw_alert_dialog_get_body (ADW_ALERT_DIALOG (fixture->dialog)), "sudo vmp stat 77"));
  close_dialog (fixture);

  show (fixture, vmp_rights_dialog_new (&info, "mary", 5));
  g_assert_null (strstr (adw_alert_dialog_get_body (ADW_ALERT_DIALOG (fixture->dialog)), "mary"));
  close_dialog (fixture);
}

/* What the system offers is told once a thread has read it. */
static void
test_about (Fixture *fixture, gconstpointer data)
{
  AdwAboutDialog *about = ADW_ABOUT_DIALOG (vmp_about_dialog_new ());
  const char *text;

  show (fixture, ADW_DIALOG (about));
  for (guint i = 0; i < 5000 && *adw_about_dialog_get_debug_info (about) == '\0'; i++)
    {
      settle ();
      g_usleep (1000);
    }
  text = adw_about_dialog_get_debug_info (about);
  g_assert_nonnull (strstr (text, "Kernel: Linux "));
  g_assert_nonnull (strstr (text, "smaps_rollup: "));
  g_assert_nonnull (strstr (text, "Transparent huge pages: "));
  close_dialog (fixture);

  /* Closed before the thread is done. */
  show (fixture, vmp_about_dialog_new ());
  close_dialog (fixture);
}

static void
test_shortcuts (Fixture *fixture, gconstpointer data)
{
  show (fixture, vmp_shortcuts_dialog_new ());
  while (!gtk_widget_get_mapped (find_widget (GTK_WIDGET (fixture->dialog), ADW_TYPE_PREFERENCES_PAGE)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (find_label (GTK_WIDGET (fixture->dialog), "Preferences"));
  close_dialog (fixture);
}

#define ADD(path, test) g_test_add ("/dialogs/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  ADD ("preferences", test_preferences);
  ADD ("open-page", test_open_page);
  ADD ("rights", test_rights);
  ADD ("about", test_about);
  ADD ("shortcuts", test_shortcuts);
  return g_test_run ();
}
