/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Moments of measuring as the wall clock shows them. */

#include "config.h"

#include "vmp-cli-time.h"

#include <time.h>

#define NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)

static gint64
clock_nsec (clockid_t clock)
{
  struct timespec now;

  clock_gettime (clock, &now);
  return now.tv_sec * NSEC_PER_SEC + now.tv_nsec;
}

/* Returns the nanoseconds within the second. Two clocks can't be read at the same moment, so no more than the
 * microseconds of it mean anything. */
static int
to_local (gint64     boottime_nsec,
          struct tm *out)
{
  gint64 nsec = clock_nsec (CLOCK_REALTIME) - clock_nsec (CLOCK_BOOTTIME) + boottime_nsec;
  time_t seconds = nsec / NSEC_PER_SEC;

  localtime_r (&seconds, out);
  return nsec % NSEC_PER_SEC;
}

const char *
vmp_cli_time_format_iso (char   *buffer,
                         gint64  boottime_nsec)
{
  struct tm tm;
  int nsec = to_local (boottime_nsec, &tm);
  char zone[8] = "+0000";

  strftime (zone, sizeof zone, "%z", &tm);
  g_snprintf (buffer, VMP_CLI_TIME_SIZE, "%04d-%02d-%02dT%02d:%02d:%02d.%06d%.3s:%s",
              tm.tm_year + 1900, tm.tm_mon + 1, tm.tm_mday, tm.tm_hour, tm.tm_min, tm.tm_sec,
              nsec / 1000, zone, zone + 3);
  return buffer;
}

const char *
vmp_cli_time_format_clock (char   *buffer,
                           gint64  boottime_nsec)
{
  struct tm tm;
  int nsec = to_local (boottime_nsec, &tm);

  g_snprintf (buffer, VMP_CLI_TIME_SIZE, "%02d:%02d:%02d.%03d", tm.tm_hour, tm.tm_min, tm.tm_sec, nsec / 1000000);
  return buffer;
}
