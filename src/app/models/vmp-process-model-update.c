/* SPDX-License-Identifier: GPL-3.0-or-later */
/* How the list of processes follows a new list, another query, or what is watched.
 *
 * Telling GTK that all rows changed costs 50 times as much as an update is worth: it makes every row anew. So what lies
 * between the first and the last row that came or went is reported as one change, in which the row objects that stayed are the
 * same; and any other change swaps what the row objects stand for and leaves the rows alone.
 */

#include "config.h"

#include "vmp-process-model-private.h"

#include "vmp-order-diff.h"

#include <string.h>

#define MAX_RUNS 64

/* Changes of the lines */

/* All that lines refer to; replaced together. */
typedef struct
{
  VmpProcessTable    *table;      /* the same as before, or owned */
  VmpProcessGrouping *grouping;   /* owned, or NULL */
  GArray             *watched;    /* owned */
  GArray             *lines;      /* owned */
} Contents;

/* Takes all but the lines of @contents. */
static void
take_contents (VmpProcessModel *self, Contents *contents)
{
  if (self->table != contents->table)
    g_clear_pointer (&self->table, vmp_process_table_free);
  g_clear_pointer (&self->grouping, vmp_process_grouping_free);
  g_clear_pointer (&self->watched, g_array_unref);
  self->table = g_steal_pointer (&contents->table);
  self->grouping = g_steal_pointer (&contents->grouping);
  self->watched = g_steal_pointer (&contents->watched);
}

/* The stretch that differs: all before the first and behind the last run of a diff is the same. */
static void
find_span (const VmpOrderDiff *diff, guint n_old, guint n_new, guint *out_first, guint *out_n_tail)
{
  guint first = MIN (n_old, n_new), n_tail = MIN (n_old, n_new);

  if (diff->removed->len > 0)
    {
      const VmpOrderRun *runs = (const VmpOrderRun *) (gpointer) diff->removed->data;

      first = MIN (first, runs[0].position);
      n_tail = MIN (n_tail, n_old - runs[diff->removed->len - 1].position - runs[diff->removed->len - 1].n);
    }
  if (diff->added->len > 0)
    {
      const VmpOrderRun *runs = (const VmpOrderRun *) (gpointer) diff->added->data;

      first = MIN (first, runs[0].position);
      n_tail = MIN (n_tail, n_new - runs[diff->added->len - 1].position - runs[diff->added->len - 1].n);
    }
  *out_first = first;
  *out_n_tail = n_tail;
}

/* One change for all that came and went: GTK finds the rows that stayed by their objects, so that what is on the screen stays
 * where it is, and gives those that went to what came; told one by one it would make each new row anew. */
static void
follow_runs (VmpProcessModel *self, const VmpOrderDiff *diff, Contents *contents, const guint32 *numbers, const guint32 *places)
{
  guint n_old = self->lines->len, n_new = contents->lines->len, first, n_tail;

  take_contents (self, contents);
  g_array_unref (self->lines);
  self->lines = g_array_ref (contents->lines);
  if (diff->removed->len + diff->added->len == 0)
    return;

  find_span (diff, n_old, n_new, &first, &n_tail);
  if (self->selected_position != GTK_INVALID_LIST_POSITION)
    self->selected_position = vmp_process_model_find_selected (self);
  vmp_process_model_move_items (self, numbers, places);
  g_list_model_items_changed (G_LIST_MODEL (self), first, n_old - n_tail - first, n_new - n_tail - first);
}

/* Rows stay, what they stand for changes; only at the end rows come or go. */
static void
swap_lines (VmpProcessModel *self, Contents *contents)
{
  guint n_old = self->lines->len, n = contents->lines->len;
  guint n_common = MIN (n_old, n);
  guint n_watched = vmp_process_model_count_watched_lines (self);

  take_contents (self, contents);
  g_array_unref (self->lines);
  self->lines = g_array_ref (contents->lines);
  if (n_old != n)
    {
      /* GTK asks for the selection of what it is told of, so this has to be right before. */
      self->selected_position = vmp_process_model_find_selected (self);
      vmp_process_model_drop_items (self, n);
      g_list_model_items_changed (G_LIST_MODEL (self), n_common, n_old - n_common, n - n_common);
    }
  if (n > 0 && vmp_process_model_count_watched_lines (self) != n_watched)
    gtk_section_model_sections_changed (GTK_SECTION_MODEL (self), 0, n);
}

/* The number that each line of now has among those of @contents, G_MAXUINT32 for none. */
static guint32 *
find_new_numbers (VmpProcessModel *self, const Contents *contents, const guint32 *map)
{
  guint32 *numbers = g_new (guint32, self->lines->len + 1);
  guint n_rows = contents->table->n_rows;
  guint n_groups = contents->grouping != NULL ? contents->grouping->groups->len : 0;
  g_autoptr (GHashTable) groups = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < n_groups; i++)
    g_hash_table_insert (groups, g_array_index (contents->grouping->groups, VmpProcessGroup, i).group,
                         GUINT_TO_POINTER (n_rows + i + 1));
  for (guint i = 0; i < self->lines->len; i++)
    {
      const VmpProcessLine *line = vmp_process_model_line_at (self, i);

      numbers[i] = G_MAXUINT32;
      if (line->section == VMP_PROCESS_SECTION_WATCHED)
        {
          guint old = line->number - self->table->n_rows - (self->grouping != NULL ? self->grouping->groups->len : 0);
          const VmpWatched *watched = &g_array_index (self->watched, VmpWatched, old);
          guint found = vmp_process_model_find_watched (contents->watched, watched->pid, watched->start_time_ticks);

          if (found != G_MAXUINT)
            numbers[i] = n_rows + n_groups + found;
        }
      else if (line->kind == VMP_PROCESS_LINE_GROUP)
        {
          VmpAppGroup *group = g_array_index (self->grouping->groups, VmpProcessGroup, line->index).group;

          numbers[i] = GPOINTER_TO_UINT (g_hash_table_lookup (groups, group)) - 1;
        }
      else
        numbers[i] = map != NULL ? map[line->index] : line->index;
    }
  return numbers;
}

static void
clear_watched (gpointer watched)
{
  g_ref_string_release (((VmpWatched *) watched)->name);
}

GArray *
vmp_process_model_copy_watched (VmpWatchList *watch_list)
{
  GArray *copy = g_array_new (FALSE, FALSE, sizeof (VmpWatched));
  guint n = 0;
  const VmpWatched *watched = watch_list != NULL ? vmp_watch_list_get_all (watch_list, &n) : NULL;

  g_array_set_clear_func (copy, clear_watched);
  for (guint i = 0; i < n; i++)
    {
      g_ref_string_acquire (watched[i].name);
      g_array_append_val (copy, watched[i]);
    }
  return copy;
}

/* Marks the rows whose children are hidden; forgets those of processes that ended. */
static void
mark_collapsed (VmpProcessModel *self, const VmpProcessTable *table, guint8 *marks)
{
  GHashTableIter iter;
  gpointer pid, start_time_ticks;

  g_hash_table_iter_init (&iter, self->collapsed);
  while (g_hash_table_iter_next (&iter, &pid, &start_time_ticks))
    {
      const VmpProcessRow *row = vmp_process_list_find (table->list, GPOINTER_TO_INT (pid));

      if (row != NULL && (gsize) row->start_time_ticks == GPOINTER_TO_SIZE (start_time_ticks))
        marks[row - table->rows] = TRUE;
      else
        g_hash_table_iter_remove (&iter);
    }
}

static guint8 *
mark_open_groups (VmpProcessModel *self, VmpProcessGrouping *grouping)
{
  guint8 *marks;

  if (grouping == NULL)
    return NULL;
  marks = g_new0 (guint8, grouping->groups->len + 1);
  for (guint i = 0; i < grouping->groups->len; i++)
    marks[i] = g_hash_table_contains (self->open_groups,
                                      g_array_index (grouping->groups, VmpProcessGroup, i).group->key);
  return marks;
}

static guint32 *
find_places (VmpProcessModel *self, const guint32 *new_numbers, guint32 n_numbers)
{
  guint32 *places = g_new (guint32, n_numbers + 1);

  memset (places, 0xff, n_numbers * sizeof (guint32));
  for (guint i = 0; i < self->lines->len; i++)
    if (new_numbers[i] != G_MAXUINT32)
      places[new_numbers[i]] = i;
  return places;
}

/* Makes the lines of @contents, whose table is there, and with them all else; returns the number that each line of now has. */
static guint32 *
make_lines (VmpProcessModel *self, Contents *contents, const guint32 *map, gboolean keep)
{
  const VmpProcessTable *table = contents->table;
  g_autofree guint32 *matches = g_new (guint32, table->n_rows + 1);
  g_autofree guint8 *collapsed = g_new0 (guint8, table->n_rows + 1);
  g_autofree guint8 *open_groups = NULL;
  g_autofree guint32 *places = NULL;
  guint32 *numbers;
  guint n_matches =
    vmp_process_query_filter (&self->query, self->users, table->rows, table->n_rows, table->groups, matches);
  VmpProcessLinesInput input = {
    .query = &self->query, .rows = table->rows, .n_rows = table->n_rows,
    .matches = matches, .n_matches = n_matches, .collapsed = collapsed,
  };

  self->n_matches = n_matches;
  contents->watched = vmp_process_model_copy_watched (self->watch_list);
  input.watched = (const VmpWatched *) (gpointer) contents->watched->data;
  input.n_watched = contents->watched->len;
  if (self->query.arrangement == VMP_PROCESS_ARRANGE_TREE)
    mark_collapsed (self, table, collapsed);
  if (self->query.arrangement == VMP_PROCESS_ARRANGE_APPLICATIONS)
    {
      contents->grouping =
        vmp_process_grouping_new (table, matches, n_matches, vmp_process_query_get_shown (&self->query));
      open_groups = mark_open_groups (self, contents->grouping);
      input.row_groups = contents->grouping->of_row;
      input.groups = (const VmpProcessGroup *) (gpointer) contents->grouping->groups->data;
      input.n_groups = contents->grouping->groups->len;
      input.open_groups = open_groups;
    }
  numbers = find_new_numbers (self, contents, map);
  if (keep)
    places = find_places (self, numbers,
                          vmp_process_lines_count_numbers (input.n_rows, input.n_groups, input.n_watched));
  input.places = places;
  contents->lines = vmp_process_lines_new (&input);
  return numbers;
}

static void
follow_lines (VmpProcessModel *self, Contents *contents, const guint32 *numbers)
{
  guint n_groups = contents->grouping != NULL ? contents->grouping->groups->len : 0;
  guint n_numbers = vmp_process_lines_count_numbers (contents->table->n_rows, n_groups, contents->watched->len);
  g_autofree guint32 *order = g_new (guint32, contents->lines->len + 1);
  g_autofree guint32 *places = g_new (guint32, n_numbers + 1);
  VmpOrderDiff diff;

  memset (places, 0xff, n_numbers * sizeof (guint32));
  for (guint i = 0; i < contents->lines->len; i++)
    {
      order[i] = g_array_index (contents->lines, VmpProcessLine, i).number;
      places[order[i]] = i;
    }
  if (vmp_order_diff_init (&diff, NULL, self->lines->len, numbers, order, contents->lines->len, n_numbers, MAX_RUNS))
    follow_runs (self, &diff, contents, numbers, places);
  else
    swap_lines (self, contents);
  vmp_order_diff_clear (&diff);
}

void
vmp_process_model_update (VmpProcessModel *self, VmpProcessList *new_list, gboolean keep)
{
  g_autoptr (VmpProcessList) list = vmp_process_list_ref (new_list);
  VmpMetricId metric = vmp_process_query_get_shown (&self->query)->metric;
  g_autofree guint32 *map = NULL, *numbers = NULL;
  Contents contents = { self->table, NULL, NULL, NULL };

  if (self->table == NULL || self->table->list != list)
    {
      map = self->table != NULL ? vmp_process_table_map_rows (self->table->list, list) : NULL;
      contents.table = vmp_process_table_new (list, self->table, map, self->apps, metric);
    }
  else
    vmp_process_table_set_metric (self->table, metric);
  numbers = make_lines (self, &contents, map, keep);
  follow_lines (self, &contents, numbers);
  g_array_unref (contents.lines);

  vmp_process_model_refresh_items (self);
  vmp_process_model_update_selected (self);
}

/* What changed is neither the processes nor the query: all stays where it is. */
void
vmp_process_model_update_in_place (VmpProcessModel *self)
{
  if (self->table != NULL)
    vmp_process_model_update (self, self->table->list, TRUE);
}

void
vmp_process_model_find_applications (VmpProcessModel *self)
{
  if (self->table == NULL)
    return;
  vmp_process_table_find_groups (self->table, self->apps);
  vmp_process_model_update (self, self->table->list, self->query.arrangement != VMP_PROCESS_ARRANGE_APPLICATIONS);
}

