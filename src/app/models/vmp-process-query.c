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

static const VmpProcessSortInfo sorts[VMP_N_PROCESS_SORTS] = {
  [VMP_PROCESS_SORT_RESIDENT] = { "resident", VMP_METRIC_RSS, VMP_PROCESS_COLUMN_NONE, FALSE },
  [VMP_PROCESS_SORT_PSS] = { "pss", VMP_METRIC_PSS, VMP_PROCESS_COLUMN_ROLLUP, TRUE },
  [VMP_PROCESS_SORT_USS] = { "uss", VMP_METRIC_USS, VMP_PROCESS_COLUMN_ROLLUP, TRUE },
  [VMP_PROCESS_SORT_SWAP] = { "swap", VMP_METRIC_SWAP, VMP_PROCESS_COLUMN_STATUS, FALSE },
  [VMP_PROCESS_SORT_ANONYMOUS] = { "anonymous", VMP_METRIC_RSS_ANON, VMP_PROCESS_COLUMN_STATUS, FALSE },
  [VMP_PROCESS_SORT_FILE] = { "file", VMP_METRIC_RSS_FILE, VMP_PROCESS_COLUMN_STATUS, FALSE },
  [VMP_PROCESS_SORT_SHARED] = { "shared", VMP_METRIC_RSS_SHMEM, VMP_PROCESS_COLUMN_STATUS, FALSE },
  [VMP_PROCESS_SORT_PEAK] = { "peak", VMP_METRIC_RSS_PEAK, VMP_PROCESS_COLUMN_STATUS, FALSE },
  [VMP_PROCESS_SORT_VIRTUAL] = { "virtual", VMP_METRIC_VSIZE, VMP_PROCESS_COLUMN_NONE, FALSE },
  [VMP_PROCESS_SORT_NAME] = { "name", VMP_METRIC_RSS, VMP_PROCESS_COLUMN_NONE, FALSE },
  [VMP_PROCESS_SORT_PID] = { "pid", VMP_METRIC_RSS, VMP_PROCESS_COLUMN_NONE, FALSE },
};

static const char *const arrangements[VMP_N_PROCESS_ARRANGEMENTS] = { "list", "tree", "applications" };

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

gboolean
vmp_process_sort_is_by_text (VmpProcessSort sort)
{
  return sort == VMP_PROCESS_SORT_NAME || sort == VMP_PROCESS_SORT_PID;
}

const char *
vmp_process_arrangement_get_key (VmpProcessArrangement arrangement)
{
  g_return_val_if_fail (arrangement < VMP_N_PROCESS_ARRANGEMENTS, arrangements[0]);

  return arrangements[arrangement];
}

VmpProcessArrangement
vmp_process_arrangement_from_key (const char *key)
{
  for (guint i = 0; i < VMP_N_PROCESS_ARRANGEMENTS; i++)
    {
      if (g_strcmp0 (arrangements[i], key) == 0)
        return i;
    }
  return VMP_PROCESS_ARRANGE_LIST;
}

const VmpProcessSortInfo *
vmp_process_query_get_shown (const VmpProcessQuery *self)
{
  return self->shown != NULL ? self->shown : &sorts[self->sort];
}

gboolean
vmp_process_query_is_searching (const VmpProcessQuery *self)
{
  return self->search[strspn (self->search, " \t\n")] != '\0';
}

guint
vmp_process_query_get_columns (const VmpProcessQuery *self)
{
  guint columns = sorts[self->sort].columns | vmp_process_query_get_shown (self)->columns;

  /* A cgroup costs a read of each process, so only who asks for it pays. */
  if (self->arrangement == VMP_PROCESS_ARRANGE_APPLICATIONS || vmp_process_query_is_searching (self))
    columns |= VMP_PROCESS_COLUMN_CGROUP;
  return columns;
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
has_all_words (const Needles *needles, const VmpProcessRow *row, const VmpAppGroup *group, VmpUserNames *users)
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
          && !has_word (needles, row->command, word)
          && !has_word (needles, row->cgroup, word)
          && !(group != NULL && group->icon != NULL && has_word (needles, group->title, word)))
        return FALSE;
    }
  return TRUE;
}

guint
vmp_process_query_filter (const VmpProcessQuery *self,
                          VmpUserNames          *users,
                          const VmpProcessRow   *rows,
                          guint                  n_rows,
                          VmpAppGroup *const    *groups,
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
      if (has_all_words (&needles, row, groups != NULL ? groups[i] : NULL, users))
        out_indices[n++] = i;
    }
  g_strfreev (needles.words);
  return n;
}

gboolean
vmp_process_query_matches_name (const VmpProcessQuery *self, const char *name, gint32 pid)
{
  g_autofree char *text = g_strdup_printf ("%s %d", name, pid);
  gboolean found = TRUE;
  Needles needles;

  needles_init (&needles, self->search);
  for (guint i = 0; needles.words[i] != NULL && found; i++)
    found = has_word (&needles, text, needles.words[i]);
  g_strfreev (needles.words);
  return found;
}
