/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The window as a user has it: choose, read, and every state there is. */

#include "config.h"

#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <unistd.h>

#include "app/dialogs/vmp-shortcuts-dialog.h"
#include "app/pages/vmp-overview-page.h"
#include "app/vmp-picker.h"
#include "app/vmp-target-view.h"
#include "app/vmp-window.h"
#include "app/widgets/vmp-replay-bar.h"
#include "core/store/vmp-recording-writer.h"
#include "fake-host.h"
#include "fake-processes.h"
#include "find-widget.h"

#define OTHER_USER 98765
#define SEC G_GINT64_CONSTANT (1000000000)

static const FakeProcess some[] = {
  { 1, "init", "/sbin/init splash", 0, 4096000, VMP_PROCESS_USER },
  { 2, "kthreadd", NULL, 0, VMP_MISSING, VMP_PROCESS_KERNEL_THREAD },
  { 30, "firefox", "firefox <b>&amp;</b> %s", OTHER_USER, 900 * 1024 * 1024, VMP_PROCESS_USER },
  { 31, "defunct", NULL, OTHER_USER, VMP_MISSING, VMP_PROCESS_ZOMBIE },
  { 130, "bash", "-bash", OTHER_USER, 2048000, VMP_PROCESS_USER },
};

/* What each test has: a window over a made-up machine. */
typedef struct
{
  GtkApplication *application;    /* borrowed: one for all tests */
  FakeHost       *host;
  VmpMonitor     *monitor;
  GSettings      *settings;
  GtkWindow      *window;
} Fixture;

static void
set_up (Fixture *fixture, gconstpointer data)
{
  fixture->application = GTK_APPLICATION (g_application_get_default ());
  fixture->monitor = fake_host_new_monitor (&fixture->host);
  fixture->settings = g_settings_new (VMP_APP_ID);
  fixture->window = GTK_WINDOW (vmp_window_new (fixture->application, fixture->monitor, fixture->settings));
  gtk_window_set_default_size (fixture->window, 1000, 700);
  gtk_window_present (fixture->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  fake_host_list (fixture->host, fake_processes_new (some, G_N_ELEMENTS (some)));
  fake_host_settle ();
}

static void
tear_down (Fixture *fixture, gconstpointer data)
{
  gpointer window = fixture->window;

  g_settings_reset (fixture->settings, "sort");
  g_settings_reset (fixture->settings, "order");
  g_settings_reset (fixture->settings, "own-only");
  g_settings_reset (fixture->settings, "kernel-threads");
  g_object_add_weak_pointer (window, &window);
  gtk_window_destroy (fixture->window);
  fake_host_settle ();
  g_assert_null (window);
  g_assert_finalize_object (fixture->monitor);
  g_assert_finalize_object (fixture->settings);
}

static GtkWidget *
find (Fixture *fixture, GType type)
{
  return find_widget (GTK_WIDGET (fixture->window), type);
}

/* The page of a process has a list of processes too, to compare with. */
static GtkWidget *
find_in_picker (Fixture *fixture, GType type)
{
  return find_widget (find (fixture, VMP_TYPE_PICKER), type);
}

static GtkListView *
get_list (Fixture *fixture)
{
  return GTK_LIST_VIEW (find_in_picker (fixture, GTK_TYPE_LIST_VIEW));
}

static guint
count_rows (Fixture *fixture)
{
  return g_list_model_get_n_items (G_LIST_MODEL (gtk_list_view_get_model (get_list (fixture))));
}

static void
search (Fixture *fixture, const char *text)
{
  GtkWidget *entry = find_in_picker (fixture, GTK_TYPE_SEARCH_ENTRY);

  gtk_editable_set_text (GTK_EDITABLE (entry), text);
  g_signal_emit_by_name (entry, "search-changed");
  fake_host_settle ();
}

/* As a click on the row does. */
static void
choose (Fixture *fixture, guint position)
{
  gtk_selection_model_select_item (gtk_list_view_get_model (get_list (fixture)), position, TRUE);
  fake_host_settle ();
}

static void
settle_drawing (Fixture *fixture)
{
  for (guint i = 0; i < 3; i++)
    {
      fake_host_settle ();
      gtk_widget_queue_draw (GTK_WIDGET (fixture->window));
      gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
    }
}

static void
assert_title (Fixture *fixture, const char *title, const char *subtitle)
{
  AdwWindowTitle *widget = ADW_WINDOW_TITLE (find_widget_by_id (GTK_WIDGET (fixture->window), "window_title"));

  g_assert_cmpstr (adw_window_title_get_title (widget), ==, title);
  g_assert_cmpstr (adw_window_title_get_subtitle (widget), ==, subtitle);
  g_assert_cmpstr (gtk_window_get_title (fixture->window), ==, title);
}

/* Names of users are looked up by a thread. */
static void
wait_for_user_name (Fixture *fixture, const char *name)
{
  AdwWindowTitle *widget = ADW_WINDOW_TITLE (find_widget_by_id (GTK_WIDGET (fixture->window), "window_title"));
  gint64 end = g_get_monotonic_time () + 10 * G_USEC_PER_SEC;

  while (!g_str_has_suffix (adw_window_title_get_subtitle (widget), name) && g_get_monotonic_time () < end)
    {
      g_main_context_iteration (NULL, FALSE);
      g_usleep (1000);
    }
}

/* The banner's text, NULL while it is hidden. */
static const char *
get_banner (Fixture *fixture)
{
  AdwBanner *banner = ADW_BANNER (find_widget_by_id (GTK_WIDGET (fixture->window), "banner"));

  return adw_banner_get_revealed (banner) ? adw_banner_get_title (banner) : NULL;
}

/* The title of the status page that is shown, NULL if none is. */
static const char *
get_status (Fixture *fixture)
{
  GtkWidget *stack = find_widget (find (fixture, VMP_TYPE_TARGET_VIEW), GTK_TYPE_STACK);
  GtkWidget *child = gtk_stack_get_visible_child (GTK_STACK (stack));

  return ADW_IS_STATUS_PAGE (child) ? adw_status_page_get_title (ADW_STATUS_PAGE (child)) : NULL;
}

static void
test_nothing_chosen (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpstr (get_status (fixture), ==, "Choose a Process");
  g_assert_null (get_banner (fixture));
  assert_title (fixture, "Virtual Memory Profiler", "");
  g_assert_cmpuint (fixture->host->n_watched, ==, 0);

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.search", NULL);
  g_assert_true (gtk_widget_is_ancestor (gtk_window_get_focus (fixture->window), find_in_picker (fixture, GTK_TYPE_SEARCH_ENTRY)));
}

static void
test_search (Fixture *fixture, gconstpointer data)
{
  GtkWidget *picker = find (fixture, VMP_TYPE_PICKER);

  g_assert_cmpuint (count_rows (fixture), ==, 4);
  search (fixture, "bash");
  g_assert_cmpuint (count_rows (fixture), ==, 1);
  search (fixture, "no such thing");
  g_assert_cmpuint (count_rows (fixture), ==, 0);
  g_assert_nonnull (find_label (picker, "No Processes Found"));

  gtk_widget_activate_action (picker, "picker.clear-filters", NULL);
  fake_host_settle ();
  search (fixture, "");
  g_assert_cmpuint (count_rows (fixture), ==, 4);
}

static void
assert_order (Fixture *fixture, const char *expected)
{
  g_autofree char *order = g_settings_get_string (fixture->settings, "order");

  g_assert_cmpstr (order, ==, expected);
}

static void
test_sort_and_filter (Fixture *fixture, gconstpointer data)
{
  GtkWidget *picker = find (fixture, VMP_TYPE_PICKER);

  gtk_widget_activate_action (picker, "picker.sort", "s", "swap");
  g_assert_cmpuint (fixture->host->list_columns, ==, VMP_PROCESS_COLUMN_STATUS);
  assert_order (fixture, "descending");
  gtk_widget_activate_action (picker, "picker.sort", "s", "name");
  g_assert_cmpuint (fixture->host->list_columns, ==, VMP_PROCESS_COLUMN_NONE);
  assert_order (fixture, "ascending");
  gtk_widget_activate_action (picker, "picker.order", "s", "descending");
  assert_order (fixture, "descending");

  gtk_widget_activate_action (picker, "picker.kernel-threads", NULL);
  g_assert_cmpuint (count_rows (fixture), ==, 5);
  gtk_widget_activate_action (picker, "picker.own-only", NULL);
  g_assert_cmpuint (count_rows (fixture), ==, getuid () == 0 ? 2 : 0);
  gtk_widget_activate_action (picker, "picker.clear-filters", NULL);
  g_assert_cmpuint (count_rows (fixture), ==, 5);
}

/* Who looks at the top sees what comes to the top; who scrolled keeps what is in view. */
static void
test_scroll (Fixture *fixture, gconstpointer data)
{
  FakeProcess many[200];
  GtkAdjustment *adjustment;
  const guint n = G_N_ELEMENTS (many) - 1;
  double value;

  for (guint i = 0; i < G_N_ELEMENTS (many); i++)
    many[i] = (FakeProcess) { (gint32) i + 1, "some", NULL, 0, 4096 * (gint64) (i + 1), VMP_PROCESS_USER };
  fake_host_list (fixture->host, fake_processes_new (many, n));
  settle_drawing (fixture);
  adjustment = gtk_scrollable_get_vadjustment (GTK_SCROLLABLE (get_list (fixture)));
  fake_host_list (fixture->host, fake_processes_new (many, n + 1));
  settle_drawing (fixture);
  g_assert_cmpfloat (gtk_adjustment_get_value (adjustment), ==, 0);

  gtk_adjustment_set_value (adjustment, 1000);
  settle_drawing (fixture);
  fake_host_list (fixture->host, fake_processes_new (many, n));
  settle_drawing (fixture);
  value = gtk_adjustment_get_value (adjustment);
  g_assert_cmpfloat (value, >, 900);
  g_assert_cmpfloat (value, <, 1000);
}

static void
test_measured (Fixture *fixture, gconstpointer data)
{
  choose (fixture, 0);
  g_assert_cmpint (fixture->host->watched_pid, ==, 30);
  g_assert_cmpuint (fixture->host->watched_start_time_ticks, ==, 300);
  g_assert_null (get_status (fixture));

  fake_host_start (fixture->host, 1, "firefox", OTHER_USER, VMP_PROCESS_USER);
  fake_host_sample (fixture->host, 1, 901 * 1024 * 1024, VMP_REASON_NOT_DUE);
  fake_host_settle ();
  assert_title (fixture, "firefox", "Process 30 of 98765");
  g_assert_null (get_banner (fixture));

  /* Another one: the first is not measured any more. */
  choose (fixture, 1);
  g_assert_cmpint (fixture->host->watched_pid, ==, 1);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 1);
}

/* As a click on the banner's button. */
static void
click_banner (Fixture *fixture, const char *label)
{
  GtkWidget *banner = find_widget_by_id (GTK_WIDGET (fixture->window), "banner");

  g_assert_cmpstr (adw_banner_get_button_label (ADW_BANNER (banner)), ==, label);
  g_signal_emit_by_name (banner, "button-clicked");
  fake_host_settle ();
}

static void
test_denied (Fixture *fixture, gconstpointer data)
{
  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "firefox", OTHER_USER, VMP_PROCESS_USER);
  fake_host_sample (fixture->host, 1, 901 * 1024 * 1024, VMP_REASON_DENIED);
  fake_host_settle ();
  g_assert_null (get_status (fixture));
  g_assert_nonnull (strstr (get_banner (fixture), "The process belongs to 98765."));
  g_assert_nonnull (strstr (get_banner (fixture), "Proportional"));

  click_banner (fixture, "_What Can I Do?");
  g_assert_true (ADW_IS_ALERT_DIALOG (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window))));
}

static void
test_refresh (Fixture *fixture, gconstpointer data)
{
  GtkWidget *page;

  choose (fixture, 0);
  page = find_widget (GTK_WIDGET (fixture->window), VMP_TYPE_OVERVIEW_PAGE);
  gtk_widget_activate_action (page, "overview.refresh", NULL);
  g_assert_cmpuint (fixture->host->n_refreshed, ==, 1);
}

static void
test_denied_to_owner (Fixture *fixture, gconstpointer data)
{
  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "firefox", getuid (), VMP_PROCESS_USER);
  fake_host_sample (fixture->host, 1, 901 * 1024 * 1024, VMP_REASON_DENIED);
  fake_host_settle ();
  g_assert_nonnull (strstr (get_banner (fixture), "even from its own user"));
}

static const struct
{
  gint64      status;
  const char *words;
} ends[] = {
  { 0, "has ended with exit status 0." },
  { 3 << 8, "has ended with exit status 3." },
  { SIGKILL, "has ended by signal 9 (Killed)." },
  { VMP_MISSING, "has ended." },
};

static void
test_ended (Fixture *fixture, gconstpointer data)
{
  for (guint i = 0; i < G_N_ELEMENTS (ends); i++)
    {
      choose (fixture, i % 2);
      fake_host_start (fixture->host, i + 1, "firefox", OTHER_USER, VMP_PROCESS_USER);
      fake_host_sample (fixture->host, i + 1, 901 * 1024 * 1024, VMP_REASON_NOT_DUE);
      fake_host_exit (fixture->host, i + 1, ends[i].status);
      fake_host_settle ();
      g_assert_null (get_status (fixture));
      g_assert_nonnull (strstr (get_banner (fixture), ends[i].words));
    }
}

static AdwTabPage *
get_tab (Fixture *fixture)
{
  return adw_tab_view_get_selected_page (ADW_TAB_VIEW (find (fixture, ADW_TYPE_TAB_VIEW)));
}

/* The same program started again after the end: neither the one that ran beside, nor another. */
static void
test_watch_again (Fixture *fixture, gconstpointer data)
{
  /* Start times of made-up processes are their pids in tenths of seconds: some day after this one. */
  static const FakeProcess again[] = {
    { 1, "init", "/sbin/init splash", 0, 4096000, VMP_PROCESS_USER },
    { 31, "firefox", "firefox", OTHER_USER, 1024, VMP_PROCESS_USER },
    { 2000000000, "bash", "bash", OTHER_USER, 1024, VMP_PROCESS_USER },
    { 2000000001, "firefox", "firefox", OTHER_USER, 1024, VMP_PROCESS_USER },
  };

  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "firefox", OTHER_USER, VMP_PROCESS_USER);
  fake_host_sample (fixture->host, 1, 901 * 1024 * 1024, VMP_REASON_NOT_DUE);
  fake_host_exit (fixture->host, 1, 0);
  fake_host_settle ();
  click_banner (fixture, "_Watch Again When It Starts");
  g_assert_nonnull (strstr (get_banner (fixture), "Waiting for firefox"));
  g_assert_true (adw_tab_page_get_loading (get_tab (fixture)));
  click_banner (fixture, "_Cancel");
  g_assert_false (adw_tab_page_get_loading (get_tab (fixture)));
  fake_host_list (fixture->host, fake_processes_new (again, G_N_ELEMENTS (again)));
  fake_host_settle ();
  g_assert_cmpuint (fixture->host->n_watched, ==, 1);

  fake_host_list (fixture->host, fake_processes_new (again, 3));
  fake_host_settle ();
  click_banner (fixture, "_Watch Again When It Starts");
  g_assert_cmpuint (fixture->host->n_watched, ==, 1);
  fake_host_list (fixture->host, fake_processes_new (again, G_N_ELEMENTS (again)));
  fake_host_settle ();
  g_assert_cmpuint (fixture->host->n_watched, ==, 2);
  g_assert_cmpint (fixture->host->watched_pid, ==, 2000000001);
  g_assert_false (adw_tab_page_get_loading (get_tab (fixture)));
  g_assert_null (get_banner (fixture));
}

static void
test_parent_of_zombie (Fixture *fixture, gconstpointer data)
{
  GtkWidget *button;

  choose (fixture, 1);
  fake_host_start (fixture->host, 1, "defunct", 0, VMP_PROCESS_ZOMBIE);
  fake_host_settle ();
  button = find_widget_by_id (GTK_WIDGET (fixture->window), "message_button");
  g_assert_cmpstr (gtk_button_get_label (GTK_BUTTON (button)), ==, "Show _Parent Process");
  gtk_widget_activate (button);
  g_assert_cmpint (fixture->host->watched_pid, ==, 1);
}

/* A new window shows what was watched last, if that runs and nothing else was chosen by then. */
static void
test_start_page (Fixture *fixture, gconstpointer data)
{
  g_settings_set (fixture->settings, "last-program", "(ss)", "", "bash");
  vmp_window_show_start_page (VMP_WINDOW (fixture->window));
  g_assert_cmpuint (fixture->host->n_watched, ==, 0);
  g_settings_set_string (fixture->settings, "start-page", "last");
  vmp_window_show_start_page (VMP_WINDOW (fixture->window));
  g_assert_cmpint (fixture->host->watched_pid, ==, 130);

  g_settings_set (fixture->settings, "last-program", "(ss)", "", "init");
  vmp_window_show_start_page (VMP_WINDOW (fixture->window));
  g_assert_cmpuint (fixture->host->n_watched, ==, 1);
  g_settings_reset (fixture->settings, "start-page");
}

static void
test_no_memory (Fixture *fixture, gconstpointer data)
{
  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "kthreadd", 0, VMP_PROCESS_KERNEL_THREAD);
  fake_host_settle ();
  g_assert_cmpstr (get_status (fixture), ==, "Kernel Thread");
  wait_for_user_name (fixture, "root");
  assert_title (fixture, "kthreadd", "Process 30 of root");

  choose (fixture, 1);
  fake_host_start (fixture->host, 2, "defunct", 0, VMP_PROCESS_ZOMBIE);
  fake_host_settle ();
  g_assert_cmpstr (get_status (fixture), ==, "Process Already Ended");

  vmp_window_show_process (VMP_WINDOW (fixture->window), 4711, 0);
  fake_host_exit (fixture->host, 3, VMP_MISSING);
  fake_host_settle ();
  g_assert_cmpstr (get_status (fixture), ==, "Process Not Found");
  g_assert_null (get_banner (fixture));
}

/* A process by number is marked in the list once it is known which it is. */
static void
test_by_number (Fixture *fixture, gconstpointer data)
{
  GtkSelectionModel *model = gtk_list_view_get_model (get_list (fixture));

  vmp_window_show_process (VMP_WINDOW (fixture->window), 130, 0);
  g_assert_false (gtk_selection_model_is_selected (model, 2));
  fixture->host->watched_start_time_ticks = 1300;
  fake_host_start (fixture->host, 1, "bash", OTHER_USER, VMP_PROCESS_USER);
  fake_host_settle ();
  g_assert_true (gtk_selection_model_is_selected (model, 2));
  g_assert_cmpuint (fixture->host->n_watched, ==, 1);
}

static void
test_enter_takes_first (Fixture *fixture, gconstpointer data)
{
  search (fixture, "bash");
  g_signal_emit_by_name (find_in_picker (fixture, GTK_TYPE_SEARCH_ENTRY), "activate");
  g_assert_cmpint (fixture->host->watched_pid, ==, 130);
}

static void
test_narrow (Fixture *fixture, gconstpointer data)
{
  AdwNavigationSplitView *split;

  gtk_window_destroy (fixture->window);
  fixture->window = GTK_WINDOW (vmp_window_new (fixture->application, fixture->monitor, fixture->settings));
  gtk_window_set_default_size (fixture->window, 360, 640);
  gtk_window_present (fixture->window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (fixture->window));
  split = ADW_NAVIGATION_SPLIT_VIEW (find (fixture, ADW_TYPE_NAVIGATION_SPLIT_VIEW));
  g_assert_true (adw_navigation_split_view_get_collapsed (split));
  g_assert_cmpint (gtk_widget_get_width (GTK_WIDGET (fixture->window)), <=, 360);

  choose (fixture, 0);
  g_assert_true (adw_navigation_split_view_get_show_content (split));
  g_assert_cmpuint (fixture->host->n_watched, ==, 1);

  /* Back to the list, the same row opens it again, and it was measured all the time. */
  adw_navigation_split_view_set_show_content (split, FALSE);
  fake_host_settle ();
  choose (fixture, 0);
  g_assert_true (adw_navigation_split_view_get_show_content (split));
  g_assert_cmpuint (fixture->host->n_watched, ==, 1);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 0);
}

/* A window that nobody sees asks for nothing. */
static void
test_hidden (Fixture *fixture, gconstpointer data)
{
  g_assert_cmpint (fixture->host->list_interval_nsec, >, 0);
  gtk_widget_set_visible (GTK_WIDGET (fixture->window), FALSE);
  fake_host_settle ();
  g_assert_cmpint (fixture->host->list_interval_nsec, ==, 0);
  gtk_window_present (fixture->window);
  fake_host_settle ();
  g_assert_cmpint (fixture->host->list_interval_nsec, >, 0);
}

static void
test_accessible (Fixture *fixture, gconstpointer data)
{
  GtkWidget *entry = find_in_picker (fixture, GTK_TYPE_SEARCH_ENTRY);

  gtk_test_accessible_assert_role (GTK_WIDGET (get_list (fixture)), GTK_ACCESSIBLE_ROLE_LIST);
  gtk_test_accessible_assert_property (GTK_WIDGET (get_list (fixture)), GTK_ACCESSIBLE_PROPERTY_LABEL, "Processes");
  gtk_test_accessible_assert_property (entry, GTK_ACCESSIBLE_PROPERTY_LABEL, "Search processes");
  g_assert_null (find_nameless_button (GTK_WIDGET (fixture->window)));
}

static void
test_sandboxed (Fixture *fixture, gconstpointer data)
{
  AdwBanner *banner = ADW_BANNER (find_widget_by_id (GTK_WIDGET (fixture->window), "sandbox_banner"));

  g_assert_false (adw_banner_get_revealed (banner));
  vmp_window_set_sandboxed (VMP_WINDOW (fixture->window), TRUE);
  g_assert_true (adw_banner_get_revealed (banner));
}

static void
test_shortcuts (Fixture *fixture, gconstpointer data)
{
  AdwDialog *dialog;

  gtk_widget_activate_action (GTK_WIDGET (fixture->window), "win.show-shortcuts", NULL);
  dialog = adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (fixture->window));
  g_assert_true (VMP_IS_SHORTCUTS_DIALOG (dialog));
  while (!gtk_widget_get_mapped (find_widget (GTK_WIDGET (dialog), ADW_TYPE_PREFERENCES_PAGE)))
    g_main_context_iteration (NULL, TRUE);
  g_assert_nonnull (find_label (GTK_WIDGET (dialog), "Search processes"));
  adw_dialog_force_close (dialog);
  fake_host_settle ();
}

static AdwTabView *
get_tabs (Fixture *fixture)
{
  return ADW_TAB_VIEW (find (fixture, ADW_TYPE_TAB_VIEW));
}

static gboolean
is_chosen (Fixture *fixture, guint position)
{
  return gtk_selection_model_is_selected (gtk_list_view_get_model (get_list (fixture)), position);
}

/* Each tab has a process of its own; the list follows, and what is closed can be had back. */
static void
test_tabs (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  AdwTabPage *first, *second;

  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "firefox", OTHER_USER, VMP_PROCESS_USER);
  fake_host_settle ();
  first = adw_tab_view_get_selected_page (get_tabs (fixture));
  gtk_widget_activate_action (window, "win.open-in-new-tab", "(it)", 130, G_GUINT64_CONSTANT (1300));
  fake_host_start (fixture->host, 2, "bash", OTHER_USER, VMP_PROCESS_USER);
  fake_host_settle ();
  second = adw_tab_view_get_selected_page (get_tabs (fixture));
  g_assert_true (first != second);
  g_assert_cmpstr (adw_tab_page_get_title (first), ==, "firefox");
  assert_title (fixture, "bash", "Process 130 of 98765");
  g_assert_true (is_chosen (fixture, 2));
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 0);

  adw_tab_view_set_selected_page (get_tabs (fixture), first);
  fake_host_settle ();
  assert_title (fixture, "firefox", "Process 30 of 98765");
  g_assert_true (is_chosen (fixture, 0));
  fake_host_exit (fixture->host, 2, 0);
  fake_host_settle ();
  g_assert_nonnull (adw_tab_page_get_indicator_icon (second));
  g_assert_null (adw_tab_page_get_indicator_icon (first));

  vmp_monitor_set_paused (fixture->monitor, TRUE);
  g_assert_cmpstr (adw_tab_page_get_indicator_tooltip (first), ==, "Measuring is paused");
  g_assert_cmpstr (adw_tab_page_get_indicator_tooltip (second), ==, "This process has ended");
  vmp_monitor_set_paused (fixture->monitor, FALSE);
  g_assert_null (adw_tab_page_get_indicator_icon (first));

  gtk_widget_activate_action (window, "win.close-tab", NULL);
  fake_host_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (get_tabs (fixture)), ==, 1);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 1);
  gtk_widget_activate_action (window, "win.reopen-tab", NULL);
  g_assert_cmpint (adw_tab_view_get_n_pages (get_tabs (fixture)), ==, 2);
  g_assert_cmpint (fixture->host->watched_pid, ==, 30);
  g_assert_cmpuint (fixture->host->watched_start_time_ticks, ==, 300);
}

/* The menu of a tab is about that tab, whichever is shown. */
static void
test_tab_menu (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  AdwTabView *tabs = get_tabs (fixture);
  AdwTabPage *first = adw_tab_view_get_selected_page (tabs);

  gtk_widget_activate_action (window, "win.new-tab", NULL);
  gtk_widget_activate_action (window, "win.new-tab", NULL);
  g_signal_emit_by_name (tabs, "setup-menu", first);
  g_signal_emit_by_name (tabs, "setup-menu", NULL);
  gtk_widget_activate_action (window, "win.menu-close-others", NULL);
  fake_host_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  g_assert_true (adw_tab_view_get_selected_page (tabs) == first);

  gtk_widget_activate_action (window, "win.new-tab", NULL);
  gtk_widget_activate_action (window, "win.menu-close-tab", NULL);
  fake_host_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (tabs), ==, 1);
  g_assert_true (adw_tab_view_get_selected_page (tabs) != first);
}

/* A tab that moves takes its process along, and nothing that was measured is lost. */
static void
test_move_tab (Fixture *fixture, gconstpointer data)
{
  GtkWidget *window = GTK_WIDGET (fixture->window);
  GtkWindow *other;

  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "firefox", OTHER_USER, VMP_PROCESS_USER);
  gtk_widget_activate_action (window, "win.new-tab", NULL);
  fake_host_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (get_tabs (fixture)), ==, 2);
  adw_tab_view_set_selected_page (get_tabs (fixture), adw_tab_view_get_nth_page (get_tabs (fixture), 0));
  gtk_widget_activate_action (window, "win.move-tab-to-new-window", NULL);
  fake_host_settle ();
  g_assert_cmpint (adw_tab_view_get_n_pages (get_tabs (fixture)), ==, 1);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 0);

  other = gtk_application_get_active_window (fixture->application);
  g_assert_true (other != fixture->window && VMP_IS_WINDOW (other));
  g_assert_cmpstr (gtk_window_get_title (other), ==, "firefox");
  g_object_add_weak_pointer (G_OBJECT (other), (gpointer *) &other);
  gtk_widget_activate_action (GTK_WIDGET (other), "win.close-tab", NULL);
  fake_host_settle ();
  g_assert_null (other);
  g_assert_cmpuint (fixture->host->n_unwatched, ==, 1);
}

static void
record (const char *path)
{
  GArray *events = vmp_event_array_new ();
  VmpEvent start = { VMP_EVENT_START, 1, 1 * SEC }, mark = { VMP_EVENT_MARK, 1, 9 * SEC };
  g_autoptr (VmpBatch) batch = NULL;
  g_autoptr (VmpRecordingWriter) writer = NULL;

  start.process.identity.pid = 30;
  start.process.name = g_ref_string_new ("firefox");
  start.process.command = g_ref_string_new ("");
  g_array_append_val (events, start);
  mark.mark.name = g_ref_string_new ("load");
  g_array_append_val (events, mark);
  batch = vmp_batch_new_take (events);
  writer = vmp_recording_writer_new (path, &(VmpRecordingOptions) { TRUE, TRUE }, NULL);
  vmp_recording_writer_append (writer, batch);
  g_assert_true (vmp_recording_writer_finish (writer, NULL));
}

static void
count_cb (guint *n)
{
  (*n)++;
}

static void
wait_for (const guint *n, guint least)
{
  gint64 end_usec = g_get_monotonic_time () + 60 * G_USEC_PER_SEC;

  while (*n < least && g_get_monotonic_time () < end_usec)
    g_main_context_iteration (NULL, FALSE);
  g_assert_cmpuint (*n, ==, least);
}

static void
edit (VmpReplay *replay, const char *before, const char *after)
{
  VmpEvent old = { VMP_EVENT_MARK, 1, 9 * SEC }, new = old;

  old.mark.name = g_ref_string_new (before);
  new.mark.name = g_ref_string_new (after);
  vmp_replay_edit (replay, &old, &new);
  vmp_event_clear (&old);
  vmp_event_clear (&new);
}

static GtkWidget *
find_button (GtkWidget *root, const char *label)
{
  return gtk_widget_get_ancestor (find_label (root, label), GTK_TYPE_BUTTON);
}

/* A recording whose tab moves to another window: what becomes of changes is told there, and undone there whatever is shown. What could
 * not be written can be written again. */
static void
test_move_recording (Fixture *fixture, gconstpointer data)
{
  g_autofree char *folder = g_dir_make_tmp ("vmp-window-XXXXXX", NULL), *path = g_build_filename (folder, "test.vmp", NULL);
  GtkWidget *window = GTK_WIDGET (fixture->window), *text;
  guint n_edited = 0, n_failed = 0, n_changed = 0;
  VmpReplay *replay;
  GtkWindow *other;

  record (path);
  vmp_window_show_recording (VMP_WINDOW (window), path);
  replay = vmp_target_view_get_replay (VMP_TARGET_VIEW (adw_tab_page_get_child (adw_tab_view_get_selected_page (get_tabs (fixture)))));
  g_signal_connect_swapped (replay, "changed", G_CALLBACK (count_cb), &n_changed);
  g_signal_connect_swapped (replay, "edited", G_CALLBACK (count_cb), &n_edited);
  g_signal_connect_swapped (replay, "edit-failed", G_CALLBACK (count_cb), &n_failed);
  wait_for (&n_changed, 1);
  gtk_widget_activate_action (window, "win.new-tab", NULL);
  adw_tab_view_set_selected_page (get_tabs (fixture), adw_tab_view_get_page (get_tabs (fixture), gtk_widget_get_ancestor (find (fixture, VMP_TYPE_REPLAY_BAR), VMP_TYPE_TARGET_VIEW)));
  gtk_widget_activate_action (window, "win.move-tab-to-new-window", NULL);
  fake_host_settle ();
  other = gtk_application_get_active_window (fixture->application);
  g_assert_true (other != fixture->window);

  edit (replay, "load", "start");
  wait_for (&n_edited, 1);
  fake_host_settle ();
  gtk_test_widget_wait_for_draw (GTK_WIDGET (other));
  g_assert_nonnull (find_label (GTK_WIDGET (other), "The stage was renamed"));
  g_assert_null (find_label (window, "The stage was renamed"));
  gtk_widget_activate_action (GTK_WIDGET (other), "win.new-tab", NULL);
  fake_host_settle ();
  g_signal_emit_by_name (find_button (GTK_WIDGET (other), "_Undo"), "clicked");
  wait_for (&n_edited, 2);
  g_assert_true (vmp_replay_can_redo (replay) && !vmp_replay_can_undo (replay));

  edit (replay, "gone", "what I wrote");
  wait_for (&n_failed, 1);
  fake_host_settle ();
  text = find_widget (GTK_WIDGET (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (other))), GTK_TYPE_ENTRY);
  g_assert_cmpstr (gtk_editable_get_text (GTK_EDITABLE (text)), ==, "what I wrote");
  adw_dialog_force_close (adw_application_window_get_visible_dialog (ADW_APPLICATION_WINDOW (other)));
  fake_host_settle ();
  gtk_window_destroy (other);
  fake_host_settle ();
  g_remove (path);
  g_assert_cmpint (g_rmdir (folder), ==, 0);
}

/* A program opens on the page it was left on, whichever the tab shows. */
static void
test_remembered_page (Fixture *fixture, gconstpointer data)
{
  AdwViewStack *pages = vmp_window_get_pages (VMP_WINDOW (fixture->window));

  adw_view_stack_add_named (pages, gtk_label_new (NULL), "other");
  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "firefox", OTHER_USER, VMP_PROCESS_USER);
  fake_host_settle ();
  adw_view_stack_set_visible_child_name (pages, "other");

  /* A new one opens on the same page, and is left on another. */
  choose (fixture, 2);
  fake_host_start (fixture->host, 2, "bash", OTHER_USER, VMP_PROCESS_USER);
  fake_host_settle ();
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (pages), ==, "other");
  adw_view_stack_set_visible_child_name (pages, "overview");

  choose (fixture, 0);
  fake_host_start (fixture->host, 3, "firefox", OTHER_USER, VMP_PROCESS_USER);
  fake_host_settle ();
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (pages), ==, "other");

  g_settings_set_string (fixture->settings, "open-page", "overview");
  choose (fixture, 2);
  g_assert_cmpstr (adw_view_stack_get_visible_child_name (pages), ==, "overview");
  g_settings_reset (fixture->settings, "open-page");
  g_settings_reset (fixture->settings, "program-pages");
}

static void
test_tab_tooltip (Fixture *fixture, gconstpointer data)
{
  AdwTabPage *page = adw_tab_view_get_selected_page (get_tabs (fixture));

  choose (fixture, 0);
  fake_host_start (fixture->host, 1, "<b>", OTHER_USER, VMP_PROCESS_USER);
  fake_host_settle ();
  g_assert_cmpstr (adw_tab_page_get_tooltip (page), ==, "&lt;b&gt;\nProcess 30 of 98765");
  fake_host_sample (fixture->host, 1, 12 * 1024 * 1024, VMP_REASON_NOT_DUE);
  fake_host_settle ();
  g_assert_cmpstr (adw_tab_page_get_tooltip (page), ==, "&lt;b&gt;\nProcess 30 of 98765\nResident memory: 12.0 MiB");

  g_settings_set_string (fixture->settings, "units", "si");
  g_assert_true (g_str_has_suffix (adw_tab_page_get_tooltip (page), "12.6 MB"));
  g_settings_reset (fixture->settings, "units");
  choose (fixture, 2);
  g_assert_null (strstr (adw_tab_page_get_tooltip (page), "Resident"));
}

#define ADD(path, test) g_test_add ("/window/" path, Fixture, NULL, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  g_autoptr (GtkApplication) application = NULL;

  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  application = gtk_application_new (NULL, G_APPLICATION_NON_UNIQUE);
  g_assert_true (g_application_register (G_APPLICATION (application), NULL, NULL));
  ADD ("nothing-chosen", test_nothing_chosen);
  ADD ("search", test_search);
  ADD ("sort-and-filter", test_sort_and_filter);
  ADD ("scroll", test_scroll);
  ADD ("measured", test_measured);
  ADD ("denied", test_denied);
  ADD ("refresh", test_refresh);
  ADD ("denied-to-owner", test_denied_to_owner);
  ADD ("ended", test_ended);
  ADD ("watch-again", test_watch_again);
  ADD ("parent-of-zombie", test_parent_of_zombie);
  ADD ("start-page", test_start_page);
  ADD ("no-memory", test_no_memory);
  ADD ("by-number", test_by_number);
  ADD ("enter-takes-first", test_enter_takes_first);
  ADD ("narrow", test_narrow);
  ADD ("hidden", test_hidden);
  ADD ("accessible", test_accessible);
  ADD ("sandboxed", test_sandboxed);
  ADD ("shortcuts", test_shortcuts);
  ADD ("tabs", test_tabs);
  ADD ("tab-menu", test_tab_menu);
  ADD ("tab-tooltip", test_tab_tooltip);
  ADD ("remembered-page", test_remembered_page);
  ADD ("move-tab", test_move_tab);
  ADD ("move-recording", test_move_recording);
  return g_test_run ();
}
