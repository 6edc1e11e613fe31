/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The row objects of the list of processes: made for the rows that a view asks for, forgotten when it drops them. */

#include "config.h"

#include "vmp-process-model-private.h"

/* How many row objects out of sight follow at a time. */
#define N_REFRESHED 24

guint
vmp_process_model_find_watched (GArray *watched, gint32 pid, guint64 start_time_ticks)
{
  for (guint i = 0; i < watched->len; i++)
    {
      const VmpWatched *one = &g_array_index (watched, VmpWatched, i);

      if (one->pid == pid && one->start_time_ticks == start_time_ticks)
        return i;
    }
  return G_MAXUINT;
}

/* What a line stands for */

static void
show_process (VmpProcessModel *self, guint32 row, VmpProcessShown *shown)
{
  const VmpProcessRow *process = &self->table->rows[row];

  shown->row = process;
  shown->group = self->table->groups[row];
  shown->name = process->name;
  shown->pid = process->pid;
  shown->start_time_ticks = process->start_time_ticks;
  shown->watched = vmp_process_model_find_watched (self->watched, process->pid, process->start_time_ticks) != G_MAXUINT;
  shown->value = vmp_process_row_get_value (process, shown->shown->metric);
  shown->has_history = TRUE;
  shown->history = self->table->histories[row];
}

static void
show_group (VmpProcessModel *self, guint32 index, VmpProcessShown *shown)
{
  const VmpProcessGroup *group = &g_array_index (self->grouping->groups, VmpProcessGroup, index);

  shown->group = group->group;
  shown->n_processes = group->n;
  shown->n_missing = group->n_missing;
  shown->value = group->sum;
  shown->has_history = TRUE;
  shown->history = self->grouping->histories[index];
}

static void
show_ended (VmpProcessModel *self, guint32 index, VmpProcessShown *shown)
{
  const VmpWatched *watched = &g_array_index (self->watched, VmpWatched, index);

  shown->name = watched->name;
  shown->pid = watched->pid;
  shown->start_time_ticks = watched->start_time_ticks;
  shown->watched = TRUE;
  shown->value = VMP_MISSING;
}

static void
show_line (VmpProcessModel *self, guint position, VmpProcessShown *out_shown)
{
  const VmpProcessLine *line = vmp_process_model_line_at (self, position);

  *out_shown = (VmpProcessShown) {
    .line = *line,
    .shown = vmp_process_query_get_shown (&self->query),
    .nested = self->query.arrangement != VMP_PROCESS_ARRANGE_LIST,
  };
  if (line->kind == VMP_PROCESS_LINE_PROCESS)
    show_process (self, line->index, out_shown);
  else if (line->kind == VMP_PROCESS_LINE_GROUP)
    show_group (self, line->index, out_shown);
  else
    show_ended (self, line->index, out_shown);
}

/* The weak table of row objects */

static void
item_gone_cb (gpointer user_data, GObject *item)
{
  VmpProcessModel *self = user_data;
  GHashTableIter iter;
  gpointer value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &value))
    {
      if (value == (gpointer) item)
        {
          g_hash_table_iter_remove (&iter);
          return;
        }
    }
}

VmpProcessItem *
vmp_process_model_make_item (VmpProcessModel *self, guint position)
{
  VmpProcessShown shown;
  VmpProcessItem *item;

  show_line (self, position, &shown);
  item = vmp_process_item_new (self->table->list, &shown, self->generation);
  g_object_weak_ref (G_OBJECT (item), item_gone_cb, self);
  g_hash_table_insert (self->items, GUINT_TO_POINTER (position), item);
  return item;
}

static void
forget_item (VmpProcessModel *self, VmpProcessItem *item)
{
  g_object_weak_unref (G_OBJECT (item), item_gone_cb, self);
}

void
vmp_process_model_drop_items (VmpProcessModel *self, guint position)
{
  GHashTableIter iter;
  gpointer key, item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &key, &item))
    {
      if (GPOINTER_TO_UINT (key) < position)
        continue;
      forget_item (self, item);
      g_hash_table_iter_remove (&iter);
    }
}

void
vmp_process_model_move_items (VmpProcessModel *self, const guint32 *numbers, const guint32 *places)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&self->items);
  GHashTableIter iter;
  gpointer key, value;

  self->items = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint32 number = numbers[GPOINTER_TO_UINT (key)];

      if (number == G_MAXUINT32 || places[number] == G_MAXUINT32)
        forget_item (self, value);
      else
        g_hash_table_insert (self->items, GUINT_TO_POINTER (places[number]), value);
    }
}

static gboolean
is_in_sight (VmpProcessModel *self, guint position)
{
  return position >= self->first_in_sight && position - self->first_in_sight < self->n_in_sight;
}

/* Tells at most @most live row objects that are behind what they stand for; FALSE if there are more. A handler may drop others,
 * hence the copy. */
static gboolean
refresh_some (VmpProcessModel *self, gboolean only_in_sight, guint most)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->items);
  while (items->len < most && g_hash_table_iter_next (&iter, &key, &value))
    {
      guint position = GPOINTER_TO_UINT (key);

      if (vmp_process_item_get_generation (value) == self->generation
          || (only_in_sight && !is_in_sight (self, position)))
        continue;
      g_ptr_array_add (items, g_object_ref (value));
      g_array_append_val (positions, position);
    }
  for (guint i = 0; i < items->len; i++)
    {
      VmpProcessShown shown;

      show_line (self, g_array_index (positions, guint, i), &shown);
      vmp_process_item_set (items->pdata[i], self->table->list, &shown, self->generation);
    }
  return items->len < most;
}

static gboolean
refresh_cb (gpointer data)
{
  VmpProcessModel *self = data;

  if (!refresh_some (self, FALSE, N_REFRESHED))
    return G_SOURCE_CONTINUE;
  self->refresh_source = 0;
  return G_SOURCE_REMOVE;
}

/* What is in sight at once, so that it is in the next frame; the rest in turns that nobody feels. */
void
vmp_process_model_refresh_items (VmpProcessModel *self)
{
  self->generation++;
  refresh_some (self, TRUE, G_MAXUINT);
  if (self->refresh_source == 0 && self->n_in_sight < G_MAXUINT)
    self->refresh_source = g_idle_add_full (G_PRIORITY_LOW, refresh_cb, self, NULL);
}

void
vmp_process_model_forget_items (VmpProcessModel *self)
{
  GHashTableIter iter;
  gpointer item;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    forget_item (self, item);
  g_clear_pointer (&self->items, g_hash_table_unref);
}
