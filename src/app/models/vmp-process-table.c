/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A list of processes with what the picker remembers of each, and the groups that they make. */

#include "config.h"

#include "vmp-process-table.h"

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)

guint32 *
vmp_process_table_map_rows (VmpProcessList *old_list, VmpProcessList *new_list)
{
  guint n_old, n_new, j = 0;
  const VmpProcessRow *old_rows = vmp_process_list_get_rows (old_list, &n_old);
  const VmpProcessRow *new_rows = vmp_process_list_get_rows (new_list, &n_new);
  guint32 *map = g_new (guint32, n_old + 1);

  /* Both ascend by pid. */
  for (guint i = 0; i < n_old; i++)
    {
      while (j < n_new && new_rows[j].pid < old_rows[i].pid)
        j++;
      map[i] = j < n_new && new_rows[j].pid == old_rows[i].pid
               && new_rows[j].start_time_ticks == old_rows[i].start_time_ticks
               ? j
               : G_MAXUINT32;
    }
  return map;
}

/* A process that runs another program, or of which more is known now, may be of another group. */
static gboolean
is_of_same_group (const VmpProcessRow *a, const VmpProcessRow *b)
{
  return a->exe == b->exe && a->cgroup == b->cgroup && a->name == b->name;
}

static void
take_over_groups (VmpProcessTable *self, const VmpProcessTable *old, const guint32 *old_to_new)
{
  for (guint i = 0; i < old->n_rows; i++)
    {
      guint32 row = old_to_new[i];

      if (row != G_MAXUINT32 && is_of_same_group (&old->rows[i], &self->rows[row]))
        self->groups[row] = vmp_app_group_ref (old->groups[i]);
    }
}

/* At least one: each list is something new. A list that comes late leaves a hole. */
static guint
count_seconds (VmpProcessList *old, VmpProcessList *new)
{
  gint64 nsec = vmp_process_list_get_time (new) - vmp_process_list_get_time (old);

  return (guint) CLAMP ((nsec + NSEC_PER_SEC / 2) / NSEC_PER_SEC, 1, VMP_PROCESS_HISTORY);
}

VmpProcessTable *
vmp_process_table_new (VmpProcessList        *list,
                       const VmpProcessTable *old,
                       const guint32         *old_to_new,
                       VmpAppIndex           *apps,
                       VmpMetricId            metric)
{
  VmpProcessTable *self = g_new0 (VmpProcessTable, 1);
  gboolean same_metric = old != NULL && old->metric == metric;

  self->list = vmp_process_list_ref (list);
  self->rows = vmp_process_list_get_rows (list, &self->n_rows);
  self->metric = metric;
  self->groups = g_new0 (VmpAppGroup *, self->n_rows + 1);
  if (old != NULL)
    take_over_groups (self, old, old_to_new);
  for (guint i = 0; i < self->n_rows; i++)
    if (self->groups[i] == NULL)
      self->groups[i] = vmp_app_index_dup_group (apps, &self->rows[i]);
  self->histories =
    vmp_process_history_new_for_list (same_metric ? old->histories : NULL, old_to_new, old != NULL ? old->n_rows : 0,
                                      old != NULL ? count_seconds (old->list, list) : 0,
                                      self->rows, self->n_rows, metric);
  return self;
}

static void
forget_groups (VmpProcessTable *self)
{
  for (guint i = 0; i < self->n_rows; i++)
    g_clear_pointer (&self->groups[i], vmp_app_group_unref);
}

void
vmp_process_table_free (VmpProcessTable *self)
{
  forget_groups (self);
  g_free (self->groups);
  g_free (self->histories);
  vmp_process_list_unref (self->list);
  g_free (self);
}

void
vmp_process_table_set_metric (VmpProcessTable *self, VmpMetricId metric)
{
  if (self->metric == metric)
    return;
  self->metric = metric;
  g_free (self->histories);
  self->histories = vmp_process_history_new_for_list (NULL, NULL, 0, 0, self->rows, self->n_rows, metric);
}

void
vmp_process_table_find_groups (VmpProcessTable *self, VmpAppIndex *apps)
{
  forget_groups (self);
  for (guint i = 0; i < self->n_rows; i++)
    self->groups[i] = vmp_app_index_dup_group (apps, &self->rows[i]);
}

static guint32
find_or_add_group (VmpProcessGrouping *self, GHashTable *numbers, VmpAppGroup *group)
{
  const VmpProcessGroup empty = { group, VMP_MISSING, 0, 0 };
  gpointer number;

  if (g_hash_table_lookup_extended (numbers, group, NULL, &number))
    return GPOINTER_TO_UINT (number);
  g_hash_table_insert (numbers, group, GUINT_TO_POINTER (self->groups->len));
  g_array_append_val (self->groups, empty);
  return self->groups->len - 1;
}

static void
count_in (VmpProcessGroup *group, const VmpProcessRow *row, VmpMetricId metric)
{
  gint64 value = vmp_process_row_get_value (row, metric);

  group->n++;
  if (!vmp_value_is_missing (value))
    group->sum = vmp_value_is_missing (group->sum) ? value : group->sum + value;
  else if (row->kind == VMP_PROCESS_USER || row->kind == VMP_PROCESS_LEADER_EXITED)
    group->n_missing++;
}

VmpProcessGrouping *
vmp_process_grouping_new (const VmpProcessTable    *table,
                          const guint32            *matches,
                          guint                     n_matches,
                          const VmpProcessSortInfo *shown)
{
  VmpProcessGrouping *self = g_new0 (VmpProcessGrouping, 1);
  g_autoptr (GHashTable) numbers = g_hash_table_new (NULL, NULL);

  self->of_row = g_new (guint32, table->n_rows + 1);
  self->groups = g_array_new (FALSE, FALSE, sizeof (VmpProcessGroup));
  for (guint i = 0; i < n_matches; i++)
    {
      guint32 row = matches[i];

      self->of_row[row] = find_or_add_group (self, numbers, table->groups[row]);
      count_in (&g_array_index (self->groups, VmpProcessGroup, self->of_row[row]), &table->rows[row], shown->metric);
    }
  self->histories = g_new (VmpProcessHistory, self->groups->len + 1);
  for (guint i = 0; i < self->groups->len; i++)
    {
      vmp_app_group_ref (g_array_index (self->groups, VmpProcessGroup, i).group);
      vmp_process_history_clear (&self->histories[i]);
    }
  for (guint i = 0; i < n_matches; i++)
    vmp_process_history_add (&self->histories[self->of_row[matches[i]]], &table->histories[matches[i]]);
  return self;
}

void
vmp_process_grouping_free (VmpProcessGrouping *self)
{
  for (guint i = 0; i < self->groups->len; i++)
    vmp_app_group_unref (g_array_index (self->groups, VmpProcessGroup, i).group);
  g_array_unref (self->groups);
  g_free (self->of_row);
  g_free (self->histories);
  g_free (self);
}
