/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The two clocks of measuring: one that counts while the machine sleeps, one that does not. */
#pragma once

#include <glib.h>
#include <time.h>

G_BEGIN_DECLS

#define VMP_NSEC_PER_SEC G_GINT64_CONSTANT (1000000000)
#define VMP_NSEC_PER_MSEC G_GINT64_CONSTANT (1000000)

static inline gint64
vmp_clock_read_nsec (clockid_t id)
{
  struct timespec now;

  clock_gettime (id, &now);
  return now.tv_sec * VMP_NSEC_PER_SEC + now.tv_nsec;
}

/* CLOCK_BOOTTIME: the time of every event. */
static inline gint64
vmp_clock_boottime_nsec (void)
{
  return vmp_clock_read_nsec (CLOCK_BOOTTIME);
}

/* CLOCK_MONOTONIC stands still while the machine sleeps, so that the distance of the two grows by each sleep. */
static inline gint64
vmp_clock_slept_nsec (void)
{
  gint64 monotonic_nsec = vmp_clock_read_nsec (CLOCK_MONOTONIC);

  return vmp_clock_boottime_nsec () - monotonic_nsec;
}

G_END_DECLS
