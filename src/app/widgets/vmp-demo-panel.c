/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Beside a demo that runs: what to predict, what it does now, where to look, and why. */

#include "config.h"

#include "vmp-demo-panel.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../pages/vmp-launch-page.h"
#include "../vmp-preferences.h"
#include "core/model/vmp-metric.h"
#include "vmp-demo-step.h"
#include "vmp-label.h"

/* Enough to see what led to what is going on now. */
#define MAX_STEPS 5
#define TAKE_BYTES 65536
#define NO_ANSWER (-1)

struct _VmpDemoPanel
{
  AdwBin          parent_instance;

  /* template children */
  AdwWindowTitle *title;
  GtkLabel       *summary;
  GtkLabel       *question;
  GtkListBox     *answers;
  GtkLabel       *state;
  GtkBox         *steps;
  GtkLabel       *look;
  AdwWrapBox     *look_buttons;
  GtkWidget      *show_explanation;
  GtkLabel       *verdict;
  GtkScrolledWindow *scrolled;
  GtkLabel       *explanation;

  /* owned */
  VmpLaunch      *launch;       /* NULL: none */
  GString        *line;         /* what was written of the line that is not complete */

  const VmpLab   *lab;          /* static */
  guint64         position;     /* in the output */
  guint           n_steps;
  int             answer;
  gboolean        explained;
  guint           clock;
};

enum
{
  LOOK,
  CLOSED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpDemoPanel, vmp_demo_panel, ADW_TYPE_BIN)

static GtkWidget *
create_label (const char *text, const char *style)
{
  GtkWidget *label = gtk_label_new (text);

  gtk_label_set_xalign (GTK_LABEL (label), 0);
  gtk_label_set_wrap (GTK_LABEL (label), TRUE);
  gtk_label_set_wrap_mode (GTK_LABEL (label), PANGO_WRAP_WORD_CHAR);
  if (style != NULL)
    gtk_widget_add_css_class (label, style);
  return label;
}

/* The prediction */

static const char *
get_mark (VmpDemoPanel *self, int choice)
{
  gboolean right = choice == (int) self->lab->right;

  if (!self->explained)
    return NULL;
  if (choice == self->answer)
    return right ? _("Your answer, and right") : _("Your answer");
  return right ? _("Right") : NULL;
}

static GtkWidget *
create_answer (VmpDemoPanel *self, int choice)
{
  const char *text = _(self->lab->choices[choice]), *mark = get_mark (self, choice);
  GtkWidget *row = gtk_list_box_row_new ();
  GtkWidget *box = gtk_box_new (GTK_ORIENTATION_VERTICAL, 3);

  gtk_widget_add_css_class (box, "demo-answer");
  gtk_box_append (GTK_BOX (box), create_label (text, NULL));
  if (mark != NULL)
    gtk_box_append (GTK_BOX (box), create_label (mark, choice == (int) self->lab->right ? "success" : "dimmed"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (row), GTK_ACCESSIBLE_PROPERTY_LABEL, text,
                                  GTK_ACCESSIBLE_PROPERTY_DESCRIPTION, mark != NULL ? mark : "", -1);
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), !self->explained);
  gtk_list_box_row_set_child (GTK_LIST_BOX_ROW (row), box);
  return row;
}

static void
show_answers (VmpDemoPanel *self)
{
  gtk_list_box_remove_all (self->answers);
  for (int i = 0; self->lab->choices[i] != NULL; i++)
    gtk_list_box_append (self->answers, create_answer (self, i));
}

static char *
dup_verdict (VmpDemoPanel *self)
{
  const char *right = _(self->lab->choices[self->lab->right]);

  if (self->answer == NO_ANSWER)
    /* Translators: one of the answers to choose from */
    return g_strdup_printf (_("The answer is “%s”."), right);
  if (self->answer == (int) self->lab->right)
    /* Translators: one of the answers to choose from */
    return g_strdup_printf (_("You predicted it: “%s”."), right);
  /* Translators: two of the answers to choose from: the user's, and the right one */
  return g_strdup_printf (_("Not this time, and that is what demos are for. You said “%s”; it is “%s”."),
                          _(self->lab->choices[self->answer]), right);
}

/* Once the new label has its place. */
static gboolean
show_verdict_cb (GtkWidget *widget, GdkFrameClock *clock, gpointer data)
{
  VmpDemoPanel *self = VMP_DEMO_PANEL (widget);
  GtkWidget *viewport = gtk_scrolled_window_get_child (self->scrolled);

  if (gtk_widget_get_height (GTK_WIDGET (self->verdict)) == 0)
    return G_SOURCE_CONTINUE;
  gtk_viewport_scroll_to (GTK_VIEWPORT (viewport), GTK_WIDGET (self->verdict), NULL);
  return G_SOURCE_REMOVE;
}

static void
explain (VmpDemoPanel *self)
{
  g_autofree char *verdict = NULL;

  self->explained = TRUE;
  verdict = dup_verdict (self);
  show_answers (self);
  gtk_label_set_text (self->verdict, verdict);
  gtk_label_set_text (self->explanation, _(self->lab->explanation));
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), TRUE);
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), TRUE);
  gtk_widget_set_visible (self->show_explanation, FALSE);
  gtk_accessible_announce (GTK_ACCESSIBLE (self->verdict), verdict, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
}

/* Focus stays where the user was, though the row is made anew. */
static void
answered_cb (VmpDemoPanel *self, GtkListBoxRow *row)
{
  if (self->explained)
    return;
  self->answer = gtk_list_box_row_get_index (row);
  explain (self);
  gtk_widget_add_tick_callback (GTK_WIDGET (self), show_verdict_cb, NULL, NULL);
  gtk_widget_grab_focus (GTK_WIDGET (gtk_list_box_get_row_at_index (self->answers, self->answer)));
}

static void
show_explanation_cb (VmpDemoPanel *self)
{
  explain (self);
  gtk_widget_grab_focus (GTK_WIDGET (self->explanation));
}

/* The run */

static gboolean
read_step (const char *line, gint64 *out_nsec, const char **out_text)
{
  char *end;
  double seconds = g_ascii_strtod (line, &end);

  if (end == line || !g_str_has_prefix (end, " s  ") || seconds < 0 || seconds > 1e6)
    return FALSE;
  *out_nsec = (gint64) (seconds * 1e9);
  *out_text = end + strlen (" s  ");
  return TRUE;
}

/* The newest is the one that is going on. */
static void
mark_newest (VmpDemoPanel *self, gboolean newest)
{
  GtkWidget *row = gtk_widget_get_last_child (GTK_WIDGET (self->steps));
  GtkWidget *text = row != NULL ? gtk_widget_get_last_child (row) : NULL;

  if (text == NULL)
    return;
  if (newest)
    gtk_widget_add_css_class (text, "demo-now");
  else
    gtk_widget_remove_css_class (text, "demo-now");
}

static void
add_step (VmpDemoPanel *self, const char *line)
{
  GtkWidget *row = gtk_box_new (GTK_ORIENTATION_HORIZONTAL, 12), *time, *text;
  const char *said = line;
  g_autofree char *what = NULL;
  char buffer[VMP_FORMAT_SIZE] = "";
  gint64 nsec = 0;

  if (read_step (line, &nsec, &said))
    vmp_format_duration (buffer, nsec);
  what = vmp_demo_step_dup (said);
  time = create_label (buffer, "numeric");
  gtk_label_set_width_chars (GTK_LABEL (time), 7);
  gtk_label_set_xalign (GTK_LABEL (time), 1);
  gtk_widget_set_valign (time, GTK_ALIGN_START);
  text = create_label (what, NULL);
  gtk_widget_set_hexpand (text, TRUE);
  gtk_box_append (GTK_BOX (row), time);
  gtk_box_append (GTK_BOX (row), text);
  mark_newest (self, FALSE);
  gtk_box_append (self->steps, row);
  mark_newest (self, TRUE);
  if (self->n_steps == MAX_STEPS)
    gtk_box_remove (self->steps, gtk_widget_get_first_child (GTK_WIDGET (self->steps)));
  else
    self->n_steps++;
}

static void
take_lines (VmpDemoPanel *self)
{
  for (char *end; (end = strchr (self->line->str, '\n')) != NULL;)
    {
      g_autofree char *line = g_utf8_make_valid (self->line->str, end - self->line->str);

      g_string_erase (self->line, 0, end + 1 - self->line->str);
      g_strchomp (line);
      if (*line != '\0')
        add_step (self, line);
    }
}

static void
output_cb (VmpDemoPanel *self)
{
  guint n;

  do
    {
      guint64 lost;
      g_autoptr (GArray) pieces = vmp_launch_output_take (vmp_launch_get_output (self->launch), &self->position, TAKE_BYTES,
                                                          &lost);

      n = pieces->len;
      for (guint i = 0; i < n; i++)
        {
          gsize n_bytes;
          const char *bytes = g_bytes_get_data (g_array_index (pieces, VmpLaunchPiece, i).bytes, &n_bytes);

          g_string_append_len (self->line, bytes, n_bytes);
        }
      take_lines (self);
    }
  while (n > 0);
}

static void
update_state (VmpDemoPanel *self)
{
  g_autofree char *text = vmp_launch_dup_state (self->launch);

  vmp_label_set_text (self->state, text);
}

static gboolean
clock_cb (gpointer data)
{
  update_state (data);
  return G_SOURCE_CONTINUE;
}

static void
state_cb (VmpDemoPanel *self)
{
  gboolean alive = vmp_launch_is_alive (self->launch);

  update_state (self);
  if (alive && self->clock == 0)
    self->clock = g_timeout_add_seconds (1, clock_cb, self);
  else if (!alive)
    g_clear_handle_id (&self->clock, g_source_remove);
}

/* Where to look */

static void
look_cb (VmpDemoPanel *self, GtkWidget *button)
{
  g_signal_emit (self, signals[LOOK], 0, GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (button), "metric")));
}

static void
show_look_buttons (VmpDemoPanel *self)
{
  for (GtkWidget *old; (old = gtk_widget_get_first_child (GTK_WIDGET (self->look_buttons))) != NULL;)
    adw_wrap_box_remove (self->look_buttons, old);
  for (guint i = 0; self->lab->metrics[i] != NULL; i++)
    {
      const VmpMetric *metric = vmp_metric_lookup (self->lab->metrics[i]);
      g_autofree char *tooltip = NULL;
      GtkWidget *button;

      if (metric == NULL)
        continue;
      button = gtk_button_new_with_label (_(metric->label));
      /* Translators: the name of a number, such as "Resident memory" */
      tooltip = g_strdup_printf (_("Show me: %s"), _(metric->label));
      gtk_widget_set_tooltip_text (button, tooltip);
      g_object_set_data (G_OBJECT (button), "metric", GUINT_TO_POINTER (metric->id));
      g_signal_connect_object (button, "clicked", G_CALLBACK (look_cb), self, G_CONNECT_SWAPPED);
      adw_wrap_box_append (self->look_buttons, button);
    }
}

static void
close_cb (VmpDemoPanel *self)
{
  g_signal_emit (self, signals[CLOSED], 0);
}

/* A lab that was not shown before begins with its question. */
static void
show_lab (VmpDemoPanel *self, const VmpLab *lab)
{
  self->lab = lab;
  self->answer = NO_ANSWER;
  self->explained = FALSE;
  adw_window_title_set_title (self->title, _(lab->title));
  gtk_label_set_text (self->summary, _(lab->summary));
  gtk_label_set_text (self->question, _(lab->prediction));
  gtk_label_set_text (self->look, _(lab->look));
  gtk_widget_set_visible (GTK_WIDGET (self->verdict), FALSE);
  gtk_widget_set_visible (GTK_WIDGET (self->explanation), FALSE);
  gtk_widget_set_visible (self->show_explanation, TRUE);
  show_answers (self);
  show_look_buttons (self);
}

static void
clear_run (VmpDemoPanel *self)
{
  for (GtkWidget *row; (row = gtk_widget_get_first_child (GTK_WIDGET (self->steps))) != NULL;)
    gtk_box_remove (self->steps, row);
  g_string_truncate (self->line, 0);
  g_clear_handle_id (&self->clock, g_source_remove);
  self->n_steps = 0;
  self->position = 0;
}

static void
vmp_demo_panel_dispose (GObject *object)
{
  VmpDemoPanel *self = VMP_DEMO_PANEL (object);

  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_object (&self->launch);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_DEMO_PANEL);

  G_OBJECT_CLASS (vmp_demo_panel_parent_class)->dispose (object);
}

static void
vmp_demo_panel_finalize (GObject *object)
{
  g_string_free (VMP_DEMO_PANEL (object)->line, TRUE);

  G_OBJECT_CLASS (vmp_demo_panel_parent_class)->finalize (object);
}

static void
vmp_demo_panel_class_init (VmpDemoPanelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_demo_panel_dispose;
  object_class->finalize = vmp_demo_panel_finalize;

  signals[LOOK] = g_signal_new ("look", VMP_TYPE_DEMO_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                G_TYPE_NONE, 1, G_TYPE_UINT);
  signals[CLOSED] = g_signal_new ("closed", VMP_TYPE_DEMO_PANEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);

  gtk_widget_class_set_accessible_role (widget_class, GTK_ACCESSIBLE_ROLE_REGION);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/widgets/vmp-demo-panel.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, title);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, summary);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, question);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, answers);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, state);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, steps);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, look);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, look_buttons);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, show_explanation);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, verdict);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, scrolled);
  gtk_widget_class_bind_template_child (widget_class, VmpDemoPanel, explanation);
  gtk_widget_class_bind_template_callback (widget_class, answered_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_explanation_cb);
  gtk_widget_class_bind_template_callback (widget_class, close_cb);
}

static void
vmp_demo_panel_init (VmpDemoPanel *self)
{
  self->line = g_string_new (NULL);
  self->answer = NO_ANSWER;
  gtk_widget_init_template (GTK_WIDGET (self));
}

GtkWidget *
vmp_demo_panel_new (void)
{
  return g_object_new (VMP_TYPE_DEMO_PANEL, NULL);
}

void
vmp_demo_panel_set_launch (VmpDemoPanel *self, VmpLaunch *launch)
{
  g_return_if_fail (VMP_IS_DEMO_PANEL (self) && (launch == NULL || vmp_launch_get_lab (launch) != NULL));

  if (self->launch == launch)
    return;
  if (self->launch != NULL)
    g_signal_handlers_disconnect_by_data (self->launch, self);
  clear_run (self);
  g_set_object (&self->launch, launch);
  if (launch == NULL)
    return;
  if (vmp_launch_get_lab (launch) != self->lab)
    show_lab (self, vmp_launch_get_lab (launch));
  g_signal_connect_object (launch, "notify::state", G_CALLBACK (state_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (launch, "output", G_CALLBACK (output_cb), self, G_CONNECT_SWAPPED);
  state_cb (self);
  output_cb (self);
}
