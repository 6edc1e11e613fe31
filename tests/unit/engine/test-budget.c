/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The observer budget, with a clock that is made up. */

#include "config.h"

#include "core/engine/vmp-budget.h"
#include "core/engine/vmp-clock.h"

#define SEC VMP_NSEC_PER_SEC
#define MSEC VMP_NSEC_PER_MSEC
#define MIB (G_GINT64_CONSTANT (1024) * 1024)
#define GIB (1024 * MIB)
#define BOTH (1u << VMP_TIER_1 | 1u << VMP_TIER_2)

/* A target under observation. */
typedef struct
{
  const char     *name;
  VmpWatchOptions options;
  gint64          rss_bytes;
  gint64          cost_nsec[VMP_N_TIERS];   /* what reads of it take */
  gint64          seconds;
  /* expected */
  gint64          reads[VMP_N_TIERS];       /* about this many, within a tenth and one */
  gboolean        refused[VMP_N_TIERS];     /* at the end */
} Case;

#define OPTIONS(i, slow, forced) { .interval_nsec = (i), .slow_interval_nsec = (slow), .budget_share = 0.01, \
                                   .max_read_nsec = 50 * MSEC, .force_slow = (forced) }
#define COSTS(one, two) { 0, (gint64) ((one) * MSEC), (gint64) ((two) * MSEC) }
#define TIERS(one, two) { 0, (one), (two) }

static const Case cases[] = {
  { "small", OPTIONS (SEC, SEC, FALSE), 10 * MIB, COSTS (0.02, 0.1), 600, TIERS (600, 600), TIERS (FALSE, FALSE) },
  { "fast", OPTIONS (MSEC, SEC, FALSE), 10 * MIB, COSTS (0.02, 0.1), 60, TIERS (60, 60), TIERS (FALSE, FALSE) },
  { "odd pace", OPTIONS (300 * MSEC, SEC, FALSE), 10 * MIB, COSTS (0.02, 0.1), 60, TIERS (60, 60), TIERS (FALSE, FALSE) },
  /* Pauses of 3.2 and 6.4 s end between two deadlines. */
  { "slower than asked", OPTIONS (SEC, SEC, FALSE), 900 * MIB, COSTS (16, 32), 600,
    TIERS (600 / 4, 600 / 7), TIERS (FALSE, FALSE) },
  { "smaps off", OPTIONS (SEC, 0, FALSE), 10 * MIB, COSTS (0.02, 0.1), 60, TIERS (0, 0), TIERS (FALSE, FALSE) },
  { "huge is never read", OPTIONS (SEC, SEC, FALSE), 8 * GIB, COSTS (200, 120), 3600, TIERS (0, 0), TIERS (TRUE, TRUE) },
  { "huge, forced, keeps the share", OPTIONS (SEC, SEC, TRUE), 8 * GIB, COSTS (200, 120), 3600,
    TIERS (3600 * 0.005 / 0.2, 3600 * 0.005 / 0.12), TIERS (FALSE, FALSE) },
  /* 60, 120, 240... times the pause of 22.6 s: seven or so tries in an hour. */
  { "many mappings", OPTIONS (SEC, SEC, FALSE), 100 * MIB, COSTS (26, 226), 3600,
    TIERS (3600 / 6, 7), TIERS (FALSE, FALSE) },
};

/* Watches for the case's time, with deadlines that are met a little late. */
static void
watch (const Case *c,
       VmpBudget  *budget,
       gint64     *out_locked_nsec)
{
  const gint64 begin = 1000 * SEC;
  gint64 now = begin, tick = 0;

  *out_locked_nsec = 0;
  vmp_budget_init (budget, &c->options, begin);
  while (now < begin + c->seconds * SEC)
    {
      guint due = vmp_budget_decide (budget, now, c->rss_bytes);

      for (VmpTier tier = VMP_TIER_1; tier <= VMP_TIER_2; tier++)
        if ((due & 1u << tier) != 0)
          {
            now += c->cost_nsec[tier];
            *out_locked_nsec += c->cost_nsec[tier];
            vmp_budget_account (budget, tier, now, c->cost_nsec[tier], c->rss_bytes);
          }
      tick++;
      now = MAX (now, begin + tick * c->options.interval_nsec + tick % 7 * 10000);
    }
}

static void
test_case (gconstpointer data)
{
  const Case *c = data;
  VmpBudget budget;
  gint64 locked, longest = MAX (c->cost_nsec[VMP_TIER_1], c->cost_nsec[VMP_TIER_2]);

  watch (c, &budget, &locked);
  for (VmpTier tier = VMP_TIER_1; tier <= VMP_TIER_2; tier++)
    {
      gint64 tolerance = c->reads[tier] / 10 + (c->reads[tier] > 0);

      g_test_message ("tier %d: %" G_GINT64_FORMAT " reads", tier, budget.tiers[tier].reads);
      g_assert_cmpint (ABS (budget.tiers[tier].reads - c->reads[tier]), <=, tolerance);
      g_assert_cmpint (vmp_budget_is_refused (&budget, tier), ==, c->refused[tier]);
    }
  g_assert_cmpint (locked, <=, (gint64) (c->seconds * SEC * c->options.budget_share) + 2 * longest);
}

static void
test_first_read_is_predicted (void)
{
  static const struct
  {
    gint64   rss_bytes;
    gboolean refused;
  } targets[] = {
    { VMP_MISSING, FALSE }, { 0, FALSE }, { 1900 * MIB, FALSE }, { 2100 * MIB, TRUE }, { 64 * GIB, TRUE },
  };
  const VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;

  for (guint i = 0; i < G_N_ELEMENTS (targets); i++)
    {
      VmpBudget budget;

      vmp_budget_init (&budget, &options, 0);
      g_assert_cmpuint (vmp_budget_decide (&budget, 0, targets[i].rss_bytes), ==, targets[i].refused ? 0 : BOTH);
      g_assert_cmpint (vmp_budget_is_refused (&budget, VMP_TIER_1), ==, targets[i].refused);
      g_assert_cmpint (vmp_budget_is_refused (&budget, VMP_TIER_2), ==, targets[i].refused);
    }
}

/* What was learnt when the user asked decides from then on: huge pages make a large target cheap. */
static void
test_measured_beats_predicted (void)
{
  const VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;
  VmpBudget budget;

  vmp_budget_init (&budget, &options, 0);
  g_assert_cmpuint (vmp_budget_decide (&budget, 0, 8 * GIB), ==, 0);
  vmp_budget_account (&budget, VMP_TIER_1, SEC, 2 * MSEC, 8 * GIB);
  vmp_budget_account (&budget, VMP_TIER_2, SEC, 2 * MSEC, 8 * GIB);
  g_assert_cmpuint (vmp_budget_decide (&budget, 2 * SEC, 8 * GIB), ==, BOTH);
}

static void
test_shrunk_target (void)
{
  const VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;
  VmpBudget budget;

  vmp_budget_init (&budget, &options, 0);
  vmp_budget_account (&budget, VMP_TIER_1, SEC, 200 * MSEC, 8 * GIB);
  g_assert_cmpuint (vmp_budget_decide (&budget, 3600 * SEC, 8 * GIB) & 1u << VMP_TIER_1, ==, 0);
  g_assert_cmpuint (vmp_budget_decide (&budget, 3600 * SEC, GIB) & 1u << VMP_TIER_1, !=, 0);
}

static void
test_another_program (void)
{
  const VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;
  VmpBudget budget;

  vmp_budget_init (&budget, &options, 0);
  vmp_budget_account (&budget, VMP_TIER_1, SEC, 40 * MSEC, GIB);
  vmp_budget_account (&budget, VMP_TIER_2, SEC, 40 * MSEC, GIB);
  g_assert_cmpuint (vmp_budget_decide (&budget, 2 * SEC, MIB), ==, 0);
  vmp_budget_forget_costs (&budget);
  g_assert_cmpuint (vmp_budget_decide (&budget, 2 * SEC, MIB), ==, BOTH);
}

static void
test_cost_is_told (void)
{
  const VmpWatchOptions options = VMP_WATCH_OPTIONS_DEFAULT;
  VmpBudget budget;
  VmpObserverCost cost;

  vmp_budget_init (&budget, &options, 100 * SEC);
  vmp_budget_account (&budget, VMP_TIER_0, 100 * SEC, 12000, MIB);
  vmp_budget_account (&budget, VMP_TIER_1, 101 * SEC, 30 * MSEC, GIB);
  vmp_budget_account (&budget, VMP_TIER_2, 102 * SEC, MSEC, GIB);
  vmp_budget_decide (&budget, 103 * SEC, GIB);
  vmp_budget_get_cost (&budget, 110 * SEC, &cost);
  g_assert_cmpint (cost.watched_nsec, ==, 10 * SEC);
  g_assert_cmpint (cost.locked_nsec, ==, 31 * MSEC);
  g_assert_cmpint (cost.total_nsec, ==, 31 * MSEC + 12000);
  g_assert_cmpint (cost.tiers[VMP_TIER_0].reads, ==, 1);
  g_assert_cmpint (cost.tiers[VMP_TIER_1].last_cost_nsec, ==, 30 * MSEC);
  g_assert_cmpint (cost.tiers[VMP_TIER_1].interval_nsec, ==, 6 * SEC);
  g_assert_true (cost.tiers[VMP_TIER_1].slowed);
  g_assert_cmpint (cost.tiers[VMP_TIER_2].interval_nsec, ==, SEC);
  g_assert_false (cost.tiers[VMP_TIER_2].slowed);
  g_assert_cmpint (cost.tiers[VMP_TIER_3].reads, ==, 0);
  g_assert_cmpint (cost.tiers[VMP_TIER_3].last_cost_nsec, ==, VMP_MISSING);
}

int
main (int    argc,
      char **argv)
{
  g_test_init (&argc, &argv, NULL);
  for (guint i = 0; i < G_N_ELEMENTS (cases); i++)
    {
      g_autofree char *path = g_strdup_printf ("/budget/watch/%s", cases[i].name);

      g_test_add_data_func (path, &cases[i], test_case);
    }
  g_test_add_func ("/budget/first-read-is-predicted", test_first_read_is_predicted);
  g_test_add_func ("/budget/measured-beats-predicted", test_measured_beats_predicted);
  g_test_add_func ("/budget/shrunk-target", test_shrunk_target);
  g_test_add_func ("/budget/another-program", test_another_program);
  g_test_add_func ("/budget/cost-is-told", test_cost_is_told);

  return g_test_run ();
}
