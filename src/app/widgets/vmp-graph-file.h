/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Saves a chart as a picture or as values, where the user wants it. */
#pragma once

#include "vmp-chart.h"

G_BEGIN_DECLS

/* Asks for a name and writes @type there, unless the ending of the name says another. */
void     vmp_graph_file_save        (VmpChart             *chart,
                                     VmpChartFile          type,
                                     GCancellable         *cancellable,
                                     GAsyncReadyCallback   callback,
                                     gpointer              user_data);
/* FALSE with an error of GTK_DIALOG_ERROR if the user thought better of it. */
gboolean vmp_graph_file_save_finish (GAsyncResult         *result,
                                     GError              **error);
/* What the ending of @name (.png, .svg, .csv) says, @otherwise for any other. */
VmpChartFile vmp_graph_file_get_type_of (const char       *name,
                                     VmpChartFile          otherwise);
/* A name without what is no good in names of files. Owned. */
char    *vmp_graph_file_dup_name    (VmpChart             *chart,
                                     VmpChartFile          type) G_GNUC_WARN_UNUSED_RESULT;

G_END_DECLS
