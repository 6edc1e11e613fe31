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

G_END_DECLS
