/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Processes of one application or unit below a line of their own; one that is alone stands for itself. */

#include "config.h"

#include "vmp-process-lines-private.h"

#define NONE G_MAXUINT32

/* The processes of each group as lists of rows. */
typedef struct
{
  guint32 *first;   /* of each group */
  guint32 *next;    /* of each row */
} Members;

static void
find_members (const VmpProcessLinesInput *input, Members *members)
{
  g_autofree VmpSortKey *keys = g_new (VmpSortKey, input->n_matches + 1);

  for (guint i = 0; i < input->n_matches; i++)
    keys[i] = vmp_process_lines_get_key (input, input->matches[i]);
  vmp_process_lines_sort (input, keys, input->n_matches);
  for (guint i = input->n_matches; i > 0; i--)
    {
      guint32 row = keys[i - 1].index;
      guint32 group = input->row_groups[row];

      members->next[row] = members->first[group];
      members->first[group] = row;
    }
}

/* A group that was one process until now takes the place of that. */
static gint64
find_place (const VmpProcessLinesInput *input, const Members *members, guint32 group)
{
  gint64 place = vmp_process_lines_get_place (input, VMP_PROCESS_LINE_GROUP, group);

  for (guint32 row = members->first[group]; row != NONE; row = members->next[row])
    place = MIN (place, vmp_process_lines_get_place (input, VMP_PROCESS_LINE_PROCESS, row));
  return place;
}

static gint64
find_lowest_pid (const VmpProcessLinesInput *input, const Members *members, guint32 group)
{
  gint64 lowest = G_MAXINT64;

  for (guint32 row = members->first[group]; row != NONE; row = members->next[row])
    lowest = MIN (lowest, input->rows[row].pid);
  return lowest;
}

static gint64
add_up (const VmpProcessLinesInput *input, const Members *members, guint32 group)
{
  VmpMetricId metric = vmp_process_sort_get_info (input->query->sort)->metric;
  gint64 sum = VMP_MISSING;

  for (guint32 row = members->first[group]; row != NONE; row = members->next[row])
    {
      gint64 value = vmp_process_row_get_value (&input->rows[row], metric);

      if (!vmp_value_is_missing (value))
        sum = vmp_value_is_missing (sum) ? value : sum + value;
    }
  return sum;
}

static VmpSortKey
get_group_key (const VmpProcessLinesInput *input, const Members *members, guint32 group)
{
  VmpSortKey key = { .index = group };

  if (input->places != NULL)
    key.value = find_place (input, members, group);
  else if (input->query->sort == VMP_PROCESS_SORT_NAME)
    key.text = input->groups[group].n > 1 ? input->groups[group].group->title
                                          : input->rows[members->first[group]].name;
  else if (input->query->sort == VMP_PROCESS_SORT_PID)
    key.value = find_lowest_pid (input, members, group);
  else
    key.value = add_up (input, members, group);
  return key;
}

static void
add_group (GArray *lines, const VmpProcessLinesInput *input, const Members *members, guint32 group)
{
  gboolean open = input->open_groups[group] || vmp_process_query_is_searching (input->query);
  gboolean alone = input->groups[group].n == 1;

  if (!alone)
    {
      VmpProcessLine *line = vmp_process_lines_add (lines, input, VMP_PROCESS_LINE_GROUP, group, 0);

      line->expandable = TRUE;
      line->expanded = open;
    }
  if (!alone && !open)
    return;
  for (guint32 row = members->first[group]; row != NONE; row = members->next[row])
    vmp_process_lines_add (lines, input, VMP_PROCESS_LINE_PROCESS, row, alone ? 0 : 1);
}

void
vmp_process_lines_add_groups (GArray *lines, const VmpProcessLinesInput *input)
{
  g_autofree guint32 *numbers = g_new (guint32, input->n_groups + input->n_rows + 1);
  g_autofree VmpSortKey *keys = g_new (VmpSortKey, input->n_groups + 1);
  Members members = { numbers, numbers + input->n_groups };
  guint n = 0;

  memset (members.first, 0xff, input->n_groups * sizeof (guint32));
  find_members (input, &members);
  for (guint32 group = 0; group < input->n_groups; group++)
    if (members.first[group] != NONE)
      keys[n++] = get_group_key (input, &members, group);
  vmp_process_lines_sort (input, keys, n);
  for (guint i = 0; i < n; i++)
    add_group (lines, input, &members, keys[i].index);
}
