/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decides when reads that hold the target's lock may be done, so that looking does not hurt. */
#pragma once

#include "vmp-host.h"

G_BEGIN_DECLS

/* What is known of the reads of one tier. */
typedef struct
{
  gint64   last_slot;         /* number of the slow interval of its last read; -1 before the first */
  gint64   end_nsec;          /* end of the last read */
  gint64   cost_nsec;         /* of the last read; VMP_MISSING before the first */
  gint64   rss_bytes;         /* the target's at the last read; VMP_MISSING if not known */
  gint64   reads;
  gint64   total_cost_nsec;
  guint    strikes;           /* reads in a row that were longer than allowed */
  gboolean refused;           /* at the last decision: left out because the read would be too long */
} VmpBudgetTier;

/* The reads of one target. Pure bookkeeping: the time is always passed in. */
typedef struct
{
  gint64        begin_nsec;
  gint64        slow_interval_nsec;
  double        share;
  gint64        max_read_nsec;
  gboolean      force;
  VmpBudgetTier tiers[VMP_N_TIERS];
} VmpBudget;

/* @now_nsec is when watching begins: slow intervals are counted from there. */
void     vmp_budget_init         (VmpBudget             *self,
                                  const VmpWatchOptions *options,
                                  gint64                 now_nsec);
/* Other options for the same target: what was learnt of its costs stays. */
void     vmp_budget_set_options  (VmpBudget             *self,
                                  const VmpWatchOptions *options);
/* The target runs another program now, whose costs are not known. */
void     vmp_budget_forget_costs (VmpBudget             *self);
/* Which of tiers 1 and 2 to read now, as bits 1 << VmpTier. @rss_bytes predicts the cost of a read
 * that was not done yet; VMP_MISSING if not known. Fills in the tiers' refused flags. */
guint    vmp_budget_decide       (VmpBudget             *self,
                                  gint64                 now_nsec,
                                  gint64                 rss_bytes);
/* A read of @tier took @cost_nsec until @end_nsec. */
void     vmp_budget_account      (VmpBudget             *self,
                                  VmpTier                tier,
                                  gint64                 end_nsec,
                                  gint64                 cost_nsec,
                                  gint64                 rss_bytes);
/* TRUE if @tier was left out at the last decision because a read of it would be too long. */
gboolean vmp_budget_is_refused   (const VmpBudget       *self,
                                  VmpTier                tier);
/* What looking cost until @now_nsec. Tier 0's interval is the caller's to fill in. */
void     vmp_budget_get_cost     (const VmpBudget       *self,
                                  gint64                 now_nsec,
                                  VmpObserverCost       *out);

G_END_DECLS
