/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Many rules over many processes: who is concerned by which rule, what rules need of the past, and the states. */

#include "config.h"

#include "vmp-alert-watcher.h"

#include <math.h>
#include <string.h>

#include "vmp-alert-slope.h"
#include "vmp-alert-watcher-private.h"

/* Programs that ended of which it is remembered when they were told; beyond, all is forgotten at once. */
#define MOST_REMEMBERED 4096

/* A process is of the program that its file says, else its name. */
static const char *
get_program (const VmpAlertSubject *subject)
{
  if (subject->identity.exe != NULL)
    return subject->identity.exe;
  return subject->identity.name != NULL ? subject->identity.name : "";
}

static char *
dup_told_key (const VmpAlertSubject *subject,
              const VmpAlertRule    *rule)
{
  return g_strdup_printf ("%d\n%s\n%s", subject->kind, rule->id, get_program (subject));
}

/* The same in all versions: it is kept in a file. */
static char *
dup_learned_key (const VmpAlertSubject *subject,
                 const VmpAlertTrail   *trail)
{
  return g_strdup_printf ("%s\n%s\n%" G_GINT64_FORMAT "\n%s", vmp_alert_scope_get_key (subject->kind),
                          vmp_alert_metric_get_key (trail->metric), trail->window_nsec, get_program (subject));
}

static void
identity_clear (VmpAlertIdentity *self)
{
  g_free ((char *) self->name);
  g_free ((char *) self->exe);
  g_free ((char *) self->cgroup);
}

static void
identity_copy (const VmpAlertIdentity *from,
               VmpAlertIdentity       *to)
{
  *to = *from;
  to->name = g_strdup (from->name);
  to->exe = g_strdup (from->exe);
  to->cgroup = g_strdup (from->cgroup);
}

static void
free_trails (gpointer *trails,
             guint     n)
{
  for (guint i = 0; i < n; i++)
    g_free (trails[i]);
  g_free (trails);
}

static void
subject_free (VmpAlertWatcher *self,
              VmpAlertSubject *subject)
{
  free_trails (subject->trails, self->plan->n_trails);
  identity_clear (&subject->identity);
  g_free (subject->rules);
  g_free (subject->busy);
  g_free (subject->states);
  g_free (subject->needs);
  g_free (subject);
}

static void
make_scratch (VmpAlertWatcher *self)
{
  self->counts = g_new0 (VmpAlertCounts, self->plan->n_rules);
  self->values = g_new0 (double, self->plan->n_signals);
  self->silences = g_new0 (guint8, self->plan->n_signals);
}

static void
free_scratch (VmpAlertWatcher *self)
{
  g_free (self->counts);
  g_free (self->values);
  g_free (self->silences);
}

VmpAlertWatcher *
vmp_alert_watcher_new (VmpAlertSet  *set,
                       VmpAlertFunc  func,
                       gpointer      user_data)
{
  VmpAlertWatcher *self = g_new0 (VmpAlertWatcher, 1);

  self->plan = vmp_alert_plan_new (set);
  self->func = func;
  self->user_data = user_data;
  self->ram_bytes = NAN;
  self->subjects = g_hash_table_new (NULL, NULL);
  self->told = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, g_free);
  self->learned = vmp_alert_learned_new ();
  make_scratch (self);
  return self;
}

void
vmp_alert_watcher_free (VmpAlertWatcher *self)
{
  GHashTableIter iter;
  gpointer subject;

  g_hash_table_iter_init (&iter, self->subjects);
  while (g_hash_table_iter_next (&iter, &subject, NULL))
    subject_free (self, subject);
  g_hash_table_unref (self->subjects);
  g_hash_table_unref (self->told);
  vmp_alert_learned_free (self->learned);
  free_scratch (self);
  vmp_alert_plan_free (self->plan);
  g_free (self);
}

VmpAlertSet *
vmp_alert_watcher_get_rules (VmpAlertWatcher *self)
{
  return self->plan->set;
}

void
vmp_alert_watcher_get_counts (VmpAlertWatcher *self,
                              guint            rule,
                              VmpAlertCounts  *out)
{
  g_return_if_fail (rule < self->plan->n_rules);

  *out = self->counts[rule];
}

void
vmp_alert_watcher_set_ram (VmpAlertWatcher *self,
                           double           bytes)
{
  self->ram_bytes = bytes > 0 ? bytes : NAN;
}

static gboolean
text_matches (const char *pattern,
              const char *text)
{
  return pattern == NULL || (text != NULL && g_pattern_match_simple (pattern, text));
}

gboolean
vmp_alert_scope_matches (const VmpAlertScope    *scope,
                         const VmpAlertIdentity *identity)
{
  if (scope->kind == VMP_ALERT_SCOPE_MACHINE)
    return TRUE;
  return (scope->pid == 0 || scope->pid == identity->pid) &&
         (scope->start_time_ticks == 0 || scope->start_time_ticks == identity->start_time_ticks) &&
         (scope->uid == VMP_MISSING || scope->uid == identity->uid) && text_matches (scope->name, identity->name) &&
         text_matches (scope->exe, identity->exe) && text_matches (scope->cgroup, identity->cgroup);
}

static gboolean
rule_concerns (const VmpAlertRule     *rule,
               VmpAlertScopeKind       kind,
               const VmpAlertIdentity *identity)
{
  return rule->enabled && rule->scope.kind == kind && (identity == NULL || vmp_alert_scope_matches (&rule->scope, identity));
}

gboolean
vmp_alert_watcher_concerns (VmpAlertWatcher        *self,
                            VmpAlertScopeKind       kind,
                            const VmpAlertIdentity *identity)
{
  for (guint i = 0; i < self->plan->n_rules; i++)
    if (rule_concerns (vmp_alert_set_get (self->plan->set, i), kind, identity))
      return TRUE;
  return FALSE;
}

void
vmp_alert_watcher_find_metrics (VmpAlertWatcher        *self,
                                VmpAlertScopeKind       kind,
                                const VmpAlertIdentity *identity,
                                gboolean                needed[VMP_ALERT_N_METRICS])
{
  for (guint i = 0; i < self->plan->n_rules; i++)
    {
      const VmpAlertRule *rule = vmp_alert_set_get (self->plan->set, i);

      if (!rule_concerns (rule, kind, identity))
        continue;
      for (guint k = 0; k < rule->n_conditions; k++)
        needed[rule->conditions[k].metric] = TRUE;
    }
}

/* One page, one of what is counted, a thousandth of a second. */
static double
get_smallest (guint metric)
{
  switch (vmp_alert_metric_get_unit (metric))
    {
    case VMP_ALERT_UNIT_BYTES:
      return 65536;
    case VMP_ALERT_UNIT_NSEC:
      return 1e6;
    case VMP_ALERT_UNIT_COUNT:
    case VMP_ALERT_UNIT_PER_SECOND:
    case VMP_ALERT_UNIT_PERCENT:
    case VMP_ALERT_UNIT_DEVIATIONS:
    case VMP_ALERT_UNIT_FACTOR_PERCENT:
    default:
      return 1;
    }
}

/* What is known of the program, if it is of such a window. */
static void
take_learned (VmpAlertWatcher  *self,
              const char       *key,
              VmpAlertBaseline *baseline)
{
  VmpAlertBaseline learned;

  if (!vmp_alert_learned_find (self->learned, key, &learned) || learned.slot_nsec != baseline->slot_nsec)
    return;
  learned.smallest = baseline->smallest;
  /* A file does not say how small a change is none of that metric. */
  learned.deviation = MAX (learned.deviation, learned.smallest);
  learned.random = baseline->random;
  *baseline = learned;
}

static gpointer
new_trail (VmpAlertWatcher       *self,
           const VmpAlertSubject *subject,
           const VmpAlertTrail   *trail)
{
  g_autofree char *key = dup_learned_key (subject, trail);
  VmpAlertBaseline *baseline;
  VmpAlertSlope *slope;

  if (!trail->is_baseline)
    {
      slope = g_new (VmpAlertSlope, 1);
      vmp_alert_slope_init (slope, trail->window_nsec);
      return slope;
    }
  baseline = g_new (VmpAlertBaseline, 1);
  vmp_alert_baseline_init (baseline, trail->window_nsec, get_smallest (trail->metric), g_direct_hash (subject) | 1);
  take_learned (self, key, baseline);
  return baseline;
}

/* The rules that concern it now, all of them idle, and the trails that they need. */
static void
subject_settle (VmpAlertWatcher *self,
                VmpAlertSubject *subject)
{
  const VmpAlertPlan *plan = self->plan;

  subject->n = 0;
  subject->rules = g_new (guint32, plan->n_rules);
  for (guint i = 0; i < plan->n_rules; i++)
    if (rule_concerns (vmp_alert_set_get (plan->set, i), subject->kind, &subject->identity))
      subject->rules[subject->n++] = i;
  subject->rules = g_renew (guint32, subject->rules, subject->n);
  subject->busy = g_new0 (guint8, subject->n);
  subject->states = g_new (VmpAlertState, subject->n);
  subject->needs = g_new0 (guint8, plan->n_signals);
  subject->trails = g_new0 (gpointer, plan->n_trails);
  for (guint i = 0; i < subject->n; i++)
    {
      const VmpAlertRule *rule = vmp_alert_set_get (plan->set, subject->rules[i]);

      subject->states[i] = (VmpAlertState) VMP_ALERT_STATE_INIT;
      self->counts[subject->rules[i]].n_subjects++;
      for (guint k = 0; k < rule->n_conditions; k++)
        subject->needs[plan->by_rule[subject->rules[i]][k]] = TRUE;
    }
}

static void
make_trails (VmpAlertWatcher *self,
             VmpAlertSubject *subject)
{
  for (guint i = 0; i < self->plan->n_signals; i++)
    {
      int trail = self->plan->signals[i].trail;

      if (subject->needs[i] && trail >= 0 && subject->trails[trail] == NULL)
        subject->trails[trail] = new_trail (self, subject, &self->plan->trails[trail]);
    }
}

VmpAlertSubject *
vmp_alert_watcher_add (VmpAlertWatcher        *self,
                       VmpAlertScopeKind       kind,
                       const VmpAlertIdentity *identity)
{
  VmpAlertSubject *subject = g_new0 (VmpAlertSubject, 1);

  subject->kind = kind;
  identity_copy (identity, &subject->identity);
  subject_settle (self, subject);
  make_trails (self, subject);
  for (guint i = 0; i < subject->n && g_hash_table_size (self->told) > 0; i++)
    {
      g_autofree char *key = dup_told_key (subject, vmp_alert_set_get (self->plan->set, subject->rules[i]));
      const gint64 *told_nsec = g_hash_table_lookup (self->told, key);

      if (told_nsec != NULL)
        subject->states[i].told_nsec = *told_nsec;
    }
  g_hash_table_add (self->subjects, subject);
  return subject;
}

static void
remember_told (VmpAlertWatcher     *self,
               VmpAlertSubject     *subject,
               guint                place,
               const VmpAlertClock *clock)
{
  const VmpAlertRule *rule = vmp_alert_set_get (self->plan->set, subject->rules[place]);
  gint64 told_nsec = subject->states[place].told_nsec;

  if (told_nsec == VMP_MISSING || clock->boottime_nsec - told_nsec >= rule->cooldown_nsec)
    return;
  if (g_hash_table_size (self->told) >= MOST_REMEMBERED)
    g_hash_table_remove_all (self->told);
  g_hash_table_insert (self->told, dup_told_key (subject, rule), g_memdup2 (&told_nsec, sizeof told_nsec));
}

static void
remember_learned (VmpAlertWatcher       *self,
                  const VmpAlertSubject *subject,
                  gint64                 now_sec)
{
  for (guint i = 0; i < self->plan->n_trails; i++)
    {
      const VmpAlertTrail *trail = &self->plan->trails[i];

      if (trail->is_baseline && subject->trails[i] != NULL)
        {
          g_autofree char *key = dup_learned_key (subject, trail);

          vmp_alert_learned_put (self->learned, key, subject->trails[i], now_sec);
        }
    }
}

void
vmp_alert_watcher_learn (VmpAlertWatcher *self,
                         gint64           now_sec)
{
  GHashTableIter iter;
  gpointer subject;

  g_hash_table_iter_init (&iter, self->subjects);
  while (g_hash_table_iter_next (&iter, &subject, NULL))
    remember_learned (self, subject, now_sec);
}

void
vmp_alert_watcher_teach (VmpAlertWatcher       *self,
                         const VmpAlertLearned *learned)
{
  GHashTableIter iter;
  gpointer data;

  vmp_alert_learned_merge (self->learned, learned);
  g_hash_table_iter_init (&iter, self->subjects);
  while (g_hash_table_iter_next (&iter, &data, NULL))
    for (guint i = 0; i < self->plan->n_trails; i++)
      {
        const VmpAlertTrail *trail = &self->plan->trails[i];
        VmpAlertBaseline *baseline = ((VmpAlertSubject *) data)->trails[i];

        if (trail->is_baseline && baseline != NULL && baseline->slot == G_MININT64)
          {
            g_autofree char *key = dup_learned_key (data, trail);

            take_learned (self, key, baseline);
          }
      }
}

gboolean
vmp_alert_watcher_has_baselines (VmpAlertWatcher *self)
{
  for (guint i = 0; i < self->plan->n_trails; i++)
    if (self->plan->trails[i].is_baseline)
      return TRUE;
  return FALSE;
}

VmpAlertLearned *
vmp_alert_watcher_get_learned (VmpAlertWatcher *self)
{
  return self->learned;
}

void
vmp_alert_watcher_remove (VmpAlertWatcher     *self,
                          VmpAlertSubject     *subject,
                          const VmpAlertClock *clock)
{
  for (guint i = 0; i < subject->n; i++)
    {
      VmpAlertCounts *counts = &self->counts[subject->rules[i]];

      counts->n_subjects--;
      vmp_alert_watcher_count_silence (self, subject->rules[i], subject->states[i].unknown, -1);
      if (subject->states[i].phase == VMP_ALERT_FIRING)
        vmp_alert_watcher_notify (self, subject, i, VMP_ALERT_ENDED, clock, NULL);
      remember_told (self, subject, i, clock);
    }
  remember_learned (self, subject, clock->realtime_usec / G_USEC_PER_SEC);
  g_hash_table_remove (self->subjects, subject);
  subject_free (self, subject);
}

static int
find_place (const VmpAlertSubject *subject,
            const VmpAlertSet     *set,
            const char            *id)
{
  for (guint i = 0; i < subject->n; i++)
    if (strcmp (vmp_alert_set_get (set, subject->rules[i])->id, id) == 0)
      return i;
  return -1;
}

/* States go over to the rules that are the same; those that fire and are no more are withdrawn by the old numbers. */
static void
move_states (VmpAlertWatcher     *self,
             VmpAlertSubject     *subject,
             VmpAlertSubject     *old,
             const VmpAlertPlan  *old_plan)
{
  for (guint i = 0; i < subject->n; i++)
    {
      const VmpAlertRule *rule = vmp_alert_set_get (self->plan->set, subject->rules[i]);
      int place = find_place (old, old_plan->set, rule->id);

      if (place < 0 || !vmp_alert_rule_equal (rule, vmp_alert_set_get (old_plan->set, old->rules[place])))
        continue;
      subject->states[i] = old->states[place];
      subject->busy[i] = old->busy[place];
      vmp_alert_watcher_count_silence (self, subject->rules[i], subject->states[i].unknown, 1);
      old->states[place].phase = VMP_ALERT_IDLE;
    }
  for (guint i = 0; i < self->plan->n_trails; i++)
    {
      int trail = vmp_alert_plan_find_trail (old_plan, &self->plan->trails[i]);

      if (trail >= 0)
        subject->trails[i] = g_steal_pointer (&old->trails[trail]);
    }
}

static void
withdraw (VmpAlertWatcher     *self,
          VmpAlertSubject     *old,
          VmpAlertSubject     *subject,
          VmpAlertSet         *old_set,
          const VmpAlertClock *clock)
{
  for (guint i = 0; i < old->n; i++)
    {
      VmpAlertNotice notice = {
        VMP_ALERT_WITHDRAWN, vmp_alert_set_get (old_set, old->rules[i]), subject, &subject->identity,
        clock->boottime_nsec, old->states[i].since_nsec, { NAN, NAN, NAN }, NULL,
      };

      if (old->states[i].phase == VMP_ALERT_FIRING)
        self->func (&notice, self->user_data);
    }
}

/* Finds anew what concerns @subject, whose arrays are of @old_plan. */
static void
resettle (VmpAlertWatcher     *self,
          VmpAlertSubject     *subject,
          const VmpAlertPlan  *old_plan,
          const VmpAlertClock *clock)
{
  VmpAlertSubject old = *subject;

  subject_settle (self, subject);
  move_states (self, subject, &old, old_plan);
  make_trails (self, subject);
  withdraw (self, &old, subject, old_plan->set, clock);
  free_trails (old.trails, old_plan->n_trails);
  g_free (old.rules);
  g_free (old.busy);
  g_free (old.states);
  g_free (old.needs);
}

void
vmp_alert_watcher_set_rules (VmpAlertWatcher     *self,
                             VmpAlertSet         *set,
                             const VmpAlertClock *clock)
{
  g_autoptr (VmpAlertPlan) old_plan = g_steal_pointer (&self->plan);
  GHashTableIter iter;
  gpointer subject;

  self->plan = vmp_alert_plan_new (set);
  free_scratch (self);
  make_scratch (self);
  g_hash_table_iter_init (&iter, self->subjects);
  while (g_hash_table_iter_next (&iter, &subject, NULL))
    resettle (self, subject, old_plan, clock);
}

void
vmp_alert_watcher_change (VmpAlertWatcher        *self,
                          VmpAlertSubject        *subject,
                          const VmpAlertIdentity *identity,
                          const VmpAlertClock    *clock)
{
  VmpAlertIdentity old = subject->identity;

  for (guint i = 0; i < subject->n; i++)
    {
      self->counts[subject->rules[i]].n_subjects--;
      vmp_alert_watcher_count_silence (self, subject->rules[i], subject->states[i].unknown, -1);
    }
  identity_copy (identity, &subject->identity);
  identity_clear (&old);
  resettle (self, subject, self->plan, clock);
}

gboolean
vmp_alert_watcher_mute (VmpAlertWatcher *self,
                        VmpAlertSubject *subject,
                        const char      *id,
                        gint64           until_nsec)
{
  int place = find_place (subject, self->plan->set, id);

  if (place < 0)
    return FALSE;
  subject->states[place].muted_until_nsec = until_nsec;
  return TRUE;
}

const VmpAlertIdentity *
vmp_alert_subject_get_identity (const VmpAlertSubject *self)
{
  return &self->identity;
}

VmpAlertScopeKind
vmp_alert_subject_get_kind (const VmpAlertSubject *self)
{
  return self->kind;
}

const VmpAlertState *
vmp_alert_watcher_get_state (VmpAlertWatcher       *self,
                             const VmpAlertSubject *subject,
                             const char            *id)
{
  int place = find_place (subject, self->plan->set, id);

  return place >= 0 ? &subject->states[place] : NULL;
}
