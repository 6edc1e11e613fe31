/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes an address space of mappings, one after the other. */

#include "config.h"

#include "vmp-address-space-private.h"

#include <string.h>

#define N_MEMOS 8

/* What a text of flags says; the same few come again and again. */
typedef struct
{
  guint32 at;         /* in the builder's text; 0: free */
  guint16 bits;
} FlagMemo;

struct _VmpAddressSpaceBuilder
{
  VmpMapping *mappings;         /* owned */
  guint       n, capacity;
  GString    *text;             /* owned */
  guint32    *slots;            /* owned; offsets into text, 0: free */
  guint       n_slots, n_texts; /* n_slots: a power of two */
  guint32     last_name_at;     /* neighbours often have the same */
  FlagMemo    memos[N_MEMOS];
  GString    *scratch;          /* owned; unknown lines of one mapping */
  gboolean    torn;
};

#define SIZE(id, field) [VMP_MAPPING_##id] = G_STRUCT_OFFSET (VmpSmapsSizes, field)

/* Where the parser puts what is kept. */
static const guint16 size_offsets[VMP_N_MAPPING_SIZES] = {
  SIZE (RSS, rss), SIZE (PSS, pss), SIZE (PSS_DIRTY, pss_dirty), SIZE (SHARED_CLEAN, shared_clean),
  SIZE (SHARED_DIRTY, shared_dirty), SIZE (PRIVATE_CLEAN, private_clean), SIZE (PRIVATE_DIRTY, private_dirty),
  SIZE (REFERENCED, referenced), SIZE (ANONYMOUS, anonymous), SIZE (KSM, ksm), SIZE (LAZY_FREE, lazy_free),
  SIZE (ANON_HUGE_PAGES, anon_huge_pages), SIZE (SHMEM_PMD_MAPPED, shmem_pmd_mapped),
  SIZE (FILE_PMD_MAPPED, file_pmd_mapped), SIZE (SHARED_HUGETLB, shared_hugetlb),
  SIZE (PRIVATE_HUGETLB, private_hugetlb), SIZE (SWAP, swap), SIZE (SWAP_PSS, swap_pss), SIZE (LOCKED, locked),
};

static const struct
{
  char    code[3];
  guint16 bit;
} flag_bits[] = {
  { "ht", VMP_FLAG_HT }, { "io", VMP_FLAG_IO }, { "pf", VMP_FLAG_PF }, { "nh", VMP_FLAG_NH }, { "gu", VMP_FLAG_GU },
  { "lo", VMP_FLAG_LO }, { "sl", VMP_FLAG_SL }, { "dd", VMP_FLAG_DD }, { "dc", VMP_FLAG_DC }, { "ss", VMP_FLAG_SS },
};

VmpAddressSpaceBuilder *
vmp_address_space_builder_new (void)
{
  VmpAddressSpaceBuilder *self = g_new0 (VmpAddressSpaceBuilder, 1);

  self->text = g_string_sized_new (4096);
  /* Offset 0 is the empty text. */
  g_string_append_len (self->text, "", 1);
  self->n_slots = 256;
  self->slots = g_new0 (guint32, self->n_slots);
  self->scratch = g_string_new (NULL);
  return self;
}

void
vmp_address_space_builder_free (VmpAddressSpaceBuilder *self)
{
  g_free (self->mappings);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_string_free (self->scratch, TRUE);
  g_free (self->slots);
  g_free (self);
}

/* --- texts, each kept once --- */

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

/* The same for the name of a mapping, which is often that of the one before. */
static guint32
intern_name (VmpAddressSpaceBuilder *self,
             const char             *name,
             gsize                   len)
{
  const char *last = self->text->str + self->last_name_at;

  if (len == 0)
    return 0;
  if (strncmp (last, name, len) != 0 || last[len] != '\0')
    self->last_name_at = intern (self, name, len);
  return self->last_name_at;
}

static guint16
read_flags (const char *flags,
            gsize       len)
{
  guint16 bits = len > 0 ? VMP_FLAG_ANY : 0;

  /* Two letters each, a space between. */
  for (gsize at = 0; at + 2 <= len; at += 3)
    {
      for (guint i = 0; i < G_N_ELEMENTS (flag_bits); i++)
        if (flags[at] == flag_bits[i].code[0] && flags[at + 1] == flag_bits[i].code[1])
          bits |= flag_bits[i].bit;
    }
  return bits;
}

/* Keeps the flags of @mapping; what they say is looked up where it is known. */
static void
set_flags (VmpAddressSpaceBuilder *self,
           VmpMapping             *mapping,
           const char             *flags,
           gsize                   len)
{
  FlagMemo *memo;

  for (guint i = 0; i < N_MEMOS && self->memos[i].at != 0; i++)
    {
      const char *kept = self->text->str + self->memos[i].at;

      if (len == 0 || strncmp (kept, flags, len) != 0 || kept[len] != '\0')
        continue;
      mapping->flags_at = self->memos[i].at;
      mapping->flag_bits = self->memos[i].bits;
      return;
    }
  mapping->flags_at = intern (self, flags, len);
  mapping->flag_bits = read_flags (flags, len);
  memo = &self->memos[self->n_texts % N_MEMOS];
  for (guint i = 0; i < N_MEMOS; i++)
    if (self->memos[i].at == 0)
      {
        memo = &self->memos[i];
        break;
      }
  if (mapping->flags_at != 0)
    *memo = (FlagMemo) { mapping->flags_at, mapping->flag_bits };
}

/* --- mappings --- */

static gboolean
has_size (const VmpMapping *mapping,
          VmpMappingSize    size)
{
  return mapping->sizes_kib[size] != 0 && mapping->sizes_kib[size] != VMP_MAPPING_MISSING_KIB;
}

/* Memory that the kernel calls deleted although it never had a file that one could delete. */
static gboolean
is_nameless_file (const char *name)
{
  static const char *const prefixes[] = {
    "/memfd:", "/SYSV", "/dev/zero", "/anon_hugepage", "/drm mm object", "/i915", "/secretmem", "/[aio]", "/dmabuf:",
  };

  for (guint i = 0; i < G_N_ELEMENTS (prefixes); i++)
    {
      if (strncmp (name, prefixes[i], strlen (prefixes[i])) == 0)
        return TRUE;
    }
  return FALSE;
}

static guint16
find_overlays (const VmpMapping *mapping,
               const char       *name,
               gsize             name_len)
{
  guint16 bits = 0;

  if (has_size (mapping, VMP_MAPPING_ANON_HUGE_PAGES) || has_size (mapping, VMP_MAPPING_SHMEM_PMD_MAPPED) ||
      has_size (mapping, VMP_MAPPING_FILE_PMD_MAPPED))
    bits |= VMP_OVERLAY_HUGE;
  if (has_size (mapping, VMP_MAPPING_LOCKED) || (mapping->flag_bits & VMP_FLAG_LO) != 0)
    bits |= VMP_OVERLAY_LOCKED;
  bits |= has_size (mapping, VMP_MAPPING_SWAP) ? VMP_OVERLAY_SWAPPED : 0;
  bits |= has_size (mapping, VMP_MAPPING_LAZY_FREE) ? VMP_OVERLAY_LAZY_FREE : 0;
  bits |= has_size (mapping, VMP_MAPPING_KSM) ? VMP_OVERLAY_KSM : 0;
  if (mapping->permissions[1] == 'w' && mapping->permissions[2] == 'x')
    bits |= VMP_OVERLAY_WRITE_EXECUTE;
  if (mapping->inode != 0 && mapping->permissions[3] == 'p' && has_size (mapping, VMP_MAPPING_ANONYMOUS))
    bits |= VMP_OVERLAY_COPIED;
  bits |= (mapping->flag_bits & VMP_FLAG_SL) != 0 ? VMP_OVERLAY_SEALED : 0;
  bits |= (mapping->flag_bits & VMP_FLAG_DD) != 0 ? VMP_OVERLAY_NOT_DUMPED : 0;
  bits |= (mapping->flag_bits & VMP_FLAG_GU) != 0 ? VMP_OVERLAY_GUARD_PAGES : 0;
  if (name_len > 10 && memcmp (name + name_len - 10, " (deleted)", 10) == 0 && !is_nameless_file (name))
    bits |= VMP_OVERLAY_DELETED;
  return bits;
}

/* The next mapping, all zero, if it does not overlap the last; NULL, and the result is torn, if it does. */
static VmpMapping *
append (VmpAddressSpaceBuilder *self,
        guint64                 start_addr,
        guint64                 end_addr)
{
  if (end_addr <= start_addr || (self->n > 0 && start_addr < self->mappings[self->n - 1].end_addr))
    {
      self->torn = TRUE;
      return NULL;
    }
  if (self->n == self->capacity)
    {
      self->capacity = MAX (128, self->capacity + self->capacity / 2);
      self->mappings = g_renew (VmpMapping, self->mappings, self->capacity);
    }
  return &self->mappings[self->n++];
}

/* Fills in what depends on texts. */
static void
complete (VmpAddressSpaceBuilder *self,
          VmpMapping             *mapping,
          const char             *name,
          gsize                   name_len,
          const char             *flags,
          gsize                   flags_len)
{
  mapping->name_at = intern_name (self, name, name_len);
  set_flags (self, mapping, flags, flags_len);
  mapping->overlays = find_overlays (mapping, name, name_len);
}

static inline guint32
to_kib (gint64 bytes)
{
  /* What is missing is negative, and so becomes the greatest number, which says so. */
  return (guint32) MIN ((guint64) bytes / 1024, (guint64) VMP_MAPPING_MISSING_KIB - (bytes >= 0));
}

/* A power of two as its exponent, so that 0 can say that it is missing; so do numbers that the kernel can't have meant. */
static guint8
to_shift (gint64 bytes)
{
  return bytes > 1 && (bytes & (bytes - 1)) == 0 ? (guint8) __builtin_ctzll ((guint64) bytes) : 0;
}

static void
set_numbers (VmpMapping          *mapping,
             const VmpSmapsSizes *from)
{
  mapping->numbers[VMP_MAPPING_KERNEL_PAGE_SIZE] = to_shift (from->kernel_page_size);
  mapping->numbers[VMP_MAPPING_MMU_PAGE_SIZE] = to_shift (from->mmu_page_size);
  mapping->numbers[VMP_MAPPING_THP_ELIGIBLE] = from->thp_eligible < 0 ? 0 : (from->thp_eligible != 0) + 1;
  if (from->protection_key >= 0 && from->protection_key < G_MAXUINT8)
    mapping->numbers[VMP_MAPPING_PROTECTION_KEY] = (guint8) from->protection_key + 1;
}

static void
keep_unknown (VmpAddressSpaceBuilder *self,
              VmpMapping             *mapping,
              const VmpSmapsEntry    *entry)
{
  const char *at = NULL, *line;
  gsize len;

  g_string_truncate (self->scratch, 0);
  while (vmp_smaps_entry_next_unknown (entry, &at, &line, &len))
    {
      if (self->scratch->len > 0)
        g_string_append_c (self->scratch, '\n');
      g_string_append_len (self->scratch, line, len);
    }
  mapping->unknown_at = intern (self, self->scratch->str, self->scratch->len);
}

void
vmp_address_space_builder_add (VmpAddressSpaceBuilder *self,
                               const VmpSmapsEntry    *entry)
{
  const VmpMapsLine *line = &entry->line;
  VmpMapping *mapping = append (self, line->start_addr, line->end_addr);

  if (mapping == NULL)
    return;
  /* The kernel takes both from the same mapping: where they differ, two halves of the text do not belong together. */
  if (entry->sizes.size != VMP_MISSING && (guint64) entry->sizes.size != line->end_addr - line->start_addr)
    self->torn = TRUE;
  *mapping = (VmpMapping) {
    .start_addr = line->start_addr, .end_addr = line->end_addr, .offset_bytes = line->offset_bytes,
    .inode = line->inode, .device_major = line->device_major, .device_minor = line->device_minor,
  };
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    mapping->sizes_kib[i] = to_kib (G_STRUCT_MEMBER (gint64, &entry->sizes, size_offsets[i]));
  memcpy (mapping->permissions, line->permissions, sizeof mapping->permissions);
  set_numbers (mapping, &entry->sizes);
  complete (self, mapping, line->name, line->name_len, entry->flags, entry->flags_len);
  if (entry->unknown_len > 0)
    keep_unknown (self, mapping, entry);
}

gboolean
vmp_address_space_builder_add_mapping (VmpAddressSpaceBuilder *self,
                                       const VmpMapping       *mapping,
                                       const char             *name,
                                       const char             *flags)
{
  VmpMapping *copy = append (self, mapping->start_addr, mapping->end_addr);

  if (copy == NULL)
    return FALSE;
  *copy = *mapping;
  copy->type = copy->rule = copy->image = copy->tid = copy->unknown_at = 0;
  complete (self, copy, name, strlen (name), flags, strlen (flags));
  return TRUE;
}

void
vmp_address_space_builder_set_unknown (VmpAddressSpaceBuilder *self,
                                       const char             *lines)
{
  g_return_if_fail (self->n > 0);
  self->mappings[self->n - 1].unknown_at = intern (self, lines, strlen (lines));
}

void
vmp_address_space_builder_set_torn (VmpAddressSpaceBuilder *self)
{
  self->torn = TRUE;
}

/* --- the whole --- */

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
add_sums (VmpMappingSum       *to,
          const VmpMappingSum *from)
{
  to->mappings_n += from->mappings_n;
  to->size_bytes = (gint64) ((guint64) to->size_bytes + (guint64) from->size_bytes);
  to->largest_bytes = MAX (to->largest_bytes, from->largest_bytes);
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    to->sizes_bytes[i] = vmp_value_add (to->sizes_bytes[i], from->sizes_bytes[i]);
}

/* By type, and of the types the whole. */
static void
sum_up (VmpAddressSpace *space)
{
  for (guint i = 0; i < space->n_mappings; i++)
    add_to_sum (&space->sums[space->mappings[i].type], &space->mappings[i]);
  for (guint type = 0; type < VMP_N_MAPPING_TYPES; type++)
    add_sums (&space->sums[VMP_N_MAPPING_TYPES], &space->sums[type]);
}

static void
copy_facts (VmpAddressSpaceFacts       *to,
            const VmpAddressSpaceFacts *from)
{
  *to = *from;
  to->exe_path = g_strdup (from->exe_path);
  to->threads = g_memdup2 (from->threads, from->n_threads * sizeof *from->threads);
  to->memory_devices = g_memdup2 (from->memory_devices, from->n_memory_devices * sizeof *from->memory_devices);
}

VmpAddressSpace *
vmp_address_space_builder_finish (VmpAddressSpaceBuilder     *self,
                                  const VmpAddressSpaceFacts *facts)
{
  static const VmpAddressSpaceFacts nothing;
  VmpAddressSpace *space = g_atomic_rc_box_new0 (VmpAddressSpace);

  space->n_mappings = self->n;
  space->mappings = g_renew (VmpMapping, g_steal_pointer (&self->mappings), self->n);
  space->text = g_steal_pointer (&self->text);
  space->torn = self->torn;
  vmp_address_space_builder_free (self);
  copy_facts (&space->facts, facts != NULL ? facts : &nothing);
  vmp_mappings_classify (space->mappings, space->n_mappings, space->text->str, &space->facts);
  sum_up (space);
  vmp_address_space_find_stacks (space);
  return space;
}
