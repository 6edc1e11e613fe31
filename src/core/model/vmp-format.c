/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them. */

#include "config.h"

#include "vmp-format.h"

#include "core/kernel/vmp-value.h"

#include <locale.h>
#include <math.h>
#include <string.h>

#define MISSING_TEXT "–"
#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)

/* Three significant digits in the locale's decimal point: "1.94", "61.2", "612". */
static void
format_three_digits (char   *buffer,
                     double  value)
{
  double size = fabs (value);
  int decimals = size < 9.995 ? 2 : size < 99.95 ? 1 : 0;

  g_snprintf (buffer, VMP_FORMAT_SIZE, "%.*f", decimals, value);
}

const char *
vmp_format_bytes (char     *buffer,
                  gint64    bytes,
                  VmpUnits  units)
{
  static const char *const iec[] = { "B", "KiB", "MiB", "GiB", "TiB", "PiB", "EiB" };
  static const char *const si[] = { "B", "kB", "MB", "GB", "TB", "PB", "EB" };
  double step = units == VMP_UNITS_IEC ? 1024 : 1000;
  double value = (double) bytes;
  guint unit = 0;
  char digits[VMP_FORMAT_SIZE];

  if (bytes == VMP_MISSING)
    {
      g_strlcpy (buffer, MISSING_TEXT, VMP_FORMAT_SIZE);
      return buffer;
    }
  /* Never four digits: from 999.5 on the next unit reads better. */
  while (fabs (value) >= 999.5 && unit + 1 < G_N_ELEMENTS (iec))
    {
      value /= step;
      unit++;
    }
  if (unit == 0)
    g_snprintf (digits, sizeof digits, "%d", (int) value);
  else
    format_three_digits (digits, value);
  g_snprintf (buffer, VMP_FORMAT_SIZE, "%s %s", digits, units == VMP_UNITS_IEC ? iec[unit] : si[unit]);
  return buffer;
}

/* 12480 as "12,480", with the locale's separator, or a comma where it has none. */
static void
format_grouped (char   *buffer,
                gint64  value)
{
  const char *separator = localeconv ()->thousands_sep;
  char digits[24];
  gsize n, at = 0;

  if (separator == NULL || *separator == '\0')
    separator = ",";
  g_snprintf (digits, sizeof digits, "%" G_GINT64_FORMAT, value);
  n = strlen (digits);
  for (gsize i = 0; i < n; i++)
    {
      gsize left = n - i;

      if (i > 0 && left % 3 == 0 && digits[i - 1] != '-')
        at += g_strlcpy (buffer + at, separator, VMP_FORMAT_SIZE - at);
      if (at + 1 >= VMP_FORMAT_SIZE)
        break;
      buffer[at++] = digits[i];
    }
  buffer[MIN (at, VMP_FORMAT_SIZE - 1)] = '\0';
}

/* Thousandths a second: "0/s", "0.25/s", "21/s", "12,480/s". */
static void
format_rate (char   *buffer,
             gint64  thousandths)
{
  char digits[VMP_FORMAT_SIZE];

  if (thousandths % 1000 != 0 && thousandths < 10000 && thousandths > -10000)
    g_snprintf (digits, sizeof digits, "%.2g", (double) thousandths / 1000);
  else
    format_grouped (digits, (gint64) llround ((double) thousandths / 1000));
  g_snprintf (buffer, VMP_FORMAT_SIZE, "%.*s/s", VMP_FORMAT_SIZE - 3, digits);
}

const char *
vmp_format_duration (char   *buffer,
                     gint64  nsec)
{
  double value = (double) nsec;
  char digits[VMP_FORMAT_SIZE];

  if (nsec == VMP_MISSING)
    g_strlcpy (buffer, MISSING_TEXT, VMP_FORMAT_SIZE);
  else if (nsec >= 60 * NSEC_PER_SEC)
    {
      gint64 seconds = nsec / NSEC_PER_SEC;

      if (seconds >= 3600)
        g_snprintf (buffer, VMP_FORMAT_SIZE, "%" G_GINT64_FORMAT " h %d min", seconds / 3600, (int) (seconds / 60 % 60));
      else
        g_snprintf (buffer, VMP_FORMAT_SIZE, "%d min %d s", (int) (seconds / 60), (int) (seconds % 60));
    }
  else if (nsec == 0)
    g_strlcpy (buffer, "0 s", VMP_FORMAT_SIZE);
  else
    {
      static const char *const units[] = { "ns", "µs", "ms", "s" };
      guint unit = 0;

      while (fabs (value) >= 999.5 && unit + 1 < G_N_ELEMENTS (units))
        {
          value /= 1000;
          unit++;
        }
      format_three_digits (digits, value);
      g_snprintf (buffer, VMP_FORMAT_SIZE, "%.*s %s", 16, digits, units[unit]);
    }
  return buffer;
}

const char *
vmp_format_value (char     *buffer,
                  VmpUnit   unit,
                  gint64    value,
                  VmpUnits  units)
{
  if (value == VMP_MISSING)
    return vmp_format_bytes (buffer, VMP_MISSING, units);
  switch (unit)
    {
    case VMP_UNIT_BYTES:
      return vmp_format_bytes (buffer, value, units);
    case VMP_UNIT_COUNT_PER_SECOND:
      format_rate (buffer, value);
      return buffer;
    case VMP_UNIT_NSEC:
      return vmp_format_duration (buffer, value);
    case VMP_UNIT_COUNT:
    default:
      format_grouped (buffer, value);
      return buffer;
    }
}
