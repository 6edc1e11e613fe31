/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts in the window: the service with its files, what notifications say, the page and the editor. */

#include "config.h"

#include <adwaita.h>
#include <glib/gstdio.h>
#include <math.h>
#include <string.h>

#include "app/dialogs/vmp-alert-editor.h"
#include "app/models/vmp-alert-preview.h"
#include "app/pages/vmp-alerts-page-private.h"
#include "app/vmp-alert-notifier.h"
#include "app/vmp-alert-service.h"
#include "app/widgets/vmp-alert-filter.h"
#include "core/engine/vmp-clock.h"
#include "fake-host.h"
#include "fake-processes.h"
#include "find-widget.h"
#include "rules/vmp-rules-file.h"

#define MIB (1024 * 1024)
#define LIMIT_SECONDS 10

typedef struct
{
  char       *folder, *rules, *history;   /* owned */
  FakeHost   *host;
  VmpMonitor *monitor;                    /* owned */
  VmpAlertService *service;               /* owned */
  guint       n_fired, n_ended;
} Fixture;

static const char one_rule[] =
  "{ \"format\": \"vmp-alert-rules\", \"version\": 1, \"rules\": [\n"
  "  { \"id\": \"big\", \"title\": \"Big <b>\\n\", \"explanation\": \"Look\", \"severity\": \"critical\", \"cooldown\": \"0s\",\n"
  "    \"when\": [ { \"metric\": \"rss\", \"value\": \"100 MiB\" } ] } ] }\n";

static void
count_cb (guint *n)
{
  (*n)++;
}

/* Workers answer when they do. */
#define WAIT_FOR(condition) \
  do \
    { \
      gint64 end = g_get_monotonic_time () + LIMIT_SECONDS * G_USEC_PER_SEC; \
      while (!(condition) && g_get_monotonic_time () < end) \
        g_main_context_iteration (NULL, FALSE); \
      g_assert_true (condition); \
    } \
  while (0)

static void
start (Fixture *f)
{
  f->monitor = fake_host_new_monitor (&f->host);
  f->service = vmp_alert_service_new (f->monitor, f->rules, f->history);
  g_signal_connect_swapped (f->service, "fired", G_CALLBACK (count_cb), &f->n_fired);
  g_signal_connect_swapped (f->service, "ended", G_CALLBACK (count_cb), &f->n_ended);
  WAIT_FOR (vmp_alert_set_get_n (vmp_alert_service_get_rules (f->service)) > 0 || vmp_alert_service_get_problem (f->service) != NULL);
}

static void
stop (Fixture *f)
{
  g_clear_object (&f->service);
  g_assert_finalize_object (f->monitor);
  f->monitor = NULL;
}

static void
set_up (Fixture *f, gconstpointer text)
{
  f->folder = g_dir_make_tmp ("vmp-alerts-XXXXXX", NULL);
  f->rules = g_build_filename (f->folder, "config", "alert-rules.json", NULL);
  f->history = g_build_filename (f->folder, "state", "alert-history.json", NULL);
  if (text != NULL)
    {
      g_autofree char *folder = g_path_get_dirname (f->rules);

      g_mkdir_with_parents (folder, 0700);
      g_assert_true (g_file_set_contents (f->rules, text, -1, NULL));
    }
  start (f);
}

static void
tear_down (Fixture *f, gconstpointer text)
{
  g_autofree char *state = g_path_get_dirname (f->history), *config = g_path_get_dirname (f->rules);

  stop (f);
  g_unlink (f->rules);
  g_unlink (f->history);
  g_rmdir (state);
  g_rmdir (config);
  g_rmdir (f->folder);
  g_free (f->rules);
  g_free (f->history);
  g_free (f->folder);
}

static void
feed (Fixture *f, gint64 rss_bytes)
{
  const FakeProcess processes[] = {
    { 12, "na<i>me", NULL, 1000, rss_bytes, VMP_PROCESS_USER, 0, "/usr/bin/thing", NULL },
    { 13, "other", NULL, 1000, MIB, VMP_PROCESS_USER, 0, NULL, NULL },
  };

  fake_host_list (f->host, fake_processes_new (rss_bytes > 0 ? processes : processes + 1, rss_bytes > 0 ? 2 : 1));
  fake_host_settle ();
}

static VmpAlertRecord *
get_record (Fixture *f, guint i)
{
  VmpAlertRecord *record = g_list_model_get_item (G_LIST_MODEL (vmp_alert_service_get_history (f->service)), i);

  g_assert_nonnull (record);
  g_object_unref (record);
  return record;
}

/* --- service --- */

static void
test_first_use (Fixture *f, gconstpointer data)
{
  VmpAlertSet *set = vmp_alert_service_get_rules (f->service);
  guint n_on = 0;

  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    n_on += vmp_alert_set_get (set, i)->enabled;
  g_assert_cmpuint (n_on, ==, 2);
  g_assert_true (vmp_alert_service_find_rule (f->service, "grows-fast")->enabled);
  g_assert_true (vmp_alert_service_find_rule (f->service, "machine-runs-out")->enabled);
  /* What they need, and no more; without rules nothing. */
  g_assert_cmpint (f->host->list_interval_nsec, ==, VMP_NSEC_PER_SEC);
  g_assert_cmpuint (f->host->list_columns, ==, VMP_PROCESS_COLUMN_MACHINE);
  g_assert_false (g_file_test (f->rules, G_FILE_TEST_EXISTS));
  vmp_alert_service_set_enabled (f->service, "grows-fast", FALSE);
  vmp_alert_service_set_enabled (f->service, "machine-runs-out", FALSE);
  g_assert_false (vmp_alert_service_is_watching (f->service));
  g_assert_cmpint (f->host->list_interval_nsec, ==, 0);
  WAIT_FOR (g_file_test (f->rules, G_FILE_TEST_EXISTS));
}

static void
test_fire (Fixture *f, gconstpointer data)
{
  guint32 target = vmp_monitor_watch (f->monitor, 12, 120);
  const VmpAlertEntry *entry;
  const VmpEvent *marks;
  gint64 last_usec;
  guint n;

  fake_host_start (f->host, target, "na<i>me", 1000, VMP_PROCESS_USER);
  fake_host_settle ();
  feed (f, 50 * MIB);
  g_assert_cmpuint (f->n_fired, ==, 0);
  feed (f, 150 * MIB);
  g_assert_cmpuint (f->n_fired, ==, 1);
  entry = vmp_alert_record_get (get_record (f, 0));
  g_assert_cmpstr (entry->rule, ==, "big");
  g_assert_cmpstr (entry->title, ==, "Big <b>\\n");
  g_assert_cmpstr (entry->name, ==, "na<i>me");
  g_assert_cmpint (entry->pid, ==, 12);
  g_assert_cmpfloat (entry->value, ==, 150.0 * MIB);
  g_assert_cmpfloat (entry->limit, ==, 100.0 * MIB);
  g_assert_cmpuint (vmp_alert_history_count_rule (vmp_alert_service_get_history (f->service), "big", &last_usec), ==, 1);
  /* Graphs and recordings see it too. */
  marks = vmp_target_get_marks (vmp_session_find_target (vmp_monitor_get_session (f->monitor), target), &n);
  g_assert_cmpint (marks[n - 1].type, ==, VMP_EVENT_ALERT);
  g_assert_cmpstr (marks[n - 1].alert.title, ==, "Big <b>\\n");
  g_assert_cmpint (marks[n - 1].alert.stage, ==, VMP_ALERT_STAGE_BEGAN);

  feed (f, 0);
  g_assert_cmpuint (f->n_ended, ==, 1);
  g_assert_cmpint (entry->stage, ==, VMP_ALERT_STAGE_ENDED);
  g_assert_false (vmp_alert_record_goes_on (get_record (f, 0)));
  vmp_monitor_unwatch (f->monitor, target);
}

static gint64
sample (Fixture *f, guint32 target, gint64 rss_bytes)
{
  fake_host_sample (f->host, target, rss_bytes, VMP_REASON_NOT_DUE);
  fake_host_settle ();
  return f->n_fired;
}

/* What is measured by itself is judged at each sample: no list came in between. */
static void
test_sample (Fixture *f, gconstpointer data)
{
  guint32 target = vmp_monitor_watch (f->monitor, 12, 120);
  const VmpEvent *marks;
  guint n;

  fake_host_start (f->host, target, "na<i>me", 1000, VMP_PROCESS_USER);
  /* In no list so far: whom it belongs to, and so which rules concern it, is not known. */
  g_assert_cmpint (sample (f, target, 150 * MIB), ==, 0);
  feed (f, 50 * MIB);
  g_assert_cmpint (sample (f, target, 60 * MIB), ==, 0);
  g_assert_cmpint (sample (f, target, 150 * MIB), ==, 1);
  marks = vmp_target_get_marks (vmp_session_find_target (vmp_monitor_get_session (f->monitor), target), &n);
  g_assert_cmpint (marks[n - 1].type, ==, VMP_EVENT_ALERT);
  sample (f, target, 50 * MIB);
  g_assert_cmpuint (f->n_ended, ==, 1);
  g_assert_cmpint (sample (f, target, 150 * MIB), ==, 2);
  /* Who is gone is not judged any more. */
  feed (f, 0);
  g_assert_cmpuint (f->n_ended, ==, 2);
  g_assert_cmpint (sample (f, target, 50 * MIB), ==, 2);
  g_assert_cmpint (sample (f, target, 150 * MIB), ==, 2);
  vmp_monitor_unwatch (f->monitor, target);
}

static void
test_mute (Fixture *f, gconstpointer data)
{
  feed (f, 150 * MIB);
  vmp_alert_service_mute (f->service, get_record (f, 0), 3600);
  g_assert_true (vmp_alert_record_get (get_record (f, 0))->acknowledged);
  feed (f, 50 * MIB);
  feed (f, 150 * MIB);
  g_assert_cmpuint (f->n_fired, ==, 1);
}

/* What fired is there again when the program is started anew, and what went on then was not seen to end. */
static void
test_history_stays (Fixture *f, gconstpointer data)
{
  feed (f, 150 * MIB);
  stop (f);
  start (f);
  WAIT_FOR (g_list_model_get_n_items (G_LIST_MODEL (vmp_alert_service_get_history (f->service))) == 1);
  g_assert_cmpstr (vmp_alert_record_get (get_record (f, 0))->name, ==, "na<i>me");
  g_assert_true (vmp_alert_record_get (get_record (f, 0))->is_lost);
  g_assert_false (vmp_alert_record_goes_on (get_record (f, 0)));
  g_assert_cmpuint (vmp_alert_history_count_new (vmp_alert_service_get_history (f->service), 12, 120, FALSE), ==, 1);
}

/* After the system was started anew the same pid and start time are another process. */
static void
test_other_boot (Fixture *f, gconstpointer data)
{
  VmpAlertHistory *history = vmp_alert_service_get_history (f->service);
  guint32 target = vmp_monitor_watch (f->monitor, 12, 120);

  vmp_alert_service_set_boot_id (f->service, "first");
  fake_host_start (f->host, target, "some", 1000, VMP_PROCESS_USER);
  fake_host_settle ();
  feed (f, 150 * MIB);
  g_assert_cmpstr (vmp_alert_record_get (get_record (f, 0))->boot_id, ==, "first");
  g_assert_cmpuint (vmp_alert_history_count_new (history, 12, 120, FALSE), ==, 1);
  g_assert_cmpuint (vmp_alert_service_find_target (f->service, get_record (f, 0)), ==, target);

  vmp_alert_service_set_boot_id (f->service, "second");
  g_assert_false (vmp_alert_history_is_recent (history, vmp_alert_record_get (get_record (f, 0))));
  g_assert_cmpuint (vmp_alert_history_count_new (history, 12, 120, FALSE), ==, 0);
  g_assert_cmpuint (vmp_alert_service_find_target (f->service, get_record (f, 0)), ==, 0);
  vmp_monitor_unwatch (f->monitor, target);
}

static void
test_history_is_bounded (Fixture *f, gconstpointer data)
{
  VmpAlertHistory *history = vmp_alert_service_get_history (f->service);
  g_autofree char *text = NULL;
  gsize len;

  for (guint i = 0; i < 2 * VMP_ALERT_HISTORY_MOST; i++)
    {
      VmpAlertEntry entry = { 0 };

      entry.id = g_strdup_printf ("%u", i);
      entry.rule = g_strdup ("big");
      entry.title = g_strnfill (50, 'x');
      entry.explanation = g_strdup ("");
      entry.metric = g_strdup ("rss");
      entry.name = g_strdup ("name");
      entry.boot_id = g_strdup ("");
      entry.begin_usec = i + 1;
      vmp_alert_history_take (history, vmp_alert_record_new (&entry));
    }
  g_assert_cmpuint (g_list_model_get_n_items (G_LIST_MODEL (history)), ==, VMP_ALERT_HISTORY_MOST);
  g_assert_cmpint (vmp_alert_record_get (get_record (f, 0))->begin_usec, ==, 2 * VMP_ALERT_HISTORY_MOST);
  vmp_alert_history_flush (history);
  g_assert_true (g_file_get_contents (f->history, &text, &len, NULL));
  g_assert_cmpuint (len, <, 1024 * 1024);
}

/* What is shown of the history follows text and severity. */
static void
test_filter (void)
{
  GtkWidget *filter = g_object_ref_sink (g_object_new (VMP_TYPE_ALERT_FILTER, NULL));
  VmpAlertEntry entry = {
    .title = (char *) "Grows Fast", .explanation = (char *) "It leaks", .name = (char *) "firefox", .pid = 4711, .severity = VMP_ALERT_WARNING,
  };
  const char *const found[] = { "grows", "FIREFOX", "4711", "leak", "" };
  GtkWidget *search = find_widget_by_id (filter, "search"), *severity = find_widget_by_id (filter, "severity");

  g_assert_true (vmp_alert_filter_is_empty (VMP_ALERT_FILTER (filter)));
  for (guint i = 0; i < G_N_ELEMENTS (found); i++)
    {
      gtk_editable_set_text (GTK_EDITABLE (search), found[i]);
      g_assert_true (vmp_alert_filter_matches (VMP_ALERT_FILTER (filter), &entry));
    }
  gtk_editable_set_text (GTK_EDITABLE (search), "chrome");
  g_assert_false (vmp_alert_filter_matches (VMP_ALERT_FILTER (filter), &entry));
  gtk_editable_set_text (GTK_EDITABLE (search), "");
  gtk_drop_down_set_selected (GTK_DROP_DOWN (severity), 1 + VMP_ALERT_CRITICAL);
  g_assert_false (vmp_alert_filter_matches (VMP_ALERT_FILTER (filter), &entry));
  gtk_drop_down_set_selected (GTK_DROP_DOWN (severity), 1 + VMP_ALERT_WARNING);
  g_assert_true (vmp_alert_filter_matches (VMP_ALERT_FILTER (filter), &entry));
  vmp_alert_filter_clear (VMP_ALERT_FILTER (filter));
  g_assert_true (vmp_alert_filter_is_empty (VMP_ALERT_FILTER (filter)));
  g_assert_finalize_object (filter);
}

static void
test_newer_file (Fixture *f, gconstpointer data)
{
  g_autofree char *text = NULL;

  g_assert_nonnull (strstr (vmp_alert_service_get_problem (f->service), "newer"));
  g_assert_false (vmp_alert_service_can_change (f->service));
  g_assert_false (vmp_alert_service_is_watching (f->service));
  g_assert_true (g_file_get_contents (f->rules, &text, NULL, NULL));
  g_assert_cmpstr (text, ==, data);
}

/* The wrong one is named with its line, and the other works. */
static void
test_damaged_rule (Fixture *f, gconstpointer data)
{
  g_assert_nonnull (strstr (vmp_alert_service_get_problem (f->service), "Line 3"));
  g_assert_false (vmp_alert_service_can_change (f->service));
  feed (f, 150 * MIB);
  g_assert_cmpuint (f->n_fired, ==, 1);
}

static void
test_no_json (Fixture *f, gconstpointer data)
{
  g_assert_nonnull (vmp_alert_service_get_problem (f->service));
  g_assert_false (vmp_alert_service_can_change (f->service));
}

/* The rules hold nevertheless, and it is said. */
static void
test_unwritable (Fixture *f, gconstpointer data)
{
  g_autofree char *folder = g_path_get_dirname (f->rules);

  /* A file where the folder would have to be. */
  g_assert_true (g_file_set_contents (folder, "", -1, NULL));
  vmp_alert_service_set_enabled (f->service, "grows-fast", FALSE);
  g_assert_false (vmp_alert_service_find_rule (f->service, "grows-fast")->enabled);
  WAIT_FOR (vmp_alert_service_get_problem (f->service) != NULL);
  g_unlink (folder);
}

/* --- notifications --- */

static void
test_hostile_texts (void)
{
  g_autofree char *long_name = g_strnfill (4096, 'n');
  VmpAlertEntry entry = {
    .title = (char *) "A <b>rule</b> & more", .explanation = (char *) "<a href=\"x\">y</a> &amp; z", .name = long_name, .pid = 7,
    .value = 150.0 * MIB, .limit = 100.0 * MIB,
  };
  g_autofree char *title = vmp_alert_notifier_dup_title (&entry), *body = vmp_alert_notifier_dup_body (&entry);

  g_assert_cmpuint (strlen (title), <, 400);
  g_assert_true (g_utf8_validate (title, -1, NULL));
  g_assert_nonnull (strstr (title, "(7)"));
  for (const char *at = "<>&"; *at != '\0'; at++)
    {
      g_assert_null (strchr (title, *at));
      g_assert_null (strchr (body, *at));
    }
  g_assert_true (g_str_has_prefix (body, "Now 150 MiB; told when it is more than 100 MiB."));
}

/* --- preview --- */

static void
test_preview (Fixture *f, gconstpointer data)
{
  guint32 target = vmp_monitor_watch (f->monitor, 12, 120);
  GArray *events = g_array_new (FALSE, TRUE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;
  g_autoptr (VmpAlertRule) rule = vmp_alert_rule_copy (vmp_alert_service_find_rule (f->service, "big"));
  VmpAlertPreview preview;
  VmpTarget *found;

  fake_host_start (f->host, target, "some", 1000, VMP_PROCESS_USER);
  fake_host_settle ();
  /* Ten minutes, with the limit passed for half a minute in every third. */
  for (guint i = 0; i < 600; i++)
    {
      VmpEvent event = { VMP_EVENT_SAMPLE, target, (i + 1) * VMP_NSEC_PER_SEC };

      vmp_sample_init (&event.sample, event.time_nsec, VMP_REASON_NOT_DUE);
      vmp_sample_set (&event.sample, VMP_METRIC_RSS, (i / 60 % 3 == 1 && i % 60 < 30 ? 150 : 50) * (gint64) MIB);
      g_array_append_val (events, event);
    }
  batch = vmp_batch_new_take (events);
  vmp_monitor_consume (f->monitor, batch);
  found = vmp_session_find_target (vmp_monitor_get_session (f->monitor), target);
  g_assert_true (vmp_alert_preview_try (rule, found, NAN, &preview));
  g_assert_cmpuint (preview.n_fired, ==, 3);
  g_assert_cmpint (preview.seen_nsec, ==, 599 * VMP_NSEC_PER_SEC);
  rule->for_nsec = 40 * VMP_NSEC_PER_SEC;
  g_assert_true (vmp_alert_preview_try (rule, found, NAN, &preview));
  g_assert_cmpuint (preview.n_fired, ==, 0);
  rule->conditions[0].metric = VMP_METRIC_PSS;
  g_assert_false (vmp_alert_preview_try (rule, found, NAN, &preview));
  vmp_monitor_unwatch (f->monitor, target);
}

/* --- widgets --- */

static guint
count_rows (GtkWidget *widget)
{
  guint n = ADW_IS_ACTION_ROW (widget) && gtk_widget_get_mapped (widget);

  for (GtkWidget *child = gtk_widget_get_first_child (widget); child != NULL; child = gtk_widget_get_next_sibling (child))
    n += count_rows (child);
  return n;
}

static VmpAlertsPage *
show_page (Fixture *f)
{
  GtkWidget *window = adw_window_new ();
  VmpAlertsPage *page = vmp_alerts_page_new ();

  adw_window_set_content (ADW_WINDOW (window), GTK_WIDGET (page));
  gtk_window_set_default_size (GTK_WINDOW (window), 1000, 700);
  vmp_alerts_page_set_target (page, f->monitor, 0);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return page;
}

static void
destroy_page (VmpAlertsPage *page)
{
  GtkWindow *window = GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (page)));

  g_object_add_weak_pointer (G_OBJECT (page), (gpointer *) &page);
  gtk_window_destroy (window);
  WAIT_FOR (page == NULL);
}

/* What was removed comes back as it was, where it was. */
static void
test_undo (Fixture *f, gconstpointer data)
{
  VmpAlertsPage *page = show_page (f);
  g_autofree char *before = vmp_rules_to_text (vmp_alert_service_get_rules (f->service)), *after = NULL;
  guint n = vmp_alert_set_get_n (vmp_alert_service_get_rules (f->service));
  GtkWidget *label;

  WAIT_FOR (count_rows (GTK_WIDGET (page)) == n);
  gtk_widget_activate_action (GTK_WIDGET (page), "alerts.remove", "s", "grows-fast");
  WAIT_FOR (count_rows (GTK_WIDGET (page)) == n - 1);
  g_assert_null (vmp_alert_service_find_rule (f->service, "grows-fast"));
  WAIT_FOR ((label = find_label (GTK_WIDGET (page), "_Undo")) != NULL);
  g_signal_emit_by_name (gtk_widget_get_ancestor (label, GTK_TYPE_BUTTON), "clicked");
  WAIT_FOR (count_rows (GTK_WIDGET (page)) == n);
  after = vmp_rules_to_text (vmp_alert_service_get_rules (f->service));
  g_assert_cmpstr (after, ==, before);
  destroy_page (page);
}

/* By keys alone: Tab to the row, and what Return does in a list. */
static void
test_keys (Fixture *f, gconstpointer data)
{
  VmpAlertsPage *page = show_page (f);
  GtkWidget *window = GTK_WIDGET (gtk_widget_get_root (GTK_WIDGET (page)));
  GtkWidget *focus = NULL;

  WAIT_FOR (count_rows (GTK_WIDGET (page)) == 1);
  for (guint i = 0; i < 12 && !ADW_IS_ACTION_ROW (focus); i++)
    {
      gtk_widget_child_focus (window, GTK_DIR_TAB_FORWARD);
      focus = gtk_root_get_focus (GTK_ROOT (window));
    }
  g_assert_true (ADW_IS_ACTION_ROW (focus) && gtk_widget_get_parent (focus) == GTK_WIDGET (page->rules));
  g_signal_emit_by_name (page->rules, "activate-cursor-row");
  WAIT_FOR (find_widget (window, VMP_TYPE_ALERT_EDITOR) != NULL);
  adw_dialog_force_close (ADW_DIALOG (find_widget (window, VMP_TYPE_ALERT_EDITOR)));
  WAIT_FOR (find_widget (window, VMP_TYPE_ALERT_EDITOR) == NULL);
  destroy_page (page);
}

static void
import_text (Fixture *f, VmpAlertsPage *page, const char *text, const char *answer)
{
  g_autofree char *path = g_build_filename (f->folder, "import.json", NULL);
  g_autoptr (GFile) file = g_file_new_for_path (path);

  g_assert_true (g_file_set_contents (path, text, -1, NULL));
  vmp_alerts_page_import (page, file);
  WAIT_FOR (find_label (GTK_WIDGET (page), answer) != NULL);
  g_unlink (path);
}

/* Those of a file come before, and in the place of those of the same id; what is wrong in it is left out. */
static void
test_import (Fixture *f, gconstpointer data)
{
  VmpAlertsPage *page = show_page (f);
  VmpAlertSet *set;

  import_text (f, page,
               "{ \"format\": \"vmp-alert-rules\", \"version\": 1, \"rules\": [\n"
               "  { \"id\": \"new\", \"when\": [ { \"metric\": \"rss\", \"value\": \"1 GiB\" } ] },\n"
               "  { \"id\": \"big\", \"title\": \"Bigger\", \"when\": [ { \"metric\": \"rss\", \"value\": \"200 MiB\" } ] },\n"
               "  { \"id\": \"bad\", \"when\": [ { \"metric\": \"none\", \"value\": 1 } ] } ] }\n",
               "Rules imported: 2; wrong and left out: 1");
  set = vmp_alert_service_get_rules (f->service);
  g_assert_cmpuint (vmp_alert_set_get_n (set), ==, 2);
  g_assert_cmpstr (vmp_alert_set_get (set, 0)->id, ==, "new");
  g_assert_cmpstr (vmp_alert_set_get (set, 1)->title, ==, "Bigger");
  g_assert_cmpfloat (vmp_alert_set_get (set, 1)->conditions[0].limit, ==, 200.0 * MIB);
  WAIT_FOR (count_rows (GTK_WIDGET (page)) == 2);
  destroy_page (page);
}

static void
test_page (Fixture *f, gconstpointer data)
{
  VmpAlertsPage *page;
  GtkWidget *toggle;

  feed (f, 150 * MIB);
  page = show_page (f);
  /* A rule and an alert. */
  WAIT_FOR (count_rows (GTK_WIDGET (page)) == 2);
  toggle = find_widget (GTK_WIDGET (page), GTK_TYPE_SWITCH);
  g_assert_true (gtk_switch_get_active (GTK_SWITCH (toggle)));
  gtk_switch_set_active (GTK_SWITCH (toggle), FALSE);
  g_assert_false (vmp_alert_service_find_rule (f->service, "big")->enabled);
  g_assert_cmpint (vmp_alert_record_get (get_record (f, 0))->stage, ==, VMP_ALERT_STAGE_WITHDRAWN);

  gtk_widget_activate_action (GTK_WIDGET (page), "alerts.add-ready-made", NULL);
  WAIT_FOR (count_rows (GTK_WIDGET (page)) == 10);
  gtk_widget_activate_action (GTK_WIDGET (page), "alerts.remove", "s", "big");
  g_assert_null (vmp_alert_service_find_rule (f->service, "big"));
  gtk_widget_activate_action (GTK_WIDGET (page), "alerts.acknowledge-all", NULL);
  g_assert_true (vmp_alert_record_get (get_record (f, 0))->acknowledged);
  gtk_widget_activate_action (GTK_WIDGET (page), "alerts.clear-history", NULL);
  WAIT_FOR (count_rows (GTK_WIDGET (page)) == 8);
  destroy_page (page);
}

/* What is shown of a rule is the rule: saved without a change it is the same. */
static void
test_editor (Fixture *f, gconstpointer data)
{
  VmpAlertSet *set = vmp_alert_service_get_rules (f->service);

  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      GtkWidget *window = adw_window_new ();
      g_autoptr (VmpAlertRule) before = vmp_alert_rule_copy (vmp_alert_set_get (set, i));
      AdwDialog *editor = vmp_alert_editor_new (f->monitor, 0, before);
      GtkWidget *save;

      g_object_add_weak_pointer (G_OBJECT (editor), (gpointer *) &editor);
      gtk_window_present (GTK_WINDOW (window));
      adw_dialog_present (editor, window);
      save = find_widget_by_id (GTK_WIDGET (editor), "save");
      g_assert_true (gtk_widget_get_sensitive (save));
      g_signal_emit_by_name (save, "clicked");
      g_assert_true (vmp_alert_rule_equal (before, vmp_alert_service_find_rule (f->service, before->id)));
      gtk_window_destroy (GTK_WINDOW (window));
      WAIT_FOR (editor == NULL);
      set = vmp_alert_service_get_rules (f->service);
    }
}

int
main (int argc, char **argv)
{
  static const char newer[] = "{ \"format\": \"vmp-alert-rules\", \"version\": 99, \"rules\": [] }\n";
  static const char damaged[] =
    "{ \"format\": \"vmp-alert-rules\", \"version\": 1, \"rules\": [\n"
    "  { \"id\": \"big\", \"when\": [ { \"metric\": \"rss\", \"value\": \"100 MiB\" } ] },\n"
    "  { \"id\": \"bad\", \"when\": [ { \"metric\": \"nonsense\", \"value\": \"100 MiB\" } ] } ] }\n";

  adw_init ();
  g_test_init (&argc, &argv, NULL);
#define ADD(path, text, function) g_test_add (path, Fixture, text, set_up, function, tear_down)
  ADD ("/alerts/first-use", NULL, test_first_use);
  ADD ("/alerts/fire", one_rule, test_fire);
  ADD ("/alerts/sample", one_rule, test_sample);
  ADD ("/alerts/mute", one_rule, test_mute);
  ADD ("/alerts/history-stays", one_rule, test_history_stays);
  ADD ("/alerts/history-is-bounded", one_rule, test_history_is_bounded);
  ADD ("/alerts/other-boot", one_rule, test_other_boot);
  ADD ("/alerts/newer-file", newer, test_newer_file);
  ADD ("/alerts/damaged-rule", damaged, test_damaged_rule);
  ADD ("/alerts/no-json", "rules: []", test_no_json);
  ADD ("/alerts/unwritable", NULL, test_unwritable);
  g_test_add_func ("/alerts/filter", test_filter);
  g_test_add_func ("/alerts/hostile-texts", test_hostile_texts);
  ADD ("/alerts/preview", one_rule, test_preview);
  ADD ("/alerts/keys", one_rule, test_keys);
  ADD ("/alerts/undo", NULL, test_undo);
  ADD ("/alerts/import", one_rule, test_import);
  ADD ("/alerts/page", one_rule, test_page);
  ADD ("/alerts/editor", NULL, test_editor);
  return g_test_run ();
}
