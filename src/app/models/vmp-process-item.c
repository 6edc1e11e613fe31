/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of the picker, made only for rows that GTK asks for. */

#include "config.h"

#include "vmp-process-item.h"

struct _VmpProcessItem
{
  GObject              parent_instance;

  /* owned */
  VmpProcessList      *list;

  /* borrowed from list */
  const VmpProcessRow *row;

  VmpMetricId          metric;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpProcessItem, vmp_process_item, G_TYPE_OBJECT)

static void
vmp_process_item_finalize (GObject *object)
{
  VmpProcessItem *self = VMP_PROCESS_ITEM (object);

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

/* Strings of rows are shared between lists while they stay the same, so their addresses tell. */
static gboolean
looks_the_same (const VmpProcessRow *a, const VmpProcessRow *b, VmpMetricId metric)
{
  return a->pid == b->pid
         && a->start_time_ticks == b->start_time_ticks
         && a->name == b->name
         && a->command == b->command
         && a->uid == b->uid
         && a->kind == b->kind
         && vmp_process_row_get_value (a, metric) == vmp_process_row_get_value (b, metric);
}

VmpProcessItem *
vmp_process_item_new (VmpProcessList *list, const VmpProcessRow *row, VmpMetricId metric)
{
  VmpProcessItem *self = g_object_new (VMP_TYPE_PROCESS_ITEM, NULL);

  self->list = vmp_process_list_ref (list);
  self->row = row;
  self->metric = metric;
  return self;
}

void
vmp_process_item_set_row (VmpProcessItem *self, VmpProcessList *list, const VmpProcessRow *row, VmpMetricId metric)
{
  g_autoptr (VmpProcessList) old_list = NULL;
  const VmpProcessRow *old_row;
  gboolean same;

  g_return_if_fail (VMP_IS_PROCESS_ITEM (self));

  old_list = g_steal_pointer (&self->list);
  old_row = self->row;
  same = metric == self->metric && looks_the_same (old_row, row, metric);
  self->list = vmp_process_list_ref (list);
  self->row = row;
  self->metric = metric;
  if (!same)
    g_signal_emit (self, signals[CHANGED], 0);
}

const VmpProcessRow *
vmp_process_item_get_row (VmpProcessItem *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_ITEM (self), NULL);

  return self->row;
}

VmpMetricId
vmp_process_item_get_metric (VmpProcessItem *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_ITEM (self), VMP_METRIC_RSS);

  return self->metric;
}
