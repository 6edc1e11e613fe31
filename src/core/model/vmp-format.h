/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them; used by the window, the command line and reports alike. */
#pragma once

#include "vmp-metric.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_UNITS_IEC,    /* KiB, MiB: powers of 1024 */
  VMP_UNITS_SI,     /* kB, MB: powers of 1000 */
} VmpUnits;

/* Room for the longest: 19 digits in groups, with separators of three bytes. */
#define VMP_FORMAT_SIZE 64

/* "612 MiB", "1.94 GiB", "0 B": three significant digits, never four ("0.98 MiB" instead of "1,000 KiB"); "-1.94 GiB" for a
 * difference. Writes at most VMP_FORMAT_SIZE bytes, returns @buffer. A missing value is "–". No allocation, no
 * translation (unit symbols are international), the locale's decimal point. */
const char *vmp_format_bytes (char *buffer, gint64 bytes, VmpUnits units);
/* Any metric's value in its unit: bytes as above, counts grouped as the locale does ("12,480"), rates "21/s", "1.5/s",
 * "0.04/s", times "1.24 s". */
const char *vmp_format_value (char *buffer, VmpUnit unit, gint64 value, VmpUnits units);
/* "1.2 s", "120 ms", "3 min 12 s", "2 d 4 h": a length of time, without zeros that say nothing. */
const char *vmp_format_duration (char *buffer, gint64 nsec);

G_END_DECLS
