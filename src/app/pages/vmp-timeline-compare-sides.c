/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two that are compared: what each is to be, and where its figures come from. */

#include "config.h"

#include "vmp-timeline-compare-private.h"

#include <glib/gi18n.h>

#include "../models/vmp-timeline-file.h"

/* --- wishes --- */

static void
wish_clear (VmpCompareWish *self)
{
  g_clear_pointer (&self->path, g_free);
  g_clear_pointer (&self->name, g_free);
}

static void
wish_copy (const VmpCompareWish *self, VmpCompareWish *out)
{
  *out = *self;
  out->path = g_strdup (self->path);
  out->name = g_strdup (self->name);
}

static gboolean
wish_equal (const VmpCompareWish *a, const VmpCompareWish *b)
{
  return g_strcmp0 (a->path, b->path) == 0 && g_strcmp0 (a->name, b->name) == 0 && a->pid == b->pid
         && a->begin_nsec == b->begin_nsec && a->end_nsec == b->end_nsec;
}

static void
wish_free (gpointer data)
{
  wish_clear (data);
  g_free (data);
}

static void
set_stage (VmpCompareWish *wish, const VmpStretch *stage)
{
  wish->name = g_strdup (stage->name);
  wish->begin_nsec = stage->begin_nsec;
  wish->end_nsec = stage->end_nsec;
}

static void
set_range (VmpTimelineCompare *self, const VmpCompareSide *side, VmpCompareWish *wish)
{
  wish->name = g_strdup (_("Time shown"));
  wish->begin_nsec = side->begin_nsec;
  wish->end_nsec = side->end_nsec;
  if (side->end_nsec == 0)
    vmp_chart_target_get_range (self->target, &wish->begin_nsec, &wish->end_nsec);
}

static void
set_moment (VmpTimelineCompare *self, const VmpCompareSide *side, VmpCompareWish *wish)
{
  gint64 first_nsec;

  wish->name = g_strdup (_("Moment"));
  wish->end_nsec = side->moment_nsec;
  if (side->moment_nsec == 0)
    vmp_chart_target_get_range (self->target, &first_nsec, &wish->end_nsec);
  wish->begin_nsec = wish->end_nsec;
}

/* FALSE: nothing can be chosen. @wish is cleared by wish_clear(). */
static gboolean
make_wish (VmpTimelineCompare *self, const VmpCompareSide *side, VmpCompareWish *wish)
{
  guint selected = gtk_drop_down_get_selected (side->choice), first_other = CHOICE_FIRST_STAGE + self->stages->len;
  const VmpProcessInfo *info = self->target != NULL ? vmp_target_get_info (self->target) : NULL;

  *wish = (VmpCompareWish) { 0 };
  if (self->target == NULL || selected == GTK_INVALID_LIST_POSITION)
    return FALSE;
  if (selected >= first_other)
    {
      wish->path = g_strdup (self->other.path);
      if (selected > first_other && selected - first_other - 1 < self->other.stages->len)
        set_stage (wish, &g_array_index (self->other.stages, VmpStretch, selected - first_other - 1));
      return wish->path != NULL;
    }
  wish->path = g_strdup (self->recording);
  wish->pid = info != NULL ? info->identity.pid : 0;
  if (selected == CHOICE_RANGE)
    set_range (self, side, wish);
  else if (selected == CHOICE_MOMENT)
    set_moment (self, side, wish);
  else
    set_stage (wish, &g_array_index (self->stages, VmpStretch, selected - CHOICE_FIRST_STAGE));
  return TRUE;
}

/* --- sides --- */

void
vmp_timeline_compare_drop_side (VmpCompareSide *side)
{
  g_cancellable_cancel (side->loading);
  g_clear_object (&side->loading);
  wish_clear (&side->loaded);
  g_clear_error (&side->error);
  g_clear_pointer (&side->side, vmp_timeline_side_free);
}

static void
load_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  const VmpCompareWish *wish = data;
  GError *error = NULL;
  VmpTimelineSide *side = vmp_timeline_file_load_side (wish->path, wish->pid, wish->name, wish->begin_nsec, wish->end_nsec, &error);

  if (side != NULL)
    g_task_return_pointer (task, side, (GDestroyNotify) vmp_timeline_side_free);
  else
    g_task_return_error (task, error);
}

static void
loaded_cb (GObject *source, GAsyncResult *result, gpointer user_data)
{
  VmpTimelineCompare *self = VMP_TIMELINE_COMPARE (source);
  g_autoptr (GError) error = NULL;
  VmpTimelineSide *loaded = g_task_propagate_pointer (G_TASK (result), &error);
  VmpCompareSide *side = &self->sides[GPOINTER_TO_UINT (user_data)];

  if (g_error_matches (error, G_IO_ERROR, G_IO_ERROR_CANCELLED))
    return;
  g_clear_object (&side->loading);
  g_clear_pointer (&side->side, vmp_timeline_side_free);
  side->side = loaded;
  g_clear_error (&side->error);
  side->error = g_steal_pointer (&error);
  vmp_timeline_compare_show (self);
}

/* Nothing is read again that is there, or comes already. */
static void
load_side (VmpTimelineCompare *self, guint at, const VmpCompareWish *wish)
{
  VmpCompareSide *side = &self->sides[at];
  g_autoptr (GTask) task = NULL;
  VmpCompareWish *copy;

  if (wish_equal (&side->loaded, wish))
    return;
  g_cancellable_cancel (side->loading);
  g_clear_object (&side->loading);
  wish_clear (&side->loaded);
  wish_copy (wish, &side->loaded);
  side->loading = g_cancellable_new ();
  task = g_task_new (self, side->loading, loaded_cb, GUINT_TO_POINTER (at));
  copy = g_new0 (VmpCompareWish, 1);
  wish_copy (wish, copy);
  g_task_set_task_data (task, copy, wish_free);
  g_task_run_in_thread (task, load_thread);
}

void
vmp_timeline_compare_update_side (VmpTimelineCompare *self, guint at)
{
  VmpCompareSide *side = &self->sides[at];
  VmpCompareWish wish;

  if (!make_wish (self, side, &wish))
    vmp_timeline_compare_drop_side (side);
  else if (wish.path != NULL)
    load_side (self, at, &wish);
  else
    {
      vmp_timeline_compare_drop_side (side);
      side->side = vmp_timeline_side_new (wish.name, self->target, self->types, wish.begin_nsec, wish.end_nsec);
      side->side->anchor_nsec = self->anchor_nsec;
    }
  wish_clear (&wish);
}

void
vmp_timeline_compare_forget_file (VmpTimelineCompare *self, const char *path)
{
  g_return_if_fail (VMP_IS_TIMELINE_COMPARE (self));

  /* A wish without a file is none that is read. */
  for (guint i = 0; i < N_SIDES; i++)
    if (path != NULL && g_strcmp0 (self->sides[i].loaded.path, path) == 0)
      wish_clear (&self->sides[i].loaded);
}
