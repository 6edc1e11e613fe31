/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Rules over a recording: what would have fired. */

#include "config.h"

#include "vmp-cli-watch.h"

#include <glib/gi18n.h>

#include "core/store/vmp-recording.h"

typedef struct
{
  const VmpCliWatchOptions *options;
  VmpRecording    *recording;   /* owned */
  VmpAlertStream  *stream;      /* owned */
  VmpCliWatchLines lines;
} Replay;

static gboolean
replay_cb (VmpBatch *batch,
           gpointer  user_data)
{
  Replay *self = user_data;
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);

  for (guint i = 0; i < n; i++)
    {
      vmp_alert_stream_consume (self->stream, &events[i]);
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

static void
tell_lack (const VmpAlertRule *rule,
           VmpAlertLack        lack)
{
  g_autofree char *id = vmp_text_escape (rule->id, strlen (rule->id));

  switch (lack)
    {
    case VMP_ALERT_LACKS_MACHINE:
      vmp_cli_say (_("rule '%s' is left out: recordings hold nothing about the machine"), id);
      break;
    case VMP_ALERT_LACKS_CHILDREN:
      vmp_cli_say (_("rule '%s' is left out: child processes are not recorded here"), id);
      break;
    case VMP_ALERT_LACKS_CGROUP:
      vmp_cli_say (_("rule '%s' is left out: the control group, or its limit, is not known"), id);
      break;
    case VMP_ALERT_LACKS_NOTHING:
    default:
      break;
    }
}

void
vmp_cli_watch_tell_left_out (const VmpAlertStream *stream,
                             const VmpAlertSet    *set)
{
  for (guint i = 0; i < vmp_alert_set_get_n (set); i++)
    if (vmp_alert_set_get (set, i)->enabled)
      tell_lack (vmp_alert_set_get (set, i), vmp_alert_stream_find_lack (stream, vmp_alert_set_get (set, i)));
}

static void
find_children_cb (const VmpEvent *event,
                  gpointer        user_data)
{
  *(gboolean *) user_data |= event->fork.child_target != 0;
}

/* What the file says of the processes as a whole. */
static void
take_facts (Replay *self)
{
  gboolean has_children = FALSE;

  vmp_alert_stream_set_ram (self->stream, vmp_recording_get_number (self->recording, "host.memory_bytes"));
  vmp_alert_stream_set_cgroup (self->stream, vmp_recording_get_text (self->recording, "cgroup"),
                               vmp_recording_get_number (self->recording, "cgroup_limit_bytes"));
  vmp_recording_read_events (self->recording, 1u << VMP_EVENT_FORK, find_children_cb, &has_children);
  if (has_children)
    vmp_alert_stream_follow_trees (self->stream);
}

static int
replay (Replay      *self,
        VmpAlertSet *set)
{
  gint64 anchor_nsec = vmp_recording_get_anchor (self->recording);
  gint64 begin_nsec = 0, end_nsec = 0;
  int status;

  vmp_recording_get_range (self->recording, &begin_nsec, &end_nsec);
  vmp_cli_watch_lines_init (&self->lines, anchor_nsec);
  self->stream = vmp_alert_stream_new (set, &self->options->filter, vmp_recording_get_number (self->recording, "interval_nsec"),
                                       anchor_nsec, vmp_cli_watch_lines_add_notice, &self->lines);
  take_facts (self);
  vmp_cli_watch_lines_add_rules (&self->lines, begin_nsec, self->options->path, set);
  vmp_cli_watch_tell_left_out (self->stream, set);
  vmp_recording_replay (self->recording, G_MININT64, G_MAXINT64, replay_cb, self);
  status = self->options->until_alert && self->lines.n_alerts > 0 ? VMP_CLI_WATCH_ALERTED : VMP_CLI_DONE;
  if (!tell_problems (self->recording) || vmp_cli_watch_lines_finish (&self->lines) != VMP_CLI_DONE)
    status = VMP_CLI_FAILED;
  vmp_alert_stream_free (self->stream);
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
