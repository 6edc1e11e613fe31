/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The processes of the picker as a list model and its selection, over an immutable list and an array of lines. */

#include "config.h"

#include "vmp-process-model-private.h"

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

guint
vmp_process_model_count_watched_lines (VmpProcessModel *self)
{
  guint n = 0;

  while (n < self->lines->len && vmp_process_model_line_at (self, n)->section == VMP_PROCESS_SECTION_WATCHED)
    n++;
  return n;
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
guint
vmp_process_model_find_selected (VmpProcessModel *self)
{
  guint found = GTK_INVALID_LIST_POSITION;

  if (self->selected_pid == 0)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = 0; i < self->lines->len; i++)
    {
      if (!is_selected_line (self, i))
        continue;
      if (vmp_process_model_line_at (self, i)->section == self->selected_section)
        return i;
      if (found == GTK_INVALID_LIST_POSITION)
        found = i;
    }
  return found;
}

/* Rows that came or went have carried a view's mark of the old position along with them, to wherever that is now: so the
 * whole range is said to have changed. A view looks at its rows on screen only. */
void
vmp_process_model_update_selected (VmpProcessModel *self)
{
  guint old = self->selected_position;

  self->selected_position = vmp_process_model_find_selected (self);
  if (self->lines->len > 0
      && (old != GTK_INVALID_LIST_POSITION || self->selected_position != GTK_INVALID_LIST_POSITION))
    gtk_selection_model_selection_changed (GTK_SELECTION_MODEL (self), 0, self->lines->len);
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
  return item != NULL ? g_object_ref (item) : vmp_process_model_make_item (self, position);
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
  guint n_watched = vmp_process_model_count_watched_lines (self);

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
      self->selected_section = vmp_process_model_line_at (self, position)->section;
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

  g_clear_handle_id (&self->refresh_source, g_source_remove);
  vmp_process_model_forget_items (self);
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
  self->watched = vmp_process_model_copy_watched (NULL);
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
  g_signal_connect_object (apps, "changed", G_CALLBACK (vmp_process_model_find_applications), self, G_CONNECT_SWAPPED);
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
  g_signal_connect_object (watch_list, "changed", G_CALLBACK (vmp_process_model_update_in_place), self, G_CONNECT_SWAPPED);
  vmp_process_model_update_in_place (self);
}

void
vmp_process_model_set_list (VmpProcessModel *self, VmpProcessList *list)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  vmp_process_model_update (self, list, self->frozen && self->table != NULL);
}

void
vmp_process_model_set_query (VmpProcessModel *self, const VmpProcessQuery *query)
{
  g_return_if_fail (VMP_IS_PROCESS_MODEL (self));

  self->query = *query;
  g_set_str (&self->search, query->search);
  self->query.search = self->search;
  if (self->table != NULL)
    vmp_process_model_update (self, self->table->list, FALSE);
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
  vmp_process_model_update_selected (self);
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
  vmp_process_model_update_in_place (self);
  return TRUE;
}

guint
vmp_process_model_get_parent (VmpProcessModel *self, guint position)
{
  const VmpProcessLine *line = vmp_process_model_get_line (self, position);

  if (line == NULL || line->depth == 0)
    return GTK_INVALID_LIST_POSITION;
  for (guint i = position; i > 0; i--)
    if (vmp_process_model_line_at (self, i - 1)->depth < line->depth)
      return i - 1;
  return GTK_INVALID_LIST_POSITION;
}

const VmpProcessLine *
vmp_process_model_get_line (VmpProcessModel *self, guint position)
{
  g_return_val_if_fail (VMP_IS_PROCESS_MODEL (self), NULL);

  return position < self->lines->len ? vmp_process_model_line_at (self, position) : NULL;
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
    if (vmp_process_model_line_at (self, i)->kind != VMP_PROCESS_LINE_GROUP && !vmp_process_model_line_at (self, i)->context)
      return i;
  return GTK_INVALID_LIST_POSITION;
}
