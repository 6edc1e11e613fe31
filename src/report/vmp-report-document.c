/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A report as headings, sentences, tables and figures in the user's language, whatever they are written in then. */

#include "config.h"

#include "vmp-report-private.h"

#include <string.h>
#include <sys/wait.h>

#include <glib/gi18n.h>

#include "vmp-alert-text.h"

/* Of a stage. */
#define MAX_STAGE_TYPES 5

static const VmpMetricId memory_ids[] = { VMP_METRIC_RSS, VMP_METRIC_PSS, VMP_METRIC_USS, VMP_METRIC_SWAP };
static const VmpMetricId kinds_ids[] = { VMP_METRIC_RSS_ANON, VMP_METRIC_RSS_FILE, VMP_METRIC_RSS_SHMEM };
static const VmpMetricId heap_ids[] = { VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_THREAD_STACKS };
static const VmpMetricId fault_ids[] = { VMP_METRIC_MINOR_FAULT_RATE, VMP_METRIC_MAJOR_FAULT_RATE };
static const VmpMetricId tree_ids[] = { VMP_METRIC_RSS, VMP_METRIC_PSS };

static const VmpMetricId table_ids[] = {
  VMP_METRIC_RSS,   VMP_METRIC_PSS,          VMP_METRIC_USS,  VMP_METRIC_RSS_ANON,    VMP_METRIC_RSS_FILE,
  VMP_METRIC_RSS_SHMEM, VMP_METRIC_PRIVATE_DIRTY, VMP_METRIC_HEAP, VMP_METRIC_STACK_RESIDENT, VMP_METRIC_THREAD_STACKS,
  VMP_METRIC_SWAP,  VMP_METRIC_ANON_HUGE,    VMP_METRIC_PAGE_TABLES, VMP_METRIC_VSIZE, VMP_METRIC_MAPPINGS, VMP_METRIC_THREADS,
};

char *
vmp_report_dup_title (const VmpReport *self)
{
  const VmpReportProcess *process = vmp_report_get_main (self);

  /* Translators: name and process id of a program. */
  return g_strdup_printf (_("Memory of %s (%d)"), process->name != NULL ? process->name : "?", process->pid);
}

static char *
dup_end (const VmpReportProcess *process)
{
  int status = process->status;

  if (!process->has_ended)
    return g_strdup (_("was still running"));
  if (process->status == VMP_MISSING)
    return g_strdup (_("ended; its status is not known"));
  if (WIFSIGNALED (status))
    return g_strdup_printf (_("killed by signal %d (%s)"), WTERMSIG (status), strsignal (WTERMSIG (status)));
  return g_strdup_printf (_("exit status %d"), WEXITSTATUS (status));
}

/* --- what and where --- */

static char *
dup_date (const VmpReport *self,
          gint64           time_nsec)
{
  const gint64 nsec_per_sec = G_GINT64_CONSTANT (1000000000);
  gint64 seconds = self->anchor_nsec / nsec_per_sec + time_nsec / nsec_per_sec +
                   (self->anchor_nsec % nsec_per_sec + time_nsec % nsec_per_sec) / nsec_per_sec;
  g_autoptr (GDateTime) time = self->anchor_nsec != 0 ? g_date_time_new_from_unix_local (seconds) : NULL;

  return time != NULL ? g_date_time_format (time, "%Y-%m-%d %H:%M:%S %z") : NULL;
}

static void
add_row_of_limit (VmpReportBlock *table,
                  gint64          limit_bytes)
{
  char text[VMP_FORMAT_SIZE];

  vmp_report_add_row (table, _("Memory limit of its control group"),
                      limit_bytes == G_MAXINT64 ? _("none") : vmp_format_bytes (text, limit_bytes, VMP_UNITS_IEC));
}

static void
add_host_rows (VmpReportBlock *table,
               VmpRecording   *recording)
{
  const char *kernel = vmp_recording_get_text (recording, "host.kernel"), *machine = vmp_recording_get_text (recording, "host.machine");
  gint64 memory_bytes = vmp_recording_get_number (recording, "host.memory_bytes");
  gint64 swap_bytes = vmp_recording_get_number (recording, "host.swap_bytes");
  g_autofree char *system = kernel != NULL ? g_strdup_printf ("Linux %s, %s", kernel, machine != NULL ? machine : "?") : NULL;
  char text[VMP_FORMAT_SIZE];

  vmp_report_add_row (table, _("Computer"), vmp_recording_get_text (recording, "host.name"));
  vmp_report_add_row (table, _("System"), system);
  if (memory_bytes >= 0)
    vmp_report_add_row (table, _("Memory"), vmp_format_bytes (text, memory_bytes, VMP_UNITS_IEC));
  if (swap_bytes >= 0)
    vmp_report_add_row (table, _("Swap"), vmp_format_bytes (text, swap_bytes, VMP_UNITS_IEC));
  if (vmp_recording_get_number (recording, "cgroup_limit_bytes") >= 0)
    add_row_of_limit (table, vmp_recording_get_number (recording, "cgroup_limit_bytes"));
  if (vmp_recording_get_number (recording, "host.page_size_bytes") > 0)
    vmp_report_add_row (table, _("Page size"),
             vmp_format_bytes (text, vmp_recording_get_number (recording, "host.page_size_bytes"), VMP_UNITS_IEC));
  vmp_report_add_row (table, _("Transparent huge pages"), vmp_recording_get_text (recording, "host.transparent_huge_pages"));
}

static void
add_what (const VmpReport *self,
          GArray          *blocks)
{
  const char *const titles[] = { _("What"), _("Value"), NULL };
  const VmpReportProcess *process = vmp_report_get_main (self);
  VmpReportBlock *table = NULL;
  g_autofree char *begin = dup_date (self, self->begin_nsec), *end = dup_end (process);
  char length[VMP_FORMAT_SIZE];

  vmp_report_add_heading (blocks, _("What and where"));
  if (!vmp_recording_is_finished (self->recording))
    vmp_report_add_paragraph (blocks, g_strdup (_("The recording was never finished: it may lack the last second, or is still being made.")));
  table = vmp_report_add_table (blocks, _("What was recorded, and on which computer"), 2, titles);
  vmp_report_add_row (table, _("Program"), process->exe != NULL ? process->exe : process->name);
  vmp_report_add_row (table, _("Command"), vmp_recording_get_text (self->recording, "command_line") != NULL
                                  ? vmp_recording_get_text (self->recording, "command_line") : process->command);
  vmp_report_add_row (table, _("How it ended"), end);
  vmp_report_add_row (table, _("Begin"), begin);
  vmp_report_add_row (table, _("Length"), vmp_format_duration (length, self->end_nsec - self->begin_nsec));
  add_host_rows (table, self->recording);
  vmp_report_add_row (table, _("Recorded by"), vmp_recording_get_text (self->recording, "program"));
}

/* --- peaks --- */

static void
add_peaks (const VmpReport *self,
           GArray          *blocks)
{
  const char *const titles[] = { _("Metric"), _("Begin"), _("Peak"), _("When"), _("End"), NULL };
  VmpReportBlock *table;

  vmp_report_add_heading (blocks, _("Peaks"));
  table = vmp_report_add_table (blocks, _("Each metric at the beginning, at its highest and at the end"), 1, titles);
  for (guint i = 0; i < G_N_ELEMENTS (table_ids); i++)
    {
      const VmpMetric *metric = vmp_metric_get (table_ids[i]);
      const VmpRecordingSummary *sum = &self->sums[metric->id];
      gint64 peak = vmp_report_get_peak (self, metric->id);

      if (sum->n == 0)
        continue;
      vmp_report_add_cell (table, _(metric->label));
      vmp_report_add_value (table, metric->unit, sum->first);
      vmp_report_add_value (table, metric->unit, peak);
      /* A mark of the kernel does not say when it was, and nothing has no peak. */
      vmp_report_add_length (table, peak > 0 && peak == sum->max && self->peak_nsec[metric->id] != VMP_MISSING
                           ? self->peak_nsec[metric->id] - self->begin_nsec : VMP_MISSING);
      vmp_report_add_value (table, metric->unit, sum->last);
    }
}

/* --- graphs --- */

static const VmpSeriesCell *
get_cells (const VmpReport *self,
           VmpMetricId      id,
           gboolean         is_tree)
{
  if (!is_tree)
    return self->cells[id];
  return id == VMP_METRIC_RSS ? self->tree_rss : self->tree_pss;
}

/* Of the metrics that there is something of. */
static void
add_graph (const VmpReport   *self,
           GArray            *blocks,
           const char        *text,
           const VmpMetricId *ids,
           guint              n,
           gboolean           is_tree)
{
  VmpReportBlock *graph = NULL;

  for (guint i = 0; i < n; i++)
    {
      const VmpMetric *metric = vmp_metric_get (ids[i]);
      const VmpReportLine line = { _(metric->label), vmp_report_metric_color (ids[i]), metric->dash, get_cells (self, ids[i], is_tree) };

      if (line.cells == NULL)
        continue;
      if (graph == NULL)
        graph = vmp_report_add_figure (blocks, VMP_REPORT_GRAPH, text);
      graph->stages = self->stages;
      graph->unit = metric->unit;
      graph->begin_nsec = self->begin_nsec;
      graph->end_nsec = self->end_nsec;
      vmp_report_add_line (graph, &line);
    }
}

static void
add_graphs (const VmpReport *self,
            GArray          *blocks)
{
  vmp_report_add_heading (blocks, _("Over time"));
  add_graph (self, blocks, _("Resident memory, the process's share of it, what is its own, and swap"), memory_ids, G_N_ELEMENTS (memory_ids), FALSE);
  add_graph (self, blocks, _("Resident memory by kind"), kinds_ids, G_N_ELEMENTS (kinds_ids), FALSE);
  add_graph (self, blocks, _("Heap and stacks"), heap_ids, G_N_ELEMENTS (heap_ids), FALSE);
  add_graph (self, blocks, _("Page faults a second"), fault_ids, G_N_ELEMENTS (fault_ids), FALSE);
  add_graph (self, blocks, _("All processes together"), tree_ids, G_N_ELEMENTS (tree_ids), TRUE);
}

/* --- stages --- */

static void
add_stages (const VmpReport *self,
            GArray          *blocks)
{
  const char *const titles[] = {
    _("Stage"), _("Begin"), _("Length"), _("RSS at begin"), _("RSS at end"), _("RSS at most"), _("Growth"), _("Minor faults"),
    _("Major faults"), _("Swap at most"), NULL,
  };
  VmpReportBlock *table;

  if (self->stages->len == 0)
    return;
  vmp_report_add_heading (blocks, _("Stages"));
  if (self->n_more_stages > 0)
    vmp_report_add_paragraph (blocks,
                              g_strdup_printf (ngettext ("%u more stage is left out.", "%u more stages are left out.", self->n_more_stages),
                                               self->n_more_stages));
  table = vmp_report_add_table (blocks, _("From each mark to the next"), 1, titles);
  for (guint i = 0; i < self->stages->len; i++)
    {
      const VmpReportStage *stage = &g_array_index (self->stages, VmpReportStage, i);
      const VmpRecordingSummary *rss = &stage->sums[VMP_METRIC_RSS];
      const VmpRecordingSummary *minor = &stage->sums[VMP_METRIC_MINOR_FAULTS], *major = &stage->sums[VMP_METRIC_MAJOR_FAULTS];

      vmp_report_add_cell (table, stage->name);
      vmp_report_add_length (table, stage->begin_nsec - self->begin_nsec);
      vmp_report_add_length (table, stage->end_nsec - stage->begin_nsec);
      vmp_report_add_bytes (table, rss->first);
      vmp_report_add_bytes (table, rss->last);
      vmp_report_add_bytes (table, rss->max);
      vmp_report_add_change (table, VMP_UNIT_BYTES, rss->n > 0 ? rss->last - rss->first : VMP_MISSING);
      vmp_report_add_value (table, VMP_UNIT_COUNT, minor->n > 0 ? minor->last - minor->first : VMP_MISSING);
      vmp_report_add_value (table, VMP_UNIT_COUNT, major->n > 0 ? major->last - major->first : VMP_MISSING);
      vmp_report_add_bytes (table, stage->sums[VMP_METRIC_SWAP].max);
    }
}

/* Types that changed most come first. */
static int
compare_types (gconstpointer a,
               gconstpointer b,
               gpointer      user_data)
{
  const VmpReportStage *stage = user_data;
  gint64 x = vmp_report_stage_get_growth (stage, *(const guint *) a), y = vmp_report_stage_get_growth (stage, *(const guint *) b);

  x = x != VMP_MISSING ? ABS (x) : 0;
  y = y != VMP_MISSING ? ABS (y) : 0;
  return (x < y) - (x > y);
}

static void
add_stage_types (VmpReportBlock       *table,
                 const VmpReportStage *stage)
{
  guint types[VMP_N_MAPPING_TYPES];

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    types[i] = i;
  g_sort_array (types, VMP_N_MAPPING_TYPES, sizeof types[0], compare_types, (gpointer) stage);
  for (guint i = 0; i < MAX_STAGE_TYPES; i++)
    {
      gint64 growth = vmp_report_stage_get_growth (stage, types[i]);

      if (growth == 0 || growth == VMP_MISSING)
        continue;
      vmp_report_add_cell (table, stage->name);
      vmp_report_add_cell (table, _(vmp_mapping_type_get (types[i])->label));
      vmp_report_add_bytes (table, stage->rss_bytes[0][types[i]]);
      vmp_report_add_bytes (table, stage->rss_bytes[1][types[i]]);
      vmp_report_add_change (table, VMP_UNIT_BYTES, growth);
    }
}

static void
add_growth (const VmpReport *self,
            GArray          *blocks)
{
  const char *const titles[] = { _("Stage"), _("Type"), _("RSS at begin"), _("RSS at end"), _("Growth"), NULL };
  VmpReportBlock *table = NULL;
  guint n_unknown = 0;

  for (guint i = 0; i < self->stages->len; i++)
    {
      const VmpReportStage *stage = &g_array_index (self->stages, VmpReportStage, i);

      n_unknown += !stage->has_growth;
      if (!stage->has_growth)
        continue;
      if (table == NULL)
        table = vmp_report_add_table (blocks, _("What grew or shrank most in each stage, by type, from the snapshot of all mappings next to its begin "
                                                "to the one next to its end"), 2, titles);
      add_stage_types (table, stage);
    }
  if (n_unknown > 0)
    vmp_report_add_paragraph (blocks,
                              g_strdup_printf (ngettext ("%u stage has no snapshots of its own.", "%u stages have no snapshots of their own.",
                                               n_unknown), n_unknown));
}

static void
add_changes (const VmpReport *self,
             GArray          *blocks)
{
  const char *const titles[] = {
    _("When"), _("Resident before"), _("Resident after"), _("Change"), _("Growth a minute before"), _("Growth a minute after"), NULL,
  };
  VmpReportBlock *table;

  if (self->changes->len == 0)
    return;
  vmp_report_add_heading (blocks, _("Changes that were found"));
  vmp_report_add_paragraph (blocks, g_strdup (_("Suggested by the graph of resident memory alone: nobody marked them.")));
  table = vmp_report_add_table (blocks, _("Where resident memory steps, or begins to grow in another way"), 0, titles);
  for (guint i = 0; i < self->changes->len; i++)
    {
      const VmpReportChange *change = &g_array_index (self->changes, VmpReportChange, i);

      vmp_report_add_length (table, change->time_nsec - self->begin_nsec);
      vmp_report_add_bytes (table, change->before_bytes);
      vmp_report_add_bytes (table, change->after_bytes);
      vmp_report_add_change (table, VMP_UNIT_BYTES, change->after_bytes - change->before_bytes);
      vmp_report_add_change (table, VMP_UNIT_BYTES, change->before_per_minute);
      vmp_report_add_change (table, VMP_UNIT_BYTES, change->after_per_minute);
    }
}

/* --- alerts --- */

static const VmpReportProcess *
find_process (const VmpReport *self,
              guint32          target)
{
  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpReportProcess *process = &g_array_index (self->processes, VmpReportProcess, i);

      if (process->target == target)
        return process;
    }
  return NULL;
}

static void
add_alert (const VmpReport      *self,
           VmpReportBlock       *table,
           const VmpReportAlert *alert)
{
  const VmpAlertFact *fact = &alert->fact;
  const VmpReportProcess *process = find_process (self, alert->target);
  g_autofree char *value = vmp_alert_text_dup_amount (fact->unit, fact->derived, fact->base, fact->value, VMP_UNITS_IEC);
  g_autofree char *limit = vmp_alert_text_dup_amount (fact->unit, fact->derived, fact->base, fact->limit, VMP_UNITS_IEC);

  vmp_report_add_cell (table, vmp_alert_text_translate (fact->title));
  vmp_report_add_cell (table, alert->target == 0 ? _("The machine") : process != NULL ? process->name : NULL);
  vmp_report_add_cell (table, vmp_alert_text_get_severity (fact->severity));
  vmp_report_add_cell (table, vmp_alert_text_get_stage (alert->stage));
  vmp_report_add_length (table, MAX (alert->begin_nsec - self->begin_nsec, 0));
  vmp_report_add_length (table, MAX (alert->end_nsec - alert->begin_nsec, 0));
  vmp_report_add_cell (table, value);
  vmp_report_add_cell (table, limit);
}

static void
add_alerts (const VmpReport *self,
            GArray          *blocks)
{
  const char *const titles[] = {
    _("Rule"), _("Process"), _("Severity"), _("What became of it"), _("Begin"), _("Length"), _("Value"), _("Limit"), NULL,
  };
  VmpReportBlock *table;

  if (self->alerts->len == 0)
    return;
  vmp_report_add_heading (blocks, _("Alerts"));
  if (self->n_more_alerts > 0)
    vmp_report_add_paragraph (blocks,
                              g_strdup_printf (ngettext ("%u more alert is left out.", "%u more alerts are left out.", self->n_more_alerts),
                                               self->n_more_alerts));
  table = vmp_report_add_table (blocks, _("Rules that were broken while it was recorded"), 4, titles);
  for (guint i = 0; i < self->alerts->len; i++)
    add_alert (self, table, &g_array_index (self->alerts, VmpReportAlert, i));
}

/* --- the map --- */

static void
add_types_bars (const VmpReport *self,
                GArray          *blocks)
{
  VmpReportBlock *bars = vmp_report_add_figure (blocks, VMP_REPORT_BARS, _("Resident memory by type of mapping"));

  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    {
      const VmpReportBar bar = {
        _(vmp_mapping_type_get (i)->label), vmp_report_type_color (i),
        vmp_address_space_get_sum (self->peak_space, i)->sizes_bytes[VMP_MAPPING_RSS],
      };

      if (bar.bytes > 0)
        vmp_report_add_bar (bars, &bar);
    }
}

static void
add_types_table (const VmpReport *self,
                 GArray          *blocks)
{
  const char *const titles[] = { _("Type"), _("Mappings"), _("Address space"), _("Resident"), _("Proportional"), _("Swapped out"), NULL };
  VmpReportBlock *table = vmp_report_add_table (blocks, _("Mappings by type"), 1, titles);

  for (guint i = 0; i <= VMP_N_MAPPING_TYPES; i++)
    {
      const VmpMappingSum *sum = vmp_address_space_get_sum (self->peak_space, i);

      if (sum->mappings_n == 0)
        continue;
      vmp_report_add_cell (table, i < VMP_N_MAPPING_TYPES ? _(vmp_mapping_type_get (i)->label) : _("All"));
      vmp_report_add_value (table, VMP_UNIT_COUNT, sum->mappings_n);
      vmp_report_add_bytes (table, sum->size_bytes);
      vmp_report_add_bytes (table, sum->sizes_bytes[VMP_MAPPING_RSS]);
      vmp_report_add_bytes (table, sum->sizes_bytes[VMP_MAPPING_PSS]);
      vmp_report_add_bytes (table, sum->sizes_bytes[VMP_MAPPING_SWAP]);
    }
}

static void
add_growers (const VmpReport *self,
             GArray          *blocks)
{
  const char *const titles[] = { _("Mappings"), _("First snapshot"), _("At the peak"), _("Growth"), NULL };
  VmpReportBlock *table;

  if (self->growers->len == 0)
    return;
  table = vmp_report_add_table (blocks, _("What grew most: resident memory by name, or by type where there is no name"), 1, titles);
  for (guint i = 0; i < self->growers->len; i++)
    {
      const VmpReportGrower *grower = &g_array_index (self->growers, VmpReportGrower, i);
      VmpMappingType type;

      vmp_report_add_cell (table, vmp_mapping_type_find (grower->name, &type) ? _(vmp_mapping_type_get (type)->label) : grower->name);
      vmp_report_add_bytes (table, grower->first_bytes);
      vmp_report_add_bytes (table, grower->peak_bytes);
      vmp_report_add_change (table, VMP_UNIT_BYTES, grower->peak_bytes - grower->first_bytes);
    }
}

static void
add_map (const VmpReport *self,
         GArray          *blocks)
{
  char when[VMP_FORMAT_SIZE], peak[VMP_FORMAT_SIZE];

  if (self->peak_space == NULL)
    return;
  vmp_report_add_heading (blocks, _("Memory map near the peak"));
  vmp_format_duration (when, self->peak_space_nsec - self->begin_nsec);
  vmp_format_duration (peak, self->peak_nsec[VMP_METRIC_RSS] - self->begin_nsec);
  /* Translators: lengths of time since the beginning. */
  vmp_report_add_paragraph (blocks, g_strdup_printf (_("The snapshot of all mappings with the most resident memory was taken after %s; the peak was after %s."), when, peak));
  add_types_bars (self, blocks);
  add_types_table (self, blocks);
  add_growers (self, blocks);
}

/* --- faults, processes --- */

static void
add_faults (const VmpReport *self,
            GArray          *blocks)
{
  const char *const titles[] = { _("Figure"), _("Count"), NULL };
  static const VmpMetricId ids[] = {
    VMP_METRIC_MINOR_FAULTS, VMP_METRIC_MAJOR_FAULTS, VMP_METRIC_CHILD_MINOR_FAULTS, VMP_METRIC_CHILD_MAJOR_FAULTS,
    VMP_METRIC_READ_BYTES, VMP_METRIC_WRITE_BYTES, VMP_METRIC_CPU_TIME,
  };
  const VmpReportProcess *process = vmp_report_get_main (self);
  VmpReportBlock *table;

  vmp_report_add_heading (blocks, _("Faults, input and output"));
  table = vmp_report_add_table (blocks, _("During the recording"), 1, titles);
  for (guint i = 0; i < G_N_ELEMENTS (ids); i++)
    {
      const VmpMetric *metric = vmp_metric_get (ids[i]);
      const VmpRecordingSummary *sum = &self->sums[ids[i]];

      if (sum->n == 0)
        continue;
      vmp_report_add_cell (table, _(metric->label));
      vmp_report_add_value (table, metric->unit, sum->last - sum->first);
    }
  if (!process->has_ended || process->rusage.minor_faults == VMP_MISSING)
    return;
  table = vmp_report_add_table (blocks, _("Exact, as the kernel counted it for the whole life of the process and the children that it waited for"), 1, titles);
  vmp_report_add_cell (table, _("Minor faults"));
  vmp_report_add_value (table, VMP_UNIT_COUNT, process->rusage.minor_faults);
  vmp_report_add_cell (table, _("Major faults"));
  vmp_report_add_value (table, VMP_UNIT_COUNT, process->rusage.major_faults);
  vmp_report_add_cell (table, _("Largest resident memory"));
  vmp_report_add_bytes (table, process->rusage.max_rss_bytes);
  vmp_report_add_cell (table, _("CPU time, user"));
  vmp_report_add_value (table, VMP_UNIT_NSEC, process->rusage.user_nsec);
  vmp_report_add_cell (table, _("CPU time, system"));
  vmp_report_add_value (table, VMP_UNIT_NSEC, process->rusage.system_nsec);
}

static void
add_processes (const VmpReport *self,
               GArray          *blocks)
{
  const char *const titles[] = {
    _("Name"), _("Process"), _("Begin"), _("Length"), _("RSS at most"), _("Proportional at most"), _("How it ended"), NULL,
  };
  VmpReportBlock *table;

  if (self->processes->len < 2)
    return;
  vmp_report_add_heading (blocks, _("Processes"));
  if (self->n_more_processes > 0)
    vmp_report_add_paragraph (blocks,
                              g_strdup_printf (ngettext ("%u more process is left out.", "%u more processes are left out.", self->n_more_processes),
                                               self->n_more_processes));
  table = vmp_report_add_table (blocks, _("The process and its children"), 1, titles);
  for (guint i = 0; i < self->processes->len; i++)
    {
      const VmpReportProcess *process = &g_array_index (self->processes, VmpReportProcess, i);
      g_autofree char *pid = g_strdup_printf ("%d", process->pid), *end = dup_end (process);

      vmp_report_add_cell (table, process->name);
      vmp_report_add_cell (table, pid);
      vmp_report_add_length (table, process->begin_nsec - self->begin_nsec);
      vmp_report_add_length (table, process->end_nsec - process->begin_nsec);
      vmp_report_add_bytes (table, vmp_value_max (process->rss.max, process->rss_mark.max));
      vmp_report_add_bytes (table, process->pss.max);
      vmp_report_add_cell (table, end);
    }
}

/* --- how it was measured --- */

static const char *
get_gap_text (guint reason)
{
  static const char *const texts[] = {
    [VMP_GAP_SUSPEND] = N_("the computer slept"),
    [VMP_GAP_LATE] = N_("the measuring program was not run in time"),
    [VMP_GAP_PAUSED] = N_("measuring was paused"),
    [VMP_GAP_BUDGET] = N_("looking would have cost too much"),
    [VMP_GAP_DENIED] = N_("it may not be read"),
    [VMP_GAP_STOPPED] = N_("the measuring program was stopped"),
  };

  return _(texts[reason]);
}

static void
add_gaps (const VmpReport *self,
          GArray          *blocks)
{
  const char *const titles[] = { _("Reason"), _("Gaps"), _("Together"), _("Longest"), NULL };
  VmpReportBlock *table = NULL;

  for (guint i = 0; i < G_N_ELEMENTS (self->gaps); i++)
    {
      const VmpReportGaps *gaps = &self->gaps[i];

      if (gaps->n == 0)
        continue;
      if (table == NULL)
        table = vmp_report_add_table (blocks, _("When nothing could be measured, of all processes"), 1, titles);
      vmp_report_add_cell (table, get_gap_text (i));
      vmp_report_add_value (table, VMP_UNIT_COUNT, gaps->n);
      vmp_report_add_length (table, gaps->total_nsec);
      vmp_report_add_length (table, gaps->longest_nsec);
    }
  if (table == NULL)
    vmp_report_add_paragraph (blocks, g_strdup (_("There are no gaps.")));
}

static void
add_cost (const VmpReport *self,
          GArray          *blocks)
{
  const VmpReportProcess *process = vmp_report_get_main (self);
  char reads[VMP_FORMAT_SIZE], locked[VMP_FORMAT_SIZE], total[VMP_FORMAT_SIZE];
  double share;

  if (!process->has_cost || process->cost.watched_nsec <= 0)
    return;
  share = 100.0 * process->cost.locked_nsec / process->cost.watched_nsec;
  vmp_format_value (reads, VMP_UNIT_COUNT, process->cost.tiers[0].reads, VMP_UNITS_IEC);
  vmp_format_duration (locked, process->cost.locked_nsec);
  vmp_format_duration (total, process->cost.total_nsec);
  vmp_report_add_paragraph (blocks,
                            /* Translators: a count, two lengths of time and a share. */
                            g_strdup_printf (_("Looking took %s readings and %s; for %s of it (%.2f %% of the time) the process's own memory calls could be held up."),
                                             reads, total, locked, share));
}

static void
add_method (const VmpReport *self,
            GArray          *blocks)
{
  gint64 interval_nsec = vmp_recording_get_number (self->recording, "interval_nsec");
  char interval[VMP_FORMAT_SIZE];

  vmp_report_add_heading (blocks, _("How it was measured"));
  if (interval_nsec > 0)
    vmp_report_add_paragraph (blocks,
                              g_strdup_printf (_("Read from /proc every %s; what is costly to read less often, as the limit on the cost of looking allows."),
                                               vmp_format_duration (interval, interval_nsec)));
  add_cost (self, blocks);
  add_gaps (self, blocks);
  for (guint i = 0; vmp_recording_get_problems (self->recording)[i] != NULL; i++)
    vmp_report_add_paragraph (blocks, g_strdup_printf (_("Could not be read: %s"), vmp_recording_get_problems (self->recording)[i]));
}

GArray *
vmp_report_build_document (const VmpReport *self)
{
  GArray *blocks = vmp_report_blocks_new ();

  add_what (self, blocks);
  add_peaks (self, blocks);
  add_graphs (self, blocks);
  add_stages (self, blocks);
  vmp_report_add_notes (self, blocks);
  add_growth (self, blocks);
  add_changes (self, blocks);
  add_alerts (self, blocks);
  add_map (self, blocks);
  add_faults (self, blocks);
  add_processes (self, blocks);
  add_method (self, blocks);
  return blocks;
}
