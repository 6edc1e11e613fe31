/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address space at one moment: every mapping, with what it is. */

#include "config.h"

#include "vmp-address-space-private.h"

#include <string.h>

/* The kernel's names. */
static const char *const size_keys[VMP_N_MAPPING_SIZES] = {
  [VMP_MAPPING_RSS] = "rss",
  [VMP_MAPPING_PSS] = "pss",
  [VMP_MAPPING_PSS_DIRTY] = "pss-dirty",
  [VMP_MAPPING_SHARED_CLEAN] = "shared-clean",
  [VMP_MAPPING_SHARED_DIRTY] = "shared-dirty",
  [VMP_MAPPING_PRIVATE_CLEAN] = "private-clean",
  [VMP_MAPPING_PRIVATE_DIRTY] = "private-dirty",
  [VMP_MAPPING_REFERENCED] = "referenced",
  [VMP_MAPPING_ANONYMOUS] = "anonymous",
  [VMP_MAPPING_KSM] = "ksm",
  [VMP_MAPPING_LAZY_FREE] = "lazy-free",
  [VMP_MAPPING_ANON_HUGE_PAGES] = "anon-huge-pages",
  [VMP_MAPPING_SHMEM_PMD_MAPPED] = "shmem-pmd-mapped",
  [VMP_MAPPING_FILE_PMD_MAPPED] = "file-pmd-mapped",
  [VMP_MAPPING_SHARED_HUGETLB] = "shared-hugetlb",
  [VMP_MAPPING_PRIVATE_HUGETLB] = "private-hugetlb",
  [VMP_MAPPING_SWAP] = "swap",
  [VMP_MAPPING_SWAP_PSS] = "swap-pss",
  [VMP_MAPPING_LOCKED] = "locked",
};

static const char *const number_keys[VMP_N_MAPPING_NUMBERS] = {
  [VMP_MAPPING_KERNEL_PAGE_SIZE] = "kernel-page-size",
  [VMP_MAPPING_MMU_PAGE_SIZE] = "mmu-page-size",
  [VMP_MAPPING_THP_ELIGIBLE] = "thp-eligible",
  [VMP_MAPPING_PROTECTION_KEY] = "protection-key",
};

static gboolean
next_entry (VmpMapsParser  *parser,
            gboolean        is_smaps,
            VmpSmapsEntry  *out,
            GError        **error)
{
  gint64 *fields = (gint64 *) &out->sizes;

  if (is_smaps)
    return vmp_maps_parser_next_smaps (parser, out, error);
  for (guint i = 0; i < sizeof out->sizes / sizeof *fields; i++)
    fields[i] = VMP_MISSING;
  out->flags = "";
  out->flags_len = out->unknown_len = 0;
  out->has_sizes = FALSE;
  return vmp_maps_parser_next (parser, &out->line, error);
}

VmpAddressSpace *
vmp_address_space_parse (const char                 *text,
                         gsize                       len,
                         const VmpAddressSpaceFacts *facts,
                         GError                    **error)
{
  g_autoptr (VmpAddressSpaceBuilder) builder = vmp_address_space_builder_new ();
  g_autoptr (GError) local = NULL;
  gboolean is_smaps = len > 0 && g_strstr_len (text, len, "\nSize:") != NULL;
  VmpMapsParser parser;
  VmpSmapsEntry entry;

  vmp_maps_parser_init (&parser, text, len);
  while (next_entry (&parser, is_smaps, &entry, &local))
    vmp_address_space_builder_add (builder, &entry);
  if (local != NULL)
    {
      g_propagate_error (error, g_steal_pointer (&local));
      return NULL;
    }
  return vmp_address_space_builder_finish (g_steal_pointer (&builder), facts);
}

VmpAddressSpace *
vmp_address_space_ref (VmpAddressSpace *self)
{
  return g_atomic_rc_box_acquire (self);
}

static void
clear (gpointer data)
{
  VmpAddressSpace *self = data;

  vmp_mappings_give (self->mappings, self->capacity);
  g_free (self->stacks);
  g_string_free (self->text, TRUE);
  g_free ((char *) self->facts.exe_path);
  g_free ((VmpThread *) self->facts.threads);
  g_free ((guint64 *) self->facts.memory_devices);
}

void
vmp_address_space_unref (VmpAddressSpace *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint
vmp_address_space_get_n (const VmpAddressSpace *self)
{
  return self->n_mappings;
}

const VmpMapping *
vmp_address_space_get (const VmpAddressSpace *self,
                       guint                  index)
{
  g_assert (index < self->n_mappings);
  return &self->mappings[index];
}

gboolean
vmp_address_space_is_torn (const VmpAddressSpace *self)
{
  return self->torn;
}

void
vmp_address_space_set_torn (VmpAddressSpace *self)
{
  self->torn = TRUE;
}

const char *
vmp_address_space_get_name (const VmpAddressSpace *self,
                            const VmpMapping      *mapping)
{
  return self->text->str + mapping->name_at;
}

const char *
vmp_address_space_get_flags (const VmpAddressSpace *self,
                             const VmpMapping      *mapping)
{
  return self->text->str + mapping->flags_at;
}

const char *
vmp_address_space_get_unknown (const VmpAddressSpace *self,
                               const VmpMapping      *mapping)
{
  return self->text->str + mapping->unknown_at;
}

const VmpAddressSpaceFacts *
vmp_address_space_get_facts (const VmpAddressSpace *self)
{
  return &self->facts;
}

const VmpMappingSum *
vmp_address_space_get_sum (const VmpAddressSpace *self,
                           VmpMappingType         type)
{
  g_assert (type <= VMP_N_MAPPING_TYPES);
  return &self->sums[type];
}

gint64
vmp_mapping_get_size (const VmpMapping *mapping,
                      VmpMappingSize    size)
{
  guint32 kib = mapping->sizes_kib[size];

  return kib == VMP_MAPPING_MISSING_KIB ? VMP_MISSING : (gint64) kib * 1024;
}

const char *
vmp_mapping_size_to_key (VmpMappingSize size)
{
  return size_keys[size];
}

gint64
vmp_mapping_get_number (const VmpMapping *mapping,
                        VmpMappingNumber  number)
{
  guint8 value = mapping->numbers[number];

  if (value == 0)
    return VMP_MISSING;
  /* Page sizes are kept as exponents, the others one greater than they are. */
  return number <= VMP_MAPPING_MMU_PAGE_SIZE ? (gint64) 1 << MIN (value, 62) : value - 1;
}

const char *
vmp_mapping_number_to_key (VmpMappingNumber number)
{
  return number_keys[number];
}
