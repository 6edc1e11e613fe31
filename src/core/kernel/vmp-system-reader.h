/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads what the kernel says of the whole machine's memory. */
#pragma once

#include "vmp-meminfo-parser.h"
#include "vmp-pressure-parser.h"
#include "vmp-process.h"
#include "vmp-vmstat-parser.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_PRESSURE_MEMORY,
  VMP_PRESSURE_IO,
  VMP_PRESSURE_CPU,
} VmpPressureKind;

/* Each opens, reads through @buffer and parses one file. VMP_ERROR_UNSUPPORTED where the kernel has
 * no such file or it is switched off (pressure); *out is untouched on failure. */
gboolean vmp_system_read_meminfo  (VmpProcRoot *root, VmpBuffer *buffer, VmpMeminfo *out,
                                   GError **error);
gboolean vmp_system_read_vmstat   (VmpProcRoot *root, VmpBuffer *buffer, VmpVmstat *out,
                                   GError **error);
gboolean vmp_system_read_pressure (VmpProcRoot *root, VmpPressureKind kind, VmpBuffer *buffer,
                                   VmpPressure *out, GError **error);
/* How many mappings a process may have (sys/vm/max_map_count). */
gboolean vmp_system_read_max_mappings (VmpProcRoot *root, VmpBuffer *buffer, gint64 *out,
                                       GError **error);

G_END_DECLS
