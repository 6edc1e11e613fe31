/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alerts page: what was told, and what can be done about it. */

#include "config.h"

#include "vmp-alerts-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../vmp-preferences.h"
#include "../widgets/vmp-alert-words.h"
#include "report/vmp-alert-text.h"

#define MORE_SHOWN 50
#define MUTE_SECONDS 3600

static VmpAlertHistory *
get_history (VmpAlertsPage *self)
{
  return vmp_alert_service_get_history (self->service);
}

static gboolean
is_of_process (VmpAlertsPage *self, const VmpAlertEntry *entry)
{
  const VmpProcessInfo *info = vmp_alerts_page_get_process (self);

  return info != NULL && vmp_alert_history_is_of (get_history (self), entry, info->identity.pid, info->identity.start_time_ticks);
}

static gboolean
is_in_scope (VmpAlertsPage *self, const VmpAlertEntry *entry)
{
  return g_strcmp0 (adw_toggle_group_get_active_name (self->filter), "process") != 0 || entry->pid == 0 || is_of_process (self, entry);
}

static gboolean
is_wanted (VmpAlertsPage *self, const VmpAlertEntry *entry)
{
  return is_in_scope (self, entry) && vmp_alert_filter_matches (self->wanted, entry);
}

static VmpAlertRecord *
get_record (GtkWidget *row)
{
  return g_object_get_data (G_OBJECT (row), "record");
}

static VmpAlertsPage *
get_page (GtkWidget *row)
{
  return VMP_ALERTS_PAGE (gtk_widget_get_ancestor (row, VMP_TYPE_ALERTS_PAGE));
}

/* --- one row --- */

static void
jump_cb (GtkWidget *row)
{
  g_signal_emit_by_name (get_page (row), "jump", get_record (row));
}

static void
acknowledge_cb (GtkWidget *row)
{
  vmp_alert_record_acknowledge (get_record (row));
}

static void
mute_cb (GtkWidget *row)
{
  VmpAlertsPage *self = get_page (row);

  vmp_alert_service_mute (self->service, get_record (row), MUTE_SECONDS);
  vmp_alerts_page_tell (self, _("Muted for an hour"));
}

static void
add_button (GtkWidget *row, const char *icon, const char *label, GCallback callback)
{
  GtkWidget *button = gtk_button_new_from_icon_name (icon);

  gtk_widget_set_tooltip_text (button, label);
  gtk_widget_set_valign (button, GTK_ALIGN_CENTER);
  gtk_widget_add_css_class (button, "flat");
  gtk_accessible_update_property (GTK_ACCESSIBLE (button), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (button, "clicked", callback, row, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), button);
}

/* What happened is told by words, that it is new by weight and by the button that takes note of it. */
static char *
dup_subtitle (const VmpAlertEntry *entry)
{
  VmpUnits units = vmp_preferences_get_units (vmp_preferences_get_default ());
  g_autofree char *process = vmp_alert_words_dup_process (entry);
  g_autofree char *when = vmp_alert_words_dup_duration (entry);
  g_autofree char *value = vmp_alert_text_dup_amount (entry->unit, entry->derived, entry->base, entry->value, units);

  if (entry->stage == VMP_ALERT_STAGE_BEGAN)
    /* Translators: which process, the value that broke the rule, when. */
    return g_strdup_printf (_("%s: %s\n%s"), process, value, when);
  /* Translators: which process, the value that broke the rule, when; and what became of it, "is over" or such. */
  return g_strdup_printf (_("%s: %s\n%s, %s"), process, value, when, vmp_alert_text_get_stage (entry->stage));
}

static GtkWidget *
new_row (VmpAlertsPage *self, VmpAlertRecord *record)
{
  GtkWidget *row = adw_action_row_new ();
  const VmpAlertEntry *entry = vmp_alert_record_get (record);
  g_autofree char *subtitle = dup_subtitle (entry);

  g_object_set_data_full (G_OBJECT (row), "record", g_object_ref (record), g_object_unref);
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), vmp_alert_text_translate (entry->title));
  adw_action_row_set_subtitle (ADW_ACTION_ROW (row), subtitle);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), vmp_alert_words_new_icon (entry->severity));
  if (!entry->acknowledged)
    gtk_widget_add_css_class (row, "new-alert");
  if (is_of_process (self, entry) || (entry->pid == 0 && vmp_alert_history_is_recent (get_history (self), entry)))
    add_button (row, "find-location-symbolic", _("Show in the Graphs"), G_CALLBACK (jump_cb));
  if (vmp_alert_record_goes_on (record))
    add_button (row, "notifications-disabled-symbolic", _("Mute for an Hour"), G_CALLBACK (mute_cb));
  if (!entry->acknowledged)
    add_button (row, "object-select-symbolic", _("Acknowledge"), G_CALLBACK (acknowledge_cb));
  return row;
}

/* --- all of them --- */

void
vmp_alerts_page_update_history (VmpAlertsPage *self)
{
  GListModel *model = G_LIST_MODEL (get_history (self));
  guint n = g_list_model_get_n_items (model), n_in_scope = 0, n_wanted = 0;

  gtk_list_box_remove_all (self->history);
  for (guint i = 0; i < n; i++)
    {
      g_autoptr (VmpAlertRecord) record = g_list_model_get_item (model, i);

      if (!is_in_scope (self, vmp_alert_record_get (record)))
        continue;
      n_in_scope++;
      if (vmp_alert_filter_matches (self->wanted, vmp_alert_record_get (record)) && n_wanted++ < self->n_shown)
        gtk_list_box_append (self->history, new_row (self, record));
    }
  gtk_widget_set_visible (GTK_WIDGET (self->history), n_wanted > 0);
  gtk_widget_set_visible (GTK_WIDGET (self->wanted), n_in_scope > 0);
  gtk_widget_set_visible (self->no_match, n_wanted == 0 && n_in_scope > 0);
  gtk_widget_set_visible (self->no_history, n_in_scope == 0);
  gtk_widget_set_visible (self->older, n_wanted > self->n_shown);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.acknowledge-all", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.clear-history", n > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.copy-history", n_wanted > 0);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.export-history", n > 0);
}

static void
filter_cb (VmpAlertsPage *self)
{
  /* Also while the template is made and taken apart. */
  if (self->service != NULL && self->history != NULL)
    vmp_alerts_page_update_history (self);
}

static void
show_all_cb (VmpAlertsPage *self)
{
  vmp_alert_filter_clear (self->wanted);
}

static void
older_cb (VmpAlertsPage *self)
{
  self->n_shown += MORE_SHOWN;
  vmp_alerts_page_update_history (self);
}

static void
acknowledge_all_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vmp_alert_history_acknowledge_all (get_history (VMP_ALERTS_PAGE (widget)));
}

static void
clear_history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  vmp_alert_history_clear (get_history (VMP_ALERTS_PAGE (widget)));
}

static void
copy_history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);
  GListModel *model = G_LIST_MODEL (get_history (self));
  g_autoptr (GString) text = g_string_new (NULL);

  for (guint i = 0; i < g_list_model_get_n_items (model); i++)
    {
      g_autoptr (VmpAlertRecord) record = g_list_model_get_item (model, i);
      const VmpAlertEntry *entry = vmp_alert_record_get (record);
      g_autofree char *line = NULL;

      if (!is_wanted (self, entry))
        continue;
      line = vmp_alert_words_dup_line (entry, vmp_preferences_get_units (vmp_preferences_get_default ()));
      g_string_append_printf (text, "%s\n", line);
    }
  gdk_clipboard_set_text (gtk_widget_get_clipboard (widget), text->str);
  vmp_alerts_page_tell (self, _("Text copied"));
}

void
vmp_alerts_page_install_history (GtkWidgetClass *widget_class)
{
  gtk_widget_class_bind_template_callback (widget_class, filter_cb);
  gtk_widget_class_bind_template_callback (widget_class, older_cb);
  gtk_widget_class_bind_template_callback (widget_class, show_all_cb);
  gtk_widget_class_install_action (widget_class, "alerts.acknowledge-all", NULL, acknowledge_all_action);
  gtk_widget_class_install_action (widget_class, "alerts.clear-history", NULL, clear_history_action);
  gtk_widget_class_install_action (widget_class, "alerts.copy-history", NULL, copy_history_action);
}
