/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What is learned, on series of 24 h of which the truth is known. bench-alert-baseline [SERIES [SEED]] */

#include "config.h"

#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/alert/vmp-alert-baseline.h"
#include "unit/alert/series.h"

#define SEC G_GINT64_CONSTANT (1000000000)
#define DAY 86400

/* Of one kind. */
typedef struct
{
  guint  n, n_alarms, n_alarmed;    /* series; begins of alarms in them; series with one */
  guint  n_steps, n_found;
  double ratio, ratio_squared;      /* sums: deviation found ÷ true one, of noise */
} Tally;

static void
run (Tally      *tally,
     SeriesKind  kind,
     guint64     seed)
{
  VmpAlertBaseline baseline;
  Series series;
  gboolean was = FALSE, is;
  guint n_alarms = 0;
  double step, ratio;

  series_init (&series, kind, seed);
  vmp_alert_baseline_init (&baseline, 3600 * SEC, 65536, seed + 1);
  for (guint t = 0; t < DAY; t++)
    {
      vmp_alert_baseline_add (&baseline, t * SEC, 3 * SEC, series_next (&series, t));
      is = fabs (baseline.unusual) > VMP_ALERT_UNUSUAL_LIMIT;
      n_alarms += is && !was;
      was = is;
    }
  tally->n++;
  tally->n_alarms += n_alarms;
  tally->n_alarmed += n_alarms > 0;
  if (kind != SERIES_NOISE && kind != SERIES_WARM_UP)
    return;
  ratio = baseline.deviation / series.noise;
  tally->ratio += ratio;
  tally->ratio_squared += ratio * ratio;
  step = (seed % 2 == 0 ? 5 : -5) * series.noise;
  for (guint t = DAY; t < DAY + 3; t++)
    vmp_alert_baseline_add (&baseline, t * SEC, 3 * SEC, series_next (&series, t) + step);
  tally->n_steps++;
  tally->n_found += fabs (baseline.unusual) > VMP_ALERT_UNUSUAL_LIMIT && (baseline.unusual > 0) == (step > 0);
}

static void
print (const char  *name,
       const Tally *tally)
{
  printf ("%-10s %6u series  %5u alarms in %4u of them: %.3f a day for 100 (target 1)", name, tally->n, tally->n_alarms,
          tally->n_alarmed, tally->n > 0 ? tally->n_alarms * 100.0 / tally->n : 0);
  if (tally->n_steps > 0)
    {
      double mean = tally->ratio / tally->n_steps;

      printf ("  steps of 5 found with the third sample: %.2f %% (target 99); deviation %.3f ± %.3f of the true one",
              tally->n_found * 100.0 / tally->n_steps, mean,
              sqrt (MAX (0, tally->ratio_squared / tally->n_steps - mean * mean)));
    }
  printf ("\n");
}

int
main (int    argc,
      char **argv)
{
  static const char *const kinds[SERIES_N_KINDS] = { "noise", "sawtooth", "day", "warm-up", "flat" };
  guint n = argc > 1 ? atoi (argv[1]) : 10000, seed = argc > 2 ? atoi (argv[2]) : 0;
  Tally tallies[SERIES_N_KINDS] = { 0 };
  clock_t begin = clock ();

  for (guint i = 0; i < n; i++)
    run (&tallies[i % SERIES_N_KINDS], i % SERIES_N_KINDS, (guint64) seed * n + i);
  for (guint i = 0; i < SERIES_N_KINDS; i++)
    print (kinds[i], &tallies[i]);
  printf ("%.1f ns a sample\n", (double) (clock () - begin) / CLOCKS_PER_SEC * 1e9 / n / DAY);
  return 0;
}
