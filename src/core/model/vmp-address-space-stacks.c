/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The stacks of an address space: how much of them is reserved, touched and in use. */

#include "config.h"

#include "vmp-address-space-private.h"

/* Thread id -> its place among the facts' threads, plus one. */
static GHashTable *
index_threads (const VmpAddressSpaceFacts *facts)
{
  GHashTable *places = g_hash_table_new (NULL, NULL);

  for (guint i = 0; i < facts->n_threads; i++)
    g_hash_table_insert (places, GINT_TO_POINTER (facts->threads[i].tid), GUINT_TO_POINTER (i + 1));
  return places;
}

static VmpStack
describe (const VmpAddressSpace *space,
          guint                  index,
          GHashTable            *places)
{
  const VmpMapping *mapping = &space->mappings[index];
  guint place = mapping->tid != 0 ? GPOINTER_TO_UINT (g_hash_table_lookup (places, GINT_TO_POINTER (mapping->tid))) : 0;
  guint64 pointer = place > 0 ? space->facts.threads[place - 1].stack_pointer_addr : 0;
  gint64 rss = vmp_mapping_get_size (mapping, VMP_MAPPING_RSS), swap = vmp_mapping_get_size (mapping, VMP_MAPPING_SWAP);
  VmpStack stack = {
    .index = index, .thread = place > 0 ? place - 1 : G_MAXUINT,
    .reserved_bytes = (gint64) (mapping->end_addr - mapping->start_addr),
    .touched_bytes = swap == VMP_MISSING ? rss : vmp_value_add (rss, swap),
    .depth_bytes = VMP_MISSING,
  };

  if (pointer >= mapping->start_addr && pointer < mapping->end_addr)
    stack.depth_bytes = (gint64) (mapping->end_addr - pointer);
  /* Without page tables, what is in use now is all that is certain. */
  stack.deepest_bytes = stack.depth_bytes;
  return stack;
}

void
vmp_address_space_take_stacks (VmpAddressSpace *space,
                               const GArray    *indexes)
{
  GHashTable *places;

  if (indexes->len == 0)
    return;
  space->n_stacks = indexes->len;
  space->stacks = g_new (VmpStack, space->n_stacks);
  places = index_threads (&space->facts);
  for (guint i = 0; i < indexes->len; i++)
    space->stacks[i] = describe (space, g_array_index (indexes, guint, i), places);
  g_hash_table_unref (places);
}

const VmpStack *
vmp_address_space_get_stacks (const VmpAddressSpace *self,
                              guint                 *out_n)
{
  *out_n = self->n_stacks;
  return self->stacks;
}

void
vmp_address_space_set_stack_touched (VmpAddressSpace *self,
                                     guint            stack,
                                     guint64          lowest_addr)
{
  const VmpMapping *mapping;
  gint64 deepest;

  g_return_if_fail (stack < self->n_stacks);
  mapping = &self->mappings[self->stacks[stack].index];
  g_return_if_fail (lowest_addr >= mapping->start_addr && lowest_addr <= mapping->end_addr);
  deepest = (gint64) (mapping->end_addr - lowest_addr);
  self->stacks[stack].deepest_bytes = vmp_value_max (self->stacks[stack].depth_bytes, deepest);
}
