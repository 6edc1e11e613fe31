/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The output of a program that was launched from the window, its state, and its end. */

#include "config.h"

#include "vmp-launch-page.h"

#include <glib/gi18n.h>
#include <signal.h>

#include "../vmp-preferences.h"
#include "../widgets/vmp-label.h"
#include "../widgets/vmp-launch-console.h"
#include "../widgets/vmp-launch-result.h"

struct _VmpLaunchPage
{
  AdwBin            parent_instance;

  /* template children */
  GtkStack         *stack;
  AdwStatusPage    *failure;
  GtkLabel         *remark;
  GtkLabel         *state;
  VmpLaunchConsole *console;
  VmpLaunchResult  *result;

  /* owned */
  VmpLaunch        *launch;     /* NULL: none */
  GCancellable     *cancellable;

  guint             clock;
};

G_DEFINE_FINAL_TYPE (VmpLaunchPage, vmp_launch_page, ADW_TYPE_BIN)

char *
vmp_launch_dup_state (VmpLaunch *launch)
{
  char elapsed[VMP_FORMAT_SIZE];
  gint64 seconds_nsec = vmp_launch_get_elapsed_nsec (launch) / G_GINT64_CONSTANT (1000000000) * G_GINT64_CONSTANT (1000000000);

  switch (vmp_launch_get_state (launch))
    {
    case VMP_LAUNCH_STATE_RUNNING:
      /* Translators: a number, a length of time */
      return g_strdup_printf (_("Process %d, running for %s"), vmp_launch_get_pid (launch),
                              vmp_format_duration (elapsed, seconds_nsec));
    case VMP_LAUNCH_STATE_STOPPED:
      return g_strdup_printf (_("Process %d, halted by a signal until it is continued"), vmp_launch_get_pid (launch));
    case VMP_LAUNCH_STATE_ENDED:
      return vmp_launch_dup_end (launch);
    case VMP_LAUNCH_STATE_LOST:
      return g_strdup (_("What became of it is not known: the part that watched it has gone"));
    case VMP_LAUNCH_STATE_FAILED:
      return g_strdup (vmp_launch_get_error (launch));
    case VMP_LAUNCH_STATE_NEW:
    case VMP_LAUNCH_STATE_STARTING:
    default:
      return g_strdup (_("Starting…"));
    }
}

static void
update_state (VmpLaunchPage *self)
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

static const char *
get_remark (VmpLaunch *launch)
{
  switch (vmp_launch_get_tracing (launch))
    {
    case VMP_LAUNCH_PRIVILEGED:
      return _("Its file gives it rights of another user, which it would lose if it were held at its start and its end. It was let "
               "go: the first moments are not measured, nor its exact peak.");
    case VMP_LAUNCH_FORBIDDEN:
      return _("This system does not allow a program to be held at its start and its end: the first moments are not measured, nor "
               "its exact peak.");
    case VMP_LAUNCH_IS_TRACED:
    default:
      return vmp_launch_has_lost_privileges (launch)
             ? _("It started a program that should have got rights of another user and did not get them, because it is watched "
                 "up to its end. “vmp run --untraced” in a terminal leaves them to it.")
             : NULL;
    }
}

static void
update_remark (VmpLaunchPage *self)
{
  const char *remark = get_remark (self->launch);

  if (remark != NULL)
    gtk_label_set_text (self->remark, remark);
  gtk_widget_set_visible (GTK_WIDGET (self->remark), remark != NULL);
}

static void
update_actions (VmpLaunchPage *self)
{
  gboolean alive = self->launch != NULL && vmp_launch_is_alive (self->launch);

  gtk_widget_action_set_enabled (GTK_WIDGET (self), "launch.stop", alive);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "launch.kill", alive);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "launch.save", self->launch != NULL);
}

/* The description of a status page is markup. */
static void
show_failure (VmpLaunchPage *self)
{
  g_autofree char *text = g_markup_escape_text (vmp_launch_get_error (self->launch), -1);

  adw_status_page_set_description (self->failure, text);
}

static void
update (VmpLaunchPage *self)
{
  gboolean alive, failed, ended;

  update_actions (self);
  if (self->launch == NULL)
    return;
  alive = vmp_launch_is_alive (self->launch);
  failed = vmp_launch_get_state (self->launch) == VMP_LAUNCH_STATE_FAILED;
  ended = vmp_launch_get_state (self->launch) == VMP_LAUNCH_STATE_ENDED;
  update_state (self);
  update_remark (self);
  if (failed)
    show_failure (self);
  gtk_stack_set_visible_child_name (self->stack, failed ? "failure" : "output");
  gtk_widget_set_visible (GTK_WIDGET (self->result), ended);
  /* How it ended is told once, above what it used. */
  gtk_widget_set_visible (GTK_WIDGET (self->state), !ended);
  vmp_launch_result_set_launch (self->result, ended ? self->launch : NULL);
  if (alive && self->clock == 0)
    self->clock = g_timeout_add_seconds (1, clock_cb, self);
  else if (!alive)
    g_clear_handle_id (&self->clock, g_source_remove);
}

static void
output_cb (VmpLaunchPage *self)
{
  vmp_launch_console_update (self->console, vmp_launch_is_output_closed (self->launch));
}

static void
signal_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunchPage *self = VMP_LAUNCH_PAGE (widget);

  if (self->launch != NULL)
    vmp_launch_send_signal (self->launch, g_str_equal (action_name, "launch.kill") ? SIGKILL : SIGTERM);
}

static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpLaunchPage) self = user_data;
  g_autoptr (GError) error = NULL;
  AdwDialog *dialog;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error)
      || g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  dialog = adw_alert_dialog_new (_("The Output Could Not Be Saved"), error->message);
  adw_alert_dialog_add_response (ADW_ALERT_DIALOG (dialog), "close", _("_Close"));
  adw_dialog_present (dialog, GTK_WIDGET (self));
}

static void
file_chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpLaunchPage) self = user_data;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, NULL);
  g_autoptr (GBytes) bytes = NULL;

  if (file == NULL || self->launch == NULL)
    return;
  bytes = vmp_launch_output_dup_bytes (vmp_launch_get_output (self->launch));
  g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, self->cancellable, saved_cb,
                                       g_object_ref (self));
}

static void
save_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  VmpLaunchPage *self = VMP_LAUNCH_PAGE (widget);
  g_autoptr (GtkFileDialog) dialog = gtk_file_dialog_new ();
  g_autofree char *program = NULL, *name = NULL;

  if (self->launch == NULL)
    return;
  program = g_path_get_basename (vmp_launch_get_spec (self->launch)->argv[0]);
  name = g_strconcat (program, ".txt", NULL);
  gtk_file_dialog_set_title (dialog, _("Save the Output"));
  gtk_file_dialog_set_initial_name (dialog, name);
  gtk_file_dialog_save (dialog, GTK_WINDOW (gtk_widget_get_root (widget)), self->cancellable, file_chosen_cb,
                        g_object_ref (self));
}

static void
search_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  vmp_launch_console_search (VMP_LAUNCH_PAGE (widget)->console);
}

static void
copy_action (GtkWidget *widget, const char *action_name, GVariant *parameter)
{
  gtk_widget_activate_action (GTK_WIDGET (VMP_LAUNCH_PAGE (widget)->console), "output.copy", NULL);
}

static void
vmp_launch_page_dispose (GObject *object)
{
  VmpLaunchPage *self = VMP_LAUNCH_PAGE (object);

  g_cancellable_cancel (self->cancellable);
  g_clear_handle_id (&self->clock, g_source_remove);
  g_clear_object (&self->launch);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_LAUNCH_PAGE);

  G_OBJECT_CLASS (vmp_launch_page_parent_class)->dispose (object);
}

static void
vmp_launch_page_finalize (GObject *object)
{
  g_clear_object (&VMP_LAUNCH_PAGE (object)->cancellable);

  G_OBJECT_CLASS (vmp_launch_page_parent_class)->finalize (object);
}

static void
vmp_launch_page_class_init (VmpLaunchPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_launch_page_dispose;
  object_class->finalize = vmp_launch_page_finalize;

  g_type_ensure (VMP_TYPE_LAUNCH_CONSOLE);
  g_type_ensure (VMP_TYPE_LAUNCH_RESULT);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/pages/vmp-launch-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchPage, stack);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchPage, failure);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchPage, remark);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchPage, state);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchPage, console);
  gtk_widget_class_bind_template_child (widget_class, VmpLaunchPage, result);
  gtk_widget_class_install_action (widget_class, "launch.stop", NULL, signal_action);
  gtk_widget_class_install_action (widget_class, "launch.kill", NULL, signal_action);
  gtk_widget_class_install_action (widget_class, "launch.save", NULL, save_action);
  gtk_widget_class_install_action (widget_class, "launch.copy", NULL, copy_action);
  gtk_widget_class_install_action (widget_class, "launch.search", NULL, search_action);
  gtk_widget_class_add_binding_action (widget_class, GDK_KEY_f, GDK_CONTROL_MASK, "launch.search", NULL);
}

static void
vmp_launch_page_init (VmpLaunchPage *self)
{
  self->cancellable = g_cancellable_new ();
  gtk_widget_init_template (GTK_WIDGET (self));
  update_actions (self);
}

GtkWidget *
vmp_launch_page_new (void)
{
  return g_object_new (VMP_TYPE_LAUNCH_PAGE, NULL);
}

void
vmp_launch_page_set_launch (VmpLaunchPage *self, VmpLaunch *launch)
{
  g_return_if_fail (VMP_IS_LAUNCH_PAGE (self));

  if (self->launch == launch)
    return;
  if (self->launch != NULL)
    g_signal_handlers_disconnect_by_data (self->launch, self);
  g_clear_handle_id (&self->clock, g_source_remove);
  g_set_object (&self->launch, launch);
  vmp_launch_console_set_output (self->console, launch != NULL ? vmp_launch_get_output (launch) : NULL);
  if (launch != NULL)
    {
      g_signal_connect_object (launch, "notify::state", G_CALLBACK (update), self, G_CONNECT_SWAPPED);
      g_signal_connect_object (launch, "output", G_CALLBACK (output_cb), self, G_CONNECT_SWAPPED);
      output_cb (self);
    }
  update (self);
}

VmpLaunch *
vmp_launch_page_get_launch (VmpLaunchPage *self)
{
  g_return_val_if_fail (VMP_IS_LAUNCH_PAGE (self), NULL);

  return self->launch;
}
