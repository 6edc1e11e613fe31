/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What came and went between two orders of rows, as the few runs that a list view can follow. */

#include "config.h"

#include "vmp-order-diff.h"

/* Marks of a row, by its new number. */
enum
{
  WAS_THERE = 1 << 0,
  IS_THERE  = 1 << 1,
};

static guint32
new_number (const guint32 *old_order, const guint32 *old_to_new, guint position)
{
  guint32 old = old_order != NULL ? old_order[position] : position;

  return old_to_new != NULL ? old_to_new[old] : old;
}

static void
add_to_runs (GArray *runs, guint position)
{
  VmpOrderRun run = { position, 1 };

  if (runs->len > 0)
    {
      VmpOrderRun *last = &g_array_index (runs, VmpOrderRun, runs->len - 1);

      if (last->position + last->n == position)
        {
          last->n++;
          return;
        }
    }
  g_array_append_val (runs, run);
}

gboolean
vmp_order_diff_init (VmpOrderDiff  *self,
                     const guint32 *old_order,
                     guint          n_old,
                     const guint32 *old_to_new,
                     const guint32 *new_order,
                     guint          n_new,
                     guint          n_rows,
                     guint          max_runs)
{
  g_autofree guint8 *marks = g_new0 (guint8, n_rows);
  guint i = 0, j = 0;

  self->removed = g_array_new (FALSE, FALSE, sizeof (VmpOrderRun));
  self->added = g_array_new (FALSE, FALSE, sizeof (VmpOrderRun));

  for (guint k = 0; k < n_new; k++)
    marks[new_order[k]] |= IS_THERE;
  for (guint k = 0; k < n_old; k++)
    {
      guint32 row = new_number (old_order, old_to_new, k);

      if (row != G_MAXUINT32)
        marks[row] |= WAS_THERE;
    }

  while (i < n_old || j < n_new)
    {
      guint32 row = i < n_old ? new_number (old_order, old_to_new, i) : G_MAXUINT32;

      if (i < n_old && (row == G_MAXUINT32 || !(marks[row] & IS_THERE)))
        add_to_runs (self->removed, i++);
      else if (j < n_new && !(marks[new_order[j]] & WAS_THERE))
        add_to_runs (self->added, j++);
      else if (i < n_old && j < n_new && row == new_order[j])
        {
          i++;
          j++;
        }
      else
        return FALSE;
    }
  return self->removed->len + self->added->len <= max_runs;
}

void
vmp_order_diff_clear (VmpOrderDiff *self)
{
  g_clear_pointer (&self->removed, g_array_unref);
  g_clear_pointer (&self->added, g_array_unref);
}
