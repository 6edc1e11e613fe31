/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The picker and the widgets of its rows on the screen: pictures, words, tooltips, menus, copies and questions. */
#include "config.h"

#include <math.h>
#include <unistd.h>

#include "app/vmp-picker-private.h"
#include "app/widgets/vmp-process-text.h"
#include "app/widgets/vmp-sparkline.h"
#include "fake-host.h"
#include "fake-processes.h"
#include "find-widget.h"

#define MIB G_GINT64_CONSTANT (1048576)
#define WIDTH 60
#define HEIGHT 12
/* No process of the machine that runs the test: the fake ones have another start time. */
#define PID 4100000

typedef struct
{
  FakeHost   *host;
  VmpMonitor *monitor;
  VmpPicker  *picker;
  GtkWidget  *window;
} Fixture;

static GtkWidget *
present (GtkWidget *child)
{
  GtkWidget *window = adw_window_new ();

  adw_window_set_content (ADW_WINDOW (window), child);
  gtk_window_set_default_size (GTK_WINDOW (window), 400, 600);
  gtk_window_present (GTK_WINDOW (window));
  gtk_test_widget_wait_for_draw (window);
  return window;
}

static void
set_up (Fixture *f, gconstpointer data)
{
  const FakeProcess processes[] = {
    { PID, "editor", "editor --all notes.txt", (gint64) getuid (), 300 * MIB, VMP_PROCESS_USER },
    { PID + 1, "player", "player", (gint64) getuid (), 20 * MIB, VMP_PROCESS_USER },
  };

  f->monitor = fake_host_new_monitor (&f->host);
  f->picker = g_object_new (VMP_TYPE_PICKER, NULL);
  vmp_picker_set_monitor (f->picker, f->monitor);
  f->window = present (GTK_WIDGET (f->picker));
  fake_host_list (f->host, fake_processes_new (processes, G_N_ELEMENTS (processes)));
  fake_host_settle ();
}

static void
tear_down (Fixture *f, gconstpointer data)
{
  gpointer picker = f->picker, cell = find_widget (f->window, VMP_TYPE_PROCESS_CELL);
  gpointer sparkline = find_widget (cell, VMP_TYPE_SPARKLINE);

  g_object_add_weak_pointer (picker, &picker);
  g_object_add_weak_pointer (cell, &cell);
  g_object_add_weak_pointer (sparkline, &sparkline);
  gtk_window_destroy (GTK_WINDOW (f->window));
  fake_host_settle ();
  g_assert_null (picker);
  g_assert_null (cell);
  g_assert_null (sparkline);
  g_object_unref (f->monitor);
}

static VmpProcessCell *
first_cell (Fixture *f)
{
  return VMP_PROCESS_CELL (find_widget (f->window, VMP_TYPE_PROCESS_CELL));
}

/* Mini graphs */

/* The highest line that is drawn in a column of the picture, -1 for none. */
static int
find_top (GtkWidget *widget, int column)
{
  g_autoptr (GdkPaintable) paintable = gtk_widget_paintable_new (widget);
  GtkSnapshot *snapshot = gtk_snapshot_new ();
  cairo_surface_t *surface = cairo_image_surface_create (CAIRO_FORMAT_ARGB32, WIDTH, HEIGHT);
  cairo_t *cr = cairo_create (surface);
  GskRenderNode *node;
  int top = -1;

  gdk_paintable_snapshot (paintable, snapshot, WIDTH, HEIGHT);
  node = gtk_snapshot_free_to_node (snapshot);
  if (node != NULL)
    gsk_render_node_draw (node, cr);
  g_clear_pointer (&node, gsk_render_node_unref);
  cairo_surface_flush (surface);
  for (int line = HEIGHT - 1; line >= 0; line--)
    {
      const guint32 *pixels = (const guint32 *) (gconstpointer)
        (cairo_image_surface_get_data (surface) + line * cairo_image_surface_get_stride (surface));

      if (pixels[column] >> 24 > 128)
        top = line;
    }
  cairo_destroy (cr);
  cairo_surface_destroy (surface);
  return top;
}

static GtkWidget *
make_sparkline (GtkTextDirection direction, const float *values)
{
  GtkWidget *sparkline = vmp_sparkline_new ();

  gtk_widget_set_halign (sparkline, GTK_ALIGN_START);
  gtk_widget_set_valign (sparkline, GTK_ALIGN_START);
  gtk_widget_set_direction (sparkline, direction);
  vmp_sparkline_set_values (VMP_SPARKLINE (sparkline), values, VMP_SPARKLINE_VALUES);
  return sparkline;
}

static void
fill (float *values)
{
  for (guint i = 0; i < VMP_SPARKLINE_VALUES; i++)
    values[i] = i < 10 ? NAN : (float) (1000 + 100 * i);
}

static void
test_sparkline (gconstpointer data)
{
  GtkTextDirection direction = (GtkTextDirection) GPOINTER_TO_INT (data);
  gboolean rtl = direction == GTK_TEXT_DIR_RTL;
  float values[VMP_SPARKLINE_VALUES];
  gpointer sparkline;
  GtkWidget *window;

  fill (values);
  sparkline = make_sparkline (direction, values);
  window = present (sparkline);
  g_object_add_weak_pointer (sparkline, &sparkline);
  g_assert_cmpint (gtk_widget_get_width (sparkline), ==, WIDTH);
  /* Nothing where nothing is known, then from the bottom to the top. */
  g_assert_cmpint (find_top (sparkline, rtl ? WIDTH - 1 : 0), ==, -1);
  g_assert_cmpint (find_top (sparkline, rtl ? WIDTH - 21 : 20), ==, HEIGHT - 1);
  g_assert_cmpint (find_top (sparkline, rtl ? 0 : WIDTH - 1), ==, 0);
  vmp_sparkline_set_values (sparkline, NULL, 0);
  gtk_test_widget_wait_for_draw (window);
  g_assert_cmpint (find_top (sparkline, rtl ? 0 : WIDTH - 1), ==, -1);
  gtk_window_destroy (GTK_WINDOW (window));
  fake_host_settle ();
  g_assert_null (sparkline);
}

/* Rows */

static const char *
get_text (Fixture *f, const char *id)
{
  return gtk_inscription_get_text (GTK_INSCRIPTION (find_widget_by_id (GTK_WIDGET (first_cell (f)), id)));
}

static void
assert_label (Fixture *f, const char *expected)
{
  GtkWidget *row = gtk_widget_get_parent (GTK_WIDGET (first_cell (f)));
  g_autofree char *error =
    gtk_test_accessible_check_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, expected);

  g_assert_cmpstr (error, ==, NULL);
}

static void
test_row (Fixture *f, gconstpointer data)
{
  const char *user = vmp_user_names_get (f->picker->users, (gint64) getuid ());
  g_autofree char *detail = g_strdup_printf ("%d · %s", PID, user);
  g_autofree char *label = g_strdup_printf ("editor, 300 MiB, process %d of %s", PID, user);
  g_autofree char *tooltip = vmp_process_cell_dup_tooltip (first_cell (f));
  GtkWidget *star = find_widget_by_id (GTK_WIDGET (first_cell (f)), "star");

  g_assert_cmpstr (get_text (f, "name"), ==, "editor");
  g_assert_cmpstr (get_text (f, "value"), ==, "300 MiB");
  g_assert_cmpstr (get_text (f, "detail"), ==, detail);
  assert_label (f, label);
  g_assert_nonnull (strstr (tooltip, "Resident memory: 300 MiB\neditor --all notes.txt"));
  g_assert_null (strstr (tooltip, "Not read"));

  g_signal_emit_by_name (star, "clicked");
  fake_host_settle ();
  g_assert_true (vmp_watch_list_contains (f->picker->watch_list, PID, 10 * PID));
  g_assert_true (gtk_widget_has_css_class (GTK_WIDGET (first_cell (f)), "watched"));
}

static void
test_missing (Fixture *f, gconstpointer data)
{
  g_autofree char *tooltip = NULL;

  g_object_set (f->picker, "column", "pss", NULL);
  fake_host_settle ();
  tooltip = vmp_process_cell_dup_tooltip (first_cell (f));
  g_assert_cmpstr (get_text (f, "value"), ==, "–");
  g_assert_nonnull (strstr (tooltip, "\nNot read yet\n"));
}

static void
test_reasons (void)
{
  static const struct { guint8 kind; guint8 denied; gint64 rss_bytes; VmpProcessSort sort; const char *reason; } cases[] = {
    { VMP_PROCESS_USER, FALSE, MIB, VMP_PROCESS_SORT_PSS, "Not read yet" },
    { VMP_PROCESS_USER, TRUE, MIB, VMP_PROCESS_SORT_PSS, "Not permitted: the process belongs to another user or is protected" },
    /* Only what needs rights is not permitted. */
    { VMP_PROCESS_USER, TRUE, MIB, VMP_PROCESS_SORT_SWAP, "Not read yet" },
    { VMP_PROCESS_USER, FALSE, 4096 * MIB, VMP_PROCESS_SORT_USS, "Not read, so that looking does not slow the process down" },
    { VMP_PROCESS_KERNEL_THREAD, FALSE, 0, VMP_PROCESS_SORT_PSS, "The process has no memory of its own" },
    { VMP_PROCESS_ZOMBIE, FALSE, 0, VMP_PROCESS_SORT_RESIDENT, "The process has no memory of its own" },
  };
  g_autoptr (GRefString) name = g_ref_string_new ("x"), command = g_ref_string_new ("");
  g_autoptr (VmpUserNames) users = vmp_user_names_new ();

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      const VmpProcessRow row = {
        .kind = cases[i].kind, .denied = cases[i].denied, .rss_bytes = cases[i].rss_bytes, .name = name, .command = command,
      };
      const VmpProcessShown shown = {
        .line.kind = VMP_PROCESS_LINE_PROCESS, .row = &row, .name = name, .pid = 7,
        .shown = vmp_process_sort_get_info (cases[i].sort), .value = VMP_MISSING,
      };
      g_autofree char *tooltip = vmp_process_text_dup_tooltip (&shown, users, VMP_UNITS_IEC);
      const char *reason = strrchr (tooltip, '\n');

      g_assert_cmpstr (reason + 1, ==, cases[i].reason);
    }
}

/* Menus */

static void
test_menus (Fixture *f, gconstpointer data)
{
  GtkMenuButton *const buttons[] = { f->picker->add_button, f->picker->primary_button, f->picker->view_button };

  for (guint i = 0; i < G_N_ELEMENTS (buttons); i++)
    {
      GMenuModel *model;

      g_assert_null (gtk_menu_button_get_menu_model (buttons[i]));
      gtk_menu_button_popup (buttons[i]);
      fake_host_settle ();
      model = gtk_menu_button_get_menu_model (buttons[i]);
      g_assert_cmpint (g_menu_model_get_n_items (model), >, 1);
      g_assert_true (gtk_widget_get_mapped (GTK_WIDGET (gtk_menu_button_get_popover (buttons[i]))));
      gtk_menu_button_popdown (buttons[i]);
      /* The same menu the next time. */
      gtk_menu_button_popup (buttons[i]);
      g_assert_true (gtk_menu_button_get_menu_model (buttons[i]) == model);
      gtk_menu_button_popdown (buttons[i]);
      fake_host_settle ();
    }
}

/* What is done with a process */

static void
assert_clipboard (Fixture *f, const char *expected)
{
  GdkContentProvider *content = gdk_clipboard_get_content (gtk_widget_get_clipboard (f->window));
  g_auto (GValue) value = G_VALUE_INIT;
  g_autoptr (GError) error = NULL;

  g_value_init (&value, G_TYPE_STRING);
  gdk_content_provider_get_value (content, &value, &error);
  g_assert_no_error (error);
  g_assert_cmpstr (g_value_get_string (&value), ==, expected);
}

static void
test_copy (Fixture *f, gconstpointer data)
{
  g_autofree char *pid = g_strdup_printf ("%d", PID);

  g_assert_true (vmp_picker_set_subject (f->picker, vmp_process_cell_get_item (first_cell (f))));
  gtk_widget_activate_action (GTK_WIDGET (f->picker), "picker.copy-pid", NULL);
  assert_clipboard (f, pid);
  gtk_widget_activate_action (GTK_WIDGET (f->picker), "picker.copy-command", NULL);
  assert_clipboard (f, "editor --all notes.txt");
}

static AdwAlertDialog *
get_question (Fixture *f)
{
  AdwDialog *dialog = adw_window_get_visible_dialog (ADW_WINDOW (f->window));

  return dialog != NULL ? ADW_ALERT_DIALOG (dialog) : NULL;
}

static void
answer (Fixture *f, const char *response)
{
  AdwAlertDialog *question = get_question (f);

  g_signal_emit_by_name (question, "response::end", response);
  adw_dialog_force_close (ADW_DIALOG (question));
  fake_host_settle ();
}

static void
ask (Fixture *f, const char *action, const char *verb)
{
  g_autofree char *heading = g_strdup_printf ("%s “editor” (%d)?", verb, PID);

  g_assert_true (vmp_picker_set_subject (f->picker, vmp_process_cell_get_item (first_cell (f))));
  gtk_widget_activate_action (GTK_WIDGET (f->picker), action, NULL);
  fake_host_settle ();
  g_assert_cmpstr (adw_alert_dialog_get_heading (get_question (f)), ==, heading);
  /* What Enter and Escape do is to leave it alone. */
  g_assert_cmpstr (adw_alert_dialog_get_default_response (get_question (f)), ==, "cancel");
  g_assert_cmpstr (adw_alert_dialog_get_close_response (get_question (f)), ==, "cancel");
}

static gboolean
stop_waiting (gpointer waiting)
{
  *(gboolean *) waiting = FALSE;
  return G_SOURCE_REMOVE;
}

static void
test_question (Fixture *f, gconstpointer action)
{
  const char *verb = g_str_equal (action, "picker.kill") ? "Kill" : "End";
  gboolean waiting = TRUE;
  guint timeout;

  ask (f, action, verb);
  answer (f, "cancel");
  g_assert_null (get_question (f));

  /* The process is not there any more, and that is told. */
  ask (f, action, verb);
  answer (f, "end");
  timeout = g_timeout_add_seconds (10, stop_waiting, &waiting);
  while (waiting && get_question (f) == NULL)
    g_main_context_iteration (NULL, TRUE);
  g_assert_true (waiting);
  g_source_remove (timeout);
  g_assert_cmpstr (adw_alert_dialog_get_heading (get_question (f)), ==, "“editor” Could Not Be Ended");
  g_assert_cmpstr (adw_alert_dialog_get_body (get_question (f)), ==, "The process has already ended.");
  adw_dialog_force_close (ADW_DIALOG (get_question (f)));
  fake_host_settle ();
}

static void
chosen_cb (guint *n)
{
  (*n)++;
}

/* Who passes the list by Tab has asked for no process. */
static void
test_tab (Fixture *f, gconstpointer data)
{
  guint n_chosen = 0, n_passed = 0;

  g_signal_connect_swapped (f->picker->model, "chosen", G_CALLBACK (chosen_cb), &n_chosen);
  vmp_picker_focus_search (f->picker);
  for (guint i = 0; i < 12; i++)
    {
      GtkWidget *focus, *cell;

      gtk_widget_child_focus (f->window, i < 6 ? GTK_DIR_TAB_FORWARD : GTK_DIR_TAB_BACKWARD);
      fake_host_settle ();
      focus = gtk_root_get_focus (GTK_ROOT (f->window));
      cell = focus != NULL ? gtk_widget_get_first_child (focus) : NULL;
      n_passed += VMP_IS_PROCESS_CELL (cell) && vmp_picker_set_subject (f->picker, vmp_process_cell_get_item (VMP_PROCESS_CELL (cell)));
    }
  g_assert_cmpuint (n_passed, >=, 2);
  g_assert_cmpuint (n_chosen, ==, 0);
}

#define ADD(path, data, test) g_test_add (path, Fixture, data, set_up, test, tear_down)

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv);
  adw_init ();
  g_test_add_data_func ("/picker/sparkline/ltr", GINT_TO_POINTER (GTK_TEXT_DIR_LTR), test_sparkline);
  g_test_add_data_func ("/picker/sparkline/rtl", GINT_TO_POINTER (GTK_TEXT_DIR_RTL), test_sparkline);
  g_test_add_func ("/picker/reasons", test_reasons);
  ADD ("/picker/tab", NULL, test_tab);
  ADD ("/picker/row", NULL, test_row);
  ADD ("/picker/missing", NULL, test_missing);
  ADD ("/picker/menus", NULL, test_menus);
  ADD ("/picker/copy", NULL, test_copy);
  ADD ("/picker/end", "picker.end", test_question);
  ADD ("/picker/kill", "picker.kill", test_question);
  return g_test_run ();
}
