/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The program vmp-report-pdf, which vmp runs to write PDF: vmp itself starts faster without pango and cairo.
 *
 *   vmp-report-pdf RECORDING PID OUTPUT      PID 0: the first; OUTPUT -: standard output */

#include "config.h"

#include "vmp-report-pdf.h"

#include "core/kernel/vmp-error.h"
#include "core/kernel/vmp-process.h"

#include <errno.h>
#include <locale.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <glib/gi18n.h>

static void
say (const char *text)
{
  g_autofree char *escaped = vmp_text_escape (text, strlen (text));

  g_printerr ("vmp: %s\n", escaped);
}

static gboolean
write_bytes (const char  *path,
             GBytes      *bytes,
             GError     **error)
{
  gsize len;
  const char *data = g_bytes_get_data (bytes, &len);
  g_autoptr (GError) local = NULL;

  if (g_str_equal (path, "-"))
    return (fwrite (data, 1, len, stdout) == len && fflush (stdout) == 0) || vmp_error_set_errno (error, errno, "stdout");
  return g_file_set_contents (path, data, len, &local) || vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
}

static gboolean
report (char   **argv,
        GError **error)
{
  g_autoptr (VmpRecording) recording = vmp_recording_open (argv[1], error);
  g_autoptr (VmpReport) self = recording != NULL ? vmp_report_new (recording, atoi (argv[2]), error) : NULL;
  g_autoptr (GBytes) bytes = self != NULL ? vmp_report_to_pdf (self, error) : NULL;

  if (bytes == NULL)
    return FALSE;
  for (guint i = 0; vmp_recording_get_problems (recording)[i] != NULL; i++)
    say (vmp_recording_get_problems (recording)[i]);
  return write_bytes (argv[3], bytes, error);
}

int
main (int    argc,
      char **argv)
{
  const char *locales = g_getenv ("VMP_LOCALEDIR");   /* those of a build folder */
  g_autoptr (GError) error = NULL;

  setlocale (LC_ALL, "");
  bindtextdomain (GETTEXT_PACKAGE, locales != NULL ? locales : VMP_LOCALEDIR);
  bind_textdomain_codeset (GETTEXT_PACKAGE, "UTF-8");
  textdomain (GETTEXT_PACKAGE);
  if (argc != 4)
    {
      g_printerr ("Usage: vmp-report-pdf RECORDING PID OUTPUT\n");
      return 2;
    }
  if (report (argv, &error))
    return 0;
  say (error->message);
  return 1;
}
