/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What the makers of lines share. */
#pragma once

#include "vmp-process-lines.h"
#include "vmp-process-sorter.h"

G_BEGIN_DECLS

/* Appends a line of the section of all processes; valid until the next. */
VmpProcessLine *vmp_process_lines_add        (GArray                     *lines,
                                              const VmpProcessLinesInput *input,
                                              VmpProcessLineKind          kind,
                                              guint32                     index,
                                              guint                       depth);
/* Where such a line stood, G_MAXUINT32 where it did not. Only if there are places. */
gint64          vmp_process_lines_get_place  (const VmpProcessLinesInput *input,
                                              VmpProcessLineKind          kind,
                                              guint32                     index);
/* What a row is sorted by. */
VmpSortKey      vmp_process_lines_get_key    (const VmpProcessLinesInput *input,
                                              guint32                     row);
void            vmp_process_lines_sort       (const VmpProcessLinesInput *input,
                                              VmpSortKey                 *keys,
                                              guint                       n);
/* The index of the row of @pid, or G_MAXUINT32. */
guint32         vmp_process_lines_find_row   (const VmpProcessRow        *rows,
                                              guint                       n_rows,
                                              gint32                      pid);
void            vmp_process_lines_add_tree   (GArray                     *lines,
                                              const VmpProcessLinesInput *input);
void            vmp_process_lines_add_groups (GArray                     *lines,
                                              const VmpProcessLinesInput *input);

G_END_DECLS
