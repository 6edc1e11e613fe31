/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a recording: what would have fired. */

#include "config.h"

#include "vmp-cli-watch.h"

#include <math.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/store/vmp-recording.h"

/* Times of a file that nobody vouches for: differences of them must not overflow. */
#define MOST_NSEC (G_MAXINT64 / 4)
#define LEAST_STEP_NSEC (3 * VMP_NSEC_PER_SEC)

typedef struct
{
  VmpAlertSubject *subject;                       /* NULL: it ended, or is not wanted */
  gint64           values[VMP_ALERT_N_METRICS];   /* the newest of each */
} Target;

typedef struct
{
  const VmpCliWatchOptions *options;
  VmpRecording    *recording;   /* owned */
  VmpAlertWatcher *watcher;     /* owned */
  GHashTable      *targets;     /* owned: number -> Target */
  VmpCliWatchLines lines;
  gint64           slept_nsec, woke_nsec, max_step_nsec;
} Replay;

static int
get_minute (const Replay *self,
            gint64        time_nsec)
{
  g_autoptr (GDateTime) then = NULL;

  if (self->lines.anchor_nsec == 0)
    return -1;
  then = g_date_time_new_from_unix_local ((self->lines.anchor_nsec + time_nsec) / VMP_NSEC_PER_SEC);
  return then != NULL ? g_date_time_get_hour (then) * 60 + g_date_time_get_minute (then) : -1;
}

static VmpAlertClock
make_clock (const Replay *self,
            gint64        time_nsec)
{
  return (VmpAlertClock) {
    time_nsec, time_nsec - self->slept_nsec, self->max_step_nsec, get_minute (self, time_nsec),
  };
}

static Target *
find_target (Replay  *self,
             guint32  number)
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
end_target (Replay *self,
            Target *target,
            gint64  time_nsec)
{
  VmpAlertClock clock = make_clock (self, time_nsec);

  if (target->subject != NULL)
    vmp_alert_watcher_remove (self->watcher, target->subject, &clock);
  target->subject = NULL;
}

/* START or EXEC: from now on it is this program. */
static void
begin_target (Replay         *self,
              const VmpEvent *event)
{
  const VmpProcessInfo *info = &event->process;
  Target *target = find_target (self, event->target);
  VmpAlertIdentity identity = {
    info->identity.pid, info->parent_pid, info->identity.start_time_ticks, info->uid, info->name, info->exe, NULL,
  };

  end_target (self, target, event->time_nsec);
  if (vmp_alert_scope_matches (&self->options->filter, &identity))
    target->subject = vmp_alert_watcher_add (self->watcher, VMP_ALERT_SCOPE_PROCESS, &identity);
}

static void
add_sample (Replay         *self,
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

static void
consume (Replay         *self,
         const VmpEvent *event)
{
  if (event->time_nsec < 0 || event->time_nsec > MOST_NSEC)
    return;
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
      /* Each target tells of the same sleep. */
      if (event->gap.reason == VMP_GAP_SUSPEND && event->gap.begin_nsec >= self->woke_nsec && event->gap.begin_nsec < event->time_nsec)
        {
          self->slept_nsec += event->time_nsec - event->gap.begin_nsec;
          self->woke_nsec = event->time_nsec;
        }
      break;
    case VMP_EVENT_FORK:
    case VMP_EVENT_OBSERVER:
    case VMP_EVENT_MARK:
    case VMP_EVENT_ADDRESS_SPACE:
    case VMP_EVENT_ALERT:
    default:
      break;
    }
}

static gboolean
replay_cb (VmpBatch *batch,
           gpointer  user_data)
{
  Replay *self = user_data;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      consume (self, &events[i]);
      if (self->options->until_alert && self->lines.n_alerts > 0)
        return FALSE;
    }
  return vmp_cli_output_flush (&self->lines.out);
}

/* FALSE if some of the recording can't be read, which is told. */
static gboolean
tell_problems (VmpRecording *recording)
{
  const char *const *problems = vmp_recording_get_problems (recording);

  for (guint i = 0; problems[i] != NULL; i++)
    vmp_cli_say ("%s", problems[i]);
  return problems[0] == NULL;
}

/* What can't be tried is named, so that silence is not taken for a good sign. */
static void
tell_left_out (const VmpAlertSet *set)
{
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    {
      const VmpAlertRule *rule = vmp_alert_set_get (set, i);
      gboolean is_left_out = rule->scope.kind != VMP_ALERT_SCOPE_PROCESS || rule->scope.cgroup != NULL;

      for (guint k = 0; k < rule->n_conditions; k++)
        is_left_out |= rule->conditions[k].base == VMP_ALERT_OF_CGROUP_LIMIT;
      if (rule->enabled && is_left_out)
        {
          g_autofree char *id = vmp_text_escape (rule->id, strlen (rule->id));

          vmp_cli_say (_("rule '%s' is left out: recordings hold nothing about the machine, trees and control groups"), id);
        }
    }
}

static int
replay (Replay      *self,
        VmpAlertSet *set)
{
  gint64 memory_bytes = vmp_recording_get_number (self->recording, "host.memory_bytes");
  gint64 interval_nsec = vmp_recording_get_number (self->recording, "interval_nsec");
  gint64 begin_nsec = 0, end_nsec = 0;
  int status;

  vmp_recording_get_range (self->recording, &begin_nsec, &end_nsec);
  self->max_step_nsec = CLAMP (interval_nsec, 0, G_MAXINT64 / 8) * 4;
  self->max_step_nsec = MAX (self->max_step_nsec, LEAST_STEP_NSEC);
  vmp_cli_watch_lines_init (&self->lines, vmp_recording_get_anchor (self->recording));
  self->watcher = vmp_alert_watcher_new (set, vmp_cli_watch_lines_add_notice, &self->lines);
  vmp_alert_watcher_set_ram (self->watcher, memory_bytes != VMP_MISSING ? memory_bytes : NAN);
  self->targets = g_hash_table_new_full (NULL, NULL, NULL, g_free);
  vmp_cli_watch_lines_add_rules (&self->lines, begin_nsec, self->options->path, set);
  tell_left_out (set);
  vmp_recording_replay (self->recording, G_MININT64, G_MAXINT64, replay_cb, self);
  status = self->options->until_alert && self->lines.n_alerts > 0 ? VMP_CLI_WATCH_ALERTED : VMP_CLI_DONE;
  if (!tell_problems (self->recording) || vmp_cli_watch_lines_finish (&self->lines) != VMP_CLI_DONE)
    status = VMP_CLI_FAILED;
  g_hash_table_unref (self->targets);
  vmp_alert_watcher_free (self->watcher);
  return status;
}

int
vmp_cli_watch_recording (const VmpCliVerb         *verb,
                         const VmpCliWatchOptions *options,
                         VmpAlertSet              *set,
                         const char               *path)
{
  g_autoptr (GError) error = NULL;
  Replay self = { .options = options, .recording = vmp_recording_open (path, &error) };
  int status;

  if (self.recording == NULL)
    return vmp_cli_fail (verb, error);
  status = replay (&self, set);
  vmp_recording_free (self.recording);
  return status;
}
