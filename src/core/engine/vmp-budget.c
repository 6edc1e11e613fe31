/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides when reads that hold the target's lock may be done, so that looking does not hurt. */

#include "config.h"

#include "vmp-budget.h"

/* Walking page tables takes 15 to 40 microseconds per MiB that is mapped in 4 KiB pages. */
#define PREDICTED_NSEC_PER_MIB 25000
#define BYTES_PER_MIB (1024 * 1024)
/* Below this a change of RSS says nothing about the cost: mappings decide it. */
#define SCALABLE_RSS_BYTES (16 * BYTES_PER_MIB)
/* Too long reads are tried again after 2, 4, 8... times the pause the share asks for, at most this many doublings. */
#define MAX_STRIKES 10

static gint64
predict_by_rss (gint64 rss_bytes)
{
  return rss_bytes == VMP_MISSING ? 0 : rss_bytes / BYTES_PER_MIB * PREDICTED_NSEC_PER_MIB;
}

/* The cost of the next read: the last one's, scaled to what is resident now. */
static gint64
estimate (const VmpBudgetTier *tier,
          gint64               rss_bytes)
{
  if (tier->cost_nsec == VMP_MISSING)
    return predict_by_rss (rss_bytes);
  if (rss_bytes == VMP_MISSING || tier->rss_bytes == VMP_MISSING || tier->rss_bytes < SCALABLE_RSS_BYTES)
    return tier->cost_nsec;

  return tier->cost_nsec * ((double) rss_bytes / tier->rss_bytes);
}

/* How long to leave the target alone after the last read, so that reads take at most @share of the time. */
static gint64
pause_after (const VmpBudgetTier *tier,
             double               share)
{
  if (tier->cost_nsec == VMP_MISSING)
    return 0;
  if (share <= 0)
    return G_MAXINT64 / 4;

  return MIN (tier->cost_nsec / share * (1u << tier->strikes), G_MAXINT64 / 4);
}

/* A read that would be too long is not done. One that was too long although the target is small was perhaps
 * disturbed: it gets another chance, ever more rarely. */
static gboolean
is_too_long (const VmpBudget     *self,
             const VmpBudgetTier *tier,
             gint64               rss_bytes)
{
  if (self->force || estimate (tier, rss_bytes) <= self->max_read_nsec)
    return FALSE;

  return tier->cost_nsec == VMP_MISSING || predict_by_rss (rss_bytes) > self->max_read_nsec;
}

/* Tiers 1 and 2 are read apart (sums of smaps are rounded, those of smaps_rollup are not), so each has half
 * of the budget; all of it while the other is left out. */
static double
share_of (const VmpBudget *self,
          VmpTier          tier)
{
  VmpTier other = tier == VMP_TIER_1 ? VMP_TIER_2 : VMP_TIER_1;

  return self->tiers[other].refused ? self->share : self->share / 2;
}

static gboolean
is_due (const VmpBudget *self,
        VmpTier          tier,
        gint64           now_nsec)
{
  const VmpBudgetTier *t = &self->tiers[tier];
  gint64 slot = (now_nsec - self->begin_nsec) / self->slow_interval_nsec;

  if (t->refused || slot <= t->last_slot)
    return FALSE;

  return t->cost_nsec == VMP_MISSING || now_nsec - t->end_nsec >= pause_after (t, share_of (self, tier));
}

void
vmp_budget_init (VmpBudget             *self,
                 const VmpWatchOptions *options,
                 gint64                 now_nsec)
{
  *self = (VmpBudget) { .begin_nsec = now_nsec };
  for (guint i = 0; i < VMP_N_TIERS; i++)
    self->tiers[i] = (VmpBudgetTier) { .last_slot = -1, .cost_nsec = VMP_MISSING, .rss_bytes = VMP_MISSING };
  vmp_budget_set_options (self, options);
}

void
vmp_budget_set_options (VmpBudget             *self,
                        const VmpWatchOptions *options)
{
  self->share = options->budget_share;
  self->max_read_nsec = options->max_read_nsec;
  self->force = options->force_slow;
  for (guint i = 0; i < VMP_N_TIERS && self->force; i++)
    self->tiers[i].strikes = 0;
  if (self->slow_interval_nsec == options->slow_interval_nsec)
    return;

  /* The slots are numbered anew. */
  self->slow_interval_nsec = options->slow_interval_nsec;
  for (guint i = 0; i < VMP_N_TIERS; i++)
    self->tiers[i].last_slot = -1;
}

void
vmp_budget_forget_costs (VmpBudget *self)
{
  for (guint i = 0; i < VMP_N_TIERS; i++)
    {
      self->tiers[i].cost_nsec = VMP_MISSING;
      self->tiers[i].rss_bytes = VMP_MISSING;
      self->tiers[i].strikes = 0;
      self->tiers[i].last_slot = -1;
    }
}

guint
vmp_budget_decide (VmpBudget *self,
                   gint64     now_nsec,
                   gint64     rss_bytes)
{
  guint due = 0;

  if (self->slow_interval_nsec <= 0)
    return 0;

  for (VmpTier tier = VMP_TIER_1; tier <= VMP_TIER_2; tier++)
    self->tiers[tier].refused = is_too_long (self, &self->tiers[tier], rss_bytes);
  for (VmpTier tier = VMP_TIER_1; tier <= VMP_TIER_2; tier++)
    if (is_due (self, tier, now_nsec))
      due |= 1u << tier;

  return due;
}

void
vmp_budget_account (VmpBudget *self,
                    VmpTier    tier,
                    gint64     end_nsec,
                    gint64     cost_nsec,
                    gint64     rss_bytes)
{
  VmpBudgetTier *t = &self->tiers[tier];

  t->end_nsec = end_nsec;
  t->cost_nsec = cost_nsec;
  t->rss_bytes = rss_bytes;
  t->reads++;
  t->total_cost_nsec += cost_nsec;
  if (tier == VMP_TIER_0)
    return;

  if (self->slow_interval_nsec > 0)
    t->last_slot = (end_nsec - cost_nsec - self->begin_nsec) / self->slow_interval_nsec;
  if (cost_nsec <= self->max_read_nsec || self->force)
    t->strikes = 0;
  else if (t->strikes < MAX_STRIKES)
    t->strikes++;
}

gboolean
vmp_budget_is_refused (const VmpBudget *self,
                       VmpTier          tier)
{
  return self->tiers[tier].refused;
}

void
vmp_budget_get_cost (const VmpBudget *self,
                     gint64           now_nsec,
                     VmpObserverCost *out)
{
  *out = (VmpObserverCost) { .watched_nsec = now_nsec - self->begin_nsec };
  for (VmpTier tier = VMP_TIER_0; tier < VMP_N_TIERS; tier++)
    {
      const VmpBudgetTier *t = &self->tiers[tier];
      VmpTierCost *cost = &out->tiers[tier];

      cost->tier = tier;
      cost->last_cost_nsec = t->cost_nsec;
      cost->reads = t->reads;
      cost->total_cost_nsec = t->total_cost_nsec;
      out->total_nsec += t->total_cost_nsec;
      if (tier == VMP_TIER_0)
        continue;

      out->locked_nsec += t->total_cost_nsec;
      if (tier > VMP_TIER_2 || self->slow_interval_nsec <= 0)
        continue;

      cost->slowed = t->refused;
      if (t->refused)
        continue;

      cost->interval_nsec = MAX (self->slow_interval_nsec, pause_after (t, share_of (self, tier)));
      cost->slowed = cost->interval_nsec > self->slow_interval_nsec;
    }
}
