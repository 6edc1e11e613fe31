/* SPDX-License-Identifier: GPL-3.0-or-later */
/* vmp report: what a recording tells, as a page, as text or as data. */

#include "config.h"

#include "vmp-cli.h"

#include <errno.h>
#include <string.h>
#include <unistd.h>

#include <glib/gi18n.h>

#include "core/engine/vmp-own-program.h"
#include "core/kernel/vmp-error.h"
#include "report/vmp-report.h"
#include "vmp-cli-output.h"

typedef struct
{
  char *format, *output, *pid;    /* owned; NULL if not given */
} Options;

typedef char *(*WriteFunc) (const VmpReport *report);

static const struct
{
  const char *name, *suffix;
  WriteFunc   write;
} formats[] = {
  { "html", ".html", vmp_report_to_html },
  { "markdown", ".md", vmp_report_to_markdown },
  { "csv", ".csv", vmp_report_to_csv },
  { "json", ".json", vmp_report_to_json },
};

/* What was asked for, else what the name of the file says, else HTML for a file and Markdown for people. */
static WriteFunc
choose_format (const Options  *options,
               GError        **error)
{
  for (guint i = 0; i < G_N_ELEMENTS (formats); i++)
    if (options->format != NULL ? g_str_equal (options->format, formats[i].name)
                                : options->output != NULL && g_str_has_suffix (options->output, formats[i].suffix))
      return formats[i].write;
  if (options->format == NULL)
    return options->output != NULL ? vmp_report_to_html : vmp_report_to_markdown;
  g_set_error (error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE, _("formats are 'html', 'pdf', 'markdown', 'csv' and 'json', not '%s'"), options->format);
  return NULL;
}

/* To standard output in its character set, but a page says that it is UTF-8. */
static int
print (const char *text,
       gboolean    is_utf8)
{
  VmpCliOutput out;

  vmp_cli_output_init (&out, STDOUT_FILENO);
  if (is_utf8)
    out.charset = NULL;
  vmp_cli_output_append (&out, text, -1);
  return vmp_cli_output_finish (&out);
}

static gboolean
write_file (const char  *path,
            const char  *text,
            GError     **error)
{
  g_autoptr (GError) local = NULL;

  if (g_file_set_contents (path, text, -1, &local))
    return TRUE;
  return vmp_error_set (error, VMP_ERROR_IO, "%s", local->message);
}

static gboolean
is_pdf (const Options *options)
{
  return options->format != NULL ? g_str_equal (options->format, "pdf")
                                 : options->output != NULL && g_str_has_suffix (options->output, ".pdf");
}

/* By another program, in place of this one. */
static int
report_pdf (const VmpCliVerb *verb,
            const Options    *options,
            const char       *path)
{
  g_autoptr (GError) error = NULL;
  g_autofree char *program = vmp_own_program_find ("vmp-report-pdf", "VMP_REPORT_PDF", "../report", &error);
  g_autofree char *pid_text = NULL;
  gint32 pid = 0;

  if (program == NULL || (options->pid != NULL && !vmp_cli_parse_pid (options->pid, &pid, &error)))
    return vmp_cli_fail (verb, error);
  pid_text = g_strdup_printf ("%d", pid);
  execl (program, program, path, pid_text, options->output != NULL ? options->output : "-", NULL);
  vmp_error_set_errno (&error, errno, program);
  return vmp_cli_fail (verb, error);
}

static int
report (const VmpCliVerb *verb,
        const Options    *options,
        const char       *path)
{
  g_autoptr (GError) error = NULL;
  g_autoptr (VmpRecording) recording = NULL;
  g_autoptr (VmpReport) self = NULL;
  g_autofree char *text = NULL;
  WriteFunc write = choose_format (options, &error);
  gint32 pid = 0;

  if (write == NULL || (options->pid != NULL && !vmp_cli_parse_pid (options->pid, &pid, &error)) ||
      (recording = vmp_recording_open (path, &error)) == NULL || (self = vmp_report_new (recording, pid, &error)) == NULL)
    return vmp_cli_fail (verb, error);
  text = write (self);
  for (guint i = 0; vmp_recording_get_problems (recording)[i] != NULL; i++)
    vmp_cli_say ("%s", vmp_recording_get_problems (recording)[i]);
  if (options->output == NULL)
    return print (text, write != vmp_report_to_markdown);
  return write_file (options->output, text, &error) ? VMP_CLI_DONE : vmp_cli_fail (verb, error);
}

static int
run (const VmpCliVerb *verb,
     int               argc,
     char            **argv)
{
  Options options = { 0 };
  const GOptionEntry entries[] = {
    { "format", 'f', 0, G_OPTION_ARG_STRING, &options.format, N_("html, pdf, markdown, csv or json"), N_("FORMAT") },
    { "output", 'o', 0, G_OPTION_ARG_FILENAME, &options.output, N_("Write to a file, whose name says the format"), N_("FILE") },
    { "pid", 'p', 0, G_OPTION_ARG_STRING, &options.pid, N_("About this process of the recording, not its first"), N_("PID") },
    G_OPTION_ENTRY_NULL
  };
  g_autoptr (GError) error = NULL;
  int status;

  if (!vmp_cli_parse_options (verb, entries, VMP_CLI_PARSE_ALL, &argc, &argv, &status))
    return status;
  if (argc == 2 && is_pdf (&options))
    status = report_pdf (verb, &options, argv[1]);
  else if (argc == 2)
    status = report (verb, &options, argv[1]);
  else
    {
      g_set_error (&error, G_OPTION_ERROR, G_OPTION_ERROR_BAD_VALUE,
                   _("which recording? For example: vmp report file.vmp -o file.html"));
      status = vmp_cli_fail (verb, error);
    }
  g_free (options.format);
  g_free (options.output);
  g_free (options.pid);
  return status;
}

const VmpCliVerb vmp_cli_verb_report = {
  .name = "report",
  .parameters = N_("FILE"),
  .summary = N_("Tell what a recording says, as a page to hand on"),
  .notes = N_("What was run and where, peaks, graphs, stages, the memory map near the peak, faults, processes, and how it was\n"
              "measured at what cost. HTML is one file that needs nothing else; CSV is its tables; without a file or format it is Markdown.\n"
              "\n"
              "Examples:\n"
              "  vmp report build.vmp -o build.html\n"
              "  vmp report build.vmp --format json"),
  .run = run,
};
