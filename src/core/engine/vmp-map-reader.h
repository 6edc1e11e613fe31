/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the address space of a process, with what else is to be known to tell what its mappings are. */
#pragma once

#include "core/kernel/vmp-process.h"
#include "core/model/vmp-address-space.h"

G_BEGIN_DECLS

/**
 * vmp_map_reader_load:
 * @with_threads: whether names and stack pointers of threads are read too, and a torn map once more
 *
 * Reads smaps while parsing it. A map that changes while it is read is read again a few times; what is torn even then says
 * so. @buffer holds nothing of use afterwards.
 *
 * Returns: (transfer full) (nullable): %NULL with VMP_ERROR_GONE, DENIED, UNSUPPORTED (no memory) or CORRUPT (torn)
 */
VmpAddressSpace *vmp_map_reader_load (VmpProcess *process, VmpBuffer *buffer, gboolean with_threads,
                                      GError **error) G_GNUC_WARN_UNUSED_RESULT;
/**
 * vmp_map_reader_load_ranges:
 *
 * The same from maps, for where smaps is refused or not there: all sizes but that of the range are missing.
 *
 * Returns: (transfer full) (nullable): %NULL with an error as of vmp_map_reader_load()
 */
VmpAddressSpace *vmp_map_reader_load_ranges (VmpProcess *process, VmpBuffer *buffer, GError **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
