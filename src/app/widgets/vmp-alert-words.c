/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules and alerts in words and signs, for the pages that show them. */

#include "config.h"

#include "vmp-alert-words.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/kernel/vmp-process.h"
#include "report/vmp-alert-text.h"

const char *
vmp_alert_words_get_metric (guint metric)
{
  static const char *const machine[VMP_ALERT_N_METRICS - VMP_N_METRICS] = {
    [VMP_ALERT_MACHINE_AVAILABLE - VMP_N_METRICS] = N_("Available memory"),
    [VMP_ALERT_MACHINE_FREE - VMP_N_METRICS] = N_("Free memory"),
    [VMP_ALERT_MACHINE_SWAP_FREE - VMP_N_METRICS] = N_("Free swap"),
    [VMP_ALERT_MACHINE_SWAP_USED - VMP_N_METRICS] = N_("Used swap"),
    [VMP_ALERT_MACHINE_SWAP_USED_SHARE - VMP_N_METRICS] = N_("Share of swap that is used"),
    [VMP_ALERT_MACHINE_COMMITTED - VMP_N_METRICS] = N_("Committed memory"),
    [VMP_ALERT_MACHINE_PRESSURE_SOME - VMP_N_METRICS] = N_("Time in which some programs wait for memory"),
    [VMP_ALERT_MACHINE_PRESSURE_FULL - VMP_N_METRICS] = N_("Time in which all programs wait for memory"),
  };

  g_return_val_if_fail (metric < VMP_ALERT_N_METRICS, "");

  return metric < VMP_N_METRICS ? _(vmp_metric_get (metric)->label) : _(machine[metric - VMP_N_METRICS]);
}

static char *
dup_conditions (const VmpAlertRule *rule, VmpUnits units)
{
  char *text = NULL;

  for (guint i = 0; i < rule->n_conditions; i++)
    {
      const VmpAlertCondition *condition = &rule->conditions[i];
      g_autofree char *limit = vmp_alert_text_dup_limit (vmp_alert_condition_get_unit (condition), condition->derived, condition->base,
                                                         condition->comparison, condition->limit, units);
      /* Translators: a quantity and its limit: "Resident: more than 612 MiB". */
      char *one = g_strdup_printf (_("%s: %s"), vmp_alert_words_get_metric (condition->metric), limit);
      char *before = g_steal_pointer (&text);

      /* Translators: two conditions, both of which have to hold. */
      text = before == NULL ? g_strdup (one) : g_strdup_printf (_("%s and %s"), before, one);
      g_free (before);
      g_free (one);
    }
  return text;
}

/* Owned: name, path, user or group that a rule is narrowed by. */
static char *
dup_whom (const VmpAlertScope *scope)
{
  const char *text = scope->name != NULL ? scope->name : scope->exe != NULL ? scope->exe : scope->cgroup;
  g_autofree char *safe = text != NULL ? vmp_text_escape (text, strlen (text)) : NULL;

  if (scope->kind == VMP_ALERT_SCOPE_MACHINE)
    return g_strdup (_("the whole machine"));
  if (scope->pid != 0)
    return g_strdup_printf (scope->kind == VMP_ALERT_SCOPE_TREE ? _("process %d and its children") : _("process %d"), scope->pid);
  if (safe != NULL)
    return g_strdup_printf (scope->kind == VMP_ALERT_SCOPE_TREE ? _("%s and its children") : _("every process of %s"), safe);
  if (scope->user != NULL)
    return g_strdup_printf (_("every process of user %s"), scope->user);
  return g_strdup (scope->kind == VMP_ALERT_SCOPE_TREE ? _("every process with its children") : _("every process"));
}

char *
vmp_alert_words_dup_rule (const VmpAlertRule *rule, VmpUnits units)
{
  g_autofree char *conditions = dup_conditions (rule, units);
  g_autofree char *whom = dup_whom (&rule->scope);
  char length[VMP_FORMAT_SIZE];

  if (rule->for_nsec == 0)
    /* Translators: what a rule looks at, and of whom: "Resident: more than 612 MiB; every process". */
    return g_strdup_printf (_("%s; %s"), conditions, whom);
  /* Translators: what a rule looks at, for how long it has to hold, and of whom: "Resident: more than 612 MiB for 30 s; every process". */
  return g_strdup_printf (_("%s for %s; %s"), conditions, vmp_format_duration (length, rule->for_nsec), whom);
}

char *
vmp_alert_words_dup_time (gint64 time_usec)
{
  g_autoptr (GDateTime) then = g_date_time_new_from_unix_local (time_usec / G_USEC_PER_SEC);
  g_autoptr (GDateTime) now = g_date_time_new_now_local ();
  char *text = NULL;

  if (then != NULL && now != NULL && g_date_time_get_year (then) == g_date_time_get_year (now)
      && g_date_time_get_day_of_year (then) == g_date_time_get_day_of_year (now))
    text = g_date_time_format (then, "%X");
  else if (then != NULL)
    text = g_date_time_format (then, "%x %X");
  return text != NULL ? text : g_strdup ("–");
}

char *
vmp_alert_words_dup_process (const VmpAlertEntry *entry)
{
  if (entry->pid == 0)
    return g_strdup (_("The machine"));
  return g_strdup_printf (_("%s (%d)"), entry->name, entry->pid);
}

char *
vmp_alert_words_dup_duration (const VmpAlertEntry *entry)
{
  g_autofree char *begin = vmp_alert_words_dup_time (entry->begin_usec);
  g_autofree char *end = NULL;
  char length[VMP_FORMAT_SIZE];

  if (entry->is_lost)
    /* Translators: when an alert began, whose end nobody saw as the program was ended. */
    return g_strdup_printf (_("from %s, its end was not seen"), begin);
  if (entry->end_usec == 0)
    /* Translators: when an alert began that goes on. */
    return g_strdup_printf (_("since %s"), begin);
  end = vmp_alert_words_dup_time (entry->end_usec);
  vmp_format_duration (length, MAX (entry->end_usec - entry->begin_usec, 0) * 1000);
  /* Translators: when an alert began and ended, and how long that was: "14:03 to 14:10 (7 min)". */
  return g_strdup_printf (_("%s to %s (%s)"), begin, end, length);
}

char *
vmp_alert_words_dup_line (const VmpAlertEntry *entry, VmpUnits units)
{
  g_autofree char *when = vmp_alert_words_dup_duration (entry);
  g_autofree char *process = vmp_alert_words_dup_process (entry);
  g_autofree char *value = vmp_alert_text_dup_amount (entry->unit, entry->derived, entry->base, entry->value, units);
  g_autofree char *limit = vmp_alert_text_dup_limit (entry->unit, entry->derived, entry->base, entry->comparison, entry->limit, units);

  return g_strjoin ("\t", when, vmp_alert_text_get_severity (entry->severity), vmp_alert_text_translate (entry->title), process,
                    value, limit, NULL);
}

GtkWidget *
vmp_alert_words_new_icon (VmpAlertSeverity severity)
{
  static const struct { const char *icon, *class; } signs[VMP_ALERT_N_SEVERITIES] = {
    { "dialog-information-symbolic", "accent" }, { "dialog-warning-symbolic", "warning" }, { "dialog-error-symbolic", "error" },
  };
  GtkWidget *icon = gtk_image_new_from_icon_name (signs[severity].icon);

  gtk_widget_add_css_class (icon, signs[severity].class);
  gtk_widget_set_tooltip_text (icon, vmp_alert_text_get_severity (severity));
  gtk_accessible_update_property (GTK_ACCESSIBLE (icon), GTK_ACCESSIBLE_PROPERTY_LABEL, vmp_alert_text_get_severity (severity), -1);
  return icon;
}
