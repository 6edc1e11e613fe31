/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a report says of a recording, as numbers: gathered once, then told in any form. */

#include "config.h"

#include "vmp-report-private.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

#include <string.h>

/* Beyond, a file is not of somebody who names stages. */
#define MAX_MARKS 100000

/* Metrics that have a graph. */
static const VmpMetricId drawn[] = {
  VMP_METRIC_RSS, VMP_METRIC_PSS, VMP_METRIC_USS, VMP_METRIC_SWAP,
  VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM,
  VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_THREAD_STACKS,
  VMP_METRIC_MINOR_FAULT_RATE, VMP_METRIC_MAJOR_FAULT_RATE, VMP_METRIC_THREADS,
};

static void
clear_process (gpointer data)
{
  VmpReportProcess *self = data;

  g_free (self->name);
  g_free (self->exe);
  g_free (self->command);
}

static void
clear_grower (gpointer data)
{
  g_free (((VmpReportGrower *) data)->name);
}

static void
clear_alert (gpointer data)
{
  VmpReportAlert *self = data;

  g_ref_string_release (self->fact.rule);
  g_ref_string_release (self->fact.title);
  g_ref_string_release (self->fact.metric);
}

void
vmp_report_free (VmpReport *self)
{
  g_array_unref (self->processes);
  g_array_unref (self->stages);
  g_array_unref (self->alerts);
  g_array_unref (self->notes);
  g_array_unref (self->growers);
  g_array_unref (self->changes);
  for (guint i = 0; i < VMP_N_METRICS; i++)
    g_free (self->cells[i]);
  g_free (self->tree_rss);
  g_free (self->tree_pss);
  g_clear_pointer (&self->peak_space, vmp_address_space_unref);
  g_free (self);
}

const VmpReportProcess *
vmp_report_get_main (const VmpReport *self)
{
  return &g_array_index (self->processes, VmpReportProcess, self->main);
}

/* --- events --- */

/* What reading the events gathers. */
typedef struct
{
  VmpReport *report;
  GArray    *marks;     /* of VmpEvent */
} Reading;

static VmpReportProcess *
find_process (VmpReport *self,
              guint32    target)
{
  for (guint i = self->processes->len; i > 0; i--)
    {
      VmpReportProcess *process = &g_array_index (self->processes, VmpReportProcess, i - 1);

      if (process->target == target)
        return process;
    }
  return NULL;
}

static void
note_program (VmpReportProcess     *process,
              const VmpProcessInfo *info)
{
  clear_process (process);
  process->pid = info->identity.pid;
  process->parent_pid = info->parent_pid;
  process->name = g_strdup (info->name);
  process->exe = g_strdup (info->exe);
  process->command = info->command != NULL && *info->command != '\0' ? g_strdup (info->command) : NULL;
}

static void
note_start (VmpReport      *self,
            const VmpEvent *event)
{
  VmpReportProcess process = {
    .target = event->target, .begin_nsec = event->time_nsec, .end_nsec = self->end_nsec, .status = VMP_MISSING,
  };

  if (self->processes->len >= VMP_REPORT_MAX_ROWS)
    {
      self->n_more_processes++;
      return;
    }
  note_program (&process, &event->process);
  g_array_append_val (self->processes, process);
}

static void
note_exit (VmpReport      *self,
           const VmpEvent *event)
{
  VmpReportProcess *process = find_process (self, event->target);

  if (process == NULL)
    return;
  process->has_ended = TRUE;
  process->end_nsec = event->time_nsec;
  process->status = event->exit.status;
  process->rusage = event->exit.rusage;
}

static void
note_gap (VmpReport      *self,
          const VmpEvent *event)
{
  VmpReportGaps *gaps = &self->gaps[event->gap.reason];
  gint64 length_nsec = event->time_nsec - event->gap.begin_nsec;

  gaps->n++;
  gaps->total_nsec += length_nsec;
  gaps->longest_nsec = MAX (gaps->longest_nsec, length_nsec);
}

static VmpReportAlert *
find_alert (VmpReport      *self,
            const VmpEvent *event)
{
  for (guint i = self->alerts->len; i > 0; i--)
    {
      VmpReportAlert *alert = &g_array_index (self->alerts, VmpReportAlert, i - 1);

      if (alert->target == event->target && alert->stage == VMP_ALERT_STAGE_BEGAN && g_str_equal (alert->fact.rule, event->alert.rule))
        return alert;
    }
  return NULL;
}

static void
note_alert (VmpReport      *self,
            const VmpEvent *event)
{
  VmpReportAlert *known = event->alert.stage != VMP_ALERT_STAGE_BEGAN ? find_alert (self, event) : NULL;
  gboolean is_end = event->alert.stage != VMP_ALERT_STAGE_BEGAN;
  VmpReportAlert alert = { event->target, event->alert, is_end ? event->alert.since_nsec : event->time_nsec, event->time_nsec, event->alert.stage };

  if (known != NULL)
    {
      known->end_nsec = event->time_nsec;
      known->stage = event->alert.stage;
      return;
    }
  if (self->alerts->len >= VMP_REPORT_MAX_ROWS)
    {
      self->n_more_alerts++;
      return;
    }
  if (!is_end)
    alert.end_nsec = self->end_nsec;
  g_ref_string_acquire (alert.fact.rule);
  g_ref_string_acquire (alert.fact.title);
  g_ref_string_acquire (alert.fact.metric);
  g_array_append_val (self->alerts, alert);
}

static void
event_cb (const VmpEvent *event,
          gpointer        user_data)
{
  const Reading *reading = user_data;
  VmpReport *self = reading->report;
  VmpReportProcess *process = find_process (self, event->target);

  if (event->type == VMP_EVENT_START)
    note_start (self, event);
  else if (event->type == VMP_EVENT_EXEC && process != NULL)
    note_program (process, &event->process);
  else if (event->type == VMP_EVENT_EXIT)
    note_exit (self, event);
  else if (event->type == VMP_EVENT_GAP)
    note_gap (self, event);
  else if (event->type == VMP_EVENT_MARK && reading->marks->len < MAX_MARKS)
    {
      VmpEvent mark;

      vmp_event_copy (event, &mark);
      g_array_append_val (reading->marks, mark);
    }
  else if (event->type == VMP_EVENT_ALERT)
    note_alert (self, event);
  else if (event->type == VMP_EVENT_NOTE)
    vmp_report_take_note (self, event);
  else if (event->type == VMP_EVENT_OBSERVER && process != NULL)
    {
      process->has_cost = TRUE;
      process->cost = event->observer;
    }
}

/* --- numbers --- */

static void
sum_up_processes (VmpReport *self)
{
  for (guint i = 0; i < self->processes->len; i++)
    {
      VmpReportProcess *process = &g_array_index (self->processes, VmpReportProcess, i);

      vmp_recording_summarize (self->recording, process->target, VMP_METRIC_RSS, self->begin_nsec, self->end_nsec, &process->rss);
      vmp_recording_summarize (self->recording, process->target, VMP_METRIC_PSS, self->begin_nsec, self->end_nsec, &process->pss);
      vmp_recording_summarize (self->recording, process->target, VMP_METRIC_RSS_PEAK, self->begin_nsec, self->end_nsec,
                               &process->rss_mark);
    }
}

static void
sum_up_main (VmpReport *self)
{
  guint32 target = vmp_report_get_main (self)->target;

  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      self->peak_nsec[id] = VMP_MISSING;
      if (vmp_recording_summarize (self->recording, target, id, self->begin_nsec, self->end_nsec, &self->sums[id]))
        self->peak_nsec[id] = vmp_recording_find_peak (self->recording, target, id, self->begin_nsec, self->end_nsec);
    }
}

/* What the kernel says of its usage at the end includes the largest child that it waited for: another process's peak. */
static gint64
get_own_max_rss (const VmpReport *self)
{
  const VmpReportProcess *process = vmp_report_get_main (self);
  gint64 child_faults = self->sums[VMP_METRIC_CHILD_MINOR_FAULTS].max;

  if (!process->has_ended || self->processes->len > 1 || self->n_more_processes > 0 || child_faults == VMP_MISSING || child_faults > 0)
    return VMP_MISSING;
  return process->rusage.max_rss_bytes;
}

gint64
vmp_report_get_peak (const VmpReport *self,
                     VmpMetricId      id)
{
  gint64 peak = self->sums[id].max;

  if (id == VMP_METRIC_RSS)
    {
      peak = vmp_value_max (peak, self->sums[VMP_METRIC_RSS_PEAK].max);
      peak = vmp_value_max (peak, get_own_max_rss (self));
    }
  if (id == VMP_METRIC_VSIZE)
    peak = vmp_value_max (peak, self->sums[VMP_METRIC_VSIZE_PEAK].max);
  if (id == VMP_METRIC_HEAP)
    peak = vmp_value_max (peak, self->sums[VMP_METRIC_HEAP_PEAK].max);
  return peak;
}

static void
load_cells (VmpReport *self)
{
  guint32 target = vmp_report_get_main (self)->target;

  for (guint i = 0; i < G_N_ELEMENTS (drawn); i++)
    {
      g_autofree VmpSeriesCell *cells = g_new (VmpSeriesCell, VMP_REPORT_CELLS);

      if (vmp_recording_query (self->recording, target, drawn[i], self->begin_nsec, self->end_nsec, cells, VMP_REPORT_CELLS))
        self->cells[drawn[i]] = g_steal_pointer (&cells);
    }
}

/* What each had at the end of each cell, together: its last value up to there, as long as it lives. */
static VmpSeriesCell *
add_up_tree (VmpReport   *self,
             VmpMetricId  id)
{
  VmpSeriesCell *sums = g_new0 (VmpSeriesCell, VMP_REPORT_CELLS);
  g_autofree VmpSeriesCell *cells = g_new (VmpSeriesCell, VMP_REPORT_CELLS);

  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpReportProcess *process = &g_array_index (self->processes, VmpReportProcess, i);

      if (vmp_recording_query (self->recording, process->target, id, self->begin_nsec, self->end_nsec, cells, VMP_REPORT_CELLS))
        vmp_series_cells_add_up (sums, cells, VMP_REPORT_CELLS, self->begin_nsec, self->end_nsec,
                                 process->has_ended ? process->end_nsec : G_MAXINT64);
    }
  return sums;
}

gint64
vmp_report_get_tree_peak (const VmpReport *self,
                          VmpMetricId      id)
{
  const VmpSeriesCell *cells = id == VMP_METRIC_RSS ? self->tree_rss : self->tree_pss;
  gint64 peak = cells != NULL ? vmp_series_cells_get_max (cells, VMP_REPORT_CELLS) : VMP_MISSING;

  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpReportProcess *process = &g_array_index (self->processes, VmpReportProcess, i);

      peak = vmp_value_max (peak, id == VMP_METRIC_RSS ? process->rss.max : process->pss.max);
    }
  return peak;
}

/* --- mappings --- */

static void
add_names (GHashTable            *table,
           const VmpAddressSpace *space,
           gboolean               is_peak)
{
  for (guint i = 0; i < vmp_address_space_get_n (space); i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);
      const char *name = vmp_address_space_get_name (space, mapping);
      gint64 bytes = vmp_mapping_get_size (mapping, VMP_MAPPING_RSS);
      gint64 *sums;

      if (*name == '\0')
        name = vmp_mapping_type_get (mapping->type)->key;
      sums = g_hash_table_lookup (table, name);
      if (sums == NULL)
        g_hash_table_insert (table, g_strdup (name), sums = g_new0 (gint64, 2));
      sums[is_peak] += bytes != VMP_MISSING ? bytes : 0;
    }
}

static int
compare_growth (gconstpointer a,
                gconstpointer b)
{
  const VmpReportGrower *x = a, *y = b;
  gint64 p = x->peak_bytes - x->first_bytes, q = y->peak_bytes - y->first_bytes;

  return p != q ? (p < q) - (p > q) : strcmp (x->name, y->name);
}

static void
find_growers (VmpReport             *self,
              const VmpAddressSpace *first)
{
  g_autoptr (GHashTable) table = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  GHashTableIter iter;
  gpointer name, value;

  add_names (table, first, FALSE);
  add_names (table, self->peak_space, TRUE);
  g_hash_table_iter_init (&iter, table);
  while (g_hash_table_iter_next (&iter, &name, &value))
    {
      const gint64 *sums = value;
      VmpReportGrower grower = { .first_bytes = sums[0], .peak_bytes = sums[1] };

      if (sums[1] <= sums[0])
        continue;
      grower.name = vmp_text_escape (name, strlen (name));
      g_array_append_val (self->growers, grower);
    }
  g_array_sort (self->growers, compare_growth);
  if (self->growers->len > VMP_REPORT_MAX_GROWERS)
    g_array_set_size (self->growers, VMP_REPORT_MAX_GROWERS);
}

typedef struct
{
  gint64 time_nsec, at_most;      /* of rss in the stretch that it lies in */
} Snapshot;

static int
compare_snapshots (gconstpointer a,
                   gconstpointer b)
{
  const Snapshot *x = a, *y = b;

  if (x->at_most != y->at_most)
    return x->at_most < y->at_most ? 1 : -1;
  return (x->time_nsec > y->time_nsec) - (x->time_nsec < y->time_nsec);
}

/* The moment of the snapshot with the most resident memory: a sample was read at the same time, and the graph says where it is
 * worth looking for it. VMP_MISSING: there is no snapshot. */
static gint64
find_peak_snapshot (VmpReport *self,
                    guint32    target)
{
  g_autoptr (GArray) times = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_autoptr (GArray) snapshots = g_array_new (FALSE, FALSE, sizeof (Snapshot));
  gint64 best = VMP_MISSING, found_nsec = VMP_MISSING;

  vmp_recording_list_address_spaces (self->recording, target, times);
  for (guint i = 0; i < times->len; i++)
    {
      Snapshot snapshot = { .time_nsec = g_array_index (times, gint64, i) };
      double at = (double) (snapshot.time_nsec - self->begin_nsec) / (double) (self->end_nsec - self->begin_nsec);

      snapshot.at_most = self->cells[VMP_METRIC_RSS][CLAMP ((int) (at * VMP_REPORT_CELLS), 0, VMP_REPORT_CELLS - 1)].max;
      g_array_append_val (snapshots, snapshot);
    }
  g_array_sort (snapshots, compare_snapshots);
  for (guint i = 0; i < snapshots->len; i++)
    {
      const Snapshot *snapshot = &g_array_index (snapshots, Snapshot, i);
      VmpRecordingSummary sum;

      if (found_nsec != VMP_MISSING && snapshot->at_most <= best)
        break;
      vmp_recording_summarize (self->recording, target, VMP_METRIC_RSS, snapshot->time_nsec, snapshot->time_nsec, &sum);
      if (found_nsec == VMP_MISSING || sum.max > best)
        {
          best = sum.max;
          found_nsec = snapshot->time_nsec;
        }
    }
  return found_nsec;
}

static void
load_spaces (VmpReport *self)
{
  guint32 target = vmp_report_get_main (self)->target;
  gint64 peak_nsec = self->cells[VMP_METRIC_RSS] != NULL ? find_peak_snapshot (self, target) : VMP_MISSING, first_nsec;
  VmpAddressSpace *first;

  if (peak_nsec == VMP_MISSING)
    return;
  self->peak_space = vmp_recording_load_address_space (self->recording, target, peak_nsec, &self->peak_space_nsec);
  first = vmp_recording_load_address_space (self->recording, target, self->begin_nsec, &first_nsec);
  if (self->peak_space != NULL && first != NULL && first_nsec < self->peak_space_nsec)
    find_growers (self, first);
  g_clear_pointer (&first, vmp_address_space_unref);
}

static gboolean
choose_main (VmpReport  *self,
             gint32      pid,
             GError    **error)
{
  if (self->processes->len == 0)
    return vmp_error_set (error, VMP_ERROR_GONE, "no process is in the recording");
  for (guint i = 0; pid != 0 && i < self->processes->len; i++)
    {
      self->main = i;
      if (vmp_report_get_main (self)->pid == pid)
        return TRUE;
    }
  self->main = 0;
  return pid == 0 || vmp_error_set (error, VMP_ERROR_GONE, "process %d is not in the recording", pid);
}

static GArray *
new_array (gsize          size,
           GDestroyNotify clear)
{
  GArray *array = g_array_new (FALSE, FALSE, size);

  g_array_set_clear_func (array, clear);
  return array;
}

VmpReport *
vmp_report_new (VmpRecording  *recording,
                gint32         pid,
                GError       **error)
{
  const guint types = 1u << VMP_EVENT_START | 1u << VMP_EVENT_EXEC | 1u << VMP_EVENT_EXIT | 1u << VMP_EVENT_GAP |
                      1u << VMP_EVENT_OBSERVER | 1u << VMP_EVENT_MARK | 1u << VMP_EVENT_ALERT | 1u << VMP_EVENT_NOTE;
  g_autoptr (VmpReport) self = g_new0 (VmpReport, 1);
  g_autoptr (GArray) marks = new_array (sizeof (VmpEvent), (GDestroyNotify) vmp_event_clear);
  Reading reading = { self, marks };

  self->recording = recording;
  self->processes = new_array (sizeof (VmpReportProcess), clear_process);
  self->stages = new_array (sizeof (VmpReportStage), (GDestroyNotify) vmp_report_stage_clear);
  self->alerts = new_array (sizeof (VmpReportAlert), clear_alert);
  self->notes = new_array (sizeof (VmpReportNote), vmp_report_note_clear);
  self->growers = new_array (sizeof (VmpReportGrower), clear_grower);
  self->changes = new_array (sizeof (VmpReportChange), NULL);
  self->anchor_nsec = vmp_recording_get_anchor (recording);
  vmp_recording_get_range (recording, &self->begin_nsec, &self->end_nsec);
  self->begin_nsec = MIN (self->begin_nsec, G_MAXINT64 - 1);
  self->end_nsec = MAX (self->end_nsec, self->begin_nsec + 1);
  vmp_recording_read_events (recording, types, event_cb, &reading);
  if (!choose_main (self, pid, error))
    return NULL;
  vmp_recording_begin_reading (recording);
  vmp_recording_load_heads (recording);
  vmp_report_find_stages (self, marks);
  sum_up_processes (self);
  sum_up_main (self);
  load_cells (self);
  vmp_report_find_changes (self);
  if (self->processes->len > 1)
    {
      self->tree_rss = add_up_tree (self, VMP_METRIC_RSS);
      self->tree_pss = add_up_tree (self, VMP_METRIC_PSS);
    }
  load_spaces (self);
  vmp_recording_end_reading (recording);
  return g_steal_pointer (&self);
}
