/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a stream of events alone, live or recorded: no list of processes, so nothing of the machine, of trees and control
 * groups. */

#include "config.h"

#include "vmp-alert-stream.h"

#include <math.h>

#include "core/alert/vmp-alert-metric.h"
#include "core/engine/vmp-clock.h"

/* Times of a file that nobody vouches for: differences of them must not overflow. */
#define MOST_NSEC (G_MAXINT64 / 4)
#define LEAST_STEP_NSEC (3 * VMP_NSEC_PER_SEC)

typedef struct
{
  VmpAlertSubject *subject;                       /* NULL: it ended, or is not wanted */
  gint64           values[VMP_ALERT_N_METRICS];   /* the newest of each */
} Target;

struct _VmpAlertStream
{
  VmpAlertWatcher     *watcher;     /* owned */
  const VmpAlertScope *filter;      /* borrowed; nullable */
  GHashTable          *targets;     /* owned: number -> Target */
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
  self->anchor_nsec = anchor_nsec;
  self->max_step_nsec = MAX (CLAMP (interval_nsec, 0, G_MAXINT64 / 8) * 4, LEAST_STEP_NSEC);
  return self;
}

void
vmp_alert_stream_free (VmpAlertStream *self)
{
  g_hash_table_unref (self->targets);
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

gboolean
vmp_alert_stream_can_watch (const VmpAlertRule *rule)
{
  if (rule->scope.kind != VMP_ALERT_SCOPE_PROCESS || rule->scope.cgroup != NULL)
    return FALSE;
  for (guint i = 0; i < rule->n_conditions; i++)
    if (rule->conditions[i].base == VMP_ALERT_OF_CGROUP_LIMIT)
      return FALSE;
  return TRUE;
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
  target->subject = NULL;
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
  if (self->filter == NULL || vmp_alert_scope_matches (self->filter, &identity))
    target->subject = vmp_alert_watcher_add (self->watcher, VMP_ALERT_SCOPE_PROCESS, &identity);
}

static void
add_sample (VmpAlertStream *self,
            const VmpEvent *event)
{
  Target *target = find_target (self, event->target);
  VmpAlertClock clock = make_clock (self, event->time_nsec);

  if (target->subject == NULL)
    return;
  for (guint i = 0; i < VMP_N_METRICS; i++)
    if (event->sample.values[i] != VMP_MISSING || event->sample.reasons[i] != VMP_REASON_NOT_DUE)
      target->values[i] = event->sample.values[i];
  vmp_alert_watcher_step (self->watcher, target->subject, target->values, VMP_MISSING, &clock);
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
    case VMP_EVENT_OBSERVER:
    case VMP_EVENT_MARK:
    case VMP_EVENT_ADDRESS_SPACE:
    case VMP_EVENT_ALERT:
    case VMP_EVENT_NOTE:
    default:
      break;
    }
}
