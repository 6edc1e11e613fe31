/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which processes are shown, and in what order. */
#pragma once

#include "vmp-cli-ps-column.h"

G_BEGIN_DECLS

typedef struct
{
  const VmpCliPsColumn *sort;           /* NULL: none, by pid */
  gboolean              ascending;
  const char           *filter;         /* part of the name or command line, in any case; NULL: all */
  gint64                uid;            /* VMP_MISSING: all */
  gboolean              kernel_threads;
  gboolean              tree;
  guint64               top;            /* at most so many; 0: all */
} VmpCliPsOrder;

/* A process to be shown. */
typedef struct
{
  const VmpProcessRow *row;     /* borrowed from the list */
  char                *branch;  /* owned; what is drawn before its name in a tree, or NULL */
} VmpCliPsLine;

/* "rss", "name:desc": FALSE with G_OPTION_ERROR_BAD_VALUE. Without a direction numbers are
 * descending, pids and text ascending. */
gboolean vmp_cli_ps_order_parse_sort (VmpCliPsOrder *self, const char *text, GError **error);
/* The lines of @list, of VmpCliPsLine. @draw_utf8: branches may be drawn with box characters. */
GArray  *vmp_cli_ps_order_apply      (const VmpCliPsOrder *self, VmpProcessList *list, VmpCliUsers *users,
                                      gboolean draw_utf8) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
