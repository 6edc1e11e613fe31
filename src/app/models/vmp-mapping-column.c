/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The columns that a list of mappings can have. */
#include "config.h"

#include "vmp-mapping-column.h"

#include <glib/gi18n.h>

#define COLUMN(id, key, title, chars, is_number, is_shown, size) \
  [VMP_MAPPING_COLUMN_##id] = { VMP_MAPPING_COLUMN_##id, key, title, NULL, chars, is_number, is_shown, size }

static const VmpMappingColumnInfo columns[VMP_N_MAPPING_COLUMNS] = {
  COLUMN (ADDRESS, "address", NC_("column", "Address"), 12, FALSE, TRUE, -1),
  COLUMN (END, "end", NC_("column", "End"), 13, FALSE, FALSE, -1),
  COLUMN (TYPE, "type", NC_("column", "Type"), 11, FALSE, TRUE, -1),
  COLUMN (NAME, "name", NC_("column", "Mapping"), 0, FALSE, TRUE, -1),
  COLUMN (PERMISSIONS, "permissions", NC_("column", "Access"), 5, FALSE, TRUE, -1),
  COLUMN (SIZE, "size", NC_("column", "Size"), 7, TRUE, TRUE, -1),
  COLUMN (RESIDENT, "resident", NC_("column", "Resident"), 7, TRUE, TRUE, VMP_MAPPING_RSS),
  [VMP_MAPPING_COLUMN_CHANGE] = { VMP_MAPPING_COLUMN_CHANGE, "change", NC_("column", "Change"), "Δ", 2, FALSE, TRUE, -1 },
  COLUMN (DELTA, "growth", NC_("column", "Growth"), 8, TRUE, FALSE, -1),
  COLUMN (PSS, "pss", NC_("column", "PSS"), 7, TRUE, TRUE, VMP_MAPPING_PSS),
  COLUMN (PRIVATE_DIRTY, "private-dirty", NC_("column", "Dirty"), 7, TRUE, TRUE, VMP_MAPPING_PRIVATE_DIRTY),
  COLUMN (SWAP, "swap", NC_("column", "Swap"), 7, TRUE, TRUE, VMP_MAPPING_SWAP),
  COLUMN (PRIVATE_CLEAN, "private-clean", NC_("column", "Private Clean"), 7, TRUE, FALSE, VMP_MAPPING_PRIVATE_CLEAN),
  COLUMN (SHARED_CLEAN, "shared-clean", NC_("column", "Shared Clean"), 7, TRUE, FALSE, VMP_MAPPING_SHARED_CLEAN),
  COLUMN (SHARED_DIRTY, "shared-dirty", NC_("column", "Shared Dirty"), 7, TRUE, FALSE, VMP_MAPPING_SHARED_DIRTY),
  COLUMN (ANONYMOUS, "anonymous", NC_("column", "Anonymous"), 7, TRUE, FALSE, VMP_MAPPING_ANONYMOUS),
  COLUMN (REFERENCED, "referenced", NC_("column", "Referenced"), 7, TRUE, FALSE, VMP_MAPPING_REFERENCED),
  COLUMN (HUGE, "huge", NC_("column", "Huge Pages"), 7, TRUE, FALSE, VMP_MAPPING_ANON_HUGE_PAGES),
  COLUMN (LOCKED, "locked", NC_("column", "Locked"), 7, TRUE, FALSE, VMP_MAPPING_LOCKED),
  COLUMN (OFFSET, "offset", NC_("column", "Offset"), 10, TRUE, FALSE, -1),
  COLUMN (INODE, "inode", NC_("column", "Inode"), 10, TRUE, FALSE, -1),
  COLUMN (FLAGS, "flags", NC_("column", "Flags"), 24, FALSE, FALSE, -1),
};

const VmpMappingColumnInfo *
vmp_mapping_column_get (VmpMappingColumn column)
{
  g_assert (column < VMP_N_MAPPING_COLUMNS);
  return &columns[column];
}

gboolean
vmp_mapping_column_find (const char *key, VmpMappingColumn *out)
{
  for (guint i = 0; i < VMP_N_MAPPING_COLUMNS; i++)
    {
      if (!g_str_equal (columns[i].key, key))
        continue;
      *out = i;
      return TRUE;
    }
  return FALSE;
}
