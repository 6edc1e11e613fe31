/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What a tab records: the process that it shows when it is asked to, to the end of that. */

#include "config.h"

#include "vmp-target-view-private.h"

#include <sys/wait.h>

#include "vmp-preferences.h"

#define NSEC_PER_MSEC G_GINT64_CONSTANT (1000000)

static VmpLiveRecording *
get_alive (VmpTargetView *self)
{
  VmpLiveRecording *recording = self->recording_bar != NULL ? vmp_recording_bar_get_recording (self->recording_bar) : NULL;

  return recording != NULL && vmp_live_recording_is_alive (recording) ? recording : NULL;
}

gboolean
vmp_target_view_is_recording (VmpTargetView *self)
{
  VmpLiveRecording *recording;

  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  recording = get_alive (self);
  return recording != NULL && vmp_live_recording_get_state (recording) < VMP_LIVE_RECORDING_STOPPING;
}

/* A process that is measured here and now. */
gboolean
vmp_target_view_is_live (VmpTargetView *self)
{
  VmpTarget *target;

  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  target = vmp_target_view_find_target (self);
  return self->replay == NULL && target != NULL && vmp_target_get_info (target) != NULL && vmp_target_get_exit (target) == NULL
         && g_strcmp0 (gtk_stack_get_visible_child_name (self->stack), "pages") == 0;
}

static void
recording_cb (VmpTargetView *self)
{
  g_object_notify (G_OBJECT (self), "recording");
}

static VmpRecordingPlan *
create_plan (VmpTargetView *self, const char *path)
{
  GSettings *settings = vmp_preferences_get_settings (vmp_preferences_get_default ());
  VmpTarget *target = vmp_target_view_find_target (self);
  const VmpProcessInfo *info = target != NULL ? vmp_target_get_info (target) : NULL;
  const VmpLaunchSpec *spec = self->launch != NULL ? vmp_launch_get_spec (self->launch) : NULL;
  g_autofree char *program = spec != NULL ? g_path_get_basename (spec->argv[0]) : NULL;
  const VmpRecordingPlan plan = {
    .path = (char *) path,
    .program = info != NULL ? info->name : program,
    .command = spec != NULL ? spec->command : info != NULL ? info->command : NULL,
    .with_command_line = g_settings_get_boolean (settings, "record-command-line"),
  };
  VmpRecordingPlan *copy = vmp_recording_plan_copy (&plan);

  copy->interval_nsec = g_settings_get_int (settings, "interval-msec") * NSEC_PER_MSEC;
  return copy;
}

void
vmp_target_view_record (VmpTargetView *self, const char *path)
{
  g_autoptr (VmpRecordingPlan) plan = NULL;
  g_autoptr (VmpLiveRecording) recording = NULL;

  g_return_if_fail (VMP_IS_TARGET_VIEW (self));

  if (self->target == 0)
    return;
  vmp_target_view_stop_recording (self);
  plan = create_plan (self, path);
  recording = vmp_live_recording_new (self->monitor, self->target, self->launch, plan);
  g_signal_connect_object (recording, "changed", G_CALLBACK (recording_cb), self, G_CONNECT_SWAPPED);
  vmp_recording_bar_set_recording (self->recording_bar, recording);
  recording_cb (self);
}

const char *
vmp_target_view_get_saved_path (VmpTargetView *self)
{
  VmpLiveRecording *recording;

  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), NULL);

  recording = vmp_recording_bar_get_recording (self->recording_bar);
  if (recording == NULL || vmp_live_recording_get_state (recording) != VMP_LIVE_RECORDING_SAVED
      || vmp_live_recording_get_target (recording) != self->target)
    return NULL;
  return vmp_live_recording_get_path (recording);
}

/* The launch knows how it ended, which nobody else may be told; VMP_MISSING. */
static gint64
get_status (VmpTargetView *self)
{
  VmpTarget *target = vmp_target_view_find_target (self);
  const VmpEvent *exit = target != NULL ? vmp_target_get_exit (target) : NULL;

  if (self->launch != NULL)
    return vmp_launch_get_state (self->launch) == VMP_LAUNCH_STATE_ENDED ? vmp_launch_get_status (self->launch) : VMP_MISSING;
  return exit != NULL ? exit->exit.status : VMP_MISSING;
}

gboolean
vmp_target_view_take_death (VmpTargetView *self, int *out_signal)
{
  VmpLiveRecording *recording;
  gint64 status;

  g_return_val_if_fail (VMP_IS_TARGET_VIEW (self), FALSE);

  status = get_status (self);
  if (self->replay != NULL || self->target == 0 || self->told_target == self->target || status == VMP_MISSING
      || !WIFSIGNALED ((int) status))
    return FALSE;
  self->told_target = self->target;
  *out_signal = WTERMSIG ((int) status);
  recording = vmp_recording_bar_get_recording (self->recording_bar);
  return recording == NULL || vmp_live_recording_get_target (recording) != self->target;
}

void
vmp_target_view_stop_recording (VmpTargetView *self)
{
  VmpLiveRecording *recording;

  g_return_if_fail (VMP_IS_TARGET_VIEW (self));

  recording = get_alive (self);
  if (recording != NULL)
    vmp_live_recording_stop (recording);
}
