/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A recording that a verb makes: what it is of, and what the user is told while it is made. */

#include "config.h"

#include "vmp-cli-recorder.h"

#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/store/vmp-recorder.h"
#include "core/store/vmp-recording-host.h"
#include "vmp-cli-alerts.h"
#include "vmp-cli.h"

#define DEFAULT_MAPS_NSEC G_GINT64_CONSTANT (10000000000)

struct _VmpCliRecorder
{
  VmpRecorder  *recorder;     /* owned */
  VmpCliAlerts *alerts;       /* owned; NULL: no rules */
  gboolean      told_waiting;
};

void
vmp_cli_recorder_options_clear (VmpCliRecorderOptions *options)
{
  g_clear_pointer (&options->maps, g_free);
  g_clear_pointer (&options->rules, g_free);
}

gboolean
vmp_cli_recorder_has_rules (const VmpCliRecorderOptions *options)
{
  return options->rules != NULL || options->own_rules;
}

gboolean
vmp_cli_recorder_read_maps (const VmpCliRecorderOptions  *options,
                            gint64                       *out_nsec,
                            GError                      **error)
{
  *out_nsec = DEFAULT_MAPS_NSEC;
  if (options->maps == NULL)
    return TRUE;
  if (!g_str_equal (options->maps, "never"))
    return vmp_cli_parse_interval (options->maps, out_nsec, error);
  *out_nsec = 0;
  return TRUE;
}

VmpCliRecorder *
vmp_cli_recorder_new (const char                   *path,
                      const VmpCliRecorderOptions  *options,
                      VmpProcRoot                  *root,
                      gint32                        pid,
                      gint64                        interval_nsec,
                      char                        **command,
                      GError                      **error)
{
  const VmpRecordingOptions recording = { options->force, options->with_command_line };
  g_autoptr (VmpCliAlerts) alerts = NULL;
  VmpRecordingWriter *writer;
  VmpCliRecorder *self;

  if (vmp_cli_recorder_has_rules (options))
    {
      /* Those of a program that is launched are followed whenever it is recorded. */
      alerts = vmp_cli_alerts_new (options->rules, root, interval_nsec, options->children || pid == 0, error);
      if (alerts == NULL)
        return NULL;
    }
  writer = vmp_recording_writer_new (path, &recording, error);
  if (writer == NULL)
    return NULL;
  vmp_recording_writer_load_host (writer, root);
  vmp_recording_writer_load_process (writer, root, pid);
  vmp_recording_writer_set_number (writer, "recorder_uid", geteuid ());
  vmp_recording_writer_set_number (writer, "interval_nsec", interval_nsec);
  vmp_recording_writer_set_number (writer, "launched", command != NULL);
  if (command != NULL && options->with_command_line)
    {
      g_autofree char *line = g_strjoinv (" ", command);
      g_autofree char *escaped = vmp_text_escape (line, strlen (line));

      vmp_recording_writer_set_text (writer, "command_line", escaped);
    }
  self = g_new0 (VmpCliRecorder, 1);
  self->recorder = vmp_recorder_new (writer);
  self->alerts = g_steal_pointer (&alerts);
  return self;
}

void
vmp_cli_recorder_free (VmpCliRecorder *self)
{
  vmp_recorder_free (self->recorder);
  g_clear_pointer (&self->alerts, vmp_cli_alerts_free);
  g_free (self);
}

void
vmp_cli_recorder_append (VmpCliRecorder *self,
                         VmpBatch       *batch)
{
  g_autoptr (VmpBatch) alerts = NULL;

  vmp_recorder_append (self->recorder, batch);
  if (self->alerts != NULL)
    alerts = vmp_cli_alerts_consume (self->alerts, batch);
  if (alerts != NULL)
    vmp_recorder_append (self->recorder, alerts);
}

gboolean
vmp_cli_recorder_check (VmpCliRecorder  *self,
                        GError         **error)
{
  g_autofree char *message = NULL;
  VmpRecorderState state = vmp_recorder_get_state (self->recorder, &message);

  if (state == VMP_RECORDER_FAILED)
    return vmp_recorder_finish (self->recorder, error);
  if (state == VMP_RECORDER_WAITING && !self->told_waiting)
    vmp_cli_say (_("%s; it is kept in memory for now"), message);
  else if (state == VMP_RECORDER_WRITING && self->told_waiting)
    vmp_cli_say (_("what was kept in memory is written now"));
  self->told_waiting = state == VMP_RECORDER_WAITING;
  return TRUE;
}

gboolean
vmp_cli_recorder_finish (VmpCliRecorder  *self,
                         GError         **error)
{
  guint n_alerts = self->alerts != NULL ? vmp_cli_alerts_get_n (self->alerts) : 0;

  if (!vmp_recorder_finish (self->recorder, error))
    return FALSE;
  if (n_alerts > 0)
    vmp_cli_say (ngettext ("%u alert was recorded", "%u alerts were recorded", n_alerts), n_alerts);
  return TRUE;
}
