/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines that vmp watch prints: one JSON object each, whatever a process calls itself. */

#include "config.h"

#include "vmp-cli-watch.h"

#include <math.h>
#include <unistd.h>

#include <glib/gi18n.h>

void
vmp_cli_watch_lines_init (VmpCliWatchLines *self,
                          gint64            anchor_nsec)
{
  vmp_cli_output_init (&self->out, STDOUT_FILENO);
  self->builder = json_builder_new ();
  self->anchor_nsec = anchor_nsec;
  self->n_alerts = 0;
}

int
vmp_cli_watch_lines_finish (VmpCliWatchLines *self)
{
  g_clear_object (&self->builder);
  return vmp_cli_output_finish (&self->out);
}

const char *
vmp_cli_watch_translate (const char *text)
{
  /* What gettext has for the empty text is about the translation itself. */
  return text[0] != '\0' ? _(text) : text;
}

/* What is not known is null. */
static void
add_number (JsonBuilder *builder,
            const char  *name,
            double       number)
{
  json_builder_set_member_name (builder, name);
  if (!isfinite (number))
    json_builder_add_null_value (builder);
  else if (number == rint (number) && fabs (number) < 1e15)
    json_builder_add_int_value (builder, number);
  else
    json_builder_add_double_value (builder, number);
}

/* A recording's moments are by the clock of then and there, in UTC. */
static void
add_recorded_time (JsonBuilder *builder,
                   gint64       anchor_nsec,
                   gint64       time_nsec)
{
  gint64 usec = (anchor_nsec + time_nsec) / 1000;
  g_autoptr (GDateTime) seconds = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);
  g_autofree char *date = seconds != NULL ? g_date_time_format (seconds, "%Y-%m-%dT%H:%M:%S") : NULL;
  g_autofree char *text = date != NULL ? g_strdup_printf ("%s.%06dZ", date, (int) (usec % G_USEC_PER_SEC)) : NULL;

  json_builder_set_member_name (builder, "time");
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "boottime_ns", time_nsec);
  vmp_report_json_add_text (builder, "realtime", text);
  json_builder_end_object (builder);
}

static void
begin (VmpCliWatchLines *self,
       const char       *event,
       gint64            time_nsec)
{
  json_builder_begin_object (self->builder);
  vmp_report_json_add_text (self->builder, "event", event);
  if (self->anchor_nsec == VMP_MISSING)
    vmp_cli_json_add_time (self->builder, time_nsec);
  else
    add_recorded_time (self->builder, self->anchor_nsec, time_nsec);
}

static void
end (VmpCliWatchLines *self)
{
  json_builder_end_object (self->builder);
  vmp_cli_json_print (self->builder, VMP_CLI_JSON_LINE, &self->out);
}

void
vmp_cli_watch_lines_add_rules (VmpCliWatchLines  *self,
                               gint64             time_nsec,
                               const char        *path,
                               const VmpAlertSet *set)
{
  g_autofree char *name = path != NULL ? g_filename_display_name (path) : NULL;

  begin (self, "watching", time_nsec);
  vmp_report_json_add_text (self->builder, "file", name);
  json_builder_set_member_name (self->builder, "rules");
  json_builder_begin_array (self->builder);
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    if (vmp_alert_set_get (set, i)->enabled)
      json_builder_add_string_value (self->builder, vmp_alert_set_get (set, i)->id);
  json_builder_end_array (self->builder);
  end (self);
}

static void
add_rule (JsonBuilder        *builder,
          const VmpAlertRule *rule)
{
  json_builder_set_member_name (builder, "rule");
  json_builder_begin_object (builder);
  vmp_report_json_add_text (builder, "id", rule->id);
  vmp_report_json_add_text (builder, "title", vmp_cli_watch_translate (rule->title));
  vmp_report_json_add_text (builder, "explanation", vmp_cli_watch_translate (rule->explanation));
  vmp_report_json_add_text (builder, "severity", vmp_alert_severity_get_key (rule->severity));
  vmp_report_json_add_text (builder, "scope", vmp_alert_scope_get_key (rule->scope.kind));
  json_builder_end_object (builder);
}

static void
add_process (JsonBuilder            *builder,
             const VmpAlertIdentity *identity)
{
  json_builder_set_member_name (builder, "process");
  if (identity->pid == 0)
    {
      json_builder_add_null_value (builder);
      return;
    }
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "pid", identity->pid);
  vmp_report_json_add_number (builder, "start_time_ticks", identity->start_time_ticks);
  vmp_report_json_add_number (builder, "uid", identity->uid);
  vmp_report_json_add_text (builder, "name", identity->name);
  vmp_report_json_add_text (builder, "exe", identity->exe);
  json_builder_end_object (builder);
}

static void
add_condition (JsonBuilder             *builder,
               const VmpAlertCondition *condition,
               double                   value)
{
  json_builder_begin_object (builder);
  vmp_report_json_add_text (builder, "metric", vmp_alert_metric_get_key (condition->metric));
  vmp_report_json_add_text (builder, "derived", vmp_alert_derived_get_key (condition->derived));
  vmp_report_json_add_text (builder, "of", vmp_alert_base_get_key (condition->base));
  vmp_report_json_add_text (builder, "unit", vmp_alert_unit_get_key (vmp_alert_condition_get_unit (condition)));
  vmp_report_json_add_text (builder, "is", vmp_alert_comparison_get_key (condition->comparison));
  add_number (builder, "limit", condition->limit);
  add_number (builder, "value", value);
  json_builder_end_object (builder);
}

static void
add_conditions (JsonBuilder          *builder,
                const VmpAlertNotice *notice)
{
  json_builder_set_member_name (builder, "conditions");
  json_builder_begin_array (builder);
  for (guint i = 0; i < notice->rule->n_conditions; i++)
    add_condition (builder, &notice->rule->conditions[i], notice->values[i]);
  json_builder_end_array (builder);
  if (notice->baseline == NULL)
    return;
  json_builder_set_member_name (builder, "baseline");
  json_builder_begin_object (builder);
  add_number (builder, "median", notice->baseline->median);
  add_number (builder, "deviation", notice->baseline->deviation);
  add_number (builder, "confidence", notice->baseline->confidence);
  json_builder_end_object (builder);
}

void
vmp_cli_watch_lines_add_notice (const VmpAlertNotice *notice,
                                gpointer              user_data)
{
  static const char *const events[] = {
    [VMP_ALERT_NOTHING] = "nothing", [VMP_ALERT_FIRED] = "alert", [VMP_ALERT_RESOLVED] = "resolved",
    [VMP_ALERT_ENDED] = "ended", [VMP_ALERT_WITHDRAWN] = "withdrawn",
  };
  VmpCliWatchLines *self = user_data;

  begin (self, events[notice->outcome], notice->time_nsec);
  add_rule (self->builder, notice->rule);
  add_process (self->builder, notice->identity);
  vmp_report_json_add_number (self->builder, "held_ns", notice->time_nsec - notice->since_nsec);
  add_conditions (self->builder, notice);
  end (self);
  self->n_alerts += notice->outcome == VMP_ALERT_FIRED;
}

void
vmp_cli_watch_lines_add_counts (VmpCliWatchLines     *self,
                                gint64                time_nsec,
                                const VmpAlertRule   *rule,
                                const VmpAlertCounts *counts)
{
  begin (self, counts->n_unknown > 0 ? "unknown" : "known", time_nsec);
  add_rule (self->builder, rule);
  vmp_report_json_add_number (self->builder, "concerned", counts->n_subjects);
  vmp_report_json_add_number (self->builder, "unknown", counts->n_unknown);
  vmp_report_json_add_number (self->builder, "learning", counts->n_learning);
  end (self);
}
