/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule tried on the past of a process: how often it would have fired. */

#include "config.h"

#include "vmp-alert-preview.h"

#include <math.h>

#include "core/alert/vmp-alert-watcher.h"

/* Readings that come faster are looked at so often: rules of the program are judged once a second. */
#define STEP_NSEC G_GINT64_CONSTANT (1000000000)
#define MOST_STEP_NSEC (4 * STEP_NSEC)

static void
notice_cb (const VmpAlertNotice *notice, gpointer user_data)
{
  VmpAlertPreview *out = user_data;

  if (notice->outcome != VMP_ALERT_FIRED)
    return;
  out->n_fired++;
  out->last_nsec = notice->time_nsec;
}

static gboolean
find_range (const VmpAlertRule *rule, VmpTarget *target, gint64 *out_first_nsec, gint64 *out_last_nsec)
{
  for (guint i = 0; i < rule->n_conditions; i++)
    {
      VmpSeries *series = rule->conditions[i].metric < VMP_N_METRICS
                            ? vmp_target_get_series (target, rule->conditions[i].metric) : NULL;
      gint64 first_nsec, last_nsec;

      if (series == NULL || rule->conditions[i].base == VMP_ALERT_OF_CGROUP_LIMIT
          || !vmp_series_get_range (series, &first_nsec, &last_nsec))
        return FALSE;
      *out_first_nsec = i == 0 ? first_nsec : MAX (*out_first_nsec, first_nsec);
      *out_last_nsec = i == 0 ? last_nsec : MAX (*out_last_nsec, last_nsec);
    }
  return rule->n_conditions > 0;
}

static void
fill_values (const VmpAlertRule *rule, VmpTarget *target, gint64 time_nsec, gint64 *values)
{
  for (guint i = 0; i < rule->n_conditions; i++)
    {
      guint metric = rule->conditions[i].metric;
      gint64 at_nsec;

      values[metric] = VMP_MISSING;
      if (!vmp_series_get_at (vmp_target_get_series (target, metric), time_nsec, &at_nsec, &values[metric]))
        values[metric] = VMP_MISSING;
    }
}

/* Whom it is about does not matter here: it is asked what it would say of this process. */
static VmpAlertSet *
new_set (const VmpAlertRule *rule)
{
  VmpAlertSet *set = vmp_alert_set_new ();
  VmpAlertRule *copy = vmp_alert_rule_copy (rule);

  copy->enabled = TRUE;
  copy->scope.kind = VMP_ALERT_SCOPE_PROCESS;
  copy->scope.pid = 0;
  copy->scope.start_time_ticks = 0;
  copy->scope.uid = VMP_MISSING;
  g_clear_pointer (&copy->scope.name, g_free);
  g_clear_pointer (&copy->scope.exe, g_free);
  g_clear_pointer (&copy->scope.cgroup, g_free);
  copy->quiet_begin = copy->quiet_end = -1;
  vmp_alert_set_take (set, copy);
  return set;
}

static void
run (VmpAlertWatcher *watcher, const VmpAlertRule *rule, VmpTarget *target, gint64 first_nsec, gint64 last_nsec)
{
  const VmpAlertIdentity identity = { .pid = 1, .name = "" };
  VmpAlertSubject *subject = vmp_alert_watcher_add (watcher, VMP_ALERT_SCOPE_PROCESS, &identity);
  gint64 values[VMP_ALERT_N_METRICS];

  for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
    values[i] = VMP_MISSING;
  for (gint64 time_nsec = first_nsec; time_nsec <= last_nsec; time_nsec += STEP_NSEC)
    {
      VmpAlertClock clock = { time_nsec, time_nsec, MOST_STEP_NSEC, -1 };

      fill_values (rule, target, time_nsec, values);
      vmp_alert_watcher_step (watcher, subject, values, VMP_MISSING, &clock);
    }
}

gboolean
vmp_alert_preview_try (const VmpAlertRule *rule, VmpTarget *target, double ram_bytes, VmpAlertPreview *out)
{
  gint64 first_nsec = 0, last_nsec = 0;
  g_autoptr (VmpAlertSet) set = NULL;
  g_autoptr (VmpAlertWatcher) watcher = NULL;
  VmpAlertCounts counts;

  if (rule->scope.kind != VMP_ALERT_SCOPE_PROCESS || !find_range (rule, target, &first_nsec, &last_nsec))
    return FALSE;
  *out = (VmpAlertPreview) { .last_nsec = VMP_MISSING };
  first_nsec = MAX (first_nsec, last_nsec - VMP_ALERT_PREVIEW_NSEC);
  out->seen_nsec = last_nsec - first_nsec;
  set = new_set (rule);
  watcher = vmp_alert_watcher_new (set, notice_cb, out);
  vmp_alert_watcher_set_ram (watcher, ram_bytes);
  run (watcher, rule, target, first_nsec, last_nsec);
  vmp_alert_watcher_get_counts (watcher, 0, &counts);
  out->is_learning = counts.n_learning > 0 && out->n_fired == 0;
  return TRUE;
}
