/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching from login on, without a window, if the user wants that: the setting "autostart" made true. */

#include "config.h"

#include "vmp-autostart.h"

#include <errno.h>
#include <glib/gi18n.h>
#include <glib/gstdio.h>
#include <string.h>

#include "vmp-portal.h"

#define SETTING "autostart"
#define GROUP G_KEY_FILE_DESKTOP_GROUP

struct _VmpAutostart
{
  GObject       parent_instance;

  /* owned */
  GSettings    *settings;
  GFileMonitor *file_monitor;   /* NULL in a sandbox */
  GCancellable *cancellable;

  /* borrowed */
  GApplication *application;

  gboolean      sandboxed;
  gboolean      is;             /* what holds as far as is known: of the file, or as the portal said */
  gboolean      wanted;         /* what was asked for last */
  guint         n_changing;     /* questions and writes under way */
};

G_DEFINE_FINAL_TYPE (VmpAutostart, vmp_autostart, G_TYPE_OBJECT)

char *
vmp_autostart_dup_path (void)
{
  return g_build_filename (g_get_user_config_dir (), "autostart", VMP_APP_ID ".desktop", NULL);
}

/* --- the file --- */

/* A word of a command as desktop entries have it. */
static char *
dup_quoted (const char *word)
{
  GString *quoted = g_string_new ("\"");

  for (const char *at = word; *at != '\0'; at++)
    {
      if (strchr ("\"`$\\", *at) != NULL)
        g_string_append_c (quoted, '\\');
      else if (*at == '%')
        g_string_append_c (quoted, '%');
      g_string_append_c (quoted, *at);
    }
  g_string_append_c (quoted, '"');
  return g_string_free (quoted, FALSE);
}

static gboolean
write_file (const char *path, GError **error)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();
  g_autofree char *folder = g_path_get_dirname (path);
  g_autofree char *program = dup_quoted (VMP_BINDIR "/vm-profiler");
  g_autofree char *command = g_strconcat (program, " --background", NULL);

  g_key_file_set_string (file, GROUP, G_KEY_FILE_DESKTOP_KEY_TYPE, G_KEY_FILE_DESKTOP_TYPE_APPLICATION);
  g_key_file_set_string (file, GROUP, G_KEY_FILE_DESKTOP_KEY_NAME, _("Virtual Memory Profiler"));
  g_key_file_set_string (file, GROUP, G_KEY_FILE_DESKTOP_KEY_COMMENT, _("Watches by the rules of alerts, without a window"));
  g_key_file_set_string (file, GROUP, G_KEY_FILE_DESKTOP_KEY_ICON, VMP_APP_ID);
  g_key_file_set_string (file, GROUP, G_KEY_FILE_DESKTOP_KEY_EXEC, command);
  g_key_file_set_boolean (file, GROUP, G_KEY_FILE_DESKTOP_KEY_TERMINAL, FALSE);
  g_mkdir_with_parents (folder, 0700);
  return g_key_file_save_to_file (file, path, error);
}

static gboolean
remove_file (const char *path, GError **error)
{
  int errsv;

  if (g_unlink (path) == 0 || errno == ENOENT)
    return TRUE;
  errsv = errno;
  g_set_error_literal (error, G_FILE_ERROR, g_file_error_from_errno (errsv), g_strerror (errsv));
  return FALSE;
}

/* Other programs switch it off by either key. */
static gboolean
read_file (const char *path)
{
  g_autoptr (GKeyFile) file = g_key_file_new ();

  return g_key_file_load_from_file (file, path, G_KEY_FILE_NONE, NULL)
         && !g_key_file_get_boolean (file, GROUP, G_KEY_FILE_DESKTOP_KEY_HIDDEN, NULL)
         && (!g_key_file_has_key (file, GROUP, "X-GNOME-Autostart-enabled", NULL)
             || g_key_file_get_boolean (file, GROUP, "X-GNOME-Autostart-enabled", NULL));
}

static void
read_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = vmp_autostart_dup_path ();

  g_task_return_boolean (task, read_file (path));
}

static void
change_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  g_autofree char *path = vmp_autostart_dup_path ();
  GError *error = NULL;

  if (data != NULL ? write_file (path, &error) : remove_file (path, &error))
    g_task_return_boolean (task, data != NULL);
  else
    g_task_return_error (task, error);
}

/* --- what holds --- */

static void
know (VmpAutostart *self, gboolean is)
{
  self->is = is;
  if (g_settings_get_boolean (self->settings, SETTING) != is)
    g_settings_set_boolean (self->settings, SETTING, is);
}

static void
tell_failure (VmpAutostart *self, const char *reason)
{
  g_autoptr (GNotification) notification = g_notification_new (_("Watching from login could not be changed"));

  g_notification_set_body (notification, reason);
  g_notification_set_default_action (notification, "app.preferences");
  g_application_send_notification (self->application, "autostart", notification);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpAutostart *self = VMP_AUTOSTART (source);
  gboolean is = g_task_propagate_boolean (G_TASK (result), NULL);

  if (!g_cancellable_is_cancelled (self->cancellable) && self->n_changing == 0)
    know (self, is);
}

static void
read_anew (VmpAutostart *self)
{
  g_autoptr (GTask) task = g_task_new (self, self->cancellable, read_cb, NULL);

  g_task_run_in_thread (task, read_thread);
}

static void
file_changed_cb (VmpAutostart *self)
{
  if (self->n_changing == 0)
    read_anew (self);
}

static void setting_changed_cb (VmpAutostart *self);

/* The setting may have been changed again meanwhile: what the user wants now is not taken back for what was wanted before. */
static void
changed (VmpAutostart *self, gboolean is, const char *failure)
{
  self->n_changing--;
  self->is = is;
  if (failure != NULL && g_settings_get_boolean (self->settings, SETTING) == self->wanted)
    {
      know (self, is);
      tell_failure (self, failure);
    }
  else
    setting_changed_cb (self);
}

static void
file_written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpAutostart *self = VMP_AUTOSTART (source);
  g_autoptr (GError) error = NULL;
  gboolean is = g_task_propagate_boolean (G_TASK (result), &error);

  if (!g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    changed (self, error == NULL ? is : self->is, error != NULL ? error->message : NULL);
}

static void
portal_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpAutostart *self = user_data;
  VmpPortalAnswer answer;
  gboolean is;

  if (!vmp_portal_request_background_finish (result, &answer, &is, NULL))
    return;
  if (answer == VMP_PORTAL_NONE)
    changed (self, FALSE, _("This desktop has no portal for programs that run without a window."));
  else if (is != self->wanted)
    changed (self, is, _("The desktop does not allow it."));
  else
    changed (self, is, NULL);
}

static void
setting_changed_cb (VmpAutostart *self)
{
  gboolean wanted = g_settings_get_boolean (self->settings, SETTING);
  g_autoptr (GTask) task = NULL;

  if (wanted == self->is || self->n_changing > 0)
    return;
  self->n_changing++;
  self->wanted = wanted;
  if (self->sandboxed)
    {
      vmp_portal_request_background_async (g_application_get_dbus_connection (self->application), wanted, self->cancellable,
                                           portal_answered_cb, self);
      return;
    }
  task = g_task_new (self, self->cancellable, file_written_cb, NULL);
  g_task_set_task_data (task, GINT_TO_POINTER (wanted), NULL);
  g_task_run_in_thread (task, change_thread);
}

static void
watch_file (VmpAutostart *self)
{
  g_autofree char *path = vmp_autostart_dup_path ();
  g_autoptr (GFile) file = g_file_new_for_path (path);

  self->file_monitor = g_file_monitor_file (file, G_FILE_MONITOR_NONE, NULL, NULL);
  if (self->file_monitor != NULL)
    g_signal_connect_object (self->file_monitor, "changed", G_CALLBACK (file_changed_cb), self, G_CONNECT_SWAPPED);
  read_anew (self);
}

static void
vmp_autostart_dispose (GObject *object)
{
  VmpAutostart *self = VMP_AUTOSTART (object);

  g_cancellable_cancel (self->cancellable);
  if (self->file_monitor != NULL)
    g_file_monitor_cancel (self->file_monitor);
  g_clear_object (&self->file_monitor);
  if (self->settings != NULL)
    g_signal_handlers_disconnect_by_data (self->settings, self);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (vmp_autostart_parent_class)->dispose (object);
}

static void
vmp_autostart_finalize (GObject *object)
{
  g_object_unref (VMP_AUTOSTART (object)->cancellable);

  G_OBJECT_CLASS (vmp_autostart_parent_class)->finalize (object);
}

static void
vmp_autostart_class_init (VmpAutostartClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_autostart_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmp_autostart_finalize;
}

static void
vmp_autostart_init (VmpAutostart *self)
{
  self->cancellable = g_cancellable_new ();
}

VmpAutostart *
vmp_autostart_new (GApplication *application, GSettings *settings, gboolean sandboxed)
{
  VmpAutostart *self = g_object_new (VMP_TYPE_AUTOSTART, NULL);

  self->application = application;
  self->settings = g_object_ref (settings);
  self->sandboxed = sandboxed;
  self->is = g_settings_get_boolean (settings, SETTING);
  g_signal_connect_object (settings, "changed::" SETTING, G_CALLBACK (setting_changed_cb), self, G_CONNECT_SWAPPED);
  if (!sandboxed)
    watch_file (self);
  return self;
}
