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
vmp_mapping_dup_group_key (const VmpMappingTrail *trail, VmpMappingArrange arrange, const VmpMapping *mapping)
{
  const char *name = vmp_address_space_get_name (trail->space, mapping);

  if (arrange == VMP_MAPPING_ARRANGE_THREAD && mapping->tid != 0)
    return g_strdup_printf ("thread %d", mapping->tid);
  if (arrange == VMP_MAPPING_ARRANGE_THREAD)
    return g_strdup ("");
  if (arrange == VMP_MAPPING_ARRANGE_FILE && *name != '\0')
    return g_strdup (name);
  return g_strdup_printf (":%s", vmp_mapping_type_get (mapping->type)->key);
}

/* What tells groups apart within one snapshot, cheaper than the key. */
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
add (VmpMappingGroup *group, const VmpMapping *mapping)
{
  gint64 size_bytes = (gint64) (mapping->end_addr - mapping->start_addr);

  group->n++;
  group->types |= 1u << mapping->type;
  group->sum.mappings_n++;
  group->sum.size_bytes = (gint64) ((guint64) group->sum.size_bytes + (guint64) size_bytes);
  group->sum.largest_bytes = MAX (group->sum.largest_bytes, size_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    group->sum.sizes_bytes[i] = vmp_value_add (group->sum.sizes_bytes[i], vmp_mapping_get_size (mapping, i));
}

GArray *
vmp_mapping_group (const VmpMappingTrail *trail, const VmpMappingQuery *query, const guint32 *indices, guint n,
                   guint32 *of_mapping)
{
  GArray *groups = g_array_new (FALSE, TRUE, sizeof (VmpMappingGroup));
  g_autoptr (GHashTable) numbers = g_hash_table_new_full (g_int64_hash, g_int64_equal, g_free, NULL);

  g_array_set_clear_func (groups, clear_group);
  for (guint i = 0; i < n; i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (trail->space, indices[i]);
      guint64 number = make_number (query->arrange, mapping);
      gpointer found = g_hash_table_lookup (numbers, &number);
      guint at = found != NULL ? GPOINTER_TO_UINT (found) - 1 : groups->len;

      if (found == NULL)
        {
          VmpMappingGroup group = { .key = vmp_mapping_dup_group_key (trail, query->arrange, mapping), .first = indices[i] };

          group.is_open = query->open != NULL && g_hash_table_contains (query->open, group.key);
          g_array_append_val (groups, group);
          g_hash_table_insert (numbers, g_memdup2 (&number, sizeof number), GUINT_TO_POINTER (at + 1));
        }
      add (&g_array_index (groups, VmpMappingGroup, at), mapping);
      of_mapping[indices[i]] = at;
    }
  return groups;
}
