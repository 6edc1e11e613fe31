/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of the picker as a list model and its selection, over an immutable list and an array of lines.
 *
 * Telling GTK that all rows changed costs 50 times as much as an update is worth: it makes every row anew. So rows that only
 * came or went are reported as such, and any other change swaps what the row objects stand for and leaves the rows alone.
 */

#include "config.h"

#include "vmp-process-model.h"

#include "vmp-order-diff.h"
#include "vmp-process-table.h"

#include <string.h>

#define MAX_RUNS 64
/* How many row objects out of sight follow at a time. */
#define N_REFRESHED 24

struct _VmpProcessModel
{
  GObject             parent_instance;

  /* owned */
  VmpUserNames       *users;
  VmpAppIndex        *apps;
  VmpWatchList       *watch_list;   /* NULL: nothing is watched */
  VmpProcessTable    *table;        /* NULL before the first list */
  VmpProcessGrouping *grouping;     /* of the lines; NULL unless grouped */
  GArray             *watched;      /* of VmpWatched: as they were when the lines were made */
  GArray             *lines;        /* of VmpProcessLine */
  GHashTable         *collapsed;    /* start time of each process (by pid) whose children are hidden */
  GHashTable         *open_groups;  /* keys of groups whose processes are shown */
  char               *search;
  GHashTable         *items;        /* position: live VmpProcessItem, borrowed: GTK drops them */

  guint               n_matches;
  guint               first_in_sight, n_in_sight;
  guint               generation;       /* of what the lines stand for */
  guint               refresh_source;   /* while row objects out of sight are behind */
  VmpProcessQuery     query;        /* query.search is search */
  gboolean            frozen;
  gboolean            browsing;
  gint32              selected_pid; /* 0: none */
  guint64             selected_start_time_ticks;
  guint8              selected_section;
  guint               selected_position;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);
static void section_model_iface_init (GtkSectionModelInterface *iface);
static void selection_model_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VmpProcessModel, vmp_process_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SECTION_MODEL, section_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_iface_init))

static const VmpProcessLine *
line_at (VmpProcessModel *self, guint position)
{
  return &g_array_index (self->lines, VmpProcessLine, position);
}

static guint
count_watched_lines (VmpProcessModel *self)
{
  guint n = 0;

  while (n < self->lines->len && line_at (self, n)->section == VMP_PROCESS_SECTION_WATCHED)
    n++;
  return n;
}

static guint
find_watched (GArray *watched, gint32 pid, guint64 start_time_ticks)
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
  shown->watched = find_watched (self->watched, process->pid, process->start_time_ticks) != G_MAXUINT;
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
  const VmpProcessLine *line = line_at (self, position);

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

static VmpProcessItem *
make_item (VmpProcessModel *self, guint position)
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

/* Follows a change of @n_removed and @n_added rows at @position: row objects of removed rows are nobody's any more. */
static void
shift_items (VmpProcessModel *self, guint position, guint n_removed, guint n_added)
{
  g_autoptr (GHashTable) old = g_steal_pointer (&self->items);
  GHashTableIter iter;
  gpointer key, value;

  self->items = g_hash_table_new (NULL, NULL);
  g_hash_table_iter_init (&iter, old);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint at = GPOINTER_TO_UINT (key);

      if (at >= position && at < position + n_removed)
        {
          forget_item (self, value);
          continue;
        }
      if (at >= position)
        at = at - n_removed + n_added;
      g_hash_table_insert (self->items, GUINT_TO_POINTER (at), value);
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
static void
refresh_items (VmpProcessModel *self)
{
  self->generation++;
  refresh_some (self, TRUE, G_MAXUINT);
  if (self->refresh_source == 0 && self->n_in_sight < G_MAXUINT)
    self->refresh_source = g_idle_add_full (G_PRIORITY_LOW, refresh_cb, self, NULL);
}

/* The selection, which stays with the process */

static gboolean
is_selected_line (VmpProcessModel *self, guint position)
{
  gint32 pid;
  guint64 start_time_ticks;

  return vmp_process_model_get_process (self, position, &pid, &start_time_ticks)
         && pid == self->selected_pid && start_time_ticks == self->selected_start_time_ticks;
}

/* A watched process has two lines: the one that was selected is found, or else the first. */
static guint
find_selected (VmpProcessModel *self)
{
  guint found = GTK_INVALID_LIST_POSITION;

  if (self->selected_pid == 0)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < self->lines->len; i++)
    {
      if (!is_selected_line (self, i))
        continue;
      if (line_at (self, i)->section == self->selected_section)
        return i;
      if (found == GTK_INVALID_LIST_POSITION)
        found = i;
    }
  return found;
}

/* Rows that came or went have carried a view's mark of the old position along with them, to wherever that is now: so the
 * whole range is said to have changed. A view looks at its rows on screen only. */
static void
update_selected (VmpProcessModel *self)
{
  guint old = self->selected_position;

  self->selected_position = find_selected (self);
  if (self->lines->len > 0
      && (old != GTK_INVALID_LIST_POSITION || self->selected_position != GTK_INVALID_LIST_POSITION))
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, self->lines->len);
}

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

static void
replace_lines (VmpProcessModel *self, guint position, guint n_removed, const VmpProcessLine *added, guint n_added)
{
  if (n_removed > 0)
    g_array_remove_range (self->lines, position, n_removed);
  if (n_added > 0)
    g_array_insert_vals (self->lines, position, added, n_added);

  if (self->selected_position != GTK_INVALID_LIST_POSITION)
    self->selected_position = find_selected (self);
  shift_items (self, position, n_removed, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

/* What stayed is in the same sequence, so these are the new lines that were not added. */
static void
take_stayed (VmpProcessModel *self, const VmpOrderDiff *diff, GArray *lines)
{
  guint next = 0;

  g_array_set_size (self->lines, 0);
  for (guint i = 0; i <= diff->added->len; i++)
    {
      const VmpOrderRun *run = i < diff->added->len ? &g_array_index (diff->added, VmpOrderRun, i) : NULL;
      guint end = run != NULL ? run->position : lines->len;

      if (end > next)
        g_array_append_vals (self->lines, &g_array_index (lines, VmpProcessLine, next), end - next);
      next = run != NULL ? run->position + run->n : end;
    }
}

/* Row by row, so that what is on the screen stays where it is. */
static void
follow_runs (VmpProcessModel *self, const VmpOrderDiff *diff, Contents *contents)
{
  for (guint i = diff->removed->len; i > 0; i--)
    {
      const VmpOrderRun *run = &g_array_index (diff->removed, VmpOrderRun, i - 1);

      replace_lines (self, run->position, run->n, NULL, 0);
    }
  take_contents (self, contents);
  take_stayed (self, diff, contents->lines);
  for (guint i = 0; i < diff->added->len; i++)
    {
      const VmpOrderRun *run = &g_array_index (diff->added, VmpOrderRun, i);

      replace_lines (self, run->position, 0, &g_array_index (contents->lines, VmpProcessLine, run->position), run->n);
    }
}

/* Rows stay, what they stand for changes; only at the end rows come or go. */
static void
swap_lines (VmpProcessModel *self, Contents *contents)
{
  guint n_old = self->lines->len, n = contents->lines->len;
  guint n_common = MIN (n_old, n);
  guint n_watched = count_watched_lines (self);

  take_contents (self, contents);
  g_array_unref (self->lines);
  self->lines = g_array_ref (contents->lines);
  if (n_old != n)
    {
      /* GTK asks for the selection of what it is told of, so this has to be right before. */
      self->selected_position = find_selected (self);
      shift_items (self, n_common, n_old - n_common, n - n_common);
      g_list_model_items_changed (G_LIST_MODEL (self), n_common, n_old - n_common, n - n_common);
    }
  if (n > 0 && count_watched_lines (self) != n_watched)
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
      const VmpProcessLine *line = line_at (self, i);

      numbers[i] = G_MAXUINT32;
      if (line->section == VMP_PROCESS_SECTION_WATCHED)
        {
          guint old = line->number - self->table->n_rows - (self->grouping != NULL ? self->grouping->groups->len : 0);
          const VmpWatched *watched = &g_array_index (self->watched, VmpWatched, old);
          guint found = find_watched (contents->watched, watched->pid, watched->start_time_ticks);

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

static GArray *
copy_watched (VmpWatchList *watch_list)
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
  contents->watched = copy_watched (self->watch_list);
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
  g_autofree guint32 *order = g_new (guint32, contents->lines->len + 1);
  guint n_groups = contents->grouping != NULL ? contents->grouping->groups->len : 0;
  VmpOrderDiff diff;

  for (guint i = 0; i < contents->lines->len; i++)
    order[i] = g_array_index (contents->lines, VmpProcessLine, i).number;
  if (vmp_order_diff_init (&diff, NULL, self->lines->len, numbers, order, contents->lines->len,
                           vmp_process_lines_count_numbers (contents->table->n_rows, n_groups, contents->watched->len),
                           MAX_RUNS))
    follow_runs (self, &diff, contents);
  else
    swap_lines (self, contents);
  vmp_order_diff_clear (&diff);
}

static void
update (VmpProcessModel *self, VmpProcessList *new_list, gboolean keep)
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

  refresh_items (self);
  update_selected (self);
}

/* What changed is neither the processes nor the query: all stays where it is. */
static void
update_in_place (VmpProcessModel *self)
{
  if (self->table != NULL)
    update (self, self->table->list, TRUE);
}

static void
apps_changed_cb (VmpProcessModel *self)
{
  if (self->table == NULL)
    return;
  vmp_process_table_find_groups (self->table, self->apps);
  update (self, self->table->list, self->query.arrangement != VMP_PROCESS_ARRANGE_APPLICATIONS);
}

static GType
vmp_process_model_get_item_type (GListModel *model)
{
  return VMP_TYPE_PROCESS_ITEM;
}

static guint
vmp_process_model_get_n_items (GListModel *model)
{
  return VMP_PROCESS_MODEL (model)->lines->len;
}

static gpointer
vmp_process_model_get_item (GListModel *model, guint position)
{
  VmpProcessModel *self = VMP_PROCESS_MODEL (model);
  VmpProcessItem *item;

  if (position >= self->lines->len)
    return NULL;
  item = g_hash_table_lookup (self->items, GUINT_TO_POINTER (position));
  return item != NULL ? g_object_ref (item) : make_item (self, position);
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = vmp_process_model_get_item_type;
  iface->get_n_items = vmp_process_model_get_n_items;
  iface->get_item = vmp_process_model_get_item;
}

static void
vmp_process_model_get_section (GtkSectionModel *model, guint position, guint *out_start, guint *out_end)
{
  VmpProcessModel *self = VMP_PROCESS_MODEL (model);
  guint n_watched = count_watched_lines (self);

  if (position >= self->lines->len)
    {
      *out_start = self->lines->len;
      *out_end = G_MAXUINT;
      return;
    }
  *out_start = position < n_watched ? 0 : n_watched;
  *out_end = position < n_watched ? n_watched : self->lines->len;
}

static void
section_model_iface_init (GtkSectionModelInterface *iface)
{
  iface->get_section = vmp_process_model_get_section;
}

static gboolean
vmp_process_model_is_selected (GtkSelectionModel *model, guint position)
{
  return position == VMP_PROCESS_MODEL (model)->selected_position;
}

static GtkBitset *
vmp_process_model_get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  VmpProcessModel *self = VMP_PROCESS_MODEL (model);
  GtkBitset *selection = gtk_bitset_new_empty ();

  if (self->selected_position != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (selection, self->selected_position);
  return selection;
}

static gboolean
vmp_process_model_select_item (GtkSelectionModel *model, guint position, gboolean unselect_rest)
{
  VmpProcessModel *self = VMP_PROCESS_MODEL (model);
  gint32 pid;
  guint64 start_time_ticks;

  if (self->browsing || !vmp_process_model_get_process (self, position, &pid, &start_time_ticks))
    return FALSE;
  if (position != self->selected_position)
    {
      self->selected_section = line_at (self, position)->section;
      vmp_process_model_select (self, pid, start_time_ticks);
      g_signal_emit (self, signals[CHOSEN], 0);
    }
  return TRUE;
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = vmp_process_model_is_selected;
  iface->get_selection_in_range = vmp_process_model_get_selection_in_range;
  iface->select_item = vmp_process_model_select_item;
}

static void
vmp_process_model_finalize (GObject *object)
{
  VmpProcessModel *self = VMP_PROCESS_MODEL (object);
  GHashTableIter iter;
  gpointer item;

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    forget_item (self, item);
  g_hash_table_unref (self->items);
  g_clear_pointer (&self->table, vmp_process_table_free);
  g_clear_pointer (&self->grouping, vmp_process_grouping_free);
  g_array_unref (self->watched);
  g_array_unref (self->lines);
  g_hash_table_unref (self->collapsed);
  g_hash_table_unref (self->open_groups);
  g_object_unref (self->users);
  g_object_unref (self->apps);
  g_clear_object (&self->watch_list);
  g_free (self->search);

  G_OBJECT_CLASS (vmp_process_model_parent_class)->finalize (object);
}

static void
vmp_process_model_class_init (VmpProcessModelClass *klass)
{
  GObjectClass *object_class = G_OBJECT_CLASS (klass);

  object_class->finalize = vmp_process_model_finalize;

  signals[CHOSEN] =
    g_signal_new ("chosen", VMP_TYPE_PROCESS_MODEL, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL,
                  G_TYPE_NONE, 0);
}

static void
vmp_process_model_init (VmpProcessModel *self)
{
  self->items = g_hash_table_new (NULL, NULL);
  self->watched = copy_watched (NULL);
  self->lines = g_array_new (FALSE, FALSE, sizeof (VmpProcessLine));
  self->collapsed = g_hash_table_new (NULL, NULL);
  self->open_groups = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  self->search = g_strdup ("");
  self->query = (VmpProcessQuery) { self->search, VMP_PROCESS_SORT_RESIDENT, TRUE, -1, FALSE, 0, NULL };
  self->selected_position = GTK_INVALID_LIST_POSITION;
  self->n_in_sight = G_MAXUINT;
}

VmpProcessModel *
vmp_process_model_new_with_apps (VmpUserNames *users, VmpAppIndex *apps)
{
  VmpProcessModel *self = g_object_new (VMP_TYPE_PROCESS_MODEL, NULL);

  self->users = g_object_ref (users);
  self->apps = g_object_ref (apps);
  g_signal_connect_object (apps, "changed", G_CALLBACK (apps_changed_cb), self, G_CONNECT_SWAPPED);
  return self;
}

VmpProcessModel *
vmp_process_model_new (VmpUserNames *users)
{
  return vmp_process_model_new_with_apps (users, vmp_app_index_get_default ());
}

void
vmp_process_model_set_watch_list (VmpProcessModel *self, VmpWatchList *watch_list)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self) && self->watch_list == NULL);

  self->watch_list = g_object_ref (watch_list);
  g_signal_connect_object (watch_list, "changed", G_CALLBACK (update_in_place), self, G_CONNECT_SWAPPED);
  update_in_place (self);
}

void
vmp_process_model_set_list (VmpProcessModel *self, VmpProcessList *list)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  update (self, list, self->frozen && self->table != NULL);
}

void
vmp_process_model_set_query (VmpProcessModel *self, const VmpProcessQuery *query)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->query = *query;
  g_set_str (&self->search, query->search);
  self->query.search = self->search;
  if (self->table != NULL)
    update (self, self->table->list, FALSE);
}

void
vmp_process_model_set_frozen (VmpProcessModel *self, gboolean frozen)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->frozen = frozen;
}

void
vmp_process_model_set_in_sight (VmpProcessModel *self, guint first, guint n)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->first_in_sight = first;
  self->n_in_sight = n;
}

void
vmp_process_model_set_browsing (VmpProcessModel *self, gboolean browsing)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->browsing = browsing;
}

void
vmp_process_model_select (VmpProcessModel *self, gint32 pid, guint64 start_time_ticks)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->selected_pid = pid;
  self->selected_start_time_ticks = start_time_ticks;
  update_selected (self);
}

gboolean
vmp_process_model_get_selected (VmpProcessModel *self, gint32 *out_pid, guint64 *out_start_time_ticks)
{
  g_return_val_if_fail (VMP_IS_PROCESS_MODEL (self), FALSE);

  *out_pid = self->selected_pid;
  *out_start_time_ticks = self->selected_start_time_ticks;
  return self->selected_pid != 0;
}

guint
vmp_process_model_get_position (VmpProcessModel *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_MODEL (self), GTK_INVALID_LIST_POSITION);

  return self->selected_position;
}

gboolean
vmp_process_model_set_expanded (VmpProcessModel *self, guint position, gboolean expanded)
{
  const VmpProcessLine *line = vmp_process_model_get_line (self, position);

  if (line == NULL || !line->expandable || line->expanded == expanded)
    return FALSE;
  if (line->kind == VMP_PROCESS_LINE_GROUP)
    {
      const char *key = g_array_index (self->grouping->groups, VmpProcessGroup, line->index).group->key;

      if (expanded)
        g_hash_table_add (self->open_groups, g_strdup (key));
      else
        g_hash_table_remove (self->open_groups, key);
    }
  else
    {
      const VmpProcessRow *row = &self->table->rows[line->index];

      if (expanded)
        g_hash_table_remove (self->collapsed, GINT_TO_POINTER (row->pid));
      else
        g_hash_table_insert (self->collapsed, GINT_TO_POINTER (row->pid), GSIZE_TO_POINTER (row->start_time_ticks));
    }
  update_in_place (self);
  return TRUE;
}

guint
vmp_process_model_get_parent (VmpProcessModel *self, guint position)
{
  const VmpProcessLine *line = vmp_process_model_get_line (self, position);

  if (line == NULL || line->depth == 0)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = position; i > 0; i--)
    if (line_at (self, i - 1)->depth < line->depth)
      return i - 1;
  return GTK_INVALID_LIST_POSITION;
}

const VmpProcessLine *
vmp_process_model_get_line (VmpProcessModel *self, guint position)
{
  g_return_val_if_fail (VMP_IS_PROCESS_MODEL (self), NULL);

  return position < self->lines->len ? line_at (self, position) : NULL;
}

const VmpProcessRow *
vmp_process_model_get_row (VmpProcessModel *self, guint position)
{
  const VmpProcessLine *line = vmp_process_model_get_line (self, position);

  return line != NULL && line->kind == VMP_PROCESS_LINE_PROCESS ? &self->table->rows[line->index] : NULL;
}

gboolean
vmp_process_model_get_process (VmpProcessModel *self, guint position, gint32 *out_pid, guint64 *out_start_time_ticks)
{
  const VmpProcessLine *line = vmp_process_model_get_line (self, position);
  const VmpProcessRow *row = vmp_process_model_get_row (self, position);

  if (line == NULL || line->kind == VMP_PROCESS_LINE_GROUP)
    return FALSE;
  if (row != NULL)
    {
      *out_pid = row->pid;
      *out_start_time_ticks = row->start_time_ticks;
      return TRUE;
    }
  *out_pid = g_array_index (self->watched, VmpWatched, line->index).pid;
  *out_start_time_ticks = g_array_index (self->watched, VmpWatched, line->index).start_time_ticks;
  return TRUE;
}

guint
vmp_process_model_count_matches (VmpProcessModel *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_MODEL (self), 0);

  return self->n_matches;
}

guint
vmp_process_model_find_match (VmpProcessModel *self)
{
  g_return_val_if_fail (VMP_IS_PROCESS_MODEL (self), GTK_INVALID_LIST_POSITION);

  for (guint i = 0; i < self->lines->len; i++)
    if (line_at (self, i)->kind != VMP_PROCESS_LINE_GROUP && !line_at (self, i)->context)
      return i;
  return GTK_INVALID_LIST_POSITION;
}
