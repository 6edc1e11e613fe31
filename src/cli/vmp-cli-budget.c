/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A memory budget: limits on what recordings show, read from a file of JSON, and whether they are kept. */

#include "config.h"

#include "vmp-cli-budget.h"
#include "vmp-cli-median.h"

#include <math.h>
#include <string.h>

#include <glib/gi18n.h>
#include <json-glib/json-glib.h>

#include "core/kernel/vmp-error.h"

#define MAX_FILE_BYTES (1024 * 1024)
#define MAX_LIMITS 1000

static const char *const figures[VMP_BUDGET_N_FIGURES] = { "peak", "lowest", "begin", "end", "growth" };

const char *
vmp_budget_figure_to_key (VmpBudgetFigure figure)
{
  return figures[figure];
}

static void
clear_limit (gpointer data)
{
  VmpBudgetLimit *self = data;

  g_free (self->name);
  g_free (self->stage);
  g_array_unref (self->values);
}

void
vmp_budget_free (VmpBudget *self)
{
  g_free (self->baseline);
  g_array_unref (self->limits);
  g_free (self);
}

/* --- amounts --- */

/* What a unit stands for; 0: it is none of @unit's. */
static double
get_factor (VmpUnit     unit,
            const char *text)
{
  static const struct { VmpUnit unit; const char *text; double factor; } units[] = {
    { VMP_UNIT_BYTES, "", 1 }, { VMP_UNIT_BYTES, "B", 1 },
    { VMP_UNIT_BYTES, "KiB", 0x1p10 }, { VMP_UNIT_BYTES, "MiB", 0x1p20 }, { VMP_UNIT_BYTES, "GiB", 0x1p30 }, { VMP_UNIT_BYTES, "TiB", 0x1p40 },
    { VMP_UNIT_BYTES, "kB", 1e3 }, { VMP_UNIT_BYTES, "MB", 1e6 }, { VMP_UNIT_BYTES, "GB", 1e9 }, { VMP_UNIT_BYTES, "TB", 1e12 },
    { VMP_UNIT_COUNT, "", 1 }, { VMP_UNIT_COUNT_PER_SECOND, "", 1e3 }, { VMP_UNIT_COUNT_PER_SECOND, "/s", 1e3 },
    { VMP_UNIT_NSEC, "", 1 }, { VMP_UNIT_NSEC, "ns", 1 }, { VMP_UNIT_NSEC, "us", 1e3 }, { VMP_UNIT_NSEC, "ms", 1e6 },
    { VMP_UNIT_NSEC, "s", 1e9 }, { VMP_UNIT_NSEC, "min", 60e9 }, { VMP_UNIT_NSEC, "h", 3600e9 },
  };

  for (guint i = 0; i < G_N_ELEMENTS (units); i++)
    if (units[i].unit == unit && g_str_equal (units[i].text, text))
      return units[i].factor;
  return 0;
}

/* A number in the metric's unit, or a text such as "300 MiB". */
static gboolean
read_amount (JsonNode *node,
             VmpUnit   unit,
             gint64   *out)
{
  GType type = JSON_NODE_HOLDS_VALUE (node) ? json_node_get_value_type (node) : G_TYPE_INVALID;
  double number = 0, factor = get_factor (unit, "");

  if (type == G_TYPE_INT64 || type == G_TYPE_DOUBLE)
    number = json_node_get_double (node);
  else if (type == G_TYPE_STRING)
    {
      const char *text = json_node_get_string (node);
      char *end = NULL;

      number = g_ascii_strtod (text, &end);
      if (end == text)
        return FALSE;
      while (*end == ' ')
        end++;
      factor = get_factor (unit, end);
    }
  else
    return FALSE;
  /* Written so that NaN fails too. */
  if (!(factor > 0 && fabs (number * factor) < 9e18))
    return FALSE;
  *out = llround (number * factor);
  return TRUE;
}

/* "5 %", or an amount. */
static gboolean
read_tolerance (JsonNode       *node,
                VmpBudgetLimit *limit)
{
  const char *text = JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING ? json_node_get_string (node) : NULL;

  limit->has_tolerance = TRUE;
  if (text != NULL && g_str_has_suffix (text, "%"))
    {
      char *end = NULL;

      limit->tolerance_share = g_ascii_strtod (text, &end) / 100;
      while (end != text && *end == ' ')
        end++;
      return end != text && g_str_equal (end, "%") && limit->tolerance_share >= 0 && limit->tolerance_share < 1e6;
    }
  return read_amount (node, vmp_metric_get (limit->id)->unit, &limit->tolerance) && limit->tolerance >= 0;
}

/* --- the file --- */

static gboolean
fail (GError     **error,
      const char  *path,
      guint        index,
      const char  *what)
{
  /* Translators: a file's name, which limit of it (from 1 on), what is wrong. */
  return vmp_error_set (error, VMP_ERROR_CORRUPT, _("%s: limit %u: %s"), path, index + 1, what);
}

static const char *
get_text (JsonObject *object,
          const char *name)
{
  JsonNode *node = json_object_get_member (object, name);

  return node != NULL && JSON_NODE_HOLDS_VALUE (node) && json_node_get_value_type (node) == G_TYPE_STRING
           ? json_node_get_string (node) : NULL;
}

static gboolean
has_only (JsonObject        *object,
          const char *const *names,
          char             **out_other)
{
  g_autoptr (GList) members = json_object_get_members (object);

  for (GList *at = members; at != NULL; at = at->next)
    if (!g_strv_contains (names, at->data))
      {
        *out_other = g_strdup (at->data);
        return FALSE;
      }
  return TRUE;
}

static gboolean
read_figure (JsonObject     *object,
             VmpBudgetLimit *limit)
{
  const char *text = get_text (object, "figure");

  limit->figure = vmp_metric_get (limit->id)->kind == VMP_KIND_COUNTER ? VMP_BUDGET_GROWTH : VMP_BUDGET_PEAK;
  if (!json_object_has_member (object, "figure"))
    return TRUE;
  for (guint i = 0; text != NULL && i < G_N_ELEMENTS (figures); i++)
    if (g_str_equal (figures[i], text))
      {
        limit->figure = i;
        return TRUE;
      }
  return FALSE;
}

static char *
dup_name (const VmpBudgetLimit *limit)
{
  const char *key = vmp_metric_get (limit->id)->key;

  return g_strdup_printf ("%s%s%s %s%s", limit->stage != NULL ? limit->stage : "", limit->stage != NULL ? ": " : "", key,
                          vmp_budget_figure_to_key (limit->figure), limit->is_tree ? " (all processes)" : "");
}

static gboolean
read_limit (VmpBudget   *self,
            const char  *path,
            guint        index,
            JsonNode    *node,
            GError     **error)
{
  static const char *const names[] = { "name", "metric", "figure", "stage", "processes", "max", "min", "tolerance", NULL };
  JsonObject *object = JSON_NODE_HOLDS_OBJECT (node) ? json_node_get_object (node) : NULL;
  const char *metric = object != NULL ? get_text (object, "metric") : NULL;
  const VmpMetric *row = metric != NULL ? vmp_metric_lookup (metric) : NULL;
  g_autofree char *other = NULL;
  VmpBudgetLimit limit = { .min = VMP_MISSING, .max = VMP_MISSING, .baseline = VMP_MISSING, .value = VMP_MISSING };
  VmpUnit unit;

  if (row == NULL)
    return fail (error, path, index, _("\"metric\" is to be a key that 'vmp metrics' lists"));
  if (!has_only (object, names, &other))
    return fail (error, path, index, _("has a member that is not known; there are name, metric, figure, stage, processes, max, min, tolerance"));
  limit.id = row->id;
  unit = row->unit;
  if (!read_figure (object, &limit))
    return fail (error, path, index, _("\"figure\" is peak, lowest, begin, end or growth"));
  if ((json_object_has_member (object, "max") && !read_amount (json_object_get_member (object, "max"), unit, &limit.max)) ||
      (json_object_has_member (object, "min") && !read_amount (json_object_get_member (object, "min"), unit, &limit.min)))
    return fail (error, path, index, _("\"max\" and \"min\" are numbers, or texts such as \"300 MiB\""));
  if (json_object_has_member (object, "tolerance") && !read_tolerance (json_object_get_member (object, "tolerance"), &limit))
    return fail (error, path, index, _("\"tolerance\" is a share such as \"5 %\" or an amount"));
  if (limit.max == VMP_MISSING && limit.min == VMP_MISSING && !limit.has_tolerance)
    return fail (error, path, index, _("has neither max, min nor tolerance"));
  if (limit.has_tolerance && self->baseline == NULL)
    return fail (error, path, index, _("has a tolerance, but the file names no baseline"));
  limit.is_tree = g_strcmp0 (get_text (object, "processes"), "all") == 0;
  if ((json_object_has_member (object, "processes") && !limit.is_tree) ||
      (limit.is_tree && ((limit.id != VMP_METRIC_RSS && limit.id != VMP_METRIC_PSS) || limit.figure != VMP_BUDGET_PEAK ||
                         json_object_has_member (object, "stage"))))
    return fail (error, path, index, _("\"processes\" can only be \"all\", for the peak of rss or pss of the whole recording"));
  limit.stage = g_strdup (get_text (object, "stage"));
  limit.name = get_text (object, "name") != NULL ? g_strdup (get_text (object, "name")) : dup_name (&limit);
  limit.values = g_array_new (FALSE, FALSE, sizeof (gint64));
  g_array_append_val (self->limits, limit);
  return TRUE;
}

static gboolean
read_root (VmpBudget   *self,
           const char  *path,
           JsonNode    *root,
           GError     **error)
{
  static const char *const names[] = { "baseline", "limits", NULL };
  JsonObject *object = root != NULL && JSON_NODE_HOLDS_OBJECT (root) ? json_node_get_object (root) : NULL;
  JsonNode *limits = object != NULL ? json_object_get_member (object, "limits") : NULL;
  g_autofree char *folder = g_path_get_dirname (path), *other = NULL;
  JsonArray *array = limits != NULL && JSON_NODE_HOLDS_ARRAY (limits) ? json_node_get_array (limits) : NULL;

  if (array == NULL || json_array_get_length (array) == 0 || json_array_get_length (array) > MAX_LIMITS ||
      !has_only (object, names, &other))
    return vmp_error_set (error, VMP_ERROR_CORRUPT, _("%s: is to be an object with \"limits\", an array, and \"baseline\" if there is one"), path);
  if (get_text (object, "baseline") != NULL)
    self->baseline = g_path_is_absolute (get_text (object, "baseline")) ? g_strdup (get_text (object, "baseline"))
                                                                       : g_build_filename (folder, get_text (object, "baseline"), NULL);
  for (guint i = 0; i < json_array_get_length (array); i++)
    if (!read_limit (self, path, i, json_array_get_element (array, i), error))
      return FALSE;
  return TRUE;
}

VmpBudget *
vmp_budget_new (const char  *path,
                GError     **error)
{
  g_autoptr (VmpBudget) self = g_new0 (VmpBudget, 1);
  g_autoptr (JsonParser) parser = json_parser_new_immutable ();
  g_autoptr (GError) local = NULL;
  g_autofree char *text = NULL;
  gsize len;

  self->limits = g_array_new (FALSE, FALSE, sizeof (VmpBudgetLimit));
  g_array_set_clear_func (self->limits, clear_limit);
  if (!g_file_get_contents (path, &text, &len, &local))
    {
      vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
      return NULL;
    }
  if (len > MAX_FILE_BYTES || !json_parser_load_from_data (parser, text, len, &local))
    {
      vmp_error_set (error, VMP_ERROR_CORRUPT, "%s: %s", path, local != NULL ? local->message : _("is too big"));
      return NULL;
    }
  return read_root (self, path, json_parser_get_root (parser), error) ? g_steal_pointer (&self) : NULL;
}

/* --- judging --- */

static gint64
find_tree_peak (const VmpReport *report,
                VmpMetricId      id)
{
  return report->processes->len > 1 ? vmp_report_get_tree_peak (report, id) : vmp_report_get_peak (report, id);
}

static const VmpRecordingSummary *
find_sum (const VmpReport      *report,
          const VmpBudgetLimit *limit)
{
  const VmpReportStage *stage;

  if (limit->stage == NULL)
    return &report->sums[limit->id];
  stage = vmp_report_find_stage (report, limit->stage);
  return stage != NULL ? &stage->sums[limit->id] : NULL;
}

static gint64
measure (const VmpReport      *report,
         const VmpBudgetLimit *limit)
{
  const VmpRecordingSummary *sum = find_sum (report, limit);

  if (limit->is_tree)
    return find_tree_peak (report, limit->id);
  if (sum == NULL || sum->n == 0)
    return VMP_MISSING;
  switch (limit->figure)
    {
    case VMP_BUDGET_PEAK:
      return limit->stage == NULL ? vmp_report_get_peak (report, limit->id) : sum->max;
    case VMP_BUDGET_LOWEST:
      return sum->min;
    case VMP_BUDGET_BEGIN:
      return sum->first;
    case VMP_BUDGET_END:
      return sum->last;
    case VMP_BUDGET_GROWTH:
    case VMP_BUDGET_N_FIGURES:
    default:
      return sum->last - sum->first;
    }
}

void
vmp_budget_set_baseline (VmpBudget       *self,
                         const VmpReport *report)
{
  for (guint i = 0; i < self->limits->len; i++)
    {
      VmpBudgetLimit *limit = &g_array_index (self->limits, VmpBudgetLimit, i);
      double more;
      gint64 most;

      if (!limit->has_tolerance)
        continue;
      limit->baseline = measure (report, limit);
      if (limit->baseline == VMP_MISSING)
        continue;
      /* In floating point, and within what a number holds, whatever the baseline claims. */
      more = (double) limit->tolerance + fabs ((double) limit->baseline) * limit->tolerance_share;
      most = limit->baseline > G_MAXINT64 / 2 ? G_MAXINT64 : limit->baseline + (gint64) MIN (more, (double) (G_MAXINT64 / 4));
      limit->max = limit->max != VMP_MISSING ? MIN (limit->max, most) : most;
    }
}

void
vmp_budget_add_run (VmpBudget       *self,
                    const VmpReport *report)
{
  for (guint i = 0; i < self->limits->len; i++)
    {
      VmpBudgetLimit *limit = &g_array_index (self->limits, VmpBudgetLimit, i);
      gint64 value = measure (report, limit);

      g_array_append_val (limit->values, value);
    }
}

static void
judge (VmpBudgetLimit *limit)
{
  VmpCliSpread spread;

  limit->verdict = VMP_BUDGET_UNKNOWN;
  if (!vmp_cli_spread_find (limit->values, &spread) || (limit->has_tolerance && limit->baseline == VMP_MISSING))
    return;
  limit->value = spread.median;
  limit->lowest = spread.min;
  limit->highest = spread.max;
  limit->verdict = (limit->max != VMP_MISSING && limit->value > limit->max) || (limit->min != VMP_MISSING && limit->value < limit->min)
                     ? VMP_BUDGET_CROSSED : VMP_BUDGET_KEPT;
}

void
vmp_budget_judge (VmpBudget *self,
                  guint     *out_n_crossed,
                  guint     *out_n_unknown)
{
  *out_n_crossed = *out_n_unknown = 0;
  for (guint i = 0; i < self->limits->len; i++)
    {
      VmpBudgetLimit *limit = &g_array_index (self->limits, VmpBudgetLimit, i);

      judge (limit);
      *out_n_crossed += limit->verdict == VMP_BUDGET_CROSSED;
      *out_n_unknown += limit->verdict == VMP_BUDGET_UNKNOWN;
    }
}
