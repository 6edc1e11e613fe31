/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What of a mapping is shown to people, and what is given to other programs. */
#pragma once

#include "core/model/vmp-format.h"
#include "vmp-mapping-table.h"

G_BEGIN_DECLS

/* Text of @line in a column; "–" where a size is not known, "" where a group has no such thing. Names from outside are escaped.
 * Owned. */
char *vmp_mapping_text_dup_cell        (const VmpMappingTable *table,
                                        guint                  line,
                                        VmpMappingColumn       column,
                                        VmpUnits               units) G_GNUC_WARN_UNUSED_RESULT;
/* What a group is called: a type, a file, a thread. Owned. */
char *vmp_mapping_text_dup_group       (const VmpMappingTable *table,
                                        const VmpMappingGroup *group) G_GNUC_WARN_UNUSED_RESULT;
/* The name, escaped, or for none "". Owned. */
char *vmp_mapping_text_dup_name        (const VmpAddressSpace *space,
                                        const VmpMapping      *mapping) G_GNUC_WARN_UNUSED_RESULT;
/* The last part of the path, or what the type is called: for where there is little room. Owned. */
char *vmp_mapping_text_dup_short_name  (const VmpAddressSpace *space,
                                        const VmpMapping      *mapping) G_GNUC_WARN_UNUSED_RESULT;
/* "Private copy-on-write, readable, writable". Owned. */
char *vmp_mapping_text_dup_permissions (const VmpMapping      *mapping) G_GNUC_WARN_UNUSED_RESULT;
/* With a sign, "+12.0 KiB"; "" for no change, so that the others stand out. Owned. */
char *vmp_mapping_text_dup_delta       (gint64                 delta_bytes,
                                        VmpUnits               units) G_GNUC_WARN_UNUSED_RESULT;
/* "grown, +12.0 KiB", "" for no change. Owned. */
char *vmp_mapping_text_dup_change      (const VmpMappingChange *change,
                                        VmpUnits                units) G_GNUC_WARN_UNUSED_RESULT;
/* The same without how much: "grown", or its sign alone. Static. */
const char *vmp_mapping_text_get_change (guint                 kind);
const char *vmp_mapping_text_get_change_sign (guint            kind);
/* One line that says what it is and how large: for a read-out and for screen readers. Owned. */
char *vmp_mapping_text_dup_summary     (const VmpAddressSpace *space,
                                        const VmpMapping      *mapping,
                                        VmpUnits               units) G_GNUC_WARN_UNUSED_RESULT;
/* What the page at @addr is; @bits: VmpPageBits. Owned. */
char *vmp_mapping_text_dup_page        (guint64                addr,
                                        guint32                bits) G_GNUC_WARN_UNUSED_RESULT;
/* "the kernel says", "the program named it", "inferred": N_(), static. */
const char *vmp_mapping_text_get_evidence (VmpEvidence evidence);
/* Spelled "7f31a2b4c000". Writes at most 17 bytes; returns @buffer. */
const char *vmp_mapping_text_format_addr  (char *buffer, guint64 addr);

/* Lines @first to @first + @n of @table with these columns, separated by tabs, as spreadsheets take them; a head line before.
 * @selected, nullable, says which lines. Owned. */
char *vmp_mapping_text_dup_tabs        (const VmpMappingTable  *table,
                                        const VmpMappingColumn *columns,
                                        guint                   n_columns,
                                        const guint            *lines,
                                        guint                   n_lines,
                                        VmpUnits                units) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
