/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Numbers as people read them. */

#include "config.h"

#include "vmp-format.h"

#include "core/kernel/vmp-value.h"

#include <locale.h>
#include <string.h>

#define MISSING_TEXT "–"
#define NARROW_SPACE "\u202f"

/* Builds text from the left; what does not fit is left out. */
typedef struct
{
  char  *buffer;
  gsize  len;
} Text;

static void
text_begin (Text *text,
            char *buffer)
{
  text->buffer = buffer;
  text->len = 0;
  buffer[0] = '\0';
}

static void
text_add (Text       *text,
          const char *part)
{
  gsize part_len = strlen (part);

  if (text->len + part_len >= VMP_FORMAT_SIZE)
    return;
  memcpy (text->buffer + text->len, part, part_len + 1);
  text->len += part_len;
}

/* The magnitude of @value, with its sign written if it is negative. */
static guint64
text_add_sign (Text   *text,
               gint64  value)
{
  if (value >= 0)
    return value;
  text_add (text, "-");
  return -(guint64) value;
}

static void
text_add_digits (Text    *text,
                 guint64  number)
{
  char digits[21];
  char *at = digits + sizeof digits - 1;

  *at = '\0';
  do
    *--at = '0' + number % 10;
  while ((number /= 10) > 0);
  text_add (text, at);
}

/* What the locale has, if it is text for us: a locale of another encoding may have stray bytes. */
static const char *
usable_or (const char *text,
           const char *otherwise)
{
  return text != NULL && *text != '\0' && g_utf8_validate (text, -1, NULL) ? text : otherwise;
}

static const char *
decimal_point (void)
{
  return usable_or (localeconv ()->decimal_point, ".");
}

static const char *
group_separator (void)
{
  /* The C locale has none, but a long row of digits can't be read; a comma would be taken for a decimal one elsewhere. */
  return usable_or (localeconv ()->thousands_sep, strcmp (decimal_point (), ",") == 0 ? NARROW_SPACE : ",");
}

/* The length of the group of digits after one of @grouping, which is as localeconv() has it. */
static guint
next_group (const char **grouping,
            guint        last)
{
  guchar size = **grouping;

  if (size == 0)
    return last;
  (*grouping)++;
  return size >= 64 ? G_MAXUINT : size; /* CHAR_MAX: no further groups */
}

/* Digits in the locale's groups. Filled from the right, as groups are counted from there. */
static void
text_add_grouped (Text    *text,
                  guint64  number)
{
  char all[VMP_FORMAT_SIZE];
  char *at = all + sizeof all - 1;
  const char *separator = group_separator ();
  gsize separator_len = strlen (separator);
  const char *grouping = localeconv ()->grouping;
  guint group = next_group (&grouping, 3);
  guint n = 0;

  *at = '\0';
  do
    {
      if (n == group)
        {
          if (at < all + separator_len + 1)
            return;
          at -= separator_len;
          memcpy (at, separator, separator_len);
          group = next_group (&grouping, group);
          n = 0;
        }
      *--at = '0' + number % 10;
      n++;
    }
  while ((number /= 10) > 0 && at > all);
  text_add (text, at);
}

static guint64
divide_rounded (guint64 number,
                guint64 scale,
                guint64 divisor)
{
  return ((unsigned __int128) number * scale + divisor / 2) / divisor;
}

/* @number hundredths as "1.94", or tenths as "1.9" where @places is 1. */
static void
text_add_decimal (Text    *text,
                  guint64  number,
                  guint    places)
{
  guint64 scale = places == 1 ? 10 : 100;

  text_add_digits (text, number / scale);
  text_add (text, decimal_point ());
  if (places == 2 && number % scale < 10)
    text_add (text, "0");
  text_add_digits (text, number % scale);
}

/* Three significant digits of @number ÷ @divisor, which must round to less than 1000. */
static void
text_add_three_digits (Text     *text,
                       guint64   number,
                       guint64   divisor,
                       gboolean  keep_zeros)
{
  guint places = divide_rounded (number, 100, divisor) < 1000 ? 2 : divide_rounded (number, 10, divisor) < 1000 ? 1 : 0;
  guint64 scaled = divide_rounded (number, places == 2 ? 100 : places == 1 ? 10 : 1, divisor);

  while (!keep_zeros && places > 0 && scaled % 10 == 0)
    {
      scaled /= 10;
      places--;
    }
  if (places == 0)
    text_add_digits (text, scaled);
  else
    text_add_decimal (text, scaled, places);
}

typedef struct
{
  const char *suffix;
  guint64     size;
} Unit;

static const Unit iec_units[] = {
  { " B", 1 },
  { " KiB", G_GUINT64_CONSTANT (1) << 10 },
  { " MiB", G_GUINT64_CONSTANT (1) << 20 },
  { " GiB", G_GUINT64_CONSTANT (1) << 30 },
  { " TiB", G_GUINT64_CONSTANT (1) << 40 },
  { " PiB", G_GUINT64_CONSTANT (1) << 50 },
  { " EiB", G_GUINT64_CONSTANT (1) << 60 },
};

static const Unit si_units[] = {
  { " B", 1 },
  { " kB", G_GUINT64_CONSTANT (1000) },
  { " MB", G_GUINT64_CONSTANT (1000000) },
  { " GB", G_GUINT64_CONSTANT (1000000000) },
  { " TB", G_GUINT64_CONSTANT (1000000000000) },
  { " PB", G_GUINT64_CONSTANT (1000000000000000) },
  { " EB", G_GUINT64_CONSTANT (1000000000000000000) },
};

static const Unit time_units[] = {
  { " ns", 1 },
  { " µs", G_GUINT64_CONSTANT (1000) },
  { " ms", G_GUINT64_CONSTANT (1000000) },
  { " s", G_GUINT64_CONSTANT (1000000000) },
};

static void
text_add_in_units (Text       *text,
                   guint64     number,
                   const Unit *units,
                   guint       n_units,
                   gboolean    keep_zeros)
{
  guint i = 0;

  while (i + 1 < n_units && divide_rounded (number, 1, units[i].size) >= 1000)
    i++;
  if (i == 0)
    text_add_digits (text, number);
  else
    text_add_three_digits (text, number, units[i].size, keep_zeros);
  text_add (text, units[i].suffix);
}

const char *
vmp_format_bytes (char     *buffer,
                  gint64    bytes,
                  VmpUnits  units)
{
  Text text;
  guint64 size;

  text_begin (&text, buffer);
  if (vmp_value_is_missing (bytes))
    {
      text_add (&text, MISSING_TEXT);
      return buffer;
    }

  size = text_add_sign (&text, bytes);
  text_add_in_units (&text, size, units == VMP_UNITS_SI ? si_units : iec_units, G_N_ELEMENTS (iec_units), TRUE);
  return buffer;
}

/* Two parts of a long time: "3 min 12 s". */
static void
text_add_parts (Text       *text,
                guint64     number,
                guint64     small_per_big,
                const char *big_suffix,
                const char *small_suffix)
{
  text_add_digits (text, number / small_per_big);
  text_add (text, big_suffix);
  if (number % small_per_big == 0)
    return;
  text_add (text, " ");
  text_add_digits (text, number % small_per_big);
  text_add (text, small_suffix);
}

static void
text_add_time (Text     *text,
               guint64   nsec,
               gboolean  keep_zeros)
{
  guint64 seconds = divide_rounded (nsec, 1, G_GUINT64_CONSTANT (1000000000));
  guint64 minutes = divide_rounded (seconds, 1, 60);
  guint64 hours = divide_rounded (seconds, 1, 3600);

  /* 59.95 s is where three digits would say 60.0. */
  if (nsec == 0)
    text_add (text, "0 s");
  else if (nsec < G_GUINT64_CONSTANT (59950000000))
    text_add_in_units (text, nsec, time_units, G_N_ELEMENTS (time_units), keep_zeros);
  else if (seconds < 60 * 60)
    text_add_parts (text, seconds, 60, " min", " s");
  else if (minutes < 24 * 60)
    text_add_parts (text, minutes, 60, " h", " min");
  else
    text_add_parts (text, hours, 24, " d", " h");
}

static void
text_add_rate (Text    *text,
               guint64  thousandths)
{
  if (thousandths == 0)
    text_add (text, "0");
  else if (thousandths < 5)
    {
      text_add (text, "<");
      text_add_decimal (text, 1, 2);
    }
  else if (thousandths < 995)
    text_add_decimal (text, divide_rounded (thousandths, 1, 10), 2);
  else if (thousandths < 9950)
    text_add_decimal (text, divide_rounded (thousandths, 1, 100), 1);
  else
    text_add_grouped (text, divide_rounded (thousandths, 1, 1000));
  text_add (text, "/s");
}

const char *
vmp_format_value (char     *buffer,
                  VmpUnit   unit,
                  gint64    value,
                  VmpUnits  units)
{
  Text text;
  guint64 magnitude;

  if (unit == VMP_UNIT_BYTES || vmp_value_is_missing (value))
    return vmp_format_bytes (buffer, value, units);

  text_begin (&text, buffer);
  magnitude = text_add_sign (&text, value);
  switch (unit)
    {
    case VMP_UNIT_COUNT_PER_SECOND:
      text_add_rate (&text, magnitude);
      break;
    case VMP_UNIT_NSEC:
      text_add_time (&text, magnitude, TRUE);
      break;
    case VMP_UNIT_COUNT:
    case VMP_UNIT_BYTES:
    default:
      text_add_grouped (&text, magnitude);
      break;
    }
  return buffer;
}

const char *
vmp_format_duration (char   *buffer,
                     gint64  nsec)
{
  Text text;
  guint64 magnitude;

  if (vmp_value_is_missing (nsec))
    return vmp_format_bytes (buffer, nsec, VMP_UNITS_IEC);

  text_begin (&text, buffer);
  magnitude = text_add_sign (&text, nsec);
  text_add_time (&text, magnitude, FALSE);
  return buffer;
}
