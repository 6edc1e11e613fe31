/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings as they are to be listed: filtered, sorted and grouped by a worker, never changed afterwards. */
#include "config.h"

#include "vmp-mapping-table.h"

#include <glib/gi18n.h>
#include <string.h>

#define NOWHERE G_MAXUINT32

void
vmp_mapping_query_init (VmpMappingQuery *self)
{
  *self = (VmpMappingQuery) { 0 };
}

void
vmp_mapping_query_clear (VmpMappingQuery *self)
{
  g_clear_pointer (&self->filter, vmp_mapping_filter_unref);
  g_clear_pointer (&self->open, g_hash_table_unref);
  g_clear_pointer (&self->mark, vmp_address_space_unref);
}

void
vmp_mapping_query_copy (const VmpMappingQuery *self, VmpMappingQuery *out)
{
  GHashTableIter iter;
  gpointer key;

  *out = *self;
  if (self->filter != NULL)
    vmp_mapping_filter_ref (self->filter);
  if (self->mark != NULL)
    vmp_address_space_ref (self->mark);
  if (self->open == NULL)
    return;
  out->open = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  g_hash_table_iter_init (&iter, self->open);
  while (g_hash_table_iter_next (&iter, &key, NULL))
    g_hash_table_add (out->open, g_strdup (key));
}

static gboolean
is_wanted (const VmpMappingTable *self, const VmpMappingQuery *query, guint32 entry)
{
  const VmpMapping *mapping = vmp_mapping_table_get_entry (self, entry);

  if (self->comparison != NULL && self->comparison->changes[entry].kind == VMP_MAPPING_CHANGE_NONE)
    return FALSE;
  if (query->types != 0 && !(query->types & 1u << mapping->type))
    return FALSE;
  return query->filter == NULL || vmp_mapping_filter_match (query->filter, vmp_mapping_table_get_space (self, entry), mapping);
}

static void
add_to_sum (VmpMappingSum *sum, const VmpMapping *mapping)
{
  gint64 size_bytes = (gint64) (mapping->end_addr - mapping->start_addr);

  sum->mappings_n++;
  sum->size_bytes = (gint64) ((guint64) sum->size_bytes + (guint64) size_bytes);
  sum->largest_bytes = MAX (sum->largest_bytes, size_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    sum->sizes_bytes[i] = vmp_value_add (sum->sizes_bytes[i], vmp_mapping_get_size (mapping, i));
}

static void
find_matches (VmpMappingTable *self, const VmpMappingQuery *query)
{
  guint n = vmp_mapping_table_get_n (self);

  self->matches = g_new (guint32, n + 1);
  for (guint i = 0; i < n; i++)
    {
      if (!is_wanted (self, query, i))
        continue;
      self->matches[self->n_matches++] = i;
      if (!vmp_mapping_table_is_gone (self, i))
        add_to_sum (&self->sum, vmp_mapping_table_get_entry (self, i));
    }
}

/* How groups stand to each other: as their mappings would by the column. */
typedef struct
{
  const VmpMappingTable *table;
  const VmpMappingQuery *query;
} GroupOrder;

static gint64
get_group_value (const VmpMappingGroup *group, VmpMappingColumn column)
{
  const VmpMappingColumnInfo *info = vmp_mapping_column_get (column);

  if (info->size >= 0)
    return group->sum.sizes_bytes[info->size];
  if (column == VMP_MAPPING_COLUMN_SIZE)
    return group->sum.size_bytes;
  if (column == VMP_MAPPING_COLUMN_DELTA || column == VMP_MAPPING_COLUMN_CHANGE)
    return group->delta_bytes;
  return group->first;
}

static int
compare_groups (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const GroupOrder *order = user_data;
  const VmpMappingGroup *one = &g_array_index (order->table->groups, VmpMappingGroup, *(const guint32 *) a);
  const VmpMappingGroup *two = &g_array_index (order->table->groups, VmpMappingGroup, *(const guint32 *) b);
  gint64 one_value = get_group_value (one, order->query->sort), two_value = get_group_value (two, order->query->sort);
  int result = order->query->sort == VMP_MAPPING_COLUMN_NAME ? strcmp (one->key, two->key) : 0;

  if (result == 0)
    result = (one_value > two_value) - (one_value < two_value);
  if (order->query->descending)
    result = -result;
  return result != 0 ? result : one->first < two->first ? -1 : 1;
}

static void
add_line (VmpMappingTable *self, guint32 line)
{
  if (!(line & VMP_MAPPING_LINE_GROUP))
    self->places[line] = self->n_lines;
  self->lines[self->n_lines++] = line;
}

/* Each group, and below it what it has if it is open. */
static void
make_grouped_lines (VmpMappingTable *self, const VmpMappingQuery *query)
{
  const guint32 *matches = self->matches;
  g_autofree guint32 *of_mapping = g_new (guint32, vmp_mapping_table_get_n (self) + 1);
  g_autofree guint32 *order = NULL, *begins = NULL, *members = NULL;
  GroupOrder group_order = { self, query };
  guint n_groups, at = 0;

  self->groups = vmp_mapping_group (self, query, of_mapping);
  n_groups = self->groups->len;
  self->lines = g_new (guint32, self->n_matches + n_groups + 1);
  order = g_new (guint32, n_groups + 1);
  begins = g_new0 (guint32, n_groups + 1);
  members = g_new (guint32, self->n_matches + 1);
  for (guint i = 0; i < n_groups; i++)
    {
      order[i] = i;
      begins[i] = at;
      at += g_array_index (self->groups, VmpMappingGroup, i).n;
    }
  for (guint i = 0; i < self->n_matches; i++)
    members[begins[of_mapping[matches[i]]]++] = matches[i];
  g_sort_array (order, n_groups, sizeof *order, compare_groups, &group_order);
  for (guint i = 0; i < n_groups; i++)
    {
      const VmpMappingGroup *group = &g_array_index (self->groups, VmpMappingGroup, order[i]);

      add_line (self, order[i] | VMP_MAPPING_LINE_GROUP);
      /* The beginning has moved on to the end. */
      for (guint j = begins[order[i]] - group->n; j < begins[order[i]]; j++)
        {
          if (group->is_open)
            add_line (self, members[j]);
          else
            self->places[members[j]] = VMP_MAPPING_PLACE_CLOSED;
        }
    }
}

static void
make_flat_lines (VmpMappingTable *self)
{
  self->groups = g_array_new (FALSE, FALSE, sizeof (VmpMappingGroup));
  self->lines = g_new (guint32, self->n_matches + 1);
  for (guint i = 0; i < self->n_matches; i++)
    add_line (self, self->matches[i]);
}

/* The entry of each mapping that was marked and is gone; NULL unless both compare with the same. */
static guint32 *
find_gone (const VmpMappingTable *self, const VmpMappingTable *previous)
{
  const VmpMappingComparison *one = previous->comparison, *two = self->comparison;
  guint n, n_now = vmp_address_space_get_n (self->trail->space);
  guint32 *entries;

  if (one == NULL || two == NULL
      || vmp_address_space_diff_get_before (one->diff) != vmp_address_space_diff_get_before (two->diff))
    return NULL;
  n = vmp_address_space_get_n (vmp_address_space_diff_get_before (two->diff));
  entries = g_new (guint32, n + 1);
  memset (entries, 0xff, n * sizeof *entries);
  for (guint i = 0; i < two->n_gone; i++)
    entries[two->gone[i]] = n_now + i;
  return entries;
}

/* Where the lines of @previous are now. */
static void
find_moves (VmpMappingTable *self, const VmpMappingTable *previous)
{
  const guint32 *map = previous->trail != self->trail ? self->trail->from_previous : NULL;
  g_autoptr (GHashTable) groups = g_hash_table_new (g_str_hash, g_str_equal);
  g_autofree guint32 *gone = find_gone (self, previous);

  self->n_moves = previous->n_lines;
  self->moves = g_new (guint32, self->n_moves + 1);
  for (guint i = 0; i < self->n_lines; i++)
    if (self->lines[i] & VMP_MAPPING_LINE_GROUP)
      g_hash_table_insert (groups, vmp_mapping_table_get_group (self, i)->key, GUINT_TO_POINTER (i + 1));
  for (guint i = 0; i < previous->n_lines; i++)
    {
      guint32 line = previous->lines[i];

      self->moves[i] = NOWHERE;
      if (line & VMP_MAPPING_LINE_GROUP)
        {
          if (previous->arrange == self->arrange)
            self->moves[i] =
              GPOINTER_TO_UINT (g_hash_table_lookup (groups, vmp_mapping_table_get_group (previous, i)->key)) - 1;
          continue;
        }
      if (vmp_mapping_table_is_gone (previous, line))
        line = gone != NULL ? gone[previous->comparison->gone[line - vmp_address_space_get_n (previous->trail->space)]] : NOWHERE;
      else if (map != NULL)
        line = line < self->trail->n_previous ? map[line] : NOWHERE;
      if (line != NOWHERE && self->places[line] < self->n_lines)
        self->moves[i] = self->places[line];
    }
}

static void
clear (gpointer data)
{
  VmpMappingTable *self = data;

  g_clear_pointer (&self->comparison, vmp_mapping_comparison_unref);
  vmp_mapping_trail_unref (self->trail);
  g_array_unref (self->groups);
  g_free (self->matches);
  g_free (self->lines);
  g_free (self->places);
  g_free (self->moves);
}

/* Anew only if one of both is another. */
static VmpMappingComparison *
compare (const VmpMappingTrail *trail, const VmpMappingQuery *query, const VmpMappingTable *previous)
{
  const VmpMappingComparison *last = previous != NULL ? previous->comparison : NULL;

  if (last != NULL && previous->trail == trail && vmp_address_space_diff_get_before (last->diff) == query->mark)
    return vmp_mapping_comparison_ref (previous->comparison);
  return vmp_mapping_comparison_new (query->mark, query->mark_nsec, trail->space);
}

VmpMappingTable *
vmp_mapping_table_new (VmpMappingTrail *trail, const VmpMappingQuery *query, const VmpMappingTable *previous)
{
  VmpMappingTable *self = g_atomic_rc_box_new0 (VmpMappingTable);
  guint n;

  self->trail = vmp_mapping_trail_ref (trail);
  if (query->mark != NULL)
    self->comparison = compare (trail, query, previous);
  self->arrange = query->arrange;
  n = vmp_mapping_table_get_n (self);
  self->places = g_new (guint32, n + 1);
  memset (self->places, 0xff, n * sizeof (guint32));
  find_matches (self, query);
  vmp_mapping_sort (self, query->sort, query->descending, self->matches, self->n_matches);
  if (query->arrange == VMP_MAPPING_ARRANGE_FLAT)
    make_flat_lines (self);
  else
    make_grouped_lines (self, query);
  if (previous != NULL)
    find_moves (self, previous);
  return self;
}

VmpMappingTable *
vmp_mapping_table_ref (VmpMappingTable *self)
{
  return g_atomic_rc_box_acquire (self);
}

void
vmp_mapping_table_unref (VmpMappingTable *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint
vmp_mapping_table_get_n (const VmpMappingTable *self)
{
  return vmp_address_space_get_n (self->trail->space) + (self->comparison != NULL ? self->comparison->n_gone : 0);
}

gboolean
vmp_mapping_table_is_gone (const VmpMappingTable *self, guint32 entry)
{
  return entry >= vmp_address_space_get_n (self->trail->space);
}

const VmpAddressSpace *
vmp_mapping_table_get_space (const VmpMappingTable *self, guint32 entry)
{
  if (vmp_mapping_table_is_gone (self, entry))
    return vmp_address_space_diff_get_before (self->comparison->diff);
  return self->trail->space;
}

const VmpMapping *
vmp_mapping_table_get_entry (const VmpMappingTable *self, guint32 entry)
{
  guint n = vmp_address_space_get_n (self->trail->space);

  if (entry < n)
    return vmp_address_space_get (self->trail->space, entry);
  return vmp_address_space_get (vmp_mapping_table_get_space (self, entry), self->comparison->gone[entry - n]);
}

const VmpMappingChange *
vmp_mapping_table_get_change (const VmpMappingTable *self, guint32 entry)
{
  return self->comparison != NULL ? &self->comparison->changes[entry] : &self->trail->changes[entry];
}

const VmpMapping *
vmp_mapping_table_get_mapping (const VmpMappingTable *self, guint line)
{
  g_assert (line < self->n_lines);
  if (self->lines[line] & VMP_MAPPING_LINE_GROUP)
    return NULL;
  return vmp_mapping_table_get_entry (self, self->lines[line]);
}

const VmpMappingGroup *
vmp_mapping_table_get_group (const VmpMappingTable *self, guint line)
{
  g_assert (line < self->n_lines);
  if (!(self->lines[line] & VMP_MAPPING_LINE_GROUP))
    return NULL;
  return &g_array_index (self->groups, VmpMappingGroup, self->lines[line] & ~VMP_MAPPING_LINE_GROUP);
}

const VmpMapping *
vmp_mapping_table_find (const VmpMappingTable *self, guint64 addr)
{
  const VmpAddressSpace *space = self->trail->space;
  guint low = 0, high = vmp_address_space_get_n (space);

  while (low < high)
    {
      guint middle = low + (high - low) / 2;
      const VmpMapping *mapping = vmp_address_space_get (space, middle);

      if (addr < mapping->start_addr)
        high = middle;
      else if (addr >= mapping->end_addr)
        low = middle + 1;
      else
        return mapping;
    }
  return NULL;
}

guint
vmp_mapping_table_find_line (const VmpMappingTable *self, const VmpMapping *mapping)
{
  guint32 place = self->places[mapping - vmp_address_space_get (self->trail->space, 0)];

  return place < self->n_lines ? place : NOWHERE;
}
