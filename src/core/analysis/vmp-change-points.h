/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Where a graph changes its way: steps, and bends of its slope. Suggestions, found without knowing what the program does. */
#pragma once

#include <glib.h>

G_BEGIN_DECLS

/* Readings that are looked at at most; more are to be thinned before. */
#define VMP_CHANGE_MAX_VALUES 1024
/* Where more than this would be found, only those that are clearer are. */
#define VMP_CHANGE_MAX_POINTS 12

/* Between two readings. Slopes are per reading. */
typedef struct
{
  guint  index;                         /* of the first reading after it */
  double before, after;                 /* what the lines on both sides say for that moment */
  double slope_before, slope_after;
} VmpChangePoint;

/**
 * vmp_change_points_find:
 * @values: (array length=n): readings at equal distances
 *
 * Lays straight lines through the readings, with as few breaks as the noise in them allows: the sum of squares that another
 * break saves must be larger than noise could save, and the break larger than a few percent of the whole range. Single readings that
 * stick out are left out of account.
 *
 * Returns: (transfer full): array of VmpChangePoint, in order; empty where there are too few readings
 */
GArray *vmp_change_points_find (const double *values, guint n) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
