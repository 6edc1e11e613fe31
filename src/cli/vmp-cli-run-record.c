/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a run is recorded: its events, marks that the command or others send, and its exact end. */

#include "config.h"

#include "vmp-cli-run.h"

#include <glib/gi18n.h>

#include "core/engine/vmp-mark-box.h"
#include "core/kernel/vmp-process.h"
#include "vmp-cli.h"

#include <string.h>

struct _VmpCliRunRecord
{
  VmpCliRecorder *recorder;     /* owned */
  VmpCliMarks    *marks;        /* owned */
  gboolean        has_failed;   /* the user has been told */
  gboolean        has_end;      /* the host has seen it */
  VmpEvent        end;          /* without what the launcher knows better */
};

VmpCliRunRecord *
vmp_cli_run_record_new (const char                   *path,
                        const VmpCliRecorderOptions  *options,
                        VmpProcRoot                  *root,
                        gint64                        interval_nsec,
                        char                        **command,
                        char                       ***environment,
                        GError                      **error)
{
  VmpCliRecorder *recorder = vmp_cli_recorder_new (path, options, root, 0, interval_nsec, command, error);
  VmpCliRunRecord *self;

  if (recorder == NULL)
    return NULL;
  self = g_new0 (VmpCliRunRecord, 1);
  self->recorder = recorder;
  self->marks = vmp_cli_marks_new ();
  if (vmp_cli_marks_get_folder (self->marks) != NULL)
    *environment = g_environ_setenv (*environment, VMP_MARK_VARIABLE, vmp_cli_marks_get_folder (self->marks), TRUE);
  return self;
}

void
vmp_cli_run_record_free (VmpCliRunRecord *self)
{
  vmp_cli_recorder_free (self->recorder);
  vmp_cli_marks_free (self->marks);
  g_free (self);
}

VmpCliMarks *
vmp_cli_run_record_get_marks (VmpCliRunRecord *self)
{
  return self->marks;
}

static void
check (VmpCliRunRecord *self)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  if (self->has_failed || vmp_cli_recorder_check (self->recorder, &error))
    return;
  self->has_failed = TRUE;
  message = vmp_text_escape (error->message, strlen (error->message));
  vmp_cli_say (_("%s; the recording ends here"), message);
}

static void
append_taken (VmpCliRunRecord *self,
              GArray          *events)
{
  g_autoptr (VmpBatch) batch = vmp_batch_new_take (events);

  vmp_cli_recorder_append (self->recorder, batch);
}

/* All but the end of @target: it waits for the launcher, who knows its usage. */
void
vmp_cli_run_record_append (VmpCliRunRecord *self,
                           VmpBatch        *batch,
                           guint32          target)
{
  guint n;
  const VmpEvent *events = vmp_batch_get_events (batch, &n);
  GArray *others = NULL;
  guint end = n;

  check (self);
  vmp_cli_marks_note (self->marks, batch, target);
  for (guint i = 0; i < n && end == n; i++)
    if (events[i].type == VMP_EVENT_EXIT && events[i].target == target)
      end = i;
  if (end == n)
    {
      vmp_cli_recorder_append (self->recorder, batch);
      return;
    }
  self->has_end = TRUE;
  self->end = events[end];
  others = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  for (guint i = 0; i < n; i++)
    {
      VmpEvent copy;

      if (i == end)
        continue;
      vmp_event_copy (&events[i], &copy);
      g_array_append_val (others, copy);
    }
  append_taken (self, others);
}

void
vmp_cli_run_record_append_marks (VmpCliRunRecord            *self,
                                 const VmpCliRunRecordWatch *watch)
{
  g_autoptr (VmpBatch) batch = NULL;

  vmp_cli_marks_take_box (self->marks);
  batch = vmp_cli_marks_steal_batch (self->marks, watch->target);
  if (batch == NULL)
    return;
  vmp_cli_recorder_append (self->recorder, batch);
  if (watch->host != NULL)
    vmp_cli_marks_refresh (self->marks, watch->host, watch->target);
}

static void
append_end (VmpCliRunRecord *self,
            guint32          target,
            VmpLauncher     *launcher,
            gint64           end_nsec)
{
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  VmpEvent event = { VMP_EVENT_EXIT, target, self->has_end ? self->end.time_nsec : end_nsec };

  event.exit.status = vmp_launcher_get_status (launcher);
  event.exit.rusage = *vmp_launcher_get_rusage (launcher);
  g_array_append_val (events, event);
  append_taken (self, events);
}

gboolean
vmp_cli_run_record_finish (VmpCliRunRecord *self,
                           guint32          target,
                           VmpLauncher     *launcher,
                           gint64           end_nsec)
{
  const VmpCliRunRecordWatch nobody = { NULL, target };
  g_autoptr (GError) error = NULL;
  g_autofree char *message = NULL;

  vmp_cli_run_record_append_marks (self, &nobody);
  append_end (self, target, launcher, end_nsec);
  if (vmp_cli_recorder_finish (self->recorder, &error))
    return TRUE;
  message = vmp_text_escape (error->message, strlen (error->message));
  if (!self->has_failed)
    vmp_cli_say ("%s", message);
  return FALSE;
}
