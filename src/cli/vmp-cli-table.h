/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of text whose columns are as wide as what they hold. */
#pragma once

#include "vmp-cli-output.h"

G_BEGIN_DECLS

typedef struct _VmpCliTable VmpCliTable;

typedef enum
{
  VMP_CLI_ALIGN_LEFT,
  VMP_CLI_ALIGN_RIGHT,
} VmpCliAlign;

VmpCliTable *vmp_cli_table_new        (void) G_GNUC_WARN_UNUSED_RESULT;
void         vmp_cli_table_free       (VmpCliTable *self);
/* Adds a column; all of them come before the first cell. @title is shown as it is. */
void         vmp_cli_table_add_column (VmpCliTable *self,
                                       const char  *title,
                                       VmpCliAlign  align);
/* Adds the next cell, row by row. @text (UTF-8 without control characters) is copied. */
void         vmp_cli_table_add_cell   (VmpCliTable *self,
                                       const char  *text);
/* Prints all rows. @max_columns: the last column is cut where a line would be longer; 0 for no limit. */
void         vmp_cli_table_print      (VmpCliTable  *self,
                                       VmpCliOutput *out,
                                       gboolean      with_titles,
                                       guint         max_columns);

/* Columns of a terminal that @text takes. */
guint        vmp_cli_text_width       (const char  *text);

G_DEFINE_AUTOPTR_CLEANUP_FUNC (VmpCliTable, vmp_cli_table_free)

G_END_DECLS
