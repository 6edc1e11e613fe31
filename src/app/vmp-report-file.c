/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the report of a recording to a file, in a worker. */

#include "config.h"

#include "vmp-report-file.h"

#include <string.h>

#include "core/kernel/vmp-error.h"
#include "report/vmp-report-pdf.h"
#include "report/vmp-report.h"

static const struct
{
  const char *suffix;
  char     *(*write) (const VmpReport *self);   /* NULL: PDF */
} formats[] = {
  { ".html", vmp_report_to_html },
  { ".pdf", NULL },
  { ".md", vmp_report_to_markdown },
  { ".csv", vmp_report_to_csv },
  { ".json", vmp_report_to_json },
};

static int
find_format (const char *name)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (g_str_has_suffix (name, formats[i].suffix))
      return (int) i;
  return -1;
}

gboolean
vmp_report_file_has_format (const char *name)
{
  return find_format (name) >= 0;
}

static GBytes *
create_bytes (const char *path, int format, GCancellable *cancellable, GError **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (path, error);
  g_autoptr (VmpReport) report = recording != NULL ? vmp_report_new (recording, 0, error) : NULL;
  char *text;

  if (report == NULL || g_cancellable_set_error_if_cancelled (cancellable, error))
    return NULL;
  if (formats[format].write == NULL)
    return vmp_report_to_pdf (report, error);
  text = formats[format].write (report);
  return g_bytes_new_take (text, strlen (text));
}

static void
write_thread (GTask *task, gpointer source, gpointer data, GCancellable *cancellable)
{
  GFile *to = source;
  g_autofree char *name = g_file_get_basename (to);
  g_autoptr (GBytes) bytes = NULL;
  GError *error = NULL;
  int format = find_format (name);
  gsize len;
  const char *contents;

  if (format < 0)
    {
      g_task_return_new_error (task, VMP_ERROR, VMP_ERROR_UNSUPPORTED, ".html, .pdf, .md, .csv, .json");
      return;
    }
  bytes = create_bytes (data, format, cancellable, &error);
  if (bytes == NULL)
    {
      g_task_return_error (task, error);
      return;
    }
  contents = g_bytes_get_data (bytes, &len);
  if (g_file_replace_contents (to, contents, len, NULL, FALSE, G_FILE_CREATE_NONE, NULL, cancellable, &error))
    g_task_return_boolean (task, TRUE);
  else
    g_task_return_error (task, error);
}

void
vmp_report_file_write_async (const char *path, GFile *to, GCancellable *cancellable, GAsyncReadyCallback callback,
                             gpointer user_data)
{
  g_autoptr (GTask) task = g_task_new (to, cancellable, callback, user_data);

  g_task_set_source_tag (task, vmp_report_file_write_async);
  g_task_set_task_data (task, g_strdup (path), g_free);
  g_task_run_in_thread (task, write_thread);
}

gboolean
vmp_report_file_write_finish (GAsyncResult *result, GError **error)
{
  return g_task_propagate_boolean (G_TASK (result), error);
}
