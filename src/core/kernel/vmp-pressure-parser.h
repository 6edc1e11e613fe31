/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Parses /proc/pressure/memory, io and cpu, and memory.pressure of control groups. */
#pragma once

#include "vmp-value.h"

G_BEGIN_DECLS

/* One line: shares of the time in which tasks stood still, in hundredths of a percent (0 to
 * 10,000), over the last 10, 60 and 300 seconds; and the total since boot, microseconds.
 * VMP_MISSING where there is no such line. */
typedef struct
{
  gint64 avg10, avg60, avg300;
  gint64 total_usec;
} VmpPressureLine;

typedef struct
{
  VmpPressureLine some;   /* at least one task waited */
  VmpPressureLine full;   /* all of them did */
} VmpPressure;

/* Parses one whole file: unknown lines and keys are skipped. FALSE with VMP_ERROR_CORRUPT, which
 * names the line; *out is untouched then. Allocates nothing. */
gboolean vmp_pressure_parse (const char *data, gsize len, VmpPressure *out, GError **error);

G_END_DECLS
