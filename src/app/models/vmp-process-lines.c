/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the picker: watched processes, then all of them as a list, a tree or groups. */

#include "config.h"

#include "vmp-process-lines-private.h"

static guint32
get_number (const VmpProcessLinesInput *input, VmpProcessLineKind kind, guint32 index)
{
  return kind == VMP_PROCESS_LINE_GROUP ? input->n_rows + index : index;
}

VmpProcessLine *
vmp_process_lines_add (GArray *lines, const VmpProcessLinesInput *input, VmpProcessLineKind kind, guint32 index, guint depth)
{
  VmpProcessLine line = {
    .number = get_number (input, kind, index),
    .index = index,
    .kind = kind,
    .section = VMP_PROCESS_SECTION_ALL,
    .depth = (guint16) MIN (depth, G_MAXUINT16),
  };

  g_array_append_val (lines, line);
  return &g_array_index (lines, VmpProcessLine, lines->len - 1);
}

gint64
vmp_process_lines_get_place (const VmpProcessLinesInput *input, VmpProcessLineKind kind, guint32 index)
{
  return input->places[get_number (input, kind, index)];
}

VmpSortKey
vmp_process_lines_get_key (const VmpProcessLinesInput *input, guint32 row)
{
  VmpSortKey key = { .index = row };

  if (input->places != NULL)
    key.value = vmp_process_lines_get_place (input, VMP_PROCESS_LINE_PROCESS, row);
  else if (input->query->sort == VMP_PROCESS_SORT_NAME)
    key.text = input->rows[row].name;
  else if (input->query->sort == VMP_PROCESS_SORT_PID)
    key.value = input->rows[row].pid;
  else
    key.value = vmp_process_row_get_value (&input->rows[row],
                                           vmp_process_sort_get_info (input->query->sort)->metric);
  return key;
}

/* What stood somewhere stays in that sequence, whichever way the values are sorted. */
void
vmp_process_lines_sort (const VmpProcessLinesInput *input, VmpSortKey *keys, guint n)
{
  vmp_sort_keys (keys, n, input->places == NULL && input->query->descending);
}

static void
add_list (GArray *lines, const VmpProcessLinesInput *input)
{
  g_autofree VmpSortKey *keys = g_new (VmpSortKey, input->n_matches);

  for (guint i = 0; i < input->n_matches; i++)
    keys[i] = vmp_process_lines_get_key (input, input->matches[i]);
  vmp_process_lines_sort (input, keys, input->n_matches);
  for (guint i = 0; i < input->n_matches; i++)
    vmp_process_lines_add (lines, input, VMP_PROCESS_LINE_PROCESS, keys[i].index, 0);
}

guint32
vmp_process_lines_find_row (const VmpProcessRow *rows, guint n_rows, gint32 pid)
{
  guint low = 0, high = n_rows;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (rows[middle].pid < pid)
        low = middle + 1;
      else
        high = middle;
    }
  return low < n_rows && rows[low].pid == pid ? low : G_MAXUINT32;
}

static gboolean
is_match (const VmpProcessLinesInput *input, guint32 row)
{
  guint low = 0, high = input->n_matches;

  while (low < high)
    {
      guint middle = low + (high - low) / 2;

      if (input->matches[middle] < row)
        low = middle + 1;
      else
        high = middle;
    }
  return low < input->n_matches && input->matches[low] == row;
}

/* In the sequence in which they were chosen: few, and each is found where it was. Only a search leaves some of them out. */
static void
add_watched (GArray *lines, const VmpProcessLinesInput *input)
{
  gboolean searching = vmp_process_query_is_searching (input->query);

  for (guint i = 0; i < input->n_watched; i++)
    {
      const VmpWatched *watched = &input->watched[i];
      guint32 row = vmp_process_lines_find_row (input->rows, input->n_rows, watched->pid);
      gboolean lives = row != G_MAXUINT32 && input->rows[row].start_time_ticks == watched->start_time_ticks;
      VmpProcessLine *line;

      if (searching && (lives ? !is_match (input, row)
                              : !vmp_process_query_matches_name (input->query, watched->name, watched->pid)))
        continue;
      line = vmp_process_lines_add (lines, input, lives ? VMP_PROCESS_LINE_PROCESS : VMP_PROCESS_LINE_ENDED,
                                    lives ? row : i, 0);
      line->section = VMP_PROCESS_SECTION_WATCHED;
      line->number = input->n_rows + input->n_groups + i;
    }
}

GArray *
vmp_process_lines_new (const VmpProcessLinesInput *input)
{
  GArray *lines = g_array_sized_new (FALSE, FALSE, sizeof (VmpProcessLine), input->n_matches + input->n_watched);

  add_watched (lines, input);
  switch (input->query->arrangement)
    {
    case VMP_PROCESS_ARRANGE_TREE:
      vmp_process_lines_add_tree (lines, input);
      break;
    case VMP_PROCESS_ARRANGE_APPLICATIONS:
      vmp_process_lines_add_groups (lines, input);
      break;
    case VMP_PROCESS_ARRANGE_LIST:
    default:
      add_list (lines, input);
    }
  return lines;
}
