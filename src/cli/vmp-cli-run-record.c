/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a run is recorded: its events, marks that the command or others send, and its exact end. */

#include "config.h"

#include "vmp-cli-run.h"

#include <glib/gi18n.h>

#include "core/engine/vmp-clock.h"
#include "core/engine/vmp-mark-box.h"
#include "core/kernel/vmp-process.h"
#include "vmp-cli.h"

#include <string.h>

/* A mark is the end of a stage, whose figures are to be of that moment; but no more often than this. */
#define REFRESH_NSEC VMP_NSEC_PER_SEC

struct _VmpCliRunRecord
{
  VmpCliRecorder *recorder;     /* owned */
  VmpMarkBox     *box;          /* owned; NULL if there could be none */
  gboolean        has_failed;   /* the user has been told */
  gboolean        has_end;      /* the host has seen it */
  VmpEvent        end;          /* without what the launcher knows better */
  gint64          refreshed_nsec;
  guint32         target;       /* of the marks that are being taken */
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
  VmpCliRecorder *recorder = vmp_cli_recorder_new (path, options, root, interval_nsec, command, error);
  g_autoptr (GError) local = NULL;
  VmpCliRunRecord *self;

  if (recorder == NULL)
    return NULL;
  self = g_new0 (VmpCliRunRecord, 1);
  self->recorder = recorder;
  self->box = vmp_mark_box_new (&local);
  if (self->box != NULL)
    *environment = g_environ_setenv (*environment, VMP_MARK_VARIABLE, vmp_mark_box_get_folder (self->box), TRUE);
  else
    vmp_cli_say (_("marks can't be taken: %s"), local->message);
  return self;
}

void
vmp_cli_run_record_free (VmpCliRunRecord *self)
{
  vmp_cli_recorder_free (self->recorder);
  g_clear_pointer (&self->box, vmp_mark_box_free);
  g_free (self);
}

void
vmp_cli_run_record_get_fds (VmpCliRunRecord *self,
                            int             *out_fds)
{
  if (self->box != NULL)
    vmp_mark_box_get_fds (self->box, out_fds);
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

static void
mark_cb (const char *name,
         gint64      time_nsec,
         gpointer    user_data)
{
  VmpCliRunRecord *self = user_data;
  GArray *events = g_array_new (FALSE, FALSE, sizeof (VmpEvent));
  VmpEvent event = { VMP_EVENT_MARK, self->target, time_nsec };

  event.mark.name = g_ref_string_new (name);
  g_array_append_val (events, event);
  append_taken (self, events);
}

void
vmp_cli_run_record_take_marks (VmpCliRunRecord            *self,
                               const VmpCliRunRecordWatch *watch)
{
  gint64 now_nsec = vmp_clock_boottime_nsec ();

  if (self->box == NULL)
    return;
  self->target = watch->target;
  vmp_mark_box_take (self->box, mark_cb, self);
  if (watch->host == NULL || now_nsec - self->refreshed_nsec < REFRESH_NSEC)
    return;
  self->refreshed_nsec = now_nsec;
  vmp_host_refresh (watch->host, watch->target);
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

  vmp_cli_run_record_take_marks (self, &nobody);
  append_end (self, target, launcher, end_nsec);
  if (vmp_cli_recorder_finish (self->recorder, &error))
    return TRUE;
  message = vmp_text_escape (error->message, strlen (error->message));
  if (!self->has_failed)
    vmp_cli_say ("%s", message);
  return FALSE;
}
