/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Mappings as a file that other programs read. */
#pragma once

#include "vmp-mapping-table.h"

G_BEGIN_DECLS

/* As vmp maps --csv has them: the mappings that @table lists, in its order, those of closed groups too; all that is known of each, sizes in bytes, what is not known left
 * empty. For a worker. */
GBytes *vmp_mapping_export_csv  (const VmpMappingTable *table) G_GNUC_WARN_UNUSED_RESULT;
/* The same as an array of objects, with kernel names in kebab case; what is not known is null. */
GBytes *vmp_mapping_export_json (const VmpMappingTable *table) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
