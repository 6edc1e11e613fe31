/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts as notifications of the desktop: sent when a rule is broken, withdrawn when that is over. */

#include "config.h"

#include "vmp-alert-notifier.h"

#include <glib/gi18n.h>

#include "report/vmp-alert-text.h"
#include "vmp-preferences.h"

/* Nobody reads more in a pop-up, and some daemons cut where they like. */
#define MOST_NAME_CHARACTERS 40
#define MOST_TITLE_CHARACTERS 120
#define MOST_EXPLANATION_CHARACTERS 400

struct _VmpAlertNotifier
{
  GObject          parent_instance;

  /* borrowed */
  GApplication    *application;
  VmpAlertService *service;
};

G_DEFINE_FINAL_TYPE (VmpAlertNotifier, vmp_alert_notifier, G_TYPE_OBJECT)

/* Some desktops take the body for markup and others show it as it is, so there is nothing in it that either could take for it. */
static char *
dup_plain (const char *text, glong most)
{
  GString *plain = g_string_new (NULL);
  glong n = 0;

  for (const char *at = text; *at != '\0'; at = g_utf8_next_char (at))
    {
      gunichar c = g_utf8_get_char (at);

      if (n++ == most)
        {
          g_string_append (plain, "…");
          break;
        }
      g_string_append_unichar (plain, c == '<' ? 0x2039 : c == '>' ? 0x203a : c == '&' ? '+' : c);
    }
  return g_string_free (plain, FALSE);
}

char *
vmp_alert_notifier_dup_title (const VmpAlertEntry *entry)
{
  g_autofree char *title = dup_plain (vmp_alert_text_translate (entry->title), MOST_TITLE_CHARACTERS);
  g_autofree char *name = dup_plain (entry->name, MOST_NAME_CHARACTERS);

  if (entry->pid == 0)
    return g_steal_pointer (&title);
  /* Translators: title of a notification: name of a program, number of its process, and which rule it broke. */
  return g_strdup_printf (_("%s (%d): %s"), name, entry->pid, title);
}

char *
vmp_alert_notifier_dup_body (const VmpAlertEntry *entry)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  g_autofree char *value = vmp_alert_text_dup_amount (entry->unit, entry->derived, entry->base, entry->value, units);
  g_autofree char *limit = vmp_alert_text_dup_limit (entry->unit, entry->derived, entry->base, entry->comparison, entry->limit, units);
  g_autofree char *explanation = dup_plain (vmp_alert_text_translate (entry->explanation), MOST_EXPLANATION_CHARACTERS);

  if (*explanation == '\0')
    /* Translators: a value, and from where on it is an alert: "Now 612 MiB; told when it is more than 600 MiB." */
    return g_strdup_printf (_("Now %s; told when it is %s."), value, limit);
  /* Translators: as before, and then what it means. */
  return g_strdup_printf (_("Now %s; told when it is %s.\n%s"), value, limit, explanation);
}

/* One for each rule and process: what is told again takes the place of what was told before. */
static char *
dup_id (const VmpAlertEntry *entry)
{
  return g_strdup_printf ("alert-%s-%d-%" G_GUINT64_FORMAT, entry->rule, entry->pid, entry->start_time_ticks);
}

static void
fired_cb (VmpAlertNotifier *self, VmpAlertRecord *record)
{
  static const GNotificationPriority priorities[VMP_ALERT_N_SEVERITIES] = {
    G_NOTIFICATION_PRIORITY_NORMAL, G_NOTIFICATION_PRIORITY_HIGH, G_NOTIFICATION_PRIORITY_URGENT,
  };
  const VmpAlertEntry *entry = vmp_alert_record_get (record);
  g_autofree char *title = vmp_alert_notifier_dup_title (entry);
  g_autofree char *body = vmp_alert_notifier_dup_body (entry);
  g_autofree char *id = dup_id (entry);
  g_autoptr (GNotification) notification = g_notification_new (title);

  g_notification_set_body (notification, body);
  g_notification_set_priority (notification, priorities[MIN (entry->severity, VMP_ALERT_CRITICAL)]);
  g_notification_set_default_action_and_target (notification, "app.show-alert", "s", entry->id);
  if (entry->pid != 0)
    g_notification_add_button_with_target (notification, _("Show Process"), "app.show-alert", "s", entry->id);
  if (entry->pid != 0 && vmp_alert_service_find_target (self->service, record) != 0)
    g_notification_add_button_with_target (notification, _("Save Last Minutes"), "app.save-alert", "s", entry->id);
  g_notification_add_button_with_target (notification, _("Mute for an Hour"), "app.mute-alert", "s", entry->id);
  g_application_send_notification (self->application, id, notification);
}

static void
ended_cb (VmpAlertNotifier *self, VmpAlertRecord *record)
{
  g_autofree char *id = dup_id (vmp_alert_record_get (record));

  g_application_withdraw_notification (self->application, id);
}

static void
vmp_alert_notifier_class_init (VmpAlertNotifierClass *klass)
{
}

static void
vmp_alert_notifier_init (VmpAlertNotifier *self)
{
}

VmpAlertNotifier *
vmp_alert_notifier_new (VmpAlertService *service, GApplication *application)
{
  VmpAlertNotifier *self = g_object_new (VMP_TYPE_ALERT_NOTIFIER, NULL);

  self->application = application;
  self->service = service;
  g_signal_connect_object (service, "fired", G_CALLBACK (fired_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (service, "ended", G_CALLBACK (ended_cb), self, G_CONNECT_SWAPPED);
  return self;
}
