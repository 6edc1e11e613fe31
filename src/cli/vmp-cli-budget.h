/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A memory budget: limits on what recordings show, read from a file of JSON, and whether they are kept. */
#pragma once

#include "report/vmp-report.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_BUDGET_PEAK,        /* the highest */
  VMP_BUDGET_LOWEST,
  VMP_BUDGET_BEGIN,
  VMP_BUDGET_END,
  VMP_BUDGET_GROWTH,      /* end - begin: of counters how many there were */
  VMP_BUDGET_N_FIGURES
} VmpBudgetFigure;

typedef enum
{
  VMP_BUDGET_KEPT,
  VMP_BUDGET_CROSSED,
  VMP_BUDGET_UNKNOWN,     /* the recording does not have it: not kept either */
} VmpBudgetVerdict;

typedef struct
{
  char            *name;              /* owned; for people */
  char            *stage;             /* owned; NULL: all of the recording */
  VmpMetricId      id;
  VmpBudgetFigure  figure;
  gboolean         is_tree;           /* of all processes together */
  gint64           min, max;          /* VMP_MISSING: none; of the baseline: found by it */
  gboolean         has_tolerance;     /* against the baseline */
  double           tolerance_share;
  gint64           tolerance;         /* in the metric's unit */
  /* What was found. */
  GArray          *values;            /* of gint64, one a run, VMP_MISSING where it is not known */
  gint64           baseline;          /* VMP_MISSING: none */
  gint64           value;             /* the median of the runs */
  gint64           lowest, highest;   /* of the runs */
  VmpBudgetVerdict verdict;
} VmpBudgetLimit;

typedef struct
{
  char   *baseline;       /* owned path; NULL: none */
  GArray *limits;         /* of VmpBudgetLimit */
} VmpBudget;

/* NULL with @error (of VMP_ERROR): what is wrong with the file, and where. */
VmpBudget  *vmp_budget_new          (const char *path, GError **error) G_GNUC_WARN_UNUSED_RESULT;
void        vmp_budget_free         (VmpBudget *self);
/* Takes the limits of those with a tolerance from the baseline. */
void        vmp_budget_set_baseline (VmpBudget *self, const VmpReport *report);
/* Adds what one run shows. */
void        vmp_budget_add_run      (VmpBudget *self, const VmpReport *report);
/* Medians and verdicts; how many are crossed and how many not known. */
void        vmp_budget_judge        (VmpBudget *self, guint *out_n_crossed, guint *out_n_unknown);
/* "peak", "growth"…: as in the file. Static. */
const char *vmp_budget_figure_to_key (VmpBudgetFigure figure);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpBudget, vmp_budget_free)

G_END_DECLS
