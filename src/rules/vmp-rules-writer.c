/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes rules as the file holds them. */

#include "config.h"

#include "vmp-rules-file.h"

#include <math.h>

#include <json-glib/json-glib.h>

#include "core/kernel/vmp-value.h"
#include "vmp-rules-text.h"

static void
add_text (JsonBuilder *builder,
          const char  *name,
          const char  *text)
{
  if (text == NULL)
    return;
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, text);
}

static void
add_time (JsonBuilder *builder,
          const char  *name,
          gint64       nsec)
{
  g_autofree char *text = vmp_rules_dup_time (nsec);

  add_text (builder, name, text);
}

static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       number)
{
  json_builder_set_member_name (builder, name);
  if (number == rint (number) && fabs (number) < 1e15)
    json_builder_add_int_value (builder, number);
  else
    json_builder_add_double_value (builder, number);
}

static void
add_scope (JsonBuilder         *builder,
           const VmpAlertScope *scope)
{
  json_builder_set_member_name (builder, "scope");
  json_builder_begin_object (builder);
  add_text (builder, "kind", vmp_alert_scope_get_key (scope->kind));
  if (scope->pid != 0)
    add_number (builder, "pid", scope->pid);
  if (scope->start_time_ticks != 0)
    {
      json_builder_set_member_name (builder, "start_time_ticks");
      json_builder_add_int_value (builder, scope->start_time_ticks);
    }
  add_text (builder, "user", scope->user);
  add_text (builder, "name", scope->name);
  add_text (builder, "exe", scope->exe);
  add_text (builder, "cgroup", scope->cgroup);
  json_builder_end_object (builder);
}

static void
add_condition (JsonBuilder             *builder,
               const VmpAlertCondition *condition)
{
  json_builder_begin_object (builder);
  add_text (builder, "metric", vmp_alert_metric_get_key (condition->metric));
  if (condition->derived != VMP_ALERT_VALUE)
    add_text (builder, "derived", vmp_alert_derived_get_key (condition->derived));
  if (condition->base != VMP_ALERT_OF_NOTHING)
    add_text (builder, "of", vmp_alert_base_get_key (condition->base));
  if (condition->window_nsec != 0)
    add_time (builder, "window", condition->window_nsec);
  add_text (builder, "is", vmp_alert_comparison_get_key (condition->comparison));
  add_number (builder, "value", condition->limit);
  if (condition->hysteresis > 0)
    add_number (builder, "hysteresis", condition->hysteresis);
  json_builder_end_object (builder);
}

static void
add_quiet (JsonBuilder        *builder,
           const VmpAlertRule *rule)
{
  g_autofree char *from = NULL, *to = NULL;

  if (rule->quiet_begin < 0)
    return;
  from = vmp_rules_dup_minute (rule->quiet_begin);
  to = vmp_rules_dup_minute (rule->quiet_end);
  json_builder_set_member_name (builder, "quiet");
  json_builder_begin_object (builder);
  add_text (builder, "from", from);
  add_text (builder, "to", to);
  json_builder_end_object (builder);
}

static void
add_mute (JsonBuilder        *builder,
          const VmpAlertRule *rule)
{
  g_autofree char *moment = rule->muted_until_usec != 0 ? vmp_rules_dup_moment (rule->muted_until_usec) : NULL;

  if (moment != NULL)
    add_text (builder, "muted-until", moment);
}

static void
add_rule (JsonBuilder        *builder,
          const VmpAlertRule *rule)
{
  json_builder_begin_object (builder);
  add_text (builder, "id", rule->id);
  add_text (builder, "title", rule->title);
  if (rule->explanation[0] != '\0')
    add_text (builder, "explanation", rule->explanation);
  json_builder_set_member_name (builder, "enabled");
  json_builder_add_boolean_value (builder, rule->enabled);
  add_text (builder, "severity", vmp_alert_severity_get_key (rule->severity));
  add_scope (builder, &rule->scope);
  json_builder_set_member_name (builder, "when");
  json_builder_begin_array (builder);
  for (guint i = 0; i < rule->n_conditions; i++)
    add_condition (builder, &rule->conditions[i]);
  json_builder_end_array (builder);
  add_time (builder, "for", rule->for_nsec);
  add_time (builder, "cooldown", rule->cooldown_nsec);
  add_quiet (builder, rule);
  add_mute (builder, rule);
  json_builder_end_object (builder);
}

char *
vmp_rules_to_text (const VmpAlertSet *set)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();
  g_autoptr (JsonNode) root = NULL;
  g_autofree char *text = NULL;

  json_builder_begin_object (builder);
  add_text (builder, "format", "vmp-alert-rules");
  add_number (builder, "version", VMP_RULES_VERSION);
  json_builder_set_member_name (builder, "rules");
  json_builder_begin_array (builder);
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    add_rule (builder, vmp_alert_set_get (set, i));
  json_builder_end_array (builder);
  json_builder_end_object (builder);
  root = json_builder_get_root (builder);
  text = json_to_string (root, TRUE);
  return g_strconcat (text, "\n", NULL);
}
