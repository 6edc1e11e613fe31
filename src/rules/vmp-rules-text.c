/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Times, times of day and amounts as a rules file writes them. */

#include "config.h"

#include "vmp-rules-text.h"

#include <math.h>
#include <string.h>

#define NSEC_PER_MSEC G_GINT64_CONSTANT (1000000)
#define MOST_NSEC 8.64e16

typedef struct
{
  const char *word;
  double      factor;
} Unit;

/* The longest first, for writing. */
static const Unit time_units[] = {
  { "d", 8.64e13 }, { "h", 3.6e12 }, { "min", 6e10 }, { "s", 1e9 }, { "ms", 1e6 },
};

static const Unit byte_units[] = {
  { "", 1 }, { "B", 1 }, { "KiB", 1024 }, { "MiB", 1048576 }, { "GiB", 1073741824 }, { "TiB", 1099511627776 },
  { "kB", 1e3 }, { "MB", 1e6 }, { "GB", 1e9 }, { "TB", 1e12 },
};

static const Unit percent_units[] = { { "", 1 }, { "%", 1 } };
static const Unit no_units[] = { { "", 1 } };

/* A number with one of @units behind it, blanks between them. */
static gboolean
parse (const char *text,
       const Unit *units,
       guint       n,
       double     *out)
{
  char *end = NULL;
  double number = g_ascii_strtod (text, &end);

  if (end == text || !isfinite (number) || g_ascii_isspace (text[0]))
    return FALSE;
  while (*end == ' ')
    end++;
  for (guint i = 0; i < n; i++)
    if (strcmp (units[i].word, end) == 0)
      {
        *out = number * units[i].factor;
        return isfinite (*out);
      }
  return FALSE;
}

gboolean
vmp_rules_parse_time (const char *text,
                      gint64     *out_nsec)
{
  double nsec;

  if (!parse (text, time_units, G_N_ELEMENTS (time_units), &nsec) || nsec < 0 || nsec > MOST_NSEC)
    return FALSE;
  *out_nsec = (gint64) round (nsec / NSEC_PER_MSEC) * NSEC_PER_MSEC;
  return TRUE;
}

char *
vmp_rules_dup_time (gint64 nsec)
{
  for (guint i = 0; i < G_N_ELEMENTS (time_units); i++)
    {
      gint64 factor = time_units[i].factor;

      if (nsec >= factor && nsec % factor == 0)
        return g_strdup_printf ("%" G_GINT64_FORMAT "%s", nsec / factor, time_units[i].word);
    }
  return nsec == 0 ? g_strdup ("0s") : g_strdup_printf ("%" G_GINT64_FORMAT "ms", nsec / NSEC_PER_MSEC);
}

gboolean
vmp_rules_parse_minute (const char *text,
                        gint16     *out_minute)
{
  if (strlen (text) != 5 || text[2] != ':' || !g_ascii_isdigit (text[0]) || !g_ascii_isdigit (text[1]) ||
      !g_ascii_isdigit (text[3]) || !g_ascii_isdigit (text[4]) || text[3] > '5')
    return FALSE;
  *out_minute = ((text[0] - '0') * 10 + text[1] - '0') * 60 + (text[3] - '0') * 10 + text[4] - '0';
  return *out_minute < 24 * 60;
}

char *
vmp_rules_dup_minute (int minute)
{
  return g_strdup_printf ("%02d:%02d", minute / 60, minute % 60);
}

gboolean
vmp_rules_parse_moment (const char *text,
                        gint64     *out_usec)
{
  /* Without a time zone it is no moment. */
  g_autoptr (GDateTime) moment = g_date_time_new_from_iso8601 (text, NULL);

  if (moment == NULL || g_date_time_to_unix (moment) <= 0)
    return FALSE;
  *out_usec = g_date_time_to_unix_usec (moment);
  return TRUE;
}

char *
vmp_rules_dup_moment (gint64 usec)
{
  g_autoptr (GDateTime) moment = g_date_time_new_from_unix_utc (usec / G_USEC_PER_SEC);

  return moment != NULL ? g_date_time_format (moment, "%Y-%m-%dT%H:%M:%SZ") : NULL;
}

gboolean
vmp_rules_parse_amount (const char   *text,
                        VmpAlertUnit  unit,
                        double       *out)
{
  switch (unit)
    {
    case VMP_ALERT_UNIT_BYTES:
      return parse (text, byte_units, G_N_ELEMENTS (byte_units), out);
    case VMP_ALERT_UNIT_PERCENT:
    case VMP_ALERT_UNIT_FACTOR_PERCENT:
      return parse (text, percent_units, G_N_ELEMENTS (percent_units), out);
    case VMP_ALERT_UNIT_COUNT:
    case VMP_ALERT_UNIT_PER_SECOND:
    case VMP_ALERT_UNIT_NSEC:
    case VMP_ALERT_UNIT_DEVIATIONS:
    default:
      return parse (text, no_units, G_N_ELEMENTS (no_units), out);
    }
}
