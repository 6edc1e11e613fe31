/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of figures that are made anew as time goes on: sorted by any column, copied, and written as CSV or JSON. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

#define VMP_FIGURE_TABLE_MAX_COLUMNS 16

typedef struct
{
  const char *key;        /* in CSV and JSON; static, in no language */
  const char *title;      /* N_() */
  gboolean    is_number;  /* set at the end; its raw value is what is sorted and written */
  gboolean    expands;
} VmpFigureColumn;

/* A row: which it is, what is shown in each column, and the values behind. */
typedef struct
{
  guint64  id;                                          /* the same as long as it is the same thing */
  char    *texts[VMP_FIGURE_TABLE_MAX_COLUMNS];         /* owned */
  gint64   values[VMP_FIGURE_TABLE_MAX_COLUMNS];        /* of number columns; VMP_MISSING */
} VmpFigureRow;

#define VMP_TYPE_FIGURE_TABLE (vmp_figure_table_get_type ())
G_DECLARE_FINAL_TYPE (VmpFigureTable, vmp_figure_table, VMP, FIGURE_TABLE, AdwBin)

/**
 * VmpFigureTable::chosen:
 * @id: of the row that was selected or activated
 *
 * The user wants to see what the row is about.
 */

/* @columns: static. @label: for screen readers. */
GtkWidget *vmp_figure_table_new      (const VmpFigureColumn *columns,
                                      guint                  n_columns,
                                      const char            *label);
/* An array to fill; it clears its rows itself. */
GArray    *vmp_figure_table_new_rows (void) G_GNUC_WARN_UNUSED_RESULT;
/* Takes @rows (of VmpFigureRow). What was there stays selected, and is not built anew. */
void       vmp_figure_table_take_rows (VmpFigureTable       *self,
                                      GArray                *rows);
guint      vmp_figure_table_get_n_rows (VmpFigureTable      *self);
/* In the order that is shown. Owned. Values are plain numbers, empty or null where there is none. */
char      *vmp_figure_table_dup_text (VmpFigureTable        *self) G_GNUC_WARN_UNUSED_RESULT;
char      *vmp_figure_table_dup_csv  (VmpFigureTable        *self) G_GNUC_WARN_UNUSED_RESULT;
char      *vmp_figure_table_dup_json (VmpFigureTable        *self) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
