/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of the picker as a list model and its selection, over an immutable list and an array of row numbers.
 *
 * Telling GTK that all rows changed costs 50 times as much as an update is worth: it makes every row anew. So rows that only
 * came or went are reported as such, and any other change swaps what the row objects stand for and leaves the rows alone.
 */

#include "config.h"

#include "vmp-process-model.h"

#include "vmp-order-diff.h"
#include "vmp-process-item.h"

#define MAX_RUNS 64

struct _VmpProcessModel
{
  GObject          parent_instance;

  /* owned */
  VmpUserNames    *users;
  VmpProcessList  *list;          /* NULL before the first */
  guint32         *order;         /* numbers of the rows of list that are shown */
  char            *search;
  GHashTable      *items;         /* position: live VmpProcessItem, borrowed: GTK drops them */

  guint            n;             /* of order */
  VmpProcessQuery  query;         /* query.search is search */
  gboolean         frozen;
  gint32           selected_pid;  /* 0: none */
  guint64          selected_start_time_ticks;
  guint            selected_position;
};

enum
{
  CHOSEN,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

static void list_model_iface_init (GListModelInterface *iface);
static void selection_model_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VmpProcessModel, vmp_process_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_iface_init))

static const VmpProcessRow *
row_of (VmpProcessModel *self, guint32 number)
{
  guint n;

  return &vmp_process_list_get_rows (self->list, &n)[number];
}

static VmpMetricId
shown_metric (VmpProcessModel *self)
{
  return vmp_process_sort_get_info (self->query.sort)->metric;
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
  VmpProcessItem *item =
    vmp_process_item_new (self->list, row_of (self, self->order[position]), shown_metric (self));

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

/* Tells each live row object what it stands for. A handler may drop others, hence the copy. */
static void
refresh_items (VmpProcessModel *self)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autoptr (GArray) positions = g_array_new (FALSE, FALSE, sizeof (guint));
  GHashTableIter iter;
  gpointer key, value;

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, &key, &value))
    {
      guint position = GPOINTER_TO_UINT (key);

      g_ptr_array_add (items, g_object_ref (value));
      g_array_append_val (positions, position);
    }
  for (guint i = 0; i < items->len; i++)
    vmp_process_item_set_row (items->pdata[i], self->list,
                              row_of (self, self->order[g_array_index (positions, guint, i)]),
                              shown_metric (self));
}

/* The selection, which stays with the process */

static gboolean
is_selected_row (VmpProcessModel *self, const VmpProcessRow *row)
{
  return row->pid == self->selected_pid && row->start_time_ticks == self->selected_start_time_ticks;
}

static guint
find_selected (VmpProcessModel *self)
{
  if (self->selected_pid == 0)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < self->n; i++)
    {
      if (is_selected_row (self, row_of (self, self->order[i])))
        return i;
    }
  return GTK_INVALID_LIST_POSITION;
}

/* Rows that came or went have carried a view's mark of the old position along with them, to wherever that is now: so the
 * whole range is said to have changed. A view looks at its rows on screen only. */
static void
update_selected (VmpProcessModel *self)
{
  guint old = self->selected_position;

  self->selected_position = find_selected (self);
  if (self->n > 0 && (old != GTK_INVALID_LIST_POSITION || self->selected_position != GTK_INVALID_LIST_POSITION))
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, self->n);
}

/* Changes of the order */

static void
replace_in_order (VmpProcessModel *self, guint position, guint n_removed, const guint32 *added, guint n_added)
{
  guint n = self->n - n_removed + n_added;
  guint n_tail = self->n - position - n_removed;

  if (n > self->n)
    self->order = g_renew (guint32, self->order, n);
  memmove (self->order + position + n_added, self->order + position + n_removed, n_tail * sizeof (guint32));
  if (n_added > 0)
    memcpy (self->order + position, added, n_added * sizeof (guint32));
  self->n = n;

  if (self->selected_position != GTK_INVALID_LIST_POSITION)
    self->selected_position = find_selected (self);
  shift_items (self, position, n_removed, n_added);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_removed, n_added);
}

static void
take_list (VmpProcessModel *self, VmpProcessList *list)
{
  if (self->list == list)
    return;
  g_clear_pointer (&self->list, vmp_process_list_unref);
  self->list = vmp_process_list_ref (list);
}

/* Row by row, so that what is on the screen stays where it is. */
static void
follow_runs (VmpProcessModel    *self,
             VmpProcessList     *list,
             const VmpOrderDiff *diff,
             const guint32      *order)
{
  guint n_stayed;

  for (guint i = diff->removed->len; i > 0; i--)
    {
      VmpOrderRun *run = &g_array_index (diff->removed, VmpOrderRun, i - 1);

      replace_in_order (self, run->position, run->n, NULL, 0);
    }

  /* What stayed is in the same sequence, so the new numbers are those of the new order that were not added. */
  take_list (self, list);
  n_stayed = 0;
  for (guint i = 0, position = 0; n_stayed < self->n; position++)
    {
      VmpOrderRun *run = i < diff->added->len ? &g_array_index (diff->added, VmpOrderRun, i) : NULL;

      if (run != NULL && position == run->position)
        {
          position += run->n - 1;
          i++;
        }
      else
        self->order[n_stayed++] = order[position];
    }

  for (guint i = 0; i < diff->added->len; i++)
    {
      VmpOrderRun *run = &g_array_index (diff->added, VmpOrderRun, i);

      replace_in_order (self, run->position, 0, order + run->position, run->n);
    }
}

/* Rows stay, what they stand for changes; only at the end rows come or go. */
static void
swap_rows (VmpProcessModel *self, VmpProcessList *list, guint32 *order, guint n)
{
  guint n_old = self->n;
  guint n_common = MIN (n_old, n);

  take_list (self, list);
  g_free (self->order);
  self->order = order;
  self->n = n;
  if (n_old == n)
    return;

  /* GTK asks for the selection of what it is told of, so this has to be right before. */
  self->selected_position = find_selected (self);
  shift_items (self, n_common, n_old - n_common, n - n_common);
  g_list_model_items_changed (G_LIST_MODEL (self), n_common, n_old - n_common, n - n_common);
}

/* Where each row of the old list is in the new one; both ascend by pid. */
static guint32 *
map_rows (VmpProcessList *old_list, VmpProcessList *new_list)
{
  guint n_old, n_new, j = 0;
  const VmpProcessRow *old_rows = vmp_process_list_get_rows (old_list, &n_old);
  const VmpProcessRow *new_rows = vmp_process_list_get_rows (new_list, &n_new);
  guint32 *map = g_new (guint32, n_old);

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

/* Puts those of @order (ascending) that are shown already first, in the sequence they are shown in. */
static void
keep_sequence (VmpProcessModel *self, const guint32 *map, guint32 *order, guint n, guint n_rows)
{
  g_autofree gboolean *matches = g_new0 (gboolean, n_rows);
  guint n_kept = 0;

  for (guint i = 0; i < n; i++)
    matches[order[i]] = TRUE;
  for (guint i = 0; i < self->n; i++)
    {
      guint32 row = map != NULL ? map[self->order[i]] : self->order[i];

      if (row != G_MAXUINT32 && matches[row])
        {
          order[n_kept++] = row;
          matches[row] = FALSE;
        }
    }
  for (guint row = 0; row < n_rows; row++)
    {
      if (matches[row])
        order[n_kept++] = row;
    }
}

static void
update (VmpProcessModel *self, VmpProcessList *new_list, gboolean keep)
{
  g_autoptr (VmpProcessList) list = vmp_process_list_ref (new_list);
  g_autofree guint32 *map = self->list != NULL && self->list != list ? map_rows (self->list, list) : NULL;
  g_autofree guint32 *order = NULL;
  VmpOrderDiff diff;
  guint n_rows, n;
  const VmpProcessRow *rows = vmp_process_list_get_rows (list, &n_rows);

  order = g_new (guint32, n_rows + 1);
  n = vmp_process_query_filter (&self->query, self->users, rows, n_rows, order);
  if (keep)
    keep_sequence (self, map, order, n, n_rows);
  else
    vmp_process_query_sort (&self->query, rows, order, n);

  if (vmp_order_diff_init (&diff, self->order, self->n, map, order, n, n_rows, MAX_RUNS))
    follow_runs (self, list, &diff, order);
  else
    swap_rows (self, list, g_steal_pointer (&order), n);
  vmp_order_diff_clear (&diff);

  refresh_items (self);
  update_selected (self);
}

static GType
vmp_process_model_get_item_type (GListModel *model)
{
  return VMP_TYPE_PROCESS_ITEM;
}

static guint
vmp_process_model_get_n_items (GListModel *model)
{
  return VMP_PROCESS_MODEL (model)->n;
}

static gpointer
vmp_process_model_get_item (GListModel *model, guint position)
{
  VmpProcessModel *self = VMP_PROCESS_MODEL (model);
  VmpProcessItem *item;

  if (position >= self->n)
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
  const VmpProcessRow *row = vmp_process_model_get_row (self, position);

  if (row == NULL)
    return FALSE;
  if (position != self->selected_position)
    {
      vmp_process_model_select (self, row->pid, row->start_time_ticks);
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

  g_hash_table_iter_init (&iter, self->items);
  while (g_hash_table_iter_next (&iter, NULL, &item))
    forget_item (self, item);
  g_hash_table_unref (self->items);
  g_clear_pointer (&self->list, vmp_process_list_unref);
  g_object_unref (self->users);
  g_free (self->order);
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
  self->search = g_strdup ("");
  self->query = (VmpProcessQuery) { self->search, VMP_PROCESS_SORT_RESIDENT, TRUE, -1, FALSE };
  self->selected_position = GTK_INVALID_LIST_POSITION;
}

VmpProcessModel *
vmp_process_model_new (VmpUserNames *users)
{
  VmpProcessModel *self = g_object_new (VMP_TYPE_PROCESS_MODEL, NULL);

  self->users = g_object_ref (users);
  return self;
}

void
vmp_process_model_set_list (VmpProcessModel *self, VmpProcessList *list)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  update (self, list, self->frozen && self->list != NULL);
}

void
vmp_process_model_set_query (VmpProcessModel *self, const VmpProcessQuery *query)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->query = *query;
  g_set_str (&self->search, query->search);
  self->query.search = self->search;
  if (self->list != NULL)
    update (self, self->list, FALSE);
}

void
vmp_process_model_set_frozen (VmpProcessModel *self, gboolean frozen)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->frozen = frozen;
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

const VmpProcessRow *
vmp_process_model_get_row (VmpProcessModel *self, guint position)
{
  g_return_val_if_fail (VMP_IS_PROCESS_MODEL (self), NULL);

  return position < self->n ? row_of (self, self->order[position]) : NULL;
}
