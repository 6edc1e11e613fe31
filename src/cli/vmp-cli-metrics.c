/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp metrics: the table of what is measured. */

#include "config.h"

#include <unistd.h>

#include <glib/gi18n.h>

#include "core/model/vmp-metric-peer.h"
#include "vmp-cli-json.h"
#include "vmp-cli-metric.h"
#include "vmp-cli-table.h"
#include "vmp-cli.h"

static const char *
kind_to_key (VmpKind kind)
{
  switch (kind)
    {
    case VMP_KIND_COUNTER:
      return "counter";
    case VMP_KIND_PEAK:
      return "peak";
    case VMP_KIND_GAUGE:
    default:
      return "gauge";
    }
}

static void
add_json_string (JsonBuilder *builder,
                 const char  *name,
                 const char  *value)
{
  json_builder_set_member_name (builder, name);
  json_builder_add_string_value (builder, value);
}

/* What other programs show; a member is null where they show none, or where our values do not tell what. */
static void
add_json_peers (JsonBuilder *builder,
                VmpMetricId  metric)
{
  guint n;
  const VmpMetricPeer *rows = vmp_metric_get_peers (metric, &n);

  json_builder_set_member_name (builder, "peers");
  json_builder_begin_array (builder);
  for (guint i = 0; i < n; i++)
    {
      g_autofree char *formula = vmp_metric_peer_dup_formula (&rows[i]);

      json_builder_begin_object (builder);
      add_json_string (builder, "peer", vmp_peer_to_key (rows[i].peer));
      add_json_string (builder, "column", rows[i].column);
      add_json_string (builder, "formula", formula);
      add_json_string (builder, "reason", _(rows[i].reason));
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const GArray *ids,
            VmpCliOutput *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < ids->len; i++)
    {
      const VmpMetric *metric = vmp_metric_get (g_array_index (ids, VmpMetricId, i));

      json_builder_begin_object (builder);
      add_json_string (builder, "key", metric->key);
      add_json_string (builder, "unit", vmp_cli_unit_to_key (metric->unit));
      add_json_string (builder, "kind", kind_to_key (metric->kind));
      vmp_report_json_add_number (builder, "tier", metric->tier);
      add_json_string (builder, "source", metric->source);
      add_json_string (builder, "formula", metric->formula);
      add_json_string (builder, "label", _(metric->label));
      add_json_string (builder, "explanation", _(metric->explanation));
      add_json_peers (builder, metric->id);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  vmp_cli_json_print (builder, VMP_CLI_JSON_PRETTY, out);
}

static void
print_keys (const GArray *ids,
            VmpCliOutput *out)
{
  for (guint i = 0; i < ids->len; i++)
    vmp_cli_output_printf (out, "%s\n", vmp_metric_get (g_array_index (ids, VmpMetricId, i))->key);
}

static void
print_table (const GArray *ids,
             VmpCliOutput *out)
{
  g_autoptr (VmpCliTable) table = vmp_cli_table_new ();

  vmp_cli_table_add_column (table, "KEY", VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, "UNIT", VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, "TIER", VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, "SOURCE", VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, "EXPLANATION", VMP_CLI_ALIGN_LEFT);
  for (guint i = 0; i < ids->len; i++)
    {
      const VmpMetric *metric = vmp_metric_get (g_array_index (ids, VmpMetricId, i));
      const char tier[] = { '0' + metric->tier, '\0' };

      vmp_cli_table_add_cell (table, metric->key);
      vmp_cli_table_add_cell (table, vmp_cli_unit_to_key (metric->unit));
      vmp_cli_table_add_cell (table, tier);
      vmp_cli_table_add_cell (table, metric->source);
      vmp_cli_table_add_cell (table, _(metric->explanation));
    }
  vmp_cli_table_print (table, out, TRUE, vmp_cli_output_get_columns (out));
}

static void
print_explained (const GArray *ids,
                 VmpCliOutput *out)
{
  for (guint i = 0; i < ids->len; i++)
    {
      const VmpMetric *metric = vmp_metric_get (g_array_index (ids, VmpMetricId, i));

      vmp_cli_output_printf (out, "%s%s: %s\n", i > 0 ? "\n" : "", metric->key, _(metric->label));
      vmp_cli_print_explanation (out, metric, 2);
      vmp_cli_print_peers (out, metric, 2);
    }
}

/* The metrics named by operands, or all of them. */
static GArray *
collect_ids (int      argc,
             char   **argv,
             GError **error)
{
  g_autoptr (GArray) ids = g_array_new (FALSE, FALSE, sizeof (VmpMetricId));

  for (int i = 1; i < argc; i++)
    {
      if (!vmp_cli_parse_metrics (argv[i], ids, error))
        return NULL;
    }
  for (VmpMetricId id = 0; argc < 2 && id < VMP_N_METRICS; id++)
    g_array_append_val (ids, id);
  return g_steal_pointer (&ids);
}

static int
run (const VmpCliVerb  *verb,
     int                argc,
     char             **argv)
{
  gboolean keys = FALSE, json = FALSE, explain = FALSE;
  const GOptionEntry entries[] = {
    { "explain", 'e', 0, G_OPTION_ARG_NONE, &explain, N_("Say where each number comes from, what it means, and what others show"), NULL },
    { "keys", 0, 0, G_OPTION_ARG_NONE, &keys, N_("Print the keys only, one a line"), NULL },
    { "json", 'j', 0, G_OPTION_ARG_NONE, &json, N_("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  g_autoptr (GArray) ids = NULL;
  VmpCliOutput out;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  ids = collect_ids (argc, argv, &error);
  if (ids == NULL)
    return vmp_cli_fail (verb, error);
  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (json)
    print_json (ids, &out);
  else if (keys)
    print_keys (ids, &out);
  else if (explain || argc > 1)
    print_explained (ids, &out);
  else
    print_table (ids, &out);
  return vmp_cli_output_finish (&out);
}

const VmpCliVerb vmp_cli_verb_metrics = {
  .name = "metrics",
  .parameters = N_("[KEY…]"),
  .summary = N_("List what is measured, and explain it"),
  .notes = N_("The tier says what reading costs: 0 next to nothing, 1 a walk over the page tables of the\n"
              "process, 2 the same with a report on every mapping.\n"
              "\n"
              "Examples:\n"
              "  vmp metrics               all of them, a line each\n"
              "  vmp metrics rss pss uss   what these are\n"
              "  vmp metrics --json        for programs"),
  .run = run,
};
