/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Alerts: the rules, and what they told. */

#include "config.h"

#include "vmp-alerts-page-private.h"

#include <glib/gi18n.h>
#include <string.h>

#include "../dialogs/vmp-alert-editor.h"
#include "../vmp-preferences.h"
#include "../widgets/vmp-alert-words.h"
#include "core/kernel/vmp-process.h"
#include "report/vmp-alert-text.h"

#define UPDATE_SECONDS 2
#define FIRST_SHOWN 50

G_DEFINE_FINAL_TYPE (VmpAlertsPage, vmp_alerts_page, ADW_TYPE_BIN)

const VmpProcessInfo *
vmp_alerts_page_get_process (VmpAlertsPage *self)
{
  VmpTarget *target = NULL;

  if (self->monitor != NULL && self->target != 0)
    target = vmp_session_find_target (vmp_monitor_get_session (self->monitor), self->target);
  return target != NULL ? vmp_target_get_info (target) : NULL;
}

void
vmp_alerts_page_tell (VmpAlertsPage *self, const char *text)
{
  AdwToast *toast = adw_toast_new (text);

  adw_toast_set_use_markup (toast, FALSE);
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- rows of rules --- */

/* Of how many it can say nothing, else when it fired last. */
static char *
dup_state (VmpAlertsPage *self, const VmpAlertRule *rule)
{
  VmpAlertCounts counts = { 0 };
  gint64 last_usec;
  guint n = vmp_alert_history_count_rule (vmp_alert_service_get_history (self->service), rule->id, &last_usec);
  g_autofree char *last = NULL;

  if (rule->enabled && vmp_alert_rule_is_muted (rule, g_get_real_time ()))
    {
      last = vmp_alert_words_dup_time (rule->muted_until_usec);
      /* Translators: of a rule: nothing is told of it before that time. */
      return g_strdup_printf (_("Muted until %s"), last);
    }
  vmp_alert_service_get_counts (self->service, rule->id, &counts);
  if (rule->enabled && counts.n_unknown > 0)
    return g_strdup_printf (ngettext ("Can't be read of %u process of %u", "Can't be read of %u processes of %u", counts.n_unknown),
                            counts.n_unknown, counts.n_subjects);
  if (n > 0)
    {
      last = vmp_alert_words_dup_time (last_usec);
      /* Translators: how often a rule was broken, and when last: "Fired 3 times, last at 14:03". */
      return g_strdup_printf (ngettext ("Fired %1$u time, at %2$s", "Fired %1$u times, last at %2$s", n), n, last);
    }
  if (rule->enabled && counts.n_learning > 0)
    return g_strdup_printf (ngettext ("Too early to tell of %u process", "Too early to tell of %u processes", counts.n_learning),
                            counts.n_learning);
  return g_strdup (_("Never fired"));
}

static void
update_row (VmpAlertsPage *self, AdwActionRow *row)
{
  const VmpAlertRule *rule = vmp_alert_service_find_rule (self->service, g_object_get_data (G_OBJECT (row), "rule"));
  g_autofree char *what = NULL, *state = NULL, *subtitle = NULL;

  if (rule == NULL)
    return;
  what = vmp_alert_words_dup_rule (rule, vmp_preferences_get_units (vmp_preferences_get_default ()));
  state = dup_state (self, rule);
  subtitle = g_strconcat (what, "\n", state, NULL);
  if (g_strcmp0 (adw_action_row_get_subtitle (row), subtitle) != 0)
    adw_action_row_set_subtitle (row, subtitle);
}

static void
switch_cb (GtkWidget *row, GParamSpec *pspec, GtkSwitch *toggle)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (gtk_widget_get_ancestor (row, VMP_TYPE_ALERTS_PAGE));

  if (self != NULL)
    vmp_alert_service_set_enabled (self->service, g_object_get_data (G_OBJECT (row), "rule"), gtk_switch_get_active (toggle));
}

/* Anybody may have written the file, but not our translations: what isolates numbers in them is to act. */
static char *
dup_title (const VmpAlertRule *rule)
{
  const char *translated = vmp_alert_text_translate (rule->title);

  return translated != rule->title ? g_strdup (translated) : vmp_text_escape (rule->title, strlen (rule->title));
}

static GtkWidget *
new_row (VmpAlertsPage *self, const VmpAlertRule *rule)
{
  GtkWidget *row = adw_action_row_new ();
  GtkWidget *toggle = gtk_switch_new ();
  g_autofree char *safe = dup_title (rule);
  /* Translators: %s is the title of a rule, which a switch turns on and off. */
  g_autofree char *label = g_strdup_printf (_("Watch by the rule “%s”"), safe);
  gboolean can_change = vmp_alert_service_can_change (self->service);

  g_object_set_data_full (G_OBJECT (row), "rule", g_strdup (rule->id), g_free);
  g_object_set_data (G_OBJECT (row), "switch", toggle);
  g_object_set_data (G_OBJECT (row), "severity", GUINT_TO_POINTER (rule->severity));
  adw_preferences_row_set_use_markup (ADW_PREFERENCES_ROW (row), FALSE);
  adw_preferences_row_set_title (ADW_PREFERENCES_ROW (row), safe);
  adw_action_row_add_prefix (ADW_ACTION_ROW (row), vmp_alert_words_new_icon (rule->severity));
  gtk_list_box_row_set_activatable (GTK_LIST_BOX_ROW (row), can_change);
  gtk_widget_set_tooltip_text (row, *rule->explanation != '\0' ? vmp_alert_text_translate (rule->explanation) : NULL);
  gtk_switch_set_active (GTK_SWITCH (toggle), rule->enabled);
  gtk_widget_set_valign (toggle, GTK_ALIGN_CENTER);
  gtk_widget_set_sensitive (toggle, can_change);
  gtk_accessible_update_property (GTK_ACCESSIBLE (toggle), GTK_ACCESSIBLE_PROPERTY_LABEL, label, -1);
  g_signal_connect_object (toggle, "notify::active", G_CALLBACK (switch_cb), row, G_CONNECT_SWAPPED);
  adw_action_row_add_suffix (ADW_ACTION_ROW (row), toggle);
  update_row (self, ADW_ACTION_ROW (row));
  return row;
}

static gboolean
is_row_of (GtkWidget *row, const VmpAlertRule *rule, gboolean can_change)
{
  g_autofree char *safe = dup_title (rule);
  GtkSwitch *toggle = g_object_get_data (G_OBJECT (row), "switch");

  return g_str_equal (g_object_get_data (G_OBJECT (row), "rule"), rule->id) && gtk_switch_get_active (toggle) == rule->enabled
         && gtk_widget_get_sensitive (GTK_WIDGET (toggle)) == can_change
         && g_str_equal (adw_preferences_row_get_title (ADW_PREFERENCES_ROW (row)), safe)
         && GPOINTER_TO_UINT (g_object_get_data (G_OBJECT (row), "severity")) == rule->severity;
}

/* Rows that stay keep the focus: only what is different in more than its text is made anew. */
static gboolean
same_rows (VmpAlertsPage *self, VmpAlertSet *set)
{
  guint i = 0;

  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rules)); row != NULL; row = gtk_widget_get_next_sibling (row), i++)
    {
      const VmpAlertRule *rule = i < vmp_alert_set_get_n (set) ? vmp_alert_set_get (set, i) : NULL;

      if (rule == NULL || !is_row_of (row, rule, vmp_alert_service_can_change (self->service)))
        return FALSE;
    }
  return i == vmp_alert_set_get_n (set);
}

static void
update_counts (VmpAlertsPage *self)
{
  for (GtkWidget *row = gtk_widget_get_first_child (GTK_WIDGET (self->rules)); row != NULL; row = gtk_widget_get_next_sibling (row))
    update_row (self, ADW_ACTION_ROW (row));
}

static void
update_rules (VmpAlertsPage *self)
{
  VmpAlertSet *set = vmp_alert_service_get_rules (self->service);
  const char *problem = vmp_alert_service_get_problem (self->service);

  gtk_widget_set_visible (GTK_WIDGET (self->problem), problem != NULL);
  gtk_label_set_label (self->problem, problem != NULL ? problem : "");
  gtk_widget_set_visible (self->no_rules, vmp_alert_set_get_n (set) == 0 && problem == NULL);
  gtk_widget_set_visible (GTK_WIDGET (self->rules), vmp_alert_set_get_n (set) > 0);
  if (same_rows (self, set))
    {
      update_counts (self);
      return;
    }
  gtk_list_box_remove_all (self->rules);
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    gtk_list_box_append (self->rules, new_row (self, vmp_alert_set_get (set, i)));
}

/* --- what is done with rules --- */

static void
remove_rule_cb (VmpAlertsPage *self, const char *id)
{
  gtk_widget_activate_action (GTK_WIDGET (self), "alerts.remove", "s", id);
}

static void
edit (VmpAlertsPage *self, const VmpAlertRule *rule)
{
  AdwDialog *editor = vmp_alert_editor_new (self->monitor, self->target, rule);

  vmp_alert_editor_offer_removal (VMP_ALERT_EDITOR (editor));
  g_signal_connect_object (editor, "remove-rule", G_CALLBACK (remove_rule_cb), self, G_CONNECT_SWAPPED);
  adw_dialog_present (editor, GTK_WIDGET (self));
}

static void
rule_activated_cb (VmpAlertsPage *self, GtkListBoxRow *row)
{
  const VmpAlertRule *rule = vmp_alert_service_find_rule (self->service, g_object_get_data (G_OBJECT (row), "rule"));

  if (rule != NULL)
    edit (self, rule);
}

static void
add_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  edit (VMP_ALERTS_PAGE (widget), NULL);
}

/* Those that are there stay as they are. */
static void
add_ready_made_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);
  VmpAlertSet *old = vmp_alert_service_get_rules (self->service);
  g_autoptr (VmpAlertSet) ready = vmp_alert_set_new_ready_made (), set = vmp_alert_set_new ();
  guint n_added = 0;

  for (guint i = 0; i < vmp_alert_set_get_n (old); i++)
    vmp_alert_set_take (set, vmp_alert_rule_copy (vmp_alert_set_get (old, i)));
  for (guint i = 0; i < vmp_alert_set_get_n (ready); i++)
    n_added += vmp_alert_set_take (set, vmp_alert_rule_copy (vmp_alert_set_get (ready, i)));
  if (n_added == 0)
    vmp_alerts_page_tell (self, _("All ready-made rules are there"));
  else
    vmp_alert_service_set_rules (self->service, set);
}

/* Asked for by the editor: the way back is here, where the rule was. */
static void
undo_cb (VmpAlertsPage *self, AdwToast *toast)
{
  VmpAlertSet *set = g_object_get_data (G_OBJECT (toast), "set");

  if (vmp_alert_service_can_change (self->service))
    vmp_alert_service_set_rules (self->service, set);
}

static void
remove_action (GtkWidget *widget, const char *name, GVariant *parameter)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);
  AdwToast *toast = adw_toast_new (_("Rule removed"));
  VmpAlertSet *set = vmp_alert_service_get_rules (self->service);

  g_object_set_data_full (G_OBJECT (toast), "set", vmp_alert_set_ref (set), (GDestroyNotify) vmp_alert_set_unref);
  adw_toast_set_button_label (toast, _("_Undo"));
  g_signal_connect_object (toast, "button-clicked", G_CALLBACK (undo_cb), self, G_CONNECT_SWAPPED);
  vmp_alert_service_remove_rule (self->service, g_variant_get_string (parameter, NULL));
  adw_toast_overlay_add_toast (self->toasts, toast);
}

/* --- the page --- */

static void
update (VmpAlertsPage *self)
{
  gboolean can_change = self->service != NULL && vmp_alert_service_can_change (self->service);

  self->stale = FALSE;
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.add", can_change);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.add-ready-made", can_change);
  gtk_widget_action_set_enabled (GTK_WIDGET (self), "alerts.import", can_change);
  if (self->service == NULL)
    return;
  update_rules (self);
  vmp_alerts_page_update_history (self);
}

static void
changed_cb (VmpAlertsPage *self)
{
  if (gtk_widget_get_mapped (GTK_WIDGET (self)))
    update (self);
  else
    self->stale = TRUE;
}

static gboolean
counts_cb (gpointer user_data)
{
  update_counts (user_data);
  return G_SOURCE_CONTINUE;
}

static void
vmp_alerts_page_map (GtkWidget *widget)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);

  if (self->stale)
    update (self);
  if (self->update == 0 && self->service != NULL)
    self->update = g_timeout_add_seconds (UPDATE_SECONDS, counts_cb, self);
  GTK_WIDGET_CLASS (vmp_alerts_page_parent_class)->map (widget);
}

static void
vmp_alerts_page_unmap (GtkWidget *widget)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (widget);

  g_clear_handle_id (&self->update, g_source_remove);
  GTK_WIDGET_CLASS (vmp_alerts_page_parent_class)->unmap (widget);
}

static void
vmp_alerts_page_dispose (GObject *object)
{
  VmpAlertsPage *self = VMP_ALERTS_PAGE (object);

  g_clear_handle_id (&self->update, g_source_remove);
  g_cancellable_cancel (self->cancellable);
  /* The template would take the child from under the bin. */
  adw_bin_set_child (ADW_BIN (self), NULL);
  gtk_widget_dispose_template (GTK_WIDGET (self), VMP_TYPE_ALERTS_PAGE);
  g_clear_object (&self->service);
  g_clear_object (&self->monitor);

  G_OBJECT_CLASS (vmp_alerts_page_parent_class)->dispose (object);
}

static void
vmp_alerts_page_finalize (GObject *object)
{
  g_clear_object (&VMP_ALERTS_PAGE (object)->cancellable);

  G_OBJECT_CLASS (vmp_alerts_page_parent_class)->finalize (object);
}

static void
vmp_alerts_page_class_init (VmpAlertsPageClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);
  GtkWidgetClass *widget_class = GTK_WIDGET_CLASS (klass);

  object_class->dispose = vmp_alerts_page_dispose;
  object_class->finalize = vmp_alerts_page_finalize;
  widget_class->map = vmp_alerts_page_map;
  widget_class->unmap = vmp_alerts_page_unmap;

  g_signal_new ("jump", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 1, VMP_TYPE_ALERT_RECORD);

  g_type_ensure (VMP_TYPE_ALERT_FILTER);
  gtk_widget_class_set_template_from_resource (widget_class, "/io/github/vmprofiler/Vmp/pages/vmp-alerts-page.ui");
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, toasts);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, rules_group);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, problem);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, rules);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, no_rules);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, filter);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, wanted);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, no_match);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, history);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, no_history);
  gtk_widget_class_bind_template_child (widget_class, VmpAlertsPage, older);
  gtk_widget_class_bind_template_callback (widget_class, rule_activated_cb);
  gtk_widget_class_install_action (widget_class, "alerts.add", NULL, add_action);
  gtk_widget_class_install_action (widget_class, "alerts.add-ready-made", NULL, add_ready_made_action);
  gtk_widget_class_install_action (widget_class, "alerts.remove", "s", remove_action);
  vmp_alerts_page_install_history (widget_class);
  vmp_alerts_page_install_files (widget_class);
}

static void
vmp_alerts_page_init (VmpAlertsPage *self)
{
  self->cancellable = g_cancellable_new ();
  self->n_shown = FIRST_SHOWN;
  gtk_widget_init_template (GTK_WIDGET (self));
  g_signal_connect_object (vmp_preferences_get_default (), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

VmpAlertsPage *
vmp_alerts_page_new (void)
{
  return g_object_new (VMP_TYPE_ALERTS_PAGE, NULL);
}

static void
set_monitor (VmpAlertsPage *self, VmpMonitor *monitor)
{
  if (monitor == NULL || self->monitor == monitor)
    return;
  if (self->service != NULL)
    {
      g_signal_handlers_disconnect_by_func (self->service, changed_cb, self);
      g_signal_handlers_disconnect_by_func (vmp_alert_service_get_history (self->service), changed_cb, self);
    }
  g_set_object (&self->monitor, monitor);
  g_set_object (&self->service, vmp_alert_service_get (monitor));
  if (self->service == NULL)
    return;
  g_signal_connect_object (self->service, "rules-changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
  g_signal_connect_object (vmp_alert_service_get_history (self->service), "changed", G_CALLBACK (changed_cb), self, G_CONNECT_SWAPPED);
}

void
vmp_alerts_page_set_target (VmpAlertsPage *self, VmpMonitor *monitor, guint32 target)
{
  g_return_if_fail (VMP_IS_ALERTS_PAGE (self));

  set_monitor (self, monitor);
  self->target = target;
  update (self);
}
