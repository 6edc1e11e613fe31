/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address space at one moment: every mapping, with what it is. */

#include "config.h"

#include "vmp-address-space.h"

#include <stddef.h>
#include <string.h>

#define MISSING_KIB G_MAXUINT32

struct _VmpAddressSpace
{
  GArray        *mappings;    /* owned, of VmpMapping */
  GString       *text;        /* owned; names and flags, each ended by a zero */
  gboolean       torn;
  VmpAddressSpaceFacts facts; /* owns what it points to */
  VmpMappingSum  sums[VMP_N_MAPPING_TYPES + 1];
};

struct _VmpAddressSpaceBuilder
{
  GArray  *mappings;
  GString *text;
  guint32 *slots;             /* owned; offsets into text, 0: free */
  guint    n_slots, n_texts;  /* n_slots: a power of two */
  gboolean torn;
};

#define SIZE(id, field, key) [VMP_MAPPING_##id] = { offsetof (VmpSmapsSizes, field), key }

static const struct
{
  gsize       offset;
  const char *key;
} sizes[VMP_N_MAPPING_SIZES] = {
  SIZE (RSS, rss, "rss"), SIZE (PSS, pss, "pss"), SIZE (PSS_DIRTY, pss_dirty, "pss-dirty"),
  SIZE (SHARED_CLEAN, shared_clean, "shared-clean"), SIZE (SHARED_DIRTY, shared_dirty, "shared-dirty"),
  SIZE (PRIVATE_CLEAN, private_clean, "private-clean"), SIZE (PRIVATE_DIRTY, private_dirty, "private-dirty"),
  SIZE (REFERENCED, referenced, "referenced"), SIZE (ANONYMOUS, anonymous, "anonymous"),
  SIZE (KSM, ksm, "ksm"), SIZE (LAZY_FREE, lazy_free, "lazy-free"),
  SIZE (ANON_HUGE_PAGES, anon_huge_pages, "anon-huge-pages"),
  SIZE (SHMEM_PMD_MAPPED, shmem_pmd_mapped, "shmem-pmd-mapped"),
  SIZE (FILE_PMD_MAPPED, file_pmd_mapped, "file-pmd-mapped"),
  SIZE (SHARED_HUGETLB, shared_hugetlb, "shared-hugetlb"), SIZE (PRIVATE_HUGETLB, private_hugetlb, "private-hugetlb"),
  SIZE (SWAP, swap, "swap"), SIZE (SWAP_PSS, swap_pss, "swap-pss"), SIZE (LOCKED, locked, "locked"),
};

VmpAddressSpaceBuilder *
vmp_address_space_builder_new (void)
{
  VmpAddressSpaceBuilder *self = g_new0 (VmpAddressSpaceBuilder, 1);

  self->mappings = g_array_sized_new (FALSE, FALSE, sizeof (VmpMapping), 256);
  self->text = g_string_sized_new (4096);
  /* Offset 0 is the empty text. */
  g_string_append_len (self->text, "", 1);
  self->n_slots = 256;
  self->slots = g_new0 (guint32, self->n_slots);
  return self;
}

void
vmp_address_space_builder_free (VmpAddressSpaceBuilder *self)
{
  g_clear_pointer (&self->mappings, g_array_unref);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_free (self->slots);
  g_free (self);
}

static guint32
hash (const char *text,
      gsize       len)
{
  guint32 value = 5381;

  for (gsize i = 0; i < len; i++)
    value = value * 33 + (guchar) text[i];
  return value ^ value >> 15;
}

static void
grow_slots (VmpAddressSpaceBuilder *self)
{
  guint n = self->n_slots * 2;
  guint32 *slots = g_new0 (guint32, n);

  for (guint i = 0; i < self->n_slots; i++)
    {
      const char *text = self->text->str + self->slots[i];
      guint at;

      if (self->slots[i] == 0)
        continue;
      for (at = hash (text, strlen (text)) & (n - 1); slots[at] != 0; at = (at + 1) & (n - 1))
        ;
      slots[at] = self->slots[i];
    }
  g_free (self->slots);
  self->slots = slots;
  self->n_slots = n;
}

/* Where @text is kept, once. */
static guint32
intern (VmpAddressSpaceBuilder *self,
        const char             *text,
        gsize                   len)
{
  const char *zero = len > 0 ? memchr (text, '\0', len) : NULL;
  guint at;

  len = zero != NULL ? (gsize) (zero - text) : len;
  if (len == 0)
    return 0;
  for (at = hash (text, len) & (self->n_slots - 1); self->slots[at] != 0; at = (at + 1) & (self->n_slots - 1))
    {
      const char *kept = self->text->str + self->slots[at];

      if (strncmp (kept, text, len) == 0 && kept[len] == '\0')
        return self->slots[at];
    }
  self->slots[at] = self->text->len;
  g_string_append_len (self->text, text, len);
  g_string_append_len (self->text, "", 1);
  at = self->slots[at];
  if (++self->n_texts > self->n_slots / 2)
    grow_slots (self);
  return at;
}

static gint64
size_of (const VmpMapping *mapping,
         VmpMappingSize    size)
{
  gint64 bytes = vmp_mapping_get_size (mapping, size);

  return bytes == VMP_MISSING ? 0 : bytes;
}

static gboolean
has_flag (const char *flags,
          gsize       len,
          const char *code)
{
  VmpSmapsEntry entry = { .flags = flags, .flags_len = len };

  return vmp_smaps_entry_has_flag (&entry, code);
}

static guint16
find_overlays (const VmpMapping *mapping,
               const char       *name,
               gsize             name_len,
               const char       *flags,
               gsize             flags_len)
{
  guint16 bits = 0;

  if (size_of (mapping, VMP_MAPPING_ANON_HUGE_PAGES) > 0 || size_of (mapping, VMP_MAPPING_SHMEM_PMD_MAPPED) > 0 ||
      size_of (mapping, VMP_MAPPING_FILE_PMD_MAPPED) > 0)
    bits |= VMP_OVERLAY_HUGE;
  bits |= size_of (mapping, VMP_MAPPING_LOCKED) > 0 || has_flag (flags, flags_len, "lo") ? VMP_OVERLAY_LOCKED : 0;
  bits |= size_of (mapping, VMP_MAPPING_SWAP) > 0 ? VMP_OVERLAY_SWAPPED : 0;
  bits |= size_of (mapping, VMP_MAPPING_LAZY_FREE) > 0 ? VMP_OVERLAY_LAZY_FREE : 0;
  bits |= size_of (mapping, VMP_MAPPING_KSM) > 0 ? VMP_OVERLAY_KSM : 0;
  if (mapping->permissions[1] == 'w' && mapping->permissions[2] == 'x')
    bits |= VMP_OVERLAY_WRITE_EXECUTE;
  if (mapping->inode != 0 && mapping->permissions[3] == 'p' && size_of (mapping, VMP_MAPPING_ANONYMOUS) > 0)
    bits |= VMP_OVERLAY_COPIED;
  bits |= has_flag (flags, flags_len, "sl") ? VMP_OVERLAY_SEALED : 0;
  bits |= has_flag (flags, flags_len, "dd") ? VMP_OVERLAY_NOT_DUMPED : 0;
  if (name_len > 10 && memcmp (name + name_len - 10, " (deleted)", 10) == 0)
    bits |= VMP_OVERLAY_DELETED;
  return bits;
}

/* Takes @mapping with all but its texts filled in. */
static void
add (VmpAddressSpaceBuilder *self,
     VmpMapping             *mapping,
     const char             *name,
     gsize                   name_len,
     const char             *flags,
     gsize                   flags_len)
{
  if (mapping->end_addr <= mapping->start_addr ||
      (self->mappings->len > 0 &&
       mapping->start_addr < g_array_index (self->mappings, VmpMapping, self->mappings->len - 1).end_addr))
    {
      self->torn = TRUE;
      return;
    }
  mapping->name_at = intern (self, name, name_len);
  mapping->flags_at = intern (self, flags, flags_len);
  mapping->overlays = find_overlays (mapping, name, name_len, flags, flags_len);
  g_array_append_vals (self->mappings, mapping, 1);
}

void
vmp_address_space_builder_add (VmpAddressSpaceBuilder *self,
                               const VmpSmapsEntry    *entry)
{
  const VmpMapsLine *line = &entry->line;
  VmpMapping mapping = {
    .start_addr = line->start_addr, .end_addr = line->end_addr, .offset_bytes = line->offset_bytes,
    .inode = line->inode, .device_major = line->device_major, .device_minor = line->device_minor,
  };

  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    {
      gint64 bytes = G_STRUCT_MEMBER (gint64, &entry->sizes, sizes[i].offset);

      mapping.sizes_kib[i] = bytes < 0 ? MISSING_KIB : (guint32) MIN (bytes / 1024, (gint64) MISSING_KIB - 1);
    }
  memcpy (mapping.permissions, line->permissions, sizeof mapping.permissions);
  add (self, &mapping, line->name, line->name_len, entry->flags, entry->flags_len);
}

void
vmp_address_space_builder_add_mapping (VmpAddressSpaceBuilder *self,
                                       const VmpMapping       *mapping,
                                       const char             *name,
                                       const char             *flags)
{
  VmpMapping copy = *mapping;

  copy.type = copy.rule = copy.image = copy.tid = 0;
  add (self, &copy, name, strlen (name), flags, strlen (flags));
}

void
vmp_address_space_builder_set_torn (VmpAddressSpaceBuilder *self)
{
  self->torn = TRUE;
}

static void
add_to_sum (VmpMappingSum    *sum,
            const VmpMapping *mapping)
{
  gint64 size_bytes = mapping->end_addr - mapping->start_addr;

  sum->mappings_n++;
  /* Ranges of a damaged text may be of any length: wraps instead of overflowing. */
  sum->size_bytes = (gint64) ((guint64) sum->size_bytes + (guint64) size_bytes);
  sum->largest_bytes = MAX (sum->largest_bytes, size_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    sum->sizes_bytes[i] = vmp_value_add (sum->sizes_bytes[i], vmp_mapping_get_size (mapping, i));
}

static void
copy_facts (VmpAddressSpaceFacts       *to,
            const VmpAddressSpaceFacts *from)
{
  *to = *from;
  to->exe_path = g_strdup (from->exe_path);
  to->threads = g_memdup2 (from->threads, from->n_threads * sizeof *from->threads);
}

VmpAddressSpace *
vmp_address_space_builder_finish (VmpAddressSpaceBuilder     *self,
                                  const VmpAddressSpaceFacts *facts)
{
  static const VmpAddressSpaceFacts nothing;
  VmpAddressSpace *space = g_atomic_rc_box_new0 (VmpAddressSpace);

  space->mappings = g_steal_pointer (&self->mappings);
  space->text = g_steal_pointer (&self->text);
  space->torn = self->torn;
  vmp_address_space_builder_free (self);
  copy_facts (&space->facts, facts != NULL ? facts : &nothing);
  vmp_mappings_classify ((VmpMapping *) space->mappings->data, space->mappings->len, space->text->str, &space->facts);
  for (guint i = 0; i < space->mappings->len; i++)
    {
      const VmpMapping *mapping = vmp_address_space_get (space, i);

      add_to_sum (&space->sums[mapping->type], mapping);
      add_to_sum (&space->sums[VMP_N_MAPPING_TYPES], mapping);
    }
  return space;
}

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
  out->flags_len = 0;
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

  g_array_unref (self->mappings);
  g_string_free (self->text, TRUE);
  g_free ((char *) self->facts.exe_path);
  g_free ((VmpThread *) self->facts.threads);
}

void
vmp_address_space_unref (VmpAddressSpace *self)
{
  g_atomic_rc_box_release_full (self, clear);
}

guint
vmp_address_space_get_n (const VmpAddressSpace *self)
{
  return self->mappings->len;
}

const VmpMapping *
vmp_address_space_get (const VmpAddressSpace *self,
                       guint                  index)
{
  g_assert (index < self->mappings->len);
  return &g_array_index (self->mappings, VmpMapping, index);
}

gboolean
vmp_address_space_is_torn (const VmpAddressSpace *self)
{
  return self->torn;
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

  return kib == MISSING_KIB ? VMP_MISSING : (gint64) kib * 1024;
}

const char *
vmp_mapping_size_to_key (VmpMappingSize size)
{
  return sizes[size].key;
}
