/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the sizes of a mapping are called, and what they mean. */
#pragma once

#include "vmp-address-space.h"

G_BEGIN_DECLS

typedef struct
{
  VmpMappingSize  size;
  const char     *field;        /* as it is written in smaps: "Private_Dirty" */
  const char     *label;        /* N_(): short name for people */
  const char     *explanation;  /* N_(): one sentence for a student */
} VmpMappingSizeInfo;

/* The row of @size, which must be one of the table's. Static. */
const VmpMappingSizeInfo *vmp_mapping_size_get_info (VmpMappingSize size);
/* What is the process's own: the private clean and dirty pages. Bytes, VMP_MISSING if either is not known. */
gint64                    vmp_mapping_get_private   (const VmpMapping *mapping);
/* What others map too: the shared clean and dirty pages. */
gint64                    vmp_mapping_get_shared    (const VmpMapping *mapping);
/* The same of a sum. */
gint64                    vmp_mapping_sum_get_private (const VmpMappingSum *sum);
gint64                    vmp_mapping_sum_get_shared  (const VmpMappingSum *sum);

G_END_DECLS
