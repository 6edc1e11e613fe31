/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them: tables of borders and roundings. */

#include "config.h"

#include "core/kernel/vmp-value.h"
#include "core/model/vmp-format.h"

#include <locale.h>
#include <string.h>

#define KIB G_GINT64_CONSTANT (1024)
#define MIB (KIB * 1024)
#define GIB (MIB * 1024)
#define USEC G_GINT64_CONSTANT (1000)
#define MSEC (USEC * 1000)
#define SEC (MSEC * 1000)

static void
test_bytes (void)
{
  static const struct
  {
    gint64      bytes;
    VmpUnits    units;
    const char *text;
  } cases[] = {
    { 0, VMP_UNITS_IEC, "0 B" },
    { 1, VMP_UNITS_IEC, "1 B" },
    { 999, VMP_UNITS_IEC, "999 B" },
    { 1000, VMP_UNITS_IEC, "0.98 KiB" },
    { 1023, VMP_UNITS_IEC, "1.00 KiB" },
    { 4 * KIB, VMP_UNITS_IEC, "4.00 KiB" },
    { 132 * KIB, VMP_UNITS_IEC, "132 KiB" },
    { 1000 * KIB - KIB / 2 - 1, VMP_UNITS_IEC, "999 KiB" },
    { 1000 * KIB - KIB / 2, VMP_UNITS_IEC, "0.98 MiB" },
    { 10235, VMP_UNITS_IEC, "10.0 KiB" },
    { 10230, VMP_UNITS_IEC, "9.99 KiB" },
    { 102348, VMP_UNITS_IEC, "99.9 KiB" },
    { 102349, VMP_UNITS_IEC, "100 KiB" },
    { 612 * MIB, VMP_UNITS_IEC, "612 MiB" },
    { 2083059138, VMP_UNITS_IEC, "1.94 GiB" },
    { 93 * 1024 * GIB, VMP_UNITS_IEC, "93.0 TiB" },
    { G_MAXINT64, VMP_UNITS_IEC, "8.00 EiB" },
    { -1, VMP_UNITS_IEC, "-1 B" },
    { -1536, VMP_UNITS_IEC, "-1.50 KiB" },
    { G_MININT64 + 1, VMP_UNITS_IEC, "-8.00 EiB" },
    { VMP_MISSING, VMP_UNITS_IEC, "–" },
    { 999, VMP_UNITS_SI, "999 B" },
    { 1000, VMP_UNITS_SI, "1.00 kB" },
    { 999499, VMP_UNITS_SI, "999 kB" },
    { 999500, VMP_UNITS_SI, "1.00 MB" },
    { 1940000000, VMP_UNITS_SI, "1.94 GB" },
    { G_MAXINT64, VMP_UNITS_SI, "9.22 EB" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char buffer[VMP_FORMAT_SIZE];

      g_assert_cmpstr (vmp_format_bytes (buffer, cases[i].bytes, cases[i].units), ==, cases[i].text);
    }
}

static void
test_values (void)
{
  static const struct
  {
    VmpUnit     unit;
    gint64      value;
    const char *text;
  } cases[] = {
    { VMP_UNIT_BYTES, 612 * MIB, "612 MiB" },
    { VMP_UNIT_COUNT, 0, "0" },
    { VMP_UNIT_COUNT, 999, "999" },
    { VMP_UNIT_COUNT, 1000, "1,000" },
    { VMP_UNIT_COUNT, 12480, "12,480" },
    { VMP_UNIT_COUNT, 1000001, "1,000,001" },
    { VMP_UNIT_COUNT, -12480, "-12,480" },
    { VMP_UNIT_COUNT, -999, "-999" },
    { VMP_UNIT_COUNT, G_MAXINT64, "9,223,372,036,854,775,807" },
    { VMP_UNIT_COUNT, VMP_MISSING, "–" },
    { VMP_UNIT_COUNT_PER_SECOND, 0, "0/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 1, "<0.01/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 5, "0.01/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 40, "0.04/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 994, "0.99/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 995, "1.0/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 1500, "1.5/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 9949, "9.9/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 9950, "10/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 21000, "21/s" },
    { VMP_UNIT_COUNT_PER_SECOND, 1234567890, "1,234,568/s" },
    { VMP_UNIT_COUNT_PER_SECOND, -1500, "-1.5/s" },
    { VMP_UNIT_COUNT_PER_SECOND, VMP_MISSING, "–" },
    { VMP_UNIT_NSEC, 0, "0 s" },
    { VMP_UNIT_NSEC, 1240 * MSEC, "1.24 s" },
    { VMP_UNIT_NSEC, 1200 * MSEC, "1.20 s" },
    { VMP_UNIT_NSEC, VMP_MISSING, "–" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char buffer[VMP_FORMAT_SIZE];

      g_assert_cmpstr (vmp_format_value (buffer, cases[i].unit, cases[i].value, VMP_UNITS_IEC), ==, cases[i].text);
    }
}

static void
test_durations (void)
{
  static const struct
  {
    gint64      nsec;
    const char *text;
  } cases[] = {
    { 0, "0 s" },
    { 850, "850 ns" },
    { 1500, "1.5 µs" },
    { 999400, "999 µs" },
    { 999500, "1 ms" },
    { 120 * MSEC, "120 ms" },
    { SEC, "1 s" },
    { 1200 * MSEC, "1.2 s" },
    { 1204 * MSEC, "1.2 s" },
    { 1206 * MSEC, "1.21 s" },
    { 59900 * MSEC, "59.9 s" },
    { 59949 * MSEC, "59.9 s" },
    { 59950 * MSEC, "1 min" },
    { 192 * SEC, "3 min 12 s" },
    { 3599 * SEC + 600 * MSEC, "1 h" },
    { 3600 * SEC, "1 h" },
    { 3660 * SEC, "1 h 1 min" },
    { 7199 * SEC, "2 h" },
    { 86399 * SEC, "1 d" },
    { (2 * 24 + 4) * 3600 * SEC, "2 d 4 h" },
    { G_MAXINT64, "106752 d" },
    { -1500 * MSEC, "-1.5 s" },
    { VMP_MISSING, "–" },
  };

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char buffer[VMP_FORMAT_SIZE];

      g_assert_cmpstr (vmp_format_duration (buffer, cases[i].nsec), ==, cases[i].text);
    }
}

/* Other locales are not on every machine: the one that is found must be followed. */
static void
test_locale (void)
{
  static const struct
  {
    const char *locale, *bytes, *count;
  } cases[] = {
    { "de_DE.UTF-8", "1,94 GiB", "1.234.567" },
    { "en_IN.UTF-8", "1.94 GiB", "12,34,567" },
  };
  g_autofree char *before = g_strdup (setlocale (LC_ALL, NULL));
  guint tried = 0;

  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      char buffer[VMP_FORMAT_SIZE];

      if (setlocale (LC_ALL, cases[i].locale) == NULL)
        continue;
      tried++;
      g_assert_cmpstr (vmp_format_bytes (buffer, 2083059138, VMP_UNITS_IEC), ==, cases[i].bytes);
      g_assert_cmpstr (vmp_format_value (buffer, VMP_UNIT_COUNT, 1234567, VMP_UNITS_IEC), ==, cases[i].count);
    }
  setlocale (LC_ALL, before);
  if (tried == 0)
    g_test_skip ("no other locale is installed");
}

/* Whatever the value, the text is whole and has at most three digits where it has a unit. */
static void
test_any (void)
{
  for (guint i = 0; i < 200000; i++)
    {
      char buffer[VMP_FORMAT_SIZE];
      gint64 value = (gint64) (((guint64) g_test_rand_int () << 32 | (guint32) g_test_rand_int ())
                               >> g_test_rand_int_range (1, 64));
      guint digits = 0;

      vmp_format_bytes (buffer, value, i % 2 == 0 ? VMP_UNITS_IEC : VMP_UNITS_SI);
      for (const char *at = buffer; *at != '\0'; at++)
        digits += g_ascii_isdigit (*at) != 0;
      g_assert_cmpuint (digits, <=, 3);
      g_assert_cmpuint (digits, >=, 1);
      g_assert_nonnull (strchr (buffer, ' '));
    }
}

int
main (int    argc,
      char **argv)
{
  setlocale (LC_ALL, "");
  g_test_init (&argc, &argv, NULL);
  g_test_add_func ("/format/bytes", test_bytes);
  g_test_add_func ("/format/values", test_values);
  g_test_add_func ("/format/durations", test_durations);
  g_test_add_func ("/format/locale", test_locale);
  g_test_add_func ("/format/any", test_any);
  return g_test_run ();
}
