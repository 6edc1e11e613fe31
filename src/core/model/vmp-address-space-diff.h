/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What changed from one address space to another: of one process at two times, or of two processes. */
#pragma once

#include "vmp-address-space.h"

G_BEGIN_DECLS

/* Whose the two are. */
typedef enum
{
  VMP_DIFF_ONE_PROCESS,   /* the same program of the same process: what is still where it was is the same mapping */
  VMP_DIFF_TWO_PROCESSES, /* addresses say nothing (the kernel chooses them at random): types, files, offsets, names and order do */
} VmpDiffSubject;

/* What became of a mapping; each row is of exactly one kind. */
typedef enum
{
  VMP_DIFF_UNCHANGED,
  VMP_DIFF_NEW,
  VMP_DIFF_GONE,
  VMP_DIFF_GROWN,     /* takes more addresses; or as many, and more memory (resident and swapped) */
  VMP_DIFF_SHRUNK,    /* fewer; or as many, and less memory */
  VMP_DIFF_MOVED,     /* elsewhere, otherwise the same: of one process only */
  VMP_DIFF_SPLIT,     /* is several mappings now: n_after > 1 */
  VMP_DIFF_MERGED,    /* was several mappings: n_before > 1 */
  VMP_N_DIFF_KINDS
} VmpDiffKind;

/* A mapping, or those that were one or became one, on both sides. Mappings of a side are neighbours in their space. */
typedef struct
{
  guint32 before, n_before;   /* index of the first in the space before; n_before 0: none (NEW) */
  guint32 after, n_after;     /* likewise after; n_after 0: none (GONE) */
  guint8  kind;               /* VmpDiffKind */
  guint8  type;               /* VmpMappingType: of the first mapping after; before, if there is none */
  guint8  moved;              /* of one process: no address is the same; also of GROWN and SHRUNK */
} VmpDiffRow;

/* Immutable; atomically ref-counted, so any thread may make and read it. */
typedef struct _VmpAddressSpaceDiff VmpAddressSpaceDiff;

/* Keeps references to both spaces. Takes a few milliseconds for tens of thousands of mappings. */
VmpAddressSpaceDiff *vmp_address_space_diff_new      (VmpAddressSpace *before,
                                                      VmpAddressSpace *after,
                                                      VmpDiffSubject   subject) G_GNUC_WARN_UNUSED_RESULT;
VmpAddressSpaceDiff *vmp_address_space_diff_ref      (VmpAddressSpaceDiff *self);
void                 vmp_address_space_diff_unref    (VmpAddressSpaceDiff *self);

VmpAddressSpace     *vmp_address_space_diff_get_before (const VmpAddressSpaceDiff *self);
VmpAddressSpace     *vmp_address_space_diff_get_after  (const VmpAddressSpaceDiff *self);
guint                vmp_address_space_diff_get_n    (const VmpAddressSpaceDiff *self);
/* By address in the space after, then those that are gone by address in the space before. Borrowed. */
const VmpDiffRow    *vmp_address_space_diff_get      (const VmpAddressSpaceDiff *self,
                                                      guint                      index);
/* How many rows are of @kind and @type; of all types for VMP_N_MAPPING_TYPES. */
guint                vmp_address_space_diff_count    (const VmpAddressSpaceDiff *self,
                                                      VmpDiffKind                kind,
                                                      VmpMappingType             type);
/* Addresses that @row takes more than before, bytes. */
gint64               vmp_address_space_diff_get_size_change (const VmpAddressSpaceDiff *self,
                                                             const VmpDiffRow          *row);
/* By how much one of its sizes is larger than before, bytes; a side without a mapping is 0. VMP_MISSING where either is. */
gint64               vmp_address_space_diff_get_change (const VmpAddressSpaceDiff *self,
                                                        const VmpDiffRow          *row,
                                                        VmpMappingSize             size);
/* Sums of @type (all for VMP_N_MAPPING_TYPES) after less those before; largest_bytes is that of the largest mappings. */
void                 vmp_address_space_diff_get_sum  (const VmpAddressSpaceDiff *self,
                                                      VmpMappingType             type,
                                                      VmpMappingSum             *out);
/* "new", "grown": stable, in JSON. Static. */
const char          *vmp_diff_kind_to_key            (VmpDiffKind kind);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpAddressSpaceDiff, vmp_address_space_diff_unref)

/* Which mappings before an after mapping comes from. */
typedef struct
{
  guint32 before, n_before;   /* n_before 0: none */
  guint32 n_after;            /* with how many from here on it shares them; 0: with those of an earlier one */
} VmpDiffMatch;

/* Fills @matches, one for each mapping after, and sets @taken for each before that has one; both are zero at first. For the
 * diff alone. */
void vmp_mappings_match (const VmpAddressSpace *before, const VmpAddressSpace *after, VmpDiffSubject subject,
                         VmpDiffMatch *matches, guint8 *taken);

G_END_DECLS
