/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives mappings away: as a file where the user wants it, and as text for the clipboard. A worker writes them. */
#pragma once

#include <gtk/gtk.h>

#include "../models/vmp-mapping-text.h"

G_BEGIN_DECLS

/* Asks for a name, proposing one for the program @process; its ending says what is written (.csv, .json). */
void     vmp_map_file_save        (GtkWidget           *parent,
                                   VmpMappingTable     *table,
                                   const char          *process,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
/* FALSE with an error of GTK_DIALOG_ERROR if the user thought better of it. */
gboolean vmp_map_file_save_finish (GAsyncResult        *result,
                                   GError             **error);
/* Writes @table to @file without asking. */
void     vmp_map_file_write       (GFile               *file,
                                   VmpMappingTable     *table,
                                   GCancellable        *cancellable,
                                   GAsyncReadyCallback  callback,
                                   gpointer             user_data);
gboolean vmp_map_file_write_finish (GAsyncResult       *result,
                                   GError             **error);

/* Lines of @table, as vmp_mapping_text_dup_tabs() has them. */
void     vmp_map_file_copy        (VmpMappingTable        *table,
                                   GtkBitset              *lines,
                                   const VmpMappingColumn *columns,
                                   guint                   n_columns,
                                   GCancellable           *cancellable,
                                   GAsyncReadyCallback     callback,
                                   gpointer                user_data);
/* The text, owned; *out_n lines. NULL only if it was cancelled. */
char    *vmp_map_file_copy_finish (GAsyncResult           *result,
                                   guint                  *out_n,
                                   GError                **error) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
