/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that a list of mappings can have. */
#pragma once

#include "core/model/vmp-mapping-size.h"

G_BEGIN_DECLS

/* The keys, not these numbers, are what is remembered. */
typedef enum
{
  VMP_MAPPING_COLUMN_ADDRESS,
  VMP_MAPPING_COLUMN_END,
  VMP_MAPPING_COLUMN_TYPE,
  VMP_MAPPING_COLUMN_NAME,
  VMP_MAPPING_COLUMN_PERMISSIONS,
  VMP_MAPPING_COLUMN_SIZE,
  VMP_MAPPING_COLUMN_RESIDENT,
  VMP_MAPPING_COLUMN_CHANGE,
  VMP_MAPPING_COLUMN_DELTA,
  VMP_MAPPING_COLUMN_PSS,
  VMP_MAPPING_COLUMN_PRIVATE_DIRTY,
  VMP_MAPPING_COLUMN_SWAP,
  VMP_MAPPING_COLUMN_PRIVATE_CLEAN,
  VMP_MAPPING_COLUMN_SHARED_CLEAN,
  VMP_MAPPING_COLUMN_SHARED_DIRTY,
  VMP_MAPPING_COLUMN_ANONYMOUS,
  VMP_MAPPING_COLUMN_REFERENCED,
  VMP_MAPPING_COLUMN_HUGE,
  VMP_MAPPING_COLUMN_LOCKED,
  VMP_MAPPING_COLUMN_OFFSET,
  VMP_MAPPING_COLUMN_INODE,
  VMP_MAPPING_COLUMN_FLAGS,
  VMP_N_MAPPING_COLUMNS
} VmpMappingColumn;

typedef struct
{
  VmpMappingColumn  column;
  const char       *key;        /* "private-dirty": stable, in settings and exports */
  const char       *title;      /* N_() with the context "column" */
  const char       *head;       /* a sign, where the title has no room; else NULL */
  int               chars;      /* room for its texts; 0: takes what is left */
  gboolean          is_number;  /* set at the end side, largest first */
  gboolean          is_shown;   /* unless the user chose otherwise */
  int               size;       /* VmpMappingSize, -1: none of these */
} VmpMappingColumnInfo;

/* Static. */
const VmpMappingColumnInfo *vmp_mapping_column_get  (VmpMappingColumn  column);
/* FALSE and *out untouched if no column has that key. */
gboolean                    vmp_mapping_column_find (const char       *key,
                                                     VmpMappingColumn *out);

G_END_DECLS
