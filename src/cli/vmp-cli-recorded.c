/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which process of a recording is meant. */

#include "config.h"

#include "vmp-cli-recorded.h"

#include <glib/gi18n.h>

#include "core/kernel/vmp-error.h"
#include "vmp-cli.h"

static void
start_cb (const VmpEvent *event,
          gpointer        user_data)
{
  VmpEvent copy;

  vmp_event_copy (event, &copy);
  g_array_append_val ((GArray *) user_data, copy);
}

GArray *
vmp_cli_recorded_load_starts (VmpRecording *recording)
{
  GArray *starts = vmp_event_array_new ();

  vmp_recording_read_events (recording, 1u << VMP_EVENT_START, start_cb, starts);
  return starts;
}

const VmpEvent *
vmp_cli_recorded_find_start (const GArray  *starts,
                             const char    *pid_text,
                             GError       **error)
{
  gint32 pid = 0;

  if (pid_text != NULL && !vmp_cli_parse_pid (pid_text, &pid, error))
    return NULL;
  for (guint i = 0; i < starts->len; i++)
    {
      const VmpEvent *start = &g_array_index (starts, VmpEvent, i);

      if (pid == 0 || start->process.identity.pid == pid)
        return start;
    }
  if (pid == 0)
    vmp_error_set (error, VMP_ERROR_GONE, _("no process is in the recording"));
  else
    vmp_error_set (error, VMP_ERROR_GONE, _("process %d is not in the recording"), pid);
  return NULL;
}
