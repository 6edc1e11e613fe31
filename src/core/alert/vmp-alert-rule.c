/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A rule and its words, and sets of rules. */

#include "config.h"

#include "vmp-alert-rule.h"

#include <math.h>
#include <string.h>

#include "core/kernel/vmp-error.h"

/* What is wrong with a rule is translated by whoever shows it. */
#define N_(text) text

#define MINUTES_A_DAY (24 * 60)

VmpAlertRule *
vmp_alert_rule_new (const char *id)
{
  VmpAlertRule *self = g_new0 (VmpAlertRule, 1);

  self->id = g_strdup (id);
  self->title = g_strdup (id);
  self->explanation = g_strdup ("");
  self->enabled = TRUE;
  self->severity = VMP_ALERT_WARNING;
  self->scope.uid = VMP_MISSING;
  self->quiet_begin = self->quiet_end = -1;
  return self;
}

void
vmp_alert_rule_free (VmpAlertRule *self)
{
  g_free (self->id);
  g_free (self->title);
  g_free (self->explanation);
  g_free (self->scope.user);
  g_free (self->scope.name);
  g_free (self->scope.exe);
  g_free (self->scope.cgroup);
  g_free (self);
}

VmpAlertRule *
vmp_alert_rule_copy (const VmpAlertRule *self)
{
  VmpAlertRule *copy = g_memdup2 (self, sizeof *self);

  copy->id = g_strdup (self->id);
  copy->title = g_strdup (self->title);
  copy->explanation = g_strdup (self->explanation);
  copy->scope.user = g_strdup (self->scope.user);
  copy->scope.name = g_strdup (self->scope.name);
  copy->scope.exe = g_strdup (self->scope.exe);
  copy->scope.cgroup = g_strdup (self->scope.cgroup);
  return copy;
}

static gboolean
scope_equal (const VmpAlertScope *a,
             const VmpAlertScope *b)
{
  return a->kind == b->kind && a->pid == b->pid && a->start_time_ticks == b->start_time_ticks && a->uid == b->uid &&
         g_strcmp0 (a->name, b->name) == 0 && g_strcmp0 (a->exe, b->exe) == 0 && g_strcmp0 (a->cgroup, b->cgroup) == 0;
}

static gboolean
condition_equal (const VmpAlertCondition *a,
                 const VmpAlertCondition *b)
{
  return a->metric == b->metric && a->derived == b->derived && a->base == b->base && a->comparison == b->comparison &&
         a->window_nsec == b->window_nsec && a->limit == b->limit && a->hysteresis == b->hysteresis;
}

gboolean
vmp_alert_rule_equal (const VmpAlertRule *a,
                      const VmpAlertRule *b)
{
  if (strcmp (a->id, b->id) != 0 || a->enabled != b->enabled || a->n_conditions != b->n_conditions ||
      a->for_nsec != b->for_nsec || a->cooldown_nsec != b->cooldown_nsec ||
      a->quiet_begin != b->quiet_begin || a->quiet_end != b->quiet_end || !scope_equal (&a->scope, &b->scope))
    return FALSE;
  for (guint i = 0; i < a->n_conditions; i++)
    if (!condition_equal (&a->conditions[i], &b->conditions[i]))
      return FALSE;
  return TRUE;
}

static gboolean
bad (GError     **error,
     const char  *message)
{
  return vmp_error_set (error, VMP_ERROR_CORRUPT, "%s", message);
}

static gboolean
check_condition (const VmpAlertCondition  *self,
                 VmpAlertScopeKind         scope,
                 GError                  **error)
{
  gboolean is_bytes, has_window = self->derived != VMP_ALERT_VALUE || self->base == VMP_ALERT_OF_BASELINE;

  if (self->metric >= VMP_ALERT_N_METRICS)
    return bad (error, N_("no such metric"));
  is_bytes = vmp_alert_metric_get_unit (self->metric) == VMP_ALERT_UNIT_BYTES;
  if (vmp_alert_metric_is_machine (self->metric) != (scope == VMP_ALERT_SCOPE_MACHINE))
    return bad (error, scope == VMP_ALERT_SCOPE_MACHINE ? N_("this metric is of processes, not of the machine")
                                                        : N_("this metric is of the machine: \"scope\" has to be { \"kind\": \"machine\" }"));
  if ((self->base == VMP_ALERT_OF_RAM || self->base == VMP_ALERT_OF_CGROUP_LIMIT) && !is_bytes)
    return bad (error, N_("only amounts of memory are a share of memory"));
  if (self->base == VMP_ALERT_OF_CGROUP_LIMIT && scope == VMP_ALERT_SCOPE_MACHINE)
    return bad (error, N_("the machine has no control group"));
  if (self->base == VMP_ALERT_OF_BASELINE && self->derived != VMP_ALERT_VALUE)
    return bad (error, N_("only the value itself can be a share of the baseline"));
  if (self->derived == VMP_ALERT_UNUSUAL && self->base != VMP_ALERT_OF_NOTHING)
    return bad (error, N_("\"unusual\" counts deviations, which are no share of anything"));
  if (!isfinite (self->limit) || !isfinite (self->hysteresis) || self->hysteresis < 0)
    return bad (error, N_("\"value\" has to be a number, \"hysteresis\" one that is not negative"));
  if (has_window && (self->window_nsec < VMP_ALERT_MIN_WINDOW_NSEC || self->window_nsec > VMP_ALERT_MAX_TIME_NSEC))
    return bad (error, N_("\"window\" has to be from 1s to 7d"));
  return has_window || self->window_nsec == 0 || bad (error, N_("\"window\" is for slopes and baselines only"));
}

static gboolean
check_quiet (const VmpAlertRule *self)
{
  if (self->quiet_begin == -1 && self->quiet_end == -1)
    return TRUE;
  return self->quiet_begin >= 0 && self->quiet_begin < MINUTES_A_DAY && self->quiet_end >= 0 &&
         self->quiet_end < MINUTES_A_DAY && self->quiet_begin != self->quiet_end;
}

gboolean
vmp_alert_rule_check (const VmpAlertRule  *self,
                      GError             **error)
{
  const VmpAlertScope *scope = &self->scope;

  if (self->id[0] == '\0')
    return bad (error, N_("\"id\" is empty"));
  if (self->n_conditions == 0 || self->n_conditions > VMP_ALERT_MAX_CONDITIONS)
    return bad (error, N_("a rule has one to three conditions"));
  if (scope->kind == VMP_ALERT_SCOPE_MACHINE && (scope->pid != 0 || scope->uid != VMP_MISSING || scope->name != NULL ||
                                                 scope->exe != NULL || scope->cgroup != NULL))
    return bad (error, N_("the whole machine is not narrowed by name, pid, user, exe or cgroup"));
  if (self->for_nsec < 0 || self->for_nsec > VMP_ALERT_MAX_TIME_NSEC || self->cooldown_nsec < 0 ||
      self->cooldown_nsec > VMP_ALERT_MAX_TIME_NSEC)
    return bad (error, N_("\"for\" and \"cooldown\" have to be from 0 to 7d"));
  if (!check_quiet (self))
    return bad (error, N_("quiet hours begin and end at different times of the day, as in \"22:00\""));
  for (guint i = 0; i < self->n_conditions; i++)
    if (!check_condition (&self->conditions[i], scope->kind, error))
      return FALSE;
  return TRUE;
}

gboolean
vmp_alert_rule_is_muted (const VmpAlertRule *self,
                         gint64              realtime_usec)
{
  return realtime_usec != 0 && realtime_usec < self->muted_until_usec;
}

gboolean
vmp_alert_rule_is_quiet (const VmpAlertRule *self,
                         int                 minute)
{
  if (self->quiet_begin < 0 || minute < 0)
    return FALSE;
  if (self->quiet_begin < self->quiet_end)
    return minute >= self->quiet_begin && minute < self->quiet_end;
  return minute >= self->quiet_begin || minute < self->quiet_end;
}

VmpAlertUnit
vmp_alert_condition_get_unit (const VmpAlertCondition *self)
{
  if (self->derived == VMP_ALERT_UNUSUAL)
    return VMP_ALERT_UNIT_DEVIATIONS;
  if (self->base == VMP_ALERT_OF_BASELINE)
    return VMP_ALERT_UNIT_FACTOR_PERCENT;
  if (self->base != VMP_ALERT_OF_NOTHING)
    return VMP_ALERT_UNIT_PERCENT;
  return vmp_alert_metric_get_unit (self->metric);
}

struct _VmpAlertSet
{
  GPtrArray *rules;   /* owned, of VmpAlertRule */
};

static void
set_clear (gpointer data)
{
  VmpAlertSet *self = data;

  g_ptr_array_unref (self->rules);
}

VmpAlertSet *
vmp_alert_set_new (void)
{
  VmpAlertSet *self = g_atomic_rc_box_new0 (VmpAlertSet);

  self->rules = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_alert_rule_free);
  return self;
}

VmpAlertSet *
vmp_alert_set_ref (VmpAlertSet *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
vmp_alert_set_unref (VmpAlertSet *self)
{
  g_atomic_rc_box_release_full (self, set_clear);
}

gboolean
vmp_alert_set_take (VmpAlertSet  *self,
                    VmpAlertRule *rule)
{
  for (guint i = 0; i < self->rules->len; i++)
    if (strcmp (vmp_alert_set_get (self, i)->id, rule->id) == 0)
      {
        vmp_alert_rule_free (rule);
        return FALSE;
      }
  g_ptr_array_add (self->rules, rule);
  return TRUE;
}

guint
vmp_alert_set_get_n (const VmpAlertSet *self)
{
  return self->rules->len;
}

const VmpAlertRule *
vmp_alert_set_get (const VmpAlertSet *self,
                   guint              i)
{
  return self->rules->pdata[i];
}
