/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One mapping as it is stored, and the merging of differences. */
#pragma once

#include "core/model/vmp-address-space.h"

G_BEGIN_DECLS

/* All numbers big-endian: start, end (0: the mapping that began there is gone), offset, inode (8 bytes each); device major and
 * minor, numbers of name and flags in the table text (4 each); permissions (4 letters); sizes in KiB (4 each, all ones: not
 * known), in the order of VmpMappingSize; the number of the unknown lines in the table text (4); one byte for each
 * VmpMappingNumber, as VmpMapping has it. */
#define VMP_MAP_RECORD_BYTES 136
/* Version 2 ended with the sizes. */
#define VMP_MAP_RECORD_BYTES_2 128
/* Records of a row of the table mapping. */
#define VMP_MAP_RECORD_ROW 1024

/* What a record says in the table text: numbers there, 0 for the empty one. */
typedef struct
{
  guint32 name, flags, unknown;
} VmpMapRecordTexts;

void     vmp_map_record_write       (guint8                  *to,
                                     const VmpMapping        *mapping,
                                     const VmpMapRecordTexts *texts);
/* Says that the mapping that began at @start_addr is gone. */
void     vmp_map_record_write_gone  (guint8           *to,
                                     guint64           start_addr);
/* FALSE if it is no mapping. */
gboolean vmp_map_record_read        (const guint8      *record,
                                     VmpMapping        *out,
                                     VmpMapRecordTexts *out_texts);
/**
 * vmp_map_record_merge:
 * @base: records by address
 * @changes: likewise; each takes the place of the one of the same start, or comes or goes
 *
 * Returns: (transfer full): the records there are then
 */
GByteArray *vmp_map_record_merge    (const GByteArray *base,
                                     const GByteArray *changes) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
