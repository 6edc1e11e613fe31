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

/* Which change is the last is known once those before it are answered. */
typedef struct
{
  Way                 way;
  VmpRecordingChange *change;   /* owned; of a DO */
} Step;

static void
step_free (gpointer data)
{
  Step *self = data;

  g_clear_pointer (&self->change, vmp_recording_change_free);
  g_free (self);
}

void
vmp_replay_init_edit (VmpReplay *self)
{
  self->done = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_recording_change_free);
  self->undone = g_ptr_array_new_with_free_func ((GDestroyNotify) vmp_recording_change_free);
  g_queue_init (&self->ways);
  g_queue_init (&self->steps);
}

void
vmp_replay_clear_edit (VmpReplay *self)
{
  g_clear_pointer (&self->done, g_ptr_array_unref);
  g_clear_pointer (&self->undone, g_ptr_array_unref);
  g_queue_clear (&self->ways);
  g_queue_clear_full (&self->steps, step_free);
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

/* @waits: a step back waits for what the worker has not answered, and all that come after wait for it. */
static void
take_steps (VmpReplay *self,
            gboolean   waits)
{
  const Step *next;

  while ((next = g_queue_peek_head (&self->steps)) != NULL && (!waits || next->way == WAY_DO || g_queue_is_empty (&self->ways)))
    {
      Step *step = g_queue_pop_head (&self->steps);

      if (step->way == WAY_DO)
        send (self, g_steal_pointer (&step->change), WAY_DO);
      else
        go_back (self, step->way == WAY_UNDO ? self->done : self->undone, step->way);
      step_free (step);
    }
}

static void
add_step (VmpReplay          *self,
          Way                 way,
          VmpRecordingChange *change)
{
  Step *step = g_new (Step, 1);

  *step = (Step) { way, change };
  g_queue_push_tail (&self->steps, step);
  take_steps (self, TRUE);
}

void
vmp_replay_leave_edit (VmpReplay *self)
{
  take_steps (self, FALSE);
}

/* What failed is as it was before: it can be tried again, unless it always will fail; then it is in nobody's way. */
static void
give_back (VmpReplay          *self,
           VmpRecordingChange *change,
           Way                 way)
{
  if (change->is_stale)
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
      g_autoptr (VmpRecordingChange) lost = way == WAY_DO ? g_steal_pointer (&change) : NULL;

      if (lost == NULL)
        give_back (self, change, way);
      take_steps (self, TRUE);
      g_signal_emit_by_name (self, "edit-failed", error->message, lost);
      return;
    }
  if (way == WAY_DO)
    g_ptr_array_set_size (self->undone, 0);
  g_ptr_array_add (way == WAY_UNDO ? self->undone : self->done, change);
  take_steps (self, TRUE);
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

  add_step (self, WAY_DO, vmp_recording_change_new (before, after));
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

void
vmp_replay_undo (VmpReplay *self)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  add_step (self, WAY_UNDO, NULL);
}

void
vmp_replay_redo (VmpReplay *self)
{
  g_return_if_fail (VMP_IS_REPLAY (self));

  add_step (self, WAY_REDO, NULL);
}
