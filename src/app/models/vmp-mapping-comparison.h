/* SPDX-License-Identifier: GPL-3.0-or-later */
/* An address space beside one that was marked before: what each mapping became, and what is gone. */
#pragma once

#include "core/model/vmp-address-space-diff.h"
#include "vmp-mapping-trail.h"

G_BEGIN_DECLS

/* Immutable, atomically ref-counted. */
typedef struct
{
  VmpAddressSpaceDiff *diff;        /* owned; has both spaces */
  gint64               mark_nsec;   /* when the one before was read, CLOCK_BOOTTIME */
  VmpMappingChange    *changes;     /* of each mapping now, then of each that is gone */
  guint32             *gone;        /* their indices in the space before */
  guint                n_gone;
} VmpMappingComparison;

/* Of the same process. For a worker: it looks at all mappings. */
VmpMappingComparison *vmp_mapping_comparison_new   (VmpAddressSpace      *mark,
                                                    gint64                mark_nsec,
                                                    VmpAddressSpace      *space) G_GNUC_WARN_UNUSED_RESULT;
VmpMappingComparison *vmp_mapping_comparison_ref   (VmpMappingComparison *self);
void                  vmp_mapping_comparison_unref (VmpMappingComparison *self);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpMappingComparison, vmp_mapping_comparison_unref)

G_END_DECLS
