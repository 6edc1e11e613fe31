/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What address spaces, their builder and their rules share. */
#pragma once

#include "vmp-address-space.h"

G_BEGIN_DECLS

#define VMP_MAPPING_MISSING_KIB G_MAXUINT32

/* Bits of VmpMapping.flag_bits. */
typedef enum
{
  VMP_FLAG_HT = 1 << 0,
  VMP_FLAG_IO = 1 << 1,
  VMP_FLAG_PF = 1 << 2,
  VMP_FLAG_NH = 1 << 3,
  VMP_FLAG_GU = 1 << 4,
  VMP_FLAG_LO = 1 << 5,
  VMP_FLAG_SL = 1 << 6,
  VMP_FLAG_DD = 1 << 7,
  VMP_FLAG_DC = 1 << 8,
  VMP_FLAG_SS = 1 << 9,
  VMP_FLAG_ANY = 1 << 15,   /* the kernel told flags at all */
} VmpFlagBits;

struct _VmpAddressSpace
{
  VmpMapping    *mappings;    /* owned */
  guint          n_mappings, capacity;
  GString       *text;        /* owned; names, flags and unknown lines, each ended by a zero */
  gboolean       torn;
  VmpAddressSpaceFacts facts; /* owns what it points to */
  VmpMappingSum  sums[VMP_N_MAPPING_TYPES + 1];
  VmpStack      *stacks;      /* owned */
  guint          n_stacks;
};

static inline gboolean
vmp_mapping_allows_nothing (const VmpMapping *mapping)
{
  return mapping->permissions[0] == '-' && mapping->permissions[1] == '-' && mapping->permissions[2] == '-';
}

/* Memory for @n mappings, or for more where *out_capacity says so. Takes what was given back last if that fits, so that what is
 * read again and again need not be paid for page by page each time. */
VmpMapping *vmp_mappings_take (guint n, guint *out_capacity) G_GNUC_WARN_UNUSED_RESULT;
/* Frees @mappings (nullable), or keeps it for the next who asks: one at most, and only if it is large. */
void        vmp_mappings_give (VmpMapping *mappings, guint capacity);

/* A file of which a part is executable. */
typedef struct
{
  guint64 device, inode;
} VmpImage;

static inline VmpImage
vmp_mapping_get_image (const VmpMapping *mapping)
{
  return (VmpImage) { (guint64) mapping->device_major << 32 | mapping->device_minor, mapping->inode };
}

static inline gboolean
vmp_mapping_is_stack (const VmpMapping *mapping)
{
  return mapping->type == VMP_MAPPING_MAIN_STACK || mapping->type == VMP_MAPPING_THREAD_STACK;
}

/* Sums of one type while they are made: KiB, as they are kept. */
typedef struct
{
  guint64 size_bytes, largest_bytes;
  guint64 mappings_n;
  guint64 sizes_kib[VMP_N_MAPPING_SIZES];
  guint32 missing[VMP_N_MAPPING_SIZES];     /* not zero where one was missing */
} VmpTally;

/* Adds to that of its type in @tallies (of VMP_N_MAPPING_TYPES). */
static inline void
vmp_tallies_add (VmpTally         *tallies,
                 const VmpMapping *mapping,
                 gboolean          has_sizes)
{
  VmpTally *tally = &tallies[mapping->type];
  guint64 bytes = mapping->end_addr - mapping->start_addr;

  tally->mappings_n++;
  /* Ranges of a damaged text may be of any length: these wrap. */
  tally->size_bytes += bytes;
  if (bytes <= G_MAXINT64)
    tally->largest_bytes = MAX (tally->largest_bytes, bytes);
  for (guint i = 0; has_sizes && i < VMP_N_MAPPING_SIZES; i++)
    {
      tally->sizes_kib[i] += mapping->sizes_kib[i];
      tally->missing[i] |= mapping->sizes_kib[i] == VMP_MAPPING_MISSING_KIB;
    }
}

/* Makes the sums of @space of @tallies (of VMP_N_MAPPING_TYPES). @has_sizes: whether its text was that of smaps. */
void vmp_address_space_take_tallies (VmpAddressSpace *space, const VmpTally *tallies, gboolean has_sizes);

/* Gives every mapping of @space its type, rule, image and thread, and fills in its stacks and sums. @images (of VmpImage) is
 * sorted. */
void vmp_address_space_classify    (VmpAddressSpace *space, GArray *images, gboolean has_sizes);

/* The second half of that: by shape and neighbours, of what says nothing itself. */
typedef struct
{
  VmpMapping                 *mappings;
  guint                       n;
  const char                 *text;             /* where names are */
  const VmpAddressSpaceFacts *facts;
  GArray                     *pointers;         /* owned; of VmpThread, those with a known stack pointer, sorted by it */
  GArray                     *full_arenas;      /* owned; of guint: what may be arenas without a rest */
  guint64                     arena_alignment;
  gboolean                    has_arena;
} VmpInference;

void vmp_inference_init            (VmpInference *self, VmpAddressSpace *space);
/* Of the mapping at @index: all below it were asked before, and the one above it was classified. */
void vmp_inference_ask             (VmpInference *self, guint index);
/* What only the whole can tell; frees what it has. TRUE if that gave mappings other types. */
gboolean vmp_inference_finish          (VmpInference *self);

/* Fills in the stacks of @space, whose mappings at @indexes (of guint) they are. */
void vmp_address_space_take_stacks (VmpAddressSpace *space, const GArray *indexes);

G_END_DECLS
