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
  GArray     *images;           /* owned; of VmpImage: files of which a part is executable, unsorted */
  gboolean    has_sizes;        /* of any mapping */
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
  self->images = g_array_new (FALSE, FALSE, sizeof (VmpImage));
  return self;
}

void
vmp_address_space_builder_free (VmpAddressSpaceBuilder *self)
{
  vmp_mappings_give (self->mappings, self->capacity);
  if (self->text != NULL)
    g_string_free (self->text, TRUE);
  g_string_free (self->scratch, TRUE);
  g_array_unref (self->images);
  g_free (self->slots);
  g_free (self);
}

void
vmp_address_space_builder_reserve (VmpAddressSpaceBuilder *self,
                                   guint                   n)
{
  if (n <= self->capacity)
    return;
  if (self->mappings == NULL)
    self->mappings = vmp_mappings_take (n, &self->capacity);
  else
    {
      self->capacity = n;
      self->mappings = g_renew (VmpMapping, self->mappings, n);
    }
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
  const char *last;

  if (len == 0)
    return 0;
  last = self->text->str + self->last_name_at;
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

  if (len == 0)
    return;
  for (guint i = 0; i < N_MEMOS && self->memos[i].at != 0; i++)
    {
      const char *kept = self->text->str + self->memos[i].at;

      if (strncmp (kept, flags, len) != 0 || kept[len] != '\0')
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
find_size_overlays (const VmpMapping *mapping)
{
  guint16 bits = 0;

  if (has_size (mapping, VMP_MAPPING_ANON_HUGE_PAGES) || has_size (mapping, VMP_MAPPING_SHMEM_PMD_MAPPED) ||
      has_size (mapping, VMP_MAPPING_FILE_PMD_MAPPED))
    bits |= VMP_OVERLAY_HUGE;
  bits |= has_size (mapping, VMP_MAPPING_LOCKED) ? VMP_OVERLAY_LOCKED : 0;
  bits |= has_size (mapping, VMP_MAPPING_SWAP) ? VMP_OVERLAY_SWAPPED : 0;
  bits |= has_size (mapping, VMP_MAPPING_LAZY_FREE) ? VMP_OVERLAY_LAZY_FREE : 0;
  bits |= has_size (mapping, VMP_MAPPING_KSM) ? VMP_OVERLAY_KSM : 0;
  if (mapping->inode != 0 && mapping->permissions[3] == 'p' && has_size (mapping, VMP_MAPPING_ANONYMOUS))
    bits |= VMP_OVERLAY_COPIED;
  return bits;
}

static guint16
find_overlays (const VmpMapping *mapping,
               const char       *name,
               gsize             name_len)
{
  guint16 bits = 0;

  if (mapping->permissions[1] == 'w' && mapping->permissions[2] == 'x')
    bits |= VMP_OVERLAY_WRITE_EXECUTE;
  bits |= (mapping->flag_bits & VMP_FLAG_LO) != 0 ? VMP_OVERLAY_LOCKED : 0;
  bits |= (mapping->flag_bits & VMP_FLAG_SL) != 0 ? VMP_OVERLAY_SEALED : 0;
  bits |= (mapping->flag_bits & VMP_FLAG_DD) != 0 ? VMP_OVERLAY_NOT_DUMPED : 0;
  bits |= (mapping->flag_bits & VMP_FLAG_GU) != 0 ? VMP_OVERLAY_GUARD_PAGES : 0;
  if (name_len > 10 && memcmp (name + name_len - 10, " (deleted)", 10) == 0 && !is_nameless_file (name))
    bits |= VMP_OVERLAY_DELETED;
  return bits;
}

/* Room for the next mapping if it does not overlap the last; NULL, and the result is torn, if it does. */
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
    vmp_address_space_builder_reserve (self, MAX (128, self->capacity + self->capacity / 2));
  return &self->mappings[self->n++];
}

/* Fills in what depends on texts. */
static inline void
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
  if (mapping->inode != 0 && mapping->permissions[2] == 'x')
    {
      VmpImage image = vmp_mapping_get_image (mapping);

      g_array_append_val (self->images, image);
    }
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

static inline void
set_sizes (VmpMapping          *mapping,
           const VmpSmapsSizes *from)
{
  for (guint i = 0; i < VMP_N_MAPPING_SIZES; i++)
    mapping->sizes_kib[i] = to_kib (G_STRUCT_MEMBER (gint64, from, size_offsets[i]));
  set_numbers (mapping, from);
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

/* Every field but the sizes, so that those need not be written twice. */
static inline void
set_line (VmpMapping        *mapping,
          const VmpMapsLine *line)
{
  mapping->start_addr = line->start_addr;
  mapping->end_addr = line->end_addr;
  mapping->offset_bytes = line->offset_bytes;
  mapping->inode = line->inode;
  mapping->name_at = mapping->flags_at = mapping->unknown_at = mapping->image = 0;
  mapping->tid = 0;
  mapping->overlays = mapping->flag_bits = 0;
  mapping->type = mapping->rule = 0;
  memcpy (mapping->permissions, line->permissions, sizeof mapping->permissions);
  memset (mapping->numbers, 0, sizeof mapping->numbers);
  mapping->device_major = line->device_major;
  mapping->device_minor = line->device_minor;
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
  if (entry->has_sizes && entry->sizes.size != VMP_MISSING && (guint64) entry->sizes.size != line->end_addr - line->start_addr)
    self->torn = TRUE;
  set_line (mapping, line);
  if (entry->has_sizes)
    set_sizes (mapping, &entry->sizes);
  else
    memset (mapping->sizes_kib, 0xff, sizeof mapping->sizes_kib);
  complete (self, mapping, line->name, line->name_len, entry->flags, entry->flags_len);
  if (entry->has_sizes)
    {
      self->has_sizes = TRUE;
      mapping->overlays |= find_size_overlays (mapping);
    }
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
  self->has_sizes = TRUE;
  copy->type = copy->rule = copy->image = copy->tid = copy->unknown_at = 0;
  complete (self, copy, name, strlen (name), flags, strlen (flags));
  copy->overlays |= find_size_overlays (copy);
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
copy_facts (VmpAddressSpaceFacts       *to,
            const VmpAddressSpaceFacts *from)
{
  *to = *from;
  to->exe_path = g_strdup (from->exe_path);
  to->threads = g_memdup2 (from->threads, from->n_threads * sizeof *from->threads);
  to->memory_devices = g_memdup2 (from->memory_devices, from->n_memory_devices * sizeof *from->memory_devices);
}

/* Moves them from @self; what was set aside too much is given back, unless it is next to nothing. */
static void
take_mappings (VmpAddressSpace        *space,
               VmpAddressSpaceBuilder *self)
{
  space->n_mappings = space->capacity = self->n;
  space->mappings = g_steal_pointer (&self->mappings);
  if (self->capacity - self->n > self->n / 24)
    space->mappings = g_renew (VmpMapping, space->mappings, self->n);
  else
    space->capacity = self->capacity;
}

VmpAddressSpace *
vmp_address_space_builder_finish (VmpAddressSpaceBuilder     *self,
                                  const VmpAddressSpaceFacts *facts)
{
  static const VmpAddressSpaceFacts nothing;
  VmpAddressSpace *space = g_atomic_rc_box_new0 (VmpAddressSpace);

  take_mappings (space, self);
  space->text = g_steal_pointer (&self->text);
  space->torn = self->torn;
  copy_facts (&space->facts, facts != NULL ? facts : &nothing);
  vmp_address_space_classify (space, self->images, self->has_sizes);
  vmp_address_space_builder_free (self);
  return space;
}
