/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings as a list model and its selection, over an immutable table that a worker made.
 *
 * Telling GTK that all of 60,000 rows changed costs 100 ms. It only knows a few hundred of them, those near the screen; so a new
 * table is told by what happened to these. Between two of them that stay, it does not matter which rows came and which went, only
 * how many more or fewer there are. If those that stay have changed places (another value to sort by), then rows keep their places
 * and stand for something else.
 */
#include "config.h"

#include "vmp-mapping-model.h"

#define NOWHERE G_MAXUINT32

/* A row that GTK holds. */
typedef struct
{
  VmpMappingItem *item;       /* borrowed: GTK drops it */
  guint           position;
  gboolean        is_stale;   /* it stands for what was there before: it is off the screen */
} Live;

struct _VmpMappingModel
{
  GObject           parent_instance;

  /* owned */
  VmpMappingTable  *table;      /* NULL: nothing */
  VmpMappingTable  *old_table;  /* while a change is told: of the rows that were not told yet */
  GArray           *live;       /* of Live, in no order */
  GtkBitset        *selection;  /* positions */

  guint             first, last;    /* on the screen */

  /* While a change is told: rows before @told are of the new table, those from it on of the old one from @old_told on. */
  guint             told, old_told;
};

static void list_model_iface_init (GListModelInterface *iface);
static void selection_model_iface_init (GtkSelectionModelInterface *iface);

G_DEFINE_FINAL_TYPE_WITH_CODE (VmpMappingModel, vmp_mapping_model, G_TYPE_OBJECT,
                               G_IMPLEMENT_INTERFACE (G_TYPE_LIST_MODEL, list_model_iface_init)
                               G_IMPLEMENT_INTERFACE (GTK_TYPE_SELECTION_MODEL, selection_model_iface_init))

static Live *
get_live (VmpMappingModel *self, guint index)
{
  return &g_array_index (self->live, Live, index);
}

static void
item_gone_cb (gpointer user_data, GObject *item)
{
  VmpMappingModel *self = user_data;

  for (guint i = 0; i < self->live->len; i++)
    {
      if ((gpointer) get_live (self, i)->item != (gpointer) item)
        continue;
      g_array_remove_index_fast (self->live, i);
      return;
    }
}

/* The table and the line that a position stands for, also while a change is told. */
static VmpMappingTable *
look_up (VmpMappingModel *self, guint position, guint *out_line)
{
  if (self->old_table != NULL && position >= self->told)
    {
      *out_line = position - self->told + self->old_told;
      return *out_line < self->old_table->n_lines ? self->old_table : NULL;
    }
  *out_line = position;
  return self->table != NULL && position < self->table->n_lines ? self->table : NULL;
}

static GType
vmp_mapping_model_get_item_type (GListModel *model)
{
  return VMP_TYPE_MAPPING_ITEM;
}

static guint
vmp_mapping_model_get_n_items (GListModel *model)
{
  VmpMappingModel *self = VMP_MAPPING_MODEL (model);

  if (self->old_table != NULL)
    return self->told + self->old_table->n_lines - self->old_told;
  return self->table != NULL ? self->table->n_lines : 0;
}

static gpointer
vmp_mapping_model_get_item (GListModel *model, guint position)
{
  VmpMappingModel *self = VMP_MAPPING_MODEL (model);
  guint line;
  VmpMappingTable *table = look_up (self, position, &line);
  Live live;

  if (table == NULL)
    return NULL;
  for (guint i = 0; i < self->live->len; i++)
    if (get_live (self, i)->position == position)
      {
        g_autoptr (VmpMappingItem) item = g_object_ref (get_live (self, i)->item);

        if (get_live (self, i)->is_stale && self->old_table == NULL)
          {
            get_live (self, i)->is_stale = FALSE;
            vmp_mapping_item_set (item, table, line, FALSE);
          }
        return g_steal_pointer (&item);
      }
  live = (Live) { vmp_mapping_item_new (table, line), position, FALSE };
  g_object_weak_ref (G_OBJECT (live.item), item_gone_cb, self);
  g_array_append_val (self->live, live);
  return live.item;
}

static void
list_model_iface_init (GListModelInterface *iface)
{
  iface->get_item_type = vmp_mapping_model_get_item_type;
  iface->get_n_items = vmp_mapping_model_get_n_items;
  iface->get_item = vmp_mapping_model_get_item;
}

/* The selection */

static gboolean
vmp_mapping_model_is_selected (GtkSelectionModel *model, guint position)
{
  return gtk_bitset_contains (VMP_MAPPING_MODEL (model)->selection, position);
}

static GtkBitset *
vmp_mapping_model_get_selection_in_range (GtkSelectionModel *model, guint position, guint n_items)
{
  return gtk_bitset_ref (VMP_MAPPING_MODEL (model)->selection);
}

static gboolean
vmp_mapping_model_set_selection (GtkSelectionModel *model, GtkBitset *selected, GtkBitset *mask)
{
  VmpMappingModel *self = VMP_MAPPING_MODEL (model);
  g_autoptr (GtkBitset) changed = gtk_bitset_copy (selected);
  g_autoptr (GtkBitset) next = gtk_bitset_copy (self->selection);
  guint n = g_list_model_get_n_items (G_LIST_MODEL (self)), first, last;

  gtk_bitset_subtract (next, mask);
  gtk_bitset_intersect (changed, mask);
  gtk_bitset_union (next, changed);
  gtk_bitset_remove_range_closed (next, n, G_MAXUINT);
  g_clear_pointer (&changed, gtk_bitset_unref);
  changed = gtk_bitset_copy (next);
  gtk_bitset_difference (changed, self->selection);
  g_clear_pointer (&self->selection, gtk_bitset_unref);
  self->selection = g_steal_pointer (&next);
  if (gtk_bitset_is_empty (changed))
    return TRUE;
  first = gtk_bitset_get_minimum (changed);
  last = gtk_bitset_get_maximum (changed);
  gtk_selection_model_selection_changed (model, first, last - first + 1);
  return TRUE;
}

static void
selection_model_iface_init (GtkSelectionModelInterface *iface)
{
  iface->is_selected = vmp_mapping_model_is_selected;
  iface->get_selection_in_range = vmp_mapping_model_get_selection_in_range;
  iface->set_selection = vmp_mapping_model_set_selection;
}

/* Where what is selected is now. */
static GtkBitset *
move_selection (VmpMappingModel *self, const VmpMappingTable *table)
{
  GtkBitset *moved = gtk_bitset_new_empty ();
  GtkBitsetIter iter;
  guint position;

  if (table == NULL || !gtk_bitset_iter_init_first (&iter, self->selection, &position))
    return moved;
  do
    {
      guint32 now = position < table->n_moves ? table->moves[position] : NOWHERE;

      if (now != NOWHERE)
        gtk_bitset_add (moved, now);
    }
  while (gtk_bitset_iter_next (&iter, &position));
  return moved;
}

/* Changes */

static int
compare_live (gconstpointer a, gconstpointer b)
{
  const Live *one = a, *two = b;

  return one->position < two->position ? -1 : one->position > two->position;
}

/* Rows that GTK holds and that stay, in the order of now: their old and new lines. FALSE if they have changed places. */
static gboolean
find_stays (VmpMappingModel *self, const VmpMappingTable *table, GArray *stays)
{
  gint64 last = -1;

  g_array_sort (self->live, compare_live);
  for (guint i = 0; i < self->live->len; i++)
    {
      guint old = get_live (self, i)->position;
      guint32 now = old < table->n_moves ? table->moves[old] : NOWHERE;
      guint32 stay[2] = { old, now };

      if (now == NOWHERE)
        continue;
      if (now <= last)
        return FALSE;
      last = now;
      g_array_append_vals (stays, stay, 2);
    }
  return TRUE;
}

/* Row objects behind a change go along with it; those of removed rows are nobody's any more. */
static void
shift_live (VmpMappingModel *self, guint position, guint n_removed, guint n_added)
{
  for (guint i = self->live->len; i > 0; i--)
    {
      Live *live = get_live (self, i - 1);

      if (live->position < position)
        continue;
      if (live->position >= position + n_removed)
        {
          live->position = live->position - n_removed + n_added;
          continue;
        }
      g_object_weak_unref (G_OBJECT (live->item), item_gone_cb, self);
      g_array_remove_index_fast (self->live, i - 1);
    }
}

/* The rows from what was told up to @old_end are now those up to @end: as many as both have stand for something else, and the
 * difference comes or goes behind them. */
static void
tell (VmpMappingModel *self, guint old_end, guint end)
{
  guint n_old = old_end - self->old_told, n = end - self->told;
  guint n_common = MIN (n_old, n), position = self->told + n_common;

  self->old_told = old_end;
  self->told = end;
  if (n_old == n)
    return;
  shift_live (self, position, n_old - n_common, n - n_common);
  g_list_model_items_changed (G_LIST_MODEL (self), position, n_old - n_common, n - n_common);
}

/* Each live row object that is on the screen, and all if forced, stands for its line of the new table. A handler may drop others,
 * hence the references. */
static void
refresh_live (VmpMappingModel *self, gboolean force)
{
  g_autoptr (GPtrArray) items = g_ptr_array_new_with_free_func (g_object_unref);
  g_autofree guint *positions = g_new (guint, self->live->len + 1);
  guint n = 0;

  for (guint i = 0; i < self->live->len; i++)
    {
      Live *live = get_live (self, i);
      gboolean on_screen = live->position >= self->first && live->position <= self->last;

      if (!force && (!live->is_stale || !on_screen))
        continue;
      live->is_stale = FALSE;
      g_ptr_array_add (items, g_object_ref (live->item));
      positions[n++] = live->position;
    }
  for (guint i = 0; i < items->len; i++)
    if (self->table != NULL && positions[i] < self->table->n_lines)
      vmp_mapping_item_set (items->pdata[i], self->table, positions[i], force);
}

static void
follow (VmpMappingModel *self, GArray *stays)
{
  for (guint i = 0; i < stays->len; i += 2)
    {
      guint old = g_array_index (stays, guint32, i), now = g_array_index (stays, guint32, i + 1);

      tell (self, old, now);
      self->old_told = old + 1;
      self->told = now + 1;
    }
  tell (self, self->old_table->n_lines, self->table != NULL ? self->table->n_lines : 0);
}

void
vmp_mapping_model_set_table (VmpMappingModel *self, VmpMappingTable *table)
{
  g_autoptr (GArray) stays = g_array_new (FALSE, FALSE, sizeof (guint32));
  g_autoptr (GtkBitset) selection = NULL;
  guint n;

  g_return_if_fail (VMP_IS_MAPPING_MODEL (self));

  if (self->table == table)
    return;
  selection = move_selection (self, table);
  if (table == NULL || !find_stays (self, table, stays))
    g_array_set_size (stays, 0);
  self->old_table = g_steal_pointer (&self->table);
  self->table = table != NULL ? vmp_mapping_table_ref (table) : NULL;
  self->told = self->old_told = 0;
  /* GTK asks for the selection of rows that it is told of, so this has to be right before. */
  gtk_bitset_unref (self->selection);
  self->selection = g_steal_pointer (&selection);
  if (self->old_table != NULL)
    follow (self, stays);
  else if (table != NULL && table->n_lines > 0)
    g_list_model_items_changed (G_LIST_MODEL (self), 0, 0, table->n_lines);
  g_clear_pointer (&self->old_table, vmp_mapping_table_unref);
  for (guint i = 0; i < self->live->len; i++)
    get_live (self, i)->is_stale = TRUE;
  refresh_live (self, FALSE);
  n = g_list_model_get_n_items (G_LIST_MODEL (self));
  if (n > 0)
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, n);
}

static void
vmp_mapping_model_finalize (GObject *object)
{
  VmpMappingModel *self = VMP_MAPPING_MODEL (object);

  for (guint i = 0; i < self->live->len; i++)
    g_object_weak_unref (G_OBJECT (get_live (self, i)->item), item_gone_cb, self);
  g_array_unref (self->live);
  g_clear_pointer (&self->table, vmp_mapping_table_unref);
  gtk_bitset_unref (self->selection);

  G_OBJECT_CLASS (vmp_mapping_model_parent_class)->finalize (object);
}

static void
vmp_mapping_model_class_init (VmpMappingModelClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_mapping_model_finalize;
}

static void
vmp_mapping_model_init (VmpMappingModel *self)
{
  self->live = g_array_new (FALSE, FALSE, sizeof (Live));
  self->selection = gtk_bitset_new_empty ();
  self->last = G_MAXUINT;
}

VmpMappingModel *
vmp_mapping_model_new (void)
{
  return g_object_new (VMP_TYPE_MAPPING_MODEL, NULL);
}

VmpMappingTable *
vmp_mapping_model_get_table (VmpMappingModel *self)
{
  g_return_val_if_fail (VMP_IS_MAPPING_MODEL (self), NULL);

  return self->table;
}

void
vmp_mapping_model_set_window (VmpMappingModel *self, guint first, guint last)
{
  g_return_if_fail (VMP_IS_MAPPING_MODEL (self));

  self->first = first;
  self->last = last;
  if (self->old_table == NULL)
    refresh_live (self, FALSE);
}

void
vmp_mapping_model_refresh (VmpMappingModel *self)
{
  g_return_if_fail (VMP_IS_MAPPING_MODEL (self));

  refresh_live (self, TRUE);
}

void
vmp_mapping_model_select (VmpMappingModel *self, guint position)
{
  g_autoptr (GtkBitset) selected = gtk_bitset_new_empty ();
  g_autoptr (GtkBitset) mask = gtk_bitset_new_range (0, g_list_model_get_n_items (G_LIST_MODEL (self)));

  g_return_if_fail (VMP_IS_MAPPING_MODEL (self));

  if (position != GTK_INVALID_LIST_POSITION)
    gtk_bitset_add (selected, position);
  gtk_selection_model_set_selection (GTK_SELECTION_MODEL (self), selected, mask);
}

guint
vmp_mapping_model_count_items (VmpMappingModel *self)
{
  g_return_val_if_fail (VMP_IS_MAPPING_MODEL (self), 0);

  return self->live->len;
}
