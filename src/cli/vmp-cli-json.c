/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The JSON objects that verbs have in common; their shapes are stable. */

#include "config.h"

#include "vmp-cli-json.h"

#include "vmp-cli-time.h"

static void
add_string (JsonBuilder *builder,
            const char  *name,
            const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

void
vmp_cli_json_add_process (JsonBuilder         *builder,
                          const VmpCliProcess *process,
                          VmpCliUsers         *users)
{
  const char state[] = { process->state, '\0' };

  json_builder_set_member_name (builder, "process");
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "pid", process->pid);
  vmp_report_json_add_number (builder, "parent_pid", process->ppid);
  vmp_report_json_add_number (builder, "start_time_ticks", process->start_time_ticks);
  add_string (builder, "name", process->name);
  add_string (builder, "command", process->command);
  add_string (builder, "user", vmp_cli_users_get_name (users, process->uid));
  vmp_report_json_add_number (builder, "uid", process->uid);
  add_string (builder, "state", state);
  vmp_report_json_add_number (builder, "threads", process->threads);
  add_string (builder, "kind", vmp_cli_kind_to_key (process->kind));
  json_builder_end_object (builder);
}

void
vmp_cli_json_add_time (JsonBuilder *builder,
                       gint64       boottime_nsec)
{
  char realtime[VMP_CLI_TIME_SIZE];

  json_builder_set_member_name (builder, "time");
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "boottime_ns", boottime_nsec);
  add_string (builder, "realtime", vmp_cli_time_format_iso (realtime, boottime_nsec));
  json_builder_end_object (builder);
}

static void
add_double (JsonBuilder *builder,
            const char  *name,
            double       value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_double_value (builder, value);
}

static void
add_known_cost (JsonBuilder           *builder,
                const VmpObserverCost *cost)
{
  gint64 reads = 0;

  for (guint i = 0; i < VMP_N_TIERS; i++)
    reads += cost->tiers[i].reads;
  vmp_report_json_add_number (builder, "reads", reads);
  add_double (builder, "seconds", cost->total_nsec / 1e9);
  add_double (builder, "share",
              cost->watched_nsec > 0 ? (double) cost->locked_nsec / cost->watched_nsec : 0);
}

void
vmp_cli_json_add_observer (JsonBuilder           *builder,
                           const VmpObserverCost *cost)
{
  json_builder_set_member_name (builder, "observer");
  json_builder_begin_object (builder);
  if (cost != NULL)
    add_known_cost (builder, cost);
  else
    {
      vmp_report_json_add_number (builder, "reads", VMP_MISSING);
      vmp_report_json_add_number (builder, "seconds", VMP_MISSING);
      vmp_report_json_add_number (builder, "share", VMP_MISSING);
    }
  json_builder_end_object (builder);
}

void
vmp_cli_json_print (JsonBuilder     *builder,
                    VmpCliJsonStyle  style,
                    VmpCliOutput    *out)
{
  g_autoptr (JsonNode) root = json_builder_get_root (builder);
  g_autofree char *text = json_to_string (root, style == VMP_CLI_JSON_PRETTY);

  vmp_cli_output_append (out, text, -1);
  vmp_cli_output_append (out, "\n", 1);
  json_builder_reset (builder);
}
