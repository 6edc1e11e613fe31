/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What several runs have in common. */

#include "config.h"

#include "vmp-cli-median.h"

#include "core/kernel/vmp-value.h"

static int
compare_values (gconstpointer a,
                gconstpointer b)
{
  gint64 x = *(const gint64 *) a, y = *(const gint64 *) b;

  return (x > y) - (x < y);
}

gboolean
vmp_cli_spread_find (GArray       *values,
                     VmpCliSpread *out)
{
  g_autoptr (GArray) sorted = g_array_copy (values);

  g_array_sort (sorted, compare_values);
  /* A missing value is the lowest of all. */
  if (sorted->len == 0 || g_array_index (sorted, gint64, 0) == VMP_MISSING)
    return FALSE;
  out->median = g_array_index (sorted, gint64, sorted->len / 2);
  out->min = g_array_index (sorted, gint64, 0);
  out->max = g_array_index (sorted, gint64, sorted->len - 1);
  for (guint i = 0; i < sorted->len; i++)
    {
      gint64 *value = &g_array_index (sorted, gint64, i);

      *value = *value > out->median ? *value - out->median : out->median - *value;
    }
  g_array_sort (sorted, compare_values);
  out->mad = g_array_index (sorted, gint64, sorted->len / 2);
  return TRUE;
}
