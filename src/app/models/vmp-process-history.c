/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The last half minute of one value of each process, for the small graphs of rows. */

#include "config.h"

#include "vmp-process-history.h"

#include <math.h>
#include <string.h>

void
vmp_process_history_clear (VmpProcessHistory *self)
{
  for (guint i = 0; i < VMP_PROCESS_HISTORY; i++)
    self->values[i] = NAN;
}

static void
shift (VmpProcessHistory *self, const VmpProcessHistory *old, guint n_steps)
{
  guint n_kept = VMP_PROCESS_HISTORY - n_steps;

  memcpy (self->values, old->values + n_steps, n_kept * sizeof (float));
  for (guint i = n_kept; i < VMP_PROCESS_HISTORY; i++)
    self->values[i] = NAN;
}

VmpProcessHistory *
vmp_process_history_new_for_list (const VmpProcessHistory *old,
                                  const guint32           *old_to_new,
                                  guint                    n_old,
                                  guint                    n_steps,
                                  const VmpProcessRow     *rows,
                                  guint                    n_rows,
                                  VmpMetricId              metric)
{
  VmpProcessHistory *histories = g_new (VmpProcessHistory, n_rows + 1);
  g_autofree guint8 *known = g_new0 (guint8, n_rows + 1);

  for (guint i = 0; old != NULL && n_steps < VMP_PROCESS_HISTORY && i < n_old; i++)
    {
      if (old_to_new[i] == G_MAXUINT32)
        continue;
      shift (&histories[old_to_new[i]], &old[i], n_steps);
      known[old_to_new[i]] = TRUE;
    }
  for (guint i = 0; i < n_rows; i++)
    {
      gint64 value = vmp_process_row_get_value (&rows[i], metric);

      if (!known[i])
        vmp_process_history_clear (&histories[i]);
      if (!vmp_value_is_missing (value))
        histories[i].values[VMP_PROCESS_HISTORY - 1] = (float) value;
    }
  return histories;
}

void
vmp_process_history_add (VmpProcessHistory *self, const VmpProcessHistory *other)
{
  for (guint i = 0; i < VMP_PROCESS_HISTORY; i++)
    {
      if (isnan (self->values[i]))
        self->values[i] = other->values[i];
      else if (!isnan (other->values[i]))
        self->values[i] += other->values[i];
    }
}
