/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Watching by rules that goes on when the last window is closed, if the user wants that. */

#include "config.h"

#include "vmp-background.h"

#include <glib/gi18n.h>

#include "vmp-portal.h"

#define SETTING "background"
#define NOTIFICATION "background"
#define END_NOTIFICATION "background-end"

struct _VmpBackground
{
  GObject          parent_instance;

  /* owned */
  GSettings       *settings;
  GCancellable    *cancellable;

  /* borrowed */
  GtkApplication  *application;
  VmpAlertService *service;

  gboolean         holds;
  gboolean         is_told;
};

G_DEFINE_FINAL_TYPE (VmpBackground, vmp_background, G_TYPE_OBJECT)

static gboolean
is_wanted (GSettings *settings, const char *answer)
{
  g_autofree char *chosen = g_settings_get_string (settings, SETTING);

  return g_str_equal (chosen, answer);
}

static void
tell (VmpBackground *self)
{
  g_autoptr (GNotification) notification = g_notification_new (_("Watching goes on without a window"));

  self->is_told = TRUE;
  g_notification_set_body (notification, _("Alerts are told as before. Open the program to see them."));
  g_notification_set_priority (notification, G_NOTIFICATION_PRIORITY_LOW);
  g_notification_set_default_action (notification, "app.new-window");
  g_notification_add_button (notification, _("Stop Watching"), "app.quit");
  g_application_send_notification (G_APPLICATION (self->application), NOTIFICATION, notification);
}

static void
tell_end (VmpBackground *self, const char *reason)
{
  g_autoptr (GNotification) notification = g_notification_new (_("Nothing is watched any more"));

  g_notification_set_body (notification, reason);
  g_notification_set_default_action (notification, "app.new-window");
  g_application_send_notification (G_APPLICATION (self->application), END_NOTIFICATION, notification);
}

static void
leave (VmpBackground *self)
{
  if (!self->holds)
    return;
  self->holds = self->is_told = FALSE;
  g_application_withdraw_notification (G_APPLICATION (self->application), NOTIFICATION);
  g_application_release (G_APPLICATION (self->application));
}

static void
portal_answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpBackground *self = user_data;
  VmpPortalAnswer answer;

  if (!vmp_portal_request_background_finish (result, &answer, NULL, NULL))
    return;
  if (answer != VMP_PORTAL_REFUSED || !self->holds)
    return;
  tell_end (self, _("The desktop does not let this program go on without a window."));
  leave (self);
}

/* Where there is a portal it keeps a list of what runs without windows, and may forbid it. It sets whether the program is started at login
 * with every answer, so that has to be said each time. */
static void
begin (VmpBackground *self)
{
  self->holds = TRUE;
  g_application_hold (G_APPLICATION (self->application));
  g_application_withdraw_notification (G_APPLICATION (self->application), END_NOTIFICATION);
  vmp_portal_request_background_async (g_application_get_dbus_connection (G_APPLICATION (self->application)),
                                       g_settings_get_boolean (self->settings, "autostart"), self->cancellable, portal_answered_cb, self);
}

static void
window_removed_cb (VmpBackground *self)
{
  if (self->holds || gtk_application_get_windows (self->application) != NULL || !is_wanted (self->settings, "yes")
      || !vmp_alert_service_is_watching (self->service))
    return;
  begin (self);
  tell (self);
}

/* Nothing to watch, nothing to stay for. */
static void
rules_changed_cb (VmpBackground *self)
{
  const char *problem = vmp_alert_service_get_problem (self->service);

  if (!self->holds)
    return;
  if (vmp_alert_service_is_watching (self->service))
    {
      if (!self->is_told)
        tell (self);
      return;
    }
  if (problem != NULL)
    tell_end (self, problem);
  leave (self);
}

void
vmp_background_start (VmpBackground *self)
{
  g_return_if_fail (VMP_IS_BACKGROUND (self));

  if (self->holds || gtk_application_get_windows (self->application) != NULL)
    return;
  begin (self);
  /* Else once the rules were read. */
  if (vmp_alert_service_is_watching (self->service))
    tell (self);
}

static void
vmp_background_dispose (GObject *object)
{
  VmpBackground *self = VMP_BACKGROUND (object);

  g_cancellable_cancel (self->cancellable);
  leave (self);
  g_clear_object (&self->settings);

  G_OBJECT_CLASS (vmp_background_parent_class)->dispose (object);
}

static void
vmp_background_finalize (GObject *object)
{
  g_object_unref (VMP_BACKGROUND (object)->cancellable);

  G_OBJECT_CLASS (vmp_background_parent_class)->finalize (object);
}

static void
vmp_background_class_init (VmpBackgroundClass *klass)
{
  G_OBJECT_CLASS (klass)->dispose = vmp_background_dispose;
  G_OBJECT_CLASS (klass)->finalize = vmp_background_finalize;
}

static void
vmp_background_init (VmpBackground *self)
{
  self->cancellable = g_cancellable_new ();
}

VmpBackground *
vmp_background_new (GtkApplication *application, VmpAlertService *service, GSettings *settings)
{
  VmpBackground *self = g_object_new (VMP_TYPE_BACKGROUND, NULL);

  self->application = application;
  self->service = service;
  self->settings = g_object_ref (settings);
  g_signal_connect_object (application, "window-removed", G_CALLBACK (window_removed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (application, "window-added", G_CALLBACK (leave), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "rules-changed", G_CALLBACK (rules_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

/* --- asking --- */

gboolean
vmp_background_has_to_ask (GtkWindow *window, VmpMonitor *monitor, GSettings *settings)
{
  GtkApplication *application = gtk_window_get_application (window);
  VmpAlertService *service = vmp_alert_service_get (monitor);
  GList *windows = application != NULL ? gtk_application_get_windows (application) : NULL;

  return service != NULL && windows != NULL && windows->next == NULL && vmp_alert_service_is_watching (service)
         && is_wanted (settings, "ask");
}

static void
answered_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (GtkWindow) window = user_data;
  const char *answer = adw_alert_dialog_choose_finish (ADW_ALERT_DIALOG (source), result);
  GSettings *settings = g_object_get_data (source, "settings");

  if (g_str_equal (answer, "cancel"))
    return;
  g_settings_set_string (settings, SETTING, answer);
  gtk_window_close (window);
}

void
vmp_background_ask (GtkWindow *window, GSettings *settings)
{
  AdwDialog *dialog = adw_alert_dialog_new (_("Go On Watching?"), NULL);
  AdwAlertDialog *alert = ADW_ALERT_DIALOG (dialog);

  adw_alert_dialog_set_body (alert, _("Rules are on. They can go on being watched without a window, and alerts be told by notifications. "
                                      "The preferences remember your answer."));
  adw_alert_dialog_add_responses (alert, "cancel", _("_Cancel"), "no", _("_Stop Watching"), "yes", _("_Go On"), NULL);
  adw_alert_dialog_set_response_appearance (alert, "yes", ADW_RESPONSE_SUGGESTED);
  adw_alert_dialog_set_default_response (alert, "yes");
  adw_alert_dialog_set_close_response (alert, "cancel");
  g_object_set_data_full (G_OBJECT (dialog), "settings", g_object_ref (settings), g_object_unref);
  adw_alert_dialog_choose (alert, GTK_WIDGET (window), NULL, answered_cb, g_object_ref (window));
}
