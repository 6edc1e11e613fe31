/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a table of figures, whose cells follow it. */

#include "config.h"

#include "vmp-figure-item.h"

#include <string.h>

struct _VmpFigureItem
{
  GObject      parent_instance;
  VmpFigureRow row;
};

static guint changed_signal;

G_DEFINE_FINAL_TYPE (VmpFigureItem, vmp_figure_item, G_TYPE_OBJECT)

static void
clear (VmpFigureItem *self)
{
  for (guint i = 0; i < VMP_FIGURE_TABLE_MAX_COLUMNS; i++)
    g_clear_pointer (&self->row.texts[i], g_free);
}

static void
vmp_figure_item_finalize (GObject *object)
{
  clear (VMP_FIGURE_ITEM (object));

  G_OBJECT_CLASS (vmp_figure_item_parent_class)->finalize (object);
}

static void
vmp_figure_item_class_init (VmpFigureItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_figure_item_finalize;
  changed_signal =
    g_signal_new ("changed", G_TYPE_FROM_CLASS (klass), G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_figure_item_init (VmpFigureItem *self)
{
}

VmpFigureItem *
vmp_figure_item_new (void)
{
  return g_object_new (VMP_TYPE_FIGURE_ITEM, NULL);
}

void
vmp_figure_item_take (VmpFigureItem *self, VmpFigureRow *row)
{
  g_return_if_fail (VMP_IS_FIGURE_ITEM (self));

  clear (self);
  self->row = *row;
  memset (row->texts, 0, sizeof row->texts);
  g_signal_emit (self, changed_signal, 0);
}

const VmpFigureRow *
vmp_figure_item_get_row (VmpFigureItem *self)
{
  g_return_val_if_fail (VMP_IS_FIGURE_ITEM (self), NULL);

  return &self->row;
}
