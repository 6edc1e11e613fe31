/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The order of mappings by a column. */
#include "config.h"

#include "vmp-mapping-table.h"

#include <glib/gi18n.h>
#include <string.h>

/* The value is looked up once a mapping, not once a comparison. */
typedef struct
{
  gint64      value;
  const char *text;       /* compared first, unless NULL */
  guint32     index;
} Key;

typedef struct
{
  gboolean descending;
} Order;

/* A missing value is less than any. */
static int
compare (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const Key *one = a, *two = b;
  const Order *order = user_data;
  int result = 0;

  if (one->text != NULL)
    result = strcmp (one->text, two->text);
  if (result == 0)
    result = (one->value > two->value) - (one->value < two->value);
  if (order->descending)
    result = -result;
  return result != 0 ? result : one->index < two->index ? -1 : 1;
}

/* By what happened: new ones are more than those that are gone, and these more than those that only changed; the larger first. */
static gint64
rank_change (const VmpMappingChange *change)
{
  static const guint8 ranks[VMP_N_MAPPING_CHANGES] = {
    [VMP_MAPPING_CHANGE_NEW] = 7,   [VMP_MAPPING_CHANGE_GONE] = 6,  [VMP_MAPPING_CHANGE_GROWN] = 5,
    [VMP_MAPPING_CHANGE_SHRUNK] = 4, [VMP_MAPPING_CHANGE_SPLIT] = 3, [VMP_MAPPING_CHANGE_MERGED] = 2,
    [VMP_MAPPING_CHANGE_MOVED] = 1,
  };
  const gint64 most = (G_GINT64_CONSTANT (1) << 56) - 1;

  return (gint64) ranks[change->kind] << 56 | CLAMP (ABS (change->delta_bytes), 0, most);
}

static void
find_key (const VmpMappingTable *table, VmpMappingColumn column, const char *const *labels, Key *key)
{
  const VmpMapping *mapping = vmp_mapping_table_get_entry (table, key->index);
  const VmpMappingColumnInfo *info = vmp_mapping_column_get (column);

  key->text = NULL;
  if (info->size >= 0)
    key->value = vmp_mapping_get_size (mapping, (VmpMappingSize) info->size);
  else if (column == VMP_MAPPING_COLUMN_SIZE)
    key->value = (gint64) MIN (mapping->end_addr - mapping->start_addr, (guint64) G_MAXINT64);
  else if (column == VMP_MAPPING_COLUMN_CHANGE)
    key->value = rank_change (vmp_mapping_table_get_change (table, key->index));
  else if (column == VMP_MAPPING_COLUMN_DELTA)
    key->value = vmp_mapping_table_get_change (table, key->index)->delta_bytes;
  else if (column == VMP_MAPPING_COLUMN_OFFSET)
    key->value = (gint64) MIN (mapping->offset_bytes, (guint64) G_MAXINT64);
  else if (column == VMP_MAPPING_COLUMN_INODE)
    key->value = (gint64) MIN (mapping->inode, (guint64) G_MAXINT64);
  else
    {
      key->value = (gint64) MIN (mapping->start_addr, (guint64) G_MAXINT64);
      if (column == VMP_MAPPING_COLUMN_NAME)
        key->text = vmp_address_space_get_name (vmp_mapping_table_get_space (table, key->index), mapping);
      else if (column == VMP_MAPPING_COLUMN_PERMISSIONS)
        key->text = mapping->permissions;
      else if (column == VMP_MAPPING_COLUMN_FLAGS)
        key->text = vmp_address_space_get_flags (vmp_mapping_table_get_space (table, key->index), mapping);
      else if (column == VMP_MAPPING_COLUMN_TYPE)
        key->text = labels[mapping->type];
    }
}

void
vmp_mapping_sort (const VmpMappingTable *table, VmpMappingColumn column, gboolean descending, guint32 *indices, guint n)
{
  Order order = { descending };
  const char *labels[VMP_N_MAPPING_TYPES];
  g_autofree Key *keys = NULL;

  /* They come in the order of addresses. */
  if (table->comparison == NULL && !descending && (column == VMP_MAPPING_COLUMN_ADDRESS || column == VMP_MAPPING_COLUMN_END))
    return;
  for (guint i = 0; i < VMP_N_MAPPING_TYPES; i++)
    labels[i] = _(vmp_mapping_type_get (i)->label);
  keys = g_new (Key, n + 1);
  for (guint i = 0; i < n; i++)
    {
      keys[i].index = indices[i];
      find_key (table, column, labels, &keys[i]);
    }
  g_sort_array (keys, n, sizeof *keys, compare, &order);
  for (guint i = 0; i < n; i++)
    indices[i] = keys[i].index;
}
