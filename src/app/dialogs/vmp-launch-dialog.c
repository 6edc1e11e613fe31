/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Asks what to launch, in which folder and with which environment. */

#include "config.h"

#include "vmp-launch-dialog.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../widgets/vmp-launch-variable-row.h"

/* The user is not told that there is no program "fire" while he types "firefox". */
#define CHECK_MSEC 250

struct _VmpLaunchDialog
{
  AdwDialog            parent_instance;

  /* template children */
  AdwEntryRow         *command;
  GtkWidget           *message_row;
  GtkLabel            *message;
  GtkWidget           *use_shell;
  AdwWrapBox          *words;
  GtkLabel            *words_title;
  AdwEntryRow         *directory;
  AdwSwitchRow        *terminal;
  AdwSwitchRow        *name_memory;
  AdwSwitchRow        *record;
  AdwEntryRow         *record_file;
  AdwPreferencesGroup *environment;
  AdwPreferencesGroup *recent;

  /* owned */
  GSettings           *settings;
  GCancellable        *cancellable;   /* of the dialog */
  GCancellable        *check;         /* of looking up the program */
  GPtrArray           *variable_rows; /* of VmpLaunchVariableRow, borrowed */
  GPtrArray           *recent_rows;   /* borrowed */

  guint                check_timeout;
};

enum
{
  LAUNCH,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpLaunchDialog, vmp_launch_dialog, ADW_TYPE_DIALOG)

static const char *
get_command (VmpLaunchDialog *self)
{
  return gtk_editable_get_text (GTK_EDITABLE (self->command));
}

static GStrv
dup_changes (VmpLaunchDialog *self)
{
  g_autoptr (GStrvBuilder) builder = g_strv_builder_new ();

  for (guint i = 0; i < self->variable_rows->len; i++)
    {
      char *change = vmp_launch_variable_row_dup_change (self->variable_rows->pdata[i]);

      if (change != NULL)
        g_strv_builder_take (builder, change);
    }
  return g_strv_builder_end (builder);
}

/* What was typed, with ~ for the home folder; "" where nothing was. */
static char *
dup_path (AdwEntryRow *row)
{
  const char *text = gtk_editable_get_text (GTK_EDITABLE (row));

  if (g_str_equal (text, "~"))
    return g_strdup (g_get_home_dir ());
  if (g_str_has_prefix (text, "~/"))
    return g_build_filename (g_get_home_dir (), text + 2, NULL);
  return *text != '\0' ? g_canonicalize_filename (text, NULL) : g_strdup ("");
}

static char *
dup_directory (VmpLaunchDialog *self)
{
  return dup_path (self->directory);
}

static VmpLaunchSpec *
create_spec (VmpLaunchDialog *self, GError **error)
{
  g_auto (GStrv) changes = dup_changes (self);
  g_autofree char *directory = dup_directory (self);

  return vmp_launch_spec_new (get_command (self), (const char *const *) changes, directory,
                              adw_switch_row_get_active (self->terminal), error);
}

static void
show_message (VmpLaunchDialog *self, const char *text, gboolean wrong, gboolean offer_shell)
{
  gtk_widget_set_visible (self->message_row, text != NULL);
  gtk_widget_set_visible (self->use_shell, offer_shell);
  if (wrong)
    gtk_widget_add_css_class (GTK_WIDGET (self->command), "error");
  else
    gtk_widget_remove_css_class (GTK_WIDGET (self->command), "error");
  if (g_strcmp0 (gtk_label_get_text (self->message), text) != 0)
    {
      gtk_label_set_text (self->message, text != NULL ? text : "");
      if (text != NULL)
        gtk_accessible_announce (GTK_ACCESSIBLE (self->message), text, GTK_ACCESSIBLE_ANNOUNCEMENT_PRIORITY_MEDIUM);
    }
}

static char *
dup_program_message (VmpLaunchProgram program, const char *name)
{
  switch (program)
    {
    case VMP_LAUNCH_PROGRAM_UNKNOWN:
      if (strchr (name, '=') != NULL)
        return g_strdup (_("Variables are set below, under Environment; the command begins with the program."));
      return g_strdup_printf (_("There is no program “%s” in the folders of PATH. One elsewhere needs its path."), name);
    case VMP_LAUNCH_PROGRAM_NO_FILE:
      return g_strdup_printf (_("There is no file “%s”."), name);
    case VMP_LAUNCH_PROGRAM_FOLDER:
      return g_strdup_printf (_("“%s” is a folder, not a program."), name);
    case VMP_LAUNCH_PROGRAM_NOT_EXECUTABLE:
      return g_strdup_printf (_("“%s” may not be executed; chmod +x allows it."), name);
    case VMP_LAUNCH_PROGRAM_FOUND:
    default:
      return NULL;
    }
}

static void
look_up_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const VmpLaunchSpec *spec = data;
  g_auto (GStrv) inherited = g_get_environ ();
  g_auto (GStrv) envp = vmp_launch_dup_environment ((const char *const *) inherited, (const char *const *) spec->environment);

  g_task_return_int (task, vmp_launch_look_up_program (spec->argv[0], (const char *const *) envp, spec->directory));
}

static void
looked_up_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpLaunchDialog *self = VMP_LAUNCH_DIALOG (source);
  g_autoptr (GError) error = NULL;
  gssize program = g_task_propagate_int (G_TASK (result), &error);
  const VmpLaunchSpec *spec = g_task_get_task_data (G_TASK (result));
  g_autofree char *text = NULL;

  if (error != NULL)
    return;
  text = dup_program_message (program, spec->argv[0]);
  if (text != NULL)
    show_message (self, text, TRUE, FALSE);
}

static gboolean
check_program_cb (gpointer data)
{
  VmpLaunchDialog *self = data;
  VmpLaunchSpec *spec = create_spec (self, NULL);
  g_autoptr (GTask) task = NULL;

  self->check_timeout = 0;
  if (spec == NULL)
    return G_SOURCE_REMOVE;
  task = g_task_new (self, self->check, looked_up_cb, NULL);
  g_task_set_task_data (task, spec, (GDestroyNotify) vmp_launch_spec_free);
  g_task_run_in_thread (task, look_up_thread);
  return G_SOURCE_REMOVE;
}

/* What was asked about before is of no interest any more. */
static void
schedule_check (VmpLaunchDialog *self)
{
  g_cancellable_cancel (self->check);
  g_clear_object (&self->check);
  self->check = g_cancellable_new ();
  g_clear_handle_id (&self->check_timeout, g_source_remove);
  self->check_timeout = g_timeout_add (CHECK_MSEC, check_program_cb, self);
}

static void
show_words (VmpLaunchDialog *self, GStrv argv)
{
  g_autofree char *title = NULL;
  guint n = argv != NULL ? g_strv_length (argv) : 0;

  for (GtkWidget *word; (word = gtk_widget_get_first_child (GTK_WIDGET (self->words))) != NULL;)
    adw_wrap_box_remove (self->words, word);
  for (guint i = 0; i < n; i++)
    {
      GtkWidget *word = gtk_label_new (*argv[i] != '\0' ? argv[i] : " ");

      gtk_label_set_ellipsize (GTK_LABEL (word), PANGO_ELLIPSIZE_MIDDLE);
      gtk_label_set_single_line_mode (GTK_LABEL (word), TRUE);
      gtk_label_set_selectable (GTK_LABEL (word), FALSE);
      gtk_widget_set_tooltip_text (word, argv[i]);
      gtk_widget_add_css_class (word, "launch-word");
      gtk_widget_add_css_class (word, "monospace");
      adw_wrap_box_append (self->words, word);
    }
  if (n > 1)
    title = g_strdup_printf (ngettext ("The command is %u word: the program, and what it is given",
                                       "The command is %u words: the program, and what it is given", n), n);
  else
    title = g_strdup (n == 1 ? _("The command is one word, the program") : _("The words of the command appear here"));
  gtk_label_set_text (self->words_title, title);
}

static void
show_syntax (VmpLaunchDialog *self, const char *syntax)
{
  g_autofree char *text = NULL;

  if (syntax == NULL)
    {
      show_message (self, NULL, FALSE, FALSE);
      return;
    }
  /* Translators: a character such as | or * */
  text = g_strdup_printf (_("No shell here: “%s” is handed to the program as it is. For what a shell does with it use sh -c '…'."),
                          syntax);
  show_message (self, text, FALSE, TRUE);
}

static void
update (VmpLaunchDialog *self)
{
  g_autoptr (GError) error = NULL;
  g_auto (GStrv) argv = vmp_launch_split_command (get_command (self), &error);

  show_words (self, argv);
  if (argv != NULL)
    show_syntax (self, vmp_launch_find_shell_syntax (get_command (self)));
  else if (g_error_matches (error, G_SHELL_ERROR, G_SHELL_ERROR_EMPTY_STRING))
    show_message (self, NULL, FALSE, FALSE);
  else
    show_message (self, _("A quote is opened and not closed, or a backslash stands at the end."), TRUE, FALSE);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "dialog.launch", argv != NULL);
  schedule_check (self);
}

static void
set_command (VmpLaunchDialog *self, const char *command)
{
  gtk_editable_set_text (GTK_EDITABLE (self->command), command);
  gtk_editable_set_position (GTK_EDITABLE (self->command), -1);
}

static void
use_shell_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunchDialog *self = VMP_LAUNCH_DIALOG (widget);
  g_autofree char *command = vmp_launch_dup_for_shell (get_command (self));

  set_command (self, command);
  gtk_widget_grab_focus (GTK_WIDGET (self->command));
}

static void
remove_variable_cb (VmpLaunchDialog *self, VmpLaunchVariableRow *row)
{
  g_ptr_array_remove (self->variable_rows, row);
  adw_preferences_group_remove (self->environment, GTK_WIDGET (row));
  update (self);
}

static GtkWidget *
add_variable (VmpLaunchDialog *self, const char *change)
{
  GtkWidget *row = vmp_launch_variable_row_new (change);

  g_signal_connect_object (row, "removed", G_CALLBACK (remove_variable_cb), self, G_CONNECT_SWAPPED);
  /* PATH decides which program it is. */
  g_signal_connect_object (row, "changed", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
  adw_preferences_group_add (self->environment, row);
  g_ptr_array_add (self->variable_rows, row);
  return row;
}

static void
add_variable_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_grab_focus (add_variable (VMP_LAUNCH_DIALOG (widget), NULL));
}

static void
folder_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpLaunchDialog) self = user_data;
  g_autoptr (GFile) folder = gtk_file_dialog_select_folder_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (folder != NULL && g_file_peek_path (folder) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->directory), g_file_peek_path (folder));
}

static void
program_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpLaunchDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL)
    vmp_launch_dialog_set_program (self, g_file_peek_path (file));
}

static void
record_file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpLaunchDialog) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);

  if (file != NULL && g_file_peek_path (file) != NULL)
    gtk_editable_set_text (GTK_EDITABLE (self->record_file), g_file_peek_path (file));
}

static void
choose_record_file_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunchDialog *self = VMP_LAUNCH_DIALOG (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();

  gtk_file_dialog_set_initial_name (dialog, "recording.vmp");
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable, record_file_chosen_cb, g_object_ref (self));
}

static void
choose_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunchDialog *self = VMP_LAUNCH_DIALOG (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *directory = dup_directory (self);
  g_autoptr (GFile) folder = *directory != '\0' ? g_file_new_for_path (directory) : NULL;
  GtkWindow *parent = GTK_WINDOW (gtk_widget_get_root (widget));

  if (folder != NULL)
    gtk_file_dialog_set_initial_folder (dialog, folder);
  if (g_str_equal (action_name, "dialog.choose-folder"))
    gtk_file_dialog_select_folder (dialog, parent, self->cancellable, folder_chosen_cb, g_object_ref (self));
  else
    gtk_file_dialog_open (dialog, parent, self->cancellable, program_chosen_cb, g_object_ref (self));
}

static void
launch_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  g_autoptr (VmpLaunchDialog) self = g_object_ref (VMP_LAUNCH_DIALOG (widget));
  g_autoptr (VmpLaunchSpec) spec = create_spec (self, NULL);

  if (spec == NULL)
    return;
  if (adw_switch_row_get_active (self->record))
    {
      g_autofree char *path = dup_path (self->record_file);

      vmp_launch_spec_record (spec, path);
    }
  vmp_launch_recent_add (self->settings, spec);
  adw_dialog_close (ADW_DIALOG (self));
  g_signal_emit (self, signals[LAUNCH], 0, spec);
}

static void
activated_cb (VmpLaunchDialog *self)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "dialog.launch", NULL);
}

static void show_recent (VmpLaunchDialog *self);

static void
recent_activated_cb (GtkWidget *row, VmpLaunchDialog *self)
{
  vmp_launch_dialog_set_spec (self, g_object_get_data (G_OBJECT (row), "spec"));
  gtk_widget_grab_focus (GTK_WIDGET (self->command));
}

static void
recent_removed_cb (GtkWidget *button, VmpLaunchDialog *self)
{
  GtkWidget *row = gtk_widget_get_ancestor (button, ADW_TYPE_ACTION_ROW);

  vmp_launch_recent_remove (self->settings, g_object_get_data (G_OBJECT (row), "spec"));
  show_recent (self);
}

static void
clear_recent_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunchDialog *self = VMP_LAUNCH_DIALOG (widget);

  g_settings_reset (self->settings, "launch-recent");
  show_recent (self);
}

static GtkWidget *
create_recent_row (VmpLaunchDialog *self, const VmpLaunchSpec *spec)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *button = gtk_button_new_from_icon_name ("edit-delete-symbolic");

  g_object_set (row, "use-markup", FALSE, "title-lines", 2, "subtitle-lines", 1, "activatable", TRUE, NULL);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), spec->command);
  if (*spec->directory != '\0')
    adw_action_row_set_subtitle (ADW_ACTION_ROW (row), spec->directory);
  g_object_set_data_full (G_OBJECT (row), "spec", vmp_launch_spec_copy (spec), (GDestroyNotify) vmp_launch_spec_free);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_widget_set_tooltip_text (button, _("Forget This Command"));
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, _("Forget This Command"), -1);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
  g_signal_connect_object (row, "activated", G_CALLBACK (recent_activated_cb), self, 0);
  g_signal_connect_object (button, "clicked", G_CALLBACK (recent_removed_cb), self, 0);
  return row;
}

static void
show_recent (VmpLaunchDialog *self)
{
  g_autoptr (GPtrArray) specs = vmp_launch_recent_load (self->settings);

  for (guint i = 0; i < self->recent_rows->len; i++)
    adw_preferences_group_remove (self->recent, self->recent_rows->pdata[i]);
  g_ptr_array_set_size (self->recent_rows, 0);
  for (guint i = 0; i < specs->len; i++)
    {
      GtkWidget *row = create_recent_row (self, specs->pdata[i]);

      adw_preferences_group_add (self->recent, row);
      g_ptr_array_add (self->recent_rows, row);
    }
  gtk_widget_set_visible (GTK_WIDGET (self->recent), specs->len > 0);
}

static gboolean
drop_cb (VmpLaunchDialog *self, const GValue *value)
{
  GFile *file = g_value_get_object (value);

  if (file == NULL || g_file_peek_path (file) == NULL)
    return FALSE;
  vmp_launch_dialog_set_program (self, g_file_peek_path (file));
  return TRUE;
}

static void
vmp_launch_dialog_dispose (GObject *object)
{
  VmpLaunchDialog *self = VMP_LAUNCH_DIALOG (object);

  g_cancellable_cancel (self->cancellable);
  g_cancellable_cancel (self->check);
  g_clear_handle_id (&self->check_timeout, g_source_remove);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_LAUNCH_DIALOG);

  G_OBJECT_CLASS (vmp_launch_dialog_parent_class)->dispose (object);
}

static void
vmp_launch_dialog_finalize (GObject *object)
{
  VmpLaunchDialog *self = VMP_LAUNCH_DIALOG (object);

  g_clear_object (&self->cancellable);
  g_clear_object (&self->check);
  g_clear_object (&self->settings);
  g_ptr_array_unref (self->variable_rows);
  g_ptr_array_unref (self->recent_rows);

  G_OBJECT_CLASS (vmp_launch_dialog_parent_class)->finalize (object);
}

static void
bind_template (GtkWidgetClass *widget_class)
{
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/dialogs/vmp-launch-dialog.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, command);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, message_row);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, message);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, use_shell);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, words);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, words_title);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, directory);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, terminal);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, name_memory);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, record);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, record_file);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, environment);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchDialog, recent);
  gtk_widget_class_bind_template_callback (widget_class, update);
  gtk_widget_class_bind_template_callback (widget_class, activated_cb);
}

static void
vmp_launch_dialog_class_init (VmpLaunchDialogClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_launch_dialog_dispose;
  object_class->finalize = vmp_launch_dialog_finalize;

  signals[LAUNCH] = g_signal_new ("launch", VMP_TYPE_LAUNCH_DIALOG, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                                  G_TYPE_NONE, 1, G_TYPE_POINTER);

  bind_template (widget_class);
  gtk_widget_class_install_action (widget_class, "dialog.launch", NULL, launch_action);
  gtk_widget_class_install_action (widget_class, "dialog.use-shell", NULL, use_shell_action);
  gtk_widget_class_install_action (widget_class, "dialog.add-variable", NULL, add_variable_action);
  gtk_widget_class_install_action (widget_class, "dialog.choose-folder", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "dialog.choose-program", NULL, choose_action);
  gtk_widget_class_install_action (widget_class, "dialog.choose-record-file", NULL, choose_record_file_action);
  gtk_widget_class_install_action (widget_class, "dialog.clear-recent", NULL, clear_recent_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_Return, GDK_CONTROL_MASK, "dialog.launch", NULL);
}

static void
vmp_launch_dialog_init (VmpLaunchDialog *self)
{
  GtkDropTarget *drop = gtk_drop_target_new (G_TYPE_FILE, GDK_ACTION_COPY);

  self->cancellable = g_cancellable_new ();
  self->variable_rows = g_ptr_array_new ();
  self->recent_rows = g_ptr_array_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (drop, "drop", G_CALLBACK (drop_cb), self, G_CONNECT_SWAPPED);
  gtk_widget_add_controller (GTK_WIDGET (self), GTK_EVENT_CONTROLLER (drop));
}

AdwDialog *
vmp_launch_dialog_new (GSettings *settings)
{
  VmpLaunchDialog *self = g_object_new (VMP_TYPE_LAUNCH_DIALOG, NULL);
  g_autoptr (GPtrArray) specs = vmp_launch_recent_load (settings);

  self->settings = g_object_ref (settings);
  g_settings_bind (settings, "launch-name-memory", self->name_memory, "active", G_SETTINGS_BIND_DEFAULT);
  g_settings_bind (settings, "launch-record", self->record, "active", G_SETTINGS_BIND_DEFAULT);
  show_recent (self);
  if (specs->len > 0)
    vmp_launch_dialog_set_spec (self, specs->pdata[0]);
  update (self);
  return ADW_DIALOG (self);
}

void
vmp_launch_dialog_set_spec (VmpLaunchDialog *self, const VmpLaunchSpec *spec)
{
  g_return_if_fail (VMP_IS_LAUNCH_DIALOG (self));

  while (self->variable_rows->len > 0)
    remove_variable_cb (self, self->variable_rows->pdata[0]);
  for (guint i = 0; spec->environment[i] != NULL; i++)
    add_variable (self, spec->environment[i]);
  set_command (self, spec->command);
  gtk_editable_set_text (GTK_EDITABLE (self->directory), spec->directory);
  adw_switch_row_set_active (self->terminal, spec->terminal);
}

void
vmp_launch_dialog_set_program (VmpLaunchDialog *self, const char *path)
{
  const char *argv[] = { path, NULL };
  g_autoptr (VmpLaunchSpec) spec = NULL;

  g_return_if_fail (VMP_IS_LAUNCH_DIALOG (self));

  spec = vmp_launch_spec_new_for_argv (argv);
  set_command (self, spec->command);
  gtk_widget_grab_focus (GTK_WIDGET (self->command));
}
