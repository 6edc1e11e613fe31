/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A process and its children: who started whom, how long each lived, what it took at most, and what all took together. */

#include "config.h"

#include "vmp-timeline-family.h"

/* Moments at which what all take is added up. */
#define N_CELLS 240
/* Parents of parents: a file may claim anything. */
#define MAX_DEPTH 32

static void
clear_process (gpointer data)
{
  VmpTimelineProcess *process = data;

  g_free (process->name);
  g_free (process->command);
}

static VmpTimelineFamily *
new_empty (void)
{
  VmpTimelineFamily *self = g_new0 (VmpTimelineFamily, 1);

  self->processes = g_array_new (FALSE, FALSE, sizeof (VmpTimelineProcess));
  g_array_set_clear_func (self->processes, clear_process);
  self->rss_bytes = self->pss_bytes = VMP_MISSING;
  return self;
}

void
vmp_timeline_family_free (VmpTimelineFamily *self)
{
  g_array_unref (self->processes);
  g_free (self);
}

/* Sums are of some moments only, but no process took more than all. */
static void
note_own_peaks (VmpTimelineFamily *self)
{
  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpTimelineProcess *process = &g_array_index (self->processes, VmpTimelineProcess, i);

      self->rss_bytes = vmp_value_max (self->rss_bytes, process->rss_bytes);
      self->pss_bytes = vmp_value_max (self->pss_bytes, process->pss_bytes);
      self->n_without_pss += process->pss_bytes == VMP_MISSING;
    }
}

/* --- of a session --- */

static gint64
get_begin (VmpTarget *target)
{
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);

  return n > 0 ? marks[0].time_nsec : 0;
}

static void
add_target (VmpTimelineFamily *self, VmpTarget *target, guint depth)
{
  const VmpProcessInfo *info = vmp_target_get_info (target);
  const VmpEvent *exit = vmp_target_get_exit (target);
  gint64 first_nsec = 0, last_nsec = 0, rss_last_nsec = 0;
  VmpSeries *series = vmp_target_get_series (target, VMP_METRIC_RSS);
  VmpTimelineProcess process = {
    .target = vmp_target_get_number (target), .depth = depth, .status = VMP_MISSING, .pid = info->identity.pid,
    .name = g_strdup (info->name), .command = g_strdup (info->command), .has_ended = exit != NULL,
    .rss_bytes = vmp_target_get_peak (target, VMP_METRIC_RSS, NULL),
    .pss_bytes = vmp_target_get_peak (target, VMP_METRIC_PSS, NULL),
  };

  if (series != NULL && vmp_series_get_range (series, &first_nsec, &rss_last_nsec))
    last_nsec = rss_last_nsec;
  process.begin_nsec = get_begin (target) != 0 ? get_begin (target) : first_nsec;
  process.end_nsec = exit != NULL ? exit->time_nsec : MAX (last_nsec, process.begin_nsec);
  if (exit != NULL)
    process.status = exit->exit.status;
  g_array_append_val (self->processes, process);
}

static gboolean
has_target (VmpTimelineFamily *self, guint32 number)
{
  for (guint i = 0; i < self->processes->len; i++)
    if (g_array_index (self->processes, VmpTimelineProcess, i).target == number)
      return TRUE;
  return FALSE;
}

static void
add_tree (VmpTimelineFamily *self, VmpSession *session, guint32 number, guint depth)
{
  VmpTarget *target = vmp_session_find_target (session, number);
  const VmpEvent *marks;
  guint n;

  if (has_target (self, number))
    return;
  if (target == NULL || vmp_target_get_info (target) == NULL || depth > MAX_DEPTH || self->processes->len >= VMP_TIMELINE_FAMILY_MAX)
    {
      self->has_more = TRUE;
      return;
    }
  add_target (self, target, depth);
  marks = vmp_target_get_marks (target, &n);
  for (guint i = 0; i < n; i++)
    if (marks[i].type == VMP_EVENT_FORK && marks[i].fork.child_target != 0)
      add_tree (self, session, marks[i].fork.child_target, depth + 1);
}

static void
get_range (VmpTimelineFamily *self, gint64 *out_begin_nsec, gint64 *out_end_nsec)
{
  *out_begin_nsec = G_MAXINT64;
  *out_end_nsec = 0;
  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpTimelineProcess *process = &g_array_index (self->processes, VmpTimelineProcess, i);

      *out_begin_nsec = MIN (*out_begin_nsec, process->begin_nsec);
      *out_end_nsec = MAX (*out_end_nsec, process->end_nsec);
    }
}

static gint64
find_peak (VmpTimelineFamily *self, VmpSession *session, VmpMetricId id)
{
  VmpSeriesCell sums[N_CELLS] = { 0 }, cells[N_CELLS];
  gint64 begin_nsec, end_nsec;

  get_range (self, &begin_nsec, &end_nsec);
  if (end_nsec <= begin_nsec)
    return VMP_MISSING;
  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpTimelineProcess *process = &g_array_index (self->processes, VmpTimelineProcess, i);
      VmpSeries *series = vmp_target_get_series (vmp_session_find_target (session, process->target), id);

      if (series == NULL)
        continue;
      vmp_series_query (series, begin_nsec, end_nsec + 1, cells, N_CELLS);
      vmp_series_cells_add_up (sums, cells, N_CELLS, begin_nsec, end_nsec + 1, process->has_ended ? process->end_nsec : G_MAXINT64);
    }
  return vmp_series_cells_get_max (sums, N_CELLS);
}

VmpTimelineFamily *
vmp_timeline_family_new (VmpSession *session, guint32 number)
{
  VmpTimelineFamily *self = new_empty ();

  add_tree (self, session, number, 0);
  /* One alone is told elsewhere. */
  if (self->processes->len < 2)
    return self;
  self->rss_bytes = find_peak (self, session, VMP_METRIC_RSS);
  self->pss_bytes = find_peak (self, session, VMP_METRIC_PSS);
  note_own_peaks (self);
  return self;
}

/* --- of a recording --- */

static void
add_recorded (VmpTimelineFamily *self, const VmpReportProcess *from, guint depth)
{
  VmpTimelineProcess process = {
    .target = from->target, .pid = from->pid, .depth = depth, .name = g_strdup (from->name != NULL ? from->name : "?"),
    .command = g_strdup (from->command), .begin_nsec = from->begin_nsec, .end_nsec = from->end_nsec, .has_ended = from->has_ended,
    .rss_bytes = from->rss.max, .pss_bytes = from->pss.max, .status = from->status,
  };

  g_array_append_val (self->processes, process);
}

/* Children behind their parents, in the order in which they came. */
static void
add_children (VmpTimelineFamily *self, GArray *processes, gint32 parent_pid, guint depth)
{
  for (guint i = 0; i < processes->len && depth < MAX_DEPTH; i++)
    {
      const VmpReportProcess *process = &g_array_index (processes, VmpReportProcess, i);

      if (process->parent_pid != parent_pid || has_target (self, process->target))
        continue;
      add_recorded (self, process, depth);
      add_children (self, processes, process->pid, depth + 1);
    }
}

static gboolean
has_parent (GArray *processes, const VmpReportProcess *child)
{
  for (guint i = 0; i < processes->len; i++)
    if (g_array_index (processes, VmpReportProcess, i).pid == child->parent_pid)
      return TRUE;
  return FALSE;
}

VmpTimelineFamily *
vmp_timeline_family_new_for_report (const VmpReport *report)
{
  VmpTimelineFamily *self = new_empty ();

  for (guint i = 0; i < report->processes->len; i++)
    {
      const VmpReportProcess *process = &g_array_index (report->processes, VmpReportProcess, i);

      if (has_parent (report->processes, process) || has_target (self, process->target))
        continue;
      add_recorded (self, process, 0);
      add_children (self, report->processes, process->pid, 1);
    }
  self->has_more = report->n_more_processes > 0;
  self->rss_bytes = vmp_report_get_tree_peak (report, VMP_METRIC_RSS);
  self->pss_bytes = vmp_report_get_tree_peak (report, VMP_METRIC_PSS);
  note_own_peaks (self);
  return self;
}
