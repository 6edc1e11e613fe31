/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What an event says, as JSON for people who ask a recording with SQL. */

#include "config.h"

#include "vmp-event-facts.h"

#include <math.h>

#include "core/kernel/vmp-value.h"
#include "core/model/vmp-event-maps.h"

static void
add_key (GString    *json,
         const char *key)
{
  g_string_append_printf (json, "%s\"%s\":", json->len > 1 ? "," : "", key);
}

static void
add_number (GString    *json,
            const char *key,
            gint64      value)
{
  add_key (json, key);
  if (value == VMP_MISSING)
    g_string_append (json, "null");
  else
    g_string_append_printf (json, "%" G_GINT64_FORMAT, value);
}

static void
add_text (GString    *json,
          const char *key,
          const char *text)
{
  add_key (json, key);
  if (text == NULL)
    {
      g_string_append (json, "null");
      return;
    }
  g_string_append_c (json, '"');
  for (const char *at = text; *at != '\0'; at++)
    {
      if (*at == '"' || *at == '\\')
        g_string_append_c (json, '\\');
      if ((guchar) *at < ' ')
        g_string_append_printf (json, "\\u%04x", *at);
      else
        g_string_append_c (json, *at);
    }
  g_string_append_c (json, '"');
}

const char *
vmp_gap_reason_to_key (guint8 reason)
{
  static const char *const keys[] = {
    [VMP_GAP_SUSPEND] = "suspend",
    [VMP_GAP_LATE] = "late",
    [VMP_GAP_PAUSED] = "paused",
    [VMP_GAP_BUDGET] = "budget",
    [VMP_GAP_DENIED] = "denied",
    [VMP_GAP_STOPPED] = "stopped",
  };

  return reason < G_N_ELEMENTS (keys) ? keys[reason] : "unknown";
}

static void
add_process (GString              *json,
             const VmpProcessInfo *info)
{
  add_number (json, "pid", info->identity.pid);
  add_number (json, "parent_pid", info->parent_pid);
  add_number (json, "start_time_ticks", info->identity.start_time_ticks);
  add_number (json, "uid", info->uid);
  add_text (json, "boot_id", info->identity.boot_id);
  add_text (json, "name", info->name);
  add_text (json, "exe", info->exe);
  add_text (json, "command", info->command);
}

static void
add_exit (GString        *json,
          const VmpEvent *event)
{
  const VmpRusage *usage = &event->exit.rusage;

  add_number (json, "status", event->exit.status);
  add_number (json, "user_nsec", usage->user_nsec);
  add_number (json, "system_nsec", usage->system_nsec);
  add_number (json, "max_rss_bytes", usage->max_rss_bytes);
  add_number (json, "minor_faults", usage->minor_faults);
  add_number (json, "major_faults", usage->major_faults);
  add_number (json, "in_blocks", usage->in_blocks);
  add_number (json, "out_blocks", usage->out_blocks);
  add_number (json, "voluntary_switches", usage->voluntary_switches);
  add_number (json, "involuntary_switches", usage->involuntary_switches);
}

static void
add_sum (GString             *json,
         const VmpMappingSum *sum)
{
  add_number (json, "mappings", sum->mappings_n);
  add_number (json, "size_bytes", sum->size_bytes);
  add_number (json, "rss_bytes", sum->sizes_bytes[VMP_MAPPING_RSS]);
  add_number (json, "pss_bytes", sum->sizes_bytes[VMP_MAPPING_PSS]);
  add_number (json, "swap_bytes", sum->sizes_bytes[VMP_MAPPING_SWAP]);
}

/* Sums alone: the mappings are in tables of their own. */
static void
add_space (GString        *json,
           const VmpEvent *event)
{
  const VmpAddressSpace *space = event->maps.space;
  g_autoptr (GString) types = g_string_new ("{");

  add_number (json, "cost_nsec", event->maps.cost_nsec);
  if (space == NULL)
    {
      add_text (json, "reason", vmp_reason_to_key (event->maps.reason));
      return;
    }
  add_sum (json, vmp_address_space_get_sum (space, VMP_N_MAPPING_TYPES));
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (space, i);
      g_autoptr (GString) type = g_string_new ("{");

      if (sum->mappings_n == 0)
        continue;
      add_sum (type, sum);
      add_key (types, vmp_mapping_type_get (i)->key);
      g_string_append_printf (types, "%s}", type->str);
    }
  add_key (json, "types");
  g_string_append_printf (json, "%s}", types->str);
}

static void
add_amount (GString    *json,
            const char *key,
            double      amount)
{
  char number[G_ASCII_DTOSTR_BUF_SIZE];

  add_key (json, key);
  g_string_append (json, isfinite (amount) ? g_ascii_dtostr (number, sizeof number, amount) : "null");
}

static void
add_alert (GString            *json,
           const VmpAlertFact *fact)
{
  add_text (json, "rule", fact->rule);
  add_text (json, "title", fact->title);
  add_text (json, "severity", vmp_alert_severity_get_key (fact->severity));
  add_text (json, "stage", vmp_alert_stage_get_key (fact->stage));
  add_text (json, "scope", vmp_alert_scope_get_key (fact->scope));
  add_text (json, "metric", fact->metric);
  add_text (json, "derived", vmp_alert_derived_get_key (fact->derived));
  add_text (json, "of", vmp_alert_base_get_key (fact->base));
  add_text (json, "is", vmp_alert_comparison_get_key (fact->comparison));
  add_text (json, "unit", vmp_alert_unit_get_key (fact->unit));
  add_number (json, "since_nsec", fact->since_nsec);
  add_amount (json, "value", fact->value);
  add_amount (json, "limit", fact->limit);
}

char *
vmp_event_facts_to_json (const VmpEvent *event)
{
  GString *json = g_string_new ("{");

  switch (event->type)
    {
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      add_process (json, &event->process);
      break;
    case VMP_EVENT_FORK:
      add_number (json, "child_target", event->fork.child_target);
      add_number (json, "child_pid", event->fork.child_pid);
      break;
    case VMP_EVENT_EXIT:
      add_exit (json, event);
      break;
    case VMP_EVENT_GAP:
      add_number (json, "begin_nsec", event->gap.begin_nsec);
      add_text (json, "reason", vmp_gap_reason_to_key (event->gap.reason));
      break;
    case VMP_EVENT_OBSERVER:
      add_number (json, "watched_nsec", event->observer.watched_nsec);
      add_number (json, "locked_nsec", event->observer.locked_nsec);
      add_number (json, "total_nsec", event->observer.total_nsec);
      break;
    case VMP_EVENT_MARK:
      add_text (json, "name", event->mark.name);
      break;
    case VMP_EVENT_NOTE:
      add_text (json, "text", event->note.text);
      add_number (json, "end_nsec", event->note.end_nsec);
      break;
    case VMP_EVENT_ALERT:
      add_alert (json, &event->alert);
      break;
    case VMP_EVENT_ADDRESS_SPACE:
      add_space (json, event);
      break;
    case VMP_EVENT_SAMPLE:
    case VMP_EVENT_PAGE_STATES:
    default:
      break;
    }
  return g_string_free (g_string_append_c (json, '}'), FALSE);
}

GBytes *
vmp_event_to_bytes (const VmpEvent *event)
{
  g_autoptr (GVariant) variant = vmp_event_to_head_variant (event);
  g_autoptr (GVariant) little_endian = G_BYTE_ORDER == G_LITTLE_ENDIAN ? g_variant_ref (variant) : g_variant_byteswap (variant);

  return g_variant_get_data_as_bytes (little_endian);
}
