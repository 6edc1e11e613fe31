/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Made-up series of which the truth is known, for tests and benchmarks of what is learned. */
#pragma once

#include <glib.h>
#include <math.h>

typedef enum
{
  SERIES_NOISE,       /* about a level */
  SERIES_SAWTOOTH,    /* grows and falls back, as with a garbage collector; and noise */
  SERIES_DAY,         /* a daily rhythm, and noise */
  SERIES_WARM_UP,     /* grows at first, then stays; and noise */
  SERIES_FLAT,        /* exactly the same, always */
  SERIES_N_KINDS
} SeriesKind;

typedef struct
{
  SeriesKind kind;
  double     level, noise, size, period_sec, phase;
  guint64    random;
} Series;

static inline double
series_uniform (Series *self)
{
  self->random ^= self->random << 13;
  self->random ^= self->random >> 7;
  self->random ^= self->random << 17;
  return (self->random >> 11) * 0x1p-53;
}

/* Of the normal distribution, by the polar method. */
static inline double
series_normal (Series *self)
{
  double x, y, s;

  do
    {
      x = 2 * series_uniform (self) - 1;
      y = 2 * series_uniform (self) - 1;
      s = x * x + y * y;
    }
  while (s >= 1 || s == 0);
  return x * sqrt (-2 * log (s) / s);
}

static inline void
series_init (Series     *self,
             SeriesKind  kind,
             guint64     seed)
{
  self->kind = kind;
  self->random = (seed + 1) * G_GUINT64_CONSTANT (0x9e3779b97f4a7c15) | 1;
  for (guint i = 0; i < 8; i++)
    series_uniform (self);
  /* 10 MB to 10 GB: so much that even the least noise is more than what baselines take for none. */
  self->level = exp (log (1e7) + series_uniform (self) * log (1e3));
  self->noise = self->level * (0.01 + 0.04 * series_uniform (self));
  self->size = self->level * (0.1 + 0.4 * series_uniform (self));
  self->phase = series_uniform (self);
  /* Sawtooth: 20 s to 15 min. Warm-up: time constant of 10 s to 10 min. */
  self->period_sec = kind == SERIES_SAWTOOTH ? 20 * exp (series_uniform (self) * log (45)) : 10 * exp (series_uniform (self) * log (60));
}

static inline double
series_next (Series *self,
             double  second)
{
  double turns = second / self->period_sec + self->phase;

  switch (self->kind)
    {
    case SERIES_NOISE:
      return self->level + self->noise * series_normal (self);
    case SERIES_SAWTOOTH:
      return self->level + self->size * (turns - floor (turns)) + self->noise * 0.2 * series_normal (self);
    case SERIES_DAY:
      return self->level + self->size * sin (2 * G_PI * (second / 86400 + self->phase)) + self->noise * series_normal (self);
    case SERIES_WARM_UP:
      return self->level * (1 - exp (-second / self->period_sec)) + self->noise * series_normal (self);
    case SERIES_FLAT:
    case SERIES_N_KINDS:
    default:
      return self->level;
    }
}
