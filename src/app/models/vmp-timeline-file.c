/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the Timeline page reads of recordings: exact, however long they are. */

#include "config.h"

#include "vmp-timeline-file.h"

#include <glib/gi18n.h>
#include <string.h>

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"
#include "core/store/vmp-recording-query.h"
#include "report/vmp-report.h"

static void
set_no_process (GError **error)
{
  g_set_error_literal (error, VMP_ERROR, VMP_ERROR_GONE, _("There is no such process in the recording"));
}

typedef struct
{
  gint32           pid;       /* 0: the first */
  guint32          target;    /* 0: not found yet */
  VmpTimelineSide *side;      /* borrowed */
} Reading;

static void
event_cb (const VmpEvent *event, gpointer user_data)
{
  Reading *reading = user_data;
  VmpTimelineSide *side = reading->side;

  if (event->type == VMP_EVENT_START && reading->target == 0
      && (reading->pid == 0 || event->process.identity.pid == reading->pid))
    {
      reading->target = event->target;
      side->pid = event->process.identity.pid;
    }
  if (event->type == VMP_EVENT_MARK && event->mark.name != NULL && event->time_nsec >= side->stretch.begin_nsec
      && event->time_nsec <= side->stretch.end_nsec)
    vmp_timeline_side_add_mark (side, event->mark.name, event->time_nsec);
}

/* By type at the snapshots next to its ends; of a moment there is one. */
static void
load_spaces (VmpTimelineSide *self, VmpRecording *recording, guint32 target)
{
  const gint64 ends[] = { self->stretch.begin_nsec, self->stretch.end_nsec };
  gint64 times[2] = { 0, 0 };
  VmpAddressSpace *spaces[2];
  gboolean is_moment = vmp_timeline_side_is_moment (self);

  for (guint k = 0; k < 2; k++)
    spaces[k] = vmp_recording_load_address_space (recording, target, ends[k], &times[k]);
  self->stretch.has_types = spaces[0] != NULL && spaces[1] != NULL && (is_moment || times[0] != times[1]);
  for (guint i = 0; i < VMP_STRETCH_N_TYPES; i++)
    for (guint k = 0; k < 2; k++)
      self->stretch.types_bytes[k][i] = self->stretch.has_types
                                          ? vmp_address_space_get_sum (spaces[k], i)->sizes_bytes[VMP_MAPPING_RSS] : VMP_MISSING;
  self->space = spaces[1];
  self->space_nsec = times[1];
  g_clear_pointer (&spaces[0], vmp_address_space_unref);
}

static void
load_moment (VmpTimelineSide *self, VmpRecording *recording, guint32 target)
{
  gint64 times[VMP_N_METRICS];
  VmpSample sample;

  vmp_recording_load_moment (recording, target, self->stretch.end_nsec, &sample, times);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    self->stretch.first[id] = self->stretch.last[id] = self->stretch.max[id] = sample.values[id];
}

static void
load_range (VmpTimelineSide *self, VmpRecording *recording, guint32 target)
{
  gint64 begin_nsec = self->stretch.begin_nsec, end_nsec = self->stretch.end_nsec;

  vmp_recording_load_heads (recording);
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      VmpRecordingSummary sum;

      vmp_recording_summarize (recording, target, id, begin_nsec, end_nsec, &sum);
      self->stretch.first[id] = sum.first;
      self->stretch.last[id] = sum.last;
      self->stretch.max[id] = sum.max;
    }
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    self->has_cells[i] = vmp_recording_query (recording, target, vmp_timeline_lane_get_metric (i), begin_nsec, end_nsec,
                                              self->cells[i], VMP_TIMELINE_SIDE_CELLS);
}

VmpTimelineSide *
vmp_timeline_file_load_side (const char *path, gint32 pid, const char *name, gint64 begin_nsec, gint64 end_nsec, GError **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  g_autoptr (VmpTimelineSide) self = NULL;
  g_autofree char *file = g_filename_display_basename (path);
  g_autofree char *safe = vmp_text_escape (file, strlen (file));
  Reading reading = { .pid = pid };

  if (recording == NULL)
    return NULL;
  if (begin_nsec == 0 && end_nsec == 0)
    vmp_recording_get_range (recording, &begin_nsec, &end_nsec);
  self = reading.side = vmp_timeline_side_new_empty (name != NULL ? name : safe, begin_nsec, MAX (begin_nsec, end_nsec));
  self->anchor_nsec = vmp_recording_get_anchor (recording);
  vmp_recording_read_events (recording, 1u << VMP_EVENT_START | 1u << VMP_EVENT_MARK, event_cb, &reading);
  if (reading.target == 0)
    {
      set_no_process (error);
      return NULL;
    }
  vmp_recording_begin_reading (recording);
  if (vmp_timeline_side_is_moment (self))
    load_moment (self, recording, reading.target);
  else
    load_range (self, recording, reading.target);
  load_spaces (self, recording, reading.target);
  vmp_recording_end_reading (recording);
  return g_steal_pointer (&self);
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
vmp_timeline_file_load_stages (const char *path, gint32 pid, VmpTimelineFamily **out_family, GError **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  g_autoptr (VmpReport) report = recording != NULL ? vmp_report_new (recording, pid, NULL) : NULL;
  GArray *stages;

  if (recording == NULL)
    return NULL;
  if (report == NULL)
    {
      set_no_process (error);
      return NULL;
    }
  if (out_family != NULL)
    *out_family = vmp_timeline_family_new_for_report (report);
  stages = vmp_stretch_new_array ();
  for (guint i = 0; i < report->stages->len; i++)
    {
      VmpStretch stretch;

      fill_stage (&stretch, &g_array_index (report->stages, VmpReportStage, i));
      g_array_append_val (stages, stretch);
    }
  return stages;
}
