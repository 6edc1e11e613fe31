/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of two stretches that are compared: its figures, and what graphs of it need, wherever it comes from. */

#include "config.h"

#include "vmp-timeline-side.h"

#include "core/store/vmp-recording-query.h"
#include "report/vmp-report.h"

static const VmpMetricId lane_metrics[] = { VMP_METRIC_RSS, VMP_METRIC_MINOR_FAULT_RATE };

G_STATIC_ASSERT (G_N_ELEMENTS (lane_metrics) == VMP_TIMELINE_N_LANES);

VmpMetricId
vmp_timeline_lane_get_metric (VmpTimelineLane lane)
{
  return lane_metrics[lane];
}

void
vmp_timeline_side_free (VmpTimelineSide *self)
{
  vmp_stretch_clear (&self->stretch);
  g_free (self);
}

VmpTimelineSide *
vmp_timeline_side_new (const char *name, VmpTarget *target, VmpTypeLog *types, gint64 begin_nsec, gint64 end_nsec)
{
  VmpTimelineSide *self = g_new0 (VmpTimelineSide, 1);
  const VmpProcessInfo *info = vmp_target_get_info (target);

  vmp_stretch_init (&self->stretch, name, target, types, begin_nsec, end_nsec);
  self->pid = info != NULL ? info->identity.pid : 0;
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    {
      VmpSeries *series = vmp_target_get_series (target, lane_metrics[i]);

      self->has_cells[i] = series != NULL && end_nsec > begin_nsec;
      if (self->has_cells[i])
        vmp_series_query (series, begin_nsec, end_nsec, self->cells[i], VMP_TIMELINE_SIDE_CELLS);
    }
  return self;
}

/* By type at the first and at the last snapshot. */
static void
load_types (VmpTimelineSide *self, VmpRecording *recording, guint32 target)
{
  const gint64 ends[] = { self->stretch.begin_nsec, self->stretch.end_nsec };
  gint64 times[2] = { 0, 0 };
  VmpAddressSpace *spaces[2];

  for (guint k = 0; k < 2; k++)
    spaces[k] = vmp_recording_load_address_space (recording, target, ends[k], &times[k]);
  self->stretch.has_types = spaces[0] != NULL && spaces[1] != NULL && times[0] != times[1];
  for (guint i = 0; i < VMP_STRETCH_N_TYPES; i++)
    for (guint k = 0; k < 2; k++)
      self->stretch.types_bytes[k][i] = self->stretch.has_types
                                          ? vmp_address_space_get_sum (spaces[k], i)->sizes_bytes[VMP_MAPPING_RSS] : VMP_MISSING;
  for (guint k = 0; k < 2; k++)
    g_clear_pointer (&spaces[k], vmp_address_space_unref);
}

VmpTimelineSide *
vmp_timeline_side_load (const char *path, GError **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  g_autoptr (VmpReport) report = recording != NULL ? vmp_report_new (recording, 0, error) : NULL;
  const VmpReportProcess *process;
  VmpTimelineSide *self;

  if (report == NULL)
    return NULL;
  process = vmp_report_get_main (report);
  self = g_new0 (VmpTimelineSide, 1);
  self->pid = process->pid;
  self->stretch.name = g_filename_display_basename (path);
  self->stretch.begin_nsec = report->begin_nsec;
  self->stretch.end_nsec = report->end_nsec;
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      self->stretch.first[id] = report->sums[id].first;
      self->stretch.last[id] = report->sums[id].last;
      self->stretch.max[id] = report->sums[id].max;
    }
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    self->has_cells[i] = vmp_recording_query (recording, process->target, lane_metrics[i], report->begin_nsec, report->end_nsec,
                                              self->cells[i], VMP_TIMELINE_SIDE_CELLS);
  load_types (self, recording, process->target);
  return self;
}

static void
fill_stage (VmpStretch *self, const VmpReportStage *stage)
{
  *self = (VmpStretch) { .name = g_strdup (stage->name), .begin_nsec = stage->begin_nsec, .end_nsec = stage->end_nsec };
  self->has_types = stage->has_growth;
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      self->first[id] = stage->sums[id].first;
      self->last[id] = stage->sums[id].last;
      self->max[id] = stage->sums[id].max;
    }
  for (guint k = 0; k < 2; k++)
    for (guint i = 0; i < VMP_STRETCH_N_TYPES; i++)
      self->types_bytes[k][i] = stage->has_growth ? stage->rss_bytes[k][i] : VMP_MISSING;
}

GArray *
vmp_timeline_load_stages (const char *path, gint32 pid, GError **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  g_autoptr (VmpReport) report = recording != NULL ? vmp_report_new (recording, pid, error) : NULL;
  GArray *stages;

  if (report == NULL)
    return NULL;
  stages = vmp_stretch_new_array ();
  for (guint i = 0; i < report->stages->len; i++)
    {
      VmpStretch stretch;

      fill_stage (&stretch, &g_array_index (report->stages, VmpReportStage, i));
      g_array_append_val (stages, stretch);
    }
  return stages;
}

/* --- one over the other --- */

static void
add_start (GArray *events, const VmpTimelineSide *self, guint32 target)
{
  VmpEvent event = { VMP_EVENT_START, target, 0 };

  event.process.name = g_ref_string_new (self->stretch.name);
  event.process.identity.pid = self->pid;
  g_array_append_val (events, event);
}

static void
add_sample (GArray *events, const VmpTimelineSide *self, guint32 target, guint cell)
{
  gint64 length = self->stretch.end_nsec - self->stretch.begin_nsec;
  VmpEvent event = { VMP_EVENT_SAMPLE, target, (gint64) ((double) length / VMP_TIMELINE_SIDE_CELLS * cell) };
  gboolean any = FALSE;

  event.sample.time_nsec = event.time_nsec;
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      event.sample.values[id] = VMP_MISSING;
      event.sample.reasons[id] = VMP_REASON_NOT_DUE;
    }
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    {
      if (!self->has_cells[i] || self->cells[i][cell].n == 0)
        continue;
      event.sample.values[lane_metrics[i]] = self->cells[i][cell].max;
      event.sample.reasons[lane_metrics[i]] = VMP_REASON_NONE;
      any = TRUE;
    }
  if (any)
    g_array_append_val (events, event);
}

static void
consume (VmpSession *session, const VmpTimelineSide *self, guint32 target)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;

  add_start (events, self, target);
  for (guint cell = 0; cell < VMP_TIMELINE_SIDE_CELLS; cell++)
    add_sample (events, self, target, cell);
  batch = vmp_batch_new_take (events);
  vmp_session_consume (session, batch);
}

VmpSession *
vmp_timeline_side_overlay (const VmpTimelineSide *a, const VmpTimelineSide *b)
{
  VmpSession *session = vmp_session_new ();

  consume (session, a, 1);
  consume (session, b, 2);
  return session;
}
