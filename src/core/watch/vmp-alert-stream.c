/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a stream of events alone, live or recorded: no list of processes, so nothing of the machine, and of trees and control
 * groups what the stream tells. */

#include "config.h"

#include "vmp-alert-stream.h"

#include <math.h>

#include "core/alert/vmp-alert-metric.h"
#include "core/engine/vmp-clock.h"

/* Times of a file that nobody vouches for: differences of them must not overflow. */
#define MOST_NSEC (G_MAXINT64 / 4)
#define LEAST_STEP_NSEC (3 * VMP_NSEC_PER_SEC)
/* Deeper than any real tree; a damaged file can hold a circle. */
#define MOST_ANCESTORS 256

typedef struct _Target Target;

struct _Target
{
  VmpAlertSubject *subject;                       /* NULL: it ended, or is not wanted */
  VmpAlertSubject *tree;                          /* with its descendants; NULL: likewise, or no rule concerns it */
  Target          *parent;                        /* NULL: not known */
  gboolean         is_alive, has_sample;
  gboolean         is_in_cgroup;                  /* the one that is known */
  gint64           values[VMP_ALERT_N_METRICS];   /* the newest of each */
};

struct _VmpAlertStream
{
  VmpAlertWatcher     *watcher;     /* owned */
  const VmpAlertScope *filter;      /* borrowed; nullable */
  GHashTable          *targets;     /* owned: number -> Target; none is taken out */
  GPtrArray           *living;      /* owned, of Target (borrowed) */
  char                *cgroup;      /* owned; NULL: not known */
  gint64               cgroup_limit_bytes;
  gboolean             has_children, has_begun;
  gboolean             tree_metrics[VMP_ALERT_N_METRICS];
  gint64               anchor_nsec, max_step_nsec;
  gint64               slept_nsec, woke_nsec;
  guint32              target;      /* of what is consumed */
};

VmpAlertStream *
vmp_alert_stream_new (VmpAlertSet         *set,
                      const VmpAlertScope *filter,
                      gint64               interval_nsec,
                      gint64               anchor_nsec,
                      VmpAlertFunc         func,
                      gpointer             user_data)
{
  VmpAlertStream *self = g_new0 (VmpAlertStream, 1);

  self->watcher = vmp_alert_watcher_new (set, func, user_data);
  self->filter = filter;
  self->targets = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  self->living = g_ptr_array_new ();
  self->cgroup_limit_bytes = VMP_MISSING;
  self->anchor_nsec = anchor_nsec;
  self->max_step_nsec = MAX (CLAMP (interval_nsec, 0, G_MAXINT64 / 8) * 4, LEAST_STEP_NSEC);
  return self;
}

void
vmp_alert_stream_free (VmpAlertStream *self)
{
  g_ptr_array_unref (self->living);
  g_hash_table_unref (self->targets);
  g_free (self->cgroup);
  vmp_alert_watcher_free (self->watcher);
  g_free (self);
}

void
vmp_alert_stream_set_ram (VmpAlertStream *self,
                          gint64          bytes)
{
  vmp_alert_watcher_set_ram (self->watcher, bytes != VMP_MISSING ? (double) bytes : NAN);
}

guint32
vmp_alert_stream_get_target (VmpAlertStream *self)
{
  return self->target;
}

void
vmp_alert_stream_follow_trees (VmpAlertStream *self)
{
  self->has_children = TRUE;
  vmp_alert_watcher_find_metrics (self->watcher, VMP_ALERT_SCOPE_TREE, NULL, self->tree_metrics);
}

void
vmp_alert_stream_set_cgroup (VmpAlertStream *self,
                             const char     *cgroup,
                             gint64          limit_bytes)
{
  g_set_str (&self->cgroup, cgroup);
  self->cgroup_limit_bytes = limit_bytes;
}

static gboolean
needs_limit (const VmpAlertRule *rule)
{
  for (guint i = 0; i < rule->n_conditions; i++)
    if (rule->conditions[i].base == VMP_ALERT_OF_CGROUP_LIMIT)
      return TRUE;
  return FALSE;
}

VmpAlertLack
vmp_alert_stream_find_lack (const VmpAlertStream *self,
                            const VmpAlertRule   *rule)
{
  if (rule->scope.kind == VMP_ALERT_SCOPE_MACHINE)
    return VMP_ALERT_LACKS_MACHINE;
  if (rule->scope.kind == VMP_ALERT_SCOPE_TREE && !self->has_children)
    return VMP_ALERT_LACKS_CHILDREN;
  if (rule->scope.cgroup != NULL && self->cgroup == NULL)
    return VMP_ALERT_LACKS_CGROUP;
  if (needs_limit (rule) && self->cgroup_limit_bytes == VMP_MISSING)
    return VMP_ALERT_LACKS_CGROUP;
  return VMP_ALERT_LACKS_NOTHING;
}

static int
get_minute (const VmpAlertStream *self,
            gint64                time_nsec)
{
  g_autoptr (GDateTime) then = NULL;

  if (self->anchor_nsec == 0)
    return -1;
  then = g_date_time_new_from_unix_local ((self->anchor_nsec + time_nsec) / VMP_NSEC_PER_SEC);
  return then != NULL ? g_date_time_get_hour (then) * 60 + g_date_time_get_minute (then) : -1;
}

static VmpAlertClock
make_clock (const VmpAlertStream *self,
            gint64                time_nsec)
{
  return (VmpAlertClock) {
    time_nsec, time_nsec - self->slept_nsec, self->max_step_nsec, get_minute (self, time_nsec),
  };
}

static Target *
find_target (VmpAlertStream *self,
             guint32         number)
{
  Target *target = g_hash_table_lookup (self->targets, GUINT_TO_POINTER (number));

  if (target == NULL)
    {
      target = g_new0 (Target, 1);
      for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
        target->values[i] = VMP_MISSING;
      g_hash_table_insert (self->targets, GUINT_TO_POINTER (number), target);
    }
  return target;
}

static void
end_target (VmpAlertStream *self,
            Target         *target,
            gint64          time_nsec)
{
  VmpAlertClock clock = make_clock (self, time_nsec);

  if (target->subject != NULL)
    vmp_alert_watcher_remove (self->watcher, target->subject, &clock);
  if (target->tree != NULL)
    vmp_alert_watcher_remove (self->watcher, target->tree, &clock);
  target->subject = target->tree = NULL;
  if (target->is_alive)
    g_ptr_array_remove_fast (self->living, target);
  target->is_alive = FALSE;
}

/* The group that is known is that of the first process; children are in the one of their parent. */
static void
find_cgroup (VmpAlertStream *self,
             Target         *target)
{
  if (target->parent != NULL)
    target->is_in_cgroup = target->parent->is_in_cgroup;
  else if (!self->has_begun)
    target->is_in_cgroup = self->cgroup != NULL;
  self->has_begun = TRUE;
}

/* START or EXEC: from now on it is this program. */
static void
begin_target (VmpAlertStream *self,
              const VmpEvent *event)
{
  const VmpProcessInfo *info = &event->process;
  Target *target = find_target (self, event->target);
  VmpAlertIdentity identity = {
    info->identity.pid, info->parent_pid, info->identity.start_time_ticks, info->uid, info->name, info->exe, NULL,
  };

  end_target (self, target, event->time_nsec);
  if (event->type == VMP_EVENT_START)
    find_cgroup (self, target);
  identity.cgroup = target->is_in_cgroup ? self->cgroup : NULL;
  target->is_alive = TRUE;
  g_ptr_array_add (self->living, target);
  if (self->filter != NULL && !vmp_alert_scope_matches (self->filter, &identity))
    return;
  target->subject = vmp_alert_watcher_add (self->watcher, VMP_ALERT_SCOPE_PROCESS, &identity);
  if (self->has_children && vmp_alert_watcher_concerns (self->watcher, VMP_ALERT_SCOPE_TREE, &identity))
    target->tree = vmp_alert_watcher_add (self->watcher, VMP_ALERT_SCOPE_TREE, &identity);
}

/* The child's START follows. */
static void
add_fork (VmpAlertStream *self,
          const VmpEvent *event)
{
  if (event->fork.child_target != 0 && event->fork.child_target != event->target)
    find_target (self, event->fork.child_target)->parent = find_target (self, event->target);
}

static gboolean
is_below (const Target *target,
          const Target *root)
{
  for (guint depth = 0; target != NULL && depth < MOST_ANCESTORS; depth++, target = target->parent)
    if (target == root)
      return TRUE;
  return FALSE;
}

/* At each sample of its root; of the others the newest that is known counts. A child counts from its first sample on. */
static void
step_tree (VmpAlertStream      *self,
           Target              *root,
           gint64               limit_bytes,
           const VmpAlertClock *clock)
{
  gint64 sums[VMP_ALERT_N_METRICS] = { 0 };

  for (guint k = 0; k < self->living->len; k++)
    {
      const Target *target = g_ptr_array_index (self->living, k);

      if (!target->has_sample || !is_below (target, root))
        continue;
      for (guint i = 0; i < VMP_ALERT_N_METRICS; i++)
        if (self->tree_metrics[i])
          sums[i] = vmp_value_add (sums[i], target->values[i]);
    }
  vmp_alert_watcher_step (self->watcher, root->tree, sums, limit_bytes, clock);
}

static void
add_sample (VmpAlertStream *self,
            const VmpEvent *event)
{
  Target *target = find_target (self, event->target);
  VmpAlertClock clock = make_clock (self, event->time_nsec);
  gint64 limit_bytes = target->is_in_cgroup ? self->cgroup_limit_bytes : VMP_MISSING;

  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (event->sample.values[i] != VMP_MISSING || event->sample.reasons[i] != VMP_REASON_NOT_DUE)
      target->values[i] = event->sample.values[i];
  target->has_sample = TRUE;
  if (target->subject != NULL)
    vmp_alert_watcher_step (self->watcher, target->subject, target->values, limit_bytes, &clock);
  if (target->tree != NULL)
    step_tree (self, target, limit_bytes, &clock);
}

/* Each target tells of the same sleep. */
static void
add_sleep (VmpAlertStream *self,
           const VmpEvent *event)
{
  if (event->gap.reason != VMP_GAP_SUSPEND || event->gap.begin_nsec < self->woke_nsec || event->gap.begin_nsec >= event->time_nsec)
    return;
  self->slept_nsec += event->time_nsec - event->gap.begin_nsec;
  self->woke_nsec = event->time_nsec;
}

void
vmp_alert_stream_consume (VmpAlertStream *self,
                          const VmpEvent *event)
{
  if (event->time_nsec < 0 || event->time_nsec > MOST_NSEC)
    return;
  self->target = event->target;
  switch (event->type)
    {
    case VMP_EVENT_START:
    case VMP_EVENT_EXEC:
      begin_target (self, event);
      break;
    case VMP_EVENT_SAMPLE:
      add_sample (self, event);
      break;
    case VMP_EVENT_EXIT:
      end_target (self, find_target (self, event->target), event->time_nsec);
      break;
    case VMP_EVENT_GAP:
      add_sleep (self, event);
      break;
    case VMP_EVENT_FORK:
      add_fork (self, event);
      break;
    case VMP_EVENT_OBSERVER:
    case VMP_EVENT_MARK:
    case VMP_EVENT_ADDRESS_SPACE:
    case VMP_EVENT_ALERT:
    case VMP_EVENT_NOTE:
    default:
      break;
    }
}
