/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program: its command line, its windows and what they share. */

#include "config.h"

#include "vmp-application.h"

#include <glib/gi18n.h>

#include "dialogs/vmp-about-dialog.h"
#include "dialogs/vmp-preferences-dialog.h"
#include "dialogs/vmp-unwritten-dialog.h"
#include "vmp-alert-notifier.h"
#include "vmp-alert-service.h"
#include "vmp-autostart.h"
#include "vmp-background.h"
#include "vmp-flight-recorder.h"
#include "vmp-live-recording.h"
#include "vmp-recording-file.h"
#include "vmp-replay-worker.h"
#include "vmp-monitor.h"
#include "vmp-options.h"
#include "vmp-window-launch.h"
#include "vmp-window.h"

struct _VmpApplication
{
  AdwApplication  parent_instance;

  /* owned */
  VmpMonitor     *monitor;
  GSettings      *settings;
  VmpAlertService *alerts;
  VmpAlertNotifier *notifier;
  VmpBackground  *background;
  VmpAutostart   *autostart;
};

G_DEFINE_FINAL_TYPE (VmpApplication, vmp_application, ADW_TYPE_APPLICATION)

static void
asked_to_quit_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;

  if (vmp_launch_ask_finish (result))
    g_application_quit (application);
}

static void
may_lose_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;
  g_autoptr (GPtrArray) launches = vmp_launch_list_alive ();

  if (vmp_unwritten_ask_finish (result))
    vmp_launch_ask_async (GTK_WIDGET (source), launches, asked_to_quit_cb, g_steal_pointer (&application));
}

/* What could not be written is not lost, and what was launched is not left alone, without a question. */
static void
quit_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = gtk_application_get_active_window (user_data);

  if (window != NULL)
    vmp_unwritten_ask_async (GTK_WIDGET (window), may_lose_cb, g_object_ref (user_data));
  else
    g_application_quit (user_data);
}

static void
show_page (VmpWindow *window, const VmpOptions *options)
{
  if (options->page != NULL && vmp_window_get_pages (window) != NULL)
    adw_view_stack_set_visible_child_name (vmp_window_get_pages (window), options->page);
}

static gboolean
is_sandboxed (void)
{
  return g_file_test ("/.flatpak-info", G_FILE_TEST_EXISTS);
}

static VmpWindow *
open_window (VmpApplication *self, const VmpOptions *options)
{
  VmpWindow *window = vmp_window_new (GTK_APPLICATION (self), self->monitor, self->settings);

  if (options->width > 0)
    gtk_window_set_default_size (GTK_WINDOW (window), options->width, options->height);
  else
    {
      g_settings_bind (self->settings, "window-width", window, "default-width", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (self->settings, "window-height", window, "default-height", G_SETTINGS_BIND_DEFAULT);
      g_settings_bind (self->settings, "window-maximized", window, "maximized", G_SETTINGS_BIND_DEFAULT);
    }
  vmp_window_set_sandboxed (window, is_sandboxed ());
  if (options->file != NULL)
    vmp_window_show_recording (window, options->file);
  else if (options->pid > 0)
    vmp_window_show_process (window, options->pid, 0);
  else
    vmp_window_show_start_page (window);
  show_page (window, options);
  gtk_window_present (GTK_WINDOW (window));

  /* Windows ask for themselves from here on. */
  vmp_monitor_withdraw_processes (self->monitor, self);
  return window;
}

/* The window to use where none is named: the one in front, or a new one. */
static GtkWindow *
get_window (VmpApplication *self)
{
  const VmpOptions options = { 0 };
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  return window != NULL ? window : GTK_WINDOW (open_window (self, &options));
}

/* What the desktop's menu asks for, maybe before there is a window. */
static void
activate_in_window (VmpApplication *self, const char *action_name)
{
  GtkWindow *window = get_window (self);

  gtk_window_present (window);
  gtk_widget_activate_action (GTK_WIDGET (window), action_name, NULL);
}

static void
launch_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  activate_in_window (user_data, "win.launch");
}

static void
open_demo_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  activate_in_window (user_data, "win.open-demo");
}

static void
about_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  GtkWindow *window = get_window (user_data);

  gtk_window_present (window);
  adw_dialog_present (vmp_about_dialog_new (), GTK_WIDGET (window));
}

static void
preferences_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VmpApplication *self = user_data;
  GtkWindow *window = get_window (self);

  gtk_window_present (window);
  adw_dialog_present (vmp_preferences_dialog_new (self->settings, vmp_window_get_pages (VMP_WINDOW (window))),
                      GTK_WIDGET (window));
}

static void
new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const VmpOptions options = { 0 };

  open_window (user_data, &options);
}

static void
show_in_new_window_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  const VmpOptions nothing = { 0 };
  gint32 pid;
  guint64 start_time_ticks;

  g_variant_get (parameter, "(it)", &pid, &start_time_ticks);
  vmp_window_show_process (open_window (user_data, &nothing), pid, start_time_ticks);
}

static VmpAlertRecord *
find_alert (VmpApplication *self, GVariant *parameter)
{
  return vmp_alert_history_find (vmp_alert_service_get_history (self->alerts), g_variant_get_string (parameter, NULL));
}

/* A notification was clicked: the process in front, or where that was of the machine the window. */
static void
show_alert_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VmpApplication *self = user_data;
  VmpAlertRecord *record = find_alert (self, parameter);
  GtkWindow *window = get_window (self);

  gtk_window_present (window);
  if (record == NULL)
    return;
  vmp_window_show_alert (VMP_WINDOW (window), record);
  vmp_alert_record_acknowledge (record);
}

static void
mute_alert_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VmpApplication *self = user_data;
  VmpAlertRecord *record = find_alert (self, parameter);

  if (record != NULL)
    vmp_alert_service_mute (self->alerts, record, 3600);
}

/* Told by a notification: no window need be there. */
static void
saved_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GApplication) application = user_data;
  g_autoptr (GError) error = NULL;
  g_autofree char *path = vmp_flight_recorder_save_finish (VMP_FLIGHT_RECORDER (source), result, &error);
  g_autofree char *name = path != NULL ? g_filename_display_name (path) : NULL;
  g_autoptr (GNotification) notification = g_notification_new (path != NULL ? _("The last minutes were saved")
                                                                             : _("The last minutes were not saved"));

  g_notification_set_body (notification, name != NULL ? name : error->message);
  g_application_send_notification (application, "alert-saved", notification);
}

static void
save_alert_action (GSimpleAction *action, GVariant *parameter, gpointer user_data)
{
  VmpApplication *self = user_data;
  VmpAlertRecord *record = find_alert (self, parameter);
  guint32 target = record != NULL ? vmp_alert_service_find_target (self->alerts, record) : 0;

  if (target != 0)
    vmp_flight_recorder_save_async (vmp_flight_recorder_get (self->monitor), target, NULL, NULL, saved_cb, g_object_ref (self));
}

static const GActionEntry actions[] = {
  { .name = "new-window", .activate = new_window_action },
  { .name = "launch", .activate = launch_action },
  { .name = "open-demo", .activate = open_demo_action },
  { .name = "show-in-new-window", .activate = show_in_new_window_action, .parameter_type = "(it)" },
  { .name = "show-alert", .activate = show_alert_action, .parameter_type = "s" },
  { .name = "save-alert", .activate = save_alert_action, .parameter_type = "s" },
  { .name = "mute-alert", .activate = mute_alert_action, .parameter_type = "s" },
  { .name = "preferences", .activate = preferences_action },
  { .name = "about", .activate = about_action },
  { .name = "quit", .activate = quit_action },
};

static void
set_accelerators (GtkApplication *self)
{
  static const struct
  {
    const char *action;
    const char *accelerators[2];
  } table[] = {
    { "app.quit", { "<Control>q", NULL } },
    { "app.new-window", { "<Control>n", NULL } },
    { "win.new-tab", { "<Control>t", NULL } },
    { "win.close-tab", { "<Control>w", NULL } },
    { "win.reopen-tab", { "<Control><Shift>t", NULL } },
    { "win.launch", { "<Control>l", NULL } },
    { "win.open-recording", { "<Control>o", NULL } },
    { "app.preferences", { "<Control>comma", NULL } },
    { "win.demo-panel", { "F9", NULL } },
    { "win.record", { "<Control>r", NULL } },
    { "win.stage", { "<Control>m", NULL } },
    { "win.add-note", { "<Control><Shift>m", NULL } },
    { "win.save-copy", { "<Control><Shift>s", NULL } },
    { "win.undo", { "<Control>z", NULL } },
    { "win.redo", { "<Control><Shift>z", NULL } },
    { "app.paused", { "<Control>p", NULL } },
    { "win.search", { "<Control>f", NULL } },
    { "win.show-shortcuts", { "<Control>question", NULL } },
  };

  for (guint i = 0; i < G_N_ELEMENTS (table); i++)
    gtk_application_set_accels_for_action (self, table[i].action, table[i].accelerators);
}

static void
start_alerts (VmpApplication *self, const char *boot_id)
{
  g_autofree char *history_path = vmp_alert_history_dup_default_path ();
  g_autofree char *baselines_path = vmp_alert_learned_dup_default_path ();

  self->alerts = vmp_alert_service_new (self->monitor, NULL, history_path);
  vmp_alert_service_keep_baselines (self->alerts, baselines_path);
  vmp_alert_service_set_boot_id (self->alerts, boot_id);
  self->notifier = vmp_alert_notifier_new (self->alerts, G_APPLICATION (self));
  self->background = vmp_background_new (GTK_APPLICATION (self), self->alerts, self->settings);
  self->autostart = vmp_autostart_new (G_APPLICATION (self), self->settings, is_sandboxed ());
}

static void
vmp_application_startup (GApplication *application)
{
  VmpApplication *self = VMP_APPLICATION (application);
  g_autoptr (VmpProcRoot) root = NULL;
  g_autoptr (GAction) interval = NULL;
  g_autoptr (GAction) command_line = NULL;
  g_autoptr (GPropertyAction) paused = NULL;
  g_autoptr (GError) error = NULL;

  /* First of all: the thread lists processes while GTK gets ready. */
  root = vmp_proc_root_new (NULL, &error);
  self->monitor = root != NULL ? vmp_monitor_new (root) : vmp_monitor_new_for_host (NULL);
  if (error != NULL)
    g_printerr (_("vm-profiler: nothing can be measured: %s\n"), error->message);
  vmp_monitor_request_processes (self->monitor, self, VMP_PROCESS_COLUMN_NONE);

  G_APPLICATION_CLASS (vmp_application_parent_class)->startup (application);

  self->settings = g_settings_new (VMP_APP_ID);
  interval = g_settings_create_action (self->settings, "interval-msec");
  g_action_map_add_action (G_ACTION_MAP (self), interval);
  command_line = g_settings_create_action (self->settings, "record-command-line");
  g_action_map_add_action (G_ACTION_MAP (self), command_line);
  paused = g_property_action_new ("paused", self->monitor, "paused");
  g_action_map_add_action (G_ACTION_MAP (self), G_ACTION (paused));
  g_settings_bind (self->settings, "interval-msec", self->monitor, "interval-msec", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "budget-percent", self->monitor, "budget-percent", G_SETTINGS_BIND_GET);
  g_settings_bind (self->settings, "longest-read-msec", self->monitor, "longest-read-msec", G_SETTINGS_BIND_GET);
  vmp_flight_recorder_get (self->monitor);
  start_alerts (self, root != NULL ? vmp_proc_root_get_boot_id (root) : "");
  g_action_map_add_action_entries (G_ACTION_MAP (self), actions, G_N_ELEMENTS (actions), self);
  set_accelerators (GTK_APPLICATION (self));
}

/* There is one program for all windows: who starts it again gets a tab in the window that is there. */
static void
follow_options (VmpApplication *self, const VmpOptions *options)
{
  GtkWindow *window = gtk_application_get_active_window (GTK_APPLICATION (self));

  if (options->background)
    {
      vmp_background_start (self->background);
      return;
    }
  if (window == NULL || options->new_window || options->width > 0)
    {
      open_window (self, options);
      return;
    }
  if (options->file != NULL)
    vmp_window_show_recording (VMP_WINDOW (window), options->file);
  else if (options->pid > 0)
    vmp_window_open_tab (VMP_WINDOW (window), options->pid, 0);
  show_page (VMP_WINDOW (window), options);
  gtk_window_present (window);
}

static int
vmp_application_command_line (GApplication *application, GApplicationCommandLine *command_line)
{
  g_auto (VmpOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (!vmp_options_read (g_application_command_line_get_options_dict (command_line), &options, &error))
    {
      g_application_command_line_printerr (command_line, "vm-profiler: %s\n", error->message);
      return 2;
    }
  follow_options (VMP_APPLICATION (application), &options);
  return 0;
}

/* Double clicked, or handed over by another program. */
static void
vmp_application_open (GApplication *application, GFile **files, int n_files, const char *hint)
{
  GtkWindow *window = get_window (VMP_APPLICATION (application));

  for (int i = 0; i < n_files; i++)
    {
      g_autofree char *path = g_file_get_path (files[i]);

      if (path != NULL)
        vmp_window_show_recording (VMP_WINDOW (window), path);
    }
  gtk_window_present (window);
}

/* The desktop started it, or its icon was clicked again. */
static void
vmp_application_activate (GApplication *application)
{
  gtk_window_present (get_window (VMP_APPLICATION (application)));
}

/* Bad input is answered here, before a display is needed. */
static int
vmp_application_handle_local_options (GApplication *application, GVariantDict *dict)
{
  g_auto (VmpOptions) options = { 0 };
  g_autoptr (GError) error = NULL;

  if (g_variant_dict_contains (dict, "version"))
    {
      g_print ("vm-profiler %s\n", VMP_VERSION);
      return 0;
    }
  if (!vmp_options_read (dict, &options, &error))
    {
      g_printerr ("vm-profiler: %s\n", error->message);
      return 2;
    }
  return -1;
}

static void
vmp_application_shutdown (GApplication *application)
{
  VmpApplication *self = VMP_APPLICATION (application);

  G_APPLICATION_CLASS (vmp_application_parent_class)->shutdown (application);

  vmp_live_recording_stop_all ();
  vmp_recording_file_leave_all ();
  vmp_replay_worker_wait_all ();
  vmp_launch_leave_all ();
  g_clear_object (&self->autostart);
  g_clear_object (&self->background);
  g_clear_object (&self->notifier);
  g_clear_object (&self->alerts);
  g_clear_object (&self->monitor);
  g_clear_object (&self->settings);
}

static void
vmp_application_class_init (VmpApplicationClass *klass)
{
  GApplicationClass *application_class = G_APPLICATION_CLASS (klass);

  application_class->startup = vmp_application_startup;
  application_class->shutdown = vmp_application_shutdown;
  application_class->activate = vmp_application_activate;
  application_class->open = vmp_application_open;
  application_class->command_line = vmp_application_command_line;
  application_class->handle_local_options = vmp_application_handle_local_options;
}

static void
vmp_application_init (VmpApplication *self)
{
  g_application_add_main_option_entries (G_APPLICATION (self), vmp_options_get_entries ());
  g_application_set_option_context_summary (G_APPLICATION (self),
                                            _("Shows what every byte of a process's memory is."));
}

VmpApplication *
vmp_application_new (void)
{
  return g_object_new (VMP_TYPE_APPLICATION,
                       "application-id", VMP_APP_ID,
                       "flags", G_APPLICATION_HANDLES_COMMAND_LINE | G_APPLICATION_HANDLES_OPEN,
                       NULL);
}
