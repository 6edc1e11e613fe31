/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Shows the keyboard shortcuts. GtkShortcutsWindow is deprecated at our floor and its successor is not there yet. */

#include "config.h"

#include "vmp-shortcuts-dialog.h"

#include <glib/gi18n.h>

struct _VmpShortcutsDialog
{
  AdwDialog            parent_instance;

  /* template children */
  AdwPreferencesGroup *list_group;
  AdwPreferencesGroup *graph_group;
  AdwPreferencesGroup *map_group;
  AdwPreferencesGroup *output_group;
  AdwPreferencesGroup *replay_group;
  AdwPreferencesGroup *general_group;
};

typedef struct
{
  const char *title;
  const char *accelerator;
} Shortcut;

static const Shortcut list_shortcuts[] = {
  { N_("Search processes"), "<Control>f" },
  { N_("Choose the first match"), "Return" },
  { N_("From the search to the list"), "Down" },
  { N_("Clear the search"), "Escape" },
  { N_("Open the process of the row"), "Return" },
  { N_("Open it in a new tab"), "<Control>Return" },
  { N_("Show or hide what is below the row"), "Right" },
  { N_("Watch, or stop watching"), "<Control>d" },
  { N_("Menu of the process"), "<Shift>F10" },
  { N_("End the process, after a question"), "Delete" },
};

static const Shortcut graph_shortcuts[] = {
  { N_("Move the cursor"), "Left" },
  { N_("To the newest value"), "End" },
  { N_("Hide the cursor"), "Escape" },
  { N_("Move the view"), "<Shift>Left" },
  { N_("Show a shorter time"), "plus" },
  { N_("Show a longer time"), "minus" },
  { N_("Back to the chosen time"), "0" },
  { N_("Pause measuring, or go on"), "<Control>p" },
  { N_("Move the graph up"), "<Alt>Up" },
  { N_("Move the graph down"), "<Alt>Down" },
  { N_("Make the graph taller"), "<Alt>plus" },
  { N_("Make the graph lower"), "<Alt>minus" },
  { N_("Show the graph as a table"), "<Alt>t" },
  { N_("Copy the graph as text"), "<Control>c" },
  { N_("Save the graph"), "<Control>s" },
  { N_("Raise the limit of a rule"), "<Control>Up" },
  { N_("Lower the limit of a rule"), "<Control>Down" },
  { N_("Menu of the graph"), "<Shift>F10" },
  { N_("Read everything now"), "F5" },
  { N_("What this number means"), "<Shift>F10" },
};

static const Shortcut output_shortcuts[] = {
  { N_("Find in the output"), "<Control>f" },
  { N_("Next match"), "<Control>g" },
  { N_("Previous match"), "<Control><Shift>g" },
  { N_("To the newest output"), "<Control>End" },
};

static const Shortcut map_shortcuts[] = {
  { N_("Read the mappings now"), "F5" },
  { N_("Search mappings"), "<Control><Shift>f" },
  { N_("Copy the selected rows"), "<Control>c" },
  { N_("Export the mappings"), "<Control>s" },
  { N_("Mark this moment"), "<Control>m" },
  { N_("Compare with the mark, or stop"), "<Control>d" },
  { N_("Open or close the selected group"), "Right" },
  { N_("Next mapping in the strip"), "Right" },
  { N_("Choose that mapping"), "Return" },
  { N_("Zoom in on the strip"), "plus" },
  { N_("Zoom out of the strip"), "minus" },
  { N_("Show the whole address space"), "0" },
};

static const Shortcut replay_shortcuts[] = {
  { N_("Play, or stop"), "space" },
  { N_("Move in time, on the strip of a recording"), "Left" },
  { N_("To the place before, or the next"), "comma" },
  { N_("Begin what the graphs show here"), "bracketleft" },
  { N_("End what the graphs show here"), "bracketright" },
  { N_("Show all of the recording"), "0" },
  { N_("Write a note about the moment that is shown"), "<Control><Shift>m" },
  { N_("The same, on the strip"), "n" },
  { N_("Save a copy of the recording"), "<Control><Shift>s" },
  { N_("Undo the last change of the recording"), "<Control>z" },
  { N_("Make it again"), "<Control><Shift>z" },
  { N_("Go to the time under the cursor, in a graph"), "Return" },
};

static const Shortcut general_shortcuts[] = {
  { N_("Launch a command"), "<Control>l" },
  { N_("Record, or stop and save"), "<Control>r" },
  { N_("Open a recording"), "<Control>o" },
  { N_("Mark a stage"), "<Control>m" },
  { N_("Preferences"), "<Control>comma" },
  { N_("Show or hide the panel of a demo"), "F9" },
  { N_("Keyboard shortcuts"), "<Control>question" },
  { N_("Main menu"), "F10" },
  { N_("New window"), "<Control>n" },
  { N_("New tab"), "<Control>t" },
  { N_("Close the tab"), "<Control>w" },
  { N_("Open the closed tab again"), "<Control><Shift>t" },
  { N_("Next tab"), "<Control>Page_Down" },
  { N_("Previous tab"), "<Control>Page_Up" },
  { N_("Quit"), "<Control>q" },
};

G_DEFINE_FINAL_TYPE (VmpShortcutsDialog, vmp_shortcuts_dialog, ADW_TYPE_DIALOG)

static void
add_shortcut (AdwPreferencesGroup *group, const Shortcut *shortcut)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *keys = gtk_label_new (NULL);
  GdkModifierType modifiers;
  guint key;
  g_autofree char *text = NULL;

  gtk_accelerator_parse (shortcut->accelerator, &key, &modifiers);
  text = gtk_accelerator_get_label (key, modifiers);
  gtk_label_set_text (GTK_LABEL (keys), text);
  gtk_widget_add_css_class (keys, "dimmed");
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), _(shortcut->title));
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), keys);
  adw_preferences_group_add (group, row);
}

static void
add_shortcuts (AdwPreferencesGroup *group, const Shortcut *shortcuts, guint n)
{
  for (guint i = 0; i < n; i++)
    add_shortcut (group, &shortcuts[i]);
}

static void
vmp_shortcuts_dialog_dispose (GObject *object)
{
  gtk_widget_dispose_template (GTK_WIDGET (object), VMP_TYPE_SHORTCUTS_DIALOG);

  G_OBJECT_CLASS (vmp_shortcuts_dialog_parent_class)->dispose (object);
}

static void
vmp_shortcuts_dialog_class_init (VmpShortcutsDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_shortcuts_dialog_dispose;

  gtk_widget_class_set_template_from_resource (widget_class,
                                               "/io/github/vmprofiler/Vmp/dialogs/vmp-shortcuts-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpShortcutsDialog, list_group);
  gtk_widget_class_bind_template_child (widget_class, VmpShortcutsDialog, graph_group);
  gtk_widget_class_bind_template_child (widget_class, VmpShortcutsDialog, map_group);
  gtk_widget_class_bind_template_child (widget_class, VmpShortcutsDialog, output_group);
  gtk_widget_class_bind_template_child (widget_class, VmpShortcutsDialog, replay_group);
  gtk_widget_class_bind_template_child (widget_class, VmpShortcutsDialog, general_group);
}

static void
vmp_shortcuts_dialog_init (VmpShortcutsDialog *self)
{
  gtk_widget_init_template (GTK_WIDGET (self));
  add_shortcuts (self->list_group, list_shortcuts, G_N_ELEMENTS (list_shortcuts));
  add_shortcuts (self->graph_group, graph_shortcuts, G_N_ELEMENTS (graph_shortcuts));
  add_shortcuts (self->map_group, map_shortcuts, G_N_ELEMENTS (map_shortcuts));
  add_shortcuts (self->output_group, output_shortcuts, G_N_ELEMENTS (output_shortcuts));
  add_shortcuts (self->replay_group, replay_shortcuts, G_N_ELEMENTS (replay_shortcuts));
  add_shortcuts (self->general_group, general_shortcuts, G_N_ELEMENTS (general_shortcuts));
}

AdwDialog *
vmp_shortcuts_dialog_new (void)
{
  return g_object_new (VMP_TYPE_SHORTCUTS_DIALOG, NULL);
}
