/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The lines of the picker: watched processes, then all of them as a list, a tree or groups. */
#pragma once

#include "vmp-process-query.h"
#include "vmp-watch-list.h"

G_BEGIN_DECLS

typedef enum
{
  VMP_PROCESS_LINE_PROCESS,
  VMP_PROCESS_LINE_GROUP,
  VMP_PROCESS_LINE_ENDED,     /* a watched process that is no more */
} VmpProcessLineKind;

typedef enum
{
  VMP_PROCESS_SECTION_WATCHED,
  VMP_PROCESS_SECTION_ALL,
  VMP_N_PROCESS_SECTIONS
} VmpProcessSection;

typedef struct
{
  guint32 number;         /* which line it is among all that these rows, groups and watched processes can make */
  guint32 index;          /* of the row, the group or the watched process, by kind */
  guint8  kind;           /* VmpProcessLineKind */
  guint8  section;        /* VmpProcessSection */
  guint8  expandable : 1;
  guint8  expanded : 1;
  guint8  context : 1;    /* matches nothing itself: there because of what is below it */
  guint16 depth;
} VmpProcessLine;

/* The processes of one application or unit that match. */
typedef struct
{
  VmpAppGroup *group;
  gint64       sum;       /* of what is shown; of those that are known */
  guint        n;
  guint        n_missing; /* of those that have memory */
} VmpProcessGroup;

/* What lines are made of. Nothing is owned. */
typedef struct
{
  const VmpProcessQuery *query;
  const VmpProcessRow   *rows;          /* ascending by pid */
  guint                  n_rows;
  const guint32         *matches;       /* indices, ascending */
  guint                  n_matches;
  const VmpWatched      *watched;
  guint                  n_watched;
  const guint8          *collapsed;     /* of each row: its children are not shown */
  const guint32         *row_groups;    /* the group of each row; for APPLICATIONS only */
  const VmpProcessGroup *groups;
  const guint8          *open_groups;   /* of each group: its processes are shown */
  guint                  n_groups;
  const guint32         *places;        /* of each number: where it stood, G_MAXUINT32 where it did not; NULL: sort by value */
} VmpProcessLinesInput;

/* Numbers of lines: those of the rows, then of the groups, then of the watched processes. */
static inline guint32
vmp_process_lines_count_numbers (guint n_rows, guint n_groups, guint n_watched)
{
  return n_rows + n_groups + n_watched;
}

/* Returns: (transfer full): array of VmpProcessLine */
GArray *vmp_process_lines_new         (const VmpProcessLinesInput *input) G_GNUC_WARN_UNUSED_RESULT;

/* For each row the index of its parent, G_MAXUINT32 where that is not among them. Never a circle, whatever the rows say. */
void    vmp_process_tree_find_parents (const VmpProcessRow        *rows,
                                       guint                       n_rows,
                                       guint32                    *out_parents);

G_END_DECLS
