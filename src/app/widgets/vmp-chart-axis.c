/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Round steps for the axes of a chart: plain arithmetic, nothing is drawn here. */
#include "config.h"

#include "vmp-chart-axis.h"

#include <string.h>

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)
#define NSEC_PER_DAY (86400 * NSEC_PER_SEC)

/* Far above any real quantity, and small enough that a step more cannot overflow. */
#define LARGEST_VALUE (G_MAXINT64 / 8)

/* Round times above a second; below it and above the last one the steps are decimal. */
static const gint64 round_seconds[] = {
  1, 2, 5, 10, 15, 30, 60, 120, 300, 600, 900, 1800, 3600, 7200, 10800, 21600, 43200, 86400,
};

static gint64
smallest_step (VmpUnit unit)
{
  switch (unit)
    {
    case VMP_UNIT_BYTES:
      return 1024;
    case VMP_UNIT_COUNT_PER_SECOND:
      return 1000;  /* thousandths: one a second */
    case VMP_UNIT_NSEC:
    case VMP_UNIT_COUNT:
    default:
      return 1;
    }
}

/* Smallest of 1, 2, 5, 10, 20, ... times @unit that is at least @wanted. */
static gint64
decimal_step (gint64 wanted, gint64 unit)
{
  gint64 step = unit;

  while (step < wanted)
    {
      if (2 * step >= wanted)
        return 2 * step;
      if (5 * step >= wanted)
        return 5 * step;
      step *= 10;
    }
  return step;
}

static gint64
binary_step (gint64 wanted, gint64 unit)
{
  gint64 step = unit;

  while (step < wanted)
    step *= 2;
  return step;
}

void
vmp_chart_scale_init (VmpChartScale *self,
                      gint64         max,
                      guint          max_steps,
                      VmpUnit        unit,
                      VmpUnits       units)
{
  gint64 steps = MAX (max_steps, 1);
  gint64 least = smallest_step (unit);
  gint64 wanted;

  max = CLAMP (max, 1, LARGEST_VALUE);
  wanted = (max + steps - 1) / steps;
  if (unit == VMP_UNIT_BYTES && units == VMP_UNITS_IEC)
    self->step = binary_step (wanted, least);
  else
    self->step = decimal_step (wanted, unit == VMP_UNIT_BYTES ? 1000 : least);
  self->top = (max + self->step - 1) / self->step * self->step;
}

gboolean
vmp_chart_scale_update (VmpChartScale *self,
                        gint64         max,
                        guint          max_steps,
                        VmpUnit        unit,
                        VmpUnits       units)
{
  gint64 old_top = self->top;
  gboolean still_fits = max <= old_top && max / 2 >= old_top / 5;

  vmp_chart_scale_init (self, still_fits ? old_top : max, max_steps, unit, units);
  return self->top != old_top;
}

gint64
vmp_chart_time_step (gint64 span_nsec,
                     guint  max_ticks)
{
  gint64 ticks = MAX (max_ticks, 1);
  gint64 wanted = MAX ((span_nsec + ticks - 1) / ticks, 1);

  if (wanted <= NSEC_PER_SEC / 2)
    return decimal_step (wanted, 1);
  for (guint i = 0; i < G_N_ELEMENTS (round_seconds); i++)
    {
      if (round_seconds[i] * NSEC_PER_SEC >= wanted)
        return round_seconds[i] * NSEC_PER_SEC;
    }
  return decimal_step (wanted, NSEC_PER_DAY);
}

gint64
vmp_chart_time_first (gint64 wall_nsec,
                      gint64 step_nsec,
                      gint64 utc_offset_nsec)
{
  gint64 local = wall_nsec + utc_offset_nsec;
  gint64 rest = local % step_nsec;

  if (rest < 0)
    rest += step_nsec;
  return rest == 0 ? wall_nsec : wall_nsec - rest + step_nsec;
}

static GDateTime *
date_time_new (gint64     wall_nsec,
               GTimeZone *zone)
{
  g_autoptr (GDateTime) utc = g_date_time_new_from_unix_utc (wall_nsec / NSEC_PER_SEC);

  return utc == NULL ? NULL : g_date_time_to_timezone (utc, zone);
}

const char *
vmp_chart_time_format (char      *buffer,
                       gint64     wall_nsec,
                       gint64     step_nsec,
                       GTimeZone *zone)
{
  g_autoptr (GDateTime) time = date_time_new (wall_nsec, zone);
  g_autofree char *text = NULL;
  const char *format = "%H:%M:%S";

  buffer[0] = '\0';
  if (time == NULL)
    return buffer;
  if (step_nsec >= NSEC_PER_DAY || (step_nsec >= 3600 * NSEC_PER_SEC && g_date_time_get_hour (time) == 0))
    format = "%-d %b";
  else if (step_nsec >= 60 * NSEC_PER_SEC)
    format = "%H:%M";
  text = g_date_time_format (time, format);
  g_strlcpy (buffer, text, VMP_CHART_LABEL_SIZE);
  if (step_nsec < NSEC_PER_SEC)
    {
      gsize length = strlen (buffer);

      g_snprintf (buffer + length, VMP_CHART_LABEL_SIZE - length, ".%03d",
                  (int) (wall_nsec % NSEC_PER_SEC / 1000000));
    }
  return buffer;
}

gint64
vmp_chart_utc_offset (GTimeZone *zone,
                      gint64     wall_nsec)
{
  int interval = g_time_zone_find_interval (zone, G_TIME_TYPE_UNIVERSAL, wall_nsec / NSEC_PER_SEC);

  return interval < 0 ? 0 : g_time_zone_get_offset (zone, interval) * NSEC_PER_SEC;
}
