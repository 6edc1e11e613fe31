/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes of a recording that is shown: notes and names of stages. Each is a command that can be undone. */

#include "config.h"

#include "vmp-replay-private.h"

typedef enum
{
  WAY_DO,
  WAY_UNDO,
  WAY_REDO,
} Way;

void
vmp_replay_init_edit (VmpReplay *self)
{
  self->done = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_recording_change_free);
  self->undone = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_recording_change_free);
  g_queue_init (&self->ways);
}

void
vmp_replay_clear_edit (VmpReplay *self)
{
  g_clear_pointer (&self->done, g_ptr_array_unref);
  g_clear_pointer (&self->undone, g_ptr_array_unref);
  g_queue_clear (&self->ways);
}

static void
send (VmpReplay          *self,
      VmpRecordingChange *change,
      Way                 way)
{
  g_queue_push_tail (&self->ways, GUINT_TO_POINTER (way));
  vmp_replay_worker_ask_change (self->worker, change);
}

static VmpReplayEdit
get_edit (const VmpRecordingChange *change,
          Way                       way)
{
  gboolean is_note = change->before.type == VMP_EVENT_NOTE || change->after.type == VMP_EVENT_NOTE;

  if (way != WAY_DO)
    return way == WAY_UNDO ? VMP_REPLAY_EDIT_UNDONE : VMP_REPLAY_EDIT_REDONE;
  if (change->before.type == 0)
    return VMP_REPLAY_EDIT_NOTE_ADDED;
  if (change->after.type == 0)
    return is_note ? VMP_REPLAY_EDIT_NOTE_REMOVED : VMP_REPLAY_EDIT_STAGE_REMOVED;
  return is_note ? VMP_REPLAY_EDIT_NOTE_CHANGED : VMP_REPLAY_EDIT_STAGE_RENAMED;
}

/* What failed is as it was before: it can be tried again. */
static void
give_back (VmpReplay          *self,
           VmpRecordingChange *change,
           Way                 way)
{
  if (way == WAY_DO)
    {
      vmp_recording_change_free (change);
      return;
    }
  vmp_recording_change_reverse (change);
  g_ptr_array_add (way == WAY_UNDO ? self->done : self->undone, change);
}

void
vmp_replay_take_change (VmpReplay          *self,
                        VmpRecordingChange *change,
                        const GError       *error)
{
  Way way = GPOINTER_TO_UINT (g_queue_pop_head (&self->ways));
  VmpReplayEdit edit = get_edit (change, way);

  if (error != NULL)
    {
      give_back (self, change, way);
      g_signal_emit_by_name (self, "edit-failed", error->message);
      return;
    }
  if (way == WAY_DO)
    g_ptr_array_set_size (self->undone, 0);
  g_ptr_array_add (way == WAY_UNDO ? self->undone : self->done, change);
  g_signal_emit_by_name (self, "edited", (guint) edit);
}

gboolean
vmp_replay_may_edit (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), FALSE);

  return self->contents != NULL && self->contents->may_edit;
}

void
vmp_replay_edit (VmpReplay      *self,
                 const VmpEvent *before,
                 const VmpEvent *after)
{
  g_return_if_fail (VMP_IS_REPLAY (self) && self->contents != NULL && (before != NULL || after != NULL));

  send (self, vmp_recording_change_new (before, after), WAY_DO);
}

gboolean
vmp_replay_can_undo (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), FALSE);

  return self->done->len > 0;
}

gboolean
vmp_replay_can_redo (VmpReplay *self)
{
  g_return_val_if_fail (VMP_IS_REPLAY (self), FALSE);

  return self->undone->len > 0;
}

/* The newest of @changes, the other way round. */
static void
go_back (VmpReplay *self,
         GPtrArray *changes,
         Way        way)
{
  VmpRecordingChange *change;

  if (changes->len == 0)
    return;
  change = g_ptr_array_steal_index (changes, changes->len - 1);
  vmp_recording_change_reverse (change);
  send (self, change, way);
}

void
vmp_replay_undo (VmpReplay *self)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  go_back (self, self->done, WAY_UNDO);
}

void
vmp_replay_redo (VmpReplay *self)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  go_back (self, self->undone, WAY_REDO);
}
