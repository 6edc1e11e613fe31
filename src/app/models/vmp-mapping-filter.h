/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is typed to find mappings: parsed once, then asked for each of them. */
#pragma once

#include "core/model/vmp-address-space.h"

G_BEGIN_DECLS

/* Immutable, atomically ref-counted: a worker asks it.
 *
 * Words are separated by spaces, and all must hold; a minus before one turns it round, and quotes keep spaces in it:
 *   libc              the name, the type or the key of the type contains it, in any case
 *   name:text         the name contains it
 *   type:heap         the label or the key of the type contains it
 *   perm:rw  perm:r-xp    has these permissions; four letters are compared one by one, a dot is any
 *   flag:hg           has this VmFlag
 *   thread:1234       is the stack of this thread
 *   >1M  <=64K        the size; rss> pss> swap> dirty> private> shared> for the others, = and >= too
 *   0x7f31a2b4c000    contains this address; 8 hex digits or more without 0x mean the same, or the name
 *   7f3100000000-7f3200000000   lies in, or across, this range
 */
typedef struct _VmpMappingFilter VmpMappingFilter;

/* Never fails: a word that is not understood is looked for in names. */
VmpMappingFilter *vmp_mapping_filter_new         (const char             *text) G_GNUC_WARN_UNUSED_RESULT;
VmpMappingFilter *vmp_mapping_filter_ref         (VmpMappingFilter       *self);
void              vmp_mapping_filter_unref       (VmpMappingFilter       *self);
/* Nothing was typed: all match. */
gboolean          vmp_mapping_filter_is_empty    (const VmpMappingFilter *self);
/* The first word that looks like one of the above and is not ("perm:q", ">1X"), or NULL. Borrowed. */
const char       *vmp_mapping_filter_get_problem (const VmpMappingFilter *self);
gboolean          vmp_mapping_filter_match       (const VmpMappingFilter *self,
                                                  const VmpAddressSpace  *space,
                                                  const VmpMapping       *mapping);
/* TRUE and *out set if @text alone is an address ("0x7f31a2b4c000", "7f31a2b4c000"). */
gboolean          vmp_mapping_filter_read_address (const char            *text,
                                                   guint64               *out);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMappingFilter, vmp_mapping_filter_unref)

G_END_DECLS
