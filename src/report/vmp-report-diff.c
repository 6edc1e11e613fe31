/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What two recordings, two stretches of time or two moments have in common, and in what they differ. */

#include "config.h"

#include "vmp-report-diff.h"

static const VmpMetricId compared[] = {
  VMP_METRIC_RSS, VMP_METRIC_PSS, VMP_METRIC_USS, VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM,
  VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_SWAP, VMP_METRIC_PAGE_TABLES, VMP_METRIC_VSIZE, VMP_METRIC_MAPPINGS,
  VMP_METRIC_THREADS, VMP_METRIC_MINOR_FAULTS, VMP_METRIC_MAJOR_FAULTS, VMP_METRIC_CPU_TIME,
};

const VmpMetricId *
vmp_report_diff_get_metrics (guint *out_n)
{
  *out_n = G_N_ELEMENTS (compared);
  return compared;
}

static gint64
get_change (const VmpRecordingSummary *sum)
{
  return sum->n > 0 ? sum->last - sum->first : VMP_MISSING;
}

static void
measure_recording (VmpReportSide *side)
{
  const VmpReport *report = side->place.report;

  for (guint id = 0; id < VMP_N_METRICS; id++)
    side->values[id] = vmp_metric_get (id)->kind != VMP_KIND_COUNTER ? vmp_report_get_peak (report, id) : get_change (&report->sums[id]);
  if (report->peak_space != NULL)
    side->space = vmp_address_space_ref (report->peak_space);
  side->space_nsec = report->peak_space_nsec;
}

/* A snapshot is of the end of a stretch if it is not further from it than half of its length. */
static void
load_last_space (VmpReportSide *side)
{
  const VmpReportPlace *place = &side->place;
  gint64 half_nsec = (place->end_nsec - place->begin_nsec) / 2;

  if (place->stage != NULL && !place->stage->has_growth)
    return;
  side->space = vmp_recording_load_address_space (place->report->recording, vmp_report_get_main (place->report)->target,
                                                  place->stage != NULL ? place->stage->snapshot_nsec[1] : place->end_nsec, &side->space_nsec);
  if (side->space != NULL && place->stage == NULL && ABS (side->space_nsec - place->end_nsec) > half_nsec)
    g_clear_pointer (&side->space, vmp_address_space_unref);
}

static void
measure_stretch (VmpReportSide *side)
{
  const VmpReportPlace *place = &side->place;

  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      VmpRecordingSummary sum;

      vmp_recording_summarize (place->report->recording, vmp_report_get_main (place->report)->target, id, place->begin_nsec,
                               place->end_nsec, &sum);
      side->growth[id] = get_change (&sum);
      side->values[id] = vmp_metric_get (id)->kind != VMP_KIND_COUNTER ? sum.max : side->growth[id];
    }
  load_last_space (side);
}

/* The newest values up to then; before the first, which comes a little after the begin, that one. */
static void
measure_moment (VmpReportSide *side)
{
  const VmpReportPlace *place = &side->place;
  guint32 target = vmp_report_get_main (place->report)->target;

  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      VmpRecordingSummary sum;

      vmp_recording_summarize (place->report->recording, target, id, place->report->begin_nsec, place->begin_nsec, &sum);
      side->values[id] = sum.n > 0 ? sum.last : place->report->sums[id].first;
    }
  side->space = vmp_recording_load_address_space (place->report->recording, target, place->begin_nsec, &side->space_nsec);
}

static void
measure (VmpReportDiff        *self,
         VmpReportSide        *side,
         const VmpReportPlace *place)
{
  side->place = *place;
  side->name = g_strdup (place->name);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    side->growth[id] = VMP_MISSING;
  if (self->kind == VMP_REPORT_DIFF_RECORDINGS)
    {
      side->place.begin_nsec = place->report->begin_nsec;
      side->place.end_nsec = place->report->end_nsec;
    }
  if (self->kind == VMP_REPORT_DIFF_RECORDINGS)
    measure_recording (side);
  else if (self->kind == VMP_REPORT_DIFF_STRETCHES)
    measure_stretch (side);
  else
    measure_moment (side);
  self->length_nsec = MAX (self->length_nsec, side->place.end_nsec - side->place.begin_nsec);
}

/* Nothing of what came after the stretch is to be seen in its graph. */
static void
load_cells (const VmpReportDiff *self,
            VmpReportSide       *side)
{
  g_autofree VmpSeriesCell *cells = g_new (VmpSeriesCell, VMP_REPORT_CELLS);
  gint64 begin_nsec = side->place.begin_nsec;
  double share = (double) (side->place.end_nsec - begin_nsec) / (double) MAX (self->length_nsec, 1);

  if (self->kind == VMP_REPORT_DIFF_MOMENTS || begin_nsec > G_MAXINT64 - self->length_nsec ||
      !vmp_recording_query (side->place.report->recording, vmp_report_get_main (side->place.report)->target, VMP_METRIC_RSS, begin_nsec,
                            begin_nsec + MAX (self->length_nsec, 1), cells, VMP_REPORT_CELLS))
    return;
  for (guint i = (guint) (share * VMP_REPORT_CELLS) + 1; i < VMP_REPORT_CELLS; i++)
    cells[i] = (VmpSeriesCell) { .gap = TRUE };
  side->rss = g_steal_pointer (&cells);
}

VmpReportDiff *
vmp_report_diff_new (VmpReportDiffKind     kind,
                     const VmpReportPlace *a,
                     const VmpReportPlace *b)
{
  VmpReportDiff *self = g_new0 (VmpReportDiff, 1);
  gboolean is_one = a->report->recording == b->report->recording && vmp_report_get_main (a->report)->target == vmp_report_get_main (b->report)->target;

  self->kind = kind;
  measure (self, &self->sides[0], a);
  measure (self, &self->sides[1], b);
  for (guint i = 0; i < 2; i++)
    load_cells (self, &self->sides[i]);
  if (self->sides[0].space != NULL && self->sides[1].space != NULL)
    self->maps = vmp_address_space_diff_new (self->sides[0].space, self->sides[1].space, is_one ? VMP_DIFF_ONE_PROCESS : VMP_DIFF_TWO_PROCESSES);
  return self;
}

void
vmp_report_diff_free (VmpReportDiff *self)
{
  for (guint i = 0; i < 2; i++)
    {
      g_free (self->sides[i].name);
      g_free (self->sides[i].rss);
      g_clear_pointer (&self->sides[i].space, vmp_address_space_unref);
    }
  g_clear_pointer (&self->maps, vmp_address_space_diff_unref);
  g_free (self);
}

gint64
vmp_report_diff_get_type_bytes (const VmpReportDiff *self,
                                guint                side,
                                VmpMappingType       type)
{
  const VmpAddressSpace *space = self->sides[side].space;

  return space != NULL ? vmp_address_space_get_sum (space, type)->sizes_bytes[VMP_MAPPING_RSS] : VMP_MISSING;
}
