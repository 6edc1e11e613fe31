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
  guint          n_mappings;
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

/* Gives every one of @mappings (ascending) its type, rule, image and thread. @text: where their names are. */
void vmp_mappings_classify (VmpMapping *mappings, guint n, const char *text, const VmpAddressSpaceFacts *facts);

/* Fills in the stacks of @space, whose mappings have their types. */
void vmp_address_space_find_stacks (VmpAddressSpace *space);

/* The second half of that: by shape and neighbours, of what says nothing itself. */
void vmp_mappings_infer (VmpMapping *mappings, guint n, const char *text, const VmpAddressSpaceFacts *facts);

G_END_DECLS
