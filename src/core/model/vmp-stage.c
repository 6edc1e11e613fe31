/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stages: how named stretches of time follow from the moments that were marked. One rule for window, reports and checks. */

#include "config.h"

#include "vmp-stage.h"

static void
clear_stage (gpointer data)
{
  g_ref_string_release (((VmpStage *) data)->name);
}

/* Of the same moment the order in which they came counts, and g_array_sort() keeps it. */
static int
compare_begins (gconstpointer a,
                gconstpointer b)
{
  const VmpStage *x = a, *y = b;

  return (x->begin_nsec > y->begin_nsec) - (x->begin_nsec < y->begin_nsec);
}

GArray *
vmp_stage_list (const VmpEvent *events,
                guint           n,
                gint64          end_nsec)
{
  GArray *stages = g_array_new (FALSE, FALSE, sizeof (VmpStage));

  g_array_set_clear_func (stages, clear_stage);
  for (guint i = 0; i < n; i++)
    {
      VmpStage stage = { .begin_nsec = events[i].time_nsec };

      if (events[i].type != VMP_EVENT_MARK)
        continue;
      stage.name = g_ref_string_acquire (events[i].mark.name);
      g_array_append_val (stages, stage);
    }
  g_array_sort (stages, compare_begins);
  for (guint i = 0; i < stages->len; i++)
    {
      VmpStage *stage = &g_array_index (stages, VmpStage, i);

      stage->end_nsec = i + 1 < stages->len ? g_array_index (stages, VmpStage, i + 1).begin_nsec : MAX (end_nsec, stage->begin_nsec);
    }
  return stages;
}

const VmpStage *
vmp_stage_find (GArray *stages,
                gint64  time_nsec)
{
  guint low = 0, high = stages->len;
  const VmpStage *found;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (g_array_index (stages, VmpStage, middle).begin_nsec <= time_nsec)
        low = middle + 1;
      else
        high = middle;
    }
  found = low > 0 ? &g_array_index (stages, VmpStage, low - 1) : NULL;
  return found != NULL && time_nsec < found->end_nsec ? found : NULL;
}
