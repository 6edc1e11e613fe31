/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp diff: what two recordings have in common, and in what they differ. */

#include "config.h"

#include "vmp-cli.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/model/vmp-format.h"
#include "report/vmp-report.h"
#include "vmp-cli-json.h"
#include "vmp-cli-table.h"

static const VmpMetricId shown[] = {
  VMP_METRIC_RSS, VMP_METRIC_PSS, VMP_METRIC_USS, VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM,
  VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_SWAP, VMP_METRIC_PAGE_TABLES, VMP_METRIC_VSIZE, VMP_METRIC_MAPPINGS,
  VMP_METRIC_THREADS, VMP_METRIC_MINOR_FAULTS, VMP_METRIC_MAJOR_FAULTS, VMP_METRIC_CPU_TIME,
};

typedef struct
{
  VmpRecording *recordings[2];    /* owned */
  VmpReport    *reports[2];       /* owned */
} Diff;

/* The highest value, or of a counter how much it grew. */
static gint64
get_figure (const VmpReport *report,
            VmpMetricId      id)
{
  const VmpRecordingSummary *sum = &report->sums[id];

  if (vmp_metric_get (id)->kind != VMP_KIND_COUNTER)
    return vmp_report_get_peak (report, id);
  return sum->n > 0 ? sum->last - sum->first : VMP_MISSING;
}

static const VmpReportStage *
find_stage (const VmpReport *report,
            const char      *name)
{
  for (guint i = 0; i < report->stages->len; i++)
    if (g_str_equal (g_array_index (report->stages, VmpReportStage, i).name, name))
      return &g_array_index (report->stages, VmpReportStage, i);
  return NULL;
}

static gint64
get_type_bytes (const VmpReport *report,
                VmpMappingType   type)
{
  return report->peak_space != NULL ? vmp_address_space_get_sum (report->peak_space, type)->sizes_bytes[VMP_MAPPING_RSS]
                                    : VMP_MISSING;
}

/* --- text --- */

static void
add_amounts (VmpCliTable *table,
             VmpUnit      unit,
             gint64       a,
             gint64       b)
{
  char text[VMP_FORMAT_SIZE], share[32] = "–";
  gint64 difference = a != VMP_MISSING && b != VMP_MISSING ? b - a : VMP_MISSING;

  vmp_cli_table_add_cell (table, vmp_format_value (text, unit, a, VMP_UNITS_IEC));
  vmp_cli_table_add_cell (table, vmp_format_value (text, unit, b, VMP_UNITS_IEC));
  vmp_cli_table_add_cell (table, vmp_format_value (text, unit, difference, VMP_UNITS_IEC));
  if (difference != VMP_MISSING && a > 0)
    g_snprintf (share, sizeof share, "%+.1f %%", 100.0 * (double) difference / (double) a);
  vmp_cli_table_add_cell (table, share);
}

static VmpCliTable *
new_table (const char *title)
{
  VmpCliTable *table = vmp_cli_table_new ();

  vmp_cli_table_add_column (table, title, VMP_CLI_ALIGN_LEFT);
  vmp_cli_table_add_column (table, "A", VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "B", VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "B − A", VMP_CLI_ALIGN_RIGHT);
  vmp_cli_table_add_column (table, "%", VMP_CLI_ALIGN_RIGHT);
  return table;
}

static void
print_metrics (const Diff   *self,
               VmpCliOutput *out)
{
  g_autoptr (VmpCliTable) table = new_table (_("Highest value; growth of counters"));

  vmp_cli_table_add_cell (table, _("Length"));
  add_amounts (table, VMP_UNIT_NSEC, self->reports[0]->end_nsec - self->reports[0]->begin_nsec,
               self->reports[1]->end_nsec - self->reports[1]->begin_nsec);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    {
      gint64 a = get_figure (self->reports[0], shown[i]), b = get_figure (self->reports[1], shown[i]);

      if (a == VMP_MISSING && b == VMP_MISSING)
        continue;
      vmp_cli_table_add_cell (table, _(vmp_metric_get (shown[i])->label));
      add_amounts (table, vmp_metric_get (shown[i])->unit, a, b);
    }
  vmp_cli_table_print (table, out, TRUE, 0);
}

/* Those of A in its order; those of B alone have nothing to be compared with, but are told. */
static void
print_stages (const Diff   *self,
              VmpCliOutput *out)
{
  g_autoptr (VmpCliTable) table = new_table (_("Stage: highest resident memory"));

  if (self->reports[0]->stages->len + self->reports[1]->stages->len == 0)
    return;
  for (guint which = 0; which < 2; which++)
    for (guint i = 0; i < self->reports[which]->stages->len; i++)
      {
        const VmpReportStage *stage = &g_array_index (self->reports[which]->stages, VmpReportStage, i);
        const VmpReportStage *other = find_stage (self->reports[!which], stage->name);
        gint64 own = stage->sums[VMP_METRIC_RSS].max, others = other != NULL ? other->sums[VMP_METRIC_RSS].max : VMP_MISSING;

        if (which == 1 && other != NULL)
          continue;
        vmp_cli_table_add_cell (table, stage->name);
        add_amounts (table, VMP_UNIT_BYTES, which == 0 ? own : others, which == 0 ? others : own);
      }
  vmp_cli_output_append (out, "\n", 1);
  vmp_cli_table_print (table, out, TRUE, 0);
}

static void
print_types (const Diff   *self,
             VmpCliOutput *out)
{
  g_autoptr (VmpCliTable) table = new_table (_("Type of mappings: resident near the peak"));

  if (self->reports[0]->peak_space == NULL || self->reports[1]->peak_space == NULL)
    return;
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      gint64 a = get_type_bytes (self->reports[0], i), b = get_type_bytes (self->reports[1], i);

      if (a == 0 && b == 0)
        continue;
      vmp_cli_table_add_cell (table, _(vmp_mapping_type_get (i)->label));
      add_amounts (table, VMP_UNIT_BYTES, a, b);
    }
  vmp_cli_output_append (out, "\n", 1);
  vmp_cli_table_print (table, out, TRUE, 0);
}

/* --- JSON --- */

static void
add_pair (JsonBuilder *builder,
          const char  *name,
          gint64       a,
          gint64       b)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  vmp_cli_json_add_value (builder, "a", a);
  vmp_cli_json_add_value (builder, "b", b);
  vmp_cli_json_add_value (builder, "difference", a != VMP_MISSING && b != VMP_MISSING ? b - a : VMP_MISSING);
  json_builder_end_object (builder);
}

static void
add_stages (const Diff  *self,
            JsonBuilder *builder)
{
  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < self->reports[0]->stages->len; i++)
    {
      const VmpReportStage *a = &g_array_index (self->reports[0]->stages, VmpReportStage, i);
      const VmpReportStage *b = find_stage (self->reports[1], a->name);

      if (b == NULL)
        continue;
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, a->name);
      add_pair (builder, "length_ns", a->end_nsec - a->begin_nsec, b->end_nsec - b->begin_nsec);
      for (guint k = 0; k < G_N_ELEMENTS (shown); k++)
        add_pair (builder, vmp_metric_get (shown[k])->key, a->sums[shown[k]].max, b->sums[shown[k]].max);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
print_json (const Diff   *self,
            VmpCliOutput *out)
{
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  add_pair (builder, "length_ns", self->reports[0]->end_nsec - self->reports[0]->begin_nsec,
            self->reports[1]->end_nsec - self->reports[1]->begin_nsec);
  json_builder_set_member_name (builder, "metrics");
  json_builder_begin_object (builder);
  for (guint i = 0; i < G_N_ELEMENTS (shown); i++)
    add_pair (builder, vmp_metric_get (shown[i])->key, get_figure (self->reports[0], shown[i]), get_figure (self->reports[1], shown[i]));
  json_builder_end_object (builder);
  add_stages (self, builder);
  json_builder_set_member_name (builder, "types");
  json_builder_begin_object (builder);
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    add_pair (builder, vmp_mapping_type_get (i)->key, get_type_bytes (self->reports[0], i), get_type_bytes (self->reports[1], i));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  vmp_cli_json_print (builder, VMP_CLI_JSON_PRETTY, out);
}

static gboolean
load (Diff    *self,
      char   **paths,
      GError **error)
{
  for (guint i = 0; i < 2; i++)
    {
      self->recordings[i] = vmp_recording_open (paths[i], error);
      self->reports[i] = self->recordings[i] != NULL ? vmp_report_new (self->recordings[i], 0, error) : NULL;
      if (self->reports[i] == NULL)
        return FALSE;
      for (guint k = 0; vmp_recording_get_problems (self->recordings[i])[k] != NULL; k++)
        vmp_cli_say ("%s", vmp_recording_get_problems (self->recordings[i])[k]);
    }
  return TRUE;
}

static int
print (const Diff *self,
       gboolean    is_json)
{
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (is_json)
    print_json (self, &out);
  else
    {
      print_metrics (self, &out);
      print_stages (self, &out);
      print_types (self, &out);
    }
  return vmp_cli_output_finish (&out);
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  gboolean is_json = FALSE;
  const GOptionEntry entries[] = {
    { "json", 'j', 0, G_OPTION_ARG_NONE, &is_json, N_("Print JSON"), NULL },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  Diff self = { 0 };
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (argc != 3)
    g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("which two recordings? For example: vmp diff before.vmp after.vmp"));
  if (error == NULL && load (&self, argv + 1, &error))
    status = print (&self, is_json);
  for (guint i = 0; i < 2; i++)
    {
      g_clear_pointer (&self.reports[i], vmp_report_free);
      g_clear_pointer (&self.recordings[i], vmp_recording_free);
    }
  return error != NULL ? vmp_cli_fail (verb, error) : status;
}

const VmpCliVerb vmp_cli_verb_diff = {
  .name = "diff",
  .parameters = N_("A B"),
  .summary = N_("Compare two recordings"),
  .notes = N_("Compares the first process of each: highest values, stages of the same name, the memory map near the peak.\n"
              "\n"
              "Examples:\n"
              "  vmp diff before.vmp after.vmp\n"
              "  vmp diff before.vmp after.vmp --json"),
  .run = run,
};
