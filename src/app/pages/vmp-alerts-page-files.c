/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The alerts page: rules and history as files, read and written by workers. */

#include "config.h"

#include "vmp-alerts-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "rules/vmp-rules-file.h"

static gboolean
was_dismissed (const GError *error)
{
  return g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED) || g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_DISMISSED)
         || g_error_matches (error, GTK_DIALOG_ERROR, GTK_DIALOG_ERROR_CANCELLED);
}

static void
tell_error (VmpAlertsPage *self, gboolean reading, const GError *error)
{
  g_autofree char *text = NULL;

  if (was_dismissed (error))
    return;
  /* Translators: %s is the system's reason. */
  text = g_strdup_printf (reading ? _("The file can't be read: %s") : _("The file was not saved: %s"), error->message);
  vmp_alerts_page_tell (self, text);
}

static GtkFileDialog *
new_dialog (const char *name)
{
  GtkFileDialog *dialog = gtk_file_dialog_new ();
  g_autoptr (GListStore) filters = g_list_store_new (GTK_TYPE_FILE_FILTER);
  g_autoptr (GtkFileFilter) filter = gtk_file_filter_new ();

  gtk_file_filter_set_name (filter, _("Objects (JSON)"));
  gtk_file_filter_add_pattern (filter, "*.json");
  g_list_store_append (filters, filter);
  gtk_file_dialog_set_filters (dialog, G_LIST_MODEL (filters));
  if (name != NULL)
    gtk_file_dialog_set_initial_name (dialog, name);
  return dialog;
}

static GtkWindow *
get_window (VmpAlertsPage *self)
{
  return GTK_WINDOW (gtk_widget_get_root (GTK_WIDGET (self)));
}

/* --- out --- */

static void
written_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpAlertsPage) self = user_data;
  g_autoptr (GError) error = NULL;

  if (g_file_replace_contents_finish (G_FILE (source), result, NULL, &error))
    vmp_alerts_page_tell (self, _("File saved"));
  else
    tell_error (self, FALSE, error);
}

typedef struct
{
  VmpAlertsPage *page;
  char          *text;
} Export;

static void
chosen_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  Export *export = user_data;
  g_autoptr (VmpAlertsPage) self = export->page;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_save_finish (GTK_FILE_DIALOG (source), result, &error);
  g_autoptr (GBytes) bytes = g_bytes_new_take (export->text, strlen (export->text));

  g_free (export);
  if (file == NULL)
    tell_error (self, FALSE, error);
  else
    g_file_replace_contents_bytes_async (file, bytes, NULL, FALSE, G_FILE_CREATE_NONE, self->cancellable, written_cb, g_object_ref (self));
}

/* Takes @text. */
static void
export_text (VmpAlertsPage *self, char *text, const char *name)
{
  g_autoptr (GtkFileDialog) dialog = new_dialog (name);
  Export *export = g_new0 (Export, 1);

  export->page = g_object_ref (self);
  export->text = text;
  gtk_file_dialog_save (dialog, get_window (self), self->cancellable, chosen_cb, export);
}

static void
export_rules_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);

  export_text (self, vmp_rules_to_text (vmp_alert_service_get_rules (self->service)), "alert-rules.json");
}

static void
export_history_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);

  export_text (self, vmp_alert_history_to_text (vmp_alert_service_get_history (self->service)), "alert-history.json");
}

/* --- in --- */

/* Rules of the file take the place of those with the same ids. */
static guint
merge (VmpAlertsPage *self, VmpAlertSet *imported)
{
  VmpAlertSet *old = vmp_alert_service_get_rules (self->service);
  g_autoptr (VmpAlertSet) set = vmp_alert_set_new ();

  for (guint i = 0; i < vmp_alert_set_get_n (imported); i++)
    vmp_alert_set_take (set, vmp_alert_rule_copy (vmp_alert_set_get (imported, i)));
  for (guint i = 0; i < vmp_alert_set_get_n (old); i++)
    vmp_alert_set_take (set, vmp_alert_rule_copy (vmp_alert_set_get (old, i)));
  vmp_alert_service_set_rules (self->service, set);
  return vmp_alert_set_get_n (imported);
}

static void
read_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpAlertsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GPtrArray) problems = NULL;
  g_autoptr (VmpAlertSet) set = NULL;
  g_autofree char *contents = NULL, *text = NULL;
  gsize len;
  guint n;

  if (g_file_load_contents_finish (G_FILE (source), result, &contents, &len, NULL, &error))
    set = vmp_rules_parse (contents, len, &problems, &error);
  if (set == NULL)
    {
      tell_error (self, TRUE, error);
      return;
    }
  if (!vmp_alert_service_can_change (self->service))
    return;
  n = merge (self, set);
  text = problems->len == 0 ? g_strdup_printf (ngettext ("%u rule imported", "%u rules imported", n), n)
                            /* Translators: two numbers of rules. */
                            : g_strdup_printf (_("Rules imported: %u; wrong and left out: %u"), n, problems->len);
  vmp_alerts_page_tell (self, text);
}

void
vmp_alerts_page_import (VmpAlertsPage *self, GFile *file)
{
  g_file_load_contents_async (file, self->cancellable, read_cb, g_object_ref (self));
}

static void
opened_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  g_autoptr (VmpAlertsPage) self = user_data;
  g_autoptr (GError) error = NULL;
  g_autoptr (GFile) file = gtk_file_dialog_open_finish (GTK_FILE_DIALOG (source), result, &error);

  if (file == NULL)
    tell_error (self, TRUE, error);
  else
    vmp_alerts_page_import (self, file);
}

static void
import_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);
  g_autoptr (GtkFileDialog) dialog = new_dialog (NULL);

  gtk_file_dialog_open (dialog, get_window (self), self->cancellable, opened_cb, g_object_ref (self));
}

void
vmp_alerts_page_install_files (GtkWidgetClass *widget_class)
{
  gtk_widget_class_install_action (widget_class, "alerts.export-rules", NULL, export_rules_action);
  gtk_widget_class_install_action (widget_class, "alerts.export-history", NULL, export_history_action);
  gtk_widget_class_install_action (widget_class, "alerts.import", NULL, import_action);
}
