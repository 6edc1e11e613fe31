/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings together that belong together: by type, by file, by thread. */
#include "config.h"

#include "vmp-mapping-table.h"

#include <glib/gi18n.h>
#include <string.h>

static void
clear_group (gpointer group)
{
  g_free (((VmpMappingGroup *) group)->key);
}

/* Names of the same file are the same text in a snapshot; what has no name goes by its type. */
char *
vmp_mapping_dup_group_key (const VmpAddressSpace *space, VmpMappingArrange arrange, const VmpMapping *mapping)
{
  const char *name = vmp_address_space_get_name (space, mapping);

  if (arrange == VMP_MAPPING_ARRANGE_THREAD && mapping->tid != 0)
    return g_strdup_printf ("thread %d", mapping->tid);
  if (arrange == VMP_MAPPING_ARRANGE_THREAD)
    return g_strdup ("");
  if (arrange == VMP_MAPPING_ARRANGE_FILE && *name != '\0')
    return g_strdup (name);
  return g_strdup_printf (":%s", vmp_mapping_type_get (mapping->type)->key);
}

/* What tells groups apart within one address space, cheaper than the key. */
static guint64
make_number (VmpMappingArrange arrange, const VmpMapping *mapping)
{
  if (arrange == VMP_MAPPING_ARRANGE_THREAD)
    return (guint64) mapping->tid;
  if (arrange == VMP_MAPPING_ARRANGE_FILE && mapping->name_at != 0)
    return 1ull << 32 | mapping->name_at;
  return mapping->type;
}

static void
add (VmpMappingGroup *group, const VmpMapping *mapping, const VmpMappingChange *change, gboolean is_gone)
{
  gint64 size_bytes = (gint64) (mapping->end_addr - mapping->start_addr);

  group->n++;
  group->types |= 1u << mapping->type;
  group->delta_bytes += change->is_size ? 0 : change->delta_bytes;
  if (is_gone)
    return;
  group->sum.mappings_n++;
  group->sum.size_bytes = (gint64) ((guint64) group->sum.size_bytes + (guint64) size_bytes);
  group->sum.largest_bytes = MAX (group->sum.largest_bytes, size_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    group->sum.sizes_bytes[i] = vmp_value_add (group->sum.sizes_bytes[i], vmp_mapping_get_size (mapping, i));
}

typedef struct
{
  const VmpMappingTable *table;
  const VmpMappingQuery *query;
  GArray                *groups;
  GHashTable            *numbers[2];    /* index of a group + 1 by its number: of mappings that are there, and that are gone */
  GHashTable            *keys;          /* likewise by its key */
} Grouping;

static guint
need_group (Grouping *self, guint32 entry, gint64 number)
{
  const VmpMapping *mapping = vmp_mapping_table_get_entry (self->table, entry);
  GHashTable *numbers = self->numbers[vmp_mapping_table_is_gone (self->table, entry)];
  guint at = GPOINTER_TO_UINT (g_hash_table_lookup (numbers, &number));
  g_autofree char *key = NULL;

  if (at != 0)
    return at - 1;
  key = vmp_mapping_dup_group_key (vmp_mapping_table_get_space (self->table, entry), self->query->arrange, mapping);
  at = GPOINTER_TO_UINT (g_hash_table_lookup (self->keys, key));
  if (at == 0)
    {
      VmpMappingGroup group = { .key = g_strdup (key), .first = entry };

      group.is_open = self->query->open != NULL && g_hash_table_contains (self->query->open, key);
      g_array_append_val (self->groups, group);
      at = self->groups->len;
      g_hash_table_insert (self->keys, g_steal_pointer (&key), GUINT_TO_POINTER (at));
    }
  g_hash_table_insert (numbers, g_memdup2 (&number, sizeof number), GUINT_TO_POINTER (at));
  return at - 1;
}

GArray *
vmp_mapping_group (const VmpMappingTable *table, const VmpMappingQuery *query, guint32 *of_entry)
{
  Grouping self = { table, query, g_array_new (FALSE, TRUE, sizeof (VmpMappingGroup)), { NULL }, NULL };

  g_array_set_clear_func (self.groups, clear_group);
  for (guint i = 0; i < G_N_ELEMENTS (self.numbers); i++)
    self.numbers[i] = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);
  self.keys = g_hash_table_new_full (g_str_hash, g_str_equal, g_free, NULL);
  for (guint i = 0; i < table->n_matches; i++)
    {
      guint32 entry = table->matches[i];
      const VmpMapping *mapping = vmp_mapping_table_get_entry (table, entry);
      guint at = need_group (&self, entry, (gint64) make_number (query->arrange, mapping));

      add (&g_array_index (self.groups, VmpMappingGroup, at), mapping, vmp_mapping_table_get_change (table, entry),
           vmp_mapping_table_is_gone (table, entry));
      of_entry[entry] = at;
    }
  for (guint i = 0; i < G_N_ELEMENTS (self.numbers); i++)
    g_hash_table_unref (self.numbers[i]);
  g_hash_table_unref (self.keys);
  return self.groups;
}
