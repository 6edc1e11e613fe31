/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the verdicts on a budget are told. */

#include "config.h"

#include "vmp-cli-check.h"

#include <string.h>

#include <glib/gi18n.h>

#include "core/kernel/vmp-process.h"
#include "core/model/vmp-format.h"
#include "vmp-cli-json.h"
#include "vmp-cli-table.h"

static const char *
get_verdict (const VmpBudgetLimit *limit)
{
  static const char *const texts[] = {
    [VMP_BUDGET_KEPT] = NC_("budget", "kept"),
    [VMP_BUDGET_CROSSED] = NC_("budget", "CROSSED"),
    [VMP_BUDGET_UNKNOWN] = NC_("budget", "NOT KNOWN"),
  };

  return g_dpgettext2 (NULL, "budget", texts[limit->verdict]);
}

/* "≤ 300 MiB", "≥ 1.00 MiB, ≤ 300 MiB". Owned. */
static char *
dup_bounds (const VmpBudgetLimit *limit)
{
  VmpUnit unit = vmp_metric_get (limit->id)->unit;
  char min[VMP_FORMAT_SIZE], max[VMP_FORMAT_SIZE];

  vmp_format_value (min, unit, limit->min, VMP_UNITS_IEC);
  vmp_format_value (max, unit, limit->max, VMP_UNITS_IEC);
  if (limit->min != VMP_MISSING && limit->max != VMP_MISSING)
    return g_strdup_printf ("≥ %s, ≤ %s", min, max);
  return limit->min != VMP_MISSING ? g_strdup_printf ("≥ %s", min) : g_strdup_printf ("≤ %s", max);
}

/* What the runs had, where they were several. Owned. */
static char *
dup_spread (const VmpBudgetLimit *limit)
{
  VmpUnit unit = vmp_metric_get (limit->id)->unit;
  char low[VMP_FORMAT_SIZE], high[VMP_FORMAT_SIZE];

  if (limit->values->len < 2 || limit->verdict == VMP_BUDGET_UNKNOWN)
    return g_strdup ("");
  return g_strdup_printf ("%s – %s", vmp_format_value (low, unit, limit->lowest, VMP_UNITS_IEC),
                          vmp_format_value (high, unit, limit->highest, VMP_UNITS_IEC));
}

void
vmp_cli_check_print_text (const VmpBudget *budget,
                          VmpCliOutput    *out)
{
  g_autoptr (VmpCliTable) table = vmp_cli_table_new ();

  vmp_cli_table_add_column (table, _("Verdict"), VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, _("Limit"), VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, _("Value"), VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, _("Allowed"), VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, _("Runs"), VMP_CLI_ALIGN_LEFT);
  for (guint i = 0; i < budget->limits->len; i++)
    {
      const VmpBudgetLimit *limit = &g_array_index (budget->limits, VmpBudgetLimit, i);
      g_autofree char *bounds = dup_bounds (limit), *spread = dup_spread (limit), *name = vmp_text_escape (limit->name, strlen (limit->name));
      char value[VMP_FORMAT_SIZE];

      vmp_cli_table_add_cell (table, get_verdict (limit));
      vmp_cli_table_add_cell (table, name);
      vmp_cli_table_add_cell (table, vmp_format_value (value, vmp_metric_get (limit->id)->unit, limit->value, VMP_UNITS_IEC));
      vmp_cli_table_add_cell (table, bounds);
      vmp_cli_table_add_cell (table, spread);
    }
  vmp_cli_table_print (table, out, TRUE, 0);
}

void
vmp_cli_check_print_json (const VmpBudget *budget,
                          VmpCliOutput    *out)
{
  static const char *const verdicts[] = { "kept", "crossed", "unknown" };
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_array (builder);
  for (guint i = 0; i < budget->limits->len; i++)
    {
      const VmpBudgetLimit *limit = &g_array_index (budget->limits, VmpBudgetLimit, i);

      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, limit->name);
      json_builder_set_member_name (builder, "metric");
      json_builder_add_string_value (builder, vmp_metric_get (limit->id)->key);
      json_builder_set_member_name (builder, "figure");
      json_builder_add_string_value (builder, vmp_budget_figure_to_key (limit->figure));
      json_builder_set_member_name (builder, "verdict");
      json_builder_add_string_value (builder, verdicts[limit->verdict]);
      vmp_report_json_add_number (builder, "value", limit->value);
      vmp_report_json_add_number (builder, "max", limit->max);
      vmp_report_json_add_number (builder, "min", limit->min);
      vmp_report_json_add_number (builder, "baseline", limit->baseline);
      json_builder_set_member_name (builder, "runs");
      json_builder_begin_array (builder);
      for (guint k = 0; k < limit->values->len; k++)
        {
          gint64 value = g_array_index (limit->values, gint64, k);

          if (value == VMP_MISSING)
            json_builder_add_null_value (builder);
          else
            json_builder_add_int_value (builder, value);
        }
      json_builder_end_array (builder);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
  vmp_cli_json_print (builder, VMP_CLI_JSON_PRETTY, out);
}

static void
append_cell (GString    *md,
             const char *text)
{
  g_string_append (md, "| ");
  for (; *text != '\0'; text++)
    {
      if (strchr ("\\|`*_<>[]#&~", *text) != NULL)
        g_string_append_c (md, '\\');
      g_string_append_c (md, *text == '\n' ? ' ' : *text);
    }
  g_string_append_c (md, ' ');
}

char *
vmp_cli_check_to_markdown (const VmpBudget *budget)
{
  GString *md = g_string_new (NULL);
  const char *const titles[] = { _("Verdict"), _("Limit"), _("Value"), _("Allowed"), _("Runs") };

  for (guint i = 0; i < G_N_ELEMENTS (titles); i++)
    append_cell (md, titles[i]);
  g_string_append (md, "|\n|---|---|--:|---|---|\n");
  for (guint i = 0; i < budget->limits->len; i++)
    {
      const VmpBudgetLimit *limit = &g_array_index (budget->limits, VmpBudgetLimit, i);
      g_autofree char *bounds = dup_bounds (limit), *spread = dup_spread (limit);
      char value[VMP_FORMAT_SIZE];

      append_cell (md, get_verdict (limit));
      append_cell (md, limit->name);
      append_cell (md, vmp_format_value (value, vmp_metric_get (limit->id)->unit, limit->value, VMP_UNITS_IEC));
      append_cell (md, bounds);
      append_cell (md, spread);
      g_string_append (md, "|\n");
    }
  return g_string_free (md, FALSE);
}

/* Controls are no XML, however they are written. */
static char *
dup_xml (const char *text)
{
  g_autofree char *escaped = vmp_text_escape (text, strlen (text));

  return g_markup_escape_text (escaped, -1);
}

char *
vmp_cli_check_to_junit (const VmpBudget *budget)
{
  GString *xml = g_string_new (NULL);
  guint n_failures = 0, n_errors = 0;

  for (guint i = 0; i < budget->limits->len; i++)
    {
      const VmpBudgetLimit *limit = &g_array_index (budget->limits, VmpBudgetLimit, i);
      g_autofree char *bounds = dup_bounds (limit), *name = dup_xml (limit->name);
      char value[VMP_FORMAT_SIZE];

      vmp_format_value (value, vmp_metric_get (limit->id)->unit, limit->value, VMP_UNITS_IEC);
      n_failures += limit->verdict == VMP_BUDGET_CROSSED;
      n_errors += limit->verdict == VMP_BUDGET_UNKNOWN;
      g_string_append_printf (xml, "  <testcase classname=\"vmp.%s\" name=\"%s\"", vmp_metric_get (limit->id)->key, name);
      if (limit->verdict == VMP_BUDGET_KEPT)
        g_string_append (xml, "/>\n");
      else
        g_string_append_printf (xml, ">\n    <%s message=\"%s, %s\"/>\n  </testcase>\n",
                                limit->verdict == VMP_BUDGET_CROSSED ? "failure" : "error", value, bounds);
    }
  g_string_prepend (xml, ">\n");
  {
    g_autofree char *head = g_strdup_printf ("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
                                             "<testsuite name=\"vmp check\" tests=\"%u\" failures=\"%u\" errors=\"%u\"",
                                             budget->limits->len, n_failures, n_errors);

    g_string_prepend (xml, head);
  }
  g_string_append (xml, "</testsuite>\n");
  return g_string_free (xml, FALSE);
}
