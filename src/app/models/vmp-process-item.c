/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the picker, made only for rows that GTK asks for. */

#include "config.h"

#include "vmp-process-item.h"

#include <string.h>

struct _VmpProcessItem
{
  GObject         parent_instance;

  /* owned */
  VmpProcessList *list;
  VmpProcessShown shown;    /* with a reference of the group and of the name */

  guint           generation;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpProcessItem, vmp_process_item, G_TYPE_OBJECT)

static void
shown_clear (VmpProcessShown *shown)
{
  g_clear_pointer (&shown->group, vmp_app_group_unref);
  g_clear_pointer (&shown->name, g_ref_string_release);
}

static void
shown_copy (VmpProcessShown *self, const VmpProcessShown *other)
{
  *self = *other;
  if (self->group != NULL)
    vmp_app_group_ref (self->group);
  if (self->name != NULL)
    g_ref_string_acquire (self->name);
}

static void
vmp_process_item_finalize (GObject *object)
{
  VmpProcessItem *self = VMP_PROCESS_ITEM (object);

  shown_clear (&self->shown);
  g_clear_pointer (&self->list, vmp_process_list_unref);

  G_OBJECT_CLASS (vmp_process_item_parent_class)->finalize (object);
}

static void
vmp_process_item_class_init (VmpProcessItemClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vmp_process_item_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_PROCESS_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
vmp_process_item_init (VmpProcessItem *self)
{
}

static gboolean
is_same_line (const VmpProcessLine *a, const VmpProcessLine *b)
{
  return a->kind == b->kind
         && a->section == b->section
         && a->depth == b->depth
         && a->expandable == b->expandable
         && a->expanded == b->expanded
         && a->context == b->context;
}

/* Strings of rows are shared between lists while they stay the same, so their addresses tell. */
static gboolean
is_same_process (const VmpProcessRow *a, const VmpProcessRow *b)
{
  if (a == NULL || b == NULL)
    return a == b;
  return a->name == b->name
         && a->command == b->command
         && a->uid == b->uid
         && a->kind == b->kind;
}

static gboolean
looks_the_same (const VmpProcessShown *a, const VmpProcessShown *b)
{
  return a->pid == b->pid
         && a->start_time_ticks == b->start_time_ticks
         && is_same_line (&a->line, &b->line)
         && is_same_process (a->row, b->row)
         && a->group == b->group
         && a->name == b->name
         && a->n_processes == b->n_processes
         && a->n_missing == b->n_missing
         && a->watched == b->watched
         && a->nested == b->nested
         && a->shown == b->shown
         && a->value == b->value
         && a->has_history == b->has_history
         && (!a->has_history || memcmp (&a->history, &b->history, sizeof a->history) == 0);
}

VmpProcessItem *
vmp_process_item_new (VmpProcessList *list, const VmpProcessShown *shown, guint generation)
{
  VmpProcessItem *self = g_object_new (VMP_TYPE_PROCESS_ITEM, NULL);

  self->list = vmp_process_list_ref (list);
  shown_copy (&self->shown, shown);
  self->generation = generation;
  return self;
}

void
vmp_process_item_set (VmpProcessItem *self, VmpProcessList *list, const VmpProcessShown *shown, guint generation)
{
  g_autoptr (VmpProcessList) old_list = NULL;
  VmpProcessShown old;
  gboolean same;

  g_return_if_fail (VMP_IS_PROCESS_ITEM (self));

  old_list = g_steal_pointer (&self->list);
  old = self->shown;
  self->list = vmp_process_list_ref (list);
  shown_copy (&self->shown, shown);
  self->generation = generation;
  same = looks_the_same (&old, &self->shown);
  shown_clear (&old);
  if (!same)
    g_signal_emit (self, signals[CHANGED], 0);
}

const VmpProcessShown *
vmp_process_item_get (VmpProcessItem *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_ITEM (self), NULL);

  return &self->shown;
}

guint
vmp_process_item_get_generation (VmpProcessItem *self)
{
  return self->generation;
}

const VmpProcessRow *
vmp_process_item_get_row (VmpProcessItem *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_ITEM (self), NULL);

  return self->shown.row;
}
