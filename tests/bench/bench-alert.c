/* SPDX-License-Identifier: GPL-3.0-or-later */
/* 1,000 rules over 500 processes: the time of a tick, and whether it allocates. bench-alert [RULES [PROCESSES [TICKS]]] */

#include "config.h"

#include <malloc.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "core/alert/vmp-alert-crowd.h"

#define SEC G_GINT64_CONSTANT (1000000000)

static guint n_notices;
static volatile gboolean counting;
static volatile guint64 n_allocations;

extern void *__libc_malloc (size_t size);
extern void *__libc_calloc (size_t n, size_t size);
extern void *__libc_realloc (void *memory, size_t size);

void *malloc (size_t size);
void *calloc (size_t n, size_t size);
void *realloc (void *memory, size_t size);

void *
malloc (size_t size)
{
  n_allocations += counting;
  return __libc_malloc (size);
}

void *
calloc (size_t n,
        size_t size)
{
  n_allocations += counting;
  return __libc_calloc (n, size);
}

void *
realloc (void   *memory,
         size_t  size)
{
  n_allocations += counting;
  return __libc_realloc (memory, size);
}

static void
notice_cb (const VmpAlertNotice *notice,
           gpointer              user_data)
{
  n_notices++;
}

/* All kinds of conditions, each with a limit of its own; a tenth of them holds, so that states are busy too. */
static VmpAlertSet *
make_rules (guint n)
{
  static const VmpMetricId metrics[] = { VMP_METRIC_RSS, VMP_METRIC_PSS, VMP_METRIC_SWAP, VMP_METRIC_RSS_ANON };
  static const VmpAlertCondition kinds[] = {
    { 0, VMP_ALERT_VALUE, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 0, 1e9, 1e6 },
    { 0, VMP_ALERT_VALUE, VMP_ALERT_OF_RAM, VMP_ALERT_ABOVE, 0, 10, 1 },
    { 0, VMP_ALERT_SLOPE, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 600 * SEC, 1e7, 1e6 },
    { 0, VMP_ALERT_SLOPE, VMP_ALERT_OF_RAM, VMP_ALERT_ABOVE, 600 * SEC, 1, 0.1 },
    { 0, VMP_ALERT_UNUSUAL, VMP_ALERT_OF_NOTHING, VMP_ALERT_ABOVE, 3600 * SEC, 3.4, 1 },
    { 0, VMP_ALERT_VALUE, VMP_ALERT_OF_BASELINE, VMP_ALERT_ABOVE, 3600 * SEC, 150, 10 },
  };
  VmpAlertSet *set = vmp_alert_set_new ();

  for (guint i = 0; i < n; i++)
    {
      g_autofree char *id = g_strdup_printf ("rule %u", i);
      VmpAlertRule *rule = vmp_alert_rule_new (id);

      rule->n_conditions = 1;
      rule->conditions[0] = kinds[i % G_N_ELEMENTS (kinds)];
      rule->conditions[0].metric = metrics[i / G_N_ELEMENTS (kinds) % G_N_ELEMENTS (metrics)];
      rule->conditions[0].limit *= i % 10 == 0 ? 0.001 : 1 + i / 100.0;
      rule->for_nsec = i % 3 * 10 * SEC;
      rule->cooldown_nsec = 600 * SEC;
      vmp_alert_set_take (set, rule);
    }
  return set;
}

static void
tick (VmpAlertCrowd *crowd,
      guint          n_processes,
      guint          second)
{
  VmpAlertClock clock = { (gint64) second * SEC, (gint64) second * SEC, 4 * SEC, 720 };

  vmp_alert_crowd_begin (crowd, &clock);
  for (guint i = 0; i < n_processes; i++)
    {
      VmpAlertIdentity identity = { i + 1, 1, 77, 1000, "process", "/usr/bin/process", "/user.slice" };
      gint64 values[VMP_ALERT_N_METRICS];

      for (guint m = 0; m < VMP_ALERT_N_METRICS; m++)
        values[m] = 10000000 + i * 100000 + second * 37 % 1000 * 1000;
      vmp_alert_crowd_add (crowd, &identity, values, VMP_MISSING);
    }
  vmp_alert_crowd_end (crowd);
}

int
main (int    argc,
      char **argv)
{
  guint n_rules = argc > 1 ? atoi (argv[1]) : 1000, n_processes = argc > 2 ? atoi (argv[2]) : 500;
  guint n_ticks = argc > 3 ? atoi (argv[3]) : 60, warm = 20;
  g_autoptr (VmpAlertSet) set = make_rules (n_rules);
  g_autoptr (VmpAlertWatcher) watcher = vmp_alert_watcher_new (set, notice_cb, NULL);
  g_autoptr (VmpAlertCrowd) crowd = vmp_alert_crowd_new (watcher);
  struct mallinfo2 memory;
  clock_t begin;
  double msec;

  vmp_alert_watcher_set_ram (watcher, 16e9);
  /* Slopes and baselines are known by then, and closed parts are among the ticks that are timed. */
  for (guint t = 0; t < 3600; t += 3600 / warm)
    tick (crowd, n_processes, t);
  for (guint t = 0; t < 2000 && n_rules <= 1000; t++)
    tick (crowd, n_processes, 3600 + t);
  memory = mallinfo2 ();
  begin = clock ();
  counting = TRUE;
  for (guint t = 0; t < n_ticks; t++)
    tick (crowd, n_processes, 5600 + t);
  counting = FALSE;
  msec = (double) (clock () - begin) / CLOCKS_PER_SEC * 1e3 / n_ticks;
  printf ("%u rules x %u processes: %.2f ms CPU a tick, %.2f %% at 1 Hz (target 2)\n", n_rules, n_processes, msec, msec / 10);
  printf ("allocations in %u ticks: %" G_GUINT64_FORMAT " (target 0); %.1f MB held; %u notices\n", n_ticks, n_allocations,
          memory.uordblks / 1e6, n_notices);
  return n_allocations > 0;
}
