/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison as JSON: the numbers, in bytes, nanoseconds and counts. */

#include "config.h"

#include "vmp-report-diff.h"

#include "vmp-report-json.h"

static void
add_pair (JsonBuilder *builder,
          const char  *name,
          gint64       a,
          gint64       b)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
  vmp_report_json_add_number (builder, "a", a);
  vmp_report_json_add_number (builder, "b", b);
  vmp_report_json_add_number (builder, "difference", a != VMP_MISSING && b != VMP_MISSING ? b - a : VMP_MISSING);
  json_builder_end_object (builder);
}

static void
begin_object (JsonBuilder *builder,
              const char  *name)
{
  json_builder_set_member_name (builder, name);
  json_builder_begin_object (builder);
}

static void
add_metrics (const VmpReportDiff *self,
             JsonBuilder         *builder)
{
  guint n;
  const VmpMetricId *ids = vmp_report_diff_get_metrics (&n);

  begin_object (builder, "metrics");
  for (guint i = 0; i < n; i++)
    add_pair (builder, vmp_metric_get (ids[i])->key, self->sides[0].values[ids[i]], self->sides[1].values[ids[i]]);
  json_builder_end_object (builder);
  if (self->kind != VMP_REPORT_DIFF_STRETCHES)
    return;
  begin_object (builder, "growth");
  for (guint i = 0; i < n; i++)
    add_pair (builder, vmp_metric_get (ids[i])->key, self->sides[0].growth[ids[i]], self->sides[1].growth[ids[i]]);
  json_builder_end_object (builder);
}

static gint64
get_growth (const VmpReportStage *stage,
            VmpMappingType        type)
{
  return stage != NULL ? vmp_report_stage_get_growth (stage, type) : VMP_MISSING;
}

/* @name: of a member with what grew by type. */
static void
add_type_growth (JsonBuilder          *builder,
                 const VmpReportStage *a,
                 const VmpReportStage *b)
{
  begin_object (builder, "type_growth");
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    if ((get_growth (a, i) != VMP_MISSING && get_growth (a, i) != 0) || (get_growth (b, i) != VMP_MISSING && get_growth (b, i) != 0))
      add_pair (builder, vmp_mapping_type_get (i)->key, get_growth (a, i), get_growth (b, i));
  json_builder_end_object (builder);
}

/* Those that both have. */
static void
add_stages (const VmpReportDiff *self,
            JsonBuilder         *builder)
{
  const VmpReport *report = self->sides[0].place.report;
  guint n;
  const VmpMetricId *ids = vmp_report_diff_get_metrics (&n);

  json_builder_set_member_name (builder, "stages");
  json_builder_begin_array (builder);
  for (guint i = 0; i < report->stages->len; i++)
    {
      const VmpReportStage *a = &g_array_index (report->stages, VmpReportStage, i);
      const VmpReportStage *b = vmp_report_find_stage (self->sides[1].place.report, a->name);

      if (b == NULL)
        continue;
      json_builder_begin_object (builder);
      json_builder_set_member_name (builder, "name");
      json_builder_add_string_value (builder, a->name);
      add_pair (builder, "length_ns", a->end_nsec - a->begin_nsec, b->end_nsec - b->begin_nsec);
      for (guint k = 0; k < n; k++)
        add_pair (builder, vmp_metric_get (ids[k])->key, a->sums[ids[k]].max, b->sums[ids[k]].max);
      add_type_growth (builder, a, b);
      json_builder_end_object (builder);
    }
  json_builder_end_array (builder);
}

static void
add_side (const VmpReportSide *side,
          JsonBuilder         *builder,
          const char          *name)
{
  begin_object (builder, name);
  json_builder_set_member_name (builder, "name");
  json_builder_add_string_value (builder, side->name);
  vmp_report_json_add_number (builder, "begin_boottime_ns", side->place.begin_nsec);
  vmp_report_json_add_number (builder, "end_boottime_ns", side->place.end_nsec);
  vmp_report_json_add_number (builder, "snapshot_boottime_ns", side->space != NULL ? side->space_nsec : VMP_MISSING);
  json_builder_end_object (builder);
}

char *
vmp_report_diff_to_json (const VmpReportDiff *self)
{
  static const char *const kinds[] = { "recordings", "stretches", "moments" };
  const VmpReportPlace *a = &self->sides[0].place, *b = &self->sides[1].place;
  g_autoptr (JsonBuilder) builder = json_builder_new ();

  json_builder_begin_object (builder);
  json_builder_set_member_name (builder, "kind");
  json_builder_add_string_value (builder, kinds[self->kind]);
  add_side (&self->sides[0], builder, "a");
  add_side (&self->sides[1], builder, "b");
  add_pair (builder, "length_ns", a->end_nsec - a->begin_nsec, b->end_nsec - b->begin_nsec);
  add_metrics (self, builder);
  if (self->kind == VMP_REPORT_DIFF_RECORDINGS)
    add_stages (self, builder);
  if (self->kind == VMP_REPORT_DIFF_STRETCHES)
    add_type_growth (builder, a->stage, b->stage);
  begin_object (builder, "types");
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    add_pair (builder, vmp_mapping_type_get (i)->key, vmp_report_diff_get_type_bytes (self, 0, i), vmp_report_diff_get_type_bytes (self, 1, i));
  json_builder_end_object (builder);
  json_builder_end_object (builder);
  return vmp_report_json_end (builder);
}
