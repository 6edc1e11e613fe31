/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes of a list are shown, and in what order. */

#include "config.h"

#include "vmp-process-query.h"

#include <string.h>

/* The words of a search, prepared once for all rows. */
typedef struct
{
  GStrv    words;
  gboolean ascii;   /* plain ASCII words are found without folding each row's text */
} Needles;

typedef struct
{
  gint64  value;
  guint32 index;
} ValueKey;

static const VmpProcessSortInfo sorts[VMP_N_PROCESS_SORTS] = {
  [VMP_PROCESS_SORT_RESIDENT] = { "resident", VMP_METRIC_RSS, VMP_PROCESS_COLUMN_NONE },
  [VMP_PROCESS_SORT_PSS] = { "pss", VMP_METRIC_PSS, VMP_PROCESS_COLUMN_ROLLUP },
  [VMP_PROCESS_SORT_SWAP] = { "swap", VMP_METRIC_SWAP, VMP_PROCESS_COLUMN_STATUS },
  [VMP_PROCESS_SORT_NAME] = { "name", VMP_METRIC_RSS, VMP_PROCESS_COLUMN_NONE },
  [VMP_PROCESS_SORT_PID] = { "pid", VMP_METRIC_RSS, VMP_PROCESS_COLUMN_NONE },
};

const VmpProcessSortInfo *
vmp_process_sort_get_info (VmpProcessSort sort)
{
  g_return_val_if_fail (sort < VMP_N_PROCESS_SORTS, &sorts[0]);

  return &sorts[sort];
}

VmpProcessSort
vmp_process_sort_from_key (const char *key)
{
  for (guint i = 0; i < VMP_N_PROCESS_SORTS; i++)
    {
      if (g_strcmp0 (sorts[i].key, key) == 0)
        return i;
    }
  return VMP_PROCESS_SORT_RESIDENT;
}

static void
needles_init (Needles *self, const char *search)
{
  g_autofree char *folded = NULL;

  self->ascii = g_str_is_ascii (search);
  folded = self->ascii ? g_strdup (search) : g_utf8_casefold (search, -1);
  self->words = g_strsplit_set (folded, " \t\n", -1);
}

static gboolean
has_word (const Needles *needles, const char *text, const char *word)
{
  g_autofree char *folded = NULL;

  if (text == NULL)
    return FALSE;
  if (needles->ascii)
    return strcasestr (text, word) != NULL;
  if (g_str_is_ascii (text))
    return FALSE;
  folded = g_utf8_casefold (text, -1);
  return strstr (folded, word) != NULL;
}

static gboolean
has_all_words (const Needles *needles, const VmpProcessRow *row, VmpUserNames *users)
{
  char pid[16];

  if (needles->words[0] == NULL)
    return TRUE;
  g_snprintf (pid, sizeof pid, "%d", row->pid);
  for (guint i = 0; needles->words[i] != NULL; i++)
    {
      const char *word = needles->words[i];

      if (*word != '\0'
          && !has_word (needles, row->name, word)
          && !has_word (needles, pid, word)
          && !has_word (needles, vmp_user_names_get (users, row->uid), word)
          && !has_word (needles, row->command, word))
        return FALSE;
    }
  return TRUE;
}

guint
vmp_process_query_filter (const VmpProcessQuery *self,
                          VmpUserNames          *users,
                          const VmpProcessRow   *rows,
                          guint                  n_rows,
                          guint32               *out_indices)
{
  Needles needles;
  guint n = 0;

  needles_init (&needles, self->search);
  for (guint i = 0; i < n_rows; i++)
    {
      const VmpProcessRow *row = &rows[i];

      if (row->kind == VMP_PROCESS_KERNEL_THREAD && !self->kernel_threads)
        continue;
      if (self->only_uid >= 0 && row->uid != self->only_uid)
        continue;
      if (has_all_words (&needles, row, users))
        out_indices[n++] = i;
    }
  g_strfreev (needles.words);
  return n;
}

static int
compare_ascending (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ValueKey *one = a, *two = b;

  if (one->value != two->value)
    {
      if (vmp_value_is_missing (one->value))
        return 1;
      if (vmp_value_is_missing (two->value))
        return -1;
      return one->value < two->value ? -1 : 1;
    }
  return one->index < two->index ? -1 : one->index > two->index;
}

/* A missing value is the least of all, so here it comes last by itself. */
static int
compare_descending (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const ValueKey *one = a, *two = b;

  if (one->value != two->value)
    return one->value > two->value ? -1 : 1;
  return one->index < two->index ? -1 : one->index > two->index;
}

static void
sort_by_value (const VmpProcessQuery *self, const VmpProcessRow *rows, guint32 *indices, guint n_indices)
{
  g_autofree ValueKey *keys = g_new (ValueKey, n_indices);
  VmpMetricId metric = sorts[self->sort].metric;

  for (guint i = 0; i < n_indices; i++)
    {
      keys[i].index = indices[i];
      keys[i].value = self->sort == VMP_PROCESS_SORT_PID
                      ? rows[indices[i]].pid
                      : vmp_process_row_get_value (&rows[indices[i]], metric);
    }
  g_sort_array (keys, n_indices, sizeof *keys, self->descending ? compare_descending : compare_ascending, NULL);
  for (guint i = 0; i < n_indices; i++)
    indices[i] = keys[i].index;
}

static int
compare_names (gconstpointer a, gconstpointer b, gpointer user_data)
{
  const VmpProcessRow *rows = user_data;
  guint32 one = *(const guint32 *) a, two = *(const guint32 *) b;
  int order = strcasecmp (rows[one].name, rows[two].name);

  if (order != 0)
    return order;
  return one < two ? -1 : one > two;
}

static int
compare_names_descending (gconstpointer a, gconstpointer b, gpointer user_data)
{
  return compare_names (b, a, user_data);
}

void
vmp_process_query_sort (const VmpProcessQuery *self, const VmpProcessRow *rows, guint32 *indices, guint n_indices)
{
  if (self->sort == VMP_PROCESS_SORT_NAME)
    g_sort_array (indices, n_indices, sizeof *indices, self->descending ? compare_names_descending : compare_names,
                  (gpointer) rows);
  else
    sort_by_value (self, rows, indices, n_indices);
}
