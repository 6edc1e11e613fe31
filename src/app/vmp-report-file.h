/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the report of a recording to a file, in a worker. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

/**
 * vmp_report_file_write_async:
 * @path: the recording
 * @to: where; the ending of its name says as what: .html, .pdf, .md, .csv or .json
 *
 * What was there is replaced, and only once all is written.
 */
void     vmp_report_file_write_async  (const char           *path,
                                       GFile                *to,
                                       GCancellable         *cancellable,
                                       GAsyncReadyCallback   callback,
                                       gpointer              user_data);
gboolean vmp_report_file_write_finish (GAsyncResult         *result,
                                       GError              **error);
/* Is there a report with that ending? */
gboolean vmp_report_file_has_format   (const char           *name);

G_END_DECLS
