/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes below their parents; families are sorted by the memory of all that are in them. */

#include "config.h"

#include "vmp-process-lines-private.h"

#define NONE G_MAXUINT32

typedef struct
{
  const VmpProcessLinesInput *input;
  guint32                    *parents;
  guint32                    *first_child;    /* of each row */
  guint32                    *next_sibling;
  guint32                     first_root;
  guint8                     *matches;        /* of each row: it is one */
  guint8                     *included;       /* of each row: it is one, or one is below it */
} Tree;

/* A parent is older than its child: whoever is not has only got the number of one that ended. Among equals the lower number
 * counts as the older, so that there is never a circle. */
static gboolean
is_older (const VmpProcessRow *one, const VmpProcessRow *two)
{
  if (one->start_time_ticks != two->start_time_ticks)
    return one->start_time_ticks < two->start_time_ticks;
  return one->pid < two->pid;
}

void
vmp_process_tree_find_parents (const VmpProcessRow *rows, guint n_rows, guint32 *out_parents)
{
  for (guint i = 0; i < n_rows; i++)
    {
      guint32 parent = vmp_process_lines_find_row (rows, n_rows, rows[i].ppid);

      out_parents[i] = parent != NONE && is_older (&rows[parent], &rows[i]) ? parent : NONE;
    }
}

/* Ancestors of matches come too, so that one sees where a match belongs. */
static void
include (Tree *tree)
{
  for (guint i = 0; i < tree->input->n_matches; i++)
    {
      guint32 row = tree->input->matches[i];

      tree->matches[row] = TRUE;
      for (; row != NONE && !tree->included[row]; row = tree->parents[row])
        tree->included[row] = TRUE;
    }
}

/* Puts the rows of @keys, from the last to the first, each in front of its siblings. */
static void
link_rows (Tree *tree, const VmpSortKey *keys, guint n)
{
  guint n_rows = tree->input->n_rows;

  memset (tree->first_child, 0xff, n_rows * sizeof (guint32));
  tree->first_root = NONE;
  for (guint i = n; i > 0; i--)
    {
      guint32 row = keys[i - 1].index;
      guint32 *first = tree->parents[row] != NONE ? &tree->first_child[tree->parents[row]] : &tree->first_root;

      tree->next_sibling[row] = *first;
      *first = row;
    }
}

/* The row after @row when one goes through the families, its children first unless @skip_children. */
static guint32
next_row (const Tree *tree, guint32 row, gboolean skip_children, int *inout_depth)
{
  if (!skip_children && tree->first_child[row] != NONE)
    {
      *inout_depth += 1;
      return tree->first_child[row];
    }
  while (row != NONE && tree->next_sibling[row] == NONE)
    {
      row = tree->parents[row];
      *inout_depth -= 1;
    }
  return row != NONE ? tree->next_sibling[row] : NONE;
}

/* A big process is found at the top, even where its parent is small. */
static void
add_up_families (Tree *tree, VmpSortKey *keys, guint n)
{
  g_autofree gint64 *sums = g_new (gint64, tree->input->n_rows);
  g_autofree guint32 *path = g_new (guint32, n);
  guint n_path = 0;
  int depth = 0;

  for (guint32 row = tree->first_root; row != NONE; row = next_row (tree, row, FALSE, &depth))
    path[n_path++] = row;
  for (guint i = 0; i < n; i++)
    sums[keys[i].index] = tree->matches[keys[i].index] ? keys[i].value : VMP_MISSING;
  for (guint i = n_path; i > 0; i--)
    {
      guint32 row = path[i - 1], parent = tree->parents[row];

      if (parent != NONE && !vmp_value_is_missing (sums[row]))
        sums[parent] = vmp_value_is_missing (sums[parent]) ? sums[row] : sums[parent] + sums[row];
    }
  for (guint i = 0; i < n; i++)
    keys[i].value = sums[keys[i].index];
}

static void
add_lines (const Tree *tree, GArray *lines)
{
  gboolean searching = vmp_process_query_is_searching (tree->input->query);
  gboolean closed = FALSE;
  int depth = 0;

  for (guint32 row = tree->first_root; row != NONE; row = next_row (tree, row, closed, &depth))
    {
      VmpProcessLine *line =
        vmp_process_lines_add (lines, tree->input, VMP_PROCESS_LINE_PROCESS, row, (guint) depth);

      closed = !searching && tree->input->collapsed[row];
      line->expandable = tree->first_child[row] != NONE;
      line->expanded = line->expandable && !closed;
      line->context = !tree->matches[row];
    }
}

void
vmp_process_lines_add_tree (GArray *lines, const VmpProcessLinesInput *input)
{
  g_autofree guint32 *numbers = g_new (guint32, 3 * input->n_rows + 1);
  g_autofree guint8 *marks = g_new0 (guint8, 2 * input->n_rows + 1);
  g_autofree VmpSortKey *keys = g_new (VmpSortKey, input->n_rows + 1);
  Tree tree = {
    input, numbers, numbers + input->n_rows, numbers + 2 * input->n_rows, NONE, marks, marks + input->n_rows,
  };
  guint n = 0;

  vmp_process_tree_find_parents (input->rows, input->n_rows, tree.parents);
  include (&tree);
  for (guint32 row = 0; row < input->n_rows; row++)
    if (tree.included[row])
      keys[n++] = vmp_process_lines_get_key (input, row);
  if (input->places == NULL && !vmp_process_sort_is_by_text (input->query->sort))
    {
      link_rows (&tree, keys, n);
      add_up_families (&tree, keys, n);
    }
  vmp_process_lines_sort (input, keys, n);
  link_rows (&tree, keys, n);
  add_lines (&tree, lines);
}
