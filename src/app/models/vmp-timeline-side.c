/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One of two stretches of time, or moments, that are compared: its figures, and what graphs of it need, wherever it comes from. */

#include "config.h"

#include "vmp-timeline-side.h"

static const VmpMetricId lane_metrics[] = { VMP_METRIC_RSS, VMP_METRIC_MINOR_FAULT_RATE };

G_STATIC_ASSERT (G_N_ELEMENTS (lane_metrics) == VMP_TIMELINE_N_LANES);

VmpMetricId
vmp_timeline_lane_get_metric (VmpTimelineLane lane)
{
  return lane_metrics[lane];
}

static void
clear_mark (gpointer data)
{
  g_ref_string_release (((VmpTimelineMark *) data)->name);
}

VmpTimelineSide *
vmp_timeline_side_new_empty (const char *name, gint64 begin_nsec, gint64 end_nsec)
{
  VmpTimelineSide *self = g_new0 (VmpTimelineSide, 1);

  self->stretch.name = g_strdup (name);
  self->stretch.begin_nsec = begin_nsec;
  self->stretch.end_nsec = end_nsec;
  self->marks = g_array_new (FALSE, FALSE, sizeof (VmpTimelineMark));
  g_array_set_clear_func (self->marks, clear_mark);
  return self;
}

void
vmp_timeline_side_free (VmpTimelineSide *self)
{
  vmp_stretch_clear (&self->stretch);
  g_array_unref (self->marks);
  g_clear_pointer (&self->space, vmp_address_space_unref);
  g_free (self);
}

gboolean
vmp_timeline_side_is_moment (const VmpTimelineSide *self)
{
  return self->stretch.begin_nsec == self->stretch.end_nsec;
}

void
vmp_timeline_side_add_mark (VmpTimelineSide *self, GRefString *name, gint64 time_nsec)
{
  VmpTimelineMark mark = { g_ref_string_acquire (name), time_nsec };

  g_array_append_val (self->marks, mark);
}

static void
add_marks (VmpTimelineSide *self, VmpTarget *target)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);

  for (guint i = 0; i < n; i++)
    if (marks[i].type == VMP_EVENT_MARK && marks[i].mark.name != NULL && marks[i].time_nsec >= self->stretch.begin_nsec
        && marks[i].time_nsec <= self->stretch.end_nsec)
      vmp_timeline_side_add_mark (self, marks[i].mark.name, marks[i].time_nsec);
}

/* What was known then: the newest values by that time. */
static void
fill_moment (VmpTimelineSide *self, VmpTarget *target)
{
  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      VmpSeries *series = vmp_target_get_series (target, id);
      gint64 time_nsec, value;

      if (series == NULL || !vmp_series_get_at (series, self->stretch.end_nsec, &time_nsec, &value))
        value = VMP_MISSING;
      self->stretch.first[id] = self->stretch.last[id] = self->stretch.max[id] = value;
    }
}

VmpTimelineSide *
vmp_timeline_side_new (const char *name, VmpTarget *target, VmpTypeLog *types, gint64 begin_nsec, gint64 end_nsec)
{
  VmpTimelineSide *self = vmp_timeline_side_new_empty (NULL, begin_nsec, end_nsec);
  const VmpProcessInfo *info = vmp_target_get_info (target);

  vmp_stretch_init (&self->stretch, name, target, types, begin_nsec, end_nsec);
  self->pid = info != NULL ? info->identity.pid : 0;
  self->space = vmp_type_log_find_space (types, end_nsec, &self->space_nsec);
  add_marks (self, target);
  if (vmp_timeline_side_is_moment (self))
    {
      fill_moment (self, target);
      return self;
    }
  for (guint i = 0; i < VMP_TIMELINE_N_LANES; i++)
    {
      VmpSeries *series = vmp_target_get_series (target, lane_metrics[i]);

      self->has_cells[i] = series != NULL;
      if (self->has_cells[i])
        vmp_series_query (series, begin_nsec, end_nsec, self->cells[i], VMP_TIMELINE_SIDE_CELLS);
    }
  return self;
}

/* --- one over the other --- */

static gint64
get_length (const VmpTimelineSide *self)
{
  return self->stretch.end_nsec - self->stretch.begin_nsec;
}

static const VmpTimelineMark *
find_mark (const VmpTimelineSide *self, const char *name)
{
  for (guint i = 0; name != NULL && i < self->marks->len; i++)
    if (g_str_equal (g_array_index (self->marks, VmpTimelineMark, i).name, name))
      return &g_array_index (self->marks, VmpTimelineMark, i);
  return NULL;
}

char **
vmp_timeline_side_dup_common_marks (const VmpTimelineSide *a, const VmpTimelineSide *b)
{
  g_autoptr (GStrvBuilder) names = g_strv_builder_new ();

  for (guint i = 0; i < a->marks->len; i++)
    {
      const VmpTimelineMark *mark = &g_array_index (a->marks, VmpTimelineMark, i);

      if (find_mark (a, mark->name) == mark && find_mark (b, mark->name) != NULL)
        g_strv_builder_add (names, mark->name);
    }
  return g_strv_builder_end (names);
}

VmpTimelineLayout
vmp_timeline_side_lay_out (const VmpTimelineSide *a, const VmpTimelineSide *b, VmpTimelineAlign align, const char *mark)
{
  const VmpTimelineSide *sides[] = { a, b };
  /* What lies at the same place, from their beginnings on. */
  gint64 points[2] = { 0, 0 };
  VmpTimelineLayout layout = { { 0, 0 }, 0, 0 };

  for (guint i = 0; i < 2; i++)
    {
      const VmpTimelineMark *found = find_mark (sides[i], mark), *other = find_mark (sides[1 - i], mark);

      if (align == VMP_TIMELINE_ALIGN_ENDS)
        points[i] = get_length (sides[i]);
      else if (align == VMP_TIMELINE_ALIGN_MARK && found != NULL && other != NULL)
        points[i] = found->time_nsec - sides[i]->stretch.begin_nsec;
    }
  layout.mark_nsec = MAX (points[0], points[1]);
  for (guint i = 0; i < 2; i++)
    {
      layout.offsets_nsec[i] = layout.mark_nsec - points[i];
      layout.length_nsec = MAX (layout.length_nsec, layout.offsets_nsec[i] + get_length (sides[i]));
    }
  return layout;
}

static void
add_start (GArray *events, const VmpTimelineSide *self, guint32 target, const char *name)
{
  VmpEvent event = { VMP_EVENT_START, target, 0 };

  event.process.name = g_ref_string_new (name);
  event.process.identity.pid = self->pid;
  g_array_append_val (events, event);
}

static void
add_mark (GArray *events, guint32 target, const char *name, gint64 time_nsec)
{
  VmpEvent event = { VMP_EVENT_MARK, target, time_nsec };

  event.mark.name = g_ref_string_new (name);
  g_array_append_val (events, event);
}

static void
add_sample (GArray *events, const VmpTimelineSide *self, guint32 target, guint cell, gint64 offset_nsec)
{
  gint64 after_nsec = (gint64) ((double) get_length (self) / VMP_TIMELINE_SIDE_CELLS * cell);
  VmpEvent event = { VMP_EVENT_SAMPLE, target, offset_nsec + after_nsec };
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
consume (VmpSession *session, const VmpTimelineSide *self, guint32 target, const char *name, const VmpTimelineLayout *layout,
         const char *mark)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  g_autoptr (VmpBatch) batch = NULL;

  add_start (events, self, target, name);
  if (mark != NULL)
    add_mark (events, target, mark, layout->mark_nsec);
  for (guint cell = 0; cell < VMP_TIMELINE_SIDE_CELLS; cell++)
    add_sample (events, self, target, cell, layout->offsets_nsec[target - 1]);
  batch = vmp_batch_new_take (events);
  vmp_session_consume (session, batch);
}

VmpSession *
vmp_timeline_side_overlay (const VmpTimelineSide *a, const VmpTimelineSide *b, const VmpTimelineLayout *layout,
                           const char *const *names, const char *mark)
{
  VmpSession *session = vmp_session_new ();

  consume (session, a, 1, names[0], layout, mark);
  consume (session, b, 2, names[1], layout, NULL);
  return session;
}
