/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sorts numbers of things by a value, a text, or the place where they stood. */

#include "config.h"

#include "vmp-process-sorter.h"

#include <strings.h>

#include "core/kernel/vmp-value.h"

static int
compare_indices (const VmpSortKey *one, const VmpSortKey *two)
{
  return one->index < two->index ? -1 : one->index > two->index;
}

static int
compare_ascending (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const VmpSortKey *one = a, *two = b;

  if (one->value != two->value)
    {
      if (vmp_value_is_missing (one->value))
        return 1;
      if (vmp_value_is_missing (two->value))
        return -1;
      return one->value < two->value ? -1 : 1;
    }
  return compare_indices (one, two);
}

/* A missing value is the least of all, so here it comes last by itself. */
static int
compare_descending (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const VmpSortKey *one = a, *two = b;

  if (one->value != two->value)
    return one->value > two->value ? -1 : 1;
  return compare_indices (one, two);
}

static int
compare_texts (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const VmpSortKey *one = a, *two = b;
  int order = strcasecmp (one->text, two->text);

  return order != 0 ? order : compare_indices (one, two);
}

static int
compare_texts_descending (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return compare_texts (b, a, user_data);
}

void
vmp_sort_keys (VmpSortKey *keys, guint n, gboolean descending)
{
  if (n == 0)
    return;
  if (keys[0].text != NULL)
    g_sort_array (keys, n, sizeof *keys, descending ? compare_texts_descending : compare_texts, NULL);
  else
    g_sort_array (keys, n, sizeof *keys, descending ? compare_descending : compare_ascending, NULL);
}
