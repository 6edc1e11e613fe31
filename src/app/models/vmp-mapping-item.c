/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One row of a list of mappings, made only for rows that GTK asks for. */
#include "config.h"

#include "vmp-mapping-item.h"

#include <string.h>

struct _VmpMappingItem
{
  GObject          parent_instance;

  VmpMappingTable *table;   /* owned */
  guint            line;
};

enum
{
  CHANGED,
  N_SIGNALS
};

static guint signals[N_SIGNALS];

G_DEFINE_FINAL_TYPE (VmpMappingItem, vmp_mapping_item, G_TYPE_OBJECT)

static const VmpMappingChange *
get_change (const VmpMappingTable *table, guint line)
{
  return vmp_mapping_table_get_change (table, table->lines[line]);
}

static const VmpAddressSpace *
get_space (const VmpMappingTable *table, guint line)
{
  return vmp_mapping_table_get_space (table, table->lines[line]);
}

static gboolean
looks_same (const VmpMappingTable *a, guint a_line, const VmpMappingTable *b, guint b_line)
{
  const VmpMapping *one = vmp_mapping_table_get_mapping (a, a_line), *two = vmp_mapping_table_get_mapping (b, b_line);
  VmpMapping copy;

  if (one == NULL || two == NULL)
    return FALSE;
  /* Texts are kept at other places in another snapshot. */
  copy = *two;
  copy.name_at = one->name_at;
  copy.flags_at = one->flags_at;
  copy.image = one->image;
  return memcmp (one, &copy, sizeof copy) == 0 && (a->comparison == NULL) == (b->comparison == NULL)
         && get_change (a, a_line)->kind == get_change (b, b_line)->kind
         && get_change (a, a_line)->delta_bytes == get_change (b, b_line)->delta_bytes
         && strcmp (vmp_address_space_get_name (get_space (a, a_line), one), vmp_address_space_get_name (get_space (b, b_line), two)) == 0
         && strcmp (vmp_address_space_get_flags (get_space (a, a_line), one), vmp_address_space_get_flags (get_space (b, b_line), two)) == 0;
}

static void
vmp_mapping_item_finalize (GObject *object)
{
  VmpMappingItem *self = VMP_MAPPING_ITEM (object);

  vmp_mapping_table_unref (self->table);

  G_OBJECT_CLASS (vmp_mapping_item_parent_class)->finalize (object);
}

static void
vmp_mapping_item_class_init (VmpMappingItemClass *klass)
{
  G_OBJECT_CLASS (klass)->finalize = vmp_mapping_item_finalize;

  signals[CHANGED] =
    g_signal_new ("changed", VMP_TYPE_MAPPING_ITEM, G_SIGNAL_RUN_LAST, 0, NULL, NULL, NULL, G_TYPE_NONE, 0);
}

static void
vmp_mapping_item_init (VmpMappingItem *self)
{
}

VmpMappingItem *
vmp_mapping_item_new (VmpMappingTable *table, guint line)
{
  VmpMappingItem *self = g_object_new (VMP_TYPE_MAPPING_ITEM, NULL);

  self->table = vmp_mapping_table_ref (table);
  self->line = line;
  return self;
}

void
vmp_mapping_item_set (VmpMappingItem *self, VmpMappingTable *table, guint line, gboolean force)
{
  g_autoptr (VmpMappingTable) old = NULL;
  gboolean same;

  g_return_if_fail (VMP_IS_MAPPING_ITEM (self));

  same = !force && looks_same (self->table, self->line, table, line);
  old = g_steal_pointer (&self->table);
  self->table = vmp_mapping_table_ref (table);
  self->line = line;
  if (!same)
    g_signal_emit (self, signals[CHANGED], 0);
}

const VmpMappingTable *
vmp_mapping_item_get_table (VmpMappingItem *self)
{
  g_return_val_if_fail (VMP_IS_MAPPING_ITEM (self), NULL);

  return self->table;
}

guint
vmp_mapping_item_get_line (VmpMappingItem *self)
{
  g_return_val_if_fail (VMP_IS_MAPPING_ITEM (self), 0);

  return self->line;
}

const VmpMapping *
vmp_mapping_item_get_mapping (VmpMappingItem *self)
{
  g_return_val_if_fail (VMP_IS_MAPPING_ITEM (self), NULL);

  return vmp_mapping_table_get_mapping (self->table, self->line);
}

const VmpMappingGroup *
vmp_mapping_item_get_group (VmpMappingItem *self)
{
  g_return_val_if_fail (VMP_IS_MAPPING_ITEM (self), NULL);

  return vmp_mapping_table_get_group (self->table, self->line);
}
