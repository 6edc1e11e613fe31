/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A comparison in words, tables and a figure. */

#include "config.h"

#include "vmp-report-diff.h"

#include "core/kernel/vmp-process.h"

#include <string.h>

#include <glib/gi18n.h>

/* Mappings that differ most. */
#define MAX_MAPPINGS 15

char *
vmp_report_diff_dup_title (const VmpReportDiff *self)
{
  /* Translators: names of files, stages or times that are compared. */
  return g_strdup_printf (_("%s and %s"), self->sides[0].name, self->sides[1].name);
}

static void
add_amounts (VmpReportBlock *table,
             VmpUnit         unit,
             gint64          a,
             gint64          b)
{
  gint64 difference = a != VMP_MISSING && b != VMP_MISSING ? b - a : VMP_MISSING;
  char share[32] = "–";

  vmp_report_add_value (table, unit, a);
  vmp_report_add_value (table, unit, b);
  vmp_report_add_change (table, unit, difference);
  if (difference != VMP_MISSING && a > 0)
    g_snprintf (share, sizeof share, "%+.1f %%", 100.0 * (double) difference / (double) a);
  vmp_report_add_cell (table, share);
}

static VmpReportBlock *
add_table (GArray     *blocks,
           const char *caption,
           const char *what)
{
  const char *const titles[] = { what, "A", "B", "B − A", "%", NULL };

  return vmp_report_add_table (blocks, caption, 1, titles);
}

static void
add_sides (const VmpReportDiff *self,
           GArray              *blocks)
{
  const char *const titles[] = { "", _("What"), _("Process"), _("Begin"), _("Length"), NULL };
  VmpReportBlock *table = vmp_report_add_table (blocks, _("What is compared"), 3, titles);

  for (guint i = 0; i < 2; i++)
    {
      const VmpReportPlace *place = &self->sides[i].place;
      const VmpReportProcess *process = vmp_report_get_main (place->report);
      g_autofree char *name = g_strdup_printf ("%s (%d)", process->name != NULL ? process->name : "?", process->pid);

      vmp_report_add_cell (table, i == 0 ? "A" : "B");
      vmp_report_add_cell (table, self->sides[i].name);
      vmp_report_add_cell (table, name);
      vmp_report_add_length (table, place->begin_nsec - place->report->begin_nsec);
      vmp_report_add_length (table, self->kind != VMP_REPORT_DIFF_MOMENTS ? place->end_nsec - place->begin_nsec : VMP_MISSING);
    }
}

static void
add_metrics (const VmpReportDiff *self,
             GArray              *blocks)
{
  const VmpReportSide *a = &self->sides[0], *b = &self->sides[1];
  guint n;
  const VmpMetricId *ids = vmp_report_diff_get_metrics (&n);
  VmpReportBlock *table = add_table (blocks, self->kind == VMP_REPORT_DIFF_MOMENTS ? _("Values") : _("Highest value; growth of counters"), _("Metric"));

  if (self->kind != VMP_REPORT_DIFF_MOMENTS)
    {
      vmp_report_add_cell (table, _("Length"));
      add_amounts (table, VMP_UNIT_NSEC, a->place.end_nsec - a->place.begin_nsec, b->place.end_nsec - b->place.begin_nsec);
    }
  for (guint i = 0; i < n; i++)
    {
      if (a->values[ids[i]] == VMP_MISSING && b->values[ids[i]] == VMP_MISSING)
        continue;
      vmp_report_add_cell (table, _(vmp_metric_get (ids[i])->label));
      add_amounts (table, vmp_metric_get (ids[i])->unit, a->values[ids[i]], b->values[ids[i]]);
    }
}

static void
add_growth (const VmpReportDiff *self,
            GArray              *blocks)
{
  guint n;
  const VmpMetricId *ids = vmp_report_diff_get_metrics (&n);
  VmpReportBlock *table;

  if (self->kind != VMP_REPORT_DIFF_STRETCHES)
    return;
  table = add_table (blocks, _("Growth from begin to end"), _("Metric"));
  for (guint i = 0; i < n; i++)
    {
      gint64 a = self->sides[0].growth[ids[i]], b = self->sides[1].growth[ids[i]];

      if (vmp_metric_get (ids[i])->kind == VMP_KIND_COUNTER || (a == VMP_MISSING && b == VMP_MISSING))
        continue;
      vmp_report_add_cell (table, _(vmp_metric_get (ids[i])->label));
      add_amounts (table, vmp_metric_get (ids[i])->unit, a, b);
    }
}

static gint64
get_type_growth (const VmpReportSide *side,
                 VmpMappingType       type)
{
  return side->place.stage != NULL ? vmp_report_stage_get_growth (side->place.stage, type) : VMP_MISSING;
}

static void
add_type_growth (const VmpReportDiff *self,
                 GArray              *blocks)
{
  VmpReportBlock *table = NULL;

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      gint64 a = get_type_growth (&self->sides[0], i), b = get_type_growth (&self->sides[1], i);

      if ((a == 0 || a == VMP_MISSING) && (b == 0 || b == VMP_MISSING))
        continue;
      if (table == NULL)
        table = add_table (blocks, _("Growth of resident memory by type of mapping"), _("Type"));
      vmp_report_add_cell (table, _(vmp_mapping_type_get (i)->label));
      add_amounts (table, VMP_UNIT_BYTES, a, b);
    }
}

/* Those of A in its order; those of B alone have nothing to be compared with, but are told. */
static void
add_stages (const VmpReportDiff *self,
            GArray              *blocks)
{
  VmpReportBlock *table = NULL;

  for (guint which = 0; self->kind == VMP_REPORT_DIFF_RECORDINGS && which < 2; which++)
    for (guint i = 0; i < self->sides[which].place.report->stages->len; i++)
      {
        const VmpReportStage *stage = &g_array_index (self->sides[which].place.report->stages, VmpReportStage, i);
        const VmpReportStage *other = vmp_report_find_stage (self->sides[!which].place.report, stage->name);
        gint64 own = stage->sums[VMP_METRIC_RSS].max, others = other != NULL ? other->sums[VMP_METRIC_RSS].max : VMP_MISSING;

        if (which == 1 && other != NULL)
          continue;
        if (table == NULL)
          table = add_table (blocks, _("Stages: highest resident memory"), _("Stage"));
        vmp_report_add_cell (table, stage->name);
        add_amounts (table, VMP_UNIT_BYTES, which == 0 ? own : others, which == 0 ? others : own);
      }
}

static void
add_graph (const VmpReportDiff *self,
           GArray              *blocks)
{
  static const VmpReportColor colors[2] = { { "d0", 0x8a3c00, 0xffb37a }, { "d1", 0x1a5fb4, 0x99c1f1 } };
  VmpReportBlock *graph;

  if (self->sides[0].rss == NULL && self->sides[1].rss == NULL)
    return;
  graph = vmp_report_add_figure (blocks, VMP_REPORT_GRAPH, _("Resident memory of both, from the begin of each"));
  graph->unit = VMP_UNIT_BYTES;
  graph->end_nsec = MAX (self->length_nsec, 1);
  for (guint i = 0; i < 2; i++)
    {
      const VmpReportLine line = { i == 0 ? "A" : "B", colors[i], i == 0 ? VMP_DASH_DASHED : VMP_DASH_SOLID, self->sides[i].rss };

      if (line.cells != NULL)
        vmp_report_add_line (graph, &line);
    }
}

/* --- maps --- */

static const char *
get_types_caption (const VmpReportDiff *self)
{
  if (self->kind == VMP_REPORT_DIFF_RECORDINGS)
    return _("Resident memory by type of mapping, near the peak");
  return self->kind == VMP_REPORT_DIFF_STRETCHES ? _("Resident memory by type of mapping, near the end")
                                                 : _("Resident memory by type of mapping, in the nearest snapshot");
}

static void
add_types (const VmpReportDiff *self,
           GArray              *blocks)
{
  VmpReportBlock *table;

  if (self->maps == NULL)
    return;
  table = add_table (blocks, get_types_caption (self), _("Type"));
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      gint64 a = vmp_report_diff_get_type_bytes (self, 0, i), b = vmp_report_diff_get_type_bytes (self, 1, i);

      if (a == 0 && b == 0)
        continue;
      vmp_report_add_cell (table, _(vmp_mapping_type_get (i)->label));
      add_amounts (table, VMP_UNIT_BYTES, a, b);
    }
}

static const char *
get_kind_text (guint kind)
{
  static const char *const texts[VMP_N_DIFF_KINDS] = {
    [VMP_DIFF_UNCHANGED] = NC_("mapping", "unchanged"), [VMP_DIFF_NEW] = NC_("mapping", "new"), [VMP_DIFF_GONE] = NC_("mapping", "gone"),
    [VMP_DIFF_GROWN] = NC_("mapping", "grown"), [VMP_DIFF_SHRUNK] = NC_("mapping", "shrunk"), [VMP_DIFF_MOVED] = NC_("mapping", "moved"),
    [VMP_DIFF_SPLIT] = NC_("mapping", "split"), [VMP_DIFF_MERGED] = NC_("mapping", "merged"),
  };

  return g_dpgettext2 (NULL, "mapping", texts[kind]);
}

typedef struct
{
  guint  index;
  gint64 change;      /* of resident memory */
} Change;

static int
compare_changes (gconstpointer a,
                 gconstpointer b)
{
  const Change *x = a, *y = b;

  if (ABS (x->change) != ABS (y->change))
    return ABS (x->change) < ABS (y->change) ? 1 : -1;
  return (x->index > y->index) - (x->index < y->index);
}

static GArray *
list_changes (VmpAddressSpaceDiff *maps)
{
  GArray *changes = g_array_new (FALSE, FALSE, sizeof (Change));

  for (guint i = 0; i < vmp_address_space_diff_get_n (maps); i++)
    {
      const Change change = { i, vmp_address_space_diff_get_change (maps, vmp_address_space_diff_get (maps, i), VMP_MAPPING_RSS) };

      if (change.change != 0 && change.change != VMP_MISSING)
        g_array_append_val (changes, change);
    }
  g_array_sort (changes, compare_changes);
  return changes;
}

static void
add_mapping (VmpReportBlock      *table,
             VmpAddressSpaceDiff *maps,
             const Change        *change)
{
  const VmpDiffRow *row = vmp_address_space_diff_get (maps, change->index);
  VmpAddressSpace *space = row->n_after > 0 ? vmp_address_space_diff_get_after (maps) : vmp_address_space_diff_get_before (maps);
  const VmpMapping *mapping = vmp_address_space_get (space, row->n_after > 0 ? row->after : row->before);
  const char *name = vmp_address_space_get_name (space, mapping);
  g_autofree char *escaped = vmp_text_escape (name, strlen (name));

  vmp_report_add_cell (table, _(vmp_mapping_type_get (row->type)->label));
  vmp_report_add_cell (table, *escaped != '\0' ? escaped : NULL);
  vmp_report_add_cell (table, get_kind_text (row->kind));
  vmp_report_add_change (table, VMP_UNIT_BYTES, vmp_address_space_diff_get_size_change (maps, row));
  vmp_report_add_change (table, VMP_UNIT_BYTES, change->change);
}

static void
add_mappings (const VmpReportDiff *self,
              GArray              *blocks)
{
  const char *const titles[] = { _("Type"), _("Mapping"), _("What became of it"), _("Address space"), _("Resident"), NULL };
  g_autoptr (GArray) changes = self->maps != NULL ? list_changes (self->maps) : NULL;
  VmpReportBlock *table;

  if (changes == NULL || changes->len == 0)
    return;
  table = vmp_report_add_table (blocks, _("Mappings that differ most in resident memory, B − A"), 3, titles);
  for (guint i = 0; i < MIN (changes->len, MAX_MAPPINGS); i++)
    add_mapping (table, self->maps, &g_array_index (changes, Change, i));
}

GArray *
vmp_report_diff_build_document (const VmpReportDiff *self)
{
  GArray *blocks = vmp_report_blocks_new ();

  add_sides (self, blocks);
  add_metrics (self, blocks);
  add_graph (self, blocks);
  add_growth (self, blocks);
  add_stages (self, blocks);
  add_type_growth (self, blocks);
  add_types (self, blocks);
  add_mappings (self, blocks);
  return blocks;
}
