/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows of the tables of the Timeline page: stages, what happened, and what differs. */

#include "config.h"

#include "vmp-timeline-rows.h"

#include <glib/gi18n.h>
#include <sys/wait.h>

#include "../models/vmp-mapping-text.h"
#include "../widgets/vmp-chart-text.h"

#define SEC G_GINT64_CONSTANT (1000000000)

const VmpFigureColumn vmp_timeline_stage_columns[] = {
  { "stage", N_("Stage"), FALSE, TRUE },
  { "begin_realtime_ns", N_("Begins"), TRUE, FALSE },
  { "duration_ns", N_("Duration"), TRUE, FALSE },
  { "first", N_("At Its Start"), TRUE, FALSE },
  { "last", N_("At Its End"), TRUE, FALSE },
  { "max", N_("Highest"), TRUE, FALSE },
  { "growth", N_("Growth"), TRUE, FALSE },
  { "minor_faults", N_("Minor Faults"), TRUE, FALSE },
  { "major_faults", N_("Major Faults"), TRUE, FALSE },
  { "swap_growth", N_("Swap Growth"), TRUE, FALSE },
  { "grew_most", N_("Grew Most"), FALSE, TRUE },
};
const guint vmp_timeline_n_stage_columns = G_N_ELEMENTS (vmp_timeline_stage_columns);

const VmpFigureColumn vmp_timeline_event_columns[] = {
  { "realtime_ns", N_("Time"), TRUE, FALSE },
  { "event", N_("What Happened"), FALSE, TRUE },
};
const guint vmp_timeline_n_event_columns = G_N_ELEMENTS (vmp_timeline_event_columns);

const VmpFigureColumn vmp_timeline_metric_columns[] = {
  { "metric", N_("Figure"), FALSE, TRUE },
  { "a_max", N_("A, Highest"), TRUE, FALSE },
  { "b_max", N_("B, Highest"), TRUE, FALSE },
  { "max_difference", N_("Difference"), TRUE, FALSE },
  { "a_growth", N_("A, Growth"), TRUE, FALSE },
  { "b_growth", N_("B, Growth"), TRUE, FALSE },
  { "growth_difference", N_("Difference of Growth"), TRUE, FALSE },
};
const guint vmp_timeline_n_metric_columns = G_N_ELEMENTS (vmp_timeline_metric_columns);

const VmpFigureColumn vmp_timeline_type_columns[] = {
  { "type", N_("Type of Mapping"), FALSE, TRUE },
  { "a_rss", N_("A, at Its End"), TRUE, FALSE },
  { "b_rss", N_("B, at Its End"), TRUE, FALSE },
  { "difference", N_("Difference"), TRUE, FALSE },
};
const guint vmp_timeline_n_type_columns = G_N_ELEMENTS (vmp_timeline_type_columns);

const VmpFigureColumn vmp_timeline_family_columns[] = {
  { "process", N_("Process"), FALSE, TRUE },
  { "pid", N_("PID"), TRUE, FALSE },
  { "command", N_("Command"), FALSE, TRUE },
  { "begin_realtime_ns", N_("Begins"), TRUE, FALSE },
  { "end_realtime_ns", N_("Ends"), TRUE, FALSE },
  { "rss_max", N_("Resident, Highest"), TRUE, FALSE },
  { "pss_max", N_("Proportional, Highest"), TRUE, FALSE },
  { "exit", N_("How It Ended"), FALSE, FALSE },
};
const guint vmp_timeline_n_family_columns = G_N_ELEMENTS (vmp_timeline_family_columns);

const VmpFigureColumn vmp_timeline_mapping_columns[] = {
  { "mapping", N_("Mapping"), FALSE, TRUE },
  { "type", N_("Type of Mapping"), FALSE, FALSE },
  { "change", N_("Change"), FALSE, FALSE },
  { "a_rss", N_("Resident in A"), TRUE, FALSE },
  { "b_rss", N_("Resident in B"), TRUE, FALSE },
  { "difference", N_("Difference"), TRUE, FALSE },
};
const guint vmp_timeline_n_mapping_columns = G_N_ELEMENTS (vmp_timeline_mapping_columns);

static void
set_text (VmpFigureRow *row, guint column, const char *text)
{
  row->texts[column] = g_strdup (text);
  row->values[column] = VMP_MISSING;
}

static void
set_time (VmpFigureRow *row, guint column, gint64 time_nsec, const VmpTimelineTexts *texts)
{
  char buffer[VMP_CHART_LABEL_SIZE];

  row->values[column] = time_nsec + texts->anchor_nsec;
  row->texts[column] = g_strdup (vmp_chart_time_format (buffer, row->values[column], SEC, texts->zone));
}

static void
set_duration (VmpFigureRow *row, guint column, gint64 nsec)
{
  char buffer[VMP_FORMAT_SIZE];

  row->values[column] = nsec;
  row->texts[column] = g_strdup (vmp_format_duration (buffer, nsec));
}

static void
set_value (VmpFigureRow *row, guint column, VmpUnit unit, gint64 value, VmpUnits units)
{
  char buffer[VMP_FORMAT_SIZE];

  row->values[column] = value;
  row->texts[column] = g_strdup (vmp_format_value (buffer, unit, value, units));
}

/* "+12 MiB": which way is not left to be guessed. */
static void
set_change (VmpFigureRow *row, guint column, VmpUnit unit, gint64 value, VmpUnits units)
{
  set_value (row, column, unit, value, units);
  if (value != VMP_MISSING && value > 0)
    {
      g_autofree char *text = row->texts[column];

      row->texts[column] = g_strconcat ("+", text, NULL);
    }
}

static void
set_grower (VmpFigureRow *row, guint column, const VmpStretch *stage, VmpUnits units)
{
  gint64 bytes;
  VmpMappingType type = vmp_stretch_find_grower (stage, &bytes);
  char buffer[VMP_FORMAT_SIZE];

  set_text (row, column, NULL);
  if (type != VMP_N_MAPPING_TYPES)
    /* Translators: type of mapping, and by how much it grew: "Heap +12 MiB" */
    row->texts[column] = g_strdup_printf (_("%s +%s"), _(vmp_mapping_type_get (type)->label), vmp_format_bytes (buffer, bytes, units));
}

GArray *
vmp_timeline_create_stage_rows (GArray *stages, VmpMetricId metric, const VmpTimelineTexts *texts)
{
  GArray *rows = vmp_figure_table_new_rows ();
  VmpUnit unit = vmp_metric_get (metric)->unit;

  for (guint i = 0; i < stages->len; i++)
    {
      const VmpStretch *stage = &g_array_index (stages, VmpStretch, i);
      VmpFigureRow row = { .id = i };

      set_text (&row, 0, stage->name);
      set_time (&row, 1, stage->begin_nsec, texts);
      set_duration (&row, 2, stage->end_nsec - stage->begin_nsec);
      set_value (&row, 3, unit, stage->first[metric], texts->units);
      set_value (&row, 4, unit, stage->last[metric], texts->units);
      set_value (&row, 5, unit, stage->max[metric], texts->units);
      set_change (&row, 6, unit, vmp_stretch_get_growth (stage, metric), texts->units);
      set_value (&row, 7, VMP_UNIT_COUNT, vmp_stretch_get_growth (stage, VMP_METRIC_MINOR_FAULTS), texts->units);
      set_value (&row, 8, VMP_UNIT_COUNT, vmp_stretch_get_growth (stage, VMP_METRIC_MAJOR_FAULTS), texts->units);
      set_change (&row, 9, VMP_UNIT_BYTES, vmp_stretch_get_growth (stage, VMP_METRIC_SWAP), texts->units);
      set_grower (&row, 10, stage, texts->units);
      g_array_append_val (rows, row);
    }
  return rows;
}

GArray *
vmp_timeline_create_event_rows (VmpTarget *target, const VmpTimelineTexts *texts)
{
  GArray *rows = vmp_figure_table_new_rows ();
  guint n;
  const VmpEvent *marks = vmp_target_get_marks (target, &n);

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *what = vmp_chart_text_dup_mark (&marks[i], texts->anchor_nsec, texts->zone, texts->units);
      VmpFigureRow row = { .id = i };

      if (*what == '\0')
        continue;
      set_time (&row, 0, marks[i].time_nsec, texts);
      set_text (&row, 1, NULL);
      /* Translators: what happened at a time: a stage begins; its name */
      row.texts[1] = marks[i].type == VMP_EVENT_MARK ? g_strdup_printf (_("Stage “%s” begins"), what) : g_steal_pointer (&what);
      g_array_append_val (rows, row);
    }
  return rows;
}

static gint64
subtract (gint64 b, gint64 a)
{
  return a == VMP_MISSING || b == VMP_MISSING ? VMP_MISSING : b - a;
}

GArray *
vmp_timeline_create_metric_rows (const VmpStretch *a, const VmpStretch *b, const VmpTimelineTexts *texts)
{
  GArray *rows = vmp_figure_table_new_rows ();

  for (guint id = 0; id < VMP_N_METRICS; id++)
    {
      const VmpMetric *metric = vmp_metric_get (id);
      gint64 growth[] = { vmp_stretch_get_growth (a, id), vmp_stretch_get_growth (b, id) };
      VmpFigureRow row = { .id = id };

      if (a->max[id] == VMP_MISSING && b->max[id] == VMP_MISSING)
        continue;
      set_text (&row, 0, _(metric->label));
      set_value (&row, 1, metric->unit, a->max[id], texts->units);
      set_value (&row, 2, metric->unit, b->max[id], texts->units);
      set_change (&row, 3, metric->unit, subtract (b->max[id], a->max[id]), texts->units);
      set_change (&row, 4, metric->unit, growth[0], texts->units);
      set_change (&row, 5, metric->unit, growth[1], texts->units);
      set_change (&row, 6, metric->unit, subtract (growth[1], growth[0]), texts->units);
      g_array_append_val (rows, row);
    }
  return rows;
}

GArray *
vmp_timeline_create_type_rows (const VmpStretch *a, const VmpStretch *b, const VmpTimelineTexts *texts)
{
  GArray *rows = vmp_figure_table_new_rows ();

  for (guint i = 0; a->has_types && b->has_types && i < VMP_STRETCH_N_TYPES; i++)
    {
      gint64 before = a->types_bytes[1][i], after = b->types_bytes[1][i];
      VmpFigureRow row = { .id = i };

      if ((before == 0 || before == VMP_MISSING) && (after == 0 || after == VMP_MISSING))
        continue;
      set_text (&row, 0, i < VMP_N_MAPPING_TYPES ? _(vmp_mapping_type_get (i)->label) : _("All mappings"));
      set_value (&row, 1, VMP_UNIT_BYTES, before, texts->units);
      set_value (&row, 2, VMP_UNIT_BYTES, after, texts->units);
      set_change (&row, 3, VMP_UNIT_BYTES, subtract (after, before), texts->units);
      g_array_append_val (rows, row);
    }
  return rows;
}

typedef struct
{
  const VmpDiffRow *row;      /* borrowed */
  gint64            change;   /* bytes */
} Difference;

/* The largest first, whichever way; what is not known last. */
static int
compare_differences (gconstpointer a, gconstpointer b)
{
  const Difference *x = a, *y = b;
  gint64 x_bytes = x->change != VMP_MISSING ? ABS (x->change) : -1, y_bytes = y->change != VMP_MISSING ? ABS (y->change) : -1;

  return (x_bytes < y_bytes) - (x_bytes > y_bytes);
}

static gint64
add_up (VmpAddressSpace *space, guint first, guint n)
{
  gint64 sum = 0;

  for (guint i = first; i < first + n; i++)
    {
      gint64 bytes = vmp_mapping_get_size (vmp_address_space_get (space, i), VMP_MAPPING_RSS);

      if (bytes == VMP_MISSING)
        return VMP_MISSING;
      sum += bytes;
    }
  return n > 0 ? sum : VMP_MISSING;
}

static guint
to_change (guint8 kind)
{
  static const guint8 kinds[VMP_N_DIFF_KINDS] = {
    [VMP_DIFF_NEW] = VMP_MAPPING_CHANGE_NEW,     [VMP_DIFF_GONE] = VMP_MAPPING_CHANGE_GONE,
    [VMP_DIFF_GROWN] = VMP_MAPPING_CHANGE_GROWN, [VMP_DIFF_SHRUNK] = VMP_MAPPING_CHANGE_SHRUNK,
    [VMP_DIFF_MOVED] = VMP_MAPPING_CHANGE_MOVED, [VMP_DIFF_SPLIT] = VMP_MAPPING_CHANGE_SPLIT,
    [VMP_DIFF_MERGED] = VMP_MAPPING_CHANGE_MERGED,
  };

  return kinds[kind];
}

static VmpFigureRow
create_mapping_row (VmpAddressSpaceDiff *diff, const Difference *difference, VmpUnits units)
{
  VmpAddressSpace *before = vmp_address_space_diff_get_before (diff), *after = vmp_address_space_diff_get_after (diff);
  const VmpDiffRow *diff_row = difference->row;
  VmpAddressSpace *space = diff_row->n_after > 0 ? after : before;
  const VmpMapping *mapping = vmp_address_space_get (space, diff_row->n_after > 0 ? diff_row->after : diff_row->before);
  g_autofree char *name = vmp_mapping_text_dup_short_name (space, mapping);
  VmpFigureRow row = { .id = mapping->start_addr << 1 | (diff_row->n_after == 0) };

  set_text (&row, 0, name);
  set_text (&row, 1, _(vmp_mapping_type_get (diff_row->type)->label));
  set_text (&row, 2, vmp_mapping_text_get_change (to_change (diff_row->kind)));
  set_value (&row, 3, VMP_UNIT_BYTES, add_up (before, diff_row->before, diff_row->n_before), units);
  set_value (&row, 4, VMP_UNIT_BYTES, add_up (after, diff_row->after, diff_row->n_after), units);
  set_change (&row, 5, VMP_UNIT_BYTES, difference->change, units);
  return row;
}

GArray *
vmp_timeline_create_mapping_rows (VmpAddressSpaceDiff *diff, VmpUnits units, guint *out_n)
{
  g_autoptr (GArray) differences = g_array_new (FALSE, FALSE, sizeof (Difference));
  GArray *rows = vmp_figure_table_new_rows ();
  guint n = vmp_address_space_diff_get_n (diff);

  for (guint i = 0; i < n; i++)
    {
      const VmpDiffRow *row = vmp_address_space_diff_get (diff, i);
      Difference difference = { row, vmp_address_space_diff_get_change (diff, row, VMP_MAPPING_RSS) };

      if (row->kind == VMP_DIFF_UNCHANGED)
        continue;
      g_array_append_val (differences, difference);
    }
  g_array_sort (differences, compare_differences);
  *out_n = differences->len;
  for (guint i = 0; i < MIN (differences->len, VMP_TIMELINE_MAX_MAPPINGS); i++)
    {
      VmpFigureRow row = create_mapping_row (diff, &g_array_index (differences, Difference, i), units);

      g_array_append_val (rows, row);
    }
  return rows;
}

/* --- processes --- */

static char *
dup_end (const VmpTimelineProcess *process)
{
  int status = (int) process->status;

  if (!process->has_ended)
    return g_strdup (_("Runs"));
  if (process->status == VMP_MISSING)
    return g_strdup (_("Ended"));
  if (WIFSIGNALED (status))
    /* Translators: how a process ended: number of a signal */
    return g_strdup_printf (_("Signal %d"), WTERMSIG (status));
  /* Translators: how a process ended */
  return g_strdup_printf (_("Status %d"), WEXITSTATUS (status));
}

/* An en quad and a corner for each parent: read aloud it is nothing. */
static char *
dup_indented (const VmpTimelineProcess *process)
{
  GString *text = g_string_new (NULL);

  for (guint i = 1; i < process->depth; i++)
    g_string_append (text, "\u2000\u2000");
  if (process->depth > 0)
    g_string_append (text, "└ ");
  g_string_append (text, process->name);
  return g_string_free (text, FALSE);
}

GArray *
vmp_timeline_create_family_rows (const VmpTimelineFamily *family, const VmpTimelineTexts *texts)
{
  GArray *rows = vmp_figure_table_new_rows ();

  for (guint i = 0; i < family->processes->len; i++)
    {
      const VmpTimelineProcess *process = &g_array_index (family->processes, VmpTimelineProcess, i);
      VmpFigureRow row = { .id = i };

      set_text (&row, 0, NULL);
      row.texts[0] = dup_indented (process);
      row.values[1] = process->pid;
      row.texts[1] = g_strdup_printf ("%d", process->pid);
      set_text (&row, 2, process->command);
      set_time (&row, 3, process->begin_nsec, texts);
      if (process->has_ended)
        set_time (&row, 4, process->end_nsec, texts);
      else
        row.values[4] = VMP_MISSING;
      set_value (&row, 5, VMP_UNIT_BYTES, process->rss_bytes, texts->units);
      set_value (&row, 6, VMP_UNIT_BYTES, process->pss_bytes, texts->units);
      set_text (&row, 7, NULL);
      row.texts[7] = dup_end (process);
      g_array_append_val (rows, row);
    }
  return rows;
}
