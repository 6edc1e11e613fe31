/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The widgets of launching: the dialog, the output and its search, the result, the choice of demos. */

#include "config.h"

#include <malloc.h>
#include <string.h>

#include "app/dialogs/vmp-demo-dialog.h"
#include "app/dialogs/vmp-launch-dialog.h"
#include "app/pages/vmp-launch-page.h"
#include "app/vmp-window-launch.h"
#include "app/widgets/vmp-demo-panel.h"
#include "app/widgets/vmp-launch-console.h"
#include "app/widgets/vmp-launch-finder.h"
#include "app/widgets/vmp-launch-result.h"
#include "app/widgets/vmp-launch-variable-row.h"
#include "core/model/vmp-metric.h"
#include "fake-host.h"
#include "find-widget.h"

/* In a window of its own, destroyed with all that it has. */
typedef struct
{
  GtkWindow *window;
  GtkWidget *widget;
} Place;

static void
settle (void)
{
  while (g_main_context_iteration (NULL, FALSE))
    ;
}

static Place
place (GtkWidget *widget)
{
  Place self = { GTK_WINDOW (gtk_window_new ()), widget };

  gtk_window_set_default_size (self.window, 700, 600);
  gtk_window_set_child (self.window, widget);
  gtk_window_present (self.window);
  gtk_test_widget_wait_for_draw (GTK_WIDGET (self.window));
  return self;
}

static void
clear (Place *self)
{
  gpointer widget = self->widget;

  g_object_add_weak_pointer (widget, &widget);
  gtk_window_destroy (self->window);
  settle ();
  g_assert_null (widget);
}

static void
test_construct (void)
{
  GtkWidget *(*const create[]) (void) = { vmp_demo_panel_new, vmp_launch_console_new, vmp_launch_result_new, vmp_launch_page_new };

  for (guint i = 0; i < G_N_ELEMENTS (create); i++)
    {
      g_test_message ("%u", i);
      Place self = place (create[i] ());

      clear (&self);
    }
}

/* A panel beside a lab that has not been started, and what the lab writes made up. */
typedef struct
{
  FakeHost   *host;
  VmpMonitor *monitor;
  VmpLaunch  *launch;
  Place       place;
} Demo;

static Demo
demo (const char *name)
{
  Demo self = { 0 };

  self.monitor = fake_host_new_monitor (&self.host);
  self.launch = vmp_launch_new_for_lab (self.monitor, vmp_lab_find (name));
  self.place = place (vmp_demo_panel_new ());
  vmp_demo_panel_set_launch (VMP_DEMO_PANEL (self.place.widget), self.launch);
  settle ();
  return self;
}

static void
clear_demo (Demo *self)
{
  clear (&self->place);
  g_assert_finalize_object (self->launch);
  g_assert_finalize_object (self->monitor);
}

static void
write_line (Demo *self, const char *line)
{
  vmp_launch_output_append (vmp_launch_get_output (self->launch), VMP_LAUNCH_STDOUT, line, strlen (line));
  g_signal_emit_by_name (self->launch, "output");
  settle ();
}

static GtkListBoxRow *
get_answer (Demo *self, int index)
{
  return gtk_list_box_get_row_at_index (GTK_LIST_BOX (find_widget_by_id (self->place.widget, "answers")), index);
}

static void
choose_answer (Demo *self, int index)
{
  g_signal_emit_by_name (find_widget_by_id (self->place.widget, "answers"), "row-activated", get_answer (self, index));
  settle ();
}

static const char *
get_verdict (Demo *self)
{
  GtkWidget *label = find_widget_by_id (self->place.widget, "verdict");

  return gtk_widget_get_visible (label) ? gtk_label_get_text (GTK_LABEL (label)) : NULL;
}

static void
test_prediction (void)
{
  Demo self = demo ("lazy-touch");
  g_autoptr (VmpLaunch) again = NULL;
  int n = 0;

  while (get_answer (&self, n) != NULL)
    n++;
  g_assert_cmpint (n, ==, 3);
  g_assert_null (get_verdict (&self));
  choose_answer (&self, 1);
  g_assert_nonnull (strstr (get_verdict (&self), "By half of it"));
  g_assert_nonnull (strstr (get_verdict (&self), "By next to nothing"));
  /* Kept: a second thought, and another run, change nothing. */
  choose_answer (&self, 2);
  again = vmp_launch_new_again (self.launch);
  vmp_demo_panel_set_launch (VMP_DEMO_PANEL (self.place.widget), again);
  g_assert_nonnull (strstr (get_verdict (&self), "By half of it"));
  g_assert_false (gtk_list_box_row_get_activatable (get_answer (&self, 2)));
  vmp_demo_panel_set_launch (VMP_DEMO_PANEL (self.place.widget), NULL);
  g_assert_finalize_object (g_steal_pointer (&again));
  clear_demo (&self);
}

static void
test_right_and_unanswered (void)
{
  Demo right = demo ("leak"), unanswered = demo ("leak");

  choose_answer (&right, 0);
  g_assert_cmpstr (get_verdict (&right), ==, "You predicted it: “A straight line”.");
  g_signal_emit_by_name (find_widget_by_id (unanswered.place.widget, "show_explanation"), "clicked");
  settle ();
  g_assert_cmpstr (get_verdict (&unanswered), ==, "The answer is “A straight line”.");
  clear_demo (&right);
  clear_demo (&unanswered);
}

static void
test_steps (void)
{
  Demo self = demo ("lazy-touch");

  write_line (&self, "   2.0 s  Reserved 256 MiB");
  g_assert_null (find_label (self.place.widget, "Reserved 256 MiB and touched none of it."));
  write_line (&self, " and touched none of it.\r\n   6.5 s  Touched <b>16</b> MiB.\n");
  g_assert_nonnull (find_label (self.place.widget, "Reserved 256 MiB and touched none of it."));
  g_assert_true (gtk_widget_has_css_class (find_label (self.place.widget, "Touched <b>16</b> MiB."), "demo-now"));
  g_assert_nonnull (find_label (self.place.widget, "6.5 s"));
  /* The older ones make room. */
  write_line (&self, "   7 s  a\n   8 s  b\n   9 s  c\nvmp-lab: no clock here\n");
  g_assert_null (find_label (self.place.widget, "Reserved 256 MiB and touched none of it."));
  g_assert_nonnull (find_label (self.place.widget, "vmp-lab: no clock here"));
  clear_demo (&self);
}

static void
look_cb (guint *count, guint metric)
{
  g_assert_cmpuint (metric, ==, VMP_METRIC_RSS);
  *count += 1;
}

static void
test_look (void)
{
  Demo self = demo ("lazy-touch");
  guint looked = 0;
  GtkWidget *button = find_widget (find_widget_by_id (self.place.widget, "look_buttons"), GTK_TYPE_BUTTON);

  g_signal_connect_swapped (self.place.widget, "look", G_CALLBACK (look_cb), &looked);
  g_signal_emit_by_name (button, "clicked");
  g_assert_cmpuint (looked, ==, 1);
  g_assert_null (find_nameless_button (self.place.widget));
  clear_demo (&self);
}

/* Each is a question with a right answer, and every number to look at is one that there is. */
static void
test_labs_are_complete (void)
{
  size_t n;
  const VmpLab *labs = vmp_lab_get_all (&n);

  g_assert_cmpuint (n, ==, 11);
  for (size_t i = 0; i < n; i++)
    {
      g_test_message ("%s", labs[i].name);
      g_assert_nonnull (labs[i].choices[1]);
      g_assert_cmpuint (labs[i].right, <, g_strv_length ((char **) labs[i].choices));
      g_assert_nonnull (labs[i].metrics[0]);
      for (guint j = 0; labs[i].metrics[j] != NULL; j++)
        g_assert_nonnull (vmp_metric_lookup (labs[i].metrics[j]));
    }
}

static void
chosen_cb (const VmpLab **chosen, const VmpLab *lab)
{
  *chosen = lab;
}

static void
test_demo_dialog (void)
{
  Place self = place (gtk_label_new (""));
  gpointer dialog = vmp_demo_dialog_new ();
  const VmpLab *chosen = NULL;
  GtkWidget *list;

  g_object_add_weak_pointer (dialog, &dialog);
  g_signal_connect_swapped (dialog, "chosen", G_CALLBACK (chosen_cb), &chosen);
  adw_dialog_present (ADW_DIALOG (dialog), self.widget);
  settle ();
  list = find_widget (GTK_WIDGET (dialog), GTK_TYPE_LIST_BOX);
  g_signal_emit_by_name (list, "row-activated", gtk_list_box_get_row_at_index (GTK_LIST_BOX (list), 3));
  settle ();
  g_assert_cmpstr (chosen->name, ==, "fork-cow");
  clear (&self);
  g_assert_null (dialog);
}

static void
launch_cb (char **command, const VmpLaunchSpec *spec)
{
  *command = g_strdup (spec->command);
}

static void
test_launch_dialog (void)
{
  Place self = place (gtk_label_new (""));
  g_autoptr (GSettings) settings = g_settings_new (VMP_APP_ID);
  gpointer dialog = vmp_launch_dialog_new (settings);
  g_autofree char *command = NULL;
  GtkWidget *entry;

  g_object_add_weak_pointer (dialog, &dialog);
  g_signal_connect_swapped (dialog, "launch", G_CALLBACK (launch_cb), &command);
  adw_dialog_present (ADW_DIALOG (dialog), self.widget);
  settle ();
  entry = find_widget_by_id (GTK_WIDGET (dialog), "command");
  gtk_editable_set_text (GTK_EDITABLE (entry), "ls 'my file'");
  settle ();
  g_assert_nonnull (find_label (GTK_WIDGET (dialog), "The command is 2 words: the program, and what it is given"));
  g_assert_nonnull (find_label (GTK_WIDGET (dialog), "my file"));
  gtk_editable_set_text (GTK_EDITABLE (entry), "ls 'my");
  settle ();
  g_assert_nonnull (find_label (GTK_WIDGET (dialog), "A quote is opened and not closed, or a backslash stands at the end."));
  gtk_editable_set_text (GTK_EDITABLE (entry), "true");
  gtk_widget_activate_action (entry, "dialog.launch", NULL);
  settle ();
  g_assert_cmpstr (command, ==, "true");
  clear (&self);
  g_assert_null (dialog);
}

static void
asked_cb (GObject *source, GAsyncResult *result, gpointer data)
{
  *(int *) data = vmp_launch_ask_finish (result);
}

/* Only what is alive is asked about. */
static void
test_nothing_to_ask (void)
{
  Demo self = demo ("leak");
  g_autoptr (GPtrArray) launches = g_ptr_array_new ();
  int goes_on = -1;

  g_ptr_array_add (launches, self.launch);
  vmp_launch_ask_async (self.place.widget, launches, asked_cb, &goes_on);
  settle ();
  g_assert_cmpint (goes_on, ==, TRUE);
  clear_demo (&self);
}

static void
wait_until (VmpLaunchConsole *console, const char *end)
{
  gboolean found = FALSE;

  for (guint i = 0; i < 5000 && !found; i++)
    {
      g_autofree char *text = vmp_launch_console_dup_text (console);

      found = g_str_has_suffix (text, end) && strlen (text) > 1024 * 1024;
      settle ();
      g_usleep (1000);
    }
  g_assert_true (found);
}

static gsize
get_used_bytes (void)
{
  return mallinfo2 ().uordblks + mallinfo2 ().hblkhd;
}

/* What writes without end costs what is kept and what is shown, and no more. */
static void
test_flood (void)
{
  Place self = place (vmp_launch_console_new ());
  VmpLaunchConsole *console = VMP_LAUNCH_CONSOLE (self.widget);
  g_autoptr (VmpLaunchOutput) output = vmp_launch_output_new (VMP_LAUNCH_OUTPUT_MAX_BYTES);
  g_autoptr (GString) text = g_string_new (NULL);
  gsize early = 0;

  while (text->len < 1024 * 1024)
    g_string_append_printf (text, "%06" G_GSIZE_FORMAT " the quick brown fox jumps over the lazy dog\n", text->len);
  vmp_launch_console_set_output (console, output);
  for (guint i = 0; i < 400; i++)
    {
      vmp_launch_output_append (output, VMP_LAUNCH_STDOUT, text->str, text->len);
      vmp_launch_console_update (console, FALSE);
      for (gint64 end = g_get_monotonic_time () + 10000; g_get_monotonic_time () < end;)
        g_main_context_iteration (NULL, FALSE);
      if (i == 150)
        early = get_used_bytes ();
    }
  g_assert_cmpuint (get_used_bytes (), <, early + 4 * 1024 * 1024);

  /* The newest of it is there once it rests. */
  vmp_launch_output_append (output, VMP_LAUNCH_STDOUT, "the last\n", 9);
  vmp_launch_console_update (console, TRUE);
  wait_until (console, "the last\n");
  clear (&self);
}

int
main (int argc, char *argv[])
{
  gtk_test_init (&argc, &argv, NULL);
  adw_init ();
  g_test_add_func ("/launch-widgets/construct", test_construct);
  g_test_add_func ("/launch-widgets/prediction", test_prediction);
  g_test_add_func ("/launch-widgets/right-and-unanswered", test_right_and_unanswered);
  g_test_add_func ("/launch-widgets/steps", test_steps);
  g_test_add_func ("/launch-widgets/look", test_look);
  g_test_add_func ("/launch-widgets/labs-are-complete", test_labs_are_complete);
  g_test_add_func ("/launch-widgets/demo-dialog", test_demo_dialog);
  g_test_add_func ("/launch-widgets/launch-dialog", test_launch_dialog);
  g_test_add_func ("/launch-widgets/nothing-to-ask", test_nothing_to_ask);
  g_test_add_func ("/launch-widgets/flood", test_flood);
  return g_test_run ();
}
